package visits

import (
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

// AbsentToday gives who of the people works nowhere today, and besides who named
// standIn for a leave of today ("" = nobody is asked for). Today is the day of the
// group's first clinic.
func (s *Service) AbsentToday(tx *db.Tx, people []string, standIn string) ([]DayOff, error) {
	clinics, err := s.org.AllClinics(tx)
	if err != nil || len(clinics) == 0 {
		return nil, err
	}
	zone := clinics[0].Location()
	today := civil.Of(tx.Now(), zone)
	leave, err := leaveOn(tx, people, standIn, today)
	if err != nil {
		return nil, err
	}
	people = slices.Clone(people)
	for _, l := range leave {
		people = append(people, l.Staff)
	}
	if people = distinct(people); len(people) == 0 {
		return nil, nil
	}
	read, err := rosterOfPeople(tx, people, today, today.AddDays(lookAhead))
	out := read.absent(people, today)
	for i := range out {
		out[i].BackAt = out[i].Back.At(0, zone)
	}
	return out, err
}
