package complaints

import (
	"strings"

	"archwire/internal/kit/fault"
	"archwire/internal/kit/money"
)

// About is the cause of a complaint. Its text is "complaints.about.<about>".
type About string

// The causes.
const (
	AboutVisit   About = "visit"   // how a visit went
	AboutDoctor  About = "doctor"  // a doctor
	AboutItem    About = "item"    // what a treatment led to
	AboutMoney   About = "money"   // prices, bills, refunds
	AboutWaiting About = "waiting" // waiting
	AboutService About = "service" // manners, messages, the place
	AboutOther   About = "other"
)

// Abouts are the causes in the order of the screens.
var Abouts = []About{AboutVisit, AboutDoctor, AboutItem, AboutMoney, AboutWaiting, AboutService, AboutOther}

// Severity is how much weighs on it. Its text is "complaints.severity.<severity>".
type Severity string

// The severities.
const (
	Minor   Severity = "minor"
	Normal  Severity = "normal"
	Serious Severity = "serious" // harm, a threat to go public or to an authority: its tasks are urgent
)

// Way is how the complaint came. Its text is "complaints.way.<way>".
type Way string

// The ways.
const (
	ByCall      Way = "call"      // in a follow-up call
	ByPhone     Way = "phone"     // the patient telephoned
	InPerson    Way = "in_person" // in the clinic
	ByMessage   Way = "message"   // WeChat, SMS, a form
	ByReview    Way = "review"    // a public review
	ByAuthority Way = "authority" // 12345, an authority, a consumers' association
)

// State is where a complaint stands.
type State string

// The states.
const (
	Open   State = "open"
	Closed State = "closed"
)

// Result is how a complaint ended. Its text is "complaints.result.<result>".
type Result string

// The results.
const (
	Explained   Result = "explained"   // it was explained
	Apologised  Result = "apologised"  // we apologised
	Redone      Result = "redone"      // treated again, or repaired
	Refunded    Result = "refunded"    // money was given back
	Compensated Result = "compensated" // something was given for it
	Unfounded   Result = "unfounded"   // it was not so
	Withdrawn   Result = "withdrawn"   // the patient took it back
)

// Content tells whether the patient was content with the result.
type Content string

// The answers.
const (
	Yes       Content = "yes"
	No        Content = "no"
	NotKnown  Content = "unknown"
	notClosed Content = ""
)

// Complaint is one thing that a patient was not content with.
type Complaint struct {
	ID         string
	Version    int64
	Clinic     string
	Patient    string
	About      About
	Subject    string // id of what it is about: a visit, a colleague, an item; may be ""
	Words      string // what was said
	Severity   Severity
	Way        Way
	Origin     string // id of the call in which it was heard, "" = none
	State      State
	Owner      string // "" = whoever manages the clinic
	AnswerDue  int64  // epoch milliseconds, as are all instants here
	ResultDue  int64
	AnsweredAt int64 // 0 = nobody has answered yet
	Result     Result
	Content    Content
	Reopened   int // how often
	RaisedAt   int64
	RaisedBy   string // account; "" = the program
	ClosedAt   int64
	ClosedBy   string
}

// Due is what the complaint waits for next, and until when: the first answer, then
// the result. A closed one waits for nothing.
func (c Complaint) Due() int64 {
	switch {
	case c.State == Closed:
		return 0
	case c.AnsweredAt == 0:
		return c.AnswerDue
	}
	return c.ResultDue
}

// Late tells whether it has waited too long at now.
func (c Complaint) Late(now int64) bool { return c.State == Open && now >= c.Due() }

// New is what a module, or a person, says of a complaint.
type New struct {
	Clinic   string
	Patient  string
	About    About
	Subject  string
	Words    string
	Severity Severity // Normal if empty
	Way      Way
	Owner    string // "" = whoever manages the clinic
	Origin   string // id of the call in which it was heard; a second time it raises nothing
}

// The longest texts, in characters.
const (
	MaxWords = 2000
	MaxText  = 2000
)

// check refuses a complaint that says nothing. Fault: WordsMissing.
func (n New) check() *fault.Fault {
	if strings.TrimSpace(n.Words) == "" {
		return WordsMissing.At("words")
	}
	return nil
}

// What happened to a complaint. Its text is "complaints.step.<what>".
type What string

// The steps.
const (
	StepRaised     What = "raised"
	StepAnswered   What = "answered" // somebody spoke with the patient
	StepMeasure    What = "measure"  // something was done, perhaps for money
	StepNote       What = "note"
	StepHandedOver What = "handed_over"
	StepClosed     What = "closed"
	StepReopened   What = "reopened"
)

// Step is one line of what was done about a complaint.
type Step struct {
	ID      string
	At      int64
	Actor   string // account; "" = the program
	What    What
	Text    string
	Amount  money.Fen // of a measure: what it cost
	Owner   string    // who deals with it from then on
	Result  Result
	Content Content
}

// Deed is what a person says they did about a complaint.
type Deed struct {
	What   What // StepAnswered, StepMeasure or StepNote
	Text   string
	Amount money.Fen // of a measure
}

// check tells what is wrong with a deed. Faults: TextMissing, AmountWrong.
func (d Deed) check() *fault.Fault {
	switch {
	case strings.TrimSpace(d.Text) == "":
		return TextMissing.At("text")
	case d.Amount < 0 || d.Amount != 0 && d.What != StepMeasure:
		return AmountWrong.At("amount")
	}
	return nil
}

// Ending is how a person says that a complaint ended.
type Ending struct {
	Result  Result
	Content Content
	Text    string
}

// check tells what is wrong with an ending: a result that does not say how is
// none. Fault: TextMissing.
func (e Ending) check() *fault.Fault {
	if strings.TrimSpace(e.Text) == "" {
		return TextMissing.At("text")
	}
	return nil
}
