package followup

// Words is a text in both languages; the Chinese one is never empty.
type Words struct {
	Zh string `json:"zh" maxLength:"600"`
	En string `json:"en" maxLength:"600"`
}

// Layer says what a protocol is for: the two are opted out of, moved and stopped
// by different rules.
type Layer string

// The layers.
const (
	Clinical Layer = "clinical" // after treatment: care, which nobody opts out of
	Relation Layer = "relation" // months 1 and 3: for the relationship
	Recalls  Layer = "recall"   // to be looked at again
	Selling  Layer = "selling"  // presented, not agreed: the coordinator's
)

// Family says how much a protocol presses: an unanswered form becomes a call for
// the first two, and a late one goes to whoever is on call for the first.
type Family string

// The families.
const (
	Surgical Family = "surgical" // blood and needles
	First    Family = "first"    // first fittings
	Routine  Family = "routine"
)

// Deed is what a step does when its time comes.
type Deed string

// The deeds.
const (
	Contacts Deed = "contact" // somebody is asked: by call or form
	Comforts Deed = "message" // something is said; nothing is asked
	Books    Deed = "visit"   // a visit should stand on that day; asked for where none does
	Recall   Deed = "recall"  // a recall is set for that day
	Tasks    Deed = "task"    // a colleague is told
)

// Way is how somebody is contacted.
type Way string

// The ways. Either is decided when the step wakes; see WayOf.
const (
	Either  Way = ""
	Call    Way = "call"
	Form    Way = "form"
	Message Way = "message"
)

// Slot is the part of a day in which somebody is contacted.
type Slot string

// The slots: the two windows, and what has a time of its own.
const (
	Own       Slot = "own"
	Second    Slot = "second" // the other own time of a day, see Merge
	Morning   Slot = "morning"
	Afternoon Slot = "afternoon"
	Evening   Slot = "evening" // until 20:30
)

// Slots are all of them, in the order of a day.
var Slots = []Slot{Morning, Own, Second, Afternoon, Evening}

// hours tells whether the slot belongs to the hours after a treatment.
func (s Slot) hours() bool { return s == Own || s == Second || s == Evening }

// Level says how somebody is by what they answered.
type Level string

// The levels.
const (
	Green Level = "green"
	Amber Level = "amber" // a doctor calls today
	Red   Level = "red"   // a doctor calls within half an hour
)

// rank orders levels, the worst last.
func (l Level) rank() int {
	switch l {
	case Red:
		return 2
	case Amber:
		return 1
	}
	return 0
}

// Worse is the worse of two levels.
func Worse(a, b Level) Level {
	if b.rank() > a.rank() {
		return b
	}
	return a
}
