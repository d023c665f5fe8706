package gateways

// Kind is what is asked. Its text is "gateways.kind.<kind>".
type Kind string

// The kinds.
const (
	Payment         Kind = "payment"
	PaymentReturn   Kind = "payment_return"
	InsuranceSettle Kind = "insurance_settle"
	InsuranceUndo   Kind = "insurance_undo"
	Invoice         Kind = "invoice"
	InvoiceRed      Kind = "invoice_red"
	VoucherRedeem   Kind = "voucher_redeem"
	VoucherUndo     Kind = "voucher_undo"
)

// State is where a request stands. Its text is "gateways.state.<state>".
type State string

// The states.
const (
	Asked   State = "asked"   // written, not sent yet or under way
	Sent    State = "sent"    // the provider has it and works, or waits for the payer
	Unknown State = "unknown" // it may have happened; nobody answered
	Done    State = "done"
	Refused State = "refused"
	Closed  State = "closed" // nobody waits for it any more
)

// Over tells whether nothing is expected of it any more.
func (s State) Over() bool { return s == Done || s == Refused || s == Closed }

// Said is what came of a call, or of a callback. Its text is "gateways.said.<said>".
type Said string

// What may come.
const (
	SaidDone      Said = "done"
	SaidWaits     Said = "waits"     // the provider has it: in work, or waiting for the payer
	SaidRefused   Said = "refused"   // it did not happen and will not
	SaidEnded     Said = "ended"     // the provider will not take it any more
	SaidAbsent    Said = "absent"    // the provider has nothing under our number
	SaidSilent    Said = "silent"    // no answer, or none that can be understood or trusted
	SaidUnreached Said = "unreached" // the connection never stood: nothing left the house
)

// steps is what follows what. What is not in it changes nothing: a state never
// goes back, whatever order answers and callbacks come in, and what is done
// stays done.
var steps = map[State]map[Said]State{
	Asked:   {SaidDone: Done, SaidWaits: Sent, SaidRefused: Refused, SaidEnded: Closed, SaidSilent: Unknown, SaidAbsent: Unknown},
	Sent:    {SaidDone: Done, SaidRefused: Refused, SaidEnded: Closed, SaidAbsent: Unknown},
	Unknown: {SaidDone: Done, SaidWaits: Sent, SaidRefused: Refused, SaidEnded: Closed},
	Refused: {SaidDone: Done},
	Closed:  {SaidDone: Done},
}

// Step gives the state after what was said, and whether the thing happened after
// nobody waited for it any more.
func Step(s State, said Said) (next State, late bool) {
	next, ok := steps[s][said]
	if !ok {
		return s, false
	}
	return next, next == Done && s.Over()
}

// Resolution is what a person may do about a request that hangs. Its text is
// "gateways.do.<resolution>".
type Resolution string

// The resolutions.
const (
	AskAgain Resolution = "ask_again"
	CloseIt  Resolution = "close"    // a payment nobody has paid yet
	NotDone  Resolution = "not_done" // take it as not happened, after the provider said so
	ByHand   Resolution = "by_hand"  // book it as done on a slip, with a second person's word
)

// Resolutions lists what may be done now.
func (r Request) Resolutions() []Resolution {
	var out []Resolution
	switch r.State {
	case Asked, Sent:
		if r.Kind == Payment && !r.Closing {
			out = append(out, CloseIt)
		}
		if r.State == Sent {
			out = append(out, AskAgain)
		}
	case Unknown:
		out = append(out, AskAgain)
		if r.Kind == Payment && !r.Closing {
			out = append(out, CloseIt)
		}
		if r.Said == SaidAbsent {
			out = append(out, NotDone)
		}
		out = append(out, ByHand)
	}
	return out
}
