package visits

import (
	"context"
	"maps"
	"reflect"
	"slices"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/org"
	"archwire/internal/platform/db"
)

// correctable is for how many days back a roster can still be changed; what was
// worked before is history.
const correctable = 31

// RosterDay is a clinic's day as the roster shows it.
type RosterDay struct {
	Day    civil.Day
	Closed string // why the clinic is closed
	Open   ClockSpan
	Shifts []RosterShift
}

// RosterShift is somebody's work on a day.
type RosterShift struct {
	Staff string
	WorkDay
	Single  bool   // the day was set by itself
	Version int64  // of the single day, 0 if there is none
	Leave   string // the reason, while on approved leave: then nothing is worked
}

// RosterView is a clinic's roster over some days.
type RosterView struct {
	People []RosterPerson
	Plans  []WeekPlan
	Days   []RosterDay
	Leave  []TimeOff // approved or not
}

// RosterPerson is somebody who works in the clinic or stands on its roster.
type RosterPerson struct {
	org.Staff
	Who   Who // the letter by their roles
	Lanes int // things at hand at once, of a doctor
}

// Roster reads the roster of a clinic from … to. Fault: RangeTooLong.
func (s *Service) Roster(ctx context.Context, clinic string, from, to civil.Day) (RosterView, error) {
	var out RosterView
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if n := to.Sub(from); n < 0 || n >= maxRosterDays {
			return RangeTooLong.At("to", "max", maxRosterDays)
		}
		l := loaded{}
		var err error
		if l.clinic, err = s.org.Clinic(tx, clinic); err != nil {
			return err
		}
		if err := s.loadStanding(tx, &l, from, to); err != nil {
			return err
		}
		if out.People, err = s.rosterPeople(tx, l); err != nil {
			return err
		}
		var ids []string
		for _, p := range out.People {
			ids = append(ids, p.ID)
		}
		if out.Leave, err = leaveOf(tx, ids, from, to); err != nil {
			return err
		}
		out.Plans = l.roster.weeks
		for d := from; d <= to; d = d.AddDays(1) {
			out.Days = append(out.Days, l.rosterDay(d))
		}
		return nil
	})
	return out, err
}

// maxRosterDays bounds what a roster shows at once: six weeks.
const maxRosterDays = 42

func (s *Service) rosterPeople(tx *db.Tx, l loaded) ([]RosterPerson, error) {
	staff, err := s.org.StaffOf(tx, l.clinic.ID)
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, p := range staff {
		known[p.ID] = true
	}
	gone, err := s.org.StaffByIDs(tx, slices.DeleteFunc(l.roster.people(), func(id string) bool { return known[id] }))
	if err != nil {
		return nil, err
	}
	for _, id := range slices.Sorted(maps.Keys(gone)) {
		staff = append(staff, gone[id])
	}
	out := make([]RosterPerson, len(staff))
	for i, p := range staff {
		out[i] = RosterPerson{Staff: p, Who: letterOf(p, l.clinic.ID), Lanes: max(l.roster.lanes[p.ID], 1)}
	}
	return out, nil
}

func (l loaded) rosterDay(d civil.Day) RosterDay {
	out := RosterDay{Day: d, Closed: l.day(d).Closed}
	if open := openingOf(l.clinic, l.calendar, d); !open.Empty() {
		zone := l.clinic.Location()
		out.Open = ClockSpan{civil.ClockOf(open.Start, zone), civil.ClockOf(open.End-1, zone) + 1}
	}
	for _, id := range l.roster.people() {
		w, single, ok := l.roster.workOn(l.calendar, id, d)
		if !ok {
			continue
		}
		sh := RosterShift{Staff: id, WorkDay: w, Single: single}
		if off, away := l.roster.onLeave(id, d); away {
			sh.Leave = off.Reason
		}
		if single {
			at := slices.IndexFunc(l.roster.shifts, func(x DayShift) bool { return x.Staff == id && x.Day == d })
			sh.Version = l.roster.shifts[at].Version
		}
		out.Shifts = append(out.Shifts, sh)
	}
	return out
}

// worker reads somebody who is to be rostered in a clinic in sight. Faults:
// NotOnStaff, db.OutOfScope, org.StaffNotFound.
func (s *Service) worker(tx *db.Tx, clinic, staff string) (org.Staff, error) {
	if err := tx.RequireClinic(clinic); err != nil {
		return org.Staff{}, err
	}
	p, err := s.org.Staff(tx, staff)
	if err == nil && len(p.RolesAt(clinic)) == 0 {
		err = NotOnStaff.At("staff_id", "name", p.Name)
	}
	return p, err
}

// earliest is the first day that may still be changed in a clinic.
func (s *Service) earliest(tx *db.Tx, clinic string) (civil.Day, error) {
	zone, err := s.org.Zone(tx, clinic)
	if err != nil {
		return "", err
	}
	return civil.Of(tx.Now(), zone).AddDays(-correctable), nil
}

// PutWeek writes somebody's usual week from a day on: w.Version is the one that
// was read, 0 for a plan that begins on a day on which none began. A plan that
// began long ago can only be ended; what comes after it is a new plan. Faults:
// those of WeekPlan.Validate and of worker, LicenceMissing, RosterPast,
// WorksElsewhere, db.Stale, Unfitting.
func (s *Service) PutWeek(ctx context.Context, w WeekPlan, confirm bool) (WeekPlan, []ToldMisfit, error) {
	var out WeekPlan
	var unfit []ToldMisfit
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		out, unfit, err = s.putWeek(tx, w, confirm)
		return err
	})
	return out, unfit, staleIf(err, "visits_weeks_pkey")
}

func (s *Service) putWeek(tx *db.Tx, w WeekPlan, confirm bool) (WeekPlan, []ToldMisfit, error) {
	p, err := s.worker(tx, w.Clinic, w.Staff)
	if err != nil {
		return w, nil, err
	}
	w = w.lettered(letterOf(p, w.Clinic))
	if err := w.Validate(); err != nil {
		return w, nil, err
	}
	before, there, err := planAt(tx, w.Clinic, w.Staff, w.From)
	if err != nil {
		return w, nil, err
	}
	if before.Version != w.Version {
		return w, nil, db.Stale.With()
	}
	if err := s.planMayBe(tx, p, before, w); err != nil {
		return w, nil, err
	}
	var trail any
	last := w.To
	if there {
		trail, last = rowOfWeek(before), laterEnd(w.To, before.To)
	}
	unfit, err := s.upheave(tx, upheaval{clinics: []string{w.Clinic}, days: Days{w.From, last}, cause: byWeek, confirm: confirm,
		change: func(tx *db.Tx) error {
			if err := putPlan(tx, &w); err != nil {
				return err
			}
			return s.rosterChanged(tx, w.Clinic, w.Staff, Days{w.From, w.To}, trail, rowOfWeek(w))
		}})
	return w, unfit, err
}

// laterEnd is the later of two last days, "" being none.
func laterEnd(a, b civil.Day) civil.Day {
	if a == "" || b == "" {
		return ""
	}
	return max(a, b)
}

// planMayBe holds a plan against what is over, licences and other clinics.
func (s *Service) planMayBe(tx *db.Tx, p org.Staff, before, w WeekPlan) error {
	first, err := s.earliest(tx, w.Clinic)
	if err != nil {
		return err
	}
	if w.From < first && (before.Version == 0 || !sameDays(before.Days, w.Days)) || w.To != "" && w.To < first {
		return RosterPast.At("from_day", "max", correctable)
	}
	for _, day := range w.Days {
		if err := licensedFor(p, day.Who); err != nil {
			return err
		}
	}
	last := w.To
	if last == "" || last > first.AddDays(horizon) {
		last = first.AddDays(horizon)
	}
	return s.onlyHere(tx, p, w.Clinic, Days{max(w.From, first), last}, func(d civil.Day) WorkDay { return w.Days[d.Weekday()] })
}

// sameDays compares weeks as they are stored: a missing break is an empty one.
func sameDays(a, b map[time.Weekday]WorkDay) bool {
	norm := func(in map[time.Weekday]WorkDay) map[time.Weekday]WorkDay {
		out := map[time.Weekday]WorkDay{}
		for k, v := range in {
			out[k] = WorkDay{v.Who, append([]ClockSpan{}, v.Work...), append([]ClockSpan{}, v.Breaks...)}
		}
		return out
	}
	return reflect.DeepEqual(norm(a), norm(b))
}

// onlyHere refuses work at hours at which the person is rostered in another
// clinic of the group. Fault: WorksElsewhere.
func (s *Service) onlyHere(tx *db.Tx, p org.Staff, clinic string, days Days, work func(civil.Day) WorkDay) error {
	plans, err := plansElsewhere(tx, clinic, p.ID, days.From)
	if err != nil {
		return err
	}
	shifts, err := shiftsElsewhere(tx, clinic, p.ID, days.From, days.To)
	if err != nil {
		return err
	}
	others := map[string]*roster{}
	at := func(c string) *roster {
		if others[c] == nil {
			others[c] = &roster{}
		}
		return others[c]
	}
	for _, w := range plans {
		at(w.Clinic).weeks = append(at(w.Clinic).weeks, w)
	}
	for _, x := range shifts {
		at(x.Clinic).shifts = append(at(x.Clinic).shifts, x)
	}
	if len(others) == 0 {
		return nil
	}
	for d := days.From; d <= days.To; d = d.AddDays(1) {
		for _, r := range others {
			if there, _, ok := r.workOn(Calendar{}, p.ID, d); ok && work(d).collides(there) {
				return WorksElsewhere.With("name", p.Name, "day", string(d))
			}
		}
	}
	return nil
}

func (s *Service) rosterChanged(tx *db.Tx, clinic, staff string, days Days, before, after any) error {
	return s.note(tx, stood{fact: FactRoster, kind: aRoster, id: staff, clinic: clinic, topic: onRoster, before: before, after: after,
		body: StandingFact{Staff: staff, From: days.From, To: days.To}})
}

// staleIf reads a violated key as what it means: somebody made the same thing at
// the same moment.
func staleIf(err error, key string) error {
	if db.Violated(err) == key {
		return db.Stale.With()
	}
	return err
}

// DropWeek takes a plan back that began lately or is still to begin; the plan
// before it holds again. Faults: PlanUnknown, db.Stale, RosterPast, Unfitting.
func (s *Service) DropWeek(ctx context.Context, w WeekPlan, confirm bool) ([]ToldMisfit, error) {
	var unfit []ToldMisfit
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(w.Clinic); err != nil {
			return err
		}
		before, there, err := planAt(tx, w.Clinic, w.Staff, w.From)
		if err != nil {
			return err
		}
		first, err := s.earliest(tx, w.Clinic)
		switch {
		case err != nil:
			return err
		case !there:
			return PlanUnknown.With()
		case before.Version != w.Version:
			return db.Stale.With()
		case before.From < first:
			return RosterPast.At("from_day", "max", correctable)
		}
		unfit, err = s.upheave(tx, upheaval{clinics: []string{w.Clinic}, days: Days{before.From, before.To}, cause: byWeek, confirm: confirm,
			change: func(tx *db.Tx) error {
				if err := dropPlan(tx, before); err != nil {
					return err
				}
				return s.rosterChanged(tx, w.Clinic, w.Staff, Days{before.From, before.To}, rowOfWeek(before), nil)
			}})
		return err
	})
	return unfit, err
}

// SetLanes says how many things a doctor can have at hand at once, in all clinics
// of the group: the actor must see each in which the doctor works. Faults:
// NotOnStaff, LanesRange, db.OutOfScope, Unfitting.
func (s *Service) SetLanes(ctx context.Context, doctor string, lanes int, confirm bool) ([]ToldMisfit, error) {
	if lanes < 1 || lanes > maxLanes {
		return nil, LanesRange.At("lanes", "max", maxLanes)
	}
	var unfit []ToldMisfit
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := s.org.Staff(tx, doctor)
		if err != nil {
			return err
		}
		if err := licensedFor(p, Doctor); err != nil {
			return err
		}
		clinics, err := s.allClinicsOf(tx, p)
		if err != nil {
			return err
		}
		unfit, err = s.upheave(tx, upheaval{clinics: clinics, cause: byLanes, confirm: confirm, change: func(tx *db.Tx) error {
			if err := putLanes(tx, doctor, lanes); err != nil {
				return err
			}
			return s.note(tx, stood{fact: FactLanes, kind: aRoster, id: doctor, topic: onRoster, after: lanesRow{doctor, lanes}, body: StandingFact{Staff: doctor}})
		}})
		return err
	})
	return unfit, err
}

// maxLanes bounds what one pair of eyes can have at hand.
const maxLanes = 6

// allClinicsOf are the clinics in which somebody works or is rostered; all of
// them must be in the actor's sight. Faults: NotOnStaff, db.OutOfScope.
func (s *Service) allClinicsOf(tx *db.Tx, p org.Staff) ([]string, error) {
	rostered, err := clinicsOf(tx, p.ID, civil.Of(tx.Now(), time.UTC).AddDays(-1))
	if err != nil {
		return nil, err
	}
	list := distinct(append(rostered, p.Clinics()...))
	if len(list) == 0 {
		return nil, NotOnStaff.At("staff_id", "name", p.Name)
	}
	for _, c := range list {
		if err := tx.RequireClinic(c); err != nil {
			return nil, err
		}
	}
	return list, nil
}
