package audience

import (
	"embed"
	"slices"
	"strconv"
	"strings"

	"archwire/internal/kit/id"
	"archwire/internal/platform/db"
)

//go:embed all:migrations
var migrations embed.FS

//go:embed i18n
var texts embed.FS

// among is the condition that a column is one of some numbers. SQLite gets them as
// one text, so that the statement stays prepared however many they are; PostgreSQL
// gets an array by itself.
func among(tx *db.Tx, column string, list []int64) (string, any) {
	if tx.Dialect() == db.Postgres {
		return column + " IN (?)", list
	}
	b := make([]byte, 0, 8*len(list)+2)
	b = append(b, '[')
	for i, n := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, n, 10)
	}
	return column + " IN (SELECT value FROM json_each(?))", string(append(b, ']'))
}

// amongTexts is among for words and ids.
func amongTexts(tx *db.Tx, column string, list []string) (string, any) {
	if tx.Dialect() == db.Postgres {
		return column + " IN (?)", list
	}
	return column + " IN (SELECT value FROM json_each(?))", `["` + strings.Join(list, `","`) + `"]` // ids and keys need no escaping
}

// peopleByNo reads people by their numbers.
func peopleByNo(tx *db.Tx, list []int64) ([]Person, error) {
	if len(list) == 0 {
		return nil, nil
	}
	cond, arg := among(tx, "no", list)
	var out []Person
	err := tx.From("audience_people").Where(cond, arg).All(&out)
	return out, err
}

// peopleOf reads people by patient. Those that the audience does not know are left
// out.
func peopleOf(tx *db.Tx, patients []string) ([]Person, error) {
	ids := slices.DeleteFunc(slices.Clone(patients), func(p string) bool { return !id.Valid(p) })
	if len(ids) == 0 {
		return nil, nil
	}
	cond, arg := amongTexts(tx, "patient_id", ids)
	var out []Person
	err := tx.From("audience_people").Where(cond, arg).All(&out)
	return out, err
}

// insertPeople adds people who are not there yet, and gives them their numbers.
func insertPeople(tx *db.Tx, list []Person) error {
	if tx.Dialect() == db.Postgres {
		rows := make([]Profile, len(list))
		for i, p := range list {
			rows[i] = p.Profile
		}
		_, err := tx.InsertOr("audience_people", rows, "ON CONFLICT (tenant_id, patient_id) DO NOTHING")
		return err
	}
	last, err := highest(tx)
	if err != nil {
		return err
	}
	for i := range list {
		list[i].No = last + int64(i) + 1
	}
	_, err = tx.InsertOr("audience_people", list, "ON CONFLICT (tenant_id, patient_id) DO NOTHING")
	return err
}

// highest is the highest number that anybody has: about how many people there are.
func highest(tx *db.Tx) (int64, error) {
	var n int64
	_, err := tx.From("audience_people").Get("coalesce(max(no), 0)", &n)
	return n, err
}

// zonesOf lists the zones in which people of the group live.
func zonesOf(tx *db.Tx) ([]string, error) {
	var out []string
	err := tx.From("audience_zones").OrderBy("zone").Pluck("zone", &out)
	return out, err
}
