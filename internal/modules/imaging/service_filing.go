package imaging

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

// maxReason bounds a reason, in characters.
const maxReason = 200

// Held names an image as somebody saw it.
type Held struct {
	Image   string
	Version int64
}

// toChange reads an image that the actor sees, in a clinic where they may change
// it. Faults: ImageNotFound, db.OutOfScope, db.Stale.
func (s *Service) toChange(tx *db.Tx, h Held) (Image, error) {
	i, err := imageOne(tx, h.Image, true)
	if err != nil {
		return i, err
	}
	if err := s.seen(tx, i); err != nil {
		return i, err
	}
	if !tx.Scope().Sees(i.Clinic) {
		return i, db.OutOfScope.With()
	}
	if i.Version != h.Version {
		return i, db.Stale.With()
	}
	return i, nil
}

// File puts an image into another slot, visit or day, names its teeth or the order
// for which it was taken. Faults: ImageNotFound, AlreadyWithdrawn, db.OutOfScope,
// db.Stale, BadSlot, BadSite, BadDay, OtherPatient, NoSuchOrder, OrderClosed.
func (s *Service) File(ctx context.Context, image string, version int64, f Filing) (out Image, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		out, err = s.file(tx, Held{image, version}, f)
		return err
	})
	return out, err
}

// Move files several images of a patient by one act, all or none. Faults as File.
func (s *Service) Move(ctx context.Context, patient string, list []Held, f Filing) (out []Image, err error) {
	list = slices.SortedFunc(slices.Values(list), func(a, b Held) int { return cmp.Compare(a.Image, b.Image) }) // one order of locks
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		out = nil
		for _, h := range list {
			i, err := s.file(tx, h, f)
			if err == nil && i.Patient != patient {
				err = ImageNotFound.With()
			}
			if err != nil {
				return err
			}
			out = append(out, i)
		}
		return nil
	})
	return out, err
}

func (s *Service) file(tx *db.Tx, h Held, f Filing) (Image, error) {
	before, err := s.toChange(tx, h)
	if err != nil {
		return before, err
	}
	if before.Withdrawn > 0 {
		return before, AlreadyWithdrawn.With()
	}
	zone, err := s.org.Zone(tx, before.Clinic)
	if err != nil {
		return before, err
	}
	i, different, err := before.file(f, civil.Of(tx.Now(), zone))
	if err != nil || !different {
		return i, err
	}
	if i.Visit != "" && i.Visit != before.Visit {
		if err := s.ofPatient(tx, i.Visit, i.Patient); err != nil {
			return i, err
		}
	}
	if i.Order != before.Order {
		if err := s.takeOrder(tx, i); err != nil {
			return i, err
		}
	}
	if err := refile(tx, &i); err != nil {
		return i, err
	}
	if i.Order != before.Order {
		if err := s.leaveOrder(tx, before.Order); err != nil {
			return i, err
		}
	}
	if err := addEvent(tx, i, Filed, ""); err != nil {
		return i, err
	}
	was := before.filed()
	return i, s.tell(tx, FactFiled, i, &was, "")
}

// Withdraw takes an image out of view; it stays with its history. Faults:
// ImageNotFound, AlreadyWithdrawn, ReasonNeeded, db.OutOfScope, db.Stale.
func (s *Service) Withdraw(ctx context.Context, image string, version int64, reason string) (out Image, err error) {
	reason = strings.TrimSpace(reason)
	if n := utf8.RuneCountInString(reason); n == 0 || n > maxReason {
		return Image{}, ReasonNeeded.At("reason", "max", maxReason)
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		i, err := s.toChange(tx, Held{image, version})
		if err == nil && i.Withdrawn > 0 {
			err = AlreadyWithdrawn.With()
		}
		if err != nil {
			return err
		}
		if err := setWithdrawn(tx, &i, tx.Now()); err != nil {
			return err
		}
		out = i
		if err := s.leaveOrder(tx, i.Order); err != nil {
			return err
		}
		if err := addEvent(tx, i, Withdrawn, reason); err != nil {
			return err
		}
		return s.tell(tx, FactWithdrawn, i, nil, reason)
	})
	return out, err
}

// Return puts an image back into view that was withdrawn by mistake. Faults:
// ImageNotFound, NotWithdrawn, ThereAlready, RecordClosed, db.OutOfScope, db.Stale.
func (s *Service) Return(ctx context.Context, image string, version int64) (out Image, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		i, err := s.returnable(tx, Held{image, version})
		if err != nil {
			return err
		}
		// An order that was reported on or called off meanwhile stays as it is.
		if err := s.takeOrder(tx, i); err != nil && !errors.Is(err, OrderClosed) && !errors.Is(err, NoSuchOrder) {
			return err
		}
		if err := setWithdrawn(tx, &i, 0); err != nil {
			return err
		}
		out = i
		if err := addEvent(tx, i, Returned, ""); err != nil {
			return err
		}
		return s.tell(tx, FactReturned, i, nil, "")
	})
	return out, err
}

// returnable reads a withdrawn image that may come back.
func (s *Service) returnable(tx *db.Tx, h Held) (Image, error) {
	i, err := imageOne(tx, h.Image, false)
	if err != nil {
		return i, err
	}
	if err := tx.Lock("imaging/" + i.Patient); err != nil { // as those who bring images in
		return i, err
	}
	if i, err = s.toChange(tx, h); err != nil {
		return i, err
	}
	if i.Withdrawn == 0 {
		return i, NotWithdrawn.With()
	}
	p, err := s.patients.ByID(tx, i.Patient)
	if err != nil {
		return i, err
	}
	if err := takesImages(p); err != nil {
		return i, err
	}
	same, err := twins(tx, i.Hash)
	if err == nil && slices.ContainsFunc(same, func(o Image) bool { return o.Patient == i.Patient }) {
		err = ThereAlready.With()
	}
	return i, err
}
