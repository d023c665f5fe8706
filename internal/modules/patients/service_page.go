package patients

import (
	"context"

	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
)

// Page is a record with everything around it, as the patient page shows it.
type Page struct {
	Patient   Patient
	Contacts  []Contact
	Household []Patient // the others
	Relations []Relation
	CareTeam  []Care
	Wechats   []Wechat
	Days      []SpecialDay
	Alerts    []Alert
	Tags      []Tag
	Consents  []Consent
	Standings map[Purpose]Standing
	Clinics   []SeenIn
	OldNumber []string // record numbers that lead here by a merge
	Urgent    int64    // read by break-glass access until then, epoch milliseconds; 0 = in the actor's own clinics
}

// SeenIn is a clinic that sees the person, and why.
type SeenIn struct {
	Clinic string
	Basis  Basis
	Since  int64
}

// Page gives the whole of a record and writes into the audit that it was
// opened. A record that was merged gives the one that stays.
func (s *Service) Page(ctx context.Context, patient string) (Page, error) {
	var p Page
	until, err := s.readOne(ctx, patient, func(tx *db.Tx) error {
		r, err := standing(tx, patient)
		if err != nil {
			return err
		}
		p, err = s.page(tx, r)
		return err
	})
	if err != nil {
		return p, err
	}
	if p.Urgent = until; until > 0 {
		p.Household = nil // the others are patients of their own, whom nobody asked for
	}
	return p, s.audit.Opened(ctx, audit.Entry{
		Action: openedAs(until), SubjectKind: subject, SubjectID: p.Patient.ID, Patient: p.Patient.ID, Clinic: p.Patient.HomeClinic,
	})
}

func (s *Service) page(tx *db.Tx, r patientRow) (Page, error) {
	var p Page
	seals := s.sealer(tx)
	for _, read := range []func() error{
		func() (err error) { p.Patient, err = r.patient(seals); return err },
		func() (err error) { p.Contacts, err = s.ContactsOf(tx, r.ID); return err },
		func() error { return s.pageHousehold(tx, r, &p) },
		func() (err error) { p.Relations, err = s.RelationsOf(tx, r); return err },
		func() (err error) { p.Alerts, err = s.AlertsOf(tx, r.ID); return err },
		func() (err error) { p.Consents, p.Standings, err = s.ConsentsOf(tx, r.ID); return err },
		func() error { return pageEdges(tx, r, &p) },
	} {
		if err := read(); err != nil {
			return p, err
		}
	}
	return p, nil
}

func (s *Service) pageHousehold(tx *db.Tx, r patientRow, p *Page) error {
	rows, err := housemates(tx, r.Household)
	if err != nil {
		return err
	}
	for _, h := range rows {
		if h.ID == r.ID {
			continue
		}
		other, err := h.patient(s.sealer(tx))
		if err != nil {
			return err
		}
		p.Household = append(p.Household, other)
	}
	return nil
}

func pageEdges(tx *db.Tx, r patientRow, p *Page) error {
	care, err := careRows(tx, r.ID)
	if err != nil {
		return err
	}
	for _, c := range care {
		p.CareTeam = append(p.CareTeam, Care{c.Part, c.Staff, c.From, c.To})
	}
	wechats, err := wechatRows(tx, r.ID)
	if err != nil {
		return err
	}
	for _, w := range wechats {
		p.Wechats = append(p.Wechats, Wechat{w.Nick, w.Whose, w.Note})
	}
	days, err := dayRows(tx, r.ID)
	if err != nil {
		return err
	}
	for _, d := range days {
		p.Days = append(p.Days, SpecialDay{d.Kind, d.Label, d.Year, d.Month, d.Day, d.Lunar})
	}
	tags, err := tagsOf(tx, r.ID)
	if err != nil {
		return err
	}
	p.Tags = tagsFrom(tags)
	clinics, err := clinicsInSight(tx, r.ID)
	if err != nil {
		return err
	}
	for _, c := range clinics {
		p.Clinics = append(p.Clinics, SeenIn{c.Clinic, c.Basis, c.Since})
	}
	_, p.OldNumber, err = mergedInto(tx, r.ID)
	return err
}

// CareTeam lists who cares for a patient now, for higher modules.
func (s *Service) CareTeam(tx *db.Tx, patient string) (map[Part]string, error) {
	rows, err := careRows(tx, patient)
	out := map[Part]string{}
	for _, c := range rows {
		if c.To == 0 {
			out[c.Part] = c.Staff
		}
	}
	return out, err
}

// CareTeams is CareTeam of several patients, in one question.
func (s *Service) CareTeams(tx *db.Tx, patients []string) (map[string]map[Part]string, error) {
	out := map[string]map[Part]string{}
	if len(patients) == 0 {
		return out, nil
	}
	rows, err := caringNow(tx, patients)
	for _, c := range rows {
		if out[c.Patient] == nil {
			out[c.Patient] = map[Part]string{}
		}
		out[c.Patient][c.Part] = c.Staff
	}
	return out, err
}

// ByID gives a record for higher modules, without an entry in the audit: the
// caller shows a row of a list or decides something. Its fault is NotFound.
func (s *Service) ByID(tx *db.Tx, patient string) (Patient, error) {
	r, err := rowOf(tx, patient)
	if err != nil {
		return Patient{}, err
	}
	return r.patient(s.sealer(tx))
}

// ByIDs gives the records that the actor's clinics see, by id; see ByID.
func (s *Service) ByIDs(tx *db.Tx, patients []string) (map[string]Patient, error) {
	rows, err := rowsOf(tx, patients)
	if err != nil {
		return nil, err
	}
	out := make(map[string]Patient, len(rows))
	for _, r := range rows {
		if out[r.ID], err = r.patient(s.sealer(tx)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// NumbersFor gives the whole default telephone number of a patient, for the
// modules that send and call; what they show of it is theirs to mask.
func (s *Service) NumbersFor(tx *db.Tx, patients []string) (map[string]string, error) {
	rows, err := rowsOf(tx, patients)
	if err != nil {
		return nil, err
	}
	out := make(map[string]string, len(rows))
	for _, r := range rows {
		if out[r.ID], err = s.sealer(tx).open(atDefault, r.ID, r.PhoneSealed); err != nil {
			return nil, err
		}
	}
	return out, nil
}
