package plans

import (
	"math/bits"
	"slices"

	"archwire/internal/kit/money"
)

// Whole is the share of everything, in parts of ten thousand: 9500 is 95 折.
const Whole = 10_000

// DiscountKind says how a discount is written.
type DiscountKind string

// The ways to write a discount.
const (
	NoDiscount   DiscountKind = ""
	DiscountRate DiscountKind = "rate" // Value: the share that is paid, in parts of ten thousand
	DiscountOff  DiscountKind = "off"  // Value: fen that are taken off
	DiscountTo   DiscountKind = "to"   // Value: fen that it comes to
)

// Discount is a reduction that somebody decided on. The zero Discount is none.
type Discount struct {
	Kind  DiscountKind `json:"kind,omitempty"`
	Value int64        `json:"value,omitempty"`
}

// Valid tells whether the discount is written as it must be: a known kind and a
// value that is no surcharge by its form.
func (d Discount) Valid() bool {
	switch d.Kind {
	case NoDiscount:
		return d.Value == 0
	case DiscountRate:
		return d.Value >= 0 && d.Value <= Whole
	case DiscountOff, DiscountTo:
		return d.Value >= 0
	}
	return false
}

// of gives what the discount takes off an amount: never more than the amount,
// never less than nothing.
func (d Discount) of(amount money.Fen) money.Fen {
	off := money.Fen(0)
	switch d.Kind {
	case DiscountRate:
		off = amount - share(amount, d.Value)
	case DiscountOff:
		off = money.Fen(d.Value)
	case DiscountTo:
		off = amount - money.Fen(d.Value)
	}
	return min(max(off, 0), amount)
}

// share is parts of ten thousand of an amount, half a fen rounded up.
func share(amount money.Fen, parts int64) money.Fen {
	return mulDiv(amount, money.Fen(parts), Whole, Whole/2)
}

// mulDiv is (a·b + add) / c without overflow; all are not negative.
func mulDiv(a, b, c, add money.Fen) money.Fen {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	lo, carry := bits.Add64(lo, uint64(add), 0)
	q, _ := bits.Div64(hi+carry, lo, uint64(c))
	return money.Fen(q)
}

// PriceLine is one line to be priced, of a plan or of a bill.
type PriceLine struct {
	List         money.Fen // of one, by the group's price list
	Price        money.Fen // of one, in force in the clinic
	Quantity     int
	Discountable bool // false: nothing is taken off
	Fixed        bool // insured: its price is fixed by the insurance
	Discount     Discount
}

// Offer is what is taken off all lines together, in the order of its fields.
type Offer struct {
	Member int       `json:"member,omitempty"` // share that a member pays, in parts of ten thousand; 0 = no member
	Plan   Discount  `json:"plan"`             // on a plan
	Coupon money.Fen `json:"coupon,omitempty"` // of coupons
	Order  Discount  `json:"order"`            // on a bill
	Round  money.Fen `json:"round,omitempty"`  // the sum is rounded down to a multiple of it; 0 = not
}

// PricedLine is a line with its amounts. Each of Member to Round was taken off
// in that order; what is left is Net.
type PricedLine struct {
	List   money.Fen // list price × quantity
	Gross  money.Fen // the clinic's price × quantity
	Member money.Fen
	Line   money.Fen
	Plan   money.Fen
	Coupon money.Fen
	Order  money.Fen
	Round  money.Fen
	Net    money.Fen
}

// Given is what people decided to take off, which a limit by role bounds: not
// the member's price, nor a coupon.
func (p PricedLine) Given() money.Fen { return p.Line + p.Plan + p.Order + p.Round }

// Priced is what an offer comes to.
type Priced struct {
	Lines []PricedLine
	List  money.Fen
	Gross money.Fen
	Given money.Fen
	Net   money.Fen
}

// GivenShare is the part of the price that people decided to take off, in parts
// of ten thousand, rounded up: what a limit is compared with.
func (p Priced) GivenShare() int {
	if p.Given == 0 {
		return 0
	}
	base := p.Net + p.Given
	return int(mulDiv(p.Given, Whole, base, base-1))
}

// Price prices lines in the order of the house: list price, the clinic's price,
// the member's price, the discount of the line, of the plan, coupons, the
// discount of the bill, rounding. What is taken off the whole is spread to the
// lines by their amounts to the fen; what is left over falls on the largest.
// Lines that are not discountable, or fixed by the insurance, keep the clinic's
// price. The caller has checked that prices and quantities are not negative and
// discounts Valid.
func Price(lines []PriceLine, o Offer) Priced {
	out := Priced{Lines: make([]PricedLine, len(lines))}
	open := make([]money.Fen, len(lines)) // what may still be taken off
	for i, l := range lines {
		n := money.Fen(l.Quantity)
		p := PricedLine{List: l.List * n, Gross: l.Price * n}
		p.Net = p.Gross
		if l.Discountable && !l.Fixed {
			if o.Member > 0 {
				p.Member = p.Net - share(p.Net, int64(o.Member))
				p.Net -= p.Member
			}
			p.Line = l.Discount.of(p.Net)
			p.Net -= p.Line
			open[i] = p.Net
		}
		out.Lines[i] = p
	}
	whole := func(off func(sum money.Fen) money.Fen, field func(*PricedLine) *money.Fen) {
		for i, part := range Spread(min(off(sum(open)), sum(open)), open) {
			*field(&out.Lines[i]) = part
			out.Lines[i].Net -= part
			open[i] -= part
		}
	}
	whole(o.Plan.of, func(p *PricedLine) *money.Fen { return &p.Plan })
	whole(func(money.Fen) money.Fen { return max(o.Coupon, 0) }, func(p *PricedLine) *money.Fen { return &p.Coupon })
	whole(o.Order.of, func(p *PricedLine) *money.Fen { return &p.Order })
	net := money.Fen(0)
	for _, p := range out.Lines {
		net += p.Net
	}
	whole(func(money.Fen) money.Fen { return over(net, o.Round) }, func(p *PricedLine) *money.Fen { return &p.Round })
	for _, p := range out.Lines {
		out.List, out.Gross, out.Given, out.Net = out.List+p.List, out.Gross+p.Gross, out.Given+p.Given(), out.Net+p.Net
	}
	return out
}

// over is what an amount has over a multiple of unit.
func over(amount, unit money.Fen) money.Fen {
	if unit <= 0 {
		return 0
	}
	return amount % unit
}

func sum(list []money.Fen) (total money.Fen) {
	for _, a := range list {
		total += a
	}
	return total
}

// Spread shares a total among weights in proportion, in whole fen: the parts sum
// to the total and none exceeds its weight, as long as the total does not exceed
// the sum of the weights. What is left over by rounding falls on the largest
// weight, then the next; of equal ones on the first.
func Spread(total money.Fen, weights []money.Fen) []money.Fen {
	out := make([]money.Fen, len(weights))
	all := sum(weights)
	if all == 0 || total <= 0 {
		return out
	}
	left := total
	order := make([]int, len(weights))
	for i, w := range weights {
		out[i] = mulDiv(total, w, all, 0)
		left -= out[i]
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return int(min(max(weights[b]-weights[a], -1), 1)) })
	for _, i := range order {
		take := left
		if total <= all {
			take = min(left, weights[i]-out[i])
		}
		out[i] += take
		left -= take
	}
	return out
}
