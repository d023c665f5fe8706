package followup

import (
	"cmp"
	"slices"

	"archwire/internal/kit/civil"
)

// Load is what a clinic's desk does in one slot of a day.
type Load struct {
	Day                    civil.Day
	Slot                   Slot
	Calls, Forms, Messages int
}

// Foretell counts the contacts of the days that follow, slot by slot: what would
// be merged then is merged already, so that the numbers are those of contacts and
// not of steps. Parts are of one clinic, each under its patient; made are the
// contacts that were decided already, as those of today are every morning.
func Foretell(parts map[string][]Part, made []Made, first civil.Day, n int) []Load {
	type at struct {
		day  civil.Day
		slot Slot
	}
	last := first.AddDays(n)
	sums := map[at]*Load{}
	add := func(k at, w Way) {
		if sums[k] == nil {
			sums[k] = &Load{Day: k.day, Slot: k.slot}
		}
		sums[k].add(w)
	}
	for _, m := range made {
		if m.State != ContactEnded {
			add(at{m.Day, m.Slot}, m.Way)
		}
	}
	for _, list := range parts {
		byDay := map[civil.Day][]Part{}
		for _, p := range list {
			if p.Day >= first && p.Day < last {
				byDay[p.Day] = append(byDay[p.Day], p)
			}
		}
		for day, of := range byDay {
			for _, c := range Merge(of) {
				add(at{day, c.Slot}, c.Way)
			}
		}
	}
	out := make([]Load, 0, len(sums))
	for _, l := range sums {
		out = append(out, *l)
	}
	slices.SortFunc(out, func(a, b Load) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), slices.Index(Slots, a.Slot)-slices.Index(Slots, b.Slot))
	})
	return out
}

func (l *Load) add(w Way) {
	switch w {
	case Call:
		l.Calls++
	case Form:
		l.Forms++
	case Message:
		l.Messages++
	}
}

// Preview is what one step of a protocol would do for somebody treated at an
// instant: for the editor, before it is published.
type Preview struct {
	Step      Step
	Moment    Moment
	Way       Way
	Why       string
	Questions []Asked
	Says      []Words
}

// PreviewOf lays all steps of a protocol. A step that comes again is shown three
// times.
func PreviewOf(p Protocol, anchor int64, who Person, h Hours) []Preview {
	var out []Preview
	for _, s := range p.Steps {
		times := 1
		if s.Every > 0 {
			times = 3
		}
		for n := range times {
			m := p.Following(s, anchor, n, h)
			way, why := Way(""), ""
			if s.Deed == Contacts || s.Deed == Comforts {
				way, why = p.WayOf(s, m, who)
			}
			c := Contact{Parts: []Part{{Protocol: p, Step: s}}}
			out = append(out, Preview{s, m, way, why, c.Questions(), c.Says()})
		}
	}
	slices.SortStableFunc(out, func(a, b Preview) int { return cmp.Compare(a.Moment.Due, b.Moment.Due) })
	return out
}
