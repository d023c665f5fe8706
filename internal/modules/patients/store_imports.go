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
	type there struct {
		RecordNo string `db:"record_no"`
		Name     string `db:"name"`
		IDMac    string `db:"id_mac,null"`
	}
	var rows []there
	if err := tx.From("patients_patients").Where("record_no IN (?)", numbers).All(&rows); err != nil {
		return k, err
	}
	for _, r := range rows {
		k.byNumber[r.RecordNo] = r.RecordNo
	}
	rows = nil
	err := tx.From("patients_patients p").Join("patients_clinics s", "s.patient_id = p.id AND s.clinic_id IN (?)", clinics).
		Where("p.id_mac IN (?) AND p.state = ?", identities, Active).All(&rows)
	if err != nil {
		return k, err
	}
	for _, r := range rows {
		k.byIdentity[r.IDMac] = r.RecordNo
	}
	type reached struct {
		Mac      string `db:"phone_mac"`
		RecordNo string `db:"record_no" sql:"p.record_no"`
		Name     string `db:"name" sql:"p.name"`
	}
	var by []reached
	err = tx.From("patients_contacts c").Join("patients_patients p", "p.id = c.patient_id").
		Join("patients_clinics s", "s.patient_id = p.id AND s.clinic_id IN (?)", clinics).
		Where("c.phone_mac IN (?) AND p.state = ?", phones, Active).All(&by)
	for _, r := range by {
		if k.byPhone[r.Mac] == nil {
			k.byPhone[r.Mac] = map[string]string{}
		}
		k.byPhone[r.Mac][r.Name] = r.RecordNo
	}
	return k, err
}
