package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"time"

	"archwire/bench/stage"
	"archwire/internal/app"
	"archwire/internal/kit/id"
	"archwire/internal/modules/audience"
	"archwire/internal/modules/journeys"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

const (
	askedDecided   = time.Second      // p99 from an event to its message, and for all of a burst
	askedRehearsal = 10 * time.Second // of 10,000 patients over 30 days
	liveSegments   = 50
	checkedIn      = "checkin.done"
	checkinDue     = "checkin.due"
	greeting       = "journey.no_show_rescue.1" // a text of service that the program brings
)

// walked measures journeys: how soon an event becomes a message, how fast a million
// sleepers are woken, and how long a rehearsal takes. The three tables stand under one
// name, since each furnishes much.
func walked(ctx context.Context, r *run) (*table, error) {
	told, slept, tried := r.eventTable(), r.sleepTable(), r.rehearsalTable()
	for _, d := range r.dialects {
		err := r.clinicOn(ctx, d, told, tried)
		if err == nil {
			err = r.sleepersOn(ctx, slept, d)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", stage.Name(d), err)
		}
	}
	told.also = []*table{slept, tried}
	return told, nil
}

// clinicOn furnishes a clinic of patients who check in, and measures a rehearsal and
// the way from an event to its message on it.
func (r *run) clinicOn(ctx context.Context, d db.Dialect, told, tried *table) error {
	base, err := r.place.Empty(ctx, d)
	if err != nil {
		return err
	}
	players := r.pick(10_000, 500)
	r.say("  furnishing a clinic of patients who check in on " + stage.Name(d))
	if err := base.Furnish(ctx, players+players/10, func(string) {}); err != nil {
		return err
	}
	a, err := base.OpenHasty(ctx)
	if err != nil {
		return err
	}
	facts, err := (&walkers{App: a, ctx: auth.AsProgram(ctx, org.DemoTenant, "bench")}).checkins(players)
	if err = errors.Join(err, a.DB.Settle(ctx), a.Close()); err != nil {
		return err
	}
	if err := r.rehearsed(ctx, base, tried, players, facts); err != nil {
		return err
	}
	if err := r.answered(ctx, base, told); err != nil {
		return err
	}
	return base.Drop()
}

// walkers is the program at rest, whose journeys are told to work.
type walkers struct {
	*app.App
	ctx context.Context // of a group, as the program
}

// onJourneys opens the program over a database, without serving.
func onJourneys(ctx context.Context, d *stage.Database, fn func(*walkers) error) error {
	a, err := d.Open(ctx)
	if err != nil {
		return err
	}
	err = fn(&walkers{App: a, ctx: auth.AsProgram(ctx, org.DemoTenant, "bench")})
	return errors.Join(err, a.Close())
}

// active lists patients who may enter a journey, in the order of their ids.
func (w *walkers) active(n int) (out []patients.Patient, err error) {
	err = w.DB.Read(w.ctx, func(tx *db.Tx) error {
		out = nil
		for after := firstID; len(out) < n; {
			var ids []string
			if err := tx.From("patients_patients").Where("id > ?", after).OrderBy("id").Limit(1000).Pluck("id", &ids); err != nil {
				return err
			}
			if len(ids) == 0 {
				return fmt.Errorf("the demo has %d patients who may enter a journey, not %d", len(out), n)
			}
			after = ids[len(ids)-1]
			all, err := w.House.Patients.ByIDs(tx, ids)
			if err != nil {
				return err
			}
			for _, one := range ids {
				if p := all[one]; p.State == patients.Active && p.Deceased == "" && len(out) < n {
					out = append(out, p)
				}
			}
		}
		return nil
	})
	return out, err
}

// checkinEvery is on which day patients of the measurement are to check in.
const checkinEvery = 3

// checkins writes twelve weeks of check-ins of n patients as facts of the past: of
// those who are due, 60 in 100 were earlier than the reminder at 20:00, 24 come late,
// and 16 do not come.
func (w *walkers) checkins(n int) (facts int, err error) {
	people, err := w.active(n)
	if err != nil {
		return 0, err
	}
	rnd := rand.New(rand.NewPCG(5, 6))
	now, hour := w.DB.Now(), time.Hour.Milliseconds()
	midnight := now - now%(24*hour) - 8*hour // in China
	var list []events.Fact
	write := func() error {
		err := w.DB.Write(w.ctx, func(tx *db.Tx) error { return w.Facts.Past(tx, list) })
		facts, list = facts+len(list), list[:0]
		return err
	}
	for i, p := range people {
		member := id.New()
		for day := 85 - i%checkinEvery; day > 0; day -= checkinEvery {
			at := midnight - int64(day)*24*hour
			f := events.Fact{Clinic: p.HomeClinic, Patient: p.ID, Subject: member, Body: map[string]any{"member": member, "programme": "bench", "cycle": 1}}
			came := at + 8*hour + rnd.Int64N(12*hour)
			if luck := rnd.IntN(100); luck >= 60 {
				f.Kind, f.At = checkinDue, at+20*hour
				list = append(list, f)
				if came += 12 * hour; luck >= 84 {
					continue
				}
			}
			f.Kind, f.At = checkedIn, came
			list = append(list, f)
		}
		if len(list) >= 5000 {
			if err := write(); err != nil {
				return facts, err
			}
		}
	}
	if err := write(); err != nil {
		return facts, err
	}
	// What waits to be heard of them is no part of what is measured.
	return facts, w.DB.Write(w.ctx, func(tx *db.Tx) error {
		_, err := tx.Delete("events_inbox").Where("subscriber <> ''").Exec()
		return err
	})
}

func (r *run) rehearsalTable() *table {
	return &table{
		title: "Journeys: a rehearsal",
		note: fmt.Sprintf("The ladder of check-ins of the gallery (a message at 20:00 and 20:30, a colleague the next day, and so on to the doctor's call) is played for the next 30 days by %s patients who are to "+
			"check in on every third day, with twelve weeks of such check-ins behind them: everything from the request to the rehearsal that is kept. First: the program was just opened. Raw: the statements that read, "+
			"prepared. Asked for: 10,000 patients × 30 days ≤ 10 s.", thousands(float64(r.pick(10_000, 500)))),
		head: []string{"database", "patients", "facts of the past", "entered", "steps", "messages, tasks", "first", "again", "raw SQL", "ratio", "statements in transactions"},
	}
}

// rehearsed measures a rehearsal of the ladder of check-ins.
func (r *run) rehearsed(ctx context.Context, base *stage.Database, t *table, players, facts int) error {
	r.say("  rehearsing on " + stage.Name(base.Dialect))
	return onJourneys(ctx, base, func(w *walkers) error {
		ladder, _ := journeys.TemplateOf("checkin_ladder")
		g := ladder.Graph("zh-CN", func(string) string { return "" })
		j, err := w.House.Journeys.Make(w.ctx, journeys.Making{Name: "bench", Graph: g}, func(*db.Tx, journeys.Journey) error { return nil })
		if err != nil {
			return err
		}
		var heard db.Recorder
		var out journeys.Rehearsed
		play := func(c context.Context) (outcome, error) {
			runtime.GC()
			began := time.Now()
			out, err = w.House.Journeys.Rehearse(c, j.ID, g, journeys.Forecast, 1)
			return outcome{done: 1, took: time.Since(began)}, err
		}
		first, err := r.profiled("rehearsal-"+string(base.Dialect), func() (outcome, error) { return play(w.ctx) })
		if err != nil {
			return err
		}
		again, err := play(db.Record(w.ctx, &heard))
		if err != nil {
			return err
		}
		list := requestOf(&heard)
		raw, err := w.bareReads(list)
		if err != nil {
			return err
		}
		o := out.Result
		t.add(stage.Name(base.Dialect), thousands(float64(o.People)), thousands(float64(facts)), thousands(float64(o.Entered)), thousands(float64(o.Steps)),
			thousands(float64(o.Messages))+", "+thousands(float64(o.Tasks)), met(first.took <= askedRehearsal, stage.Round(first.took)), met(again.took <= askedRehearsal, stage.Round(again.took)),
			raw, raw.Seconds()/again.took.Seconds(), fmt.Sprintf("%d in %d", list.statements(), len(list)))
		r.say("  " + strings.Join(t.rows[len(t.rows)-1], " | "))
		return nil
	})
}

// bareReads plays the transactions of a request again that only read.
func (w *walkers) bareReads(list request) (time.Duration, error) {
	b, err := newBare(w.ctx, w.DB)
	if err != nil {
		return 0, err
	}
	defer b.close()
	began := time.Now()
	for _, one := range list {
		if one.opened.Pool != db.Readers {
			continue
		}
		if err := b.one(w.ctx, one); err != nil {
			return 0, err
		}
	}
	return time.Since(began), nil
}

// lookers are rules such as clinics have them: a third speaks of check-ins, and is
// judged again for whoever checks in, a third of money, a third of who somebody is.
func lookers(n int) []audience.Rule {
	out := make([]audience.Rule, n)
	for i := range out {
		happens := func(kind string) audience.Rule {
			return audience.Rule{Op: audience.OpEvent, Event: kind, Measure: audience.Count, Compare: audience.Ge, Numbers: []int64{int64(1 + i%5)}, Window: &audience.Window{Last: 7 + 3*i, Unit: audience.Day}}
		}
		rules := []audience.Rule{
			happens(checkedIn), happens("billing.charged"),
			{Op: audience.OpAttr, Attr: "last_visit", Compare: audience.Within, Window: &audience.Window{Last: 30 + i, Unit: audience.Day}},
		}
		out[i] = audience.Rule{Op: audience.OpAnd, Rules: []audience.Rule{
			rules[i%len(rules)],
			{Op: audience.OpAttr, Attr: "age", Compare: audience.Ge, Numbers: []int64{int64(i % 40)}},
			{Op: audience.OpAttr, Attr: "complaint", Compare: audience.No},
		}}
	}
	return out
}

// live publishes a graph as a journey.
func (w *walkers) live(name, graph string) (j journeys.Journey, err error) {
	var g journeys.Graph
	if err := json.Unmarshal([]byte(graph), &g); err != nil {
		return j, err
	}
	nothing := func(*db.Tx, journeys.Journey) error { return nil }
	if j, err = w.House.Journeys.Make(w.ctx, journeys.Making{Name: name, Graph: g}, nothing); err != nil {
		return j, err
	}
	if _, err = w.House.Journeys.Rehearse(w.ctx, j.ID, g, journeys.Replay, 1); err != nil {
		return j, err
	}
	j, _, err = w.House.Journeys.Publish(w.ctx, j.ID, j.Version, journeys.Publishing{Mode: journeys.NewOnly}, nothing)
	return j, err
}
