package patients

import (
	"fmt"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
)

// State of a record.
type State string

// The states. A merged record leads to the one that stays; an erased one keeps
// its number and nothing personal.
const (
	Active State = "active"
	Merged State = "merged"
	Erased State = "erased"
)

// IntroducerKind says who brought somebody.
type IntroducerKind string

// The kinds of introducer; "" is nobody.
const (
	NoIntroducer IntroducerKind = ""
	ByPatient    IntroducerKind = "patient"
	ByStaff      IntroducerKind = "staff"
	ByOther      IntroducerKind = "other" // somebody outside, named in the note
)

// Introducer is who brought the patient (介绍人).
type Introducer struct {
	Kind IntroducerKind
	ID   string // of the patient or member of staff
	Note string
}

// Patient is one person's record. Numbers of telephone and identity card are
// masked here; the whole number is shown by a use case of its own.
type Patient struct {
	ID              string
	Version         int64
	HomeClinic      string
	RecordNo        string
	Name            string
	Sex             Sex
	Birth           civil.Day // "" = not known
	IDNumber        string    // masked, "" = none
	Phone           string    // the default contact's, masked, "" = none
	Household       string
	Source          string
	Introducer      Introducer
	Wishes          string // what is known of their wishes, for the desk's card
	Note            string
	Address         string
	Important       bool // 大患者
	ImportantReason string
	Alerts          int       // in force
	Deceased        civil.Day // "" = living
	State           State
	MergedInto      string
	Import          string
	CreatedAt       int64
	CreatedBy       string
	ChangedAt       int64
}

// Searchable tells whether the person is found by search: neither merged nor
// erased, and living.
func (p Patient) Searchable() bool { return p.State == Active && p.Deceased == "" }

// Entry is what is written down about a person, at registration or later. A
// nil field is not touched; at registration it is empty.
type Entry struct {
	Name       *string
	Sex        *Sex
	Birth      *civil.Day
	IDNumber   *string // "" takes it away
	Source     *string
	Introducer *Introducer
	Wishes     *string
	Note       *string
	Address    *string
	Deceased   *civil.Day
}

// tidy brings the entry into its stored form and tells everything that is wrong
// with it. The identity card, where given, must agree with birth date and sex;
// it fills them in where they are not known from the entry or from before.
func (e *Entry) tidy(before Patient, today civil.Day) error {
	var wrong []*fault.Fault
	add := func(f *fault.Fault) {
		if f != nil {
			wrong = append(wrong, f)
		}
	}
	if e.Name != nil {
		*e.Name = tidyName(*e.Name)
		add(checkName("name", *e.Name))
	}
	if e.Sex != nil {
		add(checkSex("sex", *e.Sex))
	}
	if e.Birth != nil {
		add(checkBirth("birth_day", *e.Birth, today))
	}
	if e.Deceased != nil && *e.Deceased != "" {
		if _, err := civil.Parse(string(*e.Deceased)); err != nil || *e.Deceased > today {
			add(BadDay.At("deceased_day"))
		}
	}
	for _, t := range []struct {
		field string
		text  *string
		max   int
	}{{"wishes", e.Wishes, maxNote}, {"note", e.Note, maxNote}, {"address", e.Address, maxLine}} {
		if t.text != nil {
			add(checkText(t.field, *t.text, t.max))
		}
	}
	add(e.checkIntroducer(before.ID))
	if e.IDNumber != nil && *e.IDNumber != "" {
		n, f := parseIDNumber("id_number", *e.IDNumber)
		add(f)
		*e.IDNumber = n
		add(e.agree(before, today))
	}
	return fault.Join(wrong)
}

// agree compares the card with birth date and sex.
func (e *Entry) agree(before Patient, today civil.Day) *fault.Fault {
	born, isCard := birthOf(*e.IDNumber)
	if !isCard {
		return nil
	}
	if born > today {
		return BadIDNumber.At("id_number")
	}
	birth, sex := before.Birth, before.Sex
	if e.Birth != nil {
		birth = *e.Birth
	}
	if e.Sex != nil {
		sex = *e.Sex
	}
	switch {
	case birth == "":
		e.Birth = &born
	case birth != born:
		return IDContradicts.At("birth_day")
	}
	switch card := sexOf(*e.IDNumber); {
	case sex == "" || sex == Unknown:
		e.Sex = &card
	case sex != card:
		return IDContradicts.At("sex")
	}
	return nil
}

func (e *Entry) checkIntroducer(self string) *fault.Fault {
	in := e.Introducer
	if in == nil {
		return nil
	}
	switch in.Kind {
	case NoIntroducer, ByOther:
		if in.ID != "" {
			return BadChoice.At("introducer.id")
		}
	case ByPatient, ByStaff:
		if in.ID == "" {
			return PersonMissing.At("introducer.id")
		}
		if in.Kind == ByPatient && in.ID == self {
			return IntroducerSelf.At("introducer.id")
		}
	default:
		return BadChoice.At("introducer.kind")
	}
	return checkText("introducer.note", in.Note, maxLine)
}

// recordNo writes the number of the n-th record of a clinic: FC000123.
func recordNo(prefix string, n int64) string { return fmt.Sprintf("%s%06d", prefix, n) }
