package visits

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/span"
	"archwire/internal/platform/db"
)

// standing is what standingRows reads.
type standing struct {
	rooms  []Room
	blocks []Block
	roster roster
}

// standingRow is a row of any of the standing tables: ids and words in A to E,
// numbers in N and M, JSON and long texts in T and U.
type standingRow struct {
	Kind string `db:"kind"`
	A    string `db:"a"`
	B    string `db:"b"`
	C    string `db:"c"`
	D    string `db:"d"`
	E    string `db:"e"`
	N    int64  `db:"n"`
	M    int64  `db:"m"`
	T    string `db:"t"`
	U    string `db:"u"`
}

// standingText reads rooms, blocks, weeks, shifts, leave, calendar, day templates
// and lanes at once: the fit finder asks for two weeks in one round trip.
const standingText = `
SELECT 'room' AS kind, CAST(id AS TEXT) AS a, kind AS b, area AS c, name AS d, '' AS e, position AS n, version AS m, tags AS t, hours AS u
FROM visits_places WHERE tenant_id = :tenant AND clinic_id = ? AND active
UNION ALL
SELECT 'block', CAST(id AS TEXT), CAST(place_id AS TEXT), '', '', '', starts_at, ends_at, reason, ''
FROM visits_blocks WHERE tenant_id = :tenant AND clinic_id = ? AND ends_at > ? AND starts_at < ?
UNION ALL
SELECT 'week', CAST(staff_id AS TEXT), from_day, coalesce(to_day, ''), '', '', version, 0, days, ''
FROM visits_weeks WHERE tenant_id = :tenant AND clinic_id = ? AND from_day <= ? AND (to_day IS NULL OR to_day >= ?)
UNION ALL
SELECT 'shift', CAST(staff_id AS TEXT), day, who, '', '', version, 0, work, breaks
FROM visits_shifts WHERE tenant_id = :tenant AND clinic_id = ? AND day >= ? AND day <= ?
UNION ALL
SELECT 'leave', CAST(id AS TEXT), CAST(staff_id AS TEXT), from_day, to_day, '', version, 0, reason, ''
FROM visits_leave WHERE tenant_id = :tenant AND approved AND to_day >= ? AND from_day <= ? AND staff_id IN (
  SELECT staff_id FROM visits_weeks WHERE tenant_id = :tenant AND clinic_id = ?
  UNION ALL SELECT staff_id FROM visits_shifts WHERE tenant_id = :tenant AND clinic_id = ? AND day >= ? AND day <= ?)
UNION ALL
SELECT 'entry', CAST(id AS TEXT), of_clinic, kind, from_day, to_day, coalesce(opens, 0), coalesce(closes, 0), name, ''
FROM visits_calendar WHERE tenant_id = :tenant AND of_clinic IN ('', ?) AND to_day >= ? AND from_day <= ?
UNION ALL
SELECT 'template', CAST(doctor_id AS TEXT), '', '', '', '', weekday, version, rules, ''
FROM visits_day_templates WHERE tenant_id = :tenant AND clinic_id = ?
UNION ALL
SELECT 'lanes', CAST(doctor_id AS TEXT), '', '', '', '', lanes, 0, '', ''
FROM visits_lanes WHERE tenant_id = :tenant`

// standingRows reads what stands in a clinic on the days from … to, which are
// the instants [start, end).
func standingRows(tx *db.Tx, clinic string, from, to civil.Day, start, end int64) (standing, error) {
	var out standing
	if err := tx.RequireClinic(clinic); err != nil {
		return out, err
	}
	var rows []standingRow
	err := tx.Raw(&rows, standingText, clinic, clinic, start, end, clinic, to, from, clinic, from, to,
		from, to, clinic, clinic, from, to, clinic, from, to, clinic)
	if err != nil {
		return out, err
	}
	out.roster.lanes = map[string]int{}
	for _, r := range rows {
		if err := out.add(clinic, r); err != nil {
			return out, fmt.Errorf("visits: the stored %s of %s: %w", r.Kind, r.A, err)
		}
	}
	slices.SortFunc(out.rooms, func(a, b Room) int { return cmp.Or(a.Position-b.Position, cmp.Compare(a.Name, b.Name)) })
	slices.SortFunc(out.blocks, func(a, b Block) int { return cmp.Or(cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(a.ID, b.ID)) })
	slices.SortFunc(out.roster.weeks, func(a, b WeekPlan) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.Staff, b.Staff)) })
	slices.SortFunc(out.roster.shifts, func(a, b DayShift) int { return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Staff, b.Staff)) })
	slices.SortFunc(out.roster.calendar, func(a, b CalendarEntry) int {
		return cmp.Or(cmp.Compare(a.Days.From, b.Days.From), cmp.Compare(a.ID, b.ID))
	})
	return out, nil
}

func (s *standing) add(clinic string, r standingRow) error {
	read := &s.roster
	switch r.Kind {
	case "room":
		room := Room{ID: r.A, Version: r.M, Clinic: clinic, Name: r.D, Where: Where(r.B), Area: Area(r.C), Position: int(r.N), Active: true}
		if err := json.Unmarshal([]byte(r.T), &room.Tags); err != nil {
			return err
		}
		hours, err := hoursFrom(r.U)
		room.Hours = hours
		s.rooms = append(s.rooms, room)
		return err
	case "block":
		s.blocks = append(s.blocks, Block{ID: r.A, PlaceID: r.B, Reason: r.T, Span: span.Span{Start: r.N, End: r.M}})
	case "week":
		days, err := weekFrom(r.T)
		read.weeks = append(read.weeks, WeekPlan{Clinic: clinic, Staff: r.A, From: civil.Day(r.B), To: civil.Day(r.C), Version: r.N, Days: days})
		return err
	case "shift":
		d := DayShift{Clinic: clinic, Staff: r.A, Day: civil.Day(r.B), Version: r.N, WorkDay: WorkDay{Who: Who(r.C)}}
		err1, err2 := json.Unmarshal([]byte(r.T), &d.Work), json.Unmarshal([]byte(r.U), &d.Breaks)
		read.shifts = append(read.shifts, d)
		return cmp.Or(err1, err2)
	case "leave":
		read.leave = append(read.leave, TimeOff{ID: r.A, Staff: r.B, Days: Days{civil.Day(r.C), civil.Day(r.D)}, Reason: r.T, Approved: true, Version: r.N})
	case "entry":
		read.calendar = append(read.calendar, CalendarEntry{ID: r.A, Clinic: r.B, Kind: EntryKind(r.C), Name: r.T,
			Days: Days{civil.Day(r.D), civil.Day(r.E)}, Hours: ClockSpan{civil.Clock(r.N), civil.Clock(r.M)}})
	case "template":
		t := DoctorTemplate{Clinic: clinic, Doctor: r.A, Weekday: time.Weekday(r.N), Version: r.M}
		err := json.Unmarshal([]byte(r.T), &t.Rules)
		read.templates = append(read.templates, t)
		return err
	case "lanes":
		read.lanes[r.A] = int(r.N)
	}
	return nil
}

// hoursFrom reads the stored hours of a room; "" is none of its own.
func hoursFrom(text string) (*WeekHours, error) {
	if text == "" {
		return nil, nil
	}
	h := new(WeekHours)
	return h, json.Unmarshal([]byte(text), h)
}

// weekFrom reads the stored days of a week.
func weekFrom(text string) (map[time.Weekday]WorkDay, error) {
	var days map[time.Weekday]WorkDay
	return days, json.Unmarshal([]byte(text), &days)
}

// presenceRow is one mark about where a doctor is.
type presenceRow struct {
	ID     string        `db:"id"`
	Clinic string        `db:"of_clinic"`
	Doctor string        `db:"doctor_id"`
	Day    civil.Day     `db:"day"`
	State  PresenceState `db:"state"`
	At     int64         `db:"at"`
	BackAt int64         `db:"back_at,null"`
	Reason string        `db:"reason"`
	Actor  string        `db:"actor_id,null"`
}

// presenceRows reads a day's marks of a clinic, the oldest first.
func presenceRows(tx *db.Tx, clinic string, day civil.Day) ([]presenceRow, error) {
	var rows []presenceRow
	err := tx.From("visits_presence").Where("of_clinic = ? AND day = ?", clinic, day).OrderBy("at, id").All(&rows)
	return rows, err
}
