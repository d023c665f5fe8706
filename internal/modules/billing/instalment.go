package billing

import (
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/money"
)

// Milestone is what an instalment may wait for. Its text is
// "billing.milestone.<milestone>".
type Milestone string

// The milestones.
const (
	ByDay      Milestone = ""           // none: the instalment has a day
	Deposit    Milestone = "deposit"    // 定金: on the day on which the schedule is agreed
	Production Milestone = "production" // the plan is approved, before the appliance is made; said at the desk
	Fitting    Milestone = "fitting"    // the first execution of the agreement
	Debonding  Milestone = "debonding"  // the end of active treatment
)

// Milestones lists them in the order of a treatment.
var Milestones = []Milestone{Deposit, Production, Fitting, Debonding}

// Instalment is what falls due at once.
type Instalment struct {
	Seq       int
	Amount    money.Fen
	Milestone Milestone
	Due       civil.Day // "" = the milestone is not reached
}

// MaxInstalments bounds a schedule.
const MaxInstalments = 60

// checkSchedule tells what is wrong with a schedule of an agreement.
func checkSchedule(list []Instalment, amount money.Fen) error {
	var wrong []*fault.Fault
	if len(list) == 0 || len(list) > MaxInstalments {
		return BadSchedule.At("instalments", "max", MaxInstalments)
	}
	var sum money.Fen
	for i, p := range list {
		if p.Amount <= 0 || p.Amount > MaxAmount {
			wrong = append(wrong, BadAmount.At(at("instalments", i, "amount")))
			continue
		}
		sum += p.Amount
		_, err := civil.Parse(string(p.Due))
		known := p.Milestone == ByDay || slices.Contains(Milestones, p.Milestone)
		if !known || (p.Milestone == ByDay) != (p.Due != "") || p.Due != "" && err != nil {
			wrong = append(wrong, DayOrMilestone.At(at("instalments", i, "due_day")))
		}
	}
	if len(wrong) == 0 && sum != amount {
		wrong = append(wrong, ScheduleSum.At("instalments", "sum", sum.String(), "amount", amount.String()))
	}
	return fault.Join(wrong)
}

// Standing is how an agreement stands against its schedule on a day.
type Standing struct {
	Due     money.Fen // has fallen due
	Overdue money.Fen // of it not received, from the day after
	Open    money.Fen // of the amount not received
	// Next is the first instalment that is not wholly received, NextLeft what is
	// left of it; the zero Instalment where all is.
	Next     Instalment
	NextLeft money.Fen
}

// Progress says how far an instalment is. Its text is
// "billing.instalment.<progress>".
type Progress string

// How far instalments are.
const (
	IsPaid    Progress = "paid"    // wholly received
	IsOverdue Progress = "overdue" // fell due before today, and something is left
	IsDue     Progress = "due"     // falls due today
	IsComing  Progress = "coming"  // has a day to come
	IsWaiting Progress = "waiting" // for its milestone
)

// Filled is an instalment with what was received of it.
type Filled struct {
	Instalment
	Paid     money.Fen
	Progress Progress
}

// fill lets what was received fill a schedule in its order.
func fill(list []Instalment, received money.Fen, today civil.Day) []Filled {
	out := make([]Filled, len(list))
	left := max(0, received)
	for i, p := range list {
		f := Filled{Instalment: p, Paid: min(left, p.Amount), Progress: IsComing}
		left -= f.Paid
		switch {
		case f.Paid == p.Amount:
			f.Progress = IsPaid
		case p.Due == "":
			f.Progress = IsWaiting
		case p.Due < today:
			f.Progress = IsOverdue
		case p.Due == today:
			f.Progress = IsDue
		}
		out[i] = f
	}
	return out
}

// outgrown tells whether a schedule comes to something else than what is agreed
// now: the contract was changed, and its schedule waits to be agreed anew.
func outgrown(list []Instalment, amount money.Fen) bool {
	var sum money.Fen
	for _, p := range list {
		sum += p.Amount
	}
	return len(list) > 0 && sum != amount
}

// stand measures what was received against a schedule: money fills the
// instalments in their order. An instalment is overdue on the day after it fell
// due. Without a schedule nothing is ever due.
func stand(list []Instalment, amount, received money.Fen, today civil.Day) Standing {
	s := Standing{Open: max(0, amount-received)}
	left := received
	var late money.Fen
	for _, p := range list {
		filled := min(left, p.Amount)
		left -= filled
		if filled < p.Amount && s.NextLeft == 0 {
			s.Next, s.NextLeft = p, p.Amount-filled
		}
		if p.Due == "" || p.Due > today {
			continue
		}
		s.Due += p.Amount
		if p.Due < today {
			late += p.Amount
		}
	}
	s.Due = min(s.Due, amount)
	s.Overdue = max(0, min(late, amount)-received)
	return s
}
