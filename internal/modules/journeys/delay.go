package journeys

import (
	"slices"
	"time"

	"archwire/internal/kit/civil"
)

// after is the instant at which a delay that begins at from (epoch milliseconds) is
// over, in the clinic's zone. Days and longer keep the time of day over months' ends
// and changes of the clock.
func (d Delay) after(from int64, zone *time.Location) int64 {
	day, clock := civil.Of(from, zone), civil.ClockOf(from, zone)
	at := from
	switch d.Unit {
	case Minutes:
		at += int64(d.Amount) * time.Minute.Milliseconds()
	case Hours:
		at += int64(d.Amount) * time.Hour.Milliseconds()
	case Weeks:
		at = keep(day.AddDays(7*d.Amount), clock, zone, from)
	case Months:
		at = keep(day.AddMonths(d.Amount), clock, zone, from)
	case Days:
		at = keep(day.AddDays(d.Amount), clock, zone, from)
	}
	return d.open(at, zone)
}

// keep is the time of day of from on another day, to the millisecond.
func keep(day civil.Day, clock civil.Clock, zone *time.Location, from int64) int64 {
	return day.At(clock, zone) + from - civil.Of(from, zone).At(clock, zone)
}

// open moves an instant on to the time of day and the days of the week. A delay in
// days means that day, whatever the hour it began at.
func (d Delay) open(at int64, zone *time.Location) int64 {
	if d.At == "" && len(d.Weekdays) == 0 {
		return at
	}
	day := civil.Of(at, zone)
	out := at
	if clock, err := civil.ParseClock(d.At); d.At != "" && err == nil {
		if out = day.At(clock, zone); out < at && !d.byDays() {
			day = day.AddDays(1)
			out = day.At(clock, zone)
		}
	}
	for i := 0; i < 7 && len(d.Weekdays) > 0 && !slices.Contains(d.Weekdays, int(day.Weekday())); i++ {
		day = day.AddDays(1)
		out = keep(day, civil.ClockOf(out, zone), zone, out)
	}
	return out
}

// byDays tells whether the delay counts whole days: "two days later at 9:00" is that
// day at nine, also for what began at ten.
func (d Delay) byDays() bool {
	return d.Amount != 0 && (d.Unit == Days || d.Unit == Weeks || d.Unit == Months)
}

// waits tells whether the delay surely takes some time: at least a minute.
func (d Delay) waits() bool {
	return d.Anchor == "" && d.Amount > 0 && d.Unit != "" || d.Amount == 0 && d.At != "" && d.Anchor == ""
}

// none tells whether nothing is waited for.
func (d Delay) none() bool {
	return d.Amount == 0 && d.At == "" && len(d.Weekdays) == 0 && d.Anchor == ""
}
