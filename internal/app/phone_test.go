package app

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestPhonePages asks for a patient's page as the link in a message names it. A
// clone whose pages are not built says how to build them.
func TestPhonePages(t *testing.T) {
	h := program(t).Handler(ServeConfig{PlainHTTP: true})
	ask := func(path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		return w
	}
	page := ask("/m/f/demo/abcdefgh2345")
	if page.Code != http.StatusOK && page.Code != http.StatusServiceUnavailable {
		t.Fatalf("the page of a form answers %d", page.Code)
	}
	if page.Header().Get("Referrer-Policy") != "no-referrer" || page.Header().Get("X-Robots-Tag") != "noindex" {
		t.Errorf("the link of a form is told on: %v", page.Header())
	}
	if page.Code == http.StatusServiceUnavailable {
		return
	}
	at := strings.Index(page.Body.String(), "/m/assets/")
	if at < 0 {
		t.Fatalf("the page names no script of its own: %s", page.Body)
	}
	name, _, _ := strings.Cut(page.Body.String()[at:], `"`)
	if got := ask(name); got.Code != http.StatusOK || !strings.Contains(got.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("%s answers %d %v", name, got.Code, got.Header())
	}
	if got := ask("/m/assets/none.js"); got.Code != http.StatusNotFound {
		t.Errorf("a file that is not there answers %d", got.Code)
	}
}
