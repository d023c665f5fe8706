package visits

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/span"
	"archwire/internal/modules/org"
)

func nine(who Who) WorkDay {
	return WorkDay{Who: who, Work: []ClockSpan{{9 * 60, 18 * 60}}, Breaks: []ClockSpan{{12 * 60, 13 * 60}}}
}

func week(day WorkDay, weekdays ...time.Weekday) map[time.Weekday]WorkDay {
	out := map[time.Weekday]WorkDay{}
	for _, w := range weekdays {
		out[w] = day
	}
	return out
}

// TestThePlanThatBeganLastHolds: a summer plan stands over the usual one, also on
// weekdays that it does not name, and gives way when it ends.
func TestThePlanThatBeganLastHolds(t *testing.T) {
	short := WorkDay{Who: Assistant, Work: []ClockSpan{{8 * 60, 12 * 60}}}
	r := roster{
		weeks: []WeekPlan{
			{Staff: "jiang", From: "2026-07-01", To: "2026-08-31", Days: week(short, mon)},
			{Staff: "jiang", From: "2026-01-01", Days: week(nine(Assistant), mon, tue)},
		},
		shifts: []DayShift{{Staff: "jiang", Day: "2026-08-03", WorkDay: WorkDay{Who: Assistant}}},
	}
	for day, want := range map[civil.Day]int{
		"2025-12-29": 0,   // a Monday before anything was planned
		"2026-06-29": 480, // Monday, usual
		"2026-07-06": 240, // Monday, summer
		"2026-07-07": 0,   // Tuesday, which the summer plan does not name
		"2026-08-03": 0,   // a single day off
		"2026-09-01": 480, // Tuesday, usual again
	} {
		got := 0
		for _, s := range r.shiftsOn(Calendar{}, day, shanghai) {
			got += span.Sum(s.Free())
		}
		if got != want {
			t.Errorf("%s: %d minutes, want %d", day, got, want)
		}
	}
}

// TestAMakeUpDayIsWorkedLikeAFriday, unless the clinic says that it is not.
func TestAMakeUpDayIsWorkedLikeAFriday(t *testing.T) {
	sunday := civil.Day("2026-09-20")
	clinic := org.Clinic{ID: "mill", Zone: "Asia/Shanghai"}
	clinic.Hours[fri] = org.Opening{From: 9 * 60, To: 18 * 60}
	r := roster{
		weeks:    []WeekPlan{{Staff: "a", From: "2026-01-01", Days: week(nine(Assistant), fri)}, {Staff: "b", From: "2026-01-01", Days: week(nine(Assistant), sun)}},
		calendar: []CalendarEntry{{Kind: EntryMakeUp, Days: Days{sunday, sunday}, Name: "调休"}},
	}
	who := func() (out []string) {
		for _, s := range r.shiftsOn(r.calendarOf(), sunday, shanghai) {
			out = append(out, s.StaffID)
		}
		return out
	}
	if got := who(); !slices.Equal(got, []string{"a"}) || openingOf(clinic, r.calendarOf(), sunday).Empty() || !r.calendarOf().SchoolDay(sunday) {
		t.Errorf("a make-up Sunday: %v works, open %v", got, openingOf(clinic, r.calendarOf(), sunday))
	}
	r.calendar = append(r.calendar, CalendarEntry{Clinic: "mill", Kind: EntryOrdinary, Days: Days{sunday, sunday}})
	if got := who(); !slices.Equal(got, []string{"b"}) || !openingOf(clinic, r.calendarOf(), sunday).Empty() || r.calendarOf().SchoolDay(sunday) {
		t.Errorf("an ordinary Sunday: %v works, open %v", got, openingOf(clinic, r.calendarOf(), sunday))
	}
}

// TestTheClinicsWordStandsOverTheGroups in the calendar.
func TestTheClinicsWordStandsOverTheGroups(t *testing.T) {
	d := civil.Day("2026-10-03")
	r := roster{calendar: []CalendarEntry{
		{Clinic: "mill", Kind: EntryHours, Days: Days{d, d}, Hours: ClockSpan{10 * 60, 16 * 60}},
		{Kind: EntryHoliday, Days: Days{"2026-10-01", "2026-10-07"}},
		{Kind: EntryClosed, Days: Days{"2026-10-01", "2026-10-02"}, Name: "国庆休诊"},
	}}
	c := r.calendarOf()
	if c.Closed["2026-10-02"] != "国庆休诊" || c.Closed[d] != "" || !c.Holidays["2026-10-07"] || c.SchoolDay("2026-10-05") {
		t.Errorf("%+v", c)
	}
	got := openingOf(org.Clinic{Zone: "Asia/Shanghai"}, c, d)
	if got != (span.Span{Start: d.At(10*60, shanghai), End: d.At(16*60, shanghai)}) {
		t.Errorf("opens %v", got)
	}
	r.calendar = append(r.calendar, CalendarEntry{Clinic: "mill", Kind: EntryOrdinary, Days: Days{"2026-10-02", "2026-10-02"}})
	if c := r.calendarOf(); c.Closed["2026-10-02"] != "" || c.Closed["2026-10-01"] == "" {
		t.Errorf("ordinary: %+v", c.Closed)
	}
}

// TestTheNationalCalendarHoldsTogether: make-up days are weekends and no
// holidays, and every working week that loses a day to 2026's bridges is there.
func TestTheNationalCalendarHoldsTogether(t *testing.T) {
	c := roster{calendar: NationalCalendar()}.calendarOf()
	seen := map[string]bool{}
	for _, e := range NationalCalendar() {
		if err := e.Validate(); err != nil {
			t.Errorf("%+v: %v", e, err)
		}
		key := string(e.Kind) + string(e.Days.From)
		if seen[key] {
			t.Errorf("%s is there twice", key)
		}
		seen[key] = true
	}
	for d := range c.MakeUp {
		if w := d.Weekday(); w != sat && w != sun {
			t.Errorf("%s is made up on a %s", d, w)
		}
		if c.Holidays[d] {
			t.Errorf("%s is both", d)
		}
	}
	days := func(year int) (n int) {
		for d := range c.Holidays {
			if d.Year() == year {
				n++
			}
		}
		return n
	}
	if days(2026) != 33 || len(c.MakeUp) != 6 || days(2027) != 13 {
		t.Errorf("2026: %d days, %d made up; 2027: %d", days(2026), len(c.MakeUp), days(2027))
	}
	// A make-up Saturday is a school day, but not within the winter break.
	if c.SchoolDay("2026-02-28") || !c.SchoolDay("2026-10-10") || c.SchoolDay("2026-10-06") {
		t.Error("school days are wrong around the bridges")
	}
}

// TestARoomIsOpenWhileItsClinicIs, and within that when its own hours say so.
func TestARoomIsOpenWhileItsClinicIs(t *testing.T) {
	d := civil.Day("2026-11-22")
	open := span.Span{Start: d.At(9*60, shanghai), End: d.At(18*60, shanghai)}
	own := Room{Hours: &WeekHours{sun: {{8 * 60, 12 * 60}, {17 * 60, 20 * 60}}}}
	for _, c := range []struct {
		room Room
		open span.Span
		want []span.Span
	}{
		{Room{}, open, []span.Span{open}},
		{Room{}, span.Span{}, nil},
		{own, span.Span{}, nil},
		{own, open, []span.Span{{Start: open.Start, End: d.At(12*60, shanghai)}, {Start: d.At(17*60, shanghai), End: open.End}}},
		{Room{Hours: &WeekHours{mon: {{8 * 60, 12 * 60}}}}, open, nil},
	} {
		if got := c.room.on(d.Weekday(), d, shanghai, c.open).Open; !reflect.DeepEqual(got, c.want) {
			t.Errorf("%+v: %v, want %v", c.room.Hours, got, c.want)
		}
	}
}

// TestLunchIsSharedOut within a pool, and leaves alone whom the window does not
// suit.
func TestLunchIsSharedOut(t *testing.T) {
	d := civil.Day("2026-11-22")
	at := func(from, to civil.Clock) []span.Span { return spansOn([]ClockSpan{{from, to}}, d, shanghai) }
	list := []Shift{
		{StaffID: "a", Who: Assistant, Work: at(9*60, 18*60)}, {StaffID: "b", Who: Assistant, Work: at(9*60, 18*60)},
		{StaffID: "t", Who: Coordinator, Work: at(9*60, 18*60)}, {StaffID: "late", Who: Assistant, Work: at(14*60, 20*60), Breaks: at(16*60, 17*60)},
	}
	got := Staggered(list, Assistant, at(11*60+30, 13*60+30)[0], 60)
	want := [][]span.Span{at(11*60+30, 12*60+30), at(12*60, 13*60), at(16*60, 17*60)}
	if len(got) != 3 {
		t.Fatalf("%+v", got)
	}
	for i := range got {
		if !reflect.DeepEqual(got[i].Breaks, want[i]) {
			t.Errorf("%s: %v, want %v", got[i].StaffID, got[i].Breaks, want[i])
		}
	}
	if list[0].Breaks != nil {
		t.Error("the given shifts were changed")
	}
}

// TestWhatCannotBeWorkedIsRefused: every rule of work days, plans, entries, rooms,
// blocks and duties speaks once.
func TestWhatCannotBeWorkedIsRefused(t *testing.T) {
	work := func(list ...ClockSpan) WorkDay { return WorkDay{Who: Assistant, Work: list} }
	long := string(make([]rune, 10_000))
	for name, c := range map[string]struct {
		err  error
		want *fault.Def
	}{
		"a good day":                 {nine(Doctor).Validate(), nil},
		"two halves":                 {work(ClockSpan{8 * 60, 12 * 60}, ClockSpan{14 * 60, 18 * 60}).Validate(), nil},
		"until midnight":             {work(ClockSpan{20 * 60, 24 * 60}).Validate(), nil},
		"an unknown letter":          {WorkDay{Who: "Z"}.Validate(), ShiftSpan},
		"backwards":                  {work(ClockSpan{12 * 60, 9 * 60}).Validate(), ShiftSpan},
		"off the grid":               {work(ClockSpan{9*60 + 3, 12 * 60}).Validate(), ShiftSpan},
		"after midnight":             {work(ClockSpan{22 * 60, 26 * 60}).Validate(), ShiftSpan},
		"halves that overlap":        {work(ClockSpan{8 * 60, 12 * 60}, ClockSpan{11 * 60, 18 * 60}).Validate(), ShiftSpan},
		"a break outside the work":   {WorkDay{Assistant, []ClockSpan{{9 * 60, 12 * 60}}, []ClockSpan{{12 * 60, 13 * 60}}}.Validate(), ShiftSpan},
		"a plan that ends first":     {WeekPlan{From: "2026-02-01", To: "2026-01-01"}.Validate(), ShiftSpan},
		"an entry backwards":         {CalendarEntry{Kind: EntryClosed, Days: Days{"2026-02-02", "2026-02-01"}}.Validate(), EntryRange},
		"an entry of a year":         {CalendarEntry{Kind: EntryClosed, Days: Days{"2026-01-01", "2026-12-31"}}.Validate(), EntryRange},
		"hours that are none":        {CalendarEntry{Kind: EntryHours, Clinic: "c", Days: Days{"2026-01-01", "2026-01-01"}}.Validate(), EntryHoursWrong},
		"the group's other hours":    {CalendarEntry{Kind: EntryHours, Days: Days{"2026-01-01", "2026-01-01"}, Hours: ClockSpan{600, 900}}.Validate(), EntryOfClinic},
		"a chair":                    {Room{Name: "𠮷䶮椅 🦷", Where: Chair}.Validate(), nil},
		"a chair without a name":     {Room{Where: Chair}.Validate(), RoomName},
		"a chair with a novel":       {Room{Name: long, Where: Chair}.Validate(), RoomName},
		"a chair of no kind":         {Room{Name: "x", Where: "sofa"}.Validate(), RoomKind},
		"a chair of no side":         {Room{Name: "x", Where: Chair, Area: "garden"}.Validate(), RoomKind},
		"an empty tag":               {Room{Name: "x", Where: Chair, Tags: []string{""}}.Validate(), RoomTags},
		"odd hours":                  {Room{Name: "x", Where: Chair, Hours: &WeekHours{{{9*60 + 1, 600}}}}.Validate(), ShiftSpan},
		"a block of no time":         {Block{Span: span.Span{Start: span.Hour, End: span.Hour}}.Validate(), BlockSpan},
		"a block off the grid":       {Block{Span: span.Span{Start: span.Hour, End: span.Hour + span.Minute}}.Validate(), BlockSpan},
		"a block of a year":          {Block{Span: span.Span{Start: 0, End: 365 * span.Day}}.Validate(), BlockSpan},
		"a duty of two months":       {Duty{Doctor: "d", Span: span.Span{Start: 0, End: 60 * span.Day}}.Validate(), DutySpan},
		"a doctor who assists alone": {Duty{Doctor: "d", Assistant: "d", Span: span.Span{Start: 0, End: span.Day}}.Validate(), NotOnStaff},
		"lunch without room":         {Lunch{Days: Days{"2026-01-01", "2026-01-01"}, Window: ClockSpan{720, 750}, Minutes: 60}.Validate(), LunchWindow},
		"lunch for a year":           {Lunch{Days: Days{"2026-01-01", "2026-12-31"}, Window: ClockSpan{690, 810}, Minutes: 60}.Validate(), RangeTooLong},
	} {
		if (c.want == nil) != (c.err == nil) || (c.want != nil && !errors.Is(c.err, c.want)) {
			t.Errorf("%s: %v", name, c.err)
		}
	}
}

// TestLettersFollowRoles, and a dentist's letter asks for a licence.
func TestLettersFollowRoles(t *testing.T) {
	holds := func(licensed bool, roles ...string) org.Staff {
		p := org.Staff{Name: "某", MayDoLicensedActs: licensed}
		for _, r := range roles {
			p.Holdings = append(p.Holdings, org.Holding{Role: r, Clinic: "mill"})
		}
		return p
	}
	for want, roles := range map[Who][]string{
		Doctor: {org.RoleManager, org.RoleDoctor}, Second: {org.RoleSecondDentist}, Imager: {org.RoleNurse, org.RoleImaging},
		Assistant: {org.RoleNurse}, Coordinator: {org.RoleCoordinator}, Nobody: {org.RoleFrontDesk, org.RoleCashier},
	} {
		if got := letterOf(holds(true, roles...), "mill"); got != want {
			t.Errorf("%v: %s, want %s", roles, got, want)
		}
		if got := letterOf(holds(true, roles...), "boat"); got != Nobody {
			t.Errorf("%v in another clinic: %s", roles, got)
		}
	}
	if licensedFor(holds(false, org.RoleNurse), Second) == nil || licensedFor(holds(false, org.RoleNurse), Assistant) != nil || licensedFor(holds(true), Doctor) != nil {
		t.Error("licences are asked for wrongly")
	}
}
