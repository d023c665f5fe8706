package gateways

import (
	"context"
	"net/http"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) accountRoutes(a *httpapi.API) {
	wrong := []*fault.Def{BadURL, BadMerchant, BadPlatform, BadKey}
	httpapi.Handle(a, httpapi.Route{ID: "gateways.accounts", Method: http.MethodGet, Path: "/gateways/accounts", Permission: MayAccount,
		Summary: "A clinic's accounts at providers, without their keys", Faults: []*fault.Def{db.OutOfScope}}, s.getAccounts)
	httpapi.Handle(a, httpapi.Route{ID: "gateways.add_account", Method: http.MethodPost, Path: "/gateways/accounts", Permission: MayAccount, Idempotent: true,
		Summary: "Add an account at a provider", Faults: append([]*fault.Def{AccountTaken, db.OutOfScope}, wrong...)}, s.postAccount)
	httpapi.Handle(a, httpapi.Route{ID: "gateways.change_account", Method: http.MethodPut, Path: "/gateways/accounts/{id}", Permission: MayAccount,
		Summary: "Change an account; keys that are left empty stay", Faults: append([]*fault.Def{AccountNotFound, db.Stale}, wrong...)}, s.putAccount)
	httpapi.Handle(a, httpapi.Route{ID: "gateways.test_account", Method: http.MethodPost, Path: "/gateways/accounts/{id}/test", Permission: MayAccount,
		Summary: "Try an account by a question that changes nothing", Faults: []*fault.Def{AccountNotFound}}, s.postTest)
}

type accountBody struct {
	ID             string   `json:"id" format:"uuid"`
	Version        int64    `json:"version"`
	Clinic         string   `json:"clinic_id" format:"uuid"`
	Provider       Provider `json:"provider" enum:"wechatpay,insurance,invoice,voucher"`
	Platform       string   `json:"platform"`
	BaseURL        string   `json:"base_url" doc:"double = the stand-in of the demo"`
	Merchant       string   `json:"merchant"`
	App            string   `json:"app"`
	Enabled        bool     `json:"enabled"`
	Serial         string   `json:"serial" doc:"of our certificate"`
	PlatformSerial string   `json:"platform_serial" doc:"of the provider's key"`
	TestedAt       int64    `json:"tested_at" doc:"0 = since it was changed, never"`
	TestedOK       bool     `json:"tested_ok"`
	Tested         string   `json:"tested" doc:"what the provider said; empty while nothing came"`
	Notice         string   `json:"notice" doc:"where the provider calls back"`
}

func (s *Service) accountBody(ctx context.Context, a Account) accountBody {
	out := accountBody{a.ID, a.Version, a.Clinic, a.Provider, a.Platform, a.BaseURL, a.Merchant, a.App, a.Enabled, a.Keys.Serial, a.Keys.PlatformSerial,
		a.TestedAt, a.TestedOK, a.Tested, ""}
	if g, found, err := s.auth.Group(ctx, tenantOf(ctx)); err == nil && found && a.Provider == WeChatPay {
		out.Notice = noticePath(g.PublicCode, a.ID)
	}
	return out
}

type accountsBody struct {
	Accounts []accountBody `json:"accounts"`
}

func (s *Service) getAccounts(ctx context.Context, in *clinicIn) (*httpapi.Body[accountsBody], error) {
	list, err := s.Accounts(ctx, in.Clinic)
	var out accountsBody
	for _, a := range list {
		out.Accounts = append(out.Accounts, s.accountBody(ctx, a))
	}
	return &httpapi.Body[accountsBody]{Body: out}, err
}

// AccountIn is what is typed of an account.
type AccountIn struct {
	BaseURL        string `json:"base_url" maxLength:"200"`
	Merchant       string `json:"merchant" maxLength:"40"`
	App            string `json:"app,omitempty" maxLength:"60"`
	Enabled        bool   `json:"enabled"`
	Serial         string `json:"serial,omitempty" maxLength:"80" doc:"of our certificate; keys left empty stay"`
	PrivateKey     string `json:"private_key,omitempty" maxLength:"8000" doc:"PEM"`
	Secret         string `json:"secret,omitempty" maxLength:"200" doc:"APIv3 key, or the key of signatures"`
	PlatformSerial string `json:"platform_serial,omitempty" maxLength:"80"`
	PlatformKey    string `json:"platform_key,omitempty" maxLength:"8000" doc:"PEM"`
}

func (in AccountIn) account() Account {
	return Account{BaseURL: in.BaseURL, Merchant: in.Merchant, App: in.App, Enabled: in.Enabled,
		Keys: Keys{in.Serial, in.PrivateKey, in.Secret, in.PlatformSerial, in.PlatformKey}}
}

type newAccountIn struct {
	Body struct {
		Clinic   string   `json:"clinic_id" format:"uuid" maxLength:"36"`
		Provider Provider `json:"provider" enum:"wechatpay,insurance,invoice,voucher"`
		Platform string   `json:"platform,omitempty" enum:",meituan,douyin"`
		AccountIn
	}
}

func (s *Service) postAccount(ctx context.Context, in *newAccountIn) (*httpapi.Body[accountBody], error) {
	n := in.Body.account()
	n.Clinic, n.Provider, n.Platform = in.Body.Clinic, in.Body.Provider, in.Body.Platform
	a, err := s.AddAccount(ctx, n)
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[accountBody]{Body: s.accountBody(ctx, a)}, nil
}

type accountIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body AccountIn
}

func (s *Service) putAccount(ctx context.Context, in *accountIn) (*httpapi.Body[accountBody], error) {
	n := in.Body.account()
	n.ID, n.Version = in.ID, in.At()
	a, err := s.ChangeAccount(ctx, n)
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[accountBody]{Body: s.accountBody(ctx, a)}, nil
}

func (s *Service) postTest(ctx context.Context, in *httpapi.ByID) (*httpapi.None, error) {
	return nil, s.Test(ctx, in.ID)
}
