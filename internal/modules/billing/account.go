package billing

import "archwire/internal/kit/money"

// Account is one side of a posting.
type Account string

// The accounts. Those of the pots carry the pots' names.
const (
	AccountMoney      Account = "money"      // tills and banks; the tender tells the means
	AccountReceivable Account = "receivable" // what patients owe for lines
	AccountPrepaid    Account = "prepaid"
	AccountContract   Account = "contract"
	AccountPrincipal  Account = "principal"
	AccountGift       Account = "gift"
	AccountGiftsGiven Account = "gifts_given" // what stored value was topped up by without money
	AccountExecuted   Account = "executed"    // earned: what was done or handed over
)

// EntryKind says what sort of act an entry is.
type EntryKind string

// The kinds.
const (
	EntryCharge  EntryKind = "charge"  // lines were charged
	EntryReceive EntryKind = "receive" // money came in
	EntryCover   EntryKind = "cover"   // what stood was spent on lines
	EntryCredit  EntryKind = "credit"  // lines were taken back
	EntryRefund  EntryKind = "refund"  // money went out
	EntryVoid    EntryKind = "void"    // a receipt of the same day was a mistake
)

// Posting moves an amount from the account credited to the account debited.
type Posting struct {
	Debit, Credit Account
	Amount        money.Fen // above zero
	Tender, Line  string    // what it moved, "" = none
}

// Use is a part of what there is, spent on a part of what is needed.
type Use struct {
	From, To int // indexes into have and need
	Amount   money.Fen
}

// spread spends what there is on what is needed, both in their order, until one
// of them or the limit is exhausted.
func spread(have, need []money.Fen, limit money.Fen) []Use {
	var out []Use
	h, n := 0, 0
	var used, met money.Fen
	for limit > 0 && h < len(have) && n < len(need) {
		a := min(have[h]-used, need[n]-met, limit)
		if a > 0 {
			out = append(out, Use{h, n, a})
			used, met, limit = used+a, met+a, limit-a
		}
		if used >= have[h] {
			h, used = h+1, 0
		}
		if n < len(need) && met >= need[n] {
			n, met = n+1, 0
		}
	}
	return out
}

// Axes are the four things that money is, as postings moved them: never one
// balance.
type Axes struct {
	Charged  money.Fen // lines less what was taken back of them
	Received money.Fen // money in less money out
	Prepaid  money.Fen // more stands, or less; gifts apart
	Gifts    money.Fen // of stored value, more stands or less
	Owed     money.Fen // more is owed, or less
}

// add takes a posting into the axes.
func (a *Axes) add(p Posting) {
	a.move(p.Debit, p.Amount)
	a.move(p.Credit, -p.Amount)
}

// move takes one side of a posting into the axes: above zero it was debited, below
// zero credited.
func (a *Axes) move(account Account, amount money.Fen) {
	switch account {
	case AccountExecuted:
		a.Charged -= amount
	case AccountMoney:
		a.Received += amount
	case AccountPrepaid, AccountContract, AccountPrincipal:
		a.Prepaid -= amount
	case AccountGift:
		a.Gifts -= amount
	case AccountReceivable:
		a.Owed += amount
	case AccountGiftsGiven: // no axis of its own: gifts are no money
	}
}
