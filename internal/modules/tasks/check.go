package tasks

import (
	"strings"

	"archwire/internal/kit/fault"
)

// Farthest is how far ahead a person may put a task, in days.
const Farthest = 400

const day = 24 * 60 * minute

// The longest texts, in characters.
const (
	MaxTitle = 200
	MaxNote  = 1000
)

// checkDue refuses an instant that has passed or lies beyond all planning.
func checkDue(field string, due, now int64) *fault.Fault {
	switch {
	case due <= now:
		return DuePast.At(field)
	case due > now+Farthest*day:
		return DueTooFar.At(field, "days", Farthest)
	}
	return nil
}

// checkSnooze refuses a snooze that has passed or outlasts the due time: a late
// task cannot be hidden.
func checkSnooze(t Task, until, now int64) *fault.Fault {
	switch {
	case until <= now:
		return DuePast.At("until")
	case until > t.Due:
		return SnoozeBeyondDue.At("until", "due", t.Due)
	}
	return nil
}

// ByHand is what a person says of a task that they open.
type ByHand struct {
	Kind     string // Todo or PatientCall
	Clinic   string
	Patient  string // needed for a call
	Text     string // what is to be done, in the person's words
	Due      int64
	Owner    string // or
	Role     string
	Priority Priority
}

// check tells everything that is wrong with it, as far as no row need be read.
func (b ByHand) check(now int64) error {
	var wrong []*fault.Fault
	if b.Kind != Todo && b.Kind != PatientCall {
		wrong = append(wrong, UnknownKind.At("kind", "kind", b.Kind))
	}
	if strings.TrimSpace(b.Text) == "" {
		wrong = append(wrong, TextMissing.At("text"))
	}
	if b.Kind == PatientCall && b.Patient == "" {
		wrong = append(wrong, PatientMissing.At("patient_id"))
	}
	if (b.Owner == "") == (b.Role == "") {
		wrong = append(wrong, OwnerOrRole.At("owner_id"))
	}
	if f := checkDue("due_at", b.Due, now); f != nil {
		wrong = append(wrong, f)
	}
	return fault.Join(wrong)
}
