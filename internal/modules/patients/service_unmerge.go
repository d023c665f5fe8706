package patients

import (
	"context"
	"encoding/json"

	"archwire/internal/kit/span"
	"archwire/internal/platform/db"
)

// UndoMerge puts both records back as they were, row by row from the journal.
// What was added to the record that stayed since then stays there. It is
// refused after the group's time for it (setting patients.undo_merge_days), and
// where the record that stayed was merged or erased itself.
func (s *Service) UndoMerge(ctx context.Context, merge, reason string) (Merge, error) {
	var m Merge
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if f := checkReason("reason", reason); f != nil {
			return f
		}
		row, a, b, err := s.undoable(tx, merge)
		if err != nil {
			return err
		}
		if err := s.putBack(tx, merge, a, &b); err != nil {
			return err
		}
		if err := s.reopen(tx, a, b); err != nil {
			return err
		}
		row.UndoneAt, row.UndoneBy, row.UndoReason = tx.Now(), tx.Actor(), reason
		if err := closeMerge(tx, row); err != nil {
			return err
		}
		m = Merge(row)
		return s.tellMerge(tx, FactMergeUndone, "patients.merge_undone", b, m, reason)
	})
	return m, err
}

// undoable reads a merge with its two records and refuses what cannot be put
// back.
func (s *Service) undoable(tx *db.Tx, merge string) (mergeRow, patientRow, patientRow, error) {
	var a, b patientRow
	row, err := mergeOf(tx, merge)
	if err != nil {
		return row, a, b, err
	}
	if row.UndoneAt > 0 {
		return row, a, b, MergeUndone.With()
	}
	days, err := undoMergeDays.Int(tx, "")
	if err != nil {
		return row, a, b, err
	}
	if tx.Now() > row.At+int64(days)*span.Day {
		return row, a, b, MergeOver.With("days", days)
	}
	if b, err = rowOf(tx, row.Into); err != nil {
		return row, a, b, MergeNotFound.With()
	}
	if b.State != Active {
		return row, a, b, MergeBuriedDeeper.With()
	}
	if b, err = openRow(tx, row.Into); err != nil {
		return row, a, b, err
	}
	a, err = rowOf(tx, row.From)
	return row, a, b, err
}

// putBack walks the journal backwards. The clinics come last: one that the merge
// brought goes on seeing the record that stayed where it has something of it that
// stays, such as a visit since then.
func (s *Service) putBack(tx *db.Tx, merge string, a patientRow, b *patientRow) error {
	rows, err := journalOf(tx, merge)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if r.Table == "patients_clinics" {
			continue
		}
		if err := s.putBackRow(tx, r, a, b); err != nil {
			return err
		}
	}
	for _, r := range rows {
		if r.Table != "patients_clinics" {
			continue
		}
		if err := s.unshare(tx, b.ID, r.Row); err != nil {
			return err
		}
	}
	return nil
}

// unshare takes a patient out of a clinic's sight unless a higher module has
// something of theirs there.
func (s *Service) unshare(tx *db.Tx, patient, clinic string) error {
	for _, m := range s.Moves {
		if _, clinical := s.db.Columns()[m.Table]["clinic_id"]; !clinical {
			continue
		}
		if held, err := heldIn(tx, m, patient, clinic); err != nil || held {
			return err
		}
	}
	return dropClinic(tx, patient, clinic)
}

func (s *Service) putBackRow(tx *db.Tx, r journalRow, a patientRow, b *patientRow) error {
	switch r.Table + "." + r.Column {
	case "patients_patients.*":
		return s.unfill(tx, r.Aside, a, b)
	case "patients_care_team.to_at":
		return reopenCare(tx, r.Row, a.ID)
	case "patients_tagged.tag_id":
		return moveTag(tx, r.Row, b.ID, a.ID)
	case "patients_contacts.patient_id":
		return moveContact(tx, r.Row, b.ID, a.ID, r.Aside == "default")
	}
	return moveRows(tx, MergeMove{r.Table, r.Column}, []string{r.Row}, b.ID, a.ID)
}

// unfill takes out of b what it got from a, unless it was changed since.
func (s *Service) unfill(tx *db.Tx, sealed string, a patientRow, b *patientRow) error {
	text, err := s.vault.OpenFor(tx, b.ID, sealed)
	if err != nil {
		return err
	}
	var f filling
	if err := json.Unmarshal(text, &f); err != nil {
		return err
	}
	was := f.Before
	for _, name := range f.Names {
		switch {
		case name == "birth_day" && b.Birth == a.Birth:
			b.Birth = was.Birth
		case name == "sex" && b.Sex == a.Sex:
			b.Sex = was.Sex
		case name == "source" && b.Source == a.Source:
			b.Source = was.Source
		case name == "address" && b.Address == a.Address:
			b.Address = was.Address
		case name == "wishes" && b.Wishes == a.Wishes:
			b.Wishes = was.Wishes
		case name == "note" && b.Note == a.Note:
			b.Note = was.Note
		case name == "important" && b.ImportantReason == a.ImportantReason:
			b.Important, b.ImportantReason = was.Important, was.ImportantReason
		case name == "household" && b.Household == a.Household:
			b.Household = was.Household
		case name == "identity" && b.IDMac == a.IDMac:
			b.IDSealed, b.IDMac = was.IDSealed, was.IDMac
		case name == "introducer" && b.IntroducerPatient == a.IntroducerPatient && b.IntroducerStaff == a.IntroducerStaff:
			b.IntroducerKind, b.IntroducerPatient, b.IntroducerStaff = was.IntroducerKind, was.IntroducerPatient, was.IntroducerStaff
			b.IntroducerNote = was.IntroducerNote
		}
	}
	return nil
}

// reopen writes both records as they are after the undo; the default numbers
// follow the contacts.
func (s *Service) reopen(tx *db.Tx, a, b patientRow) error {
	if err := reopenRecord(tx, a.ID); err != nil {
		return err
	}
	var err error
	a.State, a.MergedInto = Active, ""
	if b.PhoneSealed, err = s.defaultNumber(tx, b.ID); err != nil {
		return err
	}
	if err := setHousehold(tx, b.ID, b.Household); err != nil {
		return err
	}
	if err := saveRow(tx, b, b.Version); err != nil {
		return err
	}
	for _, r := range []patientRow{a, b} {
		if err := countAlerts(tx, r.ID); err != nil {
			return err
		}
		if err := s.rekeyAnew(tx, r); err != nil {
			return err
		}
	}
	return nil
}

// defaultNumber seals the default contact's number once more for the record.
func (s *Service) defaultNumber(tx *db.Tx, patient string) (string, error) {
	rows, err := contactRows(tx, patient)
	if err != nil || len(rows) == 0 || !rows[0].Default {
		return "", err
	}
	seals := s.sealer(tx)
	n, err := seals.open(atContact, rows[0].ID, rows[0].Sealed)
	return seals.seal(atDefault, patient, n), err
}
