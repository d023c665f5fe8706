package followup

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/plans"
)

// kind is a sort of visit of the reference day, with what it executes.
type kind struct {
	perDay float64
	e      Executed
	ortho  bool
}

// referenceDay is what the 72 orthodontic and 24 general visits of the reference
// day execute. First fittings other than the bonding of the day come at the rate of
// the month: 37 starts of a clinic in 964 visits are 2.8 on a day of 72.
var referenceDay = []kind{
	{32, Executed{Class: "fixed_start", Steps: []plans.StepKind{plans.StepReview}}, true},                     // 12, 13
	{19, Executed{Class: "aligner_start", Steps: []plans.StepKind{plans.StepReview}}, true},                   // 14, 19
	{1.3, Executed{Class: "fixed_start", Steps: []plans.StepKind{plans.StepFitting}, First: true}, true},      // 7
	{0.9, Executed{Class: "aligner_start", Steps: []plans.StepKind{plans.StepFitting}, First: true}, true},    // 9
	{0.5, Executed{Class: "functional_start", Steps: []plans.StepKind{plans.StepFitting}, First: true}, true}, // 10
	{2, Executed{Class: "rebond_emergency", Last: true}, true},                                                // 17, 18
	{1, Executed{Class: "cleaning", Last: true}, true},                                                        // 22
	{1, Executed{Class: "fixed_start", Steps: []plans.StepKind{plans.StepDebond}}, true},                      // 24
	{1, Executed{Class: "fixed_start", Steps: []plans.StepKind{plans.StepRetention}, Last: true}, true},       // 25, a week after 24
	{10, Executed{Class: "none", Last: true}, false},                                                          // examinations, checks
	{4, Executed{Class: "restoration", Last: true}, false},
	{2, Executed{Class: "root_canal", Last: true}, false},
	{1, Executed{Class: "root_canal"}, false},
	{1, Executed{Class: "pulp_opening", Last: true}, false},
	{4, Executed{Class: "cleaning", Last: true}, false},
	{2, Executed{Class: "extraction", Last: true}, false},
}

// row is a line of the table of calls and forms.
type row struct {
	name                string
	calls, forms        float64
	callsWide, formWide float64 // how far off each may be, in parts of one
}

var rows = []row{
	{"activation", 6, 58, 0.40, 0.10},
	{"surgery and first fitting", 22, 10, 0.20, 0.35},
	{"restoration, cleaning, rebond", 2, 14, 0.50, 0.30},
	{"relationship", 12, 25, 0.20, 0.20},
	{"missed, unanswered, abnormal", 8, 0, 0.25, 0},
}

// rowOf says under which line of the table a protocol is counted.
func rowOf(p Protocol) int {
	switch {
	case p.Key == "activation":
		return 0
	case p.Layer == Relation:
		return 3
	case p.Family != Routine:
		return 1
	}
	return 2
}

// lifeOf is how one visitor of the reference day is: shares of the clinic's own
// figures.
func lifeOf(r *rand.Rand, k kind) Person {
	unreachable, asks := 0.02, 0.12
	if k.ortho { // who is in treatment is bound to the clinic's WeChat
		unreachable, asks = 0.005, 0.005
	}
	return Person{
		Reachable: r.Float64() >= unreachable, Important: r.Float64() < 0.01, AsksCalls: r.Float64() < asks,
		Beginning: r.Float64() < 0.085, // two of the reviews of two years
		Served:    r.Float64() < 0.20,
	}
}

// TestReferenceDay runs the clinic of the reference day until every step that one
// day starts comes from another day as well, and counts what its desk has to do on
// a day: about 50 calls and 107 forms, each line of the table within its own
// tolerance.
func TestReferenceDay(t *testing.T) {
	const runs = 400
	r := rand.New(rand.NewPCG(1, 2))
	got := make([]row, len(rows))
	for range runs {
		for _, k := range referenceDay {
			for n := k.perDay; r.Float64() < n; n-- {
				count(t, r, k, got)
			}
		}
		for range 96 { // a visit that is missed is called
			if r.Float64() < 0.051 {
				got[4].calls++
			}
		}
	}
	var calls, forms float64
	for n, want := range rows {
		c, f := got[n].calls/runs, got[n].forms/runs
		t.Logf("%-32s %5.1f calls (%2.0f) %6.1f forms (%3.0f)", want.name, c, want.calls, f, want.forms)
		within(t, want.name+": calls", c, want.calls, want.callsWide)
		within(t, want.name+": forms", f, want.forms, want.formWide)
		calls, forms = calls+c, forms+f
	}
	t.Logf("%-32s %5.1f calls %11.1f forms", "sum", calls, forms)
	within(t, "calls of the day", calls, 50, 0.10)
	within(t, "forms of the day", forms, 107, 0.10)
}

func within(t *testing.T, name string, got, want, wide float64) {
	t.Helper()
	if got < want*(1-wide) || got > want*(1+wide) {
		t.Errorf("%s: %.1f, want %.0f ± %.0f %%", name, got, want, 100*wide)
	}
}

// count follows one visit through everything that it starts. In a steady state the
// steps of all its days fall on one day of the desk.
func count(t *testing.T, r *rand.Rand, k kind, got []row) {
	t.Helper()
	who := lifeOf(r, k)
	anchor := civil.Day("2026-11-20").At(civil.Clock(9*60+r.IntN(360)), shanghai)
	days := map[civil.Day][]Part{}
	keys := k.e.Protocols()
	if !k.ortho {
		keys = append(keys, "relationship")
	}
	for _, key := range keys {
		p, ok := DefaultOf(key)
		if !ok {
			t.Fatalf("no protocol %s", key)
		}
		for _, s := range p.Steps {
			if s.Deed != Contacts && s.Deed != Comforts || s.Every > 0 || s.Upon != "" || s.After.Months >= 6 || !needed(r, p, s) {
				continue
			}
			m := p.When(s, anchor, UsualHours(shanghai))
			way, why := p.WayOf(s, m, who)
			days[m.Day] = append(days[m.Day], Part{ID: key + s.Key, Protocol: p, Step: s, Moment: m, Way: way, Why: why})
		}
	}
	for _, list := range days {
		for _, c := range Merge(list) {
			tally(r, c, got)
		}
	}
}

// needed draws the conditions of the reference clinic: one of four general patients
// has a visit ahead, half of the root fillings are restored by day 10, and of ten
// extractions three leave a gap.
func needed(r *rand.Rand, p Protocol, s Step) bool {
	switch {
	case p.Layer == Relation:
		return r.Float64() < 0.77
	case s.Key == "restore":
		return r.Float64() < 0.5
	case s.Key == "m2":
		return r.Float64() < 0.3
	case s.Key == "d1" && p.Key == "canal_visit":
		return r.Float64() < 0.1
	}
	return true
}

// tally puts a contact under its line; an unanswered form after blood or a first
// fitting, and what is abnormal and called again, under the last.
func tally(r *rand.Rand, c Contact, got []row) {
	at := rowOf(c.Parts[0].Protocol)
	if c.Way == Call {
		got[at].calls++
		return
	}
	got[at].forms++
	if c.Parts[0].Protocol.Chased() && r.Float64() < 0.25 {
		got[4].calls++
	}
	if r.Float64() < 0.01 { // red or amber by form, and called by the desk besides the doctor
		got[4].calls++
	}
}

func ExampleForetell() {
	p, _ := DefaultOf("extraction")
	s, _ := p.step("d1")
	m := p.When(s, civil.Day("2026-11-22").At(10*60, shanghai), UsualHours(shanghai))
	parts := map[string][]Part{}
	for n := range 36 { // 36 extracted yesterday
		parts[fmt.Sprint("patient ", n)] = []Part{{ID: fmt.Sprint(n), Protocol: p, Step: s, Moment: m, Way: Call}}
	}
	made := []Made{{Day: "2026-11-23", Slot: Morning, Way: Call, State: ContactDone}, {Day: "2026-11-23", Slot: Afternoon, Way: Form, State: ContactSent},
		{Day: "2026-11-23", Slot: Afternoon, Way: Call, State: ContactEnded}} // came to nothing
	for _, l := range Foretell(parts, made, "2026-11-23", 14) {
		fmt.Println(l.Day, l.Slot, l.Calls, "calls", l.Forms, "forms")
	}
	// Output:
	// 2026-11-23 morning 37 calls 0 forms
	// 2026-11-23 afternoon 0 calls 1 forms
}
