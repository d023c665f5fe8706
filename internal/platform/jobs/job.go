package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"time"
)

// Job is one kind of work, as a module declares it.
type Job struct {
	// Kind is "module.what", unique in the program.
	Kind string
	// Work does it. The context carries the group's db.Scope (none for a job that
	// was enqueued by db.System) and ends at the timeout. An error means: again
	// later. Work may be run more than once for one Enqueue.
	Work func(ctx context.Context, in Input) error

	// Queue limits what runs side by side; "" = QueueDefault.
	Queue string
	// MaxAttempts is how often Work is tried before the job is given up and kept
	// as discarded for a week; 0 = 12, which spans about ten hours.
	MaxAttempts int
	// Timeout ends the context of one attempt; 0 = DefaultTimeout. A job whose
	// process died is run again after RescueAfter or its Timeout, the longer one.
	Timeout time.Duration
	// Backoff is the wait before the next attempt after attempt n (1, 2, …) has
	// failed; nil = Backoff.
	Backoff func(n int) time.Duration
}

// Input is what Work gets.
type Input struct {
	ID      int64 // the queue's number of the job
	Attempt int   // 1 at the first try
	Last    bool  // no further attempt will follow a failure of this one
	Tenant  string
	args    json.RawMessage
	began   time.Time
	timeout time.Duration
}

// HalfWay tells that half of this attempt's Timeout is over. A long job with a
// short Timeout asks between two steps and returns Again(0), to go on in a next
// attempt where it left off: so the death of its process is noticed soon, and
// others of its queue get their turn.
func (in Input) HalfWay() bool { return time.Since(in.began) > in.timeout/2 }

// Again is returned by Work to be run again after a while. It is no failure and
// does not count as an attempt; 0 lets others of the queue go first.
func Again(after time.Duration) error { return &again{after} }

// Resumes tells whether err is an Again, for work that looks at its own errors.
func Resumes(err error) bool { return errors.As(err, new(*again)) }

type again struct{ after time.Duration }

func (a *again) Error() string { return "jobs: again in " + a.after.String() }

// Args decodes what Enqueue was given into dest, a pointer.
func (in Input) Args(dest any) error {
	if err := json.Unmarshal(in.args, dest); err != nil {
		return fmt.Errorf("jobs: arguments: %w", err)
	}
	return nil
}

// Option changes one Enqueue.
type Option func(*options)

type options struct {
	unique string
	at     int64
}

// Unique says that while a job of this kind with this key waits or runs in the
// group, another is not added: Enqueue then does nothing. A job that is already
// running counts, so a unique job that drains a table may have looked past the
// caller's row: have something else that calls it again (a Waker topic, a poll).
// On PostgreSQL the caller holds the waiting job's row until it commits.
func Unique(key string) Option { return func(o *options) { o.unique = key } }

// At delays the job until the instant, in epoch milliseconds. What a person
// plans (a reminder, a call) waits in a row of its own instead; see Waker.
func At(ms int64) Option { return func(o *options) { o.at = ms } }

// Backoff is the usual wait after failed attempt n: 2 s, 8 s, 32 s, about two
// minutes, nine, then half an hour, up to two hours.
func Backoff(n int) time.Duration {
	steps := []time.Duration{
		2 * time.Second, 8 * time.Second, 32 * time.Second, 2 * time.Minute, 9 * time.Minute,
		30 * time.Minute, time.Hour, 2 * time.Hour,
	}
	return steps[min(max(n, 1), len(steps))-1]
}

// The queues, with how many jobs of each run side by side in one process.
const (
	QueueDefault = "default" // calls to the outside world
	QueueFacts   = "facts"   // hearers of facts, see package events
	QueueHeavy   = "heavy"   // imports, exports, prints: long and hungry
)

var workers = map[string]int{QueueDefault: 16, QueueFacts: 4, QueueHeavy: 1}

var kindForm = regexp.MustCompile(`^[a-z][a-z0-9]*\.[a-z][a-z0-9_]*$`)

// check tells what is wrong with the declaration: a programming error.
func (j Job) check() error {
	switch {
	case !kindForm.MatchString(j.Kind):
		return fmt.Errorf("jobs: kind %q is not module.what", j.Kind)
	case j.Work == nil:
		return fmt.Errorf("jobs: %s has no work", j.Kind)
	case j.Queue != "" && workers[j.Queue] == 0:
		return fmt.Errorf("jobs: %s names the unknown queue %q", j.Kind, j.Queue)
	case j.Timeout < 0 || j.MaxAttempts < 0:
		return fmt.Errorf("jobs: %s has a negative limit", j.Kind)
	}
	return nil
}

// filled puts the defaults in.
func (j Job) filled() Job {
	if j.Queue == "" {
		j.Queue = QueueDefault
	}
	if j.MaxAttempts == 0 {
		j.MaxAttempts = 12
	}
	if j.Timeout == 0 {
		j.Timeout = DefaultTimeout
	}
	if j.Backoff == nil {
		j.Backoff = Backoff
	}
	return j
}
