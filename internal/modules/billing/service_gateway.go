package billing

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"archwire/internal/kit/fault"
	"archwire/internal/kit/id"
	"archwire/internal/kit/money"
	"archwire/internal/modules/gateways"
	"archwire/internal/modules/tasks"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

// ApprovalByHand is the kind of approval for booking on a slip what nobody outside
// confirms; its subject is the request.
const ApprovalByHand = "billing.book_by_hand"

// MayBookByHand is the right to approve that.
const MayBookByHand = "billing.by_hand"

// outdoors is what the module needs of the outside world.
type outdoors struct {
	gateways *gateways.Service
	tasks    *tasks.Service
}

// Outdoors ties the module to the outside world, at start only.
func (s *Service) Outdoors(g *gateways.Service, t *tasks.Service) error {
	s.out = outdoors{g, t}
	return t.AddApprovals(tasks.ApprovalKind{Key: ApprovalByHand, Permission: MayBookByHand, Settle: s.settleByHand})
}

// OnlinePayment is what a patient shall pay by a code on the screen.
type OnlinePayment struct {
	Clinic    string
	Patient   string
	Bills     []string  // to be paid; none = everything owed in the clinics in sight
	Owed      money.Fen // of them, as the cashier saw it
	Amount    money.Fen
	Agreement string // money for an agreement instead of bills
	Prepaid   bool   // money for anything instead of bills
}

// AskPayment asks for a payment. It is booked once the provider says that it is
// paid; one payment of a patient is asked for at a time. Needs MayCharge. Faults:
// PatientNotFound, BillNotFound, OwedChanged, PaidTooMuch, BadAmount, AgreementNotFound,
// AgreementOver, gateways.NoAccount, gateways.AlreadyAsked, db.OutOfScope.
func (s *Service) AskPayment(ctx context.Context, in OnlinePayment) (gateways.Request, error) {
	if in.Amount <= 0 || in.Amount > MaxAmount {
		return gateways.Request{}, BadAmount.At("amount")
	}
	return s.askOutside(ctx, in.Clinic, in.Patient, func(tx *db.Tx, at desk) (gateways.NewRequest, Outside, error) {
		o := Outside{Agreement: in.Agreement, About: About{Bills: in.Bills}, Amount: in.Amount}
		n := gateways.NewRequest{Kind: gateways.Payment, Once: "patient/" + at.patient, Ask: gateways.Ask{Title: at.clinic.Name}}
		switch {
		case in.Agreement != "":
			return n, o, running(tx, in.Agreement, at.patient)
		case in.Prepaid:
			return n, o, nil
		}
		if err := ownBills(tx, at.patient, in.Bills); err != nil {
			return n, o, err
		}
		lines, err := owedLines(tx, at.patient, in.Bills, "")
		if err != nil {
			return n, o, err
		}
		for _, l := range lines {
			o.About.Lines = append(o.About.Lines, l.ID)
		}
		owed := sumOwed(lines)
		switch {
		case in.Owed != owed:
			err = OwedChanged.At("owed", "owed", owed.String())
		case in.Amount > owed:
			err = PaidTooMuch.At("amount", "owed", owed.String())
		}
		return n, o, err
	})
}

// ownBills refuses bills that are not the patient's, or out of sight.
func ownBills(tx *db.Tx, patient string, bills []string) error {
	for i, one := range bills {
		missing := BillNotFound.At(fmt.Sprintf("bill_ids[%d]", i))
		if !id.Valid(one) {
			return missing
		}
		b, err := billOne(tx, one)
		switch {
		case errors.Is(err, BillNotFound), err == nil && b.Patient != patient:
			return missing
		case err != nil:
			return err
		}
	}
	return nil
}

// askOutside writes a request and what it is for, in one transaction with the
// patient's money locked.
func (s *Service) askOutside(ctx context.Context, clinic, patient string, make func(*db.Tx, desk) (gateways.NewRequest, Outside, error)) (gateways.Request, error) {
	var r gateways.Request
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		at, err := s.atDesk(tx, clinic, patient)
		if err != nil {
			return err
		}
		n, o, err := make(tx, at)
		if err != nil {
			return err
		}
		if r, err = s.putOutside(tx, at, n, o); err != nil {
			return err
		}
		return httpapi.Answer(tx, gateways.BodyOf(r))
	})
	return r, err
}

func (s *Service) putOutside(tx *db.Tx, at desk, n gateways.NewRequest, o Outside) (gateways.Request, error) {
	n.Clinic, n.Patient = at.clinic.ID, at.patient
	if n.Amount == 0 {
		n.Amount = o.Amount
	}
	r, err := s.out.gateways.Ask(tx, n)
	if err != nil {
		return r, err
	}
	o.ID, o.Clinic, o.Patient, o.Kind, o.Of = r.ID, at.clinic.ID, at.patient, n.Kind, n.Of
	return r, insertOutside(tx, o)
}

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

// Invoice asks for a tax invoice over what a receipt took and did not give back.
// Needs MayCharge. Faults: ReceiptNotFound, BadBuyer, NothingToInvoice,
// gateways.NoAccount, gateways.AlreadyAsked.
func (s *Service) Invoice(ctx context.Context, receipt string, to Buyer) (gateways.Request, error) {
	if err := to.check(); err != nil {
		return gateways.Request{}, err
	}
	var r Receipt
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) { r, err = receiptOne(tx, receipt); return err })
	if err != nil {
		return gateways.Request{}, err
	}
	return s.askOutside(ctx, r.Clinic, r.Patient, func(tx *db.Tx, _ desk) (gateways.NewRequest, Outside, error) {
		n := gateways.NewRequest{Kind: gateways.Invoice, Subject: r.Number, Once: r.ID, Person: to.Name + "\n" + to.TaxNo}
		amount, err := invoiceable(tx, r.ID)
		if err != nil {
			return n, Outside{}, err
		}
		if r.VoidedAt != 0 || amount <= 0 {
			return n, Outside{}, NothingToInvoice.With()
		}
		n.Ask.Lines = []gateways.AskLine{{Ref: r.Number, Code: "3070202", Name: "医疗服务", Quantity: 1, Amount: amount}}
		return n, Outside{Amount: amount, Receipt: r.ID}, nil
	})
}

// invoiceable is what a receipt took and did not give back, gifts apart. The
// insurance's fund is not the patient's money.
func invoiceable(tx *db.Tx, receipt string) (sum money.Fen, err error) {
	list, err := tendersOfReceipt(tx, receipt)
	for _, t := range list {
		if t.Pot != Gift && t.Means != Fund {
			sum += t.Amount - t.Refunded
		}
	}
	return sum, err
}

// RedInvoice asks for a red invoice over a part of one. Needs MayRefund. Faults:
// OutsideNotFound, BadReason, BadAmount where it is more than is left of it.
func (s *Service) RedInvoice(ctx context.Context, invoice string, amount money.Fen, reason string) (gateways.Request, error) {
	return s.backOf(ctx, invoice, reason, gateways.Invoice, func(tx *db.Tx, o Outside) (gateways.NewRequest, Outside, error) {
		n := gateways.NewRequest{Kind: gateways.InvoiceRed, Of: o.ID, Subject: o.ID, Amount: amount, Ask: gateways.Ask{Reason: reason}}
		already, err := reds(tx, o.ID)
		if err == nil && (amount <= 0 || amount > o.Amount-already) {
			err = BadAmount.At("amount")
		}
		return n, Outside{Amount: amount, Reason: reason, Receipt: o.Receipt}, err
	})
}

// BookByHand asks that what hangs be booked on a slip: somebody with
// MayBookByHand, who is not the one who asks, decides. Needs MayCharge. Faults:
// OutsideNotFound, BadSlip, gateways.NotNow, tasks.AlreadyAsked.
func (s *Service) BookByHand(ctx context.Context, request, slip string) error {
	if !slipForm.MatchString(slip) {
		return BadSlip.At("slip")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := s.out.gateways.Request(tx, request)
		if err != nil {
			return err
		}
		if !slices.Contains(r.Resolutions(), gateways.ByHand) {
			return gateways.NotNow.With("state", string(r.State))
		}
		_, err = s.out.tasks.Ask(tx, tasks.NewApproval{Kind: ApprovalByHand, Clinic: r.Clinic, Subject: r.ID, Patient: r.Patient, Why: slip, Amount: r.Amount,
			Args: map[string]any{"number": r.Number, "slip": slip, "amount": r.Amount.String()}})
		return err
	})
}

// settleByHand follows the decision.
func (s *Service) settleByHand(ctx context.Context, tx *db.Tx, a tasks.Approval) error {
	if a.State != tasks.ApprovalApproved {
		return nil
	}
	if err := auth.Require(ctx, MayBookByHand, a.Clinic); err != nil {
		return err
	}
	return s.out.gateways.TakeDone(tx, a.Subject, a.Why)
}

// OutsideView is what of a patient's money was asked of the outside world.
type OutsideView struct {
	Requests  []gateways.Request // latest first
	Proposals []RedProposal
}

// OutsideOf shows it. Needs MayView. Fault: PatientNotFound.
func (s *Service) OutsideOf(ctx context.Context, patient string) (v OutsideView, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if err := s.seen(tx, patient); err != nil {
			return err
		}
		if v.Requests, err = s.out.gateways.OfPatient(tx, patient, 50); err != nil {
			return err
		}
		list, err := outsideOf(tx, patient, 200)
		if err != nil {
			return err
		}
		for _, o := range list {
			if o.Kind != gateways.Invoice || o.BookedAt == 0 {
				continue
			}
			taken, err := reds(tx, o.ID)
			if err != nil {
				return err
			}
			left, err := invoiceable(tx, o.Receipt)
			if err != nil {
				return err
			}
			if over := o.Amount - taken - left; over > 0 {
				v.Proposals = append(v.Proposals, RedProposal{o.ID, o.Receipt, over})
			}
		}
		return nil
	})
	return v, err
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
