package audience

import "archwire/internal/platform/db"

type saidRow struct {
	Subject string `db:"subject" sql:"h.subject"`
	Word    string `db:"word" sql:"h.word"`
	Other   string `db:"other" sql:"h.other"`
	Amount  int64  `db:"amount" sql:"h.amount"`
}

// saidOf reads what happened to some patients, of one kind, about some subjects.
func saidOf(tx *db.Tx, kind string, patients, subjects []string) ([]saidRow, error) {
	var rows []saidRow
	err := tx.From("audience_happened h").Join("audience_people p", "p.no = h.person").
		Where("h.kind = ? AND p.patient_id IN (?) AND h.subject IN (?)", kind, patients, subjects).All(&rows)
	return rows, err
}
