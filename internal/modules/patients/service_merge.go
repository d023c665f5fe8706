package patients

import (
	"context"
	"encoding/json"
	"slices"

	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/httpapi"
	"archwire/internal/platform/settings"
)

var undoMergeDays = settings.Setting{
	Key: "patients.undo_merge_days", Kind: settings.Int, Default: 30, Unit: "d", Min: 1, Max: 365, Source: settings.House,
}

var settingList = []settings.Setting{undoMergeDays}

// Merge is one merge on record.
type Merge struct {
	ID, From, Into, Reason string
	At                     int64
	By                     string
	UndoneAt               int64
	UndoneBy               string
	UndoReason             string
}

type mergedBody struct {
	Merge string `json:"merge"`
	From  string `json:"from"`
	Into  string `json:"into"`
}

// PreviewMerge tells what a merge of from into into would move. Its faults are
// those of the merge itself.
func (s *Service) PreviewMerge(ctx context.Context, from, into string) (MergePreview, error) {
	var p MergePreview
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		p = MergePreview{}
		a, err := rowOf(tx, from)
		if err != nil {
			return err
		}
		b, err := rowOf(tx, into)
		if err != nil {
			return err
		}
		if err := mergeable(tx, a, b); err != nil {
			return err
		}
		if p.From, err = a.patient(s.sealer(tx)); err != nil {
			return err
		}
		if p.Into, err = b.patient(s.sealer(tx)); err != nil {
			return err
		}
		if p.Consents, err = countOf(tx, "patients_consents", from); err != nil {
			return err
		}
		p.Fill = filled(&b, a)
		p.Moves, err = s.moveCounts(tx, from)
		return err
	})
	return p, err
}

func (s *Service) moveCounts(tx *db.Tx, from string) ([]MoveCount, error) {
	var out []MoveCount
	add := func(table string, n int, err error) error {
		if n > 0 {
			if i := len(out) - 1; i >= 0 && out[i].Table == table {
				out[i].Rows += n
			} else {
				out = append(out, MoveCount{table, n})
			}
		}
		return err
	}
	for _, table := range []string{"patients_contacts", "patients_tagged"} {
		n, err := countOf(tx, table, from)
		if err := add(table, n, err); err != nil {
			return nil, err
		}
	}
	for _, m := range slices.Concat(ownMoves, s.Moves) {
		ids, err := movable(tx, m, from)
		if err := add(m.Table, len(ids), err); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// mergeable refuses what cannot be one person.
func mergeable(tx *db.Tx, from, into patientRow) error {
	switch {
	case from.ID == into.ID:
		return MergeSelf.With()
	case from.State != Active:
		return Closed.With("record_no", from.RecordNo)
	case into.State != Active:
		return Closed.With("record_no", into.RecordNo)
	case from.IDMac != "" && into.IDMac != "" && from.IDMac != into.IDMac:
		return MergeDiffers.With()
	case from.Household != "" && from.Household == into.Household:
		return MergeRelatives.With("why", "household")
	case from.IntroducerPatient == into.ID || into.IntroducerPatient == from.ID:
		return MergeRelatives.With("why", "introducer")
	}
	related, err := related(tx, from.ID, into.ID)
	if err == nil && related {
		err = MergeRelatives.With("why", "relation")
	}
	return err
}

// journal writes down what a merge moves.
type journal struct {
	tx    *db.Tx
	merge string
	rows  []journalRow
}

func (j *journal) note(table, column, row, aside string) {
	j.rows = append(j.rows, journalRow{j.merge, len(j.rows), table, column, row, aside})
}

// MergeInto joins the record from into the record into, in one transaction. The
// number of from leads to into from then on.
func (s *Service) MergeInto(ctx context.Context, from, into, reason string) (Merge, error) {
	var m Merge
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if f := checkReason("reason", reason); f != nil {
			return f
		}
		a, b, err := openTwo(tx, from, into)
		if err != nil {
			return err
		}
		if err := mergeable(tx, a, b); err != nil {
			return err
		}
		m = Merge{ID: tx.NewID(), From: from, Into: into, Reason: reason, At: tx.Now(), By: tx.Actor()}
		if err := insertMerge(tx, mergeRow(m)); err != nil {
			return err
		}
		j := &journal{tx: tx, merge: m.ID}
		if err := s.moveAll(tx, j, a, &b); err != nil {
			return err
		}
		if err := insertJournal(tx, j.rows); err != nil {
			return err
		}
		if err := s.closeInto(tx, a, b); err != nil {
			return err
		}
		if err := s.tellMerge(tx, FactMerged, "patients.merged", b, m, reason); err != nil {
			return err
		}
		return httpapi.Answer(tx, wireMerge(m))
	})
	return m, err
}

// openTwo locks two records in the order of their ids, so that two merges never
// wait for each other.
func openTwo(tx *db.Tx, from, into string) (a, b patientRow, err error) {
	if from == into {
		return a, b, MergeSelf.With()
	}
	rows := map[string]patientRow{}
	for _, id := range []string{min(from, into), max(from, into)} {
		if rows[id], err = openRow(tx, id); err != nil {
			return a, b, err
		}
	}
	return rows[from], rows[into], nil
}

// moveAll moves everything of a to b and completes b.
func (s *Service) moveAll(tx *db.Tx, j *journal, a patientRow, b *patientRow) error {
	if err := moveCare(tx, j, a.ID, b.ID); err != nil {
		return err
	}
	for _, m := range slices.Concat(ownMoves, s.Moves) {
		ids, err := movable(tx, m, a.ID)
		if err != nil {
			return err
		}
		for _, id := range ids {
			j.note(m.Table, m.Column, id, "")
		}
		if err := moveRows(tx, m, ids, a.ID, b.ID); err != nil {
			return err
		}
	}
	if err := moveTags(tx, j, a.ID, b.ID); err != nil {
		return err
	}
	if err := s.moveContacts(tx, j, a, b); err != nil {
		return err
	}
	clinics, err := clinicsOf(tx, a.ID)
	if err != nil {
		return err
	}
	added, err := addClinics(tx, b.ID, clinics)
	for _, c := range added {
		j.note("patients_clinics", "clinic_id", c, "")
	}
	if err != nil {
		return err
	}
	return s.fill(tx, j, a, b)
}

// moveCare ends what both have a member of staff for: the record that stays
// keeps its own.
func moveCare(tx *db.Tx, j *journal, from, into string) error {
	twice, err := inBothTeams(tx, from, into)
	if err != nil {
		return err
	}
	for _, id := range twice {
		j.note("patients_care_team", "to_at", id, "")
		if err := closeCare(tx, id); err != nil {
			return err
		}
	}
	return nil
}

// moveTags moves the tags that the other record has not.
func moveTags(tx *db.Tx, j *journal, from, into string) error {
	there, err := taggedIDs(tx, into)
	if err != nil {
		return err
	}
	mine, err := taggedIDs(tx, from)
	if err != nil {
		return err
	}
	for _, tag := range mine {
		if slices.Contains(there, tag) {
			continue
		}
		j.note("patients_tagged", "tag_id", tag, "")
		if err := moveTag(tx, tag, from, into); err != nil {
			return err
		}
	}
	return nil
}

// moveContacts moves the numbers that the other record has not; a default among
// them stays one only where the other record had none.
func (s *Service) moveContacts(tx *db.Tx, j *journal, a patientRow, b *patientRow) error {
	rows, err := contactRows(tx, a.ID, b.ID)
	if err != nil {
		return err
	}
	known, hasDefault := map[string]bool{}, false
	for _, r := range rows {
		if r.Patient == b.ID {
			known[r.Mac] = true
			hasDefault = hasDefault || r.Default
		}
	}
	seals := s.sealer(tx)
	for _, r := range rows {
		if r.Patient != a.ID || known[r.Mac] {
			continue
		}
		aside := ""
		if r.Default {
			aside = "default"
		}
		j.note("patients_contacts", "patient_id", r.ID, aside)
		keep := r.Default && !hasDefault
		if err := moveContact(tx, r.ID, a.ID, b.ID, keep); err != nil {
			return err
		}
		if keep {
			n, err := seals.open(atContact, r.ID, r.Sealed)
			if err != nil {
				return err
			}
			b.PhoneSealed = seals.seal(atDefault, b.ID, n)
		}
	}
	return nil
}

// fill completes b and keeps what it was, sealed under b's own key.
func (s *Service) fill(tx *db.Tx, j *journal, a patientRow, b *patientRow) error {
	before := *b
	names := filled(b, a)
	if slices.Contains(names, "identity") {
		seals := s.sealer(tx)
		n, err := seals.open(atIdentity, a.ID, a.IDSealed)
		if err != nil {
			return err
		}
		b.IDSealed, b.IDMac = seals.seal(atIdentity, b.ID, n), a.IDMac
	}
	text, err := json.Marshal(filling{names, before})
	if err != nil {
		return err
	}
	sealed, err := s.vault.SealFor(tx, b.ID, text)
	j.note("patients_patients", "*", b.ID, sealed)
	return err
}

// filling is what the record that stays was before a merge completed it.
type filling struct {
	Names  []string
	Before patientRow
}

// closeInto writes both records as they are after the merge.
func (s *Service) closeInto(tx *db.Tx, a, b patientRow) error {
	if err := closeRecord(tx, a, b.ID); err != nil {
		return err
	}
	a.State = Merged
	if err := s.rekey(tx, a); err != nil {
		return err
	}
	if err := setHousehold(tx, b.ID, b.Household); err != nil {
		return err
	}
	if err := saveRow(tx, b, b.Version); err != nil {
		return err
	}
	for _, id := range []string{a.ID, b.ID} {
		if err := countAlerts(tx, id); err != nil {
			return err
		}
	}
	return s.rekeyAnew(tx, b)
}

// rekeyAnew writes the keys of a record whose clinics may have changed.
func (s *Service) rekeyAnew(tx *db.Tx, r patientRow) error {
	if err := writeKeys(tx, r.ID, r.Keys, nil, nil); err != nil {
		return err
	}
	r.Keys = nil
	return s.rekey(tx, r)
}

func (s *Service) tellMerge(tx *db.Tx, fact, action string, into patientRow, m Merge, reason string) error {
	for _, patient := range []string{m.From, m.Into} {
		err := s.audit.Record(tx, audit.Entry{
			Action: action, SubjectKind: "merge", SubjectID: m.ID, Patient: patient, Clinic: into.HomeClinic, Reason: reason,
			After: map[string]any{"from": m.From, "into": m.Into},
		})
		if err != nil {
			return err
		}
	}
	return s.facts.Publish(tx, events.Fact{
		Kind: fact, Clinic: into.HomeClinic, Patient: m.Into, Subject: m.ID, Body: mergedBody{m.ID, m.From, m.Into},
	})
}

// Merges lists the merges that a patient took part in, the latest first.
func (s *Service) Merges(ctx context.Context, patient string) ([]Merge, error) {
	var rows []mergeRow
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if _, err := rowOf(tx, patient); err != nil {
			return err
		}
		var err error
		rows, err = mergesOf(tx, patient)
		return err
	})
	out := make([]Merge, len(rows))
	for i, r := range rows {
		out[i] = Merge(r)
	}
	return out, err
}
