package plans

import (
	"testing"

	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// An erased person's plans lose what was written freely, and keep what was agreed
// and done.
func TestForget(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		in := h.draft(h.patient(h.mill), h.line("R01", "16,26"))
		in.Title, in.Note, in.Items[0].Note = "李家的方案", "怕疼", "先做右边"
		p := h.agree(in)
		kept := h.agree(h.draft(h.patient(h.mill), h.line("P01", "")))
		_, _, err := h.s.Execute(h.dentist(), p.ID, p.Version, Executing{Note: "很紧张"}, []Doing{{Item: p.Items[0].ID, Number: 1}})
		ok(t, err)
		ok(t, h.DB.Write(h.Program(), func(tx *db.Tx) error {
			return h.bus.Publish(tx, events.Fact{Kind: patients.FactErased, Patient: p.Patient, Body: map[string]any{"records": []string{p.Patient}}})
		}))
		after, err := h.s.Show(h.dentist(), p.ID)
		ok(t, err)
		if after.Title+after.Note+after.Items[0].Note != "" || after.Amount != p.Amount || after.Executed() == 0 {
			t.Errorf("%+v", after)
		}
		done, err := h.s.Executions(h.dentist(), p.ID)
		ok(t, err)
		if len(done) != 1 || done[0].Note != "" || done[0].Amount == 0 {
			t.Errorf("%+v", done)
		}
		if other, err := h.s.Show(h.dentist(), kept.ID); err != nil || other.Title != "方案" {
			t.Errorf("another's plan: %q %v", other.Title, err)
		}
		h.whole()
	})
}
