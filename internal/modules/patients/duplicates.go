package patients

import (
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/pinyin"
)

// Likeness is why a record may be the person who is being entered.
type Likeness string

// The reasons, the strongest first.
const (
	SameIdentity  Likeness = "identity"   // the same identity number
	SameNameBirth Likeness = "name_birth" // the same name and birth date
	SamePhoneName Likeness = "phone_name" // the same telephone number and a similar name
)

// likeness compares a record that is there with one that is being entered; ""
// where nothing speaks for one person. A telephone number alone never does: a
// mother's serves three children.
func likeness(name string, birth civil.Day, there patientRow, sameIdentity, samePhone bool) Likeness {
	switch {
	case sameIdentity:
		return SameIdentity
	case birth != "" && birth == there.Birth && similar(name, there.Name):
		return SameNameBirth
	case samePhone && similar(name, there.Name) && (birth == "" || there.Birth == "" || birth == there.Birth):
		return SamePhoneName
	}
	return ""
}

// similar tells whether two names may be one person's: written alike, sounding
// alike in any reading (李积木, 李机木), or one of them without its surname.
// Brothers and sisters differ in their given name, so a difference of one
// character is none of these.
func similar(a, b string) bool {
	if pinyin.Fold(a) == pinyin.Fold(b) {
		return true
	}
	x, y := pinyin.Keys(a), pinyin.Keys(b)
	return meet(x.Full, y.Full) || meet(x.Full, y.Given) || meet(x.Given, y.Full)
}

func meet(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return s != "" && slices.Contains(b, s) })
}
