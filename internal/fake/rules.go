package fake

import "slices"

// How a call is answered, where it is not answered as it should be. The last six
// are of callbacks.
const (
	Silent = "silent" // not at all, and nothing is done
	After  = "after"  // it is done, and the answer is lost
	Late   = "late"   // it is done at once and answered after Millis; a callback of messages comes after Millis of the double's clock
	Broken = "broken" // an answer that says that the provider has a fault, and nothing is done
	Refuse = "refuse" // it is refused, with Code if one is named; a receipt says that nothing arrived
	Twice  = "twice"  // the callback comes twice
	Mute   = "mute"   // no callback
	Hold   = "hold"   // callbacks wait; Release sends them, the last first
	Forge  = "forge"  // a callback with a wrong signature comes before the true one
	Paid   = "paid"   // the payer pays in the moment in which the order is closed
)

// Rule says how the next calls are answered.
type Rule struct {
	// Provider is wechatpay, insurance, invoice, voucher, wecom, official, mini,
	// aliyun or tencent.
	Provider string `json:"provider"`
	// Call is the name of a call (order, ask, close, …, send, token, template) or,
	// of callbacks, what they tell (transaction, refund; receipt, reply, follow,
	// unfollow, say, click, permit, friend, card); "" = any.
	Call   string `json:"call"`
	How    string `json:"how"`
	Times  int    `json:"times"`          // 0 = until the rules are cleared
	Millis int    `json:"millis"`         // of late
	Code   string `json:"code,omitempty"` // of refuse: the provider's code
}

// rule takes the next rule for a call, "" = as it should be; the caller holds the
// lock.
func (w *World) rule(provider, name string, among ...string) Rule {
	for i := range w.s.Rules {
		r := &w.s.Rules[i]
		if !slices.Contains(among, r.How) || r.Provider != provider || r.Call != "" && r.Call != name {
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

// Add makes a rule.
func (w *World) Add(r Rule) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.s.Rules = append(w.s.Rules, r)
	w.version++
	w.keep()
}

// Clear forgets all rules.
func (w *World) Clear() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.s.Rules = nil
	w.version++
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
	w.releaseNotices()
}
