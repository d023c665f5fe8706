package visits

import (
	"archwire/internal/kit/civil"
	"archwire/internal/kit/id"
	"archwire/internal/platform/db"
)

type calendarRow struct {
	ID      string       `db:"id"`
	Version int64        `db:"version"`
	Clinic  string       `db:"of_clinic"`
	Kind    EntryKind    `db:"kind"`
	From    civil.Day    `db:"from_day"`
	To      civil.Day    `db:"to_day"`
	Name    string       `db:"name"`
	Opens   *civil.Clock `db:"opens"`
	Closes  *civil.Clock `db:"closes"`
}

func rowOfEntry(e CalendarEntry) calendarRow {
	r := calendarRow{ID: e.ID, Version: e.Version, Clinic: e.Clinic, Kind: e.Kind, From: e.Days.From, To: e.Days.To, Name: e.Name}
	if e.Kind == EntryHours {
		r.Opens, r.Closes = &e.Hours.From, &e.Hours.To
	}
	return r
}

func (r calendarRow) entry() CalendarEntry {
	e := CalendarEntry{ID: r.ID, Version: r.Version, Clinic: r.Clinic, Kind: r.Kind, Days: Days{r.From, r.To}, Name: r.Name}
	if r.Opens != nil && r.Closes != nil {
		e.Hours = ClockSpan{*r.Opens, *r.Closes}
	}
	return e
}

// entriesOf reads the entries for a clinic and for all clinics that touch the
// days from … to.
func entriesOf(tx *db.Tx, clinic string, from, to civil.Day) ([]CalendarEntry, error) {
	var rows []calendarRow
	err := tx.From("visits_calendar").Where("of_clinic IN ('', ?) AND to_day >= ? AND from_day <= ?", clinic, from, to).
		OrderBy("from_day, kind, of_clinic").All(&rows)
	out := make([]CalendarEntry, len(rows))
	for i, r := range rows {
		out[i] = r.entry()
	}
	return out, err
}

// entryByID reads an entry of the group or of a clinic. Fault: EntryUnknown.
func entryByID(tx *db.Tx, entry string) (CalendarEntry, error) {
	var row calendarRow
	if !id.Valid(entry) {
		return CalendarEntry{}, EntryUnknown.With()
	}
	found, err := tx.From("visits_calendar").Where("id = ?", entry).One(&row)
	if err == nil && !found {
		err = EntryUnknown.With()
	}
	return row.entry(), err
}

func insertEntry(tx *db.Tx, e CalendarEntry) error {
	return tx.Insert("visits_calendar", rowOfEntry(e))
}

// installEntries writes those entries that are not there yet and tells how many.
func installEntries(tx *db.Tx, list []CalendarEntry) (int64, error) {
	rows := make([]calendarRow, len(list))
	for i, e := range list {
		rows[i] = rowOfEntry(e)
	}
	return tx.InsertOr("visits_calendar", rows, "ON CONFLICT (tenant_id, of_clinic, kind, from_day) DO NOTHING")
}

// updateEntry writes an entry against the version that was read, and raises it.
// Faults: db.Stale; visits_calendar_once.
func updateEntry(tx *db.Tx, e *CalendarEntry) error {
	r := rowOfEntry(*e)
	err := tx.Update("visits_calendar").Set("kind = ?", r.Kind).Set("from_day = ?", r.From).Set("to_day = ?", r.To).Set("name = ?", r.Name).
		Set("opens = ?", r.Opens).Set("closes = ?", r.Closes).Set("version = version + 1").
		Where("id = ? AND version = ?", r.ID, r.Version).Must()
	e.Version++
	return err
}

// dropEntry takes an entry away. Fault: db.Stale.
func dropEntry(tx *db.Tx, e CalendarEntry) error {
	return tx.Delete("visits_calendar").Where("id = ? AND version = ?", e.ID, e.Version).Must()
}
