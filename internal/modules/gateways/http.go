package gateways

import (
	"context"
	"maps"
	"net/http"
	"slices"

	"archwire/internal/kit/fault"
	"archwire/internal/kit/money"
	"archwire/internal/modules/org"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) routes(a *httpapi.API) {
	inClinic := []*fault.Def{db.OutOfScope, org.ClinicNotFound}
	httpapi.Handle(a, httpapi.Route{ID: "gateways.uses", Method: http.MethodGet, Path: "/gateways/uses", Permission: MayView,
		Summary: "What a clinic has accounts in use for", Faults: inClinic}, s.getUses)
	httpapi.Handle(a, httpapi.Route{ID: "gateways.open", Method: http.MethodGet, Path: "/gateways/requests", Permission: MayView,
		Summary: "What was asked of the outside world and hangs, and the latest that does not", Faults: inClinic}, s.getOpen)
	httpapi.Handle(a, httpapi.Route{ID: "gateways.show", Method: http.MethodGet, Path: "/gateways/requests/{id}", Permission: MayView,
		Summary: "One thing asked of the outside world", Faults: []*fault.Def{RequestNotFound}}, s.getRequest)
	httpapi.Handle(a, httpapi.Route{ID: "gateways.log", Method: http.MethodGet, Path: "/gateways/requests/{id}/log", Permission: MayLog,
		Summary: "Answers and callbacks as they came", Faults: []*fault.Def{RequestNotFound}}, s.getLog)
	for _, r := range []struct {
		name, path, summary string
		do                  func(context.Context, string) (Request, error)
	}{
		{"again", "again", "Ask the provider once more now", s.Again},
		{"close", "close", "Close a payment at the provider", s.Close},
		{"take_not_done", "not-done", "Take it as not happened, after the provider said so", s.TakeNotDone},
	} {
		httpapi.Handle(a, httpapi.Route{ID: "gateways." + r.name, Method: http.MethodPost, Path: "/gateways/requests/{id}/" + r.path, Permission: MayResolve,
			Summary: r.summary, Faults: []*fault.Def{RequestNotFound, NotNow}}, func(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[RequestBody], error) {
			return bodyOf(r.do(ctx, in.ID))
		})
	}
	httpapi.Handle(a, httpapi.Route{ID: "gateways.notice", Method: http.MethodPost, Path: "/gateways/notices/{group}/{account}", Anonymous: true,
		Open: "a provider proves itself by its signature", Summary: "A provider calls back", MaxBody: 64 << 10,
		Faults: []*fault.Def{BadSignature}}, s.postNotice)
	s.accountRoutes(a)
}

// RequestBody is a request on the wire.
type RequestBody struct {
	ID         string       `json:"id" format:"uuid"`
	Clinic     string       `json:"clinic_id" format:"uuid"`
	Patient    string       `json:"patient_id" doc:"empty = of none"`
	Provider   Provider     `json:"provider" enum:"wechatpay,insurance,invoice,voucher"`
	Platform   string       `json:"platform"`
	Kind       Kind         `json:"kind" enum:"payment,payment_return,insurance_settle,insurance_undo,invoice,invoice_red,voucher_redeem,voucher_undo"`
	Number     string       `json:"number" doc:"our own"`
	Subject    string       `json:"subject"`
	Amount     money.Fen    `json:"amount"`
	State      State        `json:"state" enum:"asked,sent,unknown,done,refused,closed"`
	Late       bool         `json:"late" doc:"done after nobody waited any more"`
	Said       string       `json:"said" doc:"what came last"`
	Code       string       `json:"code"`
	Words      string       `json:"words" doc:"of the provider"`
	ProviderNo string       `json:"provider_no"`
	Answer     Answer       `json:"answer"`
	AskedAt    int64        `json:"asked_at"`
	SaidAt     int64        `json:"said_at"`
	DoneAt     int64        `json:"done_at"`
	NextAt     int64        `json:"next_at" doc:"when it is asked about again; 0 = not by itself"`
	Expires    int64        `json:"expires_at" doc:"of a payment"`
	Closing    bool         `json:"closing"`
	ByHand     bool         `json:"by_hand"`
	May        []Resolution `json:"may" doc:"what may be done about it now"`
}

// BodyOf writes a request for the wire.
func BodyOf(r Request) RequestBody {
	return RequestBody{ID: r.ID, Clinic: r.Clinic, Patient: r.Patient, Provider: r.Provider, Platform: r.Platform, Kind: r.Kind, Number: r.Number,
		Subject: r.Subject, Amount: r.Amount, State: r.State, Late: r.Late, Said: string(r.Said), Code: r.Code, Words: r.Words, ProviderNo: r.ProviderNo,
		Answer: r.Answer, AskedAt: r.AskedAt, SaidAt: r.SaidAt, DoneAt: r.DoneAt, NextAt: r.WakeAt, Expires: r.Ask.Expires, Closing: r.Closing,
		ByHand: r.HandBy != "", May: r.Resolutions()}
}

func bodyOf(r Request, err error) (*httpapi.Body[RequestBody], error) {
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[RequestBody]{Body: BodyOf(r)}, nil
}

type clinicIn struct {
	Clinic string `query:"clinic_id" required:"true" format:"uuid" maxLength:"36"`
}

type usesBody struct {
	Uses []useBody `json:"uses"`
}

type useBody struct {
	Provider Provider `json:"provider" enum:"wechatpay,insurance,invoice,voucher"`
	Platform string   `json:"platform" doc:"of vouchers"`
}

func (s *Service) getUses(ctx context.Context, in *clinicIn) (*httpapi.Body[usesBody], error) {
	list, err := s.Uses(ctx, in.Clinic)
	var out usesBody
	for _, u := range list {
		out.Uses = append(out.Uses, useBody(u))
	}
	return &httpapi.Body[usesBody]{Body: out}, err
}

type openBody struct {
	Open     []RequestBody `json:"open" doc:"oldest first"`
	Over     []RequestBody `json:"over" doc:"latest first"`
	Patients []nameBody    `json:"patients" doc:"of them, those in sight"`
}

type nameBody struct {
	ID       string `json:"id" format:"uuid"`
	Name     string `json:"name"`
	RecordNo string `json:"record_no"`
}

func (s *Service) getOpen(ctx context.Context, in *clinicIn) (*httpapi.Body[openBody], error) {
	d, err := s.Open(ctx, in.Clinic)
	var out openBody
	for _, r := range d.Open {
		out.Open = append(out.Open, BodyOf(r))
	}
	for _, r := range d.Over {
		out.Over = append(out.Over, BodyOf(r))
	}
	for _, id := range slices.Sorted(maps.Keys(d.Cards)) {
		out.Patients = append(out.Patients, nameBody{id, d.Cards[id].Name, d.Cards[id].RecordNo})
	}
	return &httpapi.Body[openBody]{Body: out}, err
}

func (s *Service) getRequest(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[RequestBody], error) {
	return bodyOf(s.Show(ctx, in.ID))
}

type heardBody struct {
	At     int64  `json:"at"`
	Way    string `json:"way" enum:"answer,silence,callback"`
	What   string `json:"what"`
	Status int    `json:"status"`
	Body   string `json:"body"`
	Hash   string `json:"hash" doc:"SHA-256"`
	Sound  bool   `json:"sound" doc:"the body has the hash that was kept"`
}

type logBody struct {
	Heard []heardBody `json:"heard"`
}

func (s *Service) getLog(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[logBody], error) {
	list, err := s.Log(ctx, in.ID)
	var out logBody
	for _, h := range list {
		out.Heard = append(out.Heard, heardBody(h))
	}
	return &httpapi.Body[logBody]{Body: out}, err
}

type noticeIn struct {
	Group     string `path:"group" maxLength:"32" pattern:"^[a-z0-9_-]{2,32}$"`
	Account   string `path:"account" maxLength:"36" format:"uuid"`
	Stamp     string `header:"Wechatpay-Timestamp" maxLength:"20"`
	Nonce     string `header:"Wechatpay-Nonce" maxLength:"64"`
	Signature string `header:"Wechatpay-Signature" maxLength:"1024"`
	Serial    string `header:"Wechatpay-Serial" maxLength:"64"`
	RawBody   []byte `contentType:"application/octet-stream" doc:"JSON, as it was signed"`
}

type noticeBody struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

func (s *Service) postNotice(ctx context.Context, in *noticeIn) (*httpapi.Body[noticeBody], error) {
	h := http.Header{}
	for k, v := range map[string]string{"Wechatpay-Timestamp": in.Stamp, "Wechatpay-Nonce": in.Nonce, "Wechatpay-Signature": in.Signature,
		"Wechatpay-Serial": in.Serial} {
		h.Set(k, v)
	}
	if err := s.Notice(ctx, in.Group, in.Account, h, in.RawBody); err != nil {
		return nil, err
	}
	return &httpapi.Body[noticeBody]{Body: noticeBody{"SUCCESS", "OK"}}, nil
}
