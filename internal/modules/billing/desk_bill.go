package billing

import (
	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/money"
	"archwire/internal/kit/tooth"
	"archwire/internal/modules/catalog"
	"archwire/internal/modules/plans"
)

// Off is what of a line's price was taken off, in the order of the house; of the
// whole, the part that fell on the line.
type Off struct {
	Clinic money.Fen `json:"clinic,omitempty"` // the clinic is below the group's price list
	Member money.Fen `json:"member,omitempty"`
	Line   money.Fen `json:"line,omitempty"`
	Coupon money.Fen `json:"coupon,omitempty"`
	Order  money.Fen `json:"order,omitempty"` // on the whole bill
	Round  money.Fen `json:"round,omitempty"`
}

// NewBill is a desk bill as the cashier asks for it.
type NewBill struct {
	Clinic  string
	Patient string
	Lines   []NewLine
	Member  bool           // at the price of members
	Coupon  money.Fen      // of coupons of others that were handed in
	Code    string         // of a coupon that was issued here, "" = none
	Order   plans.Discount // on the whole
	Round   bool           // down to what the clinic rounds to
}

// NewLine is a line as the cashier asks for it.
type NewLine struct {
	Item     string // of the catalogue
	Site     string // as tooth.ParseSite reads it, "" = none
	Quantity int
	Discount money.Fen // on the whole line
	SelfPay  string    // why an insured item is not settled by the insurance; "" = it is
}

// The bounds of a desk bill.
const (
	MaxLines    = 100
	MaxQuantity = 1000
)

// checkNew tells what is wrong with a desk bill before prices are looked up.
func checkNew(in NewBill) error {
	if len(in.Lines) == 0 || len(in.Lines) > MaxLines {
		return NoLines.At("lines", "max", MaxLines)
	}
	var wrong []*fault.Fault
	for i, l := range in.Lines {
		if l.Quantity < 1 || l.Quantity > MaxQuantity {
			wrong = append(wrong, BadQuantity.At(at("lines", i, "quantity"), "max", MaxQuantity))
		}
		if _, err := tooth.ParseSite(l.Site); err != nil {
			wrong = append(wrong, BadSite.At(at("lines", i, "site"), "site", short(l.Site)))
		}
		if l.Discount < 0 {
			wrong = append(wrong, BadAmount.At(at("lines", i, "discount")))
		}
		if l.SelfPay != "" && because(l.SelfPay, SelfPayReasons) != nil {
			wrong = append(wrong, BadReason.At(at("lines", i, "self_pay")))
		}
	}
	if in.Coupon < 0 || in.Coupon > MaxAmount {
		wrong = append(wrong, BadAmount.At("coupon"))
	}
	if !in.Order.Valid() || in.Order.Value > int64(MaxAmount) {
		wrong = append(wrong, BadAmount.At("order"))
	}
	return fault.Join(wrong)
}

// DeskRules are the clinic's numbers for a desk bill.
type DeskRules struct {
	Member int       // share that a member pays, in parts of ten thousand
	Round  money.Fen // a bill is rounded down to a multiple of it
	Limit  int       // share of the price that the actor may take off, in parts of ten thousand
}

// Quote is what a desk bill comes to.
type Quote struct {
	Day   civil.Day // whose prices it has
	Lines []Line    // without ids
	List  money.Fen
	Net   money.Fen
	Given money.Fen // what people decide to take off: of lines, of the whole, by coupon
	Share int       // Given as a part of the price, in parts of ten thousand, rounded up
	Limit int       // of who asks

	Issued issued // the coupon of the bill's code
}

// issued is a coupon that was issued here, and what it takes off.
type issued struct {
	ID  string
	Off money.Fen
}

// Waits tells whether somebody else has to approve the discount first.
func (q Quote) Waits() bool { return q.Share > q.Limit }

// quote prices a checked desk bill by the rules of the house (plans.Price). A
// coupon that was issued here is no gift of the desk, and neither is rounding, for
// the clinic decided on both; one of others counts as given by the desk. Faults: BadAmount, BadQuantity,
// NotDiscountable, PriceFixed, NotInsured.
func quote(in NewBill, day civil.Day, items map[string]catalog.Listed, rules DeskRules, from issued) (Quote, error) {
	asked := make([]plans.PriceLine, len(in.Lines))
	var wrong []*fault.Fault
	for i, l := range in.Lines {
		item := items[l.Item]
		one, f := l.priced(item, i)
		if f != nil {
			wrong = append(wrong, f)
		}
		asked[i] = one
	}
	if err := fault.Join(wrong); err != nil {
		return Quote{}, err
	}
	o := plans.Offer{Coupon: in.Coupon + from.Off, Order: in.Order}
	if in.Member {
		o.Member = rules.Member
	}
	if in.Round {
		o.Round = rules.Round
	}
	priced := plans.Price(asked, o)
	q := Quote{Day: day, Net: priced.Net, Limit: rules.Limit, Issued: from, Lines: make([]Line, len(in.Lines))}
	var round money.Fen
	for i, p := range priced.Lines {
		q.Lines[i] = in.Lines[i].line(items[in.Lines[i].Item], p)
		q.List += q.Lines[i].List
		q.Given += p.Line + p.Order + p.Coupon
		round += p.Round
	}
	q.Given -= from.Off
	q.Share = plans.Priced{Given: q.Given, Net: q.Net + round}.GivenShare()
	return q, nil
}

// priced makes the line that the rules of price know.
func (l NewLine) priced(item catalog.Listed, i int) (plans.PriceLine, *fault.Fault) {
	p := plans.PriceLine{List: item.List, Price: item.Price, Quantity: l.Quantity, Discountable: item.Discountable,
		Fixed: item.Insured && l.SelfPay == "", Discount: plans.Discount{Kind: plans.DiscountOff, Value: int64(l.Discount)}}
	gross := item.Price * money.Fen(l.Quantity)
	switch {
	case l.SelfPay != "" && !item.Insured:
		return p, NotInsured.At(at("lines", i, "self_pay"), "code", item.Code)
	case max(item.List, item.Price) > MaxAmount/money.Fen(l.Quantity):
		return p, BadAmount.At(at("lines", i, "quantity"))
	case l.Discount > gross:
		return p, BadAmount.At(at("lines", i, "discount"))
	case l.Discount > 0 && !item.Discountable:
		return p, NotDiscountable.At(at("lines", i, "discount"), "code", item.Code)
	case l.Discount > 0 && p.Fixed:
		return p, PriceFixed.At(at("lines", i, "discount"), "code", item.Code)
	}
	return p, nil
}

// line makes the bill's line of what it was priced at.
func (l NewLine) line(item catalog.Listed, p plans.PricedLine) Line {
	site, _ := tooth.ParseSite(l.Site) // was checked
	list := max(p.List, p.Gross)       // a clinic above the list takes nothing off
	return Line{Item: item.ID, Code: item.Code, NameZh: item.NameZh, NameEn: item.NameEn, Site: site.String(), Quantity: l.Quantity,
		List: list, Discount: list - p.Net, Net: p.Net, Insured: item.Insured && l.SelfPay == "", SelfPay: l.SelfPay,
		Off: Off{Clinic: list - p.Gross, Member: p.Member, Line: p.Line, Coupon: p.Coupon, Order: p.Order, Round: p.Round}}
}

// AskedState is where a bill that was asked for stands. Its text is
// "billing.asked.<state>".
type AskedState string

// The states.
const (
	AskedWaiting   AskedState = "waiting"
	AskedApproved  AskedState = "approved" // charged, as the bill of the same id
	AskedRefused   AskedState = "refused"
	AskedWithdrawn AskedState = "withdrawn"
)

// AskedBill is a desk bill whose discount somebody else has to approve; until
// then nothing of it is charged or owed.
type AskedBill struct {
	ID        string
	Clinic    string
	Patient   string
	State     AskedState
	Day       civil.Day // whose prices it has
	Lines     []Line
	List      money.Fen
	Net       money.Fen
	Given     money.Fen
	Share     int // of the price, in parts of ten thousand
	Why       string
	AskedAt   int64
	AskedBy   string
	SettledAt int64
	SettledBy string
	Note      string // of who settled it
}
