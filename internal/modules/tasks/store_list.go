package tasks

import (
	"archwire/internal/kit/id"
	"archwire/internal/platform/db"
)

func listTasks(tx *db.Tx, q Query, me person) ([]Task, error) {
	for _, v := range []string{q.Clinic, q.Patient, q.Subject, q.After.ID} {
		if v != "" && !id.Valid(v) {
			return nil, nil // no row can match; PostgreSQL would refuse the comparison
		}
	}
	rows := inOrder(tx.From("tasks_tasks"), q).Limit(q.Limit)
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
	var found []taskRow
	err := rows.All(&found)
	out := make([]Task, len(found))
	for i, r := range found {
		out[i] = r.task()
	}
	return out, err
}

// inOrder sorts the list and goes on after the page before.
func inOrder(rows *db.Query, q Query) *db.Query {
	a := q.After
	if q.Order == ByDue {
		rows = rows.OrderBy("due_at, id")
		if a.ID != "" {
			rows = rows.Where("due_at > ? OR (due_at = ? AND id > ?)", a.Due, a.Due, a.ID)
		}
		return rows
	}
	rows = rows.OrderBy("priority, due_at, id")
	if a.ID != "" {
		rows = rows.Where("priority > ? OR (priority = ? AND (due_at > ? OR (due_at = ? AND id > ?)))",
			a.Priority, a.Priority, a.Due, a.Due, a.ID)
	}
	return rows
}

// ofPerson narrows a query to what somebody has to do.
func ofPerson(q *db.Query, w Whose, me person, now int64) *db.Query {
	if w == Clinic || w == "" {
		return q
	}
	cond, args := me.has(w)
	if cond == "" {
		return q.Where("1 = 0")
	}
	return q.Where(cond, args...).Where("snoozed_until <= ?", now)
}

// has is the condition that a task is in one of the person's lists; "" = none is.
func (me person) has(w Whose) (string, []any) {
	switch w {
	case Mine:
		if me.ID == "" {
			return "", nil
		}
		return "owner_id = ?", []any{me.ID}
	case Roles:
		return held(me)
	case Standing:
		return me.cover.condition()
	}
	var parts []string
	var all []any
	for _, one := range []Whose{Mine, Roles, Standing} {
		if cond, args := me.has(one); cond != "" {
			parts, all = append(parts, cond), append(all, args...)
		}
	}
	return either(parts), all
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
	return either(parts), args
}

func countTasks(tx *db.Tx, w Whose, me person) (Count, error) {
	all, err := ofPerson(tx.From("tasks_tasks"), w, me, tx.Now()).Where("state = 'open'").Count()
	if err != nil || all == 0 {
		return Count{}, err
	}
	late, err := ofPerson(tx.From("tasks_tasks"), w, me, tx.Now()).Where("state = 'open' AND due_at <= ?", tx.Now()).Count()
	return Count{all, late}, err
}
