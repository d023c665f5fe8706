package billing

import (
	"errors"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/live"
)

// desk is where and for whom an act at the desk is done; the patient is the record
// that is held, which after a merge is another than the one that was asked for.
type desk struct {
	clinic  org.Clinic
	patient string
	day     civil.Day
}

// atDesk checks that the actor may act in the clinic and sees the patient, and
// keeps everybody else from the patient's money.
func (s *Service) atDesk(tx *db.Tx, clinic, patient string) (desk, error) {
	if err := tx.RequireClinic(clinic); err != nil {
		return desk{}, err
	}
	if err := s.seen(tx, patient); err != nil {
		return desk{}, err
	}
	where, err := s.org.Clinic(tx, clinic)
	if err != nil {
		return desk{}, err
	}
	if patient, err = s.hold(tx, patient); err != nil {
		return desk{}, err
	}
	return desk{where, patient, civil.Of(tx.Now(), where.Location())}, nil
}

// hold keeps everybody else from a patient's money, and merges from the patient,
// until the end of the transaction. It gives the record under which the money is
// kept now: who was merged meanwhile is found under the record that stays.
func (s *Service) hold(tx *db.Tx, patient string) (string, error) {
	now, err := s.patients.Hold(tx, patient)
	if errors.Is(err, patients.NotFound) {
		err = PatientNotFound.At("patient_id")
	}
	return now, err
}

// seen refuses a patient whom the actor's clinics do not see.
func (s *Service) seen(tx *db.Tx, patient string) error {
	cards, err := s.patients.Cards(tx, []string{patient})
	if _, ok := cards[patient]; err == nil && !ok {
		err = PatientNotFound.At("patient_id")
	}
	return err
}

func (s *Service) today(tx *db.Tx, clinic string) (civil.Day, error) {
	zone, err := s.org.Zone(tx, clinic)
	if err != nil {
		return "", err
	}
	return civil.Of(tx.Now(), zone), nil
}

// told is what audit, hearers and screens hear of an act.
type told struct {
	fact    string // the audit's action as well
	subject string // "bill", "receipt", …
	id      string
	clinic  string
	patient string
	reason  string
	past    bool // of the demo: nobody is told of it as of news
	body    any
}

func (s *Service) tell(tx *db.Tx, t told) error {
	err := s.audit.Record(tx, audit.Entry{Action: t.fact, SubjectKind: t.subject, SubjectID: t.id, Patient: t.patient, Clinic: t.clinic,
		After: t.body, Reason: t.reason})
	if err != nil {
		return err
	}
	err = s.facts.Publish(tx, events.Fact{Kind: t.fact, Clinic: t.clinic, Patient: t.patient, Subject: t.id, Backfill: t.past, Body: t.body})
	if err != nil {
		return err
	}
	return s.live.Touch(tx, live.Change{Topic: "billing", Clinic: t.clinic, ID: t.patient})
}

// because refuses a reason that is not among those offered.
func because(reason string, offered []string) error {
	if !slices.Contains(offered, reason) {
		return BadReason.At("reason")
	}
	return nil
}
