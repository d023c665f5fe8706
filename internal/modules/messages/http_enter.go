package messages

import (
	"context"
	"net/http"

	"archwire/internal/kit/fault"
	"archwire/internal/modules/org"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/httpapi"
)

func (s *Service) enterRoutes(a *httpapi.API) {
	const open = "logging in"
	httpapi.Handle(a, httpapi.Route{ID: "messages.begin_login", Method: http.MethodPost, Path: "/messages/logins", Anonymous: true, Open: open,
		Summary: "Begin a log-in by way of WeCom", Faults: []*fault.Def{LoginUnknown, LoginBusy}}, s.postLogin)
	httpapi.Handle(a, httpapi.Route{ID: "messages.give_code", Method: http.MethodPut, Path: "/messages/logins/{group}/{state}", Anonymous: true, Open: open,
		Summary: "Give the code with which one came back from WeCom", Faults: []*fault.Def{LoginUnknown, LoginOver}}, s.putLogin)
	httpapi.Handle(a, httpapi.Route{ID: "messages.finish_login", Method: http.MethodPost, Path: "/messages/logins/{group}/{state}", Anonymous: true, Open: open,
		Summary: "Log in, once WeCom has said who it is", Faults: []*fault.Def{LoginUnknown, LoginOver, LoginRefused, auth.Disabled, auth.NoAccount}}, s.postFinish)
}

type loginIn struct {
	Body struct {
		Group   string `json:"group" maxLength:"32" pattern:"^[a-z0-9_-]{2,32}$" doc:"public code"`
		Account string `json:"account_id" format:"uuid" maxLength:"36"`
		Browser string `json:"browser" minLength:"16" maxLength:"64" doc:"a secret of the browser, which it must give to go on"`
	}
}

type loginBody struct {
	URL string `json:"url" doc:"where WeCom asks who it is"`
}

func (s *Service) postLogin(ctx context.Context, in *loginIn) (*httpapi.Body[loginBody], error) {
	url, err := s.BeginLogin(ctx, Entering{in.Body.Group, in.Body.Account, in.Body.Browser})
	return &httpapi.Body[loginBody]{Body: loginBody{url}}, err
}

// LoginPath is a log-in that was begun.
type LoginPath struct {
	Group string `path:"group" maxLength:"32" pattern:"^[a-z0-9_-]{2,32}$"`
	State string `path:"state" maxLength:"64" pattern:"^[a-z0-9]{16,64}$"`
}

type codeIn struct {
	LoginPath
	Body struct {
		Browser string `json:"browser" minLength:"16" maxLength:"64"`
		Code    string `json:"code" minLength:"1" maxLength:"512"`
	}
}

func (s *Service) putLogin(ctx context.Context, in *codeIn) (*httpapi.None, error) {
	return nil, s.GiveCode(ctx, in.Group, in.State, in.Body.Browser, in.Body.Code)
}

type finishIn struct {
	LoginPath
	org.From
	Body struct {
		Browser string `json:"browser" minLength:"16" maxLength:"64"`
	}
}

type finishBody struct {
	Waiting    bool `json:"waiting" doc:"WeCom has not answered yet: ask again"`
	NeedsCode  bool `json:"needs_code" doc:"the second factor is still to come"`
	MustChange bool `json:"must_change"`
}

type finishOut struct {
	SetCookie []http.Cookie `header:"Set-Cookie"`
	Body      finishBody
}

func (s *Service) postFinish(ctx context.Context, in *finishIn) (*finishOut, error) {
	device, ip, _ := in.Where()
	t, waiting, err := s.FinishLogin(ctx, in.Group, in.State, in.Body.Browser, device, ip)
	if err != nil || waiting {
		return &finishOut{Body: finishBody{Waiting: waiting}}, err
	}
	return &finishOut{[]http.Cookie{org.SessionCookie(t, in.From)}, finishBody{false, t.NeedsCode, t.MustChange}}, nil
}
