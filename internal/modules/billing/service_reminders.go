package billing

import (
	"context"

	"archwire/internal/kit/money"
	"archwire/internal/kit/span"
	"archwire/internal/modules/org"
	"archwire/internal/modules/tasks"
	"archwire/internal/modules/visits"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/httpapi"
)

// The tasks that money asks for. Both are closed by themselves once it is paid.
const paidOutcome = "paid"

var (
	// overdueCall: somebody is called about an overdue instalment.
	overdueCall = tasks.Kind{Key: "billing.overdue_call", Call: true, Ladder: []string{org.RoleManager}, Outcomes: []tasks.Outcome{
		{Key: tasks.Reached, Effect: tasks.Finishes}, {Key: tasks.CallBack, Effect: tasks.Retries}, {Key: tasks.NoAnswer, Effect: tasks.Retries},
		{Key: tasks.WrongNumber, Effect: tasks.Finishes}, {Key: tasks.Refused, Effect: tasks.Finishes}, {Key: tasks.Unreachable, Effect: tasks.Finishes},
		{Key: paidOutcome, Effect: tasks.Voids}, {Key: tasks.Withdrawn, Effect: tasks.Voids}}}
	// beforeDebond: the balance of a contract is spoken about before the appliance
	// comes off; nothing is locked.
	beforeDebond = tasks.Kind{Key: "billing.before_debond", Ladder: []string{org.RoleManager}, Outcomes: []tasks.Outcome{
		{Key: tasks.DoneOutcome, Effect: tasks.Finishes}, {Key: paidOutcome, Effect: tasks.Voids}, {Key: tasks.Withdrawn, Effect: tasks.Voids}}}
)

func callKey(agreement string) string   { return overdueCall.Key + ":" + agreement }
func debondKey(agreement string) string { return beforeDebond.Key + ":" + agreement }

// callWithin is how soon a call that was asked for is due, debondAhead how long
// before the visit its balance is to be spoken about, in milliseconds.
const (
	callWithin  = 2 * span.Hour
	debondAhead = 24 * span.Hour
)

// CallOverdue opens the call about what is overdue of an agreement, for the desk
// of its clinic; where one is open already, it is that one. It gives the task's
// id. Needs MayPrepay. Faults: AgreementNotFound, AgreementOver, NothingOverdue.
func (s *Service) CallOverdue(ctx context.Context, agreement string) (string, error) {
	task := ""
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := s.agreementHere(tx, agreement)
		if err != nil {
			return err
		}
		if a.Ended != "" {
			return AgreementOver.With()
		}
		today, err := s.today(tx, a.Home)
		if err != nil {
			return err
		}
		views, err := s.views(tx, []Agreement{a}, today)
		if err != nil {
			return err
		}
		st := views[0].Standing
		if st.Overdue == 0 {
			return NothingOverdue.With()
		}
		title := tasks.Title{Key: "billing.task.overdue_call", Args: map[string]any{"amount": st.Overdue.String(), "days": today.Sub(st.Next.Due)}}
		task, err = s.tasks.Open(tx, tasks.New{Kind: overdueCall.Key, Clinic: a.Home, Patient: a.Patient, Subject: a.ID, Title: title,
			Role: org.RoleFrontDesk, Due: tx.Now() + callWithin, Dedupe: callKey(a.ID)})
		if err != nil {
			return err
		}
		return httpapi.Answer(tx, callBody{task})
	})
	return task, err
}

// reminders hear what opens, moves and closes the tasks of money, after the act.
func (s *Service) reminders() []events.Subscription {
	return []events.Subscription{
		{Name: "billing.debonding", Later: s.debondings, Kinds: []string{visits.FactBooked, visits.FactMoved, visits.FactRescheduled, visits.FactCancelled, visits.FactNoShow}},
		{Name: "billing.paid_up", Later: s.paidUp, Kinds: []string{FactReceived, FactCredited}},
	}
}

// debondings keeps the assistants' tasks before debondings what the bookings say.
func (s *Service) debondings(ctx context.Context, list []events.Fact) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		for _, f := range list {
			var v visits.FactBody
			if err := f.Decode(&v); err != nil {
				return err
			}
			kind, err := DebondKind.Text(tx, f.Clinic)
			if err != nil {
				return err
			}
			if v.Code != kind {
				continue
			}
			if err := s.debonding(tx, f, v); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Service) debonding(tx *db.Tx, f events.Fact, v visits.FactBody) error {
	list, err := scheduledOf(tx, []string{f.Patient})
	if err != nil {
		return err
	}
	today, err := s.today(tx, f.Clinic)
	if err != nil {
		return err
	}
	views, err := s.views(tx, list, today)
	if err != nil {
		return err
	}
	for _, a := range views {
		if err := s.remind(tx, f, v, a); err != nil {
			return err
		}
	}
	return nil
}

// remind makes the task of one contract what the visit's fact says.
func (s *Service) remind(tx *db.Tx, f events.Fact, v visits.FactBody, a AgreementView) error {
	old, found, err := s.tasks.Find(tx, debondKey(a.ID))
	if err != nil {
		return err
	}
	if f.Kind != visits.FactBooked && f.Kind != visits.FactMoved {
		if found && old.Subject == f.Subject {
			_, err = s.tasks.Close(tx, debondKey(a.ID), tasks.Withdrawn, "")
		}
		return err
	}
	if a.Standing.Open == 0 || v.Start <= tx.Now() {
		return nil
	}
	due := max(v.Start-debondAhead, tx.Now()+span.Hour)
	if found && old.Subject == f.Subject {
		_, err = s.tasks.Move(tx, debondKey(a.ID), due)
		return err
	}
	if found { // the visit that it was about is another now
		if _, err := s.tasks.Close(tx, debondKey(a.ID), tasks.Withdrawn, ""); err != nil {
			return err
		}
	}
	title := tasks.Title{Key: "billing.task.before_debond", Args: map[string]any{"open": a.Standing.Open.String(), "day": string(v.Day)}}
	_, err = s.tasks.Open(tx, tasks.New{Kind: beforeDebond.Key, Clinic: f.Clinic, Patient: f.Patient, Subject: f.Subject, Title: title,
		Role: org.RoleAssistant, Due: due, Dedupe: debondKey(a.ID)})
	return err
}

// paidUp closes the tasks about money that has come in.
func (s *Service) paidUp(ctx context.Context, list []events.Fact) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		done := map[string]bool{}
		for _, f := range list {
			if done[f.Patient] {
				continue
			}
			done[f.Patient] = true
			if err := s.closePaid(tx, f.Patient, f.Clinic); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Service) closePaid(tx *db.Tx, patient, clinic string) error {
	all, err := scheduledOf(tx, []string{patient})
	if err != nil || len(all) == 0 {
		return err
	}
	keys := make([]string, 0, 2*len(all))
	for _, a := range all {
		keys = append(keys, callKey(a.ID), debondKey(a.ID))
	}
	open, err := s.tasks.FindAll(tx, keys)
	if err != nil || len(open) == 0 {
		return err
	}
	today, err := s.today(tx, clinic)
	if err != nil {
		return err
	}
	views, err := s.views(tx, all, today)
	if err != nil {
		return err
	}
	for _, v := range views {
		for key, left := range map[string]money.Fen{callKey(v.ID): v.Standing.Overdue, debondKey(v.ID): v.Standing.Open} {
			if left == 0 {
				if _, err := s.tasks.Close(tx, key, paidOutcome, ""); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
