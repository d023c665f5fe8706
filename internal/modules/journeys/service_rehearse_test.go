package journeys

import (
	"testing"

	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// Each household lives one stretch of the past again, whichever is drawn for it: of
// somebody who missed a visit every day and booked anew an hour later, thirty days of
// it lie ahead. What lies outside of the stretch is no part of it.
func TestAForecastLivesAStretchOfThePastAgain(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		now := at(t, "22 15:00")
		h.Clock.Set(now)
		const people = 12
		var facts []events.Fact
		for range people {
			p := h.patient()
			for day := int64(1); day < 95; day++ {
				noon := now - day*aDay - 3*3_600_000
				for kind, when := range map[string]int64{"visits.no_show": noon, "visits.booked": noon + 3_600_000} {
					facts = append(facts, events.Fact{Kind: kind, Clinic: h.mill, Patient: p, Subject: h.IDs(), At: when})
				}
			}
		}
		ok(t, h.DB.Write(h.program(), func(tx *db.Tx) error { return h.bus.Past(tx, facts) }))
		g := graphOf(t, missedBy(text))
		j, err := h.s.Make(h.program(), Making{Name: "预测", Graph: g}, func(*db.Tx, Journey) error { return nil })
		ok(t, err)
		for kind, days := range map[RehearsalKind]int{Forecast: 30, Replay: 89} {
			out, err := h.s.Rehearse(h.program(), j.ID, g, kind, 1)
			ok(t, err)
			if r := out.Result; r.People != people || r.Entered != people*days || r.Ended[EndGoal] != people*days || r.Refused != 0 {
				t.Errorf("%s: %d people, entered %d, refused %d, ended %v", kind, r.People, r.Entered, r.Refused, r.Ended)
			}
		}
	})
}
