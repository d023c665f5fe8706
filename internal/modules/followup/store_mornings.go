package followup

import (
	"archwire/internal/platform/db"
	"archwire/internal/platform/jobs"
)

type morningRow struct {
	ID     string `db:"id"`
	Clinic string `db:"clinic_id"`
	Wake   int64  `db:"wake_at"`
}

// expectMorning lets a clinic's morning be announced from now on, where it is not
// yet.
func expectMorning(tx *db.Tx, clinic string, at int64) error {
	there, err := tx.From("followup_mornings").AcrossClinics(everyClinic).Where("id = ?", clinic).Exists()
	if err != nil || there {
		return err
	}
	if _, err := tx.InsertOr("followup_mornings", morningRow{clinic, clinic, at}, "ON CONFLICT DO NOTHING"); err != nil {
		return err
	}
	return jobs.Lower(tx, morningTopic, at)
}

// morningsDue are the clinics whose morning is to be announced.
func morningsDue(tx *db.Tx, now int64) ([]morningRow, error) {
	var rows []morningRow
	err := tx.From("followup_mornings").AcrossClinics(everyClinic).Where("wake_at <= ?", now).OrderBy("wake_at, id").ForUpdate().All(&rows)
	return rows, err
}

func moveMorning(tx *db.Tx, clinic string, at int64) error {
	_, err := tx.Update("followup_mornings").AcrossClinics(everyClinic).Set("wake_at = ?", at).Where("id = ?", clinic).Exec()
	return err
}

// nextMorningAt reads when the earliest morning is to be announced.
func nextMorningAt(tx *db.Tx) (at int64, found bool, err error) {
	found, err = tx.From("followup_mornings").AcrossClinics(everyClinic).OrderBy("wake_at").Limit(1).Get("wake_at", &at)
	return at, found, err
}
