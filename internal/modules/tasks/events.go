package tasks

// Told is the body of this module's facts, whose subject is the task:
//
//	tasks.opened       a task was opened
//	tasks.moved        its due time changed
//	tasks.handed_over  somebody else, or another role, does it now
//	tasks.tried        it was tried in vain and is due later
//	tasks.escalated    it is late; Escalated names the role that hears of it
//	tasks.done         it is done; Outcome says what came of it
//	tasks.cancelled    it is no longer needed; Outcome says why
//	tasks.reopened     a closed one is open again
type Told struct {
	Kind      string `json:"kind"`
	About     string `json:"about,omitempty"` // id of what the task is about
	Owner     string `json:"owner,omitempty"`
	Role      string `json:"role,omitempty"`
	Escalated string `json:"escalated_to,omitempty"`
	Due       int64  `json:"due"`
	Outcome   string `json:"outcome,omitempty"`
}
