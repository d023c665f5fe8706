package patients

import (
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
)

// RelationKind says what somebody beside the patient is for.
type RelationKind string

// The kinds. One person may be in several: the father pays, the mother is
// called, the grandmother comes along.
const (
	Guardian       RelationKind = "guardian"
	Payer          RelationKind = "payer"
	ContactRelated RelationKind = "contact"
)

// relationWords are what somebody can be to the patient.
var relationWords = []string{
	"father", "mother", "grandfather", "grandmother", "spouse", "child", "sibling", "relative", "self", "other",
}

// Relation is one edge from a patient to somebody beside them.
type Relation struct {
	ID        string
	Kind      RelationKind
	Relation  string // what the other one is to the patient: father, mother, …
	Person    string // id, where the other one is in the records
	Name      string
	Phone     string // masked when read
	Note      string
	From      civil.Day
	To        civil.Day // last day; "" = no end set
	EndReason string
	InForce   bool // on the day of reading
}

// The ages that consents and guardians turn on, in full years.
const (
	ownConsentAge = 14 // 《个人信息保护法》第31条: below it only a guardian consents
	adultAge      = 18 // 《民法典》第17条: a guardianship ends
)

// inForce tells whether the relation holds on a day. A guardianship ends by
// itself when the patient turns 18, unless it was noted afterwards (a ward who
// is of age).
func (r Relation) inForce(day, born civil.Day) bool {
	if day < r.From || r.To != "" && day > r.To {
		return false
	}
	if r.Kind != Guardian || born == "" {
		return true
	}
	return day.Age(born) < adultAge || r.From.Age(born) >= adultAge
}

// tidy brings a new relation into its stored form.
func (r *Relation) tidy(today civil.Day) error {
	var wrong []*fault.Fault
	add := func(f *fault.Fault) {
		if f != nil {
			wrong = append(wrong, f)
		}
	}
	if r.Kind != Guardian && r.Kind != Payer && r.Kind != ContactRelated {
		add(BadChoice.At("kind"))
	}
	if !slices.Contains(relationWords, r.Relation) || r.Relation == "self" && r.Kind != Payer {
		add(BadChoice.At("relation"))
	}
	r.Name = tidyName(r.Name)
	switch {
	case r.Person == "" && r.Name == "" && r.Relation != "self":
		add(PersonMissing.At("name"))
	case r.Name != "":
		add(checkName("name", r.Name))
	}
	if r.Phone != "" {
		n, f := parsePhone("phone", r.Phone)
		add(f)
		r.Phone = n
	}
	if r.From == "" {
		r.From = today
	}
	if _, err := civil.Parse(string(r.From)); err != nil {
		add(BadDay.At("from_day"))
	}
	add(checkText("note", r.Note, maxLine))
	return fault.Join(wrong)
}
