package plans

import (
	"context"

	"archwire/internal/platform/db"
)

// Quoted is what a plan would come to.
type Quoted struct {
	Plan  Plan         // priced; its contract items are cut
	Limit int          // share of discount that the actor may give, in parts of ten thousand
	Diff  []Difference // from the accepted plan that it would change
}

// Quote prices a plan without keeping it. Of an accepted plan, if one is named, it
// is the next version: what was executed stays, and the difference is told. Faults:
// those of Make, PlanNotFound, OtherClinic, BelowExecuted.
func (s *Service) Quote(ctx context.Context, of string, in DraftIn) (Quoted, error) {
	var out Quoted
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out = Quoted{}
		if of == "" {
			err = s.quoteNew(tx, in, &out)
		} else {
			err = s.quoteNext(tx, of, in, &out)
		}
		if err != nil {
			return err
		}
		out.Limit, err = limit(ctx, tx, out.Plan.Clinic)
		return err
	})
	return out, err
}

// quoteNew prices a plan that is not stored.
func (s *Service) quoteNew(tx *db.Tx, in DraftIn, out *Quoted) error {
	if err := tx.RequireClinic(in.Clinic); err != nil {
		return err
	}
	p := Plan{ID: tx.NewID(), Clinic: in.Clinic, Kind: General, State: Draft}
	p.Set = p.ID
	if err := s.write(tx, &p, in, false); err != nil {
		return err
	}
	for n := range p.Items {
		steps, err := Cut(p.Items[n].cuttable())
		if err != nil {
			return err
		}
		p.Items[n].Steps = steps
	}
	out.Plan = p
	return nil
}

// quoteNext prices another version of an accepted plan.
func (s *Service) quoteNext(tx *db.Tx, of string, in DraftIn, out *Quoted) error {
	p, err := s.ByID(tx, of)
	if err != nil {
		return err
	}
	if tx.RequireClinic(p.Clinic) != nil {
		return OtherClinic.With()
	}
	if !p.State.Agreed() {
		return NotNow.With("state", string(p.State), "act", string(ActChange))
	}
	if out.Plan, err = s.next(tx, p, in); err != nil {
		return err
	}
	out.Diff = Diff(p.version(), out.Plan.version())
	return nil
}

// Change gives one version that was asked for, with its difference. Its fault is
// ChangeNotFound.
func (s *Service) Change(ctx context.Context, change string) (Proposed, error) {
	var out Proposed
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		row, err := changeShown(tx, change)
		if err != nil {
			return err
		}
		if _, err := s.ByID(tx, row.Plan); err != nil {
			return ChangeNotFound.With()
		}
		out = row.proposed()
		return nil
	})
	return out, err
}
