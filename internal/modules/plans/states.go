package plans

import "slices"

// Act is what people do with a plan as a whole.
type Act string

// The acts.
const (
	ActEdit     Act = "edit"    // an edited plan is a draft again
	ActPresent  Act = "present" // shown to the patient
	ActAccept   Act = "accept"
	ActDecline  Act = "decline"
	ActRevive   Act = "revive" // a declined plan is talked of again
	ActExecute  Act = "execute"
	ActChange   Act = "change" // another version, by approval
	ActComplete Act = "complete"
	ActReopen   Act = "reopen" // something of a completed plan is to be done again
	ActEnd      Act = "end"
)

// moves is the table of what may follow what: from which states an act is taken
// and where it leads.
var moves = map[Act]struct {
	from []State
	to   State
}{
	ActEdit:     {[]State{Draft, Presented}, Draft},
	ActPresent:  {[]State{Draft}, Presented},
	ActAccept:   {[]State{Draft, Presented}, Accepted},
	ActDecline:  {[]State{Draft, Presented}, Declined},
	ActRevive:   {[]State{Declined}, Draft},
	ActExecute:  {[]State{Accepted}, Accepted},
	ActChange:   {[]State{Accepted}, Accepted},
	ActComplete: {[]State{Accepted}, Completed},
	ActReopen:   {[]State{Completed}, Accepted},
	ActEnd:      {[]State{Accepted}, Ended},
}

// After gives the state after an act. Its fault is NotNow.
func (s State) After(a Act) (State, error) {
	m, ok := moves[a]
	if !ok || !slices.Contains(m.from, s) {
		return s, NotNow.With("state", string(s), "act", string(a))
	}
	return m.to, nil
}

// Agreed tells whether the plan was accepted once.
func (s State) Agreed() bool { return s == Accepted || s == Completed || s == Ended }
