package settings

import (
	"embed"

	"archwire/internal/platform/db"
)

// Migrations makes the table.
//
//go:embed migrations
var Migrations embed.FS

// Texts are the sentences of this package.
//
//go:embed i18n
var Texts embed.FS

type row struct {
	Key       string `db:"key"`
	Clinic    string `db:"for_clinic"`
	Value     string `db:"value"`
	ChangedAt int64  `db:"changed_at"`
	ChangedBy string `db:"changed_by,null"`
}

// stored reads the group's and the clinic's rows, of the keys or of all.
func stored(tx *db.Tx, clinic string, keys []string) ([]row, error) {
	q := tx.From("settings_values").Where("for_clinic IN (?)", []string{"", clinic})
	if keys != nil {
		q = q.Where("key IN (?)", keys)
	}
	var rows []row
	err := q.All(&rows)
	return rows, err
}

func load(tx *db.Tx, clinic string, keys []string) (Values, error) {
	rows, err := stored(tx, clinic, keys)
	return valuesOf(rows), err
}

func valuesOf(rows []row) Values {
	v := Values{clinic: map[string]any{}, group: map[string]any{}}
	for _, r := range rows {
		got, ok := decode(r.Value)
		switch {
		case !ok:
		case r.Clinic == "":
			v.group[r.Key] = got
		default:
			v.clinic[r.Key] = got
		}
	}
	return v
}

// decided gives the stored form of the decision at one level, "" for none.
func decided(tx *db.Tx, key, clinic string) (string, error) {
	var text string
	_, err := tx.From("settings_values").Where("key = ? AND for_clinic = ?", key, clinic).Get("value", &text)
	return text, err
}

func decide(tx *db.Tx, key, clinic string, back bool, text string) error {
	if back {
		_, err := tx.Delete("settings_values").Where("key = ? AND for_clinic = ?", key, clinic).Exec()
		return err
	}
	_, err := tx.InsertOr("settings_values", row{key, clinic, text, tx.Now(), tx.Actor()},
		"ON CONFLICT (tenant_id, key, for_clinic) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at, changed_by = excluded.changed_by")
	return err
}
