package grown

import (
	"fmt"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
	"archwire/internal/modules/org"
)

// bill is what is charged at once.
type bill struct {
	id          string
	at          *clinic
	who         *life
	kind, visit string
	day         civil.Day
	lines       []*line
}

type line struct {
	id                   string
	it                   item
	quantity             int
	list, net, paid      money.Fen
	agreement, execution string
	doctor, helper       string
}

type tender struct {
	id, home, patient, receipt, means, pot, agreement, giftOf string
	amount, standing, spent, refunded                         money.Fen
}

// posting moves an amount.
type posting struct {
	debit, credit string
	amount        money.Fen
	tender        *tender // nil = moves none
	line          string
}

// entry is one act of the journal.
type entry struct {
	id, patient, kind, till, of string
	at                          int64
	posts                       []posting
}

// tills are what the cashiers of a day took, by clinic and cashier.
type tills map[[2]string][]entry

// charge writes the bill with an entry for each executed line, as each execution
// makes one, and for the whole of a desk bill.
func (g *group) charge(b *bill) {
	if len(b.lines) == 0 {
		return
	}
	g.counts.Bills++
	g.put(g.t.bills, org.DemoTenant, b.id, b.at.id, b.who.id, b.kind, orNil(b.visit), string(b.day), g.now, nil, "")
	desk := entry{id: g.ids(), patient: b.who.id, kind: "charge", of: b.id, at: g.now}
	for _, l := range b.lines {
		if l.net == 0 {
			continue
		}
		p := posting{"receivable", "executed", l.net, nil, l.id}
		if b.kind == "desk" {
			desk.posts = append(desk.posts, p)
			continue
		}
		g.journal(b.at, b.day, entry{id: g.ids(), patient: b.who.id, kind: "charge", of: b.id, at: g.now, posts: []posting{p}}, "")
		g.cover(b, l)
	}
	g.journal(b.at, b.day, desk, "")
}

// cover spends what stands for the line's agreement, and then what stands for
// anything.
func (g *group) cover(b *bill, l *line) {
	e := entry{id: g.ids(), patient: b.who.id, kind: "cover", of: b.id, at: g.now}
	for _, pot := range []string{"contract", "prepaid"} {
		for _, t := range b.who.pots {
			if t.pot == pot && (pot == "prepaid" || t.agreement == l.agreement) {
				g.spend(&e, t, l)
			}
		}
	}
	b.who.pots = slices.DeleteFunc(b.who.pots, func(t *tender) bool { return t.standing == 0 })
	g.journal(b.at, b.day, e, "")
}

func (g *group) spend(e *entry, t *tender, l *line) {
	n := min(t.standing, l.net-l.paid)
	if n == 0 {
		return
	}
	t.standing, t.spent, l.paid = t.standing-n, t.spent+n, l.paid+n
	e.posts = append(e.posts, posting{t.pot, "receivable", n, t, l.id})
	g.counts.Allocations++
	g.put(g.t.allocations, org.DemoTenant, g.ids(), t.id, l.id, int64(n), 0)
}

// desk lets the patient pay what is owed: nearly everybody does, a fifth by two
// means. Some leave more with the clinic, some get something back.
func (g *group) desk(b *bill, tills tills, cashier string) {
	means := 1
	if g.rnd.IntN(5) == 0 {
		means = 2
	}
	if g.rnd.IntN(300) > 0 {
		g.receive(b, tills, cashier, means)
	} else {
		g.writeLines(b)
	}
	switch g.rnd.IntN(120) {
	case 0:
		v := visit{day: b.day, who: b.who}
		g.prepayInto(v, "prepaid", "", 50_000+money.Fen(g.rnd.IntN(20))*10_000, 0, tills, cashier)
	case 1:
		v := visit{day: b.day, who: b.who}
		g.prepayInto(v, "principal", "", 200_000, 20_000, tills, cashier)
	case 2:
		g.giveBack(b, tills, cashier)
	}
}

// receive takes what is owed of the bill, and writes its lines as they are then.
func (g *group) receive(b *bill, tills tills, cashier string, means int) {
	var owed money.Fen
	for _, l := range b.lines {
		owed += l.net - l.paid
	}
	defer g.writeLines(b)
	if owed == 0 {
		return
	}
	ways := []string{"wechat", "cash", "alipay", "card"}
	first := g.rnd.IntN(len(ways))
	parts := []money.Fen{owed}
	if half := owed / 2; means == 2 && half > 0 {
		parts = []money.Fen{half, owed - half}
	}
	receipt := g.receipt(b.at, b.who.id, b.day, owed, cashier)
	in := entry{id: g.ids(), patient: b.who.id, kind: "receive", till: cashier, of: receipt, at: g.now}
	e := entry{id: g.ids(), patient: b.who.id, kind: "cover", of: receipt, at: g.now}
	for i, n := range parts {
		t := g.tender(b.at, b.who.id, receipt, ways[(first+i)%len(ways)], "prepaid", "", n)
		in.posts = append(in.posts, posting{"money", "prepaid", n, t, ""})
		for _, l := range b.lines {
			g.spend(&e, t, l)
		}
	}
	tills[[2]string{b.at.id, cashier}] = append(tills[[2]string{b.at.id, cashier}], in)
	g.journal(b.at, b.day, e, "")
}

// prepay takes money for a contract at the reception's first cashier, outside the
// tills of today's list.
func (g *group) prepay(v visit, pot, agreement string, amount money.Fen) {
	g.prepayInto(v, pot, agreement, amount, 0, nil, v.who.at.cashiers[0])
}

func (g *group) prepayInto(v visit, pot, agreement string, amount, gift money.Fen, tills tills, cashier string) {
	if amount == 0 {
		return
	}
	c := v.who.at
	receipt := g.receipt(c, v.who.id, v.day, amount, cashier)
	t := g.tender(c, v.who.id, receipt, "wechat", pot, agreement, amount)
	e := entry{id: g.ids(), patient: v.who.id, kind: "receive", till: cashier, of: receipt, at: g.now, posts: []posting{{"money", pot, amount, t, ""}}}
	if pot != "principal" {
		v.who.pots = append(v.who.pots, t)
	}
	if gift > 0 {
		on := g.tender(c, v.who.id, receipt, "gift", "gift", "", gift)
		on.giftOf = t.id
		e.posts = append(e.posts, posting{"gifts_given", "gift", gift, on, ""})
	}
	if tills == nil {
		tills = g.later
	}
	tills[[2]string{c.id, cashier}] = append(tills[[2]string{c.id, cashier}], e)
}

// giveBack refunds what stands for anything.
func (g *group) giveBack(b *bill, tills tills, cashier string) {
	for _, t := range b.who.pots {
		if t.pot != "prepaid" {
			continue
		}
		n := t.standing
		t.standing, t.refunded = 0, n
		id := g.ids()
		g.put(g.t.refunds, org.DemoTenant, id, b.at.id, b.who.id, g.number(b.at, "refund", "T", b.day), string(b.day), int64(n), "other", g.now, cashier)
		e := entry{id: g.ids(), patient: b.who.id, kind: "refund", till: cashier, of: id, at: g.now, posts: []posting{{"prepaid", "money", n, t, ""}}}
		tills[[2]string{b.at.id, cashier}] = append(tills[[2]string{b.at.id, cashier}], e)
		b.who.pots = slices.DeleteFunc(b.who.pots, func(o *tender) bool { return o == t })
		return
	}
}

func (g *group) receipt(c *clinic, patient string, day civil.Day, total money.Fen, cashier string) string {
	id := g.ids()
	g.counts.Receipts++
	g.put(g.t.receipts, org.DemoTenant, id, c.id, patient, g.number(c, "receipt", "S", day), string(day), int64(total), 0, 0, g.now, cashier, "")
	return id
}

// number counts on in the clinic and the year, as the program writes numbers.
func (g *group) number(c *clinic, kind, letter string, day civil.Day) string {
	key := series{kind, day.Year()}
	c.numbers[key]++
	return fmt.Sprintf("%s%s%02d-%06d", c.prefix, letter, day.Year()%100, c.numbers[key])
}

func (g *group) tender(c *clinic, patient, receipt, means, pot, agreement string, amount money.Fen) *tender {
	t := &tender{id: g.ids(), home: c.id, patient: patient, receipt: receipt, means: means, pot: pot, agreement: agreement, amount: amount, standing: amount}
	g.tenders = append(g.tenders, t)
	return t
}

func (g *group) writeTender(t *tender) {
	g.counts.Tenders++
	g.put(g.t.tenders, org.DemoTenant, t.id, t.home, t.patient, t.receipt, t.means, t.pot, orNil(t.agreement), orNil(t.giftOf), "",
		int64(t.amount), int64(t.standing), int64(t.spent), int64(t.refunded))
}

func (g *group) writeLines(b *bill) {
	for _, l := range b.lines {
		g.counts.Lines++
		g.put(g.t.lines, org.DemoTenant, l.id, b.at.id, b.who.id, b.id, l.it.id, l.it.code, l.it.zh, l.it.en, "", l.quantity, int64(l.list), int64(l.list-l.net),
			int64(l.net), 0, 0, int64(l.paid), orNil(l.agreement), orNil(l.execution), orNil(l.doctor), orNil(l.helper))
	}
}

// journal writes an entry; of nothing there is none.
func (g *group) journal(c *clinic, day civil.Day, e entry, closing string) {
	if len(e.posts) == 0 {
		return
	}
	g.counts.Entries++
	g.put(g.t.entries, org.DemoTenant, e.id, c.id, e.patient, e.kind, string(day), e.at, orNil(e.till), orNil(e.till), e.of, orNil(closing))
	for i, p := range e.posts {
		g.counts.Postings++
		of := ""
		if p.tender != nil {
			of = p.tender.id
		}
		g.put(g.t.postings, org.DemoTenant, e.id, i+1, p.debit, p.credit, int64(p.amount), orNil(of), orNil(p.line))
	}
}

// close counts every till of the day and hands it over.
func (g *group) close(day civil.Day, of tills) {
	for key, list := range g.later {
		of[key] = append(of[key], list...)
	}
	clear(g.later)
	g.now = day.At(civil.Clock(18*60+30), g.zone)
	for _, c := range g.clinics {
		for _, cashier := range slices.Concat(c.cashiers, c.heavy) {
			list := of[[2]string{c.id, cashier}]
			if len(list) == 0 {
				continue
			}
			closing := g.ids()
			g.put(g.t.closings, org.DemoTenant, closing, c.id, cashier, string(day), len(list), "", g.now, cashier)
			g.count(closing, list)
			for _, e := range list {
				g.journal(c, day, e, closing)
			}
			delete(of, [2]string{c.id, cashier})
		}
	}
}

// count adds up a till by means.
func (g *group) count(closing string, list []entry) {
	came, went := map[string]money.Fen{}, map[string]money.Fen{}
	for _, e := range list {
		for _, p := range e.posts {
			switch {
			case p.debit == "money":
				came[p.tender.means] += p.amount
			case p.credit == "money":
				went[p.tender.means] += p.amount
			}
		}
	}
	for _, m := range []string{"cash", "wechat", "alipay", "card"} {
		if came[m]+went[m] > 0 {
			g.put(g.t.counts, org.DemoTenant, closing, m, int64(came[m]), int64(went[m]), int64(came[m]-went[m]))
		}
	}
}

// openTills writes what lies in tills that nobody has closed.
func (g *group) openTills(of tills) {
	for key, list := range of {
		for _, e := range list {
			g.journal(g.clinicOf(key[0]), g.today, e, "")
		}
	}
}

func (g *group) clinicOf(id string) *clinic {
	return g.clinics[slices.IndexFunc(g.clinics, func(c *clinic) bool { return c.id == id })]
}

func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}
