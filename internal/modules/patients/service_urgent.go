package patients

import (
	"context"
	"errors"

	"archwire/internal/platform/db"
)

// didOpenUrgently is the audit's word for an opening by break-glass access.
const didOpenUrgently = "patients.opened_urgently"

// OpenUrgently lets the actor read the record of a patient whom none of their
// clinics sees, for an hour, with a reason: the child who fell, and whose
// allergies stand in the record of a sister clinic. It reaches across legal
// persons, because saving life and health needs no consent; who did so is in the
// audit, with every opening that followed. Nothing can be changed through it. It
// gives the end in epoch milliseconds. Faults: NotFound, auth.ReasonNeeded.
func (s *Service) OpenUrgently(ctx context.Context, patient, reason string) (int64, error) {
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := rowAnywhere(tx, patient)
		patient = r.ID
		return err
	})
	if err != nil {
		return 0, err
	}
	return s.auth.BreakGlass(ctx, patient, reason)
}

// readOne reads of one patient. Where the actor's clinics do not see them, but
// the actor opened the record urgently, it reads with the eyes of the clinics
// that do; until is the end of that hour, 0 for a reading in the usual way.
func (s *Service) readOne(ctx context.Context, patient string, fn func(*db.Tx) error) (until int64, err error) {
	err = s.db.Read(ctx, fn)
	if !errors.Is(err, NotFound) {
		return 0, err
	}
	wide, until, failed := s.urgently(ctx, patient)
	if failed != nil {
		return 0, failed
	}
	if until == 0 {
		return 0, err
	}
	return until, s.db.Read(wide, fn)
}

// urgently gives a context whose data door shows the clinics that see the
// patient, and until when; 0 where the actor has no break-glass access.
func (s *Service) urgently(ctx context.Context, patient string) (context.Context, int64, error) {
	scope, _ := db.From(ctx)
	scope.Clinics = []string{}
	var until int64
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if until, err = s.auth.GlassUntil(tx, patient); err != nil || until == 0 {
			return err
		}
		rows, err := clinicsOf(tx, patient)
		for _, r := range rows {
			scope.Clinics = append(scope.Clinics, r.Clinic)
		}
		return err
	})
	return db.With(ctx, scope), until, err
}

// openedAs is what the audit calls an opening.
func openedAs(until int64) string {
	if until > 0 {
		return didOpenUrgently
	}
	return didOpen
}
