package fake

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"
)

// How a call is answered, where it is not answered as it should be.
const (
	Silent = "silent" // not at all, and nothing is done
	After  = "after"  // it is done, and the answer is lost
	Late   = "late"   // it is done at once and answered after Millis
	Broken = "broken" // an answer that says that the provider has a fault, and nothing is done
	Refuse = "refuse" // it is refused
	Twice  = "twice"  // the callback comes twice
	Mute   = "mute"   // no callback
	Hold   = "hold"   // callbacks wait; Release sends them, the last first
	Paid   = "paid"   // the payer pays in the moment in which the order is closed
)

// Rule says how the next calls are answered.
type Rule struct {
	Provider string `json:"provider"` // wechatpay, insurance, invoice, voucher
	Call     string `json:"call"`     // order, ask, close, refund, settle, …; "" = any
	How      string `json:"how"`
	Times    int    `json:"times"`  // 0 = until the rules are cleared
	Millis   int    `json:"millis"` // of late
}

// Options is what the double is made from.
type Options struct {
	File  string       // where it keeps what it knows; "" = in memory
	Clock func() int64 // epoch milliseconds; nil = the system's
}

// World is everything outside.
type World struct {
	o      Options
	mu     sync.Mutex
	s      state
	client *http.Client
	held   []func()
	calls  sync.WaitGroup
}

// state is what the double knows.
type state struct {
	Rules    []Rule              `json:"rules"`
	Orders   map[string]*Order   `json:"orders"`
	Refunds  map[string]*Refund  `json:"refunds"`
	Settled  map[string]*Settled `json:"settled"`
	Invoices map[string]*Invoice `json:"invoices"`
	Vouchers map[string]*Voucher `json:"vouchers"`
	Seq      int                 `json:"seq"`
}

// New makes the double, with what its file holds.
func New(o Options) (*World, error) {
	if o.Clock == nil {
		o.Clock = func() int64 { return time.Now().UnixMilli() }
	}
	w := &World{o: o, client: &http.Client{Timeout: 5 * time.Second}}
	w.s = state{Orders: map[string]*Order{}, Refunds: map[string]*Refund{}, Settled: map[string]*Settled{}, Invoices: map[string]*Invoice{},
		Vouchers: map[string]*Voucher{}}
	if o.File == "" {
		return w, nil
	}
	b, err := os.ReadFile(o.File)
	if os.IsNotExist(err) {
		return w, nil
	}
	if err == nil {
		err = json.Unmarshal(b, &w.s)
	}
	return w, err
}

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
	} {
		for pattern, c := range routes {
			method, path, _ := strings.Cut(pattern, " ")
			mux.Handle(method+" /"+provider+path, http.StripPrefix("/"+provider, w.served(provider, c)))
		}
	}
	w.control(mux)
	return mux
}

// call is one call of a provider: its name for rules, who may make it, what it
// does, and how it refuses.
type call struct {
	name   string
	nameOf func([]byte) string // where the body names the call
	do     func(*http.Request, []byte) reply
	proof  func(*http.Request, []byte) bool
	sign   func(http.Header, []byte)
	no     reply // when it is told to refuse
}

// reply is an answer: status and a value for JSON, nil = no body.
type reply struct {
	status int
	body   any
}

// rule takes the next rule for a call, "" = as it should be; the caller holds the
// lock.
func (w *World) rule(provider, name string, among ...string) Rule {
	for i := range w.s.Rules {
		r := &w.s.Rules[i]
		fits := false
		for _, how := range among {
			fits = fits || r.How == how
		}
		if !fits || r.Provider != provider || r.Call != "" && r.Call != name {
			continue
		}
		found := *r
		if r.Times > 0 {
			if r.Times--; r.Times == 0 {
				w.s.Rules = append(w.s.Rules[:i], w.s.Rules[i+1:]...)
			}
		}
		return found
	}
	return Rule{}
}

// served answers a call as the rules say.
func (w *World) served(provider string, c call) http.Handler {
	return http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
		if err != nil {
			return
		}
		if !c.proof(r, body) {
			w.answer(out, c, reply{http.StatusUnauthorized, map[string]any{"code": "SIGN_ERROR", "message": "签名错误"}})
			return
		}
		w.mu.Lock()
		name := c.name
		if c.nameOf != nil {
			name = c.nameOf(body)
		}
		rule := w.rule(provider, name, Silent, After, Late, Broken, Refuse)
		var a reply
		switch rule.How {
		case Silent:
		case Broken:
			a = reply{http.StatusInternalServerError, map[string]any{"code": "SYSTEM_ERROR", "message": "系统异常，请用相同参数重新调用"}}
		case Refuse:
			a = c.no
		default:
			a = c.do(r, body)
		}
		w.keep()
		w.mu.Unlock()
		switch rule.How {
		case Silent, After:
			drop(out)
			return
		case Late:
			time.Sleep(time.Duration(rule.Millis) * time.Millisecond)
		}
		w.answer(out, c, a)
	})
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
	if a.body != nil {
		text, _ = json.Marshal(a.body)
		out.Header().Set("Content-Type", "application/json")
	}
	c.sign(out.Header(), text)
	out.WriteHeader(a.status)
	_, _ = out.Write(text)
}

// Add makes a rule.
func (w *World) Add(r Rule) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.s.Rules = append(w.s.Rules, r)
	w.keep()
}

// Clear forgets all rules.
func (w *World) Clear() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.s.Rules = nil
	w.keep()
}

// Release sends the callbacks that were held, the last first.
func (w *World) Release() {
	w.mu.Lock()
	held := w.held
	w.held = nil
	w.mu.Unlock()
	for i := len(held) - 1; i >= 0; i-- {
		held[i]()
	}
}

// Wait waits for callbacks under way: for tests.
func (w *World) Wait() { w.calls.Wait() }
