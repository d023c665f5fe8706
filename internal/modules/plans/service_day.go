package plans

import (
	"context"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

// Agreed is what is agreed with the patient of a visit and still to be done.
type Agreed struct {
	Visit string
	Plans []Plan
	Done  []Execution // in the visit
}

// OfDay gives, for the visits of a clinic on a day in the order of time, what is
// agreed and still to be done, and what was done in them. "" is today.
func (s *Service) OfDay(ctx context.Context, clinic string, day civil.Day) ([]Agreed, error) {
	var out []Agreed
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		if day == "" {
			today, err := s.today(tx, clinic)
			if err != nil {
				return err
			}
			day = today
		}
		list, err := s.visits.OnDay(tx, clinic, day)
		if err != nil {
			return err
		}
		var patients, ids []string
		for _, v := range list {
			patients, ids = append(patients, v.Patient), append(ids, v.ID)
		}
		plans, err := agreedWith(tx, patients)
		if err != nil {
			return err
		}
		of := map[string][]Plan{}
		for _, p := range plans {
			of[p.Patient] = append(of[p.Patient], p)
		}
		done, err := s.OfVisits(tx, ids)
		for _, v := range list {
			if came(v) && len(of[v.Patient])+len(done[v.ID]) > 0 {
				out = append(out, Agreed{v.ID, of[v.Patient], done[v.ID]})
			}
		}
		return err
	})
	return out, err
}

// Quote prices a plan without keeping it, as the accepted plan of stands if one
// is named, and gives the share of discount that the actor may give. Faults:
// those of Make, PlanNotFound.
func (s *Service) Quote(ctx context.Context, of string, in DraftIn) (Plan, int, error) {
	var p Plan
	may := 0
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if of == "" {
			p = Plan{ID: tx.NewID(), Clinic: in.Clinic, Kind: General, State: Draft}
			p.Set = p.ID
			if err := tx.RequireClinic(in.Clinic); err != nil {
				return err
			}
		} else if p, err = planOne(tx, of); err != nil {
			return err
		}
		if err := s.write(tx, &p, in, p.State.Agreed()); err != nil {
			return err
		}
		may, err = limit(ctx, tx, p.Clinic)
		return err
	})
	return p, may, err
}
