package charting

import (
	"slices"
	"strings"
	"unicode/utf8"

	"archwire/internal/kit/fault"
	"archwire/internal/kit/pinyin"
)

// Form tells a template from a phrase.
type Form string

// The forms.
const (
	WholeRecord Form = "template" // fills several parts
	Phrase      Form = "phrase"   // one line
)

// Template fills a record. A phrase is a template of one line of one part.
type Template struct {
	ID       string
	Version  int64
	Owner    string // whose own it is; "" = the group's or a clinic's
	Clinic   string // whose it is; "" = the group's or somebody's own
	Code     string // of what ships; "" = written here
	Form     Form
	Kind     Kind // of the records it fits; "" = any
	Name     string
	Keys     string // how the name is typed: pinyin and initials, by spaces
	Content  Content
	Active   bool
	Position int
}

// maxName bounds a name, in characters.
const maxName = 60

// tidy brings a template into its stored form and tells what is wrong with it.
func (t Template) tidy() (Template, error) {
	t.Name = strings.Join(strings.Fields(t.Name), " ")
	t.Keys = spellings(t.Name)
	content, err := tidy(t.Content)
	if err != nil {
		return t, err
	}
	t.Content = content
	var wrong []*fault.Fault
	if n := utf8.RuneCountInString(t.Name); n == 0 || n > maxName {
		wrong = append(wrong, NameMissing.At("name", "max", maxName))
	} else if f := checkText("name", t.Name, maxName); f != nil {
		wrong = append(wrong, f)
	}
	if t.Kind != "" && !slices.Contains(Kinds, t.Kind) {
		wrong = append(wrong, BadChoice.At("kind"))
	}
	switch {
	case t.Form != WholeRecord && t.Form != Phrase:
		wrong = append(wrong, BadChoice.At("form"))
	case t.Content.Empty(), t.Form == Phrase && (len(t.Content) != 1 || len(t.Content[0].Lines) != 1):
		wrong = append(wrong, BadText.At("parts", "max", maxLine))
	}
	return t, fault.Join(wrong)
}

// spellings are the ways in which a name is typed, by spaces.
func spellings(name string) string {
	k := pinyin.Keys(name)
	return strings.Join(slices.Concat(k.Full, k.Initials), " ")
}

// spelt lists the ways in which the name is typed.
func (t Template) spelt() []string { return strings.Fields(t.Keys) }
