package visits

import "archwire/internal/platform/db"

type addressRow struct {
	ID     string      `db:"id"`
	Kind   AddressKind `db:"kind"`
	Owner  string      `db:"owner_id"`
	Digest string      `db:"digest"`
	At     int64       `db:"created_at"`
	By     string      `db:"created_by,null"`
	Ended  int64       `db:"ended_at,null"`
}

// addressOf reads the address that leads somewhere now; an empty ID is none.
func addressOf(tx *db.Tx, kind AddressKind, owner string) (addressRow, error) {
	var r addressRow
	_, err := tx.From("visits_addresses").Where("kind = ? AND owner_id = ? AND ended_at IS NULL", kind, owner).One(&r)
	return r, err
}

func addressByDigest(tx *db.Tx, kind AddressKind, digest string) (addressRow, error) {
	var r addressRow
	_, err := tx.From("visits_addresses").Where("kind = ? AND digest = ? AND ended_at IS NULL", kind, digest).One(&r)
	return r, err
}

func insertAddress(tx *db.Tx, r addressRow) error { return tx.Insert("visits_addresses", r) }

func endAddress(tx *db.Tx, kind AddressKind, owner string) error {
	_, err := tx.Update("visits_addresses").Set("ended_at = ?", tx.Now()).
		Where("kind = ? AND owner_id = ? AND ended_at IS NULL", kind, owner).Exec()
	return err
}

// visitsOfDoctor reads a doctor's visits between two instants in all clinics,
// those that were called off left out.
func visitsOfDoctor(tx *db.Tx, doctor string, from, to int64) ([]Visit, error) {
	return visitList(tx.From("visits_visits v").AcrossClinics("a doctor's own calendar shows all clinics of the group").
		Where("v.doctor_id = ? AND v.starts_at >= ? AND v.starts_at < ?", doctor, from, to).
		Where("v.state NOT IN ('cancelled', 'no_show') AND v.parked_at IS NULL").OrderBy("v.starts_at, v.id"))
}
