package patients

import (
	"context"
	"slices"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
)

const didContacts = "patients.contacts_changed"

func newContact(tx *db.Tx, seals sealer, patient string, c Contact) contactRow {
	id := tx.NewID()
	return contactRow{
		ID: id, Patient: patient, Label: c.Label, Whose: c.Whose, Sealed: seals.seal(atContact, id, c.Number), Mac: seals.phone(c.Number),
		Default: c.Default, Note: c.Note, At: tx.Now(),
	}
}

// contactsWritten turns the constraint on one number per person into its fault.
func (s *Service) contactsWritten(err error) error {
	if db.Violated(err) == "patients_contacts_number" {
		return PhoneTwice.At("contacts")
	}
	return err
}

// ContactsOf lists the telephone numbers of a person, masked, the default first.
func (s *Service) ContactsOf(tx *db.Tx, patient string) ([]Contact, error) {
	seals := s.sealer(tx)
	rows, err := contactRows(tx, patient)
	if err != nil {
		return nil, err
	}
	out := make([]Contact, len(rows))
	for i, r := range rows {
		out[i] = Contact{ID: r.ID, Label: r.Label, Whose: r.Whose, Default: r.Default, Note: r.Note}
		if out[i].Number, err = seals.masked(atContact, r.ID, r.Sealed); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// SetContacts replaces the telephone numbers of a person against the version of
// the record. A contact with an id and without a number keeps its number.
func (s *Service) SetContacts(ctx context.Context, patient string, version int64, list []Contact) ([]Contact, int64, error) {
	var out []Contact
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := openRow(tx, patient)
		if err != nil {
			return err
		}
		list := slices.Clone(list)
		if err := tidyContacts(list); err != nil {
			return err
		}
		rows, err := s.contactsAfter(tx, &r, list)
		if err != nil {
			return err
		}
		if err := saveRow(tx, r, version); err != nil {
			return err
		}
		if err := s.contactsWritten(replaceContacts(tx, r.ID, rows)); err != nil {
			return err
		}
		if err := s.rekey(tx, r); err != nil {
			return err
		}
		if err := s.tellContacts(tx, r, rows); err != nil {
			return err
		}
		out, err = s.ContactsOf(tx, r.ID)
		return err
	})
	if db.Violated(err) == "patients_contacts_number" {
		err = PhoneTwice.At("contacts")
	}
	return out, version + 1, err
}

// contactsAfter gives the rows of the list; numbers that were not given again
// come from the rows that are there.
func (s *Service) contactsAfter(tx *db.Tx, r *patientRow, list []Contact) ([]contactRow, error) {
	seals := s.sealer(tx)
	there, err := contactRows(tx, r.ID)
	if err != nil {
		return nil, err
	}
	rows := make([]contactRow, len(list))
	r.PhoneSealed = ""
	for i, c := range list {
		row := newContact(tx, seals, r.ID, c)
		if c.ID != "" {
			at := slices.IndexFunc(there, func(t contactRow) bool { return t.ID == c.ID })
			if at < 0 {
				return nil, ContactNotFound.At("contacts")
			}
			row.ID, row.At = c.ID, there[at].At
			row.Sealed, row.Mac = seals.seal(atContact, c.ID, c.Number), seals.phone(c.Number)
			if c.Number == "" {
				row.Sealed, row.Mac = there[at].Sealed, there[at].Mac
			}
		}
		if c.Default {
			number, err := seals.open(atContact, row.ID, row.Sealed)
			if err != nil {
				return nil, err
			}
			r.PhoneSealed = seals.seal(atDefault, r.ID, number)
		}
		rows[i] = row
	}
	return rows, twice(rows)
}

func twice(rows []contactRow) error {
	seen := map[string]bool{}
	for _, r := range rows {
		if seen[r.Mac] {
			return PhoneTwice.At("contacts")
		}
		seen[r.Mac] = true
	}
	return nil
}

func (s *Service) tellContacts(tx *db.Tx, r patientRow, rows []contactRow) error {
	after := make([]map[string]any, len(rows))
	for i, c := range rows {
		after[i] = map[string]any{"id": c.ID, "label": c.Label, "whose": c.Whose, "default": c.Default}
	}
	err := s.audit.Record(tx, audit.Entry{
		Action: didContacts, SubjectKind: subject, SubjectID: r.ID, Patient: r.ID, Clinic: r.HomeClinic, After: after,
	})
	if err != nil {
		return err
	}
	return s.changed(tx, r, partContacts)
}

// ShowNumber gives a whole telephone number; each showing is in the audit.
func (s *Service) ShowNumber(ctx context.Context, patient, contact string) (string, error) {
	var number string
	var r patientRow
	_, err := s.readOne(ctx, patient, func(tx *db.Tx) error {
		var err error
		if r, err = rowOf(tx, patient); err != nil {
			return err
		}
		rows, err := contactRows(tx, patient)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(rows, func(c contactRow) bool { return c.ID == contact })
		if at < 0 {
			return ContactNotFound.With()
		}
		number, err = s.sealer(tx).open(atContact, contact, rows[at].Sealed)
		return err
	})
	if err != nil {
		return "", err
	}
	return number, s.audit.Opened(ctx, audit.Entry{
		Action: didSeePhone, SubjectKind: "contact", SubjectID: contact, Patient: patient, Clinic: r.HomeClinic,
	})
}

// ShowIdentity gives the whole identity number; each showing is in the audit.
func (s *Service) ShowIdentity(ctx context.Context, patient string) (string, error) {
	var number string
	var r patientRow
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		var err error
		if r, err = rowOf(tx, patient); err != nil {
			return err
		}
		number, err = s.sealer(tx).open(atIdentity, patient, r.IDSealed)
		return err
	})
	if err != nil {
		return "", err
	}
	return number, s.audit.Opened(ctx, audit.Entry{
		Action: didSeeID, SubjectKind: subject, SubjectID: patient, Patient: patient, Clinic: r.HomeClinic,
	})
}

// checkRecordNo refuses what cannot be a record number.
func checkRecordNo(field, s string) *fault.Fault {
	if !recordNoForm.MatchString(s) {
		return BadRecordNo.At(field)
	}
	return nil
}
