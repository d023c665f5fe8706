package patients

import (
	"context"

	"archwire/internal/kit/pinyin"
	"archwire/internal/modules/org"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
)

const didTakeIn = "patients.taken_in"

// TakeIn lets a clinic see somebody who is a patient of another clinic of the
// same legal person and comes here now. Name and whole telephone number must be
// right: who knows both has the person before them. Everything else, a franchise
// included, is NotFound, so that nothing is learnt by trying.
func (s *Service) TakeIn(ctx context.Context, clinic, name, number string) (Patient, error) {
	var p Patient
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		n, f := parsePhone("phone", number)
		if f != nil {
			return f
		}
		r, err := s.elsewhere(tx, clinic, name, n)
		if err != nil {
			return err
		}
		if err := s.show(tx, r, clinic, ByVisit); err != nil {
			return err
		}
		err = s.audit.Record(tx, audit.Entry{Action: didTakeIn, SubjectKind: subject, SubjectID: r.ID, Patient: r.ID, Clinic: clinic})
		if err != nil {
			return err
		}
		p, err = r.patient(s.sealer(tx))
		return err
	})
	return p, err
}

// elsewhere finds who is reached by the number, bears the name and is seen by a
// clinic of the same legal person.
func (s *Service) elsewhere(tx *db.Tx, clinic, name, number string) (patientRow, error) {
	here, err := s.org.Clinic(tx, clinic)
	if err != nil {
		return patientRow{}, err
	}
	rows, err := reachedBy(tx, s.sealer(tx).phone(number))
	if err != nil {
		return patientRow{}, err
	}
	for _, r := range rows {
		if pinyin.Fold(r.Name) != pinyin.Fold(name) {
			continue
		}
		alike, err := s.seenByAlike(tx, here, r.ID)
		if err != nil || alike {
			return r, err
		}
	}
	return patientRow{}, NotFound.With()
}

// seenByAlike tells whether a clinic of the same legal person sees the patient.
func (s *Service) seenByAlike(tx *db.Tx, here org.Clinic, patient string) (bool, error) {
	rows, err := clinicsOf(tx, patient)
	if err != nil {
		return false, err
	}
	for _, r := range rows {
		there, err := s.org.Clinic(tx, r.Clinic)
		if err != nil {
			return false, err
		}
		if sameController(there, here) {
			return true, nil
		}
	}
	return false, nil
}
