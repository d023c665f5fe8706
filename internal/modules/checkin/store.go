package checkin

import (
	"embed"
	"encoding/json"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/id"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
)

//go:embed migrations
var migrations embed.FS

//go:embed i18n
var texts embed.FS

// everyClinic is why a person's check-ins are read in all clinics of the group.
const everyClinic = "a person checks in once, whichever clinic they joined in"

type memberRow struct {
	ID              string      `db:"id"`
	Version         int64       `db:"version"`
	Clinic          string      `db:"clinic_id"`
	Patient         string      `db:"patient_id"`
	Of              string      `db:"of_id"`
	Programme       string      `db:"programme"`
	Variant         string      `db:"variant"`
	Every           int         `db:"stage_days"`
	Target          int         `db:"target"`
	Case            string      `db:"plan_id,null"`
	Doctor          string      `db:"doctor_id,null"`
	Follows         string      `db:"follow_up_id,null"`
	RemindAt        civil.Clock `db:"remind_at"`
	From            civil.Day   `db:"from_day"`
	Until           civil.Day   `db:"until_day,null"`
	State           MemberState `db:"state"`
	RestFrom        civil.Day   `db:"paused_from,null"`
	ResumeOn        civil.Day   `db:"resume_on,null"`
	Since           civil.Day   `db:"counts_from"`
	Reason          string      `db:"reason"`
	Words           string      `db:"words"`
	Next            civil.Day   `db:"next_day,null"`
	Opened          bool        `db:"opened"`
	WakeAt          int64       `db:"wake_at,null"`
	ConsentBy       string      `db:"consent_by"`
	ConsentRelation string      `db:"consent_relation_id,null"`
	ConsentMeans    string      `db:"consent_means"`
	JoinedAt        int64       `db:"joined_at"`
	JoinedBy        string      `db:"joined_by,null"`
	EndedAt         int64       `db:"ended_at,null"`
}

func rowOf(m Member) memberRow {
	return memberRow{m.ID, m.Version, m.Clinic, m.Patient, m.Of, m.Programme, m.Variant, m.Every, m.Target, m.Case, m.Doctor, m.Follows, m.RemindAt, m.From, m.Until,
		m.State, m.RestFrom, m.ResumeOn, m.Since, m.Reason, m.Words, m.Next, m.Opened, m.WakeAt, m.Consent.By, m.Consent.Relation, m.Consent.Means,
		m.JoinedAt, m.JoinedBy, m.EndedAt}
}

func (r memberRow) member() Member {
	return Member{r.ID, r.Version, r.Clinic, r.Patient, r.Of, r.Programme, r.Variant, r.Every, r.Target, r.Case, r.Doctor, r.Follows, r.RemindAt, r.From, r.Until,
		r.State, r.RestFrom, r.ResumeOn, r.Since, r.Reason, r.Words, r.Next, r.Opened, r.WakeAt, Consent{r.ConsentBy, r.ConsentRelation, r.ConsentMeans},
		r.JoinedAt, r.JoinedBy, r.EndedAt}
}

func members(q *db.Query) ([]Member, error) {
	var rows []memberRow
	err := q.All(&rows)
	out := make([]Member, len(rows))
	for i, r := range rows {
		out[i] = r.member()
	}
	return out, err
}

// insertMembers writes members; of those of one record in one programme one is not
// left (checkin_members_once).
func insertMembers(tx *db.Tx, list []Member) error {
	rows := make([]memberRow, len(list))
	for i, m := range list {
		rows[i] = rowOf(m)
	}
	return tx.Insert("checkin_members", rows)
}

// memberOne reads a member of the clinics in sight, locked. Faults: MemberNotFound.
func memberOne(tx *db.Tx, member string) (Member, error) {
	if !id.Valid(member) { // PostgreSQL would refuse the comparison
		return Member{}, MemberNotFound.With()
	}
	list, err := members(tx.From("checkin_members").Where("id = ?", member).ForUpdate())
	if err == nil && len(list) == 0 {
		err = MemberNotFound.With()
	}
	if err != nil {
		return Member{}, err
	}
	return list[0], nil
}

// updateMember writes what changes in the life of a member, against the version that
// was read.
func updateMember(tx *db.Tx, m *Member) error {
	r := rowOf(*m)
	err := tx.Update("checkin_members").Set("state = ?", r.State).Set("paused_from = ?", null(r.RestFrom)).Set("resume_on = ?", null(r.ResumeOn)).
		Set("counts_from = ?", r.Since).Set("reason = ?", r.Reason).Set("words = ?", r.Words).Set("next_day = ?", null(r.Next)).Set("opened = ?", r.Opened).
		Set("wake_at = ?", null(r.WakeAt)).Set("ended_at = ?", null(r.EndedAt)).Set("version = version + 1").
		Where("id = ? AND version = ?", r.ID, r.Version).Must()
	m.Version++
	return err
}

// null is NULL for what is not there.
func null[T comparable](v T) *T {
	var none T
	if v == none {
		return nil
	}
	return &v
}

// dueMembers reads and locks members to whom something happens now.
func dueMembers(tx *db.Tx, limit int) ([]Member, error) {
	return members(tx.From("checkin_members").Where("wake_at <= ?", tx.Now()).OrderBy("wake_at, id").Limit(limit).ForUpdate())
}

// nextWake is when the first of those who wait is due.
func nextWake(tx *db.Tx) (at int64, waits bool, err error) {
	waits, err = tx.From("checkin_members").Where("wake_at IS NOT NULL").OrderBy("wake_at").Limit(1).Get("wake_at", &at)
	return at, waits, err
}

// membersOf reads the memberships of patients in whichever clinic, the first ones
// first; locked for who will change them.
func membersOf(tx *db.Tx, people []string, lock bool) ([]Member, error) {
	q := tx.From("checkin_members").AcrossClinics(everyClinic).Where("patient_id IN (?)", people).OrderBy("from_day, id")
	if lock {
		q = q.ForUpdate()
	}
	return members(q)
}

// waitingIn reads and locks the members of a programme whose reminder has not gone.
func waitingIn(tx *db.Tx, programme string) ([]Member, error) {
	return members(tx.From("checkin_members").AcrossClinics("a programme is of the whole group").
		Where("programme = ? AND state = ? AND opened = ? AND remind_at = 0 AND wake_at IS NOT NULL", programme, Active, false).OrderBy("id").ForUpdate())
}

// membersOn reads the members whom a clinic had on a day.
func membersOn(tx *db.Tx, clinic string, day civil.Day) ([]Member, error) {
	return members(tx.From("checkin_members").Where("clinic_id = ? AND from_day <= ?", clinic, day).
		Where("state <> ? OR EXISTS (SELECT 1 FROM checkin_days d WHERE d.tenant_id = checkin_members.tenant_id AND d.member_id = checkin_members.id AND d.day = ?)", Left, day).OrderBy("id"))
}

type versionRow struct {
	Programme string `db:"programme"`
	Number    int    `db:"number"`
	Body      string `db:"body"`
	Note      string `db:"note"`
	At        int64  `db:"published_at"`
	By        string `db:"published_by,null"`
}

// versionsInForce reads the newest version of each programme that the group changed.
func versionsInForce(tx *db.Tx) ([]versionRow, error) {
	var rows []versionRow
	err := tx.From("checkin_programmes").OrderBy("programme, number").All(&rows)
	return rows, err
}

// insertVersion writes a version of a programme.
func insertVersion(tx *db.Tx, p Programme, note string) error {
	body, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return tx.Insert("checkin_programmes", versionRow{p.Key, p.Number, string(body), note, tx.Now(), tx.Actor()})
}

// recordProgramme keeps the change of a programme in the audit.
func (s *Service) recordProgramme(tx *db.Tx, p Programme) error {
	return s.audit.Record(tx, audit.Entry{Action: actionChanged, SubjectKind: "programme", SubjectID: p.Key,
		After: map[string]any{"number": p.Number, "remind": p.Remind.String(), "make_up": p.MakeUp}})
}

type linkRow struct {
	ID      string `db:"id"`
	Clinic  string `db:"clinic_id"`
	Member  string `db:"member_id"`
	Hash    string `db:"token_hash"`
	Made    int64  `db:"made_at"`
	Expires int64  `db:"expires_at"`
}

// insertLink writes a link, and drops those of the member that nobody can open.
func insertLink(tx *db.Tx, r linkRow) error {
	if _, err := tx.Delete("checkin_links").AcrossClinics(everyClinic).Where("member_id = ? AND expires_at <= ?", r.Member, tx.Now()).Exec(); err != nil {
		return err
	}
	return tx.Insert("checkin_links", r)
}

func linkByHash(tx *db.Tx, hash string) (linkRow, bool, error) {
	var r linkRow
	found, err := tx.From("checkin_links").Where("token_hash = ?", hash).One(&r)
	return r, found, err
}

// dropLinks closes the pages of a member.
func dropLinks(tx *db.Tx, member string) error {
	_, err := tx.Delete("checkin_links").AcrossClinics(everyClinic).Where("member_id = ?", member).Exec()
	return err
}

// everJoined tells whether the group has any member.
func everJoined(tx *db.Tx) (bool, error) { return tx.From("checkin_members").Exists() }
