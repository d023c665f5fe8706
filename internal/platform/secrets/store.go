package secrets

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"maps"
	"slices"

	"archwire/internal/platform/db"
)

// Migrations makes the tables.
//
//go:embed migrations
var Migrations embed.FS

// ErrOtherKeys says that the database was written with keys that the key file
// does not hold.
var ErrOtherKeys = errors.New("secrets: the key file does not belong to this database")

type subjectRow struct {
	SubjectID string `db:"subject_id"`
	SealedKey string `db:"sealed_key,null"`
	DroppedAt int64  `db:"dropped_at,null"`
}

// perRead bounds the subjects that one statement asks for, below what the
// databases take as arguments.
const perRead = 5000

func subjectRows(tx *db.Tx, subjects []string) ([]subjectRow, error) {
	var rows []subjectRow
	for part := range slices.Chunk(subjects, perRead) {
		var some []subjectRow
		if err := tx.From("secrets_subjects").Where("subject_id IN (?)", part).All(&some); err != nil {
			return nil, err
		}
		rows = append(rows, some...)
	}
	return rows, nil
}

const firstWins = "ON CONFLICT (tenant_id, subject_id) DO NOTHING"

func addSubjects(tx *db.Tx, rows []subjectRow) error {
	_, err := tx.InsertOr("secrets_subjects", rows, firstWins)
	return err
}

func dropSubject(tx *db.Tx, subject string) error {
	n, err := tx.InsertOr("secrets_subjects", subjectRow{SubjectID: subject, DroppedAt: tx.Now()}, firstWins)
	if err != nil || n > 0 {
		return err
	}
	_, err = tx.Update("secrets_subjects").Set("sealed_key = NULL").Set("dropped_at = ?", tx.Now()).
		Where("subject_id = ? AND dropped_at IS NULL", subject).Exec()
	return err
}

type keyRow struct {
	ID          string `db:"key_id"`
	Fingerprint string `db:"fingerprint"`
	AddedAt     int64  `db:"added_at"`
}

// Written tells whether the database was written with keys already; one that has
// no tables yet was not.
func Written(ctx context.Context, d *db.DB) (yes bool, err error) {
	if d.Columns()["secrets_keys"] == nil {
		return false, nil
	}
	err = d.System(ctx, "look whether the database was written with keys", func(tx *db.Tx) (err error) {
		yes, err = tx.From("secrets_keys").Exists()
		return err
	})
	return yes, err
}

// Match proves at start that the key file is the one with which the database
// was written, and notes new keys. A lost key file that was silently replaced
// by a fresh one is found here, before anything is sealed with it.
func (v *Vault) Match(ctx context.Context, d *db.DB) error {
	return d.System(ctx, "compare the key file with the database", func(tx *db.Tx) error {
		var known []keyRow
		if err := tx.From("secrets_keys").All(&known); err != nil {
			return err
		}
		missing := maps.Clone(v.prints)
		for _, k := range known {
			if v.prints[k.ID] != k.Fingerprint {
				return fmt.Errorf("%w: key %s is not the one noted; restore the key file from its copy", ErrOtherKeys, k.ID)
			}
			delete(missing, k.ID)
		}
		for _, id := range slices.Sorted(maps.Keys(missing)) {
			if _, err := tx.InsertOr("secrets_keys", keyRow{id, v.prints[id], tx.Now()}, "ON CONFLICT (key_id) DO NOTHING"); err != nil {
				return err
			}
		}
		return nil
	})
}
