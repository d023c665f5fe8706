package billing

import (
	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
)

// The facts that the module publishes. Bodies carry ids, words and fen.
const (
	FactCharged        = "billing.charged"         // ChargedBody; subject: the bill
	FactReceived       = "billing.received"        // ReceivedBody; subject: the receipt
	FactCredited       = "billing.credited"        // ChargedBody; subject: the bill: lines of it were taken back
	FactRefunded       = "billing.refunded"        // ReceivedBody; subject: the refund
	FactReceiptVoided  = "billing.receipt_voided"  // ReceivedBody; subject: the receipt
	FactTillClosed     = "billing.till_closed"     // ClosedBody; subject: the closing
	FactScheduleAgreed = "billing.schedule_agreed" // ScheduleBody; subject: the agreement
	FactBillAsked      = "billing.bill_asked"      // AskedBody; subject: the bill that waits for an approval
	FactBillSettled    = "billing.bill_settled"    // AskedBody; subject: the bill that was approved, refused or withdrawn
	FactStated         = "billing.stated"          // StatedBody; subject: what a bank or platform said of a day
)

// ChargedBody tells of lines charged or taken back.
type ChargedBody struct {
	Bill   string    `json:"bill"`
	Kind   BillKind  `json:"kind"`
	Amount money.Fen `json:"amount"`
	Day    civil.Day `json:"day"`
	Voided bool      `json:"voided,omitempty"` // all of it was taken back as a mistake
}

// ReceivedBody tells of money that came in or went out.
type ReceivedBody struct {
	Receipt   string    `json:"receipt"` // or refund
	Amount    money.Fen `json:"amount"`
	Agreement string    `json:"agreement,omitempty"`
	Day       civil.Day `json:"day"`
}

// ScheduleBody tells of a new schedule of instalments.
type ScheduleBody struct {
	Agreement string `json:"agreement"`
	Revision  int    `json:"revision"`
}

// ClosedBody tells of a till that was counted.
type ClosedBody struct {
	Cashier    string    `json:"cashier"`
	Expected   money.Fen `json:"expected"`
	Difference money.Fen `json:"difference"` // counted less expected
	Day        civil.Day `json:"day"`
}

// AskedBody tells of a desk bill that waits for an approval, or was settled.
type AskedBody struct {
	Bill   string     `json:"bill"`
	State  AskedState `json:"state"`
	Amount money.Fen  `json:"amount"` // of the bill
	Given  money.Fen  `json:"given"`  // taken off by the desk
}

// StatedBody tells what a bank or platform says of a day, beside the books.
type StatedBody struct {
	Means  Means     `json:"means"`
	Booked money.Fen `json:"booked"`
	Stated money.Fen `json:"stated"`
	Day    civil.Day `json:"day"`
}
