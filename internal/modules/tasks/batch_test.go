package tasks

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/testkit"
)

// own is a kind whose outcomes only its module records.
const own = "visits.own_form"

func (d *desk) declareOwn() {
	d.t.Helper()
	if err := d.s.Add(Kind{Key: own, Outcomes: TodoOutcomes, Own: true, Form: "own"}); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) todo(kind string) Task {
	d.t.Helper()
	var id string
	d.write(func(tx *db.Tx) (err error) {
		id, err = d.s.Open(tx, New{Kind: kind, Clinic: d.clinic, Owner: d.he, Title: Title{Key: "tasks.title.own"}, Due: testkit.Start + 60*minute, Dedupe: kind + d.IDs()})
		return err
	})
	return d.get(id)
}

func picks(list ...Task) []Pick {
	out := make([]Pick, len(list))
	for i, t := range list {
		out[i] = Pick{ID: t.ID, Version: t.Version}
	}
	return out
}

// refused lists the fault of each row, "" where it was done.
func refused(rows []Row) string {
	out := ""
	for i, r := range rows {
		if i > 0 {
			out += " "
		}
		if r.Fault == nil {
			out += "-"
			continue
		}
		out += r.Fault.Code
	}
	return out
}

// The outcome of a task with a form of its own is recorded by its module alone.
func TestOwnForm(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.declareOwn()
		x := d.todo(own)
		_, err := d.s.Record(d.manager(), x.ID, x.Version, Result{Outcome: DoneOutcome})
		f, _ := fault.As(err)
		if !errors.Is(err, OwnForm) || f.Args["form"] != "own" || f.Args["kind"] != own {
			t.Errorf("%v", err)
		}
		if _, err := d.s.Record(d.manager(), x.ID, x.Version, Result{Outcome: Withdrawn}); !errors.Is(err, OwnForm) {
			t.Errorf("cancelled past its form: %v", err)
		}
		d.write(func(tx *db.Tx) error { _, err := d.s.Close(tx, x.Dedupe, DoneOutcome, ""); return err })
		if _, err := d.s.Reopen(d.manager(), x.ID, 2); !errors.Is(err, OwnForm) {
			t.Errorf("opened again past its form: %v", err)
		}
		if d.get(x.ID).State != Done || d.facts() != "opened done" {
			t.Errorf("%+v, %s", d.get(x.ID), d.facts())
		}
	})
}

// Many at a time: what may be done is done, each other row says why not.
func TestBatch(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.declareOwn()
		a, b, c, call := d.todo(Todo), d.todo(Todo), d.todo(own), d.get(d.suspect(d.IDs()))
		stale := picks(b)[0]
		stale.Version = 9
		rows, err := d.s.DoneAll(d.desk(), append(picks(a, c, call, a), stale, Pick{ID: d.IDs()}, Pick{ID: "x"}), "一起做了")
		if err != nil {
			t.Fatal(err)
		}
		if got := refused(rows); got != "- tasks.own_form tasks.no_todo db.stale db.stale tasks.not_found tasks.not_found" {
			t.Errorf("done: %s", got)
		}
		if rows[0].Task.State != Done || rows[0].Task.Version != 2 || d.get(a.ID).Note != "一起做了" || d.get(b.ID).State != Open {
			t.Errorf("%+v", rows[0].Task)
		}
		until := d.Clock.Now() + 30*minute
		rows, err = d.s.SnoozeAll(d.desk(), []Pick{{ID: b.ID, Version: 1, Until: until}, {ID: c.ID, Version: 1, Until: b.Due + 1}, {ID: a.ID, Version: 2, Until: until}})
		if got := refused(rows); err != nil || got != "- tasks.snooze_beyond_due tasks.closed" || d.get(b.ID).Snoozed != until {
			t.Errorf("snoozed: %s, %v", got, err)
		}
		rows, err = d.s.SnoozeAll(d.desk(), []Pick{{ID: b.ID, Version: 2}})
		if err != nil || refused(rows) != "-" || d.get(b.ID).Snoozed != 0 {
			t.Errorf("shown again: %s, %v", refused(rows), err)
		}
		rows, err = d.s.HandOverAll(d.desk(), []Pick{{ID: b.ID, Version: 3, Owner: d.shi}, {ID: c.ID, Version: 1, Role: "captain"}, {ID: call.ID, Version: 1}}, "")
		if got := refused(rows); err != nil || got != "- tasks.unknown_role tasks.owner_or_role" || d.get(b.ID).Owner != d.shi {
			t.Errorf("handed over: %s, %v", got, err)
		}
		if got := d.facts(); got != "opened opened opened opened done handed_over" {
			t.Errorf("facts: %s", got)
		}
	})
}

// Who has just closed tasks takes that back without the right to open what others
// closed; after a while, and for others, it needs the right.
func TestTakeBack(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		a, b := d.todo(Todo), d.todo(Todo)
		rows, err := d.s.DoneAll(d.desk(), picks(a, b), "")
		if err != nil || refused(rows) != "- -" {
			t.Fatalf("%v %v", refused(rows), err)
		}
		rows, err = d.s.ReopenAll(d.desk(), picks(rows[0].Task))
		if err != nil || refused(rows) != "-" || d.get(a.ID).State != Open {
			t.Errorf("%s, %v", refused(rows), err)
		}
		other := d.as(d.newStaff("纪约", "jiyue", "front_desk", d.clinic), []string{d.clinic}, MayView, MayWork)
		for name, try := range map[string]func() (context.Context, time.Duration){
			"another":  func() (context.Context, time.Duration) { return other, 0 },
			"too late": func() (context.Context, time.Duration) { return d.desk(), 16 * time.Minute },
		} {
			ctx, wait := try()
			d.Clock.Add(wait)
			if _, err = d.s.ReopenAll(ctx, []Pick{{ID: b.ID, Version: 2}}); !errors.Is(err, auth.Forbidden) {
				t.Errorf("%s: %v", name, err)
			}
			d.Clock.Add(-wait)
		}
		again := New{Kind: Todo, Clinic: d.clinic, Owner: d.he, Title: Title{Key: "tasks.title.own"}, Due: b.Due, Dedupe: b.Dedupe}
		d.write(func(tx *db.Tx) error { _, err := d.s.Open(tx, again); return err })
		_, err = d.s.ReopenAll(d.manager(), []Pick{{ID: b.ID, Version: 2}, {ID: a.ID, Version: 3}})
		if f, _ := fault.As(err); f == nil || f.Def != AnotherOpen || f.Field != "tasks[0].id" || len(f.More) != 1 || f.More[0].Def != StillOpen {
			t.Errorf("%v", err)
		}
	})
}

// A stranger to the clinic gets no row, and the routes answer each row.
func TestBatchRoutes(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		e := d.edge()
		a, b := d.todo(Todo), d.todo(Todo)
		body := func(more string, list ...Task) string {
			out := ""
			for i, x := range list {
				if i > 0 {
					out += ","
				}
				out += fmt.Sprintf(`{"id":%q,"version":%d%s}`, x.ID, x.Version, more)
			}
			return `{"tasks":[` + out + `]}`
		}
		status, out := e.send("POST", "/tasks/batch/hand-over", body(`,"owner_id":"`+d.shi+`"`, a, b))
		items, _ := out["items"].([]any)
		if status != 200 || len(items) != 2 || items[1].(map[string]any)["task"].(map[string]any)["owner_name"] != "石定海" {
			t.Fatalf("%d %v", status, out)
		}
		status, out = e.send("POST", "/tasks/batch/done", body("", a, d.todo(Todo)))
		if f := out["items"].([]any)[0].(map[string]any)["fault"].(map[string]any); status != 200 || f["code"] != "db.stale" {
			t.Errorf("%d %v", status, out)
		}
		if status, out = e.send("POST", "/tasks/batch/done", body("", a)); status != 412 || out["code"] != "db.stale" {
			t.Errorf("nothing could be done: %d %v", status, out)
		}
		for name, c := range map[string]struct {
			body string
			want int
		}{
			"none": {`{"tasks":[]}`, 422}, "no list": {`{}`, 422}, "nobody's": {fmt.Sprintf(`{"tasks":[{"id":%q,"version":1}]}`, d.IDs()), 404},
		} {
			if status, out := e.send("POST", "/tasks/batch/done", c.body); status != c.want {
				t.Errorf("%s: %d %v", name, status, out)
			}
		}
		if status, out := e.send("GET", "/tasks?whose=desk&order=due", ""); status != 200 || len(out["items"].([]any)) != 2 {
			t.Errorf("%d %v", status, out)
		}
		e.actor = d.actor(d.as(d.he, []string{d.newClinic("zhichuan", "ZC")}, MayView, MayWork))
		if status, _ := e.send("POST", "/tasks/batch/done", body("", a)); status != 404 {
			t.Errorf("of another clinic: %d", status)
		}
	})
}
