package billing

import (
	"context"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

// Clearing gives what a clinic and the others of the group owe each other of the
// month of a day ("" = today). Needs MaySeeAll. Its fault is db.OutOfScope.
func (s *Service) Clearing(ctx context.Context, clinic string, day civil.Day) (Clearing, error) {
	var out Clearing
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = s.clearing(tx, clinic, day)
		return err
	})
	return out, err
}

func (s *Service) clearing(tx *db.Tx, clinic string, day civil.Day) (Clearing, error) {
	if err := tx.RequireClinic(clinic); err != nil {
		return Clearing{}, err
	}
	if day == "" {
		today, err := s.today(tx, clinic)
		if err != nil {
			return Clearing{}, err
		}
		day = today
	}
	from := day.AddDays(1 - day.DayOfMonth())
	to := from.AddMonths(1).AddDays(-1)
	clinics, err := s.org.AllClinics(tx)
	if err != nil {
		return Clearing{}, err
	}
	ids, names := make([]string, len(clinics)), make(map[string]string, len(clinics))
	for i, c := range clinics {
		ids[i], names[c.ID] = c.ID, c.Name
	}
	list, err := crossings(tx, ids, from, to)
	if err != nil {
		return Clearing{}, err
	}
	out := clearing(clinic, list)
	out.From, out.To, out.Names = from, to, names
	return out, nil
}
