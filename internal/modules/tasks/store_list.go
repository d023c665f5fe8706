package tasks

import (
	"strings"

	"archwire/internal/kit/id"
	"archwire/internal/platform/db"
)

func listTasks(tx *db.Tx, q Query, me person) ([]Task, error) {
	for _, v := range []string{q.Clinic, q.Patient, q.Subject, q.After.ID} {
		if v != "" && !id.Valid(v) {
			return nil, nil // no row can match; PostgreSQL would refuse the comparison
		}
	}
	rows := tx.From("tasks_tasks").OrderBy("priority, due_at, id").Limit(q.Limit)
	rows = ofPerson(rows, q.Whose, me, tx.Now())
	for _, c := range []struct{ column, value string }{
		{"state", string(q.State)}, {"clinic_id", q.Clinic}, {"kind", q.Kind}, {"patient_id", q.Patient}, {"subject_id", q.Subject},
	} {
		if c.value != "" {
			rows = rows.Where(c.column+" = ?", c.value)
		}
	}
	if q.DueTo != 0 {
		rows = rows.Where("due_at < ?", q.DueTo)
	}
	if a := q.After; a.ID != "" {
		rows = rows.Where("priority > ? OR (priority = ? AND (due_at > ? OR (due_at = ? AND id > ?)))",
			a.Priority, a.Priority, a.Due, a.Due, a.ID)
	}
	var found []taskRow
	err := rows.All(&found)
	out := make([]Task, len(found))
	for i, r := range found {
		out[i] = r.task()
	}
	return out, err
}

// ofPerson narrows a query to what somebody has to do.
func ofPerson(q *db.Query, w Whose, me person, now int64) *db.Query {
	switch {
	case w == Mine && me.ID != "":
		return q.Where("owner_id = ?", me.ID).Where("snoozed_until <= ?", now)
	case w == Roles && len(me.Holdings) > 0:
		cond, args := held(me)
		return q.Where(cond, args...).Where("snoozed_until <= ?", now)
	case w == Mine || w == Roles:
		return q.Where("1 = 0")
	}
	return q
}

// held is the condition that a task is for one of the person's roles where they
// hold it, or was escalated to one.
func held(me person) (string, []any) {
	var parts []string
	var args []any
	for _, h := range me.Holdings {
		if h.Clinic == "" {
			parts = append(parts, "role = ? OR escalated_to = ?")
			args = append(args, h.Role, h.Role)
			continue
		}
		parts = append(parts, "clinic_id = ? AND (role = ? OR escalated_to = ?)")
		args = append(args, h.Clinic, h.Role, h.Role)
	}
	return "(" + strings.Join(parts, ") OR (") + ")", args
}

func countTasks(tx *db.Tx, w Whose, me person) (Count, error) {
	all, err := ofPerson(tx.From("tasks_tasks"), w, me, tx.Now()).Where("state = 'open'").Count()
	if err != nil || all == 0 {
		return Count{}, err
	}
	late, err := ofPerson(tx.From("tasks_tasks"), w, me, tx.Now()).Where("state = 'open' AND due_at <= ?", tx.Now()).Count()
	return Count{all, late}, err
}
