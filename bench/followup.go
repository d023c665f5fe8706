package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"time"

	"archwire/bench/stage"
	"archwire/internal/app"
	"archwire/internal/modules/org"
	"archwire/internal/modules/plans"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
)

const (
	askedPlanning = 5 * time.Second // for 10,000 executed items
	askedDeciding = 10_000.0        // steps a second
	askedCalls    = 30 * time.Millisecond
)

// planned measures how fast series grow from executed items, and how fast their
// steps are decided when their time has come.
func planned(ctx context.Context, r *run) (*table, error) {
	items, steps := r.pick(10_000, 1000), r.pick(100_000, 5000)
	t := &table{
		title: "Follow-up: planning and deciding",
		note: fmt.Sprintf("Planning: %s executed items wait in the lines of follow-up, as they are heard: like the items of the demo's three months, entered today; until nothing waits series, steps "+
			"and dates of recall are written and the facts are struck off. Deciding: %s steps that became due in the same moment (of many more items, on the days for which they were laid), each against what is "+
			"true now: contacts, calls as tasks, forms with their messages, what is cancelled and why. Both alone, by one job, as the program does it. "+
			"Raw: the same statements in the same transactions, prepared, on a copy of the database. Asked for: 10,000 items planned ≤ 5 s, ≥ 10,000 steps decided a second.", thousands(float64(items)), thousands(float64(steps))),
		head: []string{"database", "items planned in", "items/s", "steps laid", "raw SQL items/s", "ratio", "steps decided", "steps/s", "raw SQL steps/s", "ratio"},
	}
	for _, d := range r.dialects {
		if err := r.plannedOn(ctx, t, d, items, steps); err != nil {
			return nil, fmt.Errorf("%s: %w", stage.Name(d), err)
		}
	}
	return t, nil
}

func (r *run) plannedOn(ctx context.Context, t *table, d db.Dialect, items, steps int) error {
	base, err := r.copied(ctx, d)
	if err != nil {
		return err
	}
	if err := onFollowup(ctx, base, func(f *follower) error { return f.executed(items) }); err != nil {
		return err
	}
	laid := 0
	plan, rawPlan, err := r.besideRaw(ctx, base, "planning-"+string(d), func(f *follower) (int, error) {
		before, err := f.waiting()
		if err == nil {
			err = f.Facts.Run(f.ctx)
		}
		after, err2 := f.waiting()
		laid = after - before
		return items, errors.Join(err, err2)
	})
	if err != nil {
		return err
	}
	if err := onFollowup(ctx, base, func(f *follower) error { return f.ripe(ctx, d, items, steps) }); err != nil {
		return err
	}
	decide, rawDecide, err := r.besideRaw(ctx, base, "deciding-"+string(d), func(f *follower) (int, error) {
		n, err := f.due()
		if err == nil {
			err = f.wake()
		}
		left, err2 := f.due()
		return n - left, errors.Join(err, err2)
	})
	if err != nil {
		return err
	}
	t.add(stage.Name(d), met(plan.took <= askedPlanning, stage.Round(plan.took)), plan.rate(), laid, rawPlan.rate(), plan.rate()/rawPlan.rate(),
		decide.done, met(decide.rate() >= askedDeciding, thousands(decide.rate())), rawDecide.rate(), decide.rate()/rawDecide.rate())
	return base.Drop()
}

// besideRaw does something on a copy of the database, and its statements alone on
// another copy.
func (r *run) besideRaw(ctx context.Context, base *stage.Database, name string, do func(*follower) (int, error)) (full, raw outcome, err error) {
	var heard db.Recorder
	err = r.onCopy(ctx, base, func(f *follower) error {
		f.ctx = db.Record(f.ctx, &heard)
		full, err = r.profiled(name, func() (out outcome, err error) {
			began := time.Now()
			out.done, err = do(f)
			out.took = time.Since(began)
			return out, err
		})
		return err
	})
	if err != nil {
		return full, raw, err
	}
	list := requestOf(&heard)
	err = r.onCopy(ctx, base, func(f *follower) error {
		b, err := newBare(ctx, f.DB)
		if err != nil {
			return err
		}
		defer b.close()
		runtime.GC()
		began := time.Now()
		err = b.do(ctx, list)
		raw = outcome{done: full.done, took: time.Since(began)}
		return err
	})
	return full, raw, err
}

func (r *run) onCopy(ctx context.Context, base *stage.Database, fn func(*follower) error) error {
	mine, err := base.Copy(ctx)
	if err != nil {
		return err
	}
	return errors.Join(onFollowup(ctx, mine, fn), mine.Drop())
}

// follower is the program at rest, whose follow-up is told to work.
type follower struct {
	*app.App
	ctx context.Context // of the demo's group, as the program
}

// onFollowup opens the program over a database, without serving.
func onFollowup(ctx context.Context, d *stage.Database, fn func(*follower) error) error {
	a, err := d.Open(ctx)
	if err != nil {
		return err
	}
	err = fn(&follower{App: a, ctx: auth.AsProgram(ctx, org.DemoTenant, "bench")})
	return errors.Join(err, a.Close())
}

// factRow and lineRow are rows of the bus: the demo's executions are no items of
// today, and billing would rightly refuse them, so they are put into follow-up's
// lines alone.
type factRow struct {
	ID       string `db:"id"`
	Kind     string `db:"kind"`
	Clinic   string `db:"of_clinic_id,null"`
	Patient  string `db:"patient_id,null"`
	Subject  string `db:"subject_id,null"`
	At       int64  `db:"at"`
	Recorded int64  `db:"recorded_at"`
	Backfill bool   `db:"backfill"`
	Body     string `db:"body"`
}

type lineRow struct {
	Subscriber string `db:"subscriber"`
	Recorded   int64  `db:"recorded_at"`
	Fact       string `db:"fact_id"`
	Tries      int    `db:"tries"`
}

// executed puts executed items into the lines of follow-up.
func (f *follower) executed(n int) error {
	return f.DB.Write(f.ctx, func(tx *db.Tx) error {
		var past []factRow
		if err := tx.From("events_facts").Where("kind = ?", plans.FactItemExecuted).OrderBy("recorded_at, id").Limit(n).All(&past); err != nil {
			return err
		}
		if len(past) == 0 {
			return errors.New("the demo has no executed items")
		}
		facts, lines := make([]factRow, n), make([]lineRow, 0, 2*n)
		for i := range facts {
			one := past[i%len(past)]
			var body map[string]any
			if err := json.Unmarshal([]byte(one.Body), &body); err != nil {
				return err
			}
			one.ID, one.Subject, one.Backfill = tx.NewID(), tx.NewID(), false
			one.At, one.Recorded = tx.Now(), tx.Now()+int64(i/10)
			body["execution"], body["day"] = one.Subject, time.UnixMilli(tx.Now()).Format(time.DateOnly)
			text, err := json.Marshal(body)
			if err != nil {
				return err
			}
			one.Body = string(text)
			facts[i] = one
			for _, s := range []string{"followup.grow", "followup.recalls"} {
				lines = append(lines, lineRow{Subscriber: s, Recorded: one.Recorded, Fact: one.ID})
			}
		}
		return errors.Join(tx.Insert("events_facts", facts), tx.Insert("events_inbox", lines))
	})
}

// waiting is how many steps wait for their time.
func (f *follower) waiting() (n int, err error) {
	err = f.DB.Read(f.ctx, func(tx *db.Tx) (err error) {
		n, err = tx.From("followup_steps").Where("state = 'planned'").Count()
		return err
	})
	return n, err
}

// due is how many steps have come due.
func (f *follower) due() (n int, err error) {
	err = f.DB.Read(f.ctx, func(tx *db.Tx) (err error) {
		n, err = tx.From("followup_steps").Where("state = 'planned' AND wake_at <= ?", tx.Now()).Count()
		return err
	})
	return n, err
}

// ripe lets so many steps come due as are asked for, of as many items as it takes.
func (f *follower) ripe(ctx context.Context, d db.Dialect, items, steps int) error {
	for {
		n, err := f.waiting()
		if err != nil {
			return err
		}
		if n >= steps {
			break
		}
		if err := errors.Join(f.executed(items), f.Facts.Run(f.ctx)); err != nil {
			return err
		}
	}
	err := f.DB.Write(f.ctx, func(tx *db.Tx) error {
		var ids []string
		if err := tx.From("followup_steps").Where("state = 'planned'").OrderBy("wake_at, id").Limit(steps).Pluck("id", &ids); err != nil {
			return err
		}
		for part := range slices.Chunk(ids, 5000) {
			if _, err := tx.Update("followup_steps").Set("wake_at = ?", tx.Now()-1).Where("id IN (?)", part).Exec(); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && d == db.Postgres { // as its own housekeeping does within a minute
		_, err = f.DB.PoolOf(db.Systems).ExecContext(ctx, "ANALYZE")
	}
	return err
}

// wake lets follow-up decide what is due.
func (f *follower) wake() error {
	return f.House.Followup.Module().Wakers[0].Due(f.ctx, f.DB.Now())
}
