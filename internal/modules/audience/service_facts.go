package audience

import (
	"slices"

	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// heardKinds are the facts after which there may be something to judge.
func (s *Service) heardKinds() []string {
	kinds := []string{patients.FactRegistered, patients.FactChanged, patients.FactMerged, patients.FactMergeUndone}
	for _, k := range kindList() {
		if !slices.Contains(kinds, k.Key) {
			kinds = append(kinds, k.Key)
		}
	}
	return kinds
}

// gathers are the hearers that write what facts say, in the transaction of the fact.
func (s *Service) gathers() []events.Subscription {
	return []events.Subscription{
		s.learner(), s.importer(), s.starter(),
		{Name: "audience.forget_erased", Kinds: []string{patients.FactErased}, Backfill: true, Now: s.forgetErased},
	}
}

// forgetErased takes an erased person out, and the records that were merged into it.
func (s *Service) forgetErased(tx *db.Tx, f events.Fact) error {
	var body struct {
		Records []string `json:"records"`
	}
	if err := f.Decode(&body); err != nil {
		return err
	}
	for _, p := range append(body.Records, f.Patient) {
		if err := s.forget(tx, p); err != nil {
			return err
		}
	}
	return nil
}
