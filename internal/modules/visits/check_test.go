package visits

import (
	"errors"
	"testing"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/span"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// smallDay is a school Wednesday of one orthodontist with three chairs, a room
// of each kind and few people, open 9:00 to 18:00, lunch 12:00 to 13:00.
func smallDay() Day {
	date := civil.Day("2026-11-25")
	at := func(h, m int) int64 { return date.At(civil.Clock(h*60+m), shanghai) }
	work := []span.Span{{Start: at(9, 0), End: at(18, 0)}}
	noon := []span.Span{{Start: at(12, 0), End: at(13, 0)}}
	d := Day{
		ClinicID: "clinic", Date: date, Zone: shanghai, Now: at(8, 0), SchoolDay: true, Numbers: DefaultNumbers(),
		Doctors: []DoctorDay{{ID: "doc", Lanes: 1, Free: span.Minus(work, noon)}},
	}
	for i, p := range []Place{{ID: "c1", Where: Chair}, {ID: "c2", Where: Chair}, {ID: "c3", Where: Chair, Tags: []string{"ceph"}},
		{ID: "k1", Where: Consult}, {ID: "k2", Where: Consult}, {ID: "x1", Where: Imaging}, {ID: "y1", Where: Training}} {
		p.Position, p.Open = i, work
		d.Places = append(d.Places, p)
	}
	for _, who := range []Who{Assistant, Assistant, Assistant, Second, Coordinator, Imager} {
		d.Staff = append(d.Staff, Shift{StaffID: string(who), Who: who, Work: work, Breaks: noon})
	}
	return d
}

func clock(d Day, s string) int64 {
	c, err := civil.ParseClock(s)
	if err != nil {
		panic(err)
	}
	return d.Date.At(c, d.Zone)
}

// book makes a booking of a pattern at a time of the small day.
func book(d Day, visit, pattern, at string, places ...string) Booking {
	p, err := ParsePattern(pattern)
	if err != nil {
		panic(err)
	}
	return Booking{VisitID: visit, Template: Template{Code: "t", Category: "active", Pattern: p},
		Plan: Plan{Pattern: p, Start: clock(d, at), DoctorID: "doc", Places: places}}
}

func take(t testing.TB, s *DayState, b Booking) {
	t.Helper()
	h, err := s.HoldOf(b)
	if err != nil {
		t.Fatalf("%s: %v", b.VisitID, err)
	}
	s.Take(h)
}

func TestClaims(t *testing.T) {
	d := smallDay()
	b := book(d, "v", "K:T X:II K:DDDTTT", "10:00", "k1", "x1", "k1")
	h, err := d.Prepare().HoldOf(b)
	if err != nil {
		t.Fatal(err)
	}
	at := func(from, to string) span.Span { return span.Span{Start: clock(d, from), End: clock(d, to)} }
	want := []Claim{
		{"place:k1", at("10:00", "10:05")}, {"place:k1", at("10:15", "10:45")}, {"place:x1", at("10:05", "10:15")},
		{"doctor:doc:0", at("10:15", "10:30")},
	}
	if diff := cmp.Diff(want, h.Claims); diff != "" {
		t.Error(diff)
	}
	b = book(d, "v", "C:ADA", "10:00", "c1")
	h, _ = d.Prepare().HoldOf(b)
	if diff := cmp.Diff([]Claim{{"place:c1", at("10:00", "10:20")}, {"doctor:doc:0", at("10:05", "10:10")}}, h.Claims); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]Need{{Assistant, at("10:00", "10:05")}, {Assistant, at("10:10", "10:15")}, {Assistant, at("10:15", "10:20")}}, h.Needs); diff != "" {
		t.Error(diff)
	}
	long := Blocking("c1", span.Span{Start: 0, End: 5*span.Day/2 + 7})
	if len(long) != 3 || long[2].Span != (span.Span{Start: 2 * span.Day, End: 5*span.Day/2 + 7}) {
		t.Errorf("a long block is cut into %v", long)
	}
}

func TestPlanFaults(t *testing.T) {
	d := smallDay()
	good := book(d, "v", "C:ADA X:I", "10:00", "c1", "x1").Plan
	for name, c := range map[string]struct {
		change func(*Plan)
		want   error
	}{
		"off the grid":   {func(p *Plan) { p.Start += span.Minute }, PlanOffGrid},
		"no start":       {func(p *Plan) { p.Start = 0 }, PlanOffGrid},
		"a place short":  {func(p *Plan) { p.Places = p.Places[:1] }, PlanPlaces},
		"an empty place": {func(p *Plan) { p.Places = []string{"c1", ""} }, PlanPlaces},
		"no doctor":      {func(p *Plan) { p.DoctorID = "" }, PlanNoDoctor},
	} {
		p := good
		c.change(&p)
		if err := p.Validate(); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if err := good.Validate(); err != nil {
		t.Error(err)
	}
}

// TestRules walks every rule: what is there, what is wanted, what stands against it.
func TestRules(t *testing.T) {
	d := smallDay()
	type held struct{ visit, pattern, at, place string }
	emergency := func(b *Booking) { b.Template.Category = "emergency" }
	for _, c := range []struct {
		name   string
		day    func(*Day)
		held   []held
		want   Booking
		change func(*Booking)
		kind   ClashKind // "" for none
		holder string
		weight Weight
	}{
		{name: "an empty day", want: book(d, "w", "C:ADA", "10:00", "c1")},
		{name: "1 a chair in use", held: []held{{"a", "C:AAA", "10:00", "c1"}}, want: book(d, "w", "C:AAA", "10:10", "c1"), kind: ClashPlace, holder: "a", weight: Firm},
		{name: "1 a chair in turnover", held: []held{{"a", "C:AAA", "10:00", "c1"}}, want: book(d, "w", "C:AAA", "10:15", "c1"), kind: ClashPlace, holder: "a", weight: Firm},
		{name: "1 a chair after turnover", held: []held{{"a", "C:AAA", "10:00", "c1"}}, want: book(d, "w", "C:AAA", "10:20", "c1")},
		{name: "1 own turnover into the next", held: []held{{"a", "C:AAA", "10:15", "c1"}}, want: book(d, "w", "C:AAA", "10:00", "c1"), kind: ClashPlace, holder: "a", weight: Firm},
		{name: "1 the visit itself", held: []held{{"w", "C:AAA", "10:00", "c1"}}, want: book(d, "w", "C:AAA", "10:10", "c1")},
		{name: "2 the doctor's hands", held: []held{{"a", "C:ADDA", "10:00", "c1"}}, want: book(d, "w", "C:ADA", "10:05", "c2"), kind: ClashDoctor, holder: "a", weight: Firm},
		{name: "2 hands interleave", held: []held{{"a", "C:ADA", "10:00", "c1"}}, want: book(d, "w", "C:ADA", "10:05", "c2")},
		{name: "2 two hands", day: func(d *Day) { d.Doctors[0].Lanes = 2 }, held: []held{{"a", "C:ADDA", "10:00", "c1"}}, want: book(d, "w", "C:ADA", "10:05", "c2")},
		{name: "3 assistants", held: []held{{"a", "C:AAA", "10:00", "c1"}, {"b", "C:AAA", "10:00", "c2"}, {"c", "Y:AAA", "10:00", "y1"}}, want: book(d, "w", "C:AAA", "10:00", "c3"), kind: ClashPool, weight: Reasoned},
		{name: "3 the turnover's assistant", held: []held{{"a", "C:AAA", "10:15", "c1"}, {"b", "C:AAA", "10:15", "c2"}, {"c", "Y:AAA", "10:15", "y1"}}, want: book(d, "w", "C:AAA", "10:00", "c3"), kind: ClashPool, weight: Reasoned},
		{name: "3 lunch", want: book(d, "w", "C:AA", "12:10", "c1"), kind: ClashPool, weight: Reasoned},
		{name: "3 one imager", held: []held{{"a", "C:II", "10:00", "c1"}}, want: book(d, "w", "X:II", "10:05", "x1"), kind: ClashPool, weight: Reasoned},
		{name: "4 the doctor's lunch", want: book(d, "w", "C:-D-", "12:50", "c1"), kind: ClashShift, weight: Reasoned},
		{name: "4 after closing", want: book(d, "w", "K:---", "17:50", "k1"), kind: ClashShift, weight: Reasoned},
		{name: "4 a doctor who is not there", want: book(d, "w", "C:ADA", "10:00", "c1"), change: func(b *Booking) { b.Plan.DoctorID = "other" }, kind: ClashShift, weight: Reasoned},
		{name: "4 a closed day", day: func(d *Day) { d.Closed = "国庆节" }, want: book(d, "w", "C:ADA", "10:00", "c1"), kind: ClashClosed, weight: Reasoned},
		{name: "a room for a chair", want: book(d, "w", "C:ADA", "10:00", "k1"), kind: ClashWrong, weight: Firm},
		{name: "no such place", want: book(d, "w", "C:ADA", "10:00", "nowhere"), kind: ClashWrong, weight: Firm},
		{name: "the past", day: func(d *Day) { d.Now = clock(*d, "10:05") }, want: book(d, "w", "C:ADA", "10:00", "c1"), kind: ClashPast, weight: Firm},
		{name: "the unit that runs", day: func(d *Day) { d.Now = clock(*d, "10:05") - 1 }, want: book(d, "w", "C:ADA", "10:00", "c1")},
		{name: "no appliance", want: book(d, "w", "C:ADA", "10:00", "c1"), change: func(b *Booking) { b.Template.NeedsAppliance = true }, kind: ClashAppliance, weight: Firm},
		{name: "no appliance, warned", day: func(d *Day) { d.Numbers.ApplianceBlocks = false }, want: book(d, "w", "C:ADA", "10:00", "c1"), change: func(b *Booking) { b.Template.NeedsAppliance = true }, kind: ClashAppliance, weight: Warning},
		{name: "4 a kept slot", day: kept, want: book(d, "w", "C:ADA", "10:55", "c1"), kind: ClashTemplate, weight: Reasoned},
		{name: "4 a kept slot for its own", day: kept, want: book(d, "w", "C:ADA", "10:55", "c1"), change: emergency},
		{name: "4 a kept slot given free", day: func(d *Day) { kept(d); d.Now = clock(*d, "10:30") }, want: book(d, "w", "C:ADA", "10:55", "c1")},
	} {
		day := smallDay()
		if c.day != nil {
			c.day(&day)
		}
		s := day.Prepare()
		for _, h := range c.held {
			take(t, s, book(day, h.visit, h.pattern, h.at, h.place))
		}
		if c.change != nil {
			c.change(&c.want)
		}
		got := Check(s, c.want)
		if c.kind == "" {
			if len(got) > 0 {
				t.Errorf("%s: %+v, want nothing against it", c.name, got)
			}
			continue
		}
		if len(got) == 0 || got[0].Kind != c.kind || got[0].Holder != c.holder || got[0].Weight != c.weight {
			t.Errorf("%s: %+v, want first %s by %q, weight %d", c.name, got, c.kind, c.holder, c.weight)
		}
	}
}

// kept gives the doctor one emergency unit at 11:00, free for all from 10:30.
func kept(d *Day) {
	d.Doctors[0].Template = DayTemplate{Kept: []Kept{{Category: "emergency", From: 11 * 60, Minutes: 5, Until: 10*60 + 30}}}
}

func TestDayTemplateRules(t *testing.T) {
	day := smallDay()
	day.Doctors[0].Template = DefaultDayTemplate()
	if err := DefaultDayTemplate().Validate(); err != nil {
		t.Fatal(err)
	}
	s := day.Prepare()
	rule := func(code, at string, child bool) string {
		tpl, _ := DefaultTemplate(code)
		b := Booking{VisitID: "w", Template: tpl, SchoolAge: child, ApplianceArrived: true}
		b.Plan = Plan{Pattern: tpl.Pattern, Start: clock(day, at), DoctorID: "doc"}
		for _, st := range tpl.Pattern.Stays() {
			b.Plan.Places = append(b.Plan.Places, map[Where]string{Chair: "c1", Consult: "k1", Imaging: "x1"}[st.Where])
		}
		for _, c := range Check(s, b) {
			if c.Kind == ClashTemplate {
				return c.Rule
			}
		}
		return ""
	}
	for _, c := range []struct {
		code, at string
		child    bool
		want     string
	}{
		{"o07", "09:00", false, ""}, {"o07", "09:05", false, "bonding"}, {"o07", "13:00", false, ""},
		{"o24", "11:00", false, ""}, {"o24", "11:05", false, "debonding"},
		{"o12", "10:00", false, ""}, {"o12", "10:00", true, "school_age"}, {"o12", "16:00", true, ""},
		{"o24", "10:00", true, ""}, // a debonding is not a review: children come in the morning for it
		{"o12", "17:30", false, ""}, {"o12", "17:35", false, "last_start"},
		{"o12", "11:35", false, "kept"}, {"o18", "11:30", false, ""},
	} {
		if got := rule(c.code, c.at, c.child); got != c.want {
			t.Errorf("%s at %s, child %v: %q, want %q", c.code, c.at, c.child, got, c.want)
		}
	}
	for i, at := range []string{"14:00", "15:00", "16:00"} {
		tpl, _ := DefaultTemplate("o01")
		b := Booking{VisitID: at, Template: tpl, Plan: Plan{Pattern: tpl.Pattern, Start: clock(day, at), DoctorID: "doc", Places: []string{"k1", "x1", "k1"}}}
		if got := rule("o01", "10:00", false); got != "" {
			t.Errorf("after %d first consultations: %s", i, got)
		}
		take(t, s, b)
	}
	if got := rule("o01", "10:00", false); got != "first_consultation" {
		t.Errorf("a fourth first consultation: %q", got)
	}
}

func TestDayTemplateFaults(t *testing.T) {
	for i, bad := range []DayTemplate{
		{LastStart: -1}, {LastStart: 25 * 60},
		{Rules: []DayRule{{Name: "nothing"}}},
		{Rules: []DayRule{{Matches: []string{"a"}, SchoolAge: true}}},
		{Rules: []DayRule{{Matches: []string{"a"}, From: 600, Until: 500}}},
		{Rules: []DayRule{{Matches: []string{"a"}, Max: -1}}},
		{Kept: []Kept{{Category: "e", From: 601, Minutes: 5}}},
		{Kept: []Kept{{From: 600, Minutes: 5}}},
	} {
		if err := bad.Validate(); !errors.Is(err, DayTemplateRule) {
			t.Errorf("case %d: %v", i, err)
		}
	}
}

func TestStanding(t *testing.T) {
	soft, hard, note := Clash{Kind: ClashPool, Weight: Reasoned}, Clash{Kind: ClashPlace, Weight: Firm}, Clash{Kind: ClashPatient, Weight: Warning}
	for _, c := range []struct {
		clashes []Clash
		by      Override
		left    int
		fault   error
	}{
		{[]Clash{note}, Override{}, 0, nil},
		{[]Clash{soft}, Override{}, 1, nil},
		{[]Clash{soft}, Override{Reason: "加急"}, 1, nil},
		{[]Clash{soft}, Override{Allowed: true}, 1, ReasonMissing},
		{[]Clash{soft, note}, Override{Allowed: true, Reason: "加急"}, 0, nil},
		{[]Clash{soft, hard}, Override{Allowed: true, Reason: "加急"}, 1, nil},
		{[]Clash{soft, hard}, Override{Allowed: true}, 2, nil},
	} {
		left, err := Standing(c.clashes, c.by)
		if len(left) != c.left || !errors.Is(err, c.fault) {
			t.Errorf("%+v by %+v: %d left, %v", c.clashes, c.by, len(left), err)
		}
	}
}

func TestClashFault(t *testing.T) {
	d := smallDay()
	c := Clash{Kind: ClashPlace, Span: span.Span{Start: clock(d, "10:10"), End: clock(d, "10:20")}}
	f := c.Fault(ClashNames{"3号椅", "王风筝", shanghai})
	want := map[string]any{"resource": "3号椅", "holder": "王风筝", "rule": "", "from": "10:10", "to": "10:20"}
	if f.Def != PlaceTaken || !cmp.Equal(f.Args, want) {
		t.Errorf("%v %v", f.Def, f.Args)
	}
	for kind := range clashFaults {
		if _, ok := fault.As(Clash{Kind: kind}.Fault(ClashNames{Zone: shanghai})); !ok {
			t.Errorf("%s is no fault", kind)
		}
	}
}

// TestAcceptedNeverOverlap books at random; whatever Check lets pass must keep
// every invariant, recomputed from the claims alone.
func TestAcceptedNeverOverlap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := smallDay()
		day.Doctors[0].Lanes = rapid.IntRange(1, 3).Draw(t, "lanes")
		s := day.Prepare()
		for i := range rapid.IntRange(1, 25).Draw(t, "visits") {
			b := anyBooking(t, day, i)
			if len(Check(s, b)) > 0 {
				continue
			}
			h, err := s.HoldOf(b)
			if err != nil {
				t.Fatalf("Check accepts %s, HoldOf does not: %v", b.Plan.Pattern, err)
			}
			s.Take(h)
		}
		byResource := map[string][]span.Span{}
		for _, h := range s.Held {
			for _, c := range h.Claims {
				if c.Span.End-c.Span.Start > span.Day || c.Span.Empty() {
					t.Fatalf("a claim of %v", c.Span)
				}
				if _, lane, ok := DoctorOf(c.Resource); ok && lane >= s.Doctors[0].Lanes {
					t.Fatalf("lane %d of %d", lane, s.Doctors[0].Lanes)
				}
				for _, o := range byResource[c.Resource] {
					if o.Overlaps(c.Span) {
						t.Fatalf("%s is held twice: %v and %v", c.Resource, o, c.Span)
					}
				}
				byResource[c.Resource] = append(byResource[c.Resource], c.Span)
			}
		}
		for _, who := range Pools {
			for u := range setUnits {
				if need, have := s.unitLoad(who, u); need > have {
					t.Fatalf("pool %s: %d of %d in unit %d", who, need, have, u)
				}
			}
		}
	})
}

// anyBooking draws a pattern at a start with places of the right kinds.
func anyBooking(t *rapid.T, day Day, i int) Booking {
	p := anyPattern().Draw(t, "pattern")
	b := Booking{VisitID: string(rune('a' + i)), PatientID: string(rune('a' + i)), Template: Template{Code: "t", Category: "active", Pattern: p}}
	b.Plan = Plan{Pattern: p, DoctorID: "doc", Start: clock(day, "08:30") + span.Unit*int64(rapid.IntRange(0, 120).Draw(t, "start"))}
	for _, st := range p.Stays() {
		id := ""
		if st.Where.Claimed() {
			id = rapid.SampledFrom(map[Where][]string{Chair: {"c1", "c2", "c3"}, Consult: {"k1", "k2"}, Imaging: {"x1"}, Training: {"y1"}}[st.Where]).Draw(t, "place")
		}
		b.Plan.Places = append(b.Plan.Places, id)
	}
	return b
}

// TestLanesNeverFragment: a doctor with two hands takes a third thing wherever
// one hand is free in every unit, even if it is not always the same hand.
func TestLanesNeverFragment(t *testing.T) {
	day := smallDay()
	day.Doctors[0].Lanes = 2
	s := day.Prepare()
	at := func(from, to string) span.Span { return span.Span{Start: clock(day, from), End: clock(day, to)} }
	s.Take(Held{VisitID: "a", Claims: []Claim{{LaneResource("doc", 0), at("10:00", "10:10")}}})
	s.Take(Held{VisitID: "b", Claims: []Claim{{LaneResource("doc", 1), at("10:10", "10:20")}}})
	b := book(day, "w", "C:DDDD", "10:00", "c1")
	if got := Check(s, b); len(got) > 0 {
		t.Fatalf("%+v", got)
	}
	h, err := s.HoldOf(b)
	want := []Claim{{"place:c1", at("10:00", "10:25")}, {LaneResource("doc", 1), at("10:00", "10:10")}, {LaneResource("doc", 0), at("10:10", "10:20")}}
	if err != nil || !cmp.Equal(h.Claims, want) {
		t.Errorf("%v %v", h.Claims, err)
	}
}
