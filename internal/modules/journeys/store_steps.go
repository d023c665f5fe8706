package journeys

import (
	"slices"

	"archwire/internal/platform/db"
)

type stepRow struct {
	At        int64  `db:"at"`
	Enrolment string `db:"enrolment_id"`
	Seq       int64  `db:"seq"`
	Clinic    string `db:"clinic_id"`
	PrevAt    int64  `db:"prev_at"`
	Version   int64  `db:"version_no"`
	Heard     Heard  `db:"heard"`
	Cause     string `db:"cause"`
	Path      string `db:"path"`
}

// insertSteps appends to the log: sequentially, since its key begins with the time.
func insertSteps(tx *db.Tx, rows []stepRow) error {
	if tx.Dialect() == db.Postgres && len(rows) >= alike {
		a := newArrays(9)
		for _, r := range rows {
			a.add(r.At, r.Enrolment, r.Seq, r.Clinic, r.PrevAt, r.Version, string(r.Heard), r.Cause, r.Path)
		}
		_, err := tx.RawExec(`INSERT INTO journeys_steps (tenant_id, at, enrolment_id, seq, clinic_id, prev_at, version_no, heard, cause, path)
			SELECT :tenant, v.* FROM unnest(?::bigint[], ?::uuid[], ?::bigint[], ?::uuid[], ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[]) AS v`, a.args()...)
		return err
	}
	// Short enough for a prepared statement, which a long one never is.
	for part := range slices.Chunk(rows, 100) {
		if err := tx.Insert("journeys_steps", part); err != nil {
			return err
		}
	}
	return nil
}

// stepsOf reads the steps of an enrolment, the latest first, by the way that each
// leads to the one before.
func stepsOf(tx *db.Tx, e *enrolment, most int) ([]stepRow, error) {
	var out []stepRow
	at, seq := e.LogAt, e.Seq
	for len(out) < most && seq > 0 {
		var r stepRow
		found, err := tx.From("journeys_steps").AcrossClinics("the enrolment was seen already").Where("at = ? AND enrolment_id = ? AND seq = ?", at, e.ID, seq).One(&r)
		if err != nil || !found {
			return out, err
		}
		out = append(out, r)
		at, seq = r.PrevAt, seq-1
	}
	return out, nil
}

// causesSince lists which facts some enrolments have heard since an instant, as
// "<enrolment> <fact>": a fact may be told twice.
func causesSince(tx *db.Tx, since int64, ids []string) (map[string]bool, error) {
	var rows []stepRow
	err := tx.From("journeys_steps").AcrossClinics(everywhere).Where("at >= ? AND enrolment_id IN (?) AND cause <> ''", since, ids).All(&rows)
	out := map[string]bool{}
	for _, r := range rows {
		out[r.Enrolment+" "+r.Cause] = true
	}
	return out, err
}

// did is an effect as it is kept.
type did struct {
	Enrolment string     `db:"enrolment_id"`
	Seq       int64      `db:"seq"`
	Node      string     `db:"node"`
	Rung      int        `db:"rung"`
	Clinic    string     `db:"clinic_id"`
	Kind      EffectKind `db:"kind"`
	State     DidState   `db:"state"`
	Journey   int64      `db:"journey_no"`
	Version   int64      `db:"version_no"`
	What      string     `db:"what"` // purpose of a message, id of a task, key of a text …
	At        int64      `db:"at"`
	Day       string     `db:"day"`
	Parts     int        `db:"parts"` // of an SMS, where the journey's day has a bound of them
}

// DidState is what became of an effect at once. Its text is "journeys.done.<state>".
type DidState string

// The states.
const (
	DidDone      DidState = "done"
	DidHeld      DidState = "held"
	DidSkipped   DidState = "skipped"
	DidPutOff    DidState = "put_off"
	DidWithdrawn DidState = "withdrawn"
	DidRefused   DidState = "refused"
)

// insertEffects keeps effects; the key refuses one that is there.
func insertEffects(tx *db.Tx, rows []did) error {
	if tx.Dialect() == db.Postgres && len(rows) >= alike {
		a := newArrays(12)
		for _, r := range rows {
			a.add(r.Enrolment, r.Seq, r.Node, r.Rung, r.Clinic, string(r.Kind), string(r.State), r.Journey, r.Version, r.What, r.At, r.Day)
		}
		_, err := tx.RawExec(`INSERT INTO journeys_effects (tenant_id, enrolment_id, seq, node, rung, clinic_id, kind, state, journey_no, version_no, what, at, day)
			SELECT :tenant, v.* FROM unnest(?::uuid[], ?::bigint[], ?::text[], ?::bigint[], ?::uuid[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::text[], ?::bigint[], ?::text[]) AS v`, a.args()...)
		return err
	}
	// Short enough for a prepared statement, as steps are.
	for part := range slices.Chunk(rows, 75) {
		if err := tx.Insert("journeys_effects", part); err != nil {
			return err
		}
	}
	return nil
}

// effectsOf lists what was done for some enrolments, in order.
func effectsOf(tx *db.Tx, ids []string) ([]did, error) {
	var out []did
	for part := range slices.Chunk(ids, perRead) {
		var rows []did
		err := tx.From("journeys_effects").AcrossClinics(everywhere).Where("enrolment_id IN (?)", part).OrderBy("enrolment_id, seq, node, rung").All(&rows)
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	return out, nil
}

// markEffects notes that effects were taken back.
func markEffects(tx *db.Tx, list []did, s DidState) error {
	for _, d := range list {
		_, err := tx.Update("journeys_effects").AcrossClinics(everywhere).Set("state = ?", s).
			Where("enrolment_id = ? AND seq = ? AND node = ? AND rung = ?", d.Enrolment, d.Seq, d.Node, d.Rung).Exec()
		if err != nil {
			return err
		}
	}
	return nil
}

// doneToday counts what a journey did on a day, by kind.
func doneToday(tx *db.Tx, journey int64, day string, kind EffectKind) (int, error) {
	return tx.From("journeys_effects").AcrossClinics(everywhere).Where("journey_no = ? AND day = ? AND kind = ? AND state IN ('done', 'put_off')", journey, day, kind).Count()
}

// partsToday sums up the parts of SMS that a journey foresaw on a day.
func partsToday(tx *db.Tx, journey int64, day string) (int, error) {
	var rows []struct {
		N int `db:"n"`
	}
	err := tx.Raw(&rows, `SELECT COALESCE(sum(parts), 0) AS n FROM journeys_effects WHERE tenant_id = :tenant AND journey_no = ? AND day = ? AND kind = ? AND state IN ('done', 'put_off')`,
		journey, day, EffectMessage)
	if err != nil {
		return 0, err
	}
	return rows[0].N, nil
}

// tasksToday lists the tasks that a journey opened on a day in a clinic.
func tasksToday(tx *db.Tx, journey int64, day, clinic string) (out []string, err error) {
	err = tx.From("journeys_effects").AcrossClinics(everywhere).Where("journey_no = ? AND day = ? AND kind = ? AND clinic_id = ? AND state IN ('done', 'put_off')", journey, day, EffectTask, clinic).
		Pluck("what", &out)
	return out, err
}

type exposureRow struct {
	ID        string `db:"id"`
	Journey   int64  `db:"journey_no"`
	Node      string `db:"node"`
	Enrolment string `db:"enrolment_id"`
	Clinic    string `db:"clinic_id"`
	Patient   string `db:"patient_id"`
	Home      string `db:"home"`
	Arm       string `db:"arm"`
	At        int64  `db:"at"`
}

// insertExposures notes who came to what an experiment is about; the first time
// counts.
func insertExposures(tx *db.Tx, rows []exposureRow) error {
	_, err := tx.InsertOr("journeys_exposures", rows, "ON CONFLICT (tenant_id, journey_no, node, enrolment_id) DO NOTHING")
	return err
}

// exposedSince lists the exposures of some patients since an instant, in its order; by
// their index, see ofPatients.
func exposedSince(tx *db.Tx, patients []string, since int64) ([]exposureRow, error) {
	by := "INDEXED BY journeys_exposures_patient"
	if tx.Dialect() == db.Postgres {
		by = ""
	}
	var rows []exposureRow
	err := tx.Raw(&rows, `SELECT id, journey_no, node, enrolment_id, clinic_id, patient_id, home, arm, at FROM journeys_exposures `+by+`
		WHERE tenant_id = :tenant AND patient_id IN (?) AND at >= ? ORDER BY at`, patients, since)
	return rows, err
}

type conversionRow struct {
	Journey   int64  `db:"journey_no"`
	Node      string `db:"node"`
	Enrolment string `db:"enrolment_id"`
	What      string `db:"what"`
	Fact      string `db:"fact_id"`
	Clinic    string `db:"clinic_id"`
	Amount    int64  `db:"amount"`
	At        int64  `db:"at"`
}

func insertConversions(tx *db.Tx, rows []conversionRow) error {
	_, err := tx.InsertOr("journeys_conversions", rows, "ON CONFLICT (tenant_id, journey_no, node, enrolment_id, what, fact_id) DO NOTHING")
	return err
}

// taskEffect finds by which effect a task of an enrolment was opened.
func taskEffect(tx *db.Tx, enrolment, task string) (did, bool, error) {
	var d did
	found, err := tx.From("journeys_effects").AcrossClinics(everywhere).Where("enrolment_id = ? AND kind = 'task' AND what = ?", enrolment, task).One(&d)
	return d, found, err
}
