package visits

import (
	"archwire/internal/kit/id"
	"archwire/internal/kit/span"
	"archwire/internal/platform/db"
)

type dutyRow struct {
	ID        string `db:"id"`
	Version   int64  `db:"version"`
	Clinic    string `db:"clinic_id"`
	Doctor    string `db:"doctor_id"`
	Assistant string `db:"assistant_id,null"`
	Start     int64  `db:"starts_at"`
	End       int64  `db:"ends_at"`
	Note      string `db:"note"`
}

func (r dutyRow) duty() Duty {
	return Duty{ID: r.ID, Version: r.Version, Clinic: r.Clinic, Doctor: r.Doctor, Assistant: r.Assistant,
		Span: span.Span{Start: r.Start, End: r.End}, Note: r.Note}
}

func rowOfDuty(d Duty) dutyRow {
	return dutyRow{ID: d.ID, Version: d.Version, Clinic: d.Clinic, Doctor: d.Doctor, Assistant: d.Assistant, Start: d.Span.Start,
		End: d.Span.End, Note: d.Note}
}

// dutiesOf reads the duties of a clinic that touch [from, to), by time.
func dutiesOf(tx *db.Tx, clinic string, from, to int64) ([]Duty, error) {
	var rows []dutyRow
	err := tx.From("visits_duty").Where("clinic_id = ? AND ends_at > ? AND starts_at < ?", clinic, from, to).OrderBy("starts_at, id").All(&rows)
	out := make([]Duty, len(rows))
	for i, r := range rows {
		out[i] = r.duty()
	}
	return out, err
}

// dutyByID reads a duty of a clinic in sight. Fault: DutyUnknown.
func dutyByID(tx *db.Tx, duty string) (Duty, error) {
	var row dutyRow
	if !id.Valid(duty) {
		return Duty{}, DutyUnknown.With()
	}
	found, err := tx.From("visits_duty").Where("id = ?", duty).One(&row)
	if err == nil && !found {
		err = DutyUnknown.With()
	}
	return row.duty(), err
}

func insertDuties(tx *db.Tx, list []Duty) error {
	rows := make([]dutyRow, len(list))
	for i, d := range list {
		rows[i] = rowOfDuty(d)
	}
	return tx.Insert("visits_duty", rows)
}

// updateDuty writes a duty against the version that was read. Fault: db.Stale.
func updateDuty(tx *db.Tx, d *Duty) error {
	r := rowOfDuty(*d)
	err := tx.Update("visits_duty").Set("doctor_id = ?", r.Doctor).Set("assistant_id = ?", textOrNull(r.Assistant)).
		Set("starts_at = ?", r.Start).Set("ends_at = ?", r.End).Set("note = ?", r.Note).Set("version = version + 1").
		Where("id = ? AND version = ?", r.ID, r.Version).Must()
	d.Version++
	return err
}

// dropDuty takes a duty away. Fault: db.Stale.
func dropDuty(tx *db.Tx, d Duty) error {
	return tx.Delete("visits_duty").Where("id = ? AND version = ?", d.ID, d.Version).Must()
}

// insertPresence adds a mark.
func insertPresence(tx *db.Tx, rows ...presenceRow) error { return tx.Insert("visits_presence", rows) }
