package plans

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"archwire/internal/kit/money"
	"archwire/internal/modules/tasks"
	"archwire/internal/platform/db"
)

// The kinds of approval.
const (
	ApprovalDiscount = "plans.discount" // a discount beyond the limit of who gives it; subject: the plan
	ApprovalChange   = "plans.change"   // another version of an accepted plan; subject: the change
)

// Present notes that the patient was shown the plan, with today's prices. Faults:
// PlanNotFound, NotNow, NoItems, DiscountWaits, db.Stale.
func (s *Service) Present(ctx context.Context, plan string, version int64) (Plan, error) {
	return s.change(ctx, plan, version, ActPresent, func(tx *db.Tx, p *Plan) (told, error) {
		if err := s.ready(ctx, tx, p); err != nil {
			return told{}, err
		}
		p.PresentedAt = tx.Now()
		body, err := s.agreed(tx, *p)
		return told{Action: FactPresented, After: trailOf(*p), Body: body}, err
	})
}

// ready gives a plan today's prices and refuses one that may not be shown.
func (s *Service) ready(ctx context.Context, tx *db.Tx, p *Plan) error {
	if len(p.Items) == 0 {
		return NoItems.With()
	}
	book, err := s.priceBook(tx, p.Clinic, p.named())
	if err != nil {
		return err
	}
	for _, i := range p.Items {
		if !book.items[i.Catalog].offered {
			return NotOffered.With("code", i.Code)
		}
	}
	p.takePrices(book, false)
	if err := s.cover(ctx, tx, p); err != nil {
		return err
	}
	if err := p.covered(); err != nil {
		return err
	}
	return replaceItems(tx, *p)
}

// Accept records that the patient agreed to the plan at an amount, the one they
// were shown. Items and prices are frozen, each item is cut into its steps, and
// the other plans of the set are declined. Faults: PlanNotFound, NotNow, NoItems,
// OtherAccepted, DiscountWaits, PriceMoved where today's prices come to another
// amount, db.Stale.
func (s *Service) Accept(ctx context.Context, plan string, version int64, amount money.Fen) (Plan, error) {
	p, err := s.change(ctx, plan, version, ActAccept, func(tx *db.Tx, p *Plan) (told, error) {
		if err := s.ready(ctx, tx, p); err != nil {
			return told{}, err
		}
		if p.Amount != amount {
			return told{}, PriceMoved.With("amount", p.Amount.String())
		}
		if err := s.declineOthers(tx, *p); err != nil {
			return told{}, err
		}
		if err := s.freeze(tx, p); err != nil {
			return told{}, err
		}
		body, err := s.agreed(tx, *p)
		return told{Action: FactAccepted, After: trailOf(*p), Body: body}, err
	})
	if db.Violated(err) == "plans_plans_one_of_a_set" {
		err = OtherAccepted.With()
	}
	return p, err
}

// freeze takes the price snapshot and cuts the items into their steps.
func (s *Service) freeze(tx *db.Tx, p *Plan) error {
	p.AcceptedAt, p.AcceptedBy, p.Revision = tx.Now(), tx.Actor(), 1
	if p.PresentedAt == 0 {
		p.PresentedAt = tx.Now()
	}
	for n := range p.Items {
		steps, err := Cut(p.Items[n].cuttable())
		if err != nil {
			return err
		}
		for m := range steps {
			steps[m].ID, steps[m].Item = tx.NewID(), p.Items[n].ID
		}
		p.Items[n].Steps = steps
	}
	return insertSteps(tx, *p, p.Items)
}

// declineOthers declines the plans that were alternatives to an accepted one.
func (s *Service) declineOthers(tx *db.Tx, accepted Plan) error {
	others, err := plansOfSet(tx, accepted.Set)
	if err != nil {
		return err
	}
	for _, o := range others {
		if o.ID == accepted.ID || o.State == Declined {
			continue
		}
		if o.State.Agreed() {
			return OtherAccepted.With()
		}
		o.State = Declined
		if err := updatePlan(tx, &o); err != nil {
			return err
		}
		if _, err := s.tasks.TakeBack(tx, ApprovalDiscount, o.ID); err != nil {
			return err
		}
		body, err := s.agreed(tx, o)
		if err != nil {
			return err
		}
		if err := s.tell(tx, o, told{Action: FactDeclined, Body: body}); err != nil {
			return err
		}
	}
	return nil
}

// Decline records that the patient does not want the plan. Faults: PlanNotFound,
// NotNow, db.Stale.
func (s *Service) Decline(ctx context.Context, plan string, version int64) (Plan, error) {
	return s.change(ctx, plan, version, ActDecline, func(tx *db.Tx, p *Plan) (told, error) {
		if _, err := s.tasks.TakeBack(tx, ApprovalDiscount, p.ID); err != nil {
			return told{}, err
		}
		body, err := s.agreed(tx, *p)
		return told{Action: FactDeclined, Body: body}, err
	})
}

// Revive makes a draft of a declined plan again. Faults: PlanNotFound, NotNow,
// OtherAccepted, db.Stale.
func (s *Service) Revive(ctx context.Context, plan string, version int64) (Plan, error) {
	return s.change(ctx, plan, version, ActRevive, func(tx *db.Tx, p *Plan) (told, error) {
		list, err := plansOfSet(tx, p.Set)
		if err != nil {
			return told{}, err
		}
		for _, o := range list {
			if o.State.Agreed() {
				return told{}, OtherAccepted.With()
			}
		}
		return told{Action: "plans.revived"}, nil
	})
}

// AskDiscount asks for a discount beyond the limit of who gives it. Faults:
// PlanNotFound, NotNow, ReasonMissing, tasks.AlreadyAsked, NothingChanges where
// no approval is needed, db.Stale.
func (s *Service) AskDiscount(ctx context.Context, plan string, version int64, why string) (Plan, error) {
	if err := reason(why); err != nil {
		return Plan{}, err
	}
	var p Plan
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if p, err = s.at(tx, plan, version); err != nil {
			return err
		}
		if _, err := p.State.After(ActAccept); err != nil {
			return err
		}
		list := []Plan{p}
		if err := s.reprice(tx, list); err != nil {
			return err
		}
		p = list[0]
		if p.covered() == nil {
			return NothingChanges.With()
		}
		_, err = s.tasks.Ask(tx, tasks.NewApproval{Kind: ApprovalDiscount, Clinic: p.Clinic, Subject: p.ID, Patient: p.Patient, Why: why,
			Amount: p.Given, Args: map[string]any{"percent": shownPercent(p.givenShare()), "list": p.List.String(), "amount": p.Amount.String()}})
		if err != nil {
			return err
		}
		return s.touch(tx, p)
	})
	return p, err
}

// reason refuses an empty or overlong reason.
func reason(why string) error {
	switch n := utf8.RuneCountInString(strings.TrimSpace(why)); {
	case n == 0:
		return ReasonMissing.At("why")
	case n > MaxReason:
		return TextTooLong.At("why", "max", MaxReason)
	}
	return nil
}

// MaxReason bounds a reason, in characters.
const MaxReason = 400

// settleDiscount follows the decision about a discount: approved, it is covered.
func (s *Service) settleDiscount(ctx context.Context, tx *db.Tx, a tasks.Approval) error {
	p, err := planToChange(tx, a.Subject)
	if err != nil || a.State != tasks.ApprovalApproved {
		return err
	}
	list := []Plan{p}
	if err := s.reprice(tx, list); err != nil {
		return err
	}
	given := list[0].givenShare()
	may, err := limit(ctx, tx, p.Clinic)
	if err != nil {
		return err
	}
	if given > may {
		return LimitTooLow.With("percent", may/percent)
	}
	p.Covered = max(p.Covered, given)
	if err := updatePlan(tx, &p); err != nil {
		return err
	}
	return s.tell(tx, p, told{Action: "plans.discount_covered", After: map[string]int{"covered": p.Covered}})
}

// Complete says by hand that an accepted plan is done, whatever is left of it.
// Faults: PlanNotFound, NotNow, ReasonMissing where something is left, ChangeWaits, db.Stale.
func (s *Service) Complete(ctx context.Context, plan string, version int64, why string) (Plan, error) {
	return s.finish(ctx, plan, version, ActComplete, ending{note: why})
}

// End ends an accepted plan early. Faults: PlanNotFound, NotNow, BadReason,
// ChangeWaits, db.Stale.
func (s *Service) End(ctx context.Context, plan string, version int64, key, note string) (Plan, error) {
	if !slices.Contains(EndReasons, key) {
		return Plan{}, BadReason.At("reason")
	}
	return s.finish(ctx, plan, version, ActEnd, ending{key: key, note: note})
}

type ending struct{ key, note string }

func (s *Service) finish(ctx context.Context, plan string, version int64, act Act, e ending) (Plan, error) {
	if utf8.RuneCountInString(e.note) > MaxReason {
		return Plan{}, TextTooLong.At("note", "max", MaxReason)
	}
	return s.change(ctx, plan, version, act, func(tx *db.Tx, p *Plan) (told, error) {
		if err := nothingWaits(tx, *p); err != nil {
			return told{}, err
		}
		e.note = strings.TrimSpace(e.note)
		if act == ActComplete && !p.through() && e.note == "" {
			return told{}, ReasonMissing.At("note")
		}
		p.EndedAt, p.EndReason, p.EndNote = tx.Now(), e.key, e.note
		body, err := s.ended(tx, *p)
		kind := FactCompleted
		if act == ActEnd {
			kind = FactEnded
		}
		return told{Action: kind, Body: body, Reason: e.note}, err
	})
}

// nothingWaits refuses what a waiting change stands against. Its fault is
// ChangeWaits.
func nothingWaits(tx *db.Tx, p Plan) error {
	_, waits, err := changeWaits(tx, p.ID)
	if err == nil && waits {
		err = ChangeWaits.With()
	}
	return err
}

func (s *Service) ended(tx *db.Tx, p Plan) (EndedBody, error) {
	day, err := s.today(tx, p.Clinic)
	return EndedBody{Plan: p.ID, Amount: p.Amount, Executed: p.Executed(), Contract: p.Contract(), Reason: p.EndReason, Day: day}, err
}

// Reopen takes a completion back. Faults: PlanNotFound, NotNow, db.Stale.
func (s *Service) Reopen(ctx context.Context, plan string, version int64) (Plan, error) {
	return s.change(ctx, plan, version, ActReopen, func(tx *db.Tx, p *Plan) (told, error) {
		return s.reopened(tx, p)
	})
}

func (s *Service) reopened(tx *db.Tx, p *Plan) (told, error) {
	p.EndedAt, p.EndReason, p.EndNote = 0, "", ""
	body, err := s.ended(tx, *p)
	return told{Action: FactReopened, Body: body}, err
}

// shownPercent writes parts of ten thousand as per cent: 1250 is "12.5".
func shownPercent(parts int) string { return strconv.FormatFloat(float64(parts)/percent, 'f', -1, 64) }
