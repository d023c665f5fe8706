package journeys

import (
	"slices"
)

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
