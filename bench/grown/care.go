package grown

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
	"archwire/internal/modules/org"
	"archwire/internal/modules/plans"
)

// visit is one visit of the past.
type visit struct {
	id         string
	day        civil.Day
	start, end int64
	who        *life
}

func (g *group) writeVisit(v visit, first bool) {
	g.counts.Visits++
	l := v.who
	k := l.at.kinds[g.rnd.IntN(len(l.at.kinds))]
	g.put(g.t.visits, org.DemoTenant, v.id, 6, l.at.id, string(v.day), l.id, k.ID, k.Code, k.Category, k.Colour, first, "[]", k.Pattern, k.Places,
		l.doctor, k.Turnover, v.start, v.end, false, false, "left", v.end, v.start-5*60_000, v.start, v.start, v.end, v.end, "left", "", true, false, "", "", "",
		v.start-20*24*3600_000)
}

// text is what a record of a return visit says.
const text = `[{"part":"complaint","lines":[{"text":"右下后牙咬物不适三天，冷热刺激时加重。","site":"46"}]},{"part":"history","lines":[{"text":"否认药物过敏史。"}]},` +
	`{"part":"examination","lines":[{"text":"近中邻面龋坏，探诊敏感，叩痛（-），冷诊一过性敏感。","site":"46"}]},{"part":"diagnosis","lines":[{"text":"中龋","site":"46"}]},` +
	`{"part":"treatment","lines":[{"text":"去净腐质，垫底，树脂充填，调合抛光。","site":"46"}]},{"part":"advice","lines":[{"text":"两小时内勿用患侧咀嚼，%d 天后复查。"}]}]`

func (g *group) writeRecord(v visit) {
	content := fmt.Sprintf(text, 30+g.rnd.IntN(150))
	sum := sha256.Sum256([]byte(content))
	hash, record, l := hex.EncodeToString(sum[:]), g.ids(), v.who
	g.put(g.t.records, org.DemoTenant, record, 2, l.at.id, l.id, v.id, string(v.day), "return", "signed", l.doctor, l.doctor, content, "",
		"", false, true, 1, hash, v.start, v.end, v.end, v.end)
	g.put(g.t.versions, org.DemoTenant, record, 1, "signed", l.doctor, v.end, "", content, hash)
}

// agree accepts a plan, whose items follow.
func (g *group) agree(l *life, v visit, kind string) *plan {
	p := &plan{id: g.ids(), kind: kind, state: "accepted", who: l, doctor: l.doctor, day: v.day, at: g.now}
	g.agreed = append(g.agreed, p)
	return p
}

// itemOf writes an item with its steps, cut as the program cuts them.
func (g *group) itemOf(p *plan, it item, position, quantity int, shares *plans.Shares) *planItem {
	list := it.price * money.Fen(quantity)
	off := money.Fen(0)
	if it.discountable && g.rnd.IntN(4) == 0 {
		off = list / 20
	}
	net := list - off
	steps, err := plans.Cut(plans.Cuttable{Quantity: quantity, Shares: shares, List: list, Net: net})
	if err != nil {
		g.err = err
		return &planItem{}
	}
	i := &planItem{id: g.ids(), it: it, steps: steps}
	for n := range steps {
		steps[n].ID, steps[n].Item = g.ids(), i.id
	}
	encoded := "null"
	if shares != nil {
		encoded = fmt.Sprintf(`{"fitting":{"share":4000},"debond":{"share":500},"retention":{"share":500},"reviews":%d}`, shares.Reviews)
	}
	g.put(g.t.items, org.DemoTenant, i.id, p.who.at.id, p.id, position, it.id, it.code, it.zh, it.en, it.class, it.unit, it.teeth, false, it.discountable,
		"", quantity, 1, encoded, int64(it.price), int64(it.price), "{}", "", int64(list), int64(list), 0, int64(off), 0, 0, 0, int64(net))
	p.list, p.amount = p.list+list, p.amount+net
	p.items = append(p.items, i)
	return i
}

// execute does steps of an item: the executed item, and its line on the bill.
func (g *group) execute(v visit, p *plan, i *planItem, steps []plans.Step, b *bill) {
	e := g.ids()
	var list, net money.Fen
	quantity := 1
	if i.contract() {
		quantity = 0
	}
	for _, s := range steps {
		list, net = list+s.List, net+s.Amount
		g.writeStep(p, i, s, e)
	}
	i.taken += len(steps)
	l := v.who
	helper := l.at.helpers[g.rnd.IntN(len(l.at.helpers))]
	g.counts.Executions++
	g.put(g.t.executions, org.DemoTenant, e, l.at.id, p.id, i.id, l.id, v.id, l.doctor, helper, string(v.day), g.now, l.doctor, quantity, int64(list),
		int64(net), "", "")
	p.executed, p.executedList = p.executed+net, p.executedList+list
	b.lines = append(b.lines, &line{id: g.ids(), it: i.it, quantity: quantity, list: max(list, net), net: net, agreement: p.id, execution: e,
		doctor: l.doctor, helper: helper})
}

func (i *planItem) contract() bool { return i.it.unit == "course" }

func (g *group) writeStep(p *plan, i *planItem, s plans.Step, execution string) {
	g.put(g.t.steps, org.DemoTenant, s.ID, p.who.at.id, p.id, i.id, string(s.Kind), s.Unit, s.Number, s.Site, int64(s.List), int64(s.Amount), false, orNil(execution))
}

// writePlan writes a plan and its agreement as the last day left them, with the
// steps that are still to be done.
func (g *group) writePlan(p *plan) {
	for _, i := range p.items {
		for _, s := range i.steps[i.taken:] {
			g.writeStep(p, i, s, "")
		}
	}
	var ended, endedDay any
	if p.state == "completed" {
		ended, endedDay = p.ended, string(civil.Of(p.ended, g.zone))
	}
	off := p.list - p.amount
	g.put(g.t.plans, org.DemoTenant, p.id, p.who.at.id, p.id, p.who.id, p.kind, p.state, "", p.doctor, "", "{}", int64(p.list), int64(p.list), int64(off),
		int64(p.amount), string(p.day), 0, 1, p.at, p.at, p.at, ended, "", 3)
	g.put(g.t.agreements, org.DemoTenant, p.id, p.who.at.id, p.who.id, p.kind == "contract", string(p.day), int64(p.list), int64(p.amount),
		int64(p.executed), int64(p.executedList), p.schedule, endedDay, 1)
}
