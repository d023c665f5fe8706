package patients

import (
	"archwire/internal/platform/db"
)

type tagRow struct {
	ID       string `db:"id"`
	Name     string `db:"name"`
	Colour   string `db:"colour"`
	Archived bool   `db:"archived"`
	At       int64  `db:"created_at"`
	Version  int64  `db:"version"`
}

type taggedRow struct {
	Patient string `db:"patient_id"`
	Tag     string `db:"tag_id"`
	At      int64  `db:"at"`
	By      string `db:"by_staff,null"`
}

func tagsOf(tx *db.Tx, patient string) ([]tagRow, error) {
	var rows []tagRow
	err := tx.From("patients_tags t").Join("patients_tagged g", "g.tag_id = t.id").
		Where("g.patient_id = ?", patient).OrderBy("t.name").All(&rows)
	return rows, err
}

func tagRows(tx *db.Tx) ([]tagRow, error) {
	var rows []tagRow
	err := tx.From("patients_tags").OrderBy("archived, name").All(&rows)
	return rows, err
}

func insertTag(tx *db.Tx, row tagRow) error { return tx.Insert("patients_tags", row) }

// updateTag writes a tag against its version; TagNotFound where there is none of
// that id.
func updateTag(tx *db.Tx, t Tag) error {
	there, err := tx.From("patients_tags").Where("id = ?", t.ID).Exists()
	if err != nil {
		return err
	}
	if !there {
		return TagNotFound.With()
	}
	return tx.Update("patients_tags").Set("name = ?", t.Name).Set("colour = ?", t.Colour).Set("archived = ?", t.Archived).
		Set("version = version + 1").Where("id = ? AND version = ?", t.ID, t.Version).Must()
}

func countTags(tx *db.Tx, ids []string) (int, error) {
	return tx.From("patients_tags").Where("id IN (?)", ids).Count()
}

// replaceTags hangs exactly these tags on a patient; those that were there stay
// as they are.
func replaceTags(tx *db.Tx, patient string, tags []string) error {
	gone := tx.Delete("patients_tagged").Where("patient_id = ?", patient)
	if len(tags) > 0 {
		gone = gone.Where("tag_id NOT IN (?)", tags)
	}
	if _, err := gone.Exec(); err != nil {
		return err
	}
	rows := make([]taggedRow, len(tags))
	for i, t := range tags {
		rows[i] = taggedRow{patient, t, tx.Now(), tx.Actor()}
	}
	_, err := tx.InsertOr("patients_tagged", rows, "ON CONFLICT (tenant_id, patient_id, tag_id) DO NOTHING")
	return err
}

// taggedIDs lists the tags of a patient by id.
func taggedIDs(tx *db.Tx, patient string) ([]string, error) {
	var ids []string
	err := tx.From("patients_tagged").Where("patient_id = ?", patient).Pluck("tag_id", &ids)
	return ids, err
}

// moveTag hangs a tag of one patient on another.
func moveTag(tx *db.Tx, tag, from, to string) error {
	_, err := tx.Update("patients_tagged").Set("patient_id = ?", to).Where("patient_id = ? AND tag_id = ?", from, tag).Exec()
	return err
}
