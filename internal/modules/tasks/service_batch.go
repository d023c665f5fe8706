package tasks

import (
	"cmp"
	"context"
	"fmt"

	"archwire/internal/kit/fault"
	"archwire/internal/kit/id"
	"archwire/internal/platform/db"
)

// Pick is one of many tasks, as the actor has read it, and what is to become of it.
type Pick struct {
	ID      string
	Version int64
	Owner   string // HandOverAll: to whom, or
	Role    string
	Until   int64 // SnoozeAll: until when; 0 shows it again
}

// Row is what came of one of many: the task as it stands, or why it was left as it
// was.
type Row struct {
	ID    string
	Task  Task // where Fault is nil
	Fault *fault.Fault
}

// HandOverAll gives each task to its person or role. The faults of a row are those
// of HandOver.
func (s *Service) HandOverAll(ctx context.Context, list []Pick, note string) ([]Row, error) {
	return s.many(ctx, list, openOnly(func(tx *db.Tx, t *Task, p Pick) (change, error) {
		return s.handedOver(tx, t, p.Owner, p.Role, note)
	}))
}

// SnoozeAll hides each task until its instant. The faults of a row are those of
// Snooze.
func (s *Service) SnoozeAll(ctx context.Context, list []Pick) ([]Row, error) {
	return s.many(ctx, list, openOnly(func(tx *db.Tx, t *Task, p Pick) (change, error) { return snoozed(tx, t, p.Until) }))
}

// DoneAll finishes what is simply done or not. The faults of a row are those of
// Record, and NoTodo for a call or a task with a form of its own.
func (s *Service) DoneAll(ctx context.Context, list []Pick, note string) ([]Row, error) {
	return s.many(ctx, list, openOnly(func(tx *db.Tx, t *Task, _ Pick) (change, error) {
		if _, simple := s.kinds[t.Kind].outcome(DoneOutcome); !simple || s.kinds[t.Kind].Call {
			return change{}, NoTodo.With()
		}
		return s.recorded(ctx, tx, t, Result{Outcome: DoneOutcome, Note: note})
	}))
}

// ReopenAll opens closed tasks again. The faults of a row are those of Reopen.
func (s *Service) ReopenAll(ctx context.Context, list []Pick) ([]Row, error) {
	rows, err := s.many(ctx, list, func(tx *db.Tx, t *Task, _ Pick) (change, error) {
		if t.Dedupe != "" && t.State != Open {
			_, other, err := taskByDedupe(tx, t.Dedupe)
			if err != nil {
				return change{}, err
			}
			if other {
				return change{}, AnotherOpen.With()
			}
		}
		return s.reopened(ctx, tx, t)
	})
	if db.Violated(err) == "tasks_tasks_dedupe" {
		return nil, AnotherOpen.With()
	}
	return rows, err
}

// pickTurn works out a change of one of many tasks.
type pickTurn func(*db.Tx, *Task, Pick) (change, error)

func openOnly(fn pickTurn) pickTurn {
	return func(tx *db.Tx, t *Task, p Pick) (change, error) {
		return turned(tx, t, func(tx *db.Tx, t *Task) (change, error) { return fn(tx, t, p) })
	}
}

// many changes tasks in one transaction. A row that may not be changed says why and
// leaves the others alone: a fault is found before anything of its row is written.
// Where nothing could be done at all the whole is refused, with the fault of each
// row.
func (s *Service) many(ctx context.Context, list []Pick, fn pickTurn) ([]Row, error) {
	var ids []string
	for _, p := range list {
		if id.Valid(p.ID) { // PostgreSQL would refuse the comparison
			ids = append(ids, p.ID)
		}
	}
	out := make([]Row, len(list))
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		tasks, err := tasksToChange(tx, ids)
		if err != nil {
			return err
		}
		for i, p := range list {
			t, there := tasks[p.ID]
			c, err := picked(tx, &t, there, p, fn)
			out[i] = Row{ID: p.ID}
			if f, refused := fault.As(err); refused {
				out[i].Fault = f
				continue
			}
			if err != nil {
				return err
			}
			if err := s.write(tx, &t, c); err != nil {
				return err
			}
			tasks[p.ID], out[i].Task = t, t
		}
		return allRefused(out)
	})
	return out, err
}

// allRefused is the fault of rows of which none was changed, naming each; nil where
// one was.
func allRefused(rows []Row) error {
	var all []*fault.Fault
	for i, r := range rows {
		if r.Fault == nil {
			return nil
		}
		f := *r.Fault
		f.Field = fmt.Sprintf("tasks[%d].%s", i, cmp.Or(f.Field, "id"))
		all = append(all, &f)
	}
	return fault.Join(all)
}

func picked(tx *db.Tx, t *Task, there bool, p Pick, fn pickTurn) (change, error) {
	switch {
	case !there:
		return change{}, NotFound.With()
	case t.Version != p.Version:
		return change{}, db.Stale.With()
	}
	return fn(tx, t, p)
}
