package journeys

import (
	"maps"
	"slices"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/audience"
	"archwire/internal/modules/messages"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// cast is who plays, with all that is known of them.
type cast struct {
	s        *Service
	tx       *db.Tx
	p        *Plan
	st       Stage
	from, to int64 // of the past that is looked at
	again    bool  // of the past everybody lives a stretch again, in the days to come
	who      map[string]*Player
	known    map[string]patients.Patient // those met so far, who may not play
	zones    map[string]*time.Location
}

// doneInTime is how many of 100 tasks a rehearsal takes for done in time: as many calls
// as reach somebody.
const doneInTime = 71

func (s *Service) newCast(tx *db.Tx, j Journey, g Graph, seed uint64) *cast {
	p := Ready(g)
	p.Journey = j.No
	c := &cast{s: s, tx: tx, p: p, who: map[string]*Player{}, known: map[string]patients.Patient{}, zones: map[string]*time.Location{}, to: tx.Now(), from: tx.Now() - replayDays*aDay}
	c.st = Stage{From: c.from, To: c.to, Seed: seed, Most: manyTouches, Done: doneInTime, Cap: map[messages.Class]int{},
		Hours: map[messages.Class]messages.Hours{}, Texts: map[string]Length{}}
	return c
}

func (s *Service) cast(tx *db.Tx, j Journey, g Graph, kind RehearsalKind, seed uint64) (*cast, error) {
	c := s.newCast(tx, j, g, seed)
	if kind == Forecast {
		c.again, c.st.From, c.st.To = true, tx.Now(), tx.Now()+forecastDays*aDay
	}
	read := []func() error{c.clinics, c.enters}
	if kind == Forecast && j.LiveNo != 0 {
		read = append(read, func() error { return c.inside(j.No) })
	}
	read = append(read, c.people, c.facts, c.rules, c.looks, c.texts)
	for _, f := range read {
		if err := f(); err != nil {
			return nil, err
		}
	}
	c.shift()
	return c, errorsOf(c.ways(), c.others(), c.anchors())
}

func errorsOf(list ...error) error {
	for _, err := range list {
		if err != nil {
			return err
		}
	}
	return nil
}

// players lists who plays, in a fixed order.
func (c *cast) players() []Player {
	out := make([]Player, 0, len(c.who))
	for _, id := range slices.Sorted(maps.Keys(c.who)) {
		out = append(out, *c.who[id])
	}
	return out
}

func (c *cast) ids() []string { return slices.Sorted(maps.Keys(c.who)) }

// clinics reads the zones, and the bounds of messages as the first clinic has them.
func (c *cast) clinics() error {
	list, err := c.s.d.Org.AllClinics(c.tx)
	if err != nil {
		return err
	}
	for i, x := range list {
		c.zones[x.ID] = x.Location()
		if i > 0 {
			continue
		}
		for _, class := range []messages.Class{messages.Care, messages.ServiceClass, messages.Marketing} {
			r, err := c.s.d.Messages.RulesOf(c.tx, x.ID, class)
			if err != nil {
				return err
			}
			c.st.Cap[class], c.st.Hours[class] = r.Person, r.Hours
		}
	}
	return nil
}

func (c *cast) zone(clinic string) *time.Location {
	if z := c.zones[clinic]; z != nil {
		return z
	}
	return time.UTC
}

// player gives somebody a part.
func (c *cast) player(patient string) *Player {
	p := c.who[patient]
	if p == nil {
		p = &Player{Patient: patient, Rules: map[string][]Turn{}, Anchors: map[Anchor]int64{}, Ways: map[messages.Class]Route{}}
		c.who[patient] = p
	}
	return p
}

// enters finds who would have entered when.
func (c *cast) enters() error {
	e := c.p.nodes[c.p.entry].Entry
	switch e.How {
	case ByEvent:
		return c.entersBy(e.When)
	case BySegment:
		r := audience.Rule{Op: audience.OpSegment, Segment: e.When.Segment}
		rule, err := c.s.ruleOfSegment(c.tx, r)
		if err != nil {
			return err
		}
		return c.s.d.Audience.Past(c.tx, rule, c.from, c.to, func(patient string, in bool, at int64) error {
			// Who is in it at the beginning entered before.
			if in != e.When.Leaves && at > c.from {
				c.player(patient).Enters = append(c.player(patient).Enters, Entrance{At: at})
			}
			return nil
		})
	case BySchedule:
		return c.scheduled(e)
	}
	return nil
}

// scheduled finds for whom the rule of the entry held at its time of day.
func (c *cast) scheduled(e *Entry) error {
	if e.Only == nil {
		return nil
	}
	since := map[string]int64{}
	enter := func(patient string, from, to int64) {
		p := c.player(patient)
		zone := c.zone("")
		for _, z := range c.zones {
			zone = z
			break
		}
		for at := e.At.open(from, zone); at < to; at = e.At.open(civil.Of(at, zone).AddDays(1).At(0, zone), zone) {
			p.Enters = append(p.Enters, Entrance{At: at})
		}
	}
	err := c.s.d.Audience.Past(c.tx, *e.Only, c.from, c.to, func(patient string, in bool, at int64) error {
		if in {
			since[patient] = at
		} else if from, was := since[patient]; was {
			enter(patient, from, at)
			delete(since, patient)
		}
		return nil
	})
	for _, patient := range slices.Sorted(maps.Keys(since)) {
		enter(patient, since[patient], c.to)
	}
	return err
}

func factBody(f events.Fact) map[string]any {
	body := map[string]any{}
	if f.Decode(&body) != nil || body == nil { // a fact without a body has no fields
		body = map[string]any{}
	}
	body["subject"], body["clinic"] = f.Subject, f.Clinic
	return body
}

// people reads where the players are at home.
func (c *cast) people() error {
	if err := c.meet(c.ids()); err != nil {
		return err
	}
	for id, p := range c.who {
		who, seen := c.known[id]
		if !seen || who.Deceased != "" {
			delete(c.who, id)
			continue
		}
		p.Household, p.Clinic, p.Zone = who.Household, who.HomeClinic, c.zone(who.HomeClinic)
	}
	return nil
}

// facts reads what happened to the players, of the kinds that the plan hears.
func (c *cast) facts() error {
	kinds := slices.Sorted(maps.Keys(c.p.hears))
	err := events.Each(c.tx, c.past(kinds...), func(f events.Fact) error {
		if p := c.who[f.Patient]; p != nil && c.lives(f) {
			p.Facts = append(p.Facts, Event{Kind: f.Kind, At: f.At, Body: factBody(f)})
		}
		return nil
	})
	for _, p := range c.who {
		slices.SortStableFunc(p.Facts, func(a, b Event) int { return int(min(max(a.At-b.At, -1), 1)) })
	}
	return err
}

// rules reads since when each rule of the plan held for the players.
func (c *cast) rules() error {
	for where, r := range c.p.rules {
		err := c.s.d.Audience.Past(c.tx, *r, c.from, c.to, func(patient string, in bool, at int64) error {
			if p := c.who[patient]; p != nil {
				p.Rules[where] = append(p.Rules[where], Turn{At: at, In: in})
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// looks reads when the players came into the segments that the plan looks at.
func (c *cast) looks() error {
	for segment := range c.p.looks {
		rule, err := c.s.ruleOfSegment(c.tx, audience.Rule{Op: audience.OpSegment, Segment: segment})
		if err != nil {
			return err
		}
		err = c.s.d.Audience.Past(c.tx, rule, c.from, c.to, func(patient string, in bool, at int64) error {
			if p := c.who[patient]; p != nil && at > c.from {
				p.Turns = append(p.Turns, Turn{At: at, Segment: segment, In: in})
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	for _, p := range c.who {
		slices.SortStableFunc(p.Turns, func(a, b Turn) int { return int(min(max(a.At-b.At, -1), 1)) })
	}
	return nil
}

// inside reads who stands in the journey now: a forecast goes on with them.
func (c *cast) inside(journey int64) error {
	list, err := standingIn(c.tx, journey, mostInside)
	for _, e := range list {
		if c.p.nodes[e.Node] == nil {
			continue // of a node that the draft does not have; publishing says where they go
		}
		s := e.State
		c.player(e.Patient).Stands = &s
	}
	return err
}

// mostInside bounds who is taken along into a forecast.
const mostInside = 100_000

// texts reads how long the texts are.
func (c *cast) texts() error {
	for i := range c.p.Nodes {
		for _, m := range c.p.Nodes[i].sends() {
			t, err := c.s.d.Content.TextOf(c.tx, m.Text, 0)
			if err != nil {
				continue // Check has said so
			}
			words := t.SMS
			if words == "" {
				words = t.Words
			}
			c.st.Texts[m.Text] = Length{Parts: messages.Parts(m.Class, words)}
		}
	}
	return nil
}

// ways reads how messages of each class would reach the players.
func (c *cast) ways() error {
	classes := map[messages.Class]bool{}
	for i := range c.p.Nodes {
		for _, m := range c.p.Nodes[i].sends() {
			classes[m.Class] = true
		}
	}
	for class := range classes {
		for part := range slices.Chunk(c.ids(), perRead) {
			list, err := c.s.d.Messages.Ways(c.tx, purposes[class].Key, part)
			if err != nil {
				return err
			}
			for id, w := range list {
				c.who[id].Ways[class] = Route{w.Channel, w.Reason}
			}
		}
	}
	return nil
}

// others reads on which days the players got, or are to get, other messages.
func (c *cast) others() error {
	list, err := c.s.d.Messages.DaysOf(c.tx, c.ids(), []string{PurposeCare, PurposeSafety, PurposeService, PurposeMarketing}, c.st.From, c.st.To)
	for id, days := range list {
		if p := c.who[id]; p != nil {
			p.Others = days
		}
	}
	return err
}

// anchors reads the instants to which waits are tied, as they are now.
func (c *cast) anchors() error {
	if len(c.p.anchors) == 0 {
		return nil
	}
	w, err := c.s.walkers(c.tx)
	if err != nil {
		return err
	}
	list := make([]*go1, 0, len(c.who))
	for _, id := range c.ids() {
		list = append(list, &go1{e: &enrolment{State: State{Patient: id}, Clinic: c.who[id].Clinic}})
	}
	for _, a := range c.p.anchors {
		at, err := c.s.anchors(c.tx, a, list, w)
		if err != nil {
			return err
		}
		for id, ms := range at {
			c.who[id].Anchors[a] = ms
		}
	}
	return nil
}
