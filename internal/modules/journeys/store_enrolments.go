package journeys

import "archwire/internal/platform/db"

// forgetPatients ends the enrolments of erased persons and empties what was noted.
func forgetPatients(tx *db.Tx, patients []string) error {
	const why = "an erased person is forgotten in every clinic"
	_, err := tx.Update("journeys_enrolments").AcrossClinics(why).Set("vars = ''").Where("patient_id IN (?)", patients).Exec()
	if err != nil {
		return err
	}
	_, err = tx.Update("journeys_enrolments").AcrossClinics(why).Set("ending = ?", EndGone).Set("reason = 'erased'").Set("wake_at = NULL").
		Set("held_at = NULL").Where("patient_id IN (?) AND ending = ''", patients).Exec()
	return err
}
