package visits

import (
	"context"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/span"
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
	Offered    int64 // start of the slot that was offered
	Until      int64 // when the offer runs out
	BookedID   string
	Since      int64
	By         string
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
		if _, err := s.templateFor(tx, in.Clinic, in.Template); err != nil {
			return err
		}
		if in.Days.To != "" && in.Days.To < in.Days.From {
			return WaiterDays.At("to_day")
		}
		if in.Visit != "" {
			v, err := visitByID(tx, in.Visit)
			if err != nil {
				return err
			}
			if v.Patient != in.Patient || !v.Progress.State.Expected() {
				return FollowsWrong.At("visit_id")
			}
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
		After: map[string]any{"state": w.State, "template": w.TemplateID, "offered": w.Offered, "booked": w.BookedID}})
	if err != nil {
		return err
	}
	if fact != "" {
		err := s.facts.Publish(tx, events.Fact{Kind: fact, Clinic: w.Clinic, Patient: w.Patient, Subject: w.ID,
			Body: map[string]any{"template": w.TemplateID, "start": w.Offered, "until": w.Until}})
		if err != nil {
			return err
		}
	}
	return s.live.Touch(tx, live.Change{Topic: "waitlist", Clinic: w.Clinic, ID: w.ID, Version: w.Version})
}

// Withdraw ends an entry without a visit. Faults: WaiterNotFound, WaiterClosed,
// db.Stale.
func (s *Service) Withdraw(ctx context.Context, waiter string, version int64) (Waiter, error) {
	return s.changeWaiter(ctx, waiter, version, func(tx *db.Tx, w *Waiter) (action, fact string, err error) {
		w.State = WaiterWithdrawn
		return "visits.waiter_withdrawn", "", nil
	})
}

// offerFor is how long an offered slot is kept in mind for somebody. It holds
// nothing: whoever books first has it.
const offerFor = 30 * span.Minute

// Offer notes that a slot was offered to somebody on the list. Faults as
// Withdraw, StartPast.
func (s *Service) Offer(ctx context.Context, waiter string, version, start int64) (Waiter, error) {
	return s.changeWaiter(ctx, waiter, version, func(tx *db.Tx, w *Waiter) (action, fact string, err error) {
		if start <= tx.Now() {
			return "", "", StartPast.At("starts_at")
		}
		w.State, w.Offered, w.Until = WaiterOffered, start, min(start, tx.Now()+offerFor)
		return "visits.slot_offered", FactOffered, nil
	})
}

func (s *Service) changeWaiter(ctx context.Context, waiter string, version int64, change func(*db.Tx, *Waiter) (string, string, error)) (Waiter, error) {
	var out Waiter
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		w, err := waiterToChange(tx, waiter)
		if err != nil {
			return err
		}
		if w.Version != version {
			return db.Stale.With()
		}
		if !w.Standing() {
			return WaiterClosed.With("state", string(w.State))
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

// Slot is where somebody of the list is booked.
type Slot struct {
	Start    int64
	Doctor   string
	Places   []string
	Override string
}

// BookWaiter books somebody of the list into a slot and closes the entry: a new
// visit, or their own visit moved forward. Faults as Withdraw and Book.
func (s *Service) BookWaiter(ctx context.Context, waiter string, version int64, slot Slot) (Placed, error) {
	var out Placed
	var tried []placing
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		w, err := waiterToChange(tx, waiter)
		if err != nil {
			return err
		}
		if w.Version != version {
			return db.Stale.With()
		}
		if !w.Standing() {
			return WaiterClosed.With("state", string(w.State))
		}
		if out, tried, err = s.fill(ctx, tx, w, slot); err != nil {
			return err
		}
		w.State, w.BookedID = WaiterBooked, out.Visit.ID
		if err := updateWaiter(tx, &w); err != nil {
			return err
		}
		return s.tellWaiter(tx, w, "visits.waiter_booked", "")
	})
	return out, s.explained(ctx, tried, err)
}

// fill books the new visit of an entry, or moves the one that it is about.
func (s *Service) fill(ctx context.Context, tx *db.Tx, w Waiter, slot Slot) (Placed, []placing, error) {
	if w.Visit != "" {
		m := Move{Start: &slot.Start, Places: slot.Places, Override: slot.Override, Party: ByClinic, Reason: "earlier"}
		if slot.Doctor != "" {
			m.Doctor = &slot.Doctor
		}
		if m.Places == nil {
			m.Places = []string{}
		}
		v, err := visitByID(tx, w.Visit)
		if err != nil {
			return Placed{}, nil, err
		}
		out, p, err := s.moveIn(ctx, tx, v.ID, v.Version, m)
		return out, []placing{p}, err
	}
	list, tried, err := s.bookAll(ctx, tx, []NewVisit{{
		Clinic: w.Clinic, Patient: w.Patient, Template: w.TemplateID, AddOns: w.AddOns, Start: slot.Start, Doctor: slot.Doctor,
		Places: slot.Places, Appliance: w.Appliance, Note: w.Note, Override: slot.Override,
	}})
	if err != nil {
		return Placed{}, tried, err
	}
	return list[0], tried, nil
}

// Rank lists who could use a freed stretch, the best first, with the fit that
// each could be offered.
func (s *Service) Rank(ctx context.Context, clinic string, freed Freed) ([]RankedWaiter, error) {
	var out []RankedWaiter
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		out, err = s.rank(tx, clinic, freed)
		return err
	})
	return out, err
}

// RankedWaiter is an entry with what it could be offered.
type RankedWaiter struct {
	Waiter Waiter
	Offer  WaitOffer
}

func (s *Service) rank(tx *db.Tx, clinic string, freed Freed) ([]RankedWaiter, error) {
	zone, err := s.org.Zone(tx, clinic)
	if err != nil {
		return nil, err
	}
	list, err := waiters(tx, clinic)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	day := civil.Of(freed.Span.Start, zone)
	entries, err := s.entries(tx, list, day)
	if err != nil {
		return nil, err
	}
	days, err := s.LoadDays(tx, clinic, day, day)
	if err != nil {
		return nil, err
	}
	byID := map[string]Waiter{}
	for _, w := range list {
		byID[w.ID] = w
	}
	offers := RankWaitlist(days[0].Prepare(), freed, entries)
	out := make([]RankedWaiter, len(offers))
	for i, o := range offers {
		out[i] = RankedWaiter{byID[o.EntryID], o}
	}
	return out, nil
}

// entries are the waiters as the rules see them.
func (s *Service) entries(tx *db.Tx, list []Waiter, day civil.Day) ([]WaitEntry, error) {
	templates, err := templatesByID(tx, nil)
	if err != nil {
		return nil, err
	}
	var people, booked []string
	for _, w := range list {
		people, booked = append(people, w.Patient), append(booked, w.Visit)
	}
	cards, err := s.patients.Cards(tx, distinct(people))
	if err != nil {
		return nil, err
	}
	visits, err := visitsByID(tx, distinct(booked))
	if err != nil {
		return nil, err
	}
	starts := map[string]int64{}
	for _, v := range visits {
		if v.Progress.State.Expected() {
			starts[v.ID] = v.Plan.Start
		}
	}
	var out []WaitEntry
	for _, w := range list {
		if w.Visit != "" && starts[w.Visit] == 0 {
			continue // came, or was called off meanwhile
		}
		p := placing{in: NewVisit{AddOns: w.AddOns}, template: templates[w.TemplateID]}
		if p.shape() != nil {
			continue // the kind of visit was changed so that it is none any more
		}
		out = append(out, WaitEntry{
			ID: w.ID, PatientID: w.Patient, VisitID: w.Visit, VisitStart: starts[w.Visit], Template: p.template.Template, Pattern: p.pattern,
			Doctors: w.Doctors, Days: w.window(day), Parts: w.Parts, ReachMinutes: w.Reach, Since: w.Since, Urgent: w.Urgent,
			SchoolAge: schoolAge(cards[w.Patient].Birth, day), ApplianceArrived: w.Appliance,
		})
	}
	return out, nil
}

// window is the entry's range of days; an end that is not set is open, and holds
// on the day in question.
func (w Waiter) window(day civil.Day) Days {
	d := w.Days
	if d == (Days{}) {
		return d
	}
	if d.To == "" {
		d.To = max(d.From, day)
	}
	return d
}

// FreedSlot is a stretch that came free and that nobody has taken since.
type FreedSlot struct {
	Visit   Visit
	Freed   Freed
	Waiters int // entries of the list that it could serve
}

// freedDays is how far ahead freed slots are shown.
const freedDays = 7

// FreedSlots lists what came free by cancelling, a no-show or a move to another
// day, from now on for a week, as far as it is still free.
func (s *Service) FreedSlots(ctx context.Context, clinic string) ([]FreedSlot, error) {
	var out []FreedSlot
	err := s.inClinic(ctx, clinic, func(tx *db.Tx, today civil.Day, _ Numbers) error {
		list, err := endedAhead(tx, clinic, today, today.AddDays(freedDays), tx.Now())
		if err != nil || len(list) == 0 {
			return err
		}
		days, err := s.LoadDays(tx, clinic, today, today.AddDays(freedDays))
		if err != nil {
			return err
		}
		states := map[civil.Day]*DayState{}
		waiting, err := waiters(tx, clinic)
		if err != nil {
			return err
		}
		entries, err := s.entries(tx, waiting, today)
		if err != nil {
			return err
		}
		for _, d := range days {
			states[d.Date] = d.Prepare()
		}
		for _, v := range list {
			day := states[v.Day]
			if day == nil || !day.stillFree(v) {
				continue
			}
			f := Freed{Span: span.Span{Start: max(v.Plan.Start, tx.Now()/span.Unit*span.Unit), End: v.Plan.End()}, DoctorID: v.Plan.DoctorID}
			out = append(out, FreedSlot{v, f, len(RankWaitlist(day, f, entries))})
		}
		return nil
	})
	return out, err
}

// stillFree tells whether what an ended visit had can be taken again as it was:
// its places and its doctor's hands.
func (s *DayState) stillFree(v Visit) bool {
	if s.Closed != "" {
		return false
	}
	for _, c := range Check(s, Booking{VisitID: v.ID, Plan: v.Plan}) {
		if c.Kind == ClashPlace || c.Kind == ClashBlock || c.Kind == ClashDoctor || c.Kind == ClashWrong {
			return false
		}
	}
	return true
}
