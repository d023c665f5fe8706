package patients

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

type keyRow struct {
	Key     string `db:"search_key"`
	Clinic  string `db:"clinic_id"`
	Patient string `db:"patient_id"`
}

// writeKeys replaces what a person is found by: old is what the table has for
// the same clinics.
func writeKeys(tx *db.Tx, patient string, old, keys, clinics []string) error {
	slices.Sort(keys)
	keys = slices.Compact(keys)
	if slices.Equal(old, keys) {
		return nil
	}
	if len(old) > 0 {
		_, err := tx.Delete("patients_keys").AcrossClinics("a person's keys are kept for all clinics at once").
			Where("search_key IN (?) AND patient_id = ?", old, patient).Exec()
		if err != nil {
			return err
		}
	}
	rows := make([]keyRow, 0, len(keys)*len(clinics))
	for _, c := range clinics {
		for _, k := range keys {
			rows = append(rows, keyRow{k, c, patient})
		}
	}
	if err := insertKeys(tx, rows); err != nil {
		return err
	}
	text, err := json.Marshal(append([]string{}, keys...))
	if err != nil {
		return err
	}
	_, err = tx.Update("patients_patients").Set("search_keys = ?", string(text)).Where("id = ?", patient).Exec()
	return err
}

// insertKeys adds rows for clinics that the actor need not see: the person is
// seen there, and the key tells no more than that they are.
func insertKeys(tx *db.Tx, rows []keyRow) error {
	const per, most = 3, 500
	for len(rows) > 0 {
		n := min(len(rows), most)
		args := make([]any, 0, n*per)
		for _, r := range rows[:n] {
			args = append(args, r.Key, r.Clinic, r.Patient)
		}
		marks := strings.TrimSuffix(strings.Repeat("(:tenant, ?, ?, ?), ", n), ", ")
		_, err := tx.RawExec("INSERT INTO patients_keys (tenant_id, search_key, clinic_id, patient_id) VALUES "+marks+
			" ON CONFLICT (tenant_id, search_key, clinic_id, patient_id) DO NOTHING", args...)
		if err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// deleteKeys removes exact rows. They are named in full, because a key alone is
// shared by many people.
func deleteKeys(tx *db.Tx, rows []keyRow) error {
	const most = 1000
	mark := "(?, ?, ?)"
	if tx.Dialect() == db.Postgres {
		mark = "(?, ?::uuid, ?::uuid)"
	}
	for len(rows) > 0 {
		n := min(len(rows), most)
		args := make([]any, 0, n*3)
		for _, r := range rows[:n] {
			args = append(args, r.Key, r.Clinic, r.Patient)
		}
		_, err := tx.RawExec("DELETE FROM patients_keys WHERE tenant_id = :tenant AND (search_key, clinic_id, patient_id) IN (VALUES "+
			strings.TrimSuffix(strings.Repeat(mark+", ", n), ", ")+")", args...)
		if err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// hitRow is what a row of the search box needs to tell people apart.
type hitRow struct {
	Key         string    `db:"search_key"`
	ID          string    `db:"id"`
	HomeClinic  string    `db:"home_clinic_id"`
	RecordNo    string    `db:"record_no"`
	Name        string    `db:"name"`
	Sex         Sex       `db:"sex"`
	Birth       civil.Day `db:"birth_day"`
	PhoneSealed string    `db:"phone_sealed"`
	Important   bool      `db:"important"`
	Alerts      int       `db:"alerts_active"`
	Doctor      string    `db:"doctor"`
	Relative    string    `db:"relative"` // a household member whom the actor's clinics see; one row for each
}

// hits finds the people of some key ranges in one statement: per range the first
// keys in order (the shortest, exact ones first), of these the first limit
// people, each with the household. The builder has no unions, hence Raw.
func hits(tx *db.Tx, ranges []keyRange, limit int) ([]hitRow, error) {
	clinics := tx.Scope().Clinics
	var args []any
	scope := func(alias string) string {
		if clinics == nil {
			return ""
		}
		args = append(args, clinics)
		return " AND " + alias + ".clinic_id IN (?)"
	}
	arms := make([]string, len(ranges))
	for i, r := range ranges {
		args = append(args, r.From, r.To)
		arms[i] = `SELECT * FROM (SELECT k.search_key, k.patient_id FROM patients_keys k
			WHERE k.tenant_id = :tenant AND k.search_key >= ? AND k.search_key < ?` + scope("k") + ` ORDER BY k.search_key LIMIT ?) AS arm`
		args = append(args, limit*keysPerHit)
	}
	args = append(args, limit)
	text := `WITH hit AS (SELECT min(found.search_key) AS search_key, found.patient_id FROM (` + strings.Join(arms, " UNION ALL ") + `) AS found
			GROUP BY found.patient_id ORDER BY 1, 2 LIMIT ?)
		SELECT hit.search_key, p.id, p.home_clinic_id, p.record_no, p.name, p.sex, p.birth_day, p.phone_sealed, p.important, p.alerts_active,
			d.staff_id AS doctor, m.name AS relative
		FROM hit JOIN patients_patients p ON p.tenant_id = :tenant AND p.id = hit.patient_id
		LEFT JOIN patients_care_team d ON d.tenant_id = :tenant AND d.patient_id = p.id AND d.part = 'doctor' AND d.to_at IS NULL
		LEFT JOIN patients_patients m ON m.tenant_id = :tenant AND m.household_id = p.household_id AND m.id <> p.id AND m.state = 'active'`
	if clinics != nil { // the clinic that made a record always sees it, and most relatives go to one clinic
		args = append(args, clinics)
		text += ` AND (m.home_clinic_id IN (?) OR EXISTS (SELECT 1 FROM patients_clinics mc
			WHERE mc.tenant_id = :tenant AND mc.patient_id = m.id` + scope("mc") + `))`
	}
	var rows []hitRow
	return rows, tx.Raw(&rows, text+" ORDER BY hit.search_key, p.id", args...)
}

// withKey adds to ids whom the actor's clinics find by one of the keys.
func withKey(tx *db.Tx, keys []string, ids map[string]bool) error {
	var list []string
	err := tx.From("patients_keys").Where("search_key IN (?)", keys).Limit(200).Pluck("patient_id", &list)
	for _, id := range list {
		ids[id] = true
	}
	return err
}

func keysIn(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }

// oldNumbers lists the keys of the records that were merged into this one.
func oldNumbers(tx *db.Tx, patient string) ([]string, error) {
	var keys []string
	_, numbers, err := mergedInto(tx, patient)
	for _, n := range numbers {
		keys = append(keys, numberKeys(n)...)
	}
	return keys, err
}
