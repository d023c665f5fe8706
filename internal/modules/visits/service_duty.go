package visits

import (
	"context"
	"unicode/utf8"

	"archwire/internal/kit/span"
	"archwire/internal/platform/db"
)

// Duties lists the duties of a clinic that touch [from, to), by time.
func (s *Service) Duties(ctx context.Context, clinic string, from, to int64) ([]Duty, error) {
	var out []Duty
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		out, err = dutiesOf(tx, clinic, from, to)
		return err
	})
	return out, err
}

// OnDuty tells who answers an emergency of a clinic at an instant; ok is false
// where nobody is on duty.
func (s *Service) OnDuty(tx *db.Tx, clinic string, at int64) (d Duty, ok bool, err error) {
	if err := tx.RequireClinic(clinic); err != nil {
		return d, false, err
	}
	list, err := dutiesOf(tx, clinic, at, at+1)
	if err != nil || len(list) == 0 {
		return d, false, err
	}
	return list[0], true, nil
}

// OnDutyNow is OnDuty at this moment.
func (s *Service) OnDutyNow(ctx context.Context, clinic string) (d Duty, ok bool, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		d, ok, err = s.OnDuty(tx, clinic, tx.Now())
		return err
	})
	return d, ok, err
}

// staffNames reads the names of people, for answers that name them.
func (s *Service) staffNames(ctx context.Context, ids []string) (map[string]string, error) {
	out := map[string]string{}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		staff, err := s.org.StaffByIDs(tx, distinct(ids))
		for id, p := range staff {
			out[id] = p.Name
		}
		return err
	})
	return out, err
}

// dutyMayBe holds a duty against the staff of its clinic and against the other
// duties, under the lock of the clinic's duties. Faults: those of Duty.Validate,
// NotOnStaff, LicenceMissing, DutyTaken, db.OutOfScope.
func (s *Service) dutyMayBe(tx *db.Tx, d Duty) error {
	if err := d.Validate(); err != nil {
		return err
	}
	if utf8.RuneCountInString(d.Note) > maxDutyNote {
		return EntryName.At("note", "max", maxDutyNote)
	}
	p, err := s.worker(tx, d.Clinic, d.Doctor)
	if err != nil {
		return err
	}
	if err := licensedFor(p, Doctor); err != nil {
		return err
	}
	if d.Assistant != "" {
		if _, err := s.worker(tx, d.Clinic, d.Assistant); err != nil {
			return err
		}
	}
	if d.Span.End <= tx.Now()-correctable*span.Day {
		return RosterPast.At("ends_at", "max", correctable)
	}
	if err := tx.Lock("visits/duty/" + d.Clinic); err != nil {
		return err
	}
	others, err := dutiesOf(tx, d.Clinic, d.Span.Start, d.Span.End)
	for _, o := range others {
		if o.ID != d.ID {
			return DutyTaken.At("starts_at")
		}
	}
	return err
}

func (s *Service) dutyChanged(tx *db.Tx, d Duty, before, after any) error {
	return s.note(tx, stood{fact: FactDuty, kind: aDuty, id: d.ID, clinic: d.Clinic, topic: onDuty, before: before, after: after,
		body: StandingFact{Staff: d.Doctor}})
}

// GiveDuty puts somebody on duty. last runs at the end of the transaction.
// Faults: those of dutyMayBe.
func (s *Service) GiveDuty(ctx context.Context, d Duty, last func(*db.Tx, Duty) error) (Duty, error) {
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		d.ID, d.Version = tx.NewID(), 1
		if err := s.dutyMayBe(tx, d); err != nil {
			return err
		}
		if err := insertDuties(tx, []Duty{d}); err != nil {
			return err
		}
		if err := s.dutyChanged(tx, d, nil, d); err != nil || last == nil {
			return err
		}
		return last(tx, d)
	})
	return d, err
}

// ChangeDuty edits a duty that was read at a version; it stays with its clinic.
// Faults: DutyUnknown, db.Stale, those of edit and dutyMayBe.
func (s *Service) ChangeDuty(ctx context.Context, duty string, version int64, edit func(*Duty) error) (Duty, error) {
	var d Duty
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		before, err := dutyByID(tx, duty)
		if err != nil {
			return err
		}
		if before.Version != version {
			return db.Stale.With()
		}
		d = before
		if err := edit(&d); err != nil {
			return err
		}
		if err := s.dutyMayBe(tx, d); err != nil {
			return err
		}
		if err := updateDuty(tx, &d); err != nil {
			return err
		}
		return s.dutyChanged(tx, d, before, d)
	})
	return d, err
}

// DropDuty takes a duty away that is not over. Faults: DutyUnknown, db.Stale,
// RosterPast.
func (s *Service) DropDuty(ctx context.Context, duty string, version int64) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		d, err := dutyByID(tx, duty)
		if err != nil {
			return err
		}
		if d.Version != version {
			return db.Stale.With()
		}
		if d.Span.End <= tx.Now() {
			return RosterPast.With("max", 0)
		}
		if err := dropDuty(tx, d); err != nil {
			return err
		}
		return s.dutyChanged(tx, d, d, nil)
	})
}
