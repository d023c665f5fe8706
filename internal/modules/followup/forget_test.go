package followup

import (
	"testing"

	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// Of an erased person nothing stays of what they answered and what people wrote;
// that somebody was called stays, and nobody is called any more.
func TestErasure(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.at("2026-11-23 10:00")
		p := h.patient("")
		h.execute(p, h.did(p, "extraction", "46"))
		h.at("2026-11-23 12:00")
		h.wake()
		m := h.one(p)
		_, err := h.s.Record(h.desk(), m.ID, m.Version, Called{Outcome: Reached, Answers: Answers{"pain": "9", "painkiller": "no_help"}, Note: "邻居代接", Advice: "马上来"})
		ok(t, err)
		h.at("2026-11-24 07:00")
		h.wake()
		waits := h.one(p)
		h.tell(events.Fact{Kind: patients.FactErased, Clinic: h.mill, Patient: p, Body: map[string]any{"records": []string{p}}})
		h.read(func(tx *db.Tx) error {
			list, err := resultsOf(tx, []string{m.ID})
			if len(list) != 1 || list[0].Note != "" || list[0].Advice != "" || len(list[0].Answers) != 0 || len(list[0].Spoke) != 0 || list[0].Level != Red {
				t.Errorf("left: %+v", list)
			}
			return err
		})
		for _, c := range h.contacts(p) {
			if c.Live() {
				t.Errorf("still contacted: %+v", c)
			}
		}
		if _, there := h.task(waits.dedupe()); there {
			t.Error("somebody is still told to call")
		}
		h.at("2026-11-30 07:00")
		h.wake()
		if n := len(h.contacts(p)); n != 2 {
			t.Errorf("%d contacts", n)
		}
	})
}
