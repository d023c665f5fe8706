package visits

import (
	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

// wholePerson is why a roll-up of a person reads the visits of every clinic.
const wholePerson = "a person is one, whichever clinic they went to"

type lastDayRow struct {
	Patient string    `db:"patient_id"`
	First   civil.Day `db:"first_day" sql:"min(day)"`
	Day     civil.Day `db:"day" sql:"max(day)"`
}

func cameLast(tx *db.Tx, patients []string) ([]lastDayRow, error) {
	var rows []lastDayRow
	err := tx.From("visits_visits").AcrossClinics(wholePerson).Where("patient_id IN (?) AND state IN ('treated', 'left')", patients).
		GroupBy("patient_id").All(&rows)
	return rows, err
}

type nextDayRow struct {
	Patient string    `db:"patient_id"`
	Day     civil.Day `db:"day" sql:"min(day)"`
}

func bookedNext(tx *db.Tx, patients []string, from int64) ([]nextDayRow, error) {
	var rows []nextDayRow
	err := tx.From("visits_visits").AcrossClinics(wholePerson).
		Where("patient_id IN (?) AND starts_at >= ? AND state IN ('booked', 'confirmed') AND parked_at IS NULL", patients, from).
		GroupBy("patient_id").All(&rows)
	return rows, err
}

type goneRow struct {
	Visit    string    `db:"id"`
	Patient  string    `db:"patient_id"`
	Clinic   string    `db:"clinic_id"`
	Code     string    `db:"code"`
	Category string    `db:"category"`
	Day      civil.Day `db:"day"`
	At       int64     `db:"starts_at"`
	BookedAt int64     `db:"created_at"`
	State    State     `db:"state"`
	Ended    End       `db:"ended_as"`
}

func goneRows(tx *db.Tx, patients []string, from civil.Day) ([]goneRow, error) {
	var rows []goneRow
	err := tx.From("visits_visits").AcrossClinics(wholePerson).Where("patient_id IN (?) AND day >= ?", patients, from).
		OrderBy("patient_id, starts_at, id").All(&rows)
	return rows, err
}

func cameToOf(tx *db.Tx, patients []string, category string) ([]string, error) {
	var out []string
	err := tx.From("visits_visits").AcrossClinics(wholePerson).Where("patient_id IN (?) AND category = ? AND state IN ('treated', 'left')", patients, category).
		Pluck("DISTINCT patient_id", &out)
	return out, err
}

func namesOfKinds(tx *db.Tx) ([]KindName, error) {
	var out []KindName
	err := tx.From("visits_templates").OrderBy("code").All(&out)
	return out, err
}
