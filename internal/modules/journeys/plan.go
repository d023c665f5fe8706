package journeys

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"archwire/internal/modules/followup"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/plans"
)

// Plan is a graph made ready to be walked.
type Plan struct {
	Graph
	Journey int64 // its number in the group
	No      int64 // of the version
	nodes   map[string]*Node
	entry   string
	rules   map[string]*Rule // by place
	hears   map[string]bool  // kinds of facts that move somebody who is in it
	looks   map[string]bool  // segments
	asks    map[string]bool  // kinds of facts of whose fields a condition speaks
	anchors []Anchor         // that move, and to which some wait is tied
}

// MaxDays is how long somebody stays in a journey that says nothing else, in days.
const MaxDays = 400

// Ready makes a plan of a graph that Check has passed.
func Ready(g Graph) *Plan {
	p := &Plan{Graph: g, nodes: map[string]*Node{}, rules: map[string]*Rule{}, hears: map[string]bool{}, looks: map[string]bool{}, asks: map[string]bool{}}
	for i := range p.Nodes {
		n := &p.Nodes[i]
		p.nodes[n.ID] = n
		if n.Kind == KindEntry {
			p.entry = n.ID
		}
		p.learn(n)
	}
	for i := range p.Goals {
		p.listen(place("goal", strconv.Itoa(i)), &p.Goals[i])
	}
	for i := range p.Exits {
		p.listen(place("exit", strconv.Itoa(i)), &p.Exits[i])
	}
	for _, w := range p.whens() {
		if len(w.Where) > 0 {
			p.asks[w.Event] = true
		}
	}
	if p.MaxDays == 0 {
		p.MaxDays = MaxDays
	}
	return p
}

// place names where a rule or condition stands.
func place(parts ...string) string { return strings.Join(parts, ":") }

// learn notes what a node asks and hears.
func (p *Plan) learn(n *Node) {
	switch n.Kind {
	case KindEntry:
		if n.Entry.Only != nil {
			p.rules[place("entry", n.ID)] = n.Entry.Only
		}
	case KindBranch:
		p.rules[place("branch", n.ID)] = &n.Branch.Rule
	case KindWait:
		p.tie(n.Wait.Anchor)
	case KindWaitFor:
		for i := range n.WaitFor.Any {
			p.listen(place("for", n.ID, strconv.Itoa(i)), &n.WaitFor.Any[i])
		}
	case KindLoop:
		if n.Loop.Until != nil {
			p.listen(place("until", n.ID), n.Loop.Until)
		}
	case KindLadder:
		for i := range n.Ladder.Success {
			p.listen(place("success", n.ID, strconv.Itoa(i)), &n.Ladder.Success[i])
		}
		for i := range n.Ladder.Rungs {
			r := &n.Ladder.Rungs[i]
			p.tie(r.After.Anchor)
			if r.Only != nil {
				p.rules[place("rung", n.ID, strconv.Itoa(i+1))] = r.Only
			}
		}
	}
}

// tie notes an anchor to which a wait is tied, if it may move while somebody waits.
func (p *Plan) tie(a Anchor) {
	if a != "" && a != AtEntry && a != AtEvent && !slices.Contains(p.anchors, a) {
		p.anchors = append(p.anchors, a)
	}
}

func (p *Plan) listen(at string, w *When) {
	switch {
	case w.Event != "":
		p.hears[w.Event] = true
	case w.Segment != "":
		p.looks[w.Segment] = true
	case w.Rule != nil:
		p.rules[at] = w.Rule
	}
}

// Node gives a node by its id, nil if there is none.
func (p *Plan) Node(id string) *Node { return p.nodes[id] }

// RuleAt gives the rule at a place that an Ask names.
func (p *Plan) RuleAt(at string) *Rule { return p.rules[at] }

// Hears tells whether facts of a kind move somebody who is in the journey.
func (p *Plan) Hears(kind string) bool {
	return p.hears[kind] || slices.ContainsFunc(p.anchors, func(a Anchor) bool { return slices.Contains(retimes[a], kind) })
}

// message gives what an effect at a node and rung sends, nil for what sends nothing.
func (p *Plan) message(node string, rung int) *MessageDo {
	n := p.nodes[node]
	switch {
	case n == nil:
		return nil
	case n.Kind == KindLadder && rung >= 1 && rung <= len(n.Ladder.Rungs):
		return n.Ladder.Rungs[rung-1].Message
	}
	return n.Message
}

// task gives what an effect at a node and rung has somebody do.
func (p *Plan) task(node string, rung int) *TaskDo {
	n := p.nodes[node]
	switch {
	case n == nil:
		return nil
	case n.Kind == KindLadder && rung >= 1 && rung <= len(n.Ladder.Rungs):
		return n.Ladder.Rungs[rung-1].Task
	}
	return n.Task
}

// retimes are the kinds of facts after which waits that are tied to an anchor are
// timed anew.
var retimes = map[Anchor][]string{
	AtNextVisit: comings, AtLastVisit: comings,
	AtBirthday:  {patients.FactChanged},
	AtCourse:    courses,
	AtRetention: courses,
	AtRecall:    {followup.FactRecalls},
}

var (
	comings = []string{"visits.booked", "visits.moved", "visits.rescheduled", "visits.cancelled", "visits.no_show", "visits.arrived", "visits.step_undone"}
	courses = []string{plans.FactItemExecuted, plans.FactExecutionUndone}
)

// meets tells whether an event is the one that is waited for.
func (w *When) meets(e *Event) bool {
	if e == nil || w.Event == "" || w.Event != e.Kind {
		return false
	}
	for _, c := range w.Where {
		if !c.holds(e.Body[c.Field]) {
			return false
		}
	}
	return true
}

// turns tells whether a change of a segment is the one that is waited for.
func (w *When) turns(c *Change) bool {
	return c != nil && w.Segment != "" && w.Segment == c.Segment && w.Leaves == !c.In
}

// holds compares a field's value: numbers as numbers, everything else as words. A
// field that holds a list has what is asked for if one of it is.
func (c Cond) holds(v any) bool {
	switch c.Compare {
	case "in":
		return slices.ContainsFunc(wordsOf(v), func(w string) bool { return slices.Contains(c.Words, w) })
	case "not_in":
		return !slices.ContainsFunc(wordsOf(v), func(w string) bool { return slices.Contains(c.Words, w) })
	case "known":
		return len(wordsOf(v)) > 0
	case "unknown":
		return len(wordsOf(v)) == 0
	case "yes":
		return v == true
	case "no":
		return v != true
	}
	if list, many := v.([]any); many {
		return slices.ContainsFunc(list, c.holds)
	}
	n, is := number(v)
	return is && len(c.Numbers) > 0 && compare(c.Compare, n, c.Numbers)
}

func compare(how string, n int64, with []int64) bool {
	switch how {
	case "eq":
		return n == with[0]
	case "ne":
		return n != with[0]
	case "lt":
		return n < with[0]
	case "le":
		return n <= with[0]
	case "gt":
		return n > with[0]
	case "ge":
		return n >= with[0]
	case "between":
		return len(with) > 1 && n >= with[0] && n <= with[1]
	}
	return false
}

func wordsOf(v any) []string {
	switch x := v.(type) {
	case nil:
		return nil
	case string:
		if x == "" {
			return nil
		}
		return []string{x}
	case []any:
		var out []string
		for _, e := range x {
			out = append(out, wordsOf(e)...)
		}
		return out
	}
	return []string{fmt.Sprint(v)}
}

func number(v any) (int64, bool) {
	switch x := v.(type) {
	case float64:
		return int64(x), true
	case int64:
		return x, true
	case int:
		return int64(x), true
	}
	return 0, false
}

// endsAt tells whether the rule at a place, once it holds, stands against a message:
// a goal or exit of the journey, or the outcome of the ladder that it is a rung of.
func (p *Plan) endsAt(at string, o Origin) string {
	what, rest, _ := strings.Cut(at, ":")
	node, _, _ := strings.Cut(rest, ":")
	switch {
	case what == "goal" || what == "success" && o.Rung > 0 && node == o.Node:
		return "goal"
	case what == "exit":
		return "exited"
	}
	return ""
}
