package billing

import (
	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
	"archwire/internal/platform/db"
)

type owesRow struct {
	Patient string    `db:"patient_id"`
	Amount  money.Fen `db:"amount" sql:"CAST(sum(net - credited - paid) AS BIGINT)"`
}

// owedOfPeople adds up what patients owe in the clinics in sight.
func owedOfPeople(tx *db.Tx, people []string) (map[string]money.Fen, error) {
	var rows []owesRow
	err := tx.From("billing_lines").Where("patient_id IN (?) AND net - credited - paid > 0", people).GroupBy("patient_id").
		OrderBy("patient_id").All(&rows)
	out := make(map[string]money.Fen, len(rows))
	for _, r := range rows {
		out[r.Patient] = r.Amount
	}
	return out, err
}

// scheduledOf gives the running agreements of patients that have a schedule.
func scheduledOf(tx *db.Tx, people []string) ([]Agreement, error) {
	var rows []agreementRow
	err := tx.From("billing_agreements").Where("patient_id IN (?) AND schedule > 0 AND ended_day IS NULL", people).OrderBy("patient_id, id").All(&rows)
	return agreements(rows), err
}

type chargedRow struct {
	Patient string    `db:"patient_id" sql:"b.patient_id"`
	Charged money.Fen `db:"charged" sql:"CAST(sum(l.net - l.credited) AS BIGINT)"`
	Left    money.Fen `db:"left_owed" sql:"CAST(sum(l.net - l.credited - l.paid) AS BIGINT)"`
}

// chargedOfDay adds up what was charged in a clinic on a day, by patient.
func chargedOfDay(tx *db.Tx, clinic string, day civil.Day) (map[string]chargedRow, error) {
	var rows []chargedRow
	err := tx.From("billing_bills b").Join("billing_lines l", "l.bill_id = b.id").
		Where("b.clinic_id = ? AND b.day = ? AND b.voided_at IS NULL", clinic, day).GroupBy("b.patient_id").OrderBy("b.patient_id").All(&rows)
	out := make(map[string]chargedRow, len(rows))
	for _, r := range rows {
		out[r.Patient] = r
	}
	return out, err
}
