package tasks

// State is where a task stands.
type State string

// The states.
const (
	Open      State = "open"
	Done      State = "done"
	Cancelled State = "cancelled" // no longer needed; nobody did it
)

// Priority orders tasks before their due time does.
type Priority int

// The priorities. The zero value counts as Normal where a task is opened.
const (
	Urgent Priority = 1
	Normal Priority = 2
	Low    Priority = 3
)

// Title is a text key with its arguments ("visits.task.no_show_call"), so that
// each reader sees the task in their own language. Arguments are times, numbers
// and names of templates, never a patient's name: that is looked up under the
// reader's rights.
type Title struct {
	Key  string
	Args map[string]any
}

// New is what a module says of a task that it opens. Either Owner or Role is
// given.
type New struct {
	Kind     string // declared with Add
	Clinic   string // id
	Patient  string // id; "" = concerns no patient
	Subject  string // id of what it is about, e.g. the visit; may be ""
	Title    Title
	Due      int64  // epoch milliseconds
	Owner    string // id of the staff member who does it, or
	Role     string // key of the role that does it in the clinic
	Priority Priority
	Dedupe   string // at most one open task of the group has this key; "" = none
}

// Task is one thing to do.
type Task struct {
	ID          string
	Version     int64
	Clinic      string
	Kind        string
	State       State
	Title       Title
	Patient     string
	Subject     string
	Owner       string // id of a staff member; "" = whoever holds Role
	Role        string
	EscalatedTo string // role that heard of it because it was late; "" = not late yet
	Climbed     int    // rungs of the ladder
	Priority    Priority
	Due         int64 // epoch milliseconds, as are all instants here
	Snoozed     int64 // hidden from the lists until then; 0 = not snoozed
	Dedupe      string
	Attempts    int    // tries in vain
	Outcome     string // what came of it at the last try
	Note        string // of the last outcome
	OpenedAt    int64
	OpenedBy    string // account; "" = the program
	ClosedAt    int64
	ClosedBy    string
	wake        int64 // when it climbs next; 0 = never
}

// setDue gives the task a due time; it is in time again and climbs from the first
// rung.
func (t *Task) setDue(at int64) { t.Due, t.wake, t.EscalatedTo, t.Climbed = at, at, "", 0 }

// Colour is how pressing a task is.
type Colour string

// The colours.
const (
	Red   Colour = "red"   // late
	Amber Colour = "amber" // due soon
	Calm  Colour = "calm"  // there is time, or it is closed
)

// Colour tells how pressing the task is at now; it turns amber that many minutes
// before it is due.
func (t Task) Colour(now int64, amberMinutes int) Colour {
	switch {
	case t.State != Open:
		return Calm
	case now >= t.Due:
		return Red
	case now >= t.Due-int64(amberMinutes)*minute:
		return Amber
	}
	return Calm
}

// minute in milliseconds.
const minute = 60_000
