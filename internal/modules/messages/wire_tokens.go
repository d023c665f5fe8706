package messages

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"
)

// How access tokens are kept.
const (
	tokenMargin = 5 * time.Minute  // a token is not used in its last minutes
	forceEvery  = 10 * time.Minute // WeChat lets a token be forced anew 20 times a day, 30 s apart
	blockedFor  = time.Hour        // WeCom's block after the hour's limit
)

// tokens keeps the access tokens of all accounts, and what the house must
// remember of their limits. Who needs a token that somebody is fetching already
// waits for that one. It is kept in memory: another process fetches its own,
// which WeCom and stable_token answer with the same one while it is valid.
type tokens struct {
	mu    sync.Mutex
	held  map[string]*heldToken
	gates map[string]chan struct{}
	limit map[string]int64 // account and call → when the limit was first met, epoch ms
}

// heldToken is the access token of one account.
type heldToken struct {
	text   string
	until  int64 // epoch ms
	forced int64 // when it was last forced anew
	flight *flight
}

// flight is a fetch under way.
type flight struct {
	landed chan struct{}
	text   string
	failed reply
}

func newTokens() *tokens {
	return &tokens{held: map[string]*heldToken{}, gates: map[string]chan struct{}{}, limit: map[string]int64{}}
}

// keyOf names an account with its key: a new secret has tokens of its own.
func keyOf(a Account) string {
	sum := sha256.Sum256([]byte(a.BaseURL + "\n" + a.App(a.Kind) + "\n" + a.AgentID + "\n" + a.Secret))
	return string(a.Kind) + " " + hex.EncodeToString(sum[:12])
}

// get gives the account's token. refused names one that the provider has just
// turned down: it is not given again unless the provider insists. Without a
// token the reply says why; nothing of the message has left the house then.
func (t *tokens) get(ctx context.Context, l *line, refused string) (string, reply) {
	t.mu.Lock()
	key := keyOf(l.acct)
	h := t.held[key]
	if h == nil {
		h = &heldToken{}
		t.held[key] = h
	}
	if h.text != "" && h.text != refused && l.now() < h.until {
		defer t.mu.Unlock()
		return h.text, reply{}
	}
	f := h.flight
	if f != nil {
		t.mu.Unlock()
		select {
		case <-f.landed:
			return f.text, f.failed
		case <-ctx.Done():
			return "", reply{Said: saidUnreached, Code: "no_token"}
		}
	}
	f = &flight{landed: make(chan struct{}), failed: reply{Said: saidUnreached, Code: "no_token"}}
	h.flight = f
	mayForce := l.now()-h.forced >= forceEvery.Milliseconds()
	t.mu.Unlock()
	t.fetch(ctx, l, h, f, refused, mayForce)
	return f.text, f.failed
}

// fetch carries a flight out and lets the others go on, also where it panics.
func (t *tokens) fetch(ctx context.Context, l *line, h *heldToken, f *flight, refused string, mayForce bool) {
	forced, lasts := false, time.Duration(0)
	defer func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		h.flight = nil
		if forced {
			h.forced = l.now()
		}
		if h.text = f.text; f.text != "" {
			h.until = l.now() + (lasts - min(tokenMargin, lasts/10)).Milliseconds()
		}
		close(f.landed)
	}()
	f.text, lasts, f.failed = fetchToken(ctx, l, false)
	if f.text != "" && f.text == refused && l.acct.Kind != WeCom && mayForce {
		forced = true
		f.text, lasts, f.failed = fetchToken(ctx, l, true)
	}
}

type tokenAnswer struct {
	wireStatus
	Token string `json:"access_token"`
	Lasts int    `json:"expires_in"` // s
}

// fetchToken asks for a token. WeCom: gettoken, one token per app secret, the
// same while it is valid. WeChat: stable_token, which may be asked from several
// places at once and which does not disturb tokens of /cgi-bin/token.
func fetchToken(ctx context.Context, l *line, force bool) (string, time.Duration, reply) {
	r := wireRequest{method: http.MethodGet, path: "/cgi-bin/gettoken", secret: true,
		query: url.Values{"corpid": {l.acct.CorpID}, "corpsecret": {l.acct.Secret}}}
	if l.acct.Kind != WeCom {
		r = wireRequest{method: http.MethodPost, path: "/cgi-bin/stable_token", secret: true, body: wireJSON(struct {
			Grant  string `json:"grant_type"`
			App    string `json:"appid"`
			Secret string `json:"secret"`
			Force  bool   `json:"force_refresh"`
		}{"client_credential", l.acct.AppID, l.acct.Secret, force})}
	}
	a, err := l.do(ctx, r)
	var out tokenAnswer
	if err != nil || a.status != http.StatusOK || json.Unmarshal(a.body, &out) != nil {
		return "", 0, reply{Said: saidUnreached, Code: "no_token"}
	}
	code := out.code()
	switch {
	case out.Token != "" && code == 0:
		return out.Token, time.Duration(out.Lasts) * time.Second, reply{}
	case code == -1, code == 45009, code == 45011, code == 0:
		return "", 0, busyReply("token_"+strconv.Itoa(code), out.Errmsg, time.Minute)
	}
	return "", 0, reply{Said: saidRefused, Code: "token_" + strconv.Itoa(code), Words: out.Errmsg}
}

// gate lets n callers of an account in at once, and says how one leaves.
func (t *tokens) gate(ctx context.Context, l *line, name string, n int) (leave func(), ok bool) {
	t.mu.Lock()
	key := name + " " + keyOf(l.acct)
	g := t.gates[key]
	if g == nil {
		g = make(chan struct{}, n)
		t.gates[key] = g
	}
	t.mu.Unlock()
	select {
	case g <- struct{}{}:
		return func() { <-g }, true
	case <-ctx.Done():
		return nil, false
	}
}

// limited says how long to wait after WeCom's 45009, which does not tell whether
// the minute's or the hour's limit is meant: who is still refused when the minute
// is over has met the hour's [to be checked with a real account].
func (t *tokens) limited(l *line, path string) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	key, now := keyOf(l.acct)+" "+path, l.now()
	first, found := t.limit[key]
	switch since := now - first; {
	case found && since < time.Minute.Milliseconds():
		return time.Minute
	case found && since < 10*time.Minute.Milliseconds():
		return blockedFor
	}
	t.limit[key] = now
	return time.Minute
}
