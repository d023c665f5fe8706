package journeys

import (
	"maps"
	"time"
)

// State is where one enrolment stands. It is all that Step knows of it.
type State struct {
	ID      string // of the enrolment
	Patient string
	Node    string // where it stands
	Sub     int    // rung of a ladder that was tried last, counted from 1; 0 = before the first
	Seq     int64  // steps taken
	WakeAt  int64  // epoch milliseconds; 0 = over
	Entered int64
	Last    int64 // when it came to Node, or the rung was tried
	Event   int64 // when what let in happened
	Chance  int   // 0 … 9,999, the same for a household in a journey for good
	Control bool  // held out of promotions altogether, by the group's setting
	Held    bool  // held out by a node: goes the same way and gets nothing
	Vars    map[string]string
	End     Ending
	Reason  string // of the end
}

// Ending is how an enrolment ended, "" while it goes on. Its text is
// "journeys.ending.<ending>".
type Ending string

// The endings.
const (
	EndGoal    Ending = "goal"
	EndExit    Ending = "exit"    // by a condition, or a node
	EndDone    Ending = "done"    // nothing comes any more
	EndRemoved Ending = "removed" // by a person
	EndGone    Ending = "gone"    // died, erased
	EndBroken  Ending = "broken"  // its graph asked for more than a step may do
)

// Endings lists them in the order of the screens.
var Endings = []Ending{EndGoal, EndExit, EndDone, EndRemoved, EndGone, EndBroken}

// Heard is what a step takes in. Its text is "journeys.heard.<heard>".
type Heard string

// The inputs.
const (
	HeardEntered Heard = "entered"
	HeardTimer   Heard = "timer"
	HeardEvent   Heard = "event"
	HeardSegment Heard = "segment"
	HeardAnswer  Heard = "answer" // of a task, or of a message that reached nobody
	HeardMoved   Heard = "moved"  // to another version
)

// Input is what a step takes in. Known answers what an earlier try of the same step
// asked; the clock is Now.
type Input struct {
	What    Heard
	Now     int64
	Zone    *time.Location
	Event   *Event
	Segment *Change
	Answer  *Answer
	Cause   string // id of the fact behind it, "" = time
	Skip    bool   // of moved: what is overdue is not made up for
	Known   map[Ask]Told
}

// Event is a fact as a journey sees it.
type Event struct {
	Kind string
	At   int64
	Body map[string]any
}

// Change is that the patient entered (In) or left a segment.
type Change struct {
	Segment string
	In      bool
}

// Answer is what came of an effect: the outcome of a task, or "failed" of a message.
type Answer struct {
	Node    string
	Rung    int
	Outcome string
}

// Failed is the answer of a message that reaches nobody.
const Failed = "failed"

// Ask is what a step must know to go on: whether the rule that stands at a place
// of the graph holds, or the instant of an anchor.
type Ask struct {
	Rule   string // place: "branch:<node>", "goal:<n>", …; "" = an anchor
	Anchor Anchor
}

// Told is the answer to an Ask.
type Told struct {
	Yes bool
	At  int64 // of an anchor; 0 = there is none
}

// Effect is what a step wants done. What it is stands in the graph, at Node and Rung.
type Effect struct {
	Kind    EffectKind
	Node    string
	Rung    int // counted from 1; 0 = the node itself
	Held    bool
	Skipped bool // overdue, and not made up for
}

// EffectKind is a sort of effect. Its text is "journeys.effect.<kind>".
type EffectKind string

// The sorts. Withdraw takes back what still waits to be sent or done.
const (
	EffectMessage  EffectKind = "message"
	EffectTask     EffectKind = "task"
	EffectTag      EffectKind = "tag"
	EffectGrant    EffectKind = "grant"
	EffectCall     EffectKind = "call"
	EffectWithdraw EffectKind = "withdraw"
)

// Pass is a node that was gone through, and by which outlet.
type Pass struct {
	Node string `json:"node"`
	Rung int    `json:"rung,omitempty"`
	Out  string `json:"out"`
}

// Outcome is what comes of a step. With Ask set nothing else counts: the same step
// is taken again once the answer is known.
type Outcome struct {
	State   State
	Effects []Effect
	Path    []Pass
	Ask     []Ask
	Idle    bool // the input meant nothing here: no step was taken
}

// with notes something, without touching the map that others hold.
func (s *State) with(name, value string) {
	s.Vars = maps.Clone(s.Vars)
	if s.Vars == nil {
		s.Vars = map[string]string{}
	}
	if value == "" {
		delete(s.Vars, name)
		return
	}
	s.Vars[name] = value
}
