package gateways

import "archwire/internal/kit/money"

// The facts that the module tells; the subject is the request, the body Told. A
// request tells each of them once, but unknown.
const (
	FactDone    = "gateways.done"
	FactRefused = "gateways.refused"
	FactUnknown = "gateways.unknown"
	FactClosed  = "gateways.closed"
)

var factOf = map[State]string{Done: FactDone, Refused: FactRefused, Unknown: FactUnknown, Closed: FactClosed}

// Told is the body of the facts.
type Told struct {
	Request string    `json:"request"`
	Kind    Kind      `json:"kind"`
	Of      string    `json:"of,omitempty"` // the request that this one takes back
	Subject string    `json:"subject,omitempty"`
	Amount  money.Fen `json:"amount"`
	Late    bool      `json:"late,omitempty"` // done after nobody waited any more
	Code    string    `json:"code,omitempty"`
}
