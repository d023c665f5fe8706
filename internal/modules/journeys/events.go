package journeys

import (
	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// hears are the facts that this module listens to.
func (s *Service) hears() []events.Subscription {
	return []events.Subscription{{Name: "journeys.forget", Kinds: []string{patients.FactErased}, Now: s.forget, Backfill: true}}
}

// forget ends the journeys of erased persons and drops what was noted of them.
func (s *Service) forget(tx *db.Tx, f events.Fact) error {
	var body struct {
		Records []string `json:"records"`
	}
	if err := f.Decode(&body); err != nil {
		return err
	}
	return forgetPatients(tx, append(body.Records, f.Patient))
}
