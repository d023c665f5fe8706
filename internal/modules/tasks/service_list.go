package tasks

import (
	"context"

	"archwire/internal/modules/org"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
)

// Whose says whose tasks a list shows.
type Whose string

// The lists. Snoozed tasks are hidden from all but the last.
const (
	Desk     Whose = "desk"     // all that waits for the actor: Mine, Roles and Standing
	Mine     Whose = "mine"     // given to the actor by name
	Roles    Whose = "roles"    // of the roles that the actor holds, or escalated to one of them
	Standing Whose = "standing" // of those who are away, for whom the actor stands in
	Clinic   Whose = "clinic"   // every task of the clinics in sight
)

// Order says what stands first in a list.
type Order string

// The orders.
const (
	ByPriority Order = "priority" // the urgent ones, then what is due first
	ByDue      Order = "due"      // what is due first
)

// Query says which tasks to list; zero fields ask for everything.
type Query struct {
	Whose   Whose
	State   State
	Clinic  string
	Kind    string
	Patient string
	Subject string
	DueTo   int64 // only what is due before, epoch milliseconds
	After   Place // continue after the last task of the page before
	Order   Order // ByPriority if empty
	Limit   int
}

// Place is where a task stands in a list.
type Place struct {
	Priority Priority
	Due      int64
	ID       string
}

// List gives tasks in the order that is asked for.
func (s *Service) List(ctx context.Context, q Query) ([]Task, error) {
	var out []Task
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		me, err := s.me(ctx, tx)
		if err == nil && (q.Whose == Desk || q.Whose == Standing) {
			me.cover, err = s.coverOf(tx, me)
		}
		if err != nil {
			return err
		}
		out, err = listTasks(tx, q, me)
		return err
	})
	return out, err
}

// Count is how many open tasks wait, and how many of them are late.
type Count struct{ Open, Late int }

// Counts is what the badge of the shell shows.
type Counts struct {
	Desk      Count // all that waits for the actor, each task once
	Mine      Count
	Roles     Count
	Standing  Count
	Approvals int // that wait for the actor's word
}

// Counts gives, for the badge of the shell, the tasks of the actor, those of their
// roles, those of whom they stand in for, and what the actor may decide.
func (s *Service) Counts(ctx context.Context) (Counts, error) {
	var out Counts
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		me, err := s.me(ctx, tx)
		if err != nil {
			return err
		}
		if me.cover, err = s.coverOf(tx, me); err != nil {
			return err
		}
		for _, c := range []struct {
			w   Whose
			out *Count
		}{{Desk, &out.Desk}, {Mine, &out.Mine}, {Roles, &out.Roles}, {Standing, &out.Standing}} {
			if *c.out, err = countTasks(tx, c.w, me); err != nil {
				return err
			}
			if c.w == Desk && c.out.Open == 0 {
				break // then there is none in the parts either
			}
		}
		actor, _ := auth.From(ctx)
		out.Approvals, err = countToDecide(tx, s.deciding(actor, false), actor.ID)
		return err
	})
	return out, err
}

// Show gives one task with its history. Its fault is NotFound.
func (s *Service) Show(ctx context.Context, task string) (Task, []Step, error) {
	var t Task
	var steps []Step
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if t, err = taskOne(tx, task); err != nil {
			return err
		}
		steps, err = stepsOf(tx, task)
		return err
	})
	return t, steps, err
}

// Kinds lists the declared kinds in the order of declaration.
func (s *Service) Kinds() []Kind {
	out := make([]Kind, len(s.order))
	for i, key := range s.order {
		out[i] = s.kinds[key]
	}
	return out
}

// person is who asks, with what they hold.
type person struct {
	ID       string
	Holdings []org.Holding
	cover    cover
}

// me reads the actor's roles. The program itself, and an account that is no
// member of the staff, hold none.
func (s *Service) me(ctx context.Context, tx *db.Tx) (person, error) {
	actor, _ := auth.From(ctx)
	staff, err := s.org.StaffByIDs(tx, []string{actor.ID})
	return person{ID: actor.ID, Holdings: staff[actor.ID].Holdings}, err
}
