package patients

import (
	"archwire/internal/platform/db"
)

type mergeRow struct {
	ID         string `db:"id"`
	From       string `db:"from_patient_id"`
	Into       string `db:"into_patient_id"`
	Reason     string `db:"reason"`
	At         int64  `db:"merged_at"`
	By         string `db:"merged_by,null"`
	UndoneAt   int64  `db:"undone_at,null"`
	UndoneBy   string `db:"undone_by,null"`
	UndoReason string `db:"undo_reason"`
}

// journalRow is one row that a merge moved. aside holds what else must be put
// back, see each use.
type journalRow struct {
	Merge  string `db:"merge_id"`
	Seq    int    `db:"seq"`
	Table  string `db:"table_name"`
	Column string `db:"column_name"`
	Row    string `db:"row_id"`
	Aside  string `db:"aside,null"`
}

const wholePerson = "a merge moves the whole person, in every clinic"

// movable lists the rows of a column that name a patient.
func movable(tx *db.Tx, m MergeMove, patient string) ([]string, error) {
	var ids []string
	err := tx.From(m.Table).AcrossClinics(wholePerson).Where(m.Column+" = ?", patient).OrderBy("id").Pluck("id", &ids)
	return ids, err
}

// moveRows points the named rows of a column from one patient to another; rows
// that point elsewhere by now are left.
func moveRows(tx *db.Tx, m MergeMove, ids []string, from, to string) error {
	for len(ids) > 0 {
		n := min(len(ids), 1000)
		_, err := tx.Update(m.Table).AcrossClinics(wholePerson).Set(m.Column+" = ?", to).
			Where(m.Column+" = ? AND id IN (?)", from, ids[:n]).Exec()
		if err != nil {
			return err
		}
		ids = ids[n:]
	}
	return nil
}

// addClinics lets the clinics of one record see another one, also those beyond
// the actor's sight, and tells which were new.
func addClinics(tx *db.Tx, into string, rows []clinicRow) ([]string, error) {
	var added []string
	for _, c := range rows {
		n, err := tx.RawExec(`INSERT INTO patients_clinics (tenant_id, clinic_id, patient_id, basis, since) VALUES (:tenant, ?, ?, ?, ?)
			ON CONFLICT (tenant_id, patient_id, clinic_id) DO NOTHING`, c.Clinic, into, string(c.Basis), c.Since)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			added = append(added, c.Clinic)
		}
	}
	return added, nil
}

func countOf(tx *db.Tx, table, patient string) (int, error) {
	return tx.From(table).Where("patient_id = ?", patient).Count()
}

// related tells whether one of the two stands in a relation of the other.
func related(tx *db.Tx, a, b string) (bool, error) {
	return tx.From("patients_relations").
		Where("(patient_id = ? AND person_patient_id = ?) OR (patient_id = ? AND person_patient_id = ?)", a, b, b, a).Exists()
}

func insertMerge(tx *db.Tx, row mergeRow) error { return tx.Insert("patients_merges", row) }

func insertJournal(tx *db.Tx, rows []journalRow) error { return tx.Insert("patients_merge_rows", rows) }

// mergeOf reads a merge, locked.
func mergeOf(tx *db.Tx, merge string) (mergeRow, error) {
	var row mergeRow
	found, err := tx.From("patients_merges").Where("id = ?", merge).ForUpdate().One(&row)
	if err == nil && !found {
		err = MergeNotFound.With()
	}
	return row, err
}

func mergesOf(tx *db.Tx, patient string) ([]mergeRow, error) {
	var rows []mergeRow
	err := tx.From("patients_merges").Where("from_patient_id = ? OR into_patient_id = ?", patient, patient).
		OrderBy("merged_at DESC, id DESC").All(&rows)
	return rows, err
}

// journalOf lists what a merge moved, the last first.
func journalOf(tx *db.Tx, merge string) ([]journalRow, error) {
	var rows []journalRow
	err := tx.From("patients_merge_rows").Where("merge_id = ?", merge).OrderBy("seq DESC").All(&rows)
	return rows, err
}

// closeMerge marks a merge as undone.
func closeMerge(tx *db.Tx, row mergeRow) error {
	n, err := tx.Update("patients_merges").Set("undone_at = ?", row.UndoneAt).Set("undone_by = ?", null(row.UndoneBy)).
		Set("undo_reason = ?", row.UndoReason).Where("id = ? AND undone_at IS NULL", row.ID).Exec()
	if err == nil && n == 0 {
		err = MergeUndone.With()
	}
	return err
}

// inBothTeams lists the rows of from for parts that both have filled.
func inBothTeams(tx *db.Tx, from, into string) ([]string, error) {
	var ids []string
	err := tx.From("patients_care_team a").Join("patients_care_team b", "b.part = a.part").
		Where("a.patient_id = ? AND b.patient_id = ? AND a.to_at IS NULL AND b.to_at IS NULL", from, into).Pluck("a.id", &ids)
	return ids, err
}

func closeCare(tx *db.Tx, row string) error {
	_, err := tx.Update("patients_care_team").Set("to_at = ?", tx.Now()).Where("id = ?", row).Exec()
	return err
}

func reopenCare(tx *db.Tx, row, patient string) error {
	_, err := tx.Update("patients_care_team").Set("to_at = NULL").Where("id = ? AND patient_id = ?", row, patient).Exec()
	return err
}

func moveContact(tx *db.Tx, contact, from, to string, isDefault bool) error {
	_, err := tx.Update("patients_contacts").Set("patient_id = ?", to).Set("is_default = ?", isDefault).
		Where("id = ? AND patient_id = ?", contact, from).Exec()
	return err
}

// heldIn tells whether a clinic has a row of a higher module about a patient.
func heldIn(tx *db.Tx, m MergeMove, patient, clinic string) (bool, error) {
	return tx.From(m.Table+" x").AcrossClinics(wholePerson).Where("x."+m.Column+" = ? AND x.clinic_id = ?", patient, clinic).Exists()
}

func dropClinic(tx *db.Tx, patient, clinic string) error {
	_, err := tx.Delete("patients_clinics").AcrossClinics(wholePerson).Where("patient_id = ? AND clinic_id = ?", patient, clinic).Exec()
	return err
}

// closeRecord makes a record one that leads to another.
func closeRecord(tx *db.Tx, r patientRow, into string) error {
	return tx.Update("patients_patients").Set("state = ?", Merged).Set("merged_into = ?", into).Set("version = version + 1").
		Set("changed_at = ?", tx.Now()).Where("id = ? AND version = ?", r.ID, r.Version).Must()
}

func reopenRecord(tx *db.Tx, patient string) error {
	_, err := tx.Update("patients_patients").Set("state = ?", Active).Set("merged_into = NULL").Set("version = version + 1").
		Set("changed_at = ?", tx.Now()).Where("id = ?", patient).Exec()
	return err
}
