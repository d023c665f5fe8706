package visits

import (
	"context"

	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/httpapi"
	"archwire/internal/platform/live"
)

// WaiterState is where an entry of the waitlist stands.
type WaiterState string

// The states of an entry. An offer that ran out leaves the entry open.
const (
	WaiterOpen      WaiterState = "open"
	WaiterOffered   WaiterState = "offered"
	WaiterBooked    WaiterState = "booked"
	WaiterWithdrawn WaiterState = "withdrawn"
)

// Waiter is somebody who would like to come, or to come earlier, as it is kept.
type Waiter struct {
	ID         string
	Version    int64
	Clinic     string
	Patient    string
	Visit      string // that would move forward, "" if none is booked
	TemplateID string
	AddOns     []string
	Doctors    []string
	Days       Days
	Parts      []Part
	Reach      int // minutes
	Urgent     bool
	Appliance  bool
	Note       string
	State      WaiterState
	Offer      Offer
	Declined   []int64 // starts that the patient said no to
	BookedID   string
	Since      int64
	By         string
}

// Offer is a slot that somebody was asked about and has not answered yet. It holds
// nothing: whoever books first has the slot. The zero value is none.
type Offer struct {
	Slot
	Until int64  // when it runs out
	By    string // who asked
}

// Slot is where somebody of the list is booked.
type Slot struct {
	Start    int64
	Doctor   string
	Places   []string // empty: the clinic chooses
	Override string
}

// Standing tells whether the entry still waits.
func (w Waiter) Standing() bool { return w.State == WaiterOpen || w.State == WaiterOffered }

// NewWaiter is an entry as the desk makes it.
type NewWaiter struct {
	Clinic, Patient, Visit, Template string
	AddOns, Doctors                  []string
	Days                             Days
	Parts                            []Part
	Reach                            int
	Urgent, Appliance                bool
	Note                             string
}

// Wait puts somebody on the waitlist. Faults: TemplateUnknown, TemplateOff,
// WaiterDays, NotFound, FollowsWrong, those of the patient.
func (s *Service) Wait(ctx context.Context, in NewWaiter) (Waiter, error) {
	var out Waiter
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(in.Clinic); err != nil {
			return err
		}
		if _, err := s.patients.Visiting(tx, in.Patient, in.Clinic); err != nil {
			return err
		}
		if in.Days.To != "" && in.Days.To < in.Days.From {
			return WaiterDays.At("to_day")
		}
		booked := ""
		if in.Visit != "" {
			v, err := visitByID(tx, in.Visit)
			if err != nil {
				return err
			}
			if v.Patient != in.Patient || v.Clinic != in.Clinic || !v.Progress.State.Expected() {
				return FollowsWrong.At("visit_id")
			}
			booked = v.TemplateID
		}
		p := placing{in: NewVisit{Clinic: in.Clinic, AddOns: in.AddOns}}
		var err error
		if p.template, err = s.templateFor(tx, in.Clinic, in.Template, booked); err != nil {
			return err
		}
		if err := p.shapeIn(tx); err != nil {
			return err
		}
		out = Waiter{
			ID: tx.NewID(), Version: 1, Clinic: in.Clinic, Patient: in.Patient, Visit: in.Visit, TemplateID: in.Template,
			AddOns: in.AddOns, Doctors: in.Doctors, Days: in.Days, Parts: in.Parts, Reach: in.Reach, Urgent: in.Urgent,
			Appliance: in.Appliance, Note: in.Note, State: WaiterOpen, Since: tx.Now(), By: tx.Actor(),
		}
		if err := insertWaiters(tx, []Waiter{out}); err != nil {
			return err
		}
		if err := s.tellWaiter(tx, out, "visits.waitlisted", FactWaitlisted); err != nil {
			return err
		}
		return httpapi.Answer(tx, wireWaiter(out))
	})
	return out, err
}

// tellWaiter records a change of the waitlist and touches the open screens.
func (s *Service) tellWaiter(tx *db.Tx, w Waiter, action, fact string) error {
	err := s.audit.Record(tx, audit.Entry{Action: action, SubjectKind: "waiter", SubjectID: w.ID, Patient: w.Patient, Clinic: w.Clinic,
		After: map[string]any{"state": w.State, "template": w.TemplateID, "offered": w.Offer.Start, "declined": w.Declined, "booked": w.BookedID}})
	if err != nil {
		return err
	}
	if fact != "" {
		err := s.facts.Publish(tx, events.Fact{Kind: fact, Clinic: w.Clinic, Patient: w.Patient, Subject: w.ID,
			Body: map[string]any{"template": w.TemplateID, "start": w.Offer.Start, "until": w.Offer.Until}})
		if err != nil {
			return err
		}
	}
	return s.live.Touch(tx, live.Change{Topic: "waitlist", Clinic: w.Clinic, ID: w.ID, Version: w.Version})
}

// Withdraw ends an entry without a visit. Faults: WaiterNotFound, WaiterClosed,
// db.Stale.
func (s *Service) Withdraw(ctx context.Context, waiter string, version int64) (Waiter, error) {
	return s.changeWaiter(ctx, waiter, version, func(_ *db.Tx, w *Waiter) (action, fact string, err error) {
		w.State, w.Offer = WaiterWithdrawn, Offer{}
		return "visits.waiter_withdrawn", "", nil
	})
}

func (s *Service) changeWaiter(ctx context.Context, waiter string, version int64, change func(*db.Tx, *Waiter) (string, string, error)) (Waiter, error) {
	var out Waiter
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		w, err := waiterAt(tx, waiter, version)
		if err != nil {
			return err
		}
		action, fact, err := change(tx, &w)
		if err != nil {
			return err
		}
		if err := updateWaiter(tx, &w); err != nil {
			return err
		}
		out = w
		return s.tellWaiter(tx, w, action, fact)
	})
	return out, err
}

// waiterAt reads and locks an entry that still waits, as it was read at a version.
// Faults: WaiterNotFound, WaiterClosed, db.Stale.
func waiterAt(tx *db.Tx, waiter string, version int64) (Waiter, error) {
	w, err := waiterToChange(tx, waiter)
	if err != nil {
		return w, err
	}
	if w.Version != version {
		return w, db.Stale.With()
	}
	if !w.Standing() {
		return w, WaiterClosed.With("state", string(w.State))
	}
	return w, nil
}

// BookWaiter books somebody of the list and closes the entry: a new visit, or
// their own visit moved forward. Without a start it is the slot that was offered.
// Faults as Withdraw and Book, OfferNone.
func (s *Service) BookWaiter(ctx context.Context, waiter string, version int64, slot Slot) (Placed, error) {
	var out Placed
	err := s.placed(ctx, func(tx *db.Tx) (tried []placing, err error) {
		w, err := waiterAt(tx, waiter, version)
		if err != nil {
			return nil, err
		}
		if slot.Start == 0 {
			if !w.Offer.stands(tx.Now()) {
				return nil, OfferNone.With()
			}
			slot = w.Offer.Slot
		}
		if out, tried, err = s.fill(ctx, tx, w, slot); err != nil {
			return tried, err
		}
		w.State, w.BookedID, w.Offer = WaiterBooked, out.Visit.ID, Offer{}
		if err := updateWaiter(tx, &w); err != nil {
			return tried, err
		}
		return tried, s.tellWaiter(tx, w, "visits.waiter_booked", "")
	})
	return out, err
}

// fill books the new visit of an entry, or moves the one that it is about.
func (s *Service) fill(ctx context.Context, tx *db.Tx, w Waiter, slot Slot) (Placed, []placing, error) {
	if w.Visit != "" {
		v, err := visitByID(tx, w.Visit)
		if err != nil {
			return Placed{}, nil, err
		}
		out, p, err := s.moveIn(ctx, tx, v.ID, v.Version, slot.asMove())
		return out, []placing{p}, err
	}
	list, tried, err := s.bookAll(ctx, tx, []NewVisit{w.wish(slot)})
	if err != nil {
		return Placed{}, tried, err
	}
	return list[0], tried, nil
}

// asMove moves the visit of an entry to a slot.
func (o Slot) asMove() Move {
	m := Move{Start: &o.Start, Places: emptyIfNil(o.Places), Override: o.Override, Party: ByClinic, Reason: "earlier"}
	if o.Doctor != "" {
		m.Doctor = &o.Doctor
	}
	return m
}

// wish is the new visit of an entry in a slot.
func (w Waiter) wish(o Slot) NewVisit {
	return NewVisit{Clinic: w.Clinic, Patient: w.Patient, Template: w.TemplateID, AddOns: w.AddOns, Start: o.Start, Doctor: o.Doctor,
		Places: o.Places, Appliance: w.Appliance, Note: w.Note, Override: o.Override}
}
