package journeys

import (
	"strconv"

	"archwire/internal/kit/civil"
)

// reach begins a ladder: its first rung waits for its time, or is tried at once.
func (w *walk) reach(n *Node) (string, bool) {
	s := w.s()
	s.Sub = 0
	at, ok := w.until(n.rungWait(0), w.in.Now)
	if !ok {
		return "", false
	}
	if at > w.in.Now {
		w.rest(n, at)
		return "", false
	}
	return w.rungs(n)
}

// climb tries the next rung of a ladder whose time has come.
func (w *walk) climb(n *Node) {
	if out, on := w.rungs(n); on {
		w.leave(n, out)
	}
}

// next goes to the next rung at once, because the one before reached nobody; its own
// time of day is kept.
func (w *walk) next(n *Node) {
	s := w.s()
	if s.Sub < len(n.Ladder.Rungs) {
		d := n.Ladder.Rungs[s.Sub].After
		d.Amount, d.Unit, d.Anchor = 0, "", ""
		if at := d.after(w.in.Now, w.in.Zone); at > w.in.Now {
			w.rest(n, at)
			return
		}
	}
	w.climb(n)
}

// rungs tries rungs until one waits for its outcome, and tells by which outlet the
// ladder is left. A rung whose condition does not hold, or whose time of day is
// over, is passed by.
func (w *walk) rungs(n *Node) (string, bool) {
	s := w.s()
	for i := range n.Ladder.Success {
		if w.met(place("success", n.ID, strconv.Itoa(i)), &n.Ladder.Success[i]) {
			w.out.Effects = append(w.out.Effects, Effect{Kind: EffectWithdraw, Node: n.ID})
			return "done", true
		}
	}
	for len(w.out.Ask) == 0 {
		if s.Sub >= len(n.Ladder.Rungs) {
			return "failed", true
		}
		s.Sub++
		if !w.try(n, s.Sub) {
			break
		}
		s.Last = w.in.Now
		at, ok := w.until(n.rungWait(s.Sub), w.in.Now)
		if !ok {
			break
		}
		if at > w.in.Now {
			w.rest(n, at)
			return "", false
		}
	}
	return "", false
}

// try does what a rung is for, unless its condition or the hour stands against it;
// false while the answer to its condition is not known yet.
func (w *walk) try(n *Node, sub int) bool {
	r := n.Ladder.Rungs[sub-1]
	if r.Only != nil {
		t, ok := w.known(Ask{Rule: place("rung", n.ID, strconv.Itoa(sub))})
		if !ok {
			return false
		}
		if !t.Yes {
			w.out.Path = append(w.out.Path, Pass{Node: n.ID, Rung: sub, Out: "passed"})
			return true
		}
	}
	if end, err := civil.ParseClock(r.Until); r.Until != "" && err == nil && civil.ClockOf(w.in.Now, w.in.Zone) >= end {
		w.out.Path = append(w.out.Path, Pass{Node: n.ID, Rung: sub, Out: "late"})
		return true
	}
	e := Effect{Kind: EffectTask, Node: n.ID, Rung: sub}
	if r.Message != nil {
		e.Kind = EffectMessage
	}
	w.out.Path = append(w.out.Path, Pass{Node: n.ID, Rung: sub, Out: "tried"})
	w.do(e)
	return true
}
