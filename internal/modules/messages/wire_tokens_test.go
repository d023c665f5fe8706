package messages

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// tokensAnd gives a new token to whoever asks for one, and answers all else with body.
func tokensAnd(body string) wireTrip {
	n := 0
	return func(r *http.Request) (*http.Response, error) {
		if strings.HasSuffix(r.URL.Path, "token") {
			n++
			return wireAnswering(200, fmt.Sprintf(`{"access_token":"T%d","expires_in":7200}`, n)), nil
		}
		return wireAnswering(200, body), nil
	}
}

// Many callers at once share one fetch, and its failure.
func TestTokenIsFetchedOnce(t *testing.T) {
	for _, answer := range []string{`{"errcode":0,"errmsg":"ok","access_token":"T","expires_in":7200}`, `{"errcode":40001,"errmsg":"invalid credential"}`} {
		var fetched atomic.Int32
		arrived, go1 := make(chan struct{}), make(chan struct{})
		shared := newTokens()
		f := func(*http.Request) (*http.Response, error) {
			if fetched.Add(1) == 1 {
				close(arrived)
			}
			<-go1
			return wireAnswering(200, answer), nil
		}
		var all sync.WaitGroup
		said := make([]string, 20)
		for i := range said {
			all.Go(func() {
				l := lineTo(WeCom, f)
				l.tokens = shared
				token, r := shared.get(t.Context(), l, "")
				said[i] = token + " " + wireShow(r)
			})
		}
		<-arrived
		time.Sleep(20 * time.Millisecond) // the others come to wait; those who come later find the token
		close(go1)
		all.Wait()
		for _, x := range said {
			if x != said[0] {
				t.Errorf("%q and %q", x, said[0])
			}
		}
		if n := fetched.Load(); strings.Contains(answer, "expires_in") && n != 1 {
			t.Errorf("fetched %d times", n)
		}
	}
}

func TestTokenIsKeptAndGivenUp(t *testing.T) {
	now, fetched := int64(wireAt), 0
	l := lineTo(WeCom, func(r *http.Request) (*http.Response, error) {
		fetched++
		return wireAnswering(200, fmt.Sprintf(`{"errcode":0,"errmsg":"ok","access_token":"T%d","expires_in":7200}`, fetched)), nil
	})
	l.now = func() int64 { return now }
	for _, x := range []struct {
		after time.Duration
		want  string
	}{{0, "T1"}, {time.Hour, "T1"}, {114 * time.Minute, "T1"}, {116 * time.Minute, "T2"}, {3 * time.Hour, "T2"}, {5 * time.Hour, "T3"}} {
		now = wireAt + x.after.Milliseconds()
		if got, r := l.tokens.get(t.Context(), l, ""); got != x.want {
			t.Errorf("after %s: %q %s", x.after, got, wireShow(r))
		}
	}
	if got, _ := l.tokens.get(t.Context(), l, "T3"); got != "T4" {
		t.Errorf("one that was turned down is given again: %q", got)
	}
	l.acct.Secret = "another secret"
	if got, _ := l.tokens.get(t.Context(), l, ""); got != "T5" {
		t.Errorf("a new secret has the old one's token: %q", got)
	}
	l.acct.AgentID = "2"
	if got, _ := l.tokens.get(t.Context(), l, ""); got != "T6" {
		t.Errorf("another app has this one's token: %q", got)
	}
}

// A call whose token is turned down is made once more with a new one, never twice.
func TestCallIsRepeatedOnceWithANewToken(t *testing.T) {
	for _, x := range []struct {
		name    string
		kind    Kind
		old     string // what the provider still takes, "" = nothing old
		calls   string
		said    said
		forced  int
		fetched int
	}{
		{"WeCom, expired", WeCom, "", "stale T1", saidAccepted, 0, 1},
		{"official account, expired", Official, "", "stale T1", saidAccepted, 0, 1},
		{"official account, the same again until it is forced", Official, "stale", "stale forced", saidAccepted, 1, 2},
		{"WeCom, the same again", WeCom, "stale", "stale stale", saidBusy, 0, 1},
	} {
		t.Run(x.name, func(t *testing.T) {
			var calls []string
			forced, fetched := 0, 0
			l := lineTo(x.kind, func(r *http.Request) (*http.Response, error) {
				if strings.HasSuffix(r.URL.Path, "token") {
					fetched++
					token := x.old
					if token == "" {
						token = fmt.Sprintf("T%d", fetched)
					}
					if strings.Contains(wireDump(r), `"force_refresh":true`) {
						forced++
						token = "forced"
					}
					return wireAnswering(200, `{"errcode":0,"errmsg":"ok","access_token":"`+token+`","expires_in":7200}`), nil
				}
				token := r.URL.Query().Get("access_token")
				if calls = append(calls, token); token == "stale" {
					return wireAnswering(200, `{"errcode":42001,"errmsg":"access_token expired"}`), nil
				}
				return wireAnswering(200, `{"errcode":0,"errmsg":"ok"}`), nil
			})
			l.tokens.held[keyOf(l.acct)] = &heldToken{text: "stale", until: wireAt + 1}
			send := officialTemplateSend
			if x.kind == WeCom {
				send = wecomWelcomeSend
			}
			r := send(t.Context(), l, outgoing{})
			if r.Said != x.said || strings.Join(calls, " ") != x.calls || forced != x.forced || fetched != x.fetched {
				t.Errorf("%s after %v, fetched %d, forced %d", wireShow(r), calls, fetched, forced)
			}
		})
	}
}

// Without a token nothing of the message has left the house, whatever went wrong.
func TestWithoutATokenNothingWasSent(t *testing.T) {
	for _, x := range []struct {
		name string
		f    wireTrip
		want string
	}{
		{"silence", func(*http.Request) (*http.Response, error) { return nil, errors.New("EOF") }, "unreached code=no_token"},
		{"a broken gateway", wireAlways(502, "<html>"), "unreached code=no_token"},
		{"no JSON", wireAlways(200, "<html>"), "unreached code=no_token"},
		{"a wrong secret", wireAlways(200, `{"errcode":40001,"errmsg":"invalid credential"}`), "refused code=token_40001 words=invalid credential"},
		{"our address is not let in", wireAlways(200, `{"errcode":40164,"errmsg":"not in whitelist"}`), "refused code=token_40164 words=not in whitelist"},
		{"a busy system", wireAlways(200, `{"errcode":-1,"errmsg":"system busy"}`), "busy code=token_-1 wait=1m0s words=system busy"},
		{"too often", wireAlways(200, `{"errcode":45009,"errmsg":"reach max api daily quota limit"}`), "busy code=token_45009 wait=1m0s words=reach max api daily quota limit"},
	} {
		for _, kind := range []Kind{WeCom, Official, Mini} {
			l := lineTo(kind, x.f)
			send := map[Kind]func(context.Context, *line, outgoing) reply{WeCom: wecomAppSend, Official: officialServiceSend, Mini: miniSubscribeSend}[kind]
			if got := wireShow(send(t.Context(), l, outgoing{})); got != x.want {
				t.Errorf("%s, %s: %s", x.name, kind, got)
			}
		}
		// Of what was sent before, a question that never left tells nothing.
		if r := wecomTaskAsk(t.Context(), lineTo(WeCom, x.f), outgoing{}, "ref"); r.Said != saidSilent {
			t.Errorf("%s, asked: %s", x.name, wireShow(r))
		}
	}
}

// mark_tag of one corp is never called by more than WeCom lets in at once.
func TestTagsAreMarkedFewAtOnce(t *testing.T) {
	var now, most atomic.Int32
	shared := newTokens()
	var all sync.WaitGroup
	for range 30 {
		all.Go(func() {
			l := lineTo(WeCom, func(*http.Request) (*http.Response, error) {
				n := now.Add(1)
				for {
					m := most.Load()
					if n <= m || most.CompareAndSwap(m, n) {
						break
					}
				}
				time.Sleep(2 * time.Millisecond)
				now.Add(-1)
				return wireAnswering(200, `{"errcode":0,"errmsg":"ok"}`), nil
			})
			l.tokens = shared
			shared.mu.Lock()
			l.tokened()
			shared.mu.Unlock()
			if r := wecomMarkTag(t.Context(), l, "u", "e", []string{"t"}, nil); r.Said != saidAccepted {
				t.Error(wireShow(r))
			}
		})
	}
	all.Wait()
	if m := most.Load(); m > tagsAtOnce || m < 2 {
		t.Errorf("%d at once", m)
	}
}
