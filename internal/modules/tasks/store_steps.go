package tasks

import "archwire/internal/platform/db"

// Happening is what happened to a task. Its text is "tasks.step.<happening>".
type Happening string

// The happenings.
const (
	Opened     Happening = "opened"
	Moved      Happening = "moved" // by the module that opened it
	HandedOver Happening = "handed_over"
	Snoozed    Happening = "snoozed"
	Tried      Happening = "tried" // in vain
	Commented  Happening = "commented"
	Escalated  Happening = "escalated"
	Finished   Happening = "done"
	Voided     Happening = "cancelled"
	Reopened   Happening = "reopened"
)

// Step is one line of a task's history: what happened, and how the task stood
// afterwards.
type Step struct {
	ID      string    `db:"id"`
	Clinic  string    `db:"clinic_id"`
	Task    string    `db:"task_id"`
	At      int64     `db:"at"` // epoch milliseconds
	Actor   string    `db:"actor_id,null"`
	What    Happening `db:"what"`
	Outcome string    `db:"outcome,null"`
	Owner   string    `db:"owner_id,null"`
	Role    string    `db:"role,null"` // of an escalation: the role it went to
	Due     int64     `db:"due_at"`
	Snoozed int64     `db:"snoozed_until"`
	Text    string    `db:"text"`
}

// stepOf is the line of a change.
func stepOf(tx *db.Tx, t Task, c change) Step {
	role := t.Role
	if c.What == Escalated {
		role = t.EscalatedTo
	}
	return Step{ID: tx.NewID(), Clinic: t.Clinic, Task: t.ID, At: tx.Now(), Actor: tx.Actor(), What: c.What, Outcome: c.Outcome,
		Owner: t.Owner, Role: role, Due: t.Due, Snoozed: t.Snoozed, Text: c.Text}
}

// insertSteps appends to the histories of tasks.
func insertSteps(tx *db.Tx, steps ...Step) error { return tx.Insert("tasks_steps", steps) }

func stepsOf(tx *db.Tx, task string) ([]Step, error) {
	var out []Step
	err := tx.From("tasks_steps").Where("task_id = ?", task).OrderBy("at, id").All(&out)
	return out, err
}
