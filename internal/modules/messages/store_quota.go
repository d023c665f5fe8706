package messages

import (
	"errors"

	"archwire/internal/platform/db"
)

// headPot is the head office's pot; a clinic's bears its id.
const headPot = "head"

// errShort says that a pot holds less than was decided to be there, which cannot
// be while it is locked: the transaction is to be tried again.
var errShort = errors.New("messages: a pot holds less than was counted")

type quotaRow struct {
	Pot    string `db:"pot"`
	Amount int    `db:"amount"`
}

// QuotaLine is a line of the journal of a pot.
type QuotaLine struct {
	ID     string `db:"id"`
	Pot    string `db:"pot"`
	Kind   string `db:"kind"`
	Amount int    `db:"amount"`
	At     int64  `db:"at"`
	By     string `db:"by_id,null"`
	Send   string `db:"send_id,null"`
	Note   string `db:"note"`
}

// The kinds of lines in the journal of quotas. Their texts are
// "messages.quota.<kind>".
const (
	quotaBought    = "bought"
	quotaCorrected = "corrected"
	quotaAllotted  = "allotted"   // from the head office to a clinic; two lines
	quotaGivenBack = "given_back" // from a clinic to the head office; two lines
	quotaTaken     = "taken"
	quotaReturned  = "returned" // nothing was sent
)

// quotas locks pots.
func quotas(tx *db.Tx, pots []string) (map[string]int, error) {
	out := map[string]int{}
	var rows []quotaRow
	err := tx.From("messages_quota").Where("pot IN (?)", pots).OrderBy("pot").ForUpdate().All(&rows)
	for _, r := range rows {
		out[r.Pot] = r.Amount
	}
	return out, err
}

func quotaList(tx *db.Tx) (map[string]int, error) {
	out := map[string]int{}
	var rows []quotaRow
	err := tx.From("messages_quota").OrderBy("pot").All(&rows)
	for _, r := range rows {
		out[r.Pot] = r.Amount
	}
	return out, err
}

// moveQuota changes a pot by n, and tells whether it held enough.
func moveQuota(tx *db.Tx, pot string, n int) (bool, error) {
	if n >= 0 {
		_, err := tx.InsertOr("messages_quota", quotaRow{pot, n}, "ON CONFLICT (tenant_id, pot) DO UPDATE SET amount = messages_quota.amount + excluded.amount")
		return true, err
	}
	got, err := tx.Update("messages_quota").Set("amount = amount + ?", n).Where("pot = ? AND amount >= ?", pot, -n).Exec()
	return got == 1, err
}

func insertQuotaLines(tx *db.Tx, list ...QuotaLine) error {
	for i := range list {
		list[i].ID, list[i].At, list[i].By = tx.NewID(), tx.Now(), tx.Actor()
	}
	return tx.Insert("messages_quota_lines", list)
}

// quotaLines lists the journal of a pot, latest first.
func quotaLines(tx *db.Tx, pot, before string, limit int) ([]QuotaLine, error) {
	q := tx.From("messages_quota_lines").Where("pot = ? AND kind NOT IN ('taken', 'returned')", pot)
	if before != "" {
		q = q.Where("id < ?", before)
	}
	var rows []QuotaLine
	err := q.OrderBy("id DESC").Limit(limit).All(&rows)
	return rows, err
}
