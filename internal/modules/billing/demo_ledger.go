package billing

import (
	"fmt"
	"math/rand/v2"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/id"
	"archwire/internal/kit/money"
	"archwire/internal/modules/org"
)

// demoLedger makes the books of a clinic's past in memory, by the same movements
// as book: whatever moves a row notes its posting. They are written in bulk; the
// proofs of Verify hold for them as for everything else.
type demoLedger struct {
	clinic org.Clinic
	rnd    *rand.Rand
	ids    id.Source
	now    int64 // the clock of the ids, and of what is made
	day    civil.Day
	till   string // account of the cashier who is at the desk

	bills       []*Bill
	receipts    []*Receipt
	tenders     []*Tender
	allocations []*Allocation
	refunds     []*Refund
	entries     []*demoEntry
}

// demoEntry is an entry with its postings.
type demoEntry struct {
	row     entryRow
	posts   []postingRow
	closing string // "" = the till is open
}

func newDemoLedger(clinic org.Clinic, rnd *rand.Rand) *demoLedger {
	l := &demoLedger{clinic: clinic, rnd: rnd}
	l.ids = id.Seeded(rnd.Uint64(), func() int64 { return l.now })
	return l
}

// at turns the clock to when the next acts are done, and by whom.
func (l *demoLedger) at(day civil.Day, now int64, till string) { l.day, l.now, l.till = day, now, till }

// entry begins an act.
func (l *demoLedger) entry(kind EntryKind, patient, of string) *demoEntry {
	e := &demoEntry{row: entryRow{ID: l.ids(), Clinic: l.clinic.ID, Patient: patient, Kind: kind, Day: l.day, At: l.now, Actor: l.till, Till: l.till, Of: of}}
	l.entries = append(l.entries, e)
	return e
}

func (e *demoEntry) post(debit, credit Account, amount money.Fen, tender, line string) {
	if amount > 0 {
		e.posts = append(e.posts, postingRow{e.row.ID, len(e.posts) + 1, debit, credit, amount, tender, line})
	}
}

// charge makes a bill of lines.
func (l *demoLedger) charge(b Bill, lines ...Line) *Bill {
	b.ID, b.Clinic, b.Day, b.At = l.ids(), l.clinic.ID, l.day, l.now
	if b.Kind == DeskBill {
		b.By = l.till
	}
	e := l.entry(EntryCharge, b.Patient, b.ID)
	for _, x := range lines {
		x.ID, x.Bill, x.Clinic, x.Patient = l.ids(), b.ID, b.Clinic, b.Patient
		e.post(AccountReceivable, AccountExecuted, x.Net, "", x.ID)
		b.Lines = append(b.Lines, x)
	}
	l.bills = append(l.bills, &b)
	return &b
}

// receive takes tenders under a receipt; its number is given when all are known.
func (l *demoLedger) receive(patient string, pot Pot, agreement string, gift money.Fen, list ...NewTender) []*Tender {
	r := &Receipt{ID: l.ids(), Clinic: l.clinic.ID, Patient: patient, Day: l.day, At: l.now, By: l.till}
	e := l.entry(EntryReceive, patient, r.ID)
	var out []*Tender
	add := func(t Tender) {
		t.ID, t.Home, t.Patient, t.Receipt, t.Standing = l.ids(), l.clinic.ID, patient, r.ID, t.Amount
		e.post(t.source(), t.Pot.account(), t.Amount, t.ID, "")
		out = append(out, &t)
	}
	for _, n := range list {
		r.Total += n.Amount
		add(Tender{Means: n.Means, Reference: n.Reference, Amount: n.Amount, Pot: pot, Agreement: agreement})
	}
	if gift > 0 {
		add(Tender{Means: noMeans, Pot: Gift, GiftOf: out[len(out)-1].ID, Amount: gift})
	}
	l.receipts = append(l.receipts, r)
	l.tenders = append(l.tenders, out...)
	return out
}

// cover spends what stands on the lines of a bill.
func (l *demoLedger) cover(b *Bill, tenders []*Tender, limit money.Fen) money.Fen {
	have, need := make([]money.Fen, len(tenders)), make([]money.Fen, len(b.Lines))
	for i, t := range tenders {
		have[i] = t.Standing
	}
	for i, x := range b.Lines {
		need[i] = x.Owed()
	}
	uses := spread(have, need, limit)
	if len(uses) == 0 {
		return 0
	}
	e := l.entry(EntryCover, b.Patient, b.ID)
	var spent money.Fen
	for _, u := range uses {
		t, x := tenders[u.From], &b.Lines[u.To]
		t.Standing, t.Spent, x.Paid = t.Standing-u.Amount, t.Spent+u.Amount, x.Paid+u.Amount
		e.post(t.Pot.account(), AccountReceivable, u.Amount, t.ID, x.ID)
		l.allocations = append(l.allocations, &Allocation{ID: l.ids(), Tender: t.ID, Line: x.ID, Amount: u.Amount})
		spent += u.Amount
	}
	return spent
}

// uncover takes back all that covers lines by a tender.
func (l *demoLedger) uncover(e *demoEntry, t *Tender, lines map[string]*Line) {
	for _, a := range l.allocations {
		if a.Tender != t.ID || a.Live() == 0 {
			continue
		}
		amount := a.Live()
		a.GivenBack, t.Standing, t.Spent = a.Amount, t.Standing+amount, t.Spent-amount
		lines[a.Line].Paid -= amount
		e.post(AccountReceivable, t.Pot.account(), amount, t.ID, a.Line)
	}
}

// void takes the last receipt back as a mistake; it covered lines of the bill.
func (l *demoLedger) void(b *Bill, reason string) {
	r, received := l.receipts[len(l.receipts)-1], ""
	for _, e := range l.entries {
		if e.row.Of == r.ID {
			received = e.row.ID
		}
	}
	r.VoidedAt, r.VoidReason = l.now, reason
	e := l.entry(EntryVoid, r.Patient, r.ID)
	e.row.Reverses = received
	for _, t := range l.tenders {
		if t.Receipt == r.ID {
			l.uncover(e, t, linesByID(b))
			e.post(t.Pot.account(), t.source(), t.Amount, t.ID, "")
			t.Standing, t.Refunded = 0, t.Amount
		}
	}
}

// takeBack takes a bill's first line back and gives what was paid for it over the
// desk.
func (l *demoLedger) takeBack(b *Bill, t *Tender, reason string) {
	x := &b.Lines[0]
	e := l.entry(EntryCredit, b.Patient, b.ID)
	back := x.Paid
	l.uncover(e, t, map[string]*Line{x.ID: x})
	e.post(AccountExecuted, AccountReceivable, x.Net, "", x.ID)
	x.Credited, x.CreditedQuantity = x.Net, x.Quantity
	l.refund(t, back, reason)
}

// refund gives back a part of what stands of a tender.
func (l *demoLedger) refund(t *Tender, amount money.Fen, reason string) {
	r := &Refund{ID: l.ids(), Clinic: l.clinic.ID, Patient: t.Patient, Day: l.day, Total: amount, Reason: reason, At: l.now, By: l.till}
	e := l.entry(EntryRefund, t.Patient, r.ID)
	e.post(t.Pot.account(), t.source(), amount, t.ID, "")
	t.Standing, t.Refunded = t.Standing-amount, t.Refunded+amount
	l.refunds = append(l.refunds, r)
}

func linesByID(b *Bill) map[string]*Line {
	out := map[string]*Line{}
	for i := range b.Lines {
		out[b.Lines[i].ID] = &b.Lines[i]
	}
	return out
}

// demoReference is what stands on a slip.
func (l *demoLedger) demoReference(m Means) string {
	if m == Cash {
		return ""
	}
	return fmt.Sprintf("42%010d", l.rnd.Uint64N(10_000_000_000))
}
