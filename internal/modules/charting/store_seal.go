package charting

import (
	"encoding/json"

	"archwire/internal/kit/id"
	"archwire/internal/platform/db"
)

type sealRow struct {
	ID       string `db:"id"`
	Clinic   string `db:"clinic_id"`
	Patient  string `db:"patient_id"`
	Reason   string `db:"reason"`
	Present  string `db:"present"`
	At       int64  `db:"sealed_at"`
	By       string `db:"sealed_by,null"`
	Files    int    `db:"files"`
	Size     int64  `db:"size"`
	Contents string `db:"contents"`
	Blob     string `db:"blob"`
}

type sealEventRow struct {
	Seal    string   `db:"seal_id"`
	Seq     int      `db:"seq"`
	Step    SealStep `db:"step"`
	At      int64    `db:"at"`
	By      string   `db:"actor_id,null"`
	Reason  string   `db:"reason"`
	Present string   `db:"present"`
	Intact  bool     `db:"intact"`
}

func insertSeal(tx *db.Tx, s Seal) error {
	present, err := json.Marshal(s.Present)
	if err != nil {
		return err
	}
	return tx.Insert("charting_seals", sealRow{s.ID, s.Clinic, s.Patient, s.Reason, string(present), s.At, s.By, s.Files, s.Size, s.Contents, s.Blob})
}

// addSealEvent appends a step, whose seal the caller has locked.
func addSealEvent(tx *db.Tx, seal string, e SealEvent) error {
	present, err := json.Marshal(e.Present)
	if err != nil {
		return err
	}
	n, err := tx.From("charting_seal_events").Where("seal_id = ?", seal).Count()
	if err != nil {
		return err
	}
	return tx.Insert("charting_seal_events", sealEventRow{seal, n + 1, e.Step, e.At, e.By, e.Reason, string(present), e.Intact})
}

// sealList reads seals with their steps.
func sealList(tx *db.Tx, q *db.Query) ([]Seal, error) {
	var rows []sealRow
	if err := q.OrderBy("s.sealed_at DESC, s.id").All(&rows); err != nil || len(rows) == 0 {
		return nil, err
	}
	out, ids, at := make([]Seal, len(rows)), make([]string, len(rows)), map[string]int{}
	for i, r := range rows {
		out[i] = Seal{ID: r.ID, Clinic: r.Clinic, Patient: r.Patient, Reason: r.Reason, At: r.At, By: r.By, Files: r.Files, Size: r.Size,
			Contents: r.Contents, Blob: r.Blob}
		if err := json.Unmarshal([]byte(r.Present), &out[i].Present); err != nil {
			return nil, err
		}
		ids[i], at[r.ID] = r.ID, i
	}
	var events []sealEventRow
	if err := tx.From("charting_seal_events").Where("seal_id IN (?)", ids).OrderBy("seal_id, seq").All(&events); err != nil {
		return nil, err
	}
	for _, e := range events {
		one := SealEvent{Step: e.Step, At: e.At, By: e.By, Reason: e.Reason, Intact: e.Intact}
		if err := json.Unmarshal([]byte(e.Present), &one.Present); err != nil {
			return nil, err
		}
		s := &out[at[e.Seal]]
		s.Events = append(s.Events, one)
	}
	return out, nil
}

// maxSeals is how many seals of a patient a page shows.
const maxSeals = 50

func sealsOf(tx *db.Tx, patient string) ([]Seal, error) {
	return sealList(tx, tx.From("charting_seals s").Where("s.patient_id = ?", patient).Limit(maxSeals))
}

// sealByID reads a seal of the clinics in sight. Its fault is SealNotFound.
func sealByID(tx *db.Tx, seal string) (Seal, error) {
	if !id.Valid(seal) {
		return Seal{}, SealNotFound.With()
	}
	list, err := sealList(tx, tx.From("charting_seals s").Where("s.id = ?", seal))
	if err == nil && len(list) == 0 {
		err = SealNotFound.With()
	}
	if err != nil {
		return Seal{}, err
	}
	return list[0], nil
}

func anySeal(tx *db.Tx, clinic string) (bool, error) {
	return tx.From("charting_seals").Where("clinic_id = ?", clinic).Exists()
}

// mostAmended gives the patient whose signed record of a clinic has the most
// versions, "" where none is signed.
func mostAmended(tx *db.Tx, clinic string) (patient string, err error) {
	_, err = records(tx).Where("r.clinic_id = ? AND r.state = 'signed'", clinic).OrderBy("r.seq DESC, r.id").Get("r.patient_id", &patient)
	return patient, err
}
