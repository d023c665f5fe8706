package messages

import (
	"context"
	"net/http"
	"slices"

	"archwire/internal/kit/fault"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) inviteRoutes(a *httpapi.API) {
	// Not kept for a repetition: the link stands in the answer alone, and a second
	// invitation takes the place of the first.
	httpapi.Handle(a, httpapi.Route{ID: "messages.invite", Method: http.MethodPost, Path: "/messages/patients/{id}/invites", Permission: MayBind,
		Summary: "Invite somebody to bind their own WeChat to a patient", Faults: []*fault.Def{patients.NotFound, db.OutOfScope, NoOfficial}}, s.postInvite)
	httpapi.Handle(a, httpapi.Route{ID: "messages.invitation", Method: http.MethodGet, Path: "/messages/invites/{id}", Permission: MayBind,
		Summary: "How an invitation stands", Faults: []*fault.Def{InviteNotFound}}, s.getInvite)
	httpapi.Handle(a, httpapi.Route{ID: "messages.end_invitation", Method: http.MethodDelete, Path: "/messages/invites/{id}", Permission: MayBind,
		Summary: "End an invitation that nobody used", Faults: []*fault.Def{InviteNotFound}}, s.deleteInvite)

	const open = "proves by way of WeChat whose telephone it is; a secret of the browser goes on with it"
	httpapi.Handle(a, httpapi.Route{ID: "messages.arrive", Method: http.MethodPost, Path: "/messages/arrivals", Anonymous: true, Open: open,
		Summary: "Set out to prove whose WeChat one holds", Faults: []*fault.Def{InviteNotFound, InviteUsed, InviteExpired, AccountOff, ArrivalBusy}}, s.postArrival)
	gone := []*fault.Def{ArrivalNotFound, ArrivalOver}
	httpapi.Handle(a, httpapi.Route{ID: "messages.arrived", Method: http.MethodPut, Path: "/messages/arrivals/{group}/{state}", Anonymous: true, Open: open,
		Summary: "Give the code with which one came back from WeChat", Faults: gone}, s.putArrival)
	known := slices.Concat(gone, []*fault.Def{AccountOff})
	for _, r := range []struct {
		name, path, summary string
		do                  func(context.Context, string, string, string) (Own, error)
		faults              []*fault.Def
	}{
		{"look_own", "look", "How far one has come, and for whom one's WeChat speaks", s.LookOwn, gone},
		{"rebind_own", "again", "Bind again what one just unbound", s.RebindOwn, slices.Concat(known, []*fault.Def{AlreadyBound, InviteExpired})},
	} {
		httpapi.Handle(a, httpapi.Route{ID: "messages." + r.name, Method: http.MethodPost, Path: "/messages/arrivals/{group}/{state}/" + r.path, Anonymous: true, Open: open,
			Summary: r.summary, Faults: r.faults}, func(ctx context.Context, in *ownIn) (*httpapi.Body[ownBody], error) {
			return ownOut(r.do(ctx, in.Group, in.State, in.Body.Browser))
		})
	}
	httpapi.Handle(a, httpapi.Route{ID: "messages.bind_own", Method: http.MethodPost, Path: "/messages/arrivals/{group}/{state}/bind", Anonymous: true, Open: open,
		Summary: "Bind one's WeChat to the patient of the invitation", Faults: slices.Concat(known, []*fault.Def{InviteNotFound, InviteUsed, InviteExpired, AlreadyBound, BadWhose})}, s.postOwn)
	httpapi.Handle(a, httpapi.Route{ID: "messages.unbind_own", Method: http.MethodPost, Path: "/messages/arrivals/{group}/{state}/unbind", Anonymous: true, Open: open,
		Summary: "Let one's WeChat not speak for a patient any more", Faults: slices.Concat(known, []*fault.Def{AddressNotFound})}, s.postUnbindOwn)
}

type inviteIn struct {
	httpapi.ByID
	Body struct {
		Clinic string `json:"clinic_id" format:"uuid" maxLength:"36" doc:"at whose desk"`
	}
}

// InviteBody is an invitation on the wire.
type InviteBody struct {
	ID      string      `json:"id" format:"uuid"`
	Account string      `json:"account" doc:"name of the official account"`
	State   InviteState `json:"state" enum:"open,bound,over"`
	Expires int64       `json:"expires_at"`
	Whose   string      `json:"whose" doc:"of who bound their WeChat; empty = nobody yet"`
	Nick    string      `json:"nick"`
	Follows bool        `json:"follows" doc:"they follow the account: only then are they written to"`
}

type invitedBody struct {
	InviteBody
	Link string `json:"link" doc:"to be scanned by WeChat; told this once"`
}

func inviteOut(x Invitation) InviteBody {
	return InviteBody{x.ID, x.Account, x.State, x.Expires, x.Whose, x.Nick, x.Follows}
}

func (s *Service) postInvite(ctx context.Context, in *inviteIn) (*httpapi.Body[invitedBody], error) {
	x, err := s.Invite(ctx, in.ID, in.Body.Clinic)
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[invitedBody]{Body: invitedBody{inviteOut(x.Invitation), x.Link}}, nil
}

func (s *Service) getInvite(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[InviteBody], error) {
	x, err := s.InvitationOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[InviteBody]{Body: inviteOut(x)}, nil
}

func (s *Service) deleteInvite(ctx context.Context, in *httpapi.ByID) (*httpapi.None, error) {
	return nil, s.EndInvitation(ctx, in.ID)
}

type arrivalIn struct {
	Body struct {
		Group   string `json:"group" maxLength:"32" pattern:"^[a-z0-9_-]{2,32}$" doc:"public code"`
		Token   string `json:"token,omitempty" maxLength:"64" pattern:"^[a-z0-9]{8,64}$" doc:"of an invitation"`
		Account string `json:"account_id,omitempty" format:"uuid" maxLength:"36" doc:"an official account, where there is no invitation"`
		Browser string `json:"browser" minLength:"16" maxLength:"64" doc:"a secret of the browser, which it must give to go on"`
	}
}

type arrivalBody struct {
	URL    string `json:"url" doc:"where WeChat says who it is"`
	Within bool   `json:"within_wechat" doc:"that address opens within WeChat alone"`
}

func (s *Service) postArrival(ctx context.Context, in *arrivalIn) (*httpapi.Body[arrivalBody], error) {
	address, within, err := s.Arrive(ctx, Arriving{in.Body.Group, in.Body.Token, in.Body.Account, in.Body.Browser})
	return &httpapi.Body[arrivalBody]{Body: arrivalBody{address, within}}, err
}

type arrivedIn struct {
	LoginPath
	Body struct {
		Browser string `json:"browser" minLength:"16" maxLength:"64"`
		Code    string `json:"code" minLength:"1" maxLength:"512"`
	}
}

func (s *Service) putArrival(ctx context.Context, in *arrivedIn) (*httpapi.None, error) {
	return nil, s.Arrived(ctx, in.Group, in.State, in.Body.Browser, in.Body.Code)
}

type ownIn struct {
	LoginPath
	Body struct {
		Browser string `json:"browser" minLength:"16" maxLength:"64"`
	}
}

type askedBody struct {
	Clinic string `json:"clinic"`
	Phone  string `json:"phone" doc:"of the clinic"`
	Name   string `json:"name" doc:"masked"`
	Minor  bool   `json:"minor"`
	Used   bool   `json:"used" doc:"nobody can use the invitation any more"`
	Bound  bool   `json:"bound" doc:"this WeChat speaks for the patient"`
}

type ownPatientBody struct {
	ID     string `json:"id" format:"uuid" doc:"of the binding"`
	Name   string `json:"name" doc:"masked"`
	Whose  string `json:"whose"`
	Clinic string `json:"clinic"`
}

type ownBody struct {
	Waiting bool             `json:"waiting" doc:"WeChat has not answered yet: ask again"`
	Reason  string           `json:"reason" enum:",code,unreached,off" doc:"why WeChat did not say who it is: begin anew; empty = it did"`
	Account string           `json:"account" doc:"name of the official account"`
	Follows bool             `json:"follows" doc:"only who follows the account is written to"`
	Invite  *askedBody       `json:"invite,omitempty" doc:"whose invitation one came by"`
	People  []ownPatientBody `json:"people" doc:"for whom this WeChat speaks"`
}

func ownOut(o Own, err error) (*httpapi.Body[ownBody], error) {
	if err != nil {
		return nil, err
	}
	out := ownBody{Waiting: o.Waiting, Reason: o.Reason, Account: o.Account, Follows: o.Follows, People: make([]ownPatientBody, len(o.People))}
	if o.Invite != nil {
		i := askedBody(*o.Invite)
		out.Invite = &i
	}
	for i, p := range o.People {
		out.People[i] = ownPatientBody(p)
	}
	return &httpapi.Body[ownBody]{Body: out}, nil
}

type bindOwnIn struct {
	LoginPath
	Body struct {
		Browser string `json:"browser" minLength:"16" maxLength:"64"`
		Whose   string `json:"whose" enum:"self,mother,father,grandparent,spouse,child,other"`
	}
}

func (s *Service) postOwn(ctx context.Context, in *bindOwnIn) (*httpapi.Body[ownBody], error) {
	return ownOut(s.BindOwn(ctx, in.Group, in.State, in.Body.Browser, in.Body.Whose))
}

type unbindOwnIn struct {
	LoginPath
	Body struct {
		Browser string `json:"browser" minLength:"16" maxLength:"64"`
		Binding string `json:"binding_id" format:"uuid" maxLength:"36"`
	}
}

func (s *Service) postUnbindOwn(ctx context.Context, in *unbindOwnIn) (*httpapi.Body[ownBody], error) {
	return ownOut(s.UnbindOwn(ctx, in.Group, in.State, in.Body.Browser, in.Body.Binding))
}
