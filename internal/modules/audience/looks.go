package audience

import (
	"time"

	"archwire/internal/kit/civil"
)

// look is what rules look at of the happenings of a kind: the days on which they lie,
// and whether it is more than these days.
type look struct {
	days
	values bool // the time of day, the words or the amount as well
}

// looks are those of some rules, by kind. A judge who sees no more than this judges
// them as one who sees everything.
type looks map[string]look

// of tells what is looked at of a kind; everything, if nothing else was said.
func (l looks) of(kind string) look {
	if found, said := l[kind]; said {
		return found
	}
	return look{always, true}
}

func (l looks) add(kind string, x look) {
	if had, there := l[kind]; there {
		x = look{days{min(had.lo, x.lo), max(had.hi, x.hi)}, had.values || x.values}
	}
	l[kind] = x
}

// The zones in which a day begins last and first: today, wherever somebody lives, is one
// of the days from the one to the other.
var latest, earliest = time.FixedZone("", -12*60*60), time.FixedZone("", 14*60*60)

// looks tells what segments look at, at an instant. No window moves back as days pass.
func (d *Dictionary) looks(now int64, list []standing) looks {
	out := looks{}
	from, to := civil.Of(now, latest), civil.Of(now, earliest)
	for _, x := range list {
		x.rule.walk(func(r Rule) {
			in := days{r.Window.days(from).lo, r.Window.days(to).hi}
			switch r.Op {
			case OpEvent:
				if r.Measure == First || r.Measure == Last {
					in = always
				}
				out.add(r.Event, look{in, len(r.Where) > 0 || r.Measure == Sum})
			case OpAbsent:
				out.add(r.Event, look{in, len(r.Where) > 0})
			case OpSeq:
				out.add(r.Event, look{in, true})
				out.add(r.Then.Event, look{always, true})
			}
		})
	}
	return out
}
