package messages

import (
	"fmt"
	"regexp"
	"slices"
	"time"
	"unicode/utf8"
)

// Purpose is what a message is for, as a module declares it. Its text is
// "message.<key>".
type Purpose struct {
	Key      string // "visits.reminder": the declaring module's name, a dot, what for
	Class    Class
	Urgent   bool      // a matter of safety: goes in quiet hours, beyond caps, before all others
	Channels []Channel // the ladder, best first
	Fields   []Field   // what each wish carries

	// What a group's templates begin with. Text reads as an SMS, Words as a message
	// of a chat ("" = Text), Slots fill the templates of WeChat. Braces name fields,
	// or one of those that every message has: {who}, {clinic}, {clinic_phone}, {link},
	// and {stop}: where the page is that tells why it came, and how to stop it.
	Text  string
	Words string
	Slots []Slot

	// Buttons of the card that a colleague gets, at most six: Name is the key that a
	// press tells (Word.Key), Text what stands on it. None = no card.
	Buttons []Slot

	Keep time.Duration // how long after its time it is still worth sending, where a wish says nothing; 0 = a day
}

// Field is what a wish carries, with a sample in which templates are tried.
type Field struct{ Key, Sample string }

// Slot is one variable of a provider's template, by the provider's name of it, and
// what it is filled with.
type Slot struct {
	Name string `json:"name" maxLength:"40" doc:"as the provider calls it: thing2, time3, or a parameter of an SMS"`
	Text string `json:"text" maxLength:"200" doc:"words and {fields}"`
}

// builtIn are the fields that every message has, with samples.
var builtIn = []Field{{"who", "李*木"}, {"clinic", "风车路"}, {"clinic_phone", "128 0000 9001"}, {"link", "https://m.example.cn/m/a/b"},
	{"stop", "https://m.example.cn/m/w/a/b"}}

// samples gives a sample of each field that a template of the purpose may name.
func (p Purpose) samples() map[string]string {
	out := map[string]string{}
	for _, f := range slices.Concat(builtIn, p.Fields) {
		out[f.Key] = f.Sample
	}
	return out
}

// keep is how long after its time a message of the purpose is worth sending.
func (p Purpose) keep() int64 {
	if p.Keep <= 0 {
		return (24 * time.Hour).Milliseconds()
	}
	return p.Keep.Milliseconds()
}

var (
	purposeForm = regexp.MustCompile(`^[a-z][a-z0-9]*\.[a-z][a-z0-9_]*$`)
	fieldForm   = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
)

// check tells what is wrong with a declaration: a programming error.
func (p Purpose) check() error {
	if !purposeForm.MatchString(p.Key) {
		return fmt.Errorf("messages: purpose %q is not module.what", p.Key)
	}
	if !slices.Contains(Classes, p.Class) {
		return fmt.Errorf("messages: %s has the unknown class %q", p.Key, p.Class)
	}
	if len(p.Channels) == 0 {
		return fmt.Errorf("messages: %s has no channel", p.Key)
	}
	for i, c := range p.Channels {
		if kindsOf[c] == nil || slices.Contains(p.Channels[:i], c) || (c == WeComApp) != (p.Class == Staff) {
			return fmt.Errorf("messages: %s: channel %q is unknown, listed twice, or not for this class", p.Key, c)
		}
	}
	for _, f := range p.Fields {
		if !fieldForm.MatchString(f.Key) || f.Sample == "" || !utf8.ValidString(f.Sample) {
			return fmt.Errorf("messages: %s: field %q has no proper name or no sample", p.Key, f.Key)
		}
		if slices.ContainsFunc(builtIn, func(b Field) bool { return b.Key == f.Key }) {
			return fmt.Errorf("messages: %s: field %s is there already", p.Key, f.Key)
		}
	}
	return p.checkTexts()
}

// checkTexts tries the default texts in the samples.
func (p Purpose) checkTexts() error {
	samples := p.samples()
	for _, t := range []string{p.Text, p.Words} {
		if _, missing := fill(t, samples); missing != "" {
			return fmt.Errorf("messages: %s: its text names {%s}", p.Key, missing)
		}
	}
	if len(p.Buttons) > 6 || len(p.Buttons) > 0 && p.Class != Staff {
		return fmt.Errorf("messages: %s: buttons are for colleagues, and at most six", p.Key)
	}
	for _, s := range slices.Concat(p.Slots, p.Buttons) {
		text, missing := fill(s.Text, samples)
		if missing != "" {
			return fmt.Errorf("messages: %s: slot %s names {%s}", p.Key, s.Name, missing)
		}
		if _, why := fitted(s.Name, text); why != "" {
			return fmt.Errorf("messages: %s: slot %s: %s", p.Key, s.Name, why)
		}
	}
	return nil
}

// goes tells whether the channel is on the purpose's ladder.
func (p Purpose) goes(c Channel) bool { return slices.Contains(p.Channels, c) }
