package billing

import (
	"context"
	"slices"

	"archwire/internal/modules/gateways"
	"archwire/internal/platform/db"
)

// NewSettlement is a bill whose insured lines the insurance shall settle.
type NewSettlement struct {
	Clinic  string
	Patient string
	Bill    string
	Card    string // the number on the insurance card; sealed, and dropped once it is over
}

// AskInsurance asks the insurance to settle the insured lines of a bill that are
// wholly unpaid: what it pays is booked on exactly these, the rest stays owed. A
// bill is settled once. Needs MayCharge. Faults: PatientNotFound, BillNotFound,
// NothingInsured, BadCard, Settling, gateways.NoAccount, gateways.AlreadyAsked,
// db.OutOfScope.
func (s *Service) AskInsurance(ctx context.Context, in NewSettlement) (gateways.Request, error) {
	if !cardForm.MatchString(in.Card) {
		return gateways.Request{}, BadCard.At("card")
	}
	return s.askOutside(ctx, in.Clinic, in.Patient, func(tx *db.Tx, at desk) (gateways.NewRequest, Outside, error) {
		n := gateways.NewRequest{Kind: gateways.InsuranceSettle, Subject: in.Bill, Once: in.Bill, Person: in.Card}
		var o Outside
		b, err := billOne(tx, in.Bill)
		if err != nil {
			return n, o, err
		}
		if b.Patient != at.patient {
			return n, o, BillNotFound.At("bill_id")
		}
		if err := s.quiet(tx, at.patient); err != nil {
			return n, o, err
		}
		for _, l := range b.Lines {
			if l.Item == "" || l.Owed() != l.Net || l.Net == 0 {
				continue
			}
			item, err := s.catalog.Item(tx, l.Item)
			if err != nil {
				return n, o, err
			}
			if !item.Insured {
				continue
			}
			o.Amount += l.Net
			o.About.Lines = append(o.About.Lines, l.ID)
			n.Ask.Lines = append(n.Ask.Lines, gateways.AskLine{Ref: l.ID, Code: l.Code, Name: l.NameZh, Quantity: l.Quantity, Amount: l.Net})
		}
		if o.Amount == 0 {
			err = NothingInsured.With()
		}
		return n, o, err
	})
}

// quiet refuses while the insurance is being asked about the patient.
func (s *Service) quiet(tx *db.Tx, patient string) error {
	busy, err := settlingNow(tx, patient)
	if err == nil && busy {
		err = Settling.With()
	}
	return err
}

// UndoInsurance has a settlement reversed: what the insurance paid is taken off
// its lines, which are owed again, once it says so. Needs MayRefund. Faults:
// OutsideNotFound, Settling, gateways.AlreadyAsked.
func (s *Service) UndoInsurance(ctx context.Context, request, reason string) (gateways.Request, error) {
	return s.backOf(ctx, request, reason, gateways.InsuranceSettle, func(tx *db.Tx, o Outside) (gateways.NewRequest, Outside, error) {
		n := gateways.NewRequest{Kind: gateways.InsuranceUndo, Of: o.ID, Subject: o.ID, Once: o.ID}
		r, err := s.out.gateways.Request(tx, o.ID)
		if err != nil {
			return n, o, err
		}
		n.Ask.Reason = r.Answer.Visit + " " + r.Answer.Person
		return n, Outside{Amount: o.Amount, Reason: reason, About: o.About}, s.quiet(tx, o.Patient)
	})
}

// NewVoucher is a group-buy voucher to be redeemed.
type NewVoucher struct {
	Clinic   string
	Patient  string
	Bills    []string
	Platform string
	Code     string
}

// Redeem redeems a voucher: what was paid for it at the platform is booked on the
// bills, the rest of it stands as prepaid. Needs MayCharge. Faults:
// PatientNotFound, BillNotFound, BadVoucher, gateways.NoAccount, gateways.BadPlatform,
// db.OutOfScope.
func (s *Service) Redeem(ctx context.Context, in NewVoucher) (gateways.Request, error) {
	if !voucherForm.MatchString(in.Code) {
		return gateways.Request{}, BadVoucher.At("code")
	}
	if !slices.Contains(gateways.Platforms, in.Platform) {
		return gateways.Request{}, gateways.BadPlatform.At("platform")
	}
	return s.askOutside(ctx, in.Clinic, in.Patient, func(tx *db.Tx, at desk) (gateways.NewRequest, Outside, error) {
		return gateways.NewRequest{Kind: gateways.VoucherRedeem, Platform: in.Platform, Person: in.Code}, Outside{About: About{Bills: in.Bills}},
			ownBills(tx, at.patient, in.Bills)
	})
}
