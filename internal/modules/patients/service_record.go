package patients

import (
	"context"
	"maps"

	"archwire/internal/kit/fault"
	"archwire/internal/modules/org"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// linkable finds the record that an entry certainly is: identity number, name
// and birth date agree, in a clinic of the same legal person.
func (s *Service) linkable(tx *db.Tx, clinic org.Clinic, e Entry) (patientRow, bool, error) {
	if e.IDNumber == nil || *e.IDNumber == "" || e.Birth == nil || *e.Birth == "" {
		return patientRow{}, false, nil
	}
	rows, err := rowsByIdentity(tx, s.sealer(tx).identity(*e.IDNumber))
	if err != nil {
		return patientRow{}, false, err
	}
	for _, r := range rows {
		if r.Name != *e.Name || r.Birth != *e.Birth {
			continue
		}
		home, err := s.org.Clinic(tx, r.HomeClinic)
		if err != nil {
			return patientRow{}, false, err
		}
		if sameController(home, clinic) {
			return r, true, nil
		}
	}
	return patientRow{}, false, nil
}

// link lets the clinic see a record that is there.
func (s *Service) link(tx *db.Tx, clinic org.Clinic, r patientRow) (RegisterResult, error) {
	if err := s.show(tx, r, clinic.ID, Registered); err != nil {
		return RegisterResult{}, err
	}
	err := s.audit.Record(tx, audit.Entry{Action: didLink, SubjectKind: subject, SubjectID: r.ID, Patient: r.ID, Clinic: clinic.ID})
	if err != nil {
		return RegisterResult{}, err
	}
	p, err := r.patient(s.sealer(tx))
	return RegisterResult{Patient: p, Linked: true}, err
}

// show adds a clinic to those that see a person; nothing happens where it does.
func (s *Service) show(tx *db.Tx, r patientRow, clinic string, basis Basis) error {
	isNew, err := addClinic(tx, clinicRow{clinic, r.ID, basis, tx.Now()})
	if err != nil || !isNew {
		return err
	}
	if (Patient{State: r.State, Deceased: r.Deceased}).Searchable() {
		rows := make([]keyRow, len(r.Keys))
		for i, k := range r.Keys {
			rows[i] = keyRow{k, clinic, r.ID}
		}
		if err := insertKeys(tx, rows); err != nil {
			return err
		}
	}
	return s.facts.Publish(tx, events.Fact{
		Kind: FactShared, Clinic: clinic, Patient: r.ID, Subject: r.ID, Body: map[string]any{"basis": basis},
	})
}

// Duplicate is a record that may be the person being entered.
type Duplicate struct {
	Patient Patient
	Why     Likeness
}

// Duplicates proposes the records that an entry may be, the likeliest first.
// It stores nothing.
func (s *Service) Duplicates(ctx context.Context, e Entry, contacts []Contact) ([]Duplicate, error) {
	var out []Duplicate
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		today, err := s.today(tx, "")
		if err != nil {
			return err
		}
		if err := e.tidy(Patient{}, today); err != nil {
			return err
		}
		if err := tidyContacts(contacts); err != nil {
			return err
		}
		if e.Name == nil {
			return BadName.At("name", "max", maxName)
		}
		out, err = s.likely(tx, e, contacts, "")
		return err
	})
	return out, err
}

// likely lists the records in the actor's sight that an entry may be, except
// one.
func (s *Service) likely(tx *db.Tx, e Entry, contacts []Contact, except string) ([]Duplicate, error) {
	seals := s.sealer(tx)
	byPhone, err := s.withPhone(tx, seals, contacts)
	if err != nil {
		return nil, err
	}
	ids := maps.Clone(byPhone)
	if err := withKey(tx, nameKeys(*e.Name), ids); err != nil {
		return nil, err
	}
	mac := ""
	if e.IDNumber != nil && *e.IDNumber != "" {
		mac = seals.identity(*e.IDNumber)
		rows, err := rowsByIdentity(tx, mac)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			ids[r.ID] = true
		}
	}
	delete(ids, except)
	return s.compare(tx, e, ids, func(r patientRow) (identity, phone bool) {
		return mac != "" && r.IDMac == mac, byPhone[r.ID]
	})
}

func (s *Service) compare(tx *db.Tx, e Entry, ids map[string]bool, same func(patientRow) (identity, phone bool)) ([]Duplicate, error) {
	rows, err := rowsOf(tx, keysIn(ids))
	if err != nil {
		return nil, err
	}
	birth := Patient{}.Birth
	set(&birth, e.Birth)
	seals := s.sealer(tx)
	found := map[Likeness][]Duplicate{}
	for _, r := range rows {
		identity, phone := same(r)
		why := likeness(*e.Name, birth, r, identity, phone)
		if why == "" || r.State != Active {
			continue
		}
		p, err := r.patient(seals)
		if err != nil {
			return nil, err
		}
		found[why] = append(found[why], Duplicate{p, why})
	}
	return append(append(found[SameIdentity], found[SameNameBirth]...), found[SamePhoneName]...), nil
}

// withPhone lists who is reached by one of the numbers.
func (s *Service) withPhone(tx *db.Tx, seals sealer, contacts []Contact) (map[string]bool, error) {
	ids := map[string]bool{}
	var keys []string
	for _, c := range contacts {
		keys = append(keys, "p:"+seals.phone(c.Number))
	}
	return ids, withKey(tx, keys, ids)
}

// standing reads a record, or the one that it was merged into.
func standing(tx *db.Tx, patient string) (patientRow, error) {
	for range 8 { // a merge into a record that was merged later itself
		r, err := rowOf(tx, patient)
		if err != nil || r.State != Merged {
			return r, err
		}
		patient = r.MergedInto
	}
	return patientRow{}, NotFound.With()
}

// ByRecordNo gives the id of the record with a number, also an old one that a
// merge left behind.
func (s *Service) ByRecordNo(ctx context.Context, number string) (string, error) {
	var id string
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		r, found, err := rowByRecordNo(tx, number)
		if err != nil {
			return err
		}
		if !found {
			return NotFound.With()
		}
		r, err = standing(tx, r.ID)
		id = r.ID
		return err
	})
	return id, err
}

// Change writes the given fields of a record against the version that was read.
func (s *Service) Change(ctx context.Context, patient string, version int64, e Entry) (Patient, error) {
	var p Patient
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := openRow(tx, patient)
		if err != nil {
			return err
		}
		before := r
		if err := s.tidyChange(tx, r, &e); err != nil {
			return err
		}
		r.apply(e, s.sealer(tx))
		if err := saveRow(tx, r, version); err != nil {
			return err
		}
		if err := s.rekey(tx, r); err != nil {
			return err
		}
		if err := s.tellChanged(tx, before, r); err != nil {
			return err
		}
		r.Version = version + 1
		p, err = r.patient(s.sealer(tx))
		return err
	})
	return p, err
}

func (s *Service) tidyChange(tx *db.Tx, r patientRow, e *Entry) error {
	before, err := r.patient(s.sealer(tx))
	if err != nil {
		return err
	}
	today, err := s.today(tx, r.HomeClinic)
	if err != nil {
		return err
	}
	if err := e.tidy(before, today); err != nil {
		return err
	}
	if f := s.stillAgrees(tx, r, *e); f != nil {
		return f
	}
	if err := s.checkLinks(tx, *e); err != nil {
		return err
	}
	if e.Introducer != nil && e.Introducer.Kind == ByPatient {
		return noCircle(tx, r.ID, e.Introducer.ID)
	}
	return nil
}

// stillAgrees refuses a birth date or sex that the identity card on record
// contradicts.
func (s *Service) stillAgrees(tx *db.Tx, r patientRow, e Entry) *fault.Fault {
	if e.IDNumber != nil || r.IDSealed == "" || e.Birth == nil {
		return nil
	}
	n, err := s.sealer(tx).open(atIdentity, r.ID, r.IDSealed)
	if born, ok := birthOf(n); err == nil && ok && *e.Birth != born {
		return IDContradicts.At("birth_day")
	}
	return nil
}

// rekey writes the search keys anew where name, numbers or state changed.
func (s *Service) rekey(tx *db.Tx, r patientRow) error {
	seals := s.sealer(tx)
	contacts, err := contactRows(tx, r.ID)
	if err != nil {
		return err
	}
	numbers := make([]string, len(contacts))
	for i, c := range contacts {
		if numbers[i], err = seals.open(atContact, c.ID, c.Sealed); err != nil {
			return err
		}
	}
	var keys []string
	if (Patient{State: r.State, Deceased: r.Deceased}).Searchable() {
		keys = keysOf(r.Name, r.RecordNo, numbers, seals)
		old, err := oldNumbers(tx, r.ID)
		if err != nil {
			return err
		}
		keys = append(keys, old...)
		wechats, err := wechatRows(tx, r.ID)
		if err != nil {
			return err
		}
		for _, w := range wechats {
			keys = append(keys, nickKeys(w.Nick)...)
		}
	}
	clinics, err := clinicsOf(tx, r.ID)
	if err != nil {
		return err
	}
	ids := make([]string, len(clinics))
	for i, c := range clinics {
		ids[i] = c.Clinic
	}
	return writeKeys(tx, r.ID, r.Keys, keys, ids)
}

func (s *Service) tellChanged(tx *db.Tx, before, after patientRow) error {
	was, is := auditOf(before), auditOf(after)
	for k, v := range was {
		if is[k] == v {
			delete(was, k)
			delete(is, k)
		}
	}
	if before.IDMac != after.IDMac {
		was["identity"], is["identity"] = before.IDMac != "", "changed"
	}
	err := s.audit.Record(tx, audit.Entry{
		Action: didChange, SubjectKind: subject, SubjectID: after.ID, Patient: after.ID, Clinic: after.HomeClinic, Before: was, After: is,
	})
	if err != nil {
		return err
	}
	if err := s.changed(tx, after, partRecord); err != nil {
		return err
	}
	if before.IntroducerPatient == after.IntroducerPatient && before.IntroducerStaff == after.IntroducerStaff &&
		before.IntroducerKind == after.IntroducerKind {
		return nil
	}
	return s.facts.Publish(tx, events.Fact{
		Kind: FactIntroducerSet, Clinic: after.HomeClinic, Patient: after.ID, Subject: after.ID,
		Body: introducedBody{IntroducerKind: after.IntroducerKind, IntroducerID: after.IntroducerPatient + after.IntroducerStaff},
	})
}
