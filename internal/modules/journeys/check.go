package journeys

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/messages"
	"archwire/internal/modules/tasks"
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
	if c.g.CoolDown < 0 || c.g.MaxDays < 0 || c.g.MaxDays > 1100 || c.g.Budget.Messages < 0 || c.g.Budget.Tasks < 0 {
		c.flaw("", "max_days", "bad_number")
	}
}

// ways looks at what leads where.
func (c *inspection) ways() {
	for i := range c.g.Nodes {
		n := &c.g.Nodes[i]
		allowed := n.outlets()
		for out, id := range n.To {
			if !slices.Contains(allowed, out) {
				c.flaw(n.ID, "to."+out, "bad_outlet", "outlet", out)
			}
			switch next := c.nodes[id]; {
			case next == nil:
				c.flaw(n.ID, "to."+out, "dangling", "outlet", out, "to", id)
			case next.Kind == KindEntry:
				c.flaw(n.ID, "to."+out, "leads_back", "outlet", out)
			}
		}
	}
	if len(c.out) > 0 {
		return
	}
	seen := c.reached(c.first().ID)
	for _, n := range c.g.Nodes {
		if !seen[n.ID] {
			c.flaw(n.ID, "", "unreachable")
		}
	}
	c.circles()
	c.held()
}

func (c *inspection) first() *Node {
	i := slices.IndexFunc(c.g.Nodes, func(n Node) bool { return n.Kind == KindEntry })
	return &c.g.Nodes[i]
}

// reached lists what can be reached from a node, itself included.
func (c *inspection) reached(from string) map[string]bool {
	seen, next := map[string]bool{}, []string{from}
	for len(next) > 0 {
		id := next[len(next)-1]
		next = next[:len(next)-1]
		if seen[id] || c.nodes[id] == nil {
			continue
		}
		seen[id] = true
		for _, to := range c.nodes[id].To {
			next = append(next, to)
		}
	}
	return seen
}

// rests tells whether nobody passes a node without waiting there.
func (n *Node) rests() bool {
	switch n.Kind {
	case KindWait:
		return n.Wait.waits()
	case KindLoop:
		return true // at least a minute
	}
	return false
}

// circles finds ways that come back to where they were without waiting: they would
// be walked for ever.
func (c *inspection) circles() {
	const fresh, open, done = 0, 1, 2
	state := map[string]int{}
	var visit func(id string)
	visit = func(id string) {
		n := c.nodes[id]
		if n == nil || n.rests() {
			return
		}
		state[id] = open
		for _, to := range n.To {
			switch {
			case c.nodes[to] == nil || c.nodes[to].rests():
			case state[to] == open:
				c.flaw(to, "", "circle")
			case state[to] == fresh:
				visit(to)
			}
		}
		state[id] = done
	}
	for _, n := range c.g.Nodes {
		if state[n.ID] == fresh {
			visit(n.ID)
		}
	}
}

// held refuses a matter of safety behind a holdout.
func (c *inspection) held() {
	for _, n := range c.g.Nodes {
		if n.Kind != KindHoldout {
			continue
		}
		for id := range c.reached(n.ID) {
			for _, m := range c.nodes[id].sends() {
				if m.Safety {
					c.flaw(id, "message.safety", "safety_held", "holdout", n.ID)
				}
			}
		}
	}
}

// sends lists the messages of a node.
func (n *Node) sends() []*MessageDo {
	var out []*MessageDo
	if n.Message != nil {
		out = append(out, n.Message)
	}
	if n.Ladder != nil {
		for _, r := range n.Ladder.Rungs {
			if r.Message != nil {
				out = append(out, r.Message)
			}
		}
	}
	return out
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

// deed looks at nodes that only do something.
func (c *inspection) deed(n *Node) {
	switch n.Kind {
	case KindTag:
		if len(n.Tag.Add)+len(n.Tag.Remove) == 0 || slices.Contains(n.Tag.Add, "") || slices.Contains(n.Tag.Remove, "") {
			c.flaw(n.ID, "tag", "empty_tag")
		}
	case KindGrant:
		if c.w.Coupons != nil && !c.w.Coupons[n.Grant.Coupon] || n.Grant.Coupon == "" {
			c.flaw(n.ID, "grant.coupon", "unknown_coupon", "coupon", n.Grant.Coupon)
		}
	case KindSet:
		if !idForm.MatchString(n.Set.Name) || scripted.MatchString(n.Set.Value) {
			c.flaw(n.ID, "set.name", "bad_name")
		}
	case KindCall:
		switch {
		case n.Call.Journey == c.w.Self && c.w.Self != "":
			c.flaw(n.ID, "call.journey", "calls_itself")
		case c.w.Journeys != nil && !c.w.Journeys[n.Call.Journey] || n.Call.Journey == "":
			c.flaw(n.ID, "call.journey", "unknown_journey")
		case c.w.leadsBack(n.Call.Journey):
			c.flaw(n.ID, "call.journey", "calls_circle")
		}
	case KindExit:
		if scripted.MatchString(n.Exit.Reason) {
			c.flaw(n.ID, "exit.reason", "script")
		}
	}
}

// leadsBack tells whether a journey lets patients into the one that is looked at, itself
// or through others: they would let each other in for ever.
func (w *World) leadsBack(journey string) bool {
	if w.Self == "" {
		return false
	}
	seen, next := map[string]bool{}, []string{journey}
	for len(next) > 0 {
		id := next[len(next)-1]
		next = next[:len(next)-1]
		if id == w.Self {
			return true
		}
		if !seen[id] {
			seen[id] = true
			next = append(next, w.Calls[id]...)
		}
	}
	return false
}

func (c *inspection) enters(n *Node) {
	e := n.Entry
	switch e.How {
	case BySegment, ByEvent:
		if e.When == nil || (e.How == ByEvent) != (e.When.Event != "") || (e.How == BySegment) != (e.When.Segment != "") {
			c.flaw(n.ID, "entry.when", "empty_when")
			break
		}
		c.when(n.ID, "entry.when", e.When)
		if c.g.Key != "" && e.How == ByEvent && c.w.Events != nil && !c.w.Events[e.When.Event][c.g.Key] && !builtInField[c.g.Key] {
			c.flaw("", "key", "bad_key")
		}
	case BySchedule:
		if e.Only == nil {
			c.flaw(n.ID, "entry.only", "bad_rule")
		}
		if e.At == nil || e.At.At == "" {
			c.flaw(n.ID, "entry.at", "bad_delay")
		}
	case ByHand, ByAPI:
	default:
		c.flaw(n.ID, "entry.how", "bad_op")
	}
	if e.Only != nil {
		c.rule(n.ID, "entry.only", *e.Only)
	}
	if e.At != nil {
		c.delay(n.ID, "entry.at", *e.At)
	}
}

func (c *inspection) split(n *Node) {
	seen := map[string]bool{}
	for i, w := range n.Split.Ways {
		if w.Weight < 1 || w.Weight > 1000 || seen[w.Key] || !idForm.MatchString(w.Key) {
			c.flaw(n.ID, fmt.Sprintf("split.ways[%d]", i), "bad_weight")
		}
		seen[w.Key] = true
	}
	if len(n.Split.Ways) < 2 || len(n.Split.Ways) > 8 {
		c.flaw(n.ID, "split.ways", "bad_weight")
	}
}

func (c *inspection) ladder(n *Node) {
	l := n.Ladder
	if len(l.Success) == 0 {
		c.flaw(n.ID, "ladder.success", "no_outcome")
	}
	for i := range l.Success {
		c.when(n.ID, place("ladder.success", strconv.Itoa(i)), &l.Success[i])
	}
	if len(l.Rungs) == 0 || len(l.Rungs) > 12 {
		c.flaw(n.ID, "ladder.rungs", "no_rungs")
	}
	for i := range l.Rungs {
		r, at := &l.Rungs[i], fmt.Sprintf("ladder.rungs[%d]", i)
		c.delay(n.ID, at+".after", r.After)
		if i > 0 && r.After.none() {
			c.flaw(n.ID, at+".after", "no_wait")
		}
		if (r.Message == nil) == (r.Task == nil) {
			c.flaw(n.ID, at, "rung_both")
			continue
		}
		if _, err := civil.ParseClock(r.Until); r.Until != "" && err != nil {
			c.flaw(n.ID, at+".until", "bad_delay")
		}
		if r.Only != nil {
			c.rule(n.ID, at+".only", *r.Only)
		}
		if r.Message != nil {
			c.message(n.ID, at+".message", r.Message)
		} else {
			c.task(n.ID, at+".task", r.Task)
		}
	}
	c.delay(n.ID, "ladder.last", l.Last)
}

func (c *inspection) loop(n *Node) {
	c.delay(n.ID, "loop.every", n.Loop.Every)
	if !n.Loop.Every.waits() {
		c.flaw(n.ID, "loop.every", "no_wait")
	}
	if n.Loop.Max < 1 || n.Loop.Max > 400 {
		c.flaw(n.ID, "loop.max", "bad_number")
	}
	if n.Loop.Until != nil {
		c.when(n.ID, "loop.until", n.Loop.Until)
	}
}

// message looks at what is sent: a text that is there, of the class that law and
// courtesy give it.
func (c *inspection) message(node, at string, m *MessageDo) {
	if _, known := purposes[m.Class]; !known {
		c.flaw(node, at+".class", "bad_class")
		return
	}
	if m.Safety && m.Class != messages.Care {
		c.flaw(node, at+".safety", "bad_class")
	}
	class, known := c.w.Texts[m.Text]
	switch {
	case m.Text == "" || c.w.Texts != nil && !known:
		c.flaw(node, at+".text", "unknown_text", "text", m.Text)
	case known && class == messages.Marketing && m.Class != messages.Marketing:
		// Promotions under another name would go without consent.
		c.flaw(node, at+".class", "text_class", "text", m.Text)
	}
	if m.Opens != "" && m.Opens != PageCheckIn {
		c.flaw(node, at+".opens", "bad_op")
	}
	if c.w.Linkless[m.Text] && m.Opens == "" {
		c.flaw(node, at+".opens", "text_link", "text", m.Text)
	}
	if field := c.w.Wants[m.Text]; field != "" {
		c.flaw(node, at+".text", "text_field", "text", m.Text, "field", field)
	}
	for _, ch := range m.Channels {
		if !slices.Contains(purposes[m.Class].Channels, ch) {
			c.flaw(node, at+".channels", "unknown_channel", "channel", string(ch))
		}
	}
	if m.Hours < 0 || m.Hours > 720 {
		c.flaw(node, at+".hours", "bad_number")
	}
}

func (c *inspection) task(node, at string, t *TaskDo) {
	if _, known := kindsOf[t.What]; !known {
		c.flaw(node, at+".what", "bad_op")
	}
	if t.Member != "" && parts[t.Member] == "" {
		c.flaw(node, at+".member", "bad_op")
	}
	if t.Title == "" || len([]rune(t.Title)) > 100 {
		c.flaw(node, at+".title", "no_title")
	}
	for _, text := range append([]string{t.Title}, t.List...) {
		if scripted.MatchString(text) || len([]rune(text)) > 200 {
			c.flaw(node, at+".title", "script")
		}
	}
	if t.Role == "" {
		c.flaw(node, at+".role", "no_doer")
	} else if c.w.Roles != nil && !c.w.Roles[t.Role] {
		c.flaw(node, at+".role", "unknown_role", "role", t.Role)
	}
	if _, known := c.w.Texts[t.Text]; t.Text != "" && c.w.Texts != nil && !known {
		c.flaw(node, at+".text", "unknown_text", "text", t.Text)
	}
	c.delay(node, at+".due", t.Due)
	if t.Timeout != nil {
		c.delay(node, at+".timeout", *t.Timeout)
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

// taskOutcomes are the outcomes by which a task of a sort ends.
func taskOutcomes(w TaskWhat) []string {
	var out []string
	for _, o := range kindsOf[w].Outcomes {
		if o.Effect == tasks.Finishes {
			out = append(out, o.Key)
		}
	}
	return out
}
