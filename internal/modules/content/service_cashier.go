package content

import (
	"context"
	"strings"

	"archwire/internal/kit/money"
	"archwire/internal/modules/billing"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// Look tells the desk what a patient's coupon takes off lines that come to a total:
// one of the patient's, or of somebody of the same household. Nothing is held: Use
// looks again at what it spends. Faults: billing.CouponUnknown, CouponSpent, CouponOver, CouponNotFor.
func (s *Service) Look(tx *db.Tx, patient, code string, lines []billing.CouponLine, total money.Fen) (string, money.Fen, error) {
	c, found, err := couponBy(tx, "code", strings.ToUpper(strings.TrimSpace(code)), false)
	if err != nil {
		return "", 0, err
	}
	if !found {
		return "", 0, billing.CouponUnknown.At("code")
	}
	p, err := s.d.Patients.ByID(tx, patient)
	if err != nil {
		return "", 0, err
	}
	if c.Patient != p.ID && (p.Household == "" || c.Household != p.Household) {
		return "", 0, billing.CouponUnknown.At("code")
	}
	switch {
	case c.State == CouponSpent || c.State == CouponWithdrawn:
		return "", 0, billing.CouponSpent.At("code")
	case c.State == CouponExpired || tx.Now() >= c.Ends:
		return "", 0, billing.CouponOver.At("code", "day", string(c.LastDay))
	}
	f, err := faceOne(tx, c.Face, false)
	if err != nil {
		return "", 0, err
	}
	seen := make([]Line, len(lines))
	for i, l := range lines {
		seen[i] = Line(l)
	}
	off, fits := f.takes(seen, total)
	if !fits {
		return "", 0, billing.CouponNotFor.At("code", "amount", f.MinSpend.String())
	}
	return c.ID, off, nil
}

// Use spends a coupon on a bill, in the transaction that makes the bill. Of two who
// use it at the same time one hears billing.CouponSpent.
func (s *Service) Use(tx *db.Tx, coupon, bill string, off money.Fen) error {
	c, _, err := couponBy(tx, "id", coupon, true)
	if err != nil {
		return err
	}
	c.State, c.Bill, c.Off, c.Closed, c.ClosedBy = CouponSpent, bill, off, tx.Now(), tx.Actor()
	held, err := closeCoupon(tx, c)
	if err != nil {
		return err
	}
	if !held {
		return billing.CouponSpent.At("code")
	}
	return s.tellCoupon(tx, c, FactUsed)
}

// giveBack hears that a bill was taken back as a mistake, or was never approved: its
// coupon is good again, or over if its last day has gone by.
func (s *Service) giveBack(tx *db.Tx, f events.Fact) error {
	var body struct {
		Voided bool               `json:"voided"`
		State  billing.AskedState `json:"state"`
	}
	if err := f.Decode(&body); err != nil {
		return err
	}
	gone := body.Voided || body.State == billing.AskedRefused || body.State == billing.AskedWithdrawn
	if !gone {
		return nil
	}
	c, found, err := couponBy(tx, "bill_id", f.Subject, true)
	if err != nil || !found {
		return err
	}
	if err := reopenCoupon(tx, c.ID); err != nil {
		return err
	}
	c.State, c.Bill, c.Off, c.Closed, c.ClosedBy = CouponHeld, "", 0, 0, ""
	if err := s.expect(tx, c.Ends); err != nil { // at once, where its last day has gone by
		return err
	}
	return s.tellCoupon(tx, c, FactGivenBack)
}

// AtDesk gives the coupons that a patient or somebody of the same household may use
// now, those that end first first. Its fault is patients.NotFound.
func (s *Service) AtDesk(ctx context.Context, patient string) ([]Coupon, map[string]Face, error) {
	var list []Coupon
	var faces map[string]Face
	err := s.read(ctx, func(tx *db.Tx) error {
		if err := s.sees(tx, patient); err != nil {
			return err
		}
		p, err := s.d.Patients.ByID(tx, patient)
		if err != nil {
			return err
		}
		home := p.Household
		if home == "" {
			home = p.ID
		}
		if list, err = heldIn(tx, home, tx.Now()); err != nil {
			return err
		}
		faces, err = facesByID(tx)
		return err
	})
	return list, faces, err
}
