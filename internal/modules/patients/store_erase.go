package patients

import (
	"archwire/internal/platform/db"
)

// blank takes everything personal out of the record's row. A record that was
// merged stays one, so that its number leads on.
func blank(tx *db.Tx, id string, was State) error {
	state := Erased
	if was == Merged {
		state = Merged
	}
	_, err := tx.Update("patients_patients").
		Set("version = version + 1").Set("changed_at = ?", tx.Now()).Set("state = ?", state).
		Set("name = ?", erasedName).Set("sex = ?", Unknown).Set("birth_day = NULL").Set("id_sealed = NULL").Set("id_mac = NULL").
		Set("phone_sealed = NULL").Set("household_id = NULL").Set("introducer_kind = ?", NoIntroducer).
		Set("introducer_patient_id = NULL").Set("introducer_staff_id = NULL").Set("introducer_note = ?", "").
		Set("wishes = ?", "").Set("note = ?", "").Set("address = ?", "").Set("important = ?", false).Set("important_reason = ?", "").
		Set("deceased_day = NULL").Where("id = ?", id).Exec()
	return err
}

// anyRow reads a record whatever clinic sees it.
func anyRow(tx *db.Tx, id string) (patientRow, error) {
	var r patientRow
	found, err := tx.From("patients_patients").Where("id = ?", id).One(&r)
	if err == nil && !found {
		err = NotFound.With()
	}
	return r, err
}

// blankAround takes everything personal out of the rows around a record.
// Relations are named by consents, which stay: their contents go. Of an alert
// stays that there was one.
func blankAround(tx *db.Tx, id string) error {
	for _, table := range []string{"patients_contacts", "patients_wechats", "patients_days", "patients_tagged"} {
		if _, err := tx.Delete(table).Where("patient_id = ?", id).Exec(); err != nil {
			return err
		}
	}
	_, err := tx.Update("patients_relations").Set("name = ?", erasedName).Set("phone_sealed = NULL").Set("note = ?", "").Set("person_patient_id = NULL").
		Set("end_reason = ?", "").Where("patient_id = ? OR person_patient_id = ?", id, id).Exec()
	if err != nil {
		return err
	}
	_, err = tx.Update("patients_alerts").Set("text = ?", erasedName).Where("patient_id = ?", id).Exec()
	if err != nil {
		return err
	}
	if _, err := tx.Update("patients_alerts").Set("end_reason = ?", erasedName).Where("patient_id = ? AND ended_at IS NOT NULL", id).Exec(); err != nil {
		return err
	}
	return nil
}
