package billing

import (
	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
	"archwire/internal/platform/db"
)

type agreementRow struct {
	ID           string    `db:"id"`
	Home         string    `db:"home_clinic_id"`
	Patient      string    `db:"patient_id"`
	Contract     bool      `db:"contract"`
	Day          civil.Day `db:"agreed_day"`
	List         money.Fen `db:"list"`
	Amount       money.Fen `db:"amount"`
	Executed     money.Fen `db:"executed"`
	ExecutedList money.Fen `db:"executed_list"`
	Schedule     int       `db:"schedule"`
	Ended        civil.Day `db:"ended_day,null"`
	Version      int64     `db:"version"`
	Payer        string    `db:"payer_id,null"`
}

func insertAgreement(tx *db.Tx, a Agreement) error {
	return tx.Insert("billing_agreements", agreementRow(a))
}

// agreementOne gives an agreement, locked: of any clinic, for who asks has the
// patient before them.
func agreementOne(tx *db.Tx, agreement string) (Agreement, error) {
	var row agreementRow
	found, err := tx.From("billing_agreements").Where("id = ?", agreement).ForUpdate().One(&row)
	if err == nil && !found {
		err = AgreementNotFound.With()
	}
	return Agreement(row), err
}

// agreementRead gives an agreement without locking it.
func agreementRead(tx *db.Tx, agreement string) (Agreement, error) {
	var row agreementRow
	found, err := tx.From("billing_agreements").Where("id = ?", agreement).One(&row)
	if err == nil && !found {
		err = AgreementNotFound.With()
	}
	return Agreement(row), err
}

func agreementsOf(tx *db.Tx, patient string) ([]Agreement, error) {
	var rows []agreementRow
	err := tx.From("billing_agreements").Where("patient_id = ?", patient).OrderBy("id").All(&rows)
	return agreements(rows), err
}

// scheduled gives the running agreements of a clinic that have a schedule.
func scheduled(tx *db.Tx, clinic string) ([]Agreement, error) {
	var rows []agreementRow
	err := tx.From("billing_agreements").Where("home_clinic_id = ? AND schedule > 0 AND ended_day IS NULL", clinic).OrderBy("id").All(&rows)
	return agreements(rows), err
}

func agreements(rows []agreementRow) []Agreement {
	out := make([]Agreement, len(rows))
	for i, r := range rows {
		out[i] = Agreement(r)
	}
	return out
}

// execute counts what was executed of an agreement; the constraint keeps it
// within what was agreed.
func execute(tx *db.Tx, agreement string, amount, list money.Fen) error {
	return tx.Update("billing_agreements").Set("executed = executed + ?", amount).Set("executed_list = executed_list + ?", list).
		Where("id = ?", agreement).Must()
}

func changeAgreement(tx *db.Tx, agreement string, amount money.Fen) error {
	return tx.Update("billing_agreements").Set("amount = ?", amount).Set("version = version + 1").Where("id = ?", agreement).Must()
}

// endAgreement says on which day an agreement was over, "" = it runs again.
func endAgreement(tx *db.Tx, agreement string, day civil.Day) error {
	return tx.Update("billing_agreements").Set("ended_day = ?", orNull(string(day))).Set("version = version + 1").Where("id = ?", agreement).Must()
}

// payAgreement says who pays an agreement, at the version that the caller read.
func payAgreement(tx *db.Tx, a Agreement, payer string) error {
	return tx.Update("billing_agreements").Set("payer_id = ?", orNull(payer)).Set("version = version + 1").
		Where("id = ? AND version = ?", a.ID, a.Version).Must()
}

type instalmentRow struct {
	Agreement string    `db:"agreement_id"`
	Revision  int       `db:"revision"`
	Seq       int       `db:"seq"`
	Amount    money.Fen `db:"amount"`
	Milestone Milestone `db:"milestone"`
	Due       civil.Day `db:"due_day,null"`
	ReachedBy string    `db:"reached_by,null"` // execution
}

func (r instalmentRow) instalment() Instalment {
	return Instalment{Seq: r.Seq, Amount: r.Amount, Milestone: r.Milestone, Due: r.Due}
}

type scheduleRow struct {
	Agreement string    `db:"agreement_id"`
	Revision  int       `db:"revision"`
	Amount    money.Fen `db:"amount"`
	At        int64     `db:"agreed_at"`
	By        string    `db:"agreed_by,null"`
}

// reached is when a milestone was reached, and by which execution, "" = none.
type reached struct {
	day civil.Day
	by  string
}

// reachedOf reads which milestones of an agreement are reached: what its schedules
// noted, and the fitting, which is its first execution, also where there was no
// schedule then.
func reachedOf(tx *db.Tx, agreement string) (map[Milestone]reached, error) {
	var rows []instalmentRow
	err := tx.From("billing_instalments").Where("agreement_id = ? AND milestone <> '' AND due_day IS NOT NULL", agreement).
		OrderBy("revision, seq").All(&rows)
	if err != nil {
		return nil, err
	}
	out := map[Milestone]reached{}
	for _, r := range rows {
		out[r.Milestone] = reached{r.Due, r.ReachedBy}
	}
	if _, known := out[Fitting]; known {
		return out, nil
	}
	var first struct {
		Day       civil.Day `db:"day" sql:"b.day"`
		Execution string    `db:"execution_id,null" sql:"l.execution_id"`
	}
	found, err := tx.From("billing_lines l").Join("billing_bills b", "b.id = l.bill_id").AcrossClinics(wholePatient).
		Where("l.agreement_id = ? AND l.credited < l.net", agreement).OrderBy("b.day, l.id").One(&first)
	if found {
		out[Fitting] = reached{first.Day, first.Execution}
	}
	return out, err
}

// insertSchedule makes the list the agreement's schedule, at the version that
// the caller read. What is reached already falls due on its day.
func insertSchedule(tx *db.Tx, a Agreement, list []Instalment, done map[Milestone]reached) error {
	rows := make([]instalmentRow, len(list))
	for i, p := range list {
		rows[i] = instalmentRow{a.ID, a.Schedule + 1, i + 1, p.Amount, p.Milestone, p.Due, ""}
		if r, is := done[p.Milestone]; is && p.Milestone != ByDay {
			rows[i].Due, rows[i].ReachedBy = r.day, r.by
		}
	}
	if err := tx.Insert("billing_schedules", scheduleRow{a.ID, a.Schedule + 1, a.Amount, tx.Now(), tx.Actor()}); err != nil {
		return err
	}
	err := tx.Update("billing_agreements").Set("schedule = schedule + 1").Set("version = version + 1").
		Where("id = ? AND version = ?", a.ID, a.Version).Must()
	if err != nil {
		return err
	}
	return tx.Insert("billing_instalments", rows)
}

// schedules gives the schedules in force of some agreements.
func schedules(tx *db.Tx, ids []string) (map[string][]Instalment, error) {
	var rows []instalmentRow
	err := tx.From("billing_instalments i").Join("billing_agreements a", "a.id = i.agreement_id AND a.schedule = i.revision").
		Where("i.agreement_id IN (?)", ids).OrderBy("i.agreement_id, i.seq").All(&rows)
	out := map[string][]Instalment{}
	for _, r := range rows {
		out[r.Agreement] = append(out[r.Agreement], r.instalment())
	}
	return out, err
}

// revisions gives every schedule that an agreement ever had, the latest first.
func revisions(tx *db.Tx, agreement string) ([]Revision, error) {
	var rows []instalmentRow
	if err := tx.From("billing_instalments").Where("agreement_id = ?", agreement).OrderBy("revision DESC, seq").All(&rows); err != nil {
		return nil, err
	}
	var heads []scheduleRow
	if err := tx.From("billing_schedules").Where("agreement_id = ?", agreement).OrderBy("revision").All(&heads); err != nil {
		return nil, err
	}
	of := map[int]scheduleRow{}
	for _, h := range heads {
		of[h.Revision] = h
	}
	var out []Revision
	for _, r := range rows {
		if n := len(out); n == 0 || out[n-1].Revision != r.Revision {
			h := of[r.Revision]
			out = append(out, Revision{Revision: r.Revision, Amount: h.Amount, At: h.At, By: h.By})
		}
		last := &out[len(out)-1]
		last.Instalments = append(last.Instalments, r.instalment())
	}
	return out, nil
}

// reach lets the instalments that wait for a milestone fall due.
func reach(tx *db.Tx, a Agreement, m Milestone, day civil.Day, by string) error {
	_, err := tx.Update("billing_instalments").Set("due_day = ?", day).Set("reached_by = ?", orNull(by)).
		Where("agreement_id = ? AND revision = ? AND milestone = ? AND due_day IS NULL", a.ID, a.Schedule, m).Exec()
	return err
}

// unreach takes back what an execution had reached.
func unreach(tx *db.Tx, execution string, agreement string) error {
	_, err := tx.Update("billing_instalments").Set("due_day = NULL").Set("reached_by = NULL").
		Where("agreement_id = ? AND reached_by = ?", agreement, execution).Exec()
	return err
}

// sums is what was received for an agreement and what stands of it.
type sums struct {
	Agreement string    `db:"agreement_id"`
	Received  money.Fen `db:"received"`
	Standing  money.Fen `db:"standing"`
	First     civil.Day `db:"first_day"` // of the first receipt for it; "" = none
}

// receivedFor adds up by agreement what came in for it and was not refunded: its
// own pot, and what else covers its lines.
func receivedFor(tx *db.Tx, ids []string) (map[string]sums, error) {
	out := map[string]sums{}
	if len(ids) == 0 {
		return out, nil
	}
	var rows []sums
	err := tx.Raw(&rows, `SELECT x.agreement_id, CAST(sum(x.received) AS BIGINT) AS received, CAST(sum(x.standing) AS BIGINT) AS standing,
			min(x.day) AS first_day FROM (
		SELECT t.agreement_id, t.amount - t.refunded AS received, t.standing, r.day FROM billing_tenders t
			JOIN billing_receipts r ON r.tenant_id = :tenant AND r.id = t.receipt_id
			WHERE t.tenant_id = :tenant AND t.agreement_id IN (?)
		UNION ALL
		SELECT l.agreement_id, a.amount - a.given_back AS received, 0 AS standing, CAST(NULL AS TEXT) AS day FROM billing_lines l
			JOIN billing_allocations a ON a.tenant_id = :tenant AND a.line_id = l.id
			JOIN billing_tenders t ON t.tenant_id = :tenant AND t.id = a.tender_id
			WHERE l.tenant_id = :tenant AND l.agreement_id IN (?) AND t.agreement_id IS NULL AND t.pot <> 'gift'
		) x GROUP BY x.agreement_id`, ids, ids)
	for _, r := range rows {
		out[r.Agreement] = r
	}
	return out, err
}
