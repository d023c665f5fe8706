package tasks

import (
	"embed"
	"slices"

	"archwire/internal/kit/id"
	"archwire/internal/platform/db"
)

//go:embed migrations
var migrations embed.FS

//go:embed i18n
var texts embed.FS

type taskRow struct {
	ID          string         `db:"id"`
	Clinic      string         `db:"clinic_id"`
	Kind        string         `db:"kind"`
	State       State          `db:"state"`
	TitleKey    string         `db:"title_key"`
	TitleArgs   map[string]any `db:"title_args,json"`
	Patient     string         `db:"patient_id,null"`
	Subject     string         `db:"subject_id,null"`
	Owner       string         `db:"owner_id,null"`
	Role        string         `db:"role,null"`
	EscalatedTo string         `db:"escalated_to,null"`
	Climbed     int            `db:"climbed"`
	Priority    Priority       `db:"priority"`
	Due         int64          `db:"due_at"`
	Wake        int64          `db:"wake_at,null"`
	Snoozed     int64          `db:"snoozed_until"`
	Dedupe      string         `db:"dedupe_key,null"`
	Attempts    int            `db:"attempts"`
	Outcome     string         `db:"outcome,null"`
	Note        string         `db:"note"`
	OpenedAt    int64          `db:"opened_at"`
	OpenedBy    string         `db:"opened_by,null"`
	ClosedAt    int64          `db:"closed_at,null"`
	ClosedBy    string         `db:"closed_by,null"`
	Version     int64          `db:"version"`
}

func (r taskRow) task() Task {
	return Task{
		ID: r.ID, Version: r.Version, Clinic: r.Clinic, Kind: r.Kind, State: r.State, Title: Title{r.TitleKey, r.TitleArgs},
		Patient: r.Patient, Subject: r.Subject, Owner: r.Owner, Role: r.Role, EscalatedTo: r.EscalatedTo, Climbed: r.Climbed,
		Priority: r.Priority, Due: r.Due, Snoozed: r.Snoozed, Dedupe: r.Dedupe, Attempts: r.Attempts, Outcome: r.Outcome,
		Note: r.Note, OpenedAt: r.OpenedAt, OpenedBy: r.OpenedBy, ClosedAt: r.ClosedAt, ClosedBy: r.ClosedBy, wake: r.Wake,
	}
}

func rowOf(t Task) taskRow {
	return taskRow{
		ID: t.ID, Clinic: t.Clinic, Kind: t.Kind, State: t.State, TitleKey: t.Title.Key, TitleArgs: t.Title.Args,
		Patient: t.Patient, Subject: t.Subject, Owner: t.Owner, Role: t.Role, Priority: t.Priority, Due: t.Due, Wake: t.wake,
		Dedupe: t.Dedupe, OpenedAt: t.OpenedAt, OpenedBy: t.OpenedBy, Version: 1,
	}
}

const oneOpen = "ON CONFLICT (tenant_id, dedupe_key) WHERE state = 'open' DO NOTHING"

// insertTask tells whether the task is new; it is not where one with its dedupe
// key is open.
func insertTask(tx *db.Tx, t Task) (bool, error) {
	n, err := tx.InsertOr("tasks_tasks", rowOf(t), oneOpen)
	return n > 0, err
}

// perRead bounds the dedupe keys that one statement asks for.
const perRead = 5000

// storeTasks inserts tasks. nil means that all are new; otherwise it gives the ids
// of the tasks that are open now, by dedupe key.
func storeTasks(tx *db.Tx, list []Task) (map[string]string, error) {
	rows := make([]taskRow, len(list))
	var keys []string
	for i, t := range list {
		rows[i] = rowOf(t)
		if t.Dedupe != "" {
			keys = append(keys, t.Dedupe)
		}
	}
	n, err := tx.InsertOr("tasks_tasks", rows, oneOpen)
	if err != nil || int(n) == len(list) {
		return nil, err
	}
	standing := map[string]string{}
	for part := range slices.Chunk(keys, perRead) {
		open, err := tasksByDedupes(tx, part)
		if err != nil {
			return nil, err
		}
		for _, r := range open {
			standing[r.Dedupe] = r.ID
		}
	}
	return standing, nil
}

const groupWide = "a dedupe key is unique in the group, whoever asks"

func taskByDedupe(tx *db.Tx, dedupe string) (Task, bool, error) {
	var r taskRow
	found, err := tx.From("tasks_tasks").AcrossClinics(groupWide).
		Where("dedupe_key = ? AND state = 'open'", dedupe).ForUpdate().One(&r)
	return r.task(), found, err
}

// tasksByDedupes reads the open tasks of some dedupe keys.
func tasksByDedupes(tx *db.Tx, dedupes []string) ([]taskRow, error) {
	var rows []taskRow
	err := tx.From("tasks_tasks").AcrossClinics(groupWide).Where("dedupe_key IN (?) AND state = 'open'", dedupes).OrderBy("id").All(&rows)
	return rows, err
}

type whoseRow struct {
	ID    string `db:"id"`
	Owner string `db:"owner_id,null"`
	Role  string `db:"role,null"`
}

// whoseTasks reads who has tasks, in whichever state.
func whoseTasks(tx *db.Tx, ids []string) (rows []whoseRow, err error) {
	return rows, tx.From("tasks_tasks").AcrossClinics(groupWide).Where("id IN (?)", ids).All(&rows)
}

// taskOne reads a task of the clinics in sight.
func taskOne(tx *db.Tx, task string) (Task, error) {
	var r taskRow
	if !id.Valid(task) { // PostgreSQL would refuse the comparison
		return Task{}, NotFound.With()
	}
	found, err := tx.From("tasks_tasks").Where("id = ?", task).One(&r)
	if err != nil {
		return Task{}, err
	}
	if !found {
		return Task{}, NotFound.With()
	}
	return r.task(), nil
}

// updateTask writes what may change of a task, against the version of t.
func updateTask(tx *db.Tx, t Task) error {
	return tx.Update("tasks_tasks").AcrossClinics(groupWide).
		Set("state = ?", t.State).Set("owner_id = ?", text(t.Owner)).Set("role = ?", text(t.Role)).
		Set("escalated_to = ?", text(t.EscalatedTo)).Set("climbed = ?", t.Climbed).Set("due_at = ?", t.Due).
		Set("wake_at = ?", instant(t.wake)).Set("snoozed_until = ?", t.Snoozed).Set("attempts = ?", t.Attempts).
		Set("outcome = ?", text(t.Outcome)).Set("note = ?", t.Note).Set("closed_at = ?", instant(t.ClosedAt)).
		Set("closed_by = ?", text(t.ClosedBy)).Set("version = version + 1").
		Where("id = ? AND version = ?", t.ID, t.Version).Must()
}

func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func instant(ms int64) *int64 {
	if ms == 0 {
		return nil
	}
	return &ms
}

// dueTasks reads open tasks whose next rung has come, locked, in one order for
// everybody.
func dueTasks(tx *db.Tx, now int64, limit int) ([]Task, error) {
	var rows []taskRow
	err := tx.From("tasks_tasks").Where("state = 'open' AND wake_at IS NOT NULL AND wake_at <= ?", now).
		OrderBy("wake_at, id").Limit(limit).ForUpdate().All(&rows)
	out := make([]Task, len(rows))
	for i, r := range rows {
		out[i] = r.task()
	}
	return out, err
}

// nextWake reads when the earliest open task is next due.
func nextWake(tx *db.Tx) (int64, bool, error) {
	var at int64
	found, err := tx.From("tasks_tasks").Where("state = 'open' AND wake_at IS NOT NULL").OrderBy("wake_at").Limit(1).Get("wake_at", &at)
	return at, found, err
}

// tasksToChange reads tasks of the clinics in sight by id, locked, in one order
// for everybody.
func tasksToChange(tx *db.Tx, ids []string) (map[string]Task, error) {
	var rows []taskRow
	err := tx.From("tasks_tasks").Where("id IN (?)", ids).OrderBy("id").ForUpdate().All(&rows)
	out := make(map[string]Task, len(rows))
	for _, r := range rows {
		out[r.ID] = r.task()
	}
	return out, err
}

// taskAt reads a task that the caller knows at a version.
func taskAt(tx *db.Tx, task string, version int64) (Task, error) {
	t, err := taskOne(tx, task)
	if err != nil {
		return Task{}, err
	}
	if t.Version != version {
		return Task{}, db.Stale.With()
	}
	return t, nil
}

const everywhere = "an erased person is forgotten in every clinic"

func tasksOfPatient(tx *db.Tx, patient string) ([]Task, error) {
	var rows []taskRow
	err := tx.From("tasks_tasks").AcrossClinics(everywhere).Where("patient_id = ?", patient).OrderBy("id").ForUpdate().All(&rows)
	out := make([]Task, len(rows))
	for i, r := range rows {
		out[i] = r.task()
	}
	return out, err
}

// blank empties every text that people wrote into the tasks and their history.
func blank(tx *db.Tx, list []Task) error {
	ids := make([]string, len(list))
	for i, t := range list {
		ids[i] = t.ID
	}
	_, err := tx.Update("tasks_tasks").AcrossClinics(everywhere).Set("note = ''").Set("title_args = '{}'").
		Set("version = version + 1").Where("id IN (?)", ids).Exec()
	if err != nil {
		return err
	}
	_, err = tx.Update("tasks_steps").AcrossClinics(everywhere).Set("text = ''").Where("task_id IN (?)", ids).Exec()
	return err
}

// everOpened tells whether a task with the dedupe key was opened before,
// whatever became of it.
func everOpened(tx *db.Tx, dedupe string) (bool, error) {
	return tx.From("tasks_tasks").AcrossClinics(groupWide).Where("dedupe_key = ?", dedupe).Exists()
}
