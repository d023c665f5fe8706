package visits

import (
	"archwire/internal/kit/civil"
	"archwire/internal/kit/span"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
)

type nextRow struct {
	Visit   string       `db:"visit_id"`
	Clinic  string       `db:"clinic_id"`
	Kind    NextStepKind `db:"kind"`
	Next    string       `db:"next_visit_id,null"`
	Recall  civil.Day    `db:"recall_day,null"`
	Because string       `db:"because"`
	SetAt   int64        `db:"set_at"`
	SetBy   string       `db:"set_by,null"`
}

// nextStepOf reads what follows a visit, the zero value if nothing was said.
func nextStepOf(tx *db.Tx, visitID string) (NextStep, error) {
	var r nextRow
	_, err := tx.From("visits_next_steps").Where("visit_id = ?", visitID).One(&r)
	return NextStep{Kind: r.Kind, VisitID: r.Next, Recall: r.Recall, Because: r.Because}, err
}

func nextRowOf(v Visit, n NextStep, at int64, by string) nextRow {
	r := nextRow{Visit: v.ID, Clinic: v.Clinic, Kind: n.Kind, SetAt: at, SetBy: by}
	switch n.Kind { // a wish that was changed may still carry the other fields
	case NextVisit:
		r.Next = n.VisitID
	case NextRecall:
		r.Recall = n.Recall
	case NextNone:
		r.Because = n.Because
	}
	return r
}

func insertNextSteps(tx *db.Tx, rows []nextRow) error { return tx.Insert("visits_next_steps", rows) }

func putNextStep(tx *db.Tx, v Visit, n NextStep) error {
	_, err := tx.InsertOr("visits_next_steps", nextRowOf(v, n, tx.Now(), tx.Actor()),
		`ON CONFLICT (tenant_id, visit_id) DO UPDATE SET kind = excluded.kind, next_visit_id = excluded.next_visit_id,
		recall_day = excluded.recall_day, because = excluded.because, set_at = excluded.set_at, set_by = excluded.set_by`)
	return err
}

// relinkNext lets next steps that pointed to a visit point to the one that
// replaced it.
func relinkNext(tx *db.Tx, from, to string) error {
	_, err := tx.Update("visits_next_steps").AcrossClinics("the visit before may have been in another clinic").
		Set("next_visit_id = ?", to).Where("next_visit_id = ?", from).Exec()
	return err
}

// nobodyBooked is the condition that the patient of v has no visit after an
// instant, in no clinic of the group; one for which they came early counts.
const nobodyBooked = `NOT EXISTS (SELECT 1 FROM visits_visits f WHERE f.tenant_id = v.tenant_id AND f.patient_id = v.patient_id
	AND f.starts_at > ? AND f.state NOT IN ('no_show', 'cancelled') AND f.parked_at IS NULL)`

// withoutNext reads the visits since a day that are over, were not replaced, and
// after which the patient has neither a visit nor a recall date nor a reason for
// none. Only the patient's last visit counts.
func withoutNext(tx *db.Tx, clinic string, from civil.Day, now int64, limit int) ([]Visit, error) {
	return visitList(tx.From("visits_visits v").
		Where("v.clinic_id = ? AND v.day >= ? AND v.starts_at <= ?", clinic, from, now).
		Where("v.state IN ('treated', 'left', 'no_show', 'cancelled') AND v.ended_as <> 'rescheduled'").
		Where(nobodyBooked, now).
		Where(`NOT EXISTS (SELECT 1 FROM visits_visits l WHERE l.tenant_id = v.tenant_id AND l.patient_id = v.patient_id
			AND l.starts_at > v.starts_at AND l.starts_at <= ? AND l.ended_as <> 'rescheduled')`, now).
		Where(`NOT EXISTS (SELECT 1 FROM visits_next_steps n WHERE n.tenant_id = v.tenant_id AND n.visit_id = v.id
			AND n.kind IN ('recall', 'none'))`).
		OrderBy("v.starts_at, v.id").Limit(limit))
}

type dueRow struct {
	visitRow
	Recall civil.Day `db:"recall_day" sql:"n.recall_day"`
}

// dueNotBooked reads the patients whose recall comes until a day and who have no
// visit: since the recall was set they have not been here, and none is booked.
func dueNotBooked(tx *db.Tx, clinic string, until civil.Day, now int64, limit int) ([]Visit, []civil.Day, error) {
	var rows []dueRow
	err := tx.From("visits_visits v").Join("visits_next_steps n", "n.visit_id = v.id").
		Where("n.clinic_id = ? AND n.recall_day IS NOT NULL AND n.recall_day <= ?", clinic, until).
		Where(nobodyBooked, now).
		Where(`NOT EXISTS (SELECT 1 FROM visits_visits l WHERE l.tenant_id = v.tenant_id AND l.patient_id = v.patient_id
			AND l.starts_at > v.starts_at AND l.state IN ('arrived', 'waiting', 'in_place', 'treated', 'left'))`).
		OrderBy("n.recall_day, n.visit_id").Limit(limit).All(&rows)
	if err != nil {
		return nil, nil, err
	}
	out, days := make([]Visit, len(rows)), make([]civil.Day, len(rows))
	for i, r := range rows {
		if out[i], err = r.visit(); err != nil {
			return nil, nil, err
		}
		days[i] = r.Recall
	}
	return out, days, nil
}

// needsNext tells which of the visits still want a next step before they are
// left: those of patients who have no visit after now and no next step set.
func needsNext(tx *db.Tx, list []Visit, now int64) (map[string]bool, error) {
	out := map[string]bool{}
	var ids []string
	for _, v := range list {
		if v.Progress.State == Treated {
			ids = append(ids, v.ID)
		}
	}
	if len(ids) == 0 {
		return out, nil
	}
	var open []string
	err := tx.From("visits_visits v").Where("v.id IN (?)", ids).Where(nobodyBooked, now).
		Where("NOT EXISTS (SELECT 1 FROM visits_next_steps n WHERE n.tenant_id = v.tenant_id AND n.visit_id = v.id)").
		Pluck("v.id", &open)
	for _, id := range open {
		out[id] = true
	}
	return out, err
}

type whenRow struct {
	Patient string `db:"patient_id"`
	At      int64  `db:"starts_at"`
	State   State  `db:"state"`
}

// lastAndNext tells of each patient when they were last here and come next, in
// the clinics in sight.
func lastAndNext(tx *db.Tx, ids []string, now int64) (map[string]patients.VisitDates, error) {
	var rows []whenRow
	err := tx.From("visits_visits v").Where("v.patient_id IN (?) AND v.parked_at IS NULL", ids).
		Where("v.state NOT IN ('no_show', 'cancelled')").OrderBy("v.patient_id, v.starts_at").All(&rows)
	out := map[string]patients.VisitDates{}
	for _, r := range rows {
		d := out[r.Patient]
		switch {
		case !r.State.Expected():
			d.Last = r.At
		case d.Next == 0 && r.At > now-12*span.Hour:
			d.Next = r.At
		}
		out[r.Patient] = d
	}
	return out, err
}

// patientIn is the patient who sits in a place that day, beside one visit; a
// visit that has the time of the place now stands in where nobody sits.
func patientIn(tx *db.Tx, placeID string, day civil.Day, now int64, but string) (string, error) {
	var found string
	ok, err := tx.From("visits_visits v").Where("v.place_id = ? AND v.day = ? AND v.state = 'in_place' AND v.id <> ?", placeID, day, but).
		Get("v.patient_id", &found)
	if err != nil || ok {
		return found, err
	}
	_, err = tx.From("visits_claims c").Join("visits_visits v", "v.id = c.holder_id").
		Where("c.resource = ? AND c.ends_at > ? AND c.holder_id <> ?", PlaceResource(placeID), now, but).
		OrderBy("c.starts_at").Get("v.patient_id", &found)
	return found, err
}
