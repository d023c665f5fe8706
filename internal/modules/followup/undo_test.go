package followup

import (
	"testing"

	"archwire/internal/kit/span"
	"archwire/internal/platform/db"
)

// A try that was noted at the wrong name is taken back: the call stands where it
// stood, with its task, and the slip is kept.
func TestASlipIsTakenBack(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.at(treated)
		p := h.patient("")
		h.execute(p, h.did(p, "pulp_opening", "46"))
		h.at("2026-11-24 07:00")
		h.wake()
		m := h.one(p)
		_, err := h.s.TakeBack(h.desk(), m.ID, m.Version)
		wants(t, err, NothingToTakeBack)
		h.at("2026-11-24 10:31")
		for _, c := range []Called{{Outcome: NoAnswer}, {Outcome: CallBack, Again: h.Clock.Now() + 2*span.Hour}} {
			before, _ := h.task(m.dedupe())
			o, err := h.s.Record(h.desk(), m.ID, m.Version, c)
			ok(t, err)
			_, err = h.s.TakeBack(h.as(h.doctor, MayView, MayCall), o.ID, o.Version)
			wants(t, err, NothingToTakeBack) // somebody else's
			_, err = h.s.TakeBack(h.desk(), o.ID, o.Version-1)
			wants(t, err, db.Stale)
			back, err := h.s.TakeBack(h.desk(), o.ID, o.Version)
			ok(t, err)
			if back.Due != m.Due || back.Made.Attempts != 0 || back.First || back.State != ContactOpen {
				t.Errorf("%s: it stands as %+v, was %+v", c.Outcome, back.Made, m)
			}
			if after, there := h.task(m.dedupe()); !there || after.Due != before.Due {
				t.Errorf("%s: the task is due %s, was %s", c.Outcome, shown(after.Due), shown(before.Due))
			}
			if tries := back.Attempts; len(tries) < 2 || tries[len(tries)-1].Outcome != TakenBack {
				t.Errorf("%s: kept %+v", c.Outcome, back)
			}
			_, err = h.s.TakeBack(h.desk(), back.ID, back.Version)
			wants(t, err, NothingToTakeBack) // once
			m = back.Made
		}
		o, err := h.s.Record(h.desk(), m.ID, m.Version, Called{Outcome: NoAnswer})
		ok(t, err)
		h.Clock.Set(h.Clock.Now() + takeBackFor + 1)
		_, err = h.s.TakeBack(h.desk(), o.ID, o.Version)
		wants(t, err, NothingToTakeBack) // too late
	})
}
