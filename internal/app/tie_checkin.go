package app

import (
	"archwire/internal/modules/audience"
	"archwire/internal/modules/checkin"
	"archwire/internal/platform/db"
)

// tieCheckin gives check-ins and the modules beside them what they need of each other.
func (a *App) tieCheckin() error {
	a.House.Audience.Programmes = a.programmes
	return nil
}

// programmes are those of which rules may speak.
func (a *App) programmes(*db.Tx) ([]audience.Named, error) {
	var out []audience.Named
	for _, p := range checkin.Defaults() {
		out = append(out, audience.Named{Value: p.Key, Zh: p.Name.Zh, En: p.Name.En})
	}
	return out, nil
}
