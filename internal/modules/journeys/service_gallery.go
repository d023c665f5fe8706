package journeys

import (
	"context"
	"slices"

	"archwire/internal/kit/id"
	"archwire/internal/platform/db"
)

// draw makes a template's graph for this group: with its own segments, which the
// program brought under a key and the group may have changed since.
func (s *Service) draw(tx *db.Tx, t Template, lang string) (Graph, error) {
	ids, err := s.d.Audience.ShippedIDs(tx)
	return t.Graph(lang, func(key string) string { return ids[key] }), err
}

// Rehearsals lists the latest rehearsals of a journey, without the people in them.
// Fault: NotFound.
func (s *Service) Rehearsals(ctx context.Context, journey string) (list []Rehearsed, err error) {
	err = s.d.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if _, err = journeyOne(tx, journey, false); err != nil {
			return err
		}
		list, err = rehearsalsOf(tx, journey, 10)
		return err
	})
	return list, err
}

// DryRun walks one patient through a graph and tells the story line by line: over the
// last 90 days as they were, or as if they entered now and nothing happened. Faults:
// NotFound, NotReady, PatientUnknown.
func (s *Service) DryRun(ctx context.Context, journey string, g Graph, patient string, past bool) (Walked, error) {
	var out Walked
	err := s.d.DB.Read(ctx, func(tx *db.Tx) error {
		j, err := journeyOne(tx, journey, false)
		if err != nil {
			return err
		}
		if err := s.fit(tx, journey, g); err != nil {
			return err
		}
		if !id.Valid(patient) {
			return PatientUnknown.At("patient_id")
		}
		if cards, err := s.d.Patients.Cards(tx, []string{patient}); err != nil || len(cards) == 0 {
			return PatientUnknown.At("patient_id")
		}
		c, err := s.castOne(tx, j, g, patient, past)
		if err != nil {
			return err
		}
		out = Walk(c.p, c.st, c.who[patient], true)
		slices.SortStableFunc(out.Would, func(a, b Would) int { return int(min(max(a.At-b.At, -1), 1)) })
		return nil
	})
	return out, err
}

// castOne casts one patient alone.
func (s *Service) castOne(tx *db.Tx, j Journey, g Graph, patient string, past bool) (*cast, error) {
	c := s.newCast(tx, j, g, 1)
	read := []func() error{c.clinics}
	if past {
		read = append(read, c.enters)
	}
	read = append(read, func() error { c.only(patient); return nil }, c.people, c.facts, c.rules, c.looks, c.texts, c.ways, c.others, c.anchors)
	for _, f := range read {
		if err := f(); err != nil {
			return nil, err
		}
	}
	if p := c.who[patient]; p == nil {
		return nil, PatientUnknown.At("patient_id")
	} else if !past {
		now := tx.Now()
		p.Facts, p.Turns, c.st.From, c.st.To = nil, nil, now, now+replayDays*aDay
		p.Enters = []Entrance{{At: now, Key: "now"}}
		for where := range c.p.rules { // as if whoever tries this wants to see what follows
			if where == place("entry", c.p.entry) {
				p.Rules[where] = []Turn{{At: now, In: true}}
			}
		}
	}
	return c, nil
}

// only leaves nobody but one patient in the cast.
func (c *cast) only(patient string) {
	p := c.player(patient)
	c.who = map[string]*Player{patient: p}
}
