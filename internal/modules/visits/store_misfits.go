package visits

import (
	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

type misfitRow struct {
	Visit   string      `db:"visit_id"`
	Clinic  string      `db:"clinic_id"`
	Day     civil.Day   `db:"day"`
	Cause   string      `db:"cause"`
	Clashes []ToldClash `db:"clashes,json"`
	FoundAt int64       `db:"found_at"`
	FoundBy string      `db:"found_by,null"`
}

// keepMisfits puts visits on the work list; one that stands there already is
// found anew.
func keepMisfits(tx *db.Tx, list []misfitRow) error {
	_, err := tx.InsertOr("visits_misfits", list, "ON CONFLICT (tenant_id, visit_id) DO UPDATE SET day = excluded.day, "+
		"cause = excluded.cause, clashes = excluded.clashes, found_at = excluded.found_at, found_by = excluded.found_by, "+
		"settled_at = NULL, settled_by = NULL")
	return err
}

// openMisfits reads the work list of a clinic from a day on: visits that still
// stand where they stood when they were found.
func openMisfits(tx *db.Tx, clinic string, from civil.Day) ([]misfitRow, error) {
	var rows []misfitRow
	err := tx.From("visits_misfits m").Join("visits_visits v", "v.id = m.visit_id AND v.day = m.day AND v.parked_at IS NULL").
		Where("m.clinic_id = ? AND m.settled_at IS NULL AND m.day >= ?", clinic, from).
		Where("v.state NOT IN ('treated', 'left', 'no_show', 'cancelled')").OrderBy("m.day, v.starts_at, m.visit_id").All(&rows)
	return rows, err
}

// misfitsOf reads what stands or stood on the work list of the visits, by visit.
func misfitsOf(tx *db.Tx, visits []string) (map[string]misfitRow, error) {
	var rows []misfitRow
	out := map[string]misfitRow{}
	if len(visits) == 0 {
		return out, nil
	}
	err := tx.From("visits_misfits").Where("visit_id IN (?)", visits).All(&rows)
	for _, r := range rows {
		out[r.Visit] = r
	}
	return out, err
}

// settleMisfit takes a visit off the work list. Fault: MisfitUnknown.
func settleMisfit(tx *db.Tx, visit string) error {
	n, err := tx.Update("visits_misfits").Set("settled_at = ?", tx.Now()).Set("settled_by = ?", textOrNull(tx.Actor())).
		Where("visit_id = ? AND settled_at IS NULL", visit).Exec()
	if err == nil && n == 0 {
		err = MisfitUnknown.With()
	}
	return err
}
