package billing

import (
	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
)

// BillKind says where a bill comes from. Its text is "billing.bill.<kind>".
type BillKind string

// The kinds.
const (
	DeskBill      BillKind = "desk"      // made by the cashier
	ExecutionBill BillKind = "execution" // made by what was executed
)

// Bill is what was charged at once.
type Bill struct {
	ID         string
	Clinic     string
	Patient    string
	Kind       BillKind
	Visit      string
	Day        civil.Day // in the clinic's zone
	At         int64     // epoch milliseconds
	By         string    // account
	VoidedAt   int64     // 0 = stands
	VoidReason string
	Lines      []Line
}

// Line is one item on a bill. Amounts are whole fen of the whole quantity.
type Line struct {
	ID               string
	Bill             string
	Clinic           string
	Patient          string
	Item             string // of the catalogue
	Code             string
	NameZh, NameEn   string // as they were
	Site             string
	Quantity         int // 0 = a part of one, as a session
	List             money.Fen
	Discount         money.Fen
	Net              money.Fen
	Off              Off // how the discount of a desk bill came about
	Credited         money.Fen
	CreditedQuantity int
	Paid             money.Fen
	Agreement        string
	Execution        string
	Doctor           string
	Assistant        string
	Insured          bool   // for the insurance to settle; its price is fixed
	SelfPay          string // why an insured item is not: key of a reason, "" = none was registered
}

// Owed is what is not covered yet.
func (l Line) Owed() money.Fen { return l.Net - l.Credited - l.Paid }

// Owed is what is not covered yet of the bill.
func (b Bill) Owed() (sum money.Fen) {
	for _, l := range b.Lines {
		sum += l.Owed()
	}
	return sum
}

// share is what so many of a line come to, next to those credited already: all
// shares of a line come to exactly its net, however it is cut.
func (l Line) share(quantity int) money.Fen {
	upTo := func(n int) money.Fen { return l.Net * money.Fen(n) / money.Fen(l.Quantity) }
	return upTo(l.CreditedQuantity+quantity) - upTo(l.CreditedQuantity)
}

// short cuts what somebody wrote to what fits into a sentence.
func short(s string) string {
	if r := []rune(s); len(r) > 20 {
		return string(r[:20]) + "…"
	}
	return s
}

// within tells whether an amount is at most so many per cent of another, rounded
// down.
func within(part, whole money.Fen, percent int) bool {
	return part <= whole*money.Fen(percent)/100
}
