package journeys

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"archwire/internal/platform/db"
)

// everywhere is why the engine looks past the clinics of whoever acts.
const everywhere = "a journey is walked by the program, in whichever clinic the patient is"

// enrolment is one patient in one journey, as it is kept.
type enrolment struct {
	State
	Clinic  string
	Home    string // household, or the patient who lives alone: the unit of experiments
	Journey int64  // number
	Version int64  // number
	Key     string
	HeldAt  int64 // when it would have been woken but for a pause; 0 = it is not paused
	LogAt   int64 // of its last step
	Cause   string
}

type enrolmentRow struct {
	ID      string `db:"id"`
	Clinic  string `db:"clinic_id"`
	Patient string `db:"patient_id"`
	Home    string `db:"home"`
	Journey int64  `db:"journey_no"`
	Key     string `db:"entry_key"`
	Version int64  `db:"version_no"`
	Node    string `db:"node"`
	Sub     int    `db:"sub"`
	Seq     int64  `db:"seq"`
	WakeAt  int64  `db:"wake_at,null"`
	HeldAt  int64  `db:"held_at,null"`
	Last    int64  `db:"last_at"`
	LogAt   int64  `db:"log_at"`
	Entered int64  `db:"entered_at"`
	Event   int64  `db:"event_at"`
	Chance  int    `db:"chance"`
	Control bool   `db:"control"`
	Held    bool   `db:"held"`
	Vars    string `db:"vars"`
	Cause   string `db:"cause"`
	End     Ending `db:"ending"`
	Reason  string `db:"reason"`
}

func (r enrolmentRow) enrolment() (*enrolment, error) {
	e := &enrolment{State: State{ID: r.ID, Patient: r.Patient, Node: r.Node, Sub: r.Sub, Seq: r.Seq, WakeAt: r.WakeAt, Entered: r.Entered, Last: r.Last,
		Event: r.Event, Chance: r.Chance, Control: r.Control, Held: r.Held, End: r.End, Reason: r.Reason},
		Clinic: r.Clinic, Home: r.Home, Journey: r.Journey, Version: r.Version, Key: r.Key, HeldAt: r.HeldAt, LogAt: r.LogAt, Cause: r.Cause}
	if r.Vars == "" {
		return e, nil
	}
	return e, json.Unmarshal([]byte(r.Vars), &e.Vars)
}

func varsText(vars map[string]string) string {
	if len(vars) == 0 {
		return ""
	}
	body, err := json.Marshal(vars)
	if err != nil {
		return ""
	}
	return string(body)
}

func enrolmentRowOf(e *enrolment) enrolmentRow {
	return enrolmentRow{ID: e.ID, Clinic: e.Clinic, Patient: e.Patient, Home: e.Home, Journey: e.Journey, Key: e.Key, Version: e.Version, Node: e.Node, Sub: e.Sub, Seq: e.Seq,
		WakeAt: e.WakeAt, HeldAt: e.HeldAt, Last: e.Last, LogAt: e.LogAt, Entered: e.Entered, Event: e.Event, Chance: e.Chance, Control: e.Control, Held: e.Held,
		Vars: varsText(e.Vars), Cause: e.Cause, End: e.End, Reason: e.Reason}
}

func enrolmentsOf(rows []enrolmentRow, err error) ([]*enrolment, error) {
	out := make([]*enrolment, len(rows))
	for i, r := range rows {
		var bad error
		if out[i], bad = r.enrolment(); bad != nil && err == nil {
			err = bad
		}
	}
	return out, err
}

// insertEnrolments lets people in, and gives those who are new: of a patient, journey
// and key there is one, however many try at once.
func insertEnrolments(tx *db.Tx, list []*enrolment) ([]*enrolment, error) {
	rows := make([]enrolmentRow, len(list))
	ids := make([]string, len(list))
	for i, e := range list {
		rows[i], ids[i] = enrolmentRowOf(e), e.ID
	}
	n, err := tx.InsertOr("journeys_enrolments", rows, "ON CONFLICT (tenant_id, patient_id, journey_no, entry_key) DO NOTHING")
	if err != nil || int(n) == len(list) {
		return list, err
	}
	var there []string
	for part := range slices.Chunk(ids, perRead) {
		var some []string
		if err := tx.From("journeys_enrolments").AcrossClinics(everywhere).Where("id IN (?)", part).Pluck("id", &some); err != nil {
			return nil, err
		}
		there = append(there, some...)
	}
	slices.Sort(there)
	return slices.DeleteFunc(list, func(e *enrolment) bool { _, is := slices.BinarySearch(there, e.ID); return !is }), nil
}

// perRead bounds the values of one list.
const perRead = 2000

// dueEnrolments takes up to n enrolments whose time has come, the earliest first, and
// locks them; those that somebody else has in hand are passed by. Of one instant they
// come as the index has them: sorted any further, PostgreSQL would read all of a
// cohort for each batch of it.
func dueEnrolments(tx *db.Tx, n int) ([]*enrolment, error) {
	text := `SELECT ` + enrolmentColumns + ` FROM journeys_enrolments WHERE tenant_id = :tenant AND wake_at <= ? ORDER BY wake_at LIMIT ` + strconv.Itoa(n)
	if tx.Dialect() == db.Postgres {
		text += " FOR UPDATE SKIP LOCKED"
	}
	var rows []enrolmentRow
	err := tx.Raw(&rows, text, tx.Now())
	return enrolmentsOf(rows, err)
}

const enrolmentColumns = `id, clinic_id, patient_id, home, journey_no, entry_key, version_no, node, sub, seq, wake_at, held_at, last_at, log_at, entered_at, event_at,
	chance, control, held, vars, cause, ending, reason`

// openOf locks the open enrolments of some patients, in the order of their ids.
func openOf(tx *db.Tx, patients []string) ([]*enrolment, error) {
	return ofPatients(tx, patients, true, "ending = ''")
}

// ofPatients reads enrolments of some patients, in the order of their ids. The embedded
// database is told by which index: a list of patients looks dearer to it than to go
// through everybody who sleeps in the group.
func ofPatients(tx *db.Tx, patients []string, lock bool, cond string, args ...any) ([]*enrolment, error) {
	text := `SELECT ` + enrolmentColumns + ` FROM journeys_enrolments INDEXED BY journeys_enrolments_once WHERE tenant_id = :tenant AND patient_id IN (?) AND ` + cond
	if tx.Dialect() == db.Postgres {
		text = strings.Replace(text, "INDEXED BY journeys_enrolments_once", "", 1) + " ORDER BY id"
		if lock {
			text += " FOR UPDATE"
		}
	}
	var out []*enrolment
	for part := range slices.Chunk(patients, perRead) {
		var rows []enrolmentRow
		err := tx.Raw(&rows, text, append([]any{part}, args...)...)
		some, err := enrolmentsOf(rows, err)
		if err != nil {
			return nil, err
		}
		slices.SortFunc(some, func(a, b *enrolment) int { return strings.Compare(a.ID, b.ID) })
		out = append(out, some...)
	}
	return out, nil
}

// anybodyIn tells whether somebody is in a version still.
func anybodyIn(tx *db.Tx, no int64) (bool, error) {
	return tx.From("journeys_enrolments").AcrossClinics(everywhere).Where("version_no = ? AND ending = ''", no).Exists()
}

// openOfVersions locks the open enrolments of some versions, in the order of their ids.
func openOfVersions(tx *db.Tx, versions []int64, lock bool) ([]*enrolment, error) {
	q := tx.From("journeys_enrolments").AcrossClinics(everywhere).Where("version_no IN (?) AND ending = ''", versions).OrderBy("id")
	if lock {
		q = q.ForUpdate()
	}
	var rows []enrolmentRow
	err := q.All(&rows)
	return enrolmentsOf(rows, err)
}

// enrolmentsByID gives enrolments by id, in whichever clinic.
func enrolmentsByID(tx *db.Tx, ids []string, lock bool) (map[string]*enrolment, error) {
	out := map[string]*enrolment{}
	for part := range slices.Chunk(ids, perRead) {
		q := tx.From("journeys_enrolments").AcrossClinics(everywhere).Where("id IN (?)", part).OrderBy("id")
		if lock {
			q = q.ForUpdate()
		}
		var rows []enrolmentRow
		err := q.All(&rows)
		list, err := enrolmentsOf(rows, err)
		if err != nil {
			return nil, err
		}
		for _, e := range list {
			out[e.ID] = e
		}
	}
	return out, nil
}

// inJourney lists what some patients had of a journey, the earliest first.
func inJourney(tx *db.Tx, journey int64, patients []string) ([]*enrolment, error) {
	return ofPatients(tx, patients, false, "journey_no = ?", journey)
}

// moved is an enrolment that took a step: as it stood (seq) and as it stands.
type moved struct {
	row  enrolmentRow
	like likeness
}

// likeness is what an enrolment has in common with others that are written alike.
type likeness struct {
	was     int64 // seq before
	anew    bool  // in another version than before
	version int64
	node    string
	sub     int
	seq     int64
	wakeAt  int64
	heldAt  int64
	last    int64
	held    bool
	end     Ending
	reason  string
	vars    string
}

func movedOf(g *go1) moved {
	r := enrolmentRowOf(g.e)
	return moved{r, likeness{g.was, g.in.What == HeardMoved, r.Version, r.Node, r.Sub, r.Seq, r.WakeAt, r.HeldAt, r.Last, r.Held, r.End, r.Reason, r.Vars}}
}

// alike is from how many enrolments, written alike, one statement for all of them
// pays.
const alike = 4

// saveMoved writes where enrolments stand after their steps, each against the step
// before: of two who would take the same step one finds nothing to write. In life
// whole cohorts come to the same node at the same instant, so most are written
// together.
func saveMoved(tx *db.Tx, list []moved) error {
	groups := map[likeness][]moved{}
	var order []likeness
	for _, m := range list {
		if groups[m.like] == nil {
			order = append(order, m.like)
		}
		groups[m.like] = append(groups[m.like], m)
	}
	var rest []moved
	for _, k := range order {
		g := groups[k]
		if len(g) < alike {
			rest = append(rest, g...)
			continue
		}
		for part := range slices.Chunk(g, 250) {
			if err := saveAlike(tx, part); err != nil {
				return err
			}
		}
	}
	return saveEach(tx, rest)
}

// errMoved is that somebody else took a step meanwhile: the transaction is not kept.
var errMoved = fmt.Errorf("journeys: an enrolment moved meanwhile")

// saveAlike writes enrolments that stand alike. Version and ending are named only where
// they change: SQLite writes an index anew for each of its columns that is named.
func saveAlike(tx *db.Tx, list []moved) error {
	ids := make([]string, len(list))
	for i, m := range list {
		ids[i] = m.row.ID
	}
	r, like := list[0].row, list[0].like
	c := tx.Update("journeys_enrolments").AcrossClinics(everywhere).Set("node = ?", r.Node).Set("sub = ?", r.Sub).Set("seq = ?", r.Seq).
		Set("wake_at = ?", nullNo(r.WakeAt)).Set("held_at = ?", nullNo(r.HeldAt)).Set("last_at = ?", r.Last).Set("log_at = ?", r.LogAt).
		Set("held = ?", r.Held).Set("vars = ?", r.Vars)
	if like.anew {
		c.Set("version_no = ?", r.Version)
	}
	if r.End != "" {
		c.Set("ending = ?", r.End).Set("reason = ?", r.Reason)
	}
	n, err := c.Where("id IN (?)", ids).Where("seq = ?", like.was).Exec()
	if err == nil && int(n) != len(list) {
		err = errMoved
	}
	return err
}

// saveEach writes enrolments that have nothing in common.
func saveEach(tx *db.Tx, list []moved) error {
	if tx.Dialect() == db.Postgres && len(list) >= alike {
		return saveArrays(tx, list)
	}
	for _, m := range list {
		if err := saveAlike(tx, []moved{m}); err != nil {
			return err
		}
	}
	return nil
}

// saveArrays is saveEach in one statement of PostgreSQL.
func saveArrays(tx *db.Tx, list []moved) error {
	a := newArrays(13)
	for _, m := range list {
		r := m.row
		a.add(r.ID, m.like.was, r.Version, r.Node, r.Sub, r.Seq, nullNo(r.WakeAt), nullNo(r.HeldAt), r.Last, r.LogAt, r.Held, r.Vars, string(r.End)+"|"+r.Reason)
	}
	n, err := tx.RawExec(`UPDATE journeys_enrolments e SET version_no = v.version_no, node = v.node, sub = v.sub, seq = v.seq, wake_at = v.wake_at, held_at = v.held_at,
		last_at = v.last_at, log_at = v.log_at, held = v.held, vars = v.vars, ending = split_part(v.ended, '|', 1), reason = substr(v.ended, strpos(v.ended, '|') + 1)
		FROM unnest(?::uuid[], ?::bigint[], ?::bigint[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::boolean[], ?::text[], ?::text[])
		AS v(id, was, version_no, node, sub, seq, wake_at, held_at, last_at, log_at, held, vars, ended)
		WHERE e.tenant_id = :tenant AND e.id = v.id AND e.seq = v.was`, a.args()...)
	if err == nil && int(n) != len(list) {
		err = errMoved
	}
	return err
}

// arrays gathers columns as PostgreSQL writes arrays: one text however many rows.
type arrays struct {
	cols []strings.Builder
	n    int
}

func newArrays(n int) *arrays { return &arrays{cols: make([]strings.Builder, n)} }

var escapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

func (a *arrays) add(row ...any) {
	for i, v := range row {
		b := &a.cols[i]
		b.WriteByte("{,"[min(a.n, 1)])
		switch x := v.(type) {
		case nil:
			b.WriteString("NULL")
		case int64:
			b.WriteString(strconv.FormatInt(x, 10))
		case int:
			b.WriteString(strconv.Itoa(x))
		case bool:
			b.WriteString(strconv.FormatBool(x))
		case string:
			b.WriteByte('"')
			_, _ = escapes.WriteString(b, x) // a Builder does not fail
			b.WriteByte('"')
		}
	}
	a.n++
}

func (a *arrays) args() []any {
	out := make([]any, len(a.cols))
	for i := range a.cols {
		out[i] = a.cols[i].String() + "}"
	}
	return out
}

// nextWake is when the next enrolment, or version, is looked at.
func nextWake(tx *db.Tx) (int64, bool, error) {
	var at, clock int64
	waits, err := tx.From("journeys_enrolments").AcrossClinics(everywhere).Where("wake_at IS NOT NULL").OrderBy("wake_at").Limit(1).Get("wake_at", &at)
	if err != nil {
		return 0, false, err
	}
	timed, err := tx.From("journeys_versions").Where("next_at IS NOT NULL").OrderBy("next_at").Limit(1).Get("next_at", &clock)
	switch {
	case !waits:
		return clock, timed, err
	case timed:
		return min(at, clock), true, err
	}
	return at, waits, err
}

// forgetPatients ends the enrolments of erased persons and empties what was noted.
func forgetPatients(tx *db.Tx, patients []string) error {
	const why = "an erased person is forgotten in every clinic"
	_, err := tx.Update("journeys_enrolments").AcrossClinics(why).Set("vars = ''").Where("patient_id IN (?)", patients).Exec()
	if err != nil {
		return err
	}
	_, err = tx.Update("journeys_enrolments").AcrossClinics(why).Set("ending = ?", EndGone).Set("reason = 'erased'").Set("wake_at = NULL").
		Set("held_at = NULL").Where("patient_id IN (?) AND ending = ''", patients).Exec()
	return err
}

// enrolmentSeen gives an enrolment of the clinics in sight. Fault: EnrolmentNotFound.
func enrolmentSeen(tx *db.Tx, id string, lock bool) (*enrolment, error) {
	q := tx.From("journeys_enrolments").Where("id = ?", id)
	if lock {
		q = q.ForUpdate()
	}
	var r enrolmentRow
	found, err := q.One(&r)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, EnrolmentNotFound.With()
	}
	return r.enrolment()
}

func enrolmentList(tx *db.Tx, f EnrolmentFilter, journey int64) ([]*enrolment, error) {
	q := tx.From("journeys_enrolments")
	if journey != 0 {
		q = q.Where("journey_no = ?", journey)
	}
	if f.Patient != "" {
		q = q.Where("patient_id = ?", f.Patient)
	}
	if f.Clinic != "" {
		q = q.Where("clinic_id = ?", f.Clinic)
	}
	if f.Node != "" {
		q = q.Where("node = ?", f.Node)
	}
	if f.Open {
		q = q.Where("ending = ''")
	}
	if f.Before != "" {
		q = q.Where("id < ?", f.Before)
	}
	var rows []enrolmentRow
	err := q.OrderBy("id DESC").Limit(f.Limit).All(&rows)
	return enrolmentsOf(rows, err)
}
