package followup

import (
	"context"

	"archwire/internal/modules/messages"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/plans"
	"archwire/internal/modules/visits"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// The facts that the module publishes. Subject is the contact; bodies carry ids,
// words of this module and instants.
const (
	FactReached  = "followup.result"          // FactBody: there is a result
	FactAbnormal = "followup.abnormal"        // FactBody: a doctor is asked to call
	FactGivenUp  = "followup.given_up"        // FactBody: nobody was reached
	FactRecalls  = "followup.recalls_changed" // no body: when the patient is to be seen again is another; subject: the patient
)

// FactBody is what hearers of the facts get.
type FactBody struct {
	Contact      string   `json:"contact"`
	Protocols    []string `json:"protocols"`
	Layer        Layer    `json:"layer"`
	Outcome      Outcome  `json:"outcome,omitempty"`
	Means        string   `json:"means,omitempty"`
	Level        Level    `json:"level,omitempty"`
	Doctor       string   `json:"doctor,omitempty"`
	Satisfaction int      `json:"satisfaction,omitempty"`
	Referral     string   `json:"referral,omitempty"`
	InTime       bool     `json:"in_time,omitempty"`
}

// hears are the facts that this module listens to. What makes series grow and what
// stops them come in one line, so that they are heard in their order.
func (s *Service) hears() []events.Subscription {
	return []events.Subscription{
		{Name: "followup.grow", Kinds: []string{plans.FactItemExecuted, plans.FactExecutionUndone, plans.FactPresented, plans.FactAccepted, visits.FactTreated,
			visits.FactArrived, visits.FactBooked}, Later: s.grow},
		{Name: "followup.recalls", Kinds: []string{plans.FactItemExecuted, plans.FactExecutionUndone, patients.FactMerged}, Later: s.recallsLater, Backfill: true},
		{Name: "followup.unsent", Kinds: []string{messages.FactFailed, messages.FactDropped}, Later: s.unsent},
		{Name: "followup.forget", Kinds: []string{patients.FactErased}, Now: s.forget, Backfill: true},
	}
}

// asProgram lets hearers and jobs act for the program itself.
func asProgram(ctx context.Context) context.Context {
	scope, _ := db.From(ctx)
	return auth.AsProgram(ctx, scope.Tenant, "followup")
}

// forget hears of erased persons: what they answered and what people wrote of it
// goes, and nothing more is planned for them.
func (s *Service) forget(tx *db.Tx, f events.Fact) error {
	var body struct {
		Records []string `json:"records"`
	}
	if err := f.Decode(&body); err != nil {
		return err
	}
	open, err := openSeriesOf(tx, body.Records)
	if err != nil {
		return err
	}
	if err := cancelPlanned(tx, open, BecauseGone); err != nil {
		return err
	}
	if err := endSeries(tx, open, SeriesCancelled, BecauseGone, tx.Now()); err != nil {
		return err
	}
	live, err := liveContacts(tx, body.Records)
	if err != nil {
		return err
	}
	if err := s.withdraw(tx, live, BecauseGone); err != nil {
		return err
	}
	return forgetTexts(tx, body.Records)
}
