package audience

import (
	"context"

	"archwire/internal/platform/db"
)

// Tell writes who people are and what happened to them, for who furnishes a group or
// imports one; past: it tells of the past, and nobody is spoken to for it. What is there
// already is brought up to date, not added again.
func (s *Service) Tell(tx *db.Tx, people []Profile, list []Happening, past bool) error {
	if err := s.enlist(tx, Cause{Past: past}, people); err != nil {
		return err
	}
	return s.saw(tx, Cause{Past: past}, list)
}

// Settle judges at once what waits to be judged, and turns the days that have begun;
// the program does so by itself within a second. For who cannot wait: demos, tests,
// measurements.
func (s *Service) Settle(ctx context.Context) error { return s.catchUp(ctx) }

// Establish makes a rule a live segment, without asking who does it: for who furnishes
// a group. Its faults are those of CheckRule.
func (s *Service) Establish(tx *db.Tx, g Segment, r Rule) (Segment, Build, error) {
	g, err := s.newSegment(tx, g, r)
	if err != nil {
		return g, Build{}, err
	}
	b, err := s.switchTo(tx, &g, 1)
	return g, b, err
}
