package journeys

import (
	"fmt"
	"slices"
	"strconv"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/messages"
	"archwire/internal/modules/tasks"
)

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
