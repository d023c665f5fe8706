package billing

import (
	"context"
	"slices"

	"archwire/internal/kit/fault"
	"archwire/internal/kit/money"
	"archwire/internal/modules/gateways"
	"archwire/internal/platform/db"
)

// backOf asks for something that was booked to be taken back.
func (s *Service) backOf(ctx context.Context, request, reason string, kind gateways.Kind,
	make func(*db.Tx, Outside) (gateways.NewRequest, Outside, error)) (gateways.Request, error) {
	if err := because(reason, RefundReasons); err != nil {
		return gateways.Request{}, err
	}
	var first Outside
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		o, found, err := outsideOne(tx, request)
		if err == nil && (!found || o.Kind != kind || o.BookedAt == 0) {
			err = OutsideNotFound.With()
		}
		first = o
		return err
	})
	if err != nil {
		return gateways.Request{}, err
	}
	return s.askOutside(ctx, first.Clinic, first.Patient, func(tx *db.Tx, _ desk) (gateways.NewRequest, Outside, error) {
		o, found, err := outsideOne(tx, request)
		if err == nil && !found {
			err = OutsideNotFound.With()
		}
		if err != nil {
			return gateways.NewRequest{}, o, err
		}
		return make(tx, o)
	})
}

// askBack sends a part of a tender back the way it came; it is held until the
// provider has said what became of it.
func (s *Service) askBack(tx *db.Tx, at desk, t Tender, amount money.Fen, reason string) error {
	if t.Means.insured() {
		return InsuranceFirst.With()
	}
	first, found, err := outsideByReceipt(tx, t.Receipt)
	if err != nil {
		return err
	}
	if !found {
		return fault.Join([]*fault.Fault{OutsideNotFound.With()})
	}
	n := gateways.NewRequest{Kind: gateways.PaymentReturn, Of: first.ID, Subject: t.ID, Ask: gateways.Ask{Reason: reason}}
	if t.Means == Voucher {
		n.Kind, n.Once = gateways.VoucherUndo, t.ID
		if amount != t.Amount {
			return WholeOnly.With()
		}
	}
	if err := holdTender(tx, t.ID, amount); err != nil {
		return err
	}
	_, err = s.putOutside(tx, at, n, Outside{Amount: amount, Held: amount, Tender: t.ID, Reason: reason, Agreement: t.Agreement})
	return err
}

// refundOut gives an amount back out of what stands, the latest tender first: over
// the desk what came over the desk, through its provider what came through one.
// The refund is zero where nothing goes over the desk; what goes through a
// provider is booked once that says so.
func (s *Service) refundOut(tx *db.Tx, at desk, list []Tender, give GiveBack) (Refund, error) {
	over, through := apart(list, give.Amount)
	if have := sumBack(over) + sumBack(through); have < give.Amount {
		return Refund{}, NotEnough.At("amount", "standing", have.String())
	}
	for _, b := range through {
		if err := s.askBack(tx, at, *b.tender, b.amount, give.Reason); err != nil {
			return Refund{}, err
		}
	}
	total := sumBack(over)
	if total == 0 {
		return Refund{}, nil
	}
	r, err := s.newRefund(tx, at, total, give.Reason)
	if err != nil {
		return r, err
	}
	atDesk := slices.DeleteFunc(slices.Clone(list), func(t Tender) bool { return t.Means.outside() })
	if err := refundTenders(tx, r, atDesk); err != nil {
		return r, err
	}
	return r, s.tellRefund(tx, r, give.Agreement)
}

// sendBack gives what was freed of money that came through providers back the way
// it came, and tells what is left for the desk.
func (s *Service) sendBack(tx *db.Tx, at desk, list []freed, reason string) ([]freed, error) {
	var left []freed
	var order []string
	sums := map[string]*freed{}
	for _, f := range list {
		if f.tender.Pot != Prepaid || !f.tender.Means.outside() {
			left = append(left, f)
			continue
		}
		if sums[f.tender.ID] == nil {
			sums[f.tender.ID] = &freed{f.tender, 0}
			order = append(order, f.tender.ID)
		}
		sums[f.tender.ID].amount += f.amount
	}
	for _, id := range order {
		if err := s.askBack(tx, at, *sums[id].tender, sums[id].amount, reason); err != nil {
			return nil, err
		}
	}
	return left, nil
}
