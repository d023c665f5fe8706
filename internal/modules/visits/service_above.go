package visits

import (
	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

// ByID gives a visit of the clinics in sight, to the modules above. Its fault is
// NotFound.
func (s *Service) ByID(tx *db.Tx, visit string) (Visit, error) { return visitByID(tx, visit) }

// ByIDs gives those of the visits that are in sight, by id.
func (s *Service) ByIDs(tx *db.Tx, ids []string) (map[string]Visit, error) {
	list, err := visitsByID(tx, distinct(ids))
	out := make(map[string]Visit, len(list))
	for _, v := range list {
		out[v.ID] = v
	}
	return out, err
}

// OnDay gives a clinic's visits of a day in the order of time, also those that
// are over, called off or on the shelf.
func (s *Service) OnDay(tx *db.Tx, clinic string, day civil.Day) ([]Visit, error) {
	return visitsOn(tx, clinic, day, day)
}

// CardsOf makes of visits what lists show of them, in their order.
func (s *Service) CardsOf(tx *db.Tx, list []Visit, today civil.Day) ([]BoardVisit, error) {
	return s.cards(tx, list, DefaultNumbers(), today)
}

// LastBefore gives for each of the patients the last visit to which they came
// before an instant, in the clinics in sight; who never came is left out.
func (s *Service) LastBefore(tx *db.Tx, patients []string, at int64) (map[string]Visit, error) {
	list, err := cameBefore(tx, distinct(patients), at)
	out := make(map[string]Visit, len(list))
	for _, v := range list {
		out[v.Patient] = v
	}
	return out, err
}

// PersonsSeen counts the patients who came to a clinic on the days from … to, each
// once.
func (s *Service) PersonsSeen(tx *db.Tx, clinic string, from, to civil.Day) (int, error) {
	return personsSeen(tx, clinic, from, to)
}

// ClosedDays gives the days from … to on which a clinic does not work, by its hours
// and its calendar. Fault: org.ClinicNotFound.
func (s *Service) ClosedDays(tx *db.Tx, clinic string, from, to civil.Day) (map[civil.Day]bool, error) {
	c, err := s.org.Clinic(tx, clinic)
	if err != nil {
		return nil, err
	}
	entries, err := entriesOf(tx, clinic, from, to)
	if err != nil {
		return nil, err
	}
	l := loaded{clinic: c, calendar: roster{calendar: entries}.calendarOf()}
	out := map[civil.Day]bool{}
	for d := from; d <= to; d = d.AddDays(1) {
		if l.rosterDay(d).Closed != "" {
			out[d] = true
		}
	}
	return out, nil
}
