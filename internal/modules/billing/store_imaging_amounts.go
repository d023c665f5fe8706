package billing

import (
	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
	"archwire/internal/platform/db"
)

// imagedRow is what lines of one item came to at one visit in a month.
type imagedRow struct {
	Month    string    `db:"month" sql:"substr(b.day, 1, 7)"`
	Visit    string    `db:"visit_id,null" sql:"b.visit_id"`
	Item     string    `db:"item_id,null" sql:"l.item_id"`
	Code     string    `db:"code" sql:"l.code"`
	NameZH   string    `db:"name_zh" sql:"max(l.name_zh)"`
	NameEN   string    `db:"name_en" sql:"max(l.name_en)"`
	Quantity int       `db:"quantity" sql:"sum(l.quantity - l.credited_qty)"`
	Amount   money.Fen `db:"amount" sql:"sum(l.net - l.credited)"`
}

func imaged(tx *db.Tx, clinic string, from, to civil.Day) *db.Query {
	return tx.From("billing_lines l").Join("billing_bills b", "b.id = l.bill_id").
		Where("b.clinic_id = ? AND b.day >= ? AND b.day <= ? AND b.voided_at IS NULL AND l.item_id IS NOT NULL", clinic, from, to)
}

// imagedItems are the items of the price list that were charged in the days.
func imagedItems(tx *db.Tx, clinic string, from, to civil.Day) (out []string, err error) {
	err = imaged(tx, clinic, from, to).GroupBy("l.item_id").OrderBy("l.item_id").Pluck("l.item_id", &out)
	return out, err
}

// imagedOf sums what the items came to, less what was taken back, by month and visit.
func imagedOf(tx *db.Tx, clinic string, from, to civil.Day, items []string) ([]imagedRow, error) {
	var rows []imagedRow
	err := imaged(tx, clinic, from, to).Where("l.item_id IN (?)", items).
		GroupBy("substr(b.day, 1, 7), b.visit_id, l.item_id, l.code").OrderBy("substr(b.day, 1, 7), l.code, b.visit_id").All(&rows)
	return rows, err
}
