package billing

import (
	"archwire/internal/kit/civil"
	"archwire/internal/kit/id"
	"archwire/internal/kit/money"
	"archwire/internal/platform/db"
)

type askedRow struct {
	ID        string         `db:"id"`
	Clinic    string         `db:"clinic_id"`
	Patient   string         `db:"patient_id"`
	State     AskedState     `db:"state"`
	Day       civil.Day      `db:"day"`
	Lines     []askedLineRow `db:"lines,json"`
	List      money.Fen      `db:"list"`
	Net       money.Fen      `db:"net"`
	Given     money.Fen      `db:"given"`
	Share     int            `db:"share"`
	Why       string         `db:"why"`
	AskedAt   int64          `db:"asked_at"`
	AskedBy   string         `db:"asked_by,null"`
	SettledAt int64          `db:"settled_at,null"`
	SettledBy string         `db:"settled_by,null"`
	Note      string         `db:"note"`
}

// askedLineRow is a line as it waits.
type askedLineRow struct {
	Item     string    `json:"item"`
	Code     string    `json:"code"`
	NameZh   string    `json:"name_zh"`
	NameEn   string    `json:"name_en"`
	Site     string    `json:"site,omitempty"`
	Quantity int       `json:"quantity"`
	List     money.Fen `json:"list"`
	Net      money.Fen `json:"net"`
	Off      Off       `json:"off"`
	Insured  bool      `json:"insured,omitempty"`
	SelfPay  string    `json:"self_pay,omitempty"`
}

func rowOfAsked(b AskedBill) askedRow {
	r := askedRow{b.ID, b.Clinic, b.Patient, b.State, b.Day, make([]askedLineRow, len(b.Lines)), b.List, b.Net, b.Given, b.Share, b.Why,
		b.AskedAt, b.AskedBy, b.SettledAt, b.SettledBy, b.Note}
	for i, l := range b.Lines {
		r.Lines[i] = askedLineRow{l.Item, l.Code, l.NameZh, l.NameEn, l.Site, l.Quantity, l.List, l.Net, l.Off, l.Insured, l.SelfPay}
	}
	return r
}

func (r askedRow) asked() AskedBill {
	b := AskedBill{ID: r.ID, Clinic: r.Clinic, Patient: r.Patient, State: r.State, Day: r.Day, Lines: make([]Line, len(r.Lines)), List: r.List,
		Net: r.Net, Given: r.Given, Share: r.Share, Why: r.Why, AskedAt: r.AskedAt, AskedBy: r.AskedBy, SettledAt: r.SettledAt,
		SettledBy: r.SettledBy, Note: r.Note}
	for i, l := range r.Lines {
		b.Lines[i] = Line{Item: l.Item, Code: l.Code, NameZh: l.NameZh, NameEn: l.NameEn, Site: l.Site, Quantity: l.Quantity, List: l.List,
			Discount: l.List - l.Net, Net: l.Net, Off: l.Off, Insured: l.Insured, SelfPay: l.SelfPay}
	}
	return b
}

func insertAsked(tx *db.Tx, b AskedBill) error { return tx.Insert("billing_asked", rowOfAsked(b)) }

// askedOne gives a bill that was asked for, of the clinics in sight. Its fault is
// BillNotFound.
func askedOne(tx *db.Tx, bill string) (AskedBill, error) {
	return askedRead(tx.From("billing_asked"), bill)
}

// askedToSettle is askedOne with the row locked.
func askedToSettle(tx *db.Tx, bill string) (AskedBill, error) {
	return askedRead(tx.From("billing_asked").ForUpdate(), bill)
}

func askedRead(q *db.Query, bill string) (AskedBill, error) {
	if !id.Valid(bill) { // PostgreSQL would refuse the comparison
		return AskedBill{}, BillNotFound.With()
	}
	var row askedRow
	found, err := q.Where("id = ?", bill).One(&row)
	if err == nil && !found {
		err = BillNotFound.With()
	}
	return row.asked(), err
}

// askedFor gives the bills that were asked for of a patient and not charged, the
// latest first.
func askedFor(tx *db.Tx, patient string) ([]AskedBill, error) {
	return askedList(tx.From("billing_asked").Where("patient_id = ? AND state <> 'approved'", patient).OrderBy("id DESC").Limit(MaxAsked))
}

// askedIn gives the bills that wait in a clinic, the oldest first.
func askedIn(tx *db.Tx, clinic string) ([]AskedBill, error) {
	return askedList(tx.From("billing_asked").Where("clinic_id = ? AND state = 'waiting'", clinic).OrderBy("id").Limit(MaxAsked))
}

func askedList(q *db.Query) ([]AskedBill, error) {
	var rows []askedRow
	err := q.All(&rows)
	out := make([]AskedBill, len(rows))
	for i, r := range rows {
		out[i] = r.asked()
	}
	return out, err
}

func settleAsked(tx *db.Tx, b AskedBill) error {
	return tx.Update("billing_asked").Set("state = ?", b.State).Set("note = ?", b.Note).Set("settled_at = ?", b.SettledAt).
		Set("settled_by = ?", orNull(b.SettledBy)).Where("id = ? AND state = 'waiting'", b.ID).Must()
}

// blankAsked takes out what was written freely about the bills of erased persons.
func blankAsked(tx *db.Tx, patients []string) error {
	_, err := tx.Update("billing_asked").AcrossClinics(wholePatient).Set("why = ''").Set("note = ''").Where("patient_id IN (?)", patients).Exec()
	return err
}

// chargedOn tells whether something of an item stands on a patient's bills of a
// day in a clinic.
func chargedOn(tx *db.Tx, at desk, item string) (bool, error) {
	return tx.From("billing_lines l").Join("billing_bills b", "b.id = l.bill_id AND b.day = ?", at.day).
		Where("l.clinic_id = ? AND l.patient_id = ? AND l.item_id = ? AND l.credited_qty < l.quantity", at.clinic.ID, at.patient, item).Exists()
}
