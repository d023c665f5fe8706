package charting

import (
	"encoding/json"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/id"
	"archwire/internal/platform/db"
)

type recordRow struct {
	ID          string      `db:"id"`
	Version     int64       `db:"version"`
	Clinic      string      `db:"clinic_id"`
	Patient     string      `db:"patient_id"`
	Visit       string      `db:"visit_id"`
	Day         civil.Day   `db:"day"`
	Kind        Kind        `db:"kind"`
	State       State       `db:"state"`
	Author      string      `db:"author_id"`
	Writer      string      `db:"writer_id"`
	Content     Content     `db:"parts,json"`
	Reviewer    string      `db:"reviewer_id,null"`
	Review      ReviewState `db:"review_state"`
	ReviewNote  string      `db:"review_note"`
	ReviewedAt  int64       `db:"reviewed_at,null"`
	Late        bool        `db:"late"`
	Allergy     bool        `db:"states_allergy"`
	Seq         int64       `db:"seq"`
	Hash        string      `db:"hash"`
	CreatedAt   int64       `db:"created_at"`
	ChangedAt   int64       `db:"changed_at"`
	SubmittedAt int64       `db:"submitted_at,null"`
	SignedAt    int64       `db:"signed_at,null"`
	RetainedAt  int64       `db:"retained_at,null"`
}

func recordRowOf(r Record) recordRow {
	return recordRow{
		ID: r.ID, Version: r.Version, Clinic: r.Clinic, Patient: r.Patient, Visit: r.Visit, Day: r.Day, Kind: r.Kind, State: r.State,
		Author: r.Author, Writer: r.Writer, Content: r.Content, Reviewer: r.Review.Reviewer, Review: r.Review.State,
		ReviewNote: r.Review.Note, ReviewedAt: r.Review.At, Late: r.Late, Allergy: r.Allergy, Seq: r.Seq, Hash: r.Hash,
		CreatedAt: r.CreatedAt, ChangedAt: r.ChangedAt, SubmittedAt: r.SubmittedAt, SignedAt: r.SignedAt, RetainedAt: r.RetainedAt,
	}
}

func (r recordRow) record() Record {
	return Record{
		ID: r.ID, Version: r.Version, Clinic: r.Clinic, Patient: r.Patient, Visit: r.Visit, Day: r.Day, Kind: r.Kind, State: r.State,
		Author: r.Author, Writer: r.Writer, Content: r.Content, Review: Review{r.Reviewer, r.Review, r.ReviewNote, r.ReviewedAt},
		Late: r.Late, Allergy: r.Allergy, Seq: r.Seq, Hash: r.Hash, CreatedAt: r.CreatedAt, ChangedAt: r.ChangedAt,
		SubmittedAt: r.SubmittedAt, SignedAt: r.SignedAt, RetainedAt: r.RetainedAt,
	}
}

// records begins every query: what lies in storage only is found by none.
func records(tx *db.Tx) *db.Query {
	return tx.From("charting_records r").Where("r.retained_at IS NULL")
}

func recordList(q *db.Query) ([]Record, error) {
	var rows []recordRow
	err := q.All(&rows)
	out := make([]Record, len(rows))
	for i, r := range rows {
		out[i] = r.record()
	}
	return out, err
}

// recordByID reads a record of the clinics in sight. Its fault is RecordNotFound.
func recordByID(tx *db.Tx, record string) (Record, error) {
	return oneRecord(records(tx), record)
}

func oneRecord(q *db.Query, record string) (Record, error) {
	if !id.Valid(record) {
		return Record{}, RecordNotFound.With()
	}
	list, err := recordList(q.Where("r.id = ?", record))
	if err == nil && len(list) == 0 {
		err = RecordNotFound.With()
	}
	if err != nil {
		return Record{}, err
	}
	return list[0], nil
}

// recordAt is recordByID for who knows the record at a version.
func recordAt(tx *db.Tx, record string, version int64) (Record, error) {
	r, err := recordByID(tx, record)
	return r, stale(r, version, err)
}

// recordToChange is recordAt with the row locked: a version is added before the
// row is written.
func recordToChange(tx *db.Tx, record string, version int64) (Record, error) {
	r, err := oneRecord(records(tx).ForUpdate(), record)
	return r, stale(r, version, err)
}

func stale(r Record, version int64, err error) error {
	if err == nil && r.Version != version {
		return db.Stale.With()
	}
	return err
}

// recordOfAuthor finds what an author writes about a visit, notes left out.
func recordOfAuthor(tx *db.Tx, visit, author string) (string, error) {
	var found string
	_, err := records(tx).Where("r.visit_id = ? AND r.author_id = ? AND r.kind <> 'note'", visit, author).Get("r.id", &found)
	return found, err
}

// maxOfPatient is how many records of one patient a page shows.
const maxOfPatient = 500

func recordsOfPatient(tx *db.Tx, patient string) ([]Record, error) {
	return recordList(records(tx).Where("r.patient_id = ?", patient).OrderBy("r.day DESC, r.created_at DESC, r.id").Limit(maxOfPatient))
}

func recordsOfVisits(tx *db.Tx, visits []string) ([]Record, error) {
	return recordList(records(tx).Where("r.visit_id IN (?)", visits).OrderBy("r.created_at, r.id"))
}

// unsignedOf lists what authors have not signed, the oldest first.
func unsignedOf(tx *db.Tx, clinic, author string, limit int) ([]Record, error) {
	q := records(tx).Where("r.clinic_id = ? AND r.state <> 'signed'", clinic)
	if author != "" {
		q = q.Where("r.author_id = ?", author)
	}
	return recordList(q.OrderBy("r.day, r.created_at, r.id").Limit(limit))
}

// unsignedBy lists what somebody answers for or has begun and is not signed, the
// oldest first.
func unsignedBy(tx *db.Tx, actor string, limit int) ([]Record, error) {
	return recordList(records(tx).Where("r.state <> 'signed' AND (r.author_id = ? OR r.writer_id = ?)", actor, actor).
		OrderBy("r.day, r.created_at, r.id").Limit(limit))
}

// reviewsOf lists what waits for a reviewer, the oldest first.
func reviewsOf(tx *db.Tx, reviewer string, limit int) ([]Record, error) {
	return recordList(records(tx).Where("r.reviewer_id = ? AND r.state = 'submitted' AND r.review_state = 'asked'", reviewer).
		OrderBy("r.submitted_at, r.id").Limit(limit))
}

// latestOf gives each patient's latest records that are no drafts, before a day,
// the newest first.
func latestOf(tx *db.Tx, patients []string, before civil.Day) (map[string]Record, error) {
	list, err := recordList(records(tx).Where("r.patient_id IN (?) AND r.state <> 'draft' AND r.kind <> 'note' AND r.day < ?", patients, before).
		Where(`NOT EXISTS (SELECT 1 FROM charting_records n WHERE n.tenant_id = r.tenant_id AND n.patient_id = r.patient_id
			AND n.state <> 'draft' AND n.kind <> 'note' AND n.retained_at IS NULL AND n.day < ? AND n.day > r.day)`, before).
		OrderBy("r.created_at, r.id"))
	out := make(map[string]Record, len(list))
	for _, r := range list {
		out[r.Patient] = r
	}
	return out, err
}

// allergyStated tells whether a signed record of the patient, in any clinic of
// the group, states or denies an allergy.
func allergyStated(tx *db.Tx, patient, except string) (bool, error) {
	return tx.From("charting_records r").AcrossClinics("whether an allergy was asked for is known in the whole group").
		Where("r.patient_id = ? AND r.state = 'signed' AND r.states_allergy AND r.id <> ?", patient, except).Exists()
}

func insertRecord(tx *db.Tx, r Record) error { return tx.Insert("charting_records", recordRowOf(r)) }

// updateRecord writes what may change, against the version that r was read at.
func updateRecord(tx *db.Tx, r *Record) error {
	parts, err := json.Marshal(r.Content)
	if err != nil {
		return err
	}
	row := recordRowOf(*r)
	err = tx.Update("charting_records").
		Set("kind = ?", r.Kind).Set("state = ?", r.State).Set("parts = ?", string(parts)).
		Set("reviewer_id = ?", orNull(row.Reviewer)).Set("review_state = ?", row.Review).Set("review_note = ?", row.ReviewNote).
		Set("reviewed_at = ?", instant(row.ReviewedAt)).Set("late = ?", r.Late).Set("states_allergy = ?", r.Allergy).
		Set("seq = ?", r.Seq).Set("hash = ?", r.Hash).Set("changed_at = ?", r.ChangedAt).
		Set("submitted_at = ?", instant(r.SubmittedAt)).Set("signed_at = ?", instant(r.SignedAt)).
		Set("version = version + 1").Where("id = ? AND version = ?", r.ID, r.Version).Must()
	r.Version++
	return err
}

// retain sends the records of people into storage, in all clinics.
func retain(tx *db.Tx, people []string) error {
	if len(people) == 0 {
		return nil
	}
	_, err := tx.Update("charting_records").AcrossClinics("an erased person's records go to storage in every clinic").
		Set("retained_at = ?", tx.Now()).Set("version = version + 1").Where("patient_id IN (?) AND retained_at IS NULL", people).Exec()
	return err
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// instant is 0 as NULL.
func instant(ms int64) *int64 {
	if ms == 0 {
		return nil
	}
	return &ms
}

type versionRow struct {
	Record  string `db:"record_id"`
	Seq     int64  `db:"seq"`
	Act     Act    `db:"act"`
	By      string `db:"made_by,null"`
	At      int64  `db:"made_at"`
	Reason  string `db:"reason"`
	Content string `db:"content"`
	Hash    string `db:"sha256"`
}

// Kept is a version as it is stored: what it says, the bytes that say it, and
// their hash.
type Kept struct {
	Version
	Hash   string
	Intact bool // the bytes still have the hash, and it follows the one before
}

func insertVersion(tx *db.Tx, v Version) (string, error) {
	content, hash, err := v.sealed()
	if err != nil {
		return "", err
	}
	return hash, tx.Insert("charting_versions", versionRow{v.Record, v.Seq, v.Act, v.By, v.At, v.Reason, content, hash})
}

// versionsOf reads the versions of a record in their order and proves each.
func versionsOf(tx *db.Tx, record string) ([]Kept, error) {
	var rows []versionRow
	if err := tx.From("charting_versions").Where("record_id = ?", record).OrderBy("seq").All(&rows); err != nil {
		return nil, err
	}
	out := make([]Kept, len(rows))
	previous := ""
	for i, r := range rows {
		if err := json.Unmarshal([]byte(r.Content), &out[i].Version); err != nil {
			return nil, err
		}
		out[i].Hash = r.Hash
		out[i].Intact = hashOf(r.Content) == r.Hash && out[i].Previous == previous
		previous = r.Hash
	}
	return out, nil
}

func anyRecord(tx *db.Tx, clinic string) (bool, error) {
	return tx.From("charting_records").Where("clinic_id = ?", clinic).Exists()
}

// insertHistory adds records with their versions, as the demo makes them.
func insertHistory(tx *db.Tx, records []Record, versions []Version) error {
	rows := make([]recordRow, len(records))
	for i, r := range records {
		rows[i] = recordRowOf(r)
	}
	if err := tx.Insert("charting_records", rows); err != nil {
		return err
	}
	kept := make([]versionRow, len(versions))
	for i, v := range versions {
		content, hash, err := v.sealed()
		if err != nil {
			return err
		}
		kept[i] = versionRow{v.Record, v.Seq, v.Act, v.By, v.At, v.Reason, content, hash}
	}
	return tx.Insert("charting_versions", kept)
}
