package visits

import (
	"context"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

// Search is what the fit finder is asked.
type Search struct {
	Clinic    string
	Patient   string // "" = not known yet
	Visit     string // the visit that is to be moved, "" for a new one
	Template  string
	AddOns    []string
	Pattern   string
	Minutes   int
	Appliance bool
	Doctors   []string // in order of preference; empty: every doctor
	Places    []string
	Tags      []string
	From, To  civil.Day
	Parts     []Part
	NotBefore int64
	Wished    int64
	Beside    []string // visits of siblings
	Soonest   bool
	Limit     int
	Apart     int
}

// maxSearchDays bounds a search; a place in four weeks is a recall, not a slot.
const maxSearchDays = 31

// Fits finds free slots for a kind of visit under all constraints, the best first.
// Faults: RangeTooLong, those of templates and patterns.
func (s *Service) Fits(ctx context.Context, in Search) ([]Fit, error) {
	var out []Fit
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(in.Clinic); err != nil {
			return err
		}
		if n := in.To.Sub(in.From); n < 0 || n >= maxSearchDays {
			return RangeTooLong.At("to", "max", maxSearchDays)
		}
		q, err := s.searchQuery(tx, in)
		if err != nil {
			return err
		}
		days, err := s.LoadDays(tx, in.Clinic, in.From, in.To)
		if err != nil {
			return err
		}
		states := make([]*DayState, len(days))
		for i, d := range days {
			states[i] = d.Prepare()
		}
		out = Find(states, q)
		return nil
	})
	return out, err
}

// searchQuery reads what the search names.
func (s *Service) searchQuery(tx *db.Tx, in Search) (Query, error) {
	p := placing{in: NewVisit{Clinic: in.Clinic, Template: in.Template, AddOns: in.AddOns, Pattern: in.Pattern, Minutes: in.Minutes}}
	var err error
	var booked string
	if in.Visit != "" {
		v, err := visitByID(tx, in.Visit)
		if err != nil {
			return Query{}, err
		}
		booked = v.TemplateID
	}
	if p.template, err = s.templateFor(tx, in.Clinic, in.Template, booked); err != nil {
		return Query{}, err
	}
	if err := p.shapeIn(tx); err != nil {
		return Query{}, err
	}
	q := Query{
		Template: p.template.Template, Pattern: p.pattern, VisitID: in.Visit, PatientID: in.Patient, ApplianceArrived: in.Appliance,
		Doctors: in.Doctors, Places: in.Places, Tags: in.Tags, Parts: in.Parts, NotBefore: in.NotBefore, Wished: in.Wished,
		Soonest: in.Soonest, Limit: in.Limit, Apart: in.Apart,
	}
	if in.Patient != "" {
		cards, err := s.patients.Cards(tx, []string{in.Patient})
		if err != nil {
			return q, err
		}
		n, err := numbersOf(tx, in.Clinic)
		if err != nil {
			return q, err
		}
		q.SchoolAge = n.schoolAge(cards[in.Patient].Birth, in.From)
	}
	for _, id := range in.Beside {
		v, err := visitByID(tx, id)
		if err != nil {
			return q, err
		}
		q.Beside = append(q.Beside, v.Plan.Span())
	}
	return q, nil
}

// Checked is what stands against a placement.
type Checked struct {
	Clashes []ToldClash
	Places  []string // chosen where none were given
	End     int64
	Pattern string
}

// CheckPlacement tells what stands against a booking or a move, and stores
// nothing. visitID is that of the visit that would move, "" for a new one.
func (s *Service) CheckPlacement(ctx context.Context, in NewVisit, visitID string) (Checked, error) {
	var out Checked
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if visitID != "" {
			v, err := visitByID(tx, visitID)
			if err != nil {
				return err
			}
			in.booked = v.TemplateID
		}
		p, err := s.placeToCheck(tx, in)
		if err != nil {
			return err
		}
		day, err := s.dayState(tx, in.Clinic, p.day)
		if err != nil {
			return err
		}
		if visitID != "" {
			day, p.booking.VisitID = day.Without(visitID), visitID
		}
		b := &p.booking
		b.SchoolAge = day.Numbers.schoolAge(p.patient.Birth, p.day)
		if b.Plan.Places = in.Places; len(in.Places) == 0 {
			b.Plan.Places = day.bestPlaces(p.pattern, in.Start, p.query())
		}
		if err := b.Plan.Validate(); err != nil {
			return err
		}
		clashes := Check(day, *b)
		names, err := s.namesIn(tx, day, clashes)
		out = Checked{toldClashes(clashes, names), b.Plan.Places, b.Plan.End(), p.pattern.String()}
		return err
	})
	return out, err
}

// placeToCheck is place for a patient who may not be known yet, without letting
// the clinic see anybody.
func (s *Service) placeToCheck(tx *db.Tx, in NewVisit) (placing, error) {
	p := placing{in: in}
	if err := tx.RequireClinic(in.Clinic); err != nil {
		return p, err
	}
	zone, err := s.org.Zone(tx, in.Clinic)
	if err != nil {
		return p, err
	}
	p.day = civil.Of(in.Start, zone)
	if p.template, err = s.templateFor(tx, in.Clinic, in.Template, in.booked); err != nil {
		return p, err
	}
	if err := p.shapeIn(tx); err != nil {
		return p, err
	}
	cards, err := s.patients.Cards(tx, distinct([]string{in.Patient}))
	p.patient.Birth = cards[in.Patient].Birth
	p.booking = Booking{PatientID: in.Patient, Template: p.template.Template, ApplianceArrived: in.Appliance,
		Plan: Plan{Pattern: p.pattern, Start: in.Start, DoctorID: in.Doctor}}
	return p, err
}
