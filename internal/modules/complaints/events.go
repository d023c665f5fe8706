package complaints

import (
	"archwire/internal/modules/patients"
	"archwire/internal/modules/tasks"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/live"
)

// The facts; the subject is the complaint, the body Told.
const (
	FactRaised     = "complaints.raised"
	FactAnswered   = "complaints.answered" // for the first time
	FactHandedOver = "complaints.handed_over"
	FactClosed     = "complaints.closed"
	FactReopened   = "complaints.reopened"

	actionNoted = "complaints.noted" // of the audit alone: a further step
)

// Told is the body of the facts: ids and words of this module, never what was said.
type Told struct {
	About    About    `json:"about"`
	Severity Severity `json:"severity"`
	Way      Way      `json:"way"`
	State    State    `json:"state"`
	Owner    string   `json:"owner,omitempty"`
	Origin   string   `json:"origin,omitempty"`
	Result   Result   `json:"result,omitempty"`
	Content  Content  `json:"content,omitempty"`
}

func toldOf(c Complaint) Told {
	return Told{About: c.About, Severity: c.Severity, Way: c.Way, State: c.State, Owner: c.Owner, Origin: c.Origin, Result: c.Result, Content: c.Content}
}

// tell appends the step, records the audit, publishes the fact and touches the open
// screens. A fact that is only noted is published to nobody.
func (s *Service) tell(tx *db.Tx, c Complaint, fact string, p Step) error {
	p.ID, p.At, p.Actor, p.Owner = tx.NewID(), tx.Now(), tx.Actor(), c.Owner
	if err := insertSteps(tx, c, p); err != nil {
		return err
	}
	err := s.audit.Record(tx, audit.Entry{Action: fact, SubjectKind: "complaint", SubjectID: c.ID, Patient: c.Patient, Clinic: c.Clinic,
		After: map[string]any{"complaint": toldOf(c), "step": p.What, "text": p.Text, "amount": p.Amount}})
	if err != nil {
		return err
	}
	if fact != actionNoted {
		err := s.facts.Publish(tx, events.Fact{Kind: fact, Clinic: c.Clinic, Patient: c.Patient, Subject: c.ID, Body: toldOf(c)})
		if err != nil {
			return err
		}
	}
	return s.live.Touch(tx, live.Change{Topic: "complaints", Clinic: c.Clinic, Key: c.Patient, ID: c.ID, Version: c.Version})
}

// hears are the facts that this module listens to.
func (s *Service) hears() []events.Subscription {
	return []events.Subscription{
		{Name: "complaints.forget_erased", Kinds: []string{patients.FactErased}, Now: s.forget, Backfill: true},
		{Name: "complaints.follow_task", Kinds: []string{"tasks.handed_over"}, Now: s.followTask},
	}
}

// forget takes what was said and written of an erased patient out of the
// complaints, in the transaction of the erasure; nobody is left to answer to.
func (s *Service) forget(tx *db.Tx, f events.Fact) error {
	var body struct {
		Records []string `json:"records"`
	}
	if err := f.Decode(&body); err != nil {
		return err
	}
	list, err := complaintsAbout(tx, append(body.Records, f.Patient))
	if err != nil || len(list) == 0 {
		return err
	}
	for _, c := range list {
		if c.State != Open {
			continue
		}
		if err := s.end(tx, &c, Ending{Result: Withdrawn, Content: NotKnown}); err != nil {
			return err
		}
	}
	return blank(tx, list)
}

// followTask makes who was given the task of a complaint its owner.
func (s *Service) followTask(tx *db.Tx, f events.Fact) error {
	var t tasks.Told
	if err := f.Decode(&t); err != nil {
		return err
	}
	if t.Kind != toAnswer.Key && t.Kind != toResolve.Key || t.Owner == "" {
		return nil
	}
	c, err := complaintOne(tx, t.About, true)
	if err != nil || c.Owner == t.Owner {
		return err
	}
	c.Owner = t.Owner
	if err := updateComplaint(tx, &c); err != nil {
		return err
	}
	return s.tell(tx, c, FactHandedOver, Step{What: StepHandedOver})
}
