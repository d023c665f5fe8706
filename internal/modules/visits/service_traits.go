package visits

import (
	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

// Coming is what rules know of a person's visits.
type Coming struct {
	First civil.Day // the first time; "" = never
	Came  civil.Day // the last time; "" = never
	Next  civil.Day // the first visit that is booked for today or later; "" = none
}

// Comings tells of some people when they last came and when they are expected,
// in all clinics, whoever acts.
func (s *Service) Comings(tx *db.Tx, patients []string) (map[string]Coming, error) {
	out := make(map[string]Coming, len(patients))
	came, err := cameLast(tx, patients)
	if err != nil {
		return nil, err
	}
	for _, r := range came {
		out[r.Patient] = Coming{First: r.First, Came: r.Day}
	}
	// A visit of today that nobody has closed yet is still ahead.
	next, err := bookedNext(tx, patients, tx.Now()-12*60*60*1000)
	for _, r := range next {
		c := out[r.Patient]
		c.Next = r.Day
		out[r.Patient] = c
	}
	return out, err
}

// Gone is a visit as a history of what happened to somebody holds it.
type Gone struct {
	Visit    string
	Patient  string
	Clinic   string
	Code     string
	Category string
	Day      civil.Day
	At       int64 // its start
	BookedAt int64 // when it was made
	State    State
	Ended    End
}

// GoneOf lists the visits of some people on or after a day, whatever became of
// them, in all clinics, whoever acts.
func (s *Service) GoneOf(tx *db.Tx, patients []string, from civil.Day) ([]Gone, error) {
	rows, err := goneRows(tx, patients, from)
	out := make([]Gone, len(rows))
	for i, r := range rows {
		out[i] = Gone(r)
	}
	return out, err
}

// CameTo tells who of some people came to a visit of a category, whenever it was, in
// all clinics, whoever acts.
func (s *Service) CameTo(tx *db.Tx, patients []string, category string) (map[string]bool, error) {
	list, err := cameToOf(tx, patients, category)
	out := make(map[string]bool, len(list))
	for _, p := range list {
		out[p] = true
	}
	return out, err
}

// KindNames lists the kinds of visit that clinics of the group have, by their codes:
// Chinese and English.
func (s *Service) KindNames(tx *db.Tx) ([]KindName, error) { return namesOfKinds(tx) }

// KindName is what a kind of visit is called.
type KindName struct {
	Code string `db:"code"`
	Zh   string `db:"name_zh"`
	En   string `db:"name_en"`
}
