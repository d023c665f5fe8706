package billing

import (
	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/money"
	"archwire/internal/kit/tooth"
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
	Credited         money.Fen
	CreditedQuantity int
	Paid             money.Fen
	Agreement        string
	Execution        string
	Doctor           string
	Assistant        string
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

// NewLine is a line as the cashier asks for it.
type NewLine struct {
	Item     string // of the catalogue
	Site     string // as tooth.ParseSite reads it, "" = none
	Quantity int
	Discount money.Fen // on the whole line
}

// The bounds of a desk bill.
const (
	MaxLines    = 100
	MaxQuantity = 1000
)

// checkNew tells what is wrong with the lines of a desk bill, before prices are
// looked up.
func checkNew(lines []NewLine) error {
	if len(lines) == 0 || len(lines) > MaxLines {
		return NoLines.At("lines", "max", MaxLines)
	}
	var wrong []*fault.Fault
	for i, l := range lines {
		if l.Quantity < 1 || l.Quantity > MaxQuantity {
			wrong = append(wrong, BadQuantity.At(at("lines", i, "quantity"), "max", MaxQuantity))
		}
		if _, err := tooth.ParseSite(l.Site); err != nil {
			wrong = append(wrong, BadSite.At(at("lines", i, "site"), "site", short(l.Site)))
		}
		if l.Discount < 0 {
			wrong = append(wrong, BadAmount.At(at("lines", i, "discount")))
		}
	}
	return fault.Join(wrong)
}

// short cuts what somebody wrote to what fits into a sentence.
func short(s string) string {
	if r := []rune(s); len(r) > 20 {
		return string(r[:20]) + "…"
	}
	return s
}

// within tells whether a discount may be given without the right to go beyond:
// percent of the list, rounded down.
func within(discount, list money.Fen, percent int) bool {
	return discount <= list*money.Fen(percent)/100
}
