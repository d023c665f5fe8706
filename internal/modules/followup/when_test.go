package followup

import (
	"testing"
	"time"

	"archwire/internal/kit/civil"
)

func instant(t testing.TB, text string) int64 {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", text, shanghai)
	if err != nil {
		t.Fatal(err)
	}
	return at.UnixMilli()
}

func shown(ms int64) string { return time.UnixMilli(ms).In(shanghai).Format("2006-01-02 15:04") }

// When each step comes, by the hour at which the treatment ended and the days on
// which the clinic is closed.
func TestWhenStepsCome(t *testing.T) {
	for _, c := range []struct {
		name, protocol, step, anchor string
		closed                       []civil.Day
		due, latest                  string
		slot                         Slot
		onCall, late                 bool
	}{
		{"2–3 h has its own time", "extraction", "h2", "2026-11-20 10:00", nil, "2026-11-20 12:30", "2026-11-20 13:00", Own, false, false},
		{"it counts from the end of treatment", "extraction", "h2", "2026-11-20 15:30", nil, "2026-11-20 18:00", "2026-11-20 18:30", Own, false, false},
		{"after 15:30, surgery: whoever is on call", "extraction", "h2", "2026-11-20 15:31", nil, "2026-11-20 18:01", "2026-11-20 18:31", Own, true, true},
		{"after 15:30, an activation", "activation", "h2", "2026-11-20 16:00", nil, "2026-11-20 18:30", "2026-11-20 19:00", Own, false, true},
		{"not after 20:30", "activation", "h2", "2026-11-20 18:40", nil, "2026-11-20 20:30", "2026-11-20 20:30", Own, false, true},
		{"too late for that day", "extraction", "h2", "2026-11-20 19:50", nil, "2026-11-21 10:30", "2026-11-21 23:59", Morning, false, false},
		{"a week later, in the morning window", "extraction", "d7", "2026-11-20 10:00", nil, "2026-11-27 10:30", "2026-11-27 23:59", Morning, false, false},
		{"the next day, in time until its end", "cleaning", "d1", "2026-11-20 17:00", nil, "2026-11-21 10:30", "2026-11-21 23:59", Morning, false, false},
		{"children in the afternoon", "functional_start", "d3", "2026-11-20 17:00", nil, "2026-11-23 16:00", "2026-11-23 23:59", Afternoon, false, false},
		{"closed: earlier", "extraction", "d7", "2026-11-20 10:00", []civil.Day{"2026-11-27", "2026-11-26"}, "2026-11-25 10:30", "2026-11-27 23:59", Morning, false, false},
		{"closed, and no day between: on call", "cleaning", "d1", "2026-11-20 10:00", []civil.Day{"2026-11-21"}, "2026-11-21 10:30", "2026-11-21 23:59", Morning, true, false},
		{"the relationship: later", "relationship", "m1", "2026-10-20 10:00", []civil.Day{"2026-11-20", "2026-11-21"}, "2026-11-22 16:00", "2026-11-22 23:59", Afternoon, false, false},
		{"day 10, in time until day 14", "root_filling", "restore", "2026-11-10 10:00", nil, "2026-11-20 10:30", "2026-11-24 23:59", Morning, false, false},
		{"two months later", "extraction", "m2", "2026-09-20 10:00", nil, "2026-11-20 16:00", "2026-11-20 23:59", Afternoon, false, false},
		{"the month's last day", "relationship", "m1", "2026-10-31 10:00", nil, "2026-11-30 16:00", "2026-11-30 23:59", Afternoon, false, false},
		{"a child's lip, an hour later", "child_la", "h1", "2026-11-20 10:00", nil, "2026-11-20 11:00", "2026-11-20 11:15", Own, false, false},
		{"the evening of a sedation", "sedation_ga", "evening", "2026-11-20 10:00", nil, "2026-11-20 19:00", "2026-11-20 20:30", Evening, false, false},
		{"an implant after 24 hours", "implant", "d1", "2026-11-20 10:00", nil, "2026-11-21 10:30", "2026-11-21 23:59", Morning, false, false},
		{"an implant's half year", "implant", "m6", "2026-05-20 10:00", nil, "2026-11-20 10:30", "2026-11-20 23:59", Morning, false, false},
		{"a retainer's year", "retainer", "m12", "2025-11-20 10:00", nil, "2026-11-20 10:30", "2026-11-20 23:59", Morning, false, false},
	} {
		h := UsualHours(shanghai)
		h.Open = func(d civil.Day) bool {
			for _, x := range c.closed {
				if x == d {
					return false
				}
			}
			return true
		}
		p, _ := DefaultOf(c.protocol)
		s, ok := p.step(c.step)
		if !ok {
			t.Fatalf("%s has no step %s", c.protocol, c.step)
		}
		m := p.When(s, instant(t, c.anchor), h)
		if shown(m.Due) != c.due || shown(m.Latest) != c.latest || m.Slot != c.slot || m.OnCall != c.onCall || m.Late != c.late {
			t.Errorf("%s: due %s until %s, %s, on call %v, late %v", c.name, shown(m.Due), shown(m.Latest), m.Slot, m.OnCall, m.Late)
		}
		if m.Wake > m.Due || m.Wake < instant(t, c.anchor) {
			t.Errorf("%s: is decided at %s", c.name, shown(m.Wake))
		}
	}
}

func TestExpanderComesEveryThirdDay(t *testing.T) {
	p, _ := DefaultOf("expander")
	s, _ := p.step("turning")
	want := []string{"2026-11-25 16:00", "2026-11-28 16:00", "2026-12-01 16:00"}
	for n, w := range want {
		if m := p.Following(s, instant(t, "2026-11-20 10:00"), n, UsualHours(shanghai)); shown(m.Due) != w {
			t.Errorf("the %d. time: %s, want %s", n+1, shown(m.Due), w)
		}
	}
	for day, turning := range map[int]bool{27: true, 28: false} {
		at := instant(t, "2026-11-20 10:00") + int64(day)*24*60*60*1000
		if got := p.SituationOf(instant(t, "2026-11-20 10:00"), at, nil, nil, nil, nil, UsualHours(shanghai)).Flags[FactTurning]; got != turning {
			t.Errorf("day %d: turning %v", day, got)
		}
	}
}

func TestNextWindow(t *testing.T) {
	h := UsualHours(shanghai)
	h.Open = func(d civil.Day) bool { return d != "2026-11-21" }
	for at, want := range map[string]string{
		"2026-11-20 09:00": "2026-11-20 10:30", "2026-11-20 10:30": "2026-11-20 16:00", "2026-11-20 16:10": "2026-11-22 10:30",
	} {
		if _, _, got := NextWindow(instant(t, at), h); shown(got) != want {
			t.Errorf("after %s comes %s, want %s", at, shown(got), want)
		}
	}
}
