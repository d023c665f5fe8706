package billing

import (
	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
)

// DayBook is what a clinic's day came to.
type DayBook struct {
	Day        civil.Day
	Axes       Axes
	Flow       Flow
	Counts     []Count // by means; Counted is what tills counted that were closed on the day
	Statements []Statement
	Closings   []Closing
	Open       []string          // cashiers whose tills are not closed
	Names      map[string]string // of the cashiers
}

// Flow is the journal of a day, as its people speak of it.
type Flow struct {
	Desk     money.Fen // charged on desk bills
	Executed money.Fen // charged by what was executed
	Credited money.Fen // taken back of either
	Received money.Fen // money in
	Refunded money.Fen // money out by refunds
	Voided   money.Fen // money out by receipts that were mistakes
	Pots     []PotFlow
}

// PotFlow is what came into a pot and what left it.
type PotFlow struct {
	Pot  Pot
	In   money.Fen // received
	Used money.Fen // spent on lines
	Back money.Fen // stands again
	Out  money.Fen // given back or voided
}

// Net is by how much more stands.
func (p PotFlow) Net() money.Fen { return p.In - p.Used + p.Back - p.Out }

// Moved is a sum of postings of a day with one meaning.
type Moved struct {
	Entry         EntryKind
	Bill          BillKind // of charges and credits
	Debit, Credit Account
	Amount        money.Fen
}

var potOrder = []Pot{Prepaid, Contract, Principal, Gift}

// flow sorts the journal of a day.
func flow(list []Moved) Flow {
	var f Flow
	pots := map[Pot]*PotFlow{}
	for _, p := range potOrder {
		pots[p] = &PotFlow{Pot: p}
	}
	for _, m := range list {
		switch {
		case m.Credit == AccountExecuted && m.Bill == ExecutionBill:
			f.Executed += m.Amount
		case m.Credit == AccountExecuted:
			f.Desk += m.Amount
		case m.Debit == AccountExecuted:
			f.Credited += m.Amount
		}
		switch {
		case m.Debit == AccountMoney:
			f.Received += m.Amount
		case m.Credit == AccountMoney && m.Entry == EntryVoid:
			f.Voided += m.Amount
		case m.Credit == AccountMoney:
			f.Refunded += m.Amount
		}
		if p := pots[Pot(m.Credit)]; p != nil {
			if m.Debit == AccountReceivable {
				p.Back += m.Amount
			} else {
				p.In += m.Amount
			}
		}
		if p := pots[Pot(m.Debit)]; p != nil {
			if m.Credit == AccountReceivable {
				p.Used += m.Amount
			} else {
				p.Out += m.Amount
			}
		}
	}
	for _, p := range potOrder {
		if *pots[p] != (PotFlow{Pot: p}) {
			f.Pots = append(f.Pots, *pots[p])
		}
	}
	return f
}

// GiftsUsed is what of stored value's gifts was spent on lines.
func (f Flow) GiftsUsed() money.Fen {
	for _, p := range f.Pots {
		if p.Pot == Gift {
			return p.Used - p.Back
		}
	}
	return 0
}

// Unexplained is the money that came in less what explains it: what was charged
// and is not owed, what stands beyond the day before, less what gifts paid. In
// books that balance it is nothing.
func (d DayBook) Unexplained() money.Fen {
	return d.Axes.Received - (d.Axes.Charged - d.Axes.Owed - d.Flow.GiftsUsed() + d.Axes.Prepaid)
}

// Statement is what a bank or platform says came in on a day by one means, beside
// the books.
type Statement struct {
	ID     string
	Clinic string
	Day    civil.Day
	Means  Means
	Booked money.Fen // by the books, when it was noted
	Stated money.Fen
	Reason string // of the difference
	At     int64
	By     string
}

// closedCounts sums up by means what tills counted that were closed.
func closedCounts(list []Closing) map[Means]money.Fen {
	out := map[Means]money.Fen{}
	for _, c := range list {
		for _, n := range c.Counts {
			out[n.Means] += n.Counted
		}
	}
	return out
}
