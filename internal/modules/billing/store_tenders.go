package billing

import (
	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
	"archwire/internal/platform/db"
)

type receiptRow struct {
	ID         string    `db:"id"`
	Clinic     string    `db:"clinic_id"`
	Patient    string    `db:"patient_id"`
	Number     string    `db:"number"`
	Day        civil.Day `db:"day"`
	Total      money.Fen `db:"total"`
	Given      money.Fen `db:"given"`
	Change     money.Fen `db:"change"`
	At         int64     `db:"created_at"`
	By         string    `db:"created_by,null"`
	VoidedAt   int64     `db:"voided_at,null"`
	VoidReason string    `db:"void_reason"`

	Payer         string `db:"payer_id,null"`
	PayerRelation string `db:"payer_relation"`
	PayerName     string `db:"payer_name"`
}

func (r receiptRow) receipt() Receipt {
	return Receipt{ID: r.ID, Clinic: r.Clinic, Patient: r.Patient, Number: r.Number, Day: r.Day, Total: r.Total, Given: r.Given,
		Change: r.Change, At: r.At, By: r.By, VoidedAt: r.VoidedAt, VoidReason: r.VoidReason,
		Payer: Payer{r.Payer, r.PayerRelation, r.PayerName}}
}

type tenderRow struct {
	ID        string    `db:"id"`
	Home      string    `db:"home_clinic_id"`
	Patient   string    `db:"patient_id"`
	Receipt   string    `db:"receipt_id"`
	Means     Means     `db:"means"`
	Pot       Pot       `db:"pot"`
	Agreement string    `db:"agreement_id,null"`
	GiftOf    string    `db:"gift_of,null"`
	Reference string    `db:"reference"`
	Amount    money.Fen `db:"amount"`
	Standing  money.Fen `db:"standing"`
	Spent     money.Fen `db:"spent"`
	Refunded  money.Fen `db:"refunded"`
	Held      money.Fen `db:"held"`
}

func tendersOf(rows []tenderRow) []Tender {
	out := make([]Tender, len(rows))
	for i, r := range rows {
		out[i] = Tender(r)
	}
	return out
}

func insertReceipt(tx *db.Tx, r Receipt) error {
	return tx.Insert("billing_receipts", rowOfReceipt(r))
}

func rowOfReceipt(r Receipt) receiptRow {
	return receiptRow{r.ID, r.Clinic, r.Patient, r.Number, r.Day, r.Total, r.Given, r.Change, r.At, r.By, r.VoidedAt, r.VoidReason,
		r.Payer.ID, r.Payer.Relation, r.Payer.Name}
}

func insertTender(tx *db.Tx, t Tender) error { return tx.Insert("billing_tenders", tenderRow(t)) }

// moveTender moves a tender's amount between standing, spent and refunded; the
// constraints keep the sum and each of them above zero.
func moveTender(tx *db.Tx, tender string, standing, spent, refunded money.Fen) error {
	return tx.Update("billing_tenders").Set("standing = standing + ?", standing).Set("spent = spent + ?", spent).
		Set("refunded = refunded + ?", refunded).Where("id = ?", tender).Must()
}

// standing gives the patient's tenders with something standing in a pot, oldest
// first; what is on its way back does not stand any more.
func standing(tx *db.Tx, patient string, pot Pot, agreement string) ([]Tender, error) {
	q := tx.From("billing_tenders").Where("patient_id = ? AND pot = ? AND standing > held", patient, pot)
	if agreement != "" {
		q = q.Where("agreement_id = ?", agreement)
	}
	var rows []tenderRow
	err := q.OrderBy("id").All(&rows)
	out := tendersOf(rows)
	for i := range out {
		out[i].Standing -= out[i].Held
	}
	return out, err
}

func tendersByID(tx *db.Tx, ids []string) (map[string]Tender, error) {
	var rows []tenderRow
	err := tx.From("billing_tenders").Where("id IN (?)", ids).All(&rows)
	out := make(map[string]Tender, len(rows))
	for _, t := range tendersOf(rows) {
		out[t.ID] = t
	}
	return out, err
}

func tendersOfPatient(tx *db.Tx, patient string) ([]Tender, error) {
	var rows []tenderRow
	err := tx.From("billing_tenders").Where("patient_id = ?", patient).OrderBy("id").All(&rows)
	return tendersOf(rows), err
}

// receiptOne gives a receipt of the clinics in sight with its tenders.
func receiptOne(tx *db.Tx, receipt string) (Receipt, error) {
	var row receiptRow
	found, err := tx.From("billing_receipts").Where("id = ?", receipt).One(&row)
	if err != nil {
		return Receipt{}, err
	}
	if !found {
		return Receipt{}, ReceiptNotFound.With()
	}
	r := row.receipt()
	var rows []tenderRow
	err = tx.From("billing_tenders").Where("receipt_id = ?", receipt).OrderBy("id").All(&rows)
	r.Tenders = tendersOf(rows)
	return r, err
}

func receiptsOf(tx *db.Tx, patient string, limit int) ([]Receipt, error) {
	var rows []receiptRow
	err := tx.From("billing_receipts").Where("patient_id = ?", patient).OrderBy("id DESC").Limit(limit).All(&rows)
	out := make([]Receipt, len(rows))
	for i, r := range rows {
		out[i] = r.receipt()
	}
	return out, err
}

func voidReceipt(tx *db.Tx, receipt, reason string) error {
	return tx.Update("billing_receipts").Set("voided_at = ?", tx.Now()).Set("voided_by = ?", orNull(tx.Actor())).Set("void_reason = ?", reason).
		Where("id = ? AND voided_at IS NULL", receipt).Must()
}

type allocationRow struct {
	ID        string    `db:"id"`
	Tender    string    `db:"tender_id"`
	Line      string    `db:"line_id"`
	Amount    money.Fen `db:"amount"`
	GivenBack money.Fen `db:"given_back"`
}

func insertAllocation(tx *db.Tx, a Allocation) error {
	return tx.Insert("billing_allocations", allocationRow(a))
}

func giveBackAllocation(tx *db.Tx, allocation string, amount money.Fen) error {
	return tx.Update("billing_allocations").Set("given_back = given_back + ?", amount).Where("id = ?", allocation).Must()
}

// allocations gives what still covers lines, by line or by tender, latest first.
func allocations(tx *db.Tx, column string, ids []string) ([]Allocation, error) {
	var rows []allocationRow
	err := tx.From("billing_allocations").Where(column+" IN (?) AND given_back < amount", ids).OrderBy("id DESC").All(&rows)
	out := make([]Allocation, len(rows))
	for i, r := range rows {
		out[i] = Allocation(r)
	}
	return out, err
}

type refundRow struct {
	ID      string    `db:"id"`
	Clinic  string    `db:"clinic_id"`
	Patient string    `db:"patient_id"`
	Number  string    `db:"number"`
	Day     civil.Day `db:"day"`
	Total   money.Fen `db:"total"`
	Reason  string    `db:"reason"`
	At      int64     `db:"created_at"`
	By      string    `db:"created_by,null"`
}

func insertRefund(tx *db.Tx, r Refund) error { return tx.Insert("billing_refunds", refundRow(r)) }

func refundsOf(tx *db.Tx, patient string, limit int) ([]Refund, error) {
	var rows []refundRow
	err := tx.From("billing_refunds").Where("patient_id = ?", patient).OrderBy("id DESC").Limit(limit).All(&rows)
	out := make([]Refund, len(rows))
	for i, r := range rows {
		out[i] = Refund(r)
	}
	return out, err
}

type standsRow struct {
	Patient string    `db:"patient_id"`
	Amount  money.Fen `db:"amount" sql:"CAST(sum(standing - held) AS BIGINT)"`
}

// prepaidOf adds up what stands for anything, by patient.
func prepaidOf(tx *db.Tx, patients []string) (map[string]money.Fen, error) {
	var rows []standsRow
	err := tx.From("billing_tenders").Where("patient_id IN (?) AND pot = 'prepaid' AND standing > 0", patients).GroupBy("patient_id").
		OrderBy("patient_id").All(&rows)
	out := make(map[string]money.Fen, len(rows))
	for _, r := range rows {
		out[r.Patient] = r.Amount
	}
	return out, err
}
