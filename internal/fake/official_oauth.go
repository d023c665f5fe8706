package fake

import (
	"cmp"
	"crypto/rand"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// ownerCookie says for a minute whose own telephone a browser plays, which tapped on an
// account's menu.
const ownerCookie = "double_owner"

// controlOAuth is where an official account learns whose WeChat opens a page, and a tap
// on the account's menu as a person's telephone makes it.
func (w *World) controlOAuth(mux *http.ServeMux) {
	mux.HandleFunc("GET /official/connect/oauth2/authorize", w.ownAuthorize)
	mux.HandleFunc("GET /official/menu", w.ownMenu)
}

// ownAuthorize sends who holds the telephone back with a code that is good once. It does
// not ask them (snsapi_base); it asks who it is only where it does not know.
func (w *World) ownAuthorize(out http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	holder := q.Get("as")
	if c, err := r.Cookie(ownerCookie); holder == "" && err == nil {
		holder, _ = url.QueryUnescape(c.Value)
	}
	back, err := url.Parse(q.Get("redirect_uri"))
	if err != nil || back.Host == "" || q.Get("response_type") != "code" || q.Get("scope") != "snsapi_base" && q.Get("scope") != "snsapi_userinfo" {
		http.Error(out, "redirect_uri, response_type or scope", http.StatusBadRequest)
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	a, err := w.account(OfficialKind, q.Get("appid"))
	if err != nil {
		http.Error(out, err.Error(), http.StatusBadRequest)
		return
	}
	p, err := w.person(holder)
	if holder == "" || err != nil || p.User != "" {
		w.askOwner(out, r)
		return
	}
	code := rand.Text()
	if w.entries == nil {
		w.entries = map[string]entry{}
	}
	w.entries[code] = entry{account: a.Key(), user: p.Key, until: w.now() + codeLife}
	b := back.Query()
	b.Set("code", code)
	b.Set("state", q.Get("state"))
	back.RawQuery = b.Encode()
	http.Redirect(out, r, back.String(), http.StatusFound)
}

// ownerMost is how many people the page lists from whom one chooses.
const ownerMost = 200

// askOwner lists people with a WeChat, those of a name where one was typed.
func (w *World) askOwner(out http.ResponseWriter, r *http.Request) {
	find := r.URL.Query().Get("find")
	var list []*Person
	for _, p := range w.t.people {
		if p.User == "" && (strings.Contains(p.Name, find) || strings.Contains(p.Phone, find)) {
			list = append(list, p)
		}
	}
	slices.SortFunc(list, func(a, b *Person) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Key, b.Key)) })
	out.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprint(out, `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>微信</title><body style="font:16px/2 sans-serif;margin:1em"><h1 style="font-size:18px">谁拿着这部手机？</h1><form>`)
	for name, values := range r.URL.Query() {
		if name != "find" {
			fmt.Fprintf(out, `<input type="hidden" name="%s" value="%s">`, html.EscapeString(name), html.EscapeString(values[0]))
		}
	}
	fmt.Fprintf(out, `<input name="find" value="%s" aria-label="姓名或手机号" placeholder="姓名或手机号" style="font:inherit;padding:4px 8px"> <button style="font:inherit">找</button></form>`, html.EscapeString(find))
	for _, p := range list[:min(len(list), ownerMost)] {
		q := r.URL.Query()
		q.Set("as", p.Key)
		fmt.Fprintf(out, `<a style="display:block" href="?%s">%s %s</a>`, html.EscapeString(q.Encode()), html.EscapeString(cmp.Or(p.Name, p.Key)), html.EscapeString(p.Phone))
	}
}

// ownMenu opens the page behind the account's menu on somebody's telephone.
func (w *World) ownMenu(out http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	a, err := w.account(OfficialKind, r.URL.Query().Get("account"))
	if err == nil && a.Menu == "" {
		err = fmt.Errorf("the account has no page")
	}
	if err != nil {
		http.Error(out, err.Error(), http.StatusNotFound)
		return
	}
	p, err := w.person(r.URL.Query().Get("person"))
	if err != nil {
		http.Error(out, err.Error(), http.StatusNotFound)
		return
	}
	http.SetCookie(out, &http.Cookie{Name: ownerCookie, Value: url.QueryEscape(p.Key), Path: "/official/", MaxAge: 60, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	http.Redirect(out, r, a.Menu, http.StatusFound)
}

// oauthToken tells whose code it is, once.
func (w *World) oauthToken(r *http.Request, _ []byte) reply {
	q := r.URL.Query()
	a, no := w.proven(OfficialKind, q.Get("appid"), q.Get("secret"))
	if a == nil {
		return no
	}
	e, found := w.entries[q.Get("code")]
	switch {
	case q.Get("grant_type") != "authorization_code":
		return errcode(40002, "invalid grant_type")
	case !found || e.account != a.Key():
		return errcode(40029, "invalid code")
	case e.used:
		return errcode(40163, "code been used")
	case e.until <= w.now():
		return errcode(40029, "invalid code")
	}
	e.used = true
	w.entries[q.Get("code")] = e
	p := w.t.people[e.user]
	out := map[string]any{"access_token": hashed("oauth", p.Key), "expires_in": 7200, "refresh_token": hashed("refresh", p.Key), "openid": a.address(p), "scope": "snsapi_base"}
	if !a.Unbound {
		out["unionid"] = UnionID(p.Key)
	}
	return reply{http.StatusOK, out}
}
