package messages

import "archwire/internal/platform/db"

type betweenRow struct {
	Patient string `db:"patient_id"`
	Clinic  string `db:"clinic_id"`
	At      int64  `db:"at"`
}

// messagesBetween reads whose messages of other purposes than some went, or go, in
// [from, to); not those that were dropped.
func messagesBetween(tx *db.Tx, patients, not []string, from, to int64) ([]betweenRow, error) {
	var rows []betweenRow
	q := tx.From("messages_messages").AcrossClinics("a person has one telephone for all clinics").
		Where("patient_id IN (?) AND at >= ? AND at < ? AND state NOT IN (?)", patients, from, to, []State{Dropped, ExpiredNow})
	if len(not) > 0 {
		q = q.Where("purpose NOT IN (?)", not)
	}
	return rows, q.All(&rows)
}
