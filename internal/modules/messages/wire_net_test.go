package messages

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// allSends is every client, with the kind of account that it speaks to.
func allSends() map[string]struct {
	kind Kind
	client
} {
	out := map[string]struct {
		kind Kind
		client
	}{}
	for _, c := range Channels {
		for _, k := range kindsOf[c] {
			x, _ := clientOf(c, k)
			out[string(c)+" "+string(k)] = struct {
				kind Kind
				client
			}{k, x}
		}
	}
	return out
}

// mishap is something that the network does, and what it means for a message.
type mishap struct {
	name, base string
	want       said
}

// unreached are mishaps before anything leaves the house.
func unreached(t *testing.T) []mishap {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := "http://" + free.Addr().String()
	free.Close()
	secure := httptest.NewUnstartedServer(http.NotFoundHandler()) // its certificate is its own
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	t.Cleanup(secure.Close)
	return []mishap{
		{"nobody listens", nobody, saidUnreached},
		{"nobody answers the telephone", "http://192.0.2.1", saidUnreached}, // an address of nobody's
		{"no address", "http://[", saidUnreached},
		{"a certificate of nobody's", secure.URL, saidUnreached},
	}
}

// silent are mishaps after something may have left the house.
func silent(t *testing.T) []mishap {
	hung := make(chan struct{})
	var list []mishap
	serve := func(name string, f http.HandlerFunc) {
		s := httptest.NewServer(f)
		t.Cleanup(s.Close)
		list = append(list, mishap{name, s.URL, saidSilent})
	}
	says := func(name, text string) {
		serve(name, func(w http.ResponseWriter, r *http.Request) { _, _ = w.Write([]byte(text)) })
	}
	serve("it hangs", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.ReadAll(r.Body)
		select {
		case <-hung:
		case <-r.Context().Done():
		}
	})
	serve("the line breaks", func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) })
	serve("half an answer", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = w.Write([]byte(`{"errcode":0`))
	})
	serve("a broken gateway", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(502) })
	serve("sent elsewhere", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://127.0.0.1:1", http.StatusFound)
	})
	says("no JSON", "<html>captive portal</html>")
	says("an empty object", "{}")
	says("nothing", "")
	says("too long", `{"errmsg":"`+strings.Repeat("a", maxAnswer)+`"}`)
	t.Cleanup(func() { close(hung) }) // before the servers close, which wait for it
	return list
}

// Whatever the network does, a client tells what is certain apart from what is not.
func TestWhateverTheNetworkDoes(t *testing.T) {
	for _, x := range append(unreached(t), silent(t)...) {
		t.Run(x.name, func(t *testing.T) {
			for name, c := range allSends() {
				l := lineTo(c.kind, nil)
				l.acct.BaseURL = x.base
				l.http = &http.Client{Timeout: 150 * time.Millisecond, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
				l.tokened()
				r := c.send(t.Context(), l, outgoing{Number: "n", Address: "13900000001", Sender: "s", Text: "x", SentAt: wireAt})
				if r.Said != x.want {
					t.Errorf("%s: %s", name, wireShow(r))
				}
				if len(l.heard) != 1 {
					t.Errorf("%s: the log has %d lines", name, len(l.heard))
				}
				for _, h := range l.heard {
					if text := h.what + string(h.body); strings.Contains(text, "TOKEN") || strings.Contains(text, "139000") || strings.Contains(text, "testId") {
						t.Errorf("%s: the log says %q", name, text)
					}
				}
				if c.ask == nil {
					continue
				}
				if r := c.ask(t.Context(), l, outgoing{Number: "n", Sender: "s", SentAt: wireAt}); r.Said != saidSilent {
					t.Errorf("%s, asked: %s", name, wireShow(r))
				}
			}
		})
	}
}

// What is not begun is certain not to have gone.
func TestTimeIsOverBeforeItBegan(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, c := range allSends() {
		l := lineTo(c.kind, func(*http.Request) (*http.Response, error) { t.Errorf("%s calls", name); return nil, io.EOF }).tokened()
		if r := c.send(ctx, l, outgoing{Sender: "s"}); r.Said != saidUnreached {
			t.Errorf("%s: %s", name, wireShow(r))
		}
	}
}

// An SMS goes once, whatever the connection does: the network's own machinery
// repeats nothing behind our back.
func TestNothingIsRepeatedBehindOurBack(t *testing.T) {
	for name, c := range allSends() {
		var calls atomic.Int32
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			n := calls.Add(1)
			if r.Method != http.MethodPost || r.Header.Get("Idempotency-Key") != "" {
				t.Errorf("%s: %s may be repeated", name, r.Method)
			}
			if n == 1 { // the first keeps the connection, the second loses it
				_, _ = w.Write([]byte(`{}`))
				return
			}
			hold, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				hold.Close()
			}
		}))
		l := lineTo(c.kind, nil)
		l.acct.BaseURL = s.URL
		l.http = s.Client()
		l.tokened()
		for range 2 {
			if r := c.send(t.Context(), l, outgoing{Sender: "s"}); r.Said != saidSilent {
				t.Errorf("%s: %s", name, wireShow(r))
			}
		}
		if n := calls.Load(); n != 2 {
			t.Errorf("%s was called %d times, asked to twice", name, n)
		}
		s.Close()
	}
}
