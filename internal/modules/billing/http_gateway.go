package billing

import (
	"context"
	"net/http"

	"archwire/internal/kit/fault"
	"archwire/internal/kit/money"
	"archwire/internal/modules/gateways"
	"archwire/internal/modules/org"
	"archwire/internal/modules/tasks"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) outsideRoutes(a *httpapi.API) {
	asking := []*fault.Def{PatientNotFound, db.OutOfScope, org.ClinicNotFound, gateways.NoAccount, gateways.AlreadyAsked}
	more := func(list ...*fault.Def) []*fault.Def { return append(list, asking...) }
	post := func(id, path, right, summary string, faults []*fault.Def) httpapi.Route {
		return httpapi.Route{ID: id, Method: http.MethodPost, Path: path, Permission: right, Summary: summary, Idempotent: true, Faults: faults}
	}
	httpapi.Handle(a, post("billing.ask_payment", "/billing/outside/payments", MayCharge, "Let a patient pay by a code on the screen",
		more(BillNotFound, OwedChanged, PaidTooMuch, BadAmount, AgreementNotFound, AgreementOver)), s.postOnline)
	httpapi.Handle(a, post("billing.ask_insurance", "/billing/outside/insurance", MayCharge, "Have the insurance settle the insured lines of a bill",
		more(BillNotFound, NothingInsured, BadCard, Settling)), s.postInsurance)
	httpapi.Handle(a, post("billing.undo_insurance", "/billing/outside/{id}/undo", MayRefund, "Have an insurance settlement reversed",
		more(OutsideNotFound, BadReason, Settling)), s.postUndo)
	httpapi.Handle(a, post("billing.redeem_voucher", "/billing/outside/vouchers", MayCharge, "Redeem a group-buy voucher",
		more(BillNotFound, BadVoucher, gateways.BadPlatform)), s.postVoucher)
	httpapi.Handle(a, post("billing.invoice", "/billing/receipts/{id}/invoice", MayCharge, "Have a tax invoice issued over a receipt",
		more(ReceiptNotFound, BadBuyer, NothingToInvoice)), s.postInvoice)
	httpapi.Handle(a, post("billing.red_invoice", "/billing/outside/{id}/red", MayRefund, "Take a part of a tax invoice back by a red one",
		more(OutsideNotFound, BadReason, BadAmount)), s.postRed)
	httpapi.Handle(a, post("billing.book_by_hand", "/billing/outside/{id}/by-hand", MayCharge, "Ask that what hangs be booked on a slip; another person decides",
		[]*fault.Def{gateways.RequestNotFound, gateways.NotNow, BadSlip, tasks.AlreadyAsked}), s.postByHand)
	httpapi.Handle(a, httpapi.Route{ID: "billing.outside", Method: http.MethodGet, Path: "/billing/patients/{id}/outside", Permission: MayView,
		Summary: "What of a patient's money was asked of the outside world, and red invoices that are due", Faults: []*fault.Def{PatientNotFound}}, s.getOutside)
}

func outsideBody(r gateways.Request, err error) (*httpapi.Body[gateways.RequestBody], error) {
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[gateways.RequestBody]{Body: gateways.BodyOf(r)}, nil
}

type onlineIn struct {
	Body struct {
		Clinic    string    `json:"clinic_id" format:"uuid" maxLength:"36"`
		Patient   string    `json:"patient_id" format:"uuid" maxLength:"36"`
		Bills     []string  `json:"bill_ids,omitempty" maxItems:"200" doc:"to be paid; absent = everything owed"`
		Owed      money.Fen `json:"owed" minimum:"0" maximum:"10000000000000" doc:"as it was shown; anything else is refused"`
		Amount    money.Fen `json:"amount" minimum:"1" maximum:"10000000000"`
		Agreement string    `json:"agreement_id,omitempty" format:"uuid" maxLength:"36" doc:"money for an agreement instead of bills"`
		Prepaid   bool      `json:"prepaid,omitempty" doc:"money for anything instead of bills"`
	}
}

func (s *Service) postOnline(ctx context.Context, in *onlineIn) (*httpapi.Body[gateways.RequestBody], error) {
	return outsideBody(s.AskPayment(ctx, OnlinePayment(in.Body)))
}

type insuranceIn struct {
	Body struct {
		Clinic  string `json:"clinic_id" format:"uuid" maxLength:"36"`
		Patient string `json:"patient_id" format:"uuid" maxLength:"36"`
		Bill    string `json:"bill_id" format:"uuid" maxLength:"36"`
		Card    string `json:"card" maxLength:"40" doc:"number of the insurance card; sealed, and dropped once it is over"`
	}
}

func (s *Service) postInsurance(ctx context.Context, in *insuranceIn) (*httpapi.Body[gateways.RequestBody], error) {
	return outsideBody(s.AskInsurance(ctx, NewSettlement(in.Body)))
}

type undoIn struct {
	httpapi.ByID
	Body struct {
		Reason string `json:"reason" maxLength:"40" doc:"key of a reason"`
	}
}

func (s *Service) postUndo(ctx context.Context, in *undoIn) (*httpapi.Body[gateways.RequestBody], error) {
	return outsideBody(s.UndoInsurance(ctx, in.ID, in.Body.Reason))
}

type voucherIn struct {
	Body struct {
		Clinic   string   `json:"clinic_id" format:"uuid" maxLength:"36"`
		Patient  string   `json:"patient_id" format:"uuid" maxLength:"36"`
		Bills    []string `json:"bill_ids,omitempty" maxItems:"200"`
		Platform string   `json:"platform" enum:"meituan,douyin"`
		Code     string   `json:"code" maxLength:"40"`
	}
}

func (s *Service) postVoucher(ctx context.Context, in *voucherIn) (*httpapi.Body[gateways.RequestBody], error) {
	return outsideBody(s.Redeem(ctx, NewVoucher(in.Body)))
}

type invoiceIn struct {
	httpapi.ByID
	Body struct {
		Buyer string `json:"buyer" maxLength:"80"`
		TaxNo string `json:"tax_no,omitempty" maxLength:"20" doc:"absent for a person"`
	}
}

func (s *Service) postInvoice(ctx context.Context, in *invoiceIn) (*httpapi.Body[gateways.RequestBody], error) {
	return outsideBody(s.Invoice(ctx, in.ID, Buyer{in.Body.Buyer, in.Body.TaxNo}))
}

type redIn struct {
	httpapi.ByID
	Body struct {
		Amount money.Fen `json:"amount" minimum:"1" maximum:"10000000000"`
		Reason string    `json:"reason" maxLength:"40" doc:"key of a reason"`
	}
}

func (s *Service) postRed(ctx context.Context, in *redIn) (*httpapi.Body[gateways.RequestBody], error) {
	return outsideBody(s.RedInvoice(ctx, in.ID, in.Body.Amount, in.Body.Reason))
}

type byHandIn struct {
	httpapi.ByID
	Body struct {
		Slip string `json:"slip" maxLength:"40" doc:"of the provider's statement"`
	}
}

func (s *Service) postByHand(ctx context.Context, in *byHandIn) (*httpapi.None, error) {
	return nil, s.BookByHand(ctx, in.ID, in.Body.Slip)
}

type redProposalBody struct {
	Invoice string    `json:"invoice_id" format:"uuid" doc:"the request"`
	Receipt string    `json:"receipt_id" format:"uuid"`
	Amount  money.Fen `json:"amount" doc:"went back since, and is to be taken back by a red one"`
}

type outsideListBody struct {
	Requests  []gateways.RequestBody `json:"requests" doc:"latest first"`
	Proposals []redProposalBody      `json:"proposals"`
}

func (s *Service) getOutside(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[outsideListBody], error) {
	v, err := s.OutsideOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	var out outsideListBody
	for _, r := range v.Requests {
		out.Requests = append(out.Requests, gateways.BodyOf(r))
	}
	for _, p := range v.Proposals {
		out.Proposals = append(out.Proposals, redProposalBody(p))
	}
	return &httpapi.Body[outsideListBody]{Body: out}, nil
}
