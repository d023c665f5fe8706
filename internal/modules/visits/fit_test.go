package visits

import (
	"slices"
	"testing"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/span"

	"pgregory.net/rapid"
)

// TestFindIsCheck: on days filled at random Find knows a start exactly where
// some choice of places passes Check, and every fit passes it.
func TestFindIsCheck(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := smallDay()
		day.Doctors[0].Lanes = rapid.IntRange(1, 2).Draw(t, "lanes")
		day.Numbers.TurnoverMinutes = rapid.SampledFrom([]int{0, 5, 10}).Draw(t, "turnover")
		day.Now = clock(day, "08:00") + span.Minute*int64(rapid.IntRange(0, 240).Draw(t, "now"))
		if rapid.Bool().Draw(t, "rules") {
			day.Doctors[0].Template = DayTemplate{LastStart: 17 * 60,
				Rules: []DayRule{{Name: "late", Matches: []string{"t"}, From: 10 * 60}},
				Kept:  []Kept{{Category: "emergency", From: 15 * 60, Minutes: 10, Until: 10 * 60}}}
		}
		s := day.Prepare()
		for i := range rapid.IntRange(0, 15).Draw(t, "visits") {
			if b := anyBooking(t, day, i); len(Check(s, b)) == 0 {
				h, err := s.HoldOf(b)
				if err != nil {
					t.Fatal(err)
				}
				s.Take(h)
			}
		}
		p := anyPattern().Draw(t, "wanted")
		q := Query{Template: Template{Code: "t", Category: rapid.SampledFrom([]string{"active", "emergency"}).Draw(t, "category"), Pattern: p}, VisitID: rapid.SampledFrom([]string{"", "a"}).Draw(t, "moves"),
			Doctors: []string{"doc"}, Soonest: true, Limit: setUnits}
		found := map[int64]bool{}
		for _, f := range Find([]*DayState{s}, q) {
			b := Booking{VisitID: q.VisitID, Template: q.Template, Plan: f.Plan}
			if got := Check(s, b); len(got) > 0 {
				t.Fatalf("a fit of %s at %s in %v stands against %+v", p, civil.ClockOf(f.Plan.Start, shanghai), f.Plan.Places, got)
			}
			found[f.Plan.Start] = true
		}
		for u := 8 * 12; u < 19*12; u++ {
			at := s.instant(u)
			if want := anyPlaces(s, q, p, at); want != found[at] {
				t.Fatalf("%s at %s: found %v, brute force says %v", p, civil.ClockOf(at, shanghai), found[at], want)
			}
		}
	})
}

// anyPlaces tries every choice of one place per kind with Check.
func anyPlaces(s *DayState, q Query, p Pattern, at int64) bool {
	options := map[Where][]string{Chair: {"c1", "c2", "c3"}, Consult: {"k1", "k2"}, Imaging: {"x1"}, Training: {"y1"}, Desk: {""}, Online: {""}}
	stays := p.Stays()
	chosen := map[Where]string{}
	var try func(kinds []Where) bool
	try = func(kinds []Where) bool {
		if len(kinds) == 0 {
			plan := Plan{Pattern: p, Start: at, DoctorID: "doc"}
			for _, st := range stays {
				plan.Places = append(plan.Places, chosen[st.Where])
			}
			return len(Check(s, Booking{VisitID: q.VisitID, Template: q.Template, Plan: plan})) == 0
		}
		return slices.ContainsFunc(options[kinds[0]], func(id string) bool {
			chosen[kinds[0]] = id
			return try(kinds[1:])
		})
	}
	var kinds []Where
	for _, st := range stays {
		if !slices.Contains(kinds, st.Where) {
			kinds = append(kinds, st.Where)
		}
	}
	return try(kinds)
}

func starts(day Day, fits []Fit) []string {
	var out []string
	for _, f := range fits {
		out = append(out, civil.ClockOf(f.Plan.Start, day.Zone).String()+" "+f.Plan.Places[0])
	}
	return out
}

func TestFindWishes(t *testing.T) {
	day := smallDay()
	s := day.Prepare()
	tpl, _ := DefaultTemplate("o12")
	find := func(q Query) []string {
		q.Template, q.Doctors = tpl, []string{"doc"}
		return starts(day, Find([]*DayState{s}, q))
	}
	for _, c := range []struct {
		name string
		q    Query
		want []string
	}{
		{"the soonest", Query{Soonest: true, Limit: 2}, []string{"09:00 c1", "09:05 c1"}},
		{"kept apart", Query{Soonest: true, Limit: 3, Apart: 30}, []string{"09:00 c1", "09:30 c1", "10:00 c1"}},
		{"a part of the day", Query{Soonest: true, Limit: 1, Parts: []Part{{14 * 60, 15 * 60}}}, []string{"14:00 c1"}},
		{"a part that is too short for any start", Query{Parts: []Part{{12 * 60, 12*60 + 40}}}, nil},
		{"how soon", Query{Soonest: true, Limit: 1, NotBefore: clock(day, "10:02")}, []string{"10:05 c1"}},
		{"a chair", Query{Soonest: true, Limit: 1, Places: []string{"c2"}}, []string{"09:00 c2"}},
		{"a tag", Query{Soonest: true, Limit: 1, Tags: []string{"ceph"}}, []string{"09:00 c3"}},
		{"a tag that no chair has", Query{Tags: []string{"none"}}, nil},
		{"a wish", Query{Limit: 1, Wished: clock(day, "15:10")}, []string{"15:10 c1"}},
	} {
		if got := find(c.q); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	sibling := span.Span{Start: clock(day, "16:00"), End: clock(day, "16:15")}
	for _, f := range Find([]*DayState{s}, Query{Template: tpl, Doctors: []string{"doc"}, Limit: 3, Beside: []span.Span{sibling}}) {
		if f.Plan.Start < sibling.Start-25*span.Minute || f.Plan.Start > sibling.End+10*span.Minute || !slices.Contains(f.Reasons, ReasonBeside) {
			t.Errorf("beside a sibling at 16:00: %s, %v", civil.ClockOf(f.Plan.Start, shanghai), f.Reasons)
		}
	}
}

func TestFindIsDense(t *testing.T) {
	day := smallDay()
	s := day.Prepare()
	take(t, s, book(day, "a", "C:ADDA", "10:00", "c1")) // the doctor's hands 10:05 to 10:15, chair until 10:25
	tpl, _ := DefaultTemplate("o12")
	fits := Find([]*DayState{s}, Query{Template: tpl, Doctors: []string{"doc"}, Limit: 1, Parts: []Part{{9*60 + 30, 11 * 60}}})
	if len(fits) != 1 {
		t.Fatal("no fit")
	}
	hands := fits[0].Plan.Hands()[0]
	if hands.End != clock(day, "10:05") && hands.Start != clock(day, "10:15") {
		t.Errorf("the best start is %s: the doctor's minutes do not touch those before", civil.ClockOf(fits[0].Plan.Start, shanghai))
	}
	if !slices.Contains(fits[0].Reasons, ReasonDense) || !slices.Contains(fits[0].Reasons, ReasonNoWait) {
		t.Errorf("reasons: %v", fits[0].Reasons)
	}
}

// TestFindLeavesNoCrumb: a start that would leave the doctor one idle unit, in
// which nobody can be treated, is worth less than its neighbour.
func TestFindLeavesNoCrumb(t *testing.T) {
	day := smallDay()
	s := day.Prepare()
	take(t, s, book(day, "a", "C:DD", "10:00", "c1"))
	take(t, s, book(day, "b", "C:DD", "10:30", "c1")) // the doctor is free 10:10 to 10:30
	worth := map[string]int{}
	for _, f := range Find([]*DayState{s}, Query{Pattern: must(t, "Y:DDD"), Doctors: []string{"doc"}, Limit: setUnits}) {
		worth[civil.ClockOf(f.Plan.Start, shanghai).String()] = f.Score
		if f.Plan.Start == clock(day, "10:10") && slices.Contains(f.Reasons, ReasonDense) {
			t.Error("10:10 leaves 10:25 to 10:30 over and is called dense")
		}
	}
	if worth["10:40"] <= worth["10:10"] {
		t.Errorf("10:40 is worth %d, 10:10 with its crumb %d", worth["10:40"], worth["10:10"])
	}
}

// TestFindLeavesNoGap: of two starts that are alike for the doctor the one wins
// that leaves no hole in the chair; and a chair is chosen the same way.
func TestFindLeavesNoGap(t *testing.T) {
	day := smallDay()
	s := day.Prepare()
	take(t, s, book(day, "a", "C:AA", "10:00", "c1")) // c1 is taken to 10:15
	q := Query{Pattern: must(t, "C:HH"), Limit: 1, Places: []string{"c1"}, Parts: []Part{{10 * 60, 10*60 + 30}}}
	f := Find([]*DayState{s}, q)[0]
	if got := civil.ClockOf(f.Plan.Start, shanghai).String(); got != "10:15" || !slices.Contains(f.Reasons, ReasonNoGap) {
		t.Errorf("the best start is %s, %v", got, f.Reasons)
	}
	q.Places, q.Parts = []string{"c1", "c2"}, []Part{{10*60 + 20, 10*60 + 25}}
	if f := Find([]*DayState{s}, q)[0]; f.Plan.Places[0] != "c2" {
		t.Errorf("10:20 sits in %s and leaves five minutes of c1 over", f.Plan.Places[0])
	}
}

// TestFindIsEven: of two equal starts the one in the emptier part of the day wins.
func TestFindIsEven(t *testing.T) {
	day := smallDay()
	s := day.Prepare()
	take(t, s, book(day, "a", "C:DDDDDDDDDDDD", "09:00", "c1"))
	q := Query{Pattern: must(t, "K:DDDD"), Doctors: []string{"doc"}, Limit: 1, Parts: []Part{{10*60 + 30, 10*60 + 35}, {15 * 60, 15*60 + 5}}}
	f := Find([]*DayState{s}, q)[0]
	if f.Plan.Start != clock(day, "15:00") || !slices.Contains(f.Reasons, ReasonEven) {
		t.Errorf("the best start is %s, %v", civil.ClockOf(f.Plan.Start, shanghai), f.Reasons)
	}
}

// TestFindWaits: where the doctor is busy at the fitting moment, a clinic that
// lets a patient wait alone gets fits with as little of it as possible.
func TestFindWaits(t *testing.T) {
	day := smallDay()
	q := Query{Pattern: must(t, "C:ADA"), Doctors: []string{"doc"}, Parts: []Part{{9 * 60, 9*60 + 5}}}
	for wait, want := range map[int]string{0: "", 5: "", 10: "C:A--DA", 30: "C:A--DA"} {
		day.Numbers.MaxWaitMinutes = wait
		s := day.Prepare()
		take(t, s, book(day, "a", "K:DDD", "09:00", "k1"))
		got := ""
		if fits := Find([]*DayState{s}, q); len(fits) > 0 {
			got = fits[0].Plan.Pattern.String()
			if slices.Contains(fits[0].Reasons, ReasonNoWait) {
				t.Errorf("waiting is not said: %v", fits[0].Reasons)
			}
		}
		if got != want {
			t.Errorf("with %d minutes of waiting: %q, want %q", wait, got, want)
		}
	}
}

func TestExplain(t *testing.T) {
	day := smallDay()
	s := day.Prepare()
	take(t, s, book(day, "a", "C:ADDDA", "10:00", "c1"))
	tpl, _ := DefaultTemplate("o12")
	q := Query{Template: tpl, Doctors: []string{"doc"}, Places: []string{"c1"}}
	got := starts(day, Explain([]*DayState{s}, q, clock(day, "10:00"), 3))
	if want := []string{"10:30 c1", "10:35 c1", "10:40 c1"}; !slices.Equal(got, want) {
		t.Errorf("the next three: %v, want %v", got, want)
	}
}

func TestFindRefuses(t *testing.T) {
	day := smallDay()
	aligner, _ := DefaultTemplate("o09")
	if got := Find([]*DayState{day.Prepare()}, Query{Template: aligner}); len(got) > 0 {
		t.Errorf("a fit for aligners that have not arrived: %v", got)
	}
	if got := Find([]*DayState{day.Prepare()}, Query{Template: aligner, ApplianceArrived: true}); len(got) == 0 {
		t.Error("no fit for aligners that have arrived")
	}
	day.Closed = "停电"
	if got := Find([]*DayState{day.Prepare()}, Query{Template: aligner, ApplianceArrived: true}); len(got) > 0 {
		t.Errorf("a fit on a closed day: %v", got)
	}
	if got := Find(nil, Query{}); len(got) > 0 {
		t.Errorf("a fit without a pattern: %v", got)
	}
}

// fortnight is 14 reference days of ten chairs, each about two thirds booked.
func fortnight(tb testing.TB) []*DayState {
	clinic := NamedReferenceClinic()
	clinic.Chairs = append(clinic.Chairs, "9号椅", "10号椅")
	var out []*DayState
	for i := range 14 {
		day, wanted := ReferenceDay(clinic, refDate.AddDays(i), shanghai)
		s := day.Prepare()
		if p := Pack(s, Shuffled(wanted, uint64(i))[:64]); len(p.Unplaced) > 0 {
			tb.Fatalf("day %d: %d have no place", i, len(p.Unplaced))
		}
		out = append(out, s)
	}
	return out
}

func BenchmarkFind(b *testing.B) {
	days := fortnight(b)
	tpl, _ := DefaultTemplate("o12")
	q := Query{Template: tpl, Doctors: []string{"程弓远"}, Limit: 10, Apart: 30, Wished: days[3].instant(10 * 12)}
	b.ReportAllocs()
	for b.Loop() {
		if len(Find(days, q)) != 10 {
			b.Fatal("fewer than ten fits")
		}
	}
}

func BenchmarkPrepare(b *testing.B) {
	days := fortnight(b)
	b.ReportAllocs()
	for b.Loop() {
		for _, s := range days {
			d := s.Day
			d.Prepare()
		}
	}
}

func BenchmarkCheck(b *testing.B) {
	days := fortnight(b)
	tpl, _ := DefaultTemplate("o12")
	f := Find(days, Query{Template: tpl, Doctors: []string{"程弓远"}, Limit: 1})[0]
	i := slices.IndexFunc(days, func(s *DayState) bool { return s.Date == f.Date })
	for b.Loop() {
		Check(days[i], Booking{VisitID: "new", Template: tpl, Plan: f.Plan})
	}
}
