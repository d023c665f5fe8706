package patients

import (
	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

type traitRow struct {
	ID        string    `db:"id" sql:"p.id"`
	Home      string    `db:"home_clinic_id" sql:"p.home_clinic_id"`
	Sex       Sex       `db:"sex" sql:"p.sex"`
	Birth     civil.Day `db:"birth_day,null" sql:"p.birth_day"`
	Source    string    `db:"source_key" sql:"p.source_key"`
	Household string    `db:"household_id,null" sql:"p.household_id"`
	Important bool      `db:"important" sql:"p.important"`
	Deceased  civil.Day `db:"deceased_day,null" sql:"p.deceased_day"`
	State     State     `db:"state" sql:"p.state"`
	At        int64     `db:"created_at" sql:"p.created_at"`
	Phone     bool      `db:"phone" sql:"p.phone_sealed IS NOT NULL"`
	By        string    `db:"introducer_kind" sql:"p.introducer_kind"`
}

func traitRows(tx *db.Tx, ids []string) ([]traitRow, error) {
	var rows []traitRow
	err := tx.From("patients_patients p").Where("p.id IN (?)", ids).OrderBy("p.id").All(&rows)
	return rows, err
}

// careNow reads who cares for some people at present.
func careNow(tx *db.Tx, ids []string) ([]careRow, error) {
	var rows []careRow
	err := tx.From("patients_care_team").Where("patient_id IN (?) AND to_at IS NULL", ids).All(&rows)
	return rows, err
}

type traitTag struct {
	Patient string `db:"patient_id"`
	Tag     string `db:"tag_id"`
}

func traitTags(tx *db.Tx, ids []string) ([]traitTag, error) {
	var rows []traitTag
	err := tx.From("patients_tagged").Where("patient_id IN (?)", ids).OrderBy("patient_id, tag_id").All(&rows)
	return rows, err
}

type traitConsentRow struct {
	ID       string  `db:"id" sql:"c.id"`
	Patient  string  `db:"patient_id" sql:"coalesce(p.merged_into, p.id)"`
	Purpose  Purpose `db:"purpose" sql:"c.purpose"`
	Given    bool    `db:"given" sql:"c.given"`
	By       string  `db:"by_whom" sql:"c.by_whom"`
	Relation string  `db:"relation_id,null" sql:"c.relation_id"`
	Means    string  `db:"means" sql:"c.means"`
	At       int64   `db:"at" sql:"c.at"`
	Staff    string  `db:"staff_id,null" sql:"c.staff_id"`
	Note     string  `db:"note" sql:"c.note"`
}

// marketingRows reads the consents to promotions of people and of the records
// merged into theirs.
func marketingRows(tx *db.Tx, ids []string) ([]traitConsentRow, error) {
	var rows []traitConsentRow
	err := tx.From("patients_consents c").Join("patients_patients p", "p.id = c.patient_id").
		Where("c.patient_id IN (?) OR c.patient_id IN (SELECT m.id FROM patients_patients m WHERE m.tenant_id = c.tenant_id AND m.merged_into IN (?))", ids, ids).
		Where("c.purpose = ?", ForMarketing).OrderBy("c.at, c.id").All(&rows)
	return rows, err
}

func idsAfter(tx *db.Tx, after string, limit int) ([]string, error) {
	var ids []string
	q := tx.From("patients_patients")
	if after != "" { // an empty text is no id on PostgreSQL
		q = q.Where("id > ?", after)
	}
	err := q.OrderBy("id").Limit(limit).Pluck("id", &ids)
	return ids, err
}
