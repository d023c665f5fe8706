package org

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"archwire/internal/platform/audit"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/ground"
	"archwire/internal/platform/httpapi"
	"archwire/internal/platform/i18n"
	"archwire/internal/platform/testkit"
)

var tables = ground.Tables((&Service{}).Module())

// The rights of the program in these tests: the real ones, and two that only
// doctors and nobody hold.
const (
	signOff = "charting.sign_off" // doctors, in their clinic
	rare    = "reports.rare"      // nobody but the owner, over the group
)

var permissions = slices.Concat(auth.Permissions, Permissions, []auth.Permission{
	{Key: signOff, Scope: auth.Clinic, Roles: []string{RoleDoctor}},
	{Key: rare, Scope: auth.Group},
})

const password = "蓝鲸慢慢游过长安街口"

// house is a running program with one group: an owner, two clinics.
type house struct {
	*testkit.World
	t          *testing.T
	s          *Service
	auth       *auth.Service
	audit      *audit.Log
	http       http.Handler
	log        *bytes.Buffer
	owner      Staff
	east, west Clinic
}

func each(t *testing.T, fn func(t *testing.T, h *house)) {
	testkit.Each(t, tables, func(t *testing.T, w *testkit.World) { fn(t, newHouse(t, w)) })
}

func newHouse(t *testing.T, w *testkit.World) *house {
	t.Helper()
	g := ground.Lay(t, w)
	a := g.Audit
	h := &house{World: w, t: t, log: &bytes.Buffer{}, audit: a}
	h.auth = auth.New(w.DB, g.Vault, func(tx *db.Tx, act auth.Act) error {
		return a.Record(tx, audit.Entry{Action: act.Action, SubjectKind: "account", SubjectID: act.Account, After: act.After})
	})
	must(t, h.auth.Declare(permissions))
	h.s = New(Deps{DB: w.DB, Auth: h.auth, Audit: a, Facts: g.Facts})
	h.s.Declare(permissions)
	w.DB.BeforeCommit(httpapi.KeepTickets)
	h.serve()
	h.found("qingshang")
	return h
}

func (h *house) serve() {
	h.t.Helper()
	words, err := i18n.Load([]i18n.Source{{Module: "httpapi", Files: httpapi.Texts}, {Module: "auth", Files: auth.Texts}, {Module: "org", Files: texts}})
	must(h.t, err)
	api := httpapi.New(httpapi.Options{
		DB: h.DB, Log: slog.New(slog.NewTextHandler(h.log, &slog.HandlerOptions{Level: slog.LevelError})), Texts: words,
		Authenticate: func(r *http.Request) (auth.Actor, error) {
			c, err := r.Cookie(auth.CookieName)
			if err != nil {
				return auth.Actor{}, auth.Unauthenticated.With()
			}
			return h.auth.Session(r.Context(), c.Value)
		},
	})
	api.In("org")
	h.s.routes(api)
	h.http = api.Handler()
}

// found makes the group with its owner and two clinics.
func (h *house) found(code string) {
	h.t.Helper()
	_, err := h.s.CreateGroup(context.Background(), NewGroup{
		ID: h.Tenant, Code: code, Name: "青上齿科", Password: password,
		Owner: NewStaff{Login: "owner", Staff: Staff{Name: "周全"}},
	})
	must(h.t, err)
	ctx := auth.AsProgram(h.t.Context(), h.Tenant, "test")
	all, err := h.s.byLogin(ctx)
	must(h.t, err)
	h.owner = all["owner"]
	h.east, err = h.s.OpenClinic(ctx, Clinic{Code: "east", Name: "东店", ShortName: "东", Kind: Own, NumberPrefix: "E", Hours: EveryDay(540, 1080)})
	must(h.t, err)
	h.west, err = h.s.OpenClinic(ctx, Clinic{Code: "west", Name: "西店", ShortName: "西", Kind: Own, NumberPrefix: "W", Hours: EveryDay(540, 1080)})
	must(h.t, err)
}

// other is another group in the same database.
func (h *house) other(code string) *house {
	o := *h
	o.World = h.World.Other()
	o.found(code)
	return &o
}

// hire adds somebody who can log in with the common password.
func (h *house) hire(login string, holdings ...Holding) Staff {
	h.t.Helper()
	hash, err := h.auth.HashPassword(h.t.Context(), password, login)
	must(h.t, err)
	p, err := h.s.hire(auth.AsProgram(h.t.Context(), h.Tenant, "test"),
		NewStaff{Login: login, Staff: Staff{Name: login, Holdings: holdings}}, hash)
	must(h.t, err)
	return p
}

// as is the context in which somebody uses a permission, with the rights that
// they have now.
func (h *house) as(p Staff, permission string) context.Context {
	h.t.Helper()
	ctx := db.With(h.t.Context(), db.Scope{Tenant: h.Tenant, Actor: p.ID})
	var g auth.Grants
	must(h.t, h.DB.Read(ctx, func(tx *db.Tx) (err error) { g, err = h.s.GrantsOf(tx, p.ID); return err }))
	ctx, err := auth.Enter(auth.With(ctx, auth.Actor{ID: p.ID, Tenant: h.Tenant, Grants: g}), permission)
	must(h.t, err)
	return ctx
}

func (h *house) read(fn func(*db.Tx) error) {
	h.t.Helper()
	must(h.t, h.DB.Read(db.With(h.t.Context(), db.Scope{Tenant: h.Tenant}), fn))
}

// kinds lists the facts that were published since the last call, in order.
func (h *house) kinds() string {
	h.t.Helper()
	var out []string
	h.read(func(tx *db.Tx) error {
		return tx.From("events_facts").Where("at >= ?", h.Clock.Now()).OrderBy("id").Pluck("kind", &out)
	})
	h.Clock.Add(1000000)
	return strings.Join(out, " ")
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// answer is what came back over HTTP.
type answer struct {
	status  int
	body    map[string]any
	text    string
	cookies []*http.Cookie
	etag    string
}

func (a answer) code() string { s, _ := a.body["code"].(string); return s }

// call sends a request; pairs are headers.
func (h *house) call(method, path, cookie string, body any, pairs ...string) answer {
	h.t.Helper()
	var in io.Reader
	if s, ok := body.(string); ok {
		in = strings.NewReader(s)
	} else if body != nil {
		b, err := json.Marshal(body)
		must(h.t, err)
		in = bytes.NewReader(b)
	}
	r := httptest.NewRequestWithContext(h.t.Context(), method, httpapi.Prefix+path, in)
	if in != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if cookie != "" {
		r.AddCookie(&http.Cookie{Name: auth.CookieName, Value: cookie})
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		r.Header.Set(pairs[i], pairs[i+1])
	}
	w := httptest.NewRecorder()
	h.http.ServeHTTP(w, r)
	out := answer{status: w.Code, text: w.Body.String(), cookies: w.Result().Cookies(), etag: w.Header().Get("ETag")}
	_ = json.Unmarshal(w.Body.Bytes(), &out.body)
	if w.Code >= 500 {
		h.t.Errorf("%s %s: %d %s\n%s", method, path, w.Code, out.text, h.log)
	}
	return out
}

type fields map[string]any

// logIn gives the cookie of a session.
func (h *house) logIn(group, login string) string {
	h.t.Helper()
	a := h.call("POST", "/org/session", "", fields{"group": group, "login": login, "password": password})
	if a.status != 200 || len(a.cookies) != 1 {
		h.t.Fatalf("log in as %s: %d %s", login, a.status, a.text)
	}
	return a.cookies[0].Value
}
