package complaints

import "archwire/internal/platform/db"

// Raised is a complaint as a history of what happened to somebody holds it.
type Raised struct {
	Complaint string
	Patient   string
	Clinic    string
	About     About
	Severity  Severity
	State     State
	At        int64
}

// RaisedOf lists the complaints of some people since an instant, in all clinics,
// whoever acts.
func (s *Service) RaisedOf(tx *db.Tx, patients []string, from int64) ([]Raised, error) {
	rows, err := raisedRows(tx, patients, from)
	out := make([]Raised, len(rows))
	for i, r := range rows {
		out[i] = Raised(r)
	}
	return out, err
}

// Unsettled tells which of some people have an open complaint, in all clinics, whoever
// acts.
func (s *Service) Unsettled(tx *db.Tx, patients []string) (map[string]bool, error) {
	list, err := unsettledOf(tx, patients)
	out := make(map[string]bool, len(list))
	for _, p := range list {
		out[p] = true
	}
	return out, err
}
