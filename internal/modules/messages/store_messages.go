package messages

import (
	"archwire/internal/platform/db"
)

type messageRow struct {
	ID         string            `db:"id"`
	Version    int64             `db:"version"`
	Purpose    string            `db:"purpose"`
	Occurrence string            `db:"occurrence"`
	Class      Class             `db:"class"`
	Urgent     bool              `db:"urgent"`
	Clinic     string            `db:"clinic_id"`
	Patient    string            `db:"patient_id,null"`
	Staff      string            `db:"staff_id,null"`
	Address    string            `db:"address_id,null"`
	Subject    string            `db:"subject"`
	Fields     map[string]string `db:"fields,json"`
	Secret     string            `db:"secret"`
	Page       string            `db:"page"`
	State      State             `db:"state"`
	Reason     string            `db:"reason"`
	Channel    Channel           `db:"channel"`
	Rung       int               `db:"rung"`
	Why        Why               `db:"why,json"`
	At         int64             `db:"at"`
	Until      int64             `db:"until_at"`
	WakeAt     int64             `db:"wake_at,null"`
	Asks       int               `db:"asks"`
	PlannedAt  int64             `db:"planned_at"`
	PlannedBy  string            `db:"planned_by,null"`
	SentAt     int64             `db:"sent_at,null"`
	DoneAt     int64             `db:"done_at,null"`
	Past       bool              `db:"past"`
	Withdrawn  bool              `db:"withdrawn"`
	Only       string            `db:"only_by"`
}

func (r messageRow) message() Message {
	return Message{ID: r.ID, Version: r.Version, Purpose: r.Purpose, Occurrence: r.Occurrence, Class: r.Class, Urgent: r.Urgent, Clinic: r.Clinic,
		Patient: r.Patient, Staff: r.Staff, Address: r.Address, Subject: r.Subject, Fields: r.Fields, Page: r.Page, State: r.State, Reason: r.Reason,
		Channel: r.Channel, Rung: r.Rung, Why: r.Why, At: r.At, Until: r.Until, WakeAt: r.WakeAt, Asks: r.Asks, PlannedAt: r.PlannedAt,
		PlannedBy: r.PlannedBy, SentAt: r.SentAt, DoneAt: r.DoneAt, Past: r.Past, Only: channelsOf(r.Only), sealed: r.Secret}
}

func rowOf(m Message) messageRow {
	return messageRow{ID: m.ID, Version: m.Version, Purpose: m.Purpose, Occurrence: m.Occurrence, Class: m.Class, Urgent: m.Urgent, Clinic: m.Clinic,
		Patient: m.Patient, Staff: m.Staff, Address: m.Address, Subject: m.Subject, Fields: m.Fields, Secret: m.sealed, Page: m.Page, State: m.State,
		Reason: m.Reason, Channel: m.Channel, Rung: m.Rung, Why: m.Why, At: m.At, Until: m.Until, WakeAt: m.WakeAt, Asks: m.Asks,
		PlannedAt: m.PlannedAt, PlannedBy: m.PlannedBy, SentAt: m.SentAt, DoneAt: m.DoneAt, Past: m.Past, Only: channelsText(m.Only)}
}

func messagesOf(rows []messageRow) []Message {
	out := make([]Message, len(rows))
	for i, r := range rows {
		out[i] = r.message()
	}
	return out
}

// planAgain lets what was taken back before it was decided be planned again;
// whatever else is there already stays as it is.
const planAgain = `ON CONFLICT (tenant_id, purpose, occurrence) DO UPDATE SET version = messages_messages.version + 1, clinic_id = excluded.clinic_id,
	patient_id = excluded.patient_id, staff_id = excluded.staff_id, address_id = excluded.address_id, subject = excluded.subject, fields = excluded.fields, secret = excluded.secret, page = excluded.page,
	state = 'planned', reason = '', why = excluded.why, at = excluded.at, until_at = excluded.until_at, wake_at = excluded.wake_at,
	planned_at = excluded.planned_at, planned_by = excluded.planned_by, done_at = NULL, withdrawn = excluded.withdrawn, only_by = excluded.only_by
	WHERE messages_messages.withdrawn`

// insertMessages plans messages in bulk and tells how many are new, or planned again.
func insertMessages(tx *db.Tx, list []Message) (int64, error) {
	rows := make([]messageRow, len(list))
	for i, m := range list {
		rows[i] = rowOf(m)
	}
	return tx.InsertOr("messages_messages", rows, planAgain)
}

// saveAll writes what changed of messages that this transaction locked, in one
// statement.
func saveAll(tx *db.Tx, list []Message) error {
	rows := make([]messageRow, len(list))
	for i, m := range list {
		rows[i] = rowOf(m)
	}
	_, err := tx.InsertOr("messages_messages", rows, `ON CONFLICT (tenant_id, id) DO UPDATE SET version = messages_messages.version + 1, fields = excluded.fields, secret = excluded.secret,
	state = excluded.state, reason = excluded.reason, channel = excluded.channel, rung = excluded.rung, why = excluded.why, wake_at = excluded.wake_at,
	asks = excluded.asks, sent_at = excluded.sent_at, done_at = excluded.done_at`)
	return err
}

// dropPlanned takes planned messages back. They may be planned again.
func dropPlanned(tx *db.Tx, purpose string, occurrences []string, reason string) (int64, error) {
	return tx.Update("messages_messages").Set("version = version + 1").Set("state = 'dropped'").Set("reason = ?", reason).Set("secret = ''").
		Set("wake_at = NULL").Set("done_at = ?", tx.Now()).Set("withdrawn = ?", true).
		AcrossClinics("who planned a message takes it back, in whichever clinic").
		Where("purpose = ? AND occurrence IN (?) AND state = 'planned' AND rung = 0", purpose, occurrences).Exec()
}

// underWay lists the messages of some occurrences whose sending has begun and that
// may still be stopped.
func underWay(tx *db.Tx, purpose string, occurrences []string) ([]Message, error) {
	var rows []messageRow
	err := tx.From("messages_messages").AcrossClinics("who planned a message takes it back, in whichever clinic").
		Where("purpose = ? AND occurrence IN (?) AND state IN ('planned', 'waits_staff')", purpose, occurrences).ForUpdate().All(&rows)
	return messagesOf(rows), err
}

// duePlanned locks up to n messages that are due, urgent ones first.
func duePlanned(tx *db.Tx, n int) ([]Message, error) {
	var rows, more []messageRow
	err := tx.From("messages_messages").Where("urgent AND state = 'planned' AND wake_at <= ?", tx.Now()).OrderBy("wake_at, id").Limit(n).ForUpdate().All(&rows)
	if err != nil || len(rows) == n {
		return messagesOf(rows), err
	}
	err = tx.From("messages_messages").Where("NOT urgent AND state = 'planned' AND wake_at <= ?", tx.Now()).OrderBy("wake_at, id").Limit(n - len(rows)).
		ForUpdate().All(&more)
	return messagesOf(append(rows, more...)), err
}

// dueByID locks those of some messages that are planned and due.
func dueByID(tx *db.Tx, ids []string) ([]Message, error) {
	var rows []messageRow
	err := tx.From("messages_messages").Where("id IN (?) AND state = 'planned' AND wake_at <= ?", ids, tx.Now()).OrderBy("id").ForUpdate().All(&rows)
	return messagesOf(rows), err
}

// dueToAsk lists what is to be asked about now.
func dueToAsk(tx *db.Tx, n int) ([]Message, error) {
	var rows []messageRow
	err := tx.From("messages_messages").Where("wake_at <= ? AND state <> 'planned'", tx.Now()).OrderBy("wake_at, id").Limit(n).ForUpdate().All(&rows)
	return messagesOf(rows), err
}

// isDue tells whether something planned, and whether something else, is due.
func isDue(tx *db.Tx) (planned, other bool, err error) {
	if planned, err = tx.From("messages_messages").Where("wake_at <= ? AND state = 'planned'", tx.Now()).Exists(); err != nil {
		return planned, other, err
	}
	other, err = tx.From("messages_messages").Where("wake_at <= ? AND state <> 'planned'", tx.Now()).Exists()
	return planned, other, err
}

func nextWake(tx *db.Tx) (int64, bool, error) {
	var at int64
	found, err := tx.From("messages_messages").Where("wake_at IS NOT NULL").OrderBy("wake_at").Limit(1).Get("wake_at", &at)
	return at, found, err
}

// lease puts the next look off while a job looks.
func lease(tx *db.Tx, ids []string, until int64) error {
	_, err := tx.Update("messages_messages").Set("wake_at = ?", until).Where("id IN (?)", ids).Exec()
	return err
}

// wakeWaiting has what lies before colleagues for some patients looked at now, and
// tells how much it is.
func wakeWaiting(tx *db.Tx, patients []string) (int64, error) {
	if len(patients) == 0 {
		return 0, nil
	}
	return tx.Update("messages_messages").Set("wake_at = ?", tx.Now()).AcrossClinics("what came up is true in every clinic").
		Where("patient_id IN (?) AND state = 'waits_staff'", patients).Exec()
}

// messageOne gives a message of the clinics in sight. Fault: MessageNotFound.
func messageOne(tx *db.Tx, id string, lock bool) (Message, error) {
	q := tx.From("messages_messages").Where("id = ?", id)
	if lock {
		q = q.ForUpdate()
	}
	var r messageRow
	found, err := q.One(&r)
	if err == nil && !found {
		err = MessageNotFound.With()
	}
	return r.message(), err
}

// messagesLocked locks messages by id, in the order of their ids.
func messagesLocked(tx *db.Tx, ids []string) (map[string]Message, error) {
	var rows []messageRow
	err := tx.From("messages_messages").AcrossClinics("what a provider says is of whichever clinic").Where("id IN (?)", ids).OrderBy("id").ForUpdate().All(&rows)
	out := make(map[string]Message, len(rows))
	for _, r := range rows {
		out[r.ID] = r.message()
	}
	return out, err
}

// ListFilter is which messages of a clinic are listed.
type ListFilter struct {
	Clinic  string
	State   State   // "" = any
	Purpose string  // "" = any
	Class   Class   // "" = any
	Channel Channel // of the latest attempt; "" = any
	LastAt  int64   // of the last one seen, with its id; "" = from the beginning
	LastID  string
	Limit   int
}

func messageList(tx *db.Tx, f ListFilter) ([]Message, error) {
	q := tx.From("messages_messages").Where("clinic_id = ?", f.Clinic)
	if f.State != "" {
		q = q.Where("state = ?", f.State)
	} else {
		q = q.Where("at <= ?", tx.Now()) // what is to come does not stand before what went
	}
	if f.Purpose != "" {
		q = q.Where("purpose = ?", f.Purpose)
	}
	if f.Class != "" {
		q = q.Where("class = ?", f.Class)
	}
	if f.Channel != "" {
		q = q.Where("channel = ?", f.Channel)
	}
	than, order := "<", "at DESC, id DESC"
	if f.State == Planned {
		than, order = ">", "at, id"
	}
	if f.LastID != "" {
		q = q.Where("(at, id) "+than+" (?, ?)", f.LastAt, f.LastID)
	}
	var rows []messageRow
	err := q.OrderBy(order).Limit(f.Limit).All(&rows)
	return messagesOf(rows), err
}

// messagesByPatient lists the latest messages to a patient in the clinics in sight.
func messagesByPatient(tx *db.Tx, patient, before string, limit int) ([]Message, error) {
	q := tx.From("messages_messages").Where("patient_id = ?", patient)
	if before != "" {
		q = q.Where("id < ?", before)
	}
	var rows []messageRow
	err := q.OrderBy("id DESC").Limit(limit).All(&rows)
	return messagesOf(rows), err
}

type countRow struct {
	State State `db:"state"`
	N     int   `db:"n" sql:"count(*)"`
}

// openCounts counts the messages of a clinic that somebody may have to look at.
func openCounts(tx *db.Tx, clinic string) (map[State]int, error) {
	var rows []countRow
	err := tx.From("messages_messages m").Where("m.clinic_id = ? AND m.state IN ('planned', 'sending', 'waits_staff', 'unknown')", clinic).
		GroupBy("m.state").All(&rows)
	out := map[State]int{}
	for _, r := range rows {
		out[r.State] = r.N
	}
	return out, err
}

// forgetPatient takes out what was written to or about an erased patient.
func forgetPatient(tx *db.Tx, patient string) error {
	const why = "an erased person is forgotten in every clinic"
	var ids []string
	if err := tx.From("messages_messages").AcrossClinics(why).Where("patient_id = ?", patient).Pluck("id", &ids); err != nil {
		return err
	}
	if len(ids) > 0 {
		if _, err := tx.Update("messages_sends").AcrossClinics(why).Set("whither = ''").Where("message_id IN (?)", ids).Exec(); err != nil {
			return err
		}
		if _, err := tx.Delete("messages_doors").AcrossClinics(why).Where("message_id IN (?)", ids).Exec(); err != nil {
			return err
		}
	}
	_, err := tx.Update("messages_messages").AcrossClinics(why).Set("fields = '{}'").Set("secret = ''").Where("patient_id = ?", patient).Exec()
	if err != nil {
		return err
	}
	if err := forgetAddresses(tx, patient); err != nil {
		return err
	}
	if err := forgetSaid(tx, patient); err != nil {
		return err
	}
	if err := forgetInvites(tx, patient); err != nil {
		return err
	}
	_, err = tx.Update("messages_optouts").Set("note = ''").Where("patient_id = ?", patient).Exec()
	return err
}
