package messages

import (
	"archwire/internal/platform/db"
)

// The states of a log-in.
const (
	loginOpen    = "open"
	loginGiven   = "given"
	loginKnown   = "known"
	loginRefused = "refused"
	loginSpent   = "spent"
)

type loginRow struct {
	ID      string `db:"id"`
	Hash    string `db:"hash"`
	Browser string `db:"browser"`
	Account string `db:"account_id"`
	State   string `db:"state"`
	Code    string `db:"code"`
	Reason  string `db:"reason"`
	Staff   string `db:"staff_id,null"`
	Made    int64  `db:"made_at"`
	Expires int64  `db:"expires_at"`
}

func insertLogin(tx *db.Tx, r loginRow) error { return tx.Insert("messages_logins", r) }

// loginsSince counts the log-ins that were begun since an instant.
func loginsSince(tx *db.Tx, at int64) (int, error) {
	return tx.From("messages_logins").Where("made_at >= ?", at).Count()
}

// loginBy finds a log-in by the digest of its state, locked.
func loginBy(tx *db.Tx, hash string) (loginRow, bool, error) {
	var r loginRow
	found, err := tx.From("messages_logins").Where("hash = ?", hash).ForUpdate().One(&r)
	return r, found, err
}

func loginOne(tx *db.Tx, id string) (loginRow, bool, error) {
	var r loginRow
	found, err := tx.From("messages_logins").Where("id = ?", id).One(&r)
	return r, found, err
}

// moveLogin brings a log-in from one state to the next, and tells whether it stood
// there.
func moveLogin(tx *db.Tx, r loginRow, from string) (bool, error) {
	n, err := tx.Update("messages_logins").Set("state = ?", r.State).Set("code = ?", r.Code).Set("reason = ?", r.Reason).Set("staff_id = ?", orNull(r.Staff)).
		Where("id = ? AND state = ?", r.ID, from).Exec()
	return n == 1, err
}

func dropLogins(tx *db.Tx, before int64) error {
	_, err := tx.Delete("messages_logins").Where("expires_at < ?", before).Exec()
	return err
}

type ticketRow struct {
	Account string `db:"account_id"`
	Kind    string `db:"kind"`
	Ticket  string `db:"ticket"`
	Until   int64  `db:"until_at"`
}

func ticketsOf(tx *db.Tx, account string) (map[string]ticketRow, error) {
	var rows []ticketRow
	err := tx.From("messages_tickets").Where("account_id = ?", account).All(&rows)
	out := map[string]ticketRow{}
	for _, r := range rows {
		out[r.Kind] = r
	}
	return out, err
}

func saveTicket(tx *db.Tx, r ticketRow) error {
	_, err := tx.InsertOr("messages_tickets", r, "ON CONFLICT (tenant_id, account_id, kind) DO UPDATE SET ticket = excluded.ticket, until_at = excluded.until_at")
	return err
}

// addressBy finds an address by what its provider calls it.
func addressBy(tx *db.Tx, account, value string) (Address, bool, error) {
	var r addressRow
	found, err := tx.From("messages_addresses").Where("account_id = ? AND value = ?", account, value).One(&r)
	return r.address(), found, err
}

type saidRow struct {
	ID      string `db:"id"`
	Clinic  string `db:"clinic_id"`
	Patient string `db:"patient_id,null"`
	Address string `db:"address_id"`
	Staff   string `db:"staff_id"`
	Key     string `db:"text_key"`
	Body    string `db:"body"`
	At      int64  `db:"said_at"`
}

func insertSaid(tx *db.Tx, r saidRow) error { return tx.Insert("messages_said", r) }

// saidTo lists what colleagues say they sent to an address, the latest first.
func saidTo(tx *db.Tx, address string, limit int) ([]saidRow, error) {
	var rows []saidRow
	err := tx.From("messages_said").Where("address_id = ?", address).OrderBy("said_at DESC, id DESC").Limit(limit).All(&rows)
	return rows, err
}

// deleteSaid takes back what somebody said since an instant, and tells whether it did.
func deleteSaid(tx *db.Tx, id, staff string, since int64) (bool, error) {
	n, err := tx.Delete("messages_said").Where("id = ? AND staff_id = ? AND said_at >= ?", id, staff, since).Exec()
	return n == 1, err
}

// forgetSaid empties what was said to an erased patient.
func forgetSaid(tx *db.Tx, patient string) error {
	_, err := tx.Update("messages_said").AcrossClinics("an erased person is forgotten in every clinic").Set("body = ''").Where("patient_id = ?", patient).Exec()
	return err
}
