package visits

import (
	"context"
	"maps"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/span"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/tasks"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
	"archwire/internal/platform/jobs"
)

// NewVisit is what somebody wants to book.
type NewVisit struct {
	Clinic   string
	Patient  string
	Template string   // id
	AddOns   []string // codes
	Pattern  string   // the visit's own; "" = the template's with the add-ons
	Minutes  int      // another length than the pattern's; 0 = that
	Start    int64    // epoch milliseconds
	Doctor   string   // id of the staff member; "" where no doctor is needed
	Places   []string // one per stay; empty = the clinic chooses
	First    bool
	// Appliance says that its arrival is registered.
	Appliance  bool
	TimeLocked bool
	Wishes     string
	Note       string
	Override   string // the reason against what may be overridden
	Follows    string // the missed or cancelled visit that this one replaces

	booked string // the kind with which it stands already, though nobody may book it any more
}

// Placed is a visit that was just booked or moved, with what the desk should know.
type Placed struct {
	Visit    Visit
	Warnings []Clash
}

// Book books one visit. Faults: those of the values (TemplateUnknown, patterns,
// plans), of the patient (patients.NotFound, Closed, ConsentNeeded), and the
// clash that stands against it, with all clashes and the next three fits in
// Details.
func (s *Service) Book(ctx context.Context, in NewVisit) (Placed, error) {
	list, err := s.BookTogether(ctx, []NewVisit{in})
	if err != nil {
		return Placed{}, err
	}
	return list[0], nil
}

// BookTogether books several visits, as for brothers and sisters: all or none.
func (s *Service) BookTogether(ctx context.Context, list []NewVisit) ([]Placed, error) {
	var out []Placed
	err := s.placed(ctx, func(tx *db.Tx) (tried []placing, err error) {
		out, tried, err = s.bookAll(ctx, tx, list)
		if err != nil {
			return tried, err
		}
		if len(list) == 1 {
			return tried, httpapi.Answer(tx, wirePlaced(out[0]))
		}
		return tried, httpapi.Answer(tx, wirePlacedAll(out))
	})
	return out, err
}

// bookAll books one after the other, each seeing those before it.
func (s *Service) bookAll(ctx context.Context, tx *db.Tx, list []NewVisit) (out []Placed, tried []placing, err error) {
	if err := s.lockDays(tx, list); err != nil {
		return nil, nil, err
	}
	together := ""
	if len(list) > 1 {
		together = tx.NewID()
	}
	days := map[string]*DayState{}
	for _, in := range list {
		p, err := s.place(tx, in)
		if err != nil {
			return nil, tried, err
		}
		key := p.in.Clinic + string(p.day)
		if days[key] == nil {
			if days[key], err = s.dayState(tx, p.in.Clinic, p.day); err != nil {
				return nil, tried, err
			}
		}
		tried = append(tried, p)
		b, err := s.bookOne(ctx, tx, days[key], &tried[len(tried)-1], together)
		if err != nil {
			return nil, tried, err
		}
		out = append(out, b)
	}
	return out, tried, nil
}

// placing is a visit on its way into a day.
type placing struct {
	in       NewVisit
	day      civil.Day
	patient  patients.Patient
	template ClinicTemplate
	pattern  Pattern
	colour   Colour
	booking  Booking // complete once a place was chosen
	clashes  []Clash // what stands against it, for the explanation
}

// query is what the fit finder would look for instead.
func (p placing) query() Query {
	q := Query{Template: p.template.Template, Pattern: p.pattern, VisitID: p.booking.VisitID, PatientID: p.in.Patient,
		SchoolAge: p.booking.SchoolAge, ApplianceArrived: p.in.Appliance}
	if p.in.Doctor != "" {
		q.Doctors = []string{p.in.Doctor}
	}
	return q
}

// lockDays takes the lock of every clinic-day that the list touches.
func (s *Service) lockDays(tx *db.Tx, list []NewVisit) error {
	var names []string
	for _, in := range list {
		zone, err := s.org.Zone(tx, in.Clinic)
		if err != nil {
			return err
		}
		names = append(names, dayLock(in.Clinic, civil.Of(in.Start, zone)))
	}
	return tx.Lock(names...)
}

// dayLock names the lock of a clinic-day, under which counted pools are checked.
func dayLock(clinic string, day civil.Day) string { return "visits/day/" + clinic + "/" + string(day) }

// dayState loads one day as a booking must see it: what began less than the
// clinic's tolerance ago may still be booked.
func (s *Service) dayState(tx *db.Tx, clinic string, day civil.Day) (*DayState, error) {
	list, err := s.LoadDays(tx, clinic, day, day)
	if err != nil {
		return nil, err
	}
	late, err := pastMinutes.Int(tx, clinic)
	if err != nil {
		return nil, err
	}
	list[0].Now -= int64(late) * span.Minute
	return list[0].Prepare(), nil
}

// place reads what a booking needs beside the day: patient, template, pattern.
func (s *Service) place(tx *db.Tx, in NewVisit) (placing, error) {
	p := placing{in: in}
	if err := tx.RequireClinic(in.Clinic); err != nil {
		return p, err
	}
	zone, err := s.org.Zone(tx, in.Clinic)
	if err != nil {
		return p, err
	}
	p.day = civil.Of(in.Start, zone)
	if p.patient, err = s.patients.Visiting(tx, in.Patient, in.Clinic); err != nil {
		return p, err
	}
	if p.template, err = s.templateFor(tx, in.Clinic, in.Template, in.booked); err != nil {
		return p, err
	}
	if err := p.shapeIn(tx); err != nil {
		return p, err
	}
	p.booking = Booking{
		VisitID: tx.NewID(), PatientID: in.Patient, Template: p.template.Template, ApplianceArrived: in.Appliance,
		Plan: Plan{Pattern: p.pattern, Start: in.Start, DoctorID: in.Doctor},
	}
	return p, nil
}

// shapeIn is shape for a booking in a clinic: what is done to the patient must be
// licensed there in the pattern as it comes to be, own patterns and add-ons
// included. Faults: as shape, TemplateGreenAct.
func (p *placing) shapeIn(tx *db.Tx) error {
	if err := p.shape(); err != nil {
		return err
	}
	t := p.template.Template
	t.Pattern, t.Colour = p.pattern, p.colour
	return t.licensed(tx, p.in.Clinic)
}

// shape makes the pattern: the template's with its add-ons, or the visit's own,
// in the length that was asked for.
func (p *placing) shape() error {
	var extra []AddOn
	for _, code := range p.in.AddOns {
		a, err := AddOnByCode(code)
		if err != nil {
			return err
		}
		extra = append(extra, a)
	}
	p.colour = p.template.ColourWith(extra)
	var err error
	if p.in.Pattern != "" {
		own := p.template.Template
		if own.Pattern, err = ParsePattern(p.in.Pattern); err != nil {
			return err
		}
		own.Colour = p.colour
		if err := own.validateColour(nil); err != nil {
			return err
		}
		p.pattern = own.Pattern
	} else if p.pattern, err = p.template.PatternWith(extra); err != nil {
		return err
	}
	if p.in.Minutes > 0 && p.in.Minutes != p.pattern.Minutes() {
		p.pattern, err = p.pattern.Resized(p.in.Minutes)
	}
	return err
}

// settle gives the booking its places and holds it against the day. Faults: as
// Standing, and refused with everything that stands against it.
func (s *Service) settle(ctx context.Context, day *DayState, p *placing) ([]Clash, error) {
	b := &p.booking
	b.SchoolAge = day.Numbers.schoolAge(p.patient.Birth, p.day)
	if b.Plan.Places = p.in.Places; len(b.Plan.Places) == 0 {
		b.Plan.Places = day.bestPlaces(p.pattern, p.in.Start, p.query())
	}
	if err := b.Plan.Validate(); err != nil {
		return nil, err
	}
	clashes := Check(day, *b)
	p.clashes = clashes
	may := auth.Require(ctx, MayOverride, p.in.Clinic) == nil
	against, err := Standing(clashes, Override{Allowed: may, Reason: p.in.Override})
	if err != nil {
		return nil, &refused{err}
	}
	if len(against) > 0 {
		p.clashes = against
		return nil, &refused{}
	}
	if len(reasoned(clashes)) == 0 {
		p.in.Override = "" // nothing needed it
	}
	return clashes, nil
}

// bestPlaces asks the fit finder for the places at exactly that start, and where
// nothing fits chooses by order, so that a check can say why.
func (s *DayState) bestPlaces(p Pattern, start int64, q Query) []string {
	at := civil.ClockOf(start, s.Zone)
	q.NotBefore, q.Parts, q.Soonest, q.Limit = start, []Part{{at, at + civil.Clock(UnitMinutes)}}, true, 1
	day := []*DayState{s}
	if fits := Find(day, q); len(fits) == 1 && fits[0].Plan.Start == start && fits[0].Plan.Pattern.Units() == p.Units() {
		return fits[0].Plan.Places
	}
	return s.choosePlaces(p, start, q)
}

// bookOne writes a visit that the day accepts.
func (s *Service) bookOne(ctx context.Context, tx *db.Tx, day *DayState, p *placing, together string) (Placed, error) {
	warnings, err := s.settle(ctx, day, p)
	if err != nil {
		return Placed{}, err
	}
	v := p.visit(tx, day.Numbers)
	v.Together = together
	if p.in.Follows != "" {
		if err := s.checkFollowed(tx, p.in.Follows, p.in.Patient); err != nil {
			return Placed{}, err
		}
	}
	held, err := day.HoldOf(p.booking)
	if err != nil {
		return Placed{}, err
	}
	if err := s.write(tx, v, held.Claims); err != nil {
		return Placed{}, err
	}
	day.Take(held)
	err = s.tell(tx, told{visit: v, did: DidBook, fact: FactBooked, reason: p.in.Override, body: bodyOf(v), detail: inSpiteOf(nil, warnings)})
	if err != nil {
		return Placed{}, err
	}
	return Placed{v, overridden(warnings)}, s.rebooked(tx, v)
}

// visit is the new visit as it will be kept.
func (p *placing) visit(tx *db.Tx, n Numbers) Visit {
	t := p.template
	return Visit{
		ID: p.booking.VisitID, Version: 1, Clinic: p.in.Clinic, Day: p.day, Patient: p.in.Patient, TemplateID: t.ID,
		Code: t.Code, Category: t.Category, Colour: p.colour, First: p.in.First, AddOns: p.in.AddOns, Plan: p.booking.Plan,
		Turnover: n.TurnoverMinutes, Appliance: p.in.Appliance, SchoolAge: p.booking.SchoolAge,
		Progress: Progress{State: Booked, Since: tx.Now()}, SuspectAt: SuspectAt(p.in.Start, n),
		TimeLocked: p.in.TimeLocked, Override: p.in.Override, Note: p.in.Note, Wishes: p.in.Wishes, Follows: p.in.Follows,
		CreatedAt: tx.Now(), CreatedBy: tx.Actor(),
	}
}

// write stores a new visit with its claims and lets the ticker know when to look
// whether the patient came.
func (s *Service) write(tx *db.Tx, v Visit, claims []Claim) error {
	if err := insertVisits(tx, []Visit{v}); err != nil {
		return err
	}
	if err := addClaims(tx, v.holder(), claims); err != nil {
		return err
	}
	return jobs.Lower(tx, suspectTopic, v.SuspectAt)
}

func (v Visit) holder() holder { return holder{v.ID, heldByVisit, v.Clinic} }

// overridden are the clashes that a booking stands in spite of.
func overridden(list []Clash) []Clash {
	return slices.DeleteFunc(slices.Clone(list), func(c Clash) bool { return c.Weight == Firm })
}

// reasoned are the kinds of clash that only a reason overrides, each once.
func reasoned(list []Clash) []ClashKind {
	var out []ClashKind
	for _, c := range list {
		if c.Weight == Reasoned && !slices.Contains(out, c.Kind) {
			out = append(out, c.Kind)
		}
	}
	return out
}

// inSpiteOf adds to the detail of an event what was overridden, so that the
// history tells what the reason was for.
func inSpiteOf(detail map[string]any, list []Clash) map[string]any {
	kinds := reasoned(list)
	if len(kinds) == 0 {
		return detail
	}
	out := map[string]any{againstKey: kinds}
	maps.Copy(out, detail)
	return out
}

// againstKey is where the detail of an event keeps what was overridden.
const againstKey = "against"

// checkFollowed refuses to replace a visit that still stands, or another person's.
func (s *Service) checkFollowed(tx *db.Tx, visitID, patient string) error {
	old, err := visitByID(tx, visitID)
	if err != nil {
		return err
	}
	if old.Patient != patient || (old.Progress.State != NoShow && old.Progress.State != Cancelled) {
		return FollowsWrong.At("follows")
	}
	return nil
}

// rebooked closes the calls about visits that the patient missed within the
// clinic's days for it: there is a new time now.
func (s *Service) rebooked(tx *db.Tx, v Visit) error {
	days, err := rebookedDays.Int(tx, v.Clinic)
	if err != nil {
		return err
	}
	missed, err := missedLately(tx, v.Patient, tx.Now()-int64(days)*span.Day)
	if err != nil {
		return err
	}
	for _, id := range missed {
		if _, err := s.tasks.Close(tx, callKey(id), tasks.Rebooked, ""); err != nil {
			return err
		}
	}
	return nil
}

// visitDates tells the patients' search when each was last here and comes next.
func (s *Service) visitDates(tx *db.Tx, ids []string) (map[string]patients.VisitDates, error) {
	return lastAndNext(tx, ids, tx.Now())
}
