package messages

import (
	"context"
	"net/http"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) accountRoutes(a *httpapi.API) {
	wrong := []*fault.Def{BadURL, BadKind, BadKey, AccountTaken}
	httpapi.Handle(a, httpapi.Route{ID: "messages.accounts", Method: http.MethodGet, Path: "/messages/accounts", Permission: MayAccount,
		Summary: "Accounts at providers of channels, without their keys"}, s.getAccounts)
	httpapi.Handle(a, httpapi.Route{ID: "messages.add_account", Method: http.MethodPost, Path: "/messages/accounts", Permission: MayAccount, Idempotent: true,
		Summary: "Add an account at a provider of channels", Faults: append([]*fault.Def{db.OutOfScope}, wrong...)}, s.postAccount)
	httpapi.Handle(a, httpapi.Route{ID: "messages.change_account", Method: http.MethodPut, Path: "/messages/accounts/{id}", Permission: MayAccount,
		Summary: "Change an account; keys that are left empty stay", Faults: append([]*fault.Def{AccountNotFound, db.Stale}, wrong...)}, s.putAccount)
	httpapi.Handle(a, httpapi.Route{ID: "messages.test_account", Method: http.MethodPost, Path: "/messages/accounts/{id}/test", Permission: MayAccount,
		Summary: "Try an account by a question that changes nothing", Faults: []*fault.Def{AccountNotFound}}, s.postTest)
	httpapi.Handle(a, httpapi.Route{ID: "messages.try_account", Method: http.MethodPost, Path: "/messages/accounts/{id}/try", Permission: MayAccount, Idempotent: true,
		Summary: "Send one message in its samples to somebody in the house; what came of it is seen on the account",
		Faults:  []*fault.Def{AccountNotFound, PurposeNotFound, TemplateNotFound, WrongChannel, BadSlot, BadTo, QuotaShort}}, s.postTry)
	httpapi.Handle(a, httpapi.Route{ID: "messages.userids", Method: http.MethodGet, Path: "/messages/userids", Permission: MayAccount,
		Summary: "How WeCom names colleagues"}, s.getUserids)
	httpapi.Handle(a, httpapi.Route{ID: "messages.set_userid", Method: http.MethodPut, Path: "/messages/accounts/{id}/userids", Permission: MayAccount,
		Summary: "Say how WeCom names a colleague", Faults: []*fault.Def{AccountNotFound, StaffNotFound, UseridTaken, BadUserid}}, s.putUserid)
	httpapi.Handle(a, httpapi.Route{ID: "messages.purposes", Method: http.MethodGet, Path: "/messages/purposes", Permission: MayTemplate,
		Summary: "What messages are for, and how they read"}, s.getPurposes)
	httpapi.Handle(a, httpapi.Route{ID: "messages.set_template", Method: http.MethodPut, Path: "/messages/templates", Permission: MayTemplate,
		Summary: "Say how a purpose reads on a channel through an account",
		Faults:  []*fault.Def{PurposeNotFound, AccountNotFound, WrongChannel, BadProviderID, BadText, BadSlot, SlotsMissing, UnknownField, db.Stale}}, s.putTemplate)
}

type accountBody struct {
	ID          string `json:"id" format:"uuid"`
	Version     int64  `json:"version"`
	Clinic      string `json:"clinic_id" doc:"empty = of the whole group"`
	Kind        Kind   `json:"kind" enum:"wecom,official,mini,aliyun,tencent"`
	Name        string `json:"name"`
	BaseURL     string `json:"base_url" doc:"double = the stand-in of the demo"`
	Enabled     bool   `json:"enabled"`
	CorpID      string `json:"corp_id"`
	AgentID     string `json:"agent_id"`
	AppID       string `json:"app_id"`
	AccessKeyID string `json:"access_key_id"`
	SecretID    string `json:"secret_id"`
	SDKAppID    string `json:"sdk_app_id"`
	SignName    string `json:"sign_name"`
	Region      string `json:"region"`
	TestedAt    int64  `json:"tested_at" doc:"0 = since it was changed, never"`
	TestedOK    bool   `json:"tested_ok"`
	Tested      string `json:"tested" doc:"what the provider said; empty while nothing came"`
	Notice      string `json:"notice" doc:"where the provider calls back; of SMS providers the address ends with a secret of its own, which only its keeper sees"`
}

func (s *Service) accountBody(ctx context.Context, a Account) accountBody {
	out := accountBody{a.ID, a.Version, a.Clinic, a.Kind, a.Name, a.BaseURL, a.Enabled, a.CorpID, a.AgentID, a.AppID, a.AccessKeyID, a.SecretID, a.SDKAppID,
		a.SignName, a.Region, a.TestedAt, a.TestedOK, a.Tested, ""}
	out.Notice, _ = s.NoticeAddress(ctx, a) // an account is shown without it as well
	return out
}

type accountsBody struct {
	Accounts []accountBody `json:"accounts"`
}

func (s *Service) getAccounts(ctx context.Context, _ *struct{}) (*httpapi.Body[accountsBody], error) {
	list, err := s.Accounts(ctx)
	var out accountsBody
	for _, a := range list {
		out.Accounts = append(out.Accounts, s.accountBody(ctx, a))
	}
	return &httpapi.Body[accountsBody]{Body: out}, err
}

// AccountIn is what is typed of an account; keys left empty stay.
type AccountIn struct {
	Name        string `json:"name,omitempty" maxLength:"60"`
	BaseURL     string `json:"base_url" maxLength:"200"`
	Enabled     bool   `json:"enabled"`
	CorpID      string `json:"corp_id,omitempty" maxLength:"64"`
	AgentID     string `json:"agent_id,omitempty" maxLength:"64"`
	AppID       string `json:"app_id,omitempty" maxLength:"64"`
	AccessKeyID string `json:"access_key_id,omitempty" maxLength:"64"`
	SecretID    string `json:"secret_id,omitempty" maxLength:"64"`
	SDKAppID    string `json:"sdk_app_id,omitempty" maxLength:"64"`
	SignName    string `json:"sign_name,omitempty" maxLength:"30"`
	Region      string `json:"region,omitempty" maxLength:"30"`
	Secret      string `json:"secret,omitempty" maxLength:"200"`
	Token       string `json:"token,omitempty" maxLength:"64" doc:"of callbacks"`
	AESKey      string `json:"aes_key,omitempty" maxLength:"43" doc:"of callbacks"`
}

func (in AccountIn) account() Account {
	return Account{Name: in.Name, BaseURL: in.BaseURL, Enabled: in.Enabled, Keys: Keys{CorpID: in.CorpID, AgentID: in.AgentID, AppID: in.AppID,
		AccessKeyID: in.AccessKeyID, SecretID: in.SecretID, SDKAppID: in.SDKAppID, SignName: in.SignName, Region: in.Region, Secret: in.Secret, Token: in.Token,
		AESKey: in.AESKey}}
}

type newAccountIn struct {
	Body struct {
		Clinic string `json:"clinic_id,omitempty" maxLength:"36" doc:"empty = of the whole group"`
		Kind   Kind   `json:"kind" enum:"wecom,official,mini,aliyun,tencent"`
		AccountIn
	}
}

func (s *Service) postAccount(ctx context.Context, in *newAccountIn) (*httpapi.Body[accountBody], error) {
	n := in.Body.account()
	n.Clinic, n.Kind = in.Body.Clinic, in.Body.Kind
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

type tryIn struct {
	httpapi.ByID
	Body struct {
		Purpose string  `json:"purpose" maxLength:"80"`
		Channel Channel `json:"channel" enum:"sms,wecom_app,official_template,official_service"`
		To      string  `json:"to" maxLength:"40" doc:"of SMS a number; of WeCom a colleague's id; of an official account the id of a contact"`
	}
}

func (s *Service) postTry(ctx context.Context, in *tryIn) (*httpapi.None, error) {
	return nil, s.Try(ctx, Trial{Account: in.ID, Purpose: in.Body.Purpose, Channel: in.Body.Channel, To: in.Body.To})
}

type useridsBody struct {
	Userids []useridBody `json:"userids"`
}

type useridBody struct {
	Account string `json:"account_id" format:"uuid"`
	Staff   string `json:"staff_id" format:"uuid"`
	Userid  string `json:"userid"`
}

func (s *Service) getUserids(ctx context.Context, _ *struct{}) (*httpapi.Body[useridsBody], error) {
	list, err := s.Userids(ctx)
	var out useridsBody
	for _, u := range list {
		out.Userids = append(out.Userids, useridBody(u))
	}
	return &httpapi.Body[useridsBody]{Body: out}, err
}

type useridIn struct {
	httpapi.ByID
	Body struct {
		Staff  string `json:"staff_id" format:"uuid" maxLength:"36"`
		Userid string `json:"userid" maxLength:"64" doc:"empty takes it out"`
	}
}

func (s *Service) putUserid(ctx context.Context, in *useridIn) (*httpapi.None, error) {
	return nil, s.SetUserid(ctx, Userid{in.ID, in.Body.Staff, in.Body.Userid})
}

type purposesBody struct {
	Purposes []purposeBody `json:"purposes"`
	Accounts []wayBody     `json:"accounts" doc:"through which they go; nothing by which they are opened"`
}

type wayBody struct {
	ID       string `json:"id" format:"uuid"`
	Kind     Kind   `json:"kind" enum:"wecom,official,mini,aliyun,tencent"`
	Name     string `json:"name"`
	Clinic   string `json:"clinic_id" doc:"empty = of the whole group"`
	SignName string `json:"sign_name" doc:"of SMS, which counts towards their length"`
	Enabled  bool   `json:"enabled"`
}

type purposeBody struct {
	Key       string         `json:"key"`
	Class     Class          `json:"class" enum:"care,service,relation,marketing,staff"`
	Urgent    bool           `json:"urgent"`
	Channels  []Channel      `json:"channels" doc:"the ladder, best first"`
	Fields    []fieldBody    `json:"fields" doc:"what its texts may name"`
	Text      string         `json:"text" doc:"as an SMS begins"`
	Words     string         `json:"words" doc:"as a message of a chat begins"`
	Slots     []Slot         `json:"slots" doc:"as a template of WeChat begins"`
	Templates []templateBody `json:"templates"`
}

type fieldBody struct {
	Key    string `json:"key"`
	Sample string `json:"sample"`
}

type templateBody struct {
	ID       string  `json:"id"`
	Version  int64   `json:"version"`
	Purpose  string  `json:"purpose"`
	Channel  Channel `json:"channel" enum:"wecom_task,wecom_app,wecom_welcome,official_template,official_subscribe,official_service,mini_subscribe,sms"`
	Account  string  `json:"account_id" format:"uuid"`
	Provider string  `json:"provider" doc:"the provider's id of the approved template"`
	Slots    []Slot  `json:"slots"`
	Text     string  `json:"text"`
	Enabled  bool    `json:"enabled"`
	At       int64   `json:"changed_at"`
	By       string  `json:"changed_by"`
}

func (s *Service) getPurposes(ctx context.Context, _ *struct{}) (*httpapi.Body[purposesBody], error) {
	list, err := s.Templates(ctx)
	of := map[string][]templateBody{}
	for _, t := range list {
		of[t.Purpose] = append(of[t.Purpose], templateBody(t))
	}
	var out purposesBody
	for _, p := range s.Purposes() {
		x := purposeBody{Key: p.Key, Class: p.Class, Urgent: p.Urgent, Channels: p.Channels, Text: p.Text, Words: p.Words, Slots: p.Slots, Templates: of[p.Key]}
		for _, f := range append(append([]Field{}, builtIn...), p.Fields...) {
			x.Fields = append(x.Fields, fieldBody(f))
		}
		out.Purposes = append(out.Purposes, x)
	}
	if err != nil {
		return nil, err
	}
	accounts, err := s.Accounts(ctx)
	for _, a := range accounts {
		out.Accounts = append(out.Accounts, wayBody{a.ID, a.Kind, a.Name, a.Clinic, a.SignName, a.Enabled})
	}
	return &httpapi.Body[purposesBody]{Body: out}, err
}

type templateIn struct {
	Body struct {
		Version  int64   `json:"version" minimum:"0" doc:"0 = there is none yet"`
		Purpose  string  `json:"purpose" maxLength:"80"`
		Channel  Channel `json:"channel" enum:"wecom_task,wecom_app,wecom_welcome,official_template,official_subscribe,official_service,mini_subscribe,sms"`
		Account  string  `json:"account_id" format:"uuid" maxLength:"36"`
		Provider string  `json:"provider,omitempty" maxLength:"64"`
		Slots    []Slot  `json:"slots,omitempty" maxItems:"20"`
		Text     string  `json:"text,omitempty" maxLength:"2000"`
		Enabled  bool    `json:"enabled"`
	}
}

func (s *Service) putTemplate(ctx context.Context, in *templateIn) (*httpapi.Body[templateBody], error) {
	b := in.Body
	t, err := s.SetTemplate(ctx, Template{Version: b.Version, Purpose: b.Purpose, Channel: b.Channel, Account: b.Account, Provider: b.Provider, Slots: b.Slots,
		Text: b.Text, Enabled: b.Enabled})
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[templateBody]{Body: templateBody(t)}, nil
}
