package charting

import (
	"archwire/internal/kit/civil"
	"archwire/internal/kit/id"
	"archwire/internal/kit/tooth"
	"archwire/internal/platform/db"
)

// What is known of a mouth belongs to the patient: whoever may see the patient
// sees all of it, wherever it was written down. So the clinic stands in of_clinic,
// which the door does not scope, and use cases ask patients first.
type findingRow struct {
	ID       string       `db:"id"`
	Clinic   string       `db:"of_clinic"`
	Patient  string       `db:"patient_id"`
	Visit    string       `db:"visit_id,null"`
	Day      civil.Day    `db:"day"`
	Site     string       `db:"site"`
	What     What         `db:"what"`
	State    FindingState `db:"state"`
	Detail   string       `db:"detail"`
	Pontics  string       `db:"pontics"`
	Note     string       `db:"note"`
	At       int64        `db:"written_at"`
	By       string       `db:"written_by,null"`
	StruckAt int64        `db:"struck_at" sql:"COALESCE(s.struck_at, 0)"`
	StruckBy string       `db:"struck_by,null" sql:"s.struck_by"`
	Reason   string       `db:"reason" sql:"COALESCE(s.reason, '')"`
}

func (r findingRow) finding() (MouthFinding, error) {
	site, err := tooth.ParseSite(r.Site)
	if err != nil {
		return MouthFinding{}, err
	}
	pontics, _ := parsePontics(r.Pontics)
	f := MouthFinding{
		ID: r.ID, Patient: r.Patient, Clinic: r.Clinic, Visit: r.Visit, Day: r.Day, Site: site, What: r.What, State: r.State,
		Detail: r.Detail, Pontics: pontics, Note: r.Note, At: r.At, By: r.By,
	}
	if r.StruckAt > 0 {
		f.Struck = &Strike{At: r.StruckAt, By: r.StruckBy, Reason: r.Reason}
	}
	return f, nil
}

// newFindingRow is what is inserted: the row without the strike.
type newFindingRow struct {
	ID      string       `db:"id"`
	Clinic  string       `db:"of_clinic"`
	Patient string       `db:"patient_id"`
	Visit   string       `db:"visit_id,null"`
	Day     civil.Day    `db:"day"`
	Site    string       `db:"site"`
	What    What         `db:"what"`
	State   FindingState `db:"state"`
	Detail  string       `db:"detail"`
	Pontics string       `db:"pontics"`
	Note    string       `db:"note"`
	At      int64        `db:"written_at"`
	By      string       `db:"written_by,null"`
}

type strikeRow struct {
	Finding string `db:"finding_id"`
	At      int64  `db:"struck_at"`
	By      string `db:"struck_by,null"`
	Reason  string `db:"reason"`
}

func insertFindings(tx *db.Tx, list []MouthFinding) error {
	rows := make([]newFindingRow, len(list))
	for i, f := range list {
		rows[i] = newFindingRow{f.ID, f.Clinic, f.Patient, f.Visit, f.Day, f.Site.String(), f.What, f.State, f.Detail,
			ponticText(f.Pontics), f.Note, f.At, f.By}
	}
	return tx.Insert("charting_findings", rows)
}

// insertStrike strikes a finding out; a second strike violates
// charting_strikes_pkey.
func insertStrike(tx *db.Tx, finding string, s Strike) error {
	return tx.Insert("charting_strikes", strikeRow{finding, s.At, s.By, s.Reason})
}

func findings(tx *db.Tx, cond string, arg any) ([]MouthFinding, error) {
	var rows []findingRow
	err := tx.From("charting_findings f").LeftJoin("charting_strikes s", "s.finding_id = f.id").
		Where(cond, arg).OrderBy("f.day, f.written_at, f.id").All(&rows)
	if err != nil {
		return nil, err
	}
	out := make([]MouthFinding, len(rows))
	for i, r := range rows {
		if out[i], err = r.finding(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// findingsOf reads all that was ever written down of a patient's mouth, in the
// order of time; what was struck out as well.
func findingsOf(tx *db.Tx, patient string) ([]MouthFinding, error) {
	return findings(tx, "f.patient_id = ?", patient)
}

// findingsByID reads some findings; one that is not there is left out.
func findingsByID(tx *db.Tx, ids []string) ([]MouthFinding, error) {
	return findings(tx, "f.id IN (?)", ids)
}

// findingOne reads a finding. Its fault is FindingNotFound.
func findingOne(tx *db.Tx, finding string) (MouthFinding, error) {
	if !id.Valid(finding) {
		return MouthFinding{}, FindingNotFound.With()
	}
	list, err := findings(tx, "f.id = ?", finding)
	if err == nil && len(list) == 0 {
		err = FindingNotFound.With()
	}
	if err != nil {
		return MouthFinding{}, err
	}
	return list[0], nil
}

// anyFinding tells whether anything was ever charted in a clinic.
func anyFinding(tx *db.Tx, clinic string) (bool, error) {
	return tx.From("charting_findings").Where("of_clinic = ?", clinic).Exists()
}
