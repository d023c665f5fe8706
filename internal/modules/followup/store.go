package followup

import (
	"embed"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

//go:embed migrations
var migrations embed.FS

//go:embed i18n
var texts embed.FS

// everyClinic is why a person's follow-up is read in all clinics of the group.
const everyClinic = "a person is contacted once, whichever clinic they went to"

type seriesRow struct {
	ID        string             `db:"id"`
	Clinic    string             `db:"clinic_id"`
	Patient   string             `db:"patient_id"`
	Of        string             `db:"of_id"`
	Protocol  string             `db:"protocol"`
	Number    int                `db:"number"`
	State     SeriesState        `db:"state"`
	Reason    string             `db:"reason"`
	Execution string             `db:"execution_id,null"`
	Visit     string             `db:"visit_id,null"`
	Doctor    string             `db:"doctor_id,null"`
	ItemZh    string             `db:"item_zh"`
	ItemEn    string             `db:"item_en"`
	Site      string             `db:"site"`
	Flags     map[string]bool    `db:"flags,json"`
	Plan      map[string]float64 `db:"plan,json"`
	Anchor    int64              `db:"anchor_at"`
	Anchored  bool               `db:"anchored"`
	Level     Level              `db:"level"`
	Begun     int64              `db:"begun_at"`
	Ended     int64              `db:"ended_at,null"`
	Version   int64              `db:"version"`
}

func seriesRowOf(s Series) seriesRow {
	return seriesRow{s.ID, s.Clinic, s.Patient, s.Patient, s.Protocol, s.Number, s.State, s.Reason, s.Execution, s.Visit, s.Doctor, s.Item.Zh, s.Item.En,
		s.Site, s.Flags, s.Plan, s.Anchor, s.Anchored, s.Level, s.Begun, s.Ended, s.Version}
}

func (r seriesRow) series() Series {
	return Series{ID: r.ID, Clinic: r.Clinic, Patient: r.Patient, Protocol: r.Protocol, Number: r.Number, State: r.State, Reason: r.Reason,
		Execution: r.Execution, Visit: r.Visit, Doctor: r.Doctor, Item: Words{r.ItemZh, r.ItemEn}, Site: r.Site, Flags: r.Flags, Plan: r.Plan,
		Anchor: r.Anchor, Anchored: r.Anchored, Level: r.Level, Begun: r.Begun, Ended: r.Ended, Version: r.Version}
}

func seriesOf(rows []seriesRow, err error) ([]Series, error) {
	out := make([]Series, len(rows))
	for i, r := range rows {
		out[i] = r.series()
	}
	return out, err
}

// insertSeries writes series, and gives the ids of those that are new: an item that
// was told of before has its series already.
func insertSeries(tx *db.Tx, list []Series) (map[string]bool, error) {
	rows := make([]seriesRow, len(list))
	ids := make([]string, len(list))
	for i, s := range list {
		rows[i], ids[i] = seriesRowOf(s), s.ID
	}
	fresh := map[string]bool{}
	if len(rows) == 0 {
		return fresh, nil
	}
	n, err := tx.InsertOr("followup_series", rows, "ON CONFLICT DO NOTHING")
	if err != nil {
		return nil, err
	}
	if int(n) == len(ids) {
		for _, id := range ids {
			fresh[id] = true
		}
		return fresh, nil
	}
	var have []string
	err = tx.From("followup_series").AcrossClinics(everyClinic).Where("id IN (?)", ids).Pluck("id", &have)
	for _, id := range have {
		fresh[id] = true
	}
	return fresh, err
}

func seriesByIDs(tx *db.Tx, ids []string) ([]Series, error) {
	var out []Series
	for part := range slices.Chunk(ids, perRead) {
		var rows []seriesRow
		if err := tx.From("followup_series").AcrossClinics(everyClinic).Where("id IN (?)", part).OrderBy("id").All(&rows); err != nil {
			return nil, err
		}
		list, _ := seriesOf(rows, nil)
		out = append(out, list...)
	}
	return out, nil
}

// perRead bounds the ids of one statement.
const perRead = 2000

// seriesInSight reads a series of the clinics in sight.
func seriesInSight(tx *db.Tx, id string) (Series, bool, error) {
	var r seriesRow
	found, err := tx.From("followup_series").Where("id = ?", id).ForUpdate().One(&r)
	return r.series(), found, err
}

func seriesByExecutions(tx *db.Tx, executions []string) ([]Series, error) {
	var rows []seriesRow
	err := tx.From("followup_series").AcrossClinics(everyClinic).Where("execution_id IN (?)", executions).OrderBy("id").ForUpdate().All(&rows)
	return seriesOf(rows, err)
}

func seriesByVisits(tx *db.Tx, visits []string) ([]Series, error) {
	var rows []seriesRow
	err := tx.From("followup_series").AcrossClinics(everyClinic).Where("visit_id IN (?) AND state = 'open'", visits).OrderBy("id").ForUpdate().All(&rows)
	return seriesOf(rows, err)
}

func seriesOfPatient(tx *db.Tx, patient string) ([]Series, error) {
	var rows []seriesRow
	err := tx.From("followup_series").Where("patient_id = ?", patient).OrderBy("begun_at DESC, id").Limit(200).All(&rows)
	return seriesOf(rows, err)
}

// relationshipsOf reads the open relationship series of some patients.
func relationshipsOf(tx *db.Tx, patients []string) ([]Series, error) {
	var rows []seriesRow
	err := tx.From("followup_series").AcrossClinics(everyClinic).Where("patient_id IN (?) AND protocol = 'relationship' AND state = 'open'", patients).
		OrderBy("id").ForUpdate().All(&rows)
	return seriesOf(rows, err)
}

// past is what the deciding must know of a patient's other series.
type past struct {
	Patient  string      `db:"patient_id"`
	ID       string      `db:"id"`
	Protocol string      `db:"protocol"`
	Site     string      `db:"site"`
	Anchor   int64       `db:"anchor_at"`
	State    SeriesState `db:"state"`
}

func pastOf(tx *db.Tx, patients []string) (map[string][]past, error) {
	var rows []past
	err := tx.From("followup_series").AcrossClinics(everyClinic).Where("patient_id IN (?) AND state <> 'cancelled'", patients).All(&rows)
	out := make(map[string][]past, len(patients))
	for _, r := range rows {
		out[r.Patient] = append(out[r.Patient], r)
	}
	return out, err
}

func endSeries(tx *db.Tx, ids []string, state SeriesState, reason string, now int64) error {
	if len(ids) == 0 {
		return nil
	}
	_, err := tx.Update("followup_series").AcrossClinics(everyClinic).Set("state = ?", state).Set("reason = ?", reason).Set("ended_at = ?", now).
		Set("version = version + 1").Where("id IN (?) AND state = 'open'", ids).Exec()
	return err
}

// endWhereDone ends open series of which no step waits or is being done any more.
func endWhereDone(tx *db.Tx, ids []string, now int64) error {
	if len(ids) == 0 {
		return nil
	}
	_, err := tx.Update("followup_series").AcrossClinics(everyClinic).Set("state = 'done'").Set("ended_at = ?", now).Set("version = version + 1").
		Where(`id IN (?) AND state = 'open' AND NOT EXISTS (SELECT 1 FROM followup_steps s WHERE s.tenant_id = followup_series.tenant_id
			AND s.series_id = followup_series.id AND s.state IN ('planned', 'taken'))`, ids).Exec()
	return err
}

// anchorSeries writes the anchors of series that exist, all at once.
func anchorSeries(tx *db.Tx, list []Series) error {
	rows := make([]seriesRow, len(list))
	for i, s := range list {
		rows[i] = seriesRowOf(s)
	}
	_, err := tx.InsertOr("followup_series", rows, `ON CONFLICT (tenant_id, id) DO UPDATE SET anchor_at = excluded.anchor_at, anchored = excluded.anchored,
		version = followup_series.version + 1`)
	return err
}

func levelSeries(tx *db.Tx, ids []string, level Level) error {
	_, err := tx.Update("followup_series").AcrossClinics(everyClinic).Set("level = ?", level).Where("id IN (?)", ids).Exec()
	return err
}

func updateCase(tx *db.Tx, s Series) error {
	return tx.Update("followup_series").Set("flags = ?", jsonText(s.Flags)).Set("plan = ?", jsonText(s.Plan)).Set("version = version + 1").
		Where("id = ? AND version = ?", s.ID, s.Version).Must()
}

type stepRow struct {
	ID      string    `db:"id"`
	Clinic  string    `db:"clinic_id"`
	Series  string    `db:"series_id"`
	Patient string    `db:"patient_id"`
	Step    string    `db:"step"`
	Nth     int       `db:"nth"`
	Deed    Deed      `db:"deed"`
	Day     civil.Day `db:"day"`
	Slot    Slot      `db:"slot"`
	Due     int64     `db:"due_at"`
	Latest  int64     `db:"latest_at"`
	Wake    int64     `db:"wake_at"`
	OnCall  bool      `db:"on_call"`
	Late    bool      `db:"late"`
	State   StepState `db:"state"`
	Reason  string    `db:"reason"`
}

func stepRowOf(s Planned) stepRow {
	return stepRow{s.ID, s.Clinic, s.Series, s.Patient, s.Step, s.Nth, s.Deed, s.Day, s.Slot, s.Due, s.Latest, s.Wake, s.OnCall, s.Late, s.State, s.Reason}
}

func (r stepRow) planned() Planned {
	return Planned{ID: r.ID, Clinic: r.Clinic, Series: r.Series, Patient: r.Patient, Step: r.Step, Nth: r.Nth, Deed: r.Deed,
		Moment: Moment{Day: r.Day, Slot: r.Slot, Due: r.Due, Latest: r.Latest, Wake: r.Wake, OnCall: r.OnCall, Late: r.Late}, State: r.State, Reason: r.Reason}
}

func plannedOf(rows []stepRow, err error) ([]Planned, error) {
	out := make([]Planned, len(rows))
	for i, r := range rows {
		out[i] = r.planned()
	}
	return out, err
}

func insertSteps(tx *db.Tx, list []Planned) error {
	rows := make([]stepRow, len(list))
	for i, s := range list {
		rows[i] = stepRowOf(s)
	}
	_, err := tx.InsertOr("followup_steps", rows, "ON CONFLICT DO NOTHING")
	return err
}

// dueSteps are planned steps whose time has come to be decided.
func dueSteps(tx *db.Tx, now int64, limit int) ([]Planned, error) {
	var rows []stepRow
	err := tx.From("followup_steps").AcrossClinics(everyClinic).Where("state = 'planned' AND wake_at <= ?", now).OrderBy("wake_at, id").Limit(limit).ForUpdate().All(&rows)
	return plannedOf(rows, err)
}

// plannedOn are the planned steps of some patients on the days from first to last.
func plannedOn(tx *db.Tx, patients []string, first, last civil.Day) ([]Planned, error) {
	var rows []stepRow
	err := tx.From("followup_steps").AcrossClinics(everyClinic).Where("state = 'planned' AND patient_id IN (?) AND day >= ? AND day <= ?", patients, first, last).
		OrderBy("due_at, id").All(&rows)
	return plannedOf(rows, err)
}

// plannedIn are the planned steps of a clinic on some days.
func plannedIn(tx *db.Tx, clinic string, first, last civil.Day) ([]Planned, error) {
	var rows []stepRow
	err := tx.From("followup_steps").Where("clinic_id = ? AND state = 'planned' AND day >= ? AND day <= ?", clinic, first, last).OrderBy("due_at, id").All(&rows)
	return plannedOf(rows, err)
}

func stepsOfSeries(tx *db.Tx, series []string) ([]Planned, error) {
	var rows []stepRow
	err := tx.From("followup_steps").AcrossClinics(everyClinic).Where("series_id IN (?)", series).OrderBy("due_at, id").All(&rows)
	return plannedOf(rows, err)
}

// dropPlanned takes the planned steps of some series away, to be laid anew. What
// comes again, and what followed from another step, stays as it is.
func dropPlanned(tx *db.Tx, series []string) error {
	_, err := tx.Delete("followup_steps").AcrossClinics(everyClinic).Where("series_id IN (?) AND state = 'planned' AND nth = 0", series).Exec()
	return err
}

// cancelPlanned cancels the planned steps of some series.
func cancelPlanned(tx *db.Tx, series []string, reason string) error {
	if len(series) == 0 {
		return nil
	}
	_, err := tx.Update("followup_steps").AcrossClinics(everyClinic).Set("state = 'cancelled'").Set("reason = ?", reason).
		Where("series_id IN (?) AND state = 'planned'", series).Exec()
	return err
}

// setSteps moves steps to a state, with the reason.
func setSteps(tx *db.Tx, ids []string, state StepState, reason string) error {
	for part := range slices.Chunk(ids, perRead) {
		_, err := tx.Update("followup_steps").AcrossClinics(everyClinic).Set("state = ?", state).Set("reason = ?", reason).Where("id IN (?)", part).Exec()
		if err != nil {
			return err
		}
	}
	return nil
}

// settleSteps writes the states that steps were decided to have, many at once: by
// their key, whatever the database thinks of the table's size.
func settleSteps(tx *db.Tx, list []Planned) error {
	rows := make([]stepRow, len(list))
	for i, s := range list {
		rows[i] = stepRowOf(s)
	}
	_, err := tx.InsertOr("followup_steps", rows, "ON CONFLICT (tenant_id, id) DO UPDATE SET state = excluded.state, reason = excluded.reason")
	return err
}

// nextWake reads when the earliest planned step is to be decided.
func nextWake(tx *db.Tx) (at int64, found bool, err error) {
	found, err = tx.From("followup_steps").Where("state = 'planned'").OrderBy("wake_at").Limit(1).Get("wake_at", &at)
	return at, found, err
}

// nextChase reads when the earliest form is to be chased.
func nextChase(tx *db.Tx) (at int64, found bool, err error) {
	found, err = tx.From("followup_contacts").Where("chase_at IS NOT NULL").OrderBy("chase_at").Limit(1).Get("chase_at", &at)
	return at, found, err
}

// seriesTreated are a clinic's series of a protocol whose treatment ended between
// two instants.
func seriesTreated(tx *db.Tx, clinic, protocol string, from, to int64) ([]Series, error) {
	var rows []seriesRow
	err := tx.From("followup_series").Where("clinic_id = ? AND protocol = ? AND anchor_at >= ? AND anchor_at < ? AND state = 'open'", clinic, protocol, from, to).
		OrderBy("anchor_at, id").Limit(500).All(&rows)
	return seriesOf(rows, err)
}

// anySeries tells whether the group has a series.
func anySeries(tx *db.Tx) (bool, error) { return tx.From("followup_series").Exists() }
