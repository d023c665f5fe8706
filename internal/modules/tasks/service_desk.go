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
// Closed, OwnForm, UnknownOutcome, DuePast, DueTooFar, db.Stale; auth.Forbidden
// for an outcome that voids without the right to cancel.
func (s *Service) Record(ctx context.Context, task string, version int64, r Result) (Task, error) {
	return s.act(ctx, task, version, func(tx *db.Tx, t *Task) (change, error) { return s.recorded(ctx, tx, t, r) })
}

func (s *Service) recorded(ctx context.Context, tx *db.Tx, t *Task, r Result) (change, error) {
	k := s.kinds[t.Kind]
	if k.Own {
		return change{}, OwnForm.With("kind", t.Kind, "form", k.Form)
	}
	o, ok := k.outcome(r.Outcome)
	if !ok {
		return change{}, UnknownOutcome.At("outcome", "outcome", r.Outcome)
	}
	switch o.Effect {
	case Retries:
		due, err := s.retryAt(tx, *t, r.Due)
		if err != nil {
			return change{}, err
		}
		r.Due = due
		return t.tryAgain(r), nil
	case Voids:
		if err := auth.Require(ctx, MayCancel, t.Clinic); err != nil {
			return change{}, err
		}
	}
	return t.end(o, r.Note, tx.Now(), tx.Actor()), nil
}

// retryAt is when to try again, where 0 leaves it to the settings.
func (s *Service) retryAt(tx *db.Tx, t Task, due int64) (int64, error) {
	if due == 0 {
		wait, err := RetryMinutes.Int(tx, t.Clinic)
		return tx.Now() + int64(wait)*minute, err
	}
	if f := checkDue("due_at", due, tx.Now()); f != nil {
		return 0, f
	}
	return due, nil
}

// HandOver gives the task to a person (owner) or to a role. Taking a role's task
// oneself is handing it over to oneself. Faults: NotFound, Closed, OwnerOrRole,
// UnknownRole, NotHere, org.StaffNotFound, db.Stale.
func (s *Service) HandOver(ctx context.Context, task string, version int64, owner, role, note string) (Task, error) {
	return s.act(ctx, task, version, func(tx *db.Tx, t *Task) (change, error) { return s.handedOver(tx, t, owner, role, note) })
}

func (s *Service) handedOver(tx *db.Tx, t *Task, owner, role, note string) (change, error) {
	if (owner == "") == (role == "") {
		return change{}, OwnerOrRole.At("owner_id")
	}
	if err := s.checkWhose(tx, t.Clinic, owner, role); err != nil {
		return change{}, err
	}
	return t.handOver(owner, role, note), nil
}

// Snooze hides the task from the lists of those who do it until an instant; 0
// shows it again. Faults: NotFound, Closed, DuePast, SnoozeBeyondDue, db.Stale.
func (s *Service) Snooze(ctx context.Context, task string, version, until int64) (Task, error) {
	return s.act(ctx, task, version, func(tx *db.Tx, t *Task) (change, error) { return snoozed(tx, t, until) })
}

func snoozed(tx *db.Tx, t *Task, until int64) (change, error) {
	if until != 0 {
		if f := checkSnooze(*t, until, tx.Now()); f != nil {
			return change{}, f
		}
	}
	return t.snooze(until), nil
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

// Reopen opens a closed task again, with its due time. Without MayCancel one opens
// only what one has just closed oneself. Faults: NotFound, StillOpen, AnotherOpen,
// OwnForm, auth.Forbidden, db.Stale.
func (s *Service) Reopen(ctx context.Context, task string, version int64) (Task, error) {
	var t Task
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if t, err = taskAt(tx, task, version); err != nil {
			return err
		}
		c, err := s.reopened(ctx, tx, &t)
		if err != nil {
			return err
		}
		return s.write(tx, &t, c)
	})
	if db.Violated(err) == "tasks_tasks_dedupe" {
		return Task{}, AnotherOpen.With()
	}
	return t, err
}

func (s *Service) reopened(ctx context.Context, tx *db.Tx, t *Task) (change, error) {
	if t.State == Open {
		return change{}, StillOpen.With()
	}
	if k := s.kinds[t.Kind]; k.Own {
		return change{}, OwnForm.With("kind", t.Kind, "form", k.Form)
	}
	if !t.ownSlip(tx.Actor(), tx.Now()) {
		if err := auth.Require(ctx, MayCancel, t.Clinic); err != nil {
			return change{}, err
		}
	}
	return t.reopen(), nil
}

// turn works out a change of an open task.
type turn func(*db.Tx, *Task) (change, error)

// act changes an open task that the actor has read at a version, and gives it as
// it stands afterwards.
func (s *Service) act(ctx context.Context, task string, version int64, fn turn) (Task, error) {
	var t Task
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if t, err = taskAt(tx, task, version); err != nil {
			return err
		}
		c, err := turned(tx, &t, fn)
		if err != nil {
			return err
		}
		return s.write(tx, &t, c)
	})
	return t, err
}

// turned works out a change unless the task is closed.
func turned(tx *db.Tx, t *Task, fn turn) (change, error) {
	if t.State != Open {
		return change{}, Closed.With("state", string(t.State))
	}
	return fn(tx, t)
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
