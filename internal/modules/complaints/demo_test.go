package complaints

import (
	"testing"

	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// The demo has the complaints of three months, two of them open with their tasks;
// made twice it is the same, and nobody hears of the past as if it were now.
func TestDemo(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for _, demo := range []func() error{
			func() error { return h.people.Module().Demo(h.program(), h.world) },
			func() error { return h.visits.Module().Demo(h.program(), h.world) },
			func() error { return h.s.Module().Demo(h.program(), h.world) },
			func() error { return h.s.Module().Demo(h.program(), h.world) },
		} {
			ok(t, demo())
		}
		list, err := h.s.List(h.program(), Query{Limit: 100})
		ok(t, err)
		open := map[string]int{}
		for _, c := range list {
			if c.State == Open {
				open[h.open(c.ID)]++
				continue
			}
			if c.Result == "" || c.Content == "" || c.AnsweredAt <= c.RaisedAt || c.ClosedAt < c.AnsweredAt || c.ClosedAt > h.Clock.Now() || h.open(c.ID) != "" {
				t.Errorf("%+v, tasks %s", c, h.open(c.ID))
			}
		}
		if len(list) < 5 || len(open) != 2 || open["complaints.answer shidinghai"] != 1 || open["complaints.resolve shidinghai"] != 1 {
			t.Errorf("%d complaints, open %v", len(list), open)
		}
		ok(t, h.DB.Read(h.program(), func(tx *db.Tx) error {
			facts, err := events.List(tx, events.Filter{Kinds: []string{FactRaised, FactClosed}})
			for _, f := range facts {
				if !f.Backfill {
					t.Errorf("told as if it were now: %+v", f)
				}
			}
			if len(facts) != 2*len(list)-2 {
				t.Errorf("%d facts of %d complaints", len(facts), len(list))
			}
			return err
		}))
	})
}
