package charting

import (
	"slices"
	"strings"
	"unicode/utf8"

	"archwire/internal/kit/fault"
	"archwire/internal/kit/tooth"
	"archwire/internal/modules/org"
)

// ReferralState says how far a referral has come. Its text is
// "charting.referral_state.<state>".
type ReferralState string

// The states.
const (
	ReferralAsked     ReferralState = "asked"
	ReferralTaken     ReferralState = "taken"
	ReferralDone      ReferralState = "done"      // answered
	ReferralDeclined  ReferralState = "declined"  // by who was asked, with a reason
	ReferralWithdrawn ReferralState = "withdrawn" // by who asked, with a reason
)

// ReferralStep moves a referral on, and is what its history keeps. Its text is
// "charting.referral_step.<step>".
type ReferralStep string

// The steps.
const (
	SendReferral     ReferralStep = "send"
	TakeReferral     ReferralStep = "take"
	DeclineReferral  ReferralStep = "decline"
	AnswerReferral   ReferralStep = "answer"
	WithdrawReferral ReferralStep = "withdraw"
	ReadReferral     ReferralStep = "read" // the sender has read what came back
)

// referralSteps is the law of referrals: from where a step leads where to. What
// came back is read where it stands.
var referralSteps = map[ReferralState]map[ReferralStep]ReferralState{
	ReferralAsked:    {TakeReferral: ReferralTaken, DeclineReferral: ReferralDeclined, WithdrawReferral: ReferralWithdrawn},
	ReferralTaken:    {AnswerReferral: ReferralDone, DeclineReferral: ReferralDeclined, WithdrawReferral: ReferralWithdrawn},
	ReferralDone:     {ReadReferral: ReferralDone},
	ReferralDeclined: {ReadReferral: ReferralDeclined},
}

// Urgency is how soon something is needed. Its text is "charting.urgency.<urgency>".
type Urgency string

// The urgencies, the most pressing first.
const (
	Urgent  Urgency = "urgent"
	Soon    Urgency = "soon"
	Routine Urgency = "routine"
)

// Urgencies lists them in the order of work lists.
var Urgencies = []Urgency{Urgent, Soon, Routine}

// Reference names something that a referral is written upon or that goes with it.
type Reference struct {
	Kind RefKind `json:"kind"`
	ID   string  `json:"id"`
}

// RefKind says what a reference names. Its text is "charting.ref.<kind>".
type RefKind string

// What may be named.
const (
	RefRecord RefKind = "record"
	RefCard   RefKind = "card" // the visit whose orthodontic card it is
	RefOrder  RefKind = "order"
	RefPlan   RefKind = "plan"
	RefImage  RefKind = "image"
)

// RefKinds lists them.
var RefKinds = []RefKind{RefRecord, RefCard, RefOrder, RefPlan, RefImage}

// ReferralRoles are the roles that a referral may go to in place of a person.
var ReferralRoles = []string{org.RoleDoctor, org.RoleSecondDentist}

// Referral sends a patient to a colleague of the group (院内转诊), for something
// that the sender wants done, and back.
type Referral struct {
	ID         string
	Version    int64
	Patient    string
	FromClinic string
	ToClinic   string
	Visit      string // at which it was written; "" = outside a visit
	Origin     Reference
	Sender     string
	SentAt     int64
	ToStaff    string // whom it goes to, or
	ToRole     string // whoever of this role in ToClinic takes it first
	Site       tooth.Site
	Treatment  What // what is asked of the teeth, a treatment of the chart; "" = something else
	Why        string
	Asked      string
	Urgency    Urgency
	Attached   []Reference
	Template   string // kind of visit that is needed, of ToClinic; "" = not said
	Planned    []string
	State      ReferralState
	Taker      string
	TakenAt    int64 // 0 = not yet
	EndedAt    int64 // when it was answered, declined or withdrawn; 0 = not yet
	EndedVisit string
	Answer     string
	Reason     string // why it was declined or withdrawn
	ReadAt     int64  // 0 = the sender has not read what came back
}

// The bounds of a referral, in characters and pieces.
const (
	MaxReferralText = 1000
	MaxAttached     = 20
)

// Open tells whether somebody still has to treat the patient.
func (r Referral) Open() bool { return r.State == ReferralAsked || r.State == ReferralTaken }

// tidy brings a referral into its stored form.
func (r Referral) tidy() Referral {
	r.Why, r.Asked = strings.TrimSpace(r.Why), strings.TrimSpace(r.Asked)
	if r.Urgency == "" {
		r.Urgency = Routine
	}
	return r
}

// check tells everything that is wrong with a referral in its stored form.
func (r Referral) check() []*fault.Fault {
	var wrong []*fault.Fault
	for _, t := range []struct{ field, text string }{{"why", r.Why}, {"asked", r.Asked}} {
		if n := utf8.RuneCountInString(t.text); n == 0 || n > MaxReferralText {
			wrong = append(wrong, ReferralText.At(t.field, "max", MaxReferralText))
		} else if f := checkText(t.field, t.text, MaxReferralText); f != nil {
			wrong = append(wrong, f)
		}
	}
	if (r.ToStaff == "") == (r.ToRole == "") || r.ToStaff == r.Sender && r.Sender != "" || r.ToRole != "" && !slices.Contains(ReferralRoles, r.ToRole) {
		wrong = append(wrong, BadReceiver.At("to_staff_id"))
	}
	if !slices.Contains(Urgencies, r.Urgency) {
		wrong = append(wrong, BadChoice.At("urgency"))
	}
	if k, ok := kindOf(r.Treatment); r.Treatment != "" && (!ok || !k.treatment || r.Site.Empty() || !k.stands(r.Site)) {
		wrong = append(wrong, WrongPlace.At("site", "site", r.Site.String()))
	}
	if len(r.Attached) > MaxAttached || slices.ContainsFunc(r.Attached, func(a Reference) bool { return !slices.Contains(RefKinds, a.Kind) || a.ID == "" }) {
		wrong = append(wrong, BadAttachment.At("attached", "max", MaxAttached))
	}
	return wrong
}

// ReferralMove is one step by somebody.
type ReferralMove struct {
	Step  ReferralStep
	Text  string // the answer, or the reason
	Visit string // at which it was done; "" = none
	At    int64
	By    string
	Holds bool // By holds the role that the referral goes to, in its clinic
}

// may tells whether a step is the person's to make: who was asked takes or
// declines, who took it answers, who sent it withdraws and reads.
func (r Referral) may(m ReferralMove) bool {
	switch m.Step {
	case WithdrawReferral, ReadReferral:
		return m.By == r.Sender
	case AnswerReferral:
		return m.By == r.Taker
	case TakeReferral:
		return m.By != r.Sender && (r.ToStaff == m.By || r.ToRole != "" && m.Holds)
	case DeclineReferral:
		if r.State == ReferralTaken {
			return m.By == r.Taker
		}
		return m.By != r.Sender && (r.ToStaff == m.By || r.ToRole != "" && m.Holds)
	}
	return false
}

// after is the referral after a step. Faults: ReferralStanding, NotYourReferral,
// ReferralText.
func (r Referral) after(m ReferralMove) (Referral, *fault.Fault) {
	to, ok := referralSteps[r.State][m.Step]
	if !ok || m.Step == ReadReferral && r.ReadAt > 0 {
		return r, ReferralStanding.With("state", string(r.State))
	}
	if !r.may(m) {
		return r, NotYourReferral.With()
	}
	text := strings.TrimSpace(m.Text)
	says := m.Step == DeclineReferral || m.Step == AnswerReferral || m.Step == WithdrawReferral
	if n := utf8.RuneCountInString(text); says && (n == 0 || n > MaxReferralText) {
		return r, ReferralText.At("text", "max", MaxReferralText)
	}
	if f := checkText("text", text, MaxReferralText); f != nil {
		return r, f
	}
	r.State = to
	switch m.Step {
	case TakeReferral:
		r.Taker, r.TakenAt = m.By, m.At
	case AnswerReferral:
		r.EndedAt, r.EndedVisit, r.Answer = m.At, m.Visit, text
	case DeclineReferral, WithdrawReferral:
		r.EndedAt, r.Reason = m.At, text
	case ReadReferral:
		r.ReadAt = m.At
	}
	return r, nil
}

// ReferralEvent is one line of a referral's history.
type ReferralEvent struct {
	Seq   int64
	Step  ReferralStep
	At    int64
	By    string
	Text  string
	Visit string
}
