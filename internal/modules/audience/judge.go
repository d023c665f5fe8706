package audience

import (
	"fmt"
	"slices"

	"archwire/internal/kit/civil"
)

// judge answers rules for one person after the other, on one day. It says in Go what
// store_compile.go says in SQL; neither uses the other's way to an answer.
type judge struct {
	words *Dictionary
	today civil.Day
	spans map[*Window]days // of windows that were asked for; nil where it is not worth keeping them
}

// span is the range of a window as it lies today.
func (j judge) span(w *Window) days {
	if in, known := j.spans[w]; known {
		return in
	}
	in := w.days(j.today)
	if j.spans != nil {
		j.spans[w] = in
	}
	return in
}

// holds tells whether a rule is true of somebody.
func (j judge) holds(r Rule, p *known) bool {
	switch r.Op {
	case OpAnd:
		for _, x := range r.Rules {
			if !j.holds(x, p) {
				return false
			}
		}
		return true
	case OpOr:
		return slices.ContainsFunc(r.Rules, func(x Rule) bool { return j.holds(x, p) })
	case OpNot:
		return !j.holds(r.Rules[0], p)
	}
	yes, _ := j.leaf(r, p, false)
	return yes
}

// explain answers every node, and tells what the leaves saw.
func (j judge) explain(r Rule, p *known, path string) Leaf {
	out := Leaf{Path: path, Op: r.Op}
	if len(r.Rules) == 0 {
		out.True, out.Seen = j.leaf(r, p, true)
		return out
	}
	out.True = j.holds(r, p)
	for i, x := range r.Rules {
		at := fmt.Sprintf("rules[%d]", i)
		if path != "" {
			at = path + "." + at
		}
		out.Rules = append(out.Rules, j.explain(x, p, at))
	}
	return out
}

// leaf answers a leaf; what it saw is told where it is asked for.
func (j judge) leaf(r Rule, p *known, tell bool) (bool, []Seen) {
	switch r.Op {
	case OpAttr:
		return j.attr(r, p, tell)
	case OpTag:
		return p.tags[r.Tag], nil
	case OpSegment:
		return p.in[r.Segment], nil
	case OpBucket:
		n := bucketOf(p.Hash, r.Salt)
		return n >= int64(r.Low) && n < int64(r.High), []Seen{{Number: n}}
	}
	in := j.span(r.Window)
	var seen []Seen
	if tell {
		seen = []Seen{j.count(r, p, in)}
	}
	switch r.Op {
	case OpEvent:
		return j.event(r, p, in), seen
	case OpAbsent:
		return !slices.ContainsFunc(p.happened[r.Event], func(x past) bool { return in.holds(x.day) && j.fits(r.Event, r.Where, x) }), seen
	case OpSeq:
		return j.seq(r, p, in), seen
	}
	return false, nil
}

// count tells how many happenings a leaf found, and the day of the latest.
func (j judge) count(r Rule, p *known, in days) Seen {
	out := Seen{From: in.lo, To: in.hi}
	if r.Window == nil || r.Measure == First || r.Measure == Last {
		in, out.From, out.To = always, "", ""
	}
	for _, x := range p.happened[r.Event] {
		if in.holds(x.day) && j.fits(r.Event, r.Where, x) {
			out.Day = max(out.Day, x.day)
			if r.Measure == Sum {
				out.Number += x.amount
			} else {
				out.Number++
			}
		}
	}
	return out
}

func (j judge) attr(r Rule, p *known, tell bool) (bool, []Seen) {
	a := j.words.attrs[r.Attr]
	switch a.Type {
	case Set:
		has := slices.ContainsFunc(r.Words, func(w string) bool { return p.words[a.Key][w] })
		return has == (r.Compare == In), seenWords(p.words[a.Key], tell)
	case YesNo:
		return p.yes(a.Column) == (r.Compare == Yes), []Seen{{Word: yesNo(p.yes(a.Column))}}
	case Number, Money:
		n := p.number(a.Column)
		return compareNumber(n, r.Compare, r.Numbers), []Seen{{Number: n}}
	}
	v := p.word(a.Column)
	switch {
	case r.Compare == Known:
		return v != "", []Seen{{Word: v}}
	case r.Compare == Unknown:
		return v == "", []Seen{{Word: v}}
	case a.Type == Age:
		return j.age(r, civil.Day(v))
	case a.Type == DayType:
		in := j.span(r.Window)
		return in.holds(civil.Day(v)), []Seen{{Day: civil.Day(v), From: in.lo, To: in.hi}}
	case a.Type == Birthday:
		in := j.span(r.Window)
		return birthdayIn(civil.Day(v), in), []Seen{{Day: civil.Day(v), From: in.lo, To: in.hi}}
	}
	return slices.Contains(r.Words, v) == (r.Compare == In), []Seen{{Word: v}}
}

func yesNo(b bool) string {
	if b {
		return string(Yes)
	}
	return string(No)
}

func seenWords(have map[string]bool, tell bool) (out []Seen) {
	if !tell {
		return nil
	}
	for w := range have {
		out = append(out, Seen{Word: w})
	}
	slices.SortFunc(out, func(a, b Seen) int { return compareText(a.Word, b.Word) })
	return out
}

func compareText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func (j judge) age(r Rule, born civil.Day) (bool, []Seen) {
	if born == "" || born > j.today {
		return false, nil
	}
	n := int64(j.today.Age(born))
	return compareNumber(n, r.Compare, r.Numbers), []Seen{{Number: n, Day: born}}
}

// birthdayIn tells whether a birthday falls on one of the days; that of 29 February
// falls on 1 March where there is none.
func birthdayIn(born civil.Day, in days) bool {
	if born == "" {
		return false
	}
	for year := in.lo.Year(); year <= in.hi.Year(); year++ {
		on := civil.Day(fmt.Sprintf("%04d%s", year, string(born)[4:]))
		if string(born)[5:] == "02-29" && !leap(year) {
			on = civil.Day(fmt.Sprintf("%04d-03-01", year))
		}
		if in.holds(on) {
			return true
		}
	}
	return false
}

func compareNumber(n int64, how Compare, with []int64) bool {
	switch how {
	case Eq:
		return n == with[0]
	case Ne:
		return n != with[0]
	case Lt:
		return n < with[0]
	case Le:
		return n <= with[0]
	case Gt:
		return n > with[0]
	case Ge:
		return n >= with[0]
	}
	return n >= with[0] && n <= with[1]
}

// fits tells whether a happening is one of those that a leaf speaks of.
func (j judge) fits(kind string, where []Where, x past) bool {
	for _, w := range where {
		f, _ := j.words.kinds[kind].Field(w.Field)
		var yes bool
		switch f.In {
		case SlotAmount:
			yes = compareNumber(x.amount, w.Compare, w.Numbers)
		case SlotWord:
			yes = compareWord(x.word, w.Compare, w.Words)
		default:
			yes = compareWord(x.other, w.Compare, w.Words)
		}
		if !yes {
			return false
		}
	}
	return true
}

func compareWord(v string, how Compare, with []string) bool {
	switch how {
	case Known:
		return v != ""
	case Unknown:
		return v == ""
	}
	return slices.Contains(with, v) == (how == In)
}

func (j judge) event(r Rule, p *known, in days) bool {
	n, first, last := int64(0), civil.Day(""), civil.Day("")
	for _, x := range p.happened[r.Event] {
		if !j.fits(r.Event, r.Where, x) {
			continue
		}
		if first == "" || x.day < first {
			first = x.day
		}
		last = max(last, x.day)
		switch {
		case !in.holds(x.day):
		case r.Measure == Sum:
			n += x.amount
		default:
			n++
		}
	}
	switch r.Measure {
	case First:
		return in.holds(first)
	case Last:
		return in.holds(last)
	}
	return compareNumber(n, r.Compare, r.Numbers)
}

func (j judge) seq(r Rule, p *known, in days) bool {
	for _, a := range p.happened[r.Event] {
		if !in.holds(a.day) || !j.fits(r.Event, r.Where, a) {
			continue
		}
		until := a.day.AddDays(r.Then.Days)
		followed := slices.ContainsFunc(p.happened[r.Then.Event], func(b past) bool {
			after := b.at > a.at || b.at == a.at && r.Event != r.Then.Event
			return after && b.day <= until && j.fits(r.Then.Event, r.Then.Where, b)
		})
		if followed && !r.Then.Never || !followed && r.Then.Never && until < j.today {
			return true
		}
	}
	return false
}
