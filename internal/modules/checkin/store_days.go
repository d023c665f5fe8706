package checkin

import (
	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

type dayRow struct {
	Member  string            `db:"member_id"`
	Day     civil.Day         `db:"day"`
	Clinic  string            `db:"clinic_id"`
	State   DayState          `db:"state"`
	Number  int               `db:"number"`
	At      int64             `db:"done_at,null"`
	Via     Via               `db:"via"`
	Staff   string            `db:"staff_id,null"`
	Link    string            `db:"link_id,null"`
	Claimed map[string]string `db:"claimed,json"`
	Words   string            `db:"words"`
}

func rowsOfDays(list []Day) []dayRow {
	rows := make([]dayRow, len(list))
	for i, d := range list {
		if d.Claimed == nil {
			d.Claimed = map[string]string{}
		}
		rows[i] = dayRow{d.Member, d.Day, d.Clinic, d.State, max(d.Number, 1), d.At, d.Via, d.Staff, d.Link, d.Claimed, d.Words}
	}
	return rows
}

// putDays writes days. A day that has its check-in, or left the denominator, is never
// overwritten: of two who race for it one wins, and the member's lock lets the other
// see it.
func putDays(tx *db.Tx, list []Day) error {
	if len(list) == 0 {
		return nil
	}
	_, err := tx.InsertOr("checkin_days", rowsOfDays(list), "ON CONFLICT (tenant_id, member_id, day) DO UPDATE SET state = excluded.state, number = excluded.number, "+
		"done_at = excluded.done_at, via = excluded.via, staff_id = excluded.staff_id, link_id = excluded.link_id, claimed = excluded.claimed, words = excluded.words "+
		"WHERE checkin_days.state IN ('due', 'paused', 'missed')")
	return err
}

// insertDays writes days of the past.
func insertDays(tx *db.Tx, list []Day) error { return tx.Insert("checkin_days", rowsOfDays(list)) }

func days(q *db.Query) ([]Day, error) {
	var rows []dayRow
	err := q.All(&rows)
	out := make([]Day, len(rows))
	for i, r := range rows {
		out[i] = Day{r.Member, r.Clinic, r.Day, r.State, r.Number, r.At, r.Via, r.Staff, r.Link, r.Claimed, r.Words}
	}
	return out, err
}

// How far back the latest days are read: what the thresholds of daily programmes look
// at, and what those of cycles do.
const (
	lookDaily = 120
	lookCycle = 430
)

// latestDays reads what the thresholds of members look at, by member in the order of
// days. today is the least of their clinics' days.
func latestDays(tx *db.Tx, list []Member, today civil.Day) ([]Day, error) {
	var daily, cycles []string
	for _, m := range list {
		if slow(m, today) {
			cycles = append(cycles, m.ID)
		} else {
			daily = append(daily, m.ID)
		}
	}
	var out []Day
	for _, x := range []struct {
		ids  []string
		back int
	}{{daily, lookDaily}, {cycles, lookCycle}} {
		if len(x.ids) == 0 {
			continue
		}
		rows, err := days(tx.From("checkin_days").AcrossClinics(everyClinic).Where("member_id IN (?) AND day >= ?", x.ids, today.AddDays(-x.back)).OrderBy("member_id, day"))
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	return out, nil
}

// daysSince reads the days of a member from a day on, in order.
func daysSince(tx *db.Tx, member string, from civil.Day) ([]Day, error) {
	return days(tx.From("checkin_days").AcrossClinics(everyClinic).Where("member_id = ? AND day >= ?", member, from).OrderBy("day"))
}

// daysOn reads what a clinic's members did on a day, by member.
func daysOn(tx *db.Tx, clinic string, day civil.Day) (map[string]Day, error) {
	rows, err := days(tx.From("checkin_days").Where("clinic_id = ? AND day = ?", clinic, day))
	out := make(map[string]Day, len(rows))
	for _, d := range rows {
		out[d.Member] = d
	}
	return out, err
}

// blank empties what was said and written of patients.
func blank(tx *db.Tx, people []string) error {
	list, err := membersOf(tx, people, true)
	if err != nil || len(list) == 0 {
		return err
	}
	ids := make([]string, len(list))
	for i, m := range list {
		ids[i] = m.ID
	}
	_, err = tx.Update("checkin_days").AcrossClinics(everyClinic).Set("claimed = ?", "{}").Set("words = ?", "").Where("member_id IN (?)", ids).Exec()
	if err != nil {
		return err
	}
	_, err = tx.Update("checkin_members").AcrossClinics(everyClinic).Set("words = ?", "").Set("version = version + 1").Where("id IN (?)", ids).Exec()
	return err
}
