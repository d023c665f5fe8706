package billing

import (
	"cmp"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
)

// What is earned belongs to the clinic that did it, what stands is owed by the
// clinic that took it. Where a tender of one clinic covers a line of another, or
// is given back in another, one of them owes the other the amount: clearing
// (门店往来) says who owes whom of a month, as the journal has it.

// Crossing is a sum of postings of a month that stand in the same places.
type Crossing struct {
	Debit, Credit Account
	At            string // the clinic of the act: where money moved
	Home          string // the clinic that took the tender, "" = no tender
	Earner        string // the clinic of the line, "" = no line
	Amount        money.Fen
}

// place is the clinic in whose books a side of the posting stands.
func (c Crossing) place(a Account) string {
	switch a {
	case AccountMoney:
		return c.At
	case AccountReceivable, AccountExecuted:
		return cmp.Or(c.Earner, c.At)
	default: // what stands, and gifts
		return cmp.Or(c.Home, c.At)
	}
}

// Pair is what a clinic and another one owe each other of a month. Of both sums
// some is of stored value's gifts, which were no money when they were given.
type Pair struct {
	Other    string // clinic
	Owes     money.Fen
	OwesGift money.Fen
	Due      money.Fen
	DueGift  money.Fen
}

// Net is what the other clinic has to pay, below zero: what is to be paid to it.
func (p Pair) Net() money.Fen { return p.Due - p.Owes }

// Clearing is a clinic's month beside the other clinics of the group.
type Clearing struct {
	Clinic    string
	From, To  civil.Day
	Axes      Axes      // of what stands in the clinic's own books
	GiftsUsed money.Fen // of gifts that the clinic gave, in whichever clinic
	Pairs     []Pair
	Names     map[string]string // of the clinics
}

// Net is what the other clinics together have to pay, below zero: what is to be
// paid to them.
func (c Clearing) Net() (sum money.Fen) {
	for _, p := range c.Pairs {
		sum += p.Net()
	}
	return sum
}

// Unexplained is the net less what explains it: what the clinic charged and is not
// owed, less the money that it received, and what it owes patients more. In books
// that balance it is nothing.
func (c Clearing) Unexplained() money.Fen {
	a := c.Axes
	return c.Net() - (a.Charged - a.Owed - a.Received + a.Prepaid - c.GiftsUsed)
}

// clearing sorts a month's journal of the group for one clinic; the other clinics
// stand in the order of their ids.
func clearing(clinic string, list []Crossing) Clearing {
	out := Clearing{Clinic: clinic}
	pairs := map[string]*Pair{}
	with := func(other string) *Pair {
		if pairs[other] == nil {
			pairs[other] = &Pair{Other: other}
		}
		return pairs[other]
	}
	for _, c := range list {
		out.own(c)
		from, to := c.place(c.Debit), c.place(c.Credit)
		gift := c.Debit == AccountGift || c.Credit == AccountGift
		switch {
		case from == to:
		case from == clinic:
			p := with(to)
			if p.Owes += c.Amount; gift {
				p.OwesGift += c.Amount
			}
		case to == clinic:
			p := with(from)
			if p.Due += c.Amount; gift {
				p.DueGift += c.Amount
			}
		}
	}
	for _, p := range pairs {
		out.Pairs = append(out.Pairs, *p)
	}
	slices.SortFunc(out.Pairs, func(a, b Pair) int { return cmp.Compare(a.Other, b.Other) })
	return out
}

// own takes the sides of a posting that stand in the clinic's books.
func (c *Clearing) own(x Crossing) {
	side := func(a Account, amount money.Fen) {
		if x.place(a) != c.Clinic {
			return
		}
		c.Axes.move(a, amount)
		if a == AccountGift || a == AccountGiftsGiven {
			c.GiftsUsed += amount
		}
	}
	side(x.Debit, x.Amount)
	side(x.Credit, -x.Amount)
}
