package visits

import (
	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

// cameBefore reads the visits to which people came before an instant and after
// which they did not come again before it.
func cameBefore(tx *db.Tx, patients []string, at int64) ([]Visit, error) {
	return visitList(tx.From("visits_visits v").Where("v.patient_id IN (?) AND v.starts_at < ? AND v.state IN ('treated', 'left')", patients, at).
		Where(`NOT EXISTS (SELECT 1 FROM visits_visits n WHERE n.tenant_id = v.tenant_id AND n.patient_id = v.patient_id
			AND n.starts_at > v.starts_at AND n.starts_at < ? AND n.state IN ('treated', 'left'))`, at).OrderBy("v.starts_at, v.id"))
}

func personsSeen(tx *db.Tx, clinic string, from, to civil.Day) (int, error) {
	var n int
	_, err := tx.From("visits_visits v").Where("v.clinic_id = ? AND v.day >= ? AND v.day <= ? AND v.state IN ('treated', 'left')", clinic, from, to).
		Get("count(DISTINCT v.patient_id)", &n)
	return n, err
}
