package visits

import (
	"errors"
	"slices"
	"testing"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/span"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var onSite = Gate{Colour: Red, DoctorOnSite: true, Today: "2026-11-25", Next: NextStep{Kind: NextRecall, Recall: "2026-12-20"}}

// walk applies steps a minute apart and stops at the first refusal.
func walk(g Gate, steps ...Step) ([]Event, error) {
	var events []Event
	for i, s := range steps {
		e := Event{Step: s, At: int64(i+1) * span.Minute, PlaceID: "c1", Party: ByPatient}
		if err := Allow(events, e, g); err != nil {
			return events, err
		}
		events = append(events, e)
	}
	return events, nil
}

func TestWholeVisit(t *testing.T) {
	events, err := walk(onSite, Confirm, Arrive, Wait, Seat, Begin, Treat, Leave)
	if err != nil {
		t.Fatal(err)
	}
	want := Progress{State: Left, Since: 7 * span.Minute,
		Actual: Actual{2 * span.Minute, 4 * span.Minute, 5 * span.Minute, 6 * span.Minute, 7 * span.Minute}}
	if d := cmp.Diff(want, Progressed(events)); d != "" {
		t.Error(d)
	}
}

// TestLaw holds the table of transitions against the list of what is possible.
func TestLaw(t *testing.T) {
	possible := map[State][]Step{
		Booked: {Confirm, Arrive, MissIt, CancelIt}, Confirmed: {Arrive, MissIt, CancelIt},
		Arrived: {Wait, Seat, CancelIt}, Waiting: {Seat, CancelIt},
		InPlace: {Wait, Seat, Begin, Treat, CancelIt}, Treated: {Leave}, Left: nil, NoShow: nil, Cancelled: nil,
	}
	way := map[State][]Step{
		Booked: {}, Confirmed: {Confirm}, Arrived: {Arrive}, Waiting: {Arrive, Wait}, InPlace: {Arrive, Seat},
		Treated: {Arrive, Seat, Begin, Treat}, Left: {Arrive, Seat, Begin, Treat, Leave}, NoShow: {MissIt}, Cancelled: {CancelIt},
	}
	for _, s := range States {
		if got := stepsFrom(s); !slices.Equal(got, possible[s]) {
			t.Errorf("from %s: %v, want %v", s, got, possible[s])
		}
		events, err := walk(onSite, way[s]...)
		if err != nil || Progressed(events).State != s {
			t.Fatalf("the way to %s ends at %s: %v", s, Progressed(events).State, err)
		}
		for _, step := range []Step{Confirm, Arrive, Wait, Seat, Begin, Treat, Leave, MissIt, CancelIt, "dance"} {
			err := Allow(events, Event{Step: step, At: span.Hour, PlaceID: "c1", Party: ByClinic}, onSite)
			if ok := slices.Contains(possible[s], step); ok != (err == nil) || (!ok && !errors.Is(err, StepImpossible)) {
				t.Errorf("%s from %s: %v", step, s, err)
			}
		}
	}
}

func TestRedLock(t *testing.T) {
	away := onSite
	away.DoctorOnSite = false
	events, err := walk(away, Arrive, Seat)
	if err != nil {
		t.Fatalf("seating a red visit without the doctor: %v", err)
	}
	for _, step := range []Step{Begin, Treat} {
		e := Event{Step: step, At: span.Hour}
		if err := Allow(events, e, away); !errors.Is(err, RedLocked) {
			t.Errorf("%s of a red visit without the doctor: %v", step, err)
		}
		if err := Allow(events, e, onSite); err != nil {
			t.Errorf("%s of a red visit with the doctor: %v", step, err)
		}
		for _, c := range []Colour{Orange, Green, Blue, Purple} {
			away.Colour = c
			if err := Allow(events, e, away); err != nil {
				t.Errorf("%s of a %s visit without the doctor: %v", step, c, err)
			}
		}
		away.Colour = Red
	}
}

func TestStepFaults(t *testing.T) {
	here, _ := walk(onSite, Arrive)
	done, _ := walk(onSite, Arrive, Seat, Begin, Treat)
	for name, c := range map[string]struct {
		events []Event
		e      Event
		next   NextStep
		want   error
	}{
		"nowhere to sit":      {here, Event{Step: Seat, At: span.Hour}, NextStep{}, SeatNoPlace},
		"before the last":     {here, Event{Step: Wait, At: 1}, NextStep{}, StepBackwards},
		"cancelled by nobody": {here, Event{Step: CancelIt, At: span.Hour}, NextStep{}, CancelParty},
		"no next step":        {done, Event{Step: Leave, At: span.Hour}, NextStep{}, NextStepMissing},
		"a recall today":      {done, Event{Step: Leave, At: span.Hour}, NextStep{Kind: NextRecall, Recall: "2026-11-25"}, NextStepWrong},
		"no visit":            {done, Event{Step: Leave, At: span.Hour}, NextStep{Kind: NextVisit}, NextStepWrong},
		"none, no reason":     {done, Event{Step: Leave, At: span.Hour}, NextStep{Kind: NextNone}, NextStepWrong},
		"no such kind":        {done, Event{Step: Leave, At: span.Hour}, NextStep{Kind: "later"}, NextStepWrong},
	} {
		g := onSite
		g.Next = c.next
		if err := Allow(c.events, c.e, g); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	for _, next := range []NextStep{{Kind: NextVisit, VisitID: "v"}, {Kind: NextRecall, Recall: "2026-11-26"}, {Kind: NextNone, Because: "转院"}} {
		g := onSite
		g.Next = next
		if err := Allow(done, Event{Step: Leave, At: span.Hour}, g); err != nil {
			t.Errorf("%+v: %v", next, err)
		}
	}
}

func TestUndo(t *testing.T) {
	if _, err := Undoable(nil, false); !errors.Is(err, UndoNothing) {
		t.Errorf("undo of nothing: %v", err)
	}
	cancelled, _ := walk(onSite, Confirm, CancelIt)
	u, err := Undoable(cancelled, false)
	if err != nil || u.Event.Step != CancelIt || !u.Retakes {
		t.Errorf("undo of a cancelling: %+v, %v", u, err)
	}
	if _, err := Undoable(cancelled, true); !errors.Is(err, UndoFollowed) {
		t.Errorf("undo of a cancelling that was followed by a new visit: %v", err)
	}
	back := append(slices.Clone(cancelled), Event{Step: UndoStep, At: span.Hour})
	if p := Progressed(back); p.State != Confirmed || p.Party != "" {
		t.Errorf("after the undo: %+v", p)
	}
	back = append(back, Event{Step: UndoStep, At: span.Hour})
	if p := Progressed(back); p.State != Booked {
		t.Errorf("after two: %+v", p)
	}
	if u, err := Undoable(mustWalk(t, Arrive), false); err != nil || u.Retakes {
		t.Errorf("undo of an arrival: %+v, %v", u, err)
	}
}

func mustWalk(t *testing.T, steps ...Step) []Event {
	t.Helper()
	events, err := walk(onSite, steps...)
	if err != nil {
		t.Fatal(err)
	}
	return events
}

// TestUndoIsExact: after any allowed steps, a step and its undo change nothing.
func TestUndoIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var events []Event
		at := int64(0)
		add := func() bool {
			can := stepsFrom(Progressed(events).State)
			if len(can) == 0 {
				return false
			}
			at += span.Minute
			e := Event{Step: rapid.SampledFrom(can).Draw(t, "step"), At: at, PlaceID: "c1", Party: ByClinic}
			if err := Allow(events, e, onSite); err != nil {
				t.Fatal(err)
			}
			events = append(events, e)
			return true
		}
		for range rapid.IntRange(0, 8).Draw(t, "steps") {
			add()
		}
		before := Progressed(events)
		if !add() {
			return
		}
		events = append(events, Event{Step: UndoStep, At: at})
		if d := cmp.Diff(before, Progressed(events)); d != "" {
			t.Fatal(d)
		}
	})
}

func TestEndOf(t *testing.T) {
	n := DefaultNumbers()
	start := 100 * span.Hour
	cancel := func(at int64, p Party) []Event { return []Event{{Step: CancelIt, At: at, Party: p}} }
	for name, c := range map[string]struct {
		events []Event
		want   End
	}{
		"in time":            {cancel(start-24*span.Hour, ByPatient), EndEarlyCancel},
		"a moment too late":  {cancel(start-24*span.Hour+1, ByPatient), EndLateCancel},
		"by the clinic":      {cancel(start-1, ByClinic), EndByClinic},
		"not come":           {[]Event{{Step: MissIt, At: start}}, EndNoShow},
		"gone":               {mustWalk(t, Arrive, Seat, Treat, Leave), EndLeft},
		"still there":        {mustWalk(t, Arrive), EndNone},
		"cancelling, undone": {append(cancel(start, ByPatient), Event{Step: UndoStep, At: start}), EndNone},
	} {
		if got := EndOf(c.events, start, n); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// TestNoShowTimes: booked 9:00, suspected 9:15, the call due 10:00 whatever
// happens in between.
func TestNoShowTimes(t *testing.T) {
	n := DefaultNumbers()
	day := civil.Day("2026-11-25")
	at := func(s string) int64 {
		c, err := civil.ParseClock(s)
		if err != nil {
			t.Fatal(err)
		}
		return day.At(c, shanghai)
	}
	for _, c := range []struct {
		state    State
		now      string
		rebooked bool
		open     bool
	}{
		{Booked, "09:14", false, false}, {Booked, "09:15", false, true}, {Confirmed, "09:40", false, true},
		{Arrived, "09:20", false, false}, {Cancelled, "09:20", false, false},
		{NoShow, "09:05", false, true}, {NoShow, "09:50", false, true}, {NoShow, "09:50", true, false},
	} {
		got := CallFor(c.state, at("09:00"), at(c.now), c.rebooked, n)
		if got.Open != c.open || got.DueAt != at("10:00") || got.Confirmed != (c.state == NoShow) {
			t.Errorf("%s at %s: %+v, want open %v, due 10:00", c.state, c.now, got, c.open)
		}
	}
}

func TestRemaining(t *testing.T) {
	d := smallDay()
	s := d.Prepare()
	h, err := s.HoldOf(book(d, "v", "C:ADAAAA X:II", "10:00", "c1", "x1")) // chair to 10:35, X 10:30 to 10:40
	if err != nil {
		t.Fatal(err)
	}
	at := func(from, to string) span.Span { return span.Span{Start: clock(d, from), End: clock(d, to)} }
	chairs := map[string]bool{"c1": true}
	rest := func(state State, now string) Held {
		return Release{state, clock(d, now), chairs, d.Numbers}.Remaining(h)
	}
	for _, st := range []State{NoShow, Cancelled} {
		if got := rest(st, "09:00"); len(got.Claims)+len(got.Needs) > 0 {
			t.Errorf("%s holds %v", st, got)
		}
	}
	if got := rest(InPlace, "10:20"); !cmp.Equal(got, h) {
		t.Errorf("a visit in place gave something back: %v", got)
	}
	got := rest(Treated, "10:17")
	wantClaims := []Claim{{"place:c1", at("10:00", "10:25")}, {"doctor:doc:0", at("10:05", "10:10")}}
	wantNeeds := []Need{{Assistant, at("10:00", "10:05")}, {Assistant, at("10:10", "10:20")}, {Assistant, at("10:20", "10:25")}}
	if diff := cmp.Diff(wantClaims, got.Claims) + cmp.Diff(wantNeeds, got.Needs); diff != "" {
		t.Error(diff)
	}
	if got := rest(Left, "11:00"); !cmp.Equal(got.Claims, h.Claims) {
		t.Errorf("after its end a visit holds what it held: %v", got.Claims)
	}
}

// TestRemainingFrees: what is given back can be booked, and never more is held
// than before.
func TestRemainingFrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := smallDay()
		s := day.Prepare()
		b := anyBooking(t, day, 0)
		h, err := s.HoldOf(b)
		if err != nil {
			t.Fatal(err)
		}
		now := b.Plan.Start + span.Minute*int64(rapid.IntRange(-10, 150).Draw(t, "now"))
		state := rapid.SampledFrom(States).Draw(t, "state")
		got := Release{state, now, map[string]bool{"c1": true, "c2": true, "c3": true}, day.Numbers}.Remaining(h)
		before := map[string][]span.Span{}
		for _, c := range h.Claims {
			before[c.Resource] = append(before[c.Resource], c.Span)
		}
		for _, c := range got.Claims {
			if !span.Within(c.Span, before[c.Resource]) {
				t.Fatalf("%s holds %v, it never had it", c.Resource, c.Span)
			}
		}
		if state.Ended() && state != Left && len(got.Claims)+len(got.Needs) > 0 {
			t.Fatalf("%s holds %v", state, got)
		}
	})
}

func TestMasked(t *testing.T) {
	for in, want := range map[string]string{
		"李小木": "李*木", "李木": "李*", "欧阳小木": "欧**木", "王": "*", "": "", "  ": "", "李 小木": "李**木",
		"阿卜杜热合曼·买买提江": "阿***江", "John Smith": "J***h", "𠮷野家": "𠮷*家", "李\u202e小木\n": "李**木", "䶮": "*",
	} {
		if got := Masked(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// stepsFrom lists what may be done in a state, undo left out.
func stepsFrom(s State) []Step {
	var out []Step
	for _, step := range []Step{Confirm, Arrive, Wait, Seat, Begin, Treat, Leave, MissIt, CancelIt} {
		if _, ok := transitions[s][step]; ok {
			out = append(out, step)
		}
	}
	return out
}
