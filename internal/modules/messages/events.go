package messages

// The facts that the module tells; the subject is the message, the body Told. Each
// state is told once.
const (
	FactAccepted  = "messages.accepted"
	FactDelivered = "messages.delivered"
	FactFailed    = "messages.failed"
	FactDropped   = "messages.dropped"
	FactHeard     = "messages.heard" // somebody wrote or pressed something; the body is Word
)

// The facts about an address that speaks for a patient, or does no more; the subject is
// the address.
const (
	FactBound   = "messages.bound"
	FactUnbound = "messages.unbound"
)

var factOf = map[State]string{Accepted: FactAccepted, Delivered: FactDelivered, Failed: FactFailed, Dropped: FactDropped, ExpiredNow: FactDropped}

// Told is the body of the facts about a message.
type Told struct {
	Purpose    string  `json:"purpose"`
	Occurrence string  `json:"occurrence"`
	Subject    string  `json:"subject,omitempty"` // as who planned it names it
	Staff      string  `json:"staff,omitempty"`
	Channel    Channel `json:"channel,omitempty"`
	Reason     string  `json:"reason,omitempty"`
}

// Word is the body of FactHeard. What was written stands in no fact: it is read
// from the notice.
type Word struct {
	Account string   `json:"account"`
	Kind    Kind     `json:"kind"`
	Address string   `json:"address,omitempty"`
	Notice  string   `json:"notice"`         // id of the callback
	What    string   `json:"what"`           // text, menu, card, reply
	Key     string   `json:"key,omitempty"`  // of the button
	Task    string   `json:"task,omitempty"` // of the card
	Staff   string   `json:"staff,omitempty"`
	Of      []string `json:"of,omitempty"` // the patients whom the address speaks for
	// of the message whose card it was
	Purpose    string `json:"purpose,omitempty"`
	Occurrence string `json:"occurrence,omitempty"`
	Subject    string `json:"subject,omitempty"`
}
