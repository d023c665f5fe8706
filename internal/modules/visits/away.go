package visits

import (
	"cmp"
	"slices"

	"archwire/internal/kit/span"
)

// Impact is what a doctor's absence does to the day.
type Impact struct {
	Waiting []DoctorWait // red visits that cannot begin as planned, by planned time
	Delayed []Delay      // every visit that ends later for it, the longest first
}

// DoctorWait is a red visit that waits for its doctor.
type DoctorWait struct {
	VisitID   string
	PlannedAt int64 // when the doctor's hands would have begun, had nobody been called away
	DoctorAt  int64 // when they will probably begin
	Minutes   int   // between both
}

// Delay is how much later a visit ends because of an absence.
type Delay struct {
	VisitID string
	Minutes int // later than without the absence
	End     int64
	Overrun int    // minutes beyond the planned end, for whatever reason
	Behind  string // the visit that it waits for, "" if for the doctor alone
}

// AwayImpact compares the rest of the day with and without an absence: which
// red visits wait because the doctor's part falls into it, and who is late for
// it further down the day.
func AwayImpact(in Today, a Absence) Impact {
	without := Foresee(in)
	in.Away = append(slices.Clone(in.Away), a)
	with := Foresee(in)
	byID := map[string]Running{}
	for _, v := range in.Visits {
		byID[v.VisitID] = v
	}
	var out Impact
	for i, f := range with {
		before, v := without[i], byID[f.VisitID]
		if v.Plan.DoctorID == a.DoctorID && v.Colour == Red {
			out.Waiting = append(out.Waiting, waits(v, a, before, f)...)
		}
		if f.End > before.End {
			out.Delayed = append(out.Delayed, Delay{f.VisitID, minutes(before.End, f.End), f.End, f.Overrun, f.Behind})
		}
	}
	slices.SortStableFunc(out.Waiting, func(a, b DoctorWait) int { return cmp.Compare(a.PlannedAt, b.PlannedAt) })
	slices.SortStableFunc(out.Delayed, func(a, b Delay) int { return cmp.Compare(b.Minutes, a.Minutes) })
	return out
}

// waits is the first part of a visit in which the doctor is missed, if any: the
// doctor's first segment or a later one, as the last look at a bonding.
func waits(v Running, a Absence, before, with Forecast) []DoctorWait {
	for i, seg := range v.Plan.Pattern {
		planned, at := before.Segments[i].Start, with.Segments[i].Start
		if seg.Who == Doctor && a.Span.Holds(planned) && at > planned {
			return []DoctorWait{{v.VisitID, planned, at, minutes(planned, at)}}
		}
	}
	return nil
}

func minutes(from, to int64) int { return int((to - from) / span.Minute) }

// WaitsForDoctor tells whether the board marks a visit as waiting: it is red,
// its patient is here, its doctor is not on site and has not begun, and the
// planned time of the doctor's hands has come or comes before the doctor is
// back (backAt, 0 if nobody knows).
func WaitsForDoctor(v Running, doctorOnSite bool, now, backAt int64) bool {
	if !RedLock(v.Colour, doctorOnSite) || v.Progress.State.Ended() || v.Progress.State == Treated || v.Progress.Actual.StartedAt > 0 {
		return false
	}
	hands := v.Plan.Hands()
	if len(hands) == 0 {
		return false
	}
	here := !v.Progress.State.Expected()
	return hands[0].Start <= now && here || hands[0].Start < backAt || (here && backAt == 0)
}
