package audience

import (
	"fmt"
	"time"

	"archwire/internal/kit/civil"
)

// days is a range of days, both ends included, compared as text. An end need not
// stand in the calendar.
type days struct{ lo, hi civil.Day }

// The ends of time.
const (
	dawn civil.Day = "0001-01-01"
	dusk civil.Day = "9999-12-31"
)

var always = days{dawn, dusk}

func (r days) holds(d civil.Day) bool { return d != "" && d >= r.lo && d <= r.hi }

// relative tells whether the window moves with the days.
func (w *Window) relative() bool { return w != nil && (w.Last > 0 || w.Next > 0 || w.This || w.Ago) }

// days gives the range of a window as it lies on a day.
func (w *Window) days(today civil.Day) days {
	switch {
	case w == nil:
		return always
	case w.Last > 0:
		return days{back(today, w.Last, w.Unit).AddDays(1), today}
	case w.Next > 0:
		return days{today, back(today, -w.Next, w.Unit).AddDays(-1)}
	case w.This:
		return this(today, w.Unit)
	case w.Ago && w.MaxAgo == 0:
		return days{dawn, today.AddDays(-w.MinAgo)}
	case w.Ago:
		return days{today.AddDays(-w.MaxAgo), today.AddDays(-w.MinAgo)}
	case w.From != "" || w.To != "":
		return days{max(w.From, dawn), orDusk(w.To)}
	}
	return always
}

func orDusk(d civil.Day) civil.Day {
	if d == "" {
		return dusk
	}
	return d
}

// back is n units before a day; months and years stay within the month in which they
// land, so that the day after it never moves backwards as the days pass.
func back(d civil.Day, n int, u Unit) civil.Day {
	switch u {
	case Week:
		return d.AddDays(-7 * n)
	case Month:
		return d.AddMonths(-n)
	case Year:
		return d.AddMonths(-12 * n)
	}
	return d.AddDays(-n)
}

// this is the week, month or year in which a day lies.
func this(d civil.Day, u Unit) days {
	switch u {
	case Week:
		monday := d.AddDays(-(int(d.Weekday()) + 6) % 7)
		return days{monday, monday.AddDays(6)}
	case Month:
		first := d.AddDays(1 - d.DayOfMonth())
		return days{first, first.AddMonths(1).AddDays(-1)}
	case Year:
		return days{civil.Day(fmt.Sprintf("%04d-01-01", d.Year())), civil.Day(fmt.Sprintf("%04d-12-31", d.Year()))}
	}
	return days{d, d}
}

// bornFor is the range of birth days whose age compares so on a day; who is not born
// yet has none. Who was born on
// 29 February is a year older on 1 March of other years: as text, that is so by itself.
func bornFor(c Compare, n []int64, today civil.Day) days {
	older := func(years int64) civil.Day { // the last birth day of whoever is at least so old
		return civil.Day(fmt.Sprintf("%04d%s", max(int64(today.Year())-years, 0), string(today)[4:]))
	}
	after := func(d civil.Day) civil.Day { return d + "+" } // as text, before the next day
	switch c {
	case Eq:
		return days{after(older(n[0] + 1)), older(n[0])}
	case Lt:
		return days{after(older(n[0])), today}
	case Le:
		return days{after(older(n[0] + 1)), today}
	case Gt:
		return days{dawn, older(n[0] + 1)}
	case Ge:
		return days{dawn, older(n[0])}
	}
	return days{after(older(n[1] + 1)), older(n[0])}
}

// yearly is the part of the year that a range of days covers, as month and day: one
// range, or two where it runs over the end of the year. Birthdays of 29 February are
// kept on 1 March in years that have none.
func yearly(r days) []days {
	if r.hi >= back(r.lo, -1, Year) {
		return []days{{"01-01", "12-31"}}
	}
	lo, hi := r.lo[5:], r.hi[5:]
	out := []days{{lo, hi}}
	if lo > hi {
		out = []days{{lo, "12-31"}, {"01-01", hi}}
	}
	if lo == "03-01" && !leap(r.lo.Year()) {
		out[0].lo = "02-29"
	}
	return out
}

func leap(year int) bool {
	return time.Date(year, 2, 29, 0, 0, 0, 0, time.UTC).Month() == time.February
}

// changed lists the ranges of days that lie in exactly one of two ranges: what stands
// there changes when a window moves from one to the other.
func changed(a, b days) (out []days) {
	if a.lo > b.lo {
		a, b = b, a
	}
	if hi := min(a.hi, b.lo.AddDays(-1)); a.lo <= hi { // before the later one begins
		out = append(out, days{a.lo, hi})
	}
	if low, high := min(a.hi, b.hi), max(a.hi, b.hi); low < high {
		if from := max(low.AddDays(1), b.lo); from <= high {
			out = append(out, days{from, high})
		}
	}
	return out
}
