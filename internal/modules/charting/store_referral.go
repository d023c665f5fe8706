package charting

import (
	"archwire/internal/kit/id"
	"archwire/internal/kit/tooth"
	"archwire/internal/platform/db"
)

// A referral belongs to the patient and to two clinics, which the door scopes as
// little as findings: use cases ask patients first.
type referralRow struct {
	ID         string        `db:"id"`
	Version    int64         `db:"version"`
	Patient    string        `db:"patient_id"`
	FromClinic string        `db:"from_clinic"`
	ToClinic   string        `db:"to_clinic"`
	Visit      string        `db:"visit_id,null"`
	Origin     Reference     `db:"origin,json"`
	Sender     string        `db:"sent_by"`
	SentAt     int64         `db:"sent_at"`
	ToStaff    string        `db:"to_staff,null"`
	ToRole     string        `db:"to_role"`
	Site       string        `db:"site"`
	Treatment  What          `db:"treatment"`
	Why        string        `db:"why"`
	Asked      string        `db:"asked"`
	Urgency    Urgency       `db:"urgency"`
	Attached   []Reference   `db:"attached,json"`
	Template   string        `db:"template_id,null"`
	Planned    []string      `db:"planned,json"`
	State      ReferralState `db:"state"`
	Taker      string        `db:"taken_by,null"`
	TakenAt    int64         `db:"taken_at,null"`
	EndedAt    int64         `db:"ended_at,null"`
	EndedVisit string        `db:"ended_visit,null"`
	Answer     string        `db:"answer"`
	Reason     string        `db:"reason"`
	ReadAt     int64         `db:"read_at,null"`
}

func rowOfReferral(r Referral) referralRow {
	return referralRow{
		ID: r.ID, Version: r.Version, Patient: r.Patient, FromClinic: r.FromClinic, ToClinic: r.ToClinic, Visit: r.Visit, Origin: r.Origin,
		Sender: r.Sender, SentAt: r.SentAt, ToStaff: r.ToStaff, ToRole: r.ToRole, Site: r.Site.String(), Treatment: r.Treatment, Why: r.Why,
		Asked: r.Asked, Urgency: r.Urgency, Attached: r.Attached, Template: r.Template, Planned: r.Planned, State: r.State, Taker: r.Taker,
		TakenAt: r.TakenAt, EndedAt: r.EndedAt, EndedVisit: r.EndedVisit, Answer: r.Answer, Reason: r.Reason, ReadAt: r.ReadAt,
	}
}

func (r referralRow) referral() (Referral, error) {
	site, err := tooth.ParseSite(r.Site)
	return Referral{
		ID: r.ID, Version: r.Version, Patient: r.Patient, FromClinic: r.FromClinic, ToClinic: r.ToClinic, Visit: r.Visit, Origin: r.Origin,
		Sender: r.Sender, SentAt: r.SentAt, ToStaff: r.ToStaff, ToRole: r.ToRole, Site: site, Treatment: r.Treatment, Why: r.Why,
		Asked: r.Asked, Urgency: r.Urgency, Attached: r.Attached, Template: r.Template, Planned: r.Planned, State: r.State, Taker: r.Taker,
		TakenAt: r.TakenAt, EndedAt: r.EndedAt, EndedVisit: r.EndedVisit, Answer: r.Answer, Reason: r.Reason, ReadAt: r.ReadAt,
	}, err
}

type referralEventRow struct {
	Referral string       `db:"referral_id"`
	Seq      int64        `db:"seq"`
	Step     ReferralStep `db:"step"`
	At       int64        `db:"made_at"`
	By       string       `db:"made_by,null"`
	Text     string       `db:"text"`
	Visit    string       `db:"visit_id,null"`
}

func insertReferrals(tx *db.Tx, list []Referral) error {
	rows := make([]referralRow, len(list))
	for i, r := range list {
		rows[i] = rowOfReferral(r)
	}
	return tx.Insert("charting_referrals", rows)
}

func insertReferralEvents(tx *db.Tx, referral string, list ...ReferralEvent) error {
	rows := make([]referralEventRow, len(list))
	for i, e := range list {
		rows[i] = referralEventRow{referral, e.Seq, e.Step, e.At, e.By, e.Text, e.Visit}
	}
	return tx.Insert("charting_referral_events", rows)
}

// moveReferral writes what a step changes, against the version of r.
func moveReferral(tx *db.Tx, r Referral) error {
	return tx.Update("charting_referrals").Set("state = ?", r.State).Set("taken_by = ?", orNull(r.Taker)).Set("taken_at = ?", instant(r.TakenAt)).
		Set("ended_at = ?", instant(r.EndedAt)).Set("ended_visit = ?", orNull(r.EndedVisit)).Set("answer = ?", r.Answer).
		Set("reason = ?", r.Reason).Set("read_at = ?", instant(r.ReadAt)).Set("version = version + 1").
		Where("id = ? AND version = ?", r.ID, r.Version).Must()
}

func referrals(q *db.Query, limit int) ([]Referral, error) {
	var rows []referralRow
	if err := q.OrderBy("r.sent_at DESC, r.id DESC").Limit(limit).All(&rows); err != nil {
		return nil, err
	}
	out := make([]Referral, len(rows))
	for i, r := range rows {
		one, err := r.referral()
		if err != nil {
			return nil, err
		}
		out[i] = one
	}
	return out, nil
}

// referralsOf reads a patient's referrals, the newest first.
func referralsOf(tx *db.Tx, patient string) ([]Referral, error) {
	return referrals(tx.From("charting_referrals r").Where("r.patient_id = ?", patient), maxOpen)
}

// referralsTo reads those sent to a clinic that are open.
func referralsTo(tx *db.Tx, clinic string) ([]Referral, error) {
	return referrals(tx.From("charting_referrals r").Where("r.to_clinic = ? AND r.state IN ('asked', 'taken')", clinic), maxOpen)
}

// referralsSent reads those that somebody sent and whose answer they have not read.
func referralsSent(tx *db.Tx, sender string) ([]Referral, error) {
	return referrals(tx.From("charting_referrals r").Where("r.sent_by = ? AND r.read_at IS NULL AND r.state <> 'withdrawn'", sender), maxOpen)
}

// referralByID reads a referral, locked where it will be changed. Its fault is
// ReferralNotFound.
func referralByID(tx *db.Tx, referral string, change bool) (Referral, error) {
	if !id.Valid(referral) {
		return Referral{}, ReferralNotFound.With()
	}
	q := tx.From("charting_referrals r").Where("r.id = ?", referral)
	if change {
		q = q.ForUpdate()
	}
	list, err := referrals(q, 1)
	if err == nil && len(list) == 0 {
		err = ReferralNotFound.With()
	}
	if err != nil {
		return Referral{}, err
	}
	return list[0], nil
}

// referralEvents reads what happened to a referral, in order.
func referralEvents(tx *db.Tx, referral string) ([]ReferralEvent, error) {
	var rows []referralEventRow
	err := tx.From("charting_referral_events").Where("referral_id = ?", referral).OrderBy("seq").All(&rows)
	out := make([]ReferralEvent, len(rows))
	for i, r := range rows {
		out[i] = ReferralEvent{r.Seq, r.Step, r.At, r.By, r.Text, r.Visit}
	}
	return out, err
}

// lastReferralEvent is the number of the latest event.
func lastReferralEvent(tx *db.Tx, referral string) (n int64, err error) {
	_, err = tx.From("charting_referral_events").Where("referral_id = ?", referral).Get("COALESCE(MAX(seq), 0)", &n)
	return n, err
}

// holdsReference tells whether what a reference of this module names is the patient's.
func holdsReference(tx *db.Tx, patient string, r Reference) (bool, error) {
	if !id.Valid(r.ID) {
		return false, nil
	}
	table := map[RefKind]string{RefRecord: "charting_records", RefCard: "charting_cards", RefOrder: "charting_orders"}[r.Kind]
	column := "id"
	if r.Kind == RefCard {
		column = "visit_id"
	}
	return tx.From(table).Where("patient_id = ? AND "+column+" = ?", patient, r.ID).Exists()
}

// anyReferral tells whether anybody was ever referred in a clinic.
func anyReferral(tx *db.Tx, clinic string) (bool, error) {
	return tx.From("charting_referrals").Where("from_clinic = ?", clinic).Exists()
}
