package fake

import (
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Options is what the double is made from.
type Options struct {
	// File is where it keeps what it knows; "" = in memory. What it knows of
	// messages stands beside it, in a file of the same name and ".lines".
	File  string
	Clock func() int64 // epoch milliseconds; nil = the system's
	// Forward puts Clock forward, and with it whoever reads it too: the demo that the
	// double runs in. nil = it cannot be done from here.
	Forward func(time.Duration)
}

// World is everything outside.
type World struct {
	o      Options
	mu     sync.Mutex
	s      state
	t      talk
	shift  atomic.Int64 // milliseconds by which Advance put the clock forward
	client *http.Client
	held   []func()
	calls  sync.WaitGroup

	log     *os.File         // of talk
	version int              // of talk: grows with every change
	due     agenda           // what is still to be told
	staged  []*Notice        // what the call under way will tell, once it is answered
	slots   chan int         // so many callbacks at once
	ticking bool             // somebody looks at the agenda
	closed  chan bool        // nobody looks any more
	once    sync.Once        // of closed
	rates   rateLimits       // calls per minute
	entries map[string]entry // codes of OAuth that were not used yet
}

// state is what the double knows of money.
type state struct {
	Rules    []Rule              `json:"rules"`
	Orders   map[string]*Order   `json:"orders"`
	Refunds  map[string]*Refund  `json:"refunds"`
	Settled  map[string]*Settled `json:"settled"`
	Invoices map[string]*Invoice `json:"invoices"`
	Vouchers map[string]*Voucher `json:"vouchers"`
	Seq      int                 `json:"seq"`
	Lines    string              `json:"lines,omitempty"` // which file of messages belongs to this one
}

// New makes the double, with what its file holds.
func New(o Options) (*World, error) {
	if o.Clock == nil {
		o.Clock = func() int64 { return time.Now().UnixMilli() }
	}
	w := &World{o: o, client: &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: atOnce}},
		slots: make(chan int, atOnce), closed: make(chan bool), rates: rateLimits{}}
	w.s = state{Orders: map[string]*Order{}, Refunds: map[string]*Refund{}, Settled: map[string]*Settled{}, Invoices: map[string]*Invoice{},
		Vouchers: map[string]*Voucher{}}
	w.t = newTalk()
	if o.File != "" {
		if err := w.load(); err != nil {
			return nil, err
		}
	}
	w.furnish()
	return w, nil
}

// load reads both files.
func (w *World) load() error {
	b, err := os.ReadFile(w.o.File)
	if err == nil {
		err = json.Unmarshal(b, &w.s)
	}
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	if w.s.Lines == "" {
		w.s.Lines = rand.Text()
		w.keep()
	}
	return w.openLines(w.o.File + ".lines")
}

// Close ends what the double does of itself.
func (w *World) Close() {
	w.once.Do(func() { close(w.closed) })
}

// now is the time of messages: that of Options, put forward by Advance. What is
// proven by a time stamp goes by that of Options alone: who calls knows no other.
func (w *World) now() int64 { return w.o.Clock() + w.shift.Load() }

// keep writes the file; the caller holds the lock.
func (w *World) keep() {
	if w.o.File == "" {
		return
	}
	b, err := json.Marshal(w.s)
	if err == nil {
		err = os.WriteFile(w.o.File+".part", b, 0o600)
	}
	if err == nil {
		err = os.Rename(w.o.File+".part", w.o.File)
	}
	if err != nil {
		panic(err) // a double that forgets is none
	}
}

// Handler answers for all providers and for the control page.
func (w *World) Handler() http.Handler {
	mux := http.NewServeMux()
	for provider, routes := range map[string]map[string]call{
		"wechatpay": w.wechat(), "insurance": w.insurance(), "invoice": w.invoice(), "voucher": w.voucher(),
		WeComKind: w.wecom(), OfficialKind: w.official(), MiniKind: w.mini(), AliyunKind: w.aliyun(), TencentKind: w.tencent(),
	} {
		for pattern, c := range routes {
			method, path, _ := strings.Cut(pattern, " ")
			mux.Handle(method+" /"+provider+path, http.StripPrefix("/"+provider, w.served(provider, c)))
		}
	}
	w.control(mux)
	w.controlMessages(mux)
	w.controlClient(mux)
	return mux
}

// call is one call of a provider: its name for rules, who may make it, what it
// does, and how it refuses.
type call struct {
	name   string
	nameOf func(*http.Request, []byte) string // where the body or a header names the call
	do     func(*http.Request, []byte) reply
	proof  func(*http.Request, []byte) bool
	sign   func(http.Header, []byte)
	no     reply                           // when it is told to refuse
	noAs   func(code string) reply         // the same with a code of the rule's
	fault  reply                           // when it is told to be broken; none = that of payments
	light  bool                            // it moves no money: the file of payments stays as it is
	around func(http.Handler) http.Handler // nil = nothing
}

// reply is an answer: status and a value for JSON, bytes as they are, nil = no
// body.
type reply struct {
	status int
	body   any
}

// served answers a call as the rules say.
func (w *World) served(provider string, c call) http.Handler {
	var h http.Handler = http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
		if err != nil {
			return
		}
		if c.proof != nil && !c.proof(r, body) {
			w.answer(out, c, reply{http.StatusUnauthorized, map[string]any{"code": "SIGN_ERROR", "message": "签名错误"}})
			return
		}
		a, rule, staged := w.act(provider, c, r, body)
		switch rule.How {
		case Silent, After:
			drop(out)
		case Late:
			// What the callbacks say is true by now, whenever the answer comes.
			w.tell(staged)
			staged = nil
			if !pause(r, rule.Millis) {
				return
			}
			fallthrough
		default:
			w.answer(out, c, a)
		}
		w.tell(staged)
	})
	if c.around != nil {
		h = c.around(h)
	}
	return h
}

// act does what is asked, or what a rule says in its place.
func (w *World) act(provider string, c call, r *http.Request, body []byte) (a reply, rule Rule, staged []*Notice) {
	w.mu.Lock()
	defer w.mu.Unlock()
	name := c.name
	if c.nameOf != nil {
		name = c.nameOf(r, body)
	}
	w.staged = nil
	rule = w.rule(provider, name, Silent, After, Late, Broken, Refuse)
	switch rule.How {
	case Silent:
	case Broken:
		if a = c.fault; a.status == 0 {
			a = reply{http.StatusInternalServerError, map[string]any{"code": "SYSTEM_ERROR", "message": "系统异常，请用相同参数重新调用"}}
		}
	case Refuse:
		if a = c.no; rule.Code != "" && c.noAs != nil {
			a = c.noAs(rule.Code)
		}
	default:
		a = c.do(r, body)
	}
	if !c.light || rule.How != "" {
		w.keep()
	}
	staged, w.staged = w.staged, nil
	return a, rule, staged
}

// pause waits for the clock on the wall, as who called does; false if they gave
// up.
func pause(r *http.Request, millis int) bool {
	t := time.NewTimer(time.Duration(millis) * time.Millisecond)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

// drop ends the connection without an answer.
func drop(out http.ResponseWriter) {
	conn, _, err := http.NewResponseController(out).Hijack()
	if err == nil {
		conn.Close()
	}
}

func (w *World) answer(out http.ResponseWriter, c call, a reply) {
	var text []byte
	switch b := a.body.(type) {
	case nil:
	case []byte:
		text = b
		out.Header().Set("Content-Type", http.DetectContentType(b))
	default:
		text, _ = json.Marshal(b)
		out.Header().Set("Content-Type", "application/json")
	}
	if c.sign != nil {
		c.sign(out.Header(), text)
	}
	out.WriteHeader(a.status)
	_, _ = out.Write(text)
}
