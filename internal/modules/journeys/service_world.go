package journeys

import (
	"archwire/internal/platform/db"
)

// world gathers what a graph may name.
func (s *Service) world(tx *db.Tx, journey string) (World, error) {
	w := World{Self: journey, Roles: map[string]bool{}, Journeys: map[string]bool{}}
	roles, err := s.d.Org.Roles(tx)
	if err != nil {
		return w, err
	}
	for _, r := range roles {
		w.Roles[r.ID] = true
	}
	list, err := journeyList(tx)
	if err != nil {
		return w, err
	}
	for _, j := range list {
		w.Journeys[j.ID] = j.State == Live
	}
	return w, nil
}
