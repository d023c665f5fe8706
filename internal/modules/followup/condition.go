package followup

import (
	"slices"
	"strconv"
	"strings"
)

// Condition is one threshold as data, so that a clinic may change it: an answer or
// a fact compared with words or bounds, or several of them together. An answer
// that was not given and a fact that is not known hold nothing. The zero value
// always holds.
type Condition struct {
	All  []Condition `json:"all,omitempty" maxItems:"20"`
	Any  []Condition `json:"any,omitempty" maxItems:"20"`
	Not  *Condition  `json:"not,omitempty"`
	Ask  string      `json:"ask,omitempty" maxLength:"40"`  // the answer to this question, or
	Fact string      `json:"fact,omitempty" maxLength:"40"` // what is known of case and patient
	Is   []string    `json:"is,omitempty" maxItems:"20"`    // one of these words
	Min  *float64    `json:"min,omitempty"`                 // at least
	Max  *float64    `json:"max,omitempty"`                 // at most
	Rise *float64    `json:"rise,omitempty"`                // at least so much above the answer before
}

// Answers are what somebody answered, by question. A number is written as
// decimal, several choices are joined by commas.
type Answers map[string]string

func (a Answers) number(question string) (float64, bool) {
	n, err := strconv.ParseFloat(a[question], 64)
	return n, err == nil
}

// Situation is what is known besides the answers.
type Situation struct {
	Numbers map[string]float64 // see the Fact… constants
	Flags   map[string]bool
	Last    Answers // of the contact before
}

// The facts that are numbers.
const (
	FactDay       = "day"        // days since the treatment
	FactHours     = "hours"      // hours since the treatment
	FactTurnsGap  = "turns_gap"  // turns told away from turns planned, without sign
	FactWearShare = "wear_share" // worn hours of those prescribed, 1 = all
	FactAge       = "age"
)

// The facts that are so or not.
const (
	FactAnticoagulant = "anticoagulant"
	FactChild         = "child"
	FactAnaesthetic   = "anaesthetic"  // local anaesthesia was given
	FactLower         = "lower"        // in the lower jaw
	FactUpper         = "upper"        // in the upper jaw
	FactWisdom        = "wisdom"       // a wisdom tooth
	FactTurning       = "turning"      // an expander is still being turned
	FactRestored      = "restored"     // crown or filling stands on the tooth; a temporary filling does not count
	FactReplace       = "replace"      // to be replaced later, see ReplaceLater
	FactLast          = "last"         // the item was finished by it
	FactReaction      = "reaction"     // the record of a canal visit says so
	FactRetained      = "retained"     // a retainer was delivered
	FactProsthesis    = "prosthesis"   // the implant has its crown
	FactBooked        = "booked"       // a visit lies ahead
	FactActive        = "active"       // in active orthodontic treatment
	FactUnwilling     = "not_marketed" // class C-A
	FactComplaint     = "complaint"
	FactAgreed        = "agreed"          // what was presented was agreed to
	FactFixed         = "fixed"           // by fixed appliance
	FactMedicine      = "new_medicine"    // something was prescribed that they did not take before
	FactDoubt         = "contact_allergy" // nickel or latex may not agree with them
)

// holds tells whether the condition is so.
func (c Condition) holds(a Answers, s Situation) bool {
	for _, one := range c.All {
		if !one.holds(a, s) {
			return false
		}
	}
	if len(c.Any) > 0 && !slices.ContainsFunc(c.Any, func(one Condition) bool { return one.holds(a, s) }) {
		return false
	}
	if c.Not != nil && c.Not.holds(a, s) {
		return false
	}
	switch {
	case c.Ask != "":
		return c.asked(a, s)
	case c.Fact != "" && c.Min == nil && c.Max == nil:
		return s.Flags[c.Fact]
	case c.Fact != "":
		n, known := s.Numbers[c.Fact]
		return known && c.within(n)
	}
	return true
}

// asked compares an answer.
func (c Condition) asked(a Answers, s Situation) bool {
	given, ok := a[c.Ask]
	if !ok || given == "" {
		return false
	}
	if len(c.Is) > 0 {
		return slices.ContainsFunc(strings.Split(given, ","), func(one string) bool { return slices.Contains(c.Is, one) })
	}
	n, ok := a.number(c.Ask)
	if !ok {
		return false
	}
	if c.Rise != nil {
		before, known := s.Last.number(c.Ask)
		if !known || n-before < *c.Rise {
			return false
		}
	}
	return c.within(n)
}

func (c Condition) within(n float64) bool {
	return (c.Min == nil || n >= *c.Min) && (c.Max == nil || n <= *c.Max)
}

// questions are those that the condition looks at.
func (c Condition) questions() []string {
	var out []string
	if c.Ask != "" {
		out = append(out, c.Ask)
	}
	for _, list := range [][]Condition{c.All, c.Any} {
		for _, one := range list {
			out = append(out, one.questions()...)
		}
	}
	if c.Not != nil {
		out = append(out, c.Not.questions()...)
	}
	return out
}

// speaksOf tells whether the condition looks at a fact.
func (c Condition) speaksOf(fact string) bool {
	in := func(one Condition) bool { return one.speaksOf(fact) }
	return c.Fact == fact || slices.ContainsFunc(c.All, in) || slices.ContainsFunc(c.Any, in) || c.Not != nil && c.Not.speaksOf(fact)
}

// factNames are the facts that conditions may speak of.
var factNames = []string{FactDay, FactHours, FactTurnsGap, FactWearShare, FactAge, FactAnticoagulant, FactChild, FactAnaesthetic, FactLower, FactUpper, FactWisdom,
	FactTurning, FactRestored, FactReplace, FactLast, FactReaction, FactRetained, FactProsthesis, FactBooked, FactActive, FactUnwilling, FactComplaint, FactAgreed, FactFixed,
	FactMedicine, FactDoubt}

// sound tells whether the condition speaks of facts that there are, and is not too
// deep to be read.
func (c Condition) sound() bool {
	known := c.Fact == "" || slices.Contains(factNames, c.Fact)
	if q, asks := questionOf(c.Ask); asks && len(c.Is) > 0 {
		for _, word := range c.Is {
			known = known && (q.has(word) || q.Kind == YesNo && (word == "yes" || word == "no"))
		}
	}
	for _, list := range [][]Condition{c.All, c.Any} {
		for _, one := range list {
			known = known && one.sound()
		}
	}
	if c.Not != nil {
		known = known && c.Not.sound()
	}
	return known && c.depth() <= deepest
}

// deepest bounds how far conditions nest, so that what people write can be read.
const deepest = 4

func (c Condition) depth() int {
	n := 0
	for _, list := range [][]Condition{c.All, c.Any} {
		for _, one := range list {
			n = max(n, 1+one.depth())
		}
	}
	if c.Not != nil {
		n = max(n, 1+c.Not.depth())
	}
	return n
}

// The words in which the defaults write their conditions.

func is(question string, words ...string) Condition { return Condition{Ask: question, Is: words} }
func atLeast(question string, n float64) Condition  { return Condition{Ask: question, Min: &n} }
func below(question string, n float64) Condition {
	under := n - 0.001
	return Condition{Ask: question, Max: &under}
}
func between(question string, from, to float64) Condition {
	return Condition{Ask: question, Min: &from, Max: &to}
}
func fact(name string) Condition                 { return Condition{Fact: name} }
func from(name string, n float64) Condition      { return Condition{Fact: name, Min: &n} }
func all(list ...Condition) Condition            { return Condition{All: list} }
func anyOf(list ...Condition) Condition          { return Condition{Any: list} }
func not(c Condition) Condition                  { return Condition{Not: &c} }
func under(name string, n float64) Condition     { n -= 0.001; return Condition{Fact: name, Max: &n} }
func days(first, last float64) Condition         { return Condition{Fact: FactDay, Min: &first, Max: &last} }
func day(first float64) Condition                { return from(FactDay, first) }
func hours(first float64) Condition              { return from(FactHours, first) }
func rises(question string, n float64) Condition { return Condition{Ask: question, Rise: &n} }
