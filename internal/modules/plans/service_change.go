package plans

import (
	"context"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/money"
	"archwire/internal/modules/tasks"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

// proposal is another version of an accepted plan as it waits.
type proposal struct {
	Plan     DraftIn   `json:"plan"`
	Items    []Item    `json:"items"`
	PriceDay civil.Day `json:"price_day"`
	Version  Version   `json:"version"`
}

// Proposed is another version of an accepted plan with what came of it.
type Proposed struct {
	ID        string
	Plan      string
	State     tasks.ApprovalState
	Before    Version
	After     Version
	Diff      []Difference
	Why       string
	Amount    money.Fen // of the plan once it is approved
	AskedAt   int64
	AskedBy   string
	SettledAt int64
	SettledBy string
}

func (r changeRow) proposed() Proposed {
	return Proposed{ID: r.ID, Plan: r.Plan, State: tasks.ApprovalState(r.State), Before: r.Before, After: r.After.Version,
		Diff: Diff(r.Before, r.After.Version), Why: r.Why, Amount: r.Amount, AskedAt: r.AskedAt, AskedBy: r.AskedBy,
		SettledAt: r.SettledAt, SettledBy: r.SettledBy}
}

// Propose asks for another version of an accepted plan, at a version of it. Items
// that the plan has keep their prices, new ones have today's; what was executed
// stays as it is. Faults: PlanNotFound, NotNow, ReasonMissing, ChangeWaits,
// NothingChanges, BelowExecuted, those of Make, db.Stale.
func (s *Service) Propose(ctx context.Context, plan string, version int64, in DraftIn, why string) (Proposed, error) {
	if err := reason(why); err != nil {
		return Proposed{}, err
	}
	var out Proposed
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := s.at(tx, plan, version)
		if err != nil {
			return err
		}
		if _, err := p.State.After(ActChange); err != nil {
			return err
		}
		if err := nothingWaits(tx, p); err != nil {
			return err
		}
		next, err := s.next(tx, p, in)
		if err != nil {
			return err
		}
		row := changeRow{ID: tx.NewID(), Clinic: p.Clinic, Plan: p.ID, State: string(tasks.ApprovalWaiting), Before: p.version(),
			After: proposal{Plan: in, Items: bare(next.live()), PriceDay: next.PriceDay, Version: next.version()}, Why: why, Amount: next.Amount,
			AskedAt: tx.Now(), AskedBy: tx.Actor()}
		out = row.proposed()
		if len(out.Diff) == 0 && next.Doctor == p.Doctor && next.Title == p.Title {
			return NothingChanges.With()
		}
		if err := s.ask(tx, p, row); err != nil {
			return err
		}
		return httpapi.Answer(tx, proposedOf(out, nil))
	})
	if db.Violated(err) == "plans_changes_waiting" {
		err = ChangeWaits.With()
	}
	return out, err
}

// ask stores the proposal and asks for its approval.
func (s *Service) ask(tx *db.Tx, p Plan, row changeRow) error {
	if err := insertChange(tx, row); err != nil {
		return err
	}
	_, err := s.tasks.Ask(tx, tasks.NewApproval{Kind: ApprovalChange, Clinic: p.Clinic, Subject: row.ID, Patient: p.Patient, Why: row.Why, Amount: row.Amount,
		Args: map[string]any{"before": p.Amount.String(), "after": row.Amount.String()}})
	if err != nil {
		return err
	}
	if err := updatePlan(tx, &p); err != nil { // screens that show it must read again
		return err
	}
	return s.tell(tx, p, told{Action: "plans.change_asked", Before: row.Before, After: row.After.Version, Reason: row.Why})
}

// bare are items without their steps.
func bare(out []Item) []Item {
	for n := range out {
		out[n].Steps = nil
	}
	return out
}

// next makes the plan as a change would leave it, with new steps for what is
// still to be done.
func (s *Service) next(tx *db.Tx, p Plan, in DraftIn) (Plan, error) {
	next := p
	next.Items = slices.Clone(p.Items)
	kind, day := p.Kind, p.PriceDay
	if err := s.write(tx, &next, in, true); err != nil {
		return next, err
	}
	if len(next.Items) == 0 {
		return next, NoItems.With()
	}
	next.Kind, next.PriceDay = kind, day
	if kind != Direct && next.Contract() {
		next.Kind = Contract
	}
	return next, recut(p, &next)
}

// recut cuts what is still to be done of a plan that changed, and adds the items
// that the new version leaves out as dropped. Its fault is BelowExecuted.
func recut(p Plan, next *Plan) error {
	for n := range next.Items {
		i := &next.Items[n]
		old, known := p.item(i.ID)
		done := old.done()
		fresh, err := Recut(i.cuttable(), done)
		if err != nil {
			if f, ok := fault.As(err); ok && f.Def == BelowExecuted {
				return BelowExecuted.With("code", i.Code)
			}
			return err
		}
		i.Steps = fresh
		if known {
			i.Steps = append(slices.Clone(done), fresh...)
		}
	}
	for _, old := range p.live() {
		if _, stays := next.item(old.ID); stays {
			continue
		}
		if len(old.done()) > 0 {
			return BelowExecuted.With("code", old.Code)
		}
		old.Dropped = true
		next.Items = append(next.Items, old)
	}
	return nil
}

// settleChange follows the decision about a change: approved, the plan is the new
// version. What was executed meanwhile is held against it again.
func (s *Service) settleChange(ctx context.Context, tx *db.Tx, a tasks.Approval) error {
	row, err := changeOne(tx, a.Subject)
	if err != nil {
		return err
	}
	p, err := planToChange(tx, row.Plan)
	if err != nil {
		return err
	}
	if err := settleChange(tx, row.ID, string(a.State)); err != nil {
		return err
	}
	if a.State != tasks.ApprovalApproved {
		return s.touch(tx, p)
	}
	if _, err := p.State.After(ActChange); err != nil {
		return err
	}
	return s.apply(ctx, tx, p, row)
}

// apply makes the plan what was proposed.
func (s *Service) apply(ctx context.Context, tx *db.Tx, p Plan, row changeRow) error {
	next := p
	next.Title, next.Note, next.Doctor, next.Coordinator, next.Offer = row.After.Plan.Title, row.After.Plan.Note, row.After.Plan.Doctor, row.After.Plan.Coordinator, row.After.Plan.Offer
	next.Items = slices.Clone(row.After.Items)
	next.Offer.Order = Discount{}
	next.price()
	if err := recut(p, &next); err != nil {
		return err
	}
	may, err := limit(ctx, tx, p.Clinic)
	if err != nil {
		return err
	}
	if given := next.givenShare(); given > max(may, p.Covered) {
		return LimitTooLow.With("percent", may/percent)
	}
	if next.Kind == General && next.Contract() {
		next.Kind = Contract
	}
	next.Covered, next.Revision = max(p.Covered, next.givenShare()), p.Revision+1
	if err := s.rewriteItems(tx, p, next); err != nil {
		return err
	}
	if err := updatePlan(tx, &next); err != nil {
		return err
	}
	return s.tell(tx, next, told{Action: FactChanged, Before: trailOf(p), After: trailOf(next),
		Body: ChangedBody{Plan: p.ID, Revision: next.Revision, Before: p.Amount, Amount: next.Amount}})
}

// rewriteItems writes the items and open steps of a changed plan.
func (s *Service) rewriteItems(tx *db.Tx, p, next Plan) error {
	var added, cut []Item
	for n := range next.Items {
		i := &next.Items[n]
		old, known := p.item(i.ID)
		if known {
			if err := voidSteps(tx, old.open()); err != nil {
				return err
			}
			if err := updateItem(tx, *i); err != nil {
				return err
			}
		} else {
			added = append(added, *i)
		}
		if i.Dropped {
			i.Steps = nil
			continue
		}
		one := Item{ID: i.ID}
		for m := range i.Steps {
			if i.Steps[m].Execution == "" {
				i.Steps[m].ID, i.Steps[m].Item = tx.NewID(), i.ID
				one.Steps = append(one.Steps, i.Steps[m])
			}
		}
		cut = append(cut, one)
	}
	if err := insertItems(tx, next, added); err != nil {
		return err
	}
	return insertSteps(tx, next, cut)
}

// Changes gives the versions that were asked for of a plan, in the order of
// asking. Its fault is PlanNotFound.
func (s *Service) Changes(ctx context.Context, plan string) ([]Proposed, error) {
	var out []Proposed
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if _, err := s.ByID(tx, plan); err != nil {
			return err
		}
		rows, err := changesOf(tx, plan)
		for _, r := range rows {
			out = append(out, r.proposed())
		}
		return err
	})
	return out, err
}
