package messages

import (
	"regexp"
	"unicode/utf8"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
)

// Template is how a purpose reads on a channel through an account.
type Template struct {
	ID       string
	Version  int64
	Purpose  string
	Channel  Channel
	Account  string
	Provider string // the provider's id of the approved template; "" on channels of free text
	Slots    []Slot // its variables, in its order; of an app's message the buttons
	Text     string // where the channel takes free text; of SMS how it reads, for the count of parts
	Enabled  bool
	At       int64
	By       string
}

var providerForm = regexp.MustCompile(`^[0-9A-Za-z_-]{1,64}$`)

// textMost are the longest texts by channel, in bytes of UTF-8.
var textMost = map[Channel]int{WeComTask: 3900, WeComApp: 2048, WeComWelcome: 3900, OfficialService: 2048, SMS: 1500}

// check tries a template in the samples of its purpose.
func (t Template) check(p Purpose, sign string) error {
	var wrong []*fault.Fault
	samples := p.samples()
	if t.Channel.free() != (t.Provider == "") || t.Provider != "" && !providerForm.MatchString(t.Provider) {
		wrong = append(wrong, BadProviderID.At("provider"))
	}
	if (t.Channel.free() || t.Channel == SMS) == (t.Text == "") || !utf8.ValidString(t.Text) || len(t.Text) > textMost[t.Channel] {
		wrong = append(wrong, BadText.At("text", "max", textMost[t.Channel]))
	}
	if !t.Channel.free() && t.Channel != SMS && len(t.Slots) == 0 {
		wrong = append(wrong, SlotsMissing.At("slots"))
	}
	if _, missing := fill(t.Text, samples); missing != "" {
		wrong = append(wrong, UnknownField.At("text", "field", missing))
	}
	if t.Channel.free() && t.Channel != WeComApp && len(t.Slots) > 0 || t.Channel == WeComApp && len(t.Slots) > 6 {
		wrong = append(wrong, BadSlot.At("slots", "slot", t.Slots[0].Name, "text", t.Slots[0].Text))
	}
	seen := map[string]bool{}
	for _, s := range t.Slots {
		text, missing := fill(s.Text, samples)
		_, why := fitted(s.Name, text)
		switch {
		case s.Name == "" || seen[s.Name]:
			wrong = append(wrong, BadSlot.At("slots", "slot", s.Name, "text", text))
		case missing != "":
			wrong = append(wrong, UnknownField.At("slots", "field", missing))
		case why != "":
			wrong = append(wrong, BadSlot.At("slots", "slot", s.Name, "text", text))
		}
		seen[s.Name] = true
	}
	if t.Channel == SMS {
		if text, _ := fill(t.Text, samples); smsParts(signed(sign, text)) > smsMost {
			wrong = append(wrong, BadText.At("text", "max", textMost[SMS]))
		}
	}
	return fault.Join(wrong)
}

// filled is a template with the values of one message.
type filled struct {
	values []Value
	text   string // as it reads: of templates of WeChat the values, line by line
	parts  int    // of SMS
}

// in fills the template; why says what stands against it: a field without a value,
// or one whose value the provider would refuse.
func (t Template) in(values map[string]string, sign string, today civil.Day) (f filled, why string) {
	text, missing := fill(t.Text, values)
	if missing != "" {
		return f, ReasonNoWords
	}
	f.text = bytesCut(text, max(textMost[t.Channel], len(sign)))
	for _, s := range t.Slots {
		v, missing := fill(s.Text, values)
		if missing != "" {
			return f, ReasonNoWords
		}
		fit, bad := fitted(s.Name, withYear(s.Name, v, today))
		if bad != "" {
			return f, ReasonBadValue
		}
		f.values = append(f.values, Value{s.Name, fit})
		if t.Channel != SMS && !t.Channel.free() {
			f.text = joined(f.text, fit)
		}
	}
	if t.Channel == SMS {
		f.text = signed(sign, f.text)
		f.parts = smsParts(f.text)
	}
	return f, ""
}

func joined(a, b string) string {
	if a == "" {
		return b
	}
	return a + "\n" + b
}

// defaults makes the templates that a purpose begins with at an account, one for
// each of its channels that goes through the account's kind.
func (p Purpose) defaults(a Account, provider string) []Template {
	var out []Template
	for _, c := range p.Channels {
		if !c.through(a.Kind) {
			continue
		}
		t := Template{Purpose: p.Key, Channel: c, Account: a.ID, Enabled: true}
		switch {
		case c == SMS:
			t.Provider, t.Text = provider, p.Text
			for _, m := range braces.FindAllStringSubmatch(p.Text, -1) {
				if !hasSlot(t.Slots, m[1]) {
					t.Slots = append(t.Slots, Slot{m[1], m[0]})
				}
			}
		case c.free():
			if t.Text = p.Words; t.Text == "" {
				t.Text = p.Text
			}
			if c == WeComApp {
				t.Slots = p.Buttons
			}
		default:
			t.Provider, t.Slots = provider, p.Slots
		}
		if t.Text != "" || len(t.Slots) > 0 {
			out = append(out, t)
		}
	}
	return out
}

func hasSlot(list []Slot, name string) bool {
	for _, s := range list {
		if s.Name == name {
			return true
		}
	}
	return false
}
