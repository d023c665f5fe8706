package visits

import (
	"context"
	"unicode/utf8"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
)

// maxEntryName bounds the name of a calendar entry.
const maxEntryName = 30

// CalendarDay is what the calendar makes of a day in a clinic.
type CalendarDay struct {
	Day       civil.Day
	Closed    string // why, "" if open
	Open      ClockSpan
	Holiday   bool
	MakeUp    bool
	SchoolDay bool
}

// CalendarIn reads the entries for a clinic, the group's among them, that touch the
// days from … to, and what they make of each day. Fault: RangeTooLong.
func (s *Service) CalendarIn(ctx context.Context, clinic string, from, to civil.Day) ([]CalendarEntry, []CalendarDay, error) {
	var entries []CalendarEntry
	var days []CalendarDay
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		if n := to.Sub(from); n < 0 || n > horizon {
			return RangeTooLong.At("to", "max", horizon)
		}
		c, err := s.org.Clinic(tx, clinic)
		if err != nil {
			return err
		}
		if entries, err = entriesOf(tx, clinic, from, to); err != nil {
			return err
		}
		l := loaded{clinic: c, calendar: roster{calendar: entries}.calendarOf()}
		for d := from; d <= to; d = d.AddDays(1) {
			r := l.rosterDay(d)
			days = append(days, CalendarDay{Day: d, Closed: r.Closed, Open: r.Open, Holiday: l.calendar.Holidays[d], MakeUp: l.calendar.MakeUp[d],
				SchoolDay: l.calendar.SchoolDay(d)})
		}
		return nil
	})
	return entries, days, err
}

// entryMayBe asks for the right to speak for one clinic or for all of them, and
// refuses nameless entries and days long over. Faults: auth.Forbidden,
// db.OutOfScope, EntryName, RosterPast, those of CalendarEntry.Validate.
func (s *Service) entryMayBe(ctx context.Context, tx *db.Tx, e CalendarEntry) ([]string, error) {
	if err := e.Validate(); err != nil {
		return nil, err
	}
	if n := utf8.RuneCountInString(e.Name); n == 0 || n > maxEntryName {
		return nil, EntryName.At("name", "max", maxEntryName)
	}
	return s.entryReach(ctx, tx, e)
}

// entryReach are the clinics for which an entry speaks.
func (s *Service) entryReach(ctx context.Context, tx *db.Tx, e CalendarEntry) ([]string, error) {
	if e.Clinic != "" {
		if err := tx.RequireClinic(e.Clinic); err != nil {
			return nil, err
		}
		first, err := s.earliest(tx, e.Clinic)
		if err == nil && e.Days.To < first {
			err = RosterPast.At("to_day", "max", correctable)
		}
		return []string{e.Clinic}, err
	}
	if err := auth.Require(ctx, MayRoster, ""); err != nil {
		return nil, err
	}
	clinics, err := s.org.Clinics(tx)
	var out []string
	for _, c := range clinics {
		if c.ClosedAt == 0 {
			out = append(out, c.ID)
		}
	}
	return out, err
}

// AddEntry adds an entry to the calendar of a clinic, or with no clinic to all of
// them, for which the right must be held in the whole group. last runs at the end
// of the transaction. Faults: those of entryMayBe, EntryTwice, Unfitting.
func (s *Service) AddEntry(ctx context.Context, e CalendarEntry, confirm bool,
	last func(*db.Tx, CalendarEntry, []ToldMisfit) error) (CalendarEntry, []ToldMisfit, error) {
	var unfit []ToldMisfit
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		clinics, err := s.entryMayBe(ctx, tx, e)
		if err != nil {
			return err
		}
		e.ID, e.Version = tx.NewID(), 1
		unfit, err = s.upheave(tx, upheaval{clinics: clinics, days: e.Days, cause: byCalendar, confirm: confirm, change: func(tx *db.Tx) error {
			if err := insertEntry(tx, e); err != nil {
				return err
			}
			return s.calendarChanged(tx, e, nil, e)
		}})
		if err != nil || last == nil {
			return err
		}
		return last(tx, e, unfit)
	})
	if db.Violated(err) == "visits_calendar_once" {
		err = EntryTwice.At("from_day")
	}
	return e, unfit, err
}

func (s *Service) calendarChanged(tx *db.Tx, e CalendarEntry, before, after any) error {
	return s.note(tx, stood{fact: FactCalendar, kind: aCalendar, id: e.ID, clinic: e.Clinic, topic: onRoster, before: before, after: after,
		body: StandingFact{From: e.Days.From, To: e.Days.To}})
}

// ChangeEntry edits an entry that was read at a version; it stays with its clinic.
// Faults: EntryUnknown, db.Stale, those of edit and AddEntry.
func (s *Service) ChangeEntry(ctx context.Context, entry string, version int64, confirm bool, edit func(*CalendarEntry) error) (CalendarEntry, []ToldMisfit, error) {
	var e CalendarEntry
	var unfit []ToldMisfit
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		before, err := s.entryInSight(tx, entry, version)
		if err != nil {
			return err
		}
		e = before
		if err := edit(&e); err != nil {
			return err
		}
		clinics, err := s.entryMayBe(ctx, tx, e)
		if err != nil {
			return err
		}
		days := Days{min(before.Days.From, e.Days.From), max(before.Days.To, e.Days.To)}
		unfit, err = s.upheave(tx, upheaval{clinics: clinics, days: days, cause: byCalendar, confirm: confirm, change: func(tx *db.Tx) error {
			if err := updateEntry(tx, &e); err != nil {
				return err
			}
			return s.calendarChanged(tx, e, before, e)
		}})
		return err
	})
	if db.Violated(err) == "visits_calendar_once" {
		err = EntryTwice.At("from_day")
	}
	return e, unfit, err
}

// entryInSight reads an entry of the group or of a clinic that the actor sees.
func (s *Service) entryInSight(tx *db.Tx, entry string, version int64) (CalendarEntry, error) {
	e, err := entryByID(tx, entry)
	if err != nil {
		return e, err
	}
	if e.Clinic != "" && !tx.Scope().Sees(e.Clinic) {
		return e, EntryUnknown.With()
	}
	if e.Version != version {
		return e, db.Stale.With()
	}
	return e, nil
}

// DropEntry takes an entry out of the calendar. Faults: EntryUnknown, db.Stale,
// auth.Forbidden for the group's, Unfitting.
func (s *Service) DropEntry(ctx context.Context, entry string, version int64, confirm bool) ([]ToldMisfit, error) {
	var unfit []ToldMisfit
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		e, err := s.entryInSight(tx, entry, version)
		if err != nil {
			return err
		}
		clinics, err := s.entryReach(ctx, tx, e)
		if err != nil {
			return err
		}
		unfit, err = s.upheave(tx, upheaval{clinics: clinics, days: e.Days, cause: byCalendar, confirm: confirm, change: func(tx *db.Tx) error {
			if err := dropEntry(tx, e); err != nil {
				return err
			}
			return s.calendarChanged(tx, e, e, nil)
		}})
		return err
	})
	return unfit, err
}
