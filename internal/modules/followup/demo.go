package followup

import (
	"cmp"
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/span"
	"archwire/internal/kit/tooth"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/plans"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
	"archwire/internal/platform/events"
	"archwire/internal/platform/jobs"
)

// The shares by which the past of the demo is drawn, in thousands: those of the
// clinic's own month.
const (
	demoInTime   = 930
	demoReached  = 710
	demoAnswered = 800
	demoAmber    = 68 // of those that have a threshold
	demoRed      = 8
)

// demoBatch is how many patients one transaction of the demo writes.
const demoBatch = 250

// demo gives the clinics the follow-up of three months: series of what was
// executed, the contacts that were made for them and what came of them, and what
// is to be done today. A group with series is left alone.
func (s *Service) demo(ctx context.Context, w *demo.World) error {
	ctx = auth.AsProgram(ctx, w.Tenant, "demo")
	f := &furnishing{s: s, w: w, rnd: w.Rand("followup"), callers: map[string][]string{}, zones: map[string]Hours{}}
	list, err := f.open(ctx)
	if err != nil || len(list) == 0 {
		return err
	}
	for at := 0; at < len(list); at += demoBatch {
		some := list[at:min(at+demoBatch, len(list))]
		if err := s.db.Write(ctx, func(tx *db.Tx) error { return f.write(tx, some) }); err != nil {
			return err
		}
		w.Step("followup", at, len(list))
	}
	if err := f.recalls(ctx, demo.Get[[]plans.DemoPlan](w, plans.DemoPlans)); err != nil {
		return err
	}
	w.Step("followup", 1, 1)
	if err := s.db.Write(ctx, func(tx *db.Tx) error { return f.mornings(tx) }); err != nil {
		return err
	}
	return s.decideDue(ctx, s.db.Now())
}

// mornings lets this morning be announced as soon as the program runs.
func (f *furnishing) mornings(tx *db.Tx) error {
	d := f.s.desk(tx)
	for _, clinic := range keysOf(f.callers) {
		h, err := d.hoursOf(clinic)
		if err != nil {
			return err
		}
		if err := expectMorning(tx, clinic, civil.Of(tx.Now(), h.Zone).At(h.Wake, h.Zone)); err != nil {
			return err
		}
	}
	return nil
}

// furnishing is the demo in the making.
type furnishing struct {
	s       *Service
	w       *demo.World
	rnd     *rand.Rand
	callers map[string][]string // by clinic
	zones   map[string]Hours
	ages    map[string]civil.Day

	series   []Series
	steps    []Planned
	contacts []Made
	parts    []partRow
	results  []Result
	attempts []attemptRow
	facts    []events.Fact
}

// demoLife is what was executed for one patient, in the order of time.
type demoLife struct {
	patient string
	clinic  string
	done    []plans.DemoDone
}

// demoBack is how many days the history reaches back; what was executed before it
// may still lead to something within it.
const demoBack = 90

// open reads whom there is something to tell of; nobody where it was told before.
func (f *furnishing) open(ctx context.Context) ([]demoLife, error) {
	clinics, staff := demo.Get[map[string]org.Clinic](f.w, org.DemoClinics), demo.Get[map[string]org.Staff](f.w, org.DemoStaff)
	told := demo.Get[[]plans.DemoPlan](f.w, plans.DemoPlans)
	lives := map[string]*demoLife{}
	from := f.w.Today.AddDays(-demoBack - 10)
	for _, p := range told {
		for _, d := range p.Done {
			if d.Body.Day < from || d.Body.Day >= f.w.Today {
				continue
			}
			if lives[p.Patient] == nil {
				lives[p.Patient] = &demoLife{patient: p.Patient, clinic: p.Clinic}
			}
			lives[p.Patient].done = append(lives[p.Patient].done, d)
		}
	}
	var out []demoLife
	for _, patient := range keysOf(lives) {
		one := lives[patient]
		slices.SortFunc(one.done, func(a, b plans.DemoDone) int {
			return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Body.Execution, b.Body.Execution))
		})
		out = append(out, *one)
	}
	err := f.s.db.Write(ctx, func(tx *db.Tx) error {
		there, err := anySeries(tx)
		if err != nil || there {
			out = nil
			return err
		}
		d := f.s.desk(tx)
		d.keeps = true
		if _, _, err := d.protocol("general"); err != nil {
			return err
		}
		for _, c := range clinics {
			if f.zones[c.ID], err = d.hoursOf(c.ID); err != nil {
				return err
			}
			f.callers[c.ID] = callersOf(staff, c.ID)
		}
		return nil
	})
	return out, err
}

// callersOf are those who made a clinic's calls, as often as they did: mostly its
// service staff, an assistant or the front desk now and then.
func callersOf(staff map[string]org.Staff, clinic string) []string {
	of := func(role string, most int) (ids []string) {
		for _, key := range keysOf(staff) {
			if staff[key].Is(role, clinic) {
				ids = append(ids, staff[key].ID)
			}
		}
		slices.Sort(ids)
		return ids[:min(most, len(ids))]
	}
	service := of(org.RoleServiceStaff, 2)
	return slices.Concat(service, service, service, of(org.RoleAssistant, 1), of(org.RoleFrontDesk, 1))
}

// write writes the follow-up of some patients.
func (f *furnishing) write(tx *db.Tx, list []demoLife) error {
	var people []string
	for _, one := range list {
		people = append(people, one.patient)
	}
	who, err := f.s.patients.ByIDs(tx, people)
	if err != nil {
		return err
	}
	next := map[string]patients.VisitDates{}
	if f.s.patients.Visits != nil {
		if next, err = f.s.patients.Visits(tx, people); err != nil {
			return err
		}
	}
	f.series, f.steps, f.contacts, f.parts, f.results, f.attempts, f.facts = nil, nil, nil, nil, nil, nil, nil
	for _, one := range list {
		f.live(tx, one, who[one.patient], next[one.patient].Next > tx.Now())
	}
	for _, put := range []func() error{
		func() error { _, err := insertSeries(tx, f.series); return err },
		func() error { return insertSteps(tx, f.steps) },
		func() error { return insertContacts(tx, f.contacts) },
		func() error { return insertParts(tx, f.parts) },
		func() error { return insertResults(tx, f.results) },
		func() error { return insertAttempts(tx, f.attempts) },
		func() error { return f.s.facts.Past(tx, f.facts) },
	} {
		if err := put(); err != nil {
			return err
		}
	}
	if at := earliest(f.steps); at > 0 {
		return jobs.Lower(tx, wakeTopic, at)
	}
	return nil
}

// live tells one patient's follow-up.
func (f *furnishing) live(tx *db.Tx, one demoLife, who patients.Patient, booked bool) {
	var mine []Planned
	series := map[string]Series{}
	for n, d := range one.done {
		site, _ := tooth.ParseSite(d.Body.Site)
		x := Executed{Class: d.Body.Class, Steps: kindsOf(d.Body.Steps), First: d.Body.First, Last: d.Body.Last, Site: site,
			Child: who.Birth != "" && d.Body.Day.Age(who.Birth) < 14}
		keys := x.Protocols()
		if n == len(one.done)-1 {
			keys = append(keys, "relationship")
		}
		for _, key := range keys {
			s := Series{ID: tx.NewID(), Clinic: one.clinic, Patient: one.patient, Protocol: key, Number: 1, State: SeriesOpen, Execution: d.Body.Execution, Visit: d.Body.Visit,
				Doctor: d.Body.Doctor, Item: Words{}, Site: d.Body.Site, Flags: x.Flags(), Plan: map[string]float64{}, Anchor: d.At, Anchored: true, Begun: d.At, Version: 1}
			if key == "relationship" {
				s.Execution, s.Flags = "", map[string]bool{}
			}
			p, _ := DefaultOf(key)
			mine = append(mine, s.lay(p, f.zones[one.clinic], d.At, nil, tx.NewID)...)
			series[s.ID] = s
		}
	}
	f.past(tx, one, mine, series, booked)
}

// past makes the contacts of the days that are over; what lies ahead waits.
func (f *furnishing) past(tx *db.Tx, one demoLife, mine []Planned, series map[string]Series, booked bool) {
	days := map[civil.Day][]Planned{}
	for _, st := range mine {
		days[st.Day] = append(days[st.Day], st)
	}
	open := map[string]bool{}
	for _, day := range keysOf(days) {
		var parts []Part
		for i, st := range days[day] {
			of := series[st.Series]
			p, _ := DefaultOf(of.Protocol)
			step, _ := p.step(st.Step)
			switch talks := st.Deed == Contacts || st.Deed == Comforts; {
			case day >= f.w.Today:
				open[of.ID] = true
			case !talks || step.Upon != "":
				days[day][i].State = StepDone
			case f.skipped(p, step, booked):
				days[day][i].State, days[day][i].Reason = StepCancelled, BecauseCondition
			default:
				way, why := p.WayOf(step, st.Moment, Person{Reachable: true, Served: f.chance(300), Beginning: f.chance(85), Child: of.Flags[FactChild]})
				parts = append(parts, Part{ID: st.ID, Series: of.ID, Protocol: p, Step: step, Moment: st.Moment, Way: way, Why: why})
				days[day][i].State = StepDone
			}
		}
		for _, c := range Merge(parts) {
			f.contact(tx, one, c, series)
		}
		f.steps = append(f.steps, days[day]...)
	}
	for _, id := range keysOf(series) {
		of := series[id]
		if !open[id] {
			of.State, of.Ended = SeriesDone, of.Anchor+7*dayLong
		}
		f.series = append(f.series, of)
	}
}

// skipped draws what conditions come to in the past.
func (f *furnishing) skipped(p Protocol, step Step, booked bool) bool {
	switch {
	case p.Layer == Relation:
		return booked
	case step.When != nil:
		return f.chance(500)
	}
	return false
}

func (f *furnishing) chance(perMille int) bool { return f.rnd.IntN(1000) < perMille }

// contact makes one contact of the past with what came of it.
func (f *furnishing) contact(tx *db.Tx, one demoLife, c Contact, series map[string]Series) {
	lead := series[c.Parts[0].Series]
	m := Made{ID: tx.NewID(), Version: 2, Clinic: one.clinic, Patient: one.patient, Day: c.Day, Slot: c.Slot, Way: c.Way, Why: c.Why, Family: c.Family(),
		Layer: c.Parts[0].Protocol.Layer, State: ContactDone, Due: c.Due, Latest: c.Latest, Doctor: lead.Doctor, Role: org.RoleServiceStaff, Opened: c.Wake}
	for _, p := range c.Parts {
		m.Keys = append(m.Keys, p.Protocol.Key)
		f.parts = append(f.parts, partRow{m.ID, p.ID, m.Clinic, p.Series, p.Protocol.Key, 1, p.Step.Key})
	}
	caller := f.callers[one.clinic][f.rnd.IntN(len(f.callers[one.clinic]))]
	switch {
	case c.Way == Message:
		m.State, m.Closed = ContactEnded, c.Latest
	case c.Way == Call && !f.chance(demoReached), c.Way == Form && !f.chance(demoAnswered):
		m.State, m.Reason, m.Closed = ContactEnded, BecauseUnanswered, c.Latest+dayLong
		if c.Way == Call {
			m.Attempts, m.Caller, m.ClosedBy = 3, caller, caller
			f.tried(tx, m, caller)
		}
	default:
		f.result(tx, &m, c, series, caller)
	}
	f.contacts = append(f.contacts, m)
}

func (f *furnishing) tried(tx *db.Tx, m Made, caller string) {
	for n := range 3 {
		at := m.Due + int64(n)*6*span.Hour
		f.attempts = append(f.attempts, attemptRow{ID: tx.NewID(), Clinic: m.Clinic, Contact: m.ID, At: at, By: caller, Outcome: NoAnswer, Next: at + 6*span.Hour*int64(boolRank(n < 2))})
	}
}

// result draws what was answered.
func (f *furnishing) result(tx *db.Tx, m *Made, c Contact, series map[string]Series, caller string) {
	at := m.Due + int64(f.rnd.IntN(25))*span.Minute
	if f.chance(demoInTime) {
		at = min(at, m.Latest)
	} else {
		at = m.Latest + int64(30+f.rnd.IntN(600))*span.Minute
	}
	r := Result{ID: tx.NewID(), Clinic: m.Clinic, Contact: m.ID, Patient: m.Patient, Doctor: m.Doctor, At: at, By: caller, Means: "call", Outcome: Reached, InTime: at <= m.Latest,
		Mood: []string{"calm", "content", "calm", "content", "worried"}[f.rnd.IntN(5)], SeenAt: at + 18*span.Hour, SeenBy: m.Doctor}
	if civil.Of(at, f.w.Zone) >= f.w.Today.AddDays(-1) {
		r.SeenAt, r.SeenBy = 0, "" // stands in this morning's digest
	}
	if m.Way == Form {
		r.By, r.Means, r.Outcome, r.Mood = "", "form", Answered, ""
	}
	want := Green
	switch n := f.rnd.IntN(1000); {
	case n < demoRed:
		want = Red
	case n < demoRed+demoAmber:
		want = Amber
	}
	r.Answers, r.Level, r.Spoke = f.answers(c, series, at, want)
	if r.Level == Green && f.chance(400) {
		r.Satisfaction = 4 + f.rnd.IntN(2)
		r.Referral = []string{"not_asked", "promised", "named", "declined"}[f.rnd.IntN(4)]
	}
	if m.Layer == Relation && f.chance(250) {
		r.Wish = "book"
	}
	if m.Layer == Relation {
		r.Doctor = ""
	}
	m.Level, m.Closed, m.ClosedBy = r.Level, at, r.By
	m.Caller = r.By
	f.results = append(f.results, r)
	f.facts = append(f.facts, events.Fact{Kind: FactReached, Clinic: m.Clinic, Patient: m.Patient, Subject: m.ID, At: at, Body: FactBody{Contact: m.ID, Protocols: m.Keys,
		Layer: m.Layer, Outcome: r.Outcome, Means: r.Means, Level: r.Level, Doctor: r.Doctor, Satisfaction: r.Satisfaction, Referral: r.Referral, InTime: r.InTime}})
}

// answers are answers to the questions of a contact that come to a level, as far as
// its protocols have a threshold of it.
func (f *furnishing) answers(c Contact, series map[string]Series, at int64, want Level) (Answers, Level, []Spoke) {
	judge := func(a Answers) Verdict {
		list := make([]Judged, len(c.Parts))
		for n, p := range c.Parts {
			of := series[p.Series]
			list[n] = Judged{p.Protocol, p.Protocol.SituationOf(of.Anchor, at, of.Flags, of.Plan, a, nil, f.zones[of.Clinic])}
		}
		return Judge(list, a)
	}
	base := Answers{}
	for _, q := range c.Questions() {
		switch q.Kind {
		case Scale:
			base[q.Key] = strconv.Itoa(f.rnd.IntN(3))
		case Choice:
			base[q.Key] = q.Options[0].Key
		}
	}
	var rules []Rule
	for _, p := range c.Parts {
		if want == Red {
			rules = append(rules, p.Protocol.Red...)
		} else if want == Amber {
			rules = append(rules, p.Protocol.Amber...)
		}
	}
	f.rnd.Shuffle(len(rules), func(a, b int) { rules[a], rules[b] = rules[b], rules[a] })
	for _, r := range rules {
		a := Answers{}
		for k, v := range base {
			a[k] = v
		}
		r.When.meet(a)
		if v := judge(a); v.Level == want && len(CheckAnswers(c.Questions(), a)) == 0 {
			return a, v.Level, v.Spoke
		}
	}
	v := judge(base)
	return base, v.Level, v.Spoke
}

// meet writes answers that make the condition hold, as far as it hangs on answers.
func (c Condition) meet(a Answers) {
	for _, one := range c.All {
		one.meet(a)
	}
	if len(c.Any) > 0 {
		c.Any[0].meet(a)
	}
	switch {
	case c.Ask == "":
	case len(c.Is) > 0:
		a[c.Ask] = c.Is[0]
	case c.Min != nil && *c.Min == math.Trunc(*c.Min):
		a[c.Ask] = strconv.Itoa(int(*c.Min))
	case c.Min != nil:
		a[c.Ask] = strconv.FormatFloat(*c.Min, 'f', 1, 64)
	}
}
