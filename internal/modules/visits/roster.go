package visits

import (
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/span"
)

// Place is a chair, room or counter of one clinic on one day.
type Place struct {
	ID       string
	Name     string
	Where    Where
	Area     Area
	Tags     []string
	Position int         // order on the board and of preference
	Open     []span.Span // when it may be used that day
}

// Shift is one person's work on one day at one clinic: Work less Breaks.
type Shift struct {
	StaffID string
	Who     Who // in which letter of a pattern the person counts
	Work    []span.Span
	Breaks  []span.Span
}

// Free is when the person is there: the work without the breaks.
func (s Shift) Free() []span.Span { return span.Minus(s.Work, s.Breaks) }

// Validate refuses a shift that ends before it begins, lasts longer than a day,
// or has a break outside its work. Fault: ShiftSpan.
func (s Shift) Validate() error {
	for _, w := range s.Work {
		if w.Empty() || w.End-w.Start > span.Day {
			return ShiftSpan.At("work")
		}
	}
	for _, b := range s.Breaks {
		if b.Empty() || !span.Within(b, s.Work) {
			return ShiftSpan.At("breaks")
		}
	}
	return nil
}

// StaggeredBreaks shares a window of lunch out among n people, each with one
// break of the given minutes: breaks begin at steps of half a break, and people
// are spread over them as far apart as the window allows. The i-th span is the
// i-th person's.
func StaggeredBreaks(window span.Span, minutes, n int) []span.Span {
	length := int64(minutes) * span.Minute
	step := max(length/2/span.Unit*span.Unit, span.Unit)
	waves := 1
	if room := window.End - window.Start - length; room > 0 {
		waves += int(room / step)
	}
	out := make([]span.Span, n)
	for i := range out {
		wave := i % waves
		if 1 < n && n < waves {
			wave = i * (waves - 1) / (n - 1)
		}
		out[i] = span.Of(window.Start+int64(wave)*step, minutes)
	}
	return out
}

// Calendar says which days are not like their weekday.
type Calendar struct {
	Closed       map[civil.Day]string    // closed days with the reason that is shown
	MakeUp       map[civil.Day]bool      // weekend days on which the country works (调休)
	Holidays     map[civil.Day]bool      // public holidays; a clinic may still be open
	SchoolBreaks []Days                  // summer, winter
	Hours        map[civil.Day]ClockSpan // other opening hours than the weekday's
}

// Days is a range of days, both ends within.
type Days struct{ From, To civil.Day }

// Holds tells whether d lies in the range.
func (r Days) Holds(d civil.Day) bool { return r.From <= d && d <= r.To }

// SchoolDay tells whether children are at school on d: a working day or a
// make-up day, and neither a holiday nor in a school break.
func (c Calendar) SchoolDay(d civil.Day) bool {
	if c.Holidays[d] {
		return false
	}
	for _, b := range c.SchoolBreaks {
		if b.Holds(d) {
			return false
		}
	}
	if c.MakeUp[d] {
		return true
	}
	w := d.Weekday()
	return time.Monday <= w && w <= time.Friday
}

// RosterWeekday is the weekday whose roster holds on d: its own, or Friday's on a
// make-up day, because such a day is worked as a working day.
func (c Calendar) RosterWeekday(d civil.Day) time.Weekday {
	if c.MakeUp[d] {
		return time.Friday
	}
	return d.Weekday()
}
