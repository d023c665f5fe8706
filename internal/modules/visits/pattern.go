package visits

import (
	"slices"
	"strings"

	"archwire/internal/kit/span"
)

// UnitMinutes is the grain of every plan, in minutes.
const UnitMinutes = int(span.Unit / span.Minute)

// MaxUnits is the longest pattern: eight hours. A claim therefore never lasts a day.
const MaxUnits = 96

// Who says who is needed in a unit.
type Who string

// The letters of a pattern.
const (
	Doctor      Who = "D" // the hands of the visit's own doctor
	Assistant   Who = "A" // any assistant on shift
	Second      Who = "H" // any second licensed dentist on shift
	Coordinator Who = "T" // any treatment coordinator on shift
	Imager      Who = "I" // anybody on shift for imaging
	Nobody      Who = "-" // the patient waits or rests
)

// Pools are the kinds of staff that are counted, not named.
var Pools = []Who{Assistant, Second, Coordinator, Imager}

func (w Who) known() bool { return w == Doctor || w == Nobody || slices.Contains(Pools, w) }

// Where says in what kind of place a unit is spent.
type Where string

// The kinds of place. Desk and Online are not places that can be taken.
const (
	Consult  Where = "K"
	Imaging  Where = "X"
	Chair    Where = "C"
	Training Where = "Y"
	Desk     Where = "desk"
	Online   Where = "online"
)

var wheres = []Where{Consult, Imaging, Chair, Training, Desk, Online}

// Claimed tells whether a stay there takes a concrete place.
func (w Where) Claimed() bool { return w != Desk && w != Online }

// Segment is Units neighbouring units with the same people in the same place.
type Segment struct {
	Who   Who
	Where Where
	Units int
}

// Minutes is the segment's length.
func (s Segment) Minutes() int { return s.Units * UnitMinutes }

// Pattern is what a visit needs, in order. Patterns are values: nothing here
// changes one in place.
type Pattern []Segment

// Stay is a run of neighbouring segments in one place, in units from the
// pattern's start: [From, To).
type Stay struct {
	Where    Where
	From, To int
}

// ParsePattern reads the written form, one stay after another, each a place, a
// colon and a letter per unit: "K:T X:II K:DDDTTT", "C:ADA", "desk:-".
// Faults: PatternEmpty, PatternTooLong, PatternLetter, PatternPlace.
func ParsePattern(s string) (Pattern, error) {
	var p Pattern
	for _, stay := range strings.Fields(s) {
		where, letters, ok := strings.Cut(stay, ":")
		if !ok || letters == "" {
			return nil, PatternPlace.With("place", clip(stay))
		}
		for _, r := range letters {
			p = append(p, Segment{Who(r), Where(where), 1})
		}
		if len(p) > MaxUnits {
			return nil, PatternTooLong.With("max", MaxUnits*UnitMinutes)
		}
	}
	p = p.joined()
	return p, p.Validate()
}

// ParseLetters reads the notation of a template table: a letter per unit, and
// the places beside it. One place holds for all letters. Several ("K X K") are
// the order of stays, each unit going where its work is done: imaging to X,
// everything else to K; an order that the letters do not follow is refused.
// Faults: as ParsePattern.
func ParseLetters(letters, places string) (Pattern, error) {
	list := strings.Fields(places)
	if len(list) == 0 {
		return nil, PatternPlace.With("place", "")
	}
	var p Pattern
	for _, r := range letters {
		where := Where(list[0])
		if len(list) > 1 {
			where = Consult
			if Who(r) == Imager {
				where = Imaging
			}
		}
		p = append(p, Segment{Who(r), where, 1})
	}
	p = p.joined()
	if err := p.Validate(); err != nil {
		return nil, err
	}
	var order []string
	for _, s := range p.Stays() {
		order = append(order, string(s.Where))
	}
	if !slices.Equal(order, list) {
		return nil, PatternPlace.With("place", clip(places))
	}
	return p, nil
}

// clip keeps a quoted input short enough for a sentence.
func clip(s string) string {
	if r := []rune(s); len(r) > 20 {
		return string(r[:20]) + "…"
	}
	return s
}

// String is the written form that ParsePattern reads.
func (p Pattern) String() string {
	var b strings.Builder
	var at Where
	for _, s := range p {
		if s.Where != at {
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(string(s.Where) + ":")
			at = s.Where
		}
		b.WriteString(strings.Repeat(string(s.Who), s.Units))
	}
	return b.String()
}

// Validate returns the first thing wrong with the pattern, as ParsePattern does.
func (p Pattern) Validate() error {
	if len(p) == 0 {
		return PatternEmpty
	}
	for _, s := range p {
		if !s.Who.known() {
			return PatternLetter.With("letter", clip(string(s.Who)))
		}
		if !slices.Contains(wheres, s.Where) {
			return PatternPlace.With("place", clip(string(s.Where)))
		}
		if s.Units < 1 {
			return PatternEmpty
		}
		// Checked inside the loop so that absurd lengths cannot overflow the sum.
		if s.Units > MaxUnits {
			return PatternTooLong.With("max", MaxUnits*UnitMinutes)
		}
	}
	if p.Units() > MaxUnits {
		return PatternTooLong.With("max", MaxUnits*UnitMinutes)
	}
	return nil
}

// Units is the length of the pattern without turnover.
func (p Pattern) Units() int {
	n := 0
	for _, s := range p {
		n += s.Units
	}
	return n
}

// Minutes is the length of the pattern without turnover.
func (p Pattern) Minutes() int { return p.Units() * UnitMinutes }

// MinutesOf is how long who is needed, turnover left out.
func (p Pattern) MinutesOf(who Who) int {
	n := 0
	for _, s := range p {
		if s.Who == who {
			n += s.Minutes()
		}
	}
	return n
}

// Chairless tells whether the visit takes no place at all.
func (p Pattern) Chairless() bool {
	return !slices.ContainsFunc(p, func(s Segment) bool { return s.Where.Claimed() })
}

// Stays lists where the visit is, one stay after another.
func (p Pattern) Stays() []Stay {
	var out []Stay
	at := 0
	for _, s := range p {
		if n := len(out); n > 0 && out[n-1].Where == s.Where {
			out[n-1].To += s.Units
		} else {
			out = append(out, Stay{s.Where, at, at + s.Units})
		}
		at += s.Units
	}
	return out
}

// joined merges neighbours that are the same, so that equal patterns look equal.
func (p Pattern) joined() Pattern {
	var out Pattern
	for _, s := range p {
		if n := len(out); n > 0 && out[n-1].Who == s.Who && out[n-1].Where == s.Where {
			out[n-1].Units += s.Units
			continue
		}
		out = append(out, s)
	}
	return out
}
