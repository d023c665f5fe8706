package events_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/jobs"
	"archwire/internal/platform/testkit"
)

func TestLaterHearsSoonInOrderAndInItsGroup(t *testing.T) {
	each(t, func(k *kit) {
		var mine, theirs ear
		k.add(events.Subscription{Name: "t.ear", Kinds: []string{"t.did", "t.done"}, Later: func(ctx context.Context, facts []events.Fact) error {
			s, _ := db.From(ctx)
			if len(facts) > events.Batch {
				k.t.Errorf("a batch of %d", len(facts))
			}
			if s.Tenant == k.Tenant {
				return mine.hear(facts)
			}
			return theirs.hear(facts)
		}})
		k.start()
		other := k.Other()
		err := other.DB.Write(other.Ctx(), func(tx *db.Tx) error { return k.bus.Publish(tx, fact("t.done", "theirs")) })
		if err != nil {
			k.t.Fatal(err)
		}
		began := time.Now()
		k.publish(fact("t.did", 0))
		until(k.t, "the first fact", func() bool { return len(mine.heard()) == 1 })
		if took := time.Since(began); took > 3*time.Second {
			k.t.Errorf("heard only after %s", took)
		}
		var list []events.Fact
		want := []string{"0"}
		for i := 1; i <= 250; i++ {
			list, want = append(list, fact("t.did", i)), append(want, fmt.Sprint(i))
		}
		k.Clock.Add(time.Second)
		k.publish(list...)
		until(k.t, "all facts", func() bool { return len(mine.heard()) >= 251 && len(theirs.heard()) >= 1 })
		if got := mine.heard(); !slices.Equal(got, want) {
			k.t.Errorf("heard %v", got)
		}
		until(k.t, "an empty inbox", func() bool { return k.count("events_inbox") == 0 })
	})
}

// Every fact of a committed transaction is heard, however many publish at once.
func TestNothingIsLeftBehindUnderLoad(t *testing.T) {
	each(t, func(k *kit) {
		var a, b ear
		k.add(
			events.Subscription{Name: "t.one", Kinds: []string{"t.did"}, Later: func(_ context.Context, f []events.Fact) error { return a.hear(f) }},
			events.Subscription{Name: "t.two", Kinds: []string{"t.did"}, Later: func(_ context.Context, f []events.Fact) error { return b.hear(f) }},
		)
		k.start()
		stop := errors.New("no")
		errs := testkit.Race(k.t, 20, func(i int) error {
			for n := range 20 {
				err := k.DB.Write(k.Ctx(), func(tx *db.Tx) error {
					if err := k.bus.Publish(tx, fact("t.did", fmt.Sprintf("%d-%d", i, n))); err != nil {
						return err
					}
					if n%5 == 4 {
						return stop
					}
					return nil
				})
				if err != nil && !errors.Is(err, stop) {
					return err
				}
			}
			return nil
		})
		if err := errors.Join(errs...); err != nil {
			k.t.Fatal(err)
		}
		until(k.t, "an empty inbox", func() bool { return k.count("events_inbox") == 0 })
		for _, e := range []*ear{&a, &b} {
			got := e.heard()
			slices.Sort(got)
			if n := len(slices.Compact(got)); n != 20*16 {
				k.t.Errorf("%d facts heard, want %d", n, 20*16)
			}
		}
	})
}

func TestRefusedBatchIsGivenAgain(t *testing.T) {
	each(t, func(k *kit) {
		var e ear
		var calls atomic.Int32
		k.add(events.Subscription{Name: "t.ear", Kinds: []string{"t.did"}, Later: func(_ context.Context, f []events.Fact) error {
			switch calls.Add(1) {
			case 1:
				return errors.New("no luck")
			case 2:
				panic("on purpose")
			}
			return e.hear(f)
		}})
		k.publish(fact("t.did", 1), fact("t.did", 2), fact("t.did", 3))
		k.start()
		until(k.t, "all facts", func() bool { return len(e.heard()) == 3 && k.count("events_inbox") == 0 })
		if got := e.heard(); !slices.Equal(got, []string{"1", "2", "3"}) {
			k.t.Errorf("heard %v", got)
		}
	})
}

// A poison fact keeps its place for a while, then it is set aside and the line
// moves on. It can be put back.
func TestPoisonFactIsSetAside(t *testing.T) {
	each(t, func(k *kit) {
		var e ear
		var healed atomic.Bool
		var mu sync.Mutex
		seen := map[string]int{}
		k.bus.Observe = func(_, result string, n int) {
			mu.Lock()
			defer mu.Unlock()
			seen[result] += n
		}
		k.add(events.Subscription{Name: "t.ear", Kinds: []string{"t.did"}, Later: func(_ context.Context, list []events.Fact) error {
			for _, f := range list {
				var b body
				if err := f.Decode(&b); err != nil {
					return err
				}
				if b.N == "poison" && !healed.Load() {
					return errors.New("cannot take it")
				}
			}
			return e.hear(list)
		}})
		k.publish(fact("t.did", 1), fact("t.did", "poison"), fact("t.did", 3))
		// It has been refused all but once already; waiting for that takes half an hour.
		err := k.DB.Write(k.Ctx(), func(tx *db.Tx) error {
			list, err := events.List(tx, events.Filter{})
			if err != nil {
				return err
			}
			for _, f := range list {
				var b body
				if err := f.Decode(&b); err != nil {
					return err
				}
				if b.N != "poison" {
					continue
				}
				if _, err := tx.Update("events_inbox").Set("tries = ?", events.Tries-2).Where("fact_id = ?", f.ID).Exec(); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			k.t.Fatal(err)
		}
		k.start()
		until(k.t, "the first fact", func() bool { return len(e.heard()) == 1 && k.count("events_inbox") == 2 })
		k.hurry()
		until(k.t, "the line moves on", func() bool { return len(e.heard()) == 2 })
		var aside []events.Aside
		k.read(func(tx *db.Tx) (err error) { aside, err = events.Asides(tx); return err })
		if len(aside) != 1 || aside[0].Tries != events.Tries || aside[0].Reason != "cannot take it" || aside[0].Kind != "t.did" || aside[0].At == 0 {
			k.t.Fatalf("set aside: %+v", aside)
		}
		counts, err := k.bus.AsideCounts(k.t.Context())
		if err != nil || len(counts) != 1 || counts[0] != (events.AsideCount{Subscriber: "t.ear", N: 1}) {
			k.t.Errorf("counted: %v %v", counts, err)
		}
		healed.Store(true)
		var back []events.Aside
		if err = k.DB.Write(k.Other().Ctx(), func(tx *db.Tx) (err error) { back, err = k.bus.Retry(tx); return err }); err != nil || len(back) != 0 {
			k.t.Errorf("another group put back %v: %v", back, err)
		}
		if err = k.DB.Write(k.Ctx(), func(tx *db.Tx) (err error) { back, err = k.bus.Retry(tx); return err }); err != nil {
			k.t.Fatal(err)
		}
		if len(back) != 1 || back[0] != aside[0] {
			k.t.Errorf("put back: %v", back)
		}
		until(k.t, "the poison", func() bool { return len(e.heard()) == 3 && k.count("events_inbox") == 0 })
		if got := e.heard(); !slices.Equal(got, []string{"1", "3", "poison"}) {
			k.t.Errorf("heard %v", got)
		}
		mu.Lock()
		defer mu.Unlock()
		if seen[events.Heard] != 3 || seen[events.Refused] != 1 || seen[events.SetAside] != 1 {
			k.t.Errorf("observed %v", seen)
		}
	})
}

// hurry makes the resting drain due at once.
func (k *kit) hurry() {
	k.t.Helper()
	text := `UPDATE river_job SET state = 'available', scheduled_at = now() WHERE state IN ('scheduled', 'retryable', 'available')`
	if k.DB.Dialect == db.SQLite {
		text = `UPDATE river_job SET state = 'available', scheduled_at = datetime('now', 'subsec') WHERE state IN ('scheduled', 'retryable', 'available')`
	}
	until(k.t, "the drain rests", func() bool {
		var n int64
		err := k.DB.System(k.t.Context(), "play that time passes", func(tx *db.Tx) (err error) {
			n, err = tx.RawExec(text)
			return err
		})
		if err != nil {
			k.t.Fatal(err)
		}
		return n > 0
	})
}

// A process that dies after its hearer did the work and before that was noted
// leaves the rows, and the next process gives them again: at least once.
func TestDeathAfterHearingGivesAgain(t *testing.T) {
	each(t, func(k *kit) {
		var e ear
		k.add(events.Subscription{Name: "t.ear", Kinds: []string{"t.did"}, Later: func(_ context.Context, f []events.Fact) error { return e.hear(f) }})
		k.publish(fact("t.did", 1), fact("t.did", 2))
		// The drain of the dead process, marked as running since a minute.
		err := k.DB.Write(k.Ctx(), func(tx *db.Tx) error {
			return k.q.Enqueue(tx, "events.drain", map[string]string{"subscriber": "t.ear"}, jobs.Unique("t.ear"))
		})
		if err != nil {
			k.t.Fatal(err)
		}
		err = k.DB.System(k.t.Context(), "play a process that died a minute ago", func(tx *db.Tx) error {
			text := `UPDATE river_job SET state = 'running', attempt = 1, attempted_at = now() - interval '1 minute', attempted_by = array['dead']`
			if tx.Dialect() == db.SQLite {
				text = `UPDATE river_job SET state = 'running', attempt = 1, attempted_at = datetime('now', '-1 minute', 'subsec'), attempted_by = jsonb('["dead"]')`
			}
			_, err := tx.RawExec(text)
			return err
		})
		if err != nil {
			k.t.Fatal(err)
		}
		k.start()
		until(k.t, "both facts", func() bool { return len(e.heard()) == 2 && k.count("events_inbox") == 0 })
	})
}

// Facts that were published while nothing ran are heard by the next process,
// and those published in another process as well.
func TestFactsOfAnotherProcessAreHeard(t *testing.T) {
	each(t, func(k *kit) {
		var e ear
		sub := events.Subscription{Name: "t.ear", Kinds: []string{"t.did"}, Later: func(_ context.Context, f []events.Fact) error { return e.hear(f) }}
		k.add(sub)
		_, elsewhere := k.process()
		if err := elsewhere.Add(sub); err != nil {
			k.t.Fatal(err)
		}
		tell := func(n int) {
			k.t.Helper()
			err := k.DB.Write(k.Ctx(), func(tx *db.Tx) error { return elsewhere.Publish(tx, fact("t.did", n)) })
			if err != nil {
				k.t.Fatal(err)
			}
		}
		tell(1)
		stop := k.start()
		until(k.t, "the fact of before", func() bool { return len(e.heard()) == 1 })
		tell(2)
		until(k.t, "the fact from elsewhere", func() bool { return len(e.heard()) == 2 })
		stop()
		tell(3)
		time.Sleep(100 * time.Millisecond)
		if n := len(e.heard()); n != 2 {
			k.t.Errorf("%d heard after the stop", n)
		}
	})
}

// Run serves without the queue, also what a hearer publishes in its turn.
func TestRunServesAtOnce(t *testing.T) {
	each(t, func(k *kit) {
		var first, second ear
		k.add(
			events.Subscription{Name: "t.first", Kinds: []string{"t.did"}, Later: func(ctx context.Context, list []events.Fact) error {
				err := k.DB.Write(ctx, func(tx *db.Tx) error {
					for _, f := range list {
						if err := k.bus.Publish(tx, events.Fact{Kind: "t.followed", Body: body{"after"}, Dedupe: "after:" + f.ID}); err != nil {
							return err
						}
					}
					return nil
				})
				return errors.Join(err, first.hear(list))
			}},
			events.Subscription{Name: "t.second", Kinds: []string{"t.followed"}, Later: func(_ context.Context, f []events.Fact) error { return second.hear(f) }},
			events.Subscription{Name: "t.never", Kinds: []string{"t.bad"}, Later: func(context.Context, []events.Fact) error { return errors.New("no") }},
		)
		k.publish(fact("t.did", 1), fact("t.did", 2))
		if err := k.bus.Run(k.Ctx()); err != nil {
			k.t.Fatal(err)
		}
		if a, b := first.heard(), second.heard(); len(a) != 2 || len(b) != 2 {
			k.t.Errorf("heard %v and %v", a, b)
		}
		k.publish(fact("t.bad", 3))
		if err := k.bus.Run(k.Ctx()); err == nil {
			k.t.Error("a refusal was kept silent")
		}
	})
}

// A fact that comes while its line is drained is heard by the same job: nobody adds
// another one meanwhile, and who drains looks again in the end.
func TestWhoDrainsALineLooksAgainInTheEnd(t *testing.T) {
	each(t, func(k *kit) {
		var later ear
		k.add(events.Subscription{Name: "t.later", Kinds: []string{"t.done"}, Later: func(_ context.Context, list []events.Fact) error {
			if len(later.heard()) == 0 {
				k.publish(fact("t.done", 2))
				time.Sleep(200 * time.Millisecond) // the poster has looked
			}
			return later.hear(list)
		}})
		k.start()
		k.publish(fact("t.done", 1))
		until(k.t, "both are heard", func() bool { return len(later.heard()) == 2 })
		counts, err := k.q.Counts(k.Ctx())
		if err != nil {
			k.t.Fatal(err)
		}
		n := 0
		for _, c := range counts {
			n += c.N
		}
		if n != 1 {
			k.t.Errorf("%d jobs: %+v", n, counts)
		}
	})
}
