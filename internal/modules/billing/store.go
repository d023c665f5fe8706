package billing

import (
	"embed"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
	"archwire/internal/platform/db"
)

//go:embed migrations
var migrations embed.FS

//go:embed i18n
var texts embed.FS

// wholePatient says why a patient's money is read and moved in all clinics.
const wholePatient = "a patient's money is the group's: what stands in one clinic covers lines of another"

type entryRow struct {
	ID       string    `db:"id"`
	Clinic   string    `db:"clinic_id"`
	Patient  string    `db:"patient_id"`
	Kind     EntryKind `db:"kind"`
	Day      civil.Day `db:"day"`
	At       int64     `db:"at"`
	Actor    string    `db:"actor_id,null"`
	Till     string    `db:"till_id,null"`
	Of       string    `db:"of_id"`
	Reverses string    `db:"reverses,null"`
}

type postingRow struct {
	Entry  string    `db:"entry_id"`
	Seq    int       `db:"seq"`
	Debit  Account   `db:"debit"`
	Credit Account   `db:"credit"`
	Amount money.Fen `db:"amount"`
	Tender string    `db:"tender_id,null"`
	Line   string    `db:"line_id,null"`
}

func insertEntry(tx *db.Tx, e entryRow, posts []postingRow) error {
	if err := tx.Insert("billing_entries", e); err != nil {
		return err
	}
	return tx.Insert("billing_postings", posts)
}

// receiveEntry gives the entry by which a receipt came in, and whether its till
// is closed.
func receiveEntry(tx *db.Tx, receipt string) (id string, closed bool, err error) {
	var row struct {
		ID      string `db:"id"`
		Closing string `db:"closing_id,null"`
	}
	_, err = tx.From("billing_entries").Where("of_id = ? AND kind = ?", receipt, EntryReceive).OrderBy("id").One(&row)
	return row.ID, row.Closing != "", err
}

type counterRow struct {
	Clinic string `db:"clinic_id"`
	Kind   string `db:"kind"`
	Year   int    `db:"year"`
	Last   int64  `db:"last"`
}

// count gives the clinic's next number of a kind in a year. Who counts on keeps
// others waiting until the end of the transaction, so that no number is left out.
func count(tx *db.Tx, clinic, kind string, year int) (int64, error) {
	_, err := tx.InsertOr("billing_counters", counterRow{clinic, kind, year, 1},
		"ON CONFLICT (tenant_id, clinic_id, kind, year) DO UPDATE SET last = billing_counters.last + 1")
	if err != nil {
		return 0, err
	}
	var n int64
	_, err = tx.From("billing_counters").Where("clinic_id = ? AND kind = ? AND year = ?", clinic, kind, year).Get("last", &n)
	return n, err
}
