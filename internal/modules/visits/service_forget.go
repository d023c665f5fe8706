package visits

import (
	"context"

	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// DataErased is the reason of what ended because a person's data was erased. The
// desk does not choose it; its text is visits.reason.data_erased.
const DataErased = "data_erased"

// erased stands where somebody had written a sentence about an erased person.
const erased = "—"

// forgets hears of erased persons: what was written about them goes in the
// transaction of the erasure, what is still ahead of them ends afterwards, in
// every clinic. Times, places and how each visit ended stay: the clinic's figures
// rest on them.
func (s *Service) forgets() events.Subscription {
	return events.Subscription{
		Name: "visits.forget", Kinds: []string{patients.FactErased}, Backfill: true,
		Now: func(tx *db.Tx, f events.Fact) error {
			people, err := recordsOf(f)
			if err != nil {
				return err
			}
			return blank(tx, people)
		},
		Later: s.letGo,
	}
}

// recordsOf are the erased person's own record and those merged into it.
func recordsOf(f events.Fact) ([]string, error) {
	var body struct {
		Records []string `json:"records"`
	}
	err := f.Decode(&body)
	return body.Records, err
}

// letGo ends what erased persons were still expected for. Whoever is in the clinic
// at the moment is treated to the end. It may be called again.
func (s *Service) letGo(ctx context.Context, facts []events.Fact) error {
	for _, f := range facts {
		people, err := recordsOf(f)
		if err != nil {
			return err
		}
		for _, p := range people {
			err := s.db.Write(ctx, func(tx *db.Tx) error {
				if err := s.letGoVisits(tx, p); err != nil {
					return err
				}
				return s.letGoWaiters(tx, p)
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Service) letGoVisits(tx *db.Tx, patient string) error {
	list, err := everyVisitOf(tx, patient)
	if err != nil {
		return err
	}
	for _, v := range list {
		if v.ParkedAt == 0 && !v.Progress.State.Expected() {
			continue
		}
		if _, err := s.step(tx, v, StepIn{Step: CancelIt, Party: ByClinic, Reason: DataErased}); err != nil {
			return err
		}
	}
	return nothingFollows(tx, list)
}

func (s *Service) letGoWaiters(tx *db.Tx, patient string) error {
	list, err := waitersOf(tx, patient)
	if err != nil {
		return err
	}
	for _, w := range list {
		w.State, w.Offer = WaiterWithdrawn, Offer{}
		if err := updateWaiter(tx, &w); err != nil {
			return err
		}
		if err := s.tellWaiter(tx, w, "visits.waiter_forgotten", ""); err != nil {
			return err
		}
	}
	return nil
}
