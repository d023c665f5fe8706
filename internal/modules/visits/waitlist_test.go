package visits

import (
	"slices"
	"testing"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/span"
)

func TestRankWaitlist(t *testing.T) {
	day := smallDay()
	s := day.Prepare()
	take(t, s, book(day, "before", "C:AADDAA", "09:30", "c1"))
	take(t, s, book(day, "after", "C:AADDAA", "10:35", "c1"))
	freed := Freed{Span: span.Span{Start: clock(day, "10:05"), End: clock(day, "10:35")}, DoctorID: "doc", PlaceID: "c1"}
	adjust, _ := DefaultTemplate("o12")
	reduce, _ := DefaultTemplate("o15")
	wire, _ := DefaultTemplate("o13")
	bond, _ := DefaultTemplate("o07")
	entry := func(id string, t Template, change func(*WaitEntry)) WaitEntry {
		e := WaitEntry{ID: id, Template: t, Since: day.Now - span.Hour}
		if change != nil {
			change(&e)
		}
		return e
	}
	list := []WaitEntry{
		entry("short", adjust, nil),
		entry("longer", reduce, nil),
		entry("urgent", adjust, func(e *WaitEntry) { e.Urgent = true }),
		entry("too long with turnover", wire, nil),
		entry("far too long", bond, nil),
		entry("too far away", adjust, func(e *WaitEntry) { e.ReachMinutes = 180 }),
		entry("other doctor", adjust, func(e *WaitEntry) { e.Doctors = []string{"other"} }),
		entry("other day", adjust, func(e *WaitEntry) { e.Days = Days{"2026-12-01", "2026-12-24"} }),
		entry("afternoons", adjust, func(e *WaitEntry) { e.Parts = []Part{{14 * 60, 18 * 60}} }),
		entry("comes before that anyway", adjust, func(e *WaitEntry) { e.VisitStart = clock(day, "09:00") }),
		entry("comes much earlier", adjust, func(e *WaitEntry) { e.VisitStart = clock(day, "10:00") + 20*span.Day }),
		entry("child at school", adjust, func(e *WaitEntry) { e.SchoolAge = true }),
	}
	s.doctors["doc"].Template = DefaultDayTemplate()
	got := RankWaitlist(s, freed, list)
	var ids []string
	for _, o := range got {
		ids = append(ids, o.EntryID)
		if !freed.Span.Contains(o.Fit.Plan.Span()) {
			t.Errorf("%s would be there %v", o.EntryID, o.Fit.Plan.Span())
		}
		if slices.Contains(o.Reasons, WaitFills) {
			t.Errorf("%s does not fill half an hour: %v", o.EntryID, o.Reasons)
		}
		b := Booking{VisitID: o.EntryID, Template: adjust, Plan: o.Fit.Plan}
		if c := Check(s, b); len(c) > 0 {
			t.Errorf("%s at %s: %+v", o.EntryID, civil.ClockOf(o.Fit.Plan.Start, shanghai), c)
		}
	}
	want := []string{"urgent", "comes much earlier", "longer", "short"}
	if !slices.Equal(ids, want) {
		t.Errorf("ranked %v, want %v", ids, want)
	}
	if len(got) > 0 && !slices.Contains(got[0].Reasons, WaitUrgent) {
		t.Errorf("reasons of the first: %v", got[0].Reasons)
	}
	freed.Span.End = clock(day, "10:25")
	for _, o := range RankWaitlist(s, freed, list) {
		if !slices.Contains(o.Reasons, WaitFills) {
			t.Errorf("%s takes %d of 20 minutes, reasons %v", o.EntryID, o.Fit.Plan.Span().Minutes(), o.Reasons)
		}
	}
}

func TestStaggeredBreaks(t *testing.T) {
	d := smallDay()
	window := span.Span{Start: clock(d, "11:30"), End: clock(d, "13:30")}
	for n, want := range map[int][]string{
		1: {"11:30"}, 2: {"11:30", "12:30"}, 3: {"11:30", "12:00", "12:30"},
		7: {"11:30", "12:00", "12:30", "11:30", "12:00", "12:30", "11:30"},
	} {
		var got []string
		for _, b := range StaggeredBreaks(window, 60, n) {
			if !window.Contains(b) || b.Minutes() != 60 {
				t.Errorf("a break of %v", b)
			}
			got = append(got, civil.ClockOf(b.Start, shanghai).String())
		}
		if !slices.Equal(got, want) {
			t.Errorf("%d people: %v, want %v", n, got, want)
		}
	}
}

func TestCalendar(t *testing.T) {
	c := Calendar{
		Holidays:     map[civil.Day]bool{"2026-10-01": true},
		MakeUp:       map[civil.Day]bool{"2026-10-10": true},
		SchoolBreaks: []Days{{"2026-07-11", "2026-08-31"}},
	}
	for day, want := range map[civil.Day]bool{
		"2026-09-30": true, "2026-10-01": false, "2026-10-10": true, "2026-10-11": false, "2026-07-15": false, "2026-08-31": false, "2026-09-01": true,
	} {
		if got := c.SchoolDay(day); got != want {
			t.Errorf("%s: school %v, want %v", day, got, want)
		}
	}
	if c.RosterWeekday("2026-10-10") != time.Friday || c.RosterWeekday("2026-10-11") != time.Sunday {
		t.Error("a make-up Saturday is worked as a Friday, the Sunday after is a Sunday")
	}
}

func TestShiftFaults(t *testing.T) {
	day := span.Span{Start: 0, End: 9 * span.Hour}
	for i, s := range []Shift{
		{Work: []span.Span{{Start: 5, End: 5}}},
		{Work: []span.Span{{Start: 0, End: span.Day + 1}}},
		{Work: []span.Span{day}, Breaks: []span.Span{{Start: 8 * span.Hour, End: 10 * span.Hour}}},
	} {
		if s.Validate() == nil {
			t.Errorf("case %d is accepted", i)
		}
	}
	if err := (Shift{Work: []span.Span{day}, Breaks: []span.Span{span.Of(3*span.Hour, 60)}}).Validate(); err != nil {
		t.Error(err)
	}
}

func TestNumbers(t *testing.T) {
	if err := DefaultNumbers().Validate(); err != nil {
		t.Error(err)
	}
	for i, change := range []func(*Numbers){
		func(n *Numbers) { n.TurnoverMinutes = 7 }, func(n *Numbers) { n.TurnoverMinutes = -5 },
		func(n *Numbers) { n.LateCancelHours = 1000 }, func(n *Numbers) { n.CallDueMinutes = 10 },
		func(n *Numbers) { n.SuspectMinutes = 0 }, func(n *Numbers) { n.MaxWaitMinutes = 65 },
	} {
		n := DefaultNumbers()
		change(&n)
		if n.Validate() == nil {
			t.Errorf("case %d is accepted: %+v", i, n)
		}
	}
}

func TestLoad(t *testing.T) {
	d := smallDay()
	s := d.Prepare()
	take(t, s, book(d, "a", "C:ADA", "10:10", "c1"))
	take(t, s, book(d, "b", "C:ADA", "10:15", "c2"))
	got := s.Load(Assistant, clock(d, "10:00"), clock(d, "11:00"))
	if len(got) != 2 || got[0].Need != 2 || got[0].Have != 3 || got[1].Need != 1 || got[1].Have != 3 {
		t.Errorf("assistants: %+v", got)
	}
	if got := s.Load(Doctor, clock(d, "10:00"), clock(d, "10:30")); got[0].Need != 1 || got[0].Have != 1 {
		t.Errorf("doctors: %+v", got)
	}
	s.Release("a")
	s.Release("b")
	if got := s.Load(Assistant, clock(d, "10:00"), clock(d, "10:30")); got[0].Need != 0 || len(s.Held) != 0 {
		t.Errorf("after release: %+v", got)
	}
}
