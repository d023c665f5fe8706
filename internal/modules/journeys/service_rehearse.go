package journeys

import (
	"context"
	"time"

	"archwire/internal/modules/audience"
	"archwire/internal/platform/db"
)

// RehearsalKind is what a rehearsal plays. Its text is "journeys.rehearsal.<kind>".
type RehearsalKind string

// The kinds.
const (
	Replay   RehearsalKind = "replay"   // the last 90 days, as they were
	Forecast RehearsalKind = "forecast" // the next 30 days, as the last weeks were
)

const (
	replayDays   = 90
	forecastDays = 30
	aDay         = int64(24 * time.Hour / time.Millisecond)
	manyTouches  = 6 // messages of one journey to one person within a rehearsal
)

// Rehearsed is a rehearsal with what it was of.
type Rehearsed struct {
	Kind     RehearsalKind
	Hash     string // of the graph
	At       int64
	By       string
	Result   Rehearsal
	Contrast *Contrast // with the live version; nil where there is none
}

// Rehearse plays a graph of a journey and keeps that this very graph was rehearsed.
// Faults: NotFound, NotReady.
func (s *Service) Rehearse(ctx context.Context, journey string, g Graph, kind RehearsalKind, seed uint64) (Rehearsed, error) {
	var out Rehearsed
	err := s.d.DB.Read(ctx, func(tx *db.Tx) error {
		j, err := journeyOne(tx, journey, false)
		if err != nil {
			return err
		}
		out = Rehearsed{Kind: kind, Hash: HashOf(g), At: tx.Now(), By: tx.Actor()}
		if err := s.fit(tx, journey, g); err != nil {
			return err
		}
		if out.Result, err = s.play(tx, j, g, kind, seed); err != nil {
			return err
		}
		out.Contrast, err = s.againstLive(tx, j, out.Result, kind, seed)
		return err
	})
	if err != nil {
		return out, err
	}
	return out, s.d.DB.Write(ctx, func(tx *db.Tx) error { return insertRehearsal(tx, journey, out) })
}

// fit refuses a graph with flaws: it cannot be walked. Fault: NotReady.
func (s *Service) fit(tx *db.Tx, journey string, g Graph) error {
	w, err := s.world(tx, journey, g)
	if err != nil {
		return err
	}
	n := 0
	for _, f := range Check(g, w) {
		if !f.Warns {
			n++
		}
	}
	if n > 0 {
		return NotReady.With("n", n)
	}
	return nil
}

// againstLive plays the live version over the same people and days.
func (s *Service) againstLive(tx *db.Tx, j Journey, draft Rehearsal, kind RehearsalKind, seed uint64) (*Contrast, error) {
	if j.LiveNo == 0 {
		return nil, nil
	}
	v, err := versionOne(tx, j.LiveNo)
	if err != nil {
		return nil, err
	}
	live, err := s.play(tx, j, v.Graph, kind, seed)
	if err != nil {
		return nil, err
	}
	c := draft.Contrasted(live)
	return &c, nil
}

// play gathers the people of a rehearsal and walks them through.
func (s *Service) play(tx *db.Tx, j Journey, g Graph, kind RehearsalKind, seed uint64) (Rehearsal, error) {
	c, err := s.cast(tx, j, g, kind, seed)
	if err != nil {
		return Rehearsal{}, err
	}
	return Rehearse(c.p, c.st, c.players()), nil
}

// ruleOfSegment reads through to the rule of a segment: only rules have a past.
func (s *Service) ruleOfSegment(tx *db.Tx, r audience.Rule) (audience.Rule, error) {
	return s.d.Audience.RuleOf(tx, r.Segment)
}
