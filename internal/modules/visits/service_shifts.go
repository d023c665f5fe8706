package visits

import (
	"context"
	"slices"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/span"
	"archwire/internal/modules/org"
	"archwire/internal/platform/db"
)

// PutShift writes a single day of somebody that is not like their week; an empty
// work is a day off. x.Version is the one that was read, 0 where none was set.
// Faults: as PutWeek.
func (s *Service) PutShift(ctx context.Context, x DayShift, confirm bool) (DayShift, []ToldMisfit, error) {
	var out DayShift
	var unfit []ToldMisfit
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		out, unfit, err = s.putShift(tx, x, confirm)
		return err
	})
	return out, unfit, staleIf(err, "visits_shifts_pkey")
}

func (s *Service) putShift(tx *db.Tx, x DayShift, confirm bool) (DayShift, []ToldMisfit, error) {
	p, err := s.worker(tx, x.Clinic, x.Staff)
	if err != nil {
		return x, nil, err
	}
	if x.Who == "" {
		x.Who = letterOf(p, x.Clinic)
	}
	if err := x.Validate(); err != nil {
		return x, nil, err
	}
	before, there, err := shiftAt(tx, x.Clinic, x.Staff, x.Day)
	if err != nil {
		return x, nil, err
	}
	if before.Version != x.Version {
		return x, nil, db.Stale.With()
	}
	if err := s.shiftMayBe(tx, p, x); err != nil {
		return x, nil, err
	}
	var trail any
	if there {
		trail = rowOfShift(before)
	}
	unfit, err := s.upheave(tx, upheaval{clinics: []string{x.Clinic}, days: Days{x.Day, x.Day}, cause: byShift, confirm: confirm,
		change: func(tx *db.Tx) error {
			if err := putShift(tx, &x); err != nil {
				return err
			}
			return s.rosterChanged(tx, x.Clinic, x.Staff, Days{x.Day, x.Day}, trail, rowOfShift(x))
		}})
	return x, unfit, err
}

// shiftMayBe holds a single day against what is over, licences and other clinics.
func (s *Service) shiftMayBe(tx *db.Tx, p org.Staff, x DayShift) error {
	first, err := s.earliest(tx, x.Clinic)
	if err != nil {
		return err
	}
	if x.Day < first || x.Day > first.AddDays(correctable+horizon) {
		return RosterPast.At("day", "max", correctable)
	}
	if err := licensedFor(p, x.Who); err != nil {
		return err
	}
	return s.onlyHere(tx, p, x.Clinic, Days{x.Day, x.Day}, func(civil.Day) WorkDay { return x.WorkDay })
}

// DropShift lets a single day be like its week again. Faults: PlanUnknown,
// db.Stale, RosterPast, Unfitting.
func (s *Service) DropShift(ctx context.Context, x DayShift, confirm bool) ([]ToldMisfit, error) {
	var unfit []ToldMisfit
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(x.Clinic); err != nil {
			return err
		}
		before, there, err := shiftAt(tx, x.Clinic, x.Staff, x.Day)
		if err != nil {
			return err
		}
		first, err := s.earliest(tx, x.Clinic)
		switch {
		case err != nil:
			return err
		case !there:
			return PlanUnknown.With()
		case before.Version != x.Version:
			return db.Stale.With()
		case x.Day < first:
			return RosterPast.At("day", "max", correctable)
		}
		unfit, err = s.upheave(tx, upheaval{clinics: []string{x.Clinic}, days: Days{x.Day, x.Day}, cause: byShift, confirm: confirm,
			change: func(tx *db.Tx) error {
				if err := dropShift(tx, before); err != nil {
					return err
				}
				return s.rosterChanged(tx, x.Clinic, x.Staff, Days{x.Day, x.Day}, rowOfShift(before), nil)
			}})
		return err
	})
	return unfit, err
}

// WeekCopy is a week that is to be worked like another one.
type WeekCopy struct {
	Clinic   string
	From, To civil.Day // the first days of both weeks, of the same weekday
	Staff    []string  // empty: everybody on either week's roster
	Confirm  bool
}

// CopyWeek writes seven single days for everybody: each as it was worked in the
// week that is copied, days off and all. Leave is not copied. It tells how many
// days were written. Faults: CopyWeek, RosterPast, WorksElsewhere, Unfitting.
func (s *Service) CopyWeek(ctx context.Context, c WeekCopy) (int, []ToldMisfit, error) {
	if n := c.To.Sub(c.From); n == 0 || n%7 != 0 || n > horizon || n < -horizon {
		return 0, nil, CopyWeek.At("to_day")
	}
	n := 0
	unfit, err := s.writeDays(ctx, c.Clinic, Days{c.To, c.To.AddDays(6)}, c.Confirm, func(tx *db.Tx, l loaded) ([]DayShift, error) {
		source := loaded{clinic: l.clinic}
		if err := s.loadStanding(tx, &source, c.From, c.From.AddDays(6)); err != nil {
			return nil, err
		}
		var out []DayShift
		for _, id := range distinct(append(source.roster.people(), l.roster.people()...)) {
			if len(c.Staff) > 0 && !slices.Contains(c.Staff, id) {
				continue
			}
			for i := range 7 {
				w, _, ok := source.roster.workOn(source.calendar, id, c.From.AddDays(i))
				there, _, known := l.roster.workOn(l.calendar, id, c.To.AddDays(i))
				if !ok && !known {
					continue
				}
				if !ok {
					w = WorkDay{Who: there.Who}
				}
				out = append(out, DayShift{Clinic: c.Clinic, Staff: id, Day: c.To.AddDays(i), WorkDay: w})
			}
		}
		n = len(out)
		return out, nil
	})
	return n, unfit, err
}

// writeDays writes single days for several people, as make gives them from the
// roster as it is, as one change.
func (s *Service) writeDays(ctx context.Context, clinic string, days Days, confirm bool,
	make func(*db.Tx, loaded) ([]DayShift, error)) ([]ToldMisfit, error) {
	var unfit []ToldMisfit
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		l := loaded{}
		var err error
		if l.clinic, err = s.org.Clinic(tx, clinic); err != nil {
			return err
		}
		unfit, err = s.upheave(tx, upheaval{clinics: []string{clinic}, days: days, cause: byShift, confirm: confirm, change: func(tx *db.Tx) error {
			if err := s.loadStanding(tx, &l, days.From, days.To); err != nil {
				return err
			}
			list, err := make(tx, l)
			if err != nil {
				return err
			}
			if err := s.daysMayBe(tx, clinic, list); err != nil {
				return err
			}
			if err := putShifts(tx, list); err != nil {
				return err
			}
			rows := []shiftRow{}
			for _, x := range list {
				rows = append(rows, rowOfShift(x))
			}
			return s.rosterChanged(tx, clinic, clinic, days, nil, rows)
		}})
		return err
	})
	return unfit, err
}

// daysMayBe holds every single day of several people against the rules.
func (s *Service) daysMayBe(tx *db.Tx, clinic string, list []DayShift) error {
	var ids []string
	for _, x := range list {
		ids = append(ids, x.Staff)
	}
	people, err := s.org.StaffByIDs(tx, distinct(ids))
	if err != nil {
		return err
	}
	for _, x := range list {
		p, known := people[x.Staff]
		if !known || (len(x.Work) > 0 && len(p.RolesAt(clinic)) == 0) {
			return NotOnStaff.At("staff_id", "name", p.Name)
		}
		if err := x.Validate(); err != nil {
			return err
		}
		if err := s.shiftMayBe(tx, p, x); err != nil {
			return err
		}
	}
	return nil
}

// Lunch is a lunch that is shared out, so that never all of a pool are away.
type Lunch struct {
	Clinic  string
	Days    Days
	Who     Who
	Window  ClockSpan
	Minutes int
	Confirm bool
}

// Validate refuses windows off the grid or shorter than the break. Fault:
// LunchWindow.
func (l Lunch) Validate() error {
	w := l.Window
	if w.From < 0 || w.To > 24*60 || int(w.From)%UnitMinutes != 0 || int(w.To)%UnitMinutes != 0 || l.Minutes < UnitMinutes ||
		l.Minutes%UnitMinutes != 0 || int(w.To-w.From) < l.Minutes {
		return LunchWindow.At("window")
	}
	if n := l.Days.To.Sub(l.Days.From); n < 0 || n >= maxRosterDays {
		return RangeTooLong.At("to_day", "max", maxRosterDays)
	}
	return nil
}

// StaggerLunch gives everybody of a pool their turn at lunch on each day, in the
// order of the roster, as single days. It tells how many days were written.
// Faults: those of Validate, RosterPast, Unfitting.
func (s *Service) StaggerLunch(ctx context.Context, lunch Lunch) (int, []ToldMisfit, error) {
	if err := lunch.Validate(); err != nil {
		return 0, nil, err
	}
	n := 0
	unfit, err := s.writeDays(ctx, lunch.Clinic, lunch.Days, lunch.Confirm, func(_ *db.Tx, l loaded) ([]DayShift, error) {
		var out []DayShift
		for d := lunch.Days.From; d <= lunch.Days.To; d = d.AddDays(1) {
			zone := l.clinic.Location()
			window := spansOn([]ClockSpan{lunch.Window}, d, zone)[0]
			for _, sh := range Staggered(l.roster.shiftsOn(l.calendar, d, zone), lunch.Who, window, lunch.Minutes) {
				out = append(out, DayShift{Clinic: lunch.Clinic, Staff: sh.StaffID, Day: d,
					WorkDay: WorkDay{sh.Who, clocksOf(sh.Work, d, zone), clocksOf(sh.Breaks, d, zone)}})
			}
		}
		n = len(out)
		return out, nil
	})
	return n, unfit, err
}

// clocksOf are stretches of a day by the wall clock.
func clocksOf(list []span.Span, d civil.Day, zone *time.Location) []ClockSpan {
	var out []ClockSpan
	midnight := d.At(0, zone)
	for _, x := range list {
		out = append(out, ClockSpan{civil.Clock((x.Start - midnight) / span.Minute), civil.Clock((x.End - midnight) / span.Minute)})
	}
	return out
}
