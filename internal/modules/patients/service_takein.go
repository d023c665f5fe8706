package patients

import (
	"context"
	"slices"
	"strings"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/phone"
	"archwire/internal/kit/pinyin"
	"archwire/internal/modules/org"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
)

// What the audit calls the two steps.
const (
	didTakeIn = "patients.taken_in"
	didLookUp = "patients.looked_elsewhere"
)

// mostElsewhere bounds how many share one number.
const mostElsewhere = 10

// Elsewhere is somebody whom none of the actor's clinics sees, as far as may be
// told to who has the whole number in hand.
type Elsewhere struct {
	ID     string
	Clinic string // name of the clinic that keeps the record
	Name   string // masked: 李**
	Sex    Sex
	Age    int  // full years, -1 = not known
	TakeIn bool // the clinic may take them in; false = another legal person keeps them
}

// KnownElsewhere tells who is known in other clinics of the group by a whole
// telephone or record number, and in none of the actor's. Who was shown to whom
// is in the audit.
func (s *Service) KnownElsewhere(ctx context.Context, clinic, typed string) ([]Elsewhere, error) {
	var out []Elsewhere
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		out = nil
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		here, err := s.org.Clinic(tx, clinic)
		if err != nil {
			return err
		}
		rows, err := s.numberedElsewhere(tx, typed)
		if err != nil {
			return err
		}
		for _, r := range rows {
			one, err := s.elsewhereOf(tx, here, r)
			if err != nil {
				return err
			}
			out = append(out, one)
		}
		return nil
	})
	for _, e := range out {
		if err == nil {
			err = s.audit.Opened(ctx, audit.Entry{Action: didLookUp, SubjectKind: subject, SubjectID: e.ID, Patient: e.ID, Clinic: clinic})
		}
	}
	return out, err
}

func (s *Service) elsewhereOf(tx *db.Tx, here org.Clinic, r patientRow) (Elsewhere, error) {
	home, err := s.org.Clinic(tx, r.HomeClinic)
	if err != nil {
		return Elsewhere{}, err
	}
	alike, err := s.seenByAlike(tx, here, r.ID)
	return Elsewhere{
		ID: r.ID, Clinic: home.Name, Name: maskName(r.Name), Sex: r.Sex, Age: ageOn(r.Birth, civil.Of(tx.Now(), homeZone)), TakeIn: alike,
	}, err
}

// numberedElsewhere lists who has the number and is seen by none of the actor's
// clinics.
func (s *Service) numberedElsewhere(tx *db.Tx, typed string) ([]patientRow, error) {
	rows, err := s.numbered(tx, typed)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	here, err := seen(tx, ids)
	rows = slices.DeleteFunc(rows, func(r patientRow) bool { return here[r.ID] })
	return rows[:min(len(rows), mostElsewhere)], err
}

// maskName leaves the first character of a name.
func maskName(name string) string {
	letters := []rune(name)
	return string(letters[:min(1, len(letters))]) + strings.Repeat("*", max(1, min(len(letters)-1, 3)))
}

// numbered lists who has the whole telephone or record number, whatever clinics
// see them.
func (s *Service) numbered(tx *db.Tx, typed string) ([]patientRow, error) {
	var rows []patientRow
	if n, err := phone.Parse(typed); err == nil {
		if rows, err = reachedBy(tx, s.sealer(tx).phone(n)); err != nil {
			return nil, err
		}
	}
	typed = strings.TrimSpace(typed)
	for _, number := range slices.Compact([]string{typed, strings.ToUpper(typed)}) {
		r, found, err := rowByRecordNo(tx, number)
		if err != nil {
			return nil, err
		}
		if !found || r.State == Erased {
			continue
		}
		if r, err = rowAnywhere(tx, r.ID); err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(rows, func(o patientRow) bool { return o.ID == r.ID }) {
			rows = append(rows, r)
		}
	}
	return rows, nil
}

// TakeIn lets a clinic see somebody who is a patient of another clinic of the
// same legal person and comes here now. Name and whole telephone or record number
// must be right: who knows both has the person before them. Everything else, a
// franchise included, is NotFound, so that nothing is learnt by trying. Taking in
// whom the clinic sees already changes nothing.
func (s *Service) TakeIn(ctx context.Context, clinic, name, number string) (Patient, error) {
	var p Patient
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		r, err := s.elsewhere(tx, clinic, name, number)
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

// elsewhere finds who has the number, bears the name and is seen by a clinic of
// the same legal person.
func (s *Service) elsewhere(tx *db.Tx, clinic, name, number string) (patientRow, error) {
	here, err := s.org.Clinic(tx, clinic)
	if err != nil {
		return patientRow{}, err
	}
	rows, err := s.numbered(tx, number)
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
