package org

import (
	"regexp"
	"slices"
	"strings"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
)

// Staff is one person who works for the group.
type Staff struct {
	ID                string // also the id of the account
	Name              string
	Initials          string // of the name in pinyin, for search: "cgy"
	Title             string // 主任医师
	Colour            string // of their cards, "#2f6f5e"
	MayDoLicensedActs bool   // holds a dentist's licence: may do what the law leaves to one
	EmployedFrom      civil.Day
	EmployedTo        civil.Day // last day; "" = no end
	Holdings          []Holding // sorted: the whole group first
	Version           int64
}

// Holding is a role that somebody holds.
type Holding struct {
	Role   string // key of a built-in role, or id of the group's own
	Clinic string // "" = for the whole group
}

// Employed tells whether the person works for the group on a day.
func (s Staff) Employed(d civil.Day) bool {
	return s.EmployedFrom <= d && (s.EmployedTo == "" || d <= s.EmployedTo)
}

// Clinics lists where the person works: the clinics in which they hold a role.
func (s Staff) Clinics() []string {
	var out []string
	for _, h := range s.Holdings {
		if h.Clinic != "" && !slices.Contains(out, h.Clinic) {
			out = append(out, h.Clinic)
		}
	}
	return out
}

// RolesAt lists the roles that the person holds in the clinic itself, not those
// held for the whole group: what they do there.
func (s Staff) RolesAt(clinic string) []string {
	var out []string
	for _, h := range s.Holdings {
		if h.Clinic == clinic {
			out = append(out, h.Role)
		}
	}
	return out
}

// Is tells whether the person holds the role in the clinic itself.
func (s Staff) Is(role, clinic string) bool {
	return slices.Contains(s.Holdings, Holding{Role: role, Clinic: clinic})
}

var colourForm = regexp.MustCompile(`^#[0-9a-f]{6}$`)

// check tells everything that is wrong with a person.
func (s Staff) check() error {
	var wrong []*fault.Fault
	if blank(s.Name) {
		wrong = append(wrong, NameMissing.At("name"))
	}
	if s.Colour != "" && !colourForm.MatchString(s.Colour) {
		wrong = append(wrong, BadColour.At("colour"))
	}
	if _, err := civil.Parse(string(s.EmployedFrom)); err != nil {
		wrong = append(wrong, BadDay.At("employed_from"))
	}
	if s.EmployedTo != "" {
		if _, err := civil.Parse(string(s.EmployedTo)); err != nil {
			wrong = append(wrong, BadDay.At("employed_to"))
		} else if s.EmployedTo < s.EmployedFrom {
			wrong = append(wrong, LeftBeforeJoined.At("employed_to"))
		}
	}
	return fault.Join(wrong)
}

// blank tells whether nothing can be read in a text.
func blank(s string) bool { return strings.TrimSpace(s) == "" }

// sorted puts holdings in their order and drops doubles.
func sorted(list []Holding) []Holding {
	out := slices.Clone(list)
	slices.SortFunc(out, func(a, b Holding) int {
		return strings.Compare(a.Clinic+"/"+a.Role, b.Clinic+"/"+b.Role)
	})
	return slices.Compact(out)
}
