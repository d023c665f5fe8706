package visits

import (
	"context"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/span"
	"archwire/internal/platform/db"
)

// stands tells whether the patient may still say yes.
func (o Offer) stands(now int64) bool { return o.Start > 0 && now < o.Until }

// Offer notes that somebody of the list was asked about a slot and has until the
// end of the clinic's time for it to answer. It holds nothing and takes nothing
// from anybody: everybody else sees that somebody was asked, and whoever books
// first has the slot. A slot that could not be booked is not offered. Faults as
// Withdraw, and the clash that stands against it as Book.
func (s *Service) Offer(ctx context.Context, waiter string, version int64, slot Slot) (Waiter, error) {
	var out Waiter
	err := s.placed(ctx, func(tx *db.Tx) ([]placing, error) {
		w, err := waiterAt(tx, waiter, version)
		if err != nil {
			return nil, err
		}
		p, err := s.couldFill(ctx, tx, w, slot)
		if err != nil {
			return []placing{p}, err
		}
		minutes, err := offerMinutes.Int(tx, w.Clinic)
		if err != nil {
			return nil, err
		}
		slot.Places = p.booking.Plan.Places
		w.State, w.Offer = WaiterOffered, Offer{slot, min(slot.Start, tx.Now()+int64(minutes)*span.Minute), tx.Actor()}
		if err := updateWaiter(tx, &w); err != nil {
			return nil, err
		}
		out = w
		return nil, s.tellWaiter(tx, w, "visits.slot_offered", FactOffered)
	})
	return out, err
}

// couldFill holds an entry's visit against the day of a slot, as fill would, and
// writes nothing.
func (s *Service) couldFill(ctx context.Context, tx *db.Tx, w Waiter, slot Slot) (placing, error) {
	if slot.Start <= tx.Now() {
		return placing{}, StartPast.At("starts_at")
	}
	var p placing
	var err error
	if w.Visit == "" {
		p, err = s.place(tx, w.wish(slot))
	} else {
		var v Visit
		if v, err = visitByID(tx, w.Visit); err == nil {
			_, p, err = s.moving(tx, v.ID, v.Version, slot.asMove())
		}
	}
	if err != nil {
		return p, err
	}
	day, err := s.dayState(tx, w.Clinic, p.day)
	if err != nil {
		return p, err
	}
	if w.Visit != "" {
		day = day.Without(w.Visit)
	}
	_, err = s.settle(ctx, day, &p)
	return p, err
}

// Decline ends an offer without a visit, and the entry waits on. What the patient
// said no to is not proposed to them again; an offer that the clinic takes back may
// be. Faults as Withdraw, OfferNone, CancelParty.
func (s *Service) Decline(ctx context.Context, waiter string, version int64, by Party) (Waiter, error) {
	if by != ByPatient && by != ByClinic {
		return Waiter{}, CancelParty.At("party")
	}
	return s.changeWaiter(ctx, waiter, version, func(tx *db.Tx, w *Waiter) (action, fact string, err error) {
		if !w.Offer.stands(tx.Now()) {
			return "", "", OfferNone.With()
		}
		action = "visits.offer_taken_back"
		if by == ByPatient {
			action, fact = "visits.offer_declined", FactDeclined
			w.Declined = append(w.Declined, w.Offer.Start)
		}
		w.State, w.Offer = WaiterOpen, Offer{}
		return action, fact, nil
	})
}

// invitedTo are those who were asked about a time within a freed stretch.
func invitedTo(f Freed, list []Waiter) []Waiter {
	var out []Waiter
	for _, w := range list {
		if f.Span.Holds(w.Offer.Start) && (w.Offer.Doctor == "" || w.Offer.Doctor == f.DoctorID) {
			out = append(out, w)
		}
	}
	return out
}

// goneOffers tells by entry which of the offers could not be booked any more,
// because somebody else has the time meanwhile: those patients are called back.
func (s *Service) goneOffers(tx *db.Tx, clinic string, list []Waiter, n Numbers) (map[string]bool, error) {
	out := map[string]bool{}
	list = slices.DeleteFunc(slices.Clone(list), func(w Waiter) bool { return w.Offer.Start == 0 })
	if len(list) == 0 {
		return out, nil
	}
	zone, err := s.org.Zone(tx, clinic)
	if err != nil {
		return nil, err
	}
	entries, err := s.entries(tx, list, civil.Of(tx.Now(), zone), n)
	if err != nil {
		return nil, err
	}
	states := map[civil.Day]*DayState{}
	for _, w := range list {
		d := civil.Of(w.Offer.Start, zone)
		if states[d] == nil {
			days, err := s.LoadDays(tx, clinic, d, d)
			if err != nil {
				return nil, err
			}
			states[d] = days[0].Prepare()
		}
		at := slices.IndexFunc(entries, func(e WaitEntry) bool { return e.ID == w.ID })
		out[w.ID] = at < 0 || states[d].takenFrom(w, entries[at])
	}
	return out, nil
}

// takenFrom tells whether somebody else has what an entry was offered.
func (s *DayState) takenFrom(w Waiter, e WaitEntry) bool {
	b := Booking{VisitID: w.Visit, PatientID: w.Patient, Template: e.Template,
		Plan: Plan{Pattern: e.Pattern, Start: w.Offer.Start, DoctorID: w.Offer.Doctor, Places: w.Offer.Places}}
	return slices.ContainsFunc(Check(s, b), func(c Clash) bool { return c.Weight == Firm && c.Kind != ClashPast && c.Kind != ClashAppliance })
}
