package visits

// PresenceState is where a doctor is, as far as anybody said.
type PresenceState string

// The states of presence.
const (
	OnSite          PresenceState = "on_site"
	Away            PresenceState = "away" // called away, back at a time or not known when
	Off             PresenceState = "off"  // gone home
	PresenceUnknown PresenceState = "unknown"
	presenceUndone  PresenceState = "undone" // the mark before did not happen
)

// Presence is where a doctor is now.
type Presence struct {
	State  PresenceState
	Since  int64 // epoch milliseconds, 0 where nobody said anything
	BackAt int64 // of Away: when the doctor is expected, 0 = nobody knows
}

// presenceOf folds the marks of a day by doctor; an undone mark uncovers the one
// before it.
func presenceOf(marks []presenceRow) map[string]Presence {
	stack := map[string][]Presence{}
	for _, m := range marks {
		s := stack[m.Doctor]
		if m.State != presenceUndone {
			stack[m.Doctor] = append(s, Presence{m.State, m.At, m.BackAt})
		} else if len(s) > 0 {
			stack[m.Doctor] = s[:len(s)-1]
		}
	}
	out := map[string]Presence{}
	for doctor, s := range stack {
		if len(s) > 0 {
			out[doctor] = s[len(s)-1]
		}
	}
	return out
}
