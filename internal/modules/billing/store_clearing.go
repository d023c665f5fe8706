package billing

import (
	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
	"archwire/internal/platform/db"
)

// betweenClinics says why the journal of all clinics is read.
const betweenClinics = "what clinics owe each other stands in the books of both"

type crossingRow struct {
	Debit  Account   `db:"debit" sql:"p.debit"`
	Credit Account   `db:"credit" sql:"p.credit"`
	At     string    `db:"clinic_id" sql:"e.clinic_id"`
	Home   string    `db:"home,null" sql:"t.home_clinic_id"`
	Earner string    `db:"earner,null" sql:"l.clinic_id"`
	Amount money.Fen `db:"amount" sql:"CAST(sum(p.amount) AS BIGINT)"`
}

// crossings adds up the group's journal of some days by where its sides stand.
// The clinics are named so that the index of their days serves.
func crossings(tx *db.Tx, clinics []string, from, to civil.Day) ([]Crossing, error) {
	var rows []crossingRow
	err := tx.From("billing_entries e").AcrossClinics(betweenClinics).Join("billing_postings p", "p.entry_id = e.id").
		LeftJoin("billing_tenders t", "t.id = p.tender_id").LeftJoin("billing_lines l", "l.id = p.line_id").
		Where("e.clinic_id IN (?) AND e.day >= ? AND e.day <= ?", clinics, from, to).
		GroupBy("p.debit, p.credit, e.clinic_id, t.home_clinic_id, l.clinic_id").
		OrderBy("p.debit, p.credit, e.clinic_id, t.home_clinic_id, l.clinic_id").All(&rows)
	out := make([]Crossing, len(rows))
	for i, r := range rows {
		out[i] = Crossing(r)
	}
	return out, err
}
