package patients

import (
	"context"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// NoteConsent writes down that a consent was given or withdrawn. Below 14 only
// a guardian gives one; a withdrawal is taken from whoever speaks for the
// person, and always from the person.
func (s *Service) NoteConsent(ctx context.Context, patient string, c Consent) (Consent, error) {
	var out Consent
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := openRow(tx, patient)
		if err != nil {
			return err
		}
		if err := s.checkConsent(tx, r, c); err != nil {
			return err
		}
		out = c
		out.ID, out.Patient, out.At, out.Staff = tx.NewID(), r.ID, tx.Now(), tx.Actor()
		if err := insertConsent(tx, consentRow(out)); err != nil {
			return err
		}
		err = s.audit.Record(tx, audit.Entry{
			Action: "patients.consent_noted", SubjectKind: "consent", SubjectID: out.ID, Patient: r.ID, Clinic: r.HomeClinic, After: out,
		})
		if err != nil {
			return err
		}
		kind := FactConsent
		if !c.Given {
			kind = FactWithdrawn
		}
		return s.facts.Publish(tx, events.Fact{
			Kind: kind, Clinic: r.HomeClinic, Patient: r.ID, Subject: out.ID, Body: map[string]any{"purpose": c.Purpose},
		})
	})
	return out, err
}

func (s *Service) checkConsent(tx *db.Tx, r patientRow, c Consent) error {
	switch {
	case !slices.Contains(Purposes, c.Purpose):
		return BadChoice.At("purpose")
	case !slices.Contains([]string{"paper", "screen", "app", "verbal"}, c.Means):
		return BadChoice.At("means")
	case c.By != "self" && c.By != "guardian":
		return BadChoice.At("by")
	}
	if f := checkText("note", c.Note, maxLine); f != nil {
		return f
	}
	if c.By == "self" {
		today, err := s.today(tx, r.HomeClinic)
		if err == nil && c.Given && c.Relation == "" && r.Birth != "" && today.Age(r.Birth) < ownConsentAge {
			err = GuardianNeeded.At("by", "age", ownConsentAge)
		}
		if err == nil && c.Relation != "" {
			err = BadChoice.At("relation_id")
		}
		return err
	}
	relations, err := s.RelationsOf(tx, r)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(relations, func(e Relation) bool { return e.ID == c.Relation && e.Kind == Guardian && e.InForce }) {
		return NotAGuardian.At("relation_id")
	}
	return nil
}

// ConsentsOf lists the events of a person, those of merged records included,
// and what each purpose comes to today. Higher modules ask here before they
// send, show or share anything.
func (s *Service) ConsentsOf(tx *db.Tx, patient string) ([]Consent, map[Purpose]Standing, error) {
	r, err := rowOf(tx, patient)
	if err != nil {
		return nil, nil, err
	}
	rows, err := consentRows(tx, r.ID)
	if err != nil {
		return nil, nil, err
	}
	zone, err := s.org.Zone(tx, r.HomeClinic)
	if err != nil {
		return nil, nil, err
	}
	list := make([]Consent, len(rows))
	for i, row := range rows {
		list[i] = Consent(row)
	}
	dayOf := func(ms int64) civil.Day { return civil.Of(ms, zone) }
	standings := map[Purpose]Standing{}
	for _, p := range Purposes {
		standings[p] = standingOf(p, list, r.Birth, dayOf(tx.Now()), dayOf)
	}
	return list, standings, nil
}

// Share lets another clinic see a person: a visit or a referral is enough
// within one legal person, a consent to sharing is needed beyond it. Higher
// modules call it when somebody is booked elsewhere. The actor must see the
// person; nothing happens where the clinic does already.
func (s *Service) Share(tx *db.Tx, patient, clinic string, basis Basis) error {
	r, err := openRow(tx, patient)
	if err != nil {
		return err
	}
	home, err := s.org.Clinic(tx, r.HomeClinic)
	if err != nil {
		return err
	}
	to, err := s.org.Clinic(tx, clinic)
	if err != nil {
		return err
	}
	if !sameController(home, to) {
		_, standings, err := s.ConsentsOf(tx, patient)
		if err != nil {
			return err
		}
		if standings[ForSharing] != ConsentGiven {
			return ConsentNeeded.At("clinic_id")
		}
		basis = ByConsent
	}
	return s.show(tx, r, clinic, basis)
}

// ShareWith is Share as a use case of its own.
func (s *Service) ShareWith(ctx context.Context, patient, clinic string, basis Basis) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if !slices.Contains([]Basis{ByVisit, ByReferral, ByConsent}, basis) {
			return BadChoice.At("basis")
		}
		if err := s.Share(tx, patient, clinic, basis); err != nil {
			return err
		}
		return s.audit.Record(tx, audit.Entry{
			Action: "patients.shared", SubjectKind: subject, SubjectID: patient, Patient: patient, After: map[string]any{"clinic": clinic, "basis": basis},
		})
	})
}
