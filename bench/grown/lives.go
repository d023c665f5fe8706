package grown

import (
	"cmp"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
	"archwire/internal/modules/org"
	"archwire/internal/modules/plans"
)

// life is a patient over the years.
type life struct {
	id     string
	at     *clinic
	doctor string
	days   []int // on which they come, counted from the first day
	ortho  bool
	course *contract
	pots   []*tender // with something standing
	plans  []*plan
}

// sitting is one visit.
type sitting struct {
	who   *life
	nth   int
	clock int // minutes after nine
}

// contract is an orthodontic plan under way.
type contract struct {
	plan  *plan
	item  *planItem
	steps []plans.Step
	next  int
}

// live lets the days pass.
func (g *group) live(say func(string, int, int)) error {
	byDay := make([][]sitting, g.days)
	for _, c := range g.clinics {
		for i, p := range c.patients {
			l := g.born(c, p, i, len(c.patients))
			g.counts.Patients++
			for n, d := range l.days {
				byDay[d] = append(byDay[d], sitting{l, n, g.rnd.IntN(530)})
			}
		}
	}
	for d, list := range byDay {
		slices.SortFunc(list, func(a, b sitting) int { return cmp.Or(cmp.Compare(a.clock, b.clock), cmp.Compare(a.who.id, b.who.id)) })
		day := g.today.AddDays(d - g.days)
		tills := tills{}
		for _, s := range list {
			g.sit(s, day, tills)
		}
		g.close(day, tills)
		if g.err != nil {
			return g.err
		}
		if d%20 == 0 {
			say("past days", d, g.days)
		}
		byDay[d] = nil
	}
	g.heavyDay()
	g.end()
	return g.err
}

// born decides how often somebody comes: half of them once or twice, a third a
// few times, a tenth for the months of an orthodontic treatment, some for years.
func (g *group) born(c *clinic, id string, i, of int) *life {
	l := &life{id: id, at: c, doctor: c.doctors[g.rnd.IntN(len(c.doctors))]}
	n, gap := 0, 45
	switch p := g.rnd.IntN(100); {
	case p < 55:
		n = 1 + g.rnd.IntN(2)
	case p < 88:
		n = 3 + g.rnd.IntN(3)
	case p < 98:
		n, gap, l.ortho = 14, 33, true
	default:
		n, gap = 30, 25
	}
	last := max(1, g.days-(n-1)*gap)
	day := int(int64(i) * int64(last) / int64(of))
	for range n {
		if day < g.days {
			l.days = append(l.days, day)
		}
		day += gap*2/3 + g.rnd.IntN(gap*2/3+1)
	}
	return l
}

// sit is a visit with all that comes of it: record, executions, their bill, and
// the way past the desk.
func (g *group) sit(s sitting, day civil.Day, tills tills) {
	l, c := s.who, s.who.at
	start := day.At(civil.Clock(9*60+s.clock), g.zone)
	g.now = start
	v := visit{id: g.ids(), day: day, start: start, end: start + 30*60_000, who: l}
	g.writeVisit(v, s.nth == 0)
	g.now = v.end
	g.writeRecord(v)
	bill := &bill{id: g.ids(), at: c, who: l, kind: "execution", visit: v.id, day: day}
	if l.ortho {
		g.review(v, bill)
	}
	if !l.ortho || g.rnd.IntN(10) < 6 {
		g.treat(v, bill)
	}
	g.charge(bill)
	g.desk(bill, tills, c.cashiers[g.rnd.IntN(len(c.cashiers))])
}

// treat does one to four things that were agreed on the spot.
func (g *group) treat(v visit, b *bill) {
	p := g.agree(v.who, v, "direct")
	n := 1 + g.rnd.IntN(4)
	if v.who.ortho {
		n = 1
	}
	for i := range n {
		it := g.items[g.rnd.IntN(len(g.items))]
		pi := g.itemOf(p, it, i+1, 1+g.rnd.IntN(4)/3, nil)
		for _, step := range pi.steps {
			g.execute(v, p, pi, []plans.Step{step}, b)
		}
	}
	p.state, p.ended = "completed", g.now
}

// review goes on with the contract, which is agreed at the first visit.
func (g *group) review(v visit, b *bill) {
	l := v.who
	if l.course == nil {
		p := g.agree(l, v, "contract")
		shares := &plans.Shares{Fitting: plans.Part{Share: 4000}, Debond: plans.Part{Share: 500}, Retention: plans.Part{Share: 500}, Reviews: 10}
		pi := g.itemOf(p, g.courses[g.rnd.IntN(len(g.courses))], 1, 1, shares)
		l.course = &contract{plan: p, item: pi, steps: pi.steps}
		g.promise(p, v.day)
		// Half of it is paid when it is agreed.
		g.prepay(v, "contract", p.id, p.amount/2)
	}
	if k := l.course; k.next < len(k.steps) {
		g.execute(v, k.plan, k.item, k.steps[k.next:k.next+1], b)
		if k.next++; k.next == len(k.steps) {
			k.plan.state, k.plan.ended = "completed", g.now
		}
	}
}

// promise agrees instalments on a third of the contracts: four quarters.
func (g *group) promise(p *plan, day civil.Day) {
	if g.rnd.IntN(3) > 0 {
		return
	}
	p.schedule = 1
	left := p.amount
	for i := range 4 {
		part := p.amount / 4
		if i == 3 {
			part = left
		}
		left -= part
		g.put(g.t.instalments, org.DemoTenant, p.id, 1, i+1, int64(part), "", string(day.AddDays(90*i)))
	}
}

// heavyDay is today at the larger clinic's desks: everybody buys something and
// pays it by two means. The tills are open.
func (g *group) heavyDay() {
	c := g.clinics[0]
	tills := tills{}
	n := min(HeavyDay, len(c.patients))
	for i := range n {
		g.now = g.today.At(civil.Clock(8*60), g.zone) + int64(i)*5_000
		l := &life{id: c.patients[i*len(c.patients)/n], at: c}
		b := &bill{id: g.ids(), at: c, who: l, kind: "desk", day: g.today}
		for range 1 + g.rnd.IntN(3) {
			it := g.items[g.rnd.IntN(len(g.items))]
			b.lines = append(b.lines, &line{id: g.ids(), it: it, quantity: 1, list: it.price, net: it.price})
		}
		g.charge(b)
		g.receive(b, tills, c.heavy[i%len(c.heavy)], 2)
	}
	g.openTills(tills)
}

// HeavyDay is how many receipts the heavy day has: twelve times the reference
// day's visits.
const HeavyDay = 1200

// end writes what changed until the last day.
func (g *group) end() {
	for _, p := range g.agreed {
		g.writePlan(p)
	}
	for _, t := range g.tenders {
		g.writeTender(t)
	}
	for _, c := range g.clinics {
		for key, last := range c.numbers {
			g.put(g.t.counters, org.DemoTenant, c.id, key.kind, key.year, last)
		}
	}
}

// put writes a row, and remembers what went wrong first.
func (g *group) put(t *rows, values ...any) {
	if g.err == nil {
		g.err = g.out.put(t, values)
	}
}

// plan is a plan with its agreement.
type plan struct {
	id, kind, state        string
	who                    *life
	doctor                 string
	day                    civil.Day
	at, ended              int64
	list, amount           money.Fen
	executed, executedList money.Fen
	schedule               int
	items                  []*planItem
}

type planItem struct {
	id    string
	it    item
	steps []plans.Step
	taken int // of the steps, in their order
}
