package patients

import (
	"fmt"
	"slices"

	"archwire/internal/kit/fault"
)

// Labels and owners of a telephone number, as the screens offer them.
var (
	phoneLabels = []string{"mobile", "home", "work", "other"}
	phoneOwners = []string{"self", "father", "mother", "grandparent", "spouse", "child", "other"}
)

// Contact is one telephone number by which a person is reached.
type Contact struct {
	ID      string // "" = new
	Label   string // mobile, home, work, other
	Whose   string // self, father, mother, grandparent, spouse, child, other
	Number  string // masked when read; "" keeps the number of a contact that is there
	Default bool
	Note    string
}

// maxContacts bounds how many numbers one person has.
const maxContacts = 8

// tidyContacts brings a list into its stored form: numbers parsed, exactly one
// default (the first where none is marked).
func tidyContacts(list []Contact) error {
	var wrong []*fault.Fault
	add := func(f *fault.Fault) {
		if f != nil {
			wrong = append(wrong, f)
		}
	}
	defaults := 0
	for i := range list {
		c, at := &list[i], fmt.Sprintf("contacts[%d]", i)
		if c.Label == "" {
			c.Label = "mobile"
		}
		if c.Whose == "" {
			c.Whose = "self"
		}
		if !slices.Contains(phoneLabels, c.Label) || !slices.Contains(phoneOwners, c.Whose) {
			add(BadChoice.At(at))
		}
		add(checkText(at+".note", c.Note, maxLine))
		if c.Number != "" || c.ID == "" {
			n, f := parsePhone(at+".number", c.Number)
			add(f)
			c.Number = n
		}
		if c.Default {
			defaults++
		}
	}
	switch {
	case len(list) > maxContacts:
		add(BadText.At("contacts", "max", maxContacts))
	case defaults > 1:
		add(OneDefault.At("contacts"))
	case defaults == 0 && len(list) > 0:
		list[0].Default = true
	}
	return fault.Join(wrong)
}
