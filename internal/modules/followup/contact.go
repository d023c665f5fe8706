package followup

import (
	"encoding/json"
	"slices"
	"strings"

	"archwire/internal/kit/civil"
)

// ContactState says where a contact stands.
type ContactState string

// The states of a contact.
const (
	ContactOpen  ContactState = "open"  // somebody calls
	ContactSent  ContactState = "sent"  // a form waits for its answer
	ContactDone  ContactState = "done"  // there is a result
	ContactEnded ContactState = "ended" // without one, for a reason
)

// Made is a contact as it stands: one time at which somebody is contacted.
type Made struct {
	ID       string
	Version  int64
	Clinic   string
	Patient  string
	Day      civil.Day // for which it was planned; with the slot what makes it one
	Slot     Slot
	Way      Way
	Why      string
	Family   Family
	Layer    Layer
	Keys     []string // of the protocols
	State    ContactState
	Reason   string
	Due      int64
	Latest   int64
	OnCall   bool
	First    bool // first on the next list: a form that nobody answered
	Doctor   string
	Caller   string // whose call it is, "" = whoever of the role
	Role     string
	Attempts int
	ChaseAt  int64 // when an unanswered form is looked at, 0 = not
	Level    Level
	Opened   int64
	Closed   int64
	ClosedBy string
}

// Live tells whether the contact still waits for a result.
func (m Made) Live() bool { return m.State == ContactOpen || m.State == ContactSent }

// Outcome is what came of a call.
type Outcome string

// The outcomes. Their texts are "task.outcome.<outcome>".
const (
	Reached     Outcome = "reached"
	NoAnswer    Outcome = "no_answer"
	WrongNumber Outcome = "wrong_number"
	Refused     Outcome = "refused"
	CallBack    Outcome = "call_back"
	Answered    Outcome = "answered"    // by form
	Unreachable Outcome = "unreachable" // given up after the last try
	TakenBack   Outcome = "taken_back"  // the try before it was a slip
)

// Outcomes are those that a caller may record.
var Outcomes = []Outcome{Reached, NoAnswer, WrongNumber, Refused, CallBack}

// Moods are how somebody sounded. Their texts are "followup.mood.<mood>".
var Moods = []string{"calm", "content", "worried", "annoyed", "angry"}

// Referrals are what came of asking for a recommendation. Their texts are
// "followup.referral.<result>".
var Referrals = []string{"not_asked", "promised", "named", "declined"}

// Wishes are what somebody wants of the clinic besides. Their texts are
// "followup.wish.<wish>".
var Wishes = []string{"book", "change", "advice", "another_treatment"}

// Result is what came of a contact. It is added to, never overwritten: a
// correction is a result that corrects another.
type Result struct {
	ID           string
	Clinic       string
	Contact      string
	Patient      string
	Doctor       string
	At           int64
	By           string // account; "" = the patient, by form
	Means        string // call, form, visit
	Outcome      Outcome
	InTime       bool
	Level        Level
	Spoke        []Spoke
	Answers      Answers
	Mood         string
	Advice       string
	Note         string
	Satisfaction int
	Referral     string
	Wish         string
	Corrects     string
	SeenAt       int64
	SeenBy       string
}

// The bounds of what callers write, in characters.
const (
	maxNote = 1000
)

// offersReferral tells whether the referral is to be asked for: content, and
// nothing is wrong.
func offersReferral(v Verdict, satisfaction int) bool { return v.Level == Green && satisfaction >= 4 }

// latestOf picks of the results of a contact the one that counts: the last that
// was added.
func latestOf(list []Result) (Result, bool) {
	if len(list) == 0 {
		return Result{}, false
	}
	return list[len(list)-1], true
}

func joined(keys []string) string {
	return strings.Join(slices.Compact(slices.Sorted(slices.Values(keys))), ",")
}

func split(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, ",")
}

// jsonText is a small value as it is stored.
func jsonText(v any) string {
	text, _ := json.Marshal(v) // of maps of plain values
	return string(text)
}
