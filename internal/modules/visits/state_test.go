package visits

import (
	"slices"
	"testing"

	"archwire/internal/modules/tasks"
	"archwire/internal/platform/db"
	"archwire/internal/platform/testkit"
)

// TestAVisitFromArrivalToLeaving walks one red visit through its day: the red
// lock, what it gives back, and the next step without which nobody leaves.
func TestAVisitFromArrivalToLeaving(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.mark(h.doctor, Off, 0)
		in := h.wish("o12", "10:00")
		in.Places = []string{h.places["1号椅"]}
		p, err := h.s.Book(h.desk(), in)
		ok(t, err)
		v := h.step(p.Visit, StepIn{Step: Confirm})
		h.clock("09:55")
		v = h.step(v, StepIn{Step: Arrive})
		v = h.step(v, StepIn{Step: Seat, PlaceID: h.places["1号椅"]})
		_, err = h.s.Step(h.desk(), v.ID, v.Version, StepIn{Step: Begin})
		wantFault(t, err, RedLocked)
		h.mark(h.doctor, OnSite, 0)
		h.clock("10:02")
		v = h.step(v, StepIn{Step: Begin})
		h.clock("10:08")
		v = h.step(v, StepIn{Step: Treat})
		for _, c := range h.claims(v.ID) {
			if c.Span.End > h.at("10:15") {
				t.Errorf("still held after the treatment: %v", c)
			}
		}
		_, err = h.s.Step(h.desk(), v.ID, v.Version, StepIn{Step: Leave})
		wantFault(t, err, NextStepMissing)
		_, err = h.s.Step(h.desk(), v.ID, v.Version, StepIn{Step: Leave, Next: NextStep{Kind: NextRecall, Recall: h.day}})
		wantFault(t, err, NextStepWrong)
		v = h.step(v, StepIn{Step: Leave, Next: NextStep{Kind: NextRecall, Recall: h.day.AddDays(28)}})
		if v.Ended != EndLeft || v.Progress.Actual.StartedAt != h.at("10:02") || v.Progress.Actual.LeftAt != h.at("10:08") {
			t.Errorf("%+v", v)
		}
		wantList(t, "facts", h.facts(), FactBooked, FactConfirmed, FactArrived, FactSeated, FactBegun, FactTreated, FactNextStep, FactLeft)
	})
}

// TestWhoeverHasTheNextVisitMayLeave: a booked visit is next step enough.
func TestWhoeverHasTheNextVisitMayLeave(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.mark(h.doctor, OnSite, 0)
		v := h.book("o12", "10:00")
		again := h.wish("o12", "10:00")
		again.Patient, again.Start = v.Patient, h.day.AddDays(28).At(10*60, shanghai)
		next, err := h.s.Book(h.desk(), again)
		ok(t, err)
		h.clock("10:00")
		for _, s := range []Step{Arrive, Seat, Begin, Treat, Leave} {
			v = h.step(v, StepIn{Step: s, PlaceID: v.Plan.Places[0]})
		}
		var kept NextStep
		h.read(func(tx *db.Tx) (err error) { kept, err = nextStepOf(tx, v.ID); return err })
		if kept != (NextStep{Kind: NextVisit, VisitID: next.Visit.ID}) {
			t.Errorf("next step %+v", kept)
		}
	})
}

// TestANoShowIsCalledWithinTheHour: suspected at 10:15, called by 11:00, whatever
// happens in between; a new time closes the call.
func TestANoShowIsCalledWithinTheHour(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		v, late, moved := h.book("o12", "10:00"), h.book("o06", "10:00"), h.book("o21", "10:00")
		call := func(v Visit) (tasks.Task, bool) {
			var task tasks.Task
			var found bool
			h.write(func(tx *db.Tx) (err error) { task, found, err = h.tasks.Find(tx, callKey(v.ID)); return err })
			return task, found
		}
		suspectNow := func(clock string) {
			h.clock(clock)
			ok(t, h.s.suspectDue(h.Program(), h.Clock.Now()))
		}
		suspectNow("10:14")
		if _, found := call(v); found {
			t.Error("called before the quarter of an hour is over")
		}
		suspectNow("10:16")
		task, found := call(v)
		if !found || task.Due != h.at("11:00") || task.Patient != v.Patient || task.Subject != v.ID {
			t.Fatalf("%v %+v", found, task)
		}
		h.read(func(tx *db.Tx) (err error) { v, err = visitByID(tx, v.ID); return err })
		h.read(func(tx *db.Tx) (err error) { late, err = visitByID(tx, late.ID); return err })
		h.read(func(tx *db.Tx) (err error) { moved, err = visitByID(tx, moved.ID); return err })
		h.clock("10:20")
		late = h.step(late, StepIn{Step: Arrive})
		if _, found := call(late); found {
			t.Error("who has arrived is still to be called")
		}
		start := h.at("15:00")
		m, err := h.s.Move(h.desk(), moved.ID, moved.Version, Move{Start: &start})
		ok(t, err)
		if _, found := call(m.Visit); found || m.Visit.SuspectAt != h.at("15:15") {
			t.Errorf("a new time does not close the call: %v %+v", found, m.Visit)
		}
		h.clock("10:40")
		v = h.step(v, StepIn{Step: MissIt, Reason: "traffic"})
		if task, found = call(v); !found || task.Due != h.at("11:00") {
			t.Errorf("the confirmation moved the call: %v %+v", found, task)
		}
		again := h.wish("o12", "16:00")
		again.Patient, again.Follows = v.Patient, v.ID
		_, err = h.s.Book(h.desk(), again)
		ok(t, err)
		if _, found := call(v); found {
			t.Error("a new visit does not close the call")
		}
		_, err = h.s.Undo(h.desk(), v.ID, v.Version)
		wantFault(t, err, UndoFollowed)
	})
}

// TestCancellingAndTakingItBack: early, late and by the clinic are kept apart; an
// undo takes the time again, unless somebody else has it.
func TestCancellingAndTakingItBack(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		late, clinic := h.book("o12", "10:00"), h.book("o12", "11:00")
		early := h.wish("o12", "10:00")
		early.Start = h.day.AddDays(2).At(10*60, shanghai) // a Tuesday: the doctor's day off
		_, err := h.s.Book(h.desk(), early)
		wantFault(t, err, OutsideShift)
		early.Start = h.day.AddDays(3).At(10*60, shanghai)
		p, err := h.s.Book(h.desk(), early)
		ok(t, err)
		gone := h.step(late, StepIn{Step: CancelIt, Party: ByPatient, Reason: "sick"})
		if gone.Ended != EndLateCancel || len(h.claims(gone.ID)) != 0 {
			t.Errorf("%+v", gone)
		}
		if v := h.step(clinic, StepIn{Step: CancelIt, Party: ByClinic, Reason: "doctor_ill"}); v.Ended != EndByClinic {
			t.Errorf("%+v", v)
		}
		if v := h.step(p.Visit, StepIn{Step: CancelIt, Party: ByPatient}); v.Ended != EndEarlyCancel {
			t.Errorf("%+v", v)
		}
		back, err := h.s.Undo(h.desk(), gone.ID, gone.Version)
		ok(t, err)
		if back.Progress.State != Booked || back.Ended != EndNone || len(h.claims(back.ID)) != 2 {
			t.Errorf("%+v %v", back, h.claims(back.ID))
		}
		gone = h.step(back, StepIn{Step: CancelIt, Party: ByPatient})
		other := h.wish("o12", "10:00")
		other.Places = gone.Plan.Places
		taken, err := h.s.Book(h.desk(), other)
		ok(t, err)
		_, err = h.s.Undo(h.desk(), gone.ID, gone.Version)
		f := wantFault(t, err, PlaceTaken)
		if f.Details.(Refusal).Clashes[0].Holder != taken.Visit.ID {
			t.Errorf("%+v", f.Details)
		}
	})
}

// TestTwentyCallItOff: one does, the others are told that they are late.
func TestTwentyCallItOff(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		v := h.book("o12", "10:00")
		errs := testkit.Race(t, 20, func(int) error {
			_, err := h.s.Step(h.desk(), v.ID, v.Version, StepIn{Step: CancelIt, Party: ByPatient})
			return err
		})
		oneWins(t, errs)
		if n := h.count("visits_events", "visit_id = ? AND step = 'cancel'", v.ID); n != 1 {
			t.Errorf("%d cancellations are written", n)
		}
	})
}

// TestUndoAgainstTheNextStep: one of both is first, and the state is its.
func TestUndoAgainstTheNextStep(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		v := h.step(h.book("o12", "10:00"), StepIn{Step: Arrive})
		errs := testkit.Race(t, 20, func(i int) error {
			if i%2 == 0 {
				_, err := h.s.Undo(h.desk(), v.ID, v.Version)
				return err
			}
			_, err := h.s.Step(h.desk(), v.ID, v.Version, StepIn{Step: Wait})
			return err
		})
		oneWins(t, errs)
		var now Visit
		h.read(func(tx *db.Tx) (err error) { now, err = visitByID(tx, v.ID); return err })
		if now.Version != v.Version+1 || (now.Progress.State != Booked && now.Progress.State != Waiting) {
			t.Errorf("%+v", now)
		}
	})
}

func oneWins(t *testing.T, errs []error) {
	t.Helper()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
			continue
		}
		f, _ := asFault(err)
		if f == nil || (f.Def != db.Stale && f.Def != StepImpossible) {
			t.Fatalf("%v", err)
		}
	}
	if won != 1 {
		t.Errorf("%d won", won)
	}
}

// TestOnePatientInAChair: twenty are seated in one chair at once; and a chair that
// is booked for another is not taken by the way.
func TestOnePatientInAChair(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		chair := h.places["4号椅"]
		var list []Visit
		for _, clock := range []string{"09:05", "09:20", "09:35", "09:50", "10:05", "10:20", "10:35", "10:50", "11:05", "11:20"} {
			in := h.wish("o06", clock)
			in.Places = []string{chair}
			in.Pattern = "C:AA"
			p, err := h.s.Book(h.desk(), in)
			ok(t, err)
			list = append(list, h.step(p.Visit, StepIn{Step: Arrive}))
		}
		errs := testkit.Race(t, 20, func(i int) error {
			v := list[i%len(list)]
			_, err := h.s.Step(h.desk(), v.ID, v.Version, StepIn{Step: Seat, PlaceID: chair})
			return err
		})
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if f, _ := asFault(err); f == nil || (f.Def != PlaceOccupied && f.Def != db.Stale) {
				t.Fatal(err)
			}
		}
		if won != 1 {
			t.Errorf("%d sit in one chair", won)
		}
		// Booked elsewhere, seated in a chair that another visit has now.
		away := h.wish("o06", "09:05")
		away.Places = []string{h.places["5号椅"]}
		p, err := h.s.Book(h.desk(), away)
		ok(t, err)
		free := h.wish("o06", "09:05")
		free.Places = []string{h.places["6号椅"]}
		q, err := h.s.Book(h.desk(), free)
		ok(t, err)
		v := h.step(p.Visit, StepIn{Step: Arrive})
		_, err = h.s.Step(h.desk(), v.ID, v.Version, StepIn{Step: Seat, PlaceID: h.places["6号椅"]})
		if f := wantFault(t, err, PlaceOccupied); f.Args["resource"] != "6号椅" || f.Args["holder"] == "" {
			t.Errorf("%v", f.Args)
		}
		v = h.step(v, StepIn{Step: Seat, PlaceID: h.places["2号椅"]})
		if !slices.ContainsFunc(h.claims(v.ID), func(c Claim) bool { return c.Resource == PlaceResource(h.places["2号椅"]) }) {
			t.Errorf("the new chair is not held: %v", h.claims(v.ID))
		}

		// Taken back, the visit stands where it was planned; somebody else who
		// was put there meanwhile is named.
		wantClaims := h.claims(p.Visit.ID)
		v, err = h.s.Undo(h.desk(), v.ID, v.Version)
		ok(t, err)
		if !slices.Equal(v.Plan.Places, away.Places) || slices.Equal(h.claims(v.ID), wantClaims) {
			t.Errorf("after the undo it stands in %v and holds %v", v.Plan.Places, h.claims(v.ID))
		}
		v = h.step(v, StepIn{Step: Seat, PlaceID: h.places["2号椅"]})
		w := h.step(q.Visit, StepIn{Step: Arrive})
		h.step(w, StepIn{Step: Seat, PlaceID: h.places["5号椅"]})
		_, err = h.s.Undo(h.desk(), v.ID, v.Version)
		if f := wantFault(t, err, PlaceTaken); f.Args["resource"] != "5号椅" || f.Args["holder"] == "" {
			t.Errorf("%v", f.Args)
		}
		if n := h.count("visits_visits", "id = ? AND version = ? AND place_id = ?", v.ID, v.Version, h.places["2号椅"]); n != 1 {
			t.Error("a refused undo left something")
		}
	})
}

// TestAVisitWithoutAChair: an online review takes the doctor's minutes and no
// place, and comes to its end all the same.
func TestAVisitWithoutAChair(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.mark(h.doctor, OnSite, 0)
		v := h.book("c02", "10:00")
		if got := h.claims(v.ID); len(got) != 1 || got[0].Resource != LaneResource(h.doctor, 0) {
			t.Errorf("claims %v", got)
		}
		h.clock("10:00")
		for _, s := range []Step{Arrive, Seat, Begin, Treat} {
			v = h.step(v, StepIn{Step: s})
		}
		v = h.step(v, StepIn{Step: Leave, Next: NextStep{Kind: NextNone, Because: "线上看过，不需要"}})
		if v.Ended != EndLeft {
			t.Errorf("%+v", v)
		}
		chair := h.book("o12", "11:00")
		chair = h.step(chair, StepIn{Step: Arrive})
		_, err := h.s.Step(h.desk(), chair.ID, chair.Version, StepIn{Step: Seat})
		wantFault(t, err, SeatNoPlace)
	})
}
