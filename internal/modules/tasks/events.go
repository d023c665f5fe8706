package tasks

import (
	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// Told is the body of this module's facts, whose subject is the task:
//
//	tasks.opened       a task was opened
//	tasks.moved        its due time changed
//	tasks.handed_over  somebody else, or another role, does it now
//	tasks.tried        it was tried in vain and is due later
//	tasks.escalated    it is late; Escalated names the role that hears of it
//	tasks.done         it is done; Outcome says what came of it
//	tasks.cancelled    it is no longer needed; Outcome says why
//	tasks.reopened     a closed one is open again
type Told struct {
	Kind      string `json:"kind"`
	About     string `json:"about,omitempty"` // id of what the task is about
	Owner     string `json:"owner,omitempty"`
	Role      string `json:"role,omitempty"`
	Escalated string `json:"escalated_to,omitempty"`
	Due       int64  `json:"due"`
	Outcome   string `json:"outcome,omitempty"`
}

// hears are the facts that this module listens to.
func (s *Service) hears() []events.Subscription {
	return []events.Subscription{
		{Name: "tasks.forget_erased", Kinds: []string{patients.FactErased}, Now: s.forget, Backfill: true},
	}
}

// forget takes what people wrote about an erased patient out of the tasks, in
// the transaction of the erasure; what is still open is no longer needed.
func (s *Service) forget(tx *db.Tx, f events.Fact) error {
	list, err := tasksOfPatient(tx, f.Patient)
	if err != nil {
		return err
	}
	for _, t := range list {
		if t.State != Open {
			continue
		}
		if err := s.end(tx, t, Outcome{Withdrawn, Voids}, ""); err != nil {
			return err
		}
	}
	if err := blankApprovals(tx, f.Patient); err != nil {
		return err
	}
	return blank(tx, list)
}
