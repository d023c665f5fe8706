package fake

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// The kinds of accounts, which are the paths below which they answer.
const (
	WeComKind    = "wecom"    // an application of a corp at WeCom
	OfficialKind = "official" // a service account (公众号)
	MiniKind     = "mini"     // a mini-program
	AliyunKind   = "aliyun"   // SMS
	TencentKind  = "tencent"  // SMS
)

// Account is what a customer of a provider has there.
type Account struct {
	Kind   string `json:"kind"`
	ID     string `json:"id"`               // CorpID, AppID, AccessKeyID or SecretID
	Agent  int    `json:"agent,omitempty"`  // AgentID, of WeCom
	Secret string `json:"secret,omitempty"` // Secret, AppSecret, AccessKeySecret or SecretKey
	Token  string `json:"token,omitempty"`  // of callbacks, as AESKey
	AESKey string `json:"aes_key,omitempty"`
	App    string `json:"app,omitempty"`    // SDKAppID, of Tencent
	Region string `json:"region,omitempty"` // of Tencent
	Sign   string `json:"sign,omitempty"`   // the signature that SMS may bear
	Raw    string `json:"raw,omitempty"`    // gh_…: ToUserName of callbacks
	Name   string `json:"name,omitempty"`   // as phones show it
	Home   string `json:"home,omitempty"`   // of a mini-program: the web address under which telephones here open its pages
	Menu   string `json:"menu,omitempty"`   // of an official account: the page behind its menu
	// Callback is where to tell what happens; "" = nowhere.
	Callback string `json:"callback,omitempty"`
	Plain    bool   `json:"plain,omitempty"` // callbacks of an official account or a mini-program in the clear
	// Scope is whose external_userid it sees: its corp, or a name of its own as
	// third parties have.
	Scope string `json:"scope,omitempty"`
	// Cap is how many group messages a patient takes of a corp: "" = as many as the
	// month has days, "week" = 7 a week, "day" = 1 a day.
	Cap     string `json:"cap,omitempty"`
	Console bool   `json:"console,omitempty"` // the console has a welcome of its own: no code
	Seats   int    `json:"seats,omitempty"`   // of a corp, 0 = 50: so many times 200 messages to colleagues a day
	Unbound bool   `json:"unbound,omitempty"` // no unionid: the corp named no developer
	// Anybody makes people as they are written to, each a follower and friend of
	// whoever writes: for measuring.
	Anybody bool `json:"anybody,omitempty"`
	// Limits are how often one number may get a message of Tencent's: within 30 s,
	// an hour, a day; 0 = 1, 5 and 10, as its console has it; negative = no limit.
	Limits [3]int `json:"limits,omitzero"`
	// PerMinute is how often each call may be made; 0 = 10000.
	PerMinute int `json:"per_minute,omitempty"`
}

// doubleAES makes the key of callbacks of an account: what the console shows.
func doubleAES(n int) string {
	return base64.RawStdEncoding.EncodeToString(fmt.Appendf(nil, "archwire-double-opens-nothing-%02d", n))
}

// The accounts that are there from the start. Their keys are known to everybody.
var (
	WeCom = Account{Kind: WeComKind, ID: "wwarchwiredouble01", Agent: 1000002, Secret: "archwire-double-wecom-opens-nothing-00000001",
		Token: "archwiredouble01", AESKey: doubleAES(1), Name: "牙程口腔"}
	WeComTwo = Account{Kind: WeComKind, ID: "wwarchwiredouble02", Agent: 1000002, Secret: "archwire-double-wecom-opens-nothing-00000002",
		Token: "archwiredouble02", AESKey: doubleAES(2), Name: "牙程口腔（分公司）"}
	Official = Account{Kind: OfficialKind, ID: "wxarchwiredouble03", Secret: "archwiredoubleopensnothing000003", Token: "archwiredouble03",
		AESKey: doubleAES(3), Raw: "gh_archwire0003", Name: "牙程口腔"}
	Mini = Account{Kind: MiniKind, ID: "wxarchwiredouble04", Secret: "archwiredoubleopensnothing000004", Token: "archwiredouble04",
		AESKey: doubleAES(4), Raw: "gh_archwire0004", Name: "牙程口腔"}
	Aliyun  = Account{Kind: AliyunKind, ID: "ARCHWIREDOUBLEALIYUN0005", Secret: "archwiredoubleopensnothing0005", Sign: "牙程口腔"}
	Tencent = Account{Kind: TencentKind, ID: "ARCHWIREDOUBLETENCENT00000000000006", Secret: "archwiredoubleopensnothing000006", App: "1400000006",
		Sign: "牙程口腔", Region: "ap-guangzhou"}
)

func (a *Account) kind() string { return "account" }

func (a *Account) id() string { return a.Key() }

// Key names an account: kind:id, of WeCom kind:id/agent.
func (a Account) Key() string {
	if a.Kind == WeComKind {
		return a.Kind + ":" + a.ID + "/" + strconv.Itoa(a.Agent)
	}
	return a.Kind + ":" + a.ID
}

// scope is within which an address means the same person.
func (a *Account) scope() string {
	switch {
	case a.Scope != "":
		return a.Scope
	case a.Kind == AliyunKind || a.Kind == TencentKind:
		return "phone"
	}
	return a.ID
}

func (w *World) placeAccount(a *Account) {
	if w.t.accounts[a.Key()] == nil {
		w.t.order = append(w.t.order, a.Key())
	}
	w.t.accounts[a.Key()] = a
	for _, p := range w.t.people {
		w.know(a, p)
	}
}

// furnish makes the accounts that are there from the start.
func (w *World) furnish() {
	for _, a := range []Account{WeCom, WeComTwo, Official, Mini, Aliyun, Tencent} {
		if w.t.accounts[a.Key()] == nil {
			w.placeAccount(&a)
		}
	}
}

// Open registers an account, or changes one: its callback address for instance.
func (w *World) Open(a Account) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.placeAccount(&a)
	w.save(&a)
}

// account finds an account by its key or id; "" = the first of its kind. A corp's
// id finds its first application.
func (w *World) account(kind, id string) (*Account, error) {
	for _, key := range w.t.order {
		a := w.t.accounts[key]
		if (kind == "" || a.Kind == kind) && (id == "" || id == a.ID || id == key) {
			return a, nil
		}
	}
	return nil, fmt.Errorf("there is no account %q of kind %q", id, kind)
}

// token is what an account calls with, for two hours.
type token struct {
	Value   string `json:"value"`
	Account string `json:"account"`
	Made    int64  `json:"made"`
	Until   int64  `json:"until"`
	Forced  bool   `json:"forced,omitempty"` // by force_refresh
}

func (t *token) kind() string { return "token" }

func (t *token) id() string { return t.Value }

const (
	second    = int64(1000)
	minute    = 60 * second
	hour      = 60 * minute
	day       = 24 * hour
	tokenLife = 2 * hour
)

// give hands out the token of an account: the same while it lives, unless a fresh
// one is asked for, which leaves the old five minutes.
func (w *World) give(a *Account, fresh bool) *token {
	now := w.now()
	old := w.t.current[a.Key()]
	if old != nil && old.Until > now && !fresh {
		return old
	}
	if old != nil && old.Until > now+5*minute {
		old.Until = now + 5*minute
		w.save(old)
	}
	t := &token{Value: a.Kind + "-" + rand.Text() + rand.Text(), Account: a.Key(), Made: now, Until: now + tokenLife}
	w.place(t)
	w.save(t)
	return t
}

// ExpireTokens lets every token be worth nothing from now on.
func (w *World) ExpireTokens() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, t := range w.t.tokens {
		if t.Until > w.now() {
			t.Until = w.now()
			w.save(t)
		}
	}
}

// errcode is an answer of WeCom, an official account or a mini-program: its status
// is 200 whatever happened.
func errcode(code int, words string, more ...any) reply {
	b := map[string]any{"errcode": code, "errmsg": words}
	for i := 0; i+1 < len(more); i += 2 {
		b[more[i].(string)] = more[i+1]
	}
	return reply{http.StatusOK, b}
}

var errWords = map[int]string{
	-1: "system error", 40001: "invalid credential, access_token is invalid or not latest", 40003: "invalid openid", 40013: "invalid appid",
	40014: "invalid access_token", 40037: "invalid template_id", 40058: "invalid args", 41001: "access_token missing", 41051: "user has started chatting",
	41093: "group message is cancelled", 41094: "group message reminded too often",
	41096: "other app is sending welcome msg", 42001: "access_token expired", 43004: "require subscribe", 43019: "user in blacklist",
	43101: "user refuse to accept the msg", 45009: "reach max api daily quota limit", 45015: "response out of time limit or subscription is canceled",
	45033: "api concurrent out of limit", 45047: "out of response count limit", 47003: "argument invalid!", 48001: "api unauthorized",
	48002: "api forbidden", 50002: "user limited", 84061: "not external contact",
}

// errAs is an errcode with its usual words.
func errAs(code string) reply {
	n, err := strconv.Atoi(code)
	if err != nil {
		n = -1
	}
	words := errWords[n]
	if words == "" {
		words = "refused"
	}
	return errcode(n, words+" hint: [archwire-double]")
}

var errOK = errcode(0, "ok")

// rateLimits counts calls of a minute.
type rateLimits map[string]*struct {
	minute, blocked int64
	count           int
}

// tooMany counts a call, and tells whether it is one too many: then the account is
// shut out for a minute.
func (w *World) tooMany(a *Account, name string) bool {
	limit := a.PerMinute
	if limit == 0 {
		limit = 10_000
	}
	key := a.ID + "|" + name
	now := w.now()
	r := w.rates[key]
	if r == nil {
		r = &struct {
			minute, blocked int64
			count           int
		}{}
		w.rates[key] = r
	}
	if now < r.blocked {
		return true
	}
	if r.minute != now/minute {
		r.minute, r.count = now/minute, 0
	}
	if r.count++; r.count > limit {
		r.blocked = now + minute
		return true
	}
	return false
}

// asked is a call of WeCom, an official account or a mini-program that was let in.
type asked struct {
	a    *Account
	body []byte
	r    *http.Request
}

// chat makes a call that a token opens.
func (w *World) chat(kind, name string, do func(asked) reply) call {
	return call{name: name, light: true, fault: errcode(-1, "system error"), no: errAs("48001"), noAs: errAs,
		do: func(r *http.Request, body []byte) reply {
			a, no := w.opened(kind, r.URL.Query().Get("access_token"))
			if a == nil {
				return no
			}
			if w.tooMany(a, name) {
				return errAs("45009")
			}
			w.ripen()
			return do(asked{a, body, r})
		}}
}

// opened tells whose token it is. One of another kind of account, or of nobody, is
// worth nothing; codes differ between WeCom and the rest.
func (w *World) opened(kind, value string) (*Account, reply) {
	if value == "" {
		return nil, errAs("41001")
	}
	t := w.t.tokens[value]
	switch {
	case t == nil || !strings.HasPrefix(t.Account, kind+":"):
		if kind == WeComKind {
			return nil, errAs("40014")
		}
		return nil, errAs("40001")
	case t.Until <= w.now():
		return nil, errAs("42001")
	}
	return w.t.accounts[t.Account], reply{}
}
