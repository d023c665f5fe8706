package fake

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// walk follows a link as a browser that stops at the first place it is sent to.
func (g *ground) walk(path string, cookies ...*http.Cookie) (to *url.URL, set []*http.Cookie, page string) {
	g.Helper()
	req, err := http.NewRequest(http.MethodGet, g.url+path, nil)
	g.ok(err)
	for _, c := range cookies {
		req.AddCookie(c)
	}
	c := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := c.Do(req)
	g.ok(err)
	defer r.Body.Close()
	b, _ := io.ReadAll(r.Body)
	to, err = url.Parse(r.Header.Get("Location"))
	g.ok(err)
	return to, r.Cookies(), string(b)
}

func TestOwnersProveWhoTheyAre(t *testing.T) {
	g := newGround(t, "").peopled()
	ask := "/official/connect/oauth2/authorize?" + url.Values{"appid": {Official.ID}, "redirect_uri": {"https://m.example.cn/m/b/a/back?x=1"}, "response_type": {"code"}, "scope": {"snsapi_base"}, "state": {"S"}}.Encode()
	token := func(code, secret string) object {
		g.Helper()
		return g.call("GET", "/official/sns/oauth2/access_token?"+url.Values{"appid": {Official.ID}, "secret": {secret}, "code": {code}, "grant_type": {"authorization_code"}}.Encode(), nil)
	}
	if _, _, page := g.walk(ask); !strings.Contains(page, "谁拿着这部手机") || strings.Contains(page, "wuwu") {
		t.Error(page)
	}
	to, _, _ := g.walk(ask + "&as=lin")
	code := to.Query().Get("code")
	if to.Host != "m.example.cn" || to.Query().Get("state") != "S" || to.Query().Get("x") != "1" || code == "" {
		t.Fatal(to)
	}
	g.want(token(code, "wrong-secret-of-32-characters-000"), 40125)
	if o := token(code, Official.Secret); o["openid"] != OpenID(Official.ID, "lin") || o["unionid"] != UnionID("lin") {
		t.Error(o)
	}
	g.want(token(code, Official.Secret), 40163)
	g.want(token("nobody's", Official.Secret), 40029)
	to, _, _ = g.walk(ask + "&as=lin")
	g.pass(6 * time.Minute)
	g.want(token(to.Query().Get("code"), Official.Secret), 40029)

	// A tap on the menu says whose telephone it is.
	own := Official
	own.Menu = "https://m.example.cn/m/b/a/me/1"
	g.w.Open(own)
	to, set, _ := g.walk("/official/menu?person=lin")
	if to.String() != own.Menu || len(set) != 1 {
		t.Fatal(to, set)
	}
	to, _, _ = g.walk(ask, set[0])
	if o := token(to.Query().Get("code"), Official.Secret); o["openid"] != OpenID(Official.ID, "lin") {
		t.Error(o)
	}
}
