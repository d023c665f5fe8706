package plans

import (
	"encoding/json"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/id"
	"archwire/internal/kit/money"
	"archwire/internal/platform/db"
)

type executionRow struct {
	ID        string    `db:"id"`
	Clinic    string    `db:"clinic_id"`
	Plan      string    `db:"plan_id"`
	Item      string    `db:"item_id"`
	Patient   string    `db:"patient_id"`
	Visit     string    `db:"visit_id,null"`
	Doctor    string    `db:"doctor_id,null"`
	Assistant string    `db:"assistant_id,null"`
	Day       civil.Day `db:"day"`
	At        int64     `db:"at"`
	By        string    `db:"by_id,null"`
	Quantity  int       `db:"quantity"`
	List      money.Fen `db:"list_amount"`
	Amount    money.Fen `db:"amount"`
	Note      string    `db:"note"`
	UndoneAt  int64     `db:"undone_at,null"`
	UndoneBy  string    `db:"undone_by,null"`
	Reason    string    `db:"undo_reason,null"`
	UndoNote  string    `db:"undo_note"`
}

func insertExecutions(tx *db.Tx, list []Execution) error {
	rows := make([]executionRow, len(list))
	for i, e := range list {
		rows[i] = executionRow(e)
	}
	return tx.Insert("plans_executions", rows)
}

// takeSteps gives steps to an execution. Its fault is StepTaken: somebody else
// was first with one of them.
func takeSteps(tx *db.Tx, execution string, steps []Step) error {
	n, err := tx.Update("plans_steps").AcrossClinics(planElsewhere).Set("execution_id = ?", execution).
		Where("id IN (?) AND execution_id IS NULL AND void = ?", idsOf(steps), false).Exec()
	if err == nil && n != int64(len(steps)) {
		return StepTaken.With("code", "")
	}
	return err
}

// freeSteps gives back what an execution held.
func freeSteps(tx *db.Tx, execution string) error {
	_, err := tx.Update("plans_steps").AcrossClinics(planElsewhere).Set("execution_id = NULL").Where("execution_id = ?", execution).Exec()
	return err
}

const planElsewhere = "a plan of one clinic may be executed in another"

// executionToUndo reads an execution of the clinics in sight and locks it. Its
// fault is ExecutionNotFound.
func executionToUndo(tx *db.Tx, execution string) (Execution, error) {
	if !id.Valid(execution) {
		return Execution{}, ExecutionNotFound.With()
	}
	var r executionRow
	found, err := tx.From("plans_executions").Where("id = ?", execution).ForUpdate().One(&r)
	if err == nil && !found {
		err = ExecutionNotFound.With()
	}
	return Execution(r), err
}

// undoExecution marks it as not counting. Its fault is AlreadyUndone.
func undoExecution(tx *db.Tx, e Execution) error {
	n, err := tx.Update("plans_executions").Set("undone_at = ?", e.UndoneAt).Set("undone_by = ?", orNull(e.UndoneBy)).
		Set("undo_reason = ?", e.Reason).Set("undo_note = ?", e.UndoNote).Where("id = ? AND undone_at IS NULL", e.ID).Exec()
	if err == nil && n == 0 {
		return AlreadyUndone.With()
	}
	return err
}

// executionsWhere reads executions of any clinic in the order in which they were
// recorded.
func executionsWhere(tx *db.Tx, cond string, args ...any) ([]Execution, error) {
	var rows []executionRow
	err := tx.From("plans_executions").AcrossClinics(shared).Where(cond, args...).OrderBy("at, id").All(&rows)
	out := make([]Execution, len(rows))
	for i, r := range rows {
		out[i] = Execution(r)
	}
	return out, err
}

// executedSince tells whether an item of the code was executed for the patient
// since a day.
func executedSince(tx *db.Tx, patient, code string, since civil.Day) (bool, error) {
	return tx.From("plans_executions e").Join("plans_items i", "i.id = e.item_id AND i.code = ?", code).AcrossClinics(planElsewhere).
		Where("e.patient_id = ? AND e.day >= ? AND e.undone_at IS NULL", patient, since).Exists()
}

type changeRow struct {
	ID        string    `db:"id"`
	Clinic    string    `db:"clinic_id"`
	Plan      string    `db:"plan_id"`
	State     string    `db:"state"`
	Before    Version   `db:"before,json"`
	After     proposal  `db:"after,json"`
	Why       string    `db:"why"`
	Amount    money.Fen `db:"amount"`
	AskedAt   int64     `db:"asked_at"`
	AskedBy   string    `db:"asked_by,null"`
	SettledAt int64     `db:"settled_at,null"`
	SettledBy string    `db:"settled_by,null"`
}

func insertChange(tx *db.Tx, c changeRow) error { return tx.Insert("plans_changes", c) }

func changesOf(tx *db.Tx, plan string) ([]changeRow, error) {
	var rows []changeRow
	err := tx.From("plans_changes").AcrossClinics(shared).Where("plan_id = ?", plan).OrderBy("asked_at, id").All(&rows)
	return rows, err
}

func changeOne(tx *db.Tx, change string) (changeRow, error) {
	var r changeRow
	found, err := tx.From("plans_changes").Where("id = ?", change).ForUpdate().One(&r)
	if err == nil && !found {
		err = ChangeNotFound.With()
	}
	return r, err
}

// changeShown reads a version that was asked for, of any clinic. Its fault is
// ChangeNotFound.
func changeShown(tx *db.Tx, change string) (changeRow, error) {
	var r changeRow
	if !id.Valid(change) {
		return r, ChangeNotFound.With()
	}
	found, err := tx.From("plans_changes").AcrossClinics(shared).Where("id = ?", change).One(&r)
	if err == nil && !found {
		err = ChangeNotFound.With()
	}
	return r, err
}

// changeWaits tells whether another version of the plan waits for approval.
func changeWaits(tx *db.Tx, plan string) (string, bool, error) {
	var change string
	found, err := tx.From("plans_changes").AcrossClinics(planElsewhere).Where("plan_id = ? AND state = 'waiting'", plan).Get("id", &change)
	return change, found, err
}

func settleChange(tx *db.Tx, change, state string) error {
	return tx.Update("plans_changes").Set("state = ?", state).Set("settled_at = ?", tx.Now()).Set("settled_by = ?", orNull(tx.Actor())).
		Where("id = ? AND state = 'waiting'", change).Must()
}

func encode(v any) (string, error) {
	b, err := json.Marshal(v)
	return string(b), err
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func at(ms int64) *int64 {
	if ms == 0 {
		return nil
	}
	return &ms
}

// blankPlans empties what people wrote about erased persons. Items, amounts and
// days stay: they belong to the record and the books, which the law keeps.
func blankPlans(tx *db.Tx, people []string) error {
	const everywhere = "an erased person is forgotten in every clinic"
	if len(people) == 0 {
		return nil
	}
	var ids []string
	if err := tx.From("plans_plans").AcrossClinics(everywhere).Where("patient_id IN (?)", people).OrderBy("id").Pluck("id", &ids); err != nil {
		return err
	}
	if len(ids) == 0 {
		return nil
	}
	for _, c := range []*db.Change{
		tx.Update("plans_plans").Set("title = ''").Set("note = ''").Set("end_note = ''").Set("version = version + 1").Where("id IN (?)", ids),
		tx.Update("plans_items").Set("note = ''").Where("plan_id IN (?)", ids),
		tx.Update("plans_executions").Set("note = ''").Set("undo_note = ''").Where("plan_id IN (?)", ids),
		tx.Update("plans_changes").Set("why = ''").Set("before = '{}'").Set("after = '{}'").Where("plan_id IN (?)", ids),
	} {
		if _, err := c.AcrossClinics(everywhere).Exec(); err != nil {
			return err
		}
	}
	return nil
}
