package messages

// Wish is a message as a module plans it.
type Wish struct {
	Purpose    string
	Occurrence string // what tells one message of the purpose from another: "<visit>@<start>"
	Clinic     string
	Patient    string // id; or
	Staff      string // id of the colleague it is for; or
	Address    string // id of an address of which nobody knows yet for whom it speaks
	Subject    string // id of what it is about; may be ""
	Fields     map[string]string
	Link       string    // path at this program that a tap opens ("/m/…"), or an absolute address; "" = none. Sealed at rest
	Page       string    // page of the mini-program, "" = none
	Only       []Channel // of the purpose's channels those by which it may go, best first; nil = all
	At         int64     // when it is to go, epoch milliseconds; 0 = now
	Until      int64     // after that it is worth nothing; 0 = the purpose's Keep after At
}

// Key names a message as who planned it knows it.
type Key struct{ Purpose, Occurrence string }

// Message is one purpose for one occurrence.
type Message struct {
	ID         string
	Version    int64
	Purpose    string
	Occurrence string
	Class      Class
	Urgent     bool
	Clinic     string
	Patient    string
	Staff      string
	Address    string // where nobody knows for whom it speaks
	Subject    string
	Fields     map[string]string
	Only       []Channel // by which it may go; nil = the purpose's
	Page       string
	State      State
	Reason     string  // of dropped, failed, deferred: "messages.reason.<reason>"; with a dot in it, the key of a text itself
	Channel    Channel // of the latest attempt, "" = none yet
	Rung       int     // attempts so far
	Why        Why
	At         int64
	Until      int64
	WakeAt     int64 // when it is looked at next; 0 = not by itself
	Asks       int   // questions since the state changed
	PlannedAt  int64
	PlannedBy  string
	SentAt     int64 // accepted by a provider
	DoneAt     int64
	Past       bool   // written as history
	sealed     string // whither a tap leads, and the welcome code
}

// Why is how the decision of a message came about, for who asks later.
type Why struct {
	Basis     string   `json:"basis,omitempty"`     // on what ground it may go: "messages.basis.<basis>"
	Consent   string   `json:"consent,omitempty"`   // id of the consent to promotions on which it went
	Person    string   `json:"person,omitempty"`    // of the class, that day, to the person: "1/3"; a bound of 0 = none
	Household string   `json:"household,omitempty"` // the same to the household
	Passed    []Passed `json:"passed,omitempty"`    // channels that were passed over
	Deferred  []string `json:"deferred,omitempty"`  // what put it off, in order
	By        string   `json:"by,omitempty"`        // who decided about an unknown one
	Again     int64    `json:"again,omitempty"`     // when somebody last wanted it to go again
	Reminded  []int64  `json:"reminded,omitempty"`  // when the colleague was reminded who must tap
}

// Passed is a channel that was passed over, and why.
type Passed struct {
	Channel Channel `json:"channel"`
	Reason  string  `json:"reason"`
}

// Send is one attempt.
type Send struct {
	ID       string
	Message  string
	Rung     int
	Number   string // ours, on the wire
	Clinic   string
	Purpose  string
	Channel  Channel
	Account  string
	Address  string // id of the address; "" = a telephone number, or a colleague
	Template string // id of ours
	Revision int64  // of the template
	Provider string // the provider's id of the template
	Sender   string // WeCom: userid of the colleague who must tap
	State    SendState
	Said     said
	Code     string
	Words    string
	Ref      string
	Parts    int  // of SMS, taken from the quota
	Credit   bool // a credit was taken
	Tries    int  // times that it left the house
	SentAt   int64
	SaidAt   int64
	to       string // sealed: whither, and the text as it went
}

// Reasons why a message does not go, or not now, or not by a channel. Their texts
// are "messages.reason.<reason>".
const (
	// of the message
	ReasonMoved       = "moved"
	ReasonCancelled   = "cancelled"
	ReasonDone        = "done" // what it asks for has happened
	ReasonUndone      = "undone"
	ReasonStopped     = "stopped" // by a person
	ReasonLate        = "late"
	ReasonDeceased    = "deceased"
	ReasonErased      = "erased"
	ReasonNotHere     = "not_here" // the colleague works here no more
	ReasonComplaint   = "complaint"
	ReasonNeverSold   = "never_marketed" // of those who are never marketed to
	ReasonNoConsent   = "no_consent"
	ReasonOptedOut    = "opted_out"
	ReasonCap         = "cap"
	ReasonHousehold   = "household_cap"
	ReasonQuiet       = "quiet_hours"
	ReasonUnreachable = "unreachable" // no channel is left; Why.Passed says why
	ReasonNoAnswer    = "no_answer"   // of an unknown one

	// of a channel
	ReasonTried      = "tried"
	ReasonNoAccount  = "no_account"
	ReasonNoTemplate = "no_template"
	ReasonNoAddress  = "no_address"
	ReasonGone       = "gone"
	ReasonNoFriend   = "no_friend"
	ReasonNoCredit   = "no_credit"
	ReasonWindow     = "window"
	ReasonMonth      = "month_full"
	ReasonNoQuota    = "no_quota"
	ReasonNoMobile   = "no_mobile"
	ReasonNoWords    = "no_words" // its text says nothing that this channel could carry
	ReasonBadValue   = "bad_value"
	ReasonBusy       = "busy"
	ReasonNotTapped  = "not_tapped"
)

// Reasons lists those above.
var Reasons = []string{ReasonMoved, ReasonCancelled, ReasonDone, ReasonUndone, ReasonStopped, ReasonLate, ReasonDeceased, ReasonErased, ReasonNotHere,
	ReasonComplaint, ReasonNeverSold, ReasonNoConsent, ReasonOptedOut, ReasonCap, ReasonHousehold, ReasonQuiet, ReasonUnreachable, ReasonNoAnswer, ReasonTried,
	ReasonNoAccount, ReasonNoTemplate, ReasonNoAddress, ReasonGone, ReasonNoFriend, ReasonNoCredit, ReasonWindow, ReasonMonth, ReasonNoQuota,
	ReasonNoMobile, ReasonNoWords, ReasonBadValue, ReasonBusy, ReasonNotTapped}

// basisOf is the ground on which messages of a class go.
var basisOf = map[Class]string{Care: "treatment", ServiceClass: "appointment", Relation: "relation", Marketing: "consent", Staff: "work"}
