package visits

import (
	"testing"
	"time"

	"archwire/internal/platform/db"
)

// TestTheDemo fills the demo clinics at 10:20 of the reference day and holds what
// is there against the numbers that a clinic would believe.
func TestTheDemo(t *testing.T) {
	if testing.Short() {
		t.Skip("the demo takes some seconds")
	}
	each(t, func(t *testing.T, h *house) {
		h.clock("10:20")
		h.world.Patients = 6000
		ok(t, h.people.Module().Demo(h.Program(), h.world))
		began := time.Now()
		ok(t, h.s.demoBookings(h.Program(), h.world))
		took := time.Since(began)
		n := h.count("visits_visits", "1 = 1")
		t.Logf("%d visits in %v", n, took)
		if took > 30*time.Second {
			t.Errorf("the demo's visits take %v", took)
		}
		b, err := h.s.Board(h.desk(), h.mill, h.day)
		ok(t, err)
		states := map[State]int{}
		for _, v := range b.Visits {
			states[v.State]++
		}
		t.Logf("today at 10:20: %v", states)
		if len(b.Visits) != 96 || states[Left] < 5 || states[InPlace] < 3 || states[Arrived]+states[Waiting] < 3 || states[NoShow] != 1 ||
			states[Booked]+states[Confirmed] < 50 {
			t.Errorf("the reference day has %d visits: %v", len(b.Visits), states)
		}
		h.demoMorning(t, b)
		f, err := h.s.FiguresOf(h.as([]string{h.mill}, MayFigures), h.mill, h.world.From, h.day.AddDays(-1))
		ok(t, err)
		t.Logf("history: %d visits, no-show %.3f, cancel %.3f, rescheduled %.3f", f.Visits, f.NoShowRate, f.CancelRate, f.Rescheduled)
		if f.NoShowRate < 0.03 || f.NoShowRate > 0.08 || f.CancelRate < 0.06 || f.CancelRate > 0.11 || f.Rescheduled < 0.06 || f.Rescheduled > 0.12 {
			t.Errorf("rates %+v", f)
		}
		again := h.count("visits_events", "1 = 1")
		ok(t, h.s.demoBookings(h.Program(), h.world))
		if h.count("visits_events", "1 = 1") != again {
			t.Error("running it twice changes something")
		}
		h.demoLists(t)
	})
}

// demoLists looks at the work lists of the demo.
func (h *house) demoLists(t *testing.T) {
	t.Helper()
	open, err := h.s.WithoutNextStep(h.desk(), h.mill, 30, 500)
	ok(t, err)
	due, err := h.s.DueNotBooked(h.desk(), h.mill, 500)
	ok(t, err)
	t.Logf("%d visits of 30 days without a next step, %d due and not booked", len(open), len(due))
	if len(open) < 5 || len(open) > 9 || len(due) < 8 || len(due) > 40 {
		t.Errorf("%d without a next step, %d due", len(open), len(due))
	}
	h.read(func(tx *db.Tx) error {
		list, err := waiters(tx, h.mill)
		unbooked := 0
		for _, w := range list {
			if w.Visit == "" {
				unbooked++
			}
			if w.Note == "" || w.Reach == 0 || w.Since >= h.Clock.Now() {
				t.Errorf("%+v", w)
			}
		}
		if len(list) != 16 || unbooked != 8 {
			t.Errorf("%d wait, %d of them without a visit", len(list), unbooked)
		}
		return err
	})
	if asked := h.count("visits_waitlist", "clinic_id = ? AND state = 'offered' AND offered_until > ?", h.mill, h.Clock.Now()); asked != 1 {
		t.Errorf("%d were asked about a slot", asked)
	}
	var late int
	h.read(func(tx *db.Tx) (err error) {
		late, err = tx.From("visits_events").Where("at > ?", h.Clock.Now()).Count()
		return err
	})
	if late > 0 {
		t.Errorf("%d events are in the future", late)
	}
}

// demoMorning looks at what a board of 10:20 is alive with, in both clinics.
func (h *house) demoMorning(t *testing.T, b Board) {
	t.Helper()
	suspected, over := 0, 0
	for _, v := range b.Visits {
		if v.Suspected {
			suspected++
		}
		if v.State == InPlace && v.End < h.Clock.Now() {
			over++
		}
	}
	calls := func(where string) int {
		return h.count("tasks_tasks", "clinic_id = ? AND kind = ? AND "+where, h.mill, callTask.Key)
	}
	if suspected != 2 || over < 1 || calls("state = 'open'") != 2 || calls("state = 'done' AND outcome = 'reached'") != 1 {
		t.Errorf("%d suspected, %d over, %d calls to make, %d made", suspected, over, calls("state = 'open'"), calls("state = 'done'"))
	}
	other, err := h.s.Board(h.as([]string{h.boat}, MayView), h.boat, h.day)
	ok(t, err)
	states := map[State]int{}
	for _, v := range other.Visits {
		states[v.State]++
	}
	t.Logf("the other clinic: %v", states)
	if len(other.Visits) < 25 || states[InPlace] == 0 || states[Arrived]+states[Waiting] == 0 || states[Left] < 2 || len(other.Doctors) != 3 {
		t.Errorf("the other clinic has %d visits, %v, %d doctors", len(other.Visits), states, len(other.Doctors))
	}
}
