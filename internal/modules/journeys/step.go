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
	case n.Kind == KindWait && w.in.Event != nil && slices.Contains(retimes[n.Wait.Anchor], w.in.Event.Kind):
		w.retime(n, n.Wait)
	default:
		w.out.Idle = true
	}
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
