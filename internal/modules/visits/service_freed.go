package visits

import (
	"context"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/span"
	"archwire/internal/platform/db"
)

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
	days, err := s.LoadDays(tx, clinic, day, day)
	if err != nil {
		return nil, err
	}
	entries, err := s.entries(tx, list, day, days[0].Numbers)
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
func (s *Service) entries(tx *db.Tx, list []Waiter, day civil.Day, n Numbers) ([]WaitEntry, error) {
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
			Doctors: w.Doctors, Days: w.window(), Declined: w.Declined, Parts: w.Parts, ReachMinutes: w.Reach, Since: w.Since, Urgent: w.Urgent,
			SchoolAge: n.schoolAge(cards[w.Patient].Birth, day), ApplianceArrived: w.Appliance,
		})
	}
	return out, nil
}

// window is the entry's range of days; an end that is not set is open.
func (w Waiter) window() Days {
	d := w.Days
	if d != (Days{}) && d.To == "" {
		d.To = endOfTime
	}
	return d
}

// endOfTime is later than every day of a schedule.
const endOfTime = civil.Day("9999-12-31")

// FreedSlot is a stretch that came free and that nobody has taken since.
type FreedSlot struct {
	Visit   Visit
	Freed   Freed
	Waiters int      // entries of the list that it could serve
	Invited []Waiter // who was asked about it and has not answered
}

// FreedSlots lists what came free by cancelling, a no-show or a move to another
// day, from now on for the clinic's number of days, as far as it is still free.
func (s *Service) FreedSlots(ctx context.Context, clinic string) ([]FreedSlot, error) {
	var out []FreedSlot
	err := s.inClinic(ctx, clinic, func(tx *db.Tx, today civil.Day, n Numbers) error {
		ahead, err := freedDays.Int(tx, clinic)
		if err != nil {
			return err
		}
		list, err := endedAhead(tx, clinic, today, today.AddDays(ahead), tx.Now())
		if err != nil || len(list) == 0 {
			return err
		}
		days, err := s.LoadDays(tx, clinic, today, today.AddDays(ahead))
		if err != nil {
			return err
		}
		states := map[civil.Day]*DayState{}
		waiting, err := waiters(tx, clinic)
		if err != nil {
			return err
		}
		entries, err := s.entries(tx, waiting, today, n)
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
			out = append(out, FreedSlot{v, f, len(RankWaitlist(day, f, entries)), invitedTo(f, waiting)})
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
