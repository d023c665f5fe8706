package patients

import (
	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

type relationRow struct {
	ID        string       `db:"id"`
	Patient   string       `db:"patient_id"`
	Kind      RelationKind `db:"kind"`
	Relation  string       `db:"relation"`
	Person    string       `db:"person_patient_id,null"`
	Name      string       `db:"name"`
	Sealed    string       `db:"phone_sealed,null"`
	Note      string       `db:"note"`
	From      civil.Day    `db:"from_day"`
	To        civil.Day    `db:"to_day,null"`
	EndReason string       `db:"end_reason"`
	At        int64        `db:"created_at"`
}

func relationRows(tx *db.Tx, patient string) ([]relationRow, error) {
	var rows []relationRow
	err := tx.From("patients_relations").Where("patient_id = ?", patient).OrderBy("created_at, id").All(&rows)
	return rows, err
}

type householdRow struct {
	ID   string `db:"id"`
	Name string `db:"name"`
	At   int64  `db:"created_at"`
}

// housemates lists the people of a household whom the actor's clinics see.
func housemates(tx *db.Tx, household string) ([]patientRow, error) {
	if household == "" {
		return nil, nil
	}
	var ids []string
	err := tx.From("patients_patients").Where("household_id = ? AND state = ?", household, Active).Pluck("id", &ids)
	if err != nil {
		return nil, err
	}
	return rowsOf(tx, ids)
}

type careRow struct {
	ID      string `db:"id"`
	Patient string `db:"patient_id"`
	Part    Part   `db:"part"`
	Staff   string `db:"staff_id"`
	From    int64  `db:"from_at"`
	To      int64  `db:"to_at,null"`
	Reason  string `db:"reason"`
}

func careRows(tx *db.Tx, patient string) ([]careRow, error) {
	var rows []careRow
	err := tx.From("patients_care_team").Where("patient_id = ?", patient).OrderBy("from_at, id").All(&rows)
	return rows, err
}

// endCare closes the part of a patient that is filled now and tells by whom.
func endCare(tx *db.Tx, patient string, part Part) (string, error) {
	var now careRow
	found, err := tx.From("patients_care_team").Where("patient_id = ? AND part = ? AND to_at IS NULL", patient, part).ForUpdate().One(&now)
	if err != nil || !found {
		return "", err
	}
	_, err = tx.Update("patients_care_team").Set("to_at = ?", tx.Now()).Where("id = ?", now.ID).Exec()
	return now.Staff, err
}

type dayRow struct {
	ID      string `db:"id"`
	Patient string `db:"patient_id"`
	Kind    string `db:"kind"`
	Label   string `db:"label"`
	Year    int    `db:"year,null"`
	Month   int    `db:"month"`
	Day     int    `db:"day"`
	Lunar   bool   `db:"lunar"`
}

func dayRows(tx *db.Tx, patient string) ([]dayRow, error) {
	var rows []dayRow
	err := tx.From("patients_days").Where("patient_id = ?", patient).OrderBy("month, day, id").All(&rows)
	return rows, err
}

type alertRow struct {
	ID        string `db:"id"`
	Patient   string `db:"patient_id"`
	Kind      string `db:"kind"`
	Text      string `db:"text"`
	Severe    bool   `db:"severe"`
	NotedAt   int64  `db:"noted_at"`
	NotedBy   string `db:"noted_by,null"`
	EndedAt   int64  `db:"ended_at,null"`
	EndedBy   string `db:"ended_by,null"`
	EndReason string `db:"end_reason"`
}

func alertRows(tx *db.Tx, patient string) ([]alertRow, error) {
	var rows []alertRow
	err := tx.From("patients_alerts").Where("patient_id = ?", patient).OrderBy("noted_at, id").All(&rows)
	return rows, err
}

// countAlerts keeps the number of alerts in force beside the record.
func countAlerts(tx *db.Tx, patient string) error {
	n, err := tx.From("patients_alerts").Where("patient_id = ? AND ended_at IS NULL", patient).Count()
	if err != nil {
		return err
	}
	_, err = tx.Update("patients_patients").Set("alerts_active = ?", n).Where("id = ?", patient).Exec()
	return err
}

type tagRow struct {
	ID       string `db:"id"`
	Name     string `db:"name"`
	Colour   string `db:"colour"`
	Archived bool   `db:"archived"`
	At       int64  `db:"created_at"`
	Version  int64  `db:"version"`
}

type taggedRow struct {
	Patient string `db:"patient_id"`
	Tag     string `db:"tag_id"`
	At      int64  `db:"at"`
	By      string `db:"by_staff,null"`
}

func tagsOf(tx *db.Tx, patient string) ([]tagRow, error) {
	var rows []tagRow
	err := tx.From("patients_tags t").Join("patients_tagged g", "g.tag_id = t.id").
		Where("g.patient_id = ?", patient).OrderBy("t.name").All(&rows)
	return rows, err
}

type consentRow struct {
	ID       string  `db:"id"`
	Patient  string  `db:"patient_id"`
	Purpose  Purpose `db:"purpose"`
	Given    bool    `db:"given"`
	By       string  `db:"by_whom"`
	Relation string  `db:"relation_id,null"`
	Means    string  `db:"means"`
	At       int64   `db:"at"`
	Staff    string  `db:"staff_id,null"`
	Note     string  `db:"note"`
}

// consentRows lists the events of a person and of the records merged into
// theirs, oldest first.
func consentRows(tx *db.Tx, patient string) ([]consentRow, error) {
	var ids []string
	if err := tx.From("patients_patients").Where("merged_into = ?", patient).Pluck("id", &ids); err != nil {
		return nil, err
	}
	var rows []consentRow
	err := tx.From("patients_consents").Where("patient_id IN (?)", append(ids, patient)).OrderBy("at, id").All(&rows)
	return rows, err
}

// introducerChain walks from a person up to whom introduced them, and so on.
func introducerChain(tx *db.Tx, from string) ([]string, error) {
	var out []string
	type link struct {
		ID string `db:"id"`
	}
	var rows []link
	err := tx.Raw(&rows, `WITH RECURSIVE up(id, depth) AS (
		SELECT p.introducer_patient_id, 1 FROM patients_patients p WHERE p.tenant_id = :tenant AND p.id = ?
		UNION SELECT p.introducer_patient_id, up.depth + 1 FROM patients_patients p JOIN up ON p.tenant_id = :tenant AND p.id = up.id
		WHERE up.id IS NOT NULL AND up.depth < ?)
		SELECT id FROM up WHERE id IS NOT NULL`, from, maxDepth)
	for _, r := range rows {
		out = append(out, r.ID)
	}
	return out, err
}
