package complaints

import "archwire/internal/platform/db"

type raisedRow struct {
	Complaint string   `db:"id"`
	Patient   string   `db:"patient_id"`
	Clinic    string   `db:"clinic_id"`
	About     About    `db:"about"`
	Severity  Severity `db:"severity"`
	State     State    `db:"state"`
	At        int64    `db:"raised_at"`
}

func raisedRows(tx *db.Tx, patients []string, from int64) ([]raisedRow, error) {
	var rows []raisedRow
	err := tx.From("complaints_complaints").AcrossClinics("a person is one, whichever clinic they went to").
		Where("patient_id IN (?) AND raised_at >= ?", patients, from).OrderBy("patient_id, raised_at, id").All(&rows)
	return rows, err
}

func unsettledOf(tx *db.Tx, patients []string) ([]string, error) {
	var out []string
	err := tx.From("complaints_complaints").AcrossClinics("a person is one, whichever clinic they went to").
		Where("patient_id IN (?) AND state = 'open'", patients).Pluck("DISTINCT patient_id", &out)
	return out, err
}
