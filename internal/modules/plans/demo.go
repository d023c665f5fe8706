package plans

import (
	"context"
	"math/rand/v2"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/id"
	"archwire/internal/kit/money"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/visits"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
	"archwire/internal/platform/events"
)

// demoBatch is how many plans one transaction of the demo writes.
const demoBatch = 1000

// DemoPlans is the key under which the demo leaves []DemoPlan, in the order of the
// clinics and their people: the books of the same past are made above.
const DemoPlans = "plans.plans"

// DemoPlan is an accepted plan of the demo with what was executed of it.
type DemoPlan struct {
	Clinic  string
	Patient string
	Agreed  AgreedBody
	At      int64 // of the acceptance
	Done    []DemoDone
}

// DemoDone is one execution of a plan of the demo.
type DemoDone struct {
	At   int64
	Body ExecutedBody
}

// demo gives the orthodontic patients their contracts, executed as far as their
// treatment has come, and the general visits of the past what was done in them.
// Everything depends on the seed alone; a clinic with plans is left alone.
func (s *Service) demo(ctx context.Context, w *demo.World) error {
	ctx = auth.AsProgram(ctx, w.Tenant, "demo")
	clinics := demo.Get[map[string]org.Clinic](w, org.DemoClinics)
	people := demo.Get[[]patients.DemoPatient](w, patients.DemoPeople)
	var told []DemoPlan
	for n, code := range []string{org.DemoWindmill, org.DemoPaperBoat} {
		p := &demoPlayer{s: s, w: w, clinic: clinics[code], rnd: w.Rand("plans." + code), past: map[string][]visits.Visit{}}
		start := w.Today.At(0, w.Zone)
		p.ids = id.Seeded(w.Rand("plans.ids."+code).Uint64(), func() int64 { return start })
		fresh, err := p.open(ctx)
		if err != nil {
			return err
		}
		if !fresh {
			continue
		}
		mine := slices.DeleteFunc(slices.Clone(people), func(d patients.DemoPatient) bool { return d.Clinic != code })
		all := p.plans(mine)
		for at := 0; at < len(all); at += demoBatch {
			if err := p.write(ctx, all[at:min(at+demoBatch, len(all))]); err != nil {
				return err
			}
			w.Step("plans", n*len(all)+at, 2*len(all))
		}
		for _, d := range all {
			told = append(told, d.told())
		}
	}
	w.Put(DemoPlans, told)
	w.Step("plans", 1, 1)
	return nil
}

// demoPlayer writes the plans of one clinic.
type demoPlayer struct {
	s      *Service
	w      *demo.World
	clinic org.Clinic
	rnd    *rand.Rand
	ids    id.Source
	book   map[string]offeredItem    // by code
	past   map[string][]visits.Visit // visits to which the patient came, by patient, in the order of time
	doctor string
	others []string
}

// open reads what the plans are made of, and tells whether the clinic has none.
func (p *demoPlayer) open(ctx context.Context) (bool, error) {
	fresh := false
	err := p.s.db.Read(ctx, func(tx *db.Tx) error {
		has, err := anyPlan(tx, p.clinic.ID)
		if err != nil || has {
			return err
		}
		fresh = true
		today, err := p.s.today(tx, p.clinic.ID)
		if err != nil {
			return err
		}
		list, err := p.s.catalog.List(tx, p.clinic.ID, today)
		if err != nil {
			return err
		}
		p.book = map[string]offeredItem{}
		for _, o := range bookOf(today, list).items {
			p.book[o.Code] = o
		}
		return p.visits(tx)
	})
	return fresh, err
}

// visits reads who came up to today, and which doctors there are.
func (p *demoPlayer) visits(tx *db.Tx) error {
	seen := map[string]int{}
	for d := p.w.From; d <= p.w.Today; d = d.AddDays(1) {
		list, err := p.s.visits.OnDay(tx, p.clinic.ID, d)
		if err != nil {
			return err
		}
		for _, v := range list {
			if v.Progress.State == visits.Left || v.Progress.State == visits.Treated {
				p.past[v.Patient] = append(p.past[v.Patient], v)
				if v.Category == "active" {
					seen[v.Plan.DoctorID]++
				}
			}
		}
	}
	for who, n := range seen {
		if n > seen[p.doctor] || (n == seen[p.doctor] && who < p.doctor) {
			p.doctor = who
		}
	}
	return nil
}

// demoItems are the contracts by appliance.
var demoItems = map[string]string{"metal": "O02", "self_ligating": "O03", "ceramic": "O04", "aligner_domestic": "O05", "aligner_imported": "O06", "early": "O09"}

// demoPlan is a plan with what was executed of it.
type demoPlan struct {
	plan Plan
	done []demoDone
}

type demoDone struct {
	execution Execution
	body      ExecutedBody
}

// plans makes everything in the order of the people.
func (p *demoPlayer) plans(people []patients.DemoPatient) []demoPlan {
	var out []demoPlan
	for _, d := range people {
		if code := demoItems[d.Kind]; code != "" && (d.State == patients.DemoTreatment || d.State == patients.DemoWaiting) {
			out = append(out, p.contract(d, code))
		}
		for _, v := range p.past[d.ID] {
			if code, ok := p.general(v); ok {
				out = append(out, p.direct(v, code))
			}
		}
	}
	return out
}

// general draws what was done in a general visit.
func (p *demoPlayer) general(v visits.Visit) ([]demoLine, bool) {
	if v.Category != "general" && v.Category != "cleaning" {
		return nil, false
	}
	if v.Category == "cleaning" {
		return []demoLine{{"P01", "FM"}}, true
	}
	return [][]demoLine{
		{{"G03", ""}, {"I01", "46"}}, {{"R01", "16:MO"}}, {{"R02", "36:MOD"}}, {{"E04", "46"}}, {{"S02", "28"}}, {{"P01", "FM"}}, {{"R01", "15:DO"}, {"I01", "15"}},
		{{"E03", "24"}, {"I01", "24"}}, {{"S04", "18"}}, {{"G03", ""}}, {{"R02", "47:MOD"}}, {{"P05", "16,26"}},
	}[p.rnd.IntN(12)], true
}

type demoLine struct{ code, site string }

// blank is a plan of the patient, as it stands before items are in it.
func (p *demoPlayer) blank(patient string, day civil.Day, doctor string) Plan {
	at := day.At(civil.Clock(10*60+p.rnd.IntN(400)), p.w.Zone)
	plan := Plan{ID: p.ids(), Version: 1, Clinic: p.clinic.ID, Patient: patient, Kind: General, State: Accepted, Doctor: doctor, PriceDay: day,
		Revision: 1, CreatedAt: at, PresentedAt: at, AcceptedAt: at}
	plan.Set = plan.ID
	return plan
}

func (p *demoPlayer) item(plan *Plan, code, site string, shares *Shares) {
	o := p.book[code]
	i := Item{ID: p.ids(), Plan: plan.ID, Position: len(plan.Items) + 1, Catalog: o.ID, Code: o.Code, NameZh: o.NameZh, NameEn: o.NameEn, Class: o.FollowUp,
		Unit: o.Unit, Teeth: o.Teeth, Discountable: o.Discountable, Site: site, Quantity: 1, Shares: shares, ListPrice: o.list, Price: o.price}
	i.check("items")
	plan.Items = append(plan.Items, i)
}

// cut prices the plan and cuts its items.
func (p *demoPlayer) cut(plan *Plan) {
	plan.price()
	plan.Covered = plan.givenShare()
	for n := range plan.Items {
		i := &plan.Items[n]
		steps, err := Cut(i.cuttable())
		if err != nil {
			panic("plans: the demo's shares do not come out: " + err.Error())
		}
		for m := range steps {
			steps[m].ID, steps[m].Item = p.ids(), i.ID
		}
		i.Steps = steps
	}
}

// do executes the next steps of an item.
func (p *demoPlayer) do(out *demoPlan, item, n int, day civil.Day, v visits.Visit) {
	i := &out.plan.Items[item]
	steps := slices.Clone(i.open()[:n])
	e := Execution{ID: p.ids(), Clinic: p.clinic.ID, Plan: out.plan.ID, Item: i.ID, Patient: out.plan.Patient, Visit: v.ID, Doctor: v.Plan.DoctorID, Day: day,
		At: day.At(civil.Clock(17*60), p.w.Zone), Quantity: i.units(steps)}
	if e.Doctor == "" {
		e.Doctor = out.plan.Doctor
	}
	if v.Progress.Actual.TreatedAt > 0 {
		e.At = v.Progress.Actual.TreatedAt
	}
	for _, s := range steps {
		e.List, e.Amount = e.List+s.List, e.Amount+s.Amount
	}
	out.done = append(out.done, demoDone{e, executedBody(out.plan, *i, e, steps)})
	for m := range i.Steps {
		if slices.ContainsFunc(steps, func(s Step) bool { return s.ID == i.Steps[m].ID }) {
			i.Steps[m].Execution = e.ID
		}
	}
}

// direct is a visit without an agreed plan, with what was done in it.
func (p *demoPlayer) direct(v visits.Visit, lines []demoLine) demoPlan {
	out := demoPlan{plan: p.blank(v.Patient, v.Day, v.Plan.DoctorID)}
	out.plan.Kind, out.plan.State = Direct, Completed
	if at := v.Progress.Actual.TreatedAt; at > 0 {
		out.plan.CreatedAt, out.plan.PresentedAt, out.plan.AcceptedAt = at, at, at
	}
	for _, l := range lines {
		p.item(&out.plan, l.code, l.site, nil)
	}
	p.cut(&out.plan)
	for n := range out.plan.Items {
		p.do(&out, n, len(out.plan.Items[n].Steps), v.Day, v)
	}
	out.plan.EndedAt = out.done[len(out.done)-1].execution.At
	return out
}

// contract is the contract of an orthodontic patient, executed as far as the
// treatment has come: the reviews of the past days stand in their visits, the
// earlier ones every few weeks before.
func (p *demoPlayer) contract(d patients.DemoPatient, code string) demoPlan {
	fitted, signed := p.begun(d)
	out := demoPlan{plan: p.blank(d.ID, signed, p.doctor)}
	out.plan.Kind, out.plan.Title = Contract, p.book[code].NameZh
	shares := &Shares{Fitting: Part{Share: 4000}, Debond: Part{Share: 500}, Retention: Part{Share: 500}, Reviews: 20}
	out.plan.Offer.Plan = []Discount{{DiscountRate, 8800}, {DiscountRate, 9500}, {DiscountRate, 9500}, {DiscountRate, 9500}, {DiscountRate, 9600}}[p.rnd.IntN(5)]
	switch {
	case d.Name == "陈彩虹" && code == "O05": // case A
		out.plan.Offer.Plan = Discount{DiscountOff, int64(money.Yuan(1300))}
	case d.Name == "王小雪人" && code == "O02": // case B
		out.plan.Offer = Offer{Member: 9500}
		shares = &Shares{Fitting: Part{Share: 4000}, Debond: Part{Share: 1000}, Retention: Part{Amount: money.Yuan(784)}, Reviews: 23, Review: money.Yuan(230)}
	}
	p.item(&out.plan, code, "FM", shares)
	p.cut(&out.plan)
	if d.State == patients.DemoWaiting {
		return out
	}
	p.do(&out, 0, 1, fitted, visits.Visit{})
	recent := slices.DeleteFunc(slices.Clone(p.past[d.ID]), func(v visits.Visit) bool {
		return v.Day <= fitted || (v.Category != "active" && v.Category != "early")
	})
	reviews := min(max(d.Months*3/4, len(recent)), shares.Reviews)
	if byHeart(d) {
		reviews = d.Months * 3 / 4
	}
	earlier := reviews - len(recent)
	if earlier < 0 {
		recent, earlier = recent[-earlier:], 0
	}
	until := p.w.Today
	if len(recent) > 0 {
		until = recent[0].Day
	}
	span := until.Sub(fitted)
	for n := range earlier {
		p.do(&out, 0, 1, fitted.AddDays(max(1, span*(n+1)/(earlier+1))), visits.Visit{})
	}
	for _, v := range recent {
		p.do(&out, 0, 1, v.Day, v)
	}
	return out
}

// byHeart tells whether somebody is one of the worked cases, whose months and
// amounts are known by heart.
func byHeart(d patients.DemoPatient) bool { return d.Name == "陈彩虹" || d.Name == "王小雪人" }

// begun draws when a treatment was agreed and when the appliance was fitted: a
// steady stream of starts, and of those who wait some weeks for their appliance.
func (p *demoPlayer) begun(d patients.DemoPatient) (fitted, signed civil.Day) {
	if d.State == patients.DemoWaiting {
		return p.w.Today, p.w.Today.AddDays(-1 - p.rnd.IntN(61))
	}
	fitted = p.w.Today.AddMonths(-d.Months)
	if byHeart(d) {
		return fitted, fitted.AddDays(-20)
	}
	fitted = fitted.AddDays(-1 - p.rnd.IntN(19)) // not before they were first seen
	return fitted, min(d.Since.AddDays(p.rnd.IntN(6)), fitted.AddDays(-1))
}

// told is what the books need of a plan.
func (d demoPlan) told() DemoPlan {
	out := DemoPlan{Clinic: d.plan.Clinic, Patient: d.plan.Patient, Agreed: d.agreed(), At: d.plan.AcceptedAt}
	for _, e := range d.done {
		out.Done = append(out.Done, DemoDone{e.execution.At, e.body})
	}
	return out
}

func (d demoPlan) agreed() AgreedBody {
	return AgreedBody{Plan: d.plan.ID, Set: d.plan.Set, Kind: d.plan.Kind, Doctor: d.plan.Doctor, List: d.plan.List, Amount: d.plan.Amount,
		Contract: d.plan.Contract(), Day: d.plan.PriceDay}
}

// write keeps plans with their steps, executions and facts about the past.
func (p *demoPlayer) write(ctx context.Context, list []demoPlan) error {
	return p.s.db.Write(ctx, func(tx *db.Tx) error {
		if err := insertMany(tx, list); err != nil {
			return err
		}
		var facts []events.Fact
		for _, d := range list {
			facts = append(facts, events.Fact{Kind: FactAccepted, Clinic: d.plan.Clinic, Patient: d.plan.Patient, Subject: d.plan.ID,
				At: d.plan.AcceptedAt, Body: d.agreed()})
			for _, e := range d.done {
				facts = append(facts, events.Fact{Kind: FactItemExecuted, Clinic: d.plan.Clinic, Patient: d.plan.Patient, Subject: e.execution.ID,
					At: e.execution.At, Body: e.body})
			}
		}
		return p.s.facts.Past(tx, facts)
	})
}
