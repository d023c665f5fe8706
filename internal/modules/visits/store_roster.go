package visits

import (
	"encoding/json"
	"fmt"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/id"
	"archwire/internal/platform/db"
)

type weekRow struct {
	Clinic  string                   `db:"clinic_id"`
	Staff   string                   `db:"staff_id"`
	From    civil.Day                `db:"from_day"`
	To      civil.Day                `db:"to_day,null"`
	Version int64                    `db:"version"`
	Days    map[time.Weekday]WorkDay `db:"days,json"`
}

func (r weekRow) plan() WeekPlan {
	return WeekPlan{Clinic: r.Clinic, Staff: r.Staff, From: r.From, To: r.To, Days: r.Days, Version: r.Version}
}

func rowOfWeek(w WeekPlan) weekRow {
	return weekRow{Clinic: w.Clinic, Staff: w.Staff, From: w.From, To: w.To, Version: w.Version, Days: w.Days}
}

func plansOf(q *db.Query) ([]WeekPlan, error) {
	var rows []weekRow
	if err := q.OrderBy("staff_id, from_day").All(&rows); err != nil {
		return nil, err
	}
	out := make([]WeekPlan, len(rows))
	for i, r := range rows {
		out[i] = r.plan()
	}
	return out, nil
}

// plansIn reads the week plans of a clinic that hold on a day from … to.
func plansIn(tx *db.Tx, clinic string, from, to civil.Day) ([]WeekPlan, error) {
	return plansOf(tx.From("visits_weeks").Where("clinic_id = ? AND from_day <= ? AND (to_day IS NULL OR to_day >= ?)", clinic, to, from))
}

// plansElsewhere reads somebody's week plans at other clinics of the group.
func plansElsewhere(tx *db.Tx, clinic, staff string, from civil.Day) ([]WeekPlan, error) {
	return plansOf(tx.From("visits_weeks").AcrossClinics("a person is in one clinic at a time").
		Where("staff_id = ? AND clinic_id <> ? AND (to_day IS NULL OR to_day >= ?)", staff, clinic, from))
}

// planAt reads the plan of somebody that begins on the day; ok is false where
// there is none.
func planAt(tx *db.Tx, clinic, staff string, from civil.Day) (w WeekPlan, ok bool, err error) {
	var row weekRow
	ok, err = tx.From("visits_weeks").Where("clinic_id = ? AND staff_id = ? AND from_day = ?", clinic, staff, from).One(&row)
	return row.plan(), ok, err
}

// clinicsOf lists the clinics in which somebody is rostered from a day on.
func clinicsOf(tx *db.Tx, staff string, from civil.Day) ([]string, error) {
	var out, single []string
	err := tx.From("visits_weeks").AcrossClinics("leave counts in all clinics").
		Where("staff_id = ? AND (to_day IS NULL OR to_day >= ?)", staff, from).GroupBy("clinic_id").OrderBy("clinic_id").Pluck("clinic_id", &out)
	if err != nil {
		return nil, err
	}
	err = tx.From("visits_shifts").AcrossClinics("leave counts in all clinics").
		Where("staff_id = ? AND day >= ?", staff, from).GroupBy("clinic_id").OrderBy("clinic_id").Pluck("clinic_id", &single)
	return distinct(append(out, single...)), err
}

// putPlan writes a plan that was read at w.Version, 0 for one that was not there,
// and raises the version. Faults: db.Stale; visits_weeks_pkey if somebody made
// the same at the same time.
func putPlan(tx *db.Tx, w *WeekPlan) error {
	if w.Version == 0 {
		w.Version = 1
		return tx.Insert("visits_weeks", rowOfWeek(*w))
	}
	text, err := json.Marshal(w.Days)
	if err != nil {
		return err
	}
	err = tx.Update("visits_weeks").Set("to_day = ?", textOrNull(string(w.To))).Set("days = ?", string(text)).Set("version = version + 1").
		Where("clinic_id = ? AND staff_id = ? AND from_day = ? AND version = ?", w.Clinic, w.Staff, w.From, w.Version).Must()
	w.Version++
	return err
}

func insertPlans(tx *db.Tx, list []WeekPlan) error {
	rows := make([]weekRow, len(list))
	for i, w := range list {
		rows[i] = rowOfWeek(w)
	}
	return tx.Insert("visits_weeks", rows)
}

// dropPlan takes away a plan that was read at a version. Fault: db.Stale.
func dropPlan(tx *db.Tx, w WeekPlan) error {
	return tx.Delete("visits_weeks").
		Where("clinic_id = ? AND staff_id = ? AND from_day = ? AND version = ?", w.Clinic, w.Staff, w.From, w.Version).Must()
}

type shiftRow struct {
	Clinic  string      `db:"clinic_id"`
	Staff   string      `db:"staff_id"`
	Day     civil.Day   `db:"day"`
	Who     Who         `db:"who"`
	Version int64       `db:"version"`
	Work    []ClockSpan `db:"work,json"`
	Breaks  []ClockSpan `db:"breaks,json"`
}

func (r shiftRow) shift() DayShift {
	return DayShift{Clinic: r.Clinic, Staff: r.Staff, Day: r.Day, WorkDay: WorkDay{r.Who, r.Work, r.Breaks}, Version: r.Version}
}

func rowOfShift(s DayShift) shiftRow {
	return shiftRow{Clinic: s.Clinic, Staff: s.Staff, Day: s.Day, Who: s.Who, Version: s.Version, Work: s.Work, Breaks: s.Breaks}
}

// shiftAt reads the single day of somebody; ok is false where there is none.
func shiftAt(tx *db.Tx, clinic, staff string, day civil.Day) (s DayShift, ok bool, err error) {
	var row shiftRow
	ok, err = tx.From("visits_shifts").Where("clinic_id = ? AND staff_id = ? AND day = ?", clinic, staff, day).One(&row)
	return row.shift(), ok, err
}

// shiftsElsewhere reads somebody's single days at other clinics of the group.
func shiftsElsewhere(tx *db.Tx, clinic, staff string, from, to civil.Day) ([]DayShift, error) {
	var rows []shiftRow
	err := tx.From("visits_shifts").AcrossClinics("a person is in one clinic at a time").
		Where("staff_id = ? AND clinic_id <> ? AND day >= ? AND day <= ?", staff, clinic, from, to).OrderBy("day").All(&rows)
	out := make([]DayShift, len(rows))
	for i, r := range rows {
		out[i] = r.shift()
	}
	return out, err
}

// putShift writes a single day that was read at s.Version, 0 for one that was not
// there, and raises the version. Faults: as putPlan, with visits_shifts_pkey.
func putShift(tx *db.Tx, s *DayShift) error {
	row := rowOfShift(*s)
	if s.Version == 0 {
		row.Version, s.Version = 1, 1
		return tx.Insert("visits_shifts", row)
	}
	work, err := listText(row.Work)
	if err != nil {
		return err
	}
	breaks, err := listText(row.Breaks)
	if err != nil {
		return err
	}
	err = tx.Update("visits_shifts").Set("who = ?", row.Who).Set("work = ?", work).Set("breaks = ?", breaks).Set("version = version + 1").
		Where("clinic_id = ? AND staff_id = ? AND day = ? AND version = ?", row.Clinic, row.Staff, row.Day, row.Version).Must()
	s.Version++
	return err
}

// putShifts writes single days over whatever is there.
func putShifts(tx *db.Tx, list []DayShift) error {
	rows := make([]shiftRow, len(list))
	for i, s := range list {
		s.Version = 1
		rows[i] = rowOfShift(s)
	}
	_, err := tx.InsertOr("visits_shifts", rows, "ON CONFLICT (tenant_id, clinic_id, staff_id, day) DO UPDATE SET "+
		"who = excluded.who, work = excluded.work, breaks = excluded.breaks, version = visits_shifts.version + 1")
	return err
}

// dropShift takes away a single day that was read at a version. Fault: db.Stale.
func dropShift(tx *db.Tx, s DayShift) error {
	return tx.Delete("visits_shifts").
		Where("clinic_id = ? AND staff_id = ? AND day = ? AND version = ?", s.Clinic, s.Staff, s.Day, s.Version).Must()
}

// endRoster ends what is planned for somebody after their last day, in all
// clinics.
func endRoster(tx *db.Tx, staff string, last civil.Day) error {
	const why = "who has left works in no clinic"
	if _, err := tx.Delete("visits_weeks").AcrossClinics(why).Where("staff_id = ? AND from_day > ?", staff, last).Exec(); err != nil {
		return err
	}
	_, err := tx.Update("visits_weeks").AcrossClinics(why).Set("to_day = ?", string(last)).Set("version = version + 1").
		Where("staff_id = ? AND (to_day IS NULL OR to_day > ?)", staff, last).Exec()
	if err != nil {
		return err
	}
	_, err = tx.Delete("visits_shifts").AcrossClinics(why).Where("staff_id = ? AND day > ?", staff, last).Exec()
	return err
}

type leaveRow struct {
	ID       string    `db:"id"`
	Version  int64     `db:"version"`
	Staff    string    `db:"staff_id"`
	From     civil.Day `db:"from_day"`
	To       civil.Day `db:"to_day"`
	Reason   string    `db:"reason"`
	StandIn  string    `db:"stand_in_id,null"`
	Approved bool      `db:"approved"`
	At       int64     `db:"created_at"`
	By       string    `db:"created_by,null"`
}

func (r leaveRow) leave() TimeOff {
	return TimeOff{ID: r.ID, Version: r.Version, Staff: r.Staff, Days: Days{r.From, r.To}, Reason: r.Reason, StandIn: r.StandIn, Approved: r.Approved}
}

// leaveOf reads the leave of people that touches the days from … to.
func leaveOf(tx *db.Tx, staff []string, from, to civil.Day) ([]TimeOff, error) {
	var rows []leaveRow
	err := tx.From("visits_leave").Where("staff_id IN (?) AND to_day >= ? AND from_day <= ?", staff, from, to).
		OrderBy("from_day, id").All(&rows)
	out := make([]TimeOff, len(rows))
	for i, r := range rows {
		out[i] = r.leave()
	}
	return out, err
}

// leaveByID reads one leave. Fault: LeaveUnknown.
func leaveByID(tx *db.Tx, leave string) (TimeOff, error) {
	var row leaveRow
	if !id.Valid(leave) {
		return TimeOff{}, LeaveUnknown.With()
	}
	found, err := tx.From("visits_leave").Where("id = ?", leave).One(&row)
	if err == nil && !found {
		err = LeaveUnknown.With()
	}
	return row.leave(), err
}

func insertLeave(tx *db.Tx, l TimeOff) error {
	return tx.Insert("visits_leave", leaveRow{ID: l.ID, Version: 1, Staff: l.Staff, From: l.Days.From, To: l.Days.To, Reason: l.Reason,
		StandIn: l.StandIn, Approved: l.Approved, At: tx.Now(), By: tx.Actor()})
}

// approveLeave makes a leave count. Fault: db.Stale.
func approveLeave(tx *db.Tx, l TimeOff) error {
	return tx.Update("visits_leave").Set("approved = ?", true).Set("version = version + 1").Where("id = ? AND version = ?", l.ID, l.Version).Must()
}

// nameStandIn writes who stands in. Fault: db.Stale.
func nameStandIn(tx *db.Tx, l TimeOff) error {
	return tx.Update("visits_leave").Set("stand_in_id = ?", textOrNull(l.StandIn)).Set("version = version + 1").
		Where("id = ? AND version = ?", l.ID, l.Version).Must()
}

const wherever = "a person is away from all clinics or from none"

// leaveOn reads the approved leave on a day of people, and of those who named
// standIn.
func leaveOn(tx *db.Tx, staff []string, standIn string, day civil.Day) ([]TimeOff, error) {
	var rows []leaveRow
	q := tx.From("visits_leave").Where("approved AND from_day <= ? AND to_day >= ?", day, day)
	if standIn == "" {
		q = q.Where("staff_id IN (?)", staff)
	} else {
		q = q.Where("staff_id IN (?) OR stand_in_id = ?", staff, standIn)
	}
	err := q.OrderBy("staff_id, id").All(&rows)
	out := make([]TimeOff, len(rows))
	for i, r := range rows {
		out[i] = r.leave()
	}
	return out, err
}

// rosterOfPeople reads how people are planned on the days from … to in all
// clinics, with the calendars of all of them.
func rosterOfPeople(tx *db.Tx, staff []string, from, to civil.Day) (roster, error) {
	var out roster
	var err error
	out.weeks, err = plansOf(tx.From("visits_weeks").AcrossClinics(wherever).
		Where("staff_id IN (?) AND from_day <= ? AND (to_day IS NULL OR to_day >= ?)", staff, to, from))
	if err != nil {
		return out, err
	}
	var shifts []shiftRow
	err = tx.From("visits_shifts").AcrossClinics(wherever).Where("staff_id IN (?) AND day >= ? AND day <= ?", staff, from, to).
		OrderBy("day, staff_id").All(&shifts)
	if err != nil {
		return out, err
	}
	for _, r := range shifts {
		out.shifts = append(out.shifts, r.shift())
	}
	if out.leave, err = leaveOf(tx, staff, from, to); err != nil {
		return out, err
	}
	var entries []calendarRow
	err = tx.From("visits_calendar").Where("to_day >= ? AND from_day <= ?", from, to).OrderBy("from_day, kind, of_clinic").All(&entries)
	for _, r := range entries {
		out.calendar = append(out.calendar, r.entry())
	}
	return out, err
}

// dropLeave takes a leave back. Fault: db.Stale.
func dropLeave(tx *db.Tx, l TimeOff) error {
	return tx.Delete("visits_leave").Where("id = ? AND version = ?", l.ID, l.Version).Must()
}

type dayTemplateRow struct {
	Clinic  string      `db:"clinic_id"`
	Doctor  string      `db:"doctor_id"`
	Weekday int         `db:"weekday"`
	Version int64       `db:"version"`
	Rules   DayTemplate `db:"rules,json"`
}

func (r dayTemplateRow) template() DoctorTemplate {
	return DoctorTemplate{Clinic: r.Clinic, Doctor: r.Doctor, Weekday: time.Weekday(r.Weekday), Rules: r.Rules, Version: r.Version}
}

func rowOfDayTemplate(t DoctorTemplate) dayTemplateRow {
	return dayTemplateRow{Clinic: t.Clinic, Doctor: t.Doctor, Weekday: int(t.Weekday), Version: t.Version, Rules: t.Rules}
}

// dayTemplatesOf reads the day templates of a clinic.
func dayTemplatesOf(tx *db.Tx, clinic string) ([]DoctorTemplate, error) {
	var rows []dayTemplateRow
	err := tx.From("visits_day_templates").Where("clinic_id = ?", clinic).OrderBy("doctor_id, weekday").All(&rows)
	out := make([]DoctorTemplate, len(rows))
	for i, r := range rows {
		out[i] = r.template()
	}
	return out, err
}

func dayTemplateAt(tx *db.Tx, clinic, doctor string, weekday time.Weekday) (t DoctorTemplate, ok bool, err error) {
	var row dayTemplateRow
	ok, err = tx.From("visits_day_templates").Where("clinic_id = ? AND doctor_id = ? AND weekday = ?", clinic, doctor, int(weekday)).One(&row)
	return row.template(), ok, err
}

// putDayTemplate writes a day template that was read at t.Version, 0 for one that
// was not there, and raises the version. Faults: as putPlan, with
// visits_day_templates_pkey.
func putDayTemplate(tx *db.Tx, t *DoctorTemplate) error {
	row := rowOfDayTemplate(*t)
	if t.Version == 0 {
		row.Version, t.Version = 1, 1
		return tx.Insert("visits_day_templates", row)
	}
	text, err := json.Marshal(row.Rules)
	if err != nil {
		return fmt.Errorf("visits: %w", err)
	}
	err = tx.Update("visits_day_templates").Set("rules = ?", string(text)).Set("version = version + 1").
		Where("clinic_id = ? AND doctor_id = ? AND weekday = ? AND version = ?", row.Clinic, row.Doctor, row.Weekday, row.Version).Must()
	t.Version++
	return err
}

func insertDayTemplates(tx *db.Tx, list []DoctorTemplate) error {
	rows := make([]dayTemplateRow, len(list))
	for i, t := range list {
		rows[i] = rowOfDayTemplate(t)
	}
	return tx.Insert("visits_day_templates", rows)
}

type lanesRow struct {
	Doctor string `db:"doctor_id"`
	Lanes  int    `db:"lanes"`
}

// putLanes says how many things a doctor can have at hand at once.
func putLanes(tx *db.Tx, doctor string, lanes int) error {
	_, err := tx.InsertOr("visits_lanes", lanesRow{doctor, lanes}, "ON CONFLICT (tenant_id, doctor_id) DO UPDATE SET lanes = excluded.lanes")
	return err
}
