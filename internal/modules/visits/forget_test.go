package visits

import (
	"context"
	"slices"
	"testing"

	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// TestAnErasedPerson: what was written about them goes in every clinic, what is
// ahead of them ends with its reason, and what happened stays for the figures.
func TestAnErasedPerson(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		erase := h.forgetting()
		h.clock("08:30")
		patient := h.patient(h.mill)
		book := func(code, clock string, days int) Visit {
			in := h.wish(code, clock)
			in.Patient, in.Start, in.Note, in.Wishes = patient, in.Start+int64(days)*24*60*minute, "母亲在门口等", "要靠窗"
			p, err := h.s.Book(h.desk(), in)
			ok(t, err)
			return p.Visit
		}
		missed := h.step(book("o12", "09:00", 0), StepIn{Step: MissIt, Reason: "她说她病了"})
		sick := h.step(book("o12", "11:00", 0), StepIn{Step: CancelIt, Party: ByPatient, Reason: "sick"})
		here := h.step(book("o12", "10:00", 0), StepIn{Step: Arrive})
		ahead := book("o12", "10:00", 3)
		shelved, err := h.s.Park(h.desk(), book("o12", "14:00", 3).ID, 1)
		ok(t, err)
		other := h.book("o12", "15:00")
		waits, err := h.s.Wait(h.Program(), NewWaiter{Clinic: h.boat, Patient: patient, Template: h.kinds["o12"], Note: "找她姨妈"})
		ok(t, err)
		facts := len(h.facts())

		erase(h.as([]string{h.mill}, patients.Erase), patient)

		if n := h.count("visits_visits", "note <> '' OR wishes <> ''"); n != 0 {
			t.Errorf("%d visits still have what was written", n)
		}
		if n := h.count("visits_waitlist", "note <> '' OR state <> 'withdrawn'"); n != 0 {
			t.Errorf("%d entries still wait or speak", n)
		}
		if n := h.count("visits_events", "reason = '她说她病了'"); n != 0 {
			t.Error("a reason is still in the history")
		}
		for _, c := range []struct {
			was    Visit
			state  State
			reason string
		}{{missed, NoShow, OtherReason}, {sick, Cancelled, "sick"}, {here, Arrived, ""}, {ahead, Cancelled, DataErased},
			{shelved, Cancelled, DataErased}, {other, Booked, ""}} {
			var v Visit
			h.read(func(tx *db.Tx) (err error) { v, err = visitByID(tx, c.was.ID); return err })
			if v.Progress.State != c.state || v.Progress.Reason != c.reason || v.Plan.Start != c.was.Plan.Start {
				t.Errorf("%s %q, want %s %q", v.Progress.State, v.Progress.Reason, c.state, c.reason)
			}
		}
		if len(h.claims(ahead.ID)) > 0 || len(h.claims(here.ID)) == 0 || h.count("visits_waitlist", "id = ?", waits.ID) != 1 {
			t.Error("the time ahead is not free, or more than that was taken")
		}
		wantList(t, "facts", h.facts()[facts:], FactCancelled, FactCancelled)
		if n := h.count("visits_next_steps", "recall_day IS NOT NULL OR because NOT IN ('', '—')"); n != 0 {
			t.Errorf("%d next steps still speak of the person", n)
		}
	})
}

// forgetting lets the module hear of erasures and gives what erases a person.
func (h *house) forgetting() func(ctx context.Context, patient string) {
	h.t.Helper()
	var told []events.Fact
	hear := h.s.subscriptions()[slices.IndexFunc(h.s.subscriptions(), func(s events.Subscription) bool { return s.Name == "visits.forget" })]
	ok(h.t, h.bus.Add(events.Subscription{Name: hear.Name, Kinds: hear.Kinds, Now: func(tx *db.Tx, f events.Fact) error {
		told = []events.Fact{f}
		return hear.Now(tx, f)
	}}))
	return func(ctx context.Context, patient string) {
		h.t.Helper()
		ok(h.t, h.people.EraseData(ctx, patient, "本人书面要求"))
		// Afterwards, and again: it may be told twice.
		ok(h.t, hear.Later(h.Program(), told))
		ok(h.t, hear.Later(h.Program(), told))
	}
}

// TestHistoryIsOnlyAdded: nothing but a reason can be taken out of it.
func TestHistoryIsOnlyAdded(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		v := h.book("o12", "10:00")
		for name, set := range map[string]string{"another step": "step = 'left'", "another reason": "reason = 'sick'",
			"a reason and a time": "reason = 'other', at = 1", "another actor": "reason = 'other', actor_id = visit_id"} {
			err := h.DB.Write(h.Program(), func(tx *db.Tx) error {
				_, err := tx.Update("visits_events").Set(set).Where("visit_id = ?", v.ID).Exec()
				return err
			})
			if db.Violated(err) != "visits_events_append_only" {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
