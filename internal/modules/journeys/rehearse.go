package journeys

import (
	"cmp"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/messages"
)

// A rehearsal walks the same steps as the engine, with a clock of its own, and does
// nothing: what a step wants done is written down. What people would do is what they
// did: their facts of the past, at the instants at which they happened.

// Player is somebody who may come into a journey in a rehearsal.
type Player struct {
	Patient   string
	Household string // "" = lives alone
	Clinic    string
	Zone      *time.Location
	Enters    []Entrance // in the order of time
	Facts     []Event    // that the plan hears, in the order of time
	Turns     []Turn     // of segments that the plan looks at, in the order of time
	Rules     map[string][]Turn
	Anchors   map[Anchor]int64
	Stands    *State // already in it when the rehearsal begins
	Ways      map[messages.Class]Route
	Others    map[civil.Day]int // messages of other origin that they got or would get
}

// Entrance is an instant at which the entry would let somebody in.
type Entrance struct {
	At    int64
	Key   string
	Event *Event
}

// Turn is that something became true or false of a player: a segment, or a rule.
type Turn struct {
	At      int64
	Segment string // "" for a rule
	In      bool
}

// Route is how a message of a class would reach a player: by a channel, or why not.
type Route struct {
	Channel messages.Channel
	Reason  string // "" = it would
}

// Stage is what a rehearsal takes for given.
type Stage struct {
	From, To int64
	Seed     uint64
	Cap      map[messages.Class]int            // messages a day and person, 0 = no bound
	Hours    map[messages.Class]messages.Hours // in which they may go
	Texts    map[string]Length                 // by key
	Done     int                               // of 100 tasks so many are done in time
	Most     int                               // messages of a person from which on somebody should look
}

// Length is how long a text is, in what it costs.
type Length struct{ Parts int } // of an SMS

// Would is one thing that would have been done.
type Would struct {
	At      int64            `json:"at" doc:"when it would go"`
	Planned int64            `json:"planned_at" doc:"when the step was taken"`
	Patient string           `json:"patient_id"`
	Node    string           `json:"node"`
	Rung    int              `json:"rung" doc:"0 = the node itself"`
	Kind    EffectKind       `json:"kind" enum:"message,task,tag,grant,call"`
	Class   messages.Class   `json:"class" doc:"of a message"`
	Channel messages.Channel `json:"channel" doc:"of a message that would go"`
	Text    string           `json:"text" doc:"key of a message's text"`
	Who     string           `json:"who" doc:"of a task: the role that does it"`
	Reason  string           `json:"reason" doc:"why it would not be done; empty = it would"`
	Parts   int              `json:"parts" doc:"of an SMS"`
	Clinic  string           `json:"-"`
	day     civil.Day
	hour    int
	nth     int // of the player's enrolments, from 0
	seq     int64
}

// Line is one line of the story of one enrolment: what was heard, where it led.
type Line struct {
	At     int64  `json:"at"`
	Heard  Heard  `json:"heard"`
	Cause  string `json:"cause" doc:"kind of the fact, or the segment; empty = time"`
	Path   []Pass `json:"path"`
	WakeAt int64  `json:"wake_at" doc:"until when it waits then; 0 = it is over"`
	End    Ending `json:"end"`
	Reason string `json:"reason"`
	nth    int
}

// Walked is what came of one player.
type Walked struct {
	Entered int
	Refused int // entrances that the rules about coming again refused
	Ended   map[Ending]int
	Inside  bool // still in it at the end
	Node    string
	Would   []Would
	Lines   []Line
	Steps   int
	States  []State // of each enrolment, as it stands at the end
}

// run is the walk of one player.
type run struct {
	p       *Plan
	st      Stage
	who     *Player
	s       State
	in      bool
	ended   int64
	keys    map[string]bool
	waiting []Would // messages that quiet hours hold back
	answers []answerAt
	tell    bool
	dice    *rand.Rand
	told    map[dayClass]int
	out     Walked
}

type answerAt struct {
	at int64
	a  Answer
}

type dayClass struct {
	day   civil.Day
	class messages.Class
}

// Walk takes a player through a plan, from the stage's first instant to its last. With
// tell the story is written down line by line.
func Walk(p *Plan, st Stage, who *Player, tell bool) Walked {
	h := fnv.New64a()
	_, _ = h.Write([]byte(who.Patient))
	r := &run{p: p, st: st, who: who, tell: tell, dice: rand.New(rand.NewPCG(st.Seed, h.Sum64())), told: map[dayClass]int{}, keys: map[string]bool{}}
	r.out.Ended = map[Ending]int{}
	if who.Stands != nil {
		r.s, r.in = *who.Stands, true
	}
	r.play()
	r.settle(st.To)
	r.out.Inside, r.out.Node = r.in, r.s.Node
	return r.out
}

// play lets happen what happens, one instant after the other. Of one instant facts come
// before time: who checks in at 20:00 is not reminded at 20:00.
func (r *run) play() {
	var enters, facts, turns int
	skip := func(n int, at func(int) int64) (i int) {
		for i < n && at(i) < r.st.From {
			i++
		}
		return i
	}
	enters = skip(len(r.who.Enters), func(i int) int64 { return r.who.Enters[i].At })
	facts = skip(len(r.who.Facts), func(i int) int64 { return r.who.Facts[i].At })
	turns = skip(len(r.who.Turns), func(i int) int64 { return r.who.Turns[i].At })
	for range mostSteps {
		const never = int64(1) << 62
		next, what := never, 0
		see := func(at int64, w int) {
			if at < next {
				next, what = at, w
			}
		}
		if facts < len(r.who.Facts) {
			see(r.who.Facts[facts].At, 1)
		}
		if turns < len(r.who.Turns) {
			see(r.who.Turns[turns].At, 2)
		}
		if len(r.answers) > 0 {
			see(r.answers[0].at, 3)
		}
		if r.in && r.s.WakeAt > 0 {
			see(max(r.s.WakeAt, r.st.From), 4)
		}
		if enters < len(r.who.Enters) {
			see(r.who.Enters[enters].At, 5)
		}
		if next >= r.st.To {
			return
		}
		switch what {
		case 1:
			e := r.who.Facts[facts]
			facts++
			r.step(Input{What: HeardEvent, Now: next, Event: &e}, e.Kind)
		case 2:
			t := r.who.Turns[turns]
			turns++
			r.step(Input{What: HeardSegment, Now: next, Segment: &Change{Segment: t.Segment, In: t.In}}, t.Segment)
		case 3:
			a := r.answers[0].a
			r.answers = r.answers[1:]
			r.step(Input{What: HeardAnswer, Now: next, Answer: &a}, a.Outcome)
		case 4:
			r.step(Input{What: HeardTimer, Now: next}, "")
		case 5:
			r.enter(r.who.Enters[enters])
			enters++
		}
	}
}

// mostSteps bounds the steps of one player: a graph that Check passed stays far below.
const mostSteps = 20_000

// enter lets the player in, as the journey's rules about coming again allow.
func (r *run) enter(e Entrance) {
	cool := int64(r.p.CoolDown) * (24 * time.Hour).Milliseconds()
	refused := false
	switch r.p.Reentry {
	case PerKey:
		refused = r.keys[e.Key]
	case AfterExit:
		refused = r.ended > 0 && e.At < r.ended+cool
	default:
		refused = r.out.Entered > 0 || r.ended > 0
	}
	if entry := r.p.nodes[r.p.entry].Entry; e.Event != nil && entry.When != nil && !entry.When.meets(e.Event) || !r.only(e.At) {
		return
	}
	if refused || r.in {
		r.out.Refused++
		return
	}
	r.keys[e.Key] = true
	at := e.At
	if e.Event != nil {
		at = e.Event.At
	}
	r.s = State{Patient: r.who.Patient, Entered: e.At, Last: e.At, Event: at, Chance: chanceFor(r.who, r.p.Journey)}
	r.in = true
	r.out.Entered++
	r.out.States = append(r.out.States, r.s)
	r.step(Input{What: HeardEntered, Now: e.At, Event: e.Event}, e.cause())
}

func (e Entrance) cause() string {
	if e.Event != nil {
		return e.Event.Kind
	}
	return ""
}

// only asks the rule of the entry.
func (r *run) only(at int64) bool {
	where := place("entry", r.p.entry)
	return r.p.rules[where] == nil || r.holds(where, at)
}

// holds tells whether a rule of the plan was true of the player at an instant.
func (r *run) holds(where string, at int64) bool {
	in := false
	for _, t := range r.who.Rules[where] {
		if t.At > at {
			break
		}
		in = t.In
	}
	return in
}

// step takes one step, answering what it asks, and writes down what it wants done.
func (r *run) step(in Input, cause string) {
	r.settle(in.Now)
	if !r.in {
		return
	}
	in.Zone, in.Known = r.who.Zone, map[Ask]Told{}
	out := Step(r.p, r.s, in)
	for range mostNodes {
		if len(out.Ask) == 0 {
			break
		}
		for _, a := range out.Ask {
			in.Known[a] = r.answer(a, in.Now)
		}
		out = Step(r.p, r.s, in)
	}
	if out.Idle {
		if in.What == HeardTimer { // a wake that meant nothing must not come back
			r.s.WakeAt = 0
		}
		return
	}
	r.s = out.State
	r.out.Steps++
	if n := len(r.out.States); n > 0 {
		r.out.States[n-1] = r.s
	}
	for _, e := range out.Effects {
		r.want(e, in.Now)
	}
	if r.tell {
		r.out.Lines = append(r.out.Lines, Line{At: in.Now, Heard: in.What, Cause: cause, Path: out.Path, WakeAt: r.s.WakeAt, End: r.s.End, Reason: r.s.Reason,
			nth: len(r.out.States) - 1})
	}
	if r.s.End != "" {
		r.in, r.ended = false, in.Now
		r.out.Ended[r.s.End]++
		r.answers = nil
	}
}

// answer tells what a step asks: a rule as it was then, an anchor as it is known.
func (r *run) answer(a Ask, now int64) Told {
	if a.Rule != "" {
		return Told{Yes: r.holds(a.Rule, now)}
	}
	switch a.Anchor {
	case AtEntry:
		return Told{At: r.s.Entered}
	case AtEvent:
		return Told{At: r.s.Event}
	}
	return Told{At: r.who.Anchors[a.Anchor]}
}

// want writes down what a step wants done.
func (r *run) want(e Effect, now int64) {
	if e.Kind == EffectWithdraw {
		r.withdraw(e.Node, now)
		return
	}
	w := Would{At: now, Planned: now, Patient: r.who.Patient, Clinic: r.who.Clinic, Node: e.Node, Rung: e.Rung, Kind: e.Kind,
		nth: len(r.out.States) - 1, seq: r.s.Seq}
	switch {
	case e.Held:
		w.Reason = ReasonHeldBack
	case e.Skipped:
		w.Reason = ReasonSkipped
	}
	switch e.Kind {
	case EffectMessage:
		r.message(w)
		return
	case EffectTask:
		t := r.p.task(e.Node, e.Rung)
		w.Who = cmp.Or(t.Role, t.Member)
		if w.Reason == "" && t.Answered && r.dice.IntN(100) < r.st.Done {
			r.reply(answerAt{now + (4 * time.Hour).Milliseconds(), Answer{Node: e.Node, Rung: e.Rung, Outcome: first(taskOutcomes(t.What))}})
		}
	}
	r.put(w)
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

func (r *run) reply(a answerAt) {
	r.answers = append(r.answers, a)
	slices.SortStableFunc(r.answers, func(a, b answerAt) int { return cmp.Compare(a.at, b.at) })
}

// The reasons for which a rehearsal says that something is not done, besides those of
// messages. Their texts are "journeys.withheld.<reason>".
const (
	ReasonHeldBack  = "held_out"  // by lot, to see what it is worth
	ReasonSkipped   = "skipped"   // overdue, and not made up for
	ReasonWithdrawn = "withdrawn" // its goal was reached, or the journey left, before it went
	ReasonDayCap    = "cap"
	ReasonTooLate   = "late"
)

// message finds when a message would go, and by which way.
func (r *run) message(w Would) {
	m := r.p.message(w.Node, w.Rung)
	w.Class, w.Text = m.Class, m.Text
	way, known := r.who.Ways[m.Class]
	switch {
	case w.Reason != "":
	case known && way.Reason != "":
		w.Reason = way.Reason
		r.reply(answerAt{w.At, Answer{Node: w.Node, Rung: w.Rung, Outcome: Failed}})
	default:
		w.Channel = way.Channel
	}
	if w.Channel == messages.SMS {
		w.Parts = r.st.Texts[m.Text].Parts
	}
	if h, bound := r.st.Hours[m.Class]; bound && w.Reason == "" && !m.Safety {
		w.At = opening(h, w.At, r.who.Zone)
	}
	hours := m.Hours
	if hours == 0 {
		hours = 24
	}
	if w.Reason == "" && w.At-w.Planned >= int64(hours)*time.Hour.Milliseconds() {
		w.Reason = ReasonTooLate
	}
	if w.At > w.Planned && w.Reason == "" {
		r.waiting = append(r.waiting, w)
		return
	}
	r.send(w)
}

// opening is the first instant at or after at that is not quiet.
func opening(h messages.Hours, at int64, zone *time.Location) int64 {
	c := civil.ClockOf(at, zone)
	open := h.From == h.To || h.From < h.To && c >= h.From && c < h.To || h.From > h.To && (c >= h.From || c < h.To)
	if open {
		return at
	}
	day := civil.Of(at, zone)
	if c >= h.From {
		day = day.AddDays(1)
	}
	return day.At(h.From, zone)
}

// send counts a message against the bound of its day.
func (r *run) send(w Would) {
	if w.Reason == "" {
		k := dayClass{civil.Of(w.At, r.who.Zone), w.Class}
		if most := r.st.Cap[w.Class]; most > 0 && r.told[k] >= most && !r.safety(w) {
			w.Reason, w.Channel, w.Parts = ReasonDayCap, "", 0
		} else {
			r.told[k]++
		}
	}
	r.put(w)
}

func (r *run) safety(w Would) bool {
	m := r.p.message(w.Node, w.Rung)
	return m != nil && m.Safety
}

func (r *run) put(w Would) {
	w.day, w.hour = civil.Of(w.At, r.who.Zone), int(civil.ClockOf(w.At, r.who.Zone))/60
	r.out.Would = append(r.out.Would, w)
}

// settle sends what waited for the end of quiet hours until now.
func (r *run) settle(now int64) {
	rest := r.waiting[:0]
	for _, w := range r.waiting {
		if w.At < now {
			r.send(w)
		} else {
			rest = append(rest, w)
		}
	}
	r.waiting = rest
}

// withdraw takes back what still waits, of one node or of all.
func (r *run) withdraw(node string, now int64) {
	rest := r.waiting[:0]
	for _, w := range r.waiting {
		if node == "" || w.Node == node {
			w.Reason, w.At, w.Channel, w.Parts = ReasonWithdrawn, now, "", 0
			r.put(w)
		} else {
			rest = append(rest, w)
		}
	}
	r.waiting = rest
}

// chanceFor is a lot that a household keeps in a journey. The engine draws with a salt
// of the group, so that a rehearsal shows how many are held back, not who.
func chanceFor(who *Player, journey int64) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(cmp.Or(who.Household, who.Patient) + "/" + strconv.FormatInt(journey, 10)))
	return int(h.Sum32()>>3) % 10000
}
