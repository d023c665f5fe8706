package journeys

import (
	"hash/fnv"
	"slices"
	"strconv"
	"time"
)

// mostNodes bounds the nodes that one step goes through. A graph that Check passed
// never comes near: each of its circles waits.
const mostNodes = 400

// Step takes one input for one enrolment and tells where it stands then and what is
// to be done. It is pure: the same arguments give the same outcome, on the server
// and in a rehearsal. What it cannot know (rules, anchors) it asks: see Outcome.Ask.
func Step(p *Plan, s State, in Input) Outcome {
	w := &walk{p: p, in: in, out: Outcome{State: s}}
	if s.End != "" || p.nodes[s.Node] == nil && in.What != HeardEntered {
		w.out.Idle = true
		return w.out
	}
	if w.ends() || len(w.out.Ask) > 0 || w.out.Idle {
		return w.out
	}
	w.take()
	if len(w.out.Ask) > 0 {
		return Outcome{State: s, Ask: w.out.Ask}
	}
	if !w.out.Idle {
		w.out.State.Seq++
	}
	return w.out
}

// walk is one step under way.
type walk struct {
	p    *Plan
	in   Input
	out  Outcome
	skip bool
}

func (w *walk) s() *State { return &w.out.State }

// known gives the answer to a question, or asks it.
func (w *walk) known(a Ask) (Told, bool) {
	t, ok := w.in.Known[a]
	if !ok {
		w.out.Ask = append(w.out.Ask, a)
	}
	return t, ok
}

// ends looks at goals, exits and age before anything else.
func (w *walk) ends() bool {
	for i := range w.p.Goals {
		if w.met(place("goal", strconv.Itoa(i)), &w.p.Goals[i]) {
			w.finish(EndGoal, w.p.Goals[i].name())
			return true
		}
	}
	for i := range w.p.Exits {
		if w.met(place("exit", strconv.Itoa(i)), &w.p.Exits[i]) {
			w.finish(EndExit, w.p.Exits[i].name())
			return true
		}
	}
	old := time.Duration(w.p.MaxDays) * 24 * time.Hour
	if len(w.out.Ask) == 0 && w.in.What == HeardTimer && w.in.Now-w.s().Entered >= old.Milliseconds() {
		w.finish(EndExit, "too_old")
		return true
	}
	return false
}

// name is what a condition is called in a log.
func (w *When) name() string {
	switch {
	case w.Event != "":
		return w.Event
	case w.Segment != "":
		return "segment"
	}
	return "rule"
}

// met tells whether a condition holds: an event or a change by the input, a segment
// or a rule by what is known. A rule is asked when time passes and at the entry; an
// event alone does not let every rule be asked again.
func (w *walk) met(at string, when *When) bool {
	switch {
	case when.Event != "":
		return when.meets(w.in.Event)
	case when.Segment != "":
		return when.turns(w.in.Segment)
	case when.Rule == nil || w.in.What == HeardEvent || w.in.What == HeardSegment || w.in.What == HeardAnswer:
		return false
	}
	t, _ := w.known(Ask{Rule: at})
	return t.Yes
}

// finish ends the enrolment; what still waits to be sent or done is taken back.
func (w *walk) finish(e Ending, reason string) {
	s := w.s()
	w.out.Effects = append(w.out.Effects, Effect{Kind: EffectWithdraw})
	w.out.Path = append(w.out.Path, Pass{Node: s.Node, Rung: s.Sub, Out: string(e)})
	s.End, s.Reason, s.WakeAt = e, reason, 0
	s.Seq++
}

// take lets the node where the enrolment stands have the input.
func (w *walk) take() {
	s := w.s()
	n := w.p.nodes[s.Node]
	switch w.in.What {
	case HeardEntered:
		s.Node = w.p.entry
		w.leave(w.p.nodes[s.Node], "next")
	case HeardMoved:
		w.moved(n)
	case HeardTimer:
		if s.WakeAt == 0 || w.in.Now < s.WakeAt {
			w.out.Idle = true
			return
		}
		w.timer(n)
	case HeardEvent, HeardSegment:
		w.event(n)
	case HeardAnswer:
		w.answer(n)
	default:
		w.out.Idle = true
	}
}

// timer is what a wait does when its time has come.
func (w *walk) timer(n *Node) {
	switch {
	case n.Kind == KindWaitFor:
		w.waitedFor(n)
	case n.Kind == KindTask && n.Task.Answered:
		w.leave(n, "timeout")
	case n.Kind == KindLadder:
		w.climb(n)
	case n.Kind == KindLoop:
		w.again(n)
	case n.Kind == KindWait:
		w.leave(n, "next")
	default: // a node that does not wait, to which a change moved who stood elsewhere: it is walked
		w.visit(n)
	}
}

// waitedFor asks the rules of what is waited for once more before it gives up.
func (w *walk) waitedFor(n *Node) {
	for i := range n.WaitFor.Any {
		if w.met(place("for", n.ID, strconv.Itoa(i)), &n.WaitFor.Any[i]) {
			w.leave(n, "next")
			return
		}
	}
	if len(w.out.Ask) > 0 {
		return
	}
	// A rule that is waited for is asked each day until the time is over.
	if end := w.limit(n); w.in.Now < end {
		w.rest(n, w.nextLook(n, end))
		return
	}
	w.leave(n, "timeout")
}

// limit is when waiting for something is over: it began when the node was reached.
func (w *walk) limit(n *Node) int64 {
	s := w.s()
	begun, err := strconv.ParseInt(s.Vars["~"+n.ID], 36, 64)
	if err != nil {
		begun = s.Last
	}
	return n.WaitFor.Timeout.after(begun, w.in.Zone)
}

// nextLook is when a rule that is waited for is asked again.
func (w *walk) nextLook(n *Node, end int64) int64 {
	if slices.ContainsFunc(n.WaitFor.Any, func(x When) bool { return x.Rule != nil }) {
		return min(end, w.in.Now+24*time.Hour.Milliseconds())
	}
	return end
}

// event is what a node does with an event or a change of a segment.
func (w *walk) event(n *Node) {
	hit := func(at string, list []When) bool {
		for i := range list {
			if list[i].meets(w.in.Event) || list[i].turns(w.in.Segment) {
				return true
			}
		}
		return false
	}
	switch {
	case n.Kind == KindWaitFor && hit(n.ID, n.WaitFor.Any):
		w.leave(n, "next")
	case n.Kind == KindLadder && hit(n.ID, n.Ladder.Success):
		w.out.Effects = append(w.out.Effects, Effect{Kind: EffectWithdraw, Node: n.ID})
		w.leave(n, "done")
	case n.Kind == KindLoop && n.Loop.Until != nil && hit(n.ID, []When{*n.Loop.Until}):
		w.leave(n, "next")
	case n.Kind == KindWait && n.Wait.Anchor.moves() && w.in.Event != nil && slices.Contains(retimes, w.in.Event.Kind):
		w.retime(n, n.Wait)
	default:
		w.out.Idle = true
	}
}

// retime times a wait anew whose anchor may have moved.
func (w *walk) retime(n *Node, d *Delay) {
	at, ok := w.until(*d, w.s().Last)
	if !ok {
		return
	}
	if at == w.s().WakeAt {
		w.out.Idle = true
		return
	}
	w.rest(n, max(at, w.in.Now))
}

// answer is what a node does with what came of its effect.
func (w *walk) answer(n *Node) {
	a := w.in.Answer
	switch {
	case a.Node != n.ID:
		w.out.Idle = true
	case n.Kind == KindTask && n.Task.Answered:
		out := a.Outcome
		if n.To[out] == "" {
			out = "next"
		}
		w.leave(n, out)
	case n.Kind == KindLadder && a.Outcome == Failed && a.Rung == w.s().Sub && n.Ladder.Rungs[a.Rung-1].NextFail:
		w.next(n)
	default:
		w.out.Idle = true
	}
}

// moved takes up the enrolment in another version: the wait at its node is timed as
// if it had begun there when the enrolment came to where it stood.
func (w *walk) moved(n *Node) {
	s := w.s()
	w.skip = w.in.Skip
	if at, waits := w.waitOf(n); waits {
		if len(w.out.Ask) > 0 {
			return
		}
		if at > w.in.Now || !w.in.Skip {
			w.rest(n, max(at, w.in.Now))
			return
		}
		w.timer(n)
		return
	}
	if len(w.out.Ask) > 0 {
		return
	}
	s.WakeAt = w.in.Now
	w.out.Path = append(w.out.Path, Pass{Node: n.ID, Out: "waits"})
}

// waitOf is until when somebody waits at a node who came there at State.Last.
func (w *walk) waitOf(n *Node) (int64, bool) {
	s := w.s()
	switch n.Kind {
	case KindWait:
		at, _ := w.until(*n.Wait, s.Last)
		return at, true
	case KindWaitFor:
		return w.nextLook(n, w.limit(n)), true
	case KindLoop:
		at, _ := w.until(n.Loop.Every, s.Last)
		return at, true
	case KindLadder:
		s.Sub = min(s.Sub, len(n.Ladder.Rungs))
		at, _ := w.until(n.rungWait(s.Sub), s.Last)
		return at, true
	case KindTask:
		if n.Task.Answered {
			return n.Task.timeout().after(s.Last, w.in.Zone), true
		}
	}
	return 0, false
}

// timeout is how long the answer of a task is waited for.
func (t *TaskDo) timeout() Delay {
	if t.Timeout == nil {
		return Delay{Amount: 14, Unit: Days}
	}
	return *t.Timeout
}

// rungWait is the wait after rung sub: for the next one, or for the outcome.
func (n *Node) rungWait(sub int) Delay {
	if sub >= len(n.Ladder.Rungs) {
		return n.Ladder.Last
	}
	return n.Ladder.Rungs[sub].After
}

// until is when a delay is over that began at from. Without its anchor it is over at
// once. ok is false while the anchor is not known yet.
func (w *walk) until(d Delay, from int64) (at int64, ok bool) {
	s := w.s()
	switch d.Anchor {
	case "":
	case AtEntry:
		from = s.Entered
	case AtEvent:
		from = s.Event
	default:
		t, known := w.known(Ask{Anchor: d.Anchor})
		if !known || t.At == 0 {
			return w.in.Now, known
		}
		from = t.At
	}
	return d.after(from, w.in.Zone), true
}

// rest lets the enrolment wait at a node until an instant.
func (w *walk) rest(n *Node, at int64) {
	s := w.s()
	s.Node, s.WakeAt = n.ID, at
	w.out.Path = append(w.out.Path, Pass{Node: n.ID, Rung: s.Sub, Out: "waits"})
}

// leave goes on by an outlet, through every node that does not wait.
func (w *walk) leave(n *Node, out string) {
	s := w.s()
	for i := 0; ; i++ {
		w.out.Path = append(w.out.Path, Pass{Node: n.ID, Rung: s.Sub, Out: out})
		s.Sub = 0
		w.forget(n, out)
		next := w.p.nodes[n.To[out]]
		if next == nil {
			w.close(EndDone, "")
			return
		}
		if i == mostNodes {
			w.close(EndBroken, "budget")
			return
		}
		s.Node, s.Last = next.ID, w.in.Now
		n = next
		var on bool
		if out, on = w.arrive(n); !on {
			return
		}
	}
}

// forget drops what a node kept for itself; a loop counts the times of its body.
func (w *walk) forget(n *Node, out string) {
	s, mark := w.s(), "~"+n.ID
	switch {
	case n.Kind == KindLoop && out == "body":
		done, _ := strconv.Atoi(s.Vars[mark])
		s.with(mark, strconv.Itoa(done+1))
	case s.Vars[mark] != "":
		s.with(mark, "")
	}
}

// visit walks a node as if it had just been reached.
func (w *walk) visit(n *Node) {
	if out, on := w.arrive(n); on {
		w.leave(n, out)
	}
}

// close ends the enrolment where it stands, after what the step did already.
func (w *walk) close(e Ending, reason string) {
	s := w.s()
	s.End, s.Reason, s.WakeAt = e, reason, 0
}

// arrive does what a node does when it is reached; on tells that the way goes on at
// once, by the outlet.
func (w *walk) arrive(n *Node) (out string, on bool) {
	s := w.s()
	switch n.Kind {
	case KindGoal, KindExit:
		e, reason := EndGoal, ""
		if n.Kind == KindExit {
			e, reason = EndExit, n.Exit.Reason
		}
		w.out.Path = append(w.out.Path, Pass{Node: n.ID, Out: string(e)})
		w.close(e, reason)
		return "", false
	case KindWait:
		return w.restOr(n, *n.Wait)
	case KindWaitFor:
		s.with("~"+n.ID, strconv.FormatInt(w.in.Now, 36))
		w.rest(n, w.nextLook(n, n.WaitFor.Timeout.after(w.in.Now, w.in.Zone)))
		return "", false
	case KindBranch:
		t, ok := w.known(Ask{Rule: place("branch", n.ID)})
		if !ok {
			return "", false
		}
		return yesNo(t.Yes), true
	case KindSplit:
		way := n.Split.way(s.Chance, n.ID)
		s.with(armOf(n.ID), way)
		return way, true
	case KindHoldout:
		w.holdOut(n)
		return "next", true
	case KindLadder:
		return w.reach(n)
	case KindLoop:
		return w.loop(n)
	case KindSet:
		s.with(n.Set.Name, n.Set.Value)
		return "next", true
	}
	return w.act(n)
}

// armOf is under which name an enrolment keeps what an experiment decided.
func armOf(node string) string { return "@" + node }

// The arms of a holdout.
const (
	ArmHeld  = "held"
	ArmGiven = "given"
)

// holdOut decides whether the household goes without what follows.
func (w *walk) holdOut(n *Node) {
	s, arm := w.s(), ArmGiven
	if spread(s.Chance, n.ID) < n.Holdout.Percent*100 {
		s.Held, arm = true, ArmHeld
	}
	s.with(armOf(n.ID), arm)
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

// restOr waits at a node, or goes on where there is nothing to wait for.
func (w *walk) restOr(n *Node, d Delay) (string, bool) {
	at, ok := w.until(d, w.in.Now)
	if !ok {
		return "", false
	}
	if at <= w.in.Now {
		return "next", true
	}
	w.rest(n, at)
	return "", false
}

// effects of the kinds of node that only do something.
var effectOf = map[Kind]EffectKind{KindMessage: EffectMessage, KindTask: EffectTask, KindTag: EffectTag, KindGrant: EffectGrant, KindCall: EffectCall}

// act does what a node is for.
func (w *walk) act(n *Node) (string, bool) {
	kind, does := effectOf[n.Kind]
	if !does {
		return "next", true
	}
	w.do(Effect{Kind: kind, Node: n.ID})
	if n.Kind == KindTask && n.Task.Answered && !w.s().Held && !w.skip {
		w.rest(n, n.Task.timeout().after(w.in.Now, w.in.Zone))
		return "", false
	}
	return "next", true
}

// do adds an effect. Who is held out gets none, but it is logged what it would have
// been; what concerns safety is never held out.
func (w *walk) do(e Effect) {
	m := w.p.message(e.Node, e.Rung)
	held := w.s().Held || w.s().Control && m != nil && m.Class == "marketing"
	e.Held = held && !(m != nil && m.Safety)
	e.Skipped = w.skip
	w.out.Effects = append(w.out.Effects, e)
}

// spread is a number of 0 … 9,999 that belongs to a household and a node for good.
func spread(chance int, node string) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(strconv.Itoa(chance) + "/" + node))
	return int(h.Sum32()>>4) % 10000
}

// way chooses the outlet of a split.
func (x *Split) way(chance int, node string) string {
	all := 0
	for _, w := range x.Ways {
		all += w.Weight
	}
	at := spread(chance, node) * all / 10000
	for _, w := range x.Ways {
		if at -= w.Weight; at < 0 {
			return w.Key
		}
	}
	return x.Ways[len(x.Ways)-1].Key
}

// loop waits before its body, or is done with it.
func (w *walk) loop(n *Node) (string, bool) {
	s := w.s()
	done, _ := strconv.Atoi(s.Vars["~"+n.ID])
	if n.Loop.Until != nil && w.met(place("until", n.ID), n.Loop.Until) || done >= n.Loop.Max {
		return "next", true
	}
	if len(w.out.Ask) > 0 {
		return "", false
	}
	at, ok := w.until(n.Loop.Every, w.in.Now)
	if ok {
		w.rest(n, max(at, w.in.Now+time.Minute.Milliseconds()))
	}
	return "", false
}

// again goes through the body of a loop once more.
func (w *walk) again(n *Node) {
	if n.Loop.Until != nil && w.met(place("until", n.ID), n.Loop.Until) {
		w.leave(n, "next")
		return
	}
	if len(w.out.Ask) > 0 {
		return
	}
	w.leave(n, "body")
}
