package followup

import (
	"os"
	"testing"
	"time"

	"archwire/internal/kit/span"
	"archwire/internal/modules/plans"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/testkit"
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

// BenchmarkPlanAndDecide plans 10,000 executed items and decides a week of what
// grew from them. Run it once: -bench PlanAndDecide -benchtime 1x.
func BenchmarkPlanAndDecide(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { planAndDecide(b, openHouse(b, testkit.OpenSQLite(b, stack))) })
	if os.Getenv("TEST_POSTGRES") != "" {
		b.Run("postgres", func(b *testing.B) { planAndDecide(b, openHouse(b, testkit.OpenPostgres(b, stack))) })
	}
}

func planAndDecide(b *testing.B, h *house) {
	const items = 10_000
	h.at("2026-11-23 10:00")
	people := make([]string, 2000)
	for i := range people {
		people[i] = h.patient("")
	}
	var facts []events.Fact
	for n := range items {
		p := people[n%len(people)]
		done := h.did(p, []string{"activation", "restoration", "cleaning", "extraction", "general"}[n%5], "46")
		facts = append(facts, events.Fact{Kind: plans.FactItemExecuted, Clinic: h.mill, Patient: p, Subject: done.Execution, Body: done, At: h.Clock.Now()})
	}
	h.write(func(tx *db.Tx) error { return h.bus.PublishAll(tx, facts) })
	b.ResetTimer()
	began := time.Now()
	h.drain()
	b.ReportMetric(items/time.Since(began).Seconds(), "items/s")
	n := 0
	h.read(func(tx *db.Tx) (err error) {
		n, err = tx.From("followup_steps").Where("state = 'planned' AND wake_at <= ?", instant(b, "2026-11-30 07:00")).Count()
		return err
	})
	h.at("2026-11-30 07:00")
	began = time.Now()
	ok(b, h.s.decideDue(h.program(), h.Clock.Now()))
	b.ReportMetric(float64(n)/time.Since(began).Seconds(), "steps/s")
}
