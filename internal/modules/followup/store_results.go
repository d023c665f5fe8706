package followup

import (
	"archwire/internal/platform/db"
)

type resultRow struct {
	ID           string  `db:"id"`
	Clinic       string  `db:"clinic_id"`
	Contact      string  `db:"contact_id"`
	Patient      string  `db:"patient_id"`
	Doctor       string  `db:"doctor_id,null"`
	At           int64   `db:"at"`
	By           string  `db:"by_id,null"`
	Means        string  `db:"means"`
	Outcome      Outcome `db:"outcome"`
	InTime       bool    `db:"in_time"`
	Level        Level   `db:"level"`
	Spoke        []Spoke `db:"spoke,json"`
	Answers      Answers `db:"answers,json"`
	Mood         string  `db:"mood"`
	Advice       string  `db:"advice"`
	Note         string  `db:"note"`
	Satisfaction int     `db:"satisfaction,null"`
	Referral     string  `db:"referral"`
	Wish         string  `db:"wish"`
	Corrects     string  `db:"corrects_id,null"`
	SeenAt       int64   `db:"seen_at,null"`
	SeenBy       string  `db:"seen_by,null"`
}

func insertResults(tx *db.Tx, list []Result) error {
	rows := make([]resultRow, len(list))
	for i, r := range list {
		rows[i] = resultRow(r)
	}
	return tx.Insert("followup_results", rows)
}

func resultsFrom(rows []resultRow, err error) ([]Result, error) {
	out := make([]Result, len(rows))
	for i, r := range rows {
		out[i] = Result(r)
	}
	return out, err
}

// resultsOf are the results of some contacts, corrections after what they correct.
func resultsOf(tx *db.Tx, contacts []string) ([]Result, error) {
	var rows []resultRow
	err := tx.From("followup_results").Where("contact_id IN (?)", contacts).OrderBy("at, id").All(&rows)
	return resultsFrom(rows, err)
}

// resultsBefore are the last results of a patient, the newest first.
func resultsBefore(tx *db.Tx, patient string, limit int) ([]Result, error) {
	var rows []resultRow
	err := tx.From("followup_results").Where("patient_id = ?", patient).OrderBy("at DESC, id DESC").Limit(limit).All(&rows)
	return resultsFrom(rows, err)
}

// resultsOfDoctor are the results of a doctor's patients between two instants.
func resultsOfDoctor(tx *db.Tx, doctor string, from, to int64) ([]Result, error) {
	var rows []resultRow
	err := tx.From("followup_results").Where("doctor_id = ? AND at >= ? AND at < ?", doctor, from, to).OrderBy("at, id").All(&rows)
	return resultsFrom(rows, err)
}

// resultsBetween are the results of a clinic between two instants.
func resultsBetween(tx *db.Tx, clinic string, from, to int64) ([]Result, error) {
	var rows []resultRow
	err := tx.From("followup_results").Where("clinic_id = ? AND at >= ? AND at < ?", clinic, from, to).OrderBy("at, id").All(&rows)
	return resultsFrom(rows, err)
}

// markSeen notes that a doctor saw results of theirs.
func markSeen(tx *db.Tx, doctor string, ids []string) (int64, error) {
	return tx.Update("followup_results").Set("seen_at = ?", tx.Now()).Set("seen_by = ?", null(tx.Actor())).
		Where("id IN (?) AND doctor_id = ? AND seen_at IS NULL", ids, doctor).Exec()
}

// clinicsOfResults are the clinics of some results of a doctor's patients.
func clinicsOfResults(tx *db.Tx, ids []string, doctor string) ([]string, error) {
	var clinics []string
	if len(ids) == 0 {
		return nil, nil
	}
	err := tx.From("followup_results").Where("id IN (?) AND doctor_id = ?", ids, doctor).Pluck("clinic_id", &clinics)
	return distinct(clinics), err
}

type formRow struct {
	ID       string `db:"id"`
	Clinic   string `db:"clinic_id"`
	Contact  string `db:"contact_id"`
	Patient  string `db:"patient_id"`
	Hash     string `db:"token_hash"`
	Made     int64  `db:"made_at"`
	Expires  int64  `db:"expires_at"`
	Opened   int64  `db:"opened_at,null"`
	Answered int64  `db:"answered_at,null"`
}

func insertForms(tx *db.Tx, rows []formRow) error { return tx.Insert("followup_forms", rows) }

func formByHash(tx *db.Tx, hash string) (formRow, bool, error) {
	var r formRow
	found, err := tx.From("followup_forms").Where("token_hash = ?", hash).One(&r)
	return r, found, err
}

func formOfContact(tx *db.Tx, contact string) (formRow, bool, error) {
	var r formRow
	found, err := tx.From("followup_forms").Where("contact_id = ?", contact).One(&r)
	return r, found, err
}

// stampForm notes once when a form was opened or answered, and tells whether this
// was the first time.
func stampForm(tx *db.Tx, form, column string) (bool, error) {
	n, err := tx.Update("followup_forms").AcrossClinics(everyClinic).Set(column+" = ?", tx.Now()).Where("id = ? AND "+column+" IS NULL", form).Exec()
	return n > 0, err
}

// forgetTexts empties what people wrote of some records.
func forgetTexts(tx *db.Tx, records []string) error {
	_, err := tx.Update("followup_results").AcrossClinics(everyClinic).Set("answers = '{}'").Set("spoke = '[]'").Set("mood = ''").Set("advice = ''").Set("note = ''").
		Set("wish = ''").Where("patient_id IN (?)", records).Exec()
	if err != nil {
		return err
	}
	_, err = tx.RawExec(`UPDATE followup_attempts SET note = '' WHERE tenant_id = :tenant AND contact_id IN
		(SELECT id FROM followup_contacts WHERE tenant_id = :tenant AND patient_id IN (?))`, records)
	if err != nil {
		return err
	}
	_, err = tx.Update("followup_recalls").AcrossClinics(everyClinic).Set("note = ''").Where("patient_id IN (?)", records).Exec()
	return err
}

// openSeriesOf are the open series of some records.
func openSeriesOf(tx *db.Tx, records []string) ([]string, error) {
	var ids []string
	err := tx.From("followup_series").AcrossClinics(everyClinic).Where("patient_id IN (?) AND state = 'open'", records).OrderBy("id").Pluck("id", &ids)
	return ids, err
}
