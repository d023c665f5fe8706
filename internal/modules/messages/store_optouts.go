package messages

import (
	"archwire/internal/platform/db"
)

type optOutRow struct {
	ID      string  `db:"id"`
	Patient string  `db:"patient_id,null"`
	Mark    string  `db:"mark"`
	Class   Class   `db:"class"`
	Channel Channel `db:"channel"`
	Source  string  `db:"source"`
	Note    string  `db:"note"`
	At      int64   `db:"at"`
	By      string  `db:"by_id,null"`
	EndedAt int64   `db:"ended_at,null"`
	EndedBy string  `db:"ended_by,null"`
}

func (r optOutRow) optOut() OptOut {
	return OptOut{ID: r.ID, Patient: r.Patient, Mark: r.Mark, Class: r.Class, Channel: r.Channel, Source: r.Source, Note: r.Note, At: r.At, By: r.By,
		EndedAt: r.EndedAt, EndedBy: r.EndedBy}
}

func optOutsOf(rows []optOutRow) []OptOut {
	out := make([]OptOut, len(rows))
	for i, r := range rows {
		out[i] = r.optOut()
	}
	return out
}

// optOutsInForce lists the opt-outs of patients and marks that are in force.
func optOutsInForce(tx *db.Tx, patients, marks []string) ([]OptOut, error) {
	var mine, theirs []optOutRow
	if err := tx.From("messages_optouts").Where("patient_id IN (?) AND ended_at IS NULL", patients).All(&mine); err != nil {
		return nil, err
	}
	err := tx.From("messages_optouts").Where("mark IN (?) AND mark <> '' AND ended_at IS NULL", marks).All(&theirs)
	return optOutsOf(append(mine, theirs...)), err
}

// optOutsAll lists them with those that ended, for a patient's page.
func optOutsAll(tx *db.Tx, patient string, marks []string) ([]OptOut, error) {
	var mine, theirs []optOutRow
	if err := tx.From("messages_optouts").Where("patient_id = ?", patient).OrderBy("id DESC").All(&mine); err != nil {
		return nil, err
	}
	err := tx.From("messages_optouts").Where("mark IN (?) AND mark <> ''", marks).OrderBy("id DESC").All(&theirs)
	return optOutsOf(append(mine, theirs...)), err
}

// insertOptOuts notes opt-outs; those of a mark that stand already are left.
func insertOptOuts(tx *db.Tx, list []OptOut) (int64, error) {
	rows := make([]optOutRow, len(list))
	for i, o := range list {
		rows[i] = optOutRow{ID: o.ID, Patient: o.Patient, Mark: o.Mark, Class: o.Class, Channel: o.Channel, Source: o.Source, Note: o.Note, At: o.At, By: o.By}
	}
	return tx.InsertOr("messages_optouts", rows, "ON CONFLICT (tenant_id, mark, class, channel) WHERE mark <> '' AND ended_at IS NULL DO NOTHING")
}

// optOutOne gives an opt-out. Fault: OptOutNotFound.
func optOutOne(tx *db.Tx, id string) (OptOut, error) {
	var r optOutRow
	found, err := tx.From("messages_optouts").Where("id = ?", id).ForUpdate().One(&r)
	if err == nil && !found {
		err = OptOutNotFound.With()
	}
	return r.optOut(), err
}

func endOptOut(tx *db.Tx, id string) error {
	return tx.Update("messages_optouts").Set("ended_at = ?", tx.Now()).Set("ended_by = ?", orNull(tx.Actor())).Where("id = ? AND ended_at IS NULL", id).Must()
}
