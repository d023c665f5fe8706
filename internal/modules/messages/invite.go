package messages

import "time"

// The bounds of binding one's own WeChat.
const (
	inviteLife    = 15 * time.Minute // somebody stands at the desk with a telephone in the hand
	arrivalLife   = 10 * time.Minute // from the beginning to the provider's code
	ownLife       = 30 * time.Minute // in which one looks at what one is bound to
	takenLife     = time.Minute      // in which what one ended is bound again
	arrivalMinute = 300              // that a group may begin in a minute: nobody need be logged in to begin one
	adultAge      = 18               // years
)

// InviteState is how an invitation stands.
type InviteState string

// The states of an invitation.
const (
	InviteOpen  InviteState = "open"  // waits to be scanned
	InviteBound InviteState = "bound" // somebody bound their WeChat by it
	InviteEnded InviteState = "over"  // it took too long, or another was made
)

// Invitation is how a desk asks somebody to bind their own WeChat to a patient. It
// serves once.
type Invitation struct {
	ID      string
	Account string // name of the official account
	State   InviteState
	Expires int64
	// of who bound their WeChat
	Whose   string
	Nick    string
	Follows bool
}

// ArrivalState is how far a browser has come that proves whose WeChat it is.
type ArrivalState string

// The states of an arrival.
const (
	arrivalOpen    ArrivalState = "open"  // on its way to WeChat
	arrivalGiven   ArrivalState = "given" // came back with a code
	arrivalKnown   ArrivalState = "known"
	arrivalRefused ArrivalState = "refused"
)

// Own is what somebody sees who has proven whose WeChat they hold.
type Own struct {
	Waiting bool
	Reason  string // why WeChat did not say who it is: code, unreached, off; "" = it did
	Account string // name of the official account
	Follows bool   // only who follows hears by template
	Invite  *Asked // nil = came by no invitation
	People  []OwnPatient
}

// Asked is the patient of an invitation, as who scans it sees them.
type Asked struct {
	Clinic string
	Phone  string // of the clinic
	Name   string // masked
	Minor  bool   // a parent speaks for them
	Used   bool   // it is spent
	Bound  bool   // this WeChat speaks for the patient
}

// OwnPatient is somebody for whom a WeChat speaks, as its holder sees them.
type OwnPatient struct {
	ID     string // of the binding
	Name   string // masked
	Whose  string
	Clinic string
}

// takenBinding is a binding that its holder ended, as it was.
type takenBinding struct {
	ID      string `json:"id"`
	Patient string `json:"patient"`
	Whose   string `json:"whose"`
	Source  string `json:"source"`
	At      int64  `json:"at"`
	By      string `json:"by,omitempty"`
	Ended   int64  `json:"ended"`
}

// officialOf picks the official account by which a clinic's patients bind themselves:
// its own before the group's.
func officialOf(list []Account, clinic string, double bool) (Account, bool) {
	var group Account
	for _, a := range list {
		if a.Kind != Official || !a.Enabled || a.BaseURL == DoubleURL && !double {
			continue
		}
		switch a.Clinic {
		case clinic:
			return a, true
		case "":
			if group.ID == "" {
				group = a
			}
		}
	}
	return group, group.ID != ""
}
