package messages

import (
	"context"
	"testing"

	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
)

// Who asks how somebody is reached is told for each kind of message what would
// become of it; asking plans nothing and takes nothing.
func TestWhatWouldReachSomebody(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.patient("李大宝", "12800010001")
		if _, err := h.s.OptOutOf(h.actor(), OptOut{Patient: p, Class: Relation, Source: "hand"}); err != nil {
			t.Fatal(err)
		}
		list, err := h.s.Would(h.actor(), p, h.clinic)
		ok(t, err)
		got := map[string]Would{}
		for _, w := range list {
			got[w.Purpose.Key] = w
		}
		if w := got[reminder.Key]; w.Do != Go || w.Channel != SMS || len(w.Why.Passed) != 3 {
			t.Errorf("reminder: %+v", w)
		}
		if w := got["test.birthday"]; w.Do != Drop || w.Reason != ReasonOptedOut {
			t.Errorf("birthday: %+v", w)
		}
		if w := got["test.offer"]; w.Do != Drop || w.Reason != ReasonNoConsent {
			t.Errorf("offer: %+v", w)
		}
		if _, there := got["test.note"]; there || len(list) != 6 {
			t.Errorf("%d purposes, colleagues' among them: %v", len(list), there)
		}
		history, err := h.s.History(h.actor(), p, "", 10)
		ok(t, err)
		if len(history) != 0 {
			t.Errorf("%d messages came of asking", len(history))
		}
		pots, err := h.s.Quota(h.program())
		ok(t, err)
		for _, x := range pots {
			if x.Clinic == h.clinic && x.Left != 100 {
				t.Errorf("%d are left", x.Left)
			}
		}
		_, err = h.s.Would(h.actor(), h.IDs(), h.clinic)
		want(t, err, patients.NotFound)
	})
}

// The rate counts patients and not messages, and those of the clinic alone.
func TestBoundRate(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a, b := h.patient("李大宝", "12800010001"), h.patient("李二宝", "12800010002")
		h.plan(a, "a1")
		h.plan(a, "a2")
		h.plan(b, "b1")
		contact := h.bind(Official, "o1")
		for _, due := range []int{0, 1} {
			all, bound, err := h.s.BoundRate(h.actor(), h.clinic)
			ok(t, err)
			if all != 2 || bound != due {
				t.Errorf("%d of %d, want %d of 2", bound, all, due)
			}
			if due == 0 {
				ok(t, h.s.Bind(h.actor(), contact, a, "self"))
			}
		}
		all, _, err := h.s.BoundRate(h.actor(), h.other)
		ok(t, err)
		if all != 0 {
			t.Errorf("%d in the other clinic", all)
		}
	})
}

// actor is somebody at work who sees the whole group.
func (h *house) actor() context.Context {
	return db.With(h.program(), db.Scope{Tenant: h.Tenant, Actor: h.doctor})
}
