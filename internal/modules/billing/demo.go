package billing

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
	"archwire/internal/kit/span"
	"archwire/internal/modules/catalog"
	"archwire/internal/modules/org"
	"archwire/internal/modules/plans"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
)

// The month of the demo, for a group of 6,000 patients; another number of patients
// scales it. Starts follow from the patients' treatments (plans), what is due from
// the schedules here, what is prepaid from both.
const (
	demoLatePerMille  = 25 // contracts with an overdue instalment
	demoMonthlyShare  = 30 // of a hundred contracts are paid by the month
	demoDebtOneIn     = 50 // general visits that leave something owed
	demoTodayOneIn    = 6  // of today's, who has not come to the desk yet
	demoStoredOneIn   = 40 // general patients with stored value
	demoMixedOneIn    = 10 // payments by two means
	demoTakeBackOneIn = 700
	demoVoidOneIn     = 150
	demoMiscountOneIn = 25 // tills whose cash differs a little
)

// demo makes the books of what plans did: schedules agreed and paid, what was
// executed charged and covered, general visits paid at the desk, stored value,
// mistakes voided, lines taken back, tills counted every evening, and bills that wait
// for the manager this morning. A clinic that took money already is left alone.
func (s *Service) demo(ctx context.Context, w *demo.World) error {
	ctx = auth.AsProgram(ctx, w.Tenant, "demo")
	clinics := demo.Get[map[string]org.Clinic](w, org.DemoClinics)
	staff := demo.Get[map[string]org.Staff](w, org.DemoStaff)
	all := demo.Get[[]plans.DemoPlan](w, plans.DemoPlans)
	for _, d := range []struct {
		code  string
		tills []string
	}{{org.DemoWindmill, []string{"qianfenming", "heying"}}, {org.DemoPaperBoat, []string{"zhangxiaoling", "liuqiandao"}}} {
		p := &demoDesk{s: s, w: w, demoLedger: newDemoLedger(clinics[d.code], w.Rand("billing."+d.code)), items: map[string]catalog.Item{}}
		for _, login := range d.tills {
			p.tills = append(p.tills, staff[login].ID)
		}
		mine := slices.DeleteFunc(slices.Clone(all), func(x plans.DemoPlan) bool { return x.Clinic != p.clinic.ID })
		took, err := p.open(ctx)
		if err != nil {
			return err
		}
		if took || len(mine) == 0 {
			continue
		}
		p.live(mine)
		if err := p.write(ctx); err != nil {
			return err
		}
		if d.code == org.DemoWindmill {
			if err := p.wait(ctx, mine); err != nil {
				return err
			}
		}
	}
	w.Step("billing", 1, 1)
	return nil
}

// demoDesk is the desk of one clinic in the past.
type demoDesk struct {
	*demoLedger
	s          *Service
	w          *demo.World
	until      int64 // now, as the demo has it
	tills      []string
	items      map[string]catalog.Item // by id
	codes      map[string]catalog.Item
	prices     map[string]money.Fen // by code
	agreements []Agreement
	schedules  map[string][]instalmentRow // by agreement
	late       map[string]bool            // agreements that are not paid on time
}

// open reads what the books are made of, and tells whether the clinic took money.
func (p *demoDesk) open(ctx context.Context) (took bool, err error) {
	p.codes, p.prices, p.schedules, p.late = map[string]catalog.Item{}, map[string]money.Fen{}, map[string][]instalmentRow{}, map[string]bool{}
	err = p.s.db.Read(ctx, func(tx *db.Tx) error {
		p.until = tx.Now()
		if took, err = tookMoney(tx, p.clinic.ID); err != nil || took {
			return err
		}
		list, err := p.s.catalog.List(tx, p.clinic.ID, p.w.Today)
		if err != nil {
			return err
		}
		for _, i := range list {
			item, err := p.s.catalog.Item(tx, i.ID)
			if err != nil {
				return err
			}
			p.items[item.ID], p.codes[item.Code] = item, item
			if p.prices[item.Code], err = p.s.catalog.PriceOn(tx, item.ID, p.clinic.ID, p.w.Today); err != nil {
				return err
			}
		}
		return nil
	})
	return took, err
}

// live lets every patient's money happen.
func (p *demoDesk) live(list []plans.DemoPlan) {
	p.pickLate(list)
	by := map[string][]plans.DemoPlan{}
	var people []string
	for _, d := range list {
		if _, seen := by[d.Patient]; !seen {
			people = append(people, d.Patient)
		}
		by[d.Patient] = append(by[d.Patient], d)
	}
	for _, patient := range people {
		var direct []plans.DemoPlan
		for _, d := range by[patient] {
			if d.Agreed.Contract {
				p.contract(d)
			} else {
				direct = append(direct, d)
			}
		}
		p.visits(patient, direct)
	}
}

// pickLate chooses who is behind: contracts by stages whose last instalment fell
// due some weeks ago.
func (p *demoDesk) pickLate(list []plans.DemoPlan) {
	var may []string
	contracts := 0
	for _, d := range list {
		if !d.Agreed.Contract {
			continue
		}
		contracts++
		if p.special(d) || monthly(d) {
			continue
		}
		for _, m := range []int{6, 12} {
			if due := d.Agreed.Day.AddMonths(m); due < p.w.Today.AddDays(-3) && due > p.w.Today.AddDays(-75) && len(d.Done) > 0 {
				may = append(may, d.Agreed.Plan)
			}
		}
	}
	p.rnd.Shuffle(len(may), func(i, j int) { may[i], may[j] = may[j], may[i] })
	for _, id := range may[:min(len(may), (contracts*demoLatePerMille+500)/1000)] {
		p.late[id] = true
	}
}

// monthly tells whether a contract is paid by the month.
func monthly(d plans.DemoPlan) bool {
	sum := 0
	for _, c := range d.Agreed.Plan {
		sum += int(c)
	}
	return sum%100 < demoMonthlyShare
}

// The worked cases, told by what was agreed.
var (
	demoCaseA = money.Yuan(25500)
	demoCaseB = money.Yuan(12160)
)

func caseA(d plans.DemoPlan) bool {
	return d.Agreed.List == money.Yuan(26800) && d.Agreed.Amount == demoCaseA
}
func caseB(d plans.DemoPlan) bool {
	return d.Agreed.List == money.Yuan(12800) && d.Agreed.Amount == demoCaseB && len(d.Done) > 0 && d.Done[0].Body.Amount == money.Yuan(4864)
}
func (p *demoDesk) special(d plans.DemoPlan) bool { return caseA(d) || caseB(d) }

// agree opens an agreement.
func (p *demoDesk) agree(d plans.DemoPlan) *Agreement {
	a := Agreement{ID: d.Agreed.Plan, Home: d.Clinic, Patient: d.Patient, Contract: d.Agreed.Contract, Day: d.Agreed.Day, List: d.Agreed.List,
		Amount: d.Agreed.Amount, Version: 1}
	for _, e := range d.Done {
		a.Executed, a.ExecutedList = a.Executed+e.Body.Amount, a.ExecutedList+e.Body.List
	}
	if d.Agreed.Kind == plans.Direct {
		a.Ended = d.Agreed.Day
	}
	p.agreements = append(p.agreements, a)
	return &p.agreements[len(p.agreements)-1]
}

// demoAct is something that happens to a contract at a time.
type demoAct struct {
	day civil.Day
	at  int64
	pay money.Fen // 0 = an execution
	ex  plans.DemoDone
}

// contract lets a contract be agreed, paid by its schedule and executed.
func (p *demoDesk) contract(d plans.DemoPlan) {
	a := p.agree(d)
	list := byStages(a.Amount, money.Yuan(2000), a.Day)
	switch {
	case caseB(d):
		list = byMonths(a.Amount, money.Yuan(1000), a.Day)
	case caseA(d):
	case monthly(d):
		list = byMonths(a.Amount, money.Yuan(1000), a.Day)
	}
	a.Schedule, a.Version = 1, 2
	acts := p.schedule(*a, d, list)
	for _, e := range d.Done {
		acts = append(acts, demoAct{day: e.Body.Day, at: e.At, ex: e})
	}
	slices.SortStableFunc(acts, func(x, y demoAct) int { return cmp.Compare(x.at, y.at) })
	p.records(d, caseA(d))
	var pot []*Tender
	for _, x := range acts {
		if x.pay > 0 {
			pot = append(pot, p.take(x.day, x.at, a.Patient, Contract, a.ID, x.pay)...)
			continue
		}
		p.at(x.day, x.at, p.tillOf(x.day, a.Patient))
		b := p.charge(Bill{Patient: a.Patient, Kind: ExecutionBill, Visit: x.ex.Body.Visit}, p.executed(x.ex.Body))
		p.cover(b, pot, b.Lines[0].Net)
	}
}

// schedule writes what falls due of a contract and gives the payments that came of
// it: each on its day or shortly before, unless the payer is behind.
func (p *demoDesk) schedule(a Agreement, d plans.DemoPlan, list []Instalment) []demoAct {
	var out []demoAct
	for i, x := range list {
		row := instalmentRow{a.ID, 1, i + 1, x.Amount, x.Milestone, x.Due, ""}
		switch x.Milestone {
		case Deposit:
			row.Due = a.Day
		case Production:
			if due := a.Day.AddDays(10); due <= p.w.Today {
				row.Due = due
			}
			if len(d.Done) > 0 {
				row.Due = min(a.Day.AddDays(10), d.Done[0].Body.Day)
			}
		case Fitting:
			if len(d.Done) > 0 {
				row.Due, row.ReachedBy = d.Done[0].Body.Day, d.Done[0].Body.Execution
			}
		}
		p.schedules[a.ID] = append(p.schedules[a.ID], row)
		if row.Due == "" || row.Due > p.w.Today || p.late[a.ID] && x.Milestone == ByDay && row.Due > p.w.Today.AddDays(-75) {
			continue
		}
		day := row.Due
		if x.Milestone == ByDay {
			day = max(a.Day, day.AddDays(-p.rnd.IntN(4)))
		}
		if x.Milestone == ByDay || day < p.w.Today {
			out = append(out, demoAct{day: day, at: min(day.At(9*60+30, p.w.Zone), p.until), pay: x.Amount})
		}
	}
	return out
}

// records charges the films and models before a contract of the last months: free
// for case A by an activity, which shows as a discount.
func (p *demoDesk) records(d plans.DemoPlan, free bool) {
	day := d.Agreed.Day.AddDays(-1)
	if day < p.w.From && !free {
		return
	}
	var lines []Line
	var sum money.Fen
	for _, code := range []string{"O01", "I02", "I03"} {
		item, price := p.codes[code], p.prices[code]
		x := Line{Item: item.ID, Code: code, NameZh: item.NameZh, NameEn: item.NameEn, Quantity: 1, List: price, Net: price}
		if free {
			x.Discount, x.Net = price, 0
		}
		sum += x.Net
		lines = append(lines, x)
	}
	p.at(day, day.At(11*60, p.w.Zone), p.tillOf(day, d.Patient))
	b := p.charge(Bill{Patient: d.Patient, Kind: DeskBill}, lines...)
	if sum > 0 {
		p.cover(b, p.receive(d.Patient, Prepaid, "", 0, p.means(sum)...), sum)
	}
}

// executed is the line of an execution.
func (p *demoDesk) executed(x plans.ExecutedBody) Line {
	item := p.items[x.Catalog]
	list := max(x.List, x.Amount)
	return Line{Item: item.ID, Code: item.Code, NameZh: item.NameZh, NameEn: item.NameEn, Site: x.Site, Quantity: x.Quantity, List: list,
		Discount: list - x.Amount, Net: x.Amount, Agreement: x.Plan, Execution: x.Execution, Doctor: x.Doctor, Assistant: x.Assistant}
}

// take receives money that stands.
func (p *demoDesk) take(day civil.Day, at int64, patient string, pot Pot, agreement string, amount money.Fen) []*Tender {
	p.at(day, at, p.tillOf(day, patient))
	return p.receive(patient, pot, agreement, 0, p.means(amount)...)
}

// visits lets a patient pay what was done in general visits, each on its day.
func (p *demoDesk) visits(patient string, list []plans.DemoPlan) {
	var principal, gift []*Tender
	if len(list) > 0 && list[0].Agreed.Day < p.w.Today && p.rnd.IntN(demoStoredOneIn) == 0 {
		first := list[0].Agreed.Day
		p.at(first, first.At(9*60, p.w.Zone), p.tillOf(first, patient))
		paid := money.Yuan([]int64{1000, 2000, 5000}[p.rnd.IntN(3)])
		both := p.receive(patient, Principal, "", paid/10, NewTender{Means: WeChat, Amount: paid, Reference: p.demoReference(WeChat)})
		principal, gift = both[:1], both[1:]
	}
	for _, d := range list {
		p.agree(d)
		at := d.Done[len(d.Done)-1].At
		p.at(d.Agreed.Day, at, p.tillOf(d.Agreed.Day, patient))
		var lines []Line
		for _, e := range d.Done {
			lines = append(lines, p.executed(e.Body))
		}
		b := p.charge(Bill{Patient: patient, Kind: ExecutionBill, Visit: d.Done[0].Body.Visit}, lines...)
		p.at(d.Agreed.Day, min(at+int64(4+p.rnd.IntN(9))*span.Minute, p.until), p.till)
		p.settled(b, principal, gift)
	}
}

// settled lets a general bill be paid: from stored value where there is some, at
// the desk, or not at all; now and then wrongly first.
func (p *demoDesk) settled(b *Bill, principal, gift []*Tender) {
	if len(principal) > 0 {
		use := min(b.Owed(), principal[0].Standing+gift[0].Standing)
		fromPrincipal, fromGift := proRata(use, principal[0].Standing, gift[0].Standing)
		p.cover(b, principal, fromPrincipal)
		p.cover(b, gift, fromGift)
	}
	owed := b.Owed()
	unpaid := demoDebtOneIn
	if p.day == p.w.Today {
		unpaid = demoTodayOneIn
	}
	if owed == 0 || p.rnd.IntN(unpaid) == 0 {
		return
	}
	if p.rnd.IntN(demoVoidOneIn) == 0 {
		p.cover(b, p.receive(b.Patient, Prepaid, "", 0, NewTender{Means: Card, Amount: owed, Reference: p.demoReference(Card)}), owed)
		p.void(b, "wrong_means")
	}
	got := p.receive(b.Patient, Prepaid, "", 0, p.means(owed)...)
	p.cover(b, got, owed)
	if p.rnd.IntN(demoTakeBackOneIn) < 12 && p.day < p.w.Today {
		p.brush(b.Patient)
	}
}

// brush is something small bought at the desk; a few bring it back the next day.
func (p *demoDesk) brush(patient string) {
	item, price := p.codes["P04"], p.prices["P04"]
	if item.ID == "" {
		return
	}
	b := p.charge(Bill{Patient: patient, Kind: DeskBill}, Line{Item: item.ID, Code: item.Code, NameZh: item.NameZh, NameEn: item.NameEn, Quantity: 1, List: price, Net: price})
	got := p.receive(patient, Prepaid, "", 0, NewTender{Means: WeChat, Amount: price, Reference: p.demoReference(WeChat)})
	p.cover(b, got, price)
	if p.rnd.IntN(6) != 0 {
		return
	}
	next := p.day.AddDays(1)
	p.at(next, min(next.At(10*60, p.w.Zone), p.until), p.tillOf(next, patient))
	p.takeBack(b, got[0], "patient_wish")
}

// means draws by which means an amount is paid, now and then by two.
func (p *demoDesk) means(amount money.Fen) []NewTender {
	m := []Means{WeChat, WeChat, WeChat, Alipay, Card, Cash}[p.rnd.IntN(6)]
	if amount > money.Yuan(5000) && p.rnd.IntN(3) == 0 {
		m = Transfer
	}
	if half := amount / 200 * 100; half > 0 && m != Cash && p.rnd.IntN(demoMixedOneIn) == 0 {
		return []NewTender{{Means: Cash, Amount: half}, {Means: m, Amount: amount - half, Reference: p.demoReference(m)}}
	}
	return []NewTender{{Means: m, Amount: amount, Reference: p.demoReference(m)}}
}

// tillOf is who is at the desk for a patient on a day: the second cashier for one
// of four, and only in the months of the demo.
func (p *demoDesk) tillOf(day civil.Day, patient string) string {
	if day >= p.w.From && (int(patient[len(patient)-1])+day.Year()+int(day[len(day)-1]))%4 == 0 {
		return p.tills[1]
	}
	return p.tills[0]
}

// numbered gives receipts and refunds their numbers in the order of time, and the
// counters where they stand.
func (p *demoDesk) numbered() []counterRow {
	last := map[counterRow]int64{}
	slices.SortStableFunc(p.receipts, func(a, b *Receipt) int { return cmp.Compare(a.At, b.At) })
	slices.SortStableFunc(p.refunds, func(a, b *Refund) int { return cmp.Compare(a.At, b.At) })
	next := func(kind string, year int) int64 {
		k := counterRow{Clinic: p.clinic.ID, Kind: kind, Year: year}
		last[k]++
		return last[k]
	}
	for _, r := range p.receipts {
		r.Number = number(p.clinic.NumberPrefix, "S", r.Day.Year(), next("receipt", r.Day.Year()))
	}
	for _, r := range p.refunds {
		r.Number = number(p.clinic.NumberPrefix, "T", r.Day.Year(), next("refund", r.Day.Year()))
	}
	var out []counterRow
	for _, k := range slices.SortedFunc(maps.Keys(last), func(a, b counterRow) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Year, b.Year))
	}) {
		k.Last = last[k]
		out = append(out, k)
	}
	return out
}
