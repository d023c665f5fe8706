package followup

import (
	"slices"
	"strings"
	"testing"
)

func TestWays(t *testing.T) {
	usual := Person{Reachable: true}
	with := func(f func(*Person)) Person { p := usual; f(&p); return p }
	for _, c := range []struct {
		name, protocol, step string
		who                  Person
		late                 bool
		way                  Way
		why                  string
	}{
		{"an activation is a form", "activation", "h2", usual, false, Form, WhyForm},
		{"in the first three months", "activation", "h2", with(func(p *Person) { p.Beginning = true }), false, Call, WhyBeginning},
		{"the first months say nothing of a cleaning", "cleaning", "d1", with(func(p *Person) { p.Beginning = true }), false, Form, WhyForm},
		{"an important patient", "activation", "d7", with(func(p *Person) { p.Important = true }), false, Call, WhyImportant},
		{"one form unanswered", "activation", "d7", with(func(p *Person) { p.Unanswered = 1 }), false, Form, WhyForm},
		{"two forms unanswered", "activation", "d7", with(func(p *Person) { p.Unanswered = 2 }), false, Call, WhyUnanswered},
		{"amber before", "activation", "d7", with(func(p *Person) { p.Uneasy = true }), false, Call, WhyUneasy},
		{"on request", "cleaning", "d1", with(func(p *Person) { p.AsksCalls = true }), false, Call, WhyAsked},
		{"no address", "cleaning", "d1", Person{}, false, Call, WhyNoAddress},
		{"a complaint is open", "cleaning", "d1", with(func(p *Person) { p.Complaint = true }), false, Call, WhyComplaint},
		{"blood", "extraction", "h2", usual, false, Call, WhyProtocol},
		{"day 3 after blood", "extraction", "d3", usual, false, Form, WhyForm},
		{"what may be either, after surgery", "gum_surgery", "h2", usual, false, Call, WhyProtocol},
		{"a child's appliance", "expander", "h2", with(func(p *Person) { p.Child = true }), false, Call, WhyChild},
		{"a first fitting", "expander", "h2", usual, false, Call, WhyProtocol},
		{"sedation is always by phone", "sedation_ga", "d1", usual, false, Call, WhyProtocol},
		{"a first fitting that ended late", "fixed_start", "h2", usual, true, Form, WhyLate},
		{"surgery that ended late: on call", "extraction", "h2", usual, true, Call, WhyProtocol},
		{"late, and no address", "fixed_start", "h2", Person{}, true, Call, WhyProtocol},
		{"the relationship: a card", "relationship", "m1", usual, false, Form, WhyForm},
		{"the relationship of a coordinator's", "relationship", "m1", with(func(p *Person) { p.Served = true }), false, Call, WhyServed},
		{"comfort is a message", "fixed_start", "d2", with(func(p *Person) { p.Important = true }), false, Message, WhyForm},
	} {
		p, _ := DefaultOf(c.protocol)
		s, ok := p.step(c.step)
		if !ok {
			t.Fatalf("%s has no step %s", c.protocol, c.step)
		}
		if way, why := p.WayOf(s, Moment{Late: c.late}, c.who); way != c.way || why != c.why {
			t.Errorf("%s: %s because %s, want %s because %s", c.name, way, why, c.way, c.why)
		}
	}
}

// Only blood and first fittings are called after a form that nobody answered.
func TestWhoIsChased(t *testing.T) {
	for key, want := range map[string]bool{"extraction": true, "fixed_start": true, "activation": false, "cleaning": false, "relationship": false} {
		if p, _ := DefaultOf(key); p.Chased() != want {
			t.Errorf("%s: chased %v", key, p.Chased())
		}
	}
}

// part lays one step of a default for a test.
func part(t *testing.T, protocol, step, anchor string) Part {
	t.Helper()
	p, _ := DefaultOf(protocol)
	s, ok := p.step(step)
	if !ok {
		t.Fatalf("%s has no step %s", protocol, step)
	}
	m := p.When(s, instant(t, anchor), UsualHours(shanghai))
	way, why := p.WayOf(s, m, Person{Reachable: true})
	return Part{ID: protocol + "." + step, Series: protocol, Protocol: p, Step: s, Moment: m, Way: way, Why: why}
}

// sketch shows what merging made: slot and way of each contact, with its parts.
func sketch(list []Contact) string {
	var out []string
	for _, c := range list {
		var parts []string
		for _, p := range c.Parts {
			parts = append(parts, p.ID)
		}
		out = append(out, string(c.Slot)+" "+string(c.Way)+" "+shown(c.Due)[11:]+" "+strings.Join(parts, "+"))
	}
	return strings.Join(out, " | ")
}

func TestMerging(t *testing.T) {
	for _, c := range []struct {
		name string
		list []Part
		want string
	}{
		{"two items of one visit", []Part{part(t, "restoration", "d1", "2026-11-20 10:00"), part(t, "cleaning", "d1", "2026-11-20 10:00")},
			"morning form 10:30 cleaning.d1+restoration.d1"},
		{"a call takes the form in", []Part{part(t, "extraction", "d1", "2026-11-20 10:00"), part(t, "cleaning", "d1", "2026-11-20 10:00")},
			"morning call 10:30 extraction.d1+cleaning.d1"},
		{"two windows, two protocols: one contact, at the earlier time", []Part{part(t, "functional_start", "d3", "2026-11-18 10:00"), part(t, "extraction", "d1", "2026-11-20 10:00")},
			"morning call 10:30 extraction.d1+functional_start.d3"},
		{"one protocol may contact twice on its first day", []Part{part(t, "sedation_ga", "h2", "2026-11-20 10:00"), part(t, "sedation_ga", "evening", "2026-11-20 10:00")},
			"own call 12:00 sedation_ga.h2 | evening call 19:00 sedation_ga.evening"},
		{"others join the first of the two", []Part{part(t, "sedation_ga", "h2", "2026-11-20 10:00"), part(t, "sedation_ga", "evening", "2026-11-20 10:00"), part(t, "extraction", "h2", "2026-11-20 10:00")},
			"own call 12:00 sedation_ga.h2+extraction.h2 | evening call 19:00 sedation_ga.evening"},
		{"a child's extraction: the lip an hour later, and one contact that asks", []Part{part(t, "child_la", "h1", "2026-11-20 10:00"), part(t, "child_la", "h3", "2026-11-20 10:00"),
			part(t, "extraction", "h2", "2026-11-20 10:00")}, "own message 11:00 child_la.h1 | second call 12:30 child_la.h3+extraction.h2"},
		{"two teeth", []Part{part(t, "extraction", "h2", "2026-11-20 10:00"), part(t, "extraction", "h2", "2026-11-20 10:20")}, "own call 12:30 extraction.h2+extraction.h2"},
		{"nothing", nil, ""},
	} {
		if got := sketch(Merge(c.list)); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// The questions of merged parts stand once each, in the order of the program, with
// the remark at the end; the strictest end is kept.
func TestMergedQuestions(t *testing.T) {
	got := Merge([]Part{part(t, "restoration", "d1", "2026-11-20 10:00"), part(t, "extraction", "d1", "2026-11-20 10:00")})
	if len(got) != 1 {
		t.Fatalf("%d contacts", len(got))
	}
	var keys []string
	for _, q := range got[0].Questions() {
		keys = append(keys, q.Key)
	}
	want := "airway pain pain_trend painkiller bleeding swelling fever trismus numbness rash bite loose eating sensitive next_visit note"
	if strings.Join(keys, " ") != want {
		t.Errorf("asked: %s\nwant:  %s", strings.Join(keys, " "), want)
	}
	for _, q := range got[0].Questions() {
		if q.Key == "pain" && !slices.Equal(q.For, []string{"extraction", "restoration"}) {
			t.Errorf("pain is asked for %v", q.For)
		}
	}
}

// Why a step is not done.
func TestFates(t *testing.T) {
	for _, c := range []struct {
		name, protocol, step string
		st                   Standing
		want                 string
	}{
		{"care goes on", "extraction", "d1", Standing{}, ""},
		{"the dead are left in peace", "extraction", "d1", Standing{Gone: true, OptedOut: true}, BecauseGone},
		{"the item was undone", "extraction", "d1", Standing{Undone: true}, BecauseUndone},
		{"nobody opts out of care", "extraction", "d1", Standing{OptedOut: true}, ""},
		{"the relationship is opted out of", "relationship", "m1", Standing{OptedOut: true}, BecauseOptedOut},
		{"a complaint does not stop care", "extraction", "d1", Standing{Complaint: true}, ""},
		{"a complaint stops the relationship", "relationship", "m1", Standing{Complaint: true}, BecauseComplaint},
		{"a complaint stops selling", "declined", "d3", Standing{Complaint: true}, BecauseComplaint},
		{"asked about in person", "activation", "d7", Standing{VisitDay: true}, BecauseInPerson},
		{"the hours after a treatment are not its visit", "activation", "h2", Standing{VisitDay: true}, ""},
		{"a visit renews the relationship", "relationship", "m1", Standing{CameSince: true}, BecauseCameSince},
		{"the next activation takes the place of this one", "activation", "d7", Standing{Followed: true}, BecauseFollowed},
		{"a second extraction does not silence the first", "extraction", "d7", Standing{Followed: true}, ""},
		{"contacted already for another protocol", "cleaning", "d1", Standing{Done: "2026-11-21"}, BecauseContacted},
		{"contacted on another day", "cleaning", "d1", Standing{Done: "2026-11-20"}, ""},
	} {
		p, _ := DefaultOf(c.protocol)
		s, _ := p.step(c.step)
		m := p.When(s, instant(t, "2026-11-20 10:00"), UsualHours(shanghai))
		if got := p.Fate(s, m, c.st); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
