package patients

import (
	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

type listRow struct {
	ID          string    `db:"id"`
	HomeClinic  string    `db:"home_clinic_id"`
	RecordNo    string    `db:"record_no"`
	Name        string    `db:"name"`
	Sex         Sex       `db:"sex"`
	Birth       civil.Day `db:"birth_day,null"`
	PhoneSealed string    `db:"phone_sealed,null"`
	Source      string    `db:"source_key"`
	Important   bool      `db:"important"`
	Alerts      int       `db:"alerts_active"`
	CreatedAt   int64     `db:"created_at"`
}

// listRows reads the records of a list below a record number, the highest first:
// the order of an index, so that a page costs the same anywhere in the list.
func listRows(tx *db.Tx, f ListFilter, below string, limit int) ([]listRow, error) {
	q := narrowed(tx, f).OrderBy("p.record_no DESC").Limit(limit)
	if below != "" {
		q = q.Where("p.record_no < ?", below)
	}
	var rows []listRow
	return rows, q.All(&rows)
}

func countList(tx *db.Tx, f ListFilter) (int, error) { return narrowed(tx, f).Count() }

// narrowed is the list without what only the visits can tell.
func narrowed(tx *db.Tx, f ListFilter) *db.Query {
	q := tx.From("patients_patients p").Where("p.state = ?", Active)
	if f.Clinic != "" {
		q = q.Join("patients_clinics c", "c.patient_id = p.id AND c.clinic_id = ?", f.Clinic)
	}
	if f.Tag != "" {
		q = q.Join("patients_tagged g", "g.patient_id = p.id AND g.tag_id = ?", f.Tag)
	}
	if f.Doctor != "" {
		q = q.Join("patients_care_team d", "d.patient_id = p.id AND d.part = ? AND d.to_at IS NULL AND d.staff_id = ?", TheDoctor, f.Doctor)
	}
	if f.Source != "" {
		q = q.Where("p.source_key = ?", f.Source)
	}
	if f.BornFrom != "" {
		q = q.Where("p.birth_day >= ?", f.BornFrom)
	}
	if f.BornTo != "" {
		q = q.Where("p.birth_day <= ?", f.BornTo)
	}
	if f.EnteredFrom != 0 {
		q = q.Where("p.created_at >= ?", f.EnteredFrom)
	}
	if f.Important {
		q = q.Where("p.important = ?", true)
	}
	return q
}

// doctorsNow gives the doctor of each patient's care team, by patient.
func doctorsNow(tx *db.Tx, patients []string) (map[string]string, error) {
	var rows []struct {
		Patient string `db:"patient_id"`
		Staff   string `db:"staff_id"`
	}
	err := tx.From("patients_care_team").Where("patient_id IN (?) AND part = ? AND to_at IS NULL", patients, TheDoctor).All(&rows)
	out := make(map[string]string, len(rows))
	for _, r := range rows {
		out[r.Patient] = r.Staff
	}
	return out, err
}
