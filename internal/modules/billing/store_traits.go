package billing

import (
	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
	"archwire/internal/platform/db"
)

// pursesOwed adds what people owe, in every clinic.
func pursesOwed(tx *db.Tx, people []string, out map[string]Purse) error {
	var rows []owesRow
	err := tx.From("billing_lines").AcrossClinics(wholePatient).Where("patient_id IN (?) AND net - credited - paid > 0", people).
		GroupBy("patient_id").All(&rows)
	for _, r := range rows {
		p := out[r.Patient]
		p.Owed = r.Amount
		out[r.Patient] = p
	}
	return err
}

type standsInAllRow struct {
	Patient string    `db:"patient_id"`
	Amount  money.Fen `db:"amount" sql:"CAST(sum(standing) AS BIGINT)"`
}

func pursesStanding(tx *db.Tx, people []string, out map[string]Purse) error {
	var rows []standsInAllRow
	err := tx.From("billing_tenders").Where("patient_id IN (?) AND standing > 0", people).GroupBy("patient_id").All(&rows)
	for _, r := range rows {
		p := out[r.Patient]
		p.Prepaid = r.Amount
		out[r.Patient] = p
	}
	return err
}

type purseMovedRow struct {
	Patient string    `db:"patient_id"`
	Day     civil.Day `db:"day" sql:"max(day)"`
}

func pursesMoved(tx *db.Tx, people []string, out map[string]Purse) error {
	var rows []purseMovedRow
	err := tx.From("billing_entries").AcrossClinics(wholePatient).Where("patient_id IN (?) AND kind IN ('receive', 'cover') AND reverses IS NULL", people).
		GroupBy("patient_id").All(&rows)
	for _, r := range rows {
		p := out[r.Patient]
		p.Moved = r.Day
		out[r.Patient] = p
	}
	return err
}

type settledRow struct {
	Bill    string    `db:"id" sql:"b.id"`
	Patient string    `db:"patient_id" sql:"b.patient_id"`
	Clinic  string    `db:"clinic_id" sql:"b.clinic_id"`
	Kind    BillKind  `db:"kind" sql:"b.kind"`
	Day     civil.Day `db:"day" sql:"b.day"`
	At      int64     `db:"created_at" sql:"b.created_at"`
	Amount  money.Fen `db:"amount" sql:"(SELECT CAST(sum(l.net - l.credited) AS BIGINT) FROM billing_lines l WHERE l.tenant_id = b.tenant_id AND l.bill_id = b.id)"`
	Code    string    `db:"code" sql:"(SELECT m.code FROM billing_lines m WHERE m.tenant_id = b.tenant_id AND m.bill_id = b.id ORDER BY m.net - m.credited DESC, m.id LIMIT 1)"`
}

func settledRows(tx *db.Tx, patients []string, from civil.Day) ([]settledRow, error) {
	var rows []settledRow
	err := tx.From("billing_bills b").AcrossClinics(wholePatient).Where("b.patient_id IN (?) AND b.day >= ? AND b.voided_at IS NULL", patients, from).
		Where("EXISTS (SELECT 1 FROM billing_lines x WHERE x.tenant_id = b.tenant_id AND x.bill_id = b.id AND x.net > x.credited)").
		Where("NOT EXISTS (SELECT 1 FROM billing_lines y WHERE y.tenant_id = b.tenant_id AND y.bill_id = b.id AND y.net - y.credited - y.paid > 0)").
		Where("EXISTS (SELECT 1 FROM billing_lines z LEFT JOIN billing_agreements g ON g.tenant_id = z.tenant_id AND g.id = z.agreement_id " +
			"WHERE z.tenant_id = b.tenant_id AND z.bill_id = b.id AND coalesce(g.contract, FALSE) = FALSE)").
		OrderBy("b.patient_id, b.created_at, b.id").All(&rows)
	return rows, err
}
