package followup

import (
	"context"

	"archwire/internal/kit/span"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

// takeBackFor is how long whoever noted a try in vain may take it back.
const takeBackFor = 15 * span.Minute

// TakeBack takes a try in vain back that the actor has just noted, as a slip: the call
// stands where it stood. What was heard in a call is not taken back but corrected, see
// Correct; a call that was given up stays so. Faults: ContactNotFound, NotOpen,
// NothingToTakeBack, db.Stale.
func (s *Service) TakeBack(ctx context.Context, contact string, version int64) (Opened, error) {
	var out Opened
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		b, err := s.openAt(tx, contact, version)
		if err != nil {
			return err
		}
		list, err := attemptsOf(tx, contact)
		if err != nil {
			return err
		}
		if len(list) == 0 || !list[len(list)-1].mayBeTakenBack(tx.Actor(), tx.Now()) {
			return NothingToTakeBack.With()
		}
		if err := s.takenBack(tx, b.made, list[len(list)-1]); err != nil {
			return err
		}
		if out, err = s.opened(tx, contact); err != nil {
			return err
		}
		return httpapi.Answer(tx, openedBody(out))
	})
	return out, err
}

// mayBeTakenBack tells whether somebody noted the try themselves, a moment ago.
func (r attemptRow) mayBeTakenBack(who string, now int64) bool {
	return r.By == who && r.Was > 0 && now-r.At <= takeBackFor && (r.Outcome == NoAnswer || r.Outcome == CallBack)
}

// takenBack lets a call stand as it stood before a try, and keeps that it was so.
func (s *Service) takenBack(tx *db.Tx, m Made, r attemptRow) error {
	if r.Outcome == NoAnswer {
		m.Attempts--
	}
	m.Due, m.First = r.Was, r.WasFirst
	if err := insertAttempt(tx, attemptRow{ID: tx.NewID(), Clinic: m.Clinic, Contact: m.ID, At: tx.Now(), By: tx.Actor(), Outcome: TakenBack, Next: m.Due}); err != nil {
		return err
	}
	if _, err := s.tasks.Move(tx, m.dedupe(), m.Latest); err != nil {
		return err
	}
	if err := updateContact(tx, &m); err != nil {
		return err
	}
	return s.told(tx, m, "followup.taken_back", map[string]any{"outcome": r.Outcome, "attempts": m.Attempts})
}
