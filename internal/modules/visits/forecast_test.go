package visits

import (
	"cmp"
	"maps"
	"slices"
	"testing"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/span"
)

// running makes visits of the small day; the colour is red.
func running(d Day, visit, pattern, at string, places ...string) Running {
	b := book(d, visit, pattern, at, places...)
	return Running{VisitID: visit, Colour: Red, Plan: b.Plan, Progress: Progress{State: Booked}}
}

func TestForeseeOnTime(t *testing.T) {
	in := refToday(t)
	for _, f := range Foresee(in) {
		v := in.Visits[slices.IndexFunc(in.Visits, func(v Running) bool { return v.VisitID == f.VisitID })]
		if !slices.Equal(f.Segments, v.Plan.SegmentSpans()) || f.Overrun != 0 || f.Behind != "" || f.ForAway {
			t.Errorf("%s on an undisturbed day: %+v", f.VisitID, f)
		}
	}
}

// TestForeseePile: the doctor is at work on a late first patient; who piles up
// behind, and that a patient who is not here yet holds nobody up.
func TestForeseePile(t *testing.T) {
	d := smallDay()
	a := running(d, "a", "C:ADDA", "09:00", "c1")
	a.Progress = Progress{State: InPlace, Actual: Actual{ArrivedAt: clock(d, "09:05"), InPlaceAt: clock(d, "09:10"), StartedAt: clock(d, "09:15")}}
	b := running(d, "b", "C:ADA", "09:10", "c2")
	b.Progress = Progress{State: InPlace, Actual: Actual{ArrivedAt: clock(d, "09:08"), InPlaceAt: clock(d, "09:10")}}
	c := running(d, "c", "C:ADA", "09:20", "c1")
	late := running(d, "late", "C:DA", "09:05", "c3")
	in := Today{Now: clock(d, "09:18"), Numbers: d.Numbers, Visits: []Running{a, b, c, late}}
	want := map[string]struct {
		doctor, end, behind string
		overrun             int
	}{
		"a":    {"09:15", "09:30", "", 10},
		"b":    {"09:25", "09:35", "a", 10}, // is here, so before the late one
		"late": {"09:30", "09:40", "b", 25}, // may come any moment and then waits as well
		"c":    {"09:40", "09:50", "a", 15}, // c1 is free at 9:35, after turnover
	}
	for _, f := range Foresee(in) {
		w := want[f.VisitID]
		if got := civil.ClockOf(f.DoctorAt, shanghai).String(); got != w.doctor || civil.ClockOf(f.End, shanghai).String() != w.end || f.Behind != w.behind || f.Overrun != w.overrun {
			t.Errorf("%s: doctor %s, end %s, behind %q, overrun %d; want %+v", f.VisitID, got, civil.ClockOf(f.End, shanghai), f.Behind, f.Overrun, w)
		}
	}
	in.Now = clock(d, "09:20") // 15 minutes: the late one is suspected not to come
	for _, f := range Foresee(in) {
		if f.VisitID == "late" {
			t.Error("a suspected no-show is still expected")
		}
	}
}

// TestForeseeStamped: what has happened stands in the forecast as it happened,
// in a visit through three places whose middle nobody stamped.
func TestForeseeStamped(t *testing.T) {
	d := smallDay()
	v := running(d, "a", "K:T X:II K:DDDT", "09:00", "k1", "x1", "k1")
	v.Progress = Progress{State: InPlace, Actual: Actual{ArrivedAt: clock(d, "08:58"), InPlaceAt: clock(d, "09:02"), StartedAt: clock(d, "09:40")}}
	f := Foresee(Today{Now: clock(d, "09:41"), Numbers: d.Numbers, Visits: []Running{v}})[0]
	if f.DoctorAt != clock(d, "09:40") || f.End != clock(d, "10:00") || f.Overrun != 25 {
		t.Errorf("doctor at %s, end %s, overrun %d", civil.ClockOf(f.DoctorAt, shanghai), civil.ClockOf(f.End, shanghai), f.Overrun)
	}
	f = Foresee(Today{Now: clock(d, "10:07"), Numbers: d.Numbers, Visits: []Running{v}})[0]
	if f.End != clock(d, "10:07") {
		t.Errorf("a visit that still goes on ends at %s, now is 10:07", civil.ClockOf(f.End, shanghai))
	}
}

func TestCompare(t *testing.T) {
	d := smallDay()
	p := book(d, "v", "C:AAD", "09:00", "c1").Plan
	got := Compare(p, Actual{InPlaceAt: clock(d, "09:05"), StartedAt: clock(d, "09:20"), TreatedAt: clock(d, "09:23")})
	if len(got) != 2 || over(got[0]) != 5 || over(got[1]) != -2 {
		t.Errorf("%+v", got)
	}
	if got := Compare(p, Actual{InPlaceAt: clock(d, "09:05")}); !got[0].Actual.Empty() || !got[1].Actual.Empty() {
		t.Errorf("what was not stamped is known: %+v", got)
	}
	for _, c := range []struct {
		state   State
		treated int64
		want    int
	}{{Booked, 0, 0}, {InPlace, 0, 15}, {Treated, clock(d, "09:20"), 5}, {Left, clock(d, "09:10"), 0}, {NoShow, 0, 0}} {
		if got := Overrun(p, Progress{State: c.state, Actual: Actual{TreatedAt: c.treated}}, clock(d, "09:30")); got != c.want {
			t.Errorf("%s: %d min over, want %d", c.state, got, c.want)
		}
	}
}

// over is how much longer than planned a segment took.
func over(s SegmentTime) int { return s.Actual.Minutes() - s.Planned.Minutes() }

// refToday is the reference day in the morning, everybody still to come.
func refToday(t *testing.T) Today {
	t.Helper()
	day, wanted := ReferenceDay(NamedReferenceClinic(), refDate, shanghai)
	packing := Pack(day.Prepare(), Shuffled(wanted, 1))
	in := Today{Now: refDate.At(8*60, shanghai), Numbers: day.Numbers}
	for _, b := range packing.Booked {
		in.Visits = append(in.Visits, Running{VisitID: b.VisitID, Colour: b.Template.Colour, Plan: b.Plan, Progress: Progress{State: Booked}})
	}
	return in
}

// TestCalledAway: the doctor of the reference day is called away at 10:20 for 40
// minutes. Every red visit that misses the doctor is marked, and the list of
// delays is the one that a clock finds which steps through the day by minutes.
func TestCalledAway(t *testing.T) {
	in := refToday(t)
	away := Absence{"程弓远", span.Span{Start: refDate.At(10*60+20, shanghai), End: refDate.At(11*60, shanghai)}}
	got := awayImpact(in, away)

	var want []string
	for _, v := range in.Visits {
		missed := slices.ContainsFunc(v.Plan.Hands(), func(h span.Span) bool { return away.Span.Holds(h.Start) })
		if v.Colour == Red && v.Plan.DoctorID == away.DoctorID && missed {
			want = append(want, v.VisitID)
		}
	}
	var waiting []string
	for _, w := range got.Waiting {
		waiting = append(waiting, w.VisitID)
		if w.DoctorAt < away.Span.End || w.Minutes <= 0 {
			t.Errorf("%s is seen at %s while the doctor is away", w.VisitID, civil.ClockOf(w.DoctorAt, shanghai))
		}
	}
	slices.Sort(want)
	slices.Sort(waiting)
	if len(want) < 3 || !slices.Equal(want, waiting) {
		t.Errorf("red visits that wait: %v, want %v", waiting, want)
	}

	ends := stepThrough(in, away)
	delays := map[string]int{}
	for _, d := range got.Delayed {
		delays[d.VisitID] = d.Minutes
		if d.Minutes > 40 {
			t.Errorf("%s is %d min late for an absence of 40: it was overtaken", d.VisitID, d.Minutes)
		}
		if d.Overrun != d.Minutes {
			t.Errorf("%s: %d late, %d over its plan, on a day that was on time", d.VisitID, d.Minutes, d.Overrun)
		}
	}
	late := 0
	for _, v := range in.Visits {
		d := int((ends[v.VisitID] - v.Plan.End()) / span.Minute)
		if d > 0 {
			late++
		}
		if delays[v.VisitID] != d {
			t.Errorf("%s ends %d min late, by the minute clock %d", v.VisitID, delays[v.VisitID], d)
		}
	}
	t.Logf("%d red visits wait, %d visits are late, the latest by %d min", len(waiting), late, got.Delayed[0].Minutes)
}

// TestCalledAwayMidDay: the same call at 10:20 itself, with the morning's stamps
// as planned. The forecast must not move what has happened, and must find the
// same delays as the view from before the day.
func TestCalledAwayMidDay(t *testing.T) {
	in := refToday(t)
	away := Absence{"程弓远", span.Span{Start: refDate.At(10*60+20, shanghai), End: refDate.At(11*60, shanghai)}}
	want := awayImpact(in, away)
	in.Now = away.Span.Start
	for i, v := range in.Visits {
		in.Visits[i].Progress = onPlan(v.Plan, in.Now)
	}
	for _, f := range Foresee(in) {
		v := in.Visits[slices.IndexFunc(in.Visits, func(v Running) bool { return v.VisitID == f.VisitID })]
		if f.End != v.Plan.End() || f.Overrun != 0 {
			t.Errorf("%s on a morning that went by plan ends at %s, planned %s", v.VisitID,
				civil.ClockOf(f.End, shanghai), civil.ClockOf(v.Plan.End(), shanghai))
		}
	}
	got := awayImpact(in, away)
	if !slices.Equal(got.Waiting, want.Waiting) {
		t.Errorf("waiting %+v, want %+v", got.Waiting, want.Waiting)
	}
	lates := func(list []delay) map[string]int {
		out := map[string]int{}
		for _, d := range list {
			out[d.VisitID] = d.Minutes
		}
		return out
	}
	if !maps.Equal(lates(got.Delayed), lates(want.Delayed)) {
		t.Errorf("delayed %v, want %v", got.Delayed, want.Delayed)
	}
}

// onPlan is how far a visit has come by now if all went by plan.
func onPlan(p Plan, now int64) Progress {
	stamp := func(at int64) int64 {
		if at < now {
			return at
		}
		return 0
	}
	pr := Progress{State: Booked, Actual: Actual{ArrivedAt: stamp(p.Start), InPlaceAt: stamp(p.Start)}}
	if hands := p.Hands(); len(hands) > 0 {
		pr.Actual.StartedAt = stamp(hands[0].Start)
	}
	if pr.Actual.InPlaceAt > 0 {
		pr.State = InPlace
	}
	if p.End() <= now {
		pr.State, pr.Actual.TreatedAt = Treated, p.End()
	}
	return pr
}

// stepThrough plays the day minute by minute: who can go on does, in the order
// of the plan. It shares nothing with Foresee but the patterns.
func stepThrough(in Today, away Absence) map[string]int64 {
	type state struct {
		v         Running
		seg, left int // left: minutes of the running segment, 0 if none runs
		place     string
	}
	var all []*state
	for _, v := range in.Visits {
		all = append(all, &state{v: v})
	}
	free := map[string]int64{} // places and doctors: from when
	busy := map[string]bool{}
	ends := map[string]int64{}
	for now := in.Now; len(ends) < len(all); now += span.Minute {
		for changed := true; changed; {
			changed = false
			slices.SortFunc(all, func(a, b *state) int {
				at := func(s *state) int64 {
					if s.seg < len(s.v.Plan.Pattern) {
						return s.v.Plan.SegmentSpans()[s.seg].Start
					}
					return 0
				}
				return cmp.Or(cmp.Compare(at(a), at(b)), cmp.Compare(a.v.Plan.Start, b.v.Plan.Start), cmp.Compare(a.v.VisitID, b.v.VisitID))
			})
			for _, s := range all {
				p := s.v.Plan
				if s.seg == len(p.Pattern) || s.left > 0 || now < p.SegmentSpans()[s.seg].Start {
					continue
				}
				seg, place := p.Pattern[s.seg], placeOf(p, s.seg)
				doctor := seg.Who == Doctor
				if place != s.place {
					if busy[place] || free[place] > now {
						continue
					}
					s.place, busy[place] = place, true
				}
				if doctor && (busy[p.DoctorID] || p.DoctorID == away.DoctorID && away.Span.Holds(now)) {
					continue
				}
				s.left = seg.Minutes()
				if doctor {
					busy[p.DoctorID] = true
				}
				changed = true
				break
			}
		}
		for _, s := range all {
			p := s.v.Plan
			if s.left == 0 {
				continue
			}
			if p.Pattern[s.seg].Who == Doctor && p.DoctorID == away.DoctorID && away.Span.Holds(now) {
				continue
			}
			if s.left--; s.left > 0 {
				continue
			}
			if p.Pattern[s.seg].Who == Doctor {
				busy[p.DoctorID] = false
			}
			s.seg++
			if s.seg == len(p.Pattern) || placeOf(p, s.seg) != s.place {
				busy[s.place] = false
				free[s.place] = now + span.Minute
				if p.Pattern[s.seg-1].Where == Chair {
					free[s.place] += 5 * span.Minute
				}
				s.place = ""
			}
			if s.seg == len(p.Pattern) {
				ends[s.v.VisitID] = now + span.Minute
			}
		}
	}
	return ends
}

func placeOf(p Plan, seg int) string {
	at := 0
	for _, s := range p.Pattern[:seg] {
		at += s.Units
	}
	for i, st := range p.Pattern.Stays() {
		if st.From <= at && at < st.To {
			return p.Places[i]
		}
	}
	return ""
}

func TestInterrupted(t *testing.T) {
	d := smallDay()
	in := Today{Now: clock(d, "08:00"), Numbers: d.Numbers, Visits: []Running{running(d, "a", "C:ADDDA", "10:00", "c1"), running(d, "b", "C:ADA", "10:20", "c2")}}
	got := awayImpact(in, Absence{"doc", span.Span{Start: clock(d, "10:10"), End: clock(d, "10:30")}})
	if len(got.Waiting) != 1 || got.Waiting[0].VisitID != "b" || got.Waiting[0].DoctorAt != clock(d, "10:40") {
		t.Errorf("waiting: %+v, want b until 10:40, when a is done", got.Waiting)
	}
	if len(got.Delayed) != 2 || got.Delayed[0].VisitID != "a" || got.Delayed[0].Minutes != 20 || got.Delayed[1].Minutes != 15 || got.Delayed[1].Behind != "a" {
		t.Errorf("delayed: %+v", got.Delayed)
	}
}

func TestWaitsForDoctor(t *testing.T) {
	d := smallDay()
	v := running(d, "a", "C:ADA", "10:00", "c1")
	now, back := clock(d, "10:02"), clock(d, "10:30")
	seated := Progress{State: InPlace, Actual: Actual{InPlaceAt: clock(d, "10:00")}}
	for name, c := range map[string]struct {
		change func(*Running)
		onSite bool
		backAt int64
		want   bool
	}{
		"seated, doctor away":       {func(v *Running) { v.Progress = seated }, false, 0, true},
		"seated, doctor there":      {func(v *Running) { v.Progress = seated }, true, 0, false},
		"not red":                   {func(v *Running) { v.Progress, v.Colour = seated, Orange }, false, 0, false},
		"begun":                     {func(v *Running) { v.Progress = seated; v.Progress.Actual.StartedAt = 1 }, false, 0, false},
		"to come before the doctor": {func(v *Running) {}, false, back, true},
		"to come, nobody knows":     {func(v *Running) {}, false, 0, false},
		"to come after the doctor":  {func(v *Running) { v.Plan.Start += span.Hour }, false, back, false},
		"cancelled":                 {func(v *Running) { v.Progress.State = Cancelled }, false, back, false},
	} {
		x := v
		c.change(&x)
		if got := WaitsForDoctor(x, c.onSite, now, c.backAt); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
