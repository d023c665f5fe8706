package billing

import (
	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
	"archwire/internal/platform/db"
)

// book is one act being written. Its movements change the rows and note the
// posting of each change, so that rows and journal cannot differ; close writes
// the entry.
type book struct {
	tx    *db.Tx
	entry entryRow
	posts []postingRow
}

// openBook begins an entry of a kind, about a bill, receipt or refund.
func openBook(tx *db.Tx, kind EntryKind, clinic, patient string, day civil.Day, of string) *book {
	return &book{tx: tx, entry: entryRow{
		ID: tx.NewID(), Clinic: clinic, Patient: patient, Kind: kind, Day: day, At: tx.Now(), Actor: tx.Actor(), Till: tx.Actor(), Of: of,
	}}
}

// post notes a movement; of nothing there is none.
func (b *book) post(p Posting) {
	if p.Amount == 0 {
		return
	}
	b.posts = append(b.posts, postingRow{b.entry.ID, len(b.posts) + 1, p.Debit, p.Credit, p.Amount, p.Tender, p.Line})
}

// close writes the entry with its postings; an act that moved nothing leaves no
// entry.
func (b *book) close() error {
	if len(b.posts) == 0 {
		return nil
	}
	return insertEntry(b.tx, b.entry, b.posts)
}

// charge makes a line owed. The line's row is written with its bill.
func (b *book) charge(l Line) {
	b.post(Posting{Debit: AccountReceivable, Credit: AccountExecuted, Amount: l.Net, Line: l.ID})
}

// credit takes a part of a line back, which must not be covered any more.
func (b *book) credit(l *Line, amount money.Fen, quantity int) error {
	l.Credited, l.CreditedQuantity = l.Credited+amount, l.CreditedQuantity+quantity
	b.post(Posting{Debit: AccountExecuted, Credit: AccountReceivable, Amount: amount, Line: l.ID})
	return moveLine(b.tx, l.ID, 0, amount, quantity)
}

// receive lets a tender come in; all of it stands. What comes through the outside
// world lies in nobody's till, also where a person decided that it is booked.
func (b *book) receive(t Tender) error {
	if t.Means.outside() {
		b.entry.Till = ""
	}
	b.post(Posting{Debit: t.source(), Credit: t.Pot.account(), Amount: t.Amount, Tender: t.ID})
	return insertTender(b.tx, t)
}

// refund gives back what stands of a tender; of no till what came into none.
func (b *book) refund(t *Tender, amount money.Fen) error {
	if t.Means.outside() {
		b.entry.Till = ""
	}
	t.Standing, t.Refunded = t.Standing-amount, t.Refunded+amount
	b.post(Posting{Debit: t.Pot.account(), Credit: t.source(), Amount: amount, Tender: t.ID})
	return moveTender(b.tx, t.ID, -amount, 0, amount)
}

// cover spends what stands of a tender on a line.
func (b *book) cover(t *Tender, l *Line, amount money.Fen) error {
	t.Standing, t.Spent, l.Paid = t.Standing-amount, t.Spent+amount, l.Paid+amount
	b.post(Posting{Debit: t.Pot.account(), Credit: AccountReceivable, Amount: amount, Tender: t.ID, Line: l.ID})
	if err := moveTender(b.tx, t.ID, -amount, amount, 0); err != nil {
		return err
	}
	if err := moveLine(b.tx, l.ID, amount, 0, 0); err != nil {
		return err
	}
	return insertAllocation(b.tx, Allocation{ID: b.tx.NewID(), Tender: t.ID, Line: l.ID, Amount: amount})
}

// uncover gives a part of an allocation back: the line is owed again, the tender
// stands again.
func (b *book) uncover(a Allocation, t *Tender, amount money.Fen) error {
	t.Standing, t.Spent = t.Standing+amount, t.Spent-amount
	b.post(Posting{Debit: AccountReceivable, Credit: t.Pot.account(), Amount: amount, Tender: t.ID, Line: a.Line})
	if err := moveTender(b.tx, t.ID, amount, -amount, 0); err != nil {
		return err
	}
	if err := moveLine(b.tx, a.Line, -amount, 0, 0); err != nil {
		return err
	}
	return giveBackAllocation(b.tx, a.ID, amount)
}

// settle spends tenders on lines, both in their order, up to a limit, and gives
// what was spent.
func (b *book) settle(tenders []Tender, lines []Line, limit money.Fen) (money.Fen, error) {
	have, need := make([]money.Fen, len(tenders)), make([]money.Fen, len(lines))
	for i, t := range tenders {
		have[i] = t.Standing
	}
	for i, l := range lines {
		need[i] = l.Owed()
	}
	var spent money.Fen
	for _, u := range spread(have, need, limit) {
		if err := b.cover(&tenders[u.From], &lines[u.To], u.Amount); err != nil {
			return spent, err
		}
		spent += u.Amount
	}
	return spent, nil
}

// settleStored spends stored value on lines: principal and gift of each top-up at
// the ratio in which they stand, the oldest top-up first.
func (b *book) settleStored(principals, gifts []Tender, lines []Line, limit money.Fen) (money.Fen, error) {
	var spent money.Fen
	for i := range principals {
		with, giftStands := giftOf(gifts, principals[i].ID)
		use := min(limit-spent, principals[i].Standing+giftStands)
		fromPrincipal, fromGift := proRata(use, principals[i].Standing, giftStands)
		n, err := b.settle(principals[i:i+1], lines, fromPrincipal)
		if err != nil {
			return spent, err
		}
		spent += n
		if with < 0 {
			continue
		}
		if n, err = b.settle(gifts[with:with+1], lines, fromGift); err != nil {
			return spent, err
		}
		spent += n
	}
	// A fen of a gift may be left of a top-up whose principal is used up.
	n, err := b.settle(gifts, lines, limit-spent)
	return spent + n, err
}

// giftOf finds the gift that came with a principal, -1 = none stands.
func giftOf(gifts []Tender, principal string) (int, money.Fen) {
	for i, g := range gifts {
		if g.GiftOf == principal {
			return i, g.Standing
		}
	}
	return -1, 0
}
