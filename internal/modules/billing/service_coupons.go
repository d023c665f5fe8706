package billing

import (
	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
	"archwire/internal/modules/catalog"
	"archwire/internal/modules/plans"
	"archwire/internal/platform/db"
)

// Coupons are asked by the desk for coupons that were issued here; the roof sets
// them. Their faults come back to who makes the bill, at the field "code".
type Coupons struct {
	// Look tells what a patient's coupon takes off lines that come to a total, and
	// its id.
	Look func(tx *db.Tx, patient, code string, lines []CouponLine, total money.Fen) (id string, off money.Fen, err error)
	// Use spends it on a bill, once. Who hears FactCredited (voided) or FactBillSettled
	// (not approved) gives it back.
	Use func(tx *db.Tx, coupon, bill string, off money.Fen) error
}

// CouponLine is a line as a coupon looks at it.
type CouponLine struct {
	Item     string
	Quantity int
	Open     money.Fen // what may still be taken off it
}

// issued looks a bill's coupon up: it takes off what is left after the clinic's, the
// member's and the lines' own prices. Faults: CouponUnknown, and those of Coupons.
func (s *Service) issued(tx *db.Tx, in NewBill, day civil.Day, items map[string]catalog.Listed, rules DeskRules) (issued, error) {
	if in.Code == "" {
		return issued{}, nil
	}
	if s.Coupons.Look == nil {
		return issued{}, CouponUnknown.At("code")
	}
	bare := in
	bare.Order, bare.Round = plans.Discount{}, false
	q, err := quote(bare, day, items, rules, issued{})
	if err != nil {
		return issued{}, err
	}
	lines := make([]CouponLine, len(q.Lines))
	for i, l := range q.Lines {
		lines[i] = CouponLine{Item: l.Item, Quantity: l.Quantity}
		if items[l.Item].Discountable && !l.Insured {
			lines[i].Open = l.Net
		}
	}
	id, off, err := s.Coupons.Look(tx, in.Patient, in.Code, lines, q.Net)
	return issued{id, off}, err
}

// spend uses the coupon of a quote on its bill.
func (s *Service) spend(tx *db.Tx, q Quote, bill string) error {
	if q.Issued.ID == "" {
		return nil
	}
	return s.Coupons.Use(tx, q.Issued.ID, bill, q.Issued.Off)
}
