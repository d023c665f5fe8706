package visits

import (
	"context"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

// TodayCount is how many visits and persons are in a state.
type TodayCount struct {
	State   State `json:"state"`
	Visits  int   `json:"visits"`
	Persons int   `json:"persons"`
}

// TodayView is the day's work: counts by visits (人次) and by persons (人数), and
// the list by state and place.
type TodayView struct {
	Clinic  string       `json:"clinic_id"`
	Day     civil.Day    `json:"day"`
	Now     int64        `json:"now"`
	Total   TodayTotals  `json:"total"`
	ByState []TodayCount `json:"by_state"`
	Visits  []BoardVisit `json:"visits"`
}

// TodayTotals are the figures of a day. Called-off visits count in none but
// Cancelled.
type TodayTotals struct {
	Visits         int `json:"visits"`
	Persons        int `json:"persons"`
	Arrived        int `json:"arrived" doc:"visits whose patient has come"`
	ArrivedPersons int `json:"arrived_persons"`
	Expected       int `json:"expected" doc:"visits whose patient is still to come"`
	FirstVisits    int `json:"first_visits"`
	NoShow         int `json:"no_show"`
	Suspected      int `json:"suspected"`
	Cancelled      int `json:"cancelled"`
	NeedNextStep   int `json:"need_next_step"`
}

// Today reads the day's work of a clinic: called-off visits stand in it as well.
func (s *Service) Today(ctx context.Context, clinic string, day civil.Day) (TodayView, error) {
	var out TodayView
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		n, err := numbersOf(tx, clinic)
		if err != nil {
			return err
		}
		list, err := visitsOn(tx, clinic, day, day)
		if err != nil {
			return err
		}
		list = slices.DeleteFunc(list, func(v Visit) bool { return v.ParkedAt > 0 || v.Ended == EndRescheduled })
		cards, err := s.cards(tx, list, n, day)
		out = counted(cards)
		out.Clinic, out.Day, out.Now = clinic, day, tx.Now()
		return err
	})
	return out, err
}

// counted counts cards by visits and by persons.
func counted(cards []BoardVisit) TodayView {
	out := TodayView{Visits: cards}
	persons, arrived := map[string]bool{}, map[string]bool{}
	byState := map[State]map[string]bool{}
	visits := map[State]int{}
	for _, c := range cards {
		if byState[c.State] == nil {
			byState[c.State] = map[string]bool{}
		}
		byState[c.State][c.Patient.ID] = true
		visits[c.State]++
		t := &out.Total
		if c.State == Cancelled {
			t.Cancelled++
			continue
		}
		t.Visits++
		persons[c.Patient.ID] = true
		if !c.State.Expected() && c.State != NoShow {
			t.Arrived++
			arrived[c.Patient.ID] = true
		}
		for _, f := range []struct {
			is bool
			n  *int
		}{{c.State.Expected(), &t.Expected}, {c.Patient.First, &t.FirstVisits}, {c.State == NoShow, &t.NoShow},
			{c.Suspected, &t.Suspected}, {c.NeedsNextStep, &t.NeedNextStep}} {
			if f.is {
				*f.n++
			}
		}
	}
	out.Total.Persons, out.Total.ArrivedPersons = len(persons), len(arrived)
	for _, st := range States {
		out.ByState = append(out.ByState, TodayCount{st, visits[st], len(byState[st])})
	}
	return out
}
