package followup

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// The tables of this file and of reference_*_test.go are typed from the reference
// that the clinic was promised (follow-up, 1.1 to 1.6), not computed from the
// defaults: whoever changes a default changes a promise here as well.

// treated is a Monday on which a treatment ended at ten.
const treated = "2026-11-23 10:00"

// refSteps are 1.1 and 1.2: what each protocol does, for somebody whom a form
// reaches. "until" is the last instant that is in time. A protocol that nobody
// promised fails as well as one that is missing.
var refSteps = map[string]string{
	// 1.1 row 2: 2–3 h, then a week; row 5: two months where it is to be replaced.
	// 1.3: calls, on day 3 a form.
	"extraction": `h2 call 26-11-23 12:30 until 11-23 13:00
d1 call 26-11-24 10:30 until 11-24 23:59
d3 form 26-11-26 10:30 until 11-26 23:59
d7 call 26-11-30 10:30 until 11-30 23:59
m2 call 27-01-23 16:00 until 01-23 23:59`,
	// 1.2: 2–3 h call, day 1 call, day 3 form (dry socket), day 7 visit to take out stitches.
	"wisdom_surgery": `h2 call 26-11-23 12:30 until 11-23 13:00
d1 call 26-11-24 10:30 until 11-24 23:59
d3 form 26-11-26 10:30 until 11-26 23:59
d7 visit 26-11-30 10:30 until 11-30 23:59`,
	// 1.2: as extraction, and the orthodontist is told at once.
	"ortho_extraction": `tell task 26-11-23 10:30 until 11-23 23:59
h2 call 26-11-23 12:30 until 11-23 13:00
d1 call 26-11-24 10:30 until 11-24 23:59
d3 form 26-11-26 10:30 until 11-26 23:59
d7 call 26-11-30 10:30 until 11-30 23:59`,
	// 1.2: 2–3 h, day 1, day 3 form, day 7 stitches.
	"gum_surgery": `h2 call 26-11-23 12:30 until 11-23 13:00
d1 call 26-11-24 10:30 until 11-24 23:59
d3 form 26-11-26 10:30 until 11-26 23:59
d7 visit 26-11-30 10:30 until 11-30 23:59`,
	// 1.2: 2–3 h call, day 1 form, day 7 call.
	"miniscrew": `h2 call 26-11-23 12:30 until 11-23 13:00
d1 form 26-11-24 10:30 until 11-24 23:59
d7 call 26-11-30 10:30 until 11-30 23:59`,
	// 1.1 row 7: 24 h, day 3, stitches on day 7–10, 3 months, half a year, then yearly.
	"implant": `d1 call 26-11-24 10:30 until 11-24 23:59
d3 call 26-11-26 10:30 until 11-26 23:59
d7 visit 26-11-30 10:30 until 12-03 23:59
m3 form 27-02-23 10:30 until 02-23 23:59
m6 form 27-05-23 10:30 until 05-23 23:59
y1 form 27-11-23 10:30 until 11-23 23:59
recall recall 27-11-23 10:30 until 11-23 23:59`,
	// 1.2: +2 h call, evening call, day 1 call; always by phone.
	"sedation_ga": `h2 call 26-11-23 12:00 until 11-23 12:30
evening call 26-11-23 19:00 until 11-23 20:30
d1 call 26-11-24 10:30 until 11-24 23:59`,
	// 1.2: at +1 h a message, +3 h a form.
	"child_la": `h1 message 26-11-23 11:00 until 11-23 11:15
h3 form 26-11-23 13:00 until 11-23 13:30`,
	// 1.1 row 8: 24 h.
	"infusion":     `d1 call 26-11-24 10:30 until 11-24 23:59`,
	"pulp_opening": `d1 call 26-11-24 10:30 until 11-24 23:59`,
	// 1.1 row 4: the same day; row 8: 24 h where the record says "reaction".
	"canal_visit": `h2 call 26-11-23 12:30 until 11-23 13:00
d1 call 26-11-24 10:30 until 11-24 23:59`,
	// 1.1 rows 2 and 4: 2–3 h, a week, and on day 10–14 the restoration.
	"root_filling": `h2 call 26-11-23 12:30 until 11-23 13:00
d3 form 26-11-26 10:30 until 11-26 23:59
d7 call 26-11-30 10:30 until 11-30 23:59
restore form 26-12-03 10:30 until 12-07 23:59`,
	// 1.1 row 3: due next day, deadline the end of it.
	"restoration":      `d1 form 26-11-24 10:30 until 11-24 23:59`,
	"denture":          `d1 form 26-11-24 10:30 until 11-24 23:59`,
	"cleaning":         `d1 form 26-11-24 10:30 until 11-24 23:59`,
	"whitening":        `d1 form 26-11-24 10:30 until 11-24 23:59`,
	"rebond_emergency": `d1 form 26-11-24 10:30 until 11-24 23:59`,
	"debond":           `d1 form 26-11-24 10:30 until 11-24 23:59`,
	// 1.1 row 9: days 1, 3, 7.
	"general": `d1 form 26-11-24 10:30 until 11-24 23:59
d3 form 26-11-26 10:30 until 11-26 23:59
d7 form 26-11-30 10:30 until 11-30 23:59`,
	// 1.1 row 2 and 1.3: calls for first fittings, comfort messages between.
	"fixed_start": `h2 call 26-11-23 12:30 until 11-23 13:00
d2 message 26-11-25 10:30 until 11-25 23:59
d7 call 26-11-30 10:30 until 11-30 23:59`,
	// 1.1 row 2: 2–3 h and a week, by form.
	"activation": `h2 form 26-11-23 12:30 until 11-23 13:00
d7 form 26-11-30 10:30 until 11-30 23:59`,
	// 1.2: 2–3 h, day 2 form, every three days while turning, a call at the end.
	"expander": `h2 call 26-11-23 12:30 until 11-23 13:00
d2 form 26-11-25 16:00 until 11-25 23:59
turning form 26-11-28 16:00 until 11-28 23:59
turning form 26-12-01 16:00 until 12-01 23:59
turning form 26-12-04 16:00 until 12-04 23:59
end call after turning`,
	// 1.2: 2–3 h form, day 2 comfort message, day 7 call.
	"aligner_start": `h2 form 26-11-23 12:30 until 11-23 13:00
d2 message 26-11-25 10:30 until 11-25 23:59
d7 call 26-11-30 10:30 until 11-30 23:59`,
	// 1.2: day 1 form, day 3 call to the guardian, day 7 call.
	"functional_start": `d1 form 26-11-24 16:00 until 11-24 23:59
d3 call 26-11-26 16:00 until 11-26 23:59
d7 call 26-11-30 16:00 until 11-30 23:59`,
	// 1.1 row 6: a week, a visit at one month, months 3, 6 and 12, then yearly.
	"retainer": `w1 call 26-11-30 10:30 until 11-30 23:59
m1 visit 26-12-23 10:30 until 12-23 23:59
m3 form 27-02-23 10:30 until 02-23 23:59
m6 form 27-05-23 10:30 until 05-23 23:59
m12 form 27-11-23 10:30 until 11-23 23:59
recall recall 28-11-23 10:30 until 11-23 23:59`,
	// 1.1 row 9: months 1 and 3, a card where nobody of their own calls.
	"relationship": `m1 form 26-12-23 16:00 until 12-23 23:59
m3 form 27-02-23 16:00 until 02-23 23:59`,
	// 1.2: the coordinator's, on days 1, 3, 7, 15 and 30.
	"declined": `d1 call 26-11-24 16:00 until 11-24 23:59
d3 call 26-11-26 16:00 until 11-26 23:59
d7 call 26-11-30 16:00 until 11-30 23:59
d15 call 26-12-08 16:00 until 12-08 23:59
d30 call 26-12-23 16:00 until 12-23 23:59`,
	// 1.2: recall at 3–6 months, a message 14 days before, a call where nothing is booked.
	"observation": `remind message 27-03-09 16:00 until 03-09 23:59
recall recall 27-03-23 10:30 until 05-23 23:59
call call 27-03-23 16:00 until 03-23 23:59`,
	// 1.1 row 1: it opens at +15 minutes and is due an hour after the booked start.
	"missed_visit": `h1 task 26-11-23 10:15 until 11-23 11:00`,
}

// told says when and how a protocol's steps go, as the tables write it.
func told(t *testing.T, p Protocol) string {
	t.Helper()
	h := UsualHours(shanghai)
	var out []string
	for _, s := range p.Steps {
		if s.Upon != "" {
			out = append(out, fmt.Sprintf("%s %s after %s", s.Key, s.Way, s.Upon))
			continue
		}
		times := 1
		if s.Every > 0 {
			times = 3
		}
		for n := range times {
			m := p.Following(s, instant(t, treated), n, h)
			how := string(s.Deed)
			if s.Deed == Contacts || s.Deed == Comforts {
				way, _ := p.WayOf(s, m, Person{Reachable: true, Child: p.Kids})
				how = string(way)
			}
			out = append(out, fmt.Sprintf("%s %s %s until %s", s.Key, how, shown(m.Due)[2:], shown(m.Latest)[5:]))
		}
	}
	return strings.Join(out, "\n")
}

func TestReferenceSteps(t *testing.T) {
	for _, p := range Defaults {
		want, promised := refSteps[p.Key]
		if !promised {
			t.Errorf("%s was promised by nobody", p.Key)
			continue
		}
		if got := told(t, p); got != want {
			t.Errorf("%s goes\n%s\nwant\n%s", p.Key, got, want)
		}
	}
	for key := range refSteps {
		if _, there := DefaultOf(key); !there {
			t.Errorf("%s is missing", key)
		}
	}
}

// refOnly are the steps that hang on something: under these facts they go, under
// those they do not.
var refOnly = []struct {
	protocol, step string
	goes, not      []string // facts, joined by a space
}{
	// Row 4: only where no crown or filling stands on that tooth.
	{"root_filling", "restore", []string{""}, []string{FactRestored}},
	// Row 8: canal preparation only with a reaction, pulp opening always.
	{"canal_visit", "d1", []string{FactReaction}, []string{""}},
	{"pulp_opening", "d1", []string{"", FactReaction}, nil},
	// Row 5: only where "replace later" is flagged.
	{"extraction", "m2", []string{FactReplace}, []string{""}},
	// Row 7: after the prosthesis yearly maintenance replaces the chain.
	{"implant", "m3", []string{""}, []string{FactProsthesis}},
	{"implant", "m6", []string{""}, []string{FactProsthesis}},
	{"implant", "y1", []string{""}, []string{FactProsthesis}},
	{"implant", "d3", []string{"", FactProsthesis}, nil},
	// Row 9: not with a future visit, in active treatment, of class C-A, with a complaint.
	{"relationship", "m1", []string{""}, []string{FactBooked, FactActive, FactUnwilling, FactComplaint}},
	{"relationship", "m3", []string{""}, []string{FactBooked, FactActive, FactUnwilling, FactComplaint}},
	// 1.2: until the retainer is delivered.
	{"debond", "d1", []string{""}, []string{FactRetained}},
	// 1.2: until booked, or class C-A; not what was agreed to.
	{"declined", "d1", []string{""}, []string{FactBooked, FactUnwilling, FactAgreed, FactComplaint}},
	{"declined", "d30", []string{""}, []string{FactBooked, FactUnwilling, FactAgreed, FactComplaint}},
	// 1.2: a call if nothing is booked.
	{"observation", "remind", []string{""}, []string{FactBooked}},
	{"observation", "call", []string{""}, []string{FactBooked}},
}

func TestReferenceConditions(t *testing.T) {
	for _, c := range refOnly {
		p, _ := DefaultOf(c.protocol)
		s, ok := p.step(c.step)
		if !ok {
			t.Errorf("%s has no step %s", c.protocol, c.step)
			continue
		}
		under := func(facts string) bool {
			flags := map[string]bool{}
			for _, f := range strings.Fields(facts) {
				flags[f] = true
			}
			return s.When == nil || s.When.holds(nil, Situation{Flags: flags})
		}
		for _, facts := range c.goes {
			if !under(facts) {
				t.Errorf("%s.%s does not go under %q", c.protocol, c.step, facts)
			}
		}
		for _, facts := range c.not {
			if under(facts) {
				t.Errorf("%s.%s goes under %q", c.protocol, c.step, facts)
			}
		}
	}
	// While an expander is turned it comes again, and not after.
	p, _ := DefaultOf("expander")
	s, _ := p.step("turning")
	if s.Every != 3 || !s.While.holds(nil, Situation{Flags: map[string]bool{FactTurning: true}}) || s.While.holds(nil, Situation{}) {
		t.Errorf("turning comes every %d days while %+v", s.Every, s.While)
	}
}

// 1.1 rows 5 and 9, and 1.2: what starts nothing, and what starts one more.
func TestReferenceStarts(t *testing.T) {
	for class, want := range map[string]string{
		"": "", "none": "", // examination, film, fluoride, prescription
		"extraction": "extraction", "wisdom_surgery": "wisdom_surgery", "ortho_extraction": "ortho_extraction", "laser": "general",
	} {
		if got := strings.Join(Executed{Class: class, Last: true}.Protocols(), " "); got != want {
			t.Errorf("%q starts %q, want %q", class, got, want)
		}
	}
	for _, class := range []string{"extraction", "wisdom_surgery", "ortho_extraction", "pulp_opening", "gum_surgery", "implant", "miniscrew"} {
		got := Executed{Class: class, Last: true, Child: true}.Protocols()
		if !slices.Equal(got, []string{class, "child_la"}) {
			t.Errorf("a child's %s starts %v", class, got)
		}
	}
	if got := (Executed{Class: "child_la", Last: true, Child: true}).Protocols(); !slices.Equal(got, []string{"child_la"}) {
		t.Errorf("a child under local anaesthesia starts %v", got)
	}
}

// 1.3: by which way, line by line.
func TestReferenceChannels(t *testing.T) {
	type who = Person
	usual := who{Reachable: true}
	for _, c := range []struct {
		row, steps string
		of         who
		way        Way
	}{
		{"activation: everyone else", "activation.h2 activation.d7", usual, Form},
		{"activation: on amber or red", "activation.h2 activation.d7", who{Reachable: true, Uneasy: true}, Call},
		{"activation: the first three months", "activation.h2 activation.d7", who{Reachable: true, Beginning: true}, Call},
		{"activation: important patients", "activation.h2 activation.d7", who{Reachable: true, Important: true}, Call},
		{"activation: two unanswered forms", "activation.h2 activation.d7", who{Reachable: true, Unanswered: 2}, Call},
		{"activation: one unanswered form", "activation.h2 activation.d7", who{Reachable: true, Unanswered: 1}, Form},
		{"extraction, root filling, surgery, first fitting: all", "extraction.h2 extraction.d1 extraction.d7 root_filling.h2 root_filling.d7 wisdom_surgery.h2 gum_surgery.h2 gum_surgery.d1 fixed_start.h2 fixed_start.d7 aligner_start.d7 functional_start.d3 functional_start.d7 expander.h2 implant.d1 implant.d3 miniscrew.h2 miniscrew.d7 retainer.w1",
			usual, Call},
		{"day 3", "extraction.d3 wisdom_surgery.d3 ortho_extraction.d3 gum_surgery.d3 root_filling.d3", usual, Form},
		{"comfort messages", "fixed_start.d2 aligner_start.d2 child_la.h1", usual, Message},
		{"restoration, cleaning, rebond", "restoration.d1 cleaning.d1 rebond_emergency.d1 denture.d1 whitening.d1 general.d1", usual, Form},
		{"restoration, cleaning, rebond: on request", "restoration.d1 cleaning.d1 rebond_emergency.d1", who{Reachable: true, AsksCalls: true}, Call},
		{"relationship: the coordinator's or service's", "relationship.m1 relationship.m3", who{Reachable: true, Served: true}, Call},
		{"relationship: else a card", "relationship.m1 relationship.m3", usual, Form},
		{"sedation: always by phone", "sedation_ga.h2 sedation_ga.evening sedation_ga.d1", usual, Call},
		{"not agreed: the coordinator calls", "declined.d1 declined.d30", usual, Call},
	} {
		for _, one := range strings.Fields(c.steps) {
			key, step, _ := strings.Cut(one, ".")
			p, _ := DefaultOf(key)
			s, ok := p.step(step)
			if !ok {
				t.Fatalf("no step %s", one)
			}
			if way, why := p.WayOf(s, Moment{}, c.of); way != c.way {
				t.Errorf("%s: %s goes by %s because %s, want %s", c.row, one, way, why, c.way)
			}
		}
	}
	var chased []string
	for _, p := range Defaults {
		if p.Chased() {
			chased = append(chased, p.Key)
		}
	}
	slices.Sort(chased)
	// "A form not answered becomes a call only for surgical and first protocols."
	want := "aligner_start canal_visit denture expander extraction fixed_start functional_start gum_surgery implant infusion miniscrew ortho_extraction pulp_opening retainer root_filling sedation_ga wisdom_surgery"
	if got := strings.Join(chased, " "); got != want {
		t.Errorf("chased are %s\nwant %s", got, want)
	}
	if p, _ := DefaultOf("declined"); p.Steps[0].Role != "coordinator" {
		t.Errorf("what was not agreed to is the task of %q", p.Steps[0].Role)
	}
}
