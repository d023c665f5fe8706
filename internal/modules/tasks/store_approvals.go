package tasks

import (
	"slices"
	"strings"

	"archwire/internal/kit/id"
	"archwire/internal/kit/money"
	"archwire/internal/platform/db"
)

type approvalRow struct {
	ID        string         `db:"id"`
	Version   int64          `db:"version"`
	Clinic    string         `db:"clinic_id"`
	Kind      string         `db:"kind"`
	Subject   string         `db:"subject_id"`
	Patient   string         `db:"patient_id,null"`
	Why       string         `db:"why"`
	Args      map[string]any `db:"args,json"`
	Amount    money.Fen      `db:"amount"`
	State     ApprovalState  `db:"state"`
	AskedBy   string         `db:"asked_by,null"`
	AskedAt   int64          `db:"asked_at"`
	DecidedBy string         `db:"decided_by,null"`
	DecidedAt int64          `db:"decided_at,null"`
	Note      string         `db:"note"`
}

// insertApproval tells whether the approval is new; it is not where the same
// waits about its subject.
func insertApproval(tx *db.Tx, a Approval) (bool, error) {
	n, err := tx.InsertOr("tasks_approvals", approvalRow(a), "ON CONFLICT (tenant_id, kind, subject_id) WHERE state = 'waiting' DO NOTHING")
	return n > 0, err
}

// updateApproval writes how it was settled, against its version.
func updateApproval(tx *db.Tx, a *Approval) error {
	var by *string
	if a.DecidedBy != "" {
		by = &a.DecidedBy
	}
	err := tx.Update("tasks_approvals").Set("state = ?", a.State).Set("decided_by = ?", by).Set("decided_at = ?", a.DecidedAt).
		Set("note = ?", a.Note).Set("version = version + 1").Where("id = ? AND version = ? AND state = 'waiting'", a.ID, a.Version).Must()
	if err == nil {
		a.Version++
	}
	return err
}

func approvalToChange(tx *db.Tx, approval string) (Approval, error) {
	return approvalOne(tx, approval, true)
}

func approvalOne(tx *db.Tx, approval string, lock bool) (Approval, error) {
	if !id.Valid(approval) { // PostgreSQL would refuse the comparison
		return Approval{}, ApprovalNotFound.With()
	}
	q := tx.From("tasks_approvals").Where("id = ?", approval)
	if lock {
		q = q.ForUpdate()
	}
	var r approvalRow
	found, err := q.One(&r)
	if err == nil && !found {
		err = ApprovalNotFound.With()
	}
	return Approval(r), err
}

func approvalWaiting(tx *db.Tx, kind, subject string, lock bool) (Approval, bool, error) {
	q := tx.From("tasks_approvals").Where("kind = ? AND subject_id = ? AND state = 'waiting'", kind, subject)
	if lock {
		q = q.ForUpdate()
	}
	var r approvalRow
	found, err := q.One(&r)
	return Approval(r), found, err
}

// approvalList reads what somebody asked for or may decide.
func approvalList(tx *db.Tx, q ApprovalQuery, deciding []right, me string) ([]Approval, error) {
	for _, v := range []string{q.Clinic, q.Subject, q.Before.ID} {
		if v != "" && !id.Valid(v) {
			return nil, nil // no row can match; PostgreSQL would refuse the comparison
		}
	}
	rows := tx.From("tasks_approvals").OrderBy("asked_at DESC, id DESC").Limit(q.Limit)
	parts, args := mayDecide(deciding)
	if me != "" {
		parts, args = append(parts, "asked_by = ?"), append(args, me)
	}
	if len(parts) == 0 {
		return nil, nil
	}
	rows = rows.Where("("+strings.Join(parts, ") OR (")+")", args...)
	for _, c := range []struct{ column, value string }{{"state", string(q.State)}, {"clinic_id", q.Clinic}, {"subject_id", q.Subject}} {
		if c.value != "" {
			rows = rows.Where(c.column+" = ?", c.value)
		}
	}
	if b := q.Before; b.ID != "" {
		rows = rows.Where("asked_at < ? OR (asked_at = ? AND id < ?)", b.At, b.At, b.ID)
	}
	var found []approvalRow
	err := rows.All(&found)
	out := make([]Approval, len(found))
	for i, r := range found {
		out[i] = Approval(r)
	}
	return out, err
}

// mayDecide are the conditions of which one holds for what somebody may decide.
func mayDecide(deciding []right) (parts []string, args []any) {
	slices.SortFunc(deciding, func(a, b right) int { return strings.Compare(a.Kind, b.Kind) })
	for _, r := range deciding {
		if r.Clinics == nil {
			parts, args = append(parts, "kind = ?"), append(args, r.Kind)
			continue
		}
		parts, args = append(parts, "kind = ? AND clinic_id IN (?)"), append(args, r.Kind, r.Clinics)
	}
	return parts, args
}

// countToDecide counts what waits for somebody's word; nobody decides their own.
func countToDecide(tx *db.Tx, deciding []right, me string) (int, error) {
	parts, args := mayDecide(deciding)
	if len(parts) == 0 || me == "" {
		return 0, nil
	}
	return tx.From("tasks_approvals").Where("("+strings.Join(parts, ") OR (")+")", args...).
		Where("state = 'waiting' AND (asked_by IS NULL OR asked_by <> ?)", me).Count()
}

// blankApprovals empties what people wrote about an erased patient and withdraws
// what waits.
func blankApprovals(tx *db.Tx, patient string) error {
	_, err := tx.Update("tasks_approvals").AcrossClinics(everywhere).Set("state = 'withdrawn'").Set("decided_at = ?", tx.Now()).
		Where("patient_id = ? AND state = 'waiting'", patient).Exec()
	if err != nil {
		return err
	}
	_, err = tx.Update("tasks_approvals").AcrossClinics(everywhere).Set("why = ''").Set("note = ''").Set("args = '{}'").
		Set("version = version + 1").Where("patient_id = ?", patient).Exec()
	return err
}
