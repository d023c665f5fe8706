package messages

import (
	"context"
	"net/http"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) quotaRoutes(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{ID: "messages.quota", Method: http.MethodGet, Path: "/messages/quota", Permission: MayView,
		Summary: "How many parts of SMS the clinics in sight may still send"}, s.getQuota)
	httpapi.Handle(a, httpapi.Route{ID: "messages.quota_journal", Method: http.MethodGet, Path: "/messages/quota/journal", Permission: MayView,
		Summary: "How a pot was filled and shared", Faults: []*fault.Def{db.OutOfScope}}, s.getJournal)
	httpapi.Handle(a, httpapi.Route{ID: "messages.use", Method: http.MethodGet, Path: "/messages/use", Permission: MayView,
		Summary: "What was sent, by clinic, purpose and channel", Faults: []*fault.Def{BadPeriod}}, s.getUse)
	httpapi.Handle(a, httpapi.Route{ID: "messages.buy_quota", Method: http.MethodPost, Path: "/messages/quota/buy", Permission: MayQuota, Idempotent: true,
		Summary: "Note parts of SMS that the head office bought; less than none corrects", Faults: []*fault.Def{BadAmount, QuotaShort}}, s.postBuy)
	httpapi.Handle(a, httpapi.Route{ID: "messages.allot_quota", Method: http.MethodPost, Path: "/messages/quota/allot", Permission: MayQuota, Idempotent: true,
		Summary: "Give parts of SMS to a clinic; less than none gives them back", Faults: []*fault.Def{BadAmount, QuotaShort, db.OutOfScope}}, s.postAllot)
}

type potsBody struct {
	Pots []potBody `json:"pots"`
}

type potBody struct {
	Clinic string `json:"clinic_id" doc:"empty = the head office"`
	Left   int    `json:"left"`
	Low    int    `json:"low" doc:"below that somebody is told"`
}

func (s *Service) getQuota(ctx context.Context, _ *struct{}) (*httpapi.Body[potsBody], error) {
	list, err := s.Quota(ctx)
	var out potsBody
	for _, p := range list {
		out.Pots = append(out.Pots, potBody(p))
	}
	return &httpapi.Body[potsBody]{Body: out}, err
}

type journalIn struct {
	Clinic string `query:"clinic_id" maxLength:"36" doc:"empty = the head office"`
	httpapi.Paging
}

type quotaLineBody struct {
	ID     string `json:"id" format:"uuid"`
	Kind   string `json:"kind" enum:"bought,corrected,allotted,given_back"`
	Amount int    `json:"amount"`
	At     int64  `json:"at"`
	By     string `json:"by"`
	Note   string `json:"note"`
}

func (s *Service) getJournal(ctx context.Context, in *journalIn) (*httpapi.Body[httpapi.Listing[quotaLineBody]], error) {
	before := ""
	if _, err := in.Read(&before); err != nil {
		return nil, err
	}
	list, err := s.QuotaJournal(ctx, in.Clinic, before, in.Limit+1)
	if err != nil {
		return nil, err
	}
	page := httpapi.Page(list, in.Limit, func(l QuotaLine) []any { return []any{l.ID} })
	out := httpapi.Listing[quotaLineBody]{Next: page.Next}
	for _, l := range page.Items {
		out.Items = append(out.Items, quotaLineBody{l.ID, l.Kind, l.Amount, l.At, l.By, l.Note})
	}
	return &httpapi.Body[httpapi.Listing[quotaLineBody]]{Body: out}, nil
}

type useIn struct {
	From int64 `query:"from" required:"true" minimum:"0" doc:"epoch milliseconds"`
	To   int64 `query:"to" required:"true" minimum:"0" doc:"epoch milliseconds, not included"`
}

type useBody struct {
	Lines []useLineBody `json:"lines"`
}

type useLineBody struct {
	Clinic    string  `json:"clinic_id" format:"uuid"`
	Purpose   string  `json:"purpose"`
	Channel   Channel `json:"channel" enum:"wecom_task,wecom_app,wecom_welcome,official_template,official_subscribe,official_service,mini_subscribe,sms"`
	Sends     int     `json:"sends"`
	Parts     int     `json:"parts" doc:"of SMS"`
	Delivered int     `json:"delivered"`
	Failed    int     `json:"failed"`
}

func (s *Service) getUse(ctx context.Context, in *useIn) (*httpapi.Body[useBody], error) {
	list, err := s.Use(ctx, in.From, in.To)
	var out useBody
	for _, l := range list {
		out.Lines = append(out.Lines, useLineBody(l))
	}
	return &httpapi.Body[useBody]{Body: out}, err
}

type buyIn struct {
	Body struct {
		Amount int    `json:"amount" minimum:"-10000000" maximum:"10000000"`
		Note   string `json:"note,omitempty" maxLength:"200"`
	}
}

func (s *Service) postBuy(ctx context.Context, in *buyIn) (*httpapi.Body[potBody], error) {
	p, err := s.BuyQuota(ctx, in.Body.Amount, in.Body.Note)
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[potBody]{Body: potBody(p)}, nil
}

type allotIn struct {
	Body struct {
		Clinic string `json:"clinic_id" format:"uuid" maxLength:"36"`
		Amount int    `json:"amount" minimum:"-10000000" maximum:"10000000"`
		Note   string `json:"note,omitempty" maxLength:"200"`
	}
}

func (s *Service) postAllot(ctx context.Context, in *allotIn) (*httpapi.Body[potBody], error) {
	p, err := s.AllotQuota(ctx, in.Body.Clinic, in.Body.Amount, in.Body.Note)
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[potBody]{Body: potBody(p)}, nil
}
