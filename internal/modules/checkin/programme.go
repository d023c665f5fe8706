package checkin

import (
	"slices"
	"time"

	"archwire/internal/kit/civil"
)

// Words is a text in both languages.
type Words struct {
	Zh string `json:"zh"`
	En string `json:"en"`
}

// Cadence is how often a programme asks.
type Cadence string

// The cadences.
const (
	Daily    Cadence = "daily"
	Weekdays Cadence = "weekdays" // Monday to Friday
	Every    Cadence = "every"    // each so many days
	Stage    Cadence = "stage"    // at the change of each aligner, in the days that the member's prescription says
)

// Window is the time of day in which a check-in is expected; Days are the weekdays
// that it is for, none = all others.
type Window struct {
	Days []time.Weekday `json:"days,omitempty"`
	From civil.Clock    `json:"from"`
	To   civil.Clock    `json:"to"`
}

// Phase is a stretch of a programme; it begins so many months and days after the
// first day and lasts until the next.
type Phase struct {
	Months  int           `json:"months,omitempty"`
	Days    int           `json:"days,omitempty"`
	Cadence Cadence       `json:"cadence"`
	Every   int           `json:"every,omitempty"` // days, for Every
	On      *time.Weekday `json:"on,omitempty"`    // the weekday on which cycles turn
	Items   []Item        `json:"items"`
}

// Item is one thing that is asked.
type Item struct {
	Key    string    `json:"key"`
	Kind   ItemKind  `json:"kind"`
	Words  Words     `json:"words"`
	Target int       `json:"target,omitempty"` // what the prescription asks for, 0 = nothing in particular
	Max    int       `json:"max,omitempty"`    // the most that can be, of hours and counts
	Must   bool      `json:"must,omitempty"`   // a check-in without it is refused
	Wear   bool      `json:"wear,omitempty"`   // a member's own target stands in place of Target
	Days   []Weekday `json:"days,omitempty"`   // asked on these alone; none = always
}

// Weekday is a day of the week, Sunday = 0.
type Weekday = time.Weekday

// ItemKind says how an item is answered.
type ItemKind string

// The kinds of items.
const (
	Hours ItemKind = "hours" // 0 to 24, halves are taken
	Count ItemKind = "count"
	YesNo ItemKind = "yes_no"
	Note  ItemKind = "text"
)

// Variant fits a programme to a prescription.
type Variant struct {
	Key    string  `json:"key"`
	Name   Words   `json:"name"`
	Target int     `json:"target,omitempty"` // hours a day
	Phases []Phase `json:"phases"`
}

// MakeUp is how a missed day may be made up.
type MakeUp struct {
	Back     int `json:"back"`      // days back, counted from today's day; 0 = not at all
	PerMonth int `json:"per_month"` // how many days of one month, 0 = as many as there are
}

// Rung is how far the ladder climbs.
type Rung string

// The rungs, from the lowest to the highest.
const (
	RungNone      Rung = ""          // nothing besides the service message
	RungWecom     Rung = "wecom"     // the follow-up staff writes
	RungCall      Rung = "call"      // the service calls
	RungAssistant Rung = "assistant" // the doctor's assistant
	RungDoctor    Rung = "doctor"
)

// Threshold is when a rung is reached: Row days missed in a row, or Missed of the
// last Of due days, or a day that is Late days late; 0 = not by this.
type Threshold struct {
	Rung   Rung `json:"rung"`
	Row    int  `json:"row,omitempty"`
	Missed int  `json:"missed,omitempty"`
	Of     int  `json:"of,omitempty"`
	Late   int  `json:"late,omitempty"`
}

// Programme is what is asked of patients, and how.
type Programme struct {
	Key      string      `json:"key"`
	Name     Words       `json:"name"`
	Number   int         `json:"number"` // of its version
	Windows  []Window    `json:"windows"`
	Remind   civil.Clock `json:"remind"` // minutes after midnight
	MakeUp   MakeUp      `json:"make_up"`
	Months   int         `json:"months,omitempty"` // it ends after so many, 0 = when somebody says so
	Variants []Variant   `json:"variants"`
	Ladder   []Threshold `json:"ladder"` // from the lowest rung to the highest
}

// Variant gives a variant by its key, "" = the first.
func (p Programme) Variant(key string) (Variant, bool) {
	for _, v := range p.Variants {
		if v.Key == key || key == "" {
			return v, true
		}
	}
	return Variant{}, false
}

// Window is the time of a day in which a check-in is expected.
func (p Programme) Window(day civil.Day) Window {
	var usual Window
	for _, w := range p.Windows {
		if slices.Contains(w.Days, day.Weekday()) {
			return w
		}
		if len(w.Days) == 0 {
			usual = w
		}
	}
	return usual
}

// begins is the first day of a phase for who joined on a day.
func (f Phase) begins(from civil.Day) civil.Day { return from.AddMonths(f.Months).AddDays(f.Days) }

// PhaseOn is the phase that a member is in on a day.
func (v Variant) PhaseOn(from, day civil.Day) Phase {
	out := v.Phases[0]
	for _, f := range v.Phases {
		if f.begins(from) <= day {
			out = f
		}
	}
	return out
}

// cycle is how many days a turn of the phase has, 1 for daily ones.
func (f Phase) cycle(stage int) int {
	switch f.Cadence {
	case Every:
		return max(f.Every, 1)
	case Stage:
		return max(stage, 1)
	}
	return 1
}

// dueOn tells whether a day is due in a phase. A cycle turns for the first time
// when it has passed once: who begins today changes the aligner in a week.
func (f Phase) dueOn(from, day civil.Day, stage int) bool {
	switch f.Cadence {
	case Daily:
		return day >= from
	case Weekdays:
		return day >= from && day.Weekday() != time.Saturday && day.Weekday() != time.Sunday
	}
	anchor := f.begins(from)
	if f.On != nil {
		anchor = anchor.AddDays((int(*f.On) - int(anchor.Weekday()) + 7) % 7)
	}
	return day > from && day >= anchor && day.Sub(anchor)%f.cycle(stage) == 0
}

// furthest bounds the search for the next due day: no cadence waits longer.
const furthest = 130

// NextDue is the first due day after a day, "" where the programme is over.
func (v Variant) NextDue(m Member, after civil.Day) civil.Day {
	if after < m.From.AddDays(-1) {
		after = m.From.AddDays(-1)
	}
	for n := 1; n <= furthest; n++ {
		day := after.AddDays(n)
		if m.Until != "" && day > m.Until {
			return ""
		}
		if v.PhaseOn(m.From, day).dueOn(m.From, day, m.Every) {
			return day
		}
	}
	return ""
}

// ItemsOn are what is asked of a member on a day, with the member's own target.
func (v Variant) ItemsOn(m Member, day civil.Day) []Item {
	var out []Item
	for _, i := range v.PhaseOn(m.From, day).Items {
		if len(i.Days) > 0 && !slices.Contains(i.Days, day.Weekday()) {
			continue
		}
		if i.Wear {
			i.Target = v.Target
			if m.Target > 0 {
				i.Target = m.Target
			}
		}
		out = append(out, i)
	}
	return out
}

// clock is what turns instants into the days of a clinic.
type clock struct {
	zone  *time.Location
	grace civil.Clock
}

// Today is the day of the clinic at an instant: until the grace it is the one
// before.
func (c clock) Today(now int64) civil.Day {
	d := civil.Of(now, c.zone)
	if civil.ClockOf(now, c.zone) < c.grace {
		return d.AddDays(-1)
	}
	return d
}

// Ends is the instant at which a day is over.
func (c clock) Ends(day civil.Day) int64 { return day.AddDays(1).At(c.grace, c.zone) }

// Reminds is the instant at which a member is reminded of a day.
func (c clock) Reminds(m Member, p Programme, day civil.Day) int64 {
	at := p.Remind
	if m.RemindAt > 0 {
		at = m.RemindAt
	}
	return day.At(at, c.zone)
}
