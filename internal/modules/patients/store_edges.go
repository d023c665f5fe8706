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

// caringNow reads who cares for some patients now, in the order in which they began.
func caringNow(tx *db.Tx, patients []string) ([]careRow, error) {
	var rows []careRow
	err := tx.From("patients_care_team").Where("patient_id IN (?) AND to_at IS NULL", patients).OrderBy("patient_id, from_at, id").All(&rows)
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
	ids, _, err := mergedInto(tx, patient)
	if err != nil {
		return nil, err
	}
	var rows []consentRow
	err = tx.From("patients_consents").Where("patient_id IN (?)", append(ids, patient)).OrderBy("at, id").All(&rows)
	return rows, err
}

// inCareOf lists whom a member of staff has now in a part, in the actor's sight.
func inCareOf(tx *db.Tx, h Handing) ([]string, error) {
	q := tx.From("patients_care_team t").Join("patients_clinics c", "c.patient_id = t.patient_id").
		Where("t.staff_id = ? AND t.part = ? AND t.to_at IS NULL", h.From, h.Part)
	if h.Patients != nil {
		q = q.Where("t.patient_id IN (?)", h.Patients)
	}
	var ids []string
	err := q.Pluck("DISTINCT t.patient_id", &ids)
	return ids, err
}

func insertCare(tx *db.Tx, row careRow) error { return tx.Insert("patients_care_team", row) }

func insertAlert(tx *db.Tx, row alertRow) error { return tx.Insert("patients_alerts", row) }

// endAlert ends an alert that is in force; false where it was ended before.
// AlertNotFound where the patient has none of that id.
func endAlert(tx *db.Tx, patient, alert, reason string) (bool, error) {
	n, err := tx.Update("patients_alerts").Set("ended_at = ?", tx.Now()).Set("ended_by = ?", null(tx.Actor())).Set("end_reason = ?", reason).
		Where("id = ? AND patient_id = ? AND ended_at IS NULL", alert, patient).Exec()
	if err != nil || n > 0 {
		return n > 0, err
	}
	there, err := tx.From("patients_alerts").Where("id = ? AND patient_id = ?", alert, patient).Exists()
	if err == nil && !there {
		err = AlertNotFound.With()
	}
	return false, err
}

func insertConsent(tx *db.Tx, row consentRow) error { return tx.Insert("patients_consents", row) }

func insertRelation(tx *db.Tx, row relationRow) error { return tx.Insert("patients_relations", row) }

// relationOf reads a relation of a patient; RelationNotFound where there is none
// of that id.
func relationOf(tx *db.Tx, patient, relation string) (relationRow, error) {
	var row relationRow
	found, err := tx.From("patients_relations").Where("id = ? AND patient_id = ?", relation, patient).One(&row)
	if err == nil && !found {
		err = RelationNotFound.With()
	}
	return row, err
}

func endRelation(tx *db.Tx, relation string, day civil.Day, reason string) error {
	_, err := tx.Update("patients_relations").Set("to_day = ?", day).Set("end_reason = ?", reason).Where("id = ?", relation).Exec()
	return err
}

func insertHousehold(tx *db.Tx, row householdRow) error { return tx.Insert("patients_households", row) }

// setHousehold puts a patient into a household, "" takes them out of any.
func setHousehold(tx *db.Tx, patient, household string) error {
	_, err := tx.Update("patients_patients").Set("household_id = ?", null(household)).Where("id = ?", patient).Exec()
	return err
}

func setImportant(tx *db.Tx, patient string, important bool, reason string) error {
	_, err := tx.Update("patients_patients").Set("important = ?", important).Set("important_reason = ?", reason).Where("id = ?", patient).Exec()
	return err
}

func replaceDays(tx *db.Tx, patient string, rows []dayRow) error {
	if _, err := tx.Delete("patients_days").Where("patient_id = ?", patient).Exec(); err != nil {
		return err
	}
	return tx.Insert("patients_days", rows)
}

type wechatRow struct {
	ID      string `db:"id"`
	Patient string `db:"patient_id"`
	Nick    string `db:"nick"`
	Whose   string `db:"whose"`
	Note    string `db:"note"`
	At      int64  `db:"created_at"`
}

func wechatRows(tx *db.Tx, patient string) ([]wechatRow, error) {
	var rows []wechatRow
	err := tx.From("patients_wechats").Where("patient_id = ?", patient).OrderBy("created_at, id").All(&rows)
	return rows, err
}

func replaceWechats(tx *db.Tx, patient string, rows []wechatRow) error {
	if _, err := tx.Delete("patients_wechats").Where("patient_id = ?", patient).Exec(); err != nil {
		return err
	}
	return tx.Insert("patients_wechats", rows)
}
