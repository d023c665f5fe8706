package messages

// State is where a message stands. Its text is "messages.state.<state>".
type State string

// The states.
const (
	Planned    State = "planned"
	Sending    State = "sending"
	Waits      State = "waits_staff" // a colleague must tap
	Accepted   State = "accepted"    // a provider has it; whether it arrived is not known yet
	Unknown    State = "unknown"     // it may have gone; nobody answered
	Delivered  State = "delivered"
	Failed     State = "failed"  // no channel is left
	Dropped    State = "dropped" // it was not to go; Reason says why
	ExpiredNow State = "expired" // its time passed before it could go
)

// States lists them in the order of the screens.
var States = []State{Planned, Sending, Waits, Accepted, Unknown, Delivered, Failed, Dropped, ExpiredNow}

// Over tells whether the program does nothing about it any more by itself.
func (s State) Over() bool { return s == Delivered || s == Failed || s == Dropped || s == ExpiredNow }

// SendState is where one attempt stands. Its text is "messages.send.<state>".
type SendState string

// The states of an attempt.
const (
	SendSending   SendState = "sending"
	SendWaits     SendState = "waits_staff"
	SendAccepted  SendState = "accepted"
	SendUnknown   SendState = "unknown"
	SendDelivered SendState = "delivered"
	SendFailed    SendState = "failed" // nothing arrived, and nothing will
)

// steps is what follows what in one attempt. What is not in it changes nothing:
// receipts come late, twice and in any order, and what has arrived stays arrived.
// An answer "absent" is believed only where nothing can be under way any more; see
// believes.
var steps = map[SendState]map[said]SendState{
	SendSending: {saidAccepted: SendAccepted, saidDelivered: SendDelivered, saidWaits: SendWaits, saidRefused: SendFailed, saidNoCredit: SendFailed,
		saidNotFriend: SendFailed, saidBusy: SendFailed, saidUnreached: SendFailed, saidSilent: SendUnknown, saidAbsent: SendUnknown},
	SendUnknown: {saidAccepted: SendAccepted, saidDelivered: SendDelivered, saidWaits: SendWaits, saidRefused: SendFailed,
		saidNotFriend: SendFailed, saidAbsent: SendFailed},
	SendWaits:    {saidDelivered: SendDelivered, saidRefused: SendFailed, saidNotFriend: SendFailed},
	SendAccepted: {saidDelivered: SendDelivered, saidRefused: SendFailed, saidNotFriend: SendFailed},
	SendFailed:   {saidDelivered: SendDelivered},
}

// step gives the state of an attempt after what was said of it.
func step(s SendState, what said) SendState {
	if next, ok := steps[s][what]; ok {
		return next
	}
	return s
}

// again tells of what may succeed on the same channel a little later: certain that
// nothing was sent, and nothing is wrong with channel or address.
func (w said) again() bool { return w == saidBusy || w == saidUnreached }

// follows is where a message stands when its latest attempt does; a failed attempt
// leaves it to the next channel.
var follows = map[SendState]State{SendSending: Sending, SendWaits: Waits, SendAccepted: Accepted, SendUnknown: Unknown, SendDelivered: Delivered,
	SendFailed: Planned}

// Resolution is what a person may do about a message. Its text is
// "messages.do.<resolution>".
type Resolution string

// The resolutions.
const (
	TakeSent  Resolution = "take_sent"  // take it as sent
	SendAgain Resolution = "send_again" // take it as not sent, and begin the ladder again
	Remind    Resolution = "remind"     // remind the colleague who must tap
	Stop      Resolution = "stop"       // do not send it
)

// May lists what may be done about the message now.
func (m Message) May() []Resolution {
	switch m.State {
	case Unknown:
		return []Resolution{TakeSent, SendAgain}
	case Failed:
		return []Resolution{SendAgain}
	case Waits:
		return []Resolution{Remind, Stop}
	case Planned:
		return []Resolution{Stop}
	}
	return []Resolution{}
}
