package app

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestBehindProxy(t *testing.T) {
	for name, c := range map[string]struct {
		from, forwarded, proto string
		everywhere             bool
		address                string
		tls                    bool
	}{
		"nobody's word":              {"127.0.0.1:5000", "", "", false, "127.0.0.1:5000", false},
		"a proxy here":               {"127.0.0.1:5000", "203.0.113.9", "https", false, "203.0.113.9:0", true},
		"a proxy here by plain HTTP": {"[::1]:5000", "203.0.113.9", "http", false, "203.0.113.9:0", false},
		"the last of a list":         {"127.0.0.1:5000", "10.9.9.9, 2001:db8::1", "https", false, "[2001:db8::1]:0", true},
		"somebody on the network":    {"192.168.3.7:5000", "127.0.0.1", "https", false, "192.168.3.7:5000", false},
		"a proxy elsewhere":          {"192.168.3.7:5000", "203.0.113.9", "https", true, "203.0.113.9:0", true},
		"no address":                 {"127.0.0.1:5000", "unknown", "https", false, "127.0.0.1:5000", true},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.from
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if c.proto != "" {
			r.Header.Set("X-Forwarded-Proto", c.proto)
		}
		behindProxy(http.HandlerFunc(func(_ http.ResponseWriter, told *http.Request) {
			if told.RemoteAddr != c.address || (told.TLS != nil) != c.tls {
				t.Errorf("%s: from %s, TLS %v", name, told.RemoteAddr, told.TLS != nil)
			}
		}), c.everywhere).ServeHTTP(httptest.NewRecorder(), r)
	}
}

// What a proxy says decides who sees the metrics: by a proxy on this computer
// they would otherwise be open to everybody.
func TestMetricsStayHere(t *testing.T) {
	h := program(t).Handler(ServeConfig{})
	for from, want := range map[string]int{"": http.StatusOK, "203.0.113.9": http.StatusNotFound} {
		r := httptest.NewRequest("GET", "/metrics", nil)
		r.RemoteAddr = "127.0.0.1:5000"
		if from != "" {
			r.Header.Set("X-Forwarded-For", from)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("for %q: %d", from, w.Code)
		}
	}
}
