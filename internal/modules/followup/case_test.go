package followup

import (
	"fmt"
	"testing"
)

// What the screen offers of a case is what its protocol hangs on, and nothing else; a
// protocol that a clinic changed offers what it hangs on then.
func TestWhatMayBeSaidOfACase(t *testing.T) {
	want := map[string]string{
		"extraction":       "[anticoagulant new_medicine replace] []",
		"canal_visit":      "[new_medicine reaction] []",
		"implant":          "[new_medicine] []",
		"fixed_start":      "[new_medicine contact_allergy] []",
		"expander":         "[new_medicine contact_allergy turning] [{turns 120} {turns_per_day 6}]",
		"functional_start": "[new_medicine contact_allergy] [{wear_hours 24}]",
		"retainer":         "[] [{wear_hours 24}]",
		"cleaning":         "[] []",
	}
	for _, p := range Defaults {
		got := fmt.Sprint(p.CaseFacts(), p.CasePlan())
		if w, asked := want[p.Key]; asked && got != w {
			t.Errorf("%s: %s, want %s", p.Key, got, w)
		}
		t.Log(p.Key, got)
	}
	p := Protocol{Plan: map[string]float64{"wear_hours": 10, "nothing": 1}, Amber: []Rule{rule("x", "x", "x", not(fact(FactReplace)))},
		Steps: []Step{{Asks: []Ask{{When: ref(fact(FactReaction))}}}}}
	if got := fmt.Sprint(p.CaseFacts(), p.CasePlan()); got != "[reaction replace] [{wear_hours 24}]" {
		t.Errorf("of a clinic's own: %s", got)
	}
}
