package journeys

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"archwire/internal/kit/civil"
)

var zone = time.FixedZone("", 8*3600)

// at is an instant of the test's November, as a clock on a wall shows it: "23 20:00".
func at(t testing.TB, s string) int64 {
	t.Helper()
	day, clock, _ := strings.Cut(s, " ")
	c, err := civil.ParseClock(clock)
	if err != nil {
		t.Fatal(err)
	}
	return civil.Must("2026-11-"+day).At(c, zone)
}

func graphOf(t testing.TB, text string) Graph {
	t.Helper()
	var g Graph
	if err := json.Unmarshal([]byte(text), &g); err != nil {
		t.Fatal(err)
	}
	return g
}

// reminder is the ladder of the source articles: a message in the evening, a
// colleague in the morning, a call, with a check-in as the only success.
const reminder = `{"nodes":[
 {"id":"in","kind":"entry","to":{"next":"steps"},"entry":{"how":"event","when":{"event":"checkin.due"}}},
 {"id":"steps","kind":"ladder","to":{"done":"good","failed":"tell"},"ladder":{
   "success":[{"event":"checkin.done"}],
   "rungs":[
    {"after":{"at":"20:00"},"message":{"class":"service","text":"journey.reminder.1"},"next_on_failure":true},
    {"after":{"amount":1,"unit":"days","at":"09:00"},"task":{"what":"one_to_one","title":"提醒打卡","role":"service","due":{"at":"18:00"}}},
    {"after":{"amount":1,"unit":"days","at":"10:00"},"only":{"op":"attr"},"task":{"what":"call","title":"电话提醒","role":"service","due":{"at":"18:00"}}}],
   "last":{"amount":1,"unit":"days"}}},
 {"id":"good","kind":"goal"},
 {"id":"tell","kind":"task","to":{"next":"out"},"task":{"what":"call","title":"医生电话","role":"doctor","member":"doctor","due":{"amount":1,"unit":"days"}}},
 {"id":"out","kind":"exit","exit":{"reason":"not_reached"}}],
 "exits":[{"event":"checkin.paused"}],"reentry":"per_key","key":"day"}`

// walker walks one enrolment and writes down what happened.
type walker struct {
	t   testing.TB
	p   *Plan
	s   State
	log []string
	yes map[string]bool
	anc map[Anchor]int64
}

func (w *walker) step(now int64, in Input) Outcome {
	w.t.Helper()
	in.Now, in.Zone = now, zone
	known := map[Ask]Told{}
	for range 10 {
		in.Known = known
		o := Step(w.p, w.s, in)
		if len(o.Ask) == 0 {
			if o.Idle {
				w.log = append(w.log, "-")
			}
			w.s = o.State
			for _, e := range o.Effects {
				text := fmt.Sprintf("%s %s#%d", e.Kind, e.Node, e.Rung)
				if e.Held {
					text += " held"
				}
				if e.Skipped {
					text += " skipped"
				}
				w.log = append(w.log, text)
			}
			return o
		}
		for _, a := range o.Ask {
			known[a] = Told{Yes: w.yes[a.Rule], At: w.anc[a.Anchor]}
		}
	}
	w.t.Fatal("it asks for ever")
	return Outcome{}
}

func (w *walker) enter(now int64) {
	w.s = State{ID: "e", Patient: "p", Entered: now, Event: now, Last: now}
	w.step(now, Input{What: HeardEntered})
}

func (w *walker) wake() { w.t.Helper(); w.step(w.s.WakeAt, Input{What: HeardTimer}) }

func (w *walker) hear(now int64, kind string) {
	w.t.Helper()
	w.step(now, Input{What: HeardEvent, Event: &Event{Kind: kind, At: now}})
}

func (w *walker) wakes(want string) {
	w.t.Helper()
	if got := time.UnixMilli(w.s.WakeAt).In(zone).Format("02 15:04"); got != want {
		w.t.Errorf("wakes at %s, want %s (at %s#%d)", got, want, w.s.Node, w.s.Sub)
	}
}

func (w *walker) did(want ...string) {
	w.t.Helper()
	if got, wanted := strings.Join(w.log, ", "), strings.Join(want, ", "); got != wanted {
		w.t.Errorf("did\n %s, want\n %s", got, wanted)
	}
	w.log = nil
}

func (w *walker) ended(e Ending, reason string) {
	w.t.Helper()
	if w.s.End != e || w.s.Reason != reason || w.s.WakeAt != 0 {
		w.t.Errorf("ended %q %q wakes %d, want %q %q", w.s.End, w.s.Reason, w.s.WakeAt, e, reason)
	}
}

func walkOf(t testing.TB, graph string) *walker {
	g := graphOf(t, graph)
	if flaws := Check(g, World{}); len(flaws) > 0 {
		t.Fatalf("flaws: %+v", flaws)
	}
	return &walker{t: t, p: Ready(g), yes: map[string]bool{}, anc: map[Anchor]int64{}}
}

func TestALadderClimbsToTheDoctor(t *testing.T) {
	w := walkOf(t, reminder)
	w.yes["rung:steps:3"] = true
	w.enter(at(t, "23 18:00"))
	w.wakes("23 20:00")
	w.did()
	w.wake()
	w.did("message steps#1")
	w.wakes("24 09:00")
	w.wake()
	w.did("task steps#2")
	w.wakes("25 10:00")
	w.wake()
	w.did("task steps#3")
	w.wakes("26 10:00")
	w.wake()
	w.did("task tell#0")
	w.ended(EndExit, "not_reached")
}

func TestALadderEndsWithItsOutcome(t *testing.T) {
	w := walkOf(t, reminder)
	w.enter(at(t, "23 18:00"))
	w.wake()
	w.did("message steps#1")
	w.hear(at(t, "23 20:30"), "checkin.done")
	w.did("withdraw steps#0")
	w.ended(EndGoal, "")
	w.hear(at(t, "23 20:31"), "checkin.done")
	w.did("-")

	w = walkOf(t, reminder)
	w.enter(at(t, "23 18:00"))
	w.hear(at(t, "23 18:30"), "checkin.paused")
	w.did("withdraw #0")
	w.ended(EndExit, "checkin.paused")
}

func TestARungThatReachesNobodyGivesWay(t *testing.T) {
	w := walkOf(t, reminder)
	w.enter(at(t, "23 18:00"))
	w.wake()
	w.step(at(t, "23 20:01"), Input{What: HeardAnswer, Answer: &Answer{Node: "steps", Rung: 1, Outcome: Failed}})
	w.wakes("24 09:00") // its own time of day is kept
	w.wake()
	w.did("message steps#1", "task steps#2")
	w.step(at(t, "24 09:01"), Input{What: HeardAnswer, Answer: &Answer{Node: "steps", Rung: 1, Outcome: Failed}})
	w.did("-") // of a rung that is over nobody wants to hear
	// The third rung's condition does not hold: it is passed by, and waited for all the same.
	w.wake()
	w.wakes("26 10:00")
	w.did()
}

func TestTooOldLeaves(t *testing.T) {
	w := walkOf(t, strings.Replace(reminder, `"key":"day"`, `"key":"day","max_days":1`, 1))
	w.enter(at(t, "23 08:00"))
	w.wake()
	w.did("message steps#1")
	w.wake()
	w.did("withdraw #0")
	w.ended(EndExit, "too_old")
}

func TestHeldOutGoTheSameWayAndGetNothing(t *testing.T) {
	w := walkOf(t, `{"nodes":[
	 {"id":"in","kind":"entry","to":{"next":"half"},"entry":{"how":"manual"}},
	 {"id":"half","kind":"holdout","to":{"next":"a"},"holdout":{"percent":50}},
	 {"id":"a","kind":"message","to":{"next":"w"},"message":{"class":"marketing","text":"x"}},
	 {"id":"w","kind":"wait","to":{"next":"t"},"wait":{"amount":2,"unit":"hours"}},
	 {"id":"t","kind":"task","to":{},"task":{"what":"sop","title":"送","role":"doctor","answered":true,"due":{"amount":1,"unit":"hours"}}}]}`)
	n := map[string]int{}
	for i := range 10000 {
		w.s = State{ID: "e", Chance: i, Entered: at(t, "23 10:00")}
		w.step(at(t, "23 10:00"), Input{What: HeardEntered})
		n[w.s.Vars["@half"]]++
		if held := w.s.Vars["@half"] == ArmHeld; held != w.s.Held || w.s.Node != "w" {
			t.Fatalf("%d stands at %s, held %v", i, w.s.Node, w.s.Held)
		}
	}
	if n[ArmHeld] < 4700 || n[ArmHeld] > 5300 {
		t.Errorf("held %d of 10,000", n[ArmHeld])
	}
	w.log = nil
	w.s.Held = true
	w.wake()
	w.did("task t#0 held")
	w.ended(EndDone, "") // nobody will answer a task that nobody has
}

func TestALoopGoesRoundWithWaits(t *testing.T) {
	w := walkOf(t, `{"nodes":[
	 {"id":"in","kind":"entry","to":{"next":"l"},"entry":{"how":"manual"}},
	 {"id":"l","kind":"loop","to":{"body":"a","next":"z"},"loop":{"every":{"amount":1,"unit":"weeks","at":"19:00"},"max":3,"until":{"event":"visits.booked"}}},
	 {"id":"a","kind":"message","to":{"next":"l"},"message":{"class":"care","text":"x"}},
	 {"id":"z","kind":"exit","exit":{"reason":"enough"}}]}`)
	w.enter(at(t, "02 20:00"))
	w.wakes("09 19:00")
	w.wake()
	w.wakes("16 19:00")
	w.wake()
	w.wake()
	w.did("message a#0", "message a#0", "message a#0")
	w.ended(EndExit, "enough")

	w.enter(at(t, "02 20:00"))
	w.wake()
	w.hear(at(t, "10 08:00"), "visits.booked")
	w.ended(EndExit, "enough")
}

func TestAWaitFollowsItsAnchor(t *testing.T) {
	w := walkOf(t, `{"nodes":[
	 {"id":"in","kind":"entry","to":{"next":"w"},"entry":{"how":"manual"}},
	 {"id":"w","kind":"wait","to":{"next":"a"},"wait":{"anchor":"next_visit","amount":-1,"unit":"days","at":"18:00"}},
	 {"id":"a","kind":"message","to":{},"message":{"class":"service","text":"x"}}]}`)
	w.anc[AtNextVisit] = at(t, "20 10:30")
	w.enter(at(t, "02 20:00"))
	w.wakes("19 18:00")
	w.anc[AtNextVisit] = at(t, "27 09:00")
	w.hear(at(t, "03 08:00"), "visits.moved")
	w.wakes("26 18:00")
	w.hear(at(t, "03 09:00"), "visits.moved")
	w.did("-")
	w.hear(at(t, "03 10:00"), "plans.item_executed") // moves other anchors
	w.did("-")
	w.anc[AtNextVisit] = 0
	w.hear(at(t, "04 09:00"), "visits.cancelled")
	if w.s.WakeAt != at(t, "02 20:00")+days(MaxDays) {
		t.Errorf("without its visit it wakes at %d", w.s.WakeAt)
	}
	w.anc[AtNextVisit] = at(t, "28 09:00")
	w.hear(at(t, "05 09:00"), "visits.booked")
	w.wakes("27 18:00")
	w.wake()
	w.did("message a#0")
	w.ended(EndDone, "")
}

func TestWaitingForSomethingEnds(t *testing.T) {
	w := walkOf(t, `{"nodes":[
	 {"id":"in","kind":"entry","to":{"next":"w"},"entry":{"how":"manual"}},
	 {"id":"w","kind":"wait_for","to":{"next":"y","timeout":"n"},"wait_for":{"any":[{"event":"visits.booked","where":[{"field":"kind","compare":"in","words":["ortho"]}]},{"rule":{"op":"attr"}}],"timeout":{"amount":3,"unit":"days"}}},
	 {"id":"y","kind":"goal"},{"id":"n","kind":"exit","exit":{}}]}`)
	w.enter(at(t, "02 20:00"))
	w.wakes("03 20:00") // a rule is asked every day
	w.step(at(t, "02 21:00"), Input{What: HeardEvent, Event: &Event{Kind: "visits.booked", Body: map[string]any{"kind": "clean"}}})
	w.did("-")
	w.wake()
	w.wake()
	w.wakes("05 20:00")
	s := w.s
	w.wake()
	w.ended(EndExit, "")
	w.s = s
	w.step(at(t, "04 21:00"), Input{What: HeardEvent, Event: &Event{Kind: "visits.booked", Body: map[string]any{"kind": "ortho"}}})
	w.ended(EndGoal, "")
	w.s = s
	w.yes["for:w:1"] = true
	w.wake()
	w.ended(EndGoal, "")
}

func TestMovedWaitersAreTimedFromWhereTheyBegan(t *testing.T) {
	graph := `{"nodes":[
	 {"id":"in","kind":"entry","to":{"next":"w"},"entry":{"how":"manual"}},
	 {"id":"w","kind":"wait","to":{"next":"a"},"wait":{"amount":%d,"unit":"days"}},
	 {"id":"a","kind":"message","to":{"next":"v"},"message":{"class":"service","text":"x"}},
	 {"id":"v","kind":"wait","to":{},"wait":{"amount":9,"unit":"days"}}]}`
	w := walkOf(t, fmt.Sprintf(graph, 3))
	w.enter(at(t, "02 20:00"))
	s := w.s
	w.p = Ready(graphOf(t, fmt.Sprintf(graph, 5)))
	w.step(at(t, "03 08:00"), Input{What: HeardMoved})
	w.wakes("07 20:00")
	w.s = s
	w.step(at(t, "09 08:00"), Input{What: HeardMoved})
	w.wakes("09 08:00") // overdue: when it goes on is for the engine to say
	w.did()
	w.s = s
	w.step(at(t, "09 08:00"), Input{What: HeardMoved, Skip: true})
	w.did("message a#0 skipped")
	w.wakes("18 08:00")
}

// Who is moved to a task that nobody waits for is given it when they go on, as at any
// other place that only does something.
func TestMovedToATaskItIsOpened(t *testing.T) {
	graph := `{"nodes":[
	 {"id":"in","kind":"entry","to":{"next":"w"},"entry":{"how":"manual"}},
	 {"id":"w","kind":"%s","to":{"next":"v"},%s},
	 {"id":"v","kind":"wait","to":{},"wait":{"amount":9,"unit":"days"}}]}`
	w := walkOf(t, fmt.Sprintf(graph, "wait", `"wait":{"amount":3,"unit":"days"}`))
	w.enter(at(t, "02 20:00"))
	w.p = Ready(graphOf(t, fmt.Sprintf(graph, "task", `"task":{"what":"call","title":"x","role":"service","due":{"amount":1,"unit":"days"}}`)))
	w.step(at(t, "03 08:00"), Input{What: HeardMoved})
	w.did()
	w.step(at(t, "03 08:00"), Input{What: HeardTimer})
	w.did("task w#0")
	w.wakes("12 08:00")
}
