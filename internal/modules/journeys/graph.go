package journeys

import (
	"slices"

	"archwire/internal/modules/audience"
	"archwire/internal/modules/messages"
)

// Rule is a condition on a patient, in the language of the audience.
type Rule = audience.Rule

// Graph is the plan of a journey: nodes, and what leads from one to the next.
type Graph struct {
	Nodes []Node `json:"nodes" maxItems:"200"`
	// Goals end the journey with success wherever somebody stands in it, Exits
	// without; both are looked at again before a message goes.
	Goals []When `json:"goals,omitempty" maxItems:"10"`
	Exits []When `json:"exits,omitempty" maxItems:"10"`
	// Reentry says whether who has been in the journey may enter again; Key names the
	// field of the event that tells one entry from another (a visit, a plan).
	Reentry  Reentry `json:"reentry,omitempty" enum:"once,per_key,after_exit" doc:"once if absent"`
	Key      string  `json:"key,omitempty" maxLength:"40" doc:"field of the entering event; of per_key"`
	CoolDown int     `json:"cool_down_days,omitempty" doc:"days between an end and the next entry"`
	MaxDays  int     `json:"max_days,omitempty" doc:"who is in it for longer leaves; 0 = 400"`
	Budget   Budget  `json:"budget,omitempty"`
}

// Reentry says when somebody may enter again. Its text is "journeys.reentry.<reentry>".
type Reentry string

// The policies.
const (
	Once      Reentry = "once"
	PerKey    Reentry = "per_key"
	AfterExit Reentry = "after_exit"
)

// Budget bounds what a journey does in a day; what is beyond goes on the next day.
type Budget struct {
	Messages int `json:"messages_a_day,omitempty" doc:"0 = no bound"`
	Tasks    int `json:"tasks_a_day,omitempty" doc:"for one person or role in one clinic; 0 = no bound"`
	Parts    int `json:"sms_parts_a_day,omitempty" doc:"of text messages, as they are billed, by how each would go when it is planned; 0 = no bound"`
}

// Kind is what a node does. Its text is "journeys.node.<kind>".
type Kind string

// The kinds of node.
const (
	KindEntry   Kind = "entry"
	KindWait    Kind = "wait"
	KindWaitFor Kind = "wait_for"
	KindBranch  Kind = "branch"
	KindSplit   Kind = "split"
	KindHoldout Kind = "holdout"
	KindLadder  Kind = "ladder"
	KindMessage Kind = "message"
	KindTask    Kind = "task"
	KindTag     Kind = "tag"
	KindGrant   Kind = "grant"
	KindSet     Kind = "set"
	KindCall    Kind = "call"
	KindGoal    Kind = "goal"
	KindExit    Kind = "exit"
	KindLoop    Kind = "loop"
)

// Kinds lists them in the order of the screens.
var Kinds = []Kind{KindEntry, KindWait, KindWaitFor, KindBranch, KindSplit, KindHoldout, KindLadder, KindMessage, KindTask, KindTag, KindGrant, KindSet,
	KindCall, KindGoal, KindExit, KindLoop}

// Node is one place of a graph. To leads on by its outlets: "next" of most kinds;
// "yes" and "no" of a branch; "timeout" of what waits for something; "done" and
// "failed" of a ladder; the keys of its ways of a split; "body" and "next" of a
// loop; the outcomes of a task. An outlet that leads nowhere ends the journey.
type Node struct {
	ID   string            `json:"id" maxLength:"24"`
	Kind Kind              `json:"kind" enum:"entry,wait,wait_for,branch,split,holdout,ladder,message,task,tag,grant,set,call,goal,exit,loop"`
	Name string            `json:"name,omitempty" maxLength:"60"`
	To   map[string]string `json:"to,omitempty" doc:"outlet: id of the node it leads to"`
	X    int               `json:"x,omitempty" doc:"where it stands on the canvas"`
	Y    int               `json:"y,omitempty"`

	// Of its kind's own, and no other:
	Entry   *Entry     `json:"entry,omitempty"`
	Wait    *Delay     `json:"wait,omitempty"`
	WaitFor *WaitFor   `json:"wait_for,omitempty"`
	Branch  *Branch    `json:"branch,omitempty"`
	Split   *Split     `json:"split,omitempty"`
	Holdout *Holdout   `json:"holdout,omitempty"`
	Ladder  *Ladder    `json:"ladder,omitempty"`
	Message *MessageDo `json:"message,omitempty"`
	Task    *TaskDo    `json:"task,omitempty"`
	Tag     *TagDo     `json:"tag,omitempty"`
	Grant   *GrantDo   `json:"grant,omitempty"`
	Set     *SetDo     `json:"set,omitempty"`
	Call    *CallDo    `json:"call,omitempty"`
	Exit    *ExitDo    `json:"exit,omitempty"`
	Loop    *Loop      `json:"loop,omitempty"`
}

// When is something that happens, or holds: an event, entering or leaving a segment,
// or a rule.
type When struct {
	Event   string `json:"event,omitempty" maxLength:"60" doc:"kind of a fact"`
	Where   []Cond `json:"where,omitempty" maxItems:"10"`
	Segment string `json:"segment,omitempty" maxLength:"60" doc:"id of a segment"`
	Leaves  bool   `json:"leaves,omitempty" doc:"who leaves the segment, not who enters"`
	Rule    *Rule  `json:"rule,omitempty"`
}

// Cond is a condition on a field of an event, written as in a rule.
type Cond struct {
	Field   string   `json:"field" maxLength:"40"`
	Compare string   `json:"compare" enum:"eq,ne,lt,le,gt,ge,between,in,not_in,known,unknown,yes,no"`
	Words   []string `json:"words,omitempty" maxItems:"50"`
	Numbers []int64  `json:"numbers,omitempty" maxItems:"2"`
}

// Entry says how somebody enters.
type Entry struct {
	How  EntryHow `json:"how" enum:"segment,event,schedule,manual,api"`
	When *When    `json:"when,omitempty" doc:"of segment and event"`
	Only *Rule    `json:"only,omitempty" doc:"who of them enters"`
	At   *Delay   `json:"at,omitempty" doc:"of schedule: each day, or the days of the week, at a time of day"`
}

// EntryHow is a way to enter. Its text is "journeys.how.<how>".
type EntryHow string

// The ways to enter.
const (
	BySegment  EntryHow = "segment"
	ByEvent    EntryHow = "event"
	BySchedule EntryHow = "schedule" // everybody for whom Only holds, at that time
	ByHand     EntryHow = "manual"
	ByAPI      EntryHow = "api"
)

// Delay is how long something waits: an amount of time after what came before or
// around an anchor, then until a time of day, on some days of the week.
type Delay struct {
	Amount   int    `json:"amount,omitempty" doc:"below zero before the anchor"`
	Unit     Unit   `json:"unit,omitempty" enum:"minutes,hours,days,weeks,months"`
	At       string `json:"at,omitempty" maxLength:"5" doc:"time of day in the clinic"`
	Weekdays []int  `json:"weekdays,omitempty" maxItems:"7" doc:"0 = Sunday; none = any"`
	Anchor   Anchor `json:"anchor,omitempty" enum:"entered,event,next_visit,last_visit,birthday,course_start,retention_start,recall_due" doc:"absent = what came before"`
}

// Unit is a unit of time. Its text is "journeys.unit.<unit>".
type Unit string

// The units; days and longer keep the time of day.
const (
	Minutes Unit = "minutes"
	Hours   Unit = "hours"
	Days    Unit = "days"
	Weeks   Unit = "weeks"
	Months  Unit = "months"
)

// Anchor is an instant of a patient's life to which a wait is tied. Who waits for
// one is timed anew when it moves. Its text is "journeys.anchor.<anchor>".
type Anchor string

// The anchors.
const (
	AtEntry     Anchor = "entered"
	AtEvent     Anchor = "event" // when the event that let in happened
	AtNextVisit Anchor = "next_visit"
	AtLastVisit Anchor = "last_visit"
	AtBirthday  Anchor = "birthday"        // the next one
	AtCourse    Anchor = "course_start"    // the day of the first fitting of an orthodontic course
	AtRetention Anchor = "retention_start" // the day on which it came off
	AtRecall    Anchor = "recall_due"      // the day of the earliest recall
)

// Anchors lists them in the order of the screens.
var Anchors = []Anchor{AtEntry, AtEvent, AtNextVisit, AtLastVisit, AtBirthday, AtCourse, AtRetention, AtRecall}

// WaitFor waits until something happens, or Timeout is over.
type WaitFor struct {
	Any     []When `json:"any" maxItems:"10"`
	Timeout Delay  `json:"timeout"`
}

// Branch asks a rule.
type Branch struct {
	Rule Rule `json:"rule"`
}

// Split sends patients different ways, by chance and for good: the same household
// goes the same way.
type Split struct {
	Ways []Way `json:"ways" maxItems:"8"`
}

// Way is one way of a split.
type Way struct {
	Key    string `json:"key" maxLength:"12" doc:"its outlet"`
	Weight int    `json:"weight"`
}

// Holdout keeps some households without whatever comes after it, to see what it is
// worth.
type Holdout struct {
	Percent int `json:"percent"`
}

// Ladder tries one rung after the other until the outcome is there.
type Ladder struct {
	Success []When `json:"success" maxItems:"10" doc:"any of them ends the ladder by its outlet done"`
	Rungs   []Rung `json:"rungs" maxItems:"12"`
	Last    Delay  `json:"last" doc:"how long to wait for the outcome after the last rung"`
}

// Rung is one try: a message or a task.
type Rung struct {
	After    Delay      `json:"after" doc:"how long after the rung before, or the begin of the ladder"`
	Only     *Rule      `json:"only,omitempty" doc:"whether the rung is tried at all"`
	Until    string     `json:"until,omitempty" maxLength:"5" doc:"not tried after this time of day"`
	Message  *MessageDo `json:"message,omitempty"`
	Task     *TaskDo    `json:"task,omitempty"`
	NextFail bool       `json:"next_on_failure,omitempty" doc:"go on at once where the message reaches nobody"`
}

// MessageDo sends a text of the content module.
type MessageDo struct {
	Class    messages.Class     `json:"class" enum:"care,service,relation,marketing"`
	Text     string             `json:"text" maxLength:"60" doc:"key of a text"`
	Channels []messages.Channel `json:"channels,omitempty" maxItems:"6" doc:"by which it may go, best first; none = any that suits"`
	Safety   bool               `json:"safety,omitempty" doc:"a matter of safety: never held out"`
	Hours    int                `json:"hours,omitempty" doc:"worth sending for so long; 0 = a day"`
	Opens    Page               `json:"opens,omitempty" enum:"checkin" doc:"page of the patient's own behind the link; absent = the article of the text, if it has one"`
}

// Page is a page of the patient's own that a message may open. Its text is
// "journeys.page.<page>".
type Page string

// PageCheckIn is where a patient checks in; who is in no programme gets no message that
// opens it.
const PageCheckIn Page = "checkin"

// TaskDo opens a task for somebody of the clinic.
type TaskDo struct {
	What     TaskWhat `json:"what" enum:"call,one_to_one,evaluate,sop"`
	Title    string   `json:"title" maxLength:"100"`
	List     []string `json:"list,omitempty" maxItems:"20" doc:"what is to be done, one after the other; of sop"`
	Text     string   `json:"text,omitempty" maxLength:"60" doc:"key of a text ready to use"`
	Role     string   `json:"role,omitempty" maxLength:"40" doc:"role that does it in the clinic"`
	Member   string   `json:"member,omitempty" enum:"doctor,assistant,coordinator,follow_up" doc:"the patient's own; the role where there is none"`
	Due      Delay    `json:"due"`
	Urgent   bool     `json:"urgent,omitempty"`
	Answered bool     `json:"answered,omitempty" doc:"wait for what comes of it; its outcomes are outlets"`
	Timeout  *Delay   `json:"timeout,omitempty" doc:"how long to wait for it"`
}

// TaskWhat is a sort of task. Its text is "task.journeys.<what>".
type TaskWhat string

// The sorts of task.
const (
	TaskCall     TaskWhat = "call"
	TaskOneToOne TaskWhat = "one_to_one"
	TaskEvaluate TaskWhat = "evaluate"
	TaskSOP      TaskWhat = "sop"
)

// TagDo puts tags on the patient and takes tags off.
type TagDo struct {
	Add    []string `json:"add,omitempty" maxItems:"10"`
	Remove []string `json:"remove,omitempty" maxItems:"10"`
}

// GrantDo gives a coupon.
type GrantDo struct {
	Coupon string `json:"coupon" maxLength:"60" doc:"key of a coupon's face"`
}

// SetDo notes something on the enrolment.
type SetDo struct {
	Name  string `json:"name" maxLength:"24"`
	Value string `json:"value" maxLength:"60"`
}

// CallDo lets the patient into another journey besides.
type CallDo struct {
	Journey string `json:"journey" maxLength:"60" doc:"id of the journey"`
}

// ExitDo ends the journey and says why.
type ExitDo struct {
	Reason string `json:"reason,omitempty" maxLength:"60"`
}

// Loop goes through its body again and again, with a wait before each time.
type Loop struct {
	Every Delay `json:"every"`
	Until *When `json:"until,omitempty" doc:"goes on by the outlet next once it holds"`
	Max   int   `json:"max" doc:"times"`
}

// own is what a node has of its kind, nil where it is missing.
func (n *Node) own() any {
	of := map[Kind]any{}
	put(of, KindEntry, n.Entry)
	put(of, KindWait, n.Wait)
	put(of, KindWaitFor, n.WaitFor)
	put(of, KindBranch, n.Branch)
	put(of, KindSplit, n.Split)
	put(of, KindHoldout, n.Holdout)
	put(of, KindLadder, n.Ladder)
	put(of, KindMessage, n.Message)
	put(of, KindTask, n.Task)
	put(of, KindTag, n.Tag)
	put(of, KindGrant, n.Grant)
	put(of, KindSet, n.Set)
	put(of, KindCall, n.Call)
	put(of, KindExit, n.Exit)
	put(of, KindLoop, n.Loop)
	if len(of) > 1 {
		return nil
	}
	return of[n.Kind]
}

func put[T any](of map[Kind]any, k Kind, v *T) {
	if v != nil {
		of[k] = v
	}
}

// outlets lists the outlets of a node, in the order of the screens.
func (n *Node) outlets() []string {
	switch n.Kind {
	case KindGoal, KindExit:
		return nil
	case KindBranch:
		return []string{"yes", "no"}
	case KindWaitFor:
		return []string{"next", "timeout"}
	case KindLadder:
		return []string{"done", "failed"}
	case KindLoop:
		return []string{"body", "next"}
	case KindSplit:
		var out []string
		for _, w := range n.Split.Ways {
			out = append(out, w.Key)
		}
		return out
	case KindTask:
		if n.Task.Answered {
			return append([]string{"next", "timeout"}, taskOutcomes(n.Task.What)...)
		}
	}
	return []string{"next"}
}

// textKeys lists the texts that a graph names.
func (g *Graph) textKeys() []string {
	var out []string
	for i := range g.Nodes {
		n := &g.Nodes[i]
		for _, m := range n.sends() {
			out = append(out, m.Text)
		}
		if n.Task != nil && n.Task.Text != "" {
			out = append(out, n.Task.Text)
		}
		if n.Ladder != nil {
			for _, r := range n.Ladder.Rungs {
				if r.Task != nil && r.Task.Text != "" {
					out = append(out, r.Task.Text)
				}
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// segments lists the segments that a graph waits for, beside those in its rules.
func (g *Graph) segments() []string {
	var out []string
	for _, w := range g.whens() {
		if w.Segment != "" {
			out = append(out, w.Segment)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// aims tells whether a graph has something that it is for.
func (g *Graph) aims() bool {
	return len(g.Goals) > 0 || slices.ContainsFunc(g.Nodes, func(n Node) bool { return n.Kind == KindGoal })
}

// calls lists the journeys into which a graph lets patients.
func (g *Graph) calls() []string {
	var out []string
	for i := range g.Nodes {
		if c := g.Nodes[i].Call; c != nil {
			out = append(out, c.Journey)
		}
	}
	return out
}

// whens lists every condition of a graph.
func (g *Graph) whens() []When {
	out := slices.Concat(g.Goals, g.Exits)
	for i := range g.Nodes {
		n := &g.Nodes[i]
		if n.Entry != nil && n.Entry.When != nil {
			out = append(out, *n.Entry.When)
		}
		if n.WaitFor != nil {
			out = append(out, n.WaitFor.Any...)
		}
		if n.Ladder != nil {
			out = append(out, n.Ladder.Success...)
		}
		if n.Loop != nil && n.Loop.Until != nil {
			out = append(out, *n.Loop.Until)
		}
	}
	return out
}
