package visits

import (
	"context"
	"slices"
	"time"
	"unicode/utf8"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/org"
	"archwire/internal/platform/db"
)

// Limits of leave.
const (
	maxLeaveDays   = 366
	maxLeaveReason = 60
)

// GiveLeave enters leave of somebody, approved at once or as a request. Leave
// counts in all clinics of the group, so the actor must see each in which the
// person works. last runs at the end of the transaction. Faults: NotOnStaff,
// db.OutOfScope, EntryRange, LeaveTwice, RosterPast, Unfitting.
func (s *Service) GiveLeave(ctx context.Context, l TimeOff, confirm bool, last func(*db.Tx, TimeOff, []ToldMisfit) error) (TimeOff, []ToldMisfit, error) {
	var unfit []ToldMisfit
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		clinics, err := s.leaveMayBe(tx, l)
		if err != nil {
			return err
		}
		l.ID, l.Version = tx.NewID(), 1
		unfit, err = s.upheave(tx, upheaval{clinics: clinics, days: l.Days, cause: byLeave, confirm: confirm, change: func(tx *db.Tx) error {
			if err := insertLeave(tx, l); err != nil {
				return err
			}
			return s.leaveChanged(tx, l, nil, l)
		}})
		if err != nil || last == nil {
			return err
		}
		return last(tx, l, unfit)
	})
	return l, unfit, err
}

// leaveMayBe gives the clinics that a leave concerns, if it may be entered.
func (s *Service) leaveMayBe(tx *db.Tx, l TimeOff) ([]string, error) {
	if n := l.Days.To.Sub(l.Days.From); n < 0 || n >= maxLeaveDays {
		return nil, EntryRange.At("to_day", "max", maxLeaveDays)
	}
	if n := utf8.RuneCountInString(l.Reason); n == 0 || n > maxLeaveReason {
		return nil, EntryName.At("reason", "max", maxLeaveReason)
	}
	if l.Days.To < civil.Of(tx.Now(), time.UTC).AddDays(-correctable) {
		return nil, RosterPast.At("to_day", "max", correctable)
	}
	p, err := s.org.Staff(tx, l.Staff)
	if err != nil {
		return nil, err
	}
	if err := s.mayStandIn(tx, l); err != nil {
		return nil, err
	}
	clinics, err := s.allClinicsOf(tx, p)
	if err != nil {
		return nil, err
	}
	// One at a time: two people who enter the same leave must not both find none.
	if err := tx.Lock("visits/leave/" + l.Staff); err != nil {
		return nil, err
	}
	others, err := leaveOf(tx, []string{l.Staff}, l.Days.From, l.Days.To)
	if err == nil && len(others) > 0 {
		err = LeaveTwice.At("from_day")
	}
	return clinics, err
}

func (s *Service) leaveChanged(tx *db.Tx, l TimeOff, before, after any) error {
	return s.note(tx, stood{fact: FactTimeOff, kind: aRoster, id: l.Staff, topic: onRoster, before: before, after: after,
		body: StandingFact{Staff: l.Staff, From: l.Days.From, To: l.Days.To}})
}

// ApproveLeave lets a request count. Approving what is approved does nothing.
// Faults: LeaveUnknown, db.OutOfScope, Unfitting.
func (s *Service) ApproveLeave(ctx context.Context, leave string, confirm bool) (TimeOff, []ToldMisfit, error) {
	return s.turnLeave(ctx, leave, anyVersion, confirm, func(tx *db.Tx, l *TimeOff) error {
		if l.Approved {
			return nil
		}
		before := *l
		if err := approveLeave(tx, *l); err != nil {
			return err
		}
		l.Approved = true
		l.Version++
		return s.leaveChanged(tx, *l, before, *l)
	})
}

// mayStandIn refuses as a stand-in who is on leave themselves, works for the group
// no more, or in none of the clinics: they would not see a task of it. Faults:
// NotOnStaff, org.StaffNotFound.
func (s *Service) mayStandIn(tx *db.Tx, l TimeOff) error {
	if l.StandIn == "" {
		return nil
	}
	p, err := s.org.Staff(tx, l.StandIn)
	if err != nil {
		return err
	}
	away, err := s.org.Staff(tx, l.Staff)
	if err != nil {
		return err
	}
	together := slices.ContainsFunc(p.Holdings, func(h org.Holding) bool { return h.Clinic == "" || slices.Contains(away.Clinics(), h.Clinic) })
	if p.ID == l.Staff || !p.Employed(l.Days.From) || !together {
		return NotOnStaff.At("stand_in_id", "name", p.Name)
	}
	return nil
}

// NameStandIn says who has the tasks of somebody on leave, "" = nobody. Nothing
// booked changes by it. Faults: LeaveUnknown, NotOnStaff, org.StaffNotFound,
// db.Stale, db.OutOfScope.
func (s *Service) NameStandIn(ctx context.Context, leave string, version int64, standIn string) (TimeOff, error) {
	var l TimeOff
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if l, err = leaveByID(tx, leave); err != nil {
			return err
		}
		p, err := s.org.Staff(tx, l.Staff)
		if err != nil {
			return err
		}
		if _, err := s.allClinicsOf(tx, p); err != nil {
			return err
		}
		if l.Version != version {
			return db.Stale.With()
		}
		before := l
		l.StandIn = standIn
		if err := s.mayStandIn(tx, l); err != nil {
			return err
		}
		if err := nameStandIn(tx, l); err != nil {
			return err
		}
		l.Version++
		return s.leaveChanged(tx, l, before, l)
	})
	return l, err
}

// DropLeave takes leave back, approved or not. Faults: LeaveUnknown, db.Stale,
// db.OutOfScope, Unfitting where somebody elsewhere was planned in their stead.
func (s *Service) DropLeave(ctx context.Context, leave string, version int64, confirm bool) ([]ToldMisfit, error) {
	_, unfit, err := s.turnLeave(ctx, leave, version, confirm, func(tx *db.Tx, l *TimeOff) error {
		if err := dropLeave(tx, *l); err != nil {
			return err
		}
		return s.leaveChanged(tx, *l, *l, nil)
	})
	return unfit, err
}

// anyVersion is asked for where whoever comes first is right.
const anyVersion = -1

// turnLeave changes one leave that was read at the version.
func (s *Service) turnLeave(ctx context.Context, leave string, version int64, confirm bool, turn func(*db.Tx, *TimeOff) error) (TimeOff, []ToldMisfit, error) {
	var l TimeOff
	var unfit []ToldMisfit
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if l, err = leaveByID(tx, leave); err != nil {
			return err
		}
		p, err := s.org.Staff(tx, l.Staff)
		if err != nil {
			return err
		}
		clinics, err := s.allClinicsOf(tx, p)
		if err != nil {
			return err
		}
		if version != anyVersion && l.Version != version {
			return db.Stale.With()
		}
		unfit, err = s.upheave(tx, upheaval{clinics: clinics, days: l.Days, cause: byLeave, confirm: confirm,
			change: func(tx *db.Tx) error { return turn(tx, &l) }})
		return err
	})
	return l, unfit, err
}

// LeaveIn lists the leave of the people of a clinic that touches the days
// from … to, approved or not.
func (s *Service) LeaveIn(ctx context.Context, clinic string, from, to civil.Day) ([]TimeOff, error) {
	var out []TimeOff
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		staff, err := s.org.StaffOf(tx, clinic)
		if err != nil {
			return err
		}
		plans, err := plansIn(tx, clinic, from, to)
		if err != nil {
			return err
		}
		var ids []string
		for _, p := range staff {
			ids = append(ids, p.ID)
		}
		for _, w := range plans {
			if !slices.Contains(ids, w.Staff) {
				ids = append(ids, w.Staff)
			}
		}
		out, err = leaveOf(tx, ids, from, to)
		return err
	})
	return out, err
}
