package tasks

import (
	"fmt"

	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/jobs"
	"archwire/internal/platform/live"
)

// Open opens a task in the caller's transaction and gives its id. If a task with
// the same dedupe key is open in the group, nothing changes and that one's id
// comes back. A due time in the past is taken: the task is late at once.
//
// The caller answers for clinic, patient and owner; an unknown kind, a missing
// title or due time, or both or neither of owner and role is an error of the
// caller's program.
func (s *Service) Open(tx *db.Tx, n New) (string, error) {
	t, err := s.fresh(tx, n)
	if err != nil {
		return "", err
	}
	for {
		isNew, err := insertTask(tx, t)
		if err != nil {
			return "", err
		}
		if isNew {
			break
		}
		// The one that stood against it may have been closed since: then once more.
		if other, found, err := taskByDedupe(tx, n.Dedupe); err != nil || found {
			return other.ID, err
		}
	}
	if err := jobs.Lower(tx, WakeTopic, t.wake); err != nil {
		return "", err
	}
	return t.ID, s.tell(tx, t, change{What: Opened, Fact: "tasks.opened"})
}

// fresh makes a task of what a module says of it.
func (s *Service) fresh(tx *db.Tx, n New) (Task, error) {
	if _, ok := s.kinds[n.Kind]; !ok {
		return Task{}, fmt.Errorf("tasks: kind %q is not declared", n.Kind)
	}
	if n.Clinic == "" || n.Title.Key == "" || n.Due <= 0 || (n.Owner == "") == (n.Role == "") {
		return Task{}, fmt.Errorf("tasks: %s needs a clinic, a title, a due time and either owner or role", n.Kind)
	}
	if n.Priority == 0 {
		n.Priority = Normal
	}
	return Task{
		ID: tx.NewID(), Version: 1, Clinic: n.Clinic, Kind: n.Kind, State: Open, Title: n.Title, Patient: n.Patient,
		Subject: n.Subject, Owner: n.Owner, Role: n.Role, Priority: n.Priority, Due: n.Due, Dedupe: n.Dedupe,
		OpenedAt: tx.Now(), OpenedBy: tx.Actor(), wake: n.Due,
	}, nil
}

// Move gives the open task with the dedupe key another due time. It is in time
// again then: what it climbed of its ladder is forgotten. It tells whether there
// was an open task.
func (s *Service) Move(tx *db.Tx, dedupe string, due int64) (bool, error) {
	t, found, err := taskByDedupe(tx, dedupe)
	if err != nil || !found {
		return false, err
	}
	if t.Due == due {
		return true, nil
	}
	c := change{What: Moved, Fact: "tasks.moved", Before: t.Due}
	t.setDue(due)
	t.Snoozed = min(t.Snoozed, due)
	return true, s.write(tx, &t, c)
}

// Close ends the open task with the dedupe key by one of its kind's outcomes: an
// outcome that voids (Came) cancels it, another finishes it. It tells whether
// there was an open task. An outcome that the kind does not have, or that asks
// for another try, is an error of the caller's program.
func (s *Service) Close(tx *db.Tx, dedupe, outcome, note string) (bool, error) {
	t, found, err := taskByDedupe(tx, dedupe)
	if err != nil || !found {
		return false, err
	}
	o, ok := s.kinds[t.Kind].outcome(outcome)
	if !ok || o.Effect == Retries {
		return false, fmt.Errorf("tasks: %s is not closed by the outcome %q", t.Kind, outcome)
	}
	return true, s.end(tx, t, o, note)
}

// Retry notes, in the caller's transaction, that the open task with the dedupe key
// was tried in vain: it stays open, is due at the given instant and in time again.
// It tells whether there was an open task. An outcome that does not ask for
// another try is an error of the caller's program.
func (s *Service) Retry(tx *db.Tx, dedupe, outcome, note string, due int64) (bool, error) {
	t, found, err := taskByDedupe(tx, dedupe)
	if err != nil || !found {
		return false, err
	}
	o, ok := s.kinds[t.Kind].outcome(outcome)
	if !ok || o.Effect != Retries || due <= 0 {
		return false, fmt.Errorf("tasks: %s is not tried again after the outcome %q", t.Kind, outcome)
	}
	return true, s.write(tx, &t, t.tryAgain(Result{outcome, note, due}))
}

// Give hands the open task with the dedupe key to a person (owner) or to a role,
// in the caller's transaction. It tells whether there was an open task. Both or
// neither of owner and role is an error of the caller's program.
func (s *Service) Give(tx *db.Tx, dedupe, owner, role string) (bool, error) {
	if (owner == "") == (role == "") {
		return false, fmt.Errorf("tasks: %s is given to either a person or a role", dedupe)
	}
	t, found, err := taskByDedupe(tx, dedupe)
	if err != nil || !found {
		return false, err
	}
	if t.Owner == owner && t.Role == role {
		return true, nil
	}
	return true, s.write(tx, &t, t.handOver(owner, role, ""))
}

// Find gives the open task with the dedupe key, false if there is none.
func (s *Service) Find(tx *db.Tx, dedupe string) (Task, bool, error) { return taskByDedupe(tx, dedupe) }

// end closes a task by an outcome that finishes or voids.
func (s *Service) end(tx *db.Tx, t Task, o Outcome, note string) error {
	return s.write(tx, &t, t.end(o, note, tx.Now(), tx.Actor()))
}

// write saves a task that was changed and tells of it.
func (s *Service) write(tx *db.Tx, t *Task, c change) error {
	if err := s.save(tx, t); err != nil {
		return err
	}
	return s.tell(tx, *t, c)
}

// save writes the task against the version it was read at and lets the ticker
// know when it wakes.
func (s *Service) save(tx *db.Tx, t *Task) error {
	if err := updateTask(tx, *t); err != nil {
		return err
	}
	t.Version++
	if t.wake == 0 {
		return nil
	}
	return jobs.Lower(tx, WakeTopic, t.wake)
}

// tell appends to the history, records the audit, publishes the fact and touches
// the open screens.
func (s *Service) tell(tx *db.Tx, t Task, c change) error {
	if err := insertSteps(tx, stepOf(tx, t, c)); err != nil {
		return err
	}
	if err := s.audit.Record(tx, entryOf(t, c)); err != nil {
		return err
	}
	if c.Fact != "" {
		if err := s.facts.Publish(tx, factOf(t, c)); err != nil {
			return err
		}
	}
	return s.live.Touch(tx, live.Change{Topic: "tasks", Clinic: t.Clinic, ID: t.ID, Version: t.Version})
}

func entryOf(t Task, c change) audit.Entry {
	after := trail{Kind: t.Kind, State: t.State, Owner: t.Owner, Role: t.Role, Escalated: t.EscalatedTo,
		Due: t.Due, Snoozed: t.Snoozed, Outcome: c.Outcome}
	return audit.Entry{Action: "tasks." + string(c.What), SubjectKind: "task", SubjectID: t.ID,
		Patient: t.Patient, Clinic: t.Clinic, Before: c.Before, After: after}
}

func factOf(t Task, c change) events.Fact {
	return events.Fact{Kind: c.Fact, Clinic: t.Clinic, Patient: t.Patient, Subject: t.ID,
		Body: Told{Kind: t.Kind, About: t.Subject, Owner: t.Owner, Role: t.Role, Escalated: t.EscalatedTo, Due: t.Due, Outcome: c.Outcome}}
}

// trail is a task as the audit keeps it.
type trail struct {
	Kind      string `json:"kind"`
	State     State  `json:"state"`
	Owner     string `json:"owner,omitempty"`
	Role      string `json:"role,omitempty"`
	Escalated string `json:"escalated_to,omitempty"`
	Due       int64  `json:"due"`
	Snoozed   int64  `json:"snoozed_until,omitempty"`
	Outcome   string `json:"outcome,omitempty"`
}
