package billing

import (
	"context"
	"net/http"

	"archwire/internal/kit/fault"
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
