package plans

import (
	"context"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

// Agreed is what is agreed with the patient of a visit and still to be done.
type Agreed struct {
	Visit string
	Plans []Plan
	Done  []Done // in the visit
}

// Done is an execution with the item that it was of.
type Done struct {
	Execution
	Code   string
	NameZh string
	NameEn string
	Site   string
}

// OfDay gives, for the visits of a clinic on a day in the order of time, what is
// agreed in any clinic and still to be done, and what was done in them. "" is
// today.
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
		seen, err := s.patients.ByIDs(tx, patients)
		if err != nil {
			return err
		}
		plans, err := agreedWith(tx, slices.DeleteFunc(patients, func(p string) bool { return seen[p].ID == "" }))
		if err != nil {
			return err
		}
		of := map[string][]Plan{}
		for _, p := range plans {
			of[p.Patient] = append(of[p.Patient], p)
		}
		done, err := s.doneIn(tx, ids)
		for _, v := range list {
			if came(v) && len(of[v.Patient])+len(done[v.ID]) > 0 {
				out = append(out, Agreed{v.ID, of[v.Patient], done[v.ID]})
			}
		}
		return err
	})
	return out, err
}

// doneIn gives what was executed in visits, by visit, with its items.
func (s *Service) doneIn(tx *db.Tx, visits []string) (map[string][]Done, error) {
	list, err := executionsWhere(tx, "visit_id IN (?) AND undone_at IS NULL", visits)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	var ids []string
	for _, e := range list {
		ids = append(ids, e.Item)
	}
	items, err := itemsByID(tx, ids)
	out := map[string][]Done{}
	for _, e := range list {
		i := items[e.Item]
		out[e.Visit] = append(out[e.Visit], Done{e, i.Code, i.NameZh, i.NameEn, i.Site})
	}
	return out, err
}
