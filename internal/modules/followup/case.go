package followup

import "slices"

// Case is what a doctor may say of one series.
type Case struct {
	Flags map[string]bool    // of caseFacts
	Plan  map[string]float64 // of casePlans
	Usual []string           // of casePlans: as the protocol prescribes it, from now on
}

// caseFacts are the facts that people may set, in the order of the screen.
var caseFacts = []string{FactAnticoagulant, FactMedicine, FactDoubt, FactReaction, FactReplace, FactTurning, FactAnaesthetic}

// Prescribed is a number that is prescribed of a case.
type Prescribed struct {
	Key  string
	Most float64
}

// casePlans are the numbers that people may set.
var casePlans = []Prescribed{{"turns", 120}, {"turns_per_day", 6}, {"wear_hours", 24}}

// mostOf is the highest that a prescribed number may be.
func mostOf(key string) (most float64, known bool) {
	i := slices.IndexFunc(casePlans, func(p Prescribed) bool { return p.Key == key })
	if i < 0 {
		return 0, false
	}
	return casePlans[i].Most, true
}

// CaseFacts are the facts that may be set of a case and upon which something in the
// protocol hangs: a step, a question or a threshold.
func (p Protocol) CaseFacts() []string {
	return slices.DeleteFunc(slices.Clone(caseFacts), func(fact string) bool { return !p.hangsOn(fact) })
}

// CasePlan are the numbers that the protocol prescribes and that a case may have of its
// own; how they usually are stands in Plan.
func (p Protocol) CasePlan() []Prescribed {
	return slices.DeleteFunc(slices.Clone(casePlans), func(n Prescribed) bool { _, has := p.Plan[n.Key]; return !has })
}

// hangsOn tells whether anything of the protocol looks at a fact.
func (p Protocol) hangsOn(fact string) bool {
	looks := func(c *Condition) bool { return c != nil && c.speaksOf(fact) }
	rules := func(r Rule) bool { return r.When.speaksOf(fact) }
	asks := func(a Ask) bool {
		q, _ := questionOf(a.Question)
		return looks(a.When) || looks(q.When)
	}
	steps := func(s Step) bool { return slices.ContainsFunc(s.Asks, asks) }
	return p.looksAt(fact) || slices.ContainsFunc(p.Steps, steps) || slices.ContainsFunc(p.Asks, asks) || slices.ContainsFunc(p.Red, rules) || slices.ContainsFunc(p.Amber, rules)
}
