package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"archwire/internal/platform/db"
)

// The results that Observe hears.
const (
	Done    = "done"     // the job is over
	Failed  = "failed"   // it will be tried again
	GivenUp = "given_up" // it failed for the last time and is kept for a week
	Resumed = "again"    // it asked to be run again
)

// Queue holds the jobs of the program and works them between Start and Stop.
type Queue struct {
	// Observe, if set before Start, hears of every attempt: for metrics.
	Observe func(kind, result string, took time.Duration)

	db     *db.DB
	log    *slog.Logger
	jobs   map[string]Job
	engine engine
}

// New makes a queue over the database of the door. It works nothing before
// Start, but Enqueue is ready.
func New(d *db.DB, log *slog.Logger) *Queue {
	q := &Queue{db: d, log: log, jobs: map[string]Job{}}
	if d.Dialect == db.SQLite {
		q.engine = onSQLite(d, log)
	} else {
		q.engine = onPostgres(d, log)
	}
	return q
}

// Add declares jobs, at start only. A bad declaration or a kind that is there
// already is an error.
func (q *Queue) Add(list ...Job) error {
	for _, j := range list {
		if err := j.check(); err != nil {
			return err
		}
		if _, dup := q.jobs[j.Kind]; dup {
			return fmt.Errorf("jobs: %s is declared twice", j.Kind)
		}
		q.jobs[j.Kind] = j.filled()
	}
	return nil
}

// envelope is what travels: the group, and the arguments of the job. Tenant and
// Unique together with the kind are what Unique compares.
type envelope struct {
	kind   string
	Tenant string          `json:"tenant" river:"unique"`
	Unique string          `json:"unique,omitempty" river:"unique"`
	Args   json.RawMessage `json:"args"`
}

// Kind is River's name for the kind of job.
func (e envelope) Kind() string { return e.kind }

// active are the states in which a unique job keeps others out: until it is
// over, however it ends.
var active = []rivertype.JobState{
	rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable,
	rivertype.JobStateRunning, rivertype.JobStateScheduled,
}

// Enqueue adds a job in the caller's transaction, which must be a Write or a
// System. args are stored as JSON: ids, not contents. An unknown kind is an
// error. Work is begun soon after the commit, within about a tenth of a second
// on an idle machine.
func (q *Queue) Enqueue(tx *db.Tx, kind string, args any, opts ...Option) error {
	job, ok := q.jobs[kind]
	if !ok {
		return fmt.Errorf("jobs: %s is not declared", kind)
	}
	var o options
	for _, set := range opts {
		set(&o)
	}
	text, err := json.Marshal(args)
	if err != nil {
		return fmt.Errorf("jobs: arguments of %s: %w", kind, err)
	}
	insert := &river.InsertOpts{Queue: job.Queue, MaxAttempts: job.MaxAttempts}
	// River keeps the machine's time and the house its own clock: what is carried
	// over is the distance.
	if wait := o.at - tx.Now(); wait > 0 {
		insert.ScheduledAt = time.Now().Add(time.Duration(wait) * time.Millisecond)
	}
	if o.unique != "" {
		insert.UniqueOpts = river.UniqueOpts{ByArgs: true, ByState: active}
	}
	e := envelope{kind: kind, Tenant: tx.Tenant(), Unique: o.unique, Args: text}
	if err := q.engine.insert(tx, e, insert); err != nil {
		return fmt.Errorf("jobs: add %s: %w", kind, err)
	}
	return nil
}

// Start begins to work the jobs. The context carries values only: what ends the
// work is Stop.
func (q *Queue) Start(ctx context.Context) error {
	if len(q.jobs) == 0 {
		return errors.New("jobs: no job is declared")
	}
	set := river.NewWorkers()
	for _, j := range q.jobs {
		river.AddWorkerArgs(set, envelope{kind: j.Kind}, &worker{queue: q, job: j})
	}
	return q.engine.start(context.WithoutCancel(ctx), set)
}

// Stop takes no more jobs and waits for those that run. When ctx ends first,
// their contexts are cancelled and they are tried again at the next start.
func (q *Queue) Stop(ctx context.Context) error { return q.engine.stop(ctx) }

// Count is how many jobs of a kind are in a state.
type Count struct {
	Kind  string `db:"kind"`
	State string `db:"state"` // available, running, retryable, scheduled, completed, cancelled, discarded
	N     int    `db:"n"`
}

// Counts tells what the queue holds, over all groups: for metrics and for the
// doctor. Completed jobs are kept for an hour, discarded ones for a week.
func (q *Queue) Counts(ctx context.Context) ([]Count, error) {
	var out []Count
	err := q.db.System(ctx, "count the jobs", func(tx *db.Tx) error {
		return tx.Raw(&out, "SELECT kind, CAST(state AS text) AS state, count(*) AS n FROM river_job GROUP BY 1, 2 ORDER BY 1, 2")
	})
	return out, err
}

// Retry gives every job that was given up one more attempt, over all groups, and
// tells how many: for the administrator who has mended the cause. A unique job is
// forgotten instead: whatever needs it has added it again since (see Unique).
func (q *Queue) Retry(ctx context.Context) (n int, err error) {
	err = q.db.System(ctx, "try again what was given up", func(tx *db.Tx) error {
		var list []struct {
			ID int64 `db:"id"`
		}
		if _, err := tx.RawExec("DELETE FROM river_job WHERE state = 'discarded' AND unique_key IS NOT NULL"); err != nil {
			return err
		}
		if err := tx.Raw(&list, "SELECT id FROM river_job WHERE state = 'discarded' ORDER BY id"); err != nil {
			return err
		}
		for _, j := range list {
			if err := q.engine.retry(tx, j.ID); err != nil {
				return err
			}
		}
		n = len(list)
		return nil
	})
	return n, err
}

// worker is one kind of job as River sees it.
type worker struct {
	river.WorkerDefaults[envelope]
	queue *Queue
	job   Job
}

// Timeout is the limit of one attempt.
func (w *worker) Timeout(*river.Job[envelope]) time.Duration { return w.job.Timeout }

// NextRetry is when a failed attempt is made again.
func (w *worker) NextRetry(j *river.Job[envelope]) time.Time {
	return time.Now().Add(w.job.Backoff(j.Attempt))
}

// Work runs one attempt under the scope of the job's group.
func (w *worker) Work(ctx context.Context, j *river.Job[envelope]) error {
	in := Input{ID: j.ID, Attempt: j.Attempt, Last: j.Attempt >= j.MaxAttempts, Tenant: j.Args.Tenant, args: j.Args.Args,
		began: time.Now(), timeout: w.job.Timeout}
	if in.Tenant != "" {
		ctx = db.With(ctx, db.Scope{Tenant: in.Tenant, Request: fmt.Sprintf("job:%d", j.ID)})
	}
	err := w.run(ctx, in)
	took := time.Since(in.began)
	result := Done
	var more *again
	switch {
	case errors.As(err, &more):
		result, err = Resumed, river.JobSnooze(max(more.after, 0))
	case err != nil && in.Last:
		result = GivenUp
		w.queue.log.Error("job given up", "kind", w.job.Kind, "job", in.ID, "attempt", in.Attempt, "error", err)
	case err != nil:
		result = Failed
		w.queue.log.Warn("job failed", "kind", w.job.Kind, "job", in.ID, "attempt", in.Attempt, "error", err)
	}
	if w.queue.Observe != nil {
		w.queue.Observe(w.job.Kind, result, took)
	}
	return err
}

// run turns a panic into an error, so that one bad job does not take the others
// with it.
func (w *worker) run(ctx context.Context, in Input) (err error) {
	defer func() {
		if p := recover(); p != nil {
			w.queue.log.Error("job panicked", "kind", w.job.Kind, "job", in.ID, "stack", string(debug.Stack()))
			err = fmt.Errorf("jobs: %s panicked: %v", w.job.Kind, p)
		}
	}()
	return w.job.Work(ctx, in)
}
