package billing

import (
	"encoding/json"

	"archwire/internal/kit/money"
	"archwire/internal/modules/gateways"
	"archwire/internal/platform/db"
)

type outsideRow struct {
	ID        string        `db:"id"`
	Clinic    string        `db:"clinic_id"`
	Patient   string        `db:"patient_id"`
	Kind      gateways.Kind `db:"kind"`
	Of        string        `db:"of_id,null"`
	About     string        `db:"about"`
	Agreement string        `db:"agreement_id,null"`
	Tender    string        `db:"tender_id,null"`
	Amount    money.Fen     `db:"amount"`
	Held      money.Fen     `db:"held"`
	Reason    string        `db:"reason"`
	Receipt   string        `db:"receipt_id,null"`
	Refund    string        `db:"refund_id,null"`
	AskedAt   int64         `db:"asked_at"`
	AskedBy   string        `db:"asked_by,null"`
	Over      bool          `db:"over"`
	BookedAt  int64         `db:"booked_at,null"`
}

func (r outsideRow) outside() (Outside, error) {
	o := Outside{r.ID, r.Clinic, r.Patient, r.Kind, r.Of, About{}, r.Agreement, r.Tender, r.Amount, r.Held, r.Reason, r.Receipt, r.Refund,
		r.AskedAt, r.AskedBy, r.Over, r.BookedAt}
	return o, json.Unmarshal([]byte(r.About), &o.About)
}

func insertOutside(tx *db.Tx, o Outside) error {
	about, err := json.Marshal(o.About)
	if err != nil {
		return err
	}
	return tx.Insert("billing_outside", outsideRow{o.ID, o.Clinic, o.Patient, o.Kind, o.Of, string(about), o.Agreement, o.Tender, o.Amount, o.Held,
		o.Reason, o.Receipt, o.Refund, tx.Now(), tx.Actor(), false, 0})
}

// outsideOne gives a request of the clinics in sight. Fault: OutsideNotFound.
func outsideOne(tx *db.Tx, id string) (Outside, bool, error) {
	var row outsideRow
	found, err := tx.From("billing_outside").Where("id = ?", id).One(&row)
	if err != nil || !found {
		return Outside{}, false, err
	}
	o, err := row.outside()
	return o, true, err
}

func outsides(rows []outsideRow) ([]Outside, error) {
	out := make([]Outside, len(rows))
	for i, r := range rows {
		var err error
		if out[i], err = r.outside(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// outsideOf lists what was asked for a patient in the clinics in sight.
func outsideOf(tx *db.Tx, patient string, limit int) ([]Outside, error) {
	var rows []outsideRow
	if err := tx.From("billing_outside").Where("patient_id = ?", patient).OrderBy("id DESC").Limit(limit).All(&rows); err != nil {
		return nil, err
	}
	return outsides(rows)
}

// outsideByReceipt gives the request by which a receipt came in.
func outsideByReceipt(tx *db.Tx, receipt string) (Outside, bool, error) {
	var row outsideRow
	found, err := tx.From("billing_outside").AcrossClinics(wholePatient).
		Where("receipt_id = ? AND kind IN ('payment', 'insurance_settle', 'voucher_redeem') AND booked_at IS NOT NULL", receipt).One(&row)
	if err != nil || !found {
		return Outside{}, false, err
	}
	o, err := row.outside()
	return o, true, err
}

// settlingNow tells whether the insurance is being asked about the patient.
func settlingNow(tx *db.Tx, patient string) (bool, error) {
	return tx.From("billing_outside").AcrossClinics(wholePatient).
		Where("patient_id = ? AND kind IN ('insurance_settle', 'insurance_undo') AND over = ?", patient, false).Exists()
}

// endOutside notes that nothing is expected any more.
func endOutside(tx *db.Tx, o Outside) error {
	return tx.Update("billing_outside").Set("over = ?", true).Set("held = 0").Where("id = ?", o.ID).Must()
}

// bookOutside notes what came of a request, once.
func bookOutside(tx *db.Tx, o Outside) error {
	return tx.Update("billing_outside").Set("over = ?", true).Set("held = 0").Set("booked_at = ?", tx.Now()).Set("receipt_id = ?", orNull(o.Receipt)).
		Set("refund_id = ?", orNull(o.Refund)).Where("id = ? AND booked_at IS NULL", o.ID).Must()
}

// holdTender keeps a part of what stands of a tender from being spent; below
// zero lets it go.
func holdTender(tx *db.Tx, tender string, amount money.Fen) error {
	err := tx.Update("billing_tenders").Set("held = held + ?", amount).Where("id = ?", tender).Must()
	if db.Violated(err) == "billing_tenders_held" {
		return NotEnough.At("amount", "standing", "0.00")
	}
	return err
}

// tendersOfReceipt gives a receipt's tenders, in whichever clinic.
func tendersOfReceipt(tx *db.Tx, receipt string) ([]Tender, error) {
	var rows []tenderRow
	err := tx.From("billing_tenders").Where("receipt_id = ?", receipt).OrderBy("id").All(&rows)
	return tendersOf(rows), err
}

func someLines(tx *db.Tx, ids []string) ([]Line, error) {
	var rows []lineRow
	err := tx.From("billing_lines").AcrossClinics(wholePatient).Where("id IN (?)", ids).OrderBy("id").All(&rows)
	return linesOf(rows), err
}

// reds adds up what red ones took back of an invoice, or are asked to.
func reds(tx *db.Tx, invoice string) (money.Fen, error) {
	var n money.Fen
	_, err := tx.From("billing_outside").Where("of_id = ? AND kind = 'invoice_red' AND (over = ? OR booked_at IS NOT NULL)", invoice, false).
		Get("CAST(coalesce(sum(amount), 0) AS BIGINT)", &n)
	return n, err
}
