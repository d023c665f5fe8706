package visits

import "archwire/internal/kit/span"

// Release is when and why a visit gives back what it holds.
type Release struct {
	State   State
	Now     int64           // epoch milliseconds
	Chairs  map[string]bool // the ids of places that are chairs, which need turnover
	Numbers Numbers
}

// Remaining is what a visit still holds after the release.
//
// A cancelled or missed visit holds nothing. A treated or left one gives back
// the doctor, the pools and its rooms at once and its chair after a turnover
// that begins now, never more than the plan held. Every other state holds all.
// What was held before now stays as it was.
func (r Release) Remaining(h Held) Held {
	out := h
	switch r.State {
	case NoShow, Cancelled:
		out.Claims, out.Needs = nil, nil
		return out
	case Treated, Left:
	default:
		return out
	}
	// The schedule is cut in whole units, the one that runs now included.
	until := (r.Now + span.Unit - 1) / span.Unit * span.Unit
	var turnover span.Span
	out.Claims, out.Needs = nil, nil
	for _, c := range h.Claims {
		end := min(c.Span.End, until)
		if id, ok := PlaceOf(c.Resource); ok && r.Chairs[id] && c.Span.Holds(r.Now) {
			end = min(c.Span.End, until+int64(r.Numbers.TurnoverMinutes)*span.Minute)
			turnover = span.Span{Start: until, End: end}
		}
		if end > c.Span.Start {
			out.Claims = append(out.Claims, Claim{c.Resource, span.Span{Start: c.Span.Start, End: end}})
		}
	}
	for _, n := range h.Needs {
		if end := min(n.Span.End, until); end > n.Span.Start {
			out.Needs = append(out.Needs, Need{n.Who, span.Span{Start: n.Span.Start, End: end}})
		}
	}
	if !turnover.Empty() {
		out.Needs = append(out.Needs, Need{Assistant, turnover})
	}
	return out
}
