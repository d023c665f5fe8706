package complaints

import (
	"embed"

	"archwire/internal/kit/id"
	"archwire/internal/kit/money"
	"archwire/internal/platform/db"
)

//go:embed migrations
var migrations embed.FS

//go:embed i18n
var texts embed.FS

type complaintRow struct {
	ID         string   `db:"id"`
	Version    int64    `db:"version"`
	Clinic     string   `db:"clinic_id"`
	Patient    string   `db:"patient_id"`
	About      About    `db:"about"`
	Subject    string   `db:"subject_id,null"`
	Words      string   `db:"words"`
	Severity   Severity `db:"severity"`
	Way        Way      `db:"way"`
	Origin     string   `db:"origin_id,null"`
	State      State    `db:"state"`
	Owner      string   `db:"owner_id,null"`
	AnswerDue  int64    `db:"answer_due"`
	ResultDue  int64    `db:"result_due"`
	AnsweredAt int64    `db:"answered_at,null"`
	Result     Result   `db:"result"`
	Content    Content  `db:"content"`
	Reopened   int      `db:"reopened"`
	RaisedAt   int64    `db:"raised_at"`
	RaisedBy   string   `db:"raised_by,null"`
	ClosedAt   int64    `db:"closed_at,null"`
	ClosedBy   string   `db:"closed_by,null"`
}

type stepRow struct {
	ID        string    `db:"id"`
	Clinic    string    `db:"clinic_id"`
	Complaint string    `db:"complaint_id"`
	At        int64     `db:"at"`
	Actor     string    `db:"actor_id,null"`
	What      What      `db:"what"`
	Text      string    `db:"text"`
	Amount    money.Fen `db:"amount"`
	Owner     string    `db:"owner_id,null"`
	Result    Result    `db:"result"`
	Content   Content   `db:"content"`
}

// insertComplaint tells whether the complaint is new; it is not where its origin
// has raised one.
func insertComplaint(tx *db.Tx, c Complaint) (bool, error) {
	n, err := tx.InsertOr("complaints_complaints", complaintRow(c), "ON CONFLICT (tenant_id, origin_id) WHERE origin_id IS NOT NULL DO NOTHING")
	return n > 0, err
}

// insertPast writes complaints of the past with what was done about them.
func insertPast(tx *db.Tx, list []Complaint, steps map[string][]Step) error {
	rows := make([]complaintRow, len(list))
	for i, c := range list {
		rows[i] = complaintRow(c)
	}
	if err := tx.Insert("complaints_complaints", rows); err != nil {
		return err
	}
	for _, c := range list {
		if err := insertSteps(tx, c, steps[c.ID]...); err != nil {
			return err
		}
	}
	return nil
}

// raisedFrom gives the complaint that an origin has raised already.
func raisedFrom(tx *db.Tx, origin string) (string, error) {
	var one string
	found, err := tx.From("complaints_complaints").AcrossClinics("an origin raises once in the group").Where("origin_id = ?", origin).Get("id", &one)
	if err == nil && !found {
		err = NotFound.With()
	}
	return one, err
}

// complaintOne reads a complaint of the clinics in sight; with lock for who will
// change it.
func complaintOne(tx *db.Tx, complaint string, lock bool) (Complaint, error) {
	if !id.Valid(complaint) { // PostgreSQL would refuse the comparison
		return Complaint{}, NotFound.With()
	}
	q := tx.From("complaints_complaints").Where("id = ?", complaint)
	if lock {
		q = q.ForUpdate()
	}
	var r complaintRow
	found, err := q.One(&r)
	if err == nil && !found {
		err = NotFound.With()
	}
	return Complaint(r), err
}

// updateComplaint writes what may change, against the version that was read.
func updateComplaint(tx *db.Tx, c *Complaint) error {
	err := tx.Update("complaints_complaints").Set("state = ?", c.State).Set("owner_id = ?", text(c.Owner)).Set("result_due = ?", c.ResultDue).
		Set("answered_at = ?", instant(c.AnsweredAt)).Set("result = ?", c.Result).Set("content = ?", c.Content).Set("reopened = ?", c.Reopened).
		Set("closed_at = ?", instant(c.ClosedAt)).Set("closed_by = ?", text(c.ClosedBy)).Set("version = version + 1").
		Where("id = ? AND version = ?", c.ID, c.Version).Must()
	c.Version++
	return err
}

func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func instant(ms int64) *int64 {
	if ms == 0 {
		return nil
	}
	return &ms
}

func insertSteps(tx *db.Tx, c Complaint, steps ...Step) error {
	rows := make([]stepRow, len(steps))
	for i, p := range steps {
		rows[i] = stepRow{ID: p.ID, Clinic: c.Clinic, Complaint: c.ID, At: p.At, Actor: p.Actor, What: p.What, Text: p.Text, Amount: p.Amount,
			Owner: p.Owner, Result: p.Result, Content: p.Content}
	}
	return tx.Insert("complaints_steps", rows)
}

func stepsOf(tx *db.Tx, complaint string) ([]Step, error) {
	var rows []stepRow
	err := tx.From("complaints_steps").Where("complaint_id = ?", complaint).OrderBy("at, id").All(&rows)
	out := make([]Step, len(rows))
	for i, r := range rows {
		out[i] = Step{r.ID, r.At, r.Actor, r.What, r.Text, r.Amount, r.Owner, r.Result, r.Content}
	}
	return out, err
}

// complaintList reads complaints, the latest first; the open ones by what is due
// first where only those are asked for.
func complaintList(tx *db.Tx, q Query) ([]Complaint, error) {
	for _, v := range []string{q.Clinic, q.Patient, q.Owner, q.After.ID} {
		if v != "" && !id.Valid(v) {
			return nil, nil // no row can match; PostgreSQL would refuse the comparison
		}
	}
	rows := tx.From("complaints_complaints").OrderBy("raised_at DESC, id DESC").Limit(q.Limit)
	for _, c := range []struct{ column, value string }{
		{"state", string(q.State)}, {"clinic_id", q.Clinic}, {"patient_id", q.Patient}, {"owner_id", q.Owner}, {"about", string(q.About)},
	} {
		if c.value != "" {
			rows = rows.Where(c.column+" = ?", c.value)
		}
	}
	if q.Late {
		rows = rows.Where("state = 'open' AND (result_due <= ? OR answered_at IS NULL AND answer_due <= ?)", tx.Now(), tx.Now())
	}
	if q.After.ID != "" {
		rows = rows.Where("raised_at < ? OR (raised_at = ? AND id < ?)", q.After.At, q.After.At, q.After.ID)
	}
	return complaintsOf(rows)
}

func complaintsOf(q *db.Query) ([]Complaint, error) {
	var rows []complaintRow
	err := q.All(&rows)
	out := make([]Complaint, len(rows))
	for i, r := range rows {
		out[i] = Complaint(r)
	}
	return out, err
}

// raisedIn reads what came to a clinic in [from, to).
func raisedIn(tx *db.Tx, clinic string, from, to int64) ([]Complaint, error) {
	return complaintsOf(tx.From("complaints_complaints").Where("clinic_id = ? AND raised_at >= ? AND raised_at < ?", clinic, from, to).OrderBy("raised_at, id"))
}

// perRead bounds the patients that one statement asks for.
const perRead = 5000

type openRow struct {
	Patient string `db:"patient_id"`
	ID      string `db:"id"`
}

// openOf reads the open complaints of patients, in whichever clinic.
func openOf(tx *db.Tx, patients []string) ([]openRow, error) {
	var rows []openRow
	err := tx.From("complaints_complaints").AcrossClinics("nobody is sent advertisements who waits for an answer elsewhere").
		Where("patient_id IN (?) AND state = 'open'", patients).OrderBy("raised_at, id").All(&rows)
	return rows, err
}

const everywhere = "an erased person is forgotten in every clinic"

// complaintsAbout reads all complaints of patients, locked.
func complaintsAbout(tx *db.Tx, patients []string) ([]Complaint, error) {
	return complaintsOf(tx.From("complaints_complaints").AcrossClinics(everywhere).Where("patient_id IN (?)", patients).OrderBy("id").ForUpdate())
}

// blank empties what was said and written in complaints.
func blank(tx *db.Tx, list []Complaint) error {
	ids := make([]string, len(list))
	for i, c := range list {
		ids[i] = c.ID
	}
	_, err := tx.Update("complaints_complaints").AcrossClinics(everywhere).Set("words = ''").Set("version = version + 1").Where("id IN (?)", ids).Exec()
	if err != nil {
		return err
	}
	_, err = tx.Update("complaints_steps").AcrossClinics(everywhere).Set("text = ''").Where("complaint_id IN (?)", ids).Exec()
	return err
}

// everRaised tells whether the group has any complaint.
func everRaised(tx *db.Tx) (bool, error) { return tx.From("complaints_complaints").Exists() }
