// Package span holds half-open stretches of time [Start, End) in epoch
// milliseconds: what a visit claims, what a shift offers.
package span

import "sort"

// Minute is one minute in milliseconds; Unit is the five minutes in which a
// clinic plans.
const (
	Minute = int64(60_000)
	Unit   = 5 * Minute
	Hour   = 60 * Minute
	Day    = 24 * Hour
)

// Span is [Start, End) in epoch milliseconds.
type Span struct{ Start, End int64 }

// Of makes the span that starts at start and lasts minutes.
func Of(start int64, minutes int) Span { return Span{start, start + int64(minutes)*Minute} }

// Empty tells whether nothing is in it.
func (s Span) Empty() bool { return s.End <= s.Start }

// Minutes is its length in whole minutes.
func (s Span) Minutes() int { return int((s.End - s.Start) / Minute) }

// Overlaps tells whether both share a moment; touching ends do not.
func (s Span) Overlaps(o Span) bool { return s.Start < o.End && o.Start < s.End }

// Contains tells whether o lies wholly within s.
func (s Span) Contains(o Span) bool { return s.Start <= o.Start && o.End <= s.End }

// Holds tells whether the moment t lies in s.
func (s Span) Holds(t int64) bool { return s.Start <= t && t < s.End }

// Cut is the part of s that lies within o; it may be empty.
func (s Span) Cut(o Span) Span { return Span{max(s.Start, o.Start), min(s.End, o.End)} }

// Shift moves the span by ms.
func (s Span) Shift(ms int64) Span { return Span{s.Start + ms, s.End + ms} }

// Union sorts the spans and joins those that touch or overlap.
func Union(list []Span) []Span {
	in := make([]Span, 0, len(list))
	for _, s := range list {
		if !s.Empty() {
			in = append(in, s)
		}
	}
	sort.Slice(in, func(i, j int) bool { return in[i].Start < in[j].Start })
	out := in[:0:0]
	for _, s := range in {
		if n := len(out); n > 0 && s.Start <= out[n-1].End {
			out[n-1].End = max(out[n-1].End, s.End)
			continue
		}
		out = append(out, s)
	}
	return out
}

// Minus is what remains of from after every span of list is taken away, sorted.
func Minus(from []Span, list []Span) []Span {
	out := Union(from)
	for _, c := range Union(list) {
		next := out[:0:0]
		for _, s := range out {
			if !s.Overlaps(c) {
				next = append(next, s)
				continue
			}
			if s.Start < c.Start {
				next = append(next, Span{s.Start, c.Start})
			}
			if c.End < s.End {
				next = append(next, Span{c.End, s.End})
			}
		}
		out = next
	}
	return out
}

// Within tells whether s lies wholly in one of the joined spans of list.
func Within(s Span, list []Span) bool {
	for _, o := range Union(list) {
		if o.Contains(s) {
			return true
		}
	}
	return false
}

// Sum is the total length of the joined spans in minutes.
func Sum(list []Span) int {
	n := 0
	for _, s := range Union(list) {
		n += s.Minutes()
	}
	return n
}
