package tasks

import (
	"context"
	"slices"
	"strings"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/org"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

// OpenByHand opens a task that a person thought of. Faults: UnknownKind,
// TextMissing, PatientMissing, PatientUnknown, OwnerOrRole, DuePast, DueTooFar,
// UnknownRole, NotHere, org.ClinicNotFound, org.StaffNotFound.
func (s *Service) OpenByHand(ctx context.Context, b ByHand) (Task, error) {
	if err := b.check(s.db.Now()); err != nil {
		return Task{}, err
	}
	var t Task
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(b.Clinic); err != nil {
			return err
		}
		if _, err := s.org.Clinic(tx, b.Clinic); err != nil {
			return err
		}
		if err := s.checkWhose(tx, b.Clinic, b.Owner, b.Role); err != nil {
			return err
		}
		if err := s.checkPatient(tx, b.Patient); err != nil {
			return err
		}
		id, err := s.Open(tx, New{Kind: b.Kind, Clinic: b.Clinic, Patient: b.Patient, Due: b.Due, Owner: b.Owner, Role: b.Role,
			Priority: b.Priority, Title: Title{Key: "tasks.title.own", Args: map[string]any{"text": strings.TrimSpace(b.Text)}}})
		if err != nil {
			return err
		}
		if t, err = taskOne(tx, id); err != nil {
			return err
		}
		return s.answer(tx, t)
	})
	return t, err
}

// Result is what a person says came of a task.
type Result struct {
	Outcome string
	Note    string
	Due     int64 // for an outcome that retries: when to try again; 0 = after tasks.retry_minutes
}

// Record writes down what came of the task at a version. Faults: NotFound,
// Closed, UnknownOutcome, DuePast, DueTooFar, db.Stale; auth.Forbidden for an
// outcome that voids without the right to cancel.
func (s *Service) Record(ctx context.Context, task string, version int64, r Result) (Task, error) {
	return s.act(ctx, task, version, func(tx *db.Tx, t Task) error {
		o, ok := s.kinds[t.Kind].outcome(r.Outcome)
		if !ok {
			return UnknownOutcome.At("outcome", "outcome", r.Outcome)
		}
		switch o.Effect {
		case Retries:
			return s.tryAgain(tx, t, r)
		case Voids:
			if err := auth.Require(ctx, MayCancel, t.Clinic); err != nil {
				return err
			}
		}
		return s.end(tx, t, o, r.Note)
	})
}

// tryAgain notes a try in vain; the task is due later and in time again.
func (s *Service) tryAgain(tx *db.Tx, t Task, r Result) error {
	if r.Due == 0 {
		wait, err := RetryMinutes.Int(tx, t.Clinic)
		if err != nil {
			return err
		}
		r.Due = tx.Now() + int64(wait)*minute
	}
	if f := checkDue("due_at", r.Due, tx.Now()); f != nil {
		return f
	}
	before := t.Due
	t.Attempts++
	t.setDue(r.Due)
	t.Snoozed, t.Outcome, t.Note = 0, r.Outcome, r.Note
	if err := s.save(tx, &t); err != nil {
		return err
	}
	return s.tell(tx, t, change{What: Tried, Fact: "tasks.tried", Outcome: r.Outcome, Text: r.Note, Before: before})
}

// HandOver gives the task to a person (owner) or to a role. Taking a role's task
// oneself is handing it over to oneself. Faults: NotFound, Closed, OwnerOrRole,
// UnknownRole, NotHere, org.StaffNotFound, db.Stale.
func (s *Service) HandOver(ctx context.Context, task string, version int64, owner, role, note string) (Task, error) {
	if (owner == "") == (role == "") {
		return Task{}, OwnerOrRole.At("owner_id")
	}
	return s.act(ctx, task, version, func(tx *db.Tx, t Task) error {
		if err := s.checkWhose(tx, t.Clinic, owner, role); err != nil {
			return err
		}
		before := map[string]string{"owner": t.Owner, "role": t.Role}
		t.Owner, t.Role = owner, role
		if err := s.save(tx, &t); err != nil {
			return err
		}
		return s.tell(tx, t, change{What: HandedOver, Fact: "tasks.handed_over", Text: note, Before: before})
	})
}

// Snooze hides the task from the lists of those who do it until an instant.
// Faults: NotFound, Closed, DuePast, SnoozeBeyondDue, db.Stale.
func (s *Service) Snooze(ctx context.Context, task string, version, until int64) (Task, error) {
	return s.act(ctx, task, version, func(tx *db.Tx, t Task) error {
		if f := checkSnooze(t, until, tx.Now()); f != nil {
			return f
		}
		before := t.Snoozed
		t.Snoozed = until
		if err := s.save(tx, &t); err != nil {
			return err
		}
		return s.tell(tx, t, change{What: Snoozed, Before: before})
	})
}

// Comment adds a remark to the history of a task, open or closed. It is no
// change of the task, so it needs no version. Faults: NotFound, TextMissing.
func (s *Service) Comment(ctx context.Context, task, remark string) (Task, error) {
	if strings.TrimSpace(remark) == "" {
		return Task{}, TextMissing.At("text")
	}
	var t Task
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if t, err = taskOne(tx, task); err != nil {
			return err
		}
		if err := s.tell(tx, t, change{What: Commented, Text: strings.TrimSpace(remark)}); err != nil {
			return err
		}
		return s.answer(tx, t)
	})
	return t, err
}

// Reopen opens a closed task again, with its due time. Faults: NotFound,
// StillOpen, AnotherOpen, db.Stale.
func (s *Service) Reopen(ctx context.Context, task string, version int64) (Task, error) {
	var t Task
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if t, err = taskAt(tx, task, version); err != nil {
			return err
		}
		if t.State == Open {
			return StillOpen.With()
		}
		before := map[string]string{"state": string(t.State), "outcome": t.Outcome}
		t.State, t.Outcome, t.Note, t.ClosedAt, t.ClosedBy = Open, "", "", 0, ""
		t.setDue(t.Due)
		if err := s.save(tx, &t); err != nil {
			return err
		}
		return s.tell(tx, t, change{What: Reopened, Fact: "tasks.reopened", Before: before})
	})
	if db.Violated(err) == "tasks_tasks_dedupe" {
		return Task{}, AnotherOpen.With()
	}
	return t, err
}

// act changes an open task that the actor has read at a version, and gives it as
// it stands afterwards.
func (s *Service) act(ctx context.Context, task string, version int64, fn func(*db.Tx, Task) error) (Task, error) {
	var t Task
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if t, err = taskAt(tx, task, version); err != nil {
			return err
		}
		if t.State != Open {
			return Closed.With("state", string(t.State))
		}
		if err = fn(tx, t); err != nil {
			return err
		}
		t, err = taskOne(tx, task)
		return err
	})
	return t, err
}

// checkWhose refuses an owner who does not work in the clinic and a role that
// nobody knows.
func (s *Service) checkWhose(tx *db.Tx, clinic, owner, role string) error {
	if role != "" {
		return s.checkRole(tx, clinic, role)
	}
	who, err := s.org.Staff(tx, owner)
	if err != nil {
		return err
	}
	zone, err := s.org.Zone(tx, clinic)
	if err != nil {
		return err
	}
	if !who.Employed(civil.Of(tx.Now(), zone)) || len(who.RolesAt(clinic))+len(who.RolesAt("")) == 0 {
		return NotHere.At("owner_id")
	}
	return nil
}

// checkPatient refuses somebody whom the actor does not see.
func (s *Service) checkPatient(tx *db.Tx, patient string) error {
	if patient == "" || s.Faces == nil {
		return nil
	}
	seen, err := s.Faces(tx, []string{patient})
	if _, ok := seen[patient]; err == nil && !ok {
		err = PatientUnknown.At("patient_id")
	}
	return err
}

// checkRole takes the built-in roles, and the group's own where somebody of the
// clinic holds it.
func (s *Service) checkRole(tx *db.Tx, clinic, role string) error {
	if slices.Contains(org.BuiltIn, role) {
		return nil
	}
	staff, err := s.org.StaffOf(tx, clinic)
	if err != nil {
		return err
	}
	for _, one := range staff {
		if one.Is(role, clinic) {
			return nil
		}
	}
	return UnknownRole.At("role", "role", role)
}

// answer keeps the answer of an idempotent creation in its transaction.
func (s *Service) answer(tx *db.Tx, t Task) error {
	v, err := s.view(tx, []Task{t})
	if err != nil {
		return err
	}
	return httpapi.Answer(tx, v[0])
}
