package followup

import (
	"cmp"
	"reflect"
	"slices"
)

// Part is one step that is about to contact somebody.
type Part struct {
	ID       string // of the step
	Series   string
	Protocol Protocol
	Step     Step
	Moment
	Way Way
	Why string // the reason of the way
}

// Contact is the one time at which somebody is contacted for several parts.
type Contact struct {
	Moment
	Way   Way
	Why   string
	Parts []Part
}

// Merge makes of everything that is due to one patient on one day as few contacts
// as the rules allow: one per window, and never two for two protocols. Only the
// protocol that leads the day may contact twice, as on the day of the treatment;
// what others want to ask is asked at its first contact. The strictest time is
// kept: the earliest, with the earliest end.
func Merge(list []Part) []Contact {
	if len(list) == 0 {
		return nil
	}
	slices.SortStableFunc(list, func(a, b Part) int {
		return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(familyRank(a.Protocol.Family), familyRank(b.Protocol.Family)), cmp.Compare(a.ID, b.ID))
	})
	leader := leading(list)
	var out []Contact
	for _, part := range list {
		if part.Protocol.Key != leader {
			continue
		}
		if n := slices.IndexFunc(out, func(c Contact) bool { return c.Slot == part.Slot && near(c, part) }); n >= 0 {
			out[n].join(part)
			continue
		}
		c := Contact{Moment: part.Moment, Way: part.Way, Why: part.Why, Parts: []Part{part}}
		if slices.ContainsFunc(out, func(o Contact) bool { return o.Slot == c.Slot }) {
			c.Slot = Second
		}
		out = append(out, c)
	}
	for _, part := range list {
		if part.Protocol.Key != leader {
			out[host(out, part)].join(part)
		}
	}
	return out
}

// near tells whether a part of the same protocol and slot is the same contact: two
// own times of one protocol an hour and more apart are two.
func near(c Contact, p Part) bool {
	return p.Slot != Own || p.Due-c.Due < mostLate
}

// leading is the protocol that has the day: one that asks twice on it, else the
// one that is due first.
func leading(list []Part) string {
	times := map[string]int{}
	for n, p := range list {
		if n == 0 || !slices.ContainsFunc(list[:n], func(o Part) bool {
			return o.Protocol.Key == p.Protocol.Key && o.Slot == p.Slot && p.Due-o.Due < mostLate
		}) {
			times[p.Protocol.Key]++
		}
	}
	best := list[0].Protocol.Key
	for _, p := range list {
		if times[p.Protocol.Key] > times[best] {
			best = p.Protocol.Key
		}
	}
	return best
}

// host is the contact that takes a part of another protocol: the first that asks
// something, since a comfort message asks nothing.
func host(list []Contact, p Part) int {
	if n := slices.IndexFunc(list, func(c Contact) bool { return c.Way != Message }); n >= 0 && p.Way != Message {
		return n
	}
	return 0
}

// join takes one more part in.
func (c *Contact) join(p Part) {
	c.Parts = append(c.Parts, p)
	if p.Way == Message && c.Way != Message {
		return // it is said where the others are asked
	}
	c.Due, c.Latest, c.Wake = min(c.Due, p.Due), min(c.Latest, p.Latest), min(c.Wake, p.Wake)
	c.OnCall = c.OnCall || p.OnCall
	if p.Way == Call && c.Way != Call || c.Way == Message {
		c.Way, c.Why = p.Way, p.Why
	}
}

func familyRank(f Family) int {
	return slices.Index([]Family{Surgical, First, Routine}, f)
}

// Asked is a question of a contact, with what it depends on.
type Asked struct {
	Question
	For []string // keys of the protocols that ask it
}

// Questions are those of all parts, in the order in which they are asked and
// without doubles. A question that one part asks always is always asked.
func (c Contact) Questions() []Asked {
	var out []Asked
	for _, p := range c.Parts {
		if p.Step.Deed != Contacts {
			continue
		}
		for _, a := range p.Protocol.asks(p.Step) {
			q, ok := questionOf(a.Question)
			if !ok {
				continue
			}
			q.When = both(q.When, a.When)
			if n := slices.IndexFunc(out, func(o Asked) bool { return o.Key == q.Key }); n >= 0 {
				out[n].For = append(out[n].For, p.Protocol.Key)
				out[n].When = either2(out[n].When, q.When)
				continue
			}
			out = append(out, Asked{q, []string{p.Protocol.Key}})
		}
	}
	slices.SortStableFunc(out, func(a, b Asked) int { return cmp.Compare(a.place(), b.place()) })
	return out
}

// place orders questions as they are asked; one that hangs on the answer to another
// never stands before it.
func (q Asked) place() float64 {
	at := float64(place(q.Key))
	if q.When != nil && q.When.Ask != "" {
		at = max(at, float64(place(q.When.Ask))+0.5)
	}
	return at
}

func both(a, b *Condition) *Condition {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return ref(all(*a, *b))
}

func either2(a, b *Condition) *Condition {
	switch {
	case a == nil || b == nil:
		return nil
	case reflect.DeepEqual(a, b):
		return a // still one condition, which a screen can follow by itself
	}
	return ref(anyOf(*a, *b))
}

// Says are the scripts and own words of all parts, without doubles.
func (c Contact) Says() []Words {
	var out []Words
	add := func(w Words) {
		if w != (Words{}) && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	for _, p := range c.Parts {
		for _, key := range p.Step.Say {
			add(Scripts[key])
		}
		if p.Step.Deed == Comforts || p.Step.Deed == Contacts {
			add(p.Step.Words)
		}
	}
	return out
}

// Goals are those of all protocols, without doubles.
func (c Contact) Goals() []Words {
	var out []Words
	for _, p := range c.Parts {
		for _, g := range p.Protocol.Goals {
			if !slices.Contains(out, g) {
				out = append(out, g)
			}
		}
	}
	return out
}

// Family is the most pressing of the parts.
func (c Contact) Family() Family {
	out := Routine
	for _, p := range c.Parts {
		if familyRank(p.Protocol.Family) < familyRank(out) {
			out = p.Protocol.Family
		}
	}
	return out
}
