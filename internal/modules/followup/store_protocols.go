package followup

import (
	"slices"
	"strconv"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

type protocolRow struct {
	Protocol string `db:"protocol"`
	Position int    `db:"position"`
	Active   bool   `db:"active"`
	Number   int    `db:"number"`
	Draft    string `db:"draft"`
	DraftAt  int64  `db:"draft_at,null"`
	DraftBy  string `db:"draft_by,null"`
	Version  int64  `db:"version"`
}

type versionRow struct {
	Protocol  string   `db:"protocol"`
	Number    int      `db:"number"`
	Body      Protocol `db:"body,json"`
	Note      string   `db:"note"`
	Published int64    `db:"published_at"`
	By        string   `db:"published_by,null"`
}

func versionKey(key string, number int) string { return key + "@" + strconv.Itoa(number) }

func protocolRows(tx *db.Tx) ([]protocolRow, error) {
	var rows []protocolRow
	err := tx.From("followup_protocols").OrderBy("position, protocol").All(&rows)
	return rows, err
}

func protocolRowOf(tx *db.Tx, key string) (protocolRow, bool, error) {
	var r protocolRow
	found, err := tx.From("followup_protocols").Where("protocol = ?", key).One(&r)
	return r, found, err
}

// keepDefaults writes protocols of the program down as the group's first versions.
func keepDefaults(tx *db.Tx, list []Protocol) error {
	rows := make([]protocolRow, len(list))
	versions := make([]versionRow, len(list))
	for i, p := range list {
		at := slices.IndexFunc(Defaults, func(o Protocol) bool { return o.Key == p.Key })
		rows[i] = protocolRow{Protocol: p.Key, Position: at, Active: true, Number: 1, Version: 1}
		versions[i] = versionRow{Protocol: p.Key, Number: 1, Body: p, Published: tx.Now()}
	}
	if _, err := tx.InsertOr("followup_versions", versions, "ON CONFLICT DO NOTHING"); err != nil {
		return err
	}
	_, err := tx.InsertOr("followup_protocols", rows, "ON CONFLICT DO NOTHING")
	return err
}

func versionOf(tx *db.Tx, key string, number int) (Protocol, bool, error) {
	var r versionRow
	found, err := tx.From("followup_versions").Where("protocol = ? AND number = ?", key, number).One(&r)
	return r.Body, found, err
}

func versionsOf(tx *db.Tx, key string) ([]versionRow, error) {
	var rows []versionRow
	err := tx.From("followup_versions").Where("protocol = ?", key).OrderBy("number DESC").All(&rows)
	return rows, err
}

func insertVersion(tx *db.Tx, r versionRow) error { return tx.Insert("followup_versions", r) }

func insertProtocol(tx *db.Tx, r protocolRow) error { return tx.Insert("followup_protocols", r) }

func updateProtocol(tx *db.Tx, r protocolRow) error {
	return tx.Update("followup_protocols").Set("active = ?", r.Active).Set("number = ?", r.Number).Set("draft = ?", r.Draft).
		Set("draft_at = ?", nullAt(r.DraftAt)).Set("draft_by = ?", null(r.DraftBy)).Set("version = version + 1").
		Where("protocol = ? AND version = ?", r.Protocol, r.Version).Must()
}

// runningOf are the open series of a protocol, all clinics'.
func runningOf(tx *db.Tx, key string) ([]Series, error) {
	var rows []seriesRow
	err := tx.From("followup_series").AcrossClinics("a protocol is the group's").Where("protocol = ? AND state = 'open'", key).OrderBy("id").All(&rows)
	return seriesOf(rows, err)
}

func numberSeries(tx *db.Tx, ids []string, number int) error {
	_, err := tx.Update("followup_series").AcrossClinics("a protocol is the group's").Set("number = ?", number).Set("version = version + 1").Where("id IN (?)", ids).Exec()
	return err
}

type recallTypeRow struct {
	Kind     string `db:"kind"`
	NameZh   string `db:"name_zh"`
	NameEn   string `db:"name_en"`
	Span     string `db:"span"`
	Triggers string `db:"triggers"`
	Excludes string `db:"excludes"`
	Active   bool   `db:"active"`
	Position int    `db:"position"`
	Version  int64  `db:"version"`
}

func (r recallTypeRow) kind() RecallType {
	span, _ := ParseInterval(r.Span) // was read when it was written
	return RecallType{Key: r.Kind, Name: Words{r.NameZh, r.NameEn}, Interval: span, Triggers: split(r.Triggers), Excludes: split(r.Excludes), Active: r.Active}
}

func recallTypeRowOf(t RecallType, position int) recallTypeRow {
	return recallTypeRow{Kind: t.Key, NameZh: t.Name.Zh, NameEn: t.Name.En, Span: t.Interval.String(), Triggers: joined(t.Triggers), Excludes: joined(t.Excludes),
		Active: t.Active, Position: position, Version: 1}
}

// recallTypes are the group's types of recall, in their order; the program's own
// where the group has changed nothing.
func recallTypes(tx *db.Tx) ([]RecallType, map[string]int64, error) {
	var rows []recallTypeRow
	if err := tx.From("followup_recall_types").OrderBy("position, kind").All(&rows); err != nil {
		return nil, nil, err
	}
	have, versions := map[string]bool{}, map[string]int64{}
	var out []RecallType
	for _, r := range rows {
		out, have[r.Kind], versions[r.Kind] = append(out, r.kind()), true, r.Version
	}
	for _, t := range DefaultRecalls {
		if !have[t.Key] {
			out = append(out, t)
		}
	}
	return out, versions, nil
}

// putRecallType writes a type against its version; 0 = it stands in no row yet.
func putRecallType(tx *db.Tx, t RecallType, version int64, position int) error {
	r := recallTypeRowOf(t, position)
	if version == 0 {
		return tx.Insert("followup_recall_types", r)
	}
	return tx.Update("followup_recall_types").Set("name_zh = ?", r.NameZh).Set("name_en = ?", r.NameEn).Set("span = ?", r.Span).Set("triggers = ?", r.Triggers).
		Set("excludes = ?", r.Excludes).Set("active = ?", r.Active).Set("version = version + 1").Where("kind = ? AND version = ?", r.Kind, version).Must()
}

type recallRow struct {
	ID      string      `db:"id"`
	Clinic  string      `db:"clinic_id"`
	Patient string      `db:"patient_id"`
	Of      string      `db:"of_id"`
	Kind    string      `db:"kind"`
	From    civil.Day   `db:"from_day,null"`
	Due     civil.Day   `db:"due_day"`
	ByHand  bool        `db:"by_hand"`
	State   RecallState `db:"state"`
	Until   civil.Day   `db:"until_day,null"`
	Balance int64       `db:"balance"`
	Note    string      `db:"note"`
	Told    int64       `db:"told_at,null"`
	Changed int64       `db:"changed_at"`
	By      string      `db:"changed_by,null"`
	Version int64       `db:"version"`
}

func (r recallRow) recall() PatientRecall {
	return PatientRecall{Type: r.Kind, From: r.From, Due: r.Due, ByHand: r.ByHand, State: r.State, Until: r.Until, Balance: r.Balance}
}

func recallRows(tx *db.Tx, patients []string) ([]recallRow, error) {
	var rows []recallRow
	err := tx.From("followup_recalls").AcrossClinics(everyClinic).Where("patient_id IN (?)", patients).OrderBy("due_day, id").All(&rows)
	return rows, err
}

func recallInSight(tx *db.Tx, id string) (recallRow, bool, error) {
	var r recallRow
	found, err := tx.From("followup_recalls").Where("id = ?", id).One(&r)
	return r, found, err
}

func insertRecalls(tx *db.Tx, rows []recallRow) error {
	_, err := tx.InsertOr("followup_recalls", rows, "ON CONFLICT DO NOTHING")
	return err
}

func updateRecall(tx *db.Tx, r recallRow) error {
	return tx.Update("followup_recalls").AcrossClinics(everyClinic).Set("from_day = ?", null(string(r.From))).Set("due_day = ?", r.Due).Set("by_hand = ?", r.ByHand).
		Set("state = ?", r.State).Set("until_day = ?", null(string(r.Until))).Set("balance = ?", r.Balance).Set("note = ?", r.Note).
		Set("changed_at = ?", tx.Now()).Set("changed_by = ?", null(tx.Actor())).Set("version = version + 1").Where("id = ? AND version = ?", r.ID, r.Version).Must()
}

// recallsDue are a clinic's recalls up to a day, the oldest first.
func recallsDue(tx *db.Tx, clinic string, to civil.Day, limit int) ([]recallRow, error) {
	var rows []recallRow
	err := tx.From("followup_recalls").Where("clinic_id = ? AND state NOT IN ('off', 'excluded', 'over') AND due_day <= ?", clinic, to).
		OrderBy("due_day, id").Limit(limit).All(&rows)
	return rows, err
}

type triggerRow struct {
	Execution string    `db:"id"`
	Clinic    string    `db:"clinic_id"`
	Patient   string    `db:"patient_id"`
	Class     string    `db:"class"`
	Code      string    `db:"code"`
	Day       civil.Day `db:"day"`
}

func insertTriggers(tx *db.Tx, rows []triggerRow) error {
	_, err := tx.InsertOr("followup_triggers", rows, "ON CONFLICT DO NOTHING")
	return err
}

// dropTriggers takes what was undone away, and gives whose it was.
func dropTriggers(tx *db.Tx, executions []string) ([]string, error) {
	var patients []string
	err := tx.From("followup_triggers").AcrossClinics(everyClinic).Where("id IN (?)", executions).Pluck("patient_id", &patients)
	if err != nil || len(patients) == 0 {
		return nil, err
	}
	_, err = tx.Delete("followup_triggers").AcrossClinics(everyClinic).Where("id IN (?)", executions).Exec()
	return patients, err
}

func triggersOf(tx *db.Tx, patients []string) (map[string][]Trigger, map[string]string, error) {
	var rows []triggerRow
	err := tx.From("followup_triggers").AcrossClinics(everyClinic).Where("patient_id IN (?)", patients).OrderBy("day").All(&rows)
	out, clinics := map[string][]Trigger{}, map[string]string{}
	for _, r := range rows {
		out[r.Patient] = append(out[r.Patient], Trigger{Class: r.Class, Code: r.Code, Day: r.Day})
		clinics[r.Patient] = r.Clinic
	}
	return out, clinics, err
}
