package followup

import (
	"slices"
	"strings"
	"testing"

	"archwire/internal/kit/tooth"
	"archwire/internal/modules/catalog"
	"archwire/internal/modules/plans"
)

// Every default passes what a clinic's own protocol has to pass, and is complete in
// both languages.
func TestDefaultsAreSound(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range Defaults {
		if seen[p.Key] {
			t.Errorf("%s is there twice", p.Key)
		}
		seen[p.Key] = true
		for _, f := range p.Check() {
			t.Errorf("%s: %v", p.Key, f)
		}
		if p.Name.En == "" || p.From.Zh == "" || p.From.En == "" {
			t.Errorf("%s lacks a text", p.Key)
		}
		for _, r := range slices.Concat(p.Red, p.Amber) {
			if r.En == "" {
				t.Errorf("%s: %s has no English text", p.Key, r.Key)
			}
		}
	}
	for _, q := range Questions {
		if q.Zh == "" || q.En == "" {
			t.Errorf("question %s lacks a text", q.Key)
		}
		for _, o := range q.Options {
			if o.Zh == "" || o.En == "" {
				t.Errorf("question %s: option %s lacks a text", q.Key, o.Key)
			}
		}
	}
}

// Every threshold can speak: what it looks at is asked by its protocol, in some
// step.
func TestThresholdsAreAskedFor(t *testing.T) {
	for _, p := range Defaults {
		asked := map[string]bool{}
		for _, s := range p.Steps {
			for _, a := range p.asks(s) {
				asked[a.Question] = true
			}
		}
		for _, r := range slices.Concat(p.Red, p.Amber) {
			for _, q := range r.When.questions() {
				if !asked[q] {
					t.Errorf("%s: rule %s looks at %s, which nobody asks", p.Key, r.Key, q)
				}
			}
		}
	}
}

// The braces of every script are known, so that each can be filled.
func TestScriptsFill(t *testing.T) {
	full := Facts{}
	for _, b := range braces {
		full[strings.Trim(b[1], "{}")] = "x"
	}
	for key, w := range Scripts {
		if got := full.FillWords(w); strings.ContainsAny(got.Zh+got.En, "{}") {
			t.Errorf("%s keeps a brace: %v", key, got)
		}
	}
	got := Facts{"person": "赵女士", "clinic": "风车路店", "caller": "余暖", "doctor": "程弓远"}.Fill(Scripts[SayOpening].Zh)
	if want := "赵女士您好，我是风车路店的余暖，程弓远医生让我来问问您{项目}后感觉怎么样，现在方便说两分钟吗？"; got != want {
		t.Errorf("got %s", got)
	}
}

// What a class and the steps of a contract start.
func TestWhatAnItemStarts(t *testing.T) {
	step := func(k ...plans.StepKind) []plans.StepKind { return k }
	for _, c := range []struct {
		name string
		e    Executed
		want string
	}{
		{"an examination", Executed{Class: catalog.NoFollowUp, Last: true}, ""},
		{"an extraction", Executed{Class: "extraction", Last: true}, "extraction"},
		{"a child's extraction", Executed{Class: "extraction", Last: true, Child: true}, "extraction child_la"},
		{"a child's cleaning, without anaesthesia", Executed{Class: "cleaning", Last: true, Child: true}, "cleaning"},
		{"a canal visit", Executed{Class: "root_canal"}, "canal_visit"},
		{"the root filling", Executed{Class: "root_canal", Last: true}, "root_filling"},
		{"the first fitting of a contract", Executed{Class: "fixed_start", Steps: step(plans.StepFitting), First: true}, "fixed_start"},
		{"an activation", Executed{Class: "fixed_start", Steps: step(plans.StepReview)}, "activation"},
		{"two activations entered at once", Executed{Class: "fixed_start", Steps: step(plans.StepReview, plans.StepReview)}, "activation"},
		{"a review of aligners", Executed{Class: "aligner_start", Steps: step(plans.StepReview)}, ""},
		{"a review of a functional appliance", Executed{Class: "functional_start", Steps: step(plans.StepReview)}, ""},
		{"the first aligner", Executed{Class: "aligner_start", Steps: step(plans.StepFitting), First: true}, "aligner_start"},
		{"debonding", Executed{Class: "fixed_start", Steps: step(plans.StepDebond)}, "debond"},
		{"the end of aligners: no bracket is taken off", Executed{Class: "aligner_start", Steps: step(plans.StepDebond)}, ""},
		{"the retainers of a contract", Executed{Class: "fixed_start", Steps: step(plans.StepRetention), Last: true}, "retainer"},
		{"a retainer that is bought", Executed{Class: "retainer", Steps: step(plans.StepWhole), Last: true}, "retainer"},
		{"a class of the clinic's own", Executed{Class: "laser", Last: true}, "general"},
	} {
		if got := strings.Join(c.e.Protocols(), " "); got != c.want {
			t.Errorf("%s starts %q, want %q", c.name, got, c.want)
		}
	}
}

// Every class of the catalogue but none has a protocol.
func TestEveryClassHasAProtocol(t *testing.T) {
	for _, class := range catalog.FollowUpClasses {
		got := Executed{Class: class, Last: true, First: true, Steps: []plans.StepKind{plans.StepWhole}}.Protocols()
		if (len(got) == 0) != (class == catalog.NoFollowUp) {
			t.Errorf("%s starts %v", class, got)
		}
		for _, key := range got {
			if _, ok := DefaultOf(key); !ok {
				t.Errorf("%s starts %s, which is no protocol", class, key)
			}
		}
	}
}

// Which extraction leaves a gap that is worth closing.
func TestWhatIsReplacedLater(t *testing.T) {
	for _, c := range []struct {
		name, class, site string
		implant, want     bool
	}{
		{"a molar", "extraction", "46", false, true},
		{"a milk tooth", "extraction", "85", false, false},
		{"a wisdom tooth", "extraction", "38", false, false},
		{"a milk tooth and a molar", "extraction", "75,46", false, true},
		{"for orthodontics", "ortho_extraction", "14", false, false},
		{"with an implant at once", "extraction", "46", true, false},
	} {
		site, err := tooth.ParseSite(c.site)
		if err != nil {
			t.Fatal(err)
		}
		got := Executed{Class: c.class, Site: site, Replaced: c.implant, Last: true}.Flags()[FactReplace]
		if got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
