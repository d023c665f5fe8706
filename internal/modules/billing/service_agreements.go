package billing

import (
	"context"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
	"archwire/internal/platform/settings"
)

// AgreeSchedule makes a list of instalments the schedule of a contract, at the
// version of the agreement: they come to exactly its amount, each with a day or a
// milestone. Needs MayPrepay. Faults: AgreementNotFound, AgreementOver,
// NoContract, BadSchedule, BadAmount, DayOrMilestone, ScheduleSum, db.Stale,
// db.OutOfScope.
func (s *Service) AgreeSchedule(ctx context.Context, agreement string, version int64, list []Instalment) (Agreement, error) {
	var a Agreement
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if a, err = s.agreementHere(tx, agreement); err != nil {
			return err
		}
		switch {
		case a.Version != version:
			return db.Stale.With()
		case a.Ended != "":
			return AgreementOver.With()
		case !a.Contract:
			return NoContract.With()
		}
		if err := checkSchedule(list, a.Amount); err != nil {
			return err
		}
		done, err := s.reachedBy(tx, a)
		if err != nil {
			return err
		}
		if err := insertSchedule(tx, a, list, done); err != nil {
			return err
		}
		a.Schedule, a.Version = a.Schedule+1, a.Version+1
		return s.tellSchedule(tx, a)
	})
	return a, err
}

// reachedBy tells which milestones fall due as a schedule is agreed: what is
// reached, and the deposit, which is paid as one agrees.
func (s *Service) reachedBy(tx *db.Tx, a Agreement) (map[Milestone]reached, error) {
	done, err := reachedOf(tx, a.ID)
	if err != nil {
		return nil, err
	}
	if _, is := done[Deposit]; !is {
		day, err := s.today(tx, a.Home)
		if err != nil {
			return nil, err
		}
		done[Deposit] = reached{day: day}
	}
	return done, nil
}

// Schedules gives every schedule that an agreement ever had, the latest first.
// Needs MayView. Its fault is AgreementNotFound.
func (s *Service) Schedules(ctx context.Context, agreement string) ([]Revision, error) {
	var out []Revision
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		a, err := agreementRead(tx, agreement)
		if err != nil {
			return err
		}
		if !tx.Scope().Sees(a.Home) {
			return AgreementNotFound.With()
		}
		out, err = revisions(tx, a.ID)
		return err
	})
	return out, err
}

// PaidBy says who pays an agreement: one of the patient's relations, "" = the
// patient. Needs MayPrepay. Faults: AgreementNotFound, AgreementOver,
// PayerNotFound, db.Stale, db.OutOfScope.
func (s *Service) PaidBy(ctx context.Context, agreement string, version int64, payer string) (Agreement, error) {
	var a Agreement
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if a, err = s.agreementHere(tx, agreement); err != nil {
			return err
		}
		switch {
		case a.Version != version:
			return db.Stale.With()
		case a.Ended != "":
			return AgreementOver.With()
		}
		who, err := s.payer(tx, a.Patient, payer)
		if err != nil {
			return err
		}
		if err := payAgreement(tx, a, who.ID); err != nil {
			return err
		}
		a.Payer, a.Version = who.ID, a.Version+1
		return s.tellSchedule(tx, a)
	})
	return a, err
}

// payer finds who pays among those beside the patient.
func (s *Service) payer(tx *db.Tx, patient, relation string) (Payer, error) {
	if relation == "" {
		return Payer{}, nil
	}
	list, err := s.payers(tx, patient)
	if err != nil {
		return Payer{}, err
	}
	at := slices.IndexFunc(list, func(p Payer) bool { return p.ID == relation })
	if at < 0 {
		return Payer{}, PayerNotFound.At("payer_id")
	}
	return list[at], nil
}

// payers lists who may pay for a patient, those who are noted to pay first.
func (s *Service) payers(tx *db.Tx, patient string) ([]Payer, error) {
	beside, err := s.patients.Beside(tx, patient)
	var out []Payer
	for _, kind := range []patients.RelationKind{patients.Payer, patients.Guardian, patients.ContactRelated} {
		for _, r := range beside {
			same := func(p Payer) bool { return p.Name == r.Name && p.Relation == r.Relation }
			if r.Kind == kind && r.Relation != "self" && !slices.ContainsFunc(out, same) {
				out = append(out, Payer{r.ID, r.Relation, r.Name})
			}
		}
	}
	return out, err
}

// Reach says that the milestone Production is reached today, which no execution
// says. Needs MayPrepay. Faults: AgreementNotFound, AgreementOver, NoContract,
// db.Stale, db.OutOfScope.
func (s *Service) Reach(ctx context.Context, agreement string, version int64) (Agreement, error) {
	var a Agreement
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if a, err = s.agreementHere(tx, agreement); err != nil {
			return err
		}
		switch {
		case a.Version != version:
			return db.Stale.With()
		case a.Ended != "":
			return AgreementOver.With()
		case a.Schedule == 0:
			return NoContract.With()
		}
		day, err := s.today(tx, a.Home)
		if err != nil {
			return err
		}
		if err := reach(tx, a, Production, day, ""); err != nil {
			return err
		}
		if err := changeAgreement(tx, a.ID, a.Amount); err != nil {
			return err
		}
		a.Version++
		return s.tellSchedule(tx, a)
	})
	return a, err
}

// agreementHere gives an agreement of a clinic in sight.
func (s *Service) agreementHere(tx *db.Tx, agreement string) (Agreement, error) {
	a, err := agreementOne(tx, agreement)
	if err == nil && !tx.Scope().Sees(a.Home) {
		err = AgreementNotFound.With()
	}
	return a, err
}

func (s *Service) tellSchedule(tx *db.Tx, a Agreement) error {
	return s.tell(tx, told{fact: FactScheduleAgreed, subject: "agreement", id: a.ID, clinic: a.Home, patient: a.Patient,
		body: ScheduleBody{a.ID, a.Schedule}})
}

// AgreementView is an agreement with what was received for it.
type AgreementView struct {
	Agreement
	Received    money.Fen // for it, less what was refunded
	Stands      money.Fen // of it, not executed yet
	Instalments []Filled
	Outgrown    bool      // the schedule comes to another amount and waits to be agreed anew
	Standing    Standing  // against the schedule, today
	Figures     [2]Figure // refundable today, by cause
}

// views completes agreements.
func (s *Service) views(tx *db.Tx, list []Agreement, today civil.Day) ([]AgreementView, error) {
	ids := make([]string, len(list))
	for i, a := range list {
		ids[i] = a.ID
	}
	received, err := receivedFor(tx, ids)
	if err != nil {
		return nil, err
	}
	plans, err := schedules(tx, ids)
	if err != nil {
		return nil, err
	}
	rates, err := ratesOf(tx)
	if err != nil {
		return nil, err
	}
	out := make([]AgreementView, len(list))
	for i, a := range list {
		out[i] = viewOf(a, received[a.ID], plans[a.ID], rates, today)
	}
	return out, nil
}

// viewOf puts an agreement together with what was received and agreed.
func viewOf(a Agreement, r sums, plan []Instalment, rates Rates, today civil.Day) AgreementView {
	v := AgreementView{Agreement: a, Received: r.Received, Stands: r.Standing, Instalments: fill(plan, r.Received, today),
		Outgrown: outgrown(plan, a.Amount), Standing: stand(plan, a.Amount, r.Received, today)}
	h := Holding{Paid: r.Received, Used: a.Executed, UsedList: a.ExecutedList}
	if r.First != "" {
		h.Days = today.Sub(r.First)
	}
	v.Figures = Figures(h)
	for i := range v.Figures {
		since := 0
		if a.Ended != "" {
			since = today.Sub(a.Ended)
		}
		v.Figures[i] = v.Figures[i].with(rates, since)
	}
	return v
}

func ratesOf(tx *db.Tx) (Rates, error) {
	all, err := settings.Of(tx, "")
	if err != nil {
		return Rates{}, err
	}
	return Rates{NotThePatient: all.Int(InterestClinic), ThePatient: all.Int(InterestPatient)}, nil
}

// Late is an agreement with overdue instalments.
type Late struct {
	AgreementView
	Name     string // of the patient
	RecordNo string
	Called   bool // a call about it is open
}

// MaxLate bounds the list of overdue agreements.
const MaxLate = 500

// Overdue lists the running agreements of a clinic of which something is overdue,
// the most first. Needs MayView. Its fault is db.OutOfScope.
func (s *Service) Overdue(ctx context.Context, clinic string) ([]Late, error) {
	var out []Late
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		out = nil
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		today, err := s.today(tx, clinic)
		if err != nil {
			return err
		}
		list, err := scheduled(tx, clinic)
		if err != nil {
			return err
		}
		all, err := s.views(tx, list, today)
		if err != nil {
			return err
		}
		out, err = s.late(tx, all)
		return err
	})
	return out, err
}

// late picks what is overdue and names the patients.
func (s *Service) late(tx *db.Tx, all []AgreementView) ([]Late, error) {
	var out []Late
	var people []string
	for _, v := range mostOverdue(all, MaxLate) {
		out = append(out, Late{AgreementView: v})
		people = append(people, v.Patient)
	}
	cards, err := s.patients.Cards(tx, people)
	if err != nil {
		return nil, err
	}
	calls := make([]string, len(out))
	for i, l := range out {
		calls[i] = callKey(l.ID)
	}
	open, err := s.tasks.FindAll(tx, calls)
	for i := range out {
		c := cards[out[i].Patient]
		out[i].Name, out[i].RecordNo = c.Name, c.RecordNo
		_, out[i].Called = open[calls[i]]
	}
	return out, err
}
