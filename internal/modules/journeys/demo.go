package journeys

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"

	"archwire/internal/modules/audience"
	"archwire/internal/modules/messages"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
	"archwire/internal/platform/events"
	"archwire/internal/platform/jobs"
)

// liveInDemo are the journeys that are live in the demo, for how long, and what their
// experiment shows. The difference of the first is real, by the shares of yes of those
// who got it and of those held back; the second asks the visits of the demo, which know
// nothing of it, and finds none.
var liveInDemo = []furnished{
	{template: "after_fitting", days: 90},
	{template: "checkin_ladder", days: 90, held: 20, with: 0.79, without: 0.62},
	{template: "recall_due", days: 80, held: 40, members: "due_unbooked", ended: "visits.treated"},
	{template: "ortho_not_agreed", days: 60, members: "not_agreed", ended: "plans.accepted"},
}

// furnished is one journey of the demo.
type furnished struct {
	template      string
	days          int // since it is live
	held          int // percent; 0 = as the template has it
	with, without float64
	members       string // segment whose people entered over that time; "" = by the facts
	ended         string // fact by which others left the segment in that time; "" = nobody did
}

// demo gives the group four live journeys with the months behind them, walked by the
// same steps as the engine's over what happened to the demo's patients. A group with
// journeys is left alone.
func (s *Service) demo(ctx context.Context, w *demo.World) error {
	ctx = auth.AsProgram(ctx, w.Tenant, "demo")
	if list, err := s.List(ctx); err != nil || len(list) > 0 {
		return err
	}
	for i, f := range liveInDemo {
		w.Step("journeys", i, len(liveInDemo))
		if err := s.furnish(ctx, f, w.Rand("journeys."+f.template)); err != nil {
			return fmt.Errorf("journeys: %s: %w", f.template, err)
		}
	}
	w.Step("journeys", 1, 1)
	return s.furnishDraft(ctx, "no_show_rescue")
}

// furnishDraft leaves one that is being written.
func (s *Service) furnishDraft(ctx context.Context, template string) error {
	t, _ := TemplateOf(template)
	return s.d.DB.Write(ctx, func(tx *db.Tx) error {
		g, err := s.draw(tx, t, "zh-CN")
		if err != nil {
			return err
		}
		j := Journey{ID: tx.NewID(), Version: 1, Name: t.Name.Zh, Note: t.About.Zh, Template: template, State: Draft, Draft: &g, DraftAt: tx.Now(), MadeAt: tx.Now()}
		return insertJourney(tx, &j)
	})
}

// furnish makes one journey live since some days ago, with who has been in it.
func (s *Service) furnish(ctx context.Context, f furnished, rnd *rand.Rand) error {
	var rows past
	err := s.d.DB.Write(ctx, func(tx *db.Tx) error {
		rows = past{}
		c, err := s.open(tx, f)
		if err != nil {
			return err
		}
		if err := c.playedBy(f, rnd); err != nil {
			return err
		}
		rows = c.history(f, rnd)
		return nil
	})
	if err != nil {
		return err
	}
	for part := range slices.Chunk(rows.lives, demoBatch) {
		if err := s.d.DB.Write(ctx, func(tx *db.Tx) error { return writeLives(tx, part) }); err != nil {
			return err
		}
	}
	return s.d.DB.Write(ctx, func(tx *db.Tx) error { return jobs.Lower(tx, wakeTopic, tx.Now()+60_000) })
}

// demoBatch is how many enrolments one transaction of the demo writes.
const demoBatch = 400

// troupe is the cast of a journey of the demo, with what became of everybody.
type troupe struct {
	*cast
	outcomes map[string][]Event // by patient
}

// open publishes the journey as of its first day and casts who may have entered.
func (s *Service) open(tx *db.Tx, f furnished) (*troupe, error) {
	t, _ := TemplateOf(f.template)
	g, err := s.draw(tx, t, "zh-CN")
	if err != nil {
		return nil, err
	}
	if f.held > 0 {
		g = g.heldBack(f.held)
	}
	at := tx.Now() - int64(f.days)*aDay
	j := Journey{ID: tx.NewID(), Version: 2, Name: t.Name.Zh, Note: t.About.Zh, Template: f.template, State: Live, DraftAt: at, MadeAt: at}
	if err := insertJourney(tx, &j); err != nil {
		return nil, err
	}
	v := Written{Journey: j.No, Graph: g, Hash: HashOf(g), State: VersionLive, Mode: NewOnly, At: at}
	if err := insertVersion(tx, &v, 0); err != nil {
		return nil, err
	}
	j.LiveNo = v.No
	if err := updateJourney(tx, &j); err != nil {
		return nil, err
	}
	c := s.newCast(tx, j, g, 1)
	c.from, c.st.From = at, at
	c.p.No = v.No
	return &troupe{cast: c, outcomes: map[string][]Event{}}, nil
}

// heldBack gives a graph a holdout after its entry, or another share to the one it has.
func (g Graph) heldBack(percent int) Graph {
	for i := range g.Nodes {
		if g.Nodes[i].Kind == KindHoldout {
			g.Nodes[i].Holdout = &Holdout{Percent: percent}
			return g
		}
	}
	for i := range g.Nodes {
		if n := &g.Nodes[i]; n.Kind == KindEntry {
			h := heldBack(percent)
			h.To, n.To = n.To, map[string]string{"next": h.ID}
			g.Nodes = append(g.Nodes, h)
			return g
		}
	}
	return g
}

// playedBy reads who entered and what happened to them.
func (c *troupe) playedBy(f furnished, rnd *rand.Rand) error {
	enter := c.enters
	if f.members != "" {
		enter = func() error { return c.drawn(f, rnd) }
	}
	for _, read := range []func() error{c.clinics, enter, c.people, c.facts, c.texts, c.became} {
		if err := read(); err != nil {
			return err
		}
	}
	for _, p := range c.who {
		for class := range purposes {
			p.Ways[class] = Route{Channel: messages.WeComTask}
		}
		for where := range c.p.rules {
			p.Rules[where] = []Turn{{At: c.from, In: true}}
		}
	}
	return nil
}

// drawn has the members of a segment of today enter over the journey's days.
func (c *troupe) drawn(f furnished, rnd *rand.Rand) error {
	ids, err := c.s.d.Audience.ShippedIDs(c.tx)
	if err != nil || ids[f.members] == "" {
		return err
	}
	list, err := c.s.d.Audience.Members(c.tx, ids[f.members], "", 2000)
	for _, id := range list {
		day := rnd.IntN(f.days)
		c.player(id).Enters = []Entrance{{At: c.from + int64(day)*aDay + rnd.Int64N(aDay/3)}}
	}
	if err != nil || f.ended == "" {
		return err
	}
	return c.left(f, rnd)
}

// left has those enter who were members once and left by a fact: some weeks before it.
func (c *troupe) left(f furnished, rnd *rand.Rand) error {
	at := map[string]int64{}
	err := events.Each(c.tx, events.Range{Kinds: []string{f.ended}, From: c.from, To: c.to}, func(x events.Fact) error {
		// Of plans only contracts: who agreed to a course of orthodontics.
		if _, known := at[x.Patient]; !known && (f.ended != "plans.accepted" || factBody(x)["kind"] == "contract") {
			at[x.Patient] = x.At
		}
		return nil
	})
	ids := slices.Sorted(maps.Keys(at))
	if err == nil && f.ended == "visits.treated" {
		ids, err = c.returned(ids, rnd)
	}
	for _, id := range ids {
		days := int64(2 + rnd.IntN(26))
		entered := at[id] - days*aDay
		if entered <= c.from || c.who[id] != nil {
			continue
		}
		p := c.player(id)
		p.Enters = []Entrance{{At: entered}}
		if f.ended == "visits.treated" {
			p.Facts = append(p.Facts, Event{Kind: "visits.booked", At: entered + days*aDay*int64(20+rnd.IntN(70))/100})
		}
	}
	return err
}

// returned is one in seven of those who came and have been patients for long: they had
// been due. Besides, whoever has not come for months had been due as well.
func (c *troupe) returned(ids []string, rnd *rand.Rand) ([]string, error) {
	ago := func(attr string, from, to int) Rule {
		return Rule{Op: audience.OpAttr, Attr: attr, Compare: audience.Within, Window: &audience.Window{Ago: true, MinAgo: from, MaxAgo: to}}
	}
	known := ago("registered", 200, 0)
	old, err := c.s.d.Audience.Holds(c.tx, known, ids)
	if err != nil {
		return nil, err
	}
	ids = slices.DeleteFunc(ids, func(id string) bool { return !old[id] || rnd.IntN(7) > 0 })
	away, err := c.s.d.Audience.Matching(c.tx, Rule{Op: audience.OpAnd, Rules: []Rule{known, {Op: audience.OpAttr, Attr: "last_visit", Compare: audience.Unknown},
		{Op: audience.OpAttr, Attr: "next_visit", Compare: audience.Unknown}}}, "", 3*len(ids))
	for _, id := range away {
		if c.who[id] == nil {
			c.player(id).Enters = []Entrance{{At: c.from + rnd.Int64N(c.to-c.from)}}
		}
	}
	return ids, err
}

// life is one enrolment of the past with all that belongs to it.
type life struct {
	e      *enrolment
	steps  []stepRow
	did    []did
	shown  []exposureRow
	proved []conversionRow
}

type past struct{ lives []life }

// history walks everybody and writes down what the engine would have written.
func (c *troupe) history(f furnished, rnd *rand.Rand) past {
	var out past
	var t Template
	t, _ = TemplateOf(f.template)
	for _, p := range c.players() {
		w := Walk(c.p, c.st, &p, true)
		for n, s := range w.States {
			l := c.life(&p, w, n, s)
			l.expose(c, f, t.Result, rnd)
			out.lives = append(out.lives, l)
		}
	}
	return out
}

// life gathers the nth enrolment of a walk.
func (c *troupe) life(p *Player, w Walked, n int, s State) life {
	id := c.tx.NewID()
	s.ID = id
	e := &enrolment{State: s, Clinic: p.Clinic, Home: cmp.Or(p.Household, p.Patient), Journey: c.p.Journey, Version: c.p.No, Key: fmt.Sprint(n+1, "~", p.Patient[max(0, len(p.Patient)-12):]), LogAt: s.Entered}
	l := life{e: e}
	seq := int64(0)
	for _, x := range w.Lines {
		if x.nth != n {
			continue
		}
		seq++
		l.steps = append(l.steps, stepRow{At: x.At, Enrolment: id, Seq: seq, Clinic: p.Clinic, PrevAt: e.LogAt, Version: c.p.No, Heard: x.Heard, Path: pathText(x.Path)})
		e.LogAt = x.At
	}
	e.Seq = seq
	for _, x := range w.Would {
		if x.nth != n || x.seq == 0 {
			continue
		}
		d := did{Enrolment: id, Seq: x.seq, Node: x.Node, Rung: x.Rung, Clinic: p.Clinic, Kind: x.Kind, State: DidDone, Journey: c.p.Journey, Version: c.p.No,
			At: x.Planned, Day: string(x.day)}
		switch x.Reason {
		case ReasonHeldBack:
			d.State = DidHeld
		case ReasonWithdrawn:
			d.State = DidWithdrawn
		}
		if m := c.p.message(x.Node, x.Rung); m != nil && x.Kind == EffectMessage {
			d.What = m.purposeOf()
		}
		l.did = append(l.did, d)
	}
	return l
}

// expose puts who came to the experiment into its record, with what became of them as
// the demo's shares have it.
func (l *life) expose(c *troupe, f furnished, what Result, rnd *rand.Rand) {
	arm := l.e.Vars[armOf("holdout")]
	if arm == "" || len(l.did) == 0 {
		return
	}
	at := l.did[0].At
	l.shown = append(l.shown, exposureRow{ID: c.tx.NewID(), Journey: c.p.Journey, Node: "holdout", Enrolment: l.e.ID, Clinic: l.e.Clinic, Patient: l.e.Patient,
		Home: l.e.Home, Arm: arm, At: at})
	within, share := int64(daysOfResult[what])*aDay, f.with
	if arm == ArmHeld {
		share = f.without
	}
	for _, x := range c.outcomes[l.e.Patient] {
		if x.At >= at && x.At < at+window {
			amount, _ := number(x.Body["amount"])
			l.proved = append(l.proved, conversionRow{Journey: c.p.Journey, Node: "holdout", Enrolment: l.e.ID, What: outcomeOf[x.Kind], Fact: c.tx.NewID(), Clinic: l.e.Clinic, Amount: amount, At: x.At})
		}
	}
	if f.with == 0 || rnd.Float64() >= share {
		return
	}
	if when := at + rnd.Int64N(within); when < c.tx.Now() {
		l.proved = append(l.proved, conversionRow{Journey: c.p.Journey, Node: "holdout", Enrolment: l.e.ID, What: string(what), Fact: c.tx.NewID(), Clinic: l.e.Clinic, At: when})
	}
}

// outcomeOf are the facts of the demo's past that tell what became of somebody.
var outcomeOf = map[string]string{"visits.treated": ConvVisit, "plans.accepted": ConvAccepted, "billing.received": ConvPaid}

// became reads what became of the players, whatever they got.
func (c *troupe) became() error {
	return events.Each(c.tx, events.Range{Kinds: slices.Sorted(maps.Keys(outcomeOf)), From: c.from, To: c.to}, func(x events.Fact) error {
		if c.who[x.Patient] != nil {
			c.outcomes[x.Patient] = append(c.outcomes[x.Patient], Event{Kind: x.Kind, At: x.At, Body: factBody(x)})
		}
		return nil
	})
}

// writeLives writes enrolments of the past with all that belongs to them.
func writeLives(tx *db.Tx, list []life) error {
	var enrolments []*enrolment
	var steps []stepRow
	var effects []did
	var shown []exposureRow
	var proved []conversionRow
	for _, l := range list {
		enrolments = append(enrolments, l.e)
		steps, effects = append(steps, l.steps...), append(effects, l.did...)
		shown, proved = append(shown, l.shown...), append(proved, l.proved...)
	}
	if _, err := insertEnrolments(tx, enrolments); err != nil {
		return err
	}
	if err := insertSteps(tx, steps); err != nil {
		return err
	}
	if err := insertEffects(tx, effects); err != nil {
		return err
	}
	if err := insertExposures(tx, shown); err != nil {
		return err
	}
	return insertConversions(tx, proved)
}
