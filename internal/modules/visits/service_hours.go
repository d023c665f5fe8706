package visits

import (
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/org"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// rehoured hears that a clinic changed: whoever is booked outside its hours now,
// or after it went out of service, comes onto the work list. The fact does not tell
// what changed, so that everything that stands against a visit because of the hours
// counts, except what a person has settled or overridden already.
func (s *Service) rehoured(tx *db.Tx, f events.Fact) error {
	sc, err := s.sceneOf(tx, f.Subject, Days{})
	if err != nil {
		return err
	}
	if err := s.lockScene(tx, sc); err != nil {
		return err
	}
	now := loaded{clinic: sc.before.clinic}
	if err := s.loadStanding(tx, &now, sc.days.From, sc.days.To); err != nil {
		return err
	}
	booked, err := s.stillToCome(tx, now.clinic.ID, sc.days)
	if err != nil {
		return err
	}
	if err := s.touchClinic(tx, now.clinic.ID); err != nil || len(booked) == 0 {
		return err
	}
	if booked, err = acceptedWithin(tx, booked); err != nil || len(booked) == 0 {
		return err
	}
	always := now
	always.clinic.Hours, always.clinic.ClosedAt = org.EveryDay(0, 24*60), 0
	unfit, err := s.compare(tx, always, now, booked, byCalendar)
	if err != nil {
		return err
	}
	if unfit, err = news(tx, unfit); err != nil {
		return err
	}
	return s.keep(tx, unfit)
}

// acceptedWithin leaves out the visits that somebody with the right put outside the
// hours with a reason.
func acceptedWithin(tx *db.Tx, list []Visit) ([]Visit, error) {
	var out []Visit
	for _, v := range list {
		if v.Override != "" {
			history, err := historyOf(tx, v.ID)
			if err != nil {
				return nil, err
			}
			if against := overriddenIn(history); slices.Contains(against, ClashShift) || slices.Contains(against, ClashClosed) {
				continue
			}
		}
		out = append(out, v)
	}
	return out, nil
}

// overriddenIn is what the present place of a visit stands in spite of.
func overriddenIn(history []History) []ClashKind {
	var out []ClashKind
	for _, h := range history {
		if h.Step != DidBook && h.Step != DidMove && h.Step != DidTakeDown {
			continue
		}
		out = nil
		kinds, _ := h.Detail[againstKey].([]any)
		for _, k := range kinds {
			if s, ok := k.(string); ok {
				out = append(out, ClashKind(s))
			}
		}
	}
	return out
}

// news leaves out the misfits that are on the work list with the same clashes, or
// were and are settled.
func news(tx *db.Tx, list []ToldMisfit) ([]ToldMisfit, error) {
	var ids []string
	for _, m := range list {
		ids = append(ids, m.Visit)
	}
	known, err := misfitsOf(tx, ids)
	return slices.DeleteFunc(list, func(m ToldMisfit) bool {
		r, ok := known[m.Visit]
		return ok && r.Day == m.Day && slices.EqualFunc(r.Clashes, m.Clashes, func(a, b ToldClash) bool {
			return a.Kind == b.Kind && a.Resource == b.Resource && a.Start == b.Start && a.End == b.End
		})
	}), err
}

// shutOn tells whether a clinic is out of service on a day.
func shutOn(c org.Clinic, d civil.Day) bool {
	return c.ClosedAt > 0 && d >= civil.Of(c.ClosedAt, c.Location())
}
