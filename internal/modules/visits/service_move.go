package visits

import (
	"context"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
	"archwire/internal/platform/jobs"
)

// Move says where a visit goes and what becomes of it; nil fields stay.
type Move struct {
	Start    *int64
	Minutes  *int
	Doctor   *string
	Places   []string // nil: those it has where they still serve, else chosen anew
	Template *string
	AddOns   *[]string
	Pattern  *string
	Override string
	// Party is who wanted another day; the old visit keeps it for its statistics.
	Party  Party
	Reason string // key of a reason, or free text
}

// Move moves, resizes or changes a visit, or takes it down from the shelf. Every
// segment is held against the rules anew. On its own day the visit stays itself;
// on another day it ends as rescheduled and a new visit, linked to it, is given.
// Faults: as Book, MoveEnded, db.Stale.
func (s *Service) Move(ctx context.Context, visitID string, version int64, m Move) (Placed, error) {
	var out Placed
	err := s.placed(ctx, func(tx *db.Tx) (tried []placing, err error) {
		var p placing
		out, p, err = s.moveIn(ctx, tx, visitID, version, m)
		return []placing{p}, err
	})
	return out, err
}

// moveIn is Move in the caller's transaction.
func (s *Service) moveIn(ctx context.Context, tx *db.Tx, visitID string, version int64, m Move) (Placed, placing, error) {
	v, p, err := s.moving(tx, visitID, version, m)
	if err != nil {
		return Placed{}, p, err
	}
	var out Placed
	if p.day == v.Day {
		out, err = s.moveWithin(ctx, tx, v, &p, m)
	} else {
		out, err = s.reschedule(ctx, tx, v, &p, m)
	}
	return out, p, err
}

// moving reads the visit and what it is to become, under the locks of both days.
func (s *Service) moving(tx *db.Tx, visitID string, version int64, m Move) (Visit, placing, error) {
	v, err := visitByID(tx, visitID)
	if err != nil {
		return v, placing{}, err
	}
	zone, err := s.org.Zone(tx, v.Clinic)
	if err != nil {
		return v, placing{}, err
	}
	in := v.asNew()
	in.apply(m, v)
	if err := tx.Lock(dayLock(v.Clinic, v.Day), dayLock(v.Clinic, civil.Of(in.Start, zone))); err != nil {
		return v, placing{}, err
	}
	if v, err = visitToChange(tx, visitID); err != nil {
		return v, placing{}, err
	}
	if v.Version != version {
		return v, placing{}, db.Stale.With()
	}
	if v.Progress.State.Ended() || v.Progress.State == Treated {
		return v, placing{}, MoveEnded.With("state", string(v.Progress.State))
	}
	p, err := s.place(tx, in)
	if err != nil {
		return v, p, err
	}
	p.booking.VisitID = v.ID
	return v, p, nil
}

// asNew is the visit as it would be booked again.
func (v Visit) asNew() NewVisit {
	return NewVisit{
		Clinic: v.Clinic, Patient: v.Patient, Template: v.TemplateID, AddOns: v.AddOns, Pattern: v.Plan.Pattern.String(),
		Start: v.Plan.Start, Doctor: v.Plan.DoctorID, Places: v.Plan.Places, First: v.First, Appliance: v.Appliance,
		TimeLocked: v.TimeLocked, Wishes: v.Wishes, Note: v.Note, Override: v.Override, booked: v.TemplateID,
	}
}

// apply makes the wanted changes. A changed kind or add-ons compute the pattern
// anew, unless its length was set by hand: then that length stays.
func (in *NewVisit) apply(m Move, v Visit) {
	if m.Start != nil {
		in.Start = *m.Start
	}
	if m.Doctor != nil {
		in.Doctor = *m.Doctor
	}
	if m.Template != nil {
		in.Template = *m.Template
	}
	if m.AddOns != nil {
		in.AddOns = *m.AddOns
	}
	if m.Template != nil || m.AddOns != nil {
		in.Pattern, in.Places = "", nil
		if v.TimeLocked {
			in.Minutes = v.Plan.Pattern.Minutes()
		}
	}
	if m.Pattern != nil {
		in.Pattern, in.Places = *m.Pattern, nil
	}
	if m.Minutes != nil {
		in.Minutes, in.TimeLocked = *m.Minutes, true
	}
	if m.Places != nil {
		in.Places = m.Places
	}
	if m.Override != "" {
		in.Override = m.Override
	}
}

// moveWithin keeps the visit and changes its plan.
func (s *Service) moveWithin(ctx context.Context, tx *db.Tx, v Visit, p *placing, m Move) (Placed, error) {
	day, err := s.dayState(tx, v.Clinic, v.Day)
	if err != nil {
		return Placed{}, err
	}
	day = day.Without(v.ID)
	if v.Plan.Start == p.in.Start && v.ParkedAt == 0 {
		day.Now = min(day.Now, v.Plan.Start) // what runs already may still be changed in place
	}
	warnings, err := s.settle(ctx, day, p)
	if err != nil {
		return Placed{}, err
	}
	held, err := day.HoldOf(p.booking)
	if err != nil {
		return Placed{}, err
	}
	before, old, did := trailOf(v), v, DidMove
	if v.ParkedAt > 0 {
		did = DidTakeDown
	}
	v.rewrite(*p, day.Numbers)
	if err := replaceClaims(tx, v.holder(), held.Claims); err != nil {
		return Placed{}, err
	}
	if err := s.followStart(tx, &v, old, day.Numbers); err != nil {
		return Placed{}, err
	}
	if err := updateVisit(tx, &v); err != nil {
		return Placed{}, err
	}
	body := bodyOf(v)
	body.Before = old.Plan.Start
	detail := inSpiteOf(map[string]any{"from": old.Plan.Start, "to": v.Plan.Start, "minutes": v.Plan.Pattern.Minutes()}, warnings)
	err = s.tell(tx, told{visit: v, did: did, fact: FactMoved, body: body, reason: m.Override, before: before, detail: detail})
	return Placed{v, overridden(warnings)}, err
}

// rewrite gives the visit the plan of a placing.
func (v *Visit) rewrite(p placing, n Numbers) {
	v.TemplateID, v.Code, v.Category, v.Colour = p.template.ID, p.template.Code, p.template.Category, p.colour
	v.AddOns, v.Plan, v.Turnover = p.in.AddOns, p.booking.Plan, n.TurnoverMinutes
	v.TimeLocked, v.Override, v.ParkedAt, v.ReleasedAt = p.in.TimeLocked, p.in.Override, 0, 0
}

// followStart moves what counts from the booked start: the look at a patient who
// does not come, and the call.
func (s *Service) followStart(tx *db.Tx, v *Visit, old Visit, n Numbers) error {
	if !v.Progress.State.Expected() {
		return nil
	}
	if v.Plan.Start == old.Plan.Start && old.ParkedAt == 0 {
		return nil
	}
	v.SuspectAt = SuspectAt(v.Plan.Start, n)
	if err := jobs.Lower(tx, suspectTopic, v.SuspectAt); err != nil {
		return err
	}
	return s.followCall(tx, *v, n, false)
}

// reschedule ends the visit and books a new one on another day.
func (s *Service) reschedule(ctx context.Context, tx *db.Tx, v Visit, p *placing, m Move) (Placed, error) {
	if !v.Progress.State.Expected() {
		return Placed{}, MoveEnded.With("state", string(v.Progress.State))
	}
	day, err := s.dayState(tx, v.Clinic, p.day)
	if err != nil {
		return Placed{}, err
	}
	old := v
	p.booking.VisitID = tx.NewID()
	warnings, err := s.settle(ctx, day, p)
	if err != nil {
		return Placed{}, err
	}
	held, err := day.HoldOf(p.booking)
	if err != nil {
		return Placed{}, err
	}
	if err := s.endRescheduled(tx, &old, p.booking.VisitID, m, day.Numbers); err != nil {
		return Placed{}, err
	}
	next := p.visit(tx, day.Numbers)
	next.Follows, next.Together = old.ID, old.Together
	if err := s.write(tx, next, held.Claims); err != nil {
		return Placed{}, err
	}
	err = s.tell(tx, told{visit: next, did: DidBook, fact: FactBooked, body: bodyOf(next), reason: m.Override, detail: inSpiteOf(nil, warnings)})
	if err != nil {
		return Placed{}, err
	}
	return Placed{next, overridden(warnings)}, relinkNext(tx, old.ID, next.ID)
}

// endRescheduled closes the old visit: it keeps its statistics and holds nothing.
func (s *Service) endRescheduled(tx *db.Tx, v *Visit, next string, m Move, n Numbers) error {
	before, start := trailOf(*v), v.Plan.Start
	party := m.Party
	if party == "" {
		party = ByPatient
	}
	v.Progress = v.Progress.after(Event{Step: CancelIt, At: tx.Now(), Party: party, Reason: m.Reason})
	v.Ended, v.SuspectAt, v.ParkedAt = EndRescheduled, 0, 0
	if err := dropClaims(tx, v.ID); err != nil {
		return err
	}
	if err := updateVisit(tx, v); err != nil {
		return err
	}
	if err := s.followCall(tx, *v, n, true); err != nil {
		return err
	}
	body := bodyOf(*v)
	body.Before = start
	return s.tell(tx, told{
		visit: *v, did: DidReschedule, event: Event{Party: party, Reason: m.Reason}, fact: FactRescheduled, body: body,
		before: before, detail: map[string]any{"next": next},
	})
}

// Park puts a visit on the shelf: it gives back everything and stands on no
// board until it is taken down by a move. Faults: MoveEnded, ParkedAlready,
// db.Stale.
func (s *Service) Park(ctx context.Context, visitID string, version int64) (Visit, error) {
	var out Visit
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		v, err := visitToChange(tx, visitID)
		if err != nil {
			return err
		}
		switch {
		case v.Version != version:
			return db.Stale.With()
		case v.ParkedAt > 0:
			return ParkedAlready.With()
		case !v.Progress.State.Expected():
			return MoveEnded.With("state", string(v.Progress.State))
		}
		n, err := numbersOf(tx, v.Clinic)
		if err != nil {
			return err
		}
		before := trailOf(v)
		v.ParkedAt, v.SuspectAt = tx.Now(), 0
		if err := dropClaims(tx, v.ID); err != nil {
			return err
		}
		if err := updateVisit(tx, &v); err != nil {
			return err
		}
		out = v
		if err := s.followCall(tx, v, n, false); err != nil {
			return err
		}
		return s.tell(tx, told{visit: v, did: DidPark, fact: FactParked, body: bodyOf(v), before: before})
	})
	return out, err
}

// Copy books the same kind of visit for the same patient at another start.
func (s *Service) Copy(ctx context.Context, visitID string, m Move) (Placed, error) {
	var in NewVisit
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		v, err := visitByID(tx, visitID)
		in = v.asNew()
		in.First, in.Appliance, in.Override, in.booked = false, v.Appliance, "", ""
		in.apply(m, v)
		return err
	})
	if err != nil {
		return Placed{}, err
	}
	return s.Book(ctx, in)
}

// Notes is what is written on a visit beside its plan; nil fields stay.
type Notes struct {
	Note, Wishes                          *string
	Charged, TimeLocked, Appliance, First *bool
}

// Annotate writes on a visit. Faults: NotFound, db.Stale.
func (s *Service) Annotate(ctx context.Context, visitID string, version int64, n Notes) (Visit, error) {
	var out Visit
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		v, err := visitToChange(tx, visitID)
		if err != nil {
			return err
		}
		if v.Version != version {
			return db.Stale.With()
		}
		before := trailOf(v)
		put(&v.Note, n.Note)
		put(&v.Wishes, n.Wishes)
		put(&v.Charged, n.Charged)
		put(&v.TimeLocked, n.TimeLocked)
		put(&v.Appliance, n.Appliance)
		put(&v.First, n.First)
		if err := updateVisit(tx, &v); err != nil {
			return err
		}
		out = v
		return s.tell(tx, told{visit: v, did: DidNote, before: before, detail: map[string]any{"charged": v.Charged}})
	})
	return out, err
}

func put[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}
