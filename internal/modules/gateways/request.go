package gateways

import (
	"encoding/json"
	"strings"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
)

// Request is one thing asked of the outside world.
type Request struct {
	ID         string
	Version    int64
	Clinic     string
	Patient    string // "" = of none
	Account    string
	Provider   Provider
	Platform   string
	Kind       Kind
	Number     string    // our own, never used again
	Of         string    // the request that this one takes back
	Subject    string    // what it is about, as who asked names it
	Amount     money.Fen // asked; of a voucher what it was worth, once it is known
	State      State
	Late       bool // done after nobody waited any more
	Said       Said
	Code       string // of the provider's last word, or ours
	Words      string // of the provider
	ProviderNo string // the provider's number of it
	Answer     Answer
	AskedAt    int64
	AskedBy    string
	SendingAt  int64 // 0 = not begun
	SentAt     int64
	SaidAt     int64
	DoneAt     int64
	Asks       int // since the last change
	Closing    bool
	HandBy     string // who decided that it is booked by hand
	WakeAt     int64  // 0 = asked about no more by itself
	Ask        Ask
	sealed     string
}

// Ask is what the adapter needs besides number and amount. Nothing of it names a
// person; what does is sealed apart, and dropped once the request is over.
type Ask struct {
	Title   string    `json:"title,omitempty"` // what the payer reads
	Reason  string    `json:"reason,omitempty"`
	Whole   money.Fen `json:"whole,omitempty"`    // of what a part is taken back
	OfNo    string    `json:"of_no,omitempty"`    // our number of what is taken back
	OfTheir string    `json:"of_their,omitempty"` // their number of it
	Lines   []AskLine `json:"lines,omitempty"`
	Expires int64     `json:"expires,omitempty"` // when a payment is closed by itself
	Method  string    `json:"method,omitempty"`  // of a payment: "" = a code on our screen, "scan" = the patient's code
}

// AskLine is a line of what is settled or invoiced.
type AskLine struct {
	Ref      string    `json:"ref"`
	Code     string    `json:"code"`
	Name     string    `json:"name"`
	Quantity int       `json:"quantity"`
	Amount   money.Fen `json:"amount"`
}

// Answer is what came back, of whatever kind.
type Answer struct {
	QR      string    `json:"qr,omitempty"`      // what the payer scans
	Fund    money.Fen `json:"fund,omitempty"`    // insurance pays
	Account money.Fen `json:"account,omitempty"` // paid from the personal account
	Self    money.Fen `json:"self,omitempty"`    // the patient pays
	Person  string    `json:"person,omitempty"`  // insurance's number of the person
	Visit   string    `json:"visit,omitempty"`   // insurance's number of the visit
	Invoice string    `json:"invoice,omitempty"` // number of the tax invoice
	Link    string    `json:"link,omitempty"`    // where it can be fetched
	Item    string    `json:"item,omitempty"`    // what a voucher is for
	Face    money.Fen `json:"face,omitempty"`    // its price in the shop
	Paid    money.Fen `json:"paid,omitempty"`    // what was paid for it at the platform
	Slip    string    `json:"slip,omitempty"`    // of what was booked by hand
}

// Reply is what came of one call or callback.
type Reply struct {
	Said       Said
	ProviderNo string
	Code       string
	Words      string
	Amount     money.Fen // as the provider has it; 0 = not said
	Answer     Answer
}

// numberOf makes our number: a letter of the kind, the day, and the end of an id,
// 19 characters of A-Z and 0-9, as every provider takes.
func numberOf(k Kind, day civil.Day, id string) string {
	letter := map[Kind]string{Payment: "P", PaymentReturn: "R", InsuranceSettle: "J", InsuranceUndo: "K", Invoice: "F", InvoiceRed: "H",
		VoucherRedeem: "V", VoucherUndo: "W"}[k]
	return letter + strings.ReplaceAll(string(day)[2:], "-", "") + strings.ToUpper(id[len(id)-12:])
}

// take carries a reply into the request and tells whether its state changed. A
// provider that speaks of another amount than was asked is not understood.
func (r *Request) take(p Reply, now int64) bool {
	if p.Said == SaidDone && r.fixedAmount() && p.Amount != 0 && p.Amount != r.Amount {
		p = Reply{Said: SaidSilent, Code: "amount_differs", Words: p.Amount.String()}
	}
	before := r.State
	next, late := Step(r.State, p.Said)
	r.State, r.Late = next, r.Late || late
	if before == Done {
		return false
	}
	r.Said, r.SaidAt, r.Code, r.Words = p.Said, now, p.Code, p.Words
	if p.ProviderNo != "" {
		r.ProviderNo = p.ProviderNo
	}
	r.Answer = merged(r.Answer, p.Answer)
	switch {
	case next == Sent && before == Asked:
		r.SentAt = now
	case next == Done:
		r.DoneAt = now
		if !r.fixedAmount() {
			r.Amount = p.Amount
		}
	}
	if next != before {
		r.Asks = 0
	}
	return next != before
}

// fixedAmount tells whether who asks says what it comes to.
func (r Request) fixedAmount() bool { return r.Kind != VoucherRedeem && r.Kind != VoucherUndo }

// keepsOnce tells of what is done once for ever, until it is taken back: of a bill
// there is one settlement, of a receipt one invoice. A payment may be followed by
// another.
func (r Request) keepsOnce() bool { return r.Kind != Payment }

// merged lays what is new over what was known.
func merged(old, fresh Answer) Answer {
	b, _ := json.Marshal(fresh)
	_ = json.Unmarshal(b, &old)
	return old
}

// Pauses between questions about what hangs. After the last one nobody asks by
// itself any more: it stays visible until somebody decides.
var pauses = []time.Duration{5 * time.Second, 15 * time.Second, time.Minute, 3 * time.Minute, 10 * time.Minute, 30 * time.Minute,
	time.Hour, 2 * time.Hour, 4 * time.Hour, 8 * time.Hour}

// Pauses while a payer stands at the desk.
const (
	payPause  = 3 * time.Second
	lateAsks  = 2 // questions about a payment after it was closed
	sendGrace = 40 * time.Second
	triesMost = 4 // to reach a provider that cannot be reached
)

// next says when the request is to be looked at again; 0 = not by itself.
func (r Request) next(now int64) int64 {
	after := func(d time.Duration) int64 { return now + d.Milliseconds() }
	switch {
	case r.State == Asked && r.SendingAt == 0: // to be sent (again), nothing has left the house
		return after(pauses[min(r.Asks, len(pauses)-1)])
	case r.State == Asked:
		return r.SendingAt + sendGrace.Milliseconds()
	case r.State == Sent && r.Kind == Payment:
		return after(payPause)
	case r.State == Closed && r.Kind == Payment && r.Asks < lateAsks:
		return after(pauses[r.Asks+2])
	case r.State.Over() || r.Asks >= len(pauses):
		return 0
	}
	return after(pauses[r.Asks])
}
