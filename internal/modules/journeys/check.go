package journeys

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/messages"
)

// The bounds of a graph.
const (
	MostNodes = 200
	MostBytes = 256 << 10
)

// Flaw is what is wrong with a graph, at a node ("" = the graph as a whole) and one
// of its fields. Its text is "journeys.flaw.<code>".
type Flaw struct {
	Node  string         `json:"node"`
	Field string         `json:"field"`
	Code  string         `json:"code"`
	Args  map[string]any `json:"args,omitempty"`
	Warns bool           `json:"warns" doc:"worth a look; it does not stand against going live"`
}

// Flaws lists every code.
var Flaws = []string{"too_large", "too_many_nodes", "no_entry", "two_entries", "bad_id", "double_id", "no_kind", "dangling", "bad_outlet", "unreachable",
	"circle", "leads_back", "bad_delay", "no_wait", "empty_when", "unknown_event", "unknown_field", "unknown_segment", "bad_rule", "unknown_text", "text_field", "text_class",
	"unknown_channel", "no_outcome", "safety_held", "bad_class", "script", "unknown_role", "no_doer", "no_title", "empty_tag", "unknown_coupon", "bad_weight",
	"bad_name", "unknown_journey", "calls_itself", "calls_circle", "no_end", "bad_key", "bad_op", "no_rungs", "rung_both", "bad_number", "safety_late"}

// World is what a graph may name. A nil set is not looked at.
type World struct {
	Events   map[string]map[string]bool // kind → its fields
	Segments map[string]bool
	Texts    map[string]messages.Class // key → class
	Linkless map[string]bool           // key of a text → names a link that leads to no article
	Wants    map[string]string         // key of a text → a placeholder in it that journeys do not fill
	Coupons  map[string]bool
	Roles    map[string]bool
	Journeys map[string]bool
	Calls    map[string][]string // id of a live journey → those that it lets patients into
	Self     string              // id of the journey
	Rule     func(Rule) *Flaw
}

var (
	idForm   = regexp.MustCompile(`^[a-z][a-z0-9_]{0,23}$`)
	scripted = regexp.MustCompile(`(?i)<\s*/?\s*[a-z!]|javascript:|data:text|on[a-z]+\s*=|\$\{|\{\{`)
)

// inspection is a check under way.
type inspection struct {
	g     Graph
	w     World
	nodes map[string]*Node
	out   []Flaw
}

// Check tells what stands against a graph: nothing, or each flaw at its node.
func Check(g Graph, w World) []Flaw {
	c := &inspection{g: g, w: w, nodes: map[string]*Node{}}
	if body, err := json.Marshal(g); err != nil || len(body) > MostBytes {
		return []Flaw{{Code: "too_large", Args: map[string]any{"max": MostBytes >> 10}}}
	}
	if len(g.Nodes) > MostNodes {
		return []Flaw{{Code: "too_many_nodes", Args: map[string]any{"max": MostNodes}}}
	}
	c.shape()
	if len(c.out) > 0 { // what leads where is not worth asking yet
		return c.out
	}
	for i := range g.Nodes {
		c.node(&g.Nodes[i])
	}
	c.whole()
	c.ways()
	return c.out
}

// Stands tells whether flaws stand against going live.
func Stands(list []Flaw) bool {
	return slices.ContainsFunc(list, func(f Flaw) bool { return !f.Warns })
}

func (c *inspection) flaw(node, field, code string, pairs ...any) {
	f := Flaw{Node: node, Field: field, Code: code}
	for i := 0; i+1 < len(pairs); i += 2 {
		if f.Args == nil {
			f.Args = map[string]any{}
		}
		f.Args[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	c.out = append(c.out, f)
}

// shape looks whether there are nodes of known kinds with what belongs to them.
func (c *inspection) shape() {
	entries := 0
	for i := range c.g.Nodes {
		n := &c.g.Nodes[i]
		switch {
		case !idForm.MatchString(n.ID):
			c.flaw(n.ID, "id", "bad_id")
		case c.nodes[n.ID] != nil:
			c.flaw(n.ID, "id", "double_id")
		case !slices.Contains(Kinds, n.Kind) || n.Kind != KindGoal && n.own() == nil && !(n.Kind == KindExit && n.Exit == nil):
			c.flaw(n.ID, "kind", "no_kind")
		}
		c.nodes[n.ID] = n
		if n.Kind == KindEntry {
			entries++
		}
		if n.Kind == KindExit && n.Exit == nil {
			n.Exit = &ExitDo{}
		}
	}
	switch {
	case entries == 0:
		c.flaw("", "", "no_entry")
	case entries > 1:
		c.flaw("", "", "two_entries")
	}
}

// whole looks at what the graph says beside its nodes.
func (c *inspection) whole() {
	for i := range c.g.Goals {
		c.when("", place("goals", strconv.Itoa(i)), &c.g.Goals[i])
	}
	for i := range c.g.Exits {
		c.when("", place("exits", strconv.Itoa(i)), &c.g.Exits[i])
	}
	if (c.g.Reentry == PerKey) != (c.g.Key != "") {
		c.flaw("", "key", "bad_key")
	}
	if !slices.Contains([]Reentry{"", Once, PerKey, AfterExit}, c.g.Reentry) {
		c.flaw("", "reentry", "bad_op")
	}
	if c.g.CoolDown < 0 || c.g.MaxDays < 0 || c.g.MaxDays > 1100 || min(c.g.Budget.Messages, c.g.Budget.Tasks, c.g.Budget.Parts) < 0 {
		c.flaw("", "max_days", "bad_number")
	}
}

// node looks at what a node has of its own.
func (c *inspection) node(n *Node) {
	if scripted.MatchString(n.Name) {
		c.flaw(n.ID, "name", "script")
	}
	switch n.Kind {
	case KindEntry:
		c.enters(n)
	case KindWait:
		c.delay(n.ID, "wait", *n.Wait)
		if n.Wait.none() {
			c.flaw(n.ID, "wait", "no_wait")
		}
	case KindWaitFor:
		for i := range n.WaitFor.Any {
			c.when(n.ID, place("wait_for.any", strconv.Itoa(i)), &n.WaitFor.Any[i])
		}
		if len(n.WaitFor.Any) == 0 {
			c.flaw(n.ID, "wait_for.any", "empty_when")
		}
		c.delay(n.ID, "wait_for.timeout", n.WaitFor.Timeout)
		if !n.WaitFor.Timeout.waits() {
			c.flaw(n.ID, "wait_for.timeout", "no_end")
		}
	case KindBranch:
		c.rule(n.ID, "branch.rule", n.Branch.Rule)
	case KindSplit:
		c.split(n)
	case KindHoldout:
		if n.Holdout.Percent < 1 || n.Holdout.Percent > 50 {
			c.flaw(n.ID, "holdout.percent", "bad_number")
		}
	case KindLadder:
		c.ladder(n)
	case KindMessage:
		c.message(n.ID, "message", n.Message)
	case KindTask:
		c.task(n.ID, "task", n.Task)
	case KindLoop:
		c.loop(n)
	default:
		c.deed(n)
	}
}

// compares are the comparisons of a condition.
var compares = []string{"eq", "ne", "lt", "le", "gt", "ge", "between", "in", "not_in", "known", "unknown", "yes", "no"}

// builtInField are fields that every event has.
var builtInField = map[string]bool{"subject": true, "clinic": true}

func (c *inspection) when(node, at string, w *When) {
	said := 0
	for _, is := range []bool{w.Event != "", w.Segment != "", w.Rule != nil} {
		if is {
			said++
		}
	}
	if said != 1 {
		c.flaw(node, at, "empty_when")
		return
	}
	switch {
	case w.Rule != nil:
		c.rule(node, at+".rule", *w.Rule)
	case w.Segment != "":
		if c.w.Segments != nil && !c.w.Segments[w.Segment] {
			c.flaw(node, at+".segment", "unknown_segment")
		}
	default:
		fields, known := c.w.Events[w.Event]
		if c.w.Events != nil && !known {
			c.flaw(node, at+".event", "unknown_event", "event", w.Event)
			return
		}
		for i, x := range w.Where {
			if c.w.Events != nil && !fields[x.Field] && !builtInField[x.Field] {
				c.flaw(node, fmt.Sprintf("%s.where[%d]", at, i), "unknown_field", "field", x.Field)
			}
			if !slices.Contains(compares, x.Compare) {
				c.flaw(node, fmt.Sprintf("%s.where[%d]", at, i), "bad_op")
			}
		}
	}
}

func (c *inspection) rule(node, at string, r Rule) {
	if c.w.Rule == nil {
		return
	}
	if f := c.w.Rule(r); f != nil {
		f.Node, f.Field = node, at+f.Field
		c.out = append(c.out, *f)
	}
}

func (c *inspection) delay(node, at string, d Delay) {
	_, err := civil.ParseClock(d.At)
	bad := d.At != "" && err != nil || d.Amount != 0 && d.Unit == "" || d.Amount < 0 && d.Anchor == "" ||
		d.Anchor != "" && !slices.Contains(Anchors, d.Anchor) || d.Unit != "" && !slices.Contains([]Unit{Minutes, Hours, Days, Weeks, Months}, d.Unit)
	for _, day := range d.Weekdays {
		bad = bad || day < 0 || day > 6
	}
	if bad || d.days() > 1100 {
		c.flaw(node, at, "bad_delay")
	}
}

// days is about how many days the amount of a delay is.
func (d Delay) days() int {
	n := max(d.Amount, -d.Amount)
	switch d.Unit {
	case Minutes:
		return n / 1440
	case Hours:
		return n / 24
	case Weeks:
		return n * 7
	case Months:
		return n * 30
	}
	return n
}
