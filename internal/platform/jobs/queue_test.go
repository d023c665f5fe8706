package jobs_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"archwire/internal/platform/db"
	"archwire/internal/platform/jobs"
	"archwire/internal/platform/testkit"
)

// rows is a table of the tests' own, to see what a transaction left.
var rows = fstest.MapFS{
	"migrations/sqlite/20261122_0900_rows.sql": {Data: []byte(
		`CREATE TABLE t_rows (tenant_id TEXT NOT NULL, name TEXT NOT NULL, wake_at BIGINT, PRIMARY KEY (tenant_id, name))`)},
	"migrations/postgres/20261122_0900_rows.sql": {Data: []byte(
		`CREATE TABLE t_rows (tenant_id uuid NOT NULL, name text NOT NULL, wake_at bigint, PRIMARY KEY (tenant_id, name))`)},
}

var tables = []db.Migrations{{Module: "jobs", Files: jobs.Migrations}, {Module: "t", Files: rows}}

type row struct {
	Name   string `db:"name"`
	WakeAt int64  `db:"wake_at,null"`
}

// kit is a queue over a world.
type kit struct {
	*testkit.World
	t   *testing.T
	q   *jobs.Queue
	log *logged
}

// logged collects what is logged.
type logged struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func each(t *testing.T, fn func(*kit)) {
	testkit.Each(t, tables, func(t *testing.T, w *testkit.World) {
		out := &logged{}
		fn(&kit{World: w, t: t, log: out, q: jobs.New(w.DB, slog.New(slog.NewTextHandler(out, nil)))})
	})
}

func (k *kit) add(list ...jobs.Job) {
	k.t.Helper()
	if err := k.q.Add(list...); err != nil {
		k.t.Fatal(err)
	}
}

func (k *kit) start() {
	k.t.Helper()
	if err := k.q.Start(k.t.Context()); err != nil {
		k.t.Fatal(err)
	}
	k.t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := k.q.Stop(ctx); err != nil {
			k.t.Errorf("stop: %v", err)
		}
	})
}

func (k *kit) write(fn func(*db.Tx) error) {
	k.t.Helper()
	if err := k.DB.Write(k.Ctx(), fn); err != nil {
		k.t.Fatal(err)
	}
}

func (k *kit) enqueue(kind string, args any, opts ...jobs.Option) {
	k.t.Helper()
	k.write(func(tx *db.Tx) error { return k.q.Enqueue(tx, kind, args, opts...) })
}

// count is how many jobs of the kind are in the state.
func (k *kit) count(kind, state string) int {
	k.t.Helper()
	list, err := k.q.Counts(k.t.Context())
	if err != nil {
		k.t.Fatal(err)
	}
	for _, c := range list {
		if c.Kind == kind && c.State == state {
			return c.N
		}
	}
	return 0
}

// until waits for a condition; how long is far above what is expected.
func until(t *testing.T, what string, cond func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !cond(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not in 30 s: %s", what)
		}
	}
}

func TestJobIsPartOfTheTransaction(t *testing.T) {
	each(t, func(k *kit) {
		var ran atomic.Int32
		k.add(jobs.Job{Kind: "t.run", Work: func(context.Context, jobs.Input) error { ran.Add(1); return nil }})
		stop := errors.New("no")
		err := k.DB.Write(k.Ctx(), func(tx *db.Tx) error {
			if err := tx.Insert("t_rows", row{Name: "a"}); err != nil {
				return err
			}
			if err := k.q.Enqueue(tx, "t.run", nil); err != nil {
				return err
			}
			return stop
		})
		if !errors.Is(err, stop) {
			k.t.Fatalf("got %v", err)
		}
		if n := k.count("t.run", "available"); n != 0 {
			k.t.Errorf("%d jobs after the rollback", n)
		}
		k.start()
		k.write(func(tx *db.Tx) error {
			if err := tx.Insert("t_rows", row{Name: "b"}); err != nil {
				return err
			}
			return k.q.Enqueue(tx, "t.run", nil)
		})
		began := time.Now()
		until(k.t, "the committed job", func() bool { return ran.Load() == 1 })
		if took := time.Since(began); took > 2*time.Second {
			k.t.Errorf("begun only after %s", took)
		}
		until(k.t, "its end", func() bool { return k.count("t.run", "completed") == 1 })
		err = k.DB.Read(k.Ctx(), func(tx *db.Tx) error {
			var names []string
			if err := tx.From("t_rows").Pluck("name", &names); err != nil {
				return err
			}
			if len(names) != 1 || names[0] != "b" {
				k.t.Errorf("rows %v", names)
			}
			return nil
		})
		if err != nil {
			k.t.Fatal(err)
		}
	})
}

func TestJobWorksInItsGroup(t *testing.T) {
	type args struct{ Name string }
	each(t, func(k *kit) {
		var done sync.Map
		k.add(jobs.Job{Kind: "t.write", Work: func(ctx context.Context, in jobs.Input) error {
			var a args
			if err := in.Args(&a); err != nil {
				return err
			}
			err := k.DB.Write(ctx, func(tx *db.Tx) error {
				if tx.Tenant() != in.Tenant || tx.Actor() != "" {
					k.t.Errorf("group %s actor %q, want group %s and nobody", tx.Tenant(), tx.Actor(), in.Tenant)
				}
				return tx.Insert("t_rows", row{Name: a.Name})
			})
			done.Store(a.Name, in.Tenant)
			return err
		}})
		k.start()
		other := k.Other()
		k.enqueue("t.write", args{"secret-name-of-mine"})
		if err := other.DB.Write(other.Ctx(), func(tx *db.Tx) error { return k.q.Enqueue(tx, "t.write", args{"theirs"}) }); err != nil {
			k.t.Fatal(err)
		}
		until(k.t, "both jobs", func() bool { return k.count("t.write", "completed") == 2 })
		for name, tenant := range map[string]string{"secret-name-of-mine": k.Tenant, "theirs": other.Tenant} {
			if got, _ := done.Load(name); got != tenant {
				k.t.Errorf("%s ran for %v, want %s", name, got, tenant)
			}
		}
		var names []string
		if err := k.DB.Read(k.Ctx(), func(tx *db.Tx) error { return tx.From("t_rows").Pluck("name", &names) }); err != nil {
			k.t.Fatal(err)
		}
		if len(names) != 1 || names[0] != "secret-name-of-mine" {
			k.t.Errorf("my group has the rows %v", names)
		}
		if strings.Contains(k.log.String(), "secret") {
			k.t.Errorf("the log tells arguments: %s", k.log)
		}
	})
}

func TestSystemJobHasNoScope(t *testing.T) {
	each(t, func(k *kit) {
		got := make(chan error, 1)
		k.add(jobs.Job{Kind: "t.all", Work: func(ctx context.Context, _ jobs.Input) error {
			got <- k.DB.Read(ctx, func(*db.Tx) error { return nil })
			return nil
		}})
		k.start()
		if err := k.DB.System(k.t.Context(), "test", func(tx *db.Tx) error { return k.q.Enqueue(tx, "t.all", nil) }); err != nil {
			k.t.Fatal(err)
		}
		select {
		case err := <-got:
			if !errors.Is(err, db.ErrNoScope) {
				k.t.Errorf("got %v, want no scope", err)
			}
		case <-time.After(30 * time.Second):
			k.t.Fatal("it did not run")
		}
	})
}

func TestFailedJobIsTriedAgainAndThenGivenUp(t *testing.T) {
	each(t, func(k *kit) {
		var tries, lasts atomic.Int32
		var mu sync.Mutex
		results := map[string]int{}
		k.q.Observe = func(_, result string, _ time.Duration) {
			mu.Lock()
			defer mu.Unlock()
			results[result]++
		}
		fast := func(int) time.Duration { return 10 * time.Millisecond }
		k.add(
			jobs.Job{Kind: "t.bad", MaxAttempts: 3, Backoff: fast, Work: func(_ context.Context, in jobs.Input) error {
				if int(tries.Add(1)) != in.Attempt {
					k.t.Errorf("attempt %d at try %d", in.Attempt, tries.Load())
				}
				if in.Last {
					lasts.Add(1)
				}
				if in.Attempt == 2 {
					panic("on purpose")
				}
				return errors.New("no luck")
			}},
			jobs.Job{Kind: "t.again", Work: func() func(context.Context, jobs.Input) error {
				var n atomic.Int32
				return func(_ context.Context, in jobs.Input) error {
					if in.Attempt != 1 {
						k.t.Errorf("being run again counted as attempt %d", in.Attempt)
					}
					if n.Add(1) < 3 {
						return jobs.Again(0)
					}
					return nil
				}
			}()},
		)
		k.start()
		k.enqueue("t.bad", nil)
		k.enqueue("t.again", nil)
		until(k.t, "the end of both", func() bool {
			return k.count("t.bad", "discarded") == 1 && k.count("t.again", "completed") == 1
		})
		mu.Lock()
		defer mu.Unlock()
		if tries.Load() != 3 || lasts.Load() != 1 {
			k.t.Errorf("%d tries, %d of them the last", tries.Load(), lasts.Load())
		}
		want := map[string]int{jobs.Failed: 2, jobs.GivenUp: 1, jobs.Resumed: 2, jobs.Done: 1}
		for r, n := range want {
			if results[r] != n {
				k.t.Errorf("%s was observed %d times, want %d", r, results[r], n)
			}
		}
	})
}

// Whoever has mended the cause has what was given up tried again.
func TestGivenUpIsRetried(t *testing.T) {
	each(t, func(k *kit) {
		var mended atomic.Bool
		work := func(context.Context, jobs.Input) error {
			if mended.Load() {
				return nil
			}
			return errors.New("broken")
		}
		k.add(jobs.Job{Kind: "t.frail", Work: work, MaxAttempts: 1}, jobs.Job{Kind: "t.one", Work: work, MaxAttempts: 1})
		k.start()
		k.enqueue("t.frail", nil)
		k.enqueue("t.frail", nil)
		k.enqueue("t.one", nil, jobs.Unique("x"))
		until(k.t, "they are given up", func() bool { return k.count("t.frail", "discarded") == 2 && k.count("t.one", "discarded") == 1 })
		mended.Store(true)
		k.enqueue("t.one", nil, jobs.Unique("x"))
		if n, err := k.q.Retry(k.t.Context()); n != 2 || err != nil {
			k.t.Fatalf("%d are tried again: %v", n, err)
		}
		until(k.t, "they are done", func() bool { return k.count("t.frail", "completed") == 2 && k.count("t.one", "completed") == 1 })
		if n, err := k.q.Retry(k.t.Context()); n != 0 || err != nil || k.count("t.one", "discarded") != 0 {
			k.t.Errorf("%d more are tried again: %v", n, err)
		}
	})
}

// A long job with a short timeout is done in several attempts, none of which
// counts as a failure.
func TestLongJobRestsHalfWay(t *testing.T) {
	each(t, func(k *kit) {
		var steps, attempts atomic.Int32
		k.add(jobs.Job{Kind: "t.steps", Timeout: 200 * time.Millisecond, MaxAttempts: 1, Work: func(ctx context.Context, in jobs.Input) error {
			attempts.Add(1)
			for steps.Load() < 10 {
				if in.HalfWay() {
					err := jobs.Again(0)
					if !jobs.Resumes(fmt.Errorf("on the way: %w", err)) || jobs.Resumes(errors.New("another")) {
						k.t.Error("Again is not told from other errors")
					}
					return err
				}
				time.Sleep(40 * time.Millisecond)
				steps.Add(1)
			}
			return ctx.Err()
		}})
		k.start()
		k.enqueue("t.steps", nil)
		until(k.t, "the last step", func() bool { return k.count("t.steps", "completed") == 1 })
		if steps.Load() != 10 || attempts.Load() < 3 {
			k.t.Errorf("%d steps in %d attempts", steps.Load(), attempts.Load())
		}
	})
}

func TestUniqueJob(t *testing.T) {
	each(t, func(k *kit) {
		var ran atomic.Int32
		gate := make(chan struct{})
		k.add(jobs.Job{Kind: "t.one", Work: func(context.Context, jobs.Input) error { ran.Add(1); <-gate; return nil }})
		errs := testkit.Race(k.t, 20, func(int) error {
			return k.DB.Write(k.Ctx(), func(tx *db.Tx) error { return k.q.Enqueue(tx, "t.one", nil, jobs.Unique("x")) })
		})
		if err := errors.Join(errs...); err != nil {
			k.t.Fatal(err)
		}
		if n := k.count("t.one", "available"); n != 1 {
			k.t.Fatalf("%d jobs, want 1", n)
		}
		// Another key and another group are others.
		k.enqueue("t.one", nil, jobs.Unique("y"))
		other := k.Other()
		if err := other.DB.Write(other.Ctx(), func(tx *db.Tx) error { return k.q.Enqueue(tx, "t.one", nil, jobs.Unique("x")) }); err != nil {
			k.t.Fatal(err)
		}
		if n := k.count("t.one", "available"); n != 3 {
			k.t.Fatalf("%d jobs, want 3", n)
		}
		k.start()
		until(k.t, "all running", func() bool { return ran.Load() == 3 })
		k.enqueue("t.one", nil, jobs.Unique("x")) // runs: still kept out
		if n := k.count("t.one", "available") + k.count("t.one", "running"); n != 3 {
			k.t.Errorf("%d jobs while one runs, want 3", n)
		}
		close(gate)
		until(k.t, "all over", func() bool { return k.count("t.one", "completed") == 3 })
		k.enqueue("t.one", nil, jobs.Unique("x")) // over: welcome again
		until(k.t, "the next", func() bool { return k.count("t.one", "completed") == 4 })
	})
}

// A job whose process died stays marked as running; the next process runs it.
func TestJobOfADeadProcessIsRescued(t *testing.T) {
	each(t, func(k *kit) {
		var ran atomic.Int32
		k.add(jobs.Job{Kind: "t.kill", Backoff: func(int) time.Duration { return 0 },
			Work: func(context.Context, jobs.Input) error { ran.Add(1); return nil }})
		k.enqueue("t.kill", nil, jobs.Unique("x"))
		err := k.DB.System(k.t.Context(), "play a process that died a minute ago", func(tx *db.Tx) error {
			text := `UPDATE river_job SET state = 'running', attempt = 1, attempted_at = now() - interval '1 minute', attempted_by = array['dead']`
			if tx.Dialect() == db.SQLite {
				text = `UPDATE river_job SET state = 'running', attempt = 1, attempted_at = datetime('now', '-1 minute', 'subsec'), attempted_by = jsonb('["dead"]')`
			}
			n, err := tx.RawExec(text)
			if n != 1 {
				k.t.Errorf("%d jobs", n)
			}
			return err
		})
		if err != nil {
			k.t.Fatal(err)
		}
		k.start()
		until(k.t, "the rescue", func() bool { return ran.Load() == 1 && k.count("t.kill", "completed") == 1 })
	})
}

func TestStopLetsRunningJobsFinish(t *testing.T) {
	each(t, func(k *kit) {
		var ended atomic.Bool
		begun := make(chan struct{})
		k.add(jobs.Job{Kind: "t.long", Work: func(ctx context.Context, _ jobs.Input) error {
			close(begun)
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(300 * time.Millisecond):
			}
			err := k.DB.Write(ctx, func(tx *db.Tx) error { return tx.Insert("t_rows", row{Name: "finished"}) })
			ended.Store(err == nil)
			return err
		}})
		ctx, leave := context.WithCancel(context.Background())
		if err := k.q.Start(ctx); err != nil {
			k.t.Fatal(err)
		}
		k.enqueue("t.long", nil)
		<-begun
		leave() // the end of the context that Start got changes nothing
		if err := k.q.Stop(k.t.Context()); err != nil {
			k.t.Fatal(err)
		}
		if !ended.Load() {
			k.t.Error("Stop did not wait")
		}
		if n := k.count("t.long", "completed"); n != 1 {
			k.t.Errorf("%d completed", n)
		}
	})
}

func TestImpatientStopCancelsAndTheJobIsRunAgain(t *testing.T) {
	each(t, func(k *kit) {
		var runs atomic.Int32
		begun := make(chan struct{}, 2)
		k.add(jobs.Job{Kind: "t.deaf", Work: func(ctx context.Context, _ jobs.Input) error {
			begun <- struct{}{}
			if runs.Add(1) == 1 {
				<-ctx.Done()
				return ctx.Err()
			}
			return nil
		}})
		if err := k.q.Start(k.t.Context()); err != nil {
			k.t.Fatal(err)
		}
		k.enqueue("t.deaf", nil)
		<-begun
		ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
		defer cancel()
		if err := k.q.Stop(ctx); err != nil {
			k.t.Fatal(err)
		}
		k.start()
		until(k.t, "the second run", func() bool { return k.count("t.deaf", "completed") == 1 })
	})
}

func TestDelayFollowsTheHouseClock(t *testing.T) {
	each(t, func(k *kit) {
		var at atomic.Int64
		k.add(jobs.Job{Kind: "t.at", Work: func(context.Context, jobs.Input) error { at.Store(time.Now().UnixMilli()); return nil }})
		k.start()
		began := time.Now().UnixMilli()
		k.enqueue("t.at", nil, jobs.At(k.Clock.Now()+700))
		until(k.t, "the delayed job", func() bool { return at.Load() > 0 })
		if waited := at.Load() - began; waited < 650 {
			k.t.Errorf("ran after %d ms, want 700", waited)
		}
	})
}

func TestBadDeclarations(t *testing.T) {
	each(t, func(k *kit) {
		work := func(context.Context, jobs.Input) error { return nil }
		k.add(jobs.Job{Kind: "t.once", Work: work})
		for _, j := range []jobs.Job{
			{Kind: "nodot", Work: work}, {Kind: "t.once", Work: work}, {Kind: "t.empty"},
			{Kind: "t.queue", Work: work, Queue: "nowhere"}, {Kind: "t.neg", Work: work, Timeout: -1},
		} {
			if err := k.q.Add(j); err == nil {
				k.t.Errorf("%+v was taken", j.Kind)
			}
		}
		err := k.DB.Write(k.Ctx(), func(tx *db.Tx) error { return k.q.Enqueue(tx, "t.unknown", nil) })
		if err == nil || !strings.Contains(err.Error(), "t.unknown") {
			k.t.Errorf("an unknown kind gave %v", err)
		}
	})
}
