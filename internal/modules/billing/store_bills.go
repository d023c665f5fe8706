package billing

import (
	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
	"archwire/internal/platform/db"
)

type billRow struct {
	ID         string    `db:"id"`
	Clinic     string    `db:"clinic_id"`
	Patient    string    `db:"patient_id"`
	Kind       BillKind  `db:"kind"`
	Visit      string    `db:"visit_id,null"`
	Day        civil.Day `db:"day"`
	At         int64     `db:"created_at"`
	By         string    `db:"created_by,null"`
	VoidedAt   int64     `db:"voided_at,null"`
	VoidReason string    `db:"void_reason"`
}

func (r billRow) bill() Bill {
	return Bill{ID: r.ID, Clinic: r.Clinic, Patient: r.Patient, Kind: r.Kind, Visit: r.Visit, Day: r.Day, At: r.At, By: r.By,
		VoidedAt: r.VoidedAt, VoidReason: r.VoidReason}
}

func rowOfBill(b Bill) billRow {
	return billRow{b.ID, b.Clinic, b.Patient, b.Kind, b.Visit, b.Day, b.At, b.By, b.VoidedAt, b.VoidReason}
}

type lineRow struct {
	ID               string    `db:"id"`
	Bill             string    `db:"bill_id"`
	Clinic           string    `db:"clinic_id"`
	Patient          string    `db:"patient_id"`
	Item             string    `db:"item_id,null"`
	Code             string    `db:"code"`
	NameZh           string    `db:"name_zh"`
	NameEn           string    `db:"name_en"`
	Site             string    `db:"site"`
	Quantity         int       `db:"quantity"`
	List             money.Fen `db:"list"`
	Discount         money.Fen `db:"discount"`
	Net              money.Fen `db:"net"`
	Off              Off       `db:"off,json"`
	Credited         money.Fen `db:"credited"`
	CreditedQuantity int       `db:"credited_qty"`
	Paid             money.Fen `db:"paid"`
	Agreement        string    `db:"agreement_id,null"`
	Execution        string    `db:"execution_id,null"`
	Doctor           string    `db:"doctor_id,null"`
	Assistant        string    `db:"assistant_id,null"`
	Insured          bool      `db:"insured"`
	SelfPay          string    `db:"self_pay"`
}

func linesOf(rows []lineRow) []Line {
	out := make([]Line, len(rows))
	for i, r := range rows {
		out[i] = Line(r)
	}
	return out
}

func insertBill(tx *db.Tx, b Bill) error {
	if err := tx.Insert("billing_bills", rowOfBill(b)); err != nil {
		return err
	}
	return insertLines(tx, b.Lines)
}

func insertLines(tx *db.Tx, lines []Line) error {
	rows := make([]lineRow, len(lines))
	for i, l := range lines {
		rows[i] = lineRow(l)
	}
	return tx.Insert("billing_lines", rows)
}

// moveLine changes what is covered and taken back of a line; the constraints
// keep both within its net.
func moveLine(tx *db.Tx, line string, paid, credited money.Fen, quantity int) error {
	return tx.Update("billing_lines").AcrossClinics(wholePatient).Set("paid = paid + ?", paid).Set("credited = credited + ?", credited).
		Set("credited_qty = credited_qty + ?", quantity).Where("id = ?", line).Must()
}

// billOne gives a bill of the clinics in sight with its lines.
func billOne(tx *db.Tx, bill string) (Bill, error) {
	var row billRow
	found, err := tx.From("billing_bills").Where("id = ?", bill).One(&row)
	if err != nil {
		return Bill{}, err
	}
	if !found {
		return Bill{}, BillNotFound.With()
	}
	b := row.bill()
	var rows []lineRow
	err = tx.From("billing_lines").Where("bill_id = ?", bill).OrderBy("id").All(&rows)
	b.Lines = linesOf(rows)
	return b, err
}

// executionBill finds the bill on which the executions of a visit stand, or of a
// day where there was no visit.
func executionBill(tx *db.Tx, clinic, patient, visit string, day civil.Day) (string, bool, error) {
	q := tx.From("billing_bills").Where("clinic_id = ? AND patient_id = ? AND kind = ?", clinic, patient, ExecutionBill)
	if visit != "" {
		q = q.Where("visit_id = ?", visit)
	} else {
		q = q.Where("visit_id IS NULL")
	}
	var id string
	found, err := q.Where("day = ?", day).OrderBy("id").Get("id", &id)
	return id, found, err
}

// lineOne gives a line of the clinics in sight.
func lineOne(tx *db.Tx, line string) (Line, error) {
	var row lineRow
	found, err := tx.From("billing_lines").Where("id = ?", line).One(&row)
	if err == nil && !found {
		err = LineNotFound.With()
	}
	return Line(row), err
}

// lineOfExecution gives the line of an execution, in whichever clinic.
func lineOfExecution(tx *db.Tx, execution string) (Line, bool, error) {
	var row lineRow
	found, err := tx.From("billing_lines").AcrossClinics(wholePatient).Where("execution_id = ?", execution).One(&row)
	return Line(row), found, err
}

// owedLines gives what a patient owes, oldest first: of some bills, or of all
// where none is named; of an agreement, if one is.
func owedLines(tx *db.Tx, patient string, bills []string, agreement string) ([]Line, error) {
	q := tx.From("billing_lines").Where("patient_id = ? AND net - credited - paid > 0", patient)
	if len(bills) > 0 {
		q = q.Where("bill_id IN (?)", bills)
	}
	if agreement != "" {
		q = q.AcrossClinics(wholePatient).Where("agreement_id = ?", agreement)
	}
	var rows []lineRow
	err := q.OrderBy("id").All(&rows)
	return linesOf(rows), err
}

// owedOf gives what a patient owes of some lines, oldest first.
func owedOf(tx *db.Tx, patient string, lines []string) ([]Line, error) {
	var rows []lineRow
	err := tx.From("billing_lines").Where("patient_id = ? AND net - credited - paid > 0 AND id IN (?)", patient, lines).OrderBy("id").All(&rows)
	return linesOf(rows), err
}

// billsOf gives the patient's bills of the clinics in sight with their lines, the
// latest first.
func billsOf(tx *db.Tx, patient string, limit int) ([]Bill, error) {
	var heads []billRow
	err := tx.From("billing_bills").Where("patient_id = ?", patient).OrderBy("id DESC").Limit(limit).All(&heads)
	if err != nil || len(heads) == 0 {
		return nil, err
	}
	out, ids, at := make([]Bill, len(heads)), make([]string, len(heads)), map[string]int{}
	for i, h := range heads {
		out[i], ids[i], at[h.ID] = h.bill(), h.ID, i
	}
	var rows []lineRow
	err = tx.From("billing_lines").Where("bill_id IN (?)", ids).OrderBy("id").All(&rows)
	for _, l := range linesOf(rows) {
		out[at[l.Bill]].Lines = append(out[at[l.Bill]].Lines, l)
	}
	return out, err
}

func voidBill(tx *db.Tx, bill, reason string) error {
	return tx.Update("billing_bills").Set("voided_at = ?", tx.Now()).Set("voided_by = ?", orNull(tx.Actor())).Set("void_reason = ?", reason).
		Where("id = ? AND voided_at IS NULL", bill).Must()
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// debtor is what a patient owes in a clinic.
type debtor struct {
	Patient string    `db:"patient_id" sql:"l.patient_id"`
	Owed    money.Fen `db:"owed" sql:"CAST(sum(l.net - l.credited - l.paid) AS BIGINT)"`
	Latest  civil.Day `db:"latest" sql:"max(b.day)"`
	Bills   int       `db:"bills" sql:"count(DISTINCT b.id)"`
}

// debtors lists who owes something in a clinic, today's first; of some patients, if
// any are named.
func debtors(tx *db.Tx, clinic string, among []string, limit int) ([]debtor, error) {
	q := tx.From("billing_lines l").Join("billing_bills b", "b.id = l.bill_id").Where("l.clinic_id = ? AND l.net - l.credited - l.paid > 0", clinic)
	if len(among) > 0 {
		q = q.Where("l.patient_id IN (?)", among)
	}
	var out []debtor
	err := q.GroupBy("l.patient_id").OrderBy("max(b.day) DESC, l.patient_id").Limit(limit).All(&out)
	return out, err
}
