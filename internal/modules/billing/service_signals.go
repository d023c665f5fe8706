package billing

import (
	"context"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
	"archwire/internal/modules/org"
	"archwire/internal/platform/db"
)

// DaySignals tells what there is to say of the money of those who have a visit in
// a clinic on a day; "" = today. Those of whom there is nothing to say are left
// out. Needs MayView. Its fault is db.OutOfScope.
func (s *Service) DaySignals(ctx context.Context, clinic string, day civil.Day) ([]Signal, error) {
	var out []Signal
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		out = nil
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		today, err := s.today(tx, clinic)
		if err != nil {
			return err
		}
		if day == "" {
			day = today
		}
		coming, err := s.visits.OnDay(tx, clinic, day)
		if err != nil {
			return err
		}
		people := make([]string, 0, len(coming))
		for _, v := range coming {
			people = append(people, v.Patient)
		}
		slices.Sort(people)
		out, err = s.signals(tx, signalsAsked{people: slices.Compact(people), clinic: clinic, day: day, today: today})
		return err
	})
	return out, err
}

// PatientSignal tells what there is to say of one patient's money today; the zero
// state where there is nothing. Needs MayView. Its fault is PatientNotFound.
func (s *Service) PatientSignal(ctx context.Context, patient string) (Signal, error) {
	out := Signal{Patient: patient}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if err := s.seen(tx, patient); err != nil {
			return err
		}
		today := civil.Of(tx.Now(), org.Clinic{Zone: org.HomeZone}.Location())
		list, err := s.signals(tx, signalsAsked{people: []string{patient}, today: today})
		if len(list) > 0 {
			out = list[0]
		}
		return err
	})
	return out, err
}

// signalsAsked says whose signals are asked for; without a clinic nothing is told
// of what was charged on the day.
type signalsAsked struct {
	people     []string
	clinic     string
	day, today civil.Day
}

// Owed gives what some patients owe in the clinics in sight; who owes nothing is left
// out.
func (s *Service) Owed(tx *db.Tx, patients []string) (map[string]money.Fen, error) {
	if len(patients) == 0 {
		return nil, nil
	}
	return owedOfPeople(tx, patients)
}

// signals asks a fixed number of questions, however many people there are.
func (s *Service) signals(tx *db.Tx, in signalsAsked) ([]Signal, error) {
	if len(in.people) == 0 {
		return nil, nil
	}
	owed, err := owedOfPeople(tx, in.people)
	if err != nil {
		return nil, err
	}
	list, err := scheduledOf(tx, in.people)
	if err != nil {
		return nil, err
	}
	views, err := s.views(tx, list, in.today)
	if err != nil {
		return nil, err
	}
	charged := map[string]chargedRow{}
	if in.clinic != "" {
		if charged, err = chargedOfDay(tx, in.clinic, in.day); err != nil {
			return nil, err
		}
	}
	var out []Signal
	for _, p := range in.people {
		one := Signal{Patient: p, Owed: owed[p], Charged: charged[p].Charged, Left: charged[p].Left}
		for _, v := range views {
			if v.Patient == p {
				one.late(v, in.today)
			}
		}
		if one.State() != SignalNone {
			out = append(out, one)
		}
	}
	return out, nil
}
