package visits

import (
	"archwire/internal/kit/civil"
	"archwire/internal/kit/span"
	"archwire/internal/platform/db"
)

type endRow struct {
	Ended  End    `db:"ended_as"`
	Reason string `db:"end_reason"`
	N      int    `db:"n" sql:"count(*)"`
}

// endCounts counts how the visits of the days ended, by reason.
func endCounts(tx *db.Tx, clinic string, from, to civil.Day) ([]endRow, error) {
	var rows []endRow
	err := tx.From("visits_visits v").Where("v.clinic_id = ? AND v.day >= ? AND v.day <= ? AND v.ended_as <> ''", clinic, from, to).
		GroupBy("v.ended_as, v.end_reason").OrderBy("count(*) DESC, v.ended_as, v.end_reason").All(&rows)
	return rows, err
}

type overrunRow struct {
	Key    string  `db:"key"`
	Visits int     `db:"visits"`
	Over   int     `db:"over"`
	Mean   float64 `db:"mean"`
	Late   float64 `db:"late"`
}

// overruns measures the treated visits of the days by a column of them: the code
// of the template or the doctor. Over are those that took more than the tolerance,
// in minutes, longer than planned.
func overruns(tx *db.Tx, clinic string, days Days, tolerance int, column string) ([]Overruns, error) {
	const longer = "(v.treated_at - v.in_place_at - (v.ends_at - v.starts_at))"
	var rows []overrunRow
	// Averages are beyond the builder; the caller has looked that the clinic is in
	// sight, and the column is a constant of this package.
	text := "SELECT CAST(" + column + " AS TEXT) AS key, count(*) AS visits," +
		" SUM(CASE WHEN " + longer + " > ? THEN 1 ELSE 0 END) AS over," +
		" CAST(AVG(" + longer + " / 60000.0) AS DOUBLE PRECISION) AS mean," +
		" CAST(AVG(CASE WHEN v.treated_at > v.ends_at THEN (v.treated_at - v.ends_at) / 60000.0 ELSE 0 END) AS DOUBLE PRECISION) AS late" +
		" FROM visits_visits v WHERE v.tenant_id = :tenant AND v.clinic_id = ? AND v.day >= ? AND v.day <= ?" +
		" AND v.treated_at IS NOT NULL AND v.in_place_at IS NOT NULL AND " + column + " IS NOT NULL" +
		" GROUP BY " + column + " ORDER BY count(*) DESC, 1"
	if err := tx.Raw(&rows, text, int64(tolerance)*span.Minute, clinic, days.From, days.To); err != nil {
		return nil, err
	}
	out := make([]Overruns, len(rows))
	for i, r := range rows {
		out[i] = Overruns{Key: r.Key, Visits: r.Visits, Over: r.Over, Rate: share(r.Over, r.Visits), Mean: r.Mean, LateEnd: r.Late}
	}
	return out, nil
}
