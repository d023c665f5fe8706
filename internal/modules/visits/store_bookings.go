package visits

import (
	"encoding/json"
	"fmt"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/id"
	"archwire/internal/platform/db"
)

type visitRow struct {
	ID         string    `db:"id"`
	Version    int64     `db:"version"`
	Clinic     string    `db:"clinic_id"`
	Day        civil.Day `db:"day"`
	Patient    string    `db:"patient_id"`
	TemplateID string    `db:"template_id"`
	Code       string    `db:"code"`
	Category   string    `db:"category"`
	Colour     Colour    `db:"colour"`
	First      bool      `db:"first_visit"`
	AddOns     []string  `db:"add_ons,json"`
	Pattern    string    `db:"pattern"`
	Places     []string  `db:"places,json"`
	Doctor     string    `db:"doctor_id,null"`
	Turnover   int       `db:"turnover_minutes"`
	Start      int64     `db:"starts_at"`
	End        int64     `db:"ends_at"`
	Appliance  bool      `db:"appliance_arrived"`
	SchoolAge  bool      `db:"school_age"`
	State      State     `db:"state"`
	Since      int64     `db:"since_at"`
	Place      string    `db:"place_id,null"`
	ArrivedAt  int64     `db:"arrived_at,null"`
	InPlaceAt  int64     `db:"in_place_at,null"`
	StartedAt  int64     `db:"started_at,null"`
	TreatedAt  int64     `db:"treated_at,null"`
	LeftAt     int64     `db:"left_at,null"`
	ReleasedAt int64     `db:"released_at,null"`
	SuspectAt  int64     `db:"suspect_at,null"`
	ParkedAt   int64     `db:"parked_at,null"`
	Ended      End       `db:"ended_as"`
	EndReason  string    `db:"end_reason"`
	Charged    bool      `db:"charged"`
	TimeLocked bool      `db:"time_locked"`
	Override   string    `db:"override_reason"`
	Note       string    `db:"note"`
	Wishes     string    `db:"wishes"`
	Together   string    `db:"together_id,null"`
	Follows    string    `db:"follows_id,null"`
	CreatedAt  int64     `db:"created_at"`
	CreatedBy  string    `db:"created_by,null"`
}

func rowOf(v Visit) visitRow {
	a := v.Progress.Actual
	return visitRow{
		ID: v.ID, Version: v.Version, Clinic: v.Clinic, Day: v.Day, Patient: v.Patient, TemplateID: v.TemplateID,
		Code: v.Code, Category: v.Category, Colour: v.Colour, First: v.First, AddOns: v.AddOns,
		Pattern: v.Plan.Pattern.String(), Places: v.Plan.Places, Doctor: v.Plan.DoctorID, Turnover: v.Turnover,
		Start: v.Plan.Start, End: v.Plan.End(), Appliance: v.Appliance, SchoolAge: v.SchoolAge,
		State: v.Progress.State, Since: v.Progress.Since, Place: v.Progress.PlaceID,
		ArrivedAt: a.ArrivedAt, InPlaceAt: a.InPlaceAt, StartedAt: a.StartedAt, TreatedAt: a.TreatedAt, LeftAt: a.LeftAt,
		ReleasedAt: v.ReleasedAt, SuspectAt: v.SuspectAt, ParkedAt: v.ParkedAt, Ended: v.Ended, EndReason: v.Progress.Reason,
		Charged: v.Charged, TimeLocked: v.TimeLocked, Override: v.Override, Note: v.Note, Wishes: v.Wishes,
		Together: v.Together, Follows: v.Follows, CreatedAt: v.CreatedAt, CreatedBy: v.CreatedBy,
	}
}

func (r visitRow) visit() (Visit, error) {
	p, err := ParsePattern(r.Pattern)
	if err != nil {
		return Visit{}, fmt.Errorf("visits: the stored pattern of %s: %w", r.ID, err)
	}
	return Visit{
		ID: r.ID, Version: r.Version, Clinic: r.Clinic, Day: r.Day, Patient: r.Patient, TemplateID: r.TemplateID,
		Code: r.Code, Category: r.Category, Colour: r.Colour, First: r.First, AddOns: r.AddOns,
		Plan:     Plan{Pattern: p, Start: r.Start, DoctorID: r.Doctor, Places: r.Places},
		Turnover: r.Turnover, Appliance: r.Appliance, SchoolAge: r.SchoolAge,
		Progress: Progress{
			State: r.State, Since: r.Since, PlaceID: r.Place, Reason: r.EndReason,
			Actual: Actual{r.ArrivedAt, r.InPlaceAt, r.StartedAt, r.TreatedAt, r.LeftAt},
		},
		ReleasedAt: r.ReleasedAt, SuspectAt: r.SuspectAt, ParkedAt: r.ParkedAt, Ended: r.Ended, Charged: r.Charged,
		TimeLocked: r.TimeLocked, Override: r.Override, Note: r.Note, Wishes: r.Wishes, Together: r.Together,
		Follows: r.Follows, CreatedAt: r.CreatedAt, CreatedBy: r.CreatedBy,
	}, nil
}

func visitList(q *db.Query) ([]Visit, error) {
	var rows []visitRow
	if err := q.All(&rows); err != nil {
		return nil, err
	}
	out := make([]Visit, len(rows))
	for i, r := range rows {
		v, err := r.visit()
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	return out, nil
}

// visitsOn reads a clinic's visits of the days from … to in the order of time,
// ended ones and those on the shelf as well.
func visitsOn(tx *db.Tx, clinic string, from, to civil.Day) ([]Visit, error) {
	return visitList(tx.From("visits_visits v").Where("v.clinic_id = ? AND v.day >= ? AND v.day <= ?", clinic, from, to).
		OrderBy("v.day, v.starts_at, v.id"))
}

// visitByID reads a visit of the clinics in sight. Fault: NotFound.
func visitByID(tx *db.Tx, visitID string) (Visit, error) { return oneVisit(tx, visitID, false) }

// visitToChange is visitByID with the row locked.
func visitToChange(tx *db.Tx, visitID string) (Visit, error) { return oneVisit(tx, visitID, true) }

func oneVisit(tx *db.Tx, visitID string, lock bool) (Visit, error) {
	if !id.Valid(visitID) {
		return Visit{}, NotFound.With()
	}
	q := tx.From("visits_visits v").Where("v.id = ?", visitID)
	if lock {
		q = q.ForUpdate()
	}
	list, err := visitList(q)
	if err == nil && len(list) == 0 {
		err = NotFound.With()
	}
	if err != nil {
		return Visit{}, err
	}
	return list[0], nil
}

// shelf reads what is parked in a clinic, the oldest first.
func shelf(tx *db.Tx, clinic string) ([]Visit, error) {
	return visitList(tx.From("visits_visits v").Where("v.clinic_id = ? AND v.parked_at IS NOT NULL", clinic).OrderBy("v.parked_at, v.id"))
}

// visitsOfPatient reads a patient's visits in the clinics in sight, the newest first.
func visitsOfPatient(tx *db.Tx, patient string, limit int) ([]Visit, error) {
	return visitList(tx.From("visits_visits v").Where("v.patient_id = ?", patient).OrderBy("v.starts_at DESC, v.id").Limit(limit))
}

// visitsOfPatientIn reads a patient's visits booked for [from, to), the newest first.
func visitsOfPatientIn(tx *db.Tx, patient string, from, to int64, limit int) ([]Visit, error) {
	return visitList(tx.From("visits_visits v").Where("v.patient_id = ? AND v.starts_at >= ? AND v.starts_at < ?", patient, from, to).
		OrderBy("v.starts_at DESC, v.id").Limit(limit))
}

// visitsByID reads those of the visits that are in sight.
func visitsByID(tx *db.Tx, ids []string) ([]Visit, error) {
	return visitList(tx.From("visits_visits v").Where("v.id IN (?)", ids))
}

// anyVisit tells whether anybody was ever booked in a clinic.
func anyVisit(tx *db.Tx, clinic string) (bool, error) {
	return tx.From("visits_visits").Where("clinic_id = ?", clinic).Exists()
}

// nextLive is the patient's next visit that still stands after an instant, in
// all clinics of the group.
func nextLive(tx *db.Tx, patient string, after int64) (string, error) {
	var found string
	_, err := tx.From("visits_visits v").AcrossClinics("the next visit may be in another clinic of the group").
		Where("v.patient_id = ? AND v.starts_at > ? AND v.state IN ('booked', 'confirmed') AND v.parked_at IS NULL", patient, after).
		OrderBy("v.starts_at").Limit(1).Get("v.id", &found)
	return found, err
}

// missedLately lists the visits that the patient missed since an instant and
// that no visit followed.
func missedLately(tx *db.Tx, patient string, since int64) ([]string, error) {
	var out []string
	err := tx.From("visits_visits v").AcrossClinics("a missed visit is followed by a visit in any clinic").
		Where("v.patient_id = ? AND v.starts_at > ? AND v.state = 'no_show'", patient, since).Pluck("v.id", &out)
	return out, err
}

// followerOf is the visit that replaced this one, "" if none.
func followerOf(tx *db.Tx, visitID string) (string, error) {
	var found string
	_, err := tx.From("visits_visits v").AcrossClinics("a visit may be followed in another clinic").
		Where("v.follows_id = ?", visitID).Limit(1).Get("v.id", &found)
	return found, err
}

// suspects lists the visits at which the system has to look by now.
func suspects(tx *db.Tx, now int64, limit int) ([]Visit, error) {
	return visitList(tx.From("visits_visits v").Where("v.suspect_at IS NOT NULL AND v.suspect_at <= ?", now).
		OrderBy("v.suspect_at, v.id").Limit(limit).ForUpdate())
}

// nextSuspect is when the earliest visit has to be looked at.
func nextSuspect(tx *db.Tx) (at int64, waits bool, err error) {
	waits, err = tx.From("visits_visits").Where("suspect_at IS NOT NULL").OrderBy("suspect_at").Limit(1).Get("suspect_at", &at)
	return at, waits, err
}

func insertVisits(tx *db.Tx, list []Visit) error {
	rows := make([]visitRow, len(list))
	for i, v := range list {
		rows[i] = rowOf(v)
	}
	return tx.Insert("visits_visits", rows)
}

// updateVisit writes everything that may change against the version that was
// read, and raises it. Fault: db.Stale.
func updateVisit(tx *db.Tx, v *Visit) error {
	r := rowOf(*v)
	addOns, err := json.Marshal(emptyIfNil(r.AddOns))
	if err != nil {
		return err
	}
	places, err := json.Marshal(emptyIfNil(r.Places))
	if err != nil {
		return err
	}
	err = tx.Update("visits_visits").
		Set("template_id = ?", r.TemplateID).Set("code = ?", r.Code).Set("category = ?", r.Category).Set("colour = ?", r.Colour).
		Set("first_visit = ?", r.First).Set("add_ons = ?", string(addOns)).Set("pattern = ?", r.Pattern).Set("places = ?", string(places)).
		Set("doctor_id = ?", textOrNull(r.Doctor)).Set("turnover_minutes = ?", r.Turnover).
		Set("starts_at = ?", r.Start).Set("ends_at = ?", r.End).Set("appliance_arrived = ?", r.Appliance).
		Set("school_age = ?", r.SchoolAge).Set("state = ?", r.State).Set("since_at = ?", r.Since).Set("place_id = ?", textOrNull(r.Place)).
		Set("arrived_at = ?", numberOrNull(r.ArrivedAt)).Set("in_place_at = ?", numberOrNull(r.InPlaceAt)).
		Set("started_at = ?", numberOrNull(r.StartedAt)).Set("treated_at = ?", numberOrNull(r.TreatedAt)).
		Set("left_at = ?", numberOrNull(r.LeftAt)).Set("released_at = ?", numberOrNull(r.ReleasedAt)).
		Set("suspect_at = ?", numberOrNull(r.SuspectAt)).Set("parked_at = ?", numberOrNull(r.ParkedAt)).
		Set("ended_as = ?", r.Ended).Set("end_reason = ?", r.EndReason).Set("charged = ?", r.Charged).
		Set("time_locked = ?", r.TimeLocked).Set("override_reason = ?", r.Override).Set("note = ?", r.Note).Set("wishes = ?", r.Wishes).
		Set("version = version + 1").Where("id = ? AND version = ?", r.ID, r.Version).Must()
	if err == nil {
		v.Version++
	}
	return err
}

func emptyIfNil(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

func textOrNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func numberOrNull(n int64) *int64 {
	if n == 0 {
		return nil
	}
	return &n
}

type eventRow struct {
	Visit  string         `db:"visit_id"`
	Seq    int64          `db:"seq"`
	Step   Step           `db:"step"`
	At     int64          `db:"at"`
	Actor  string         `db:"actor_id,null"`
	Place  string         `db:"place_id,null"`
	Party  Party          `db:"party"`
	Reason string         `db:"reason"`
	Detail map[string]any `db:"detail,json"`
}

// History is one thing that happened to a visit, steps and everything else.
type History struct {
	Event
	Seq    int64
	Detail map[string]any // what changed, ids and numbers only
}

func insertEvents(tx *db.Tx, rows []eventRow) error { return tx.Insert("visits_events", rows) }

// historyOf reads everything that happened to a visit, the oldest first.
func historyOf(tx *db.Tx, visitID string) ([]History, error) {
	var rows []eventRow
	if err := tx.From("visits_events").Where("visit_id = ?", visitID).OrderBy("seq").All(&rows); err != nil {
		return nil, err
	}
	out := make([]History, len(rows))
	for i, r := range rows {
		out[i] = History{Event{r.Step, r.At, r.Actor, r.Place, r.Party, r.Reason}, r.Seq, r.Detail}
	}
	return out, nil
}

// steps are the events of a history that the law of states speaks of.
func steps(list []History) []Event {
	var out []Event
	for _, h := range list {
		if h.Step == UndoStep || isStep(h.Step) {
			out = append(out, h.Event)
		}
	}
	return out
}
