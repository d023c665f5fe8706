package billing

import (
	"slices"

	"archwire/internal/kit/money"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/plans"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/settings"
)

// subscriptions are the facts of plans that move money, in their transaction, and
// those of erased persons.
func (s *Service) subscriptions() []events.Subscription {
	hear := func(name string, now func(*db.Tx, events.Fact) error, kinds ...string) events.Subscription {
		return events.Subscription{Name: name, Kinds: kinds, Now: now, Backfill: true}
	}
	return []events.Subscription{
		hear("billing.agree", s.agreed, plans.FactAccepted),
		hear("billing.change", s.agreementChanged, plans.FactChanged),
		hear("billing.end", s.agreementOver, plans.FactEnded, plans.FactCompleted, plans.FactReopened),
		hear("billing.execute", s.executed, plans.FactItemExecuted),
		hear("billing.undo", s.undone, plans.FactExecutionUndone),
		hear("billing.forget", forget, patients.FactErased),
	}
}

// agreed opens the agreement of an accepted plan.
func (s *Service) agreed(tx *db.Tx, f events.Fact) error {
	var x plans.AgreedBody
	if err := f.Decode(&x); err != nil {
		return err
	}
	return insertAgreement(tx, Agreement{ID: x.Plan, Home: f.Clinic, Patient: f.Patient, Contract: x.Contract, Day: x.Day,
		List: x.List, Amount: x.Amount, Version: 1})
}

// agreementChanged takes over the amount of an approved change.
func (s *Service) agreementChanged(tx *db.Tx, f events.Fact) error {
	var x plans.ChangedBody
	if err := f.Decode(&x); err != nil {
		return err
	}
	err := changeAgreement(tx, x.Plan, x.Amount)
	if db.Violated(err) == "billing_agreements_executed" {
		return BeyondAgreed.With()
	}
	return err
}

// agreementOver notes that an agreement ended, or runs again. What stands of it
// stays where it is until it is refunded.
func (s *Service) agreementOver(tx *db.Tx, f events.Fact) error {
	var x plans.EndedBody
	if err := f.Decode(&x); err != nil {
		return err
	}
	if f.Kind == plans.FactReopened {
		x.Day = ""
	}
	return endAgreement(tx, x.Plan, x.Day)
}

// executed charges what was executed on the execution bill of the visit, and
// covers it from what stands for the plan, then from the patient's prepaid. What
// is left is owed.
func (s *Service) executed(tx *db.Tx, f events.Fact) error {
	var x plans.ExecutedBody
	if err := f.Decode(&x); err != nil {
		return err
	}
	if err := s.holdFor(tx, &f); err != nil {
		return err
	}
	a, err := agreementOne(tx, x.Plan)
	if err != nil {
		return err
	}
	line, err := s.lineFor(tx, f, x)
	if err != nil {
		return err
	}
	err = execute(tx, a.ID, x.Amount, x.List)
	switch {
	case db.Violated(err) == "billing_agreements_executed":
		return BeyondAgreed.With()
	case err != nil:
		return err
	}
	if err := s.writeExecution(tx, f, x, &line); err != nil {
		return err
	}
	if err := s.coverExecution(tx, f.Clinic, x, line); err != nil {
		return err
	}
	if err := s.reached(tx, a, x); err != nil {
		return err
	}
	return s.tell(tx, told{fact: FactCharged, subject: "bill", id: line.Bill, clinic: f.Clinic, patient: f.Patient,
		body: ChargedBody{Bill: line.Bill, Kind: ExecutionBill, Amount: line.Net, Day: x.Day}})
}

// holdFor holds the patient of a fact, as its publisher does already: whose plan
// it is was read then. What is told of the past meets nobody at a desk.
func (s *Service) holdFor(tx *db.Tx, f *events.Fact) (err error) {
	if !f.Backfill {
		f.Patient, err = s.hold(tx, f.Patient)
	}
	return err
}

// lineFor makes the line of an execution.
func (s *Service) lineFor(tx *db.Tx, f events.Fact, x plans.ExecutedBody) (Line, error) {
	item, err := s.catalog.Item(tx, x.Catalog)
	return Line{ID: tx.NewID(), Clinic: f.Clinic, Patient: f.Patient, Item: item.ID, Code: item.Code, NameZh: item.NameZh, NameEn: item.NameEn,
		Site: x.Site, Quantity: x.Quantity, List: max(x.List, x.Amount), Discount: max(x.List, x.Amount) - x.Amount, Net: x.Amount,
		Agreement: x.Plan, Execution: x.Execution, Doctor: x.Doctor, Assistant: x.Assistant, Insured: x.Insured}, err
}

// writeExecution puts the line on the execution bill of the visit and charges it.
func (s *Service) writeExecution(tx *db.Tx, f events.Fact, x plans.ExecutedBody, line *Line) error {
	bill, found, err := executionBill(tx, f.Clinic, f.Patient, x.Visit, x.Day)
	if err != nil {
		return err
	}
	if line.Bill = bill; found {
		err = insertLines(tx, []Line{*line})
	} else {
		line.Bill = tx.NewID()
		err = insertBill(tx, Bill{ID: line.Bill, Clinic: f.Clinic, Patient: f.Patient, Kind: ExecutionBill, Visit: x.Visit, Day: x.Day,
			At: tx.Now(), By: tx.Actor(), Lines: []Line{*line}})
	}
	if err != nil {
		return err
	}
	book := openBook(tx, EntryCharge, f.Clinic, f.Patient, x.Day, line.Bill)
	book.charge(*line)
	return book.close()
}

// coverExecution spends what stands on an executed line.
func (s *Service) coverExecution(tx *db.Tx, clinic string, x plans.ExecutedBody, line Line) error {
	have, err := standing(tx, line.Patient, Contract, x.Plan)
	if err != nil {
		return err
	}
	all, err := settings.Of(tx, clinic)
	if err != nil {
		return err
	}
	if all.Bool(UsePrepaid) {
		more, err := standing(tx, line.Patient, Prepaid, "")
		if err != nil {
			return err
		}
		have = slices.Concat(have, more)
	}
	book := openBook(tx, EntryCover, clinic, line.Patient, x.Day, line.Bill)
	if _, err := book.settle(have, []Line{line}, line.Net); err != nil {
		return err
	}
	return book.close()
}

// reached lets the instalments fall due that wait for what was executed.
func (s *Service) reached(tx *db.Tx, a Agreement, x plans.ExecutedBody) error {
	if a.Schedule == 0 {
		return nil
	}
	for step, m := range map[plans.StepKind]Milestone{plans.StepFitting: Fitting, plans.StepDebond: Debonding} {
		if slices.Contains(x.Steps, string(step)) {
			if err := reach(tx, a, m, x.Day, x.Execution); err != nil {
				return err
			}
		}
	}
	return nil
}

// undone takes back exactly what an execution brought: what covered it stands
// again, and it is neither owed nor executed.
func (s *Service) undone(tx *db.Tx, f events.Fact) error {
	var x plans.UndoneBody
	if err := f.Decode(&x); err != nil {
		return err
	}
	if err := s.holdFor(tx, &f); err != nil {
		return err
	}
	line, found, err := lineOfExecution(tx, x.Execution)
	switch {
	case err != nil:
		return err
	case !found:
		return LineNotFound.With()
	case line.Credited == line.Net && line.Net > 0:
		return AlreadyVoided.With()
	}
	book := openBook(tx, EntryCredit, line.Clinic, line.Patient, x.Day, line.Bill)
	if _, err := takeBack(book, &line, line.Net, line.Quantity); err != nil {
		return err
	}
	if err := book.close(); err != nil {
		return err
	}
	if err := execute(tx, x.Plan, -x.Amount, -x.List); err != nil {
		return err
	}
	if err := unreach(tx, x.Execution, x.Plan); err != nil {
		return err
	}
	return s.tell(tx, told{fact: FactCredited, subject: "bill", id: line.Bill, clinic: line.Clinic, patient: line.Patient, reason: x.Reason,
		body: ChargedBody{Bill: line.Bill, Kind: ExecutionBill, Amount: money.Fen(x.Amount), Day: x.Day}})
}
