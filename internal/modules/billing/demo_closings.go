package billing

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// demoMiscounts are why cash differed a little.
var demoMiscounts = []struct {
	off    money.Fen
	reason string
}{{-500, "找零多给了 5 元"}, {1000, "多收 10 元，患者未回，已登记"}, {-100, "零钱少了一张"}, {-2000, "找零多给了 20 元，次日已追回"}, {200, "零头未找"}}

// demoTill is what one cashier took on one day.
type demoTill struct {
	cashier string
	day     civil.Day
}

// closings counts the tills of every evening before today; what was taken is given
// to its closing.
func (p *demoDesk) closings() []Closing {
	means := map[string]Means{}
	for _, t := range p.tenders {
		means[t.ID] = t.Means
	}
	by := map[demoTill][]*demoEntry{}
	for _, e := range p.entries {
		if (e.row.Kind == EntryReceive || e.row.Kind == EntryRefund || e.row.Kind == EntryVoid) && e.row.Day < p.w.Today {
			k := demoTill{e.row.Till, e.row.Day}
			by[k] = append(by[k], e)
		}
	}
	var out []Closing
	for _, k := range slices.SortedFunc(maps.Keys(by), func(a, b demoTill) int { return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.cashier, b.cashier)) }) {
		p.at(k.day, k.day.At(18*60+20, p.w.Zone), k.cashier)
		c := Closing{ID: p.ids(), Clinic: p.clinic.ID, Cashier: k.cashier, Day: k.day, Entries: len(by[k]), ClosedAt: p.now, ClosedBy: k.cashier}
		c.Counts = p.counted(by[k], means)
		for i := range c.Counts {
			if n := &c.Counts[i]; n.Means == Cash && n.Expected() > money.Yuan(100) && p.rnd.IntN(demoMiscountOneIn) == 0 {
				m := demoMiscounts[p.rnd.IntN(len(demoMiscounts))]
				n.Counted, c.Reason = n.Counted+m.off, m.reason
			}
		}
		for _, e := range by[k] {
			e.closing = c.ID
		}
		out = append(out, c)
	}
	return out
}

// counted adds up what entries moved of money, by means.
func (p *demoDesk) counted(list []*demoEntry, means map[string]Means) []Count {
	by := map[Means]*Count{}
	for _, e := range list {
		for _, x := range e.posts {
			if x.Debit != AccountMoney && x.Credit != AccountMoney {
				continue
			}
			c := by[means[x.Tender]]
			if c == nil {
				c = &Count{Means: means[x.Tender]}
				by[c.Means] = c
			}
			if x.Debit == AccountMoney {
				c.Received += x.Amount
			} else {
				c.GivenBack += x.Amount
			}
		}
	}
	var out []Count
	for _, m := range AllMeans {
		if c := by[m]; c != nil {
			c.Counted = c.Expected()
			out = append(out, *c)
		}
	}
	return out
}

// write stores the books, each table in bulk, in the order in which they name each
// other.
func (p *demoDesk) write(ctx context.Context) error {
	counters := p.numbered()
	closings := p.closings()
	return p.s.db.Write(ctx, func(tx *db.Tx) error {
		if err := p.writeAgreements(tx); err != nil {
			return err
		}
		if err := insertPastBills(tx, p.bills); err != nil {
			return err
		}
		if err := insertPast(tx, pastMoney{p.receipts, p.tenders, p.allocations, p.refunds, counters}); err != nil {
			return err
		}
		if err := insertPastClosings(tx, closings); err != nil {
			return err
		}
		if err := insertPastEntries(tx, p.entries); err != nil {
			return err
		}
		return p.tell(tx)
	})
}

func (p *demoDesk) writeAgreements(tx *db.Tx) error {
	var heads []scheduleRow
	var rows []instalmentRow
	for i, a := range p.agreements {
		if a.Contract {
			// A child's contract is paid by who answers for the child.
			beside, err := p.s.patients.Beside(tx, a.Patient)
			if err != nil {
				return err
			}
			if at := slices.IndexFunc(beside, func(r patients.Relation) bool { return r.Kind == patients.Guardian }); at >= 0 {
				p.agreements[i].Payer = beside[at].ID
			}
		}
		if list := p.schedules[a.ID]; len(list) > 0 {
			heads = append(heads, scheduleRow{a.ID, 1, a.Amount, a.Day.At(16*60, p.w.Zone), p.tills[0]})
			rows = append(rows, list...)
		}
	}
	return insertPastAgreements(tx, p.agreements, heads, rows)
}

// tell leaves the facts of the months of the demo, for timelines and figures.
func (p *demoDesk) tell(tx *db.Tx) error {
	var facts []events.Fact
	for _, b := range p.bills {
		if b.Day >= p.w.From {
			var sum money.Fen
			for _, x := range b.Lines {
				sum += x.Net
			}
			facts = append(facts, events.Fact{Kind: FactCharged, Clinic: b.Clinic, Patient: b.Patient, Subject: b.ID, At: b.At, Body: ChargedBody{Bill: b.ID, Kind: b.Kind, Amount: sum, Day: b.Day}})
		}
	}
	agreement := map[string]string{}
	for _, t := range p.tenders {
		agreement[t.Receipt] = t.Agreement
	}
	for _, r := range p.receipts {
		if r.Day >= p.w.From || agreement[r.ID] != "" {
			facts = append(facts, events.Fact{Kind: FactReceived, Clinic: r.Clinic, Patient: r.Patient, Subject: r.ID, At: r.At,
				Body: ReceivedBody{r.ID, r.Total, agreement[r.ID], r.Day}})
		}
	}
	for _, r := range p.refunds {
		facts = append(facts, events.Fact{Kind: FactRefunded, Clinic: r.Clinic, Patient: r.Patient, Subject: r.ID, At: r.At, Body: ReceivedBody{r.ID, r.Total, "", r.Day}})
	}
	return p.s.facts.Past(tx, facts)
}
