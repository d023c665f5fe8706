package messages

import (
	"context"
	"net/http"

	"archwire/internal/kit/fault"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) codeRoutes(a *httpapi.API) {
	wrong := []*fault.Def{BadCodeName, BadOwners, patients.SourceUnknown}
	httpapi.Handle(a, httpapi.Route{ID: "messages.codes", Method: http.MethodGet, Path: "/messages/codes", Permission: MayView,
		Summary: "A clinic's codes by which people add colleagues, with what came of each", Faults: []*fault.Def{db.OutOfScope}}, s.getCodes)
	httpapi.Handle(a, httpapi.Route{ID: "messages.code_owners", Method: http.MethodGet, Path: "/messages/codes/owners", Permission: MayCode,
		Summary: "At which WeCom accounts a clinic may have codes made, and of which colleagues", Faults: []*fault.Def{db.OutOfScope}}, s.getCodeOwners)
	httpapi.Handle(a, httpapi.Route{ID: "messages.add_code", Method: http.MethodPost, Path: "/messages/codes", Permission: MayCode, Idempotent: true,
		Summary: "Have a code made; what came of it is seen on the code soon after",
		Faults:  append([]*fault.Def{db.OutOfScope, AccountNotFound, WrongChannel}, wrong...)}, s.postCode)
	httpapi.Handle(a, httpapi.Route{ID: "messages.change_code", Method: http.MethodPut, Path: "/messages/codes/{id}", Permission: MayCode,
		Summary: "Change a code's name, colleagues and source; the picture stays", Faults: append([]*fault.Def{CodeNotFound, NotNow, db.Stale}, wrong...)}, s.putCode)
	for _, r := range []struct {
		name, path, summary string
		do                  func(context.Context, string) (Code, error)
	}{
		{"make_code_anew", "anew", "Ask once more for a code of which nobody knows whether it was made", s.MakeCodeAnew},
		{"end_code", "end", "Let nobody come by a code any more", s.EndCode},
	} {
		httpapi.Handle(a, httpapi.Route{ID: "messages." + r.name, Method: http.MethodPost, Path: "/messages/codes/{id}/" + r.path, Permission: MayCode,
			Summary: r.summary, Faults: []*fault.Def{CodeNotFound, NotNow}}, func(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[codeBody], error) {
			c, err := r.do(ctx, in.ID)
			return codeOut(c, CodeCounts{}), err
		})
	}
}

type codeBody struct {
	ID      string    `json:"id" format:"uuid"`
	Version int64     `json:"version"`
	Clinic  string    `json:"clinic_id" format:"uuid"`
	Account string    `json:"account_id" format:"uuid"`
	Name    string    `json:"name" doc:"where it hangs"`
	Owners  []string  `json:"owners" doc:"staff ids; WeCom picks one of them"`
	Picture string    `json:"picture" doc:"address at WeCom; empty while there is none"`
	Source  string    `json:"source" doc:"of patients who come by it; empty = none"`
	State   CodeState `json:"state" enum:"asked,making,made,unknown,failed,ended"`
	Reason  string    `json:"reason" doc:"of what failed"`
	Untold  bool      `json:"untold" doc:"WeCom does not know yet what was decided here"`
	At      int64     `json:"state_at"`
	Made    int64     `json:"added_at"`
	Added   int       `json:"added" doc:"who ever added a colleague by it"`
	Friends int       `json:"friends" doc:"of them, who are friends still"`
	Bound   int       `json:"bound" doc:"of them, who speak for a patient"`
	Came    int       `json:"came" doc:"patients for whom they speak who were here since"`
}

func codeOut(c Code, n CodeCounts) *httpapi.Body[codeBody] {
	return &httpapi.Body[codeBody]{Body: codeBody{c.ID, c.Version, c.Clinic, c.Account, c.Name, c.Owners, c.Picture, c.Source, c.State, c.Reason, c.Untold, c.At, c.Made,
		n.Added, n.Friends, n.Bound, n.Came}}
}

type codesBody struct {
	Codes []codeBody `json:"codes"`
}

func (s *Service) getCodes(ctx context.Context, in *clinicIn) (*httpapi.Body[codesBody], error) {
	list, err := s.Codes(ctx, in.Clinic)
	var out codesBody
	for _, c := range list {
		out.Codes = append(out.Codes, codeOut(c.Code, c.CodeCounts).Body)
	}
	return &httpapi.Body[codesBody]{Body: out}, err
}

type codeAccountBody struct {
	ID    string   `json:"id" format:"uuid"`
	Name  string   `json:"name"`
	Staff []string `json:"staff_ids" doc:"colleagues whom WeCom knows there"`
}

type codeAccountsBody struct {
	Accounts []codeAccountBody `json:"accounts"`
}

func (s *Service) getCodeOwners(ctx context.Context, in *clinicIn) (*httpapi.Body[codeAccountsBody], error) {
	list, err := s.CodeOwners(ctx, in.Clinic)
	var out codeAccountsBody
	for _, a := range list {
		out.Accounts = append(out.Accounts, codeAccountBody(a))
	}
	return &httpapi.Body[codeAccountsBody]{Body: out}, err
}

// CodeIn is what is typed of a code.
type CodeIn struct {
	Name   string   `json:"name" maxLength:"60" doc:"where it hangs"`
	Owners []string `json:"owners" maxItems:"100" doc:"staff ids"`
	Source string   `json:"source,omitempty" maxLength:"36"`
}

type newCodeIn struct {
	Body struct {
		Clinic  string `json:"clinic_id" format:"uuid" maxLength:"36"`
		Account string `json:"account_id" format:"uuid" maxLength:"36"`
		CodeIn
	}
}

func (s *Service) postCode(ctx context.Context, in *newCodeIn) (*httpapi.Body[codeBody], error) {
	b := in.Body
	c, err := s.AddCode(ctx, Code{Clinic: b.Clinic, Account: b.Account, Name: b.Name, Owners: b.Owners, Source: b.Source})
	return codeOut(c, CodeCounts{}), err
}

type changeCodeIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body CodeIn
}

func (s *Service) putCode(ctx context.Context, in *changeCodeIn) (*httpapi.Body[codeBody], error) {
	c, err := s.ChangeCode(ctx, Code{ID: in.ID, Version: in.At(), Name: in.Body.Name, Owners: in.Body.Owners, Source: in.Body.Source})
	return codeOut(c, CodeCounts{}), err
}
