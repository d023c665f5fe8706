package journeys

import (
	"slices"
	"strconv"
	"time"
)

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

// retime times a wait anew whose anchor may have moved. Where it is gone (the visit was
// cancelled, the fitting taken back) nothing is said of it: who waits goes on waiting
// until there is one again, or they have been in the journey for too long.
func (w *walk) retime(n *Node, d *Delay) {
	at, ok := w.until(*d, w.s().Last)
	if !ok {
		return
	}
	if t, _ := w.known(Ask{Anchor: d.Anchor}); t.At == 0 {
		at = w.s().Entered + (time.Duration(w.p.MaxDays) * 24 * time.Hour).Milliseconds()
	}
	if at == w.s().WakeAt {
		w.out.Idle = true
		return
	}
	w.rest(n, max(at, w.in.Now))
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
