package patients

import (
	"encoding/json"

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

func forgetFile(tx *db.Tx, id string) error {
	_, err := tx.Delete("patients_import_parts").Where("import_id = ?", id).Exec()
	return err
}

// forgetOldFiles forgets the files of imports that nobody touched for keepParts.
func forgetOldFiles(tx *db.Tx) error {
	var old []string
	err := tx.From("patients_imports").Where("changed_at < ?", tx.Now()-keepParts).Pluck("id", &old)
	if err != nil || len(old) == 0 {
		return err
	}
	_, err = tx.Delete("patients_import_parts").Where("import_id IN (?)", old).Exec()
	return err
}

// usedSince counts the people of an import who have anything beside what the
// import wrote: a change, an edge, a row of a higher module.
func usedSince(tx *db.Tx, id string, higher []MergeMove) (int, error) {
	changed, err := tx.From("patients_patients").Where("import_id = ? AND (version > 1 OR state <> ? OR household_id IS NOT NULL OR important)", id, Active).Count()
	if err != nil || changed > 0 {
		return changed, err
	}
	others := append([]MergeMove{
		{"patients_consents", "patient_id"}, {"patients_tagged", "patient_id"}, {"patients_merges", "into_patient_id"},
	}, ownMoves...)
	for _, m := range append(others, higher...) {
		n, err := tx.From(m.Table+" x").AcrossClinics(wholePerson).Join("patients_patients i", "i.id = x."+m.Column).Where("i.import_id = ?", id).Count()
		if err != nil || n > 0 {
			return n, err
		}
	}
	return tx.From("patients_clinics c").AcrossClinics(wholePerson).Join("patients_patients i", "i.id = c.patient_id").
		Where("i.import_id = ? AND c.basis <> ?", id, Registered).Count()
}

func insertImport(tx *db.Tx, r importRow) error { return tx.Insert("patients_imports", r) }

func importRows(tx *db.Tx, limit int) ([]importRow, error) {
	var rows []importRow
	err := tx.From("patients_imports").OrderBy("created_at DESC, id DESC").Limit(limit).All(&rows)
	return rows, err
}

func setColumns(tx *db.Tx, id string, columns []Column) error {
	text, err := json.Marshal(columns)
	if err != nil {
		return err
	}
	_, err = tx.Update("patients_imports").Set("columns = ?", string(text)).Where("id = ?", id).Exec()
	return err
}

func insertPart(tx *db.Tx, row partRow) error { return tx.Insert("patients_import_parts", row) }

func partRows(tx *db.Tx, id string) ([]partRow, error) {
	var rows []partRow
	err := tx.From("patients_import_parts").Where("import_id = ?", id).OrderBy("part").All(&rows)
	return rows, err
}

func faultRows(tx *db.Tx, id string) ([]rowFaultsRow, error) {
	var rows []rowFaultsRow
	err := tx.From("patients_import_faults").Where("import_id = ?", id).All(&rows)
	return rows, err
}

// keepFaultRows adds what is wrong with rows that had nothing so far, and tells
// of how many.
func keepFaultRows(tx *db.Tx, rows []rowFaultsRow) (int64, error) {
	return tx.InsertOr("patients_import_faults", rows, "ON CONFLICT (tenant_id, import_id, row_no) DO NOTHING")
}

func forgetFaults(tx *db.Tx, id string) error {
	_, err := tx.Delete("patients_import_faults").Where("import_id = ?", id).Exec()
	return err
}

// broughtIn lists people whom an import entered.
func broughtIn(tx *db.Tx, id string, limit int) ([]patientRow, error) {
	var rows []patientRow
	err := tx.From("patients_patients").Where("import_id = ?", id).OrderBy("id").Limit(limit).All(&rows)
	return rows, err
}

// removePatients deletes records that have contacts and clinics only: the
// foreign keys refuse everybody else.
func removePatients(tx *db.Tx, ids []string) error {
	for _, table := range []string{"patients_contacts", "patients_clinics"} {
		if _, err := tx.Delete(table).AcrossClinics(wholePerson).Where("patient_id IN (?)", ids).Exec(); err != nil {
			return err
		}
	}
	_, err := tx.Delete("patients_patients").Where("id IN (?)", ids).Exec()
	return err
}

// highestNumber gives the highest record number in [from, to), "" for none.
func highestNumber(tx *db.Tx, from, to string) (string, error) {
	var highest string
	_, err := tx.From("patients_patients").Where("record_no >= ? AND record_no < ?", from, to).
		OrderBy("record_no DESC").Limit(1).Get("record_no", &highest)
	return highest, err
}

func setCounter(tx *db.Tx, clinic string, next int64) error {
	_, err := tx.Update("patients_counters").Set("next = ?", next).Where("clinic_id = ?", clinic).Exec()
	return err
}
