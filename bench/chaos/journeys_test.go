package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"archwire/internal/modules/journeys"
)

// planFor is a version as the books have it.
func planFor(name, state string, g journeys.Graph) plan {
	p := plan{name: name, state: state, nodes: map[string]journeys.Node{}}
	for _, n := range g.Nodes {
		if p.nodes[n.ID] = n; n.Kind == journeys.KindEntry {
			p.entry = n.ID
		}
	}
	return p
}

// soundJourneys are books with one patient on a ladder, one at whose hand a coupon was
// granted and another journey called, that one, and one in a journey that is paused.
func soundJourneys() *journeyBooks {
	const at = int64(1_799_376_600_000)
	j := &journeyBooks{now: at + 100_000, whole: true, last: true,
		plans: map[int64]plan{
			1: planFor(following, "live", graphOf(following, 0, "")), 2: planFor(accompanying, "draining", graphOf(accompanying, 0, "c")),
			3: planFor(welcoming, "live", graphOf(welcoming, 0, "")), 4: planFor(accompanying, "paused", graphOf(accompanying, 1, "c")),
			5: planFor(accompanying, "retired", graphOf(accompanying, 2, "c")),
		},
		before: map[string]stand{}, passed: map[string]passing{}, elders: map[string]bool{"e0": true}, dead: map[string]bool{},
		enrolments: map[string]enrolment{
			"e1": {id: "e1", patient: "p1", key: "v1~p1", node: "ladder", cause: "f1", journey: 1, version: 1, rung: 3, seq: 3, wake: at + 200_000, at: at + 90_000},
			"e2": {id: "e2", patient: "p2", key: "1~p2", node: "good", ending: "goal", journey: 2, version: 2, seq: 5, at: at + 50_000},
			"e3": {id: "e3", patient: "p2", key: "e2~p2", node: "out", ending: "exit", cause: "e2", journey: 3, version: 3, seq: 2, at: at + 95_000},
			"e4": {id: "e4", patient: "p3", key: "1~p3", node: "ask", journey: 2, version: 4, seq: 3, held: at + 200_000, at: at + 3000},
		},
		steps: map[string][]step{
			"e1": {{"e1", 1, at, at, 1, "entered", "in>next tag>next ladder#1>tried ladder#1>waits"}, {"e1", 2, at + 60_000, at, 1, "timer", "ladder#2>tried ladder#2>waits"},
				{"e1", 3, at + 90_000, at + 60_000, 1, "answer", "ladder#3>tried ladder#3>waits"}},
			"e2": {{"e2", 1, at, at, 2, "entered", "in>next inside>next first>waits"},
				{"e2", 2, at + 10_000, at, 2, "timer", "first>next ways>a hello>next gift>next call>next lot>next again>waits"},
				{"e2", 3, at + 20_000, at + 10_000, 2, "timer", "again>body note>next again>waits"},
				{"e2", 4, at + 30_000, at + 20_000, 2, "timer", "again>body note>next again>waits"},
				{"e2", 5, at + 50_000, at + 30_000, 2, "timer", "again>next end>next good>goal"}},
			"e3": {{"e3", 1, at + 11_000, at + 10_000, 3, "entered", "in>next wait>waits"}, {"e3", 2, at + 95_000, at + 11_000, 3, "timer", "wait>next note>next tell>next out>exit"}},
			"e4": {{"e4", 1, at + 1000, at + 1000, 5, "entered", "in>next inside>next first>waits"},
				{"e4", 2, at + 2000, at + 1000, 4, "moved", "first>waits"}, {"e4", 3, at + 3000, at + 2000, 4, "timer", "first>next ways>b ask>waits"}},
		},
		effects: map[string][]effect{
			"e1": {{"e1", "tag", "tag", "done", tagBooked, 1, 0, 1, at}, {"e1", "ladder", "message", "done", "journeys.service", 1, 1, 1, at},
				{"e1", "ladder", "message", "put_off", "journeys.service", 2, 2, 1, at + 60_000}, {"e1", "ladder", "task", "done", "t1", 3, 3, 1, at + 90_000}},
			"e2": {{"e2", "inside", "tag", "done", tagInside, 1, 0, 2, at}, {"e2", "hello", "message", "withdrawn", "journeys.care", 2, 0, 2, at + 10_000},
				{"e2", "gift", "grant", "done", gift, 2, 0, 2, at + 10_000}, {"e2", "call", "call", "done", "c", 2, 0, 2, at + 10_000},
				{"e2", "note", "message", "held", "", 3, 0, 2, at + 20_000}, {"e2", "note", "message", "skipped", "", 4, 0, 2, at + 30_000},
				{"e2", "end", "tag", "done", tagInside, 5, 0, 2, at + 50_000}},
			"e3": {{"e3", "tell", "message", "done", "journeys.service", 2, 0, 3, at + 95_000}},
			"e4": {{"e4", "inside", "tag", "done", tagInside, 1, 0, 5, at + 1000}, {"e4", "ask", "task", "done", "t2", 3, 0, 4, at + 3000}},
		},
		messages: map[string]int{"journeys.service e1:1:1:ladder:1": 1, "journeys.service e1:2:1:ladder:2": 1, "journeys.care e2:2:2:hello:0": 1,
			"journeys.service e3:2:3:tell:0": 1, "journeys.service e0:1:9:x:0": 1},
		tasks:   map[string]int{"journeys:e1:3:1:ladder:3": 1, "journeys:e4:3:4:ask:0": 1},
		coupons: map[string]int{"journeys:e2:2:2:gift:0": 1},
		tagged:  map[string]bool{"p1 " + tagBooked: true, "p3 " + tagInside: true},
		entered: map[string]string{"k1": `{"id":"e2"}`, "k2": `{"id":"e4"}`},
		booked:  map[string]string{"v1": "p1"},
	}
	return j
}

// Each law is broken in turn and must be heard of.
func TestJourneyLawsHearOfEveryBreach(t *testing.T) {
	heard := func(j *journeyBooks) string {
		var out []string
		j.laws(func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) })
		return strings.Join(out, "\n")
	}
	if got := heard(soundJourneys()); got != "" {
		t.Fatalf("sound books: %s", got)
	}
	change := func(id string, do func(*enrolment)) func(*journeyBooks) {
		return func(j *journeyBooks) { e := j.enrolments[id]; do(&e); j.enrolments[id] = e }
	}
	path := func(id string, n int, text string) func(*journeyBooks) {
		return func(j *journeyBooks) { j.steps[id][n-1].path = text }
	}
	for name, c := range map[string]struct {
		spoil func(*journeyBooks)
		says  string
	}{
		"a step twice":                    {func(j *journeyBooks) { j.steps["e1"] = slices.Insert(j.steps["e1"], 2, j.steps["e1"][1]) }, "enrolment e1 has step 2 after step 2"},
		"a step left out":                 {func(j *journeyBooks) { j.steps["e1"] = slices.Delete(j.steps["e1"], 1, 2) }, "enrolment e1 has step 3 after step 1"},
		"the last step is missing":        {func(j *journeyBooks) { j.steps["e1"] = j.steps["e1"][:2] }, "e1 stands at step 3, and its last step is 2"},
		"the step and not its enrolment":  {change("e1", func(e *enrolment) { e.seq = 2 }), "e1 stands at step 2, and its last step is 3"},
		"the step before is not found":    {func(j *journeyBooks) { j.steps["e1"][2].prev += 7 }, "step 3 of enrolment e1 says that the one before was taken at"},
		"the last step is not found":      {change("e1", func(e *enrolment) { e.at += 7 }), "enrolment e1 says that its last step was taken at"},
		"another version, and no move":    {func(j *journeyBooks) { j.steps["e4"][1].heard = "timer" }, "step 2 of enrolment e4 changes from version 5 to 4"},
		"a version that is not there":     {func(j *journeyBooks) { delete(j.plans, 5) }, "is of version 5, which is not there"},
		"in another version than it went": {change("e1", func(e *enrolment) { e.version = 3 }), "e1 is in version 3, and its last step was of version 1"},
		"begins elsewhere":                {path("e2", 3, "lot>next again>waits"), `begins at "lot", and the one before stood at "again"`},
		"goes nowhere":                    {path("e1", 2, ""), "goes nowhere"},
		"by no edge":                      {path("e2", 2, "first>next ways>a gift>next call>next lot>next again>waits"), `goes from "ways" by "a" to "gift"`},
		"by a node that is not there":     {path("e2", 1, "in>next inside>next third>waits"), `goes by "third"`},
		"stops on the way":                {path("e2", 5, "again>next end>next"), `stops at "end", from where "next" leads on`},
		"jumps off a ladder":              {path("e1", 1, "in>next tag>next ladder#1>tried out>exit"), `leaves the ladder "ladder" by no outlet`},
		"stands elsewhere":                {change("e1", func(e *enrolment) { e.node = "tag" }), `e1 stands at "tag", and its last step led to "ladder"`},
		"ended, and goes on":              {change("e2", func(e *enrolment) { e.ending, e.wake = "", 9 }), "the last step of enrolment e2 ended it, and it goes on"},
		"a step after the end": {func(j *journeyBooks) {
			j.steps["e3"] = append(j.steps["e3"], step{"e3", 3, j.now, j.steps["e3"][1].at, 3, "timer", "out>exit"})
		}, "enrolment e3 has step 3 after its end"},
		"an effect left out": {func(j *journeyBooks) { j.effects["e3"] = nil }, "step 2 of enrolment e3 was asked to do [{tell 0 message}] and did []"},
		"an effect that nobody asked for": {func(j *journeyBooks) {
			x := j.effects["e1"][3]
			x.rung = 4
			j.effects["e1"] = append(j.effects["e1"], x)
		}, "and did [{ladder 3 task} {ladder 4 task}]"},
		"an effect twice":                  {func(j *journeyBooks) { j.effects["e2"] = append(j.effects["e2"], j.effects["e2"][2]) }, "{gift 0 grant} {gift 0 grant}"},
		"an effect of another kind":        {func(j *journeyBooks) { j.effects["e1"][1].kind = "task" }, "{ladder 1 task}"},
		"an effect of no step":             {func(j *journeyBooks) { j.effects["e1"][3].seq = 4 }, "in step 4, which it did not take"},
		"an answered task is opened again": {func(j *journeyBooks) { spoilAnswer(j) }, "step 4 of enrolment e4 was asked to do [] and did [{ask 0 task}]"},
		"no message":                       {func(j *journeyBooks) { delete(j.messages, "journeys.service e3:2:3:tell:0") }, "e3:2:3:tell:0 (message, done) has 0 messages"},
		"two messages":                     {func(j *journeyBooks) { j.messages["journeys.service e1:1:1:ladder:1"] = 2 }, "e1:1:1:ladder:1 (message, done) has 2 messages"},
		"a message of who is held out": {func(j *journeyBooks) {
			j.messages["journeys.service e2:3:2:note:0"], j.effects["e2"][4].what = 1, "journeys.service"
		},
			"e2:3:2:note:0 (message, held) has 1 messages"},
		"a message of no step":               {func(j *journeyBooks) { j.messages["journeys.care e2:9:2:hello:0"] = 1 }, "no step knows of the message journeys.care e2:9:2:hello:0"},
		"a message of no enrolment":          {func(j *journeyBooks) { j.messages["journeys.care e9:1:2:hello:0"] = 1 }, "no step knows of the message journeys.care e9"},
		"no task":                            {func(j *journeyBooks) { delete(j.tasks, "journeys:e1:3:1:ladder:3") }, "(task, done) has 0 tasks"},
		"two tasks":                          {func(j *journeyBooks) { j.tasks["journeys:e1:3:1:ladder:3"] = 2 }, "(task, done) has 2 tasks"},
		"a task of no step":                  {func(j *journeyBooks) { j.tasks["journeys:e1:4:1:ladder:4"] = 1 }, "no step knows of the task"},
		"no coupon":                          {func(j *journeyBooks) { j.coupons = nil }, "(grant, done) has 0 coupons"},
		"a coupon that was refused":          {func(j *journeyBooks) { j.effects["e2"][2].state = "refused" }, "(grant, refused) has 1 coupons"},
		"called nobody":                      {change("e3", func(e *enrolment) { e.cause, e.key = "", "x~p2" }), "(call, done) has 0 enrolments"},
		"called twice":                       {func(j *journeyBooks) { e := j.enrolments["e3"]; e.id = "e7"; j.enrolments["e7"] = e }, "(call, done) has 2 enrolments"},
		"enrolled twice":                     {func(j *journeyBooks) { e := j.enrolments["e3"]; e.id = "e7"; j.enrolments["e7"] = e }, "is enrolled twice, as e3 and e7"},
		"no tag":                             {func(j *journeyBooks) { delete(j.tagged, "p1 "+tagBooked) }, "the tag of p1 " + tagBooked + " should be there: true"},
		"a tag that was taken off":           {func(j *journeyBooks) { j.tagged["p2 "+tagInside] = true }, "the tag of p2 " + tagInside + " should be there: false"},
		"no instant":                         {change("e1", func(e *enrolment) { e.wake = 0 }), `e1 waits at "ladder" without an instant`},
		"put aside in a journey that is not": {change("e1", func(e *enrolment) { e.held = 9 }), `e1 waits at "ladder" without an instant`},
		"moves in a pause":                   {change("e4", func(e *enrolment) { e.wake, e.held = e.held, 0 }), "e4 is in a journey that is paused"},
		"goes on in a retired version":       {func(j *journeyBooks) { p := j.plans[1]; p.state = "retired"; j.plans[1] = p }, "e1 goes on in version 1, which is retired"},
		"woken after its end":                {change("e2", func(e *enrolment) { e.wake = 9 }), "e2 has ended (goal) and is woken"},
		"its time is over":                   {change("e1", func(e *enrolment) { e.wake -= 121_000 }), `the time of enrolment e1 at "ladder" is over since 21000 ms`},
		"overlooked":                         {func(j *journeyBooks) { j.passed["e1"] = passing{3, 9, 60} }, "was overlooked by 60 programs"},
		"a stray":                            {func(j *journeyBooks) { j.strays = []string{"a step of the enrolment x"} }, "a step of the enrolment x, which is not there"},
		"an answer of nobody":                {func(j *journeyBooks) { j.entered["k3"] = `{"id":"e8"}` }, `k3 was answered with the enrolment "e8"`},
		"two requests, one enrolment":        {func(j *journeyBooks) { j.entered["k3"] = `{"id":"e4"}` }, "e4 belongs to two requests"},
		"by no request":                      {func(j *journeyBooks) { delete(j.entered, "k2") }, "the enrolment e4 (chaos: let in by hand) belongs to no request"},
		"a booking that let nobody in":       {func(j *journeyBooks) { j.booked["v2"] = "p2" }, "the booking v2 let nobody in"},
	} {
		j := soundJourneys()
		c.spoil(j)
		if got := heard(j); !strings.Contains(got, c.says) {
			t.Errorf("%s: heard %q, want %q", name, got, c.says)
		}
	}
}

// spoilAnswer lets the step that leaves a task open it again.
func spoilAnswer(j *journeyBooks) {
	e := j.enrolments["e4"]
	j.steps["e4"] = append(j.steps["e4"], step{"e4", 4, j.now, e.at, 4, "answer", "ask>done lot>next again>waits"})
	e.seq, e.at, e.node = 4, j.now, "again"
	j.enrolments["e4"] = e
	j.effects["e4"] = append(j.effects["e4"], effect{"e4", "ask", "task", "done", "t3", 4, 0, 4, j.now})
}

// What was looked at before is not asked for again, and what is new goes on from there.
func TestJourneyLawsOfWhatIsNew(t *testing.T) {
	j := soundJourneys()
	j.whole, j.last = false, false
	j.before = map[string]stand{"e1": {2, j.steps["e1"][1].at, 1, "ladder"}, "e2": {4, j.steps["e2"][3].at, 2, "again"}}
	j.steps["e1"], j.effects["e1"] = j.steps["e1"][2:], j.effects["e1"][3:]
	j.steps["e2"], j.effects["e2"] = j.steps["e2"][4:], j.effects["e2"][6:]
	maps.DeleteFunc(j.messages, func(key string, _ int) bool { return !strings.Contains(key, "e3") })
	j.coupons = nil
	j.laws(func(format string, args ...any) { t.Errorf(format, args...) })
	var heard []string
	j.before["e1"] = stand{3, j.enrolments["e1"].at, 1, "ladder"}
	j.laws(func(format string, args ...any) { heard = append(heard, fmt.Sprintf(format, args...)) })
	if got := strings.Join(heard, "\n"); !strings.Contains(got, "e1 has step 3 after step 3") {
		t.Errorf("a step that is taken again: heard %q", got)
	}
}

// What a guide was told is in the books.
func TestGuidesHearOfLostActs(t *testing.T) {
	for name, c := range map[string]struct {
		knows acknowledged
		says  string
	}{
		"as it is":        {acknowledged{enrolment: "e2"}, ""},
		"gone":            {acknowledged{enrolment: "e9"}, "e9 was acknowledged and is not there"},
		"not taken out":   {acknowledged{"e1", "removed"}, "e1 was removed, and the books say"},
		"ended by a goal": {acknowledged{"e2", "removed"}, `e2 was removed, and the books say "goal"`},
	} {
		tr := &trial{}
		g := &guide{trial: tr, acked: []acknowledged{c.knows}, counts: map[string]int{}}
		g.reconcile(soundJourneys())
		if got := strings.Join(tr.violations, "\n"); c.says == "" && got != "" || !strings.Contains(got, c.says) {
			t.Errorf("%s: heard %q, want %q", name, got, c.says)
		}
	}
}

// Every look of the trial's journeys may go live, and time that passes while somebody
// waits for something passes for the end of the waiting too.
func TestGraphsOfTheTrial(t *testing.T) {
	for _, name := range []string{following, accompanying, welcoming} {
		for change := range 6 {
			if flaws := journeys.Check(graphOf(name, change, "c"), journeys.World{}); len(flaws) > 0 {
				t.Errorf("%s after %d changes: %v", name, change, flaws)
			}
		}
	}
	j := soundJourneys()
	e := enrolment{version: 2, node: "until", vars: `{"~until":"rs","x":"1"}`} // 1,000
	var vars map[string]string
	if err := json.Unmarshal([]byte(j.earlier(e, 100)), &vars); err != nil || vars["~until"] != "p0" || vars["x"] != "1" {
		t.Errorf("begun at %v, %v", vars, err)
	}
}
