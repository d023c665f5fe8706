package followup

import (
	"testing"

	"archwire/internal/modules/patients"
)

// Nobody is contacted twice in a day for two protocols, but for a treatment that came
// after the first contact: a form of the morning knows nothing of the tooth that was
// taken out at noon.
func TestAContactBeforeTheTreatmentDoesNotSilenceWhatFollowsIt(t *testing.T) {
	h := UsualHours(shanghai)
	p, _ := DefaultOf("extraction")
	step, _ := p.step("h2")
	anchor := instant(t, "2026-11-20 12:00")
	of := Series{Patient: "p", Protocol: p.Key, Anchor: anchor}
	for _, c := range []struct{ name, closed, want string }{
		{"answered in the morning", "2026-11-20 10:40", ""},
		{"called after the treatment for another protocol", "2026-11-20 13:00", BecauseContacted},
		{"called the day before", "2026-11-19 16:00", ""},
	} {
		at := instant(t, c.closed)
		m := p.When(step, anchor, h)
		made := Made{State: ContactDone, Closed: at, Day: m.Day, Keys: []string{"activation"}}
		if c.closed < "2026-11-20" {
			made.Day = m.Day.AddDays(-1)
		}
		d := &deciding{made: map[string][]Made{"p": {made}}, people: map[string]patients.Patient{"p": {State: patients.Active}}}
		st := Planned{Patient: "p", Moment: m}
		if got := p.Fate(step, m, d.standing(st, p, of, h)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
