package complaints

import (
	"context"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

// Query says which complaints to list; zero fields ask for everything.
type Query struct {
	State   State
	Clinic  string
	Patient string
	Owner   string
	About   About
	Late    bool  // only open ones that have waited too long
	After   Place // continue after the last complaint of the page before
	Limit   int
}

// Place is where a complaint stands in a list: the latest first.
type Place struct {
	At int64
	ID string
}

// List gives complaints, the latest first.
func (s *Service) List(ctx context.Context, q Query) ([]Complaint, error) {
	var out []Complaint
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = complaintList(tx, q)
		return err
	})
	return out, err
}

// Show gives a complaint with what was done about it. Its fault is NotFound.
func (s *Service) Show(ctx context.Context, complaint string) (Complaint, []Step, error) {
	var c Complaint
	var steps []Step
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if c, err = complaintOne(tx, complaint, false); err != nil {
			return err
		}
		steps, err = stepsOf(tx, complaint)
		return err
	})
	return c, steps, err
}

// Figures tells how a clinic did over some months, this one being the last. Fault:
// db.OutOfScope.
func (s *Service) Figures(ctx context.Context, clinic string, months int) (Figures, error) {
	var out Figures
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		zone, err := s.org.Zone(tx, clinic)
		if err != nil {
			return err
		}
		dayOf := func(at int64) civil.Day { return civil.Of(at, zone) }
		this := dayOf(tx.Now())
		this = this.AddDays(1 - this.DayOfMonth())
		var span []month
		for n := months - 1; n >= 0; n-- {
			first := this.AddMonths(-n)
			persons, err := s.visits.PersonsSeen(tx, clinic, first, first.AddMonths(1).AddDays(-1))
			if err != nil {
				return err
			}
			span = append(span, month{first, persons})
		}
		list, err := raisedIn(tx, clinic, span[0].First.At(0, zone), this.AddMonths(1).At(0, zone))
		if err != nil {
			return err
		}
		target, err := TargetPercent.Int(tx, clinic)
		out = figuresOf(list, span, target, tx.Now(), dayOf)
		return err
	})
	return out, err
}

// RaisedBy counts the complaints of a clinic that were raised from an instant to
// another, by who wrote them down, for modules above.
func (s *Service) RaisedBy(tx *db.Tx, clinic string, from, to int64) (map[string]int, error) {
	list, err := raisedIn(tx, clinic, from, to)
	out := map[string]int{}
	for _, c := range list {
		if c.RaisedBy != "" {
			out[c.RaisedBy]++
		}
	}
	return out, err
}
