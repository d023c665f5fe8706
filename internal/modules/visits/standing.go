package visits

import (
	"slices"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/span"
	"archwire/internal/modules/org"
)

// ClockSpan is a stretch of a day by the wall clock, [From, To).
type ClockSpan struct {
	From civil.Clock `json:"from"`
	To   civil.Clock `json:"to"`
}

// WorkDay is how somebody works on a day: from when to when, which breaks, and
// as which letter of a pattern they count; Nobody for people of no pool.
type WorkDay struct {
	Who    Who         `json:"who"`
	Work   []ClockSpan `json:"work"` // empty: a day off
	Breaks []ClockSpan `json:"breaks"`
}

// Validate refuses stretches off the grid of units, out of order or outside the
// day, and breaks outside the work. Fault: ShiftSpan.
func (w WorkDay) Validate() error {
	if w.Who != Nobody && w.Who != Doctor && !slices.Contains(Pools, w.Who) {
		return ShiftSpan.At("who")
	}
	s := Shift{Work: spansAt(w.Work), Breaks: spansAt(w.Breaks)}
	for field, list := range map[string][]ClockSpan{"work": w.Work, "breaks": w.Breaks} {
		for i, c := range list {
			if c.From < 0 || c.To > 24*60 || int(c.From)%UnitMinutes != 0 || int(c.To)%UnitMinutes != 0 ||
				(i > 0 && c.From < list[i-1].To) {
				return ShiftSpan.At(field)
			}
		}
	}
	return s.Validate()
}

// spansAt are the stretches of a day that begins at zero.
func spansAt(list []ClockSpan) []span.Span {
	out := make([]span.Span, len(list))
	for i, c := range list {
		out[i] = span.Span{Start: int64(c.From) * span.Minute, End: int64(c.To) * span.Minute}
	}
	return out
}

// spansOn puts times of the clock on a day.
func spansOn(list []ClockSpan, d civil.Day, zone *time.Location) []span.Span {
	var out []span.Span
	for _, c := range list {
		out = append(out, span.Span{Start: d.At(c.From, zone), End: d.At(c.To, zone)})
	}
	return out
}

// WeekPlan is somebody's usual week at one clinic from a day on. Of several that
// hold on a day, the one that began last counts, so that a summer plan stands
// over the usual one and gives way to it when it ends.
type WeekPlan struct {
	Clinic  string
	Staff   string
	From    civil.Day
	To      civil.Day // last day; "" = no end
	Days    map[time.Weekday]WorkDay
	Version int64
}

// Holds tells whether the plan speaks of the day.
func (w WeekPlan) Holds(d civil.Day) bool { return w.From <= d && (w.To == "" || d <= w.To) }

// Validate refuses a plan that ends before it begins or has a day that cannot be
// worked. Fault: ShiftSpan.
func (w WeekPlan) Validate() error {
	if w.To != "" && w.To < w.From {
		return ShiftSpan.At("to_day")
	}
	for _, day := range w.Days {
		if err := day.Validate(); err != nil {
			return err
		}
	}
	return nil
}

// lettered is the plan with the letter for days that name none.
func (w WeekPlan) lettered(who Who) WeekPlan {
	days := map[time.Weekday]WorkDay{}
	for weekday, day := range w.Days {
		if day.Who == "" {
			day.Who = who
		}
		days[weekday] = day
	}
	w.Days = days
	return w
}

// DayShift is a single day that is not like its week.
type DayShift struct {
	Clinic string
	Staff  string
	Day    civil.Day
	WorkDay
	Version int64
}

// TimeOff is leave: days on which somebody does not work, in all clinics; it counts once
// it is approved.
type TimeOff struct {
	ID       string
	Staff    string
	Days     Days
	Reason   string
	StandIn  string // who has their tasks meanwhile; "" = nobody was named
	Approved bool
	Version  int64
}

// EntryKind says how a day is not like its weekday.
type EntryKind string

// The kinds of entries in a calendar.
const (
	EntryClosed      EntryKind = "closed"
	EntryHoliday     EntryKind = "holiday"      // public holiday; the clinic may be open
	EntryMakeUp      EntryKind = "make_up"      // a weekend day on which the country works (调休)
	EntrySchoolBreak EntryKind = "school_break" // children are at home
	EntryHours       EntryKind = "hours"        // open at other hours than the weekday's
	EntryOrdinary    EntryKind = "ordinary"     // like its weekday here, whatever the group says
)

// CalendarEntry is a range of days that are not like their weekdays.
type CalendarEntry struct {
	ID      string
	Version int64
	Clinic  string // "" = all clinics of the group
	Kind    EntryKind
	Days    Days
	Name    string    // shown: 国庆节
	Hours   ClockSpan // of EntryHours
}

// longestEntry bounds a range of the calendar, in days.
const longestEntry = 100

// Validate refuses ranges that end before they begin or are too long, and hours
// that are none. Faults: EntryRange, EntryHoursWrong.
func (e CalendarEntry) Validate() error {
	if n := e.Days.To.Sub(e.Days.From); n < 0 || n >= longestEntry {
		return EntryRange.At("to_day", "max", longestEntry)
	}
	h := e.Hours
	if e.Kind == EntryHours && (h.From < 0 || h.To > 24*60 || h.From >= h.To || int(h.From)%UnitMinutes != 0 || int(h.To)%UnitMinutes != 0) {
		return EntryHoursWrong.At("opens")
	}
	if e.Clinic == "" && (e.Kind == EntryHours || e.Kind == EntryOrdinary) {
		return EntryOfClinic.At("kind")
	}
	return nil
}

// DoctorTemplate is a doctor's day template for one weekday at one clinic.
type DoctorTemplate struct {
	Clinic  string
	Doctor  string
	Weekday time.Weekday
	Rules   DayTemplate
	Version int64
}

// roster is everything that decides about who works when in a clinic over some
// days.
type roster struct {
	weeks     []WeekPlan
	shifts    []DayShift
	leave     []TimeOff // approved
	calendar  []CalendarEntry
	templates []DoctorTemplate
	lanes     map[string]int
}

// calendarOf spreads the entries over days. What a clinic says of a day stands
// over what the group says; "ordinary" takes the group's word back.
func (r roster) calendarOf() Calendar {
	c := Calendar{Closed: map[civil.Day]string{}, MakeUp: map[civil.Day]bool{}, Holidays: map[civil.Day]bool{}, Hours: map[civil.Day]ClockSpan{}}
	for _, e := range r.calendar {
		if e.Clinic == "" {
			c.add(e)
		}
	}
	for _, e := range r.calendar {
		if e.Clinic != "" && e.Kind == EntryOrdinary {
			for d := e.Days.From; d <= e.Days.To; d = d.AddDays(1) {
				delete(c.Closed, d)
				delete(c.MakeUp, d)
				delete(c.Holidays, d)
			}
		}
	}
	for _, e := range r.calendar {
		if e.Clinic != "" {
			c.add(e)
		}
	}
	return c
}

func (c *Calendar) add(e CalendarEntry) {
	if e.Kind == EntrySchoolBreak {
		c.SchoolBreaks = append(c.SchoolBreaks, e.Days)
		return
	}
	for d := e.Days.From; d <= e.Days.To; d = d.AddDays(1) {
		switch e.Kind {
		case EntryClosed:
			c.Closed[d] = e.Name
		case EntryHoliday:
			c.Holidays[d] = true
		case EntryMakeUp:
			c.MakeUp[d] = true
		case EntryHours:
			c.Hours[d] = e.Hours
		}
	}
}

// openingOf is when a clinic opens on a day by its hours, empty where it does
// not; a make-up day opens like a Friday. Closed days are Calendar.Closed.
func openingOf(c org.Clinic, cal Calendar, d civil.Day) span.Span {
	zone := c.Location()
	if h, ok := cal.Hours[d]; ok {
		return span.Span{Start: d.At(h.From, zone), End: d.At(h.To, zone)}
	}
	o := c.Hours[cal.RosterWeekday(d)]
	if o.Closed() {
		return span.Span{}
	}
	return span.Span{Start: d.At(o.From, zone), End: d.At(o.To, zone)}
}

// workOn is how somebody works on a day before leave is looked at: the single
// day if there is one, else the week; ok is false where nothing is planned.
func (r roster) workOn(cal Calendar, staff string, d civil.Day) (w WorkDay, single, ok bool) {
	for _, s := range r.shifts {
		if s.Staff == staff && s.Day == d {
			return s.WorkDay, true, true
		}
	}
	var since civil.Day
	for _, plan := range r.weeks {
		if plan.Staff == staff && plan.Holds(d) && plan.From >= since {
			since = plan.From
			w, ok = plan.Days[cal.RosterWeekday(d)]
		}
	}
	return w, false, ok
}

// onLeave gives the leave that somebody has on a day.
func (r roster) onLeave(staff string, d civil.Day) (TimeOff, bool) {
	at := slices.IndexFunc(r.leave, func(l TimeOff) bool { return l.Staff == staff && l.Approved && l.Days.Holds(d) })
	if at < 0 {
		return TimeOff{}, false
	}
	return r.leave[at], true
}

// people are the ids of everybody who is planned, each once, in the order of
// their plans.
func (r roster) people() []string {
	var out []string
	seen := map[string]bool{}
	add := func(id string) {
		if !seen[id] {
			seen[id] = true
			out = append(out, id)
		}
	}
	for _, w := range r.weeks {
		add(w.Staff)
	}
	for _, s := range r.shifts {
		add(s.Staff)
	}
	return out
}

// doctors are the ids of everybody who works as a doctor on one of these days.
func (r roster) doctors() []string {
	var out []string
	add := func(who Who, id string) {
		if who == Doctor && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	for _, w := range r.weeks {
		for _, day := range w.Days {
			add(day.Who, w.Staff)
		}
	}
	for _, s := range r.shifts {
		add(s.Who, s.Staff)
	}
	return out
}

// shiftsOn is who works on a day: the week's roster, single days in its stead,
// and nobody who is on leave.
func (r roster) shiftsOn(cal Calendar, d civil.Day, zone *time.Location) []Shift {
	var out []Shift
	for _, staff := range r.people() {
		w, _, ok := r.workOn(cal, staff, d)
		if !ok || len(w.Work) == 0 {
			continue
		}
		if _, away := r.onLeave(staff, d); away {
			continue
		}
		out = append(out, Shift{StaffID: staff, Who: w.Who, Work: spansOn(w.Work, d, zone), Breaks: spansOn(w.Breaks, d, zone)})
	}
	return out
}

// parted parts the shifts of a day into doctors and the people of the pools.
func (r roster) parted(cal Calendar, d civil.Day, zone *time.Location) (doctors []DoctorDay, staff []Shift) {
	for _, s := range r.shiftsOn(cal, d, zone) {
		if s.Who != Doctor {
			if s.Who != Nobody {
				staff = append(staff, s)
			}
			continue
		}
		doc := DoctorDay{ID: s.StaffID, Lanes: max(r.lanes[s.StaffID], 1), Free: s.Free()}
		for _, t := range r.templates {
			if t.Doctor == s.StaffID && t.Weekday == cal.RosterWeekday(d) {
				doc.Template = t.Rules
			}
		}
		doctors = append(doctors, doc)
	}
	return doctors, staff
}

// Staggered gives everybody of one letter on a day a break of the same length,
// shared out over a window, in the order of the shifts; whose work does not hold
// the break keeps their own.
func Staggered(shifts []Shift, who Who, window span.Span, minutes int) []Shift {
	var out []Shift
	for _, s := range shifts {
		if s.Who == who {
			out = append(out, s)
		}
	}
	for i, b := range StaggeredBreaks(window, minutes, len(out)) {
		if span.Within(b, out[i].Work) {
			out[i].Breaks = []span.Span{b}
		}
	}
	return out
}

// letterOf is the letter of a pattern that somebody counts as in a clinic, by the
// roles they hold there; Nobody for people of no pool. A shift may say otherwise.
func letterOf(p org.Staff, clinic string) Who {
	for _, one := range []struct {
		role string
		who  Who
	}{
		{org.RoleDoctor, Doctor}, {org.RoleSecondDentist, Second}, {org.RoleImaging, Imager}, {org.RoleAssistant, Assistant},
		{org.RoleNurse, Assistant}, {org.RoleCoordinator, Coordinator},
	} {
		if p.Is(one.role, clinic) {
			return one.who
		}
	}
	return Nobody
}

// licensedFor refuses to let somebody without a dentist's licence count as one.
// Fault: LicenceMissing.
func licensedFor(p org.Staff, who Who) error {
	if (who == Doctor || who == Second) && !p.MayDoLicensedActs {
		return LicenceMissing.At("who", "name", p.Name)
	}
	return nil
}

// collides tells whether two days of work of one person share a minute: nobody is
// in two clinics at once.
func (w WorkDay) collides(o WorkDay) bool {
	for _, a := range spansAt(w.Work) {
		for _, b := range spansAt(o.Work) {
			if a.Overlaps(b) {
				return true
			}
		}
	}
	return false
}
