package checkin

import (
	"context"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/id"
	"archwire/internal/platform/db"
)

// Standing is how a patient stands in one programme, for who decides about them.
type Standing struct {
	Member    string
	Programme string
	Variant   string
	State     MemberState
	From      civil.Day
	Next      civil.Day // the due day that it waits for
	Today     DayState  // of the latest due day, "" = there was none
	LastDone  civil.Day // the latest day with a check-in, "" = none
	Late      int       // days since the latest due day that was missed and not made up, 0 = none
	Tally     Tally
	Rung      Rung // how far the ladder climbs by the tally and by how late it is
	Doctor    string
	Follows   string
}

// standing is how a member stands on a day.
func standing(m Member, p Programme, days []Day, today civil.Day) Standing {
	t := tally(days, m.Since)
	out := Standing{Member: m.ID, Programme: m.Programme, Variant: m.Variant, State: m.State, From: m.From, Next: m.Next, Tally: t, Rung: p.Rung(t),
		Doctor: m.Doctor, Follows: m.Follows}
	if m.State != Active {
		out.Rung = RungNone
	}
	for _, d := range days {
		out.Today = d.State
		if d.State.Kept() {
			out.LastDone = d.Day
		}
		if d.State.Counts() {
			out.Late = 0
		}
		if d.State == Missed && m.State == Active && d.Day >= m.Since {
			out.Late = today.Sub(d.Day)
		}
	}
	for _, x := range p.Ladder {
		if x.Late > 0 && out.Late >= x.Late && x.Rung.above(out.Rung) {
			out.Rung = x.Rung
		}
	}
	return out
}

var rungs = []Rung{RungNone, RungWecom, RungCall, RungAssistant, RungDoctor}

// above tells whether a rung is higher than another.
func (r Rung) above(o Rung) bool {
	for _, x := range rungs {
		if x == r {
			return false
		}
		if x == o {
			return true
		}
	}
	return false
}

// StateOf gives how patients stand in the programmes that they have not left, in
// whichever clinic; who is in none is not in the answer.
func (s *Service) StateOf(tx *db.Tx, people []string) (map[string][]Standing, error) {
	list, err := membersOf(tx, people, false)
	if err != nil {
		return nil, err
	}
	var here []Member
	for _, m := range list {
		if m.State != Left {
			here = append(here, m)
		}
	}
	out := map[string][]Standing{}
	err = s.eachStanding(tx, here, func(m Member, x Standing) { out[m.Patient] = append(out[m.Patient], x) })
	return out, err
}

// eachStanding tells how members stand today.
func (s *Service) eachStanding(tx *db.Tx, list []Member, each func(Member, Standing)) error {
	if len(list) == 0 {
		return nil
	}
	all, err := programmes(tx)
	if err != nil {
		return err
	}
	byKey := map[string]Programme{}
	for _, p := range all {
		byKey[p.Key] = p
	}
	days, today, err := s.daysOf(tx, list)
	if err != nil {
		return err
	}
	for _, m := range list {
		each(m, standing(m, byKey[m.Programme], days[m.ID], today[m.Clinic]))
	}
	return nil
}

// daysOf reads the latest days of members, and what day it is in their clinics.
func (s *Service) daysOf(tx *db.Tx, list []Member) (map[string][]Day, map[string]civil.Day, error) {
	today := map[string]civil.Day{}
	var least civil.Day
	for _, m := range list {
		if today[m.Clinic] != "" {
			continue
		}
		c, err := s.clockOf(tx, m.Clinic)
		if err != nil {
			return nil, nil, err
		}
		today[m.Clinic] = c.Today(tx.Now())
		if least == "" || today[m.Clinic] < least {
			least = today[m.Clinic]
		}
	}
	rows, err := latestDays(tx, list, least)
	out := map[string][]Day{}
	for _, d := range rows {
		out[d.Member] = append(out[d.Member], d)
	}
	return out, today, err
}

// Line is one member on the list of a day.
type Line struct {
	Member   Member
	Day      Day      // of the list, State "" = nothing is due, or not yet
	Standing Standing // as of now
}

// Today lists the members of a clinic for a day: who is due, who did, who did not,
// and who is paused. Faults: db.OutOfScope.
func (s *Service) Today(ctx context.Context, clinic string, day civil.Day) ([]Line, civil.Day, error) {
	var out []Line
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		c, err := s.clockOf(tx, clinic)
		if err != nil {
			return err
		}
		if day == "" {
			day = c.Today(tx.Now())
		}
		list, err := membersOn(tx, clinic, day)
		if err != nil {
			return err
		}
		rows, err := daysOn(tx, clinic, day)
		if err != nil {
			return err
		}
		return s.eachStanding(tx, list, func(m Member, x Standing) {
			out = append(out, Line{Member: m, Day: rows[m.ID], Standing: x})
		})
	})
	return out, day, err
}

// History is one membership of a patient with its days.
type History struct {
	Member   Member
	Days     []Day
	Standing Standing
	Items    []Item // what is asked on the day that may be noted now
	Open     civil.Day
	MakeUp   civil.Day
}

// historyDays is how far back the page of a patient looks.
const historyDays = 84

// OfPatient lists the memberships of a patient, those that go on first.
func (s *Service) OfPatient(ctx context.Context, patient string) ([]History, error) {
	var out []History
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if !id.Valid(patient) {
			return PatientNotFound.With()
		}
		cards, err := s.patients.Cards(tx, []string{patient})
		if _, seen := cards[patient]; err != nil || !seen {
			return orFault(err, PatientNotFound.With())
		}
		list, err := membersOf(tx, []string{patient}, false)
		if err != nil {
			return err
		}
		for n := len(list) - 1; n >= 0; n-- {
			h, err := s.history(tx, list[n])
			if err != nil {
				return err
			}
			out = append(out, h)
		}
		return nil
	})
	return out, err
}

func orFault(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// history is a membership with its days.
func (s *Service) history(tx *db.Tx, m Member) (History, error) {
	p, err := programmeOf(tx, m.Programme)
	if err != nil {
		return History{}, err
	}
	c, err := s.clockOf(tx, m.Clinic)
	if err != nil {
		return History{}, err
	}
	today := c.Today(tx.Now())
	days, err := daysSince(tx, m.ID, today.AddDays(-historyDays))
	if err != nil {
		return History{}, err
	}
	latest, err := latestDays(tx, []Member{m}, today)
	if err != nil {
		return History{}, err
	}
	v, _ := p.Variant(m.Variant)
	out := History{Member: m, Days: days, Standing: standing(m, p, latest, today)}
	if m.State != Active {
		return out, nil
	}
	if m.Next != "" && m.Next <= today {
		out.Open = m.Next
	}
	for _, d := range days {
		if d.State == Missed && p.MakeUp.mayMakeUp(d.Day, today, madeUpIn(days, d.Day)) == nil {
			out.MakeUp = d.Day
		}
	}
	for _, day := range []civil.Day{out.Open, out.MakeUp} {
		if day != "" && out.Items == nil {
			out.Items = v.ItemsOn(m, day)
		}
	}
	return out, nil
}
