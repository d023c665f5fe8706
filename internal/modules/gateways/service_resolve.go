package gateways

import (
	"context"
	"slices"

	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
	"archwire/internal/platform/jobs"
)

// Again has the provider asked once more now. Faults: RequestNotFound, NotNow.
func (s *Service) Again(ctx context.Context, id string) (Request, error) {
	return s.resolve(ctx, id, AskAgain, func(tx *db.Tx, r *Request) error {
		r.Asks = max(0, r.Asks-1) // a bound that was reached lets the pauses go on by one
		return s.jobs.Enqueue(tx, askKind, jobArgs{r.ID}, jobs.Unique(r.ID))
	})
}

// Close wants a payment no more: it is closed at the provider first, and counts as
// closed once the provider has said so. What never left the house is closed at
// once. Faults: RequestNotFound, NotNow.
func (s *Service) Close(ctx context.Context, id string) (Request, error) {
	return s.resolve(ctx, id, CloseIt, s.close)
}

func (s *Service) close(tx *db.Tx, r *Request) error {
	r.Closing = true
	if r.State == Asked && r.SendingAt == 0 {
		r.State = Closed
		return nil
	}
	return s.jobs.Enqueue(tx, askKind, jobArgs{r.ID}, jobs.Unique(r.ID))
}

// TakeNotDone takes an unknown request as not happened, after the provider said
// that it has nothing under our number. Should it be done all the same, that is
// told as late. Faults: RequestNotFound, NotNow.
func (s *Service) TakeNotDone(ctx context.Context, id string) (Request, error) {
	return s.resolve(ctx, id, NotDone, func(_ *db.Tx, r *Request) error {
		r.State, r.Asks, r.Code = Closed, 0, "not_happened"
		return nil
	})
}

// TakeDone takes an unknown request as done, on a slip in somebody's hand, in the
// caller's transaction: it is told by the program itself, soon after. Faults:
// RequestNotFound, NotNow.
func (s *Service) TakeDone(tx *db.Tx, id, slip string) error {
	r, err := requestOne(tx, id, true)
	if err != nil {
		return err
	}
	if !slices.Contains(r.Resolutions(), ByHand) {
		return NotNow.With("state", string(r.State))
	}
	before := r
	r.HandBy, r.Answer.Slip = tx.Actor(), slip
	if err := s.settle(tx, before, &r); err != nil {
		return err
	}
	return s.jobs.Enqueue(tx, handKind, jobArgs{r.ID}, jobs.Unique(r.ID))
}

func (s *Service) resolve(ctx context.Context, id string, how Resolution, do func(*db.Tx, *Request) error) (Request, error) {
	return s.change(ctx, id, func(tx *db.Tx, r *Request) error {
		if !slices.Contains(r.Resolutions(), how) {
			return NotNow.With("state", string(r.State))
		}
		return do(tx, r)
	})
}

// Desk is what was asked of the outside world in a clinic.
type Desk struct {
	Open  []Request                // not over, oldest first
	Over  []Request                // the latest that are, latest first
	Cards map[string]patients.Card // of their patients, those in sight
}

// Open shows what hangs in a clinic, and the latest that does not. Fault:
// db.OutOfScope.
func (s *Service) Open(ctx context.Context, clinic string) (d Desk, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		if d.Open, err = openRequests(tx, clinic, 200); err != nil {
			return err
		}
		if d.Over, err = overRequests(tx, clinic, 50); err != nil || s.cards == nil {
			return err
		}
		var ids []string
		for _, r := range slices.Concat(d.Open, d.Over) {
			if r.Patient != "" {
				ids = append(ids, r.Patient)
			}
		}
		slices.Sort(ids)
		d.Cards, err = s.cards(tx, slices.Compact(ids))
		return err
	})
	return d, err
}

// Show gives a request. Fault: RequestNotFound.
func (s *Service) Show(ctx context.Context, id string) (r Request, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error { r, err = requestOne(tx, id, false); return err })
	return r, err
}

// Log gives what was heard about a request, as it came. Fault: RequestNotFound.
func (s *Service) Log(ctx context.Context, id string) (list []Heard, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if _, err := requestOne(tx, id, false); err != nil {
			return err
		}
		list, err = s.logOf(tx, id)
		return err
	})
	return list, err
}
