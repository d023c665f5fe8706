package audience

import (
	"archwire/internal/platform/db"
)

// dirtyRow notes that something of a person changed. Rows are added and deleted one by
// one, never merged: a note that somebody else holds is not yet true for the batch
// that reads now.
type dirtyRow struct {
	ID     string `db:"id"`
	Person int64  `db:"person"` // 0 = of so many that all are judged
	Dep    string `db:"dep"`
	Cause  string `db:"cause"`
	Past   bool   `db:"past"`
}

func insertDirty(tx *db.Tx, rows []dirtyRow) error {
	for i := range rows {
		rows[i].ID = tx.NewID()
	}
	return tx.Insert("audience_dirty", rows)
}

func dirtyUpTo(tx *db.Tx, n int) ([]dirtyRow, error) {
	var out []dirtyRow
	err := tx.From("audience_dirty").OrderBy("id").Limit(n).All(&out)
	return out, err
}

func deleteDirty(tx *db.Tx, rows []dirtyRow) error {
	const each = 2000
	for len(rows) > 0 {
		n := min(each, len(rows))
		ids := make([]string, n)
		for i, r := range rows[:n] {
			ids[i] = r.ID
		}
		cond, arg := amongTexts(tx, "id", ids)
		if _, err := tx.Delete("audience_dirty").Where(cond, arg).Exec(); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

type depRow struct {
	Dep  string `db:"dep"`
	Past bool   `db:"past"`
}

// takeAllDirty deletes every note that is there, and tells of what they were.
func takeAllDirty(tx *db.Tx) ([]depRow, error) {
	var out []depRow
	if tx.Dialect() == db.Postgres {
		err := tx.Raw(&out, `WITH gone AS (DELETE FROM audience_dirty WHERE tenant_id = :tenant RETURNING dep, past) SELECT DISTINCT dep, past FROM gone`)
		return out, err
	}
	if err := tx.Raw(&out, `SELECT DISTINCT dep, past FROM audience_dirty WHERE tenant_id = :tenant`); err != nil {
		return nil, err
	}
	_, err := tx.Delete("audience_dirty").Where("1 = 1").Exec()
	return out, err
}

// dirtyOf tells who of some people has a note that waits.
func dirtyOf(tx *db.Tx, people []int64) (map[int64]bool, error) {
	cond, arg := among(tx, "person", append([]int64{0}, people...))
	var list []int64
	err := tx.From("audience_dirty").Where(cond, arg).Pluck("person", &list)
	out := map[int64]bool{}
	for _, p := range list {
		out[p] = true
	}
	return out, err
}

// nextDirty tells whether anything waits to be judged; it is due at once.
func nextDirty(tx *db.Tx) (int64, bool, error) {
	waits, err := tx.From("audience_dirty").Exists()
	return tx.Now(), waits, err
}

// clockRow is the group's row: the number of the last batch, and the next proof.
type clockRow struct {
	Batch   int64 `db:"batch"`
	ProofAt int64 `db:"proof_at"`
}

// nextBatch gives the number of a new batch.
func nextBatch(tx *db.Tx) (int64, error) {
	if _, err := tx.InsertOr("audience_clock", clockRow{Batch: 1}, "ON CONFLICT (tenant_id) DO UPDATE SET batch = audience_clock.batch + 1"); err != nil {
		return 0, err
	}
	var n int64
	_, err := tx.From("audience_clock").Get("batch", &n)
	return n, err
}

// nextProof tells when the group's segments are proven next.
func nextProof(tx *db.Tx) (int64, bool, error) {
	var at int64
	found, err := tx.From("audience_clock").Get("proof_at", &at)
	return at, found && at > 0, err
}

func setProof(tx *db.Tx, at int64) error {
	_, err := tx.InsertOr("audience_clock", clockRow{ProofAt: at}, "ON CONFLICT (tenant_id) DO UPDATE SET proof_at = excluded.proof_at")
	return err
}
