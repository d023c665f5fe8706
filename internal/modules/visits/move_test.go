package visits

import (
	"testing"

	"archwire/internal/platform/db"
	"archwire/internal/platform/testkit"
)

// TestMovingAVisit: on its day it stays itself, on another day a new one follows
// it and the old one keeps its statistics.
func TestMovingAVisit(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		v := h.book("o12", "10:00")
		start, minutes := h.at("10:05"), 25
		m, err := h.s.Move(h.desk(), v.ID, v.Version, Move{Start: &start, Minutes: &minutes})
		ok(t, err)
		if m.Visit.ID != v.ID || m.Visit.Plan.Start != start || m.Visit.Plan.Pattern.Minutes() != 25 || !m.Visit.TimeLocked ||
			m.Visit.Plan.Pattern.MinutesOf(Doctor) != 5 {
			t.Errorf("%+v", m.Visit)
		}
		_, err = h.s.Move(h.desk(), v.ID, v.Version, Move{Start: &start})
		wantFault(t, err, db.Stale)
		later := h.day.AddDays(1).At(10*60, shanghai)
		next, err := h.s.Move(h.desk(), v.ID, m.Visit.Version, Move{Start: &later, Party: ByPatient, Reason: "school_or_work"})
		ok(t, err)
		if next.Visit.ID == v.ID || next.Visit.Follows != v.ID || next.Visit.Day != h.day.AddDays(1) || next.Visit.Plan.DoctorID != h.doctor {
			t.Errorf("%+v", next.Visit)
		}
		var old Visit
		h.read(func(tx *db.Tx) (err error) { old, err = visitByID(tx, v.ID); return err })
		if old.Ended != EndRescheduled || old.Progress.State != Cancelled || len(h.claims(v.ID)) != 0 {
			t.Errorf("%+v", old)
		}
		_, err = h.s.Undo(h.desk(), old.ID, old.Version)
		wantFault(t, err, UndoFollowed)
		_, err = h.s.Move(h.desk(), old.ID, old.Version, Move{Start: &start})
		wantFault(t, err, MoveEnded)
		wantList(t, "facts", h.facts(), FactBooked, FactMoved, FactRescheduled, FactBooked)
	})
}

// TestAMoveIsHeldAgainstEverything: resizing and another kind are checked as a
// new booking is.
func TestAMoveIsHeldAgainstEverything(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		in := h.wish("o12", "10:00")
		in.Places = []string{h.places["1号椅"]}
		p, err := h.s.Book(h.desk(), in)
		ok(t, err)
		behind := h.wish("o12", "10:20")
		behind.Places = in.Places
		_, err = h.s.Book(h.desk(), behind)
		ok(t, err)
		longer := 20
		_, err = h.s.Move(h.desk(), p.Visit.ID, 1, Move{Minutes: &longer})
		wantFault(t, err, PlaceTaken)
		kind := h.kinds["o13"]
		_, err = h.s.Move(h.desk(), p.Visit.ID, 1, Move{Template: &kind, Places: in.Places})
		wantFault(t, err, PlaceTaken)
		m, err := h.s.Move(h.desk(), p.Visit.ID, 1, Move{Template: &kind})
		ok(t, err)
		if m.Visit.Code != "o13" || m.Visit.Plan.Places[0] == h.places["1号椅"] {
			t.Errorf("%+v", m.Visit)
		}
		if n := h.count("visits_events", "visit_id = ?", p.Visit.ID); n != 2 {
			t.Errorf("%d events", n)
		}
	})
}

// TestTheShelf: a parked visit holds nothing; taken down it is checked anew.
func TestTheShelf(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		v := h.book("o12", "10:00")
		parked, err := h.s.Park(h.desk(), v.ID, v.Version)
		ok(t, err)
		if len(h.claims(v.ID)) != 0 {
			t.Error("a parked visit holds something")
		}
		_, err = h.s.Park(h.desk(), v.ID, parked.Version)
		wantFault(t, err, ParkedAlready)
		_, err = h.s.Step(h.desk(), v.ID, parked.Version, StepIn{Step: Arrive})
		wantFault(t, err, OnShelf)
		b, err := h.s.Board(h.desk(), h.mill, h.day)
		ok(t, err)
		if len(b.Shelf) != 1 || len(b.Visits) != 0 || b.Shelf[0].ID != v.ID {
			t.Errorf("shelf %+v, board %+v", b.Shelf, b.Visits)
		}
		start := h.at("14:00")
		m, err := h.s.Move(h.desk(), v.ID, parked.Version, Move{Start: &start})
		ok(t, err)
		if m.Visit.ID != v.ID || m.Visit.ParkedAt != 0 || len(h.claims(v.ID)) != 2 || m.Visit.SuspectAt != h.at("14:15") {
			t.Errorf("%+v", m.Visit)
		}
	})
}

// TestOverridingWithAReason: pools, shifts and day templates give way to a reason
// of somebody with the right; chairs and hands never.
func TestOverridingWithAReason(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		boss := h.as([]string{h.mill}, MayView, MayBook, MayOverride)
		late := h.wish("o12", "17:40") // after the day's last start
		_, err := h.s.Book(h.desk(), late)
		if f := wantFault(t, err, AgainstTemplate); f.Args["rule"] != "超过最晚开始时间" || f.Args["resource"] != "程弓远" {
			t.Errorf("the refusal says %v", f.Args)
		}
		_, err = h.s.Book(boss, late)
		wantFault(t, err, ReasonMissing)
		late.Override = "掉了托槽，今晚的飞机"
		p, err := h.s.Book(boss, late)
		ok(t, err)
		if len(p.Warnings) == 0 || p.Warnings[0].Kind != ClashTemplate || p.Visit.Override == "" {
			t.Errorf("%+v", p)
		}
		late.Patient, late.Places = h.patient(h.mill), p.Visit.Plan.Places
		_, err = h.s.Book(boss, late)
		wantFault(t, err, PlaceTaken)
		past := h.wish("o12", "08:50")
		past.Override = "补录"
		_, err = h.s.Book(boss, past)
		wantFault(t, err, StartPast)
	})
}

// TestSiblingsComeTogetherOrNotAtAll: the second is refused, so is the first.
func TestSiblingsComeTogetherOrNotAtAll(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a, b := h.wish("o12", "10:00"), h.wish("o12", "10:00")
		_, err := h.s.BookTogether(h.desk(), []NewVisit{a, b})
		wantFault(t, err, DoctorTaken)
		if n := h.count("visits_visits", "1 = 1"); n != 0 {
			t.Errorf("%d visits are stored", n)
		}
		b.Start += 5 * minute
		list, err := h.s.BookTogether(h.desk(), []NewVisit{a, b})
		ok(t, err)
		if list[0].Visit.Together == "" || list[0].Visit.Together != list[1].Visit.Together {
			t.Errorf("%+v", list)
		}
	})
}

// TestTwentyMoveTheSameVisit: one does, the others are told.
func TestTwentyMoveTheSameVisit(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		v := h.book("o12", "10:00")
		errs := testkit.Race(t, 20, func(i int) error {
			start := h.at("13:00") + int64(i)*5*minute
			_, err := h.s.Move(h.desk(), v.ID, v.Version, Move{Start: &start})
			return err
		})
		oneWins(t, errs)
	})
}
