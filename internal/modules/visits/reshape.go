package visits

import "slices"

// AddOn lengthens a visit by something small that is done on the way.
type AddOn struct {
	Code  string
	Name  Text
	Work  []Who  // one letter per unit, in order
	Makes Colour // the least colour that a visit with it has; "" leaves it
}

// Minutes is what the add-on adds.
func (a AddOn) Minutes() int { return len(a.Work) * UnitMinutes }

// AddOns ships with every clinic. Rebonding is a dentist's act, so it makes a
// visit red; the doctor goes on from the visit's own D where there is one.
var AddOns = []AddOn{
	{Code: "elastics", Name: Text{"牵引指导", "Elastics instruction"}, Work: []Who{Assistant}},
	{Code: "rebond", Name: Text{"补粘", "Rebond"}, Work: []Who{Doctor, Assistant}, Makes: Red},
}

// AddOnByCode finds one of AddOns. Fault: AddOnUnknown.
func AddOnByCode(code string) (AddOn, error) {
	for _, a := range AddOns {
		if a.Code == code {
			return a, nil
		}
	}
	return AddOn{}, AddOnUnknown.With("code", clip(code))
}

// With puts the add-on's units before the last assistant segment, so that the
// assistant still ends the visit as the template means it; a pattern without an
// assistant gets them at its end. Fault: PatternTooLong.
func (p Pattern) With(a AddOn) (Pattern, error) {
	at := len(p)
	for i := len(p) - 1; i >= 0; i-- {
		if p[i].Who == Assistant {
			at = i
			break
		}
	}
	if len(p) == 0 {
		return nil, PatternEmpty
	}
	where := p[min(at, len(p)-1)].Where
	extra := make([]Segment, 0, len(a.Work))
	for _, w := range a.Work {
		extra = append(extra, Segment{w, where, 1})
	}
	out := slices.Insert(slices.Clone(p), at, extra...).joined()
	return out, out.Validate()
}

// Resized gives the pattern another length, in minutes, as a person asked for.
// What gives way is the tail after the doctor's last unit, its longest segment
// first; every segment keeps a unit. A pattern that ends with the doctor can
// still be lengthened, in its longest segment without the doctor, but not
// shortened. The doctor's minutes never change silently.
// Faults: PatternOffGrid, PatternTooLong, PatternRigid.
func (p Pattern) Resized(minutes int) (Pattern, error) {
	if minutes <= 0 || minutes%UnitMinutes != 0 {
		return nil, PatternOffGrid.With("unit", UnitMinutes)
	}
	if minutes > MaxUnits*UnitMinutes {
		return nil, PatternTooLong.With("max", MaxUnits*UnitMinutes)
	}
	out := slices.Clone(p)
	change := minutes/UnitMinutes - p.Units()
	tail := 0
	for i, s := range p {
		if s.Who == Doctor {
			tail = i + 1
		}
	}
	if change > 0 {
		i := longest(out, tail)
		if i < 0 {
			i = longest(out, 0)
		}
		if i < 0 {
			return nil, PatternRigid.With("minutes", minutes)
		}
		out[i].Units += change
	}
	for ; change < 0; change++ {
		i := longest(out, tail)
		if i < 0 || out[i].Units == 1 {
			return nil, PatternRigid.With("minutes", minutes)
		}
		out[i].Units--
	}
	return out, nil
}

// longest is the index of the longest segment from index from on that is not
// the doctor's; the later of two equals; -1 if there is none.
func longest(p Pattern, from int) int {
	best := -1
	for i := from; i < len(p); i++ {
		if p[i].Who != Doctor && (best < 0 || p[i].Units >= p[best].Units) {
			best = i
		}
	}
	return best
}

// waiting puts n units of nobody before the doctor's first segment: the patient
// sits alone until the doctor comes. It returns p itself if nobody comes before
// the doctor, because then a later start serves as well.
func (p Pattern) waiting(n int) Pattern {
	for i, s := range p {
		if s.Who == Doctor {
			if i == 0 || n == 0 {
				return p
			}
			return slices.Insert(slices.Clone(p), i, Segment{Nobody, p[i-1].Where, n}).joined()
		}
	}
	return p
}
