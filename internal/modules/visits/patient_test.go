package visits

import (
	"testing"

	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
)

// TestAPatientsVisitsAreToldElsewhere: the search box knows when somebody was
// here last and comes next, the timeline tells each visit, a merge moves them.
func TestAPatientsVisitsAreToldElsewhere(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.mark(h.doctor, OnSite, 0)
		v := h.book("o12", "09:30")
		next := h.wish("o12", "15:00")
		next.Patient = v.Patient
		p, err := h.s.Book(h.desk(), next)
		ok(t, err)
		h.clock("09:30")
		for _, s := range []Step{Arrive, Seat, Begin, Treat, Leave} {
			v = h.step(v, StepIn{Step: s, PlaceID: v.Plan.Places[0]})
		}
		hits, err := h.people.Search(h.Program(), "李积木1", 5)
		ok(t, err)
		if len(hits) != 1 || hits[0].Visits != (patients.VisitDates{Last: h.at("09:30"), Next: h.at("15:00")}) {
			t.Errorf("%+v", hits)
		}
		moments, err := h.people.Timeline(h.Program(), v.Patient, "", h.at("23:00"), 50)
		ok(t, err)
		var kinds []string
		for _, m := range moments {
			if m.Subject == v.ID || m.Subject == p.Visit.ID {
				kinds = append(kinds, m.Kind)
			}
		}
		wantList(t, "timeline", kinds, "visits.timeline.booked", "visits.timeline.left")
		for _, c := range PatientColumns {
			if !h.DB.Columns()[c.Table][c.Column] || !h.DB.Columns()[c.Table]["id"] {
				t.Errorf("%s.%s cannot be moved by a merge", c.Table, c.Column)
			}
		}
		list, err := h.s.OfPatient(h.desk(), v.Patient)
		ok(t, err)
		if len(list) != 2 || list[0].ID != p.Visit.ID {
			t.Errorf("%+v", list)
		}
	})
}

// TestTheFigures: every end is counted once, reasons that nobody chose from the
// list count as other.
func TestTheFigures(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.mark(h.doctor, OnSite, 0)
		done, sick, other := h.book("o12", "10:00"), h.book("o12", "11:00"), h.book("o12", "14:00")
		h.book("o12", "15:00")
		h.step(sick, StepIn{Step: CancelIt, Party: ByPatient, Reason: "sick"})
		h.step(other, StepIn{Step: CancelIt, Party: ByClinic, Reason: "停电了"})
		h.clock("10:00")
		for _, s := range []Step{Arrive, Seat, Begin} {
			done = h.step(done, StepIn{Step: s, PlaceID: done.Plan.Places[0]})
		}
		h.clock("10:25")
		h.step(done, StepIn{Step: Treat})
		f, err := h.s.FiguresOf(h.desk(), h.mill, h.day, h.day)
		ok(t, err)
		if f.Ends[EndLateCancel] != 1 || f.Ends[EndByClinic] != 1 || f.Visits != 2 || f.CancelRate != 1 {
			t.Errorf("%+v", f)
		}
		var reasons []string
		for _, r := range f.Reasons {
			reasons = append(reasons, string(r.End)+" "+r.Reason)
		}
		if len(reasons) != 2 || len(f.ByTemplate) != 1 || f.ByTemplate[0].Over != 1 || f.ByTemplate[0].Mean != 10 || f.ByDoctor[0].Name != "程弓远" {
			t.Errorf("%v %+v %+v", reasons, f.ByTemplate, f.ByDoctor)
		}
		_, err = h.s.FiguresOf(h.desk(), h.boat, h.day, h.day)
		wantFault(t, err, db.OutOfScope)
	})
}
