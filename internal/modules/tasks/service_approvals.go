package tasks

import (
	"context"
	"fmt"
	"strings"

	"archwire/internal/platform/audit"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/live"
)

// ApprovalKind declares a sort of approval. Its text is "approval.<key>".
type ApprovalKind struct {
	Key        string // "plans.change": the module's name, a dot, what is asked for
	Permission string // who holds it in the clinic may decide, but for who asked
	// Settle runs in the transaction in which the approval is decided or withdrawn;
	// its error undoes the decision. The approval carries the new state. nil:
	// nothing follows.
	Settle func(ctx context.Context, tx *db.Tx, a Approval) error
}

// AddApprovals declares kinds, at start only. A bad declaration or a key that is
// there already is an error.
func (s *Service) AddApprovals(list ...ApprovalKind) error {
	for _, k := range list {
		if !kindForm.MatchString(k.Key) || k.Permission == "" {
			return fmt.Errorf("tasks: approval %q is not module.what or names no permission", k.Key)
		}
		if _, dup := s.approvals[k.Key]; dup {
			return fmt.Errorf("tasks: approval %s is declared twice", k.Key)
		}
		s.approvals[k.Key] = k
	}
	return nil
}

// Ask asks for an approval in the caller's transaction and gives its id. The
// caller answers for clinic, patient and subject. An unknown kind or a missing
// clinic or subject is an error of the caller's program; AlreadyAsked: the same
// is waiting about the subject.
func (s *Service) Ask(tx *db.Tx, n NewApproval) (string, error) {
	if _, ok := s.approvals[n.Kind]; !ok {
		return "", fmt.Errorf("tasks: approval %q is not declared", n.Kind)
	}
	if n.Clinic == "" || n.Subject == "" {
		return "", fmt.Errorf("tasks: approval %s needs a clinic and a subject", n.Kind)
	}
	a := Approval{ID: tx.NewID(), Version: 1, Clinic: n.Clinic, Kind: n.Kind, Subject: n.Subject, Patient: n.Patient,
		Why: strings.TrimSpace(n.Why), Args: n.Args, Amount: n.Amount, State: ApprovalWaiting, AskedBy: tx.Actor(), AskedAt: tx.Now()}
	fresh, err := insertApproval(tx, a)
	if err != nil {
		return "", err
	}
	if !fresh {
		return "", AlreadyAsked.With()
	}
	return a.ID, s.tellApproval(tx, a, FactApprovalAsked)
}

// Waiting gives the approval of a kind that waits about a subject, false if none
// does.
func (s *Service) Waiting(tx *db.Tx, kind, subject string) (Approval, bool, error) {
	return approvalWaiting(tx, kind, subject, false)
}

// TakeBack withdraws, in the caller's transaction, the approval of a kind that
// waits about a subject, because it is no longer needed; Settle is not called. It
// tells whether there was one.
func (s *Service) TakeBack(tx *db.Tx, kind, subject string) (bool, error) {
	a, found, err := approvalWaiting(tx, kind, subject, true)
	if err != nil || !found {
		return false, err
	}
	a.State, a.DecidedBy, a.DecidedAt = ApprovalWithdrawn, tx.Actor(), tx.Now()
	if err := updateApproval(tx, &a); err != nil {
		return false, err
	}
	return true, s.tellApproval(tx, a, FactApprovalWithdrawn)
}

// Decide approves or refuses at a version, and does what follows. Faults:
// ApprovalNotFound, Decided, OwnApproval, NoteMissing for a refusal without a
// word, auth.Forbidden, db.Stale, and those of what follows.
func (s *Service) Decide(ctx context.Context, approval string, version int64, approve bool, note string) (Approval, error) {
	note = strings.TrimSpace(note)
	if !approve && note == "" {
		return Approval{}, NoteMissing.At("note")
	}
	return s.settle(ctx, approval, version, FactApprovalDecided, func(tx *db.Tx, a *Approval) error {
		if err := auth.Require(ctx, s.approvals[a.Kind].Permission, a.Clinic); err != nil {
			return err
		}
		if a.AskedBy != "" && a.AskedBy == tx.Actor() {
			return OwnApproval.With()
		}
		a.State, a.Note = ApprovalRefused, note
		if approve {
			a.State = ApprovalApproved
		}
		return nil
	})
}

// Withdraw takes an approval back by who asked for it. Faults: ApprovalNotFound,
// Decided, NotYours, db.Stale.
func (s *Service) Withdraw(ctx context.Context, approval string, version int64) (Approval, error) {
	return s.settle(ctx, approval, version, FactApprovalWithdrawn, func(tx *db.Tx, a *Approval) error {
		if a.AskedBy != tx.Actor() {
			return NotYours.With()
		}
		a.State = ApprovalWithdrawn
		return nil
	})
}

func (s *Service) settle(ctx context.Context, approval string, version int64, fact string, decide func(*db.Tx, *Approval) error) (Approval, error) {
	var a Approval
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if a, err = approvalToChange(tx, approval); err != nil {
			return err
		}
		if a.State != ApprovalWaiting {
			return Decided.With("state", string(a.State))
		}
		if a.Version != version {
			return db.Stale.With()
		}
		if err := decide(tx, &a); err != nil {
			return err
		}
		a.DecidedBy, a.DecidedAt = tx.Actor(), tx.Now()
		if err := updateApproval(tx, &a); err != nil {
			return err
		}
		if follow := s.approvals[a.Kind].Settle; follow != nil {
			if err := follow(ctx, tx, a); err != nil {
				return err
			}
		}
		return s.tellApproval(tx, a, fact)
	})
	return a, err
}

func (s *Service) tellApproval(tx *db.Tx, a Approval, fact string) error {
	err := s.audit.Record(tx, audit.Entry{Action: fact, SubjectKind: "approval", SubjectID: a.ID, Patient: a.Patient, Clinic: a.Clinic,
		After: ApprovalTold{a.Kind, a.Subject, a.State}, Reason: a.Note})
	if err != nil {
		return err
	}
	err = s.facts.Publish(tx, events.Fact{Kind: fact, Clinic: a.Clinic, Patient: a.Patient, Subject: a.ID,
		Body: ApprovalTold{a.Kind, a.Subject, a.State}})
	if err != nil {
		return err
	}
	return s.live.Touch(tx, live.Change{Topic: "approvals", Clinic: a.Clinic, ID: a.ID, Version: a.Version})
}

// ApprovalQuery says which approvals to list.
type ApprovalQuery struct {
	State   ApprovalState // "" = all
	Clinic  string
	Subject string
	Asked   bool // only what the actor asked for; otherwise also what the actor may decide
	Before  Asked
	Limit   int
}

// Asked is where an approval stands in a list: the latest first.
type Asked struct {
	At int64
	ID string
}

// Approvals lists what the actor asked for or may decide, the latest first.
func (s *Service) Approvals(ctx context.Context, q ApprovalQuery) ([]Approval, error) {
	actor, _ := auth.From(ctx)
	var out []Approval
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = approvalList(tx, q, s.deciding(actor, q.Asked), actor.ID)
		return err
	})
	return out, err
}

// right is where somebody may decide a kind; no clinics = everywhere.
type right struct {
	Kind    string
	Clinics []string
}

// deciding lists the kinds that the actor may decide, and where.
func (s *Service) deciding(actor auth.Actor, none bool) []right {
	var out []right
	for key, k := range s.approvals {
		if clinics, ok := actor.Clinics(k.Permission); ok && !none {
			out = append(out, right{key, clinics})
		}
	}
	return out
}

// MayDecide tells whether the actor may decide the approval.
func (s *Service) MayDecide(ctx context.Context, a Approval) bool {
	actor, _ := auth.From(ctx)
	return a.State == ApprovalWaiting && (a.AskedBy == "" || a.AskedBy != actor.ID) && actor.Can(s.approvals[a.Kind].Permission, a.Clinic)
}

// ShowApproval gives one approval that the actor asked for or may decide. Its
// fault is ApprovalNotFound.
func (s *Service) ShowApproval(ctx context.Context, approval string) (Approval, error) {
	var a Approval
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		a, err = approvalOne(tx, approval, false)
		return err
	})
	if err != nil {
		return a, err
	}
	if actor, _ := auth.From(ctx); a.AskedBy != actor.ID && !actor.Can(s.approvals[a.Kind].Permission, a.Clinic) {
		return Approval{}, ApprovalNotFound.With()
	}
	return a, nil
}
