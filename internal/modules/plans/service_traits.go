package plans

import (
	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

// Offered is an item of a plan with the plan's state, as rules know it.
type Offered struct {
	Plan        string
	Patient     string
	Kind        Kind
	State       State
	Doctor      string
	PresentedAt int64 // 0 = not yet
	AcceptedAt  int64 // 0 = not
	EndedAt     int64 // 0 = not
	Code        string
	Class       string
	Site        string
}

// OfferedTo lists what stands in the plans of some people that were presented, in
// all clinics, whoever acts: drafts and what was dropped are left out.
func (s *Service) OfferedTo(tx *db.Tx, patients []string) ([]Offered, error) {
	rows, err := offeredRows(tx, patients)
	out := make([]Offered, len(rows))
	for i, r := range rows {
		out[i] = Offered(r)
	}
	return out, err
}

// Executed is an execution as a history of what happened to somebody holds it, once
// for each kind of step.
type Executed struct {
	Execution string
	Plan      string
	Patient   string
	Clinic    string
	Code      string
	Class     string
	Site      string
	Step      StepKind
	Day       civil.Day
	At        int64
}

// ExecutedOn lists what was executed on some people on or after a day and stands, in
// all clinics, whoever acts.
func (s *Service) ExecutedOn(tx *db.Tx, patients []string, from civil.Day) ([]Executed, error) {
	rows, err := doneRows(tx, patients, from)
	out := make([]Executed, len(rows))
	for i, r := range rows {
		out[i] = Executed(r)
	}
	return out, err
}
