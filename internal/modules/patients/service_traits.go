package patients

import (
	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

// Trait is what the rules of higher modules may know of a person: words, days
// and ids, nothing that a person wrote.
type Trait struct {
	ID          string
	HomeClinic  string
	Sex         Sex
	Birth       civil.Day // "" = not known
	Source      string
	Household   string
	Important   bool
	Deceased    bool
	State       State
	CreatedAt   int64
	Phone       bool // there is a number to reach them by
	Introduced  bool // somebody brought them
	Doctor      string
	Coordinator string
	Marketing   bool     // the consent to promotions counts today
	Tags        []string // ids, hung by hand
}

// Traits gives what rules may know of some people, in a few statements, whoever
// acts: it is for roll-ups, and what is shown of them is asked for elsewhere.
// Merged and erased records are given as well, so that a roll-up can drop them.
func (s *Service) Traits(tx *db.Tx, ids []string) ([]Trait, error) {
	rows, err := traitRows(tx, ids)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	out, at := make([]Trait, len(rows)), make(map[string]int, len(rows))
	for i, r := range rows {
		out[i] = Trait{ID: r.ID, HomeClinic: r.Home, Sex: r.Sex, Birth: r.Birth, Source: r.Source, Household: r.Household, Important: r.Important,
			Deceased: r.Deceased != "", State: r.State, CreatedAt: r.At, Phone: r.Phone, Introduced: r.By != ""}
		at[r.ID] = i
	}
	care, err := careNow(tx, ids)
	if err != nil {
		return nil, err
	}
	for _, c := range care {
		switch c.Part {
		case TheDoctor:
			out[at[c.Patient]].Doctor = c.Staff
		case TheCoordinator:
			out[at[c.Patient]].Coordinator = c.Staff
		}
	}
	tags, err := traitTags(tx, ids)
	if err != nil {
		return nil, err
	}
	for _, t := range tags {
		out[at[t.Patient]].Tags = append(out[at[t.Patient]].Tags, t.Tag)
	}
	return out, s.traitConsents(tx, out, at)
}

// traitConsents folds the consents to promotions as ConsentsOf does.
func (s *Service) traitConsents(tx *db.Tx, out []Trait, at map[string]int) error {
	ids := make([]string, len(out))
	for i, t := range out {
		ids[i] = t.ID
	}
	rows, err := marketingRows(tx, ids)
	if err != nil {
		return err
	}
	of := map[string][]Consent{}
	for _, r := range rows {
		of[r.Patient] = append(of[r.Patient], Consent(r))
	}
	for id, list := range of {
		i, asked := at[id]
		if !asked {
			continue
		}
		t := &out[i]
		zone, err := s.org.Zone(tx, t.HomeClinic)
		if err != nil {
			return err
		}
		dayOf := func(ms int64) civil.Day { return civil.Of(ms, zone) }
		t.Marketing = standingOf(ForMarketing, list, t.Birth, dayOf(tx.Now()), dayOf) == ConsentGiven
	}
	return nil
}

// IDsAfter walks all records of the group in the order of their ids, for who fills
// a roll-up anew.
func (s *Service) IDsAfter(tx *db.Tx, after string, limit int) ([]string, error) {
	return idsAfter(tx, after, limit)
}

// TagsHung gives the ids of the tags that were hung on some people by hand, whoever
// acts.
func (s *Service) TagsHung(tx *db.Tx, ids []string) (map[string][]string, error) {
	out := map[string][]string{}
	if len(ids) == 0 {
		return out, nil
	}
	rows, err := traitTags(tx, ids)
	for _, r := range rows {
		out[r.Patient] = append(out[r.Patient], r.Tag)
	}
	return out, err
}

// TagNames gives the names of the group's tags by their ids, put away ones included.
func (s *Service) TagNames(tx *db.Tx) (map[string]string, error) {
	rows, err := tagRows(tx)
	out := make(map[string]string, len(rows))
	for _, r := range rows {
		out[r.ID] = r.Name
	}
	return out, err
}
