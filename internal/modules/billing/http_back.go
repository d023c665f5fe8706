package billing

import (
	"context"
	"net/http"

	"archwire/internal/kit/fault"
	"archwire/internal/kit/money"
	"archwire/internal/modules/org"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) backRoutes(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{ID: "billing.refund", Method: http.MethodPost, Path: "/billing/refunds", Permission: MayRefund, Idempotent: true,
		Summary: "Give back what stands, to the tenders it came by", Faults: []*fault.Def{InsuranceFirst, WholeOnly, PatientNotFound, AgreementNotFound, BadAmount, BadReason,
			NotEnough, db.OutOfScope, org.ClinicNotFound}}, s.postRefund)
	httpapi.Handle(a, httpapi.Route{ID: "billing.take_back", Method: http.MethodPost, Path: "/billing/lines/{id}/refund", Permission: MayRefund, Idempotent: true,
		Summary: "Take so many of a line of a desk bill back",
		Faults:  []*fault.Def{InsuranceFirst, WholeOnly, LineNotFound, ExecutedLine, NotSoMany, BadQuantity, BadReason, PatientNotFound}}, s.postTakeBack)
	httpapi.Handle(a, httpapi.Route{ID: "billing.way_back", Method: http.MethodGet, Path: "/billing/lines/{id}/refund", Permission: MayRefund,
		Summary: "Where the money would go if so many of a line were taken back",
		Faults:  []*fault.Def{LineNotFound, ExecutedLine, NotSoMany, BadQuantity, PatientNotFound}}, s.getWayBack)
	httpapi.Handle(a, httpapi.Route{ID: "billing.void_receipt", Method: http.MethodPost, Path: "/billing/receipts/{id}/void", Permission: MayVoid,
		Summary: "Void a receipt of the same day",
		Faults: []*fault.Def{ThroughProvider, ReceiptNotFound, BadReason, AlreadyVoided, NotToday, AlreadyClosed, AlreadyRefunded,
			PatientNotFound}}, s.postVoidReceipt)
	httpapi.Handle(a, httpapi.Route{ID: "billing.void_bill", Method: http.MethodPost, Path: "/billing/bills/{id}/void", Permission: MayVoid,
		Summary: "Void a desk bill of the same day; what covered it stands again",
		Faults:  []*fault.Def{InsuranceFirst, BillNotFound, BadReason, AlreadyVoided, NotToday, ExecutedLine, PatientNotFound}}, s.postVoidBill)
}

type refundIn struct {
	Body struct {
		Clinic    string    `json:"clinic_id" format:"uuid" maxLength:"36"`
		Patient   string    `json:"patient_id" format:"uuid" maxLength:"36"`
		Pot       Pot       `json:"pot" enum:"prepaid,contract,principal"`
		Agreement string    `json:"agreement_id,omitempty" format:"uuid" maxLength:"36" doc:"of the pot contract"`
		Amount    money.Fen `json:"amount" minimum:"1" maximum:"10000000000"`
		Reason    string    `json:"reason" maxLength:"40" doc:"key of a reason"`
	}
}

type refundBody struct {
	ID     string    `json:"id"`
	Number string    `json:"number"`
	Day    string    `json:"day"`
	Total  money.Fen `json:"total"`
	Reason string    `json:"reason"`
	At     int64     `json:"created_at"`
	By     string    `json:"created_by"`
}

func refundOf(r Refund) refundBody {
	return refundBody{r.ID, r.Number, string(r.Day), r.Total, r.Reason, r.At, r.By}
}

func (s *Service) postRefund(ctx context.Context, in *refundIn) (*httpapi.Body[refundBody], error) {
	r, err := s.RefundStanding(ctx, GiveBack(in.Body))
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[refundBody]{Body: refundOf(r)}, nil
}

type takeBackIn struct {
	httpapi.ByID
	Body struct {
		Quantity int    `json:"quantity" minimum:"1" maximum:"1000"`
		Keep     bool   `json:"keep,omitempty" doc:"what was paid for it stands as prepaid"`
		Reason   string `json:"reason" maxLength:"40" doc:"key of a reason"`
	}
}

type wayBackIn struct {
	httpapi.ByID
	Quantity int  `query:"quantity" minimum:"1" maximum:"1000" default:"1"`
	Keep     bool `query:"keep" doc:"what was paid for it stands as prepaid"`
}

type wayBody struct {
	Means  Means     `json:"means" enum:"cash,card,wechat,alipay,transfer,gift"`
	Pot    Pot       `json:"pot" enum:"prepaid,contract,principal,gift"`
	Over   bool      `json:"over" doc:"over the desk; otherwise it stands again"`
	Amount money.Fen `json:"amount"`
}

type wayBackBody struct {
	Left     int       `json:"left" doc:"of the line that may be taken back"`
	Credited money.Fen `json:"credited" doc:"of the line's net"`
	Unpaid   money.Fen `json:"unpaid" doc:"of it, owed no more"`
	Refund   money.Fen `json:"refund" doc:"goes over the desk"`
	Stands   money.Fen `json:"stands" doc:"stands again"`
	Ways     []wayBody `json:"ways"`
}

func (s *Service) getWayBack(ctx context.Context, in *wayBackIn) (*httpapi.Body[wayBackBody], error) {
	w, err := s.WayBackOf(ctx, in.ID, in.Quantity, in.Keep)
	if err != nil {
		return nil, err
	}
	out := wayBackBody{Left: w.Left, Credited: w.Credited, Unpaid: w.Unpaid, Refund: w.Refund, Stands: w.Stands}
	for _, one := range w.Ways {
		out.Ways = append(out.Ways, wayBody(one))
	}
	return &httpapi.Body[wayBackBody]{Body: out}, nil
}

type takenBackBody struct {
	Credited money.Fen   `json:"credited" doc:"of the line's net"`
	Stands   money.Fen   `json:"stands" doc:"stands again in the pots it came from"`
	Refund   *refundBody `json:"refund,omitempty" doc:"went back over the desk; absent where nothing did"`
}

func takenBackOf(t TakenBack) takenBackBody {
	out := takenBackBody{Credited: t.Credited, Stands: t.Stands}
	if t.Refund.ID != "" {
		r := refundOf(t.Refund)
		out.Refund = &r
	}
	return out
}

func (s *Service) postTakeBack(ctx context.Context, in *takeBackIn) (*httpapi.Body[takenBackBody], error) {
	t, err := s.RefundLine(ctx, TakeBack{Line: in.ID, Quantity: in.Body.Quantity, Keep: in.Body.Keep, Reason: in.Body.Reason})
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[takenBackBody]{Body: takenBackOf(t)}, nil
}

type voidIn struct {
	httpapi.ByID
	Body struct {
		Reason string `json:"reason" maxLength:"40" doc:"key of a reason"`
	}
}

func (s *Service) postVoidReceipt(ctx context.Context, in *voidIn) (*httpapi.None, error) {
	return &httpapi.None{}, s.VoidReceipt(ctx, in.ID, in.Body.Reason)
}

func (s *Service) postVoidBill(ctx context.Context, in *voidIn) (*httpapi.None, error) {
	return &httpapi.None{}, s.VoidBill(ctx, in.ID, in.Body.Reason)
}
