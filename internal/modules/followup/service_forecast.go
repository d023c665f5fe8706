package followup

import (
	"context"

	"archwire/internal/platform/db"
)

// Forecast is what the desk of a clinic has to do today, whether it is done or not,
// and on the days that come.
func (s *Service) Forecast(ctx context.Context, clinic string, days int) ([]Load, error) {
	var out []Load
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		d := s.desk(tx)
		today, err := d.today(clinic)
		if err != nil {
			return err
		}
		steps, err := plannedIn(tx, clinic, today, today.AddDays(days-1))
		if err != nil {
			return err
		}
		var ids []string
		for _, st := range steps {
			ids = append(ids, st.Series)
		}
		parts, err := d.foreseen(steps, distinct(ids))
		if err != nil {
			return err
		}
		made, err := contactsOn(tx, clinic, today, today.AddDays(days-1))
		out = Foretell(parts, made, today, days)
		return err
	})
	return out, err
}

// foreseen are steps as parts, each under its patient, in the way in which they go
// where nothing speaks against it.
func (d *desk) foreseen(steps []Planned, ids []string) (map[string][]Part, error) {
	list := map[string]Series{}
	for len(ids) > 0 {
		n := min(len(ids), 2000)
		some, err := seriesByIDs(d.tx, ids[:n])
		if err != nil {
			return nil, err
		}
		for _, one := range some {
			list[one.ID] = one
		}
		ids = ids[n:]
	}
	out := map[string][]Part{}
	for _, st := range steps {
		of, ok := list[st.Series]
		if !ok || st.Deed != Contacts && st.Deed != Comforts {
			continue
		}
		p, err := d.version(of.Protocol, of.Number)
		if err != nil {
			return nil, err
		}
		step, ok := p.step(st.Step)
		if !ok {
			continue
		}
		way, why := p.WayOf(step, st.Moment, Person{Reachable: true, Child: of.Flags[FactChild], Uneasy: of.Level == Amber || of.Level == Red})
		out[st.Patient] = append(out[st.Patient], Part{ID: st.ID, Series: st.Series, Protocol: p, Step: step, Moment: st.Moment, Way: way, Why: why})
	}
	return out, nil
}
