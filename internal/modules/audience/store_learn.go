package audience

import (
	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

type amountRow struct {
	Subject string `db:"subject"`
	Amount  int64  `db:"amount"`
}

// amountsOf reads the amounts of what happened to a person since a day, by what it
// happened with.
func amountsOf(tx *db.Tx, person int64, kind string, from civil.Day) (map[string]int64, error) {
	var rows []amountRow
	err := tx.From("audience_happened").Where("kind = ? AND person = ? AND day >= ?", kind, person, from).All(&rows)
	out := make(map[string]int64, len(rows))
	for _, r := range rows {
		out[r.Subject] = r.Amount
	}
	return out, err
}

// emptyHappened takes out everything that happened to a person, before it is read anew.
func emptyHappened(tx *db.Tx, person int64) error {
	for _, table := range []string{"audience_happened", "audience_sums"} {
		if _, err := tx.Delete(table).Where("person = ?", person).Exec(); err != nil {
			return err
		}
	}
	return nil
}

// handTags reads the tags of people that were given by hand.
func handTags(tx *db.Tx, people []int64) ([]taggedRow, error) {
	var out []taggedRow
	if len(people) == 0 {
		return nil, nil
	}
	cond, arg := among(tx, "person", people)
	err := tx.From("audience_tagged").Where(cond, arg).Where("source = ?", SourceHand).All(&out)
	return out, err
}

type givenRow struct {
	Patient string `db:"patient_id" sql:"p.patient_id"`
	Tag     string `db:"tag" sql:"t.tag"`
}

// givenTags reads the tags of patients that were not given by hand.
func givenTags(tx *db.Tx, patients []string) ([]givenRow, error) {
	var out []givenRow
	cond, arg := amongTexts(tx, "p.patient_id", patients)
	err := tx.From("audience_people p").Join("audience_tagged t", "t.person = p.no").Where(cond, arg).Where("t.source <> ?", SourceHand).All(&out)
	return out, err
}

// expectedBefore reads whose next visit lies before a day.
func expectedBefore(tx *db.Tx, day civil.Day, limit int) ([]string, error) {
	var out []string
	err := tx.From("audience_people").Where("next_visit <> '' AND next_visit < ?", day).OrderBy("no").Limit(limit).Pluck("patient_id", &out)
	return out, err
}
