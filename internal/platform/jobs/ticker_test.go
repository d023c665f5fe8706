package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"archwire/internal/platform/db"
	"archwire/internal/platform/jobs"
	"archwire/internal/platform/testkit"
)

const topic = "t.rows"

// rowsWaker wakes t_rows: Due takes what is due out of the table and tells its
// name, at most batch at a time.
func rowsWaker(k *kit, batch int, heard func(tenant, name string)) jobs.Waker {
	return jobs.Waker{
		Topic: topic,
		Due: func(ctx context.Context, now int64) error {
			var due []row
			err := k.DB.Write(ctx, func(tx *db.Tx) error {
				if err := tx.From("t_rows").Where("wake_at <= ?", now).OrderBy("wake_at").Limit(batch).All(&due); err != nil {
					return err
				}
				for _, r := range due {
					if _, err := tx.Delete("t_rows").Where("name = ?", r.Name).Exec(); err != nil {
						return err
					}
				}
				return nil
			})
			s, _ := db.From(ctx)
			for _, r := range due {
				heard(s.Tenant, r.Name)
			}
			return err
		},
		Next: func(tx *db.Tx) (int64, bool, error) {
			var at int64
			_, err := tx.From("t_rows").Where("wake_at IS NOT NULL").Get("min(wake_at)", &at)
			return at, at > 0, err
		},
	}
}

func (k *kit) ticker(w ...jobs.Waker) *jobs.Ticker {
	k.t.Helper()
	t := jobs.NewTicker(k.DB, slog.New(slog.NewTextHandler(k.log, nil)))
	if err := t.Add(w...); err != nil {
		k.t.Fatal(err)
	}
	return t
}

func (k *kit) wait(w *testkit.World, name string, at int64) {
	k.t.Helper()
	err := w.DB.Write(w.Ctx(), func(tx *db.Tx) error {
		if err := tx.Insert("t_rows", row{Name: name, WakeAt: at}); err != nil {
			return err
		}
		return jobs.Lower(tx, topic, at)
	})
	if err != nil {
		k.t.Fatal(err)
	}
}

// due is what jobs_wake says, 0 for no row.
func (k *kit) due() (at int64) {
	k.t.Helper()
	err := k.DB.Read(k.Ctx(), func(tx *db.Tx) error {
		_, err := tx.From("jobs_wake").Where("topic = ?", topic).Get("due_at", &at)
		return err
	})
	if err != nil {
		k.t.Fatal(err)
	}
	return at
}

func TestLowerOnlyLowers(t *testing.T) {
	each(t, func(k *kit) {
		for _, step := range []struct{ at, want int64 }{{500, 500}, {900, 500}, {500, 500}, {200, 200}, {300, 200}} {
			k.write(func(tx *db.Tx) error { return jobs.Lower(tx, topic, step.at) })
			if got := k.due(); got != step.want {
				k.t.Errorf("after %d it is due at %d, want %d", step.at, got, step.want)
			}
		}
		stop := errors.New("no")
		_ = k.DB.Write(k.Ctx(), func(tx *db.Tx) error { _ = jobs.Lower(tx, topic, 1); return stop })
		if got := k.due(); got != 200 {
			k.t.Errorf("after a rollback it is due at %d", got)
		}
	})
}

func TestTickerWakesWhatIsDueByGroup(t *testing.T) {
	each(t, func(k *kit) {
		var mu sync.Mutex
		var got []string
		other := k.Other()
		name := map[string]string{k.Tenant: "mine", other.Tenant: "theirs"}
		tick := k.ticker(rowsWaker(k, 2, func(tenant, row string) {
			mu.Lock()
			defer mu.Unlock()
			got = append(got, name[tenant]+" "+row)
		}))
		now := k.Clock.Now()
		for i := range 5 {
			k.wait(k.World, fmt.Sprint("row", i), now+int64(i))
		}
		k.wait(k.World, "late", now+60_000)
		k.wait(other, "x", now+10)
		run := func() {
			k.t.Helper()
			if err := tick.Run(k.t.Context()); err != nil {
				k.t.Fatal(err)
			}
		}
		run()
		if len(got) != 1 || got[0] != "mine row0" {
			k.t.Fatalf("at the first instant: %v", got)
		}
		k.Clock.Add(time.Second)
		run() // more than one batch of Due
		if len(got) != 6 {
			k.t.Fatalf("a second later: %v", got)
		}
		if at := k.due(); at != now+60_000 {
			k.t.Errorf("next is due at +%d, want +60000", at-now)
		}
		k.Clock.Add(time.Minute)
		run()
		if len(got) != 7 || got[6] != "mine late" {
			k.t.Errorf("in the end: %v", got)
		}
		if at := k.due(); at != 0 {
			k.t.Errorf("nothing waits, but the topic is due at %d", at)
		}
	})
}

func TestFailedWakerIsCalledAgain(t *testing.T) {
	each(t, func(k *kit) {
		calls := 0
		w := rowsWaker(k, 10, func(string, string) {})
		due := w.Due
		w.Due = func(ctx context.Context, now int64) error {
			if calls++; calls == 1 {
				panic("on purpose")
			}
			if calls == 2 {
				return errors.New("no luck")
			}
			return due(ctx, now)
		}
		tick := k.ticker(w)
		k.wait(k.World, "a", k.Clock.Now())
		for want := 1; want <= 3; want++ {
			if err := tick.Run(k.t.Context()); err != nil {
				k.t.Fatal(err)
			}
			if calls != want {
				k.t.Fatalf("%d calls, want %d", calls, want)
			}
			k.Clock.Add(31 * time.Second)
		}
		if at := k.due(); at != 0 {
			k.t.Errorf("worked off, but due at %d", at)
		}
	})
}

// A process that dies between the claim and the end leaves the lease, which runs
// out.
func TestClaimOfADeadProcessRunsOut(t *testing.T) {
	each(t, func(k *kit) {
		k.wait(k.World, "a", k.Clock.Now())
		dead, cancel := context.WithCancel(k.t.Context())
		w := rowsWaker(k, 10, func(string, string) {})
		w.Due = func(ctx context.Context, _ int64) error { cancel(); runtime.Goexit(); return nil }
		_ = k.ticker(w).Run(dead)
		if at := k.due(); at != k.Clock.Now() {
			k.t.Fatalf("due at +%d", at-k.Clock.Now())
		}
		var heard atomic.Int32
		tick := k.ticker(rowsWaker(k, 10, func(string, string) { heard.Add(1) }))
		if err := tick.Run(k.t.Context()); err != nil {
			k.t.Fatal(err)
		}
		if heard.Load() != 0 {
			k.t.Error("the claim was not respected")
		}
		k.Clock.Add(2 * time.Minute)
		if err := tick.Run(k.t.Context()); err != nil {
			k.t.Fatal(err)
		}
		if heard.Load() != 1 {
			k.t.Error("the row was left behind")
		}
	})
}

// A transaction that relied on the early instant is still open when the ticker
// wants to raise it: the ticker waits and sees its row.
func TestRaisingWaitsForThoseWhoReliedOnIt(t *testing.T) {
	each(t, func(k *kit) {
		k.wait(k.World, "first", k.Clock.Now())
		at := k.Clock.Now() + 5
		relied, gate, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
		slow := func() {
			done <- k.DB.Write(k.Ctx(), func(tx *db.Tx) error {
				if err := tx.Insert("t_rows", row{Name: "slow", WakeAt: at}); err != nil {
					return err
				}
				if err := jobs.Lower(tx, topic, at); err != nil {
					return err
				}
				close(relied)
				<-gate
				return nil
			})
		}
		w := rowsWaker(k, 10, func(string, string) {})
		due := w.Due
		w.Due = func(ctx context.Context, now int64) error {
			go slow()
			<-relied
			time.AfterFunc(300*time.Millisecond, func() { close(gate) }) // long enough for a ticker that does not wait
			return due(ctx, now)
		}
		if err := errors.Join(k.ticker(w).Run(k.t.Context()), <-done); err != nil {
			k.t.Fatal(err)
		}
		if got := k.due(); got != at {
			k.t.Errorf("due at %d, want %d: the row is left behind", got, at)
		}
	})
}

// An open transaction does not keep the ticker from beginning.
func TestClaimingWaitsForNobody(t *testing.T) {
	each(t, func(k *kit) {
		if k.DB.Dialect == db.SQLite {
			k.t.Skip("SQLite has one writer")
		}
		k.wait(k.World, "first", k.Clock.Now())
		called, ran := make(chan struct{}), make(chan error, 1)
		err := k.DB.Write(k.Ctx(), func(tx *db.Tx) error {
			if err := jobs.Lower(tx, topic, tx.Now()); err != nil {
				return err
			}
			w := rowsWaker(k, 10, func(string, string) {})
			w.Due = func(context.Context, int64) error { close(called); return errors.New("enough") }
			go func() { ran <- k.ticker(w).Run(k.t.Context()) }()
			select {
			case <-called:
				return nil
			case <-time.After(10 * time.Second):
				return errors.New("the ticker waits for an open transaction")
			}
		})
		if err := errors.Join(err, <-ran); err != nil {
			k.t.Error(err)
		}
	})
}

// Rows added while two tickers work: each is heard, none is left behind.
func TestNothingIsLeftBehindUnderLoad(t *testing.T) {
	each(t, func(k *kit) {
		const writers, each = 20, 15
		var mu sync.Mutex
		heard := map[string]int{}
		w := rowsWaker(k, 7, func(_, name string) {
			mu.Lock()
			defer mu.Unlock()
			heard[name]++
		})
		var stop atomic.Bool
		var tickers sync.WaitGroup
		for range 2 {
			tick := k.ticker(w)
			tickers.Go(func() {
				for !stop.Load() {
					if err := tick.Run(k.t.Context()); err != nil {
						k.t.Errorf("ticker: %v", err)
						return
					}
					k.Clock.Add(time.Millisecond)
				}
			})
		}
		errs := testkit.Race(k.t, writers, func(i int) error {
			for n := range each {
				err := k.DB.Write(k.Ctx(), func(tx *db.Tx) error {
					at := tx.Now() + int64(n%3)
					if err := tx.Insert("t_rows", row{Name: fmt.Sprintf("%d-%d", i, n), WakeAt: at}); err != nil {
						return err
					}
					return jobs.Lower(tx, topic, at)
				})
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err := errors.Join(errs...); err != nil {
			k.t.Error(err)
		}
		until(k.t, "everything is heard", func() bool {
			mu.Lock()
			defer mu.Unlock()
			return len(heard) == writers*each
		})
		stop.Store(true)
		tickers.Wait()
		for name, n := range heard {
			if n != 1 {
				k.t.Errorf("%s was heard %d times", name, n)
			}
		}
	})
}

func TestTickerRunsByItself(t *testing.T) {
	each(t, func(k *kit) {
		var heard atomic.Int32
		tick := k.ticker(rowsWaker(k, 10, func(string, string) { heard.Add(1) }))
		if err := tick.Start(k.t.Context()); err != nil {
			k.t.Fatal(err)
		}
		k.wait(k.World, "a", k.Clock.Now())
		until(k.t, "the row", func() bool { return heard.Load() == 1 })
		if err := tick.Stop(k.t.Context()); err != nil {
			k.t.Fatal(err)
		}
		k.wait(k.World, "b", k.Clock.Now())
		time.Sleep(1200 * time.Millisecond)
		if heard.Load() != 1 {
			k.t.Error("it wakes after Stop")
		}
	})
}
