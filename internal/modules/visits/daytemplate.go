package visits

import (
	"slices"

	"archwire/internal/kit/civil"
)

// DayTemplate says how a doctor wants a weekday to run. The zero value allows
// everything.
type DayTemplate struct {
	Rules     []DayRule
	Kept      []Kept
	LastStart civil.Clock // no visit of the doctor starts later; 0: any
}

// DayRule bounds the visits that it matches; a visit must keep every rule that
// matches it.
type DayRule struct {
	Name      string        // what the rule is called when it refuses
	Matches   []string      // codes or categories of templates
	SchoolAge bool          // instead: schoolchildren on school days, for templates of after school
	Starts    []civil.Clock // may start at exactly these times; empty: any
	From      civil.Clock   // may start from here; 0: any
	Until     civil.Clock   // and at the latest here; 0: any
	Max       int           // so many a day; 0: any number
}

// Kept is a stretch of the doctor's hands that is free for one category only,
// until a time of that day when it is given to everybody.
type Kept struct {
	Category string
	From     civil.Clock
	Minutes  int
	Until    civil.Clock
}

// DefaultDayTemplate is an orthodontist's usual day: bonding at 9:00 or 13:00
// and at most two, debonding early, at most three first consultations, children
// after 16:00 on school days, two emergency slots kept until 14:00, last start
// 17:30. An emergency is AAD, so what is kept is the doctor's unit at its end.
func DefaultDayTemplate() DayTemplate {
	return DayTemplate{
		LastStart: 17*60 + 30,
		Rules: []DayRule{
			{Name: "bonding", Matches: []string{"o07"}, Starts: []civil.Clock{9 * 60, 13 * 60}, Max: 2},
			{Name: "debonding", Matches: []string{"o24"}, Until: 11 * 60},
			{Name: "first_consultation", Matches: []string{"o01"}, Max: 3},
			{Name: "school_age", SchoolAge: true, From: 16 * 60},
		},
		Kept: []Kept{
			{Category: "emergency", From: 11*60 + 40, Minutes: 5, Until: 14 * 60},
			{Category: "emergency", From: 16*60 + 40, Minutes: 5, Until: 14 * 60},
		},
	}
}

// Validate refuses rules that match nothing, times outside the day and slots
// off the grid. Fault: DayTemplateRule.
func (t DayTemplate) Validate() error {
	inDay := func(list ...civil.Clock) bool {
		return !slices.ContainsFunc(list, func(c civil.Clock) bool { return c < 0 || c > 24*60 })
	}
	if !inDay(t.LastStart) {
		return DayTemplateRule.At("last_start")
	}
	for _, r := range t.Rules {
		if slices.ContainsFunc(r.Matches, noCode) || r.SchoolAge == (len(r.Matches) > 0) || r.Max < 0 || (r.SchoolAge && r.Max > 0) || !inDay(r.From, r.Until) || !inDay(r.Starts...) ||
			(r.Until > 0 && r.Until < r.From) {
			return DayTemplateRule.At("rules", "rule", clip(r.Name))
		}
	}
	for _, k := range t.Kept {
		if k.Category == "" || k.Minutes <= 0 || k.Minutes%UnitMinutes != 0 || int(k.From)%UnitMinutes != 0 || !inDay(k.From, k.Until) {
			return DayTemplateRule.At("kept")
		}
	}
	return nil
}

// noCode tells of what can be neither the code nor the category of a template.
func noCode(s string) bool { return s == "" || len(s) > 20 }

// caller is what a day template must know of a visit that wants to start.
type caller struct {
	code, category string
	afterSchool    bool // a schoolchild, a template of after school, a school day
}

func (r DayRule) matches(c caller) bool {
	if r.SchoolAge {
		return c.afterSchool
	}
	return slices.Contains(r.Matches, c.code) || slices.Contains(r.Matches, c.category)
}

// permits tells whether a matching visit may start at that time of day.
func (r DayRule) permits(at civil.Clock) bool {
	return at >= r.From && (r.Until == 0 || at <= r.Until) && (len(r.Starts) == 0 || slices.Contains(r.Starts, at))
}

// bound are the rules that a visit must keep, the template's last start among
// them; full names a rule that takes no more visits that day, "" if none.
// started tells how many visits that a rule matches the doctor already has.
func (t DayTemplate) bound(c caller, started func(DayRule) int) (rules []DayRule, full string) {
	if t.LastStart > 0 {
		rules = append(rules, DayRule{Name: "last_start", Until: t.LastStart})
	}
	for _, r := range t.Rules {
		if !r.matches(c) {
			continue
		}
		if r.Max > 0 && started(r) >= r.Max {
			return nil, r.Name
		}
		rules = append(rules, r)
	}
	return rules, ""
}

// broken names the first rule that a start at that time breaks, "" if none.
func broken(rules []DayRule, at civil.Clock) string {
	for _, r := range rules {
		if !r.permits(at) {
			return r.Name
		}
	}
	return ""
}
