package visits

import (
	"context"

	"archwire/internal/platform/db"
	"archwire/internal/platform/jobs"
)

// suspectTopic is the ticker's topic under which visits wait for the moment at
// which the patient should have come.
const suspectTopic = "visits.suspect"

// suspectBatch is how many visits one transaction looks at.
const suspectBatch = 50

// suspectWaker looks at the visits whose patient should have come.
func (s *Service) suspectWaker() jobs.Waker {
	return jobs.Waker{Topic: suspectTopic, Due: s.suspectDue, Next: nextSuspect}
}

// suspectDue opens a call for every visit whose patient has not come.
func (s *Service) suspectDue(ctx context.Context, now int64) error {
	for {
		n := 0
		err := s.db.Write(ctx, func(tx *db.Tx) error {
			list, err := suspects(tx, now, suspectBatch)
			n = len(list)
			for _, v := range list {
				if err == nil {
					err = s.suspect(tx, v)
				}
			}
			return err
		})
		if err != nil || n < suspectBatch {
			return err
		}
	}
}

// suspect is the system's guess that a patient does not come; a person confirms
// or refutes it.
func (s *Service) suspect(tx *db.Tx, v Visit) error {
	n, err := numbersOf(tx, v.Clinic)
	if err != nil {
		return err
	}
	before := trailOf(v)
	v.SuspectAt = 0
	really := Suspected(v.Progress.State, v.Plan.Start, tx.Now(), n)
	if v.Progress.State.Expected() && !really && v.ParkedAt == 0 {
		// The clinic gives more time now than when the visit was booked.
		v.SuspectAt = SuspectAt(v.Plan.Start, n)
	}
	if err := updateVisit(tx, &v); err != nil {
		return err
	}
	if !really {
		return nil
	}
	if err := s.followCall(tx, v, n, false); err != nil {
		return err
	}
	return s.tell(tx, told{visit: v, did: DidSuspect, fact: FactSuspected, body: bodyOf(v), before: before})
}
