package patients

import (
	"archwire/internal/platform/db"
	"slices"
)

type sourceRow struct {
	Key      string `db:"source_key"`
	Name     string `db:"name"`
	Archived bool   `db:"archived"`
	At       int64  `db:"created_at"`
}

func sourceRows(tx *db.Tx) ([]sourceRow, error) {
	var rows []sourceRow
	err := tx.From("patients_sources").OrderBy("created_at, source_key").All(&rows)
	return rows, err
}

func sourceKnown(tx *db.Tx, key string) (bool, error) {
	if slices.Contains(builtInSources, key) {
		return true, nil
	}
	return tx.From("patients_sources").Where("source_key = ?", key).Exists()
}

// keepSource adds an entry or writes it anew; SourceTaken where another one has
// the name.
func keepSource(tx *db.Tx, row sourceRow) error {
	taken, err := tx.From("patients_sources").Where("name = ? AND name <> ? AND source_key <> ?", row.Name, "", row.Key).Exists()
	if err != nil {
		return err
	}
	if taken {
		return SourceTaken.At("name")
	}
	_, err = tx.InsertOr("patients_sources", row,
		"ON CONFLICT (tenant_id, source_key) DO UPDATE SET name = excluded.name, archived = excluded.archived")
	return err
}
