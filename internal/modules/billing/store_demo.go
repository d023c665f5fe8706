package billing

import (
	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

// tookMoney tells whether the clinic ever took any.
func tookMoney(tx *db.Tx, clinic string) (bool, error) {
	return tx.From("billing_receipts").Where("clinic_id = ?", clinic).Exists()
}

// owing lists patients, in the order of their ids, who owe a clinic something up to
// a day.
func owing(tx *db.Tx, clinic string, until civil.Day, after string, limit int) ([]string, error) {
	q := tx.From("billing_lines l").Join("billing_bills b", "b.id = l.bill_id AND b.day <= ?", until).
		Where("l.clinic_id = ? AND l.net - l.credited - l.paid > 0", clinic)
	if after != "" {
		q = q.Where("l.patient_id > ?", after)
	}
	var out []string
	err := q.GroupBy("l.patient_id").OrderBy("l.patient_id").Limit(limit).Pluck("l.patient_id", &out)
	return out, err
}

type owedRow struct {
	lineRow
	Day civil.Day `db:"day" sql:"b.day"`
}

// owedByDay gives what a patient owes a clinic up to a day.
func owedByDay(tx *db.Tx, clinic, patient string, until civil.Day) ([]owedOn, error) {
	var rows []owedRow
	err := tx.From("billing_lines l").Join("billing_bills b", "b.id = l.bill_id AND b.day <= ?", until).
		Where("l.clinic_id = ? AND l.patient_id = ? AND l.net - l.credited - l.paid > 0", clinic, patient).OrderBy("b.day, l.id").All(&rows)
	days, lines := make([]civil.Day, len(rows)), make([]Line, len(rows))
	for i, r := range rows {
		days[i], lines[i] = r.Day, Line(r.lineRow)
	}
	return byDay(days, lines), err
}
