package visits

import (
	"context"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// nextFor is the next step with which a visit is left: the one that is given, the
// one that was set before, or the patient's next visit, if one is booked.
func (s *Service) nextFor(tx *db.Tx, v Visit, given NextStep) (NextStep, error) {
	if given.Kind != "" {
		return given, s.checkNext(tx, v, given)
	}
	kept, err := nextStepOf(tx, v.ID)
	if err != nil || kept.Kind != "" {
		return kept, err
	}
	next, err := nextLive(tx, v.Patient, tx.Now())
	if err != nil || next == "" {
		return NextStep{}, err
	}
	return NextStep{Kind: NextVisit, VisitID: next}, nil
}

// checkNext refuses a next visit that is not the patient's or is over.
func (s *Service) checkNext(tx *db.Tx, v Visit, n NextStep) error {
	if n.Kind != NextVisit {
		return nil
	}
	next, err := visitByID(tx, n.VisitID)
	if err != nil {
		return err
	}
	if next.Patient != v.Patient || next.ID == v.ID || !next.Live() || next.Plan.Start <= v.Plan.Start {
		return NextStepWrong.At("next_step.visit_id")
	}
	return nil
}

// keepNext stores the next step of a visit.
func (s *Service) keepNext(tx *db.Tx, v Visit, n NextStep) error {
	if err := putNextStep(tx, v, n); err != nil {
		return err
	}
	return s.facts.Publish(tx, events.Fact{Kind: FactNextStep, Clinic: v.Clinic, Patient: v.Patient, Subject: v.ID,
		Body: map[string]any{"kind": n.Kind, "visit": n.VisitID, "recall_day": n.Recall}})
}

// SetNextStep says what follows a visit, also after it was left, missed or called
// off: that is how the assistants work their morning list off. Faults: NotFound,
// NextStepMissing, NextStepWrong.
func (s *Service) SetNextStep(ctx context.Context, visitID string, n NextStep) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		v, err := visitToChange(tx, visitID)
		if err != nil {
			return err
		}
		zone, err := s.org.Zone(tx, v.Clinic)
		if err != nil {
			return err
		}
		if err := n.Validate(civil.Of(tx.Now(), zone)); err != nil {
			return err
		}
		if err := s.checkNext(tx, v, n); err != nil {
			return err
		}
		err = s.audit.Record(tx, audit.Entry{Action: FactNextStep, SubjectKind: "visit", SubjectID: v.ID, Patient: v.Patient,
			Clinic: v.Clinic, After: map[string]any{"kind": n.Kind, "visit": n.VisitID, "recall_day": n.Recall, "because": n.Because}})
		if err != nil {
			return err
		}
		if err := s.keepNext(tx, v, n); err != nil {
			return err
		}
		return s.touch(tx, v)
	})
}

// WithoutNextStep lists the visits of the last days that are over and that
// nothing follows, the oldest first.
func (s *Service) WithoutNextStep(ctx context.Context, clinic string, days, limit int) ([]BoardVisit, error) {
	var out []BoardVisit
	err := s.inClinic(ctx, clinic, func(tx *db.Tx, today civil.Day, n Numbers) error {
		list, err := withoutNext(tx, clinic, today.AddDays(-days), tx.Now(), limit)
		if err != nil {
			return err
		}
		out, err = s.cards(tx, list, n, today)
		return err
	})
	return out, err
}

// DueNotBooked lists the patients of a clinic whose recall date has come, or
// comes within the clinic's lead, and who have no visit booked (该复诊未约).
func (s *Service) DueNotBooked(ctx context.Context, clinic string, limit int) ([]dueBody, error) {
	var out []dueBody
	err := s.inClinic(ctx, clinic, func(tx *db.Tx, today civil.Day, n Numbers) error {
		lead, err := recallLeadDays.Int(tx, clinic)
		if err != nil {
			return err
		}
		list, days, err := dueNotBooked(tx, clinic, today.AddDays(lead), tx.Now(), limit)
		if err != nil {
			return err
		}
		cards, err := s.cards(tx, list, n, today)
		out = make([]dueBody, len(cards))
		for i, c := range cards {
			out[i] = dueBody{days[i], c}
		}
		return err
	})
	return out, err
}

// inClinic reads in a clinic that the actor may see, with its day and figures.
func (s *Service) inClinic(ctx context.Context, clinic string, fn func(*db.Tx, civil.Day, Numbers) error) error {
	return s.db.Read(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		zone, err := s.org.Zone(tx, clinic)
		if err != nil {
			return err
		}
		n, err := numbersOf(tx, clinic)
		if err != nil {
			return err
		}
		return fn(tx, civil.Of(tx.Now(), zone), n)
	})
}
