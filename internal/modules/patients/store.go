package patients

import (
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

type patientRow struct {
	ID                string         `db:"id"`
	Version           int64          `db:"version"`
	HomeClinic        string         `db:"home_clinic_id"`
	RecordNo          string         `db:"record_no"`
	Name              string         `db:"name"`
	Sex               Sex            `db:"sex"`
	Birth             civil.Day      `db:"birth_day,null"`
	IDSealed          string         `db:"id_sealed,null"`
	IDMac             string         `db:"id_mac,null"`
	PhoneSealed       string         `db:"phone_sealed,null"`
	Household         string         `db:"household_id,null"`
	Source            string         `db:"source_key"`
	IntroducerKind    IntroducerKind `db:"introducer_kind"`
	IntroducerPatient string         `db:"introducer_patient_id,null"`
	IntroducerStaff   string         `db:"introducer_staff_id,null"`
	IntroducerNote    string         `db:"introducer_note"`
	Wishes            string         `db:"wishes"`
	Note              string         `db:"note"`
	Address           string         `db:"address"`
	Important         bool           `db:"important"`
	ImportantReason   string         `db:"important_reason"`
	Alerts            int            `db:"alerts_active"`
	Deceased          civil.Day      `db:"deceased_day,null"`
	State             State          `db:"state"`
	MergedInto        string         `db:"merged_into,null"`
	Import            string         `db:"import_id,null"`
	Keys              []string       `db:"search_keys,json"`
	CreatedAt         int64          `db:"created_at"`
	CreatedBy         string         `db:"created_by,null"`
	ChangedAt         int64          `db:"changed_at"`
}

// patient opens the sealed numbers only as far as their masks.
func (r patientRow) patient(s sealer) (Patient, error) {
	p := Patient{
		ID: r.ID, Version: r.Version, HomeClinic: r.HomeClinic, RecordNo: r.RecordNo, Name: r.Name, Sex: r.Sex, Birth: r.Birth,
		Household: r.Household, Source: r.Source, Introducer: Introducer{Kind: r.IntroducerKind, Note: r.IntroducerNote},
		Wishes: r.Wishes, Note: r.Note, Address: r.Address, Important: r.Important, ImportantReason: r.ImportantReason,
		Alerts: r.Alerts, Deceased: r.Deceased, State: r.State, MergedInto: r.MergedInto, Import: r.Import,
		CreatedAt: r.CreatedAt, CreatedBy: r.CreatedBy, ChangedAt: r.ChangedAt,
	}
	p.Introducer.ID = r.IntroducerPatient + r.IntroducerStaff // one of them at most
	n, err := s.open(atIdentity, r.ID, r.IDSealed)
	if err != nil {
		return Patient{}, err
	}
	if n != "" {
		p.IDNumber = maskIDNumber(n)
	}
	p.Phone, err = s.masked(atDefault, r.ID, r.PhoneSealed)
	return p, err
}

// apply writes the given fields of an entry into the row.
func (r *patientRow) apply(e Entry, s sealer) {
	set(&r.Name, e.Name)
	set(&r.Sex, e.Sex)
	set(&r.Birth, e.Birth)
	set(&r.Source, e.Source)
	set(&r.Wishes, e.Wishes)
	set(&r.Note, e.Note)
	set(&r.Address, e.Address)
	set(&r.Deceased, e.Deceased)
	if e.IDNumber != nil {
		r.IDSealed, r.IDMac = s.seal(atIdentity, r.ID, *e.IDNumber), ""
		if *e.IDNumber != "" {
			r.IDMac = s.identity(*e.IDNumber)
		}
	}
	if in := e.Introducer; in != nil {
		r.IntroducerKind, r.IntroducerNote, r.IntroducerPatient, r.IntroducerStaff = in.Kind, in.Note, "", ""
		switch in.Kind {
		case ByPatient:
			r.IntroducerPatient = in.ID
		case ByStaff:
			r.IntroducerStaff = in.ID
		}
	}
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

// rowOf reads a record that the actor's clinics see, whatever its state.
func rowOf(tx *db.Tx, patient string) (patientRow, error) {
	var r patientRow
	found, err := tx.From("patients_patients p").
		Join("patients_clinics c", "c.patient_id = p.id").
		Where("p.id = ?", patient).One(&r)
	if err == nil && !found {
		err = NotFound.With()
	}
	return r, err
}

// openRow is rowOf for a record that is about to be changed: it is locked until
// the end of the transaction, so that nothing is added to one that is being
// merged or erased. Where it was merged the fault names the record that stays.
func openRow(tx *db.Tx, patient string) (patientRow, error) {
	r, err := lockedRow(tx, patient)
	if err != nil || r.State == Active {
		return r, err
	}
	args := []any{"record_no", ""}
	if r.State == Merged {
		into, err := rowOf(tx, r.MergedInto)
		if err != nil {
			return r, err
		}
		args = []any{"record_no", into.RecordNo, "patient_id", into.ID}
	}
	return r, Closed.With(args...)
}

// lockedRow is rowOf for a record that is locked until the end of the transaction,
// whatever its state.
func lockedRow(tx *db.Tx, patient string) (patientRow, error) {
	var r patientRow
	found, err := tx.From("patients_patients p").
		Join("patients_clinics c", "c.patient_id = p.id").
		Where("p.id = ?", patient).ForUpdate().One(&r)
	if err == nil && !found {
		err = NotFound.With()
	}
	return r, err
}

// rowsOf reads the records that the actor's clinics see.
func rowsOf(tx *db.Tx, ids []string) ([]patientRow, error) {
	var rows []patientRow
	err := tx.From("patients_patients p").
		Join("patients_clinics c", "c.patient_id = p.id").
		Where("p.id IN (?)", ids).OrderBy("p.id").All(&rows)
	return slices.CompactFunc(rows, func(a, b patientRow) bool { return a.ID == b.ID }), err
}

// rowByRecordNo finds a record of the group by its number, in whatever clinic.
func rowByRecordNo(tx *db.Tx, number string) (patientRow, bool, error) {
	var r patientRow
	found, err := tx.From("patients_patients").Where("record_no = ?", number).One(&r)
	return r, found, err
}

// rowAnywhere reads a record of the group whatever clinics see it, and of a
// merged one the record that stays.
func rowAnywhere(tx *db.Tx, patient string) (patientRow, error) {
	for range 8 { // see standing
		var r patientRow
		found, err := tx.From("patients_patients").Where("id = ?", patient).One(&r)
		if err != nil || found && r.State == Active {
			return r, err
		}
		if !found || r.State != Merged {
			break
		}
		patient = r.MergedInto
	}
	return patientRow{}, NotFound.With()
}

// rowsByIdentity finds the records of the group with an identity number.
func rowsByIdentity(tx *db.Tx, mac string) ([]patientRow, error) {
	var rows []patientRow
	err := tx.From("patients_patients").Where("id_mac = ? AND state = ?", mac, Active).OrderBy("id").All(&rows)
	return rows, err
}

// insertPatients adds records with their clinics; keys come by writeKeys.
func insertPatients(tx *db.Tx, rows []patientRow, clinics []clinicRow) error {
	if err := tx.Insert("patients_patients", rows); err != nil {
		return err
	}
	return tx.Insert("patients_clinics", clinics)
}

// saveRow writes every column that an entry, the contacts or a mark may change,
// against the version that was read.
func saveRow(tx *db.Tx, r patientRow, version int64) error {
	return tx.Update("patients_patients").
		Set("version = version + 1").Set("changed_at = ?", tx.Now()).
		Set("name = ?", r.Name).Set("sex = ?", r.Sex).Set("birth_day = ?", null(string(r.Birth))).
		Set("id_sealed = ?", null(r.IDSealed)).Set("id_mac = ?", null(r.IDMac)).Set("phone_sealed = ?", null(r.PhoneSealed)).
		Set("source_key = ?", r.Source).Set("introducer_kind = ?", r.IntroducerKind).
		Set("introducer_patient_id = ?", null(r.IntroducerPatient)).Set("introducer_staff_id = ?", null(r.IntroducerStaff)).
		Set("introducer_note = ?", r.IntroducerNote).Set("wishes = ?", r.Wishes).Set("note = ?", r.Note).
		Set("address = ?", r.Address).Set("important = ?", r.Important).Set("important_reason = ?", r.ImportantReason).
		Set("deceased_day = ?", null(string(r.Deceased))).
		Where("id = ? AND version = ?", r.ID, version).Must()
}

func null(s string) any {
	if s == "" {
		return nil
	}
	return s
}

type clinicRow struct {
	Clinic  string `db:"clinic_id"`
	Patient string `db:"patient_id"`
	Basis   Basis  `db:"basis"`
	Since   int64  `db:"since"`
}

// clinicsOf lists every clinic that sees the person, beyond those of the actor:
// keys must be written for all.
func clinicsOf(tx *db.Tx, patient string) ([]clinicRow, error) {
	var rows []clinicRow
	err := tx.From("patients_clinics").AcrossClinics("who sees a person is kept for all clinics at once").
		Where("patient_id = ?", patient).OrderBy("clinic_id").All(&rows)
	return rows, err
}

// seen lists those of the patients whom the actor's clinics see.
func seen(tx *db.Tx, ids []string) (map[string]bool, error) {
	var list []string
	err := tx.From("patients_clinics").Where("patient_id IN (?)", ids).Pluck("DISTINCT patient_id", &list)
	out := make(map[string]bool, len(list))
	for _, id := range list {
		out[id] = true
	}
	return out, err
}

type contactRow struct {
	ID      string `db:"id"`
	Patient string `db:"patient_id"`
	Label   string `db:"label"`
	Whose   string `db:"whose"`
	Sealed  string `db:"phone_sealed"`
	Mac     string `db:"phone_mac"`
	Default bool   `db:"is_default"`
	Note    string `db:"note"`
	At      int64  `db:"created_at"`
}

func contactRows(tx *db.Tx, patients ...string) ([]contactRow, error) {
	var rows []contactRow
	err := tx.From("patients_contacts").Where("patient_id IN (?)", patients).OrderBy("patient_id, is_default DESC, created_at, id").All(&rows)
	return rows, err
}

// replaceContacts writes the person's contacts anew.
func replaceContacts(tx *db.Tx, patient string, rows []contactRow) error {
	if _, err := tx.Delete("patients_contacts").Where("patient_id = ?", patient).Exec(); err != nil {
		return err
	}
	return tx.Insert("patients_contacts", rows)
}

// takeNumbers gives the first of n consecutive numbers of a clinic. The counter
// row is locked until the end of the transaction, so that numbers have no gap.
func takeNumbers(tx *db.Tx, clinic string, n int) (int64, error) {
	type counter struct {
		Clinic string `db:"clinic_id"`
		Next   int64  `db:"next"`
	}
	if _, err := tx.InsertOr("patients_counters", counter{clinic, 1}, "ON CONFLICT (tenant_id, clinic_id) DO NOTHING"); err != nil {
		return 0, err
	}
	if _, err := tx.Update("patients_counters").Set("next = next + ?", n).Where("clinic_id = ?", clinic).Exec(); err != nil {
		return 0, err
	}
	var next int64
	_, err := tx.From("patients_counters").Where("clinic_id = ?", clinic).Get("next", &next)
	return next - int64(n), err
}

func insertContacts(tx *db.Tx, rows []contactRow) error { return tx.Insert("patients_contacts", rows) }

// takenNumbers lists those of the record numbers that the group has already.
func takenNumbers(tx *db.Tx, numbers []string) ([]string, error) {
	var taken []string
	err := tx.From("patients_patients").Where("record_no IN (?)", numbers).Pluck("record_no", &taken)
	return taken, err
}

// mergedInto lists the records that were merged into this one: ids, and the
// numbers that lead here.
func mergedInto(tx *db.Tx, patient string) (ids, numbers []string, err error) {
	if err := tx.From("patients_patients").Where("merged_into = ?", patient).OrderBy("record_no").Pluck("id", &ids); err != nil {
		return nil, nil, err
	}
	err = tx.From("patients_patients").Where("merged_into = ?", patient).OrderBy("record_no").Pluck("record_no", &numbers)
	return ids, numbers, err
}

// addClinic lets a clinic see a person, and tells whether it is new there.
func addClinic(tx *db.Tx, row clinicRow) (bool, error) {
	n, err := tx.InsertOr("patients_clinics", row, "ON CONFLICT (tenant_id, patient_id, clinic_id) DO NOTHING")
	return n > 0, err
}

// clinicsInSight lists those of the actor's clinics that see the person.
func clinicsInSight(tx *db.Tx, patient string) ([]clinicRow, error) {
	var rows []clinicRow
	err := tx.From("patients_clinics").Where("patient_id = ?", patient).OrderBy("since, clinic_id").All(&rows)
	return rows, err
}

// reachedBy lists who has a telephone number, by its digest, in whatever clinic.
func reachedBy(tx *db.Tx, mac string) ([]patientRow, error) {
	var ids []string
	if err := tx.From("patients_contacts").Where("phone_mac = ?", mac).Limit(50).Pluck("patient_id", &ids); err != nil {
		return nil, err
	}
	var rows []patientRow
	err := tx.From("patients_patients").Where("id IN (?) AND state = ?", ids, Active).OrderBy("id").All(&rows)
	return rows, err
}
