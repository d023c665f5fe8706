package patients

import (
	"context"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/org"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/httpapi"
)

// New entries of the audit, by what happened.
const (
	didRegister = "patients.registered"
	didLink     = "patients.linked"
	didChange   = "patients.changed"
	didOpen     = "patients.opened"
	didSeePhone = "patients.phone_seen"
	didSeeID    = "patients.identity_seen"
)

// subject is what the audit calls a record.
const subject = "patient"

// NewPatient is what the desk enters. Name and one number are enough.
type NewPatient struct {
	Clinic     string
	Entry      Entry
	Contacts   []Contact
	RecordNo   string // "" = the clinic's next number
	ConfirmNew bool   // the likely records were looked at: it is none of them
}

// RegisterResult tells whether the person was there already: identity number,
// name and birth date agreed, so the record was linked and nothing was made.
type RegisterResult struct {
	Patient Patient
	Linked  bool
}

func (s *Service) sealer(tx *db.Tx) sealer { return sealer{s.vault, tx.Tenant()} }

// today is the day in a clinic's zone; a rule of the whole group counts in the
// home zone.
func (s *Service) today(tx *db.Tx, clinic string) (civil.Day, error) {
	if clinic == "" {
		return civil.Of(tx.Now(), homeZone), nil
	}
	zone, err := s.org.Zone(tx, clinic)
	if err != nil {
		return "", err
	}
	return civil.Of(tx.Now(), zone), nil
}

var homeZone = org.Clinic{Zone: org.HomeZone}.Location()

// Register enters a person in a clinic. Its faults are those of the values,
// LikelyThere with the records it may be, RecordNoTaken.
func (s *Service) Register(ctx context.Context, in NewPatient) (RegisterResult, error) {
	var out RegisterResult
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		var err error
		if out, err = s.register(tx, in); err != nil {
			return err
		}
		return httpapi.Answer(tx, registeredOf(out))
	})
	if db.Violated(err) == "patients_patients_record_no" {
		err = RecordNoTaken.At("record_no", "record_no", in.RecordNo)
	}
	return out, err
}

func (s *Service) register(tx *db.Tx, in NewPatient) (RegisterResult, error) {
	if err := tx.RequireClinic(in.Clinic); err != nil {
		return RegisterResult{}, err
	}
	clinic, err := s.org.Clinic(tx, in.Clinic)
	if err != nil {
		return RegisterResult{}, err
	}
	if err := s.tidyNew(tx, clinic, &in); err != nil {
		return RegisterResult{}, err
	}
	if there, ok, err := s.linkable(tx, clinic, in.Entry); err != nil || ok {
		if err != nil {
			return RegisterResult{}, err
		}
		return s.link(tx, clinic, there)
	}
	if !in.ConfirmNew {
		likely, err := s.likely(tx, in.Entry, in.Contacts, "")
		if err != nil {
			return RegisterResult{}, err
		}
		if len(likely) > 0 {
			return RegisterResult{}, LikelyThere.With().WithDetails(wireDuplicates(likely))
		}
	}
	r, err := s.create(tx, clinic, in)
	if err != nil {
		return RegisterResult{}, err
	}
	p, err := r.patient(s.sealer(tx))
	return RegisterResult{Patient: p}, err
}

// tidyNew checks what is entered; empty fields of a new record get their zero
// values.
func (s *Service) tidyNew(tx *db.Tx, clinic org.Clinic, in *NewPatient) error {
	if in.Entry.Name == nil {
		in.Entry.Name = new(string)
	}
	today := civil.Of(tx.Now(), clinic.Location())
	if err := in.Entry.tidy(Patient{}, today); err != nil {
		return err
	}
	if err := tidyContacts(in.Contacts); err != nil {
		return err
	}
	if in.RecordNo != "" {
		if f := checkRecordNo("record_no", in.RecordNo); f != nil {
			return f
		}
	}
	return s.checkLinks(tx, in.Entry)
}

// checkLinks looks up what an entry refers to: source and introducer.
func (s *Service) checkLinks(tx *db.Tx, e Entry) error {
	if e.Source != nil && *e.Source != "" {
		ok, err := sourceKnown(tx, *e.Source)
		if err != nil {
			return err
		}
		if !ok {
			return SourceUnknown.At("source")
		}
	}
	if e.Introducer == nil {
		return nil
	}
	switch e.Introducer.Kind {
	case ByPatient:
		if _, err := openRow(tx, e.Introducer.ID); err != nil {
			return PersonMissing.At("introducer.id")
		}
	case ByStaff:
		if _, err := s.org.Staff(tx, e.Introducer.ID); err != nil {
			return StaffUnknown.At("introducer.id")
		}
	}
	return nil
}

// create writes a new record with its clinic, contacts and keys.
func (s *Service) create(tx *db.Tx, clinic org.Clinic, in NewPatient) (patientRow, error) {
	seals := s.sealer(tx)
	r := patientRow{
		ID: tx.NewID(), Version: 1, HomeClinic: clinic.ID, RecordNo: in.RecordNo, Sex: Unknown, State: Active,
		CreatedAt: tx.Now(), CreatedBy: tx.Actor(), ChangedAt: tx.Now(),
	}
	r.apply(in.Entry, seals)
	if r.RecordNo == "" {
		n, err := freeNumber(tx, clinic)
		if err != nil {
			return r, err
		}
		r.RecordNo = n
	}
	numbers := make([]string, len(in.Contacts))
	rows := make([]contactRow, len(in.Contacts))
	for i, c := range in.Contacts {
		numbers[i] = c.Number
		rows[i] = newContact(tx, seals, r.ID, c)
		if c.Default {
			r.PhoneSealed = seals.seal(atDefault, r.ID, c.Number)
		}
	}
	keys := keysOf(r.Name, r.RecordNo, numbers, seals)
	err := insertPatients(tx, []patientRow{r}, []clinicRow{{clinic.ID, r.ID, Registered, tx.Now()}})
	if err == nil {
		err = s.contactsWritten(insertContacts(tx, rows))
	}
	if err == nil {
		err = writeKeys(tx, r.ID, nil, keys, []string{clinic.ID})
	}
	if err == nil {
		err = s.tellRegistered(tx, r)
	}
	r.Keys = keys
	return r, err
}

func (s *Service) tellRegistered(tx *db.Tx, r patientRow) error {
	err := s.audit.Record(tx, audit.Entry{
		Action: didRegister, SubjectKind: subject, SubjectID: r.ID, Patient: r.ID, Clinic: r.HomeClinic, After: auditOf(r),
	})
	if err != nil {
		return err
	}
	body := introducedBody{r.Source, r.IntroducerKind, r.IntroducerPatient + r.IntroducerStaff}
	err = s.facts.Publish(tx, events.Fact{Kind: FactRegistered, Clinic: r.HomeClinic, Patient: r.ID, Subject: r.ID, Body: body})
	if err != nil || r.IntroducerKind == NoIntroducer {
		return err
	}
	body.Source = ""
	return s.facts.Publish(tx, events.Fact{Kind: FactIntroducerSet, Clinic: r.HomeClinic, Patient: r.ID, Subject: r.ID, Body: body})
}

// freeNumber takes the clinic's next record number, passing over numbers that
// an import brought along.
func freeNumber(tx *db.Tx, clinic org.Clinic) (string, error) {
	for {
		n, err := takeNumbers(tx, clinic.ID, 1)
		if err != nil {
			return "", err
		}
		number := recordNo(clinic.NumberPrefix, n)
		if _, taken, err := rowByRecordNo(tx, number); err != nil || !taken {
			return number, err
		}
	}
}

// auditOf is what the audit keeps of a record: it is sealed under the person's
// own key there. Numbers stay masked or unmentioned.
func auditOf(r patientRow) map[string]any {
	return map[string]any{
		"record_no": r.RecordNo, "name": r.Name, "sex": r.Sex, "birth_day": r.Birth, "source": r.Source,
		"introducer": r.IntroducerPatient + r.IntroducerStaff + r.IntroducerNote, "wishes": r.Wishes, "note": r.Note,
		"address": r.Address, "important": r.Important, "deceased_day": r.Deceased, "identity": r.IDMac != "",
	}
}
