package visits

import (
	"context"
	"maps"
	"math/rand/v2"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/id"
	"archwire/internal/kit/span"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
	"archwire/internal/platform/events"
	"archwire/internal/platform/jobs"
)

// demoDays is how many days one transaction of the demo writes.
const demoDays = 5

// demoBookings fills the days of the demo: history, the reference day as it
// stands at the clock of the demo, and what is booked ahead. Every day is packed
// by the rules and held by the constraint. A clinic with visits is left alone.
func (s *Service) demoBookings(ctx context.Context, w *demo.World) error {
	ctx = auth.AsProgram(ctx, w.Tenant, "demo")
	clinics := demo.Get[map[string]org.Clinic](w, org.DemoClinics)
	for i, code := range []string{org.DemoWindmill, org.DemoPaperBoat} {
		p, fresh, err := s.newPlayer(ctx, w, clinics[code])
		if err != nil {
			return err
		}
		if !fresh {
			continue
		}
		days := w.To.Sub(w.From) + 1
		for done := 0; done < days; done += demoDays {
			from, to := w.From.AddDays(done), w.From.AddDays(min(done+demoDays, days)-1)
			if err := p.days(ctx, from, to); err != nil {
				return err
			}
			w.Step("visits", i*days+done, 2*days)
		}
		if err := p.end(ctx); err != nil {
			return err
		}
	}
	w.Step("visits", 1, 1)
	return nil
}

// demoPlayer fills the days of one clinic.
type demoPlayer struct {
	s      *Service
	w      *demo.World
	clinic org.Clinic
	rnd    *rand.Rand
	ids    id.Source
	kinds  map[string]ClinicTemplate // by code
	ortho  []string                  // orthodontists
	others []string
	cast   demoCast
	moved  []movedOn // visits that wait for their new day
	all    []Visit   // everything that was written, for what comes at the end
}

// movedOn is a visit that was moved to another day and has none yet.
type movedOn struct {
	visit Visit
	from  civil.Day // the new day is not before
}

func (s *Service) newPlayer(ctx context.Context, w *demo.World, clinic org.Clinic) (*demoPlayer, bool, error) {
	start := w.Today.At(0, w.Zone)
	p := &demoPlayer{s: s, w: w, clinic: clinic, rnd: w.Rand("visits." + clinic.Code), kinds: map[string]ClinicTemplate{}}
	p.ids = id.Seeded(w.Rand("visits.ids."+clinic.Code).Uint64(), func() int64 { return start })
	staff := demo.Get[map[string]org.Staff](w, org.DemoStaff)
	for _, login := range slices.Sorted(maps.Keys(staff)) {
		one := staff[login]
		if !one.Is(org.RoleDoctor, clinic.ID) {
			continue
		}
		if slices.Contains(demoOrthodontists, login) {
			p.ortho = append(p.ortho, one.ID)
		} else {
			p.others = append(p.others, one.ID)
		}
	}
	p.cast = castOf(demo.Get[[]patients.DemoPatient](w, patients.DemoPeople), clinic.Code, w.Today, p.rnd)
	there := false
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		list, err := templatesByID(tx, nil)
		for _, t := range list {
			p.kinds[t.Code] = t
		}
		if err == nil {
			there, err = anyVisit(tx, clinic.ID)
		}
		return err
	})
	return p, !there, err
}

// days writes some days in one transaction.
func (p *demoPlayer) days(ctx context.Context, from, to civil.Day) error {
	var list []civil.Day
	for d := from; d <= to; d = d.AddDays(1) {
		list = append(list, d)
	}
	var loaded []Day
	err := p.s.db.Read(ctx, func(tx *db.Tx) (err error) {
		loaded, err = p.s.LoadDays(tx, p.clinic.ID, from, to)
		return err
	})
	if err != nil {
		return err
	}
	// Drawn before the transaction, which may run twice.
	var made []lived
	for i := range list {
		made = append(made, p.day(loaded[i])...)
	}
	return p.s.db.Write(ctx, func(tx *db.Tx) error { return p.write(tx, made) })
}

// day packs one day and lets its visits live as far as the clock has come.
func (p *demoPlayer) day(d Day) []lived {
	if d.Closed != "" {
		return nil
	}
	now := d.Now
	d.Now = d.Date.AddDays(-1).At(18*60, d.Zone)
	state := d.Prepare()
	wanted, fates := p.wanted(d)
	packing := PackEvenly(state, Shuffled(wanted, p.rnd.Uint64()))
	if d.Date == p.w.Today {
		p.stage(packing.Booked, fates, now)
	}
	held := map[string]Held{}
	for _, h := range state.Held {
		held[h.VisitID] = h
	}
	var out []lived
	for _, b := range packing.Booked {
		f := fates[b.VisitID]
		if f.how == fateComes && f.follows == "" && d.Date > p.w.Today && p.rnd.IntN(100) < 8 {
			f.how = fateMoved
		}
		v := p.visit(d, b, f)
		out = append(out, liveOut(v, f, held[b.VisitID], d, now, p.rnd))
	}
	onlyOneSits(out, now)
	for i := range out {
		v := &out[i].visit
		if v.Ended == EndRescheduled {
			p.moved = append(p.moved, movedOn{*v, d.Date.AddDays(1 + p.rnd.IntN(5))})
		}
		p.all = append(p.all, *v)
	}
	return out
}

// visit is a packed booking as it is kept.
func (p *demoPlayer) visit(d Day, b Booking, f fate) Visit {
	ahead := int64(3+p.rnd.IntN(32)) * span.Day
	t := p.kinds[b.Template.Code]
	return Visit{
		ID: b.VisitID, Version: 1, Clinic: p.clinic.ID, Day: d.Date, Patient: b.PatientID, TemplateID: t.ID, Code: t.Code, Category: t.Category,
		Colour: t.Colour, First: f.first, Plan: b.Plan, Turnover: d.Numbers.TurnoverMinutes, Appliance: true, SchoolAge: b.SchoolAge,
		Progress: Progress{State: Booked}, Follows: f.follows, CreatedAt: min(b.Plan.Start-ahead, p.w.Today.At(9*60, d.Zone)),
	}
}

// write stores visits with their claims, events and facts.
func (p *demoPlayer) write(tx *db.Tx, list []lived) error {
	var visits []Visit
	var claims []claimRow
	var rows []eventRow
	for _, l := range list {
		visits = append(visits, l.visit)
		claims = append(claims, claimRows(l.visit.holder(), l.claims)...)
		rows = append(rows, l.events...)
	}
	if err := insertVisits(tx, visits); err != nil {
		return err
	}
	if err := insertClaims(tx, claims); err != nil {
		return err
	}
	if err := insertEvents(tx, rows); err != nil {
		return err
	}
	first := int64(0)
	for _, l := range list {
		if err := p.tell(tx, l); err != nil {
			return err
		}
		if at := l.visit.SuspectAt; at > 0 && (first == 0 || at < first) {
			first = at
		}
	}
	if first == 0 {
		return nil
	}
	return jobs.Lower(tx, suspectTopic, first)
}

// tell publishes how each visit ended as a fact about the past: figures are
// right, and nobody gets a message. What led there is in the visits themselves.
func (p *demoPlayer) tell(tx *db.Tx, l lived) error {
	for _, e := range l.events {
		kind := ""
		switch e.Step {
		case Treat, MissIt, CancelIt:
			kind = stepFacts[e.Step]
		case DidReschedule:
			kind = FactRescheduled
		}
		if kind == "" {
			continue
		}
		body := bodyOf(l.visit)
		body.Reason = reasonKey(e.Reason)
		err := p.s.facts.Publish(tx, events.Fact{Kind: kind, Clinic: l.visit.Clinic, Patient: l.visit.Patient, Subject: l.visit.ID,
			At: e.At, Backfill: true, Body: body})
		if err != nil {
			return err
		}
	}
	return nil
}
