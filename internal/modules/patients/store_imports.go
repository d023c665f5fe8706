package patients

import (
	"archwire/internal/kit/fault"
	"archwire/internal/platform/db"
)

type importRow struct {
	ID        string      `db:"id"`
	Clinic    string      `db:"clinic_id"`
	FileName  string      `db:"file_name"`
	Form      string      `db:"form"`
	State     ImportState `db:"state"`
	Headers   []string    `db:"headers,json"`
	Columns   []Column    `db:"columns,json"`
	Total     int         `db:"rows_total"`
	Done      int         `db:"rows_done"`
	Wrong     int         `db:"rows_wrong"`
	Twice     int         `db:"rows_twice"`
	Made      int         `db:"made"`
	SkipWrong bool        `db:"skip_wrong"`
	Problem   string      `db:"problem"`
	CreatedAt int64       `db:"created_at"`
	CreatedBy string      `db:"created_by,null"`
	ChangedAt int64       `db:"changed_at"`
	Version   int64       `db:"version"`
}

type partRow struct {
	Import string `db:"import_id"`
	Part   int    `db:"part"`
	Sealed string `db:"sealed"`
}

// rowFault is what is wrong with one cell, as it is kept.
type rowFault struct {
	Code  string         `json:"code"`
	Field string         `json:"field,omitempty"`
	Args  map[string]any `json:"args,omitempty"`
}

func keptFaults(list []*fault.Fault) []rowFault {
	out := make([]rowFault, len(list))
	for i, f := range list {
		out[i] = rowFault{f.Code, f.Field, f.Args}
	}
	return out
}

type rowFaultsRow struct {
	Import string     `db:"import_id"`
	Row    int        `db:"row_no"`
	Faults []rowFault `db:"faults,json"`
}

// importOf reads an import of a clinic in the actor's sight, locked for a
// change.
func importOf(tx *db.Tx, id string, lock bool) (importRow, error) {
	q := tx.From("patients_imports").Where("id = ?", id)
	if lock {
		q = q.ForUpdate()
	}
	var r importRow
	found, err := q.One(&r)
	if err == nil && !found {
		err = ImportNotFound.With()
	}
	return r, err
}

// saveImport writes what changes in the life of an import.
func saveImport(tx *db.Tx, r importRow) error {
	_, err := tx.Update("patients_imports").Set("state = ?", r.State).Set("rows_total = ?", r.Total).Set("rows_done = ?", r.Done).
		Set("rows_wrong = ?", r.Wrong).Set("rows_twice = ?", r.Twice).Set("made = ?", r.Made).Set("skip_wrong = ?", r.SkipWrong).
		Set("problem = ?", r.Problem).Set("changed_at = ?", tx.Now()).Set("version = version + 1").Where("id = ?", r.ID).Exec()
	return err
}

// known tells which of the record numbers, identity digests and telephone
// digests of a batch are there already, with the record number of whom.
type known struct {
	byNumber   map[string]string            // record number → record number
	byIdentity map[string]string            // digest → record number
	byPhone    map[string]map[string]string // digest → folded name → record number
}

// knownOf looks a batch up: record numbers in the whole group, in which they are
// unique, people in those clinics that may know of each other's.
func knownOf(tx *db.Tx, clinics, numbers, identities, phones []string) (known, error) {
	k := known{map[string]string{}, map[string]string{}, map[string]map[string]string{}}
	var taken []string
	if err := tx.From("patients_patients").Where("record_no IN (?)", numbers).Pluck("record_no", &taken); err != nil {
		return k, err
	}
	for _, no := range taken {
		k.byNumber[no] = no
	}
	var reached []contactRow
	if err := tx.From("patients_contacts").Where("phone_mac IN (?)", phones).All(&reached); err != nil {
		return k, err
	}
	ids := make([]string, len(reached))
	for i, c := range reached {
		ids[i] = c.Patient
	}
	var rows []patientRow
	if err := tx.From("patients_patients").Where("id_mac IN (?) AND state = ?", identities, Active).All(&rows); err != nil {
		return k, err
	}
	for _, r := range rows {
		ids = append(ids, r.ID)
	}
	people, err := activeIn(tx, clinics, ids)
	if err != nil {
		return k, err
	}
	for _, r := range rows {
		if p, ok := people[r.ID]; ok {
			k.byIdentity[r.IDMac] = p.RecordNo
		}
	}
	for _, c := range reached {
		if p, ok := people[c.Patient]; ok {
			if k.byPhone[c.Mac] == nil {
				k.byPhone[c.Mac] = map[string]string{}
			}
			k.byPhone[c.Mac][p.Name] = p.RecordNo
		}
	}
	return k, nil
}

// activeIn reads those of the patients whom one of the clinics sees.
func activeIn(tx *db.Tx, clinics, ids []string) (map[string]patientRow, error) {
	var there []string
	if err := tx.From("patients_clinics").Where("patient_id IN (?) AND clinic_id IN (?)", ids, clinics).Pluck("patient_id", &there); err != nil {
		return nil, err
	}
	var rows []patientRow
	err := tx.From("patients_patients").Where("id IN (?) AND state = ?", there, Active).All(&rows)
	out := make(map[string]patientRow, len(rows))
	for _, r := range rows {
		out[r.ID] = r
	}
	return out, err
}
