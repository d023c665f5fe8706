package visits

import "archwire/internal/kit/span"

// SegmentTime is one segment as planned and as it happened; Actual is zero
// where nobody stamped it.
type SegmentTime struct {
	Segment Segment
	Planned span.Span
	Actual  span.Span
}

// Compare lays the stamps of a visit beside its plan. The stamps say when the
// patient sat down, when the doctor's hands began and when the treatment ended;
// a segment of which both ends are stamped gets its actual times, the others
// stay zero.
func Compare(p Plan, a Actual) []SegmentTime {
	planned := p.SegmentSpans()
	out := make([]SegmentTime, len(planned))
	begins := make([]int64, len(planned)+1) // the actual start of each segment, and the end
	for i := range planned {
		out[i] = SegmentTime{Segment: p.Pattern[i], Planned: planned[i]}
	}
	begins[0], begins[len(planned)] = a.InPlaceAt, a.TreatedAt
	for i, s := range p.Pattern {
		if s.Who == Doctor {
			if a.StartedAt > 0 {
				begins[i] = a.StartedAt
			}
			break
		}
	}
	for i := range out {
		if begins[i] > 0 && begins[i+1] > begins[i] {
			out[i].Actual = span.Span{Start: begins[i], End: begins[i+1]}
		}
	}
	return out
}

// Overrun is how many minutes a visit has gone over the end of its plan by now:
// the end of treatment if it is done, now while the patient is here, 0 before
// they came. It is never negative.
func Overrun(p Plan, pr Progress, now int64) int {
	end := p.End()
	at := pr.Actual.TreatedAt
	if at == 0 && (pr.State == Arrived || pr.State == Waiting || pr.State == InPlace) {
		at = now
	}
	return int(max(at-end, 0) / span.Minute)
}
