package messages

import (
	"context"
	"net/http"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) contactRoutes(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{ID: "messages.shares", Method: http.MethodGet, Path: "/messages/contacts/shares", Permission: MayBind,
		Summary: "How many of each colleague's customers speak for a patient", Faults: []*fault.Def{db.OutOfScope}}, s.getShares)
	httpapi.Handle(a, httpapi.Route{ID: "messages.without_contact", Method: http.MethodGet, Path: "/messages/contacts/missing", Permission: MayBind,
		Summary: "Patients for whom nobody speaks, those who come soonest first", Faults: []*fault.Def{db.OutOfScope}}, s.getMissing)
	httpapi.Handle(a, httpapi.Route{ID: "messages.fetches", Method: http.MethodGet, Path: "/messages/fetches", Permission: MayAccount,
		Summary: "How far the customers of WeCom accounts were fetched"}, s.getFetches)
	httpapi.Handle(a, httpapi.Route{ID: "messages.fetch_contacts", Method: http.MethodPost, Path: "/messages/accounts/{id}/fetch", Permission: MayAccount,
		Summary: "Fetch the customers whom colleagues had before", Faults: []*fault.Def{AccountNotFound, WrongChannel}}, s.postFetch)
}

type shareBody struct {
	Staff string `json:"staff_id" doc:"empty = nobody here has that userid"`
	User  string `json:"userid"`
	All   int    `json:"customers"`
	Bound int    `json:"bound" doc:"how many of them speak for a patient"`
}

type sharesBody struct {
	Shares []shareBody `json:"shares"`
}

func (s *Service) getShares(ctx context.Context, in *clinicIn) (*httpapi.Body[sharesBody], error) {
	list, err := s.Shares(ctx, in.Clinic)
	var out sharesBody
	for _, x := range list {
		out.Shares = append(out.Shares, shareBody(x))
	}
	return &httpapi.Body[sharesBody]{Body: out}, err
}

type missingBody struct {
	Patient  string `json:"patient_id" format:"uuid"`
	Name     string `json:"name"`
	RecordNo string `json:"record_no"`
	Phone    string `json:"phone" doc:"masked"`
	LastAt   int64  `json:"last_message_at" doc:"when a message was last planned"`
	NextAt   int64  `json:"next_visit_at" doc:"0 = none is booked"`
}

type missingListBody struct {
	Patients []missingBody `json:"patients"`
}

func (s *Service) getMissing(ctx context.Context, in *clinicIn) (*httpapi.Body[missingListBody], error) {
	list, err := s.WithoutContact(ctx, in.Clinic)
	var out missingListBody
	for _, x := range list {
		out.Patients = append(out.Patients, missingBody(x))
	}
	return &httpapi.Body[missingListBody]{Body: out}, err
}

type fetchBody struct {
	Account string `json:"account_id" format:"uuid"`
	Name    string `json:"name"`
	State   string `json:"state" enum:",going,done,failed" doc:"empty = never"`
	Found   int    `json:"found"`
	Words   string `json:"words" doc:"of the provider, where it failed"`
	BeganAt int64  `json:"began_at"`
	EndedAt int64  `json:"ended_at"`
}

type fetchesBody struct {
	Fetches []fetchBody `json:"fetches"`
}

func (s *Service) getFetches(ctx context.Context, _ *struct{}) (*httpapi.Body[fetchesBody], error) {
	list, err := s.Fetches(ctx)
	var out fetchesBody
	for _, f := range list {
		out.Fetches = append(out.Fetches, fetchBody(f))
	}
	return &httpapi.Body[fetchesBody]{Body: out}, err
}

func (s *Service) postFetch(ctx context.Context, in *httpapi.ByID) (*httpapi.None, error) {
	return nil, s.FetchContacts(ctx, in.ID)
}
