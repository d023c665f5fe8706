package followup

import (
	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

type contactRow struct {
	ID        string       `db:"id"`
	Clinic    string       `db:"clinic_id"`
	Patient   string       `db:"patient_id"`
	Of        string       `db:"of_id"`
	Day       civil.Day    `db:"day"`
	Slot      Slot         `db:"slot"`
	Way       Way          `db:"way"`
	Why       string       `db:"why"`
	Family    Family       `db:"family"`
	Layer     Layer        `db:"layer"`
	Protocols string       `db:"protocols"`
	State     ContactState `db:"state"`
	Reason    string       `db:"reason"`
	Due       int64        `db:"due_at"`
	Latest    int64        `db:"latest_at"`
	OnCall    bool         `db:"on_call"`
	First     bool         `db:"first"`
	Doctor    string       `db:"doctor_id,null"`
	Caller    string       `db:"caller_id,null"`
	Role      string       `db:"role"`
	Attempts  int          `db:"attempts"`
	ChaseAt   int64        `db:"chase_at,null"`
	Level     Level        `db:"level"`
	Opened    int64        `db:"opened_at"`
	Closed    int64        `db:"closed_at,null"`
	ClosedBy  string       `db:"closed_by,null"`
	Version   int64        `db:"version"`
}

func contactRowOf(m Made) contactRow {
	return contactRow{m.ID, m.Clinic, m.Patient, m.Patient, m.Day, m.Slot, m.Way, m.Why, m.Family, m.Layer, joined(m.Keys), m.State, m.Reason, m.Due, m.Latest,
		m.OnCall, m.First, m.Doctor, m.Caller, m.Role, m.Attempts, m.ChaseAt, m.Level, m.Opened, m.Closed, m.ClosedBy, m.Version}
}

func (r contactRow) made() Made {
	return Made{ID: r.ID, Version: r.Version, Clinic: r.Clinic, Patient: r.Patient, Day: r.Day, Slot: r.Slot, Way: r.Way, Why: r.Why, Family: r.Family,
		Layer: r.Layer, Keys: split(r.Protocols), State: r.State, Reason: r.Reason, Due: r.Due, Latest: r.Latest, OnCall: r.OnCall, First: r.First,
		Doctor: r.Doctor, Caller: r.Caller, Role: r.Role, Attempts: r.Attempts, ChaseAt: r.ChaseAt, Level: r.Level, Opened: r.Opened, Closed: r.Closed,
		ClosedBy: r.ClosedBy}
}

func madeOf(rows []contactRow, err error) ([]Made, error) {
	out := make([]Made, len(rows))
	for i, r := range rows {
		out[i] = r.made()
	}
	return out, err
}

func insertContacts(tx *db.Tx, list []Made) error {
	rows := make([]contactRow, len(list))
	for i, m := range list {
		rows[i] = contactRowOf(m)
	}
	return tx.Insert("followup_contacts", rows)
}

// contactInSight reads a contact of the clinics in sight.
func contactInSight(tx *db.Tx, id string) (Made, bool, error) {
	var r contactRow
	found, err := tx.From("followup_contacts").Where("id = ?", id).One(&r)
	return r.made(), found, err
}

func contactsByIDs(tx *db.Tx, ids []string) ([]Made, error) {
	var rows []contactRow
	err := tx.From("followup_contacts").AcrossClinics(everyClinic).Where("id IN (?)", ids).OrderBy("id").All(&rows)
	return madeOf(rows, err)
}

// contactsFrom are the contacts of some patients of a day
// from first on.
func contactsFrom(tx *db.Tx, patients []string, first civil.Day) ([]Made, error) {
	var rows []contactRow
	err := tx.From("followup_contacts").AcrossClinics(everyClinic).Where("patient_id IN (?) AND day >= ?", patients, first).OrderBy("due_at, id").All(&rows)
	return madeOf(rows, err)
}

// liveContacts are the contacts of some patients that wait.
func liveContacts(tx *db.Tx, patients []string) ([]Made, error) {
	var rows []contactRow
	err := tx.From("followup_contacts").AcrossClinics(everyClinic).Where("patient_id IN (?) AND state IN ('open', 'sent')", patients).
		OrderBy("due_at, id").ForUpdate().All(&rows)
	return madeOf(rows, err)
}

// updateContact writes what may change of a contact, against its version.
func updateContact(tx *db.Tx, m *Made) error {
	r := contactRowOf(*m)
	err := tx.Update("followup_contacts").AcrossClinics(everyClinic).
		Set("way = ?", r.Way).Set("why = ?", r.Why).Set("family = ?", r.Family).Set("protocols = ?", r.Protocols).Set("state = ?", r.State).
		Set("reason = ?", r.Reason).Set("due_at = ?", r.Due).Set("latest_at = ?", r.Latest).Set("on_call = ?", r.OnCall).Set("first = ?", r.First).
		Set("doctor_id = ?", null(r.Doctor)).Set("caller_id = ?", null(r.Caller)).Set("role = ?", r.Role).Set("attempts = ?", r.Attempts).
		Set("chase_at = ?", nullAt(r.ChaseAt)).Set("level = ?", r.Level).Set("closed_at = ?", nullAt(r.Closed)).Set("closed_by = ?", null(r.ClosedBy)).
		Set("version = version + 1").Where("id = ? AND version = ?", r.ID, r.Version).Must()
	m.Version++
	return err
}

func null(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func nullAt(ms int64) *int64 {
	if ms == 0 {
		return nil
	}
	return &ms
}

// callsOf are the calls of a clinic's list: what is open and due before an instant,
// in call order.
func callsOf(tx *db.Tx, clinic string, before int64, limit int) ([]Made, error) {
	var rows []contactRow
	err := tx.From("followup_contacts").Where("clinic_id = ? AND state = 'open' AND due_at < ?", clinic, before).OrderBy("due_at, id").Limit(limit).All(&rows)
	return madeOf(rows, err)
}

// contactsOn are the contacts of a clinic's day, whatever came of them.
func contactsOn(tx *db.Tx, clinic string, first, last civil.Day) ([]Made, error) {
	var rows []contactRow
	err := tx.From("followup_contacts").Where("clinic_id = ? AND day >= ? AND day <= ?", clinic, first, last).OrderBy("due_at, id").All(&rows)
	return madeOf(rows, err)
}

func contactsOfPatient(tx *db.Tx, patient string, limit int) ([]Made, error) {
	var rows []contactRow
	err := tx.From("followup_contacts").Where("patient_id = ?", patient).OrderBy("day DESC, due_at DESC, id").Limit(limit).All(&rows)
	return madeOf(rows, err)
}

// chased are forms that are to be looked at.
func chased(tx *db.Tx, now int64, limit int) ([]Made, error) {
	var rows []contactRow
	err := tx.From("followup_contacts").AcrossClinics(everyClinic).Where("chase_at IS NOT NULL AND chase_at <= ?", now).OrderBy("chase_at, id").Limit(limit).
		ForUpdate().All(&rows)
	return madeOf(rows, err)
}

// endContacts ends contacts that wait, in bulk.
func endContacts(tx *db.Tx, ids []string, reason string, now int64) error {
	if len(ids) == 0 {
		return nil
	}
	_, err := tx.Update("followup_contacts").AcrossClinics(everyClinic).Set("state = 'ended'").Set("reason = ?", reason).Set("closed_at = ?", now).
		Set("chase_at = NULL").Set("version = version + 1").Where("id IN (?) AND state IN ('open', 'sent')", ids).Exec()
	return err
}

type partRow struct {
	Contact  string `db:"contact_id"`
	StepID   string `db:"step_id"`
	Clinic   string `db:"clinic_id"`
	Series   string `db:"series_id"`
	Protocol string `db:"protocol"`
	Number   int    `db:"number"`
	Step     string `db:"step"`
}

func insertParts(tx *db.Tx, rows []partRow) error {
	_, err := tx.InsertOr("followup_parts", rows, "ON CONFLICT DO NOTHING")
	return err
}

func partsOf(tx *db.Tx, contacts []string) ([]partRow, error) {
	var rows []partRow
	err := tx.From("followup_parts").AcrossClinics(everyClinic).Where("contact_id IN (?)", contacts).OrderBy("contact_id, step_id").All(&rows)
	return rows, err
}

func partsOfSeries(tx *db.Tx, series []string) ([]partRow, error) {
	var rows []partRow
	err := tx.From("followup_parts").AcrossClinics(everyClinic).Where("series_id IN (?)", series).OrderBy("contact_id, step_id").All(&rows)
	return rows, err
}

type attemptRow struct {
	ID      string  `db:"id"`
	Clinic  string  `db:"clinic_id"`
	Contact string  `db:"contact_id"`
	At      int64   `db:"at"`
	By      string  `db:"by_id,null"`
	Outcome Outcome `db:"outcome"`
	Note    string  `db:"note"`
	Next    int64   `db:"next_at,null"`
	Was     int64   `db:"was_at,null"` // when it was due before, 0 = cannot be taken back
	// WasFirst: it stood first on the list before.
	WasFirst bool `db:"was_first"`
}

func insertAttempt(tx *db.Tx, r attemptRow) error { return tx.Insert("followup_attempts", r) }

func attemptsOf(tx *db.Tx, contact string) ([]attemptRow, error) {
	var rows []attemptRow
	err := tx.From("followup_attempts").Where("contact_id = ?", contact).OrderBy("at, id").All(&rows)
	return rows, err
}

type personRow struct {
	Of         string `db:"id"`
	Clinic     string `db:"clinic_id"`
	Patient    string `db:"patient_id"`
	OptedOut   bool   `db:"opted_out"`
	AsksCalls  bool   `db:"asks_calls"`
	Unanswered int    `db:"unanswered"`
	Changed    int64  `db:"changed_at"`
	By         string `db:"changed_by,null"`
}

// peopleOf reads how some patients want to be contacted. A person whose records
// were merged may have two rows: what either says counts.
func peopleOf(tx *db.Tx, patients []string) (map[string]personRow, error) {
	var rows []personRow
	err := tx.From("followup_people").AcrossClinics(everyClinic).Where("patient_id IN (?)", patients).All(&rows)
	out := make(map[string]personRow, len(rows))
	for _, r := range rows {
		o := out[r.Patient]
		r.OptedOut, r.AsksCalls, r.Unanswered = r.OptedOut || o.OptedOut, r.AsksCalls || o.AsksCalls, max(r.Unanswered, o.Unanswered)
		out[r.Patient] = r
	}
	return out, err
}

// putPerson writes what somebody said of how they want to be contacted.
func putPerson(tx *db.Tx, r personRow) error {
	r.Of, r.Changed, r.By = r.Patient, tx.Now(), tx.Actor()
	if _, err := tx.InsertOr("followup_people", r, "ON CONFLICT DO NOTHING"); err != nil {
		return err
	}
	_, err := tx.Update("followup_people").AcrossClinics(everyClinic).Set("opted_out = ?", r.OptedOut).Set("asks_calls = ?", r.AsksCalls).
		Set("changed_at = ?", r.Changed).Set("changed_by = ?", null(r.By)).Where("patient_id = ?", r.Patient).Exec()
	return err
}

// countUnanswered counts one more form that each of the patients left.
func countUnanswered(tx *db.Tx, list []Made) error {
	rows := make([]personRow, len(list))
	ids := make([]string, len(list))
	for i, m := range list {
		rows[i], ids[i] = personRow{Of: m.Patient, Clinic: m.Clinic, Patient: m.Patient, Changed: tx.Now()}, m.Patient
	}
	if _, err := tx.InsertOr("followup_people", rows, "ON CONFLICT DO NOTHING"); err != nil || len(ids) == 0 {
		return err
	}
	_, err := tx.Update("followup_people").AcrossClinics(everyClinic).Set("unanswered = unanswered + 1").Where("patient_id IN (?)", ids).Exec()
	return err
}

// hasAnswered forgets the forms that somebody left.
func hasAnswered(tx *db.Tx, patient string) error {
	_, err := tx.Update("followup_people").AcrossClinics(everyClinic).Set("unanswered = 0").Where("patient_id = ? AND unanswered > 0", patient).Exec()
	return err
}

func insertAttempts(tx *db.Tx, rows []attemptRow) error { return tx.Insert("followup_attempts", rows) }
