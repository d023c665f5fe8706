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
		if len(b.Visits) != 96 || states[Left] < 5 || states[InPlace] < 2 || states[Booked]+states[Confirmed] < 50 {
			t.Errorf("the reference day has %d visits: %v", len(b.Visits), states)
		}
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
	left := h.count("visits_visits", "clinic_id = ? AND day >= ? AND state = 'left'", h.mill, h.day.AddDays(-30))
	t.Logf("%d of %d visits of 30 days without a next step, %d due and not booked", len(open), left, len(due))
	if 100*len(open) < left || 100*len(open) > 15*left || len(due) == 0 {
		t.Errorf("%d of %d without a next step, %d due", len(open), left, len(due))
	}
	h.read(func(tx *db.Tx) error {
		list, err := waiters(tx, h.mill)
		if len(list) < 5 {
			t.Errorf("%d wait", len(list))
		}
		return err
	})
	var late int
	h.read(func(tx *db.Tx) (err error) {
		late, err = tx.From("visits_events").Where("at > ?", h.Clock.Now()).Count()
		return err
	})
	if late > 0 {
		t.Errorf("%d events are in the future", late)
	}
}
