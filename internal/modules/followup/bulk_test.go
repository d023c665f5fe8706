package followup

import (
	"os"
	"testing"
	"time"

	"archwire/internal/kit/span"
	"archwire/internal/modules/plans"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// Planning and deciding take a handful of statements however much there is: the
// same number for ten items as for a hundred.
func TestStatementsDoNotGrow(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.at("2026-11-23 10:00")
		h.execute(h.patient(""), h.did(h.patient(""), "cleaning", "")) // writes the protocols down
		count := func(n int) (planned, decided int) {
			var facts []events.Fact
			for range n {
				p := h.patient("")
				b := h.did(p, "extraction", "46")
				facts = append(facts, events.Fact{Kind: plans.FactItemExecuted, Clinic: h.mill, Patient: p, Subject: b.Execution, Body: b, At: h.Clock.Now()})
			}
			h.write(func(tx *db.Tx) error { return h.bus.PublishAll(tx, facts) })
			r := &db.Recorder{}
			ok(t, h.bus.Run(db.Record(h.program(), r)))
			planned = len(r.List)
			h.Clock.Set(h.Clock.Now() + 100*span.Minute)
			r = &db.Recorder{}
			ok(t, h.s.decideDue(db.Record(h.program(), r), h.Clock.Now()))
			return planned, len(r.List)
		}
		p1, d1 := count(10)
		p2, d2 := count(90)
		if p2 > p1+4 || d2 > d1+4 {
			t.Errorf("planning took %d statements for 10 items and %d for 90, deciding %d and %d", p1, p2, d1, d2)
		}
	})
}

// TestSpeed measures planning and deciding on both databases where it is asked to
// by FOLLOWUP_SPEED.
func TestSpeed(t *testing.T) {
	if os.Getenv("FOLLOWUP_SPEED") == "" {
		t.Skip("set FOLLOWUP_SPEED to measure")
	}
	each(t, func(t *testing.T, h *house) {
		h.at("2026-11-23 10:00")
		people := make([]string, 2000)
		for i := range people {
			people[i] = h.patient("")
		}
		const items = 10_000
		var facts []events.Fact
		for n := range items {
			p := people[n%len(people)]
			b := h.did(p, []string{"activation", "restoration", "cleaning", "extraction", "general"}[n%5], "46")
			facts = append(facts, events.Fact{Kind: plans.FactItemExecuted, Clinic: h.mill, Patient: p, Subject: b.Execution, Body: b, At: h.Clock.Now()})
		}
		h.write(func(tx *db.Tx) error { return h.bus.PublishAll(tx, facts) })
		began := time.Now()
		h.drain()
		t.Logf("%d executed items planned in %v", items, time.Since(began).Round(time.Millisecond))
		n := 0
		h.read(func(tx *db.Tx) (err error) {
			n, err = tx.From("followup_steps").Where("state = 'planned' AND wake_at <= ?", instant(t, "2026-11-30 07:00")).Count()
			return err
		})
		h.at("2026-11-30 07:00")
		began = time.Now()
		ok(t, h.s.decideDue(h.program(), h.Clock.Now()))
		took := time.Since(began)
		t.Logf("%d due steps decided in %v: %.0f a second", n, took.Round(time.Millisecond), float64(n)/took.Seconds())
	})
}
