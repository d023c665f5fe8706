package settings

import (
	"embed"

	"archwire/internal/platform/db"
)

// Migrations makes the table.
//
//go:embed migrations
var Migrations embed.FS

type row struct {
	Key       string `db:"key"`
	Clinic    string `db:"for_clinic"`
	Value     string `db:"value"`
	ChangedAt int64  `db:"changed_at"`
	ChangedBy string `db:"changed_by,null"`
}

// load reads the group's and the clinic's values, of the keys or of all.
func load(tx *db.Tx, clinic string, keys []string) (Values, error) {
	q := tx.From("settings_values").Where("for_clinic IN (?)", []string{"", clinic})
	if keys != nil {
		q = q.Where("key IN (?)", keys)
	}
	var rows []row
	if err := q.All(&rows); err != nil {
		return Values{}, err
	}
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
	return v, nil
}
