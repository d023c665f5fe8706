package journeys

import (
	"encoding/json"

	"archwire/internal/kit/id"
	"archwire/internal/platform/db"
)

type rehearsalRow struct {
	ID      string        `db:"id"`
	Journey string        `db:"journey_id"`
	Hash    string        `db:"hash"`
	Kind    RehearsalKind `db:"kind"`
	At      int64         `db:"at"`
	By      string        `db:"by_id,null"`
	Result  string        `db:"result"`
}

// insertRehearsal keeps what came of a rehearsal, without the people in it: who would
// have got what is looked at once and not stored.
func insertRehearsal(tx *db.Tx, journey string, x Rehearsed) error {
	x.Result.Many, x.Result.Collided = nil, nil
	body, err := json.Marshal(x.Result)
	if err != nil {
		return err
	}
	return tx.Insert("journeys_rehearsals", rehearsalRow{ID: tx.NewID(), Journey: journey, Hash: x.Hash, Kind: x.Kind, At: x.At, By: x.By, Result: string(body)})
}

// rehearsed tells whether a graph of a journey was rehearsed over the past.
func rehearsed(tx *db.Tx, journey, hash string) (bool, error) {
	return tx.From("journeys_rehearsals").Where("journey_id = ? AND hash = ? AND kind = ?", journey, hash, Replay).Exists()
}

// rehearsalsOf lists the latest rehearsals of a journey.
func rehearsalsOf(tx *db.Tx, journey string, n int) ([]Rehearsed, error) {
	if !id.Valid(journey) {
		return nil, NotFound.With()
	}
	var rows []rehearsalRow
	err := tx.From("journeys_rehearsals").Where("journey_id = ?", journey).OrderBy("at DESC, id DESC").Limit(n).All(&rows)
	out := make([]Rehearsed, len(rows))
	for i, r := range rows {
		out[i] = Rehearsed{Kind: r.Kind, Hash: r.Hash, At: r.At, By: r.By}
		if bad := json.Unmarshal([]byte(r.Result), &out[i].Result); bad != nil && err == nil {
			err = bad
		}
	}
	return out, err
}

// standingIn lists who stands in a journey, up to n.
func standingIn(tx *db.Tx, journey int64, n int) ([]*enrolment, error) {
	var rows []enrolmentRow
	err := tx.From("journeys_enrolments").AcrossClinics(everywhere).Where("journey_no = ? AND ending = ''", journey).OrderBy("id").Limit(n).All(&rows)
	return enrolmentsOf(rows, err)
}

// census is how many are in a journey, and what became of those who entered lately.
type census struct {
	Journey int64 `db:"journey_no"`
	Open    int   `db:"open"`
	Entered int   `db:"entered"`
	Goal    int   `db:"goal"`
}

// tallies counts by journey: who stands in it now, and who entered since an instant.
func tallies(tx *db.Tx, journeys []int64, since int64) (map[int64]census, error) {
	var open, late []census
	err := tx.Raw(&open, `SELECT v.journey_no, count(*) AS open, 0 AS entered, 0 AS goal FROM journeys_enrolments e
		JOIN journeys_versions v ON v.tenant_id = e.tenant_id AND v.no = e.version_no
		WHERE e.tenant_id = :tenant AND e.ending = '' AND v.journey_no IN (?) GROUP BY v.journey_no`, journeys)
	if err == nil {
		err = tx.Raw(&late, `SELECT journey_no, 0 AS open, count(*) AS entered, count(CASE WHEN ending = 'goal' THEN 1 END) AS goal
			FROM journeys_enrolments WHERE tenant_id = :tenant AND journey_no IN (?) AND entered_at >= ? GROUP BY journey_no`, journeys, since)
	}
	out := map[int64]census{}
	for _, r := range append(open, late...) {
		sum := out[r.Journey]
		out[r.Journey] = census{r.Journey, sum.Open + r.Open, sum.Entered + r.Entered, sum.Goal + r.Goal}
	}
	return out, err
}

type momentsRow struct {
	Clinic string  `db:"clinic_id"`
	Arm    string  `db:"arm"`
	Units  int64   `db:"units"`
	People float64 `db:"people"`
	Y      float64 `db:"y"`
	NN     float64 `db:"nn"`
	YN     float64 `db:"yn"`
	YY     float64 `db:"yy"`
}

// momentsOf sums what became of everybody who was exposed to an experiment long enough
// ago that the days within which it counts are over: by clinic and arm, the household
// being the unit. Whoever was exposed counts, whatever was sent (intention to treat).
func momentsOf(tx *db.Tx, journey int64, node string, r Result, days int) ([]momentsRow, error) {
	outcome := `CASE WHEN EXISTS (SELECT 1 FROM journeys_conversions c WHERE c.tenant_id = :tenant AND c.journey_no = e.journey_no AND c.node = e.node
		AND c.enrolment_id = e.enrolment_id AND c.what = ? AND c.at >= e.at AND c.at < e.at + ?) THEN 1 ELSE 0 END`
	if r == ResultPaid {
		outcome = `coalesce((SELECT sum(c.amount) FROM journeys_conversions c WHERE c.tenant_id = :tenant AND c.journey_no = e.journey_no AND c.node = e.node
			AND c.enrolment_id = e.enrolment_id AND c.what = ? AND c.at >= e.at AND c.at < e.at + ?), 0)`
	}
	within := int64(days) * aDay
	var rows []momentsRow
	err := tx.Raw(&rows, `WITH told AS (SELECT e.clinic_id, e.arm, e.home, CAST(`+outcome+` AS DOUBLE PRECISION) AS y
			FROM journeys_exposures e WHERE e.tenant_id = :tenant AND e.journey_no = ? AND e.node = ? AND e.at <= ?),
		home AS (SELECT clinic_id, arm, home, CAST(count(*) AS DOUBLE PRECISION) AS n, sum(y) AS y FROM told GROUP BY clinic_id, arm, home)
		SELECT clinic_id, arm, count(*) AS units, sum(n) AS people, sum(y) AS y, sum(n * n) AS nn, sum(y * n) AS yn, sum(y * y) AS yy
		FROM home GROUP BY clinic_id, arm ORDER BY clinic_id, arm`, string(r), within, journey, node, tx.Now()-within)
	return rows, err
}

func (r momentsRow) moments() Moments {
	return Moments{Units: r.Units, People: r.People, Y: r.Y, NN: r.NN, YN: r.YN, YY: r.YY}
}

// exposedLately counts who was exposed to an experiment so lately that nobody can say
// yet what came of it.
func exposedLately(tx *db.Tx, journey int64, node string, days int) (int, error) {
	return tx.From("journeys_exposures").AcrossClinics("an experiment is one of the whole group").
		Where("journey_no = ? AND node = ? AND at > ?", journey, node, tx.Now()-int64(days)*aDay).Count()
}
