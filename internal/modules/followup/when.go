package followup

import (
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/span"
)

// Hours are the times of day by which contacts are laid, as a clinic set them.
type Hours struct {
	Zone      *time.Location
	Wake      civil.Clock // when the contacts of a day are decided: 07:00
	Morning   civil.Clock // the first window: 10:30
	Afternoon civil.Clock // the second: 16:00
	LateFrom  civil.Clock // a treatment that ends later is asked about by form: 15:30
	LateEnd   civil.Clock // nobody is contacted after it: 20:30
	Evening   civil.Clock // an evening call: 19:00
	Closing   civil.Clock // when the clinic closes: 18:00
	AmberEnd  civil.Clock // what is amber later is for the next morning: 17:00
	NextCall  civil.Clock // by then: 10:00
	// Open tells whether the clinic works on a day; nil = always.
	Open func(civil.Day) bool
}

// UsualHours are those of a clinic that set nothing.
func UsualHours(zone *time.Location) Hours {
	return Hours{Zone: zone, Wake: 7 * 60, Morning: 10*60 + 30, Afternoon: 16 * 60, LateFrom: 15*60 + 30, LateEnd: 20*60 + 30,
		Evening: 19 * 60, Closing: 18 * 60, AmberEnd: 17 * 60, NextCall: 10 * 60}
}

func (h Hours) open(d civil.Day) bool { return h.Open == nil || h.Open(d) }

// At is the instant of a window.
func (h Hours) at(d civil.Day, s Slot) int64 {
	switch s {
	case Afternoon:
		return d.At(h.Afternoon, h.Zone)
	case Evening:
		return d.At(h.Evening, h.Zone)
	}
	return d.At(h.Morning, h.Zone)
}

// endOf is the last millisecond of a day.
func (h Hours) endOf(d civil.Day) int64 { return d.AddDays(1).At(0, h.Zone) - 1 }

// Moment is when a step is done.
type Moment struct {
	Day    civil.Day
	Slot   Slot
	Due    int64 // epoch milliseconds, as are all instants
	Latest int64 // the last that is in time
	Wake   int64 // when it is decided
	OnCall bool  // by whoever is on call: the clinic is closed, or it is late
	Late   bool  // the treatment ended so late that a form goes instead of a call
}

// mostLate is how soon after a treatment an own time may come to lie before it is
// left to the next morning, in milliseconds.
const mostLate = 60 * span.Minute

// ahead is how long before an own time it is decided: late enough for the
// treatment to have been stamped, early enough to stand on the list.
const ahead = 60 * span.Minute

// When lays a step of the protocol, from the anchor: the end of the treatment.
func (p Protocol) When(s Step, anchor int64, h Hours) Moment {
	if s.After.Minutes > 0 && s.After.days() == 0 || s.Slot == Evening {
		return p.ownTime(s, anchor, h)
	}
	day := civil.Of(anchor, h.Zone)
	m := Moment{Slot: p.slot(s), Day: day.AddMonths(s.After.Months).AddDays(s.After.Days)}
	last := m.Day
	if s.Until != (Offset{}) {
		last = day.AddMonths(s.Until.Months).AddDays(s.Until.Days)
	}
	if s.Deed == Contacts || s.Deed == Comforts {
		m.Day, m.OnCall = p.openDay(m.Day, day, h)
		last = later(last, m.Day)
	}
	m.Due, m.Latest = h.at(m.Day, m.Slot), h.endOf(last)
	m.Wake = m.Day.At(h.Wake, h.Zone)
	if m.Due < anchor { // told at once, or entered late
		m.Due, m.Wake, m.Latest = anchor, anchor, max(m.Latest, anchor)
	}
	return m
}

func later(a, b civil.Day) civil.Day {
	if b > a {
		return b
	}
	return a
}

// slot is the window in which a protocol usually contacts.
func (p Protocol) slot(s Step) Slot {
	switch {
	case s.Slot != "" && s.Slot != Own:
		return s.Slot
	case p.Layer == Relation || p.Layer == Selling || p.Kids:
		return Afternoon // people at work and children at school are reached then
	}
	return Morning
}

// openDay moves what falls on a closed day: care earlier, or to whoever is on
// call where no open day lies between; the relationship later.
func (p Protocol) openDay(day, anchor civil.Day, h Hours) (civil.Day, bool) {
	const most = 31
	if h.open(day) {
		return day, false
	}
	if p.Layer != Clinical {
		for n := range most {
			if d := day.AddDays(n + 1); h.open(d) {
				return d, false
			}
		}
		return day, false
	}
	for d := day.AddDays(-1); d > anchor && day.Sub(d) < most; d = d.AddDays(-1) {
		if h.open(d) {
			return d, false
		}
	}
	return day, true
}

// ownTime lays a step that comes so many minutes after the treatment, or on its
// evening: never after the last minute of the day at which people are called.
func (p Protocol) ownTime(s Step, anchor int64, h Hours) Moment {
	day := civil.Of(anchor, h.Zone)
	end := day.At(h.LateEnd, h.Zone)
	m := Moment{Day: day, Slot: Own, Due: anchor + int64(s.After.Minutes)*span.Minute}
	m.Latest = m.Due + 30*span.Minute
	if s.Until.Minutes > 0 {
		m.Latest = anchor + int64(s.Until.Minutes)*span.Minute
	}
	if s.Slot == Evening {
		m.Slot, m.Due = Evening, max(day.At(h.Evening, h.Zone), anchor+3*span.Hour)
		m.Latest = end
	}
	if civil.ClockOf(anchor, h.Zone) > h.LateFrom {
		m.Late, m.OnCall = true, p.Family == Surgical
	}
	cut := m.Due > end
	if cut {
		m.Due, m.Latest = end, end
	}
	m.OnCall = m.OnCall || !h.open(day)
	m.Latest = max(m.Latest, m.Due)
	if cut && m.Due < anchor+min(mostLate, int64(max(s.After.Minutes, 30))*span.Minute) {
		return p.nextMorning(day, anchor, h)
	}
	m.Wake = max(anchor, m.Due-ahead)
	return m
}

// nextMorning is the first list after the day on which it became too late.
func (p Protocol) nextMorning(day civil.Day, anchor int64, h Hours) Moment {
	m := Moment{Day: day.AddDays(1), Slot: Morning}
	m.OnCall = !h.open(m.Day)
	m.Due, m.Latest = h.at(m.Day, Morning), h.endOf(m.Day)
	m.Wake = max(anchor, m.Day.At(h.Wake, h.Zone))
	return m
}

// Following lays the next coming of a step that comes again, n being how often it
// came.
func (p Protocol) Following(s Step, anchor int64, n int, h Hours) Moment {
	s.After.Days += n * s.Every
	return p.When(s, anchor, h)
}

// NextWindow is the next window after an instant, for who was not reached and for
// what follows at once: the second of the day, or the first of the next open one.
func NextWindow(after int64, h Hours) (civil.Day, Slot, int64) {
	day := civil.Of(after, h.Zone)
	for n := range 32 {
		d := day.AddDays(n)
		if !h.open(d) {
			continue
		}
		for _, s := range []Slot{Morning, Afternoon} {
			if at := h.at(d, s); at > after {
				return d, s, at
			}
		}
	}
	d := day.AddDays(1)
	return d, Morning, h.at(d, Morning)
}
