package httpapi_test

import (
	"strings"
	"testing"

	"archwire/internal/platform/httpapi"
	"archwire/internal/platform/testkit"
)

// TestReference reads the page of the routes as a programmer does, without a
// session.
func TestReference(t *testing.T) {
	e := newEdge(t, testkit.OpenSQLite(t, migrations()))
	page := e.do("GET", httpapi.Prefix+"/", "", "X-Nobody", "1")
	for _, want := range []string{
		`<code>/api/v1/test/claims</code>`, `permission <code>test.make</code> · once`, `<code>test.broken</code> <span class="soft">409</span>`,
		"坏在 {where}", "broken at {where}", `<a href="#type-Httpapi_testThing">`, `<h3 id="type-Httpapi_testThing">`, "at most 20 characters",
	} {
		if !strings.Contains(page.text, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	for _, from := range []string{`src="`, "url(", "@import", "<script", `href="http`} {
		if strings.Contains(page.text, from) {
			t.Errorf("the page asks for something from elsewhere: %s", from)
		}
	}
	if got := page.header.Get("Content-Security-Policy"); page.status != 200 || !strings.HasPrefix(got, "default-src 'none'") {
		t.Errorf("%d, policy %q", page.status, got)
	}
	for path, want := range map[string]string{"openapi.yaml": "operationId: test.claim", "openapi.json": `"operationId":"test.claim"`} {
		if a := e.do("GET", httpapi.Prefix+"/"+path, ""); a.status != 200 || !strings.Contains(a.text, want) {
			t.Errorf("%s: %d %.200s", path, a.status, a.text)
		}
	}
}

// TestHeaders: what a browser is told about every answer.
func TestHeaders(t *testing.T) {
	e := newEdge(t, testkit.OpenSQLite(t, migrations()))
	for _, path := range []string{"/api/v1/test/page", "/api/v1/nothing", "/api/v1/test/broken"} {
		h := e.do("GET", path, "").header
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cache-Control": "no-store",
			"Cross-Origin-Opener-Policy": "same-origin",
			"Content-Security-Policy":    "default-src 'none'; frame-ancestors 'none'; sandbox",
		} {
			if got := h.Get(name); got != want {
				t.Errorf("%s: %s: %q", path, name, got)
			}
		}
		if len(h.Get("X-Request-Id")) != 36 {
			t.Errorf("%s: no request number", path)
		}
	}
}

// TestCrossSite: a page of another site changes nothing, whatever the browser
// tells of it.
func TestCrossSite(t *testing.T) {
	e := newEdge(t, testkit.OpenSQLite(t, migrations()))
	post := func(key string, header ...string) answer {
		return e.do("POST", "/api/v1/test/things", `{"name":"a"}`, append(header, "Idempotency-Key", key)...)
	}
	for i, header := range [][]string{
		{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}, {"Origin", "null"},
	} {
		if a := post("cross-key-"+string(rune('a'+i)), header...); a.status != 403 || a.Code != "http.cross_site" {
			t.Errorf("%v: %d %s", header, a.status, a.text)
		}
	}
	for i, header := range [][]string{{"Sec-Fetch-Site", "same-origin"}, {"Sec-Fetch-Site", "none"}, {"Origin", e.server.URL}, nil} {
		if a := post("same-key-"+string(rune('a'+i)), header...); a.status != 200 {
			t.Errorf("%v: %d %s", header, a.status, a.text)
		}
	}
}
