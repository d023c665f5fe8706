package imaging

import (
	"context"
	"strings"
	"unicode/utf8"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

// maxReason bounds a reason, in characters.
const maxReason = 200

// toChange reads an image that the actor sees, in a clinic where they may change
// it. Faults: ImageNotFound, AlreadyWithdrawn, db.OutOfScope, db.Stale.
func (s *Service) toChange(tx *db.Tx, image string, version int64) (Image, error) {
	i, err := imageOne(tx, image, true)
	if err != nil {
		return i, err
	}
	if err := s.seen(tx, i); err != nil {
		return i, err
	}
	if !tx.Scope().Sees(i.Clinic) {
		return i, db.OutOfScope.With()
	}
	if i.Version != version {
		return i, db.Stale.With()
	}
	if i.Withdrawn > 0 {
		return i, AlreadyWithdrawn.With()
	}
	return i, nil
}

// File puts an image into another slot, visit or day, or names its teeth. Faults:
// ImageNotFound, AlreadyWithdrawn, db.OutOfScope, db.Stale, BadSlot, BadSite,
// BadDay, OtherPatient.
func (s *Service) File(ctx context.Context, image string, version int64, f Filing) (Image, error) {
	var out Image
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		before, err := s.toChange(tx, image, version)
		if err != nil {
			return err
		}
		zone, err := s.org.Zone(tx, before.Clinic)
		if err != nil {
			return err
		}
		i, different, err := before.file(f, civil.Of(tx.Now(), zone))
		if out = i; err != nil || !different {
			return err
		}
		if i.Visit != "" && i.Visit != before.Visit {
			if err := s.ofPatient(tx, i.Visit, i.Patient); err != nil {
				return err
			}
		}
		if err := refile(tx, &i); err != nil {
			return err
		}
		out = i
		if err := addEvent(tx, i, Filed, ""); err != nil {
			return err
		}
		was := FactBody{before.Slot, before.Site, before.Visit, before.Day, before.TakenBy}
		return s.tell(tx, FactFiled, i, &was, "")
	})
	return out, err
}

// Withdraw takes an image out of view; it stays with its history. Faults:
// ImageNotFound, AlreadyWithdrawn, ReasonNeeded, db.OutOfScope, db.Stale.
func (s *Service) Withdraw(ctx context.Context, image string, version int64, reason string) (Image, error) {
	reason = strings.TrimSpace(reason)
	if n := utf8.RuneCountInString(reason); n == 0 || n > maxReason {
		return Image{}, ReasonNeeded.At("reason", "max", maxReason)
	}
	var out Image
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		i, err := s.toChange(tx, image, version)
		if err != nil {
			return err
		}
		if err := withdrawImage(tx, &i); err != nil {
			return err
		}
		out = i
		if err := addEvent(tx, i, Withdrawn, reason); err != nil {
			return err
		}
		return s.tell(tx, FactWithdrawn, i, nil, reason)
	})
	return out, err
}
