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
