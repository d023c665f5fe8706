package messages

import (
	"archwire/internal/platform/db"
)

type noticeRow struct {
	ID      string `db:"id"`
	Account string `db:"account_id"`
	Dedupe  string `db:"dedupe"`
	Kind    string `db:"kind"`
	At      int64  `db:"at"`
	Body    string `db:"body"`
	Hash    string `db:"hash"`
	State   string `db:"state"`
	Tries   int    `db:"tries"`
	Problem string `db:"problem"`
	WakeAt  int64  `db:"wake_at,null"`
}

// insertNotices stores callbacks; one that came before is not stored again.
func insertNotices(tx *db.Tx, rows []noticeRow) (int64, error) {
	return tx.InsertOr("messages_notices", rows, "ON CONFLICT (tenant_id, account_id, dedupe) DO NOTHING")
}

// dueNotices locks the oldest callbacks that wait.
func dueNotices(tx *db.Tx, n int) ([]noticeRow, error) {
	var rows []noticeRow
	err := tx.From("messages_notices").Where("wake_at <= ?", tx.Now()).OrderBy("wake_at, id").Limit(n).ForUpdate().All(&rows)
	return rows, err
}

func doneNotices(tx *db.Tx, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	_, err := tx.Update("messages_notices").Set("state = 'done'").Set("wake_at = NULL").Where("id IN (?)", ids).Exec()
	return err
}

// putOffNotice lets a callback that could not be worked wait, or sets it aside.
func putOffNotice(tx *db.Tx, id, problem string, until int64) error {
	state := "new"
	var wake *int64
	if wake = &until; until == 0 {
		state, wake = "aside", nil
	}
	_, err := tx.Update("messages_notices").Set("state = ?", state).Set("tries = tries + 1").Set("problem = ?", problem).Set("wake_at = ?", wake).
		Where("id = ?", id).Exec()
	return err
}

func nextNotice(tx *db.Tx) (int64, bool, error) {
	var at int64
	found, err := tx.From("messages_notices").Where("wake_at IS NOT NULL").OrderBy("wake_at").Limit(1).Get("wake_at", &at)
	return at, found, err
}

func noticeOne(tx *db.Tx, id string) (noticeRow, bool, error) {
	var r noticeRow
	found, err := tx.From("messages_notices").Where("id = ?", id).One(&r)
	return r, found, err
}

// oldestDone is when the oldest callback that is done came.
func oldestDone(tx *db.Tx) (int64, bool, error) {
	var at int64
	found, err := tx.From("messages_notices").Where("state = 'done'").OrderBy("at").Limit(1).Get("at", &at)
	return at, found, err
}

// dropOld deletes callbacks that were done before an instant, and counts of days
// before a day.
func dropOld(tx *db.Tx, before int64, day string) error {
	if _, err := tx.Delete("messages_notices").Where("state = 'done' AND at < ?", before).Exec(); err != nil {
		return err
	}
	_, err := tx.Delete("messages_touches").Where("day < ?", day).Exec()
	return err
}
