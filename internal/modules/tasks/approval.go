package tasks

import "archwire/internal/kit/money"

// ApprovalState is where an approval stands. Its text is "tasks.approval.<state>".
type ApprovalState string

// The states.
const (
	ApprovalWaiting   ApprovalState = "waiting"
	ApprovalApproved  ApprovalState = "approved"
	ApprovalRefused   ApprovalState = "refused"
	ApprovalWithdrawn ApprovalState = "withdrawn" // by who asked, or because it is no longer needed
)

// Approval is something that somebody may not do without another's word.
type Approval struct {
	ID        string
	Version   int64
	Clinic    string
	Kind      string
	Subject   string // id of what it is about
	Patient   string // "" = concerns no patient
	Why       string // what who asked gave as a reason
	Args      map[string]any
	Amount    money.Fen
	State     ApprovalState
	AskedBy   string // account, "" = the program
	AskedAt   int64
	DecidedBy string
	DecidedAt int64
	Note      string // of who decided
}

// NewApproval is what is asked for.
type NewApproval struct {
	Kind    string
	Clinic  string
	Subject string
	Patient string
	Why     string
	Args    map[string]any // arguments of the text "approval.<kind>.detail"
	Amount  money.Fen
}

// The facts of approvals; the subject is the approval, the body ApprovalTold.
const (
	FactApprovalAsked     = "tasks.approval_asked"
	FactApprovalDecided   = "tasks.approval_decided"
	FactApprovalWithdrawn = "tasks.approval_withdrawn"
)

// ApprovalTold is the body of the facts of approvals.
type ApprovalTold struct {
	Kind  string        `json:"kind"`
	About string        `json:"about"` // id of what it is about
	State ApprovalState `json:"state"`
}
