package visits

import (
	"cmp"
	"slices"

	"archwire/internal/kit/span"
)

// impact is what a doctor's absence does to the day.
type impact struct {
	Waiting []doctorWait // red visits that cannot begin as planned, by planned time
	Delayed []delay      // every visit that ends later for it, the longest first
}

// doctorWait is a red visit that waits for its doctor.
type doctorWait struct {
	VisitID   string
	PlannedAt int64 // when the doctor's hands would have begun, had nobody been called away
	DoctorAt  int64 // when they will probably begin
	Minutes   int   // between both
}

// delay is how much later a visit ends because of an absence.
type delay struct {
	VisitID string
	Minutes int // later than without the absence
	End     int64
	Overrun int    // minutes beyond the planned end, for whatever reason
	Behind  string // the visit that it waits for, "" if for the doctor alone
}

// awayImpact compares the rest of the day with and without an absence: which
// red visits wait because the doctor's part falls into it, and who is late for
// it further down the day.
func awayImpact(in Today, a Absence) impact {
	without := Foresee(in)
	in.Away = append(slices.Clone(in.Away), a)
	with := Foresee(in)
	byID := map[string]Running{}
	for _, v := range in.Visits {
		byID[v.VisitID] = v
	}
	var out impact
	for i, f := range with {
		before, v := without[i], byID[f.VisitID]
		if v.Plan.DoctorID == a.DoctorID && v.Colour == Red {
			out.Waiting = append(out.Waiting, waits(v, a, before, f)...)
		}
		if f.End > before.End {
			out.Delayed = append(out.Delayed, delay{f.VisitID, minutes(before.End, f.End), f.End, f.Overrun, f.Behind})
		}
	}
	slices.SortStableFunc(out.Waiting, func(a, b doctorWait) int { return cmp.Compare(a.PlannedAt, b.PlannedAt) })
	slices.SortStableFunc(out.Delayed, func(a, b delay) int { return cmp.Compare(b.Minutes, a.Minutes) })
	return out
}

// waits is the first part of a visit in which the doctor is missed, if any: the
// doctor's first segment or a later one, as the last look at a bonding.
func waits(v Running, a Absence, before, with Forecast) []doctorWait {
	for i, seg := range v.Plan.Pattern {
		planned, at := before.Segments[i].Start, with.Segments[i].Start
		if seg.Who == Doctor && a.Span.Holds(planned) && at > planned {
			return []doctorWait{{v.VisitID, planned, at, minutes(planned, at)}}
		}
	}
	return nil
}

func minutes(from, to int64) int { return int((to - from) / span.Minute) }
