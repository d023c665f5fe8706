package plans

import (
	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

// wholePerson is why a roll-up of a person reads the plans of every clinic.
const wholePerson = "a person is one, whichever clinic they went to"

type offeredRow struct {
	Plan        string `db:"plan_id" sql:"p.id"`
	Patient     string `db:"patient_id" sql:"p.patient_id"`
	Kind        Kind   `db:"kind" sql:"p.kind"`
	State       State  `db:"state" sql:"p.state"`
	Doctor      string `db:"doctor_id,null" sql:"p.doctor_id"`
	PresentedAt int64  `db:"presented_at,null" sql:"p.presented_at"`
	AcceptedAt  int64  `db:"accepted_at,null" sql:"p.accepted_at"`
	EndedAt     int64  `db:"ended_at,null" sql:"p.ended_at"`
	Code        string `db:"code" sql:"i.code"`
	Class       string `db:"class" sql:"i.class"`
	Site        string `db:"site" sql:"i.site"`
}

func offeredRows(tx *db.Tx, patients []string) ([]offeredRow, error) {
	var rows []offeredRow
	err := tx.From("plans_plans p").AcrossClinics(wholePerson).Join("plans_items i", "i.plan_id = p.id").
		Where("p.patient_id IN (?) AND p.state <> 'draft' AND p.kind <> 'direct' AND i.dropped_at IS NULL", patients).
		OrderBy("p.patient_id, p.created_at, p.id, i.position").All(&rows)
	return rows, err
}

type doneRow struct {
	Execution string    `db:"execution_id" sql:"e.id"`
	Plan      string    `db:"plan_id" sql:"e.plan_id"`
	Patient   string    `db:"patient_id" sql:"e.patient_id"`
	Clinic    string    `db:"clinic_id" sql:"e.clinic_id"`
	Code      string    `db:"code" sql:"i.code"`
	Class     string    `db:"class" sql:"i.class"`
	Site      string    `db:"site" sql:"i.site"`
	Step      StepKind  `db:"step" sql:"coalesce((SELECT min(s.kind) FROM plans_steps s WHERE s.tenant_id = e.tenant_id AND s.execution_id = e.id), '')"`
	Day       civil.Day `db:"day" sql:"e.day"`
	At        int64     `db:"at" sql:"e.at"`
}

func doneRows(tx *db.Tx, patients []string, from civil.Day) ([]doneRow, error) {
	var rows []doneRow
	err := tx.From("plans_executions e").AcrossClinics(wholePerson).Join("plans_items i", "i.id = e.item_id").
		Where("e.patient_id IN (?) AND e.day >= ? AND e.undone_at IS NULL", patients, from).
		OrderBy("e.patient_id, e.at, e.id").All(&rows)
	return rows, err
}
