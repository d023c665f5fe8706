package billing

import (
	"archwire/internal/kit/money"
	"archwire/internal/platform/db"
)

type paperRow struct {
	ID      string   `db:"id"`
	Clinic  string   `db:"clinic_id"`
	Kind    SlipKind `db:"kind"`
	Of      string   `db:"of_id"`
	Seq     int      `db:"seq"`
	Form    SlipForm `db:"form"`
	Locale  string   `db:"locale"`
	Content string   `db:"content"`
	SHA256  string   `db:"sha256"`
	At      int64    `db:"made_at"`
	By      string   `db:"made_by,null"`
}

func insertPaper(tx *db.Tx, c Copy) error { return tx.Insert("billing_papers", paperRow(c)) }

// paperOne gives a paper of the clinics in sight. Its fault is PaperNotFound.
func paperOne(tx *db.Tx, id string) (Copy, error) {
	var row paperRow
	found, err := tx.From("billing_papers").Where("id = ?", id).One(&row)
	if err == nil && !found {
		err = PaperNotFound.With()
	}
	return Copy(row), err
}

// papersOf lists the papers of a receipt or refund, the original first.
func papersOf(tx *db.Tx, of string) ([]Copy, error) {
	var rows []paperRow
	err := tx.From("billing_papers").Where("of_id = ?", of).OrderBy("seq").All(&rows)
	out := make([]Copy, len(rows))
	for i, r := range rows {
		out[i] = Copy(r)
	}
	return out, err
}

// refundOne gives a refund of the clinics in sight. Its fault is RefundNotFound.
func refundOne(tx *db.Tx, id string) (Refund, error) {
	var row refundRow
	found, err := tx.From("billing_refunds").Where("id = ?", id).One(&row)
	if err == nil && !found {
		err = RefundNotFound.With()
	}
	return Refund(row), err
}

type paidRow struct {
	Line     string    `db:"line_id" sql:"p.line_id"`
	NameZh   string    `db:"name_zh" sql:"l.name_zh"`
	NameEn   string    `db:"name_en" sql:"l.name_en"`
	Site     string    `db:"site" sql:"l.site"`
	Quantity int       `db:"quantity" sql:"l.quantity"`
	Net      money.Fen `db:"net" sql:"l.net"`
	Paid     money.Fen `db:"paid" sql:"CAST(sum(p.amount) AS BIGINT)"`
}

// paidBy gives the lines that a receipt paid as it was made, as the journal has it.
func paidBy(tx *db.Tx, receipt string) ([]SlipLine, error) {
	var rows []paidRow
	err := tx.From("billing_entries e").AcrossClinics(wholePatient).Join("billing_postings p", "p.entry_id = e.id").Join("billing_lines l", "l.id = p.line_id").
		Where("e.of_id = ? AND e.kind = ?", receipt, EntryCover).GroupBy("p.line_id, l.name_zh, l.name_en, l.site, l.quantity, l.net").
		OrderBy("p.line_id").All(&rows)
	out := make([]SlipLine, len(rows))
	for i, r := range rows {
		out[i] = SlipLine(r)
	}
	return out, err
}

type backRow struct {
	Means     Means     `db:"means" sql:"t.means"`
	Pot       Pot       `db:"pot" sql:"t.pot"`
	Reference string    `db:"reference" sql:"t.reference"`
	Amount    money.Fen `db:"amount" sql:"p.amount"`
}

// givenBackBy gives what a refund gave back, means by means, as the journal has it.
func givenBackBy(tx *db.Tx, refund string) ([]SlipTender, error) {
	var rows []backRow
	err := tx.From("billing_entries e").Join("billing_postings p", "p.entry_id = e.id AND p.credit = 'money'").Join("billing_tenders t", "t.id = p.tender_id").
		Where("e.of_id = ? AND e.kind = ?", refund, EntryRefund).OrderBy("e.id, p.seq").All(&rows)
	out := make([]SlipTender, len(rows))
	for i, r := range rows {
		out[i] = SlipTender(r)
	}
	return out, err
}
