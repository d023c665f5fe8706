package billing

import (
	"context"
	"net/http"

	"archwire/internal/kit/fault"
	"archwire/internal/modules/org"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) paperRoutes(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{ID: "billing.hand_out_receipt", Method: http.MethodPost, Path: "/billing/receipts/{id}/papers", Permission: MayCharge,
		Idempotent: true, Summary: "Hand out the paper of a receipt: the original, or a reprint that says so",
		Faults: []*fault.Def{ReceiptNotFound, SlipAltered}}, s.postReceiptPaper)
	httpapi.Handle(a, httpapi.Route{ID: "billing.hand_out_refund", Method: http.MethodPost, Path: "/billing/refunds/{id}/papers", Permission: MayCharge,
		Idempotent: true, Summary: "Hand out the paper of a refund: the original, or a reprint that says so",
		Faults: []*fault.Def{RefundNotFound, SlipAltered}}, s.postRefundPaper)
	httpapi.Handle(a, httpapi.Route{ID: "billing.paper", Method: http.MethodGet, Path: "/billing/papers/{id}", Permission: MayView, Produces: httpapi.PDF,
		Summary: "A paper that was handed out, as PDF", Faults: []*fault.Def{PaperNotFound}}, s.getPaper)
	httpapi.Handle(a, httpapi.Route{ID: "billing.closing_paper", Method: http.MethodGet, Path: "/billing/closings/{id}/paper", Permission: MayClose, Produces: httpapi.PDF,
		Summary: "A till that was counted and handed over, as PDF", Faults: []*fault.Def{ClosingNotFound, auth.Forbidden}}, s.getClosingPaper)
	httpapi.Handle(a, httpapi.Route{ID: "billing.day_paper", Method: http.MethodGet, Path: "/billing/day/paper", Permission: MaySeeAll, Produces: httpapi.PDF,
		Summary: "What a clinic's day came to, as PDF", Faults: []*fault.Def{BadDay, db.OutOfScope, org.ClinicNotFound}}, s.getDayPaper)
	httpapi.Handle(a, httpapi.Route{ID: "billing.account_paper", Method: http.MethodGet, Path: "/billing/patients/{id}/paper", Permission: MayView, Produces: httpapi.PDF,
		Summary: "The one page that a patient is given of their money, as PDF", Faults: []*fault.Def{PatientNotFound, db.OutOfScope, org.ClinicNotFound}}, s.getAccountPaper)
}

type handOutIn struct {
	httpapi.ByID
	Body struct {
		Form   SlipForm `json:"form" enum:"a5,roll"`
		Locale string   `json:"locale" enum:"zh-CN,en"`
	}
}

type copyBody struct {
	ID     string   `json:"id" format:"uuid" doc:"its bytes: /billing/papers/{id}"`
	Seq    int      `json:"seq" doc:"1 = the original"`
	Form   SlipForm `json:"form" enum:"a5,roll"`
	SHA256 string   `json:"sha256" doc:"of the bytes as they were handed out"`
}

func copyOf(c Copy) copyBody { return copyBody{c.ID, c.Seq, c.Form, c.SHA256} }

func (s *Service) postReceiptPaper(ctx context.Context, in *handOutIn) (*httpapi.Body[copyBody], error) {
	return s.handOut(ctx, ReceiptSlip, in)
}

func (s *Service) postRefundPaper(ctx context.Context, in *handOutIn) (*httpapi.Body[copyBody], error) {
	return s.handOut(ctx, RefundSlip, in)
}

func (s *Service) handOut(ctx context.Context, kind SlipKind, in *handOutIn) (*httpapi.Body[copyBody], error) {
	c, err := s.HandOutSlip(ctx, HandOut{kind, in.ID, in.Body.Form, in.Body.Locale})
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[copyBody]{Body: copyOf(c)}, nil
}

func (s *Service) getPaper(ctx context.Context, in *httpapi.ByID) (*httpapi.Paper, error) {
	slip, sheet, err := s.SlipPaper(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return httpapi.OnPaper(slip.Number, sheet.PDF), nil
}

type closingPaperIn struct {
	httpapi.ByID
	Locale string `query:"locale" enum:"zh-CN,en" default:"zh-CN"`
}

func (s *Service) getClosingPaper(ctx context.Context, in *closingPaperIn) (*httpapi.Paper, error) {
	c, sheet, err := s.ClosingPaper(ctx, in.ID, in.Locale)
	if err != nil {
		return nil, err
	}
	return httpapi.OnPaper("closing "+string(c.Day), sheet.PDF), nil
}

type dayPaperIn struct {
	Clinic string `query:"clinic_id" required:"true" format:"uuid" maxLength:"36"`
	Day    string `query:"day" maxLength:"10" doc:"absent = today"`
	Locale string `query:"locale" enum:"zh-CN,en" default:"zh-CN"`
}

func (s *Service) getDayPaper(ctx context.Context, in *dayPaperIn) (*httpapi.Paper, error) {
	day, err := onDay(in.Day)
	if err != nil {
		return nil, err
	}
	d, sheet, err := s.DayPaper(ctx, in.Clinic, day, in.Locale)
	if err != nil {
		return nil, err
	}
	return httpapi.OnPaper("day "+string(d.Day), sheet.PDF), nil
}

type accountPaperIn struct {
	httpapi.ByID
	Clinic string `query:"clinic_id" required:"true" format:"uuid" maxLength:"36" doc:"whose paper it is"`
	Locale string `query:"locale" enum:"zh-CN,en" default:"zh-CN"`
}

func (s *Service) getAccountPaper(ctx context.Context, in *accountPaperIn) (*httpapi.Paper, error) {
	sheet, err := s.AccountPaper(ctx, AccountOnPaper{in.ID, in.Clinic, in.Locale})
	if err != nil {
		return nil, err
	}
	return httpapi.OnPaper("account", sheet.PDF), nil
}
