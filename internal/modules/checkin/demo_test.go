package checkin

import (
	"math"
	"testing"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// The demo has a year of check-ins in the rhythm of its programmes; made twice it is
// the same, nobody hears of the past as if it were now, and the day goes on from it.
func TestDemo(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.world.Patients = 1200
		ok(t, h.people.Module().Demo(h.program(), h.world))
		h.Clock.Set(civil.Day("2026-11-22").At(620, shanghai.zone))
		ok(t, h.s.demo(h.program(), h.world))
		ok(t, h.s.demo(h.program(), h.world))
		sum := map[string]map[DayState]float64{}
		var active int
		ok(t, h.DB.Read(h.program(), func(tx *db.Tx) error {
			list, err := members(tx.From("checkin_members").OrderBy("id"))
			if err != nil {
				return err
			}
			for _, m := range list {
				if m.State != Left {
					active++
				}
				if m.State == Active && (m.WakeAt <= tx.Now() || m.Next < "2026-11-22") || m.Consent.By == "guardian" && m.Consent.Relation == "" {
					t.Errorf("%+v", m)
				}
				rows, err := daysSince(tx, m.ID, "2026-08-24")
				if err != nil {
					return err
				}
				if sum[m.Programme] == nil {
					sum[m.Programme] = map[DayState]float64{}
				}
				for _, d := range rows {
					if d.State.Counts() {
						sum[m.Programme][d.State]++
						sum[m.Programme][""]++
					}
				}
			}
			facts, err := events.List(tx, events.Filter{Kinds: []string{FactJoined, FactDone, FactMissed, FactDue, FactLeft, FactPaused, FactResumed}, Limit: 100_000})
			for _, f := range facts {
				if !f.Backfill || f.At > tx.Now() {
					t.Fatalf("told as if it were now: %+v", f)
				}
			}
			if len(facts) < 3000 {
				t.Errorf("%d facts", len(facts))
			}
			return err
		}))
		if active < 40 || active > 50 {
			t.Errorf("%d members of 48", active)
		}
		for _, r := range demoRhythms() {
			got := sum[r.programme]
			done, made := 100*got[Done]/got[""], 100*got[MadeUp]/got[""]
			// A fifth of the group is drawn: cycles have some thirty days.
			room := 2.5 + 160/math.Sqrt(got[""])
			if math.Abs(done-r.done) > room || math.Abs(made-r.madeUp) > room {
				t.Errorf("%s: %.0f days, done %.1f (%.0f), made up %.1f (%.0f)", r.programme, got[""], done, r.done, made, r.madeUp)
			}
		}
		h.to("2026-11-22", eight)
	})
}
