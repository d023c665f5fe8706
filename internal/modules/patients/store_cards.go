package patients

import (
	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

type cardRow struct {
	ID          string    `db:"id"`
	Name        string    `db:"name"`
	RecordNo    string    `db:"record_no"`
	Sex         Sex       `db:"sex"`
	Birth       civil.Day `db:"birth_day,null"`
	PhoneSealed string    `db:"phone_sealed,null"`
	Important   bool      `db:"important"`
	Alerts      int       `db:"alerts_active"`
	Staff       string    `db:"introducer_staff_id,null"`
	Note        string    `db:"introducer_note"`
	Wishes      string    `db:"wishes"`
	Introducer  string    `db:"introducer" sql:"COALESCE(i.name, '')"`
}

// cardText is one alert or one tag of a person.
type cardText struct {
	Patient string `db:"patient_id"`
	Text    string `db:"text" sql:"x.text"`
}

type cardTag struct {
	Patient string `db:"patient_id"`
	Name    string `db:"name" sql:"n.name"`
}

func cardRows(tx *db.Tx, ids []string) ([]cardRow, error) {
	var rows []cardRow
	err := tx.From("patients_patients p").
		Join("patients_clinics c", "c.patient_id = p.id").
		LeftJoin("patients_patients i", "i.id = p.introducer_patient_id").
		Where("p.id IN (?)", ids).All(&rows)
	return rows, err
}

// cardAlerts lists the alerts in force, severe ones first.
func cardAlerts(tx *db.Tx, ids []string) ([]cardText, error) {
	var rows []cardText
	err := tx.From("patients_alerts x").Where("x.patient_id IN (?) AND x.ended_at IS NULL", ids).
		OrderBy("x.severe DESC, x.noted_at, x.id").All(&rows)
	return rows, err
}

func cardTags(tx *db.Tx, ids []string) ([]cardTag, error) {
	var rows []cardTag
	err := tx.From("patients_tagged t").Join("patients_tags n", "n.id = t.tag_id").Where("t.patient_id IN (?)", ids).
		OrderBy("t.at, n.name").All(&rows)
	return rows, err
}
