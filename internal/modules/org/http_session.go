package org

import (
	"context"
	"net"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/httpapi"
)

// From is where a request comes from; huma fills it in.
type From struct {
	device, ip string
	tls        bool
}

// Resolve reads it off the request.
func (f *From) Resolve(ctx huma.Context) []error {
	f.device = ctx.Header("User-Agent")
	f.tls = ctx.TLS() != nil
	f.ip = ctx.RemoteAddr()
	if host, _, err := net.SplitHostPort(f.ip); err == nil {
		f.ip = host
	}
	return nil
}

// Where tells what the browser says of itself, from which address, and whether it came
// by HTTPS.
func (f From) Where() (device, ip string, tls bool) { return f.device, f.ip, f.tls }

type loginBody struct {
	Group    string `json:"group" minLength:"1" maxLength:"64" doc:"code of the group"`
	Login    string `json:"login" minLength:"1" maxLength:"128"`
	Password string `json:"password" minLength:"1" maxLength:"256"`
}

type loginIn struct {
	From
	Body loginBody
}

type codeBody struct {
	Code string `json:"code" minLength:"6" maxLength:"20" doc:"of the authenticator, or a recovery code"`
}

type codeIn struct {
	From
	Cookie string `cookie:"archwire_session" maxLength:"200" doc:"the half session that logging in gave"`
	Body   codeBody
}

type sessionBody struct {
	NeedsCode  bool  `json:"needs_code" doc:"the second factor is still to come"`
	MustChange bool  `json:"must_change" doc:"the password must be changed before anything else"`
	Expires    int64 `json:"expires"`
}

type sessionOut struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
	Body      sessionBody
}

type loggedOut struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
}

type linkGivenBody struct {
	Link string `json:"link" minLength:"1" maxLength:"128"`
}

type linkIn struct {
	Body linkGivenBody
}

type acceptBody struct {
	Link     string `json:"link" minLength:"1" maxLength:"128"`
	Password string `json:"password" minLength:"1" maxLength:"256"`
}

type acceptIn struct {
	Body acceptBody
}

type linkSeenBody struct {
	Group   string       `json:"group"`
	Login   string       `json:"login"`
	Name    string       `json:"name"`
	Purpose auth.Purpose `json:"purpose" enum:"invite,reset"`
	Expires int64        `json:"expires"`
}

var passwordFaults = []*fault.Def{auth.PasswordLength, auth.PasswordCommon, auth.PasswordLikeLogin}

func (s *Service) sessionRoutes(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{ID: "org.log_in", Method: http.MethodPost, Path: "/org/session", Summary: "Log in",
		Open: "logging in", Anonymous: true, Faults: []*fault.Def{auth.WrongCredentials, auth.Locked, auth.Disabled}}, s.postSession)
	httpapi.Handle(a, httpapi.Route{ID: "org.second_factor", Method: http.MethodPost, Path: "/org/session/second-factor", Summary: "Give the code of the second factor",
		Open: "logging in", Anonymous: true, Faults: []*fault.Def{auth.Unauthenticated, auth.WrongCode, auth.Locked}}, s.postSecondFactor)
	httpapi.Handle(a, httpapi.Route{ID: "org.log_out", Method: http.MethodDelete, Path: "/org/session", Summary: "Log out",
		Open: "anyone's own session"}, s.deleteSession)
	// The link travels in a body, so that no log of addresses keeps it.
	httpapi.Handle(a, httpapi.Route{ID: "org.look_at_link", Method: http.MethodPost, Path: "/org/invitation/look", Summary: "What a one-time link is for",
		Open: "the link is the right", Anonymous: true, Faults: []*fault.Def{auth.LinkSpent}}, s.postLook)
	httpapi.Handle(a, httpapi.Route{ID: "org.accept_link", Method: http.MethodPost, Path: "/org/invitation/accept", Summary: "Set the password that a one-time link is for",
		Open: "the link is the right", Anonymous: true, Faults: append([]*fault.Def{auth.LinkSpent}, passwordFaults...)}, s.postAccept)
}

// cookie is the session's cookie: no script reads it, no other site sends it
// along with a change, and what came by HTTPS never leaves by plain HTTP. Without
// expires it goes with the browser.
func cookie(value string, expires int64, tls bool) http.Cookie {
	c := http.Cookie{Name: auth.CookieName, Value: value, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: tls}
	if value == "" {
		c.MaxAge = -1
		return c
	}
	if expires != 0 {
		c.Expires = time.UnixMilli(expires).UTC()
	}
	return c
}

// SessionCookie is the cookie of a ticket, as log-in by password gives it.
func SessionCookie(t auth.Ticket, f From) http.Cookie {
	expires := t.Expires
	if t.NeedsCode {
		// Half a session lives for minutes: the browser's clock may differ by more
		// than that from ours, which alone decides.
		expires = 0
	}
	return cookie(t.Cookie, expires, f.tls)
}

func ticketOut(t auth.Ticket, f From, err error) (*sessionOut, error) {
	if err != nil {
		return nil, err
	}
	return &sessionOut{SessionCookie(t, f), sessionBody{t.NeedsCode, t.MustChange, t.Expires}}, nil
}

func (s *Service) postSession(ctx context.Context, in *loginIn) (*sessionOut, error) {
	t, err := s.auth.Login(ctx, auth.LoginInput{
		Group: in.Body.Group, Login: in.Body.Login, Password: in.Body.Password, Device: in.device, IP: in.ip,
	})
	return ticketOut(t, in.From, err)
}

func (s *Service) postSecondFactor(ctx context.Context, in *codeIn) (*sessionOut, error) {
	t, err := s.auth.SecondFactor(ctx, in.Cookie, in.Body.Code)
	return ticketOut(t, in.From, err)
}

func (s *Service) deleteSession(ctx context.Context, in *From) (*loggedOut, error) {
	if err := s.auth.Logout(ctx); err != nil {
		return nil, err
	}
	return &loggedOut{cookie("", 0, in.tls)}, nil
}

func (s *Service) postLook(ctx context.Context, in *linkIn) (*httpapi.Body[linkSeenBody], error) {
	l, err := s.auth.Link(ctx, in.Body.Link)
	return &httpapi.Body[linkSeenBody]{Body: linkSeenBody{l.Group, l.Login, l.Name, l.Purpose, l.Expires}}, err
}

func (s *Service) postAccept(ctx context.Context, in *acceptIn) (*httpapi.None, error) {
	return &httpapi.None{}, s.auth.AcceptInvite(ctx, in.Body.Link, in.Body.Password)
}
