// Package civil holds days and times of day as a clinic's wall shows them.
// A rule that speaks of days ("next day", "20 months later") computes here, in
// the clinic's zone, and never in hours.
package civil

import (
	"fmt"
	"time"
)

// Day is a date, written 2026-11-22. The zero value "" means no date.
// Written like this, days compare as text.
type Day string

const form = "2006-01-02"

// Parse reads a date and refuses what is not in the calendar or not written
// in full; years 1900 to 2200 are taken.
func Parse(s string) (Day, error) {
	t, err := time.Parse(form, s)
	if err != nil || t.Year() < 1900 || t.Year() > 2200 {
		return "", fmt.Errorf("civil: %q is not a date of the form 2026-11-22", s)
	}
	return Day(s), nil
}

// Must is Parse for constants.
func Must(s string) Day {
	d, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

func (d Day) time() time.Time {
	t, _ := time.Parse(form, string(d))
	return t
}

// Of is the day at the instant ms (epoch milliseconds) in zone.
func Of(ms int64, zone *time.Location) Day {
	return Day(time.UnixMilli(ms).In(zone).Format(form))
}

// AddDays moves n days.
func (d Day) AddDays(n int) Day { return Day(d.time().AddDate(0, 0, n).Format(form)) }

// AddMonths moves n months and stays within the month it lands in: one month
// after 31 January is the last day of February.
func (d Day) AddMonths(n int) Day {
	t := d.time()
	first := time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC).AddDate(0, n, 0)
	last := first.AddDate(0, 1, -1).Day()
	return Day(first.AddDate(0, 0, min(t.Day(), last)-1).Format(form))
}

// Weekday is the day of the week, Sunday = 0.
func (d Day) Weekday() time.Weekday { return d.time().Weekday() }

// Sub is the number of days from o to d.
func (d Day) Sub(o Day) int { return int(d.time().Sub(o.time()).Hours() / 24) }

// Year, Month and DayOfMonth are the parts of the date.
func (d Day) Year() int { return d.time().Year() }

// Month is 1 to 12.
func (d Day) Month() int { return int(d.time().Month()) }

// DayOfMonth is 1 to 31.
func (d Day) DayOfMonth() int { return d.time().Day() }

// At is the instant (epoch milliseconds) of a time of day in zone. Minutes may
// exceed a day: 24:30 is half past midnight of the next day.
func (d Day) At(c Clock, zone *time.Location) int64 {
	t := d.time()
	return time.Date(t.Year(), t.Month(), t.Day(), 0, int(c), 0, 0, zone).UnixMilli()
}

// Age is the number of full years from born to d; a child born on 29 February
// turns on 1 March in other years.
func (d Day) Age(born Day) int {
	if born == "" || d < born {
		return 0
	}
	a, b := d.time(), born.time()
	n := a.Year() - b.Year()
	if a.Month() < b.Month() || (a.Month() == b.Month() && a.Day() < b.Day()) {
		n--
	}
	return n
}

// Clock is a time of day in minutes after midnight, written 09:05.
type Clock int

// ParseClock reads 9:05, 09:05 or 24:00.
func ParseClock(s string) (Clock, error) {
	h, m, ok := 0, 0, len(s) == 4 || len(s) == 5
	for i := 0; ok && i < len(s); i++ {
		c := s[i]
		switch {
		case i == len(s)-3:
			ok = c == ':'
		case c < '0' || c > '9':
			ok = false
		case i < len(s)-3:
			h = h*10 + int(c-'0')
		default:
			m = m*10 + int(c-'0')
		}
	}
	if !ok || h > 24 || m > 59 || h == 24 && m > 0 {
		return 0, fmt.Errorf("civil: %q is not a time of day of the form 09:05", s)
	}
	return Clock(h*60 + m), nil
}

// ClockOf is the time of day at the instant ms in zone.
func ClockOf(ms int64, zone *time.Location) Clock {
	t := time.UnixMilli(ms).In(zone)
	return Clock(t.Hour()*60 + t.Minute())
}

// String writes 09:05.
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", int(c)/60, int(c)%60) }
