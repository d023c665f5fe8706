package journeys

import (
	"cmp"
	"hash/fnv"
	"maps"
	"slices"

	"archwire/internal/platform/events"
)

// weeksBack are the shifts by which a forecast takes the past for the future: each
// household lives through one of these stretches again, drawn by the seed, so that on
// the whole the days to come are like the mean of the last twelve weeks.
var weeksBack = []int{5, 6, 7, 8, 9, 10, 11, 12}

// entersBy finds who would have entered by an event.
func (c *cast) entersBy(when *When) error {
	var list []events.Fact
	met := map[string]bool{}
	err := events.Each(c.tx, c.past(when.Event), func(f events.Fact) error {
		if f.Patient != "" {
			list, met[f.Patient] = append(list, f), true
		}
		return nil
	})
	if err != nil {
		return err
	}
	if c.again { // whose household lives through which stretch
		if err := c.meet(slices.Collect(maps.Keys(met))); err != nil {
			return err
		}
	}
	for _, f := range list {
		if !c.lives(f) {
			continue
		}
		body := factBody(f)
		x := Event{Kind: f.Kind, At: f.At, Body: body}
		if when.meets(&x) {
			p := c.player(f.Patient)
			p.Enters = append(p.Enters, Entrance{At: f.At, Key: c.p.keyOf(f, body), Event: &x})
		}
	}
	return nil
}

// past is the past of some kinds that somebody may live through.
func (c *cast) past(kinds ...string) events.Range {
	r := events.Range{Kinds: kinds, From: c.from, To: c.to}
	if c.again {
		const week = 7 * aDay
		r.From, r.To = max(r.From, c.st.From-int64(slices.Max(weeksBack))*week), min(r.To, c.st.To-int64(slices.Min(weeksBack))*week)
	}
	return r
}

// lives tells whether a fact lies in the stretch that its patient lives through.
func (c *cast) lives(f events.Fact) bool {
	at := f.At + c.later(f.Patient)
	return at >= c.st.From && at < c.st.To
}

// meet reads who some patients are.
func (c *cast) meet(ids []string) error {
	ids = slices.DeleteFunc(ids, func(id string) bool { _, met := c.known[id]; return met })
	slices.Sort(ids)
	for part := range slices.Chunk(ids, perRead) {
		list, err := c.s.d.Patients.ByIDs(c.tx, part)
		if err != nil {
			return err
		}
		maps.Copy(c.known, list)
	}
	return nil
}

// later is by how much the past of a patient is the future: by whole weeks, so that
// Saturdays stay Saturdays, a number of them drawn for each household; 0 in a replay.
func (c *cast) later(patient string) int64 {
	if !c.again {
		return 0
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(cmp.Or(c.known[patient].Household, patient)))
	return int64(weeksBack[(h.Sum64()^c.st.Seed*0x9e3779b97f4a7c15)>>7%uint64(len(weeksBack))]) * 7 * aDay
}

// shift lets the past be the future.
func (c *cast) shift() {
	for id, p := range c.who {
		by := c.later(id)
		if by == 0 {
			continue
		}
		for i := range p.Enters {
			p.Enters[i].At += by
			if e := p.Enters[i].Event; e != nil {
				moved := *e
				moved.At += by
				p.Enters[i].Event = &moved
			}
		}
		for i := range p.Facts {
			p.Facts[i].At += by
		}
		for i := range p.Turns {
			p.Turns[i].At += by
		}
		for where, list := range p.Rules {
			for i := range list {
				if list[i].At > c.from { // what held from the beginning holds from the beginning
					list[i].At += by
				}
			}
			p.Rules[where] = list
		}
	}
}
