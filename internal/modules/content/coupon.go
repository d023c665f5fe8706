package content

import (
	"slices"
	"time"
	"unicode/utf8"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/money"
	"archwire/internal/modules/messages"
)

// Worth is what a coupon takes off. Its text is "content.worth.<worth>".
type Worth string

// The worths.
const (
	AmountOff  Worth = "amount"  // Value: fen
	PercentOff Worth = "percent" // Value: parts of ten thousand that are taken off
	ServiceOff Worth = "item"    // one of an item of the catalogue is free
)

// Worths lists them all.
var Worths = []Worth{AmountOff, PercentOff, ServiceOff}

// Face is what a coupon is worth, for how long, and under what conditions.
type Face struct {
	ID       string
	Version  int64
	Key      string
	NameZh   string
	NameEn   string
	TermsZh  string // the conditions as the patient reads them
	TermsEn  string
	Class    messages.Class // marketing, or relation for a gift
	Worth    Worth
	Value    int64
	Item     string    // of the catalogue, for ServiceOff
	MinSpend money.Fen // that a bill must come to before the coupon
	Days     int       // that a coupon is good for, the day of granting included; 0 = until Until alone
	Until    civil.Day // the last day of all coupons, "" = none
	PerHouse int       // how many a household may have, ever
	Stock    int       // how many may be given in all; 0 = any number
	Left     int       // of the stock
	Retired  bool      // no more are given; those given are good
	At       int64
	By       string
}

// The bounds of a face.
const (
	MaxTerms    = 400
	MaxDays     = 730
	MaxPerHouse = 20
	MaxStock    = 1_000_000
	MaxOff      = money.Fen(100_000_00)
	wholeShare  = 10_000
)

// check tells what is wrong with a face by its form.
func (f Face) check() error {
	var wrong []*fault.Fault
	if len(f.Key) > MaxKey || !keyForm.MatchString(f.Key) {
		wrong = append(wrong, BadKey.At("key"))
	}
	for field, v := range map[string]string{"name_zh": f.NameZh, "name_en": f.NameEn} {
		if n := utf8.RuneCountInString(v); n > MaxName || n == 0 && field == "name_zh" {
			wrong = append(wrong, BadName.At(field, "max", MaxName))
		}
	}
	for field, v := range map[string]string{"terms_zh": f.TermsZh, "terms_en": f.TermsEn, "name_zh": f.NameZh, "name_en": f.NameEn} {
		if utf8.RuneCountInString(v) > MaxTerms {
			wrong = append(wrong, TooLong.At(field, "max", MaxTerms))
		}
		wrong = append(wrong, foreign(field, v)...)
	}
	if f.Class != messages.Marketing && f.Class != messages.Relation {
		wrong = append(wrong, BadClass.At("class"))
	}
	good := map[Worth]bool{AmountOff: f.Value > 0 && f.Value <= int64(MaxOff), PercentOff: f.Value > 0 && f.Value < wholeShare, ServiceOff: f.Value == 0 && f.Item != ""}
	if !slices.Contains(Worths, f.Worth) || !good[f.Worth] || f.Worth != ServiceOff && f.Item != "" {
		wrong = append(wrong, BadValue.At("value"))
	}
	if f.MinSpend < 0 || f.MinSpend > MaxOff*10 {
		wrong = append(wrong, BadValue.At("min_spend"))
	}
	if f.PerHouse < 1 || f.PerHouse > MaxPerHouse {
		wrong = append(wrong, BadValue.At("per_house"))
	}
	if f.Stock < 0 || f.Stock > MaxStock {
		wrong = append(wrong, BadValue.At("stock"))
	}
	if f.Days < 0 || f.Days > MaxDays || f.Days == 0 && f.Until == "" {
		wrong = append(wrong, BadTerm.At("days"))
	}
	if f.Until != "" {
		if _, err := civil.Parse(string(f.Until)); err != nil {
			wrong = append(wrong, BadTerm.At("until"))
		}
	}
	return fault.Join(wrong)
}

// lastDay is the last day of a coupon that is granted on a day.
func (f Face) lastDay(granted civil.Day) civil.Day {
	last := f.Until
	if f.Days > 0 {
		if d := granted.AddDays(f.Days - 1); last == "" || d < last {
			last = d
		}
	}
	return last
}

// CouponState is where a coupon stands. Its text is "content.coupon.<state>".
type CouponState string

// The states.
const (
	CouponHeld      CouponState = "held"
	CouponSpent     CouponState = "used"
	CouponExpired   CouponState = "expired"
	CouponWithdrawn CouponState = "withdrawn"
)

// Coupon is one of a face, in the hands of one patient.
type Coupon struct {
	ID        string
	Face      string // id
	Patient   string
	Household string // as it was when the coupon was granted
	Slot      int    // which of the household's it is, 0 = it was withdrawn
	Code      string // what the cashier types: eight letters and figures
	Key       string // what granted it, unique
	By        string // who or what granted it: an account, or "journey:<id>"
	State     CouponState
	Granted   int64
	LastDay   civil.Day
	Ends      int64 // the instant at which it is over
	Bill      string
	Off       money.Fen // that it took off the bill
	Closed    int64     // when it was used, expired or withdrawn; 0 = held
	ClosedBy  string
}

// Line is a line of a bill as a coupon looks at it.
type Line struct {
	Item     string
	Quantity int
	Open     money.Fen // what may still be taken off it
}

// takes gives what a coupon of the face takes off a bill, and whether it may be used
// on it at all: the bill comes to the least amount, and has the item.
func (f Face) takes(lines []Line, total money.Fen) (off money.Fen, fits bool) {
	var open money.Fen
	for _, l := range lines {
		open += l.Open
	}
	if total < f.MinSpend || open == 0 {
		return 0, false
	}
	switch f.Worth {
	case AmountOff:
		return min(money.Fen(f.Value), open), true
	case PercentOff:
		return (open*money.Fen(f.Value) + wholeShare/2) / wholeShare, true
	}
	for _, l := range lines {
		if l.Item == f.Item && l.Quantity > 0 && l.Open > 0 {
			return (l.Open + money.Fen(l.Quantity) - 1) / money.Fen(l.Quantity), true
		}
	}
	return 0, false
}

// endOf is the instant after a day in a zone, in epoch milliseconds.
func endOf(day civil.Day, zone *time.Location) int64 { return day.AddDays(1).At(0, zone) }
