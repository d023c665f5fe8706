package visits

import (
	"slices"
	"testing"

	"archwire/internal/modules/tasks"
	"archwire/internal/platform/db"
	"archwire/internal/platform/settings"
)

// TestTheClinicsNumbersHold: what the clinic sets is what the day goes by, from the
// next booking on; another clinic keeps its own.
func TestTheClinicsNumbersHold(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		figures, err := settings.New(h.DB, h.s.audit, slices.Concat(settingList, licenceSettings()))
		ok(t, err)
		set := func(key string, v any) {
			t.Helper()
			h.write(func(tx *db.Tx) error { return figures.Set(tx, "visits."+key, h.mill, v) })
		}
		for key, v := range map[string]any{"turnover_minutes": 15, "suspect_minutes": 20, "call_due_minutes": 45, "late_cancel_hours": 2,
			"offer_minutes": 10, "recall_lead_days": 30, "appliance_blocks": false} {
			set(key, v)
		}
		v := h.book("o12", "10:00")
		if c := h.claims(v.ID); c[1].Span.End != h.at("10:30") || v.SuspectAt != h.at("10:20") {
			t.Errorf("claims %v, suspected from %d", c, v.SuspectAt)
		}
		cancelled := h.step(h.book("o12", "14:00"), StepIn{Step: CancelIt, Party: ByPatient, Reason: "sick"})
		if cancelled.Ended != EndEarlyCancel {
			t.Errorf("five hours before counts as %s", cancelled.Ended)
		}
		w, err := h.s.Offer(h.desk(), h.waiting("o12").ID, 1, Slot{Start: h.at("14:00"), Doctor: h.doctor})
		if err != nil || w.Offer.Until != h.at("09:10") {
			t.Errorf("%v, the offer stands until %d", err, w.Offer.Until)
		}
		p, err := h.s.Book(h.desk(), h.wish("o25", "15:00")) // its retainers have not arrived
		if err != nil || len(p.Warnings) != 1 || p.Warnings[0].Kind != ClashAppliance {
			t.Errorf("%v, %+v", err, p.Warnings)
		}
		ok(t, h.s.SetNextStep(h.desk(), cancelled.ID, NextStep{Kind: NextRecall, Recall: h.day.AddDays(25)}))
		if due, err := h.s.DueNotBooked(h.desk(), h.mill, 50); err != nil || len(due) != 1 {
			t.Errorf("%v, %d due within thirty days", err, len(due))
		}
		h.clock("10:20")
		ok(t, h.s.suspectDue(h.Program(), h.Clock.Now()))
		var due int64
		h.write(func(tx *db.Tx) error {
			task, found, err := h.tasks.Find(tx, callKey(v.ID))
			if due = task.Due; !found {
				t.Error("nobody calls")
			}
			return err
		})
		if due != h.at("10:45") {
			t.Errorf("the call is due at %d", due)
		}
		h.read(func(tx *db.Tx) error {
			n, err := numbersOf(tx, h.boat)
			if n != DefaultNumbers() {
				t.Errorf("the other clinic has %+v", n)
			}
			return err
		})
	})
}

// TestTheClinicsTimesHold: how long a called patient stays on the screen, how late a
// new visit still answers a missed one, and how far ahead a return may lie.
func TestTheClinicsTimesHold(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		figures, err := settings.New(h.DB, h.s.audit, slices.Concat(settingList, licenceSettings()))
		ok(t, err)
		set := func(key string, v any) {
			t.Helper()
			h.write(func(tx *db.Tx) error { return figures.Set(tx, "visits."+key, h.mill, v) })
		}
		called := func() (n int) {
			h.read(func(tx *db.Tx) error {
				s, err := h.s.screen(tx, h.mill)
				n = len(s.Called)
				return err
			})
			return n
		}
		v := h.step(h.book("o12", "10:00"), StepIn{Step: Arrive})
		h.step(v, StepIn{Step: Seat, PlaceID: v.Plan.Places[0]})
		h.clock("09:14")
		if n := called(); n != 1 {
			t.Errorf("%d on the screen after fourteen minutes", n)
		}
		set("called_minutes", 10)
		if n := called(); n != 0 {
			t.Errorf("%d on the screen after the clinic's ten minutes", n)
		}
		manager := h.as([]string{h.mill}, MayPresence)
		back := PresenceMark{Doctor: h.doctor, State: Away, BackAt: h.at("14:00")}
		_, err = h.s.MarkPresence(manager, h.mill, back, nil)
		ok(t, err)
		set("longest_away_hours", 4)
		_, err = h.s.MarkPresence(manager, h.mill, back, nil)
		if f := wantFault(t, err, PresenceBack); f.Args["hours"] != 4 {
			t.Errorf("%v", f.Args)
		}
		missed := h.step(h.book("o12", "15:00"), StepIn{Step: MissIt})
		h.clock("16:00")
		stillToCall := func(after int) bool {
			var open bool
			h.Clock.Set(h.day.AddDays(after).At(10*60, shanghai))
			next := h.wish("o12", "11:00")
			next.Patient, next.Start = missed.Patient, h.day.AddDays(after).At(11*60, shanghai)
			_, err := h.s.Book(h.desk(), next)
			ok(t, err)
			h.write(func(tx *db.Tx) error {
				task, found, err := h.tasks.Find(tx, callKey(missed.ID))
				open = found && task.State == tasks.Open
				return err
			})
			return open
		}
		set("rebooked_days", 2)
		if !stillToCall(3) {
			t.Error("a visit after the clinic's two days answers the missed one")
		}
		set("rebooked_days", 7)
		if stillToCall(6) {
			t.Error("a visit within the clinic's seven days does not answer the missed one")
		}
	})
}

// TestSchoolchildrenComeAfterSchool by the clinic's ages, on a school day alone.
func TestSchoolchildrenComeAfterSchool(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		figures, err := settings.New(h.DB, h.s.audit, slices.Concat(settingList, licenceSettings()))
		ok(t, err)
		monday := h.day.AddDays(1)
		in := h.wish("o12", "10:00")
		in.Patient = h.child(h.mill, h.day.AddDays(-10*365))
		in.Start = monday.At(10*60, shanghai)
		_, err = h.s.Book(h.desk(), in)
		if f := wantFault(t, err, AgainstTemplate); f.Args["rule"] != "上学日学生复诊须在放学后" {
			t.Errorf("%v", f.Args)
		}
		fits, err := h.s.Fits(h.desk(), Search{Clinic: h.mill, Patient: in.Patient, Template: in.Template, Doctors: []string{h.doctor}, From: monday, To: monday})
		if err != nil || len(fits) == 0 {
			t.Fatalf("%v, %d fits", err, len(fits))
		}
		for _, f := range fits {
			if f.Plan.Start < monday.At(16*60, shanghai) {
				t.Errorf("a child is offered %d", f.Plan.Start)
			}
		}
		h.write(func(tx *db.Tx) error { return figures.Set(tx, "visits.school_to_age", h.mill, 10) })
		older := in
		older.Patient = h.child(h.mill, h.day.AddDays(-12*365))
		_, err = h.s.Book(h.desk(), older)
		ok(t, err)
		sunday := in
		sunday.Start = h.at("10:00")
		_, err = h.s.Book(h.desk(), sunday)
		ok(t, err)
	})
}

// TestTheDayTemplateHolds at the desk: bonding at its times, the emergency slots for
// emergencies until they are given to everybody, and a reason against all of it.
func TestTheDayTemplateHolds(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		refused := func(code, clock, rule string) {
			t.Helper()
			_, err := h.s.Book(h.desk(), h.wish(code, clock))
			if f := wantFault(t, err, AgainstTemplate); f.Args["rule"] != words()["zh-CN"]["visits.rule."+rule] {
				t.Errorf("%s at %s: %v", code, clock, f.Args)
			}
		}
		refused("o07", "10:00", "bonding")
		h.book("o07", "13:00")
		refused("o24", "14:30", "debonding")
		refused("o12", "11:35", "kept")
		h.book("o18", "11:30")
		for _, clock := range []string{"14:40", "15:30", "16:45"} {
			h.book("o01", clock)
		}
		refused("o01", "10:00", "first_consultation")
		boss := h.as([]string{h.mill}, MayView, MayBook, MayOverride)
		fourth := h.wish("o01", "10:00")
		fourth.Override = "从外地赶来"
		_, err := h.s.Book(boss, fourth)
		ok(t, err)
		h.clock("13:55")
		refused("o12", "16:35", "kept")
		h.clock("14:00")
		h.book("o12", "16:35")
	})
}
