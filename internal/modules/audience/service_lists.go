package audience

import (
	"context"
	"encoding/json"

	"archwire/internal/modules/org"
	"archwire/internal/platform/db"
)

// Named is a word that a value may be, with what it is called.
type Named struct {
	Value string `json:"value"`
	Zh    string `json:"zh"`
	En    string `json:"en"`
}

func same(value, name string) Named { return Named{value, name, name} }

func jsonOf(r Rule) string {
	b, _ := json.Marshal(r) // a rule has nothing that cannot be written
	return string(b)
}

// Lists gives the words of the group that rules may name, by where they are from.
func (s *Service) Lists(ctx context.Context) (map[string][]Named, error) {
	out := map[string][]Named{}
	sources, err := s.d.Patients.SourceList(ctx)
	if err != nil {
		return nil, err
	}
	for _, x := range sources {
		out[fromSources] = append(out[fromSources], same(x.Key, x.Name)) // what is built in has a text of its own
	}
	err = s.d.DB.Read(ctx, func(tx *db.Tx) error {
		for _, read := range []func(*db.Tx, map[string][]Named) error{s.listPlaces, s.listServices, s.listOwn} {
			if err := read(tx, out); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

func (s *Service) listPlaces(tx *db.Tx, out map[string][]Named) error {
	clinics, err := s.d.Org.AllClinics(tx)
	if err != nil {
		return err
	}
	for _, c := range clinics {
		out[fromClinics] = append(out[fromClinics], same(c.ID, c.Name))
	}
	staff, err := s.d.Org.StaffList(tx, org.StaffFilter{})
	for _, p := range staff {
		if p.MayDoLicensedActs {
			out[fromDoctors] = append(out[fromDoctors], same(p.ID, p.Name))
		}
	}
	if err != nil {
		return err
	}
	kinds, err := s.d.Visits.KindNames(tx)
	for _, k := range kinds {
		out[fromVisits] = append(out[fromVisits], Named{k.Code, k.Zh, k.En})
	}
	return err
}

func (s *Service) listServices(tx *db.Tx, out map[string][]Named) error {
	of, items, err := s.d.Catalog.Names(tx)
	for _, c := range of {
		out[fromCategories] = append(out[fromCategories], Named{c.Code, c.Zh, c.En})
	}
	for _, i := range items {
		out[fromServices] = append(out[fromServices], Named{i.Code, i.Zh, i.En})
	}
	return err
}

func (s *Service) listOwn(tx *db.Tx, out map[string][]Named) error {
	tags, err := s.d.Patients.TagNames(tx)
	if err != nil {
		return err
	}
	for _, id := range sortedKeys(tags) {
		out[fromTags] = append(out[fromTags], same(id, tags[id]))
	}
	all, err := segmentsAll(tx, false)
	if err != nil {
		return err
	}
	for _, g := range all {
		if g.State == Live {
			out[fromSegments] = append(out[fromSegments], same(g.ID, g.Name))
		}
	}
	if s.Programmes == nil {
		return nil
	}
	out[fromProgrammes], err = s.Programmes(tx)
	return err
}
