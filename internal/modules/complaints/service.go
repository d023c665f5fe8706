package complaints

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/id"
	"archwire/internal/modules/org"
	"archwire/internal/modules/tasks"
	"archwire/internal/platform/db"
	"archwire/internal/platform/settings"
)

// Raise writes a complaint down in the caller's transaction, with its task, and
// gives its id. Where the origin has raised one already, that one's id comes back
// and nothing happens. The caller answers for clinic, patient and subject. Faults:
// WordsMissing, OwnerNotHere, org.StaffNotFound; a missing clinic or patient, or a
// cause or way that there is not, is an error of the caller's program.
func (s *Service) Raise(tx *db.Tx, n New) (string, error) {
	if n.Clinic == "" || n.Patient == "" || !slices.Contains(Abouts, n.About) || n.Way == "" {
		return "", fmt.Errorf("complaints: a complaint needs a clinic, a patient, a cause and a way: %q, %q", n.About, n.Way)
	}
	if f := n.check(); f != nil {
		return "", f
	}
	if err := s.checkOwner(tx, n.Clinic, n.Owner); err != nil {
		return "", err
	}
	c, err := s.made(tx, n)
	if err != nil {
		return "", err
	}
	if fresh, err := insertComplaint(tx, c); err != nil || !fresh {
		if err != nil {
			return "", err
		}
		return raisedFrom(tx, n.Origin)
	}
	if err := s.tell(tx, c, FactRaised, Step{What: StepRaised}); err != nil {
		return "", err
	}
	return c.ID, s.openTask(tx, c, toAnswer, c.AnswerDue)
}

// made is a complaint as it is raised now.
func (s *Service) made(tx *db.Tx, n New) (Complaint, error) {
	numbers, err := settings.Of(tx, n.Clinic)
	if err != nil {
		return Complaint{}, err
	}
	if n.Severity == "" {
		n.Severity = Normal
	}
	return Complaint{ID: tx.NewID(), Version: 1, Clinic: n.Clinic, Patient: n.Patient, About: n.About, Subject: n.Subject,
		Words: strings.TrimSpace(n.Words), Severity: n.Severity, Way: n.Way, Origin: n.Origin, State: Open, Owner: n.Owner,
		AnswerDue: tx.Now() + int64(numbers.Int(AnswerHours))*hour, ResultDue: tx.Now() + int64(numbers.Int(ResultDays))*day,
		RaisedAt: tx.Now(), RaisedBy: tx.Actor()}, nil
}

// openTask opens what a complaint waits for, for its owner or whoever manages the
// clinic.
func (s *Service) openTask(tx *db.Tx, c Complaint, k tasks.Kind, due int64) error {
	n := tasks.New{Kind: k.Key, Clinic: c.Clinic, Patient: c.Patient, Subject: c.ID, Title: tasks.Title{Key: "complaints.task." + k.Key[len("complaints."):]},
		Due: due, Owner: c.Owner, Dedupe: taskKey(k, c.ID)}
	if c.Owner == "" {
		n.Role = org.RoleManager
	}
	if c.Severity == Serious {
		n.Priority = tasks.Urgent
	}
	_, err := s.tasks.Open(tx, n)
	return err
}

func taskKey(k tasks.Kind, complaint string) string { return k.Key + ":" + complaint }

// checkOwner refuses who does not work in the clinic. Faults: OwnerNotHere,
// org.StaffNotFound.
func (s *Service) checkOwner(tx *db.Tx, clinic, owner string) error {
	if owner == "" {
		return nil
	}
	who, err := s.org.Staff(tx, owner)
	if err != nil {
		return err
	}
	zone, err := s.org.Zone(tx, clinic)
	if err == nil && (!who.Employed(civil.Of(tx.Now(), zone)) || len(who.RolesAt(clinic))+len(who.RolesAt("")) == 0) {
		err = OwnerNotHere.At("owner_id", "name", who.Name)
	}
	return err
}

// OpenOf gives those of the patients who have an open complaint, in whichever
// clinic, with the oldest one.
func (s *Service) OpenOf(tx *db.Tx, patients []string) (map[string]string, error) {
	out := map[string]string{}
	for part := range slices.Chunk(patients, perRead) {
		rows, err := openOf(tx, part)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if _, older := out[r.Patient]; !older {
				out[r.Patient] = r.ID
			}
		}
	}
	return out, nil
}

// RaiseByHand writes down a complaint that somebody heard. Faults: those of Raise,
// PatientUnknown, SubjectUnknown, db.OutOfScope.
func (s *Service) RaiseByHand(ctx context.Context, n New, last func(*db.Tx, Complaint) error) (Complaint, error) {
	var c Complaint
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(n.Clinic); err != nil {
			return err
		}
		if err := s.checkPatient(tx, n.Patient); err != nil {
			return err
		}
		if err := s.checkSubject(tx, n); err != nil {
			return err
		}
		one, err := s.Raise(tx, n)
		if err != nil {
			return err
		}
		if c, err = complaintOne(tx, one, false); err != nil {
			return err
		}
		return last(tx, c)
	})
	return c, err
}

// checkPatient refuses somebody whom the actor does not see.
func (s *Service) checkPatient(tx *db.Tx, patient string) error {
	if !id.Valid(patient) { // PostgreSQL would refuse the comparison
		return PatientUnknown.At("patient_id")
	}
	cards, err := s.patients.Cards(tx, []string{patient})
	if _, seen := cards[patient]; err == nil && !seen {
		err = PatientUnknown.At("patient_id")
	}
	return err
}

// checkSubject refuses a subject that is neither a visit of the patient nor a
// colleague: nothing else is named by hand. Faults: SubjectUnknown.
func (s *Service) checkSubject(tx *db.Tx, n New) error {
	if n.Subject == "" {
		return nil
	}
	switch n.About {
	case AboutVisit, AboutWaiting:
		v, err := s.visits.ByID(tx, n.Subject)
		if _, shown := fault.As(err); shown || err == nil && v.Patient != n.Patient {
			return SubjectUnknown.At("subject_id")
		}
		return err
	case AboutDoctor, AboutService:
		people, err := s.org.StaffByIDs(tx, []string{n.Subject})
		if _, there := people[n.Subject]; err == nil && !there {
			err = SubjectUnknown.At("subject_id")
		}
		return err
	}
	return SubjectUnknown.At("subject_id")
}

// Do writes down what somebody did about an open complaint; the first answer to
// the patient is told besides, and the task moves on to the result. Faults:
// NotFound, AlreadyClosed, TextMissing, AmountWrong.
func (s *Service) Do(ctx context.Context, complaint string, d Deed, last func(*db.Tx, Complaint) error) (Complaint, error) {
	if f := d.check(); f != nil {
		return Complaint{}, f
	}
	var c Complaint
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if c, err = complaintOne(tx, complaint, true); err != nil {
			return err
		}
		if c.State != Open {
			return AlreadyClosed.With()
		}
		fact := actionNoted
		if d.What == StepAnswered && c.AnsweredAt == 0 {
			fact = FactAnswered
			if err := s.answered(tx, &c); err != nil {
				return err
			}
		}
		if err := s.tell(tx, c, fact, Step{What: d.What, Text: strings.TrimSpace(d.Text), Amount: d.Amount}); err != nil {
			return err
		}
		return last(tx, c)
	})
	return c, err
}

// answered notes the first answer: from now on the complaint waits for its result.
func (s *Service) answered(tx *db.Tx, c *Complaint) error {
	c.AnsweredAt = tx.Now()
	if err := updateComplaint(tx, c); err != nil {
		return err
	}
	if _, err := s.tasks.Close(tx, taskKey(toAnswer, c.ID), tasks.DoneOutcome, ""); err != nil {
		return err
	}
	return s.openTask(tx, *c, toResolve, c.ResultDue)
}

// HandOver gives an open complaint, with its task, to somebody at a version.
// Faults: NotFound, AlreadyClosed, OwnerNotHere, org.StaffNotFound, db.Stale.
func (s *Service) HandOver(ctx context.Context, complaint string, version int64, owner, note string) (Complaint, error) {
	return s.change(ctx, complaint, version, func(tx *db.Tx, c *Complaint) error {
		if c.State != Open {
			return AlreadyClosed.With()
		}
		if err := s.checkOwner(tx, c.Clinic, owner); err != nil {
			return err
		}
		if c.Owner == owner {
			return nil
		}
		c.Owner = owner
		if err := updateComplaint(tx, c); err != nil {
			return err
		}
		if err := s.tell(tx, *c, FactHandedOver, Step{What: StepHandedOver, Text: strings.TrimSpace(note)}); err != nil {
			return err
		}
		for _, k := range []tasks.Kind{toAnswer, toResolve} {
			if _, err := s.tasks.Give(tx, taskKey(k, c.ID), owner, ""); err != nil {
				return err
			}
		}
		return nil
	})
}

// Close ends a complaint at a version. Faults: NotFound, AlreadyClosed,
// TextMissing, db.Stale.
func (s *Service) Close(ctx context.Context, complaint string, version int64, e Ending) (Complaint, error) {
	if f := e.check(); f != nil {
		return Complaint{}, f
	}
	return s.change(ctx, complaint, version, func(tx *db.Tx, c *Complaint) error {
		if c.State != Open {
			return AlreadyClosed.With()
		}
		return s.end(tx, c, e)
	})
}

// end closes an open complaint and its tasks. Who is told the result has been
// answered.
func (s *Service) end(tx *db.Tx, c *Complaint, e Ending) error {
	c.State, c.Result, c.Content, c.ClosedAt, c.ClosedBy = Closed, e.Result, e.Content, tx.Now(), tx.Actor()
	if c.AnsweredAt == 0 && e.Result != Withdrawn {
		c.AnsweredAt = tx.Now()
	}
	if err := updateComplaint(tx, c); err != nil {
		return err
	}
	outcome := tasks.DoneOutcome
	if e.Result == Withdrawn {
		outcome = tasks.Withdrawn
	}
	for _, k := range []tasks.Kind{toAnswer, toResolve} {
		if _, err := s.tasks.Close(tx, taskKey(k, c.ID), outcome, ""); err != nil {
			return err
		}
	}
	return s.tell(tx, *c, FactClosed, Step{What: StepClosed, Text: strings.TrimSpace(e.Text), Result: e.Result, Content: e.Content})
}

// Reopen opens a closed complaint again at a version; it is due anew. Faults:
// NotFound, StillOpen, TextMissing, db.Stale.
func (s *Service) Reopen(ctx context.Context, complaint string, version int64, why string) (Complaint, error) {
	if why = strings.TrimSpace(why); why == "" {
		return Complaint{}, TextMissing.At("text")
	}
	return s.change(ctx, complaint, version, func(tx *db.Tx, c *Complaint) error {
		if c.State == Open {
			return StillOpen.With()
		}
		days, err := ResultDays.Int(tx, c.Clinic)
		if err != nil {
			return err
		}
		c.State, c.Result, c.Content, c.ClosedAt, c.ClosedBy = Open, "", notClosed, 0, ""
		c.Reopened++
		c.ResultDue = tx.Now() + int64(days)*day
		if err := updateComplaint(tx, c); err != nil {
			return err
		}
		if err := s.tell(tx, *c, FactReopened, Step{What: StepReopened, Text: why}); err != nil {
			return err
		}
		if c.AnsweredAt == 0 {
			return s.openTask(tx, *c, toAnswer, c.AnswerDue)
		}
		return s.openTask(tx, *c, toResolve, c.ResultDue)
	})
}

// change changes a complaint that the actor has read at a version.
func (s *Service) change(ctx context.Context, complaint string, version int64, fn func(*db.Tx, *Complaint) error) (Complaint, error) {
	var c Complaint
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if c, err = complaintOne(tx, complaint, true); err != nil {
			return err
		}
		if c.Version != version {
			return db.Stale.With()
		}
		return fn(tx, &c)
	})
	return c, err
}
