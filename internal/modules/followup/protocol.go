package followup

import (
	"regexp"
	"slices"
	"strconv"
	"unicode/utf8"

	"archwire/internal/kit/fault"
)

// Protocol is one way to look after somebody: when they are contacted, how, what
// they are asked and which answers call a doctor. It is a value; what a clinic
// changes becomes its next version.
type Protocol struct {
	Key    string `json:"key" maxLength:"40"`
	Name   Words  `json:"name"`
	Layer  Layer  `json:"layer" maxLength:"20"`
	Family Family `json:"family" maxLength:"20"`
	From   Words  `json:"from"`                                // what it starts from, for the reader
	Phone  bool   `json:"phone,omitempty"`                     // always by telephone
	Early  bool   `json:"early,omitempty"`                     // who is in the first three months of treatment is called
	Kids   bool   `json:"kids,omitempty"`                      // a child's appliance: what may be either is a call, to the guardian
	Tells  bool   `json:"tells,omitempty"`                     // the doctor who referred hears that it is done
	Ends   string `json:"superseded,omitempty" maxLength:"40"` // key of the protocol that replaces it once that begins
	// Plan are the numbers that a doctor prescribes, as they usually are: turns,
	// turns_per_day, wear_hours. A case may have its own.
	Plan  map[string]float64 `json:"plan,omitempty" maxProperties:"10"`
	Steps []Step             `json:"steps" maxItems:"40"` // in the order of time
	Asks  []Ask              `json:"asks" maxItems:"30"`  // in every step that contacts
	Red   []Rule             `json:"red" maxItems:"40"`   // beside the general ones
	Amber []Rule             `json:"amber" maxItems:"40"`
	Goals []Words            `json:"goals,omitempty" maxItems:"10"` // of the talk
}

// Ask is a question as a protocol asks it.
type Ask struct {
	Question string     `json:"question" maxLength:"40"`
	When     *Condition `json:"when,omitempty"` // beside the question's own
}

// Offset is how long after the anchor. Months are of the calendar.
type Offset struct {
	Minutes int `json:"minutes,omitempty"`
	Days    int `json:"days,omitempty"`
	Months  int `json:"months,omitempty"`
}

// Step is one thing that a protocol does at a time.
type Step struct {
	Key   string     `json:"key" maxLength:"40"` // "h2", "d7": unique in the protocol, stable through its versions
	Deed  Deed       `json:"deed" maxLength:"20"`
	Way   Way        `json:"way,omitempty" maxLength:"20"`
	After Offset     `json:"after"`
	Until Offset     `json:"until,omitempty"`               // the last that is in time; zero = the end of its day, of an own time half an hour later
	Slot  Slot       `json:"slot,omitempty" maxLength:"20"` // "" = own where minutes are given, else the protocol's usual
	Every int        `json:"every,omitempty"`               // again after so many days, while While holds
	While *Condition `json:"while,omitempty"`
	Upon  string     `json:"upon,omitempty" maxLength:"40"` // key of a step that comes again: this one follows when it no longer does
	When  *Condition `json:"when,omitempty"`                // of facts only: decided when it wakes
	Asks  []Ask      `json:"asks,omitempty" maxItems:"30"`  // beside the protocol's
	Only  bool       `json:"only,omitempty"`                // Asks stand for the protocol's
	Say   []string   `json:"say,omitempty" maxItems:"10"`   // keys of scripts, in order
	Words Words      `json:"words"`                         // of its own, after the scripts; of a message the message
	Role  string     `json:"role,omitempty" maxLength:"40"` // of a task: who does it
}

// Rule is a threshold: where its condition holds, a doctor is asked.
type Rule struct {
	Key   string    `json:"key" maxLength:"40"`
	Words           // what it says to the reader
	When  Condition `json:"when"`
}

// The bounds of what people write.
const (
	maxSteps = 40
	maxRules = 40
	maxAsks  = 30
	maxWords = 600
)

var keyForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// step finds a step by its key.
func (p Protocol) step(key string) (Step, bool) {
	i := slices.IndexFunc(p.Steps, func(s Step) bool { return s.Key == key })
	if i < 0 {
		return Step{}, false
	}
	return p.Steps[i], true
}

// asks are the questions of a step, as they are asked, without doubles.
func (p Protocol) asks(s Step) []Ask {
	list := slices.Concat(p.Asks, s.Asks)
	if s.Only {
		list = s.Asks
	}
	var out []Ask
	for _, a := range list {
		if !slices.ContainsFunc(out, func(o Ask) bool { return o.Question == a.Question }) {
			out = append(out, a)
		}
	}
	return out
}

// Check tells everything that is wrong with a protocol that people wrote. Faults:
// BadKey, BadName, BadStep, BadQuestion, BadRule, TooMuch.
func (p Protocol) Check() []*fault.Fault {
	var wrong []*fault.Fault
	if !keyForm.MatchString(p.Key) {
		wrong = append(wrong, BadKey.At("key"))
	}
	if f := p.Name.check("name", true); f != nil {
		wrong = append(wrong, f)
	}
	if !slices.Contains([]Layer{Clinical, Relation, Recalls, Selling}, p.Layer) || !slices.Contains([]Family{Surgical, First, Routine}, p.Family) {
		wrong = append(wrong, BadStep.At("layer"))
	}
	if len(p.Steps) > maxSteps || len(p.Red)+len(p.Amber) > maxRules || len(p.Asks) > maxAsks {
		wrong = append(wrong, TooMuch.At("steps", "max", maxSteps))
	}
	seen := map[string]bool{}
	for i, s := range p.Steps {
		field := "steps." + strconv.Itoa(i)
		if !keyForm.MatchString(s.Key) || seen[s.Key] {
			wrong = append(wrong, BadKey.At(field+".key"))
		}
		seen[s.Key] = true
		wrong = append(wrong, s.check(field)...)
	}
	wrong = append(append(wrong, p.checkUpon()...), checkAsks("asks", p.Asks)...)
	for i, r := range p.Red {
		wrong = append(wrong, r.check("red."+strconv.Itoa(i))...)
	}
	for i, r := range p.Amber {
		wrong = append(wrong, r.check("amber."+strconv.Itoa(i))...)
	}
	return wrong
}

func (s Step) check(field string) []*fault.Fault {
	var wrong []*fault.Fault
	bad := !slices.Contains([]Deed{Contacts, Comforts, Books, Recall, Tasks}, s.Deed) || !slices.Contains([]Way{Either, Call, Form}, s.Way) ||
		(s.Slot != "" && !slices.Contains(Slots, s.Slot)) || s.After.days() < 0 || s.After.days() > 3700 || s.After.Minutes < 0 ||
		s.After.Minutes > 24*60 || s.Every < 0 || (s.Every > 0) != (s.While != nil) || (s.Deed == Tasks && s.Role == "")
	for _, c := range []*Condition{s.When, s.While} {
		bad = bad || c != nil && (len(c.questions()) > 0 || !c.sound())
	}
	for _, say := range s.Say {
		bad = bad || Scripts[say] == Words{}
	}
	if bad {
		wrong = append(wrong, BadStep.At(field))
	}
	if f := s.Words.check(field+".words", s.Deed == Comforts || s.Deed == Tasks); f != nil {
		wrong = append(wrong, f)
	}
	return append(wrong, checkAsks(field+".asks", s.Asks)...)
}

// checkUpon refuses a step that waits for one that does not come again.
func (p Protocol) checkUpon() []*fault.Fault {
	var wrong []*fault.Fault
	for i, s := range p.Steps {
		if s.Upon == "" {
			continue
		}
		if of, ok := p.step(s.Upon); !ok || of.Every == 0 {
			wrong = append(wrong, BadStep.At("steps."+strconv.Itoa(i)+".upon"))
		}
	}
	return wrong
}

func checkAsks(field string, list []Ask) []*fault.Fault {
	var wrong []*fault.Fault
	for i, a := range list {
		if _, ok := questionOf(a.Question); !ok || (a.When != nil && !a.When.sound()) {
			wrong = append(wrong, BadQuestion.At(field+"."+strconv.Itoa(i), "question", a.Question))
		}
	}
	return wrong
}

func (r Rule) check(field string) []*fault.Fault {
	var wrong []*fault.Fault
	if f := r.Words.check(field, true); f != nil {
		wrong = append(wrong, f)
	}
	asked := r.When.questions()
	if !keyForm.MatchString(r.Key) || len(asked) == 0 || !r.When.sound() {
		wrong = append(wrong, BadRule.At(field, "rule", r.Key))
	}
	for _, q := range asked {
		if _, ok := questionOf(q); !ok {
			wrong = append(wrong, BadQuestion.At(field, "question", q))
		}
	}
	return wrong
}

func (w Words) check(field string, needed bool) *fault.Fault {
	if needed && w.Zh == "" || utf8.RuneCountInString(w.Zh) > maxWords || utf8.RuneCountInString(w.En) > maxWords {
		return BadName.At(field, "max", maxWords)
	}
	return nil
}

func (o Offset) days() int { return o.Days + 31*o.Months }
