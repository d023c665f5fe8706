package tasks

import (
	"context"

	"archwire/internal/platform/db"
)

// perWake bounds the tasks that one transaction escalates.
const perWake = 100

// escalateDue lets every task that is late climb one rung of its ladder. The
// rows are locked and their next instant moves on in the same transaction, so
// that several programs at once escalate each task once.
func (s *Service) escalateDue(ctx context.Context, now int64) error {
	for {
		n := 0
		err := s.db.Write(ctx, func(tx *db.Tx) error {
			list, err := dueTasks(tx, now, perWake)
			if err != nil {
				return err
			}
			n = len(list)
			for _, t := range list {
				if err := s.escalate(tx, t); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || n < perWake {
			return err
		}
	}
}

// escalate lets one task climb; at the top of its ladder it only stops waking.
func (s *Service) escalate(tx *db.Tx, t Task) error {
	k := s.kinds[t.Kind] // a kind that is no longer declared has no ladder
	next, climbed, ok := k.rung(t.Climbed, t.Role)
	if !ok {
		t.wake = 0
		return s.save(tx, &t)
	}
	t.EscalatedTo, t.Climbed, t.wake = next, climbed, 0
	if _, _, more := k.rung(climbed, t.Role); more {
		wait, err := EscalateMinutes.Int(tx, t.Clinic)
		if err != nil {
			return err
		}
		t.wake = tx.Now() + int64(wait)*minute
	}
	return s.write(tx, &t, change{What: Escalated, Fact: "tasks.escalated"})
}
