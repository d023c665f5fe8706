package patients

import (
	"archwire/internal/platform/db"
	"slices"
)

type edgeRow struct {
	ID string `db:"id"`
	By string `db:"introducer_patient_id"`
}

// below lists a person and everybody who came of them, with who introduced
// each, in one statement. Merged records count for the one that stays.
func below(tx *db.Tx, root string) ([]edgeRow, error) {
	var rows []edgeRow
	err := tx.Raw(&rows, `WITH RECURSIVE tree(id, by_id, depth) AS (
		SELECT p.id, p.introducer_patient_id, 0 FROM patients_patients p WHERE p.tenant_id = :tenant AND p.id = ?
		UNION ALL SELECT p.id, p.introducer_patient_id, tree.depth + 1
		FROM tree JOIN patients_patients p ON p.tenant_id = :tenant AND p.introducer_patient_id = tree.id
		WHERE tree.depth < ? AND p.state = 'active')
		SELECT id, by_id AS introducer_patient_id FROM tree LIMIT 5000`, root, maxDepth)
	return rows, err
}

// noStaff is nobody's id.
const noStaff = "00000000-0000-0000-0000-000000000000"

type rootRow struct {
	Root   string `db:"root"`
	Total  int    `db:"total"`
	Depth  int    `db:"depth"`
	Around int    `db:"around"`
}

// largestTrees lists the roots of the group's referral trees with how many came
// of each, how deep it goes and how many of it are in a doctor's care, the largest
// first; with a doctor those with most of theirs first, and no others.
func largestTrees(tx *db.Tx, doctor string, limit int) ([]rootRow, error) {
	least := 1
	if doctor == "" {
		doctor, least = noStaff, 0
	}
	var rows []rootRow
	err := tx.Raw(&rows, `WITH RECURSIVE tree(id, root, depth) AS (
		SELECT p.id, p.id, 0 FROM patients_patients p WHERE p.tenant_id = :tenant AND p.introducer_patient_id IS NULL AND p.state = 'active'
		  AND EXISTS (SELECT 1 FROM patients_patients i WHERE i.tenant_id = :tenant AND i.introducer_patient_id = p.id AND i.state = 'active')
		UNION ALL SELECT p.id, tree.root, tree.depth + 1
		FROM tree JOIN patients_patients p ON p.tenant_id = :tenant AND p.introducer_patient_id = tree.id
		WHERE tree.depth < ? AND p.state = 'active')
		SELECT tree.root, count(*) - 1 AS total, max(tree.depth) AS depth, count(d.staff_id) AS around FROM tree
		LEFT JOIN patients_care_team d ON d.tenant_id = :tenant AND d.patient_id = tree.id AND d.part = 'doctor' AND d.to_at IS NULL AND d.staff_id = ?
		GROUP BY tree.root HAVING count(d.staff_id) >= ? ORDER BY 4 DESC, 2 DESC, tree.root LIMIT ?`, maxDepth, doctor, least, limit)
	return rows, err
}

// broughtBy lists whom a person introduced, as far as the actor's clinics see
// them.
func broughtBy(tx *db.Tx, patient string) ([]patientRow, error) {
	var rows []patientRow
	err := tx.From("patients_patients p").Join("patients_clinics c", "c.patient_id = p.id").
		Where("p.introducer_patient_id = ? AND p.state = ?", patient, Active).OrderBy("p.id").All(&rows)
	return slices.CompactFunc(rows, func(a, b patientRow) bool { return a.ID == b.ID }), err
}

// countBrought counts whom a person introduced, in the whole group.
func countBrought(tx *db.Tx, patient string) (int, error) {
	return tx.From("patients_patients").Where("introducer_patient_id = ? AND state = ?", patient, Active).Count()
}

// introducerChain walks from a person up to whom introduced them, and so on.
func introducerChain(tx *db.Tx, from string) ([]string, error) {
	var out []string
	type link struct {
		ID string `db:"id"`
	}
	var rows []link
	err := tx.Raw(&rows, `WITH RECURSIVE up(id, depth) AS (
		SELECT p.introducer_patient_id, 1 FROM patients_patients p WHERE p.tenant_id = :tenant AND p.id = ?
		UNION SELECT p.introducer_patient_id, up.depth + 1 FROM patients_patients p JOIN up ON p.tenant_id = :tenant AND p.id = up.id
		WHERE up.id IS NOT NULL AND up.depth < ?)
		SELECT id FROM up WHERE id IS NOT NULL`, from, maxDepth)
	for _, r := range rows {
		out = append(out, r.ID)
	}
	return out, err
}
