package tasks

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"archwire/internal/modules/org"
	"archwire/internal/platform/db"
	"archwire/internal/platform/testkit"
)

// calls are n tasks about as many visits of as many patients.
func (d *desk) calls(n int) []New {
	out := make([]New, n)
	for i := range out {
		out[i] = d.call(d.IDs())
		out[i].Patient = d.IDs()
	}
	return out
}

func (d *desk) openAll(list []New) []string {
	d.t.Helper()
	var out []string
	d.write(func(tx *db.Tx) (err error) {
		out, err = d.s.OpenAll(tx, list)
		return err
	})
	return out
}

// A thousand tasks are opened by a handful of statements; what is open already,
// or stands twice in the list, is not opened again.
func TestOpenAll(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		list := d.calls(1000)
		before := d.suspect("")
		list[7] = d.call("")             // the one that is open
		list[9].Dedupe = ""              // needs no key
		list[11].Dedupe = list[3].Dedupe // twice
		var rec db.Recorder
		var got []string
		err := d.DB.Write(db.Record(d.Ctx(), &rec), func(tx *db.Tx) (err error) {
			got, err = d.s.OpenAll(tx, list)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if n := len(rec.List); n > 25 {
			t.Errorf("%d statements for 1,000 tasks", n)
		}
		if got[7] != before || got[11] != got[3] || got[9] == "" {
			t.Errorf("ids %s (want %s), %s (want %s), %q", got[7], before, got[11], got[3], got[9])
		}
		if n := len(slices.Compact(slices.Sorted(slices.Values(got)))); n != 999 {
			t.Errorf("%d different ids", n)
		}
		one := d.get(got[500])
		if one.State != Open || one.Patient != list[500].Patient || one.Due != list[500].Due || d.history(got[500]) != "opened" {
			t.Errorf("%+v, history %s", one, d.history(got[500]))
		}
		if n := d.counted("events_facts", "kind = 'tasks.opened'"); n != 999 {
			t.Errorf("%d facts", n)
		}
		if n := d.counted("audit_entries", "action = 'tasks.opened' AND body_under = 'patient'"); n != 999 {
			t.Errorf("%d rows of audit", n)
		}
		d.Clock.Add(time.Hour)
		d.tick()
		if d.get(got[500]).EscalatedTo != org.RoleManager {
			t.Error("a task that was opened with others is not escalated")
		}
	})
}

func (d *desk) counted(table, where string) (n int) {
	d.t.Helper()
	if err := d.DB.Read(d.program(), func(tx *db.Tx) (err error) {
		n, err = tx.From(table).Where(where).Count()
		return err
	}); err != nil {
		d.t.Fatal(err)
	}
	return n
}

// Twenty who open the same fifty tasks at once, in different orders: fifty tasks.
func TestOpenAllRace(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		list := d.calls(50)
		seen := make([][]string, 20)
		errs := testkit.Race(t, 20, func(i int) error {
			mine := slices.Clone(list)
			if i%2 == 1 {
				slices.Reverse(mine)
			}
			return d.DB.Write(d.Ctx(), func(tx *db.Tx) (err error) {
				seen[i], err = d.s.OpenAll(tx, mine)
				return err
			})
		})
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		for i, ids := range seen {
			if i%2 == 1 {
				slices.Reverse(ids)
			}
			if !slices.Equal(ids, seen[0]) {
				t.Fatalf("the %dth got other tasks", i)
			}
		}
		if n := d.counted("tasks_tasks", "state = 'open'"); n != 50 {
			t.Errorf("%d tasks", n)
		}
		if n := d.counted("tasks_steps", "what = 'opened'"); n != 50 {
			t.Errorf("%d steps", n)
		}
	})
}

// Nothing of a list is opened where one of it is wrong.
func TestOpenAllRefuses(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		list := d.calls(3)
		list[2].Kind = "visits.what"
		if err := d.DB.Write(d.Ctx(), func(tx *db.Tx) error { _, err := d.s.OpenAll(tx, list); return err }); err == nil {
			t.Error("an undeclared kind was taken")
		}
		if got := d.openAll(nil); len(got) != 0 || d.facts() != "" {
			t.Errorf("%v, %s", got, d.facts())
		}
	})
}

// A module notes a try in vain, and gives the task to somebody else.
func TestRetriedAndGivenByItsModule(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		visit := d.IDs()
		task := d.suspect(visit)
		key := missed + ":" + visit
		d.Clock.Add(2 * time.Hour)
		d.tick()
		due := d.Clock.Now() + 90*minute
		d.write(func(tx *db.Tx) error {
			if _, err := d.s.Retry(tx, key, Reached, "", due); err == nil {
				t.Error("tried again after an outcome that finishes")
			}
			tried, err := d.s.Retry(tx, key, NoAnswer, "响铃", due)
			if !tried {
				t.Error("the open task was not found")
			}
			return err
		})
		if one := d.get(task); one.Attempts != 1 || one.Due != due || one.EscalatedTo != "" || one.Outcome != NoAnswer || one.Note != "响铃" {
			t.Errorf("%+v", one)
		}
		d.write(func(tx *db.Tx) error {
			for range 2 { // the second time nothing changes
				if given, err := d.s.Give(tx, key, d.he, ""); err != nil || !given {
					return fmt.Errorf("%v %w", given, err)
				}
			}
			given, err := d.s.Give(tx, missed+":nobody", d.he, "")
			if given {
				t.Error("a task that is not there was given")
			}
			return err
		})
		if one := d.get(task); one.Owner != d.he || one.Role != "" {
			t.Errorf("%+v", one)
		}
		if got := d.facts(); got != "opened escalated tried handed_over" {
			t.Errorf("facts: %s", got)
		}
	})
}
