package events_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/jobs"
	"archwire/internal/platform/testkit"
)

// sums is a table of the tests' own: a roll-up that a Now hearer keeps.
var sums = fstest.MapFS{
	"migrations/sqlite/20261122_0900_sums.sql": {Data: []byte(
		`CREATE TABLE t_sums (tenant_id TEXT NOT NULL, name TEXT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (tenant_id, name))`)},
	"migrations/postgres/20261122_0900_sums.sql": {Data: []byte(
		`CREATE TABLE t_sums (tenant_id uuid NOT NULL, name text NOT NULL, n bigint NOT NULL, PRIMARY KEY (tenant_id, name))`)},
}

var tables = []db.Migrations{
	{Module: "jobs", Files: jobs.Migrations}, {Module: "events", Files: events.Migrations}, {Module: "t", Files: sums},
}

type sum struct {
	Name string `db:"name"`
	N    int    `db:"n"`
}

type kit struct {
	*testkit.World
	t   *testing.T
	q   *jobs.Queue
	bus *events.Bus
}

func each(t *testing.T, fn func(*kit)) {
	testkit.Each(t, tables, func(t *testing.T, w *testkit.World) {
		k := &kit{World: w, t: t}
		k.q, k.bus = k.process()
		fn(k)
	})
}

// process makes the queue and the bus as a process of its own would.
func (k *kit) process() (*jobs.Queue, *events.Bus) {
	k.t.Helper()
	log := slog.New(slog.NewTextHandler(&bytes.Buffer{}, nil))
	q := jobs.New(k.DB, log)
	b, err := events.New(k.DB, q, log)
	if err != nil {
		k.t.Fatal(err)
	}
	return q, b
}

func (k *kit) add(list ...events.Subscription) {
	k.t.Helper()
	if err := k.bus.Add(list...); err != nil {
		k.t.Fatal(err)
	}
}

// start runs the queue and the bus until the end of the test or until the
// returned function is called.
func (k *kit) start() (stop func()) {
	k.t.Helper()
	if err := errors.Join(k.q.Start(k.t.Context()), k.bus.Start(k.t.Context())); err != nil {
		k.t.Fatal(err)
	}
	stop = sync.OnceFunc(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := errors.Join(k.bus.Stop(ctx), k.q.Stop(ctx)); err != nil {
			k.t.Errorf("stop: %v", err)
		}
	})
	k.t.Cleanup(stop)
	return stop
}

func (k *kit) publish(list ...events.Fact) {
	k.t.Helper()
	err := k.DB.Write(k.Ctx(), func(tx *db.Tx) error {
		for _, f := range list {
			if err := k.bus.Publish(tx, f); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		k.t.Fatal(err)
	}
}

func (k *kit) read(fn func(*db.Tx) error) {
	k.t.Helper()
	if err := k.DB.Read(k.Ctx(), fn); err != nil {
		k.t.Fatal(err)
	}
}

func (k *kit) count(table string) (n int) {
	k.t.Helper()
	k.read(func(tx *db.Tx) (err error) { n, err = tx.From(table).Count(); return err })
	return n
}

// ear is a Later hearer that remembers.
type ear struct {
	mu    sync.Mutex
	calls [][]string // the number in the body of each fact, by call
	all   []string
}

type body struct {
	N string `json:"n"`
}

func fact(kind string, n any) events.Fact {
	return events.Fact{Kind: kind, Body: body{fmt.Sprint(n)}}
}

func (e *ear) hear(facts []events.Fact) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	var call []string
	for _, f := range facts {
		var b body
		if err := f.Decode(&b); err != nil {
			return err
		}
		call = append(call, b.N)
	}
	e.calls = append(e.calls, call)
	e.all = append(e.all, call...)
	return nil
}

func (e *ear) heard() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.all)
}

func until(t *testing.T, what string, cond func() bool) {
	t.Helper()
	for end := time.Now().Add(60 * time.Second); !cond(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not in 60 s: %s", what)
		}
	}
}

func TestFactIsStoredAsPublished(t *testing.T) {
	each(t, func(k *kit) {
		clinic, patient, subject := k.IDs(), k.IDs(), k.IDs()
		want := events.Fact{Kind: "t.happened", Clinic: clinic, Patient: patient, Subject: subject, At: k.Clock.Now() - 5000,
			Dedupe: "k1", Body: body{"𠮷 \x00 ok"}}
		k.publish(want, events.Fact{Kind: "t.bare"})
		k.read(func(tx *db.Tx) error {
			list, err := events.List(tx, events.Filter{Patient: patient})
			if err != nil || len(list) != 1 {
				k.t.Fatalf("%d facts, %v", len(list), err)
			}
			f := list[0]
			var b body
			if err := f.Decode(&b); err != nil || b.N != "𠮷 \x00 ok" {
				k.t.Errorf("body %q, %v", b.N, err)
			}
			if f.ID == "" || f.Kind != want.Kind || f.Clinic != clinic || f.Subject != subject || f.At != want.At ||
				f.Recorded != k.Clock.Now() || f.Actor != k.Actor || f.Dedupe != "k1" || f.Backfill {
				k.t.Errorf("got %+v", f)
			}
			list, err = events.List(tx, events.Filter{Kinds: []string{"t.bare"}})
			if err != nil || len(list) != 1 || list[0].At != k.Clock.Now() || list[0].Decode(&struct{}{}) != nil {
				k.t.Errorf("the bare fact: %+v, %v", list, err)
			}
			return nil
		})
	})
}

func TestListShowsTheClinicsOfTheActor(t *testing.T) {
	each(t, func(k *kit) {
		mine, theirs := k.IDs(), k.IDs()
		k.publish(events.Fact{Kind: "t.a", Clinic: mine}, events.Fact{Kind: "t.b", Clinic: theirs}, events.Fact{Kind: "t.c"})
		kinds := func(ctx context.Context, w events.Filter) string {
			var out []string
			err := k.DB.Read(ctx, func(tx *db.Tx) error {
				list, err := events.List(tx, w)
				for _, f := range list {
					out = append(out, f.Kind)
				}
				return err
			})
			if err != nil {
				k.t.Fatal(err)
			}
			slices.Sort(out)
			return strings.Join(out, " ")
		}
		for _, c := range []struct {
			who  string
			ctx  context.Context
			want string
		}{
			{"the whole group", k.Ctx(), "t.a t.b t.c"},
			{"one clinic", k.Ctx(mine), "t.a t.c"},
			{"no clinic", db.With(k.t.Context(), db.Scope{Tenant: k.Tenant, Clinics: []string{}}), "t.c"},
			{"another group", k.Other().Ctx(), ""},
		} {
			if got := kinds(c.ctx, events.Filter{}); got != c.want {
				k.t.Errorf("%s sees %q, want %q", c.who, got, c.want)
			}
		}
		if got := kinds(k.Ctx(), events.Filter{Before: k.Clock.Now()}); got != "" {
			k.t.Errorf("before now: %q", got)
		}
	})
}

func TestFactsAreAppendOnly(t *testing.T) {
	each(t, func(k *kit) {
		k.publish(events.Fact{Kind: "t.happened"})
		for name, change := range map[string]func(*db.Tx) error{
			"update": func(tx *db.Tx) error {
				_, err := tx.Update("events_facts").Set("kind = 't.other'").Where("1 = 1").Exec()
				return err
			},
			"delete": func(tx *db.Tx) error { _, err := tx.Delete("events_facts").Where("1 = 1").Exec(); return err },
		} {
			if err := k.DB.Write(k.Ctx(), change); db.Violated(err) != "events_facts_append_only" {
				k.t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestNowRunsInsideAndMayRefuse(t *testing.T) {
	each(t, func(k *kit) {
		k.add(
			events.Subscription{Name: "t.sums", Kinds: []string{"t.moved"}, Now: func(tx *db.Tx, f events.Fact) error {
				_, err := tx.InsertOr("t_sums", sum{"moves", 1}, "ON CONFLICT (tenant_id, name) DO UPDATE SET n = t_sums.n + 1")
				return err
			}},
			events.Subscription{Name: "t.refuses", Kinds: []string{"t.moved"}, Now: func(_ *db.Tx, f events.Fact) error {
				var b body
				if err := f.Decode(&b); err != nil {
					return err
				}
				if b.N == "bad" {
					return refused.With()
				}
				return nil
			}, Later: func(context.Context, []events.Fact) error { return nil }},
		)
		k.publish(fact("t.moved", 1), fact("t.moved", 2), fact("t.unheard", 3))
		err := k.DB.Write(k.Ctx(), func(tx *db.Tx) error {
			if err := k.bus.Publish(tx, fact("t.moved", "good")); err != nil {
				return err
			}
			return k.bus.Publish(tx, fact("t.moved", "bad"))
		})
		if !errors.Is(err, refused) {
			k.t.Errorf("the refusal became %v", err)
		}
		k.read(func(tx *db.Tx) error {
			var n int
			_, err := tx.From("t_sums").Get("n", &n)
			if n != 2 {
				k.t.Errorf("%d moves, want 2", n)
			}
			return err
		})
		if facts, inbox := k.count("events_facts"), k.count("events_inbox"); facts != 3 || inbox != 2 {
			k.t.Errorf("%d facts and %d rows to hear, want 3 and 2", facts, inbox)
		}
	})
}

var refused = fault.New("t.refused", fault.Conflict)

func TestSameDedupeKeyIsHeardOnce(t *testing.T) {
	each(t, func(k *kit) {
		k.add(events.Subscription{Name: "t.sums", Kinds: []string{"t.moved"},
			Now: func(tx *db.Tx, _ events.Fact) error {
				_, err := tx.InsertOr("t_sums", sum{"moves", 1}, "ON CONFLICT (tenant_id, name) DO UPDATE SET n = t_sums.n + 1")
				return err
			},
			Later: func(context.Context, []events.Fact) error { return nil },
		})
		f := fact("t.moved", 1)
		f.Dedupe = "visit-1:moved"
		stop := errors.New("no")
		errs := testkit.Race(k.t, 20, func(i int) error {
			err := k.DB.Write(k.Ctx(), func(tx *db.Tx) error {
				if err := k.bus.Publish(tx, f); err != nil {
					return err
				}
				if i%4 == 0 {
					return stop // whoever is rolled back leaves the key to the next
				}
				return nil
			})
			if errors.Is(err, stop) {
				return nil
			}
			return err
		})
		if err := errors.Join(errs...); err != nil {
			k.t.Fatal(err)
		}
		if facts, inbox := k.count("events_facts"), k.count("events_inbox"); facts != 1 || inbox != 1 {
			k.t.Errorf("%d facts and %d rows to hear, want 1 and 1", facts, inbox)
		}
		k.read(func(tx *db.Tx) error {
			var n int
			_, err := tx.From("t_sums").Get("n", &n)
			if n != 1 {
				k.t.Errorf("heard %d times", n)
			}
			return err
		})
		other := k.Other() // the key is the group's own
		if err := other.DB.Write(other.Ctx(), func(tx *db.Tx) error { return k.bus.Publish(tx, f) }); err != nil {
			k.t.Fatal(err)
		}
		_ = other.DB.Read(other.Ctx(), func(tx *db.Tx) error {
			if n, err := tx.From("events_facts").Count(); n != 1 || err != nil {
				k.t.Errorf("the other group has %d facts, %v", n, err)
			}
			return nil
		})
	})
}

func TestBackfillIsHeardByRollUpsOnly(t *testing.T) {
	each(t, func(k *kit) {
		var rollUp, message int
		later := func(context.Context, []events.Fact) error { return nil }
		k.add(
			events.Subscription{Name: "t.rollup", Kinds: []string{"t.did"}, Backfill: true, Later: later,
				Now: func(*db.Tx, events.Fact) error { rollUp++; return nil }},
			events.Subscription{Name: "t.message", Kinds: []string{"t.did"}, Later: later,
				Now: func(*db.Tx, events.Fact) error { message++; return nil }},
		)
		old := fact("t.did", 1)
		old.Backfill = true
		k.publish(old, fact("t.did", 2))
		if rollUp != 2 || message != 1 {
			k.t.Errorf("roll-up heard %d, message %d; want 2 and 1", rollUp, message)
		}
		if n := k.count("events_inbox"); n != 3 {
			k.t.Errorf("%d rows to hear, want 3", n)
		}
	})
}

func TestPublishRefusesNonsense(t *testing.T) {
	each(t, func(k *kit) {
		for _, f := range []events.Fact{{Kind: "nodot"}, {}, {Kind: "t.ok", Body: func() {}}} {
			err := k.DB.Write(k.Ctx(), func(tx *db.Tx) error { return k.bus.Publish(tx, f) })
			if err == nil {
				k.t.Errorf("%+v was taken", f.Kind)
			}
		}
		err := k.DB.System(k.t.Context(), "test", func(tx *db.Tx) error { return k.bus.Publish(tx, events.Fact{Kind: "t.ok"}) })
		if err == nil {
			k.t.Error("a fact of no group was taken")
		}
		hear := func(*db.Tx, events.Fact) error { return nil }
		k.add(events.Subscription{Name: "t.once", Kinds: []string{"t.a"}, Now: hear})
		for _, s := range []events.Subscription{
			{Name: "t.once", Kinds: []string{"t.a"}, Now: hear}, {Name: "once", Kinds: []string{"t.a"}, Now: hear},
			{Name: "t.deaf", Kinds: []string{"t.a"}}, {Name: "t.none", Now: hear}, {Name: "t.kind", Kinds: []string{"x"}, Now: hear},
		} {
			if err := k.bus.Add(s); err == nil {
				k.t.Errorf("%+v was taken", s.Name)
			}
		}
	})
}
