package followup

import (
	"context"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/span"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/tasks"
	"archwire/internal/platform/db"
	"archwire/internal/platform/jobs"
	"archwire/internal/platform/live"
)

// perWake bounds the steps that one transaction decides.
const perWake = 2000

// decideDue decides every step whose time has come: against what is true now it
// becomes part of a contact, or is cancelled with the reason.
func (s *Service) decideDue(ctx context.Context, now int64) error {
	group, err := s.groupCode(ctx)
	if err != nil {
		return err
	}
	for {
		n := 0
		err := s.db.Write(asProgram(ctx), func(tx *db.Tx) (err error) {
			n, err = s.decideSome(tx, now, group)
			return err
		})
		if err != nil || n < perWake || ctx.Err() != nil {
			return err
		}
	}
}

// deciding is one batch with everything that is known of its patients.
type deciding struct {
	*desk
	group   string // its public code
	now     int64
	series  map[string]Series
	people  map[string]patients.Patient
	dates   map[string]patients.VisitDates
	wishes  map[string]personRow
	past    map[string][]past
	made    map[string][]Made // contacts of these days
	angry   map[string]bool   // a complaint is open
	reached map[string]bool   // a form would arrive; nil = by telephone number
	carers  map[string]string
	attends map[string]string // the doctor of the care team
	doctors map[string]string // names
	courted map[string]bool   // not to be courted

	contacts []Made
	parts    []partRow
	steps    map[string]Planned // that are decided here
	settled  []Planned
	next     []Planned
	joins    []Made
	tasks    []tasks.New
	letters  []letter
	touched  map[string]bool // series
}

// decideSome decides one batch, and gives how many steps it found due.
func (s *Service) decideSome(tx *db.Tx, now int64, group string) (int, error) {
	due, err := dueSteps(tx, now, perWake)
	if err != nil || len(due) == 0 {
		return 0, err
	}
	d := &deciding{desk: s.desk(tx), group: group, now: now, steps: map[string]Planned{}, touched: map[string]bool{}}
	list, err := d.gather(due)
	if err != nil {
		return 0, err
	}
	for _, one := range list {
		if err := d.decide(one); err != nil {
			return 0, err
		}
	}
	return len(due), d.write()
}

// personDay are the steps of one person on one day.
type personDay struct {
	patient string
	day     civil.Day
	steps   []Planned
}

// decide decides the steps of one person on one day.
func (d *deciding) decide(one personDay) error {
	var parts []Part
	for _, st := range one.steps {
		series, ok := d.series[st.Series]
		if !ok || series.State != SeriesOpen {
			d.cancel(st, BecauseByHand)
			continue
		}
		p, err := d.version(series.Protocol, series.Number)
		if err != nil {
			return err
		}
		step, known := p.step(st.Step)
		if !known {
			d.cancel(st, BecauseByHand)
			continue
		}
		part, goes, err := d.part(p, step, st, series)
		if err != nil {
			return err
		}
		if goes {
			parts = append(parts, part)
		}
	}
	if len(parts) == 0 {
		return nil
	}
	return d.contact(one, Merge(parts))
}

// part tells whether a step goes on to contact somebody. What contacts nobody is
// done at once.
func (d *deciding) part(p Protocol, step Step, st Planned, of Series) (Part, bool, error) {
	h, err := d.hoursOf(st.Clinic)
	if err != nil {
		return Part{}, false, err
	}
	if moved, err := d.closedMeanwhile(p, step, st, h); moved || err != nil {
		return Part{}, false, err
	}
	flags := d.flags(p, of, h)
	if step.While != nil && !step.While.holds(nil, Situation{Flags: flags}) {
		d.cancel(st, BecauseTurned)
		return Part{}, false, d.upon(p, step, st, of, h)
	}
	why := p.Fate(step, st.Moment, d.standing(st, p, of, h))
	if why == "" && step.When != nil && !step.When.holds(nil, Situation{Flags: flags}) {
		why = BecauseCondition
	}
	if step.Every > 0 {
		d.again(p, step, st, of, h)
	}
	if why != "" {
		d.cancel(st, why)
		return Part{}, false, nil
	}
	if step.Deed != Contacts && step.Deed != Comforts {
		return Part{}, false, d.act(p, step, st, of)
	}
	if p.Layer == Clinical && !h.open(st.Day) {
		st.OnCall = true // the day was closed after the step was laid
	}
	way, reason := p.WayOf(step, st.Moment, d.person(st, of, h))
	return Part{ID: st.ID, Series: st.Series, Protocol: p, Step: step, Moment: st.Moment, Way: way, Why: reason}, true, nil
}

// closedMeanwhile lays a relationship step anew that falls on a day which was
// closed after it was laid; care goes to whoever is on call.
func (d *deciding) closedMeanwhile(p Protocol, step Step, st Planned, h Hours) (bool, error) {
	if h.open(st.Day) || p.Layer == Clinical || step.Deed != Contacts && step.Deed != Comforts {
		return false, nil
	}
	day, _ := p.openDay(st.Day, st.Day, h)
	if day == st.Day {
		return false, nil
	}
	d.cancel(st, BecauseClosed)
	m := st
	m.ID, m.Nth = d.tx.NewID(), st.Nth+movedNth
	m.Day, m.Due, m.Latest, m.Wake = day, h.at(day, p.slot(step)), h.endOf(day), day.At(h.Wake, h.Zone)
	d.next = append(d.next, m)
	return true, nil
}

// movedNth tells a step that was laid anew from the comings of one that repeats.
const movedNth = 1000

// flags are what is known of the case and its patient as facts.
func (d *deciding) flags(p Protocol, of Series, h Hours) map[string]bool {
	active, _, since := history(d.past[of.Patient], of, d.now)
	out := p.SituationOf(of.Anchor, d.now, of.Flags, of.Plan, nil, nil, h).Flags
	for k, v := range since {
		out[k] = out[k] || v
	}
	out[FactActive], out[FactBooked] = active, d.dates[of.Patient].Next > d.now
	out[FactUnwilling], out[FactComplaint] = d.courted[of.Patient], d.angry[of.Patient]
	return out
}

func (d *deciding) standing(st Planned, p Protocol, of Series, h Hours) Standing {
	who, known := d.people[st.Patient]
	dates := d.dates[st.Patient]
	out := Standing{
		Gone: !known || who.Deceased != "" || who.State == patients.Erased, OptedOut: d.wishes[st.Patient].OptedOut, Complaint: d.angry[st.Patient],
		CameSince: civil.Of(dates.Last, h.Zone) > civil.Of(of.Anchor, h.Zone) && dates.Last > 0,
		Followed:  p.Family == Routine && followed(d.past[st.Patient], of),
		VisitDay:  dates.Next > 0 && civil.Of(dates.Next, h.Zone) == st.Day || dates.Last > 0 && civil.Of(dates.Last, h.Zone) == st.Day,
	}
	for _, m := range d.made[st.Patient] {
		// What was talked about before the treatment did not ask about it: the call
		// after an extraction is made, though a form was answered that morning.
		if m.Day == st.Day && m.State == ContactDone && m.Closed >= of.Anchor && !slices.Contains(m.Keys, of.Protocol) {
			out.Done = m.Day
		}
	}
	return out
}

// person is what the way depends on.
func (d *deciding) person(st Planned, of Series, h Hours) Person {
	who, wish := d.people[st.Patient], d.wishes[st.Patient]
	_, beginning, _ := history(d.past[st.Patient], of, d.now)
	reachable := who.Phone != ""
	if d.reached != nil {
		reachable = d.reached[st.Patient]
	}
	return Person{Reachable: reachable, Important: who.Important, AsksCalls: wish.AsksCalls, Unanswered: wish.Unanswered, Beginning: beginning,
		Child: of.Flags[FactChild], Uneasy: of.Level == Amber || of.Level == Red, Served: d.carers[st.Patient] != "", Complaint: d.angry[st.Patient]}
}

func (d *deciding) cancel(st Planned, why string) {
	st.State, st.Reason = StepCancelled, why
	d.settled = append(d.settled, st)
	d.touched[st.Series] = true
}

// take makes a step part of a contact.
func (d *deciding) take(id string) {
	st := d.steps[id]
	st.State = StepTaken
	d.settled = append(d.settled, st)
}

// again lays the next coming of a step that repeats.
func (d *deciding) again(p Protocol, step Step, st Planned, of Series, h Hours) {
	m := p.Following(step, of.Anchor, st.Nth+1, h)
	d.next = append(d.next, Planned{ID: d.tx.NewID(), Clinic: st.Clinic, Series: st.Series, Patient: st.Patient, Step: st.Step, Nth: st.Nth + 1, Deed: st.Deed,
		Moment: m, State: StepPlanned})
}

// upon lays the step that follows when another does not come again: today, in the
// next window.
func (d *deciding) upon(p Protocol, ended Step, st Planned, of Series, h Hours) error {
	for _, step := range p.Steps {
		if step.Upon != ended.Key {
			continue
		}
		day, slot, at := NextWindow(d.now, h)
		d.next = append(d.next, Planned{ID: d.tx.NewID(), Clinic: st.Clinic, Series: st.Series, Patient: st.Patient, Step: step.Key, Nth: 1, Deed: step.Deed, State: StepPlanned,
			Moment: Moment{Day: day, Slot: slot, Due: at, Latest: h.endOf(day), Wake: max(d.now, day.At(h.Wake, h.Zone))}})
	}
	return nil
}

// act does what a step does that contacts nobody.
func (d *deciding) act(p Protocol, step Step, st Planned, of Series) error {
	d.touched[st.Series] = true
	switch step.Deed {
	case Books:
		if next := d.dates[st.Patient].Next; next > d.now {
			d.cancel(st, BecauseBooked)
			return nil
		}
		d.tasks = append(d.tasks, tasks.New{Kind: TaskBook, Clinic: st.Clinic, Patient: st.Patient, Subject: of.ID, Title: titleOf("book", p), Role: org.RoleFrontDesk, Due: st.Due,
			Dedupe: TaskBook + ":" + st.ID})
	case Tasks:
		n := tasks.New{Kind: TaskTell, Clinic: st.Clinic, Patient: st.Patient, Subject: of.ID, Title: titleOf("tell", p), Role: step.Role, Due: st.Due + 4*span.Hour,
			Dedupe: TaskTell + ":" + st.ID}
		if who := d.attends[st.Patient]; p.Tells && who != "" && who != of.Doctor {
			n.Owner, n.Role = who, "" // whoever sent them hears of it, not only the desk
		}
		d.tasks = append(d.tasks, n)
	}
	st.State = StepDone
	d.settled = append(d.settled, st)
	return nil
}

// write writes what was decided, in a handful of statements.
func (d *deciding) write() error {
	if err := settleSteps(d.tx, d.settled); err != nil {
		return err
	}
	if err := insertContacts(d.tx, d.contacts); err != nil {
		return err
	}
	if err := insertParts(d.tx, d.parts); err != nil {
		return err
	}
	for i := range d.joins {
		if err := updateContact(d.tx, &d.joins[i]); err != nil {
			return err
		}
	}
	if err := d.wait(d.next); err != nil {
		return err
	}
	if len(d.tasks) > 0 {
		if _, err := d.s.tasks.OpenAll(d.tx, d.tasks); err != nil {
			return err
		}
	}
	if err := d.send(); err != nil {
		return err
	}
	if err := endWhereDone(d.tx, keysOf(d.touched), d.now); err != nil {
		return err
	}
	return d.s.touchAll(d.tx, d.contacts)
}

// touchAll tells the desks of the clinics that their list is another.
func (s *Service) touchAll(tx *db.Tx, list []Made) error {
	var clinics []string
	for _, m := range list {
		clinics = append(clinics, m.Clinic)
	}
	for _, clinic := range distinct(clinics) {
		if err := s.live.Touch(tx, live.Change{Topic: "followup", Clinic: clinic}); err != nil {
			return err
		}
	}
	return nil
}

// lowerChase lets the ticker know when the earliest form is to be looked at.
func lowerChase(tx *db.Tx, list []Made) error {
	at := int64(0)
	for _, m := range list {
		if m.ChaseAt > 0 && (at == 0 || m.ChaseAt < at) {
			at = m.ChaseAt
		}
	}
	if at == 0 {
		return nil
	}
	return jobs.Lower(tx, chaseTopic, at)
}
