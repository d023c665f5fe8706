package plans

import (
	"testing"

	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// A plan is seen and executed in each clinic that sees the patient, and nowhere
// else; it is changed where it was made.
func TestAPlanInTheOtherClinic(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		there := h.as(h.doctor, h.boat, MayView, MayEdit, MayAccept, MayExecute, MayUndo, MayDiscount, MayApprove)
		who := h.patient(h.mill)
		p := h.agree(h.draft(who, h.line("R05", "11,21"), h.line("P01", "")))
		open := h.make(h.draft(who, h.line("P02", "")))
		one := []Doing{{Item: p.Items[0].ID, Number: 1}}

		if list, err := h.s.OfPatient(there, who); err != nil || len(list) != 0 {
			t.Errorf("who does not see the patient is shown %d plans, %v", len(list), err)
		}
		for name, err := range map[string]error{
			"shown":      fails(h.s.Show(there, p.ID)),
			"executions": fails(h.s.Executions(there, p.ID)),
			"changes":    fails(h.s.Changes(there, p.ID)),
			"executed":   fails2(h.s.Execute(there, p.ID, p.Version, Executing{Clinic: h.boat}, one)),
			"accepted":   fails(h.s.Accept(there, open.ID, open.Version, open.Amount)),
			"a set":      fails(h.s.Make(there, DraftIn{Clinic: h.boat, Patient: h.patient(h.boat), Set: open.Set})),
			"a quote":    fails(h.s.Quote(there, p.ID, h.draft(who))),
		} {
			want(t, name+" to who does not see the patient", err, PlanNotFound)
		}

		ok(t, h.people.ShareWith(h.Program(), who, h.boat, patients.ByVisit))
		if list, err := h.s.OfPatient(there, who); err != nil || len(list) != 2 {
			t.Errorf("who sees the patient is shown %d plans, %v", len(list), err)
		}
		for name, err := range map[string]error{
			"accepted":  fails(h.s.Accept(there, open.ID, open.Version, open.Amount)),
			"rewritten": fails(h.s.Rewrite(there, open.ID, open.Version, h.draft(who))),
			"presented": fails(h.s.Present(there, open.ID, open.Version)),
			"declined":  fails(h.s.Decline(there, open.ID, open.Version)),
			"changed":   fails(h.s.Propose(there, p.ID, p.Version, h.draft(who, h.line("P01", "")), "换")),
			"ended":     fails(h.s.End(there, p.ID, p.Version, "medical", "")),
			"a quote":   fails(h.s.Quote(there, p.ID, h.draft(who))),
			"a set":     fails(h.s.Make(there, DraftIn{Clinic: h.boat, Patient: who, Set: open.Set})),
		} {
			want(t, name+" in the other clinic", err, OtherClinic)
		}
		want(t, "executed for the clinic of the plan", fails2(h.s.Execute(there, p.ID, p.Version, Executing{}, one)), db.OutOfScope)

		p, done, err := h.s.Execute(there, p.ID, p.Version, Executing{Clinic: h.boat}, one)
		ok(t, err)
		if e := done[0]; e.Clinic != h.boat || e.Amount != 198000 || p.Clinic != h.mill {
			t.Errorf("%+v", e)
		}
		h.read(func(tx *db.Tx) error {
			list, err := events.List(tx, events.Filter{Kinds: []string{FactItemExecuted}})
			if len(list) != 1 || list[0].Clinic != h.boat {
				t.Errorf("%+v", list)
			}
			return err
		})
		if list, err := h.s.Executions(h.dentist(), p.ID); err != nil || len(list) != 1 {
			t.Errorf("the clinic of the plan sees %d executions, %v", len(list), err)
		}
		want(t, "undone by who did not execute", fails(h.s.Undo(h.dentist(), done[0].ID, "not_done", "")), ExecutionNotFound)
		_, err = h.s.Undo(there, done[0].ID, "not_done", "")
		ok(t, err)

		// What waits in the plan's clinic holds everywhere.
		p, err = h.s.Show(there, p.ID)
		ok(t, err)
		crowns := h.line("R05", "11,21,22")
		crowns.ID = p.Items[0].ID
		c, err := h.s.Propose(h.dentist(), p.ID, p.Version, h.draft(who, crowns), "多一颗")
		ok(t, err)
		want(t, "executed while a change waits", fails2(h.s.Execute(there, p.ID, p.Version+1, Executing{Clinic: h.boat}, one)), ChangeWaits)
		a := h.waiting(ApprovalChange, c.ID)
		_, err = h.tasks.Decide(h.manager(), a.ID, a.Version, false, "不必")
		ok(t, err)

		// The last step completes it, wherever it is done.
		p, err = h.s.Show(there, p.ID)
		ok(t, err)
		p, _, err = h.s.Execute(there, p.ID, p.Version, Executing{Clinic: h.boat}, []Doing{{Item: p.Items[0].ID, Number: 2}, {Item: p.Items[1].ID, Number: 1}})
		ok(t, err)
		if p.State != Completed || p.Executed() != p.Amount {
			t.Errorf("%s, %d of %d", p.State, p.Executed(), p.Amount)
		}
		h.whole()
	})
}

func fails[T any](_ T, err error) error { return err }

func fails2[T, U any](_ T, _ U, err error) error { return err }

// A change is shown with its difference before it is sent, and refused with words
// where it takes away what was done.
func TestAChangeIsQuoted(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		who := h.patient(h.mill)
		p := h.agree(h.draft(who, h.line("R05", "11,21"), h.line("O02", "")))
		p, _, err := h.s.Execute(h.dentist(), p.ID, p.Version, Executing{}, []Doing{{Item: p.Items[0].ID, Number: 2}})
		ok(t, err)
		crowns, course := h.line("R05", "11"), h.line("O02", "")
		crowns.ID, course.ID = p.Items[0].ID, p.Items[1].ID
		_, err = h.s.Quote(h.dentist(), p.ID, h.draft(who, crowns, course))
		want(t, "fewer than were done", err, BelowExecuted)
		_, err = h.s.Quote(h.dentist(), p.ID, h.draft(who, course))
		want(t, "without what was done", err, BelowExecuted)
		crowns.Site = "11,21,22"
		course.Shares = &Shares{Fitting: Part{Share: 3000}, Debond: Part{Share: 500}, Retention: Part{Share: 500}, Reviews: 20}
		q, err := h.s.Quote(h.dentist(), p.ID, h.draft(who, crowns, course))
		ok(t, err)
		if len(q.Diff) != 2 || q.Diff[1].Fields[0] != (FieldChange{"shares", "40% / 5% / 5%", "30% / 5% / 5%"}) || q.Diff[0].Before != 396000 || q.Diff[0].After != 594000 || q.Plan.Amount != p.Amount+198000 {
			t.Errorf("%+v", q.Diff)
		}
		stairs := stairsOf(q.Plan)
		if len(stairs) != 1 || stairs[0] != (stairBody{Item: 1, Fitting: 384000, Reviews: 20, Review: 38400, LastReview: 38400, Debond: 64000, Retention: 64000}) {
			t.Errorf("%+v", stairs)
		}
		c, err := h.s.Propose(h.dentist(), p.ID, p.Version, h.draft(who, crowns, course), "多一颗")
		ok(t, err)
		shown, err := h.s.Change(h.dentist(), c.ID)
		ok(t, err)
		if len(shown.Diff) != 2 || shown.Plan != p.ID || shown.Why != "多一颗" {
			t.Errorf("%+v", shown)
		}
		_, err = h.s.Change(h.as(h.doctor, h.boat, MayView), c.ID)
		want(t, "by who does not see the patient", err, ChangeNotFound)
		now, err := h.s.Show(h.dentist(), p.ID)
		ok(t, err)
		if now.Amount != p.Amount || len(now.Items[0].Steps) != 2 {
			t.Error("a quote did something")
		}
	})
}
