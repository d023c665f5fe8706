package tasks

import (
	"errors"
	"fmt"
	"regexp"
)

// Effect says what an outcome does to the task.
type Effect string

// The effects.
const (
	Finishes Effect = "finishes" // the task is done
	Retries  Effect = "retries"  // tried in vain: it stays open and is due later
	Voids    Effect = "voids"    // it is no longer needed: cancelled, nobody did it
)

// Outcome is one of the answers to "what came of it?". Its text is
// "task.outcome.<key>".
type Outcome struct {
	Key    string
	Effect Effect
}

// Kind declares a sort of task. Its text is "task.<key>".
type Kind struct {
	Key      string    // "visits.no_show_call": the module's name, a dot, what is to be done
	Call     bool      // a telephone call to the patient: the desk shows number and script
	Outcomes []Outcome // what may come of it, in the order of the screen
	Ladder   []string  // roles that a late task goes up to, one after the other; may be empty

	// Own says that the module which opens such tasks records what came of them,
	// through a form of its own: people cannot do it past the form.
	Own bool
	// Form names the form that the screen opens; "" = FormCall for a call, else
	// FormTodo.
	Form string
	// StandIn is the role that has the tasks of somebody who is away and has named
	// nobody; "" = the one that the clinic's settings name.
	StandIn string
}

// The forms that this module brings; others are brought by the module that opens
// the task.
const (
	FormTodo       = "todo"        // outcomes, each a button
	FormCall       = "call"        // a telephone call: number, outcomes, when to try again
	FormReview     = "review"      // something to be looked at
	FormDoctorCall = "doctor_call" // a doctor calls a patient about how they are
)

// withForm gives the kind with the form that it has where none is named.
func (k Kind) withForm() Kind {
	if k.Form == "" && k.Call {
		k.Form = FormCall
	} else if k.Form == "" {
		k.Form = FormTodo
	}
	return k
}

// The outcomes of a call to a patient.
const (
	Rebooked    = "rebooked"     // reached, a new time is booked
	Reached     = "reached"      // reached, nothing booked
	CallBack    = "call_back"    // reached, wants to be called again at a time
	NoAnswer    = "no_answer"    // nobody answered
	WrongNumber = "wrong_number" // the number is not the patient's
	Refused     = "refused"      // does not want to be called
	Unreachable = "unreachable"  // given up after several tries
	Came        = "came"         // arrived meanwhile: no call is needed
	Withdrawn   = "withdrawn"    // no longer needed for another reason
	DoneOutcome = "done"         // for what is no call: it is done
)

// CallOutcomes are the outcomes that suit every call to a patient.
var CallOutcomes = []Outcome{
	{Rebooked, Finishes}, {Reached, Finishes}, {CallBack, Retries}, {NoAnswer, Retries}, {WrongNumber, Finishes},
	{Refused, Finishes}, {Unreachable, Finishes}, {Came, Voids}, {Withdrawn, Voids},
}

// TodoOutcomes are the outcomes of what is simply done or not.
var TodoOutcomes = []Outcome{{DoneOutcome, Finishes}, {Withdrawn, Voids}}

// The kinds that people open by hand.
const (
	Todo        = "tasks.todo" // anything
	PatientCall = "tasks.call" // a call to a patient
)

// byHand are the kinds that this module declares itself.
var byHand = []Kind{
	{Key: Todo, Outcomes: TodoOutcomes, Ladder: []string{"manager"}},
	{Key: PatientCall, Call: true, Outcomes: CallOutcomes, Ladder: []string{"manager"}},
}

// outcome finds an outcome of the kind.
func (k Kind) outcome(key string) (Outcome, bool) {
	for _, o := range k.Outcomes {
		if o.Key == key {
			return o, true
		}
	}
	return Outcome{}, false
}

// rung gives the role that the next escalation of a task goes to, and how many
// rungs are climbed then; ok is false at the top. The role that has the task
// already is passed over.
func (k Kind) rung(climbed int, role string) (next string, now int, ok bool) {
	for i := climbed; i < len(k.Ladder); i++ {
		if k.Ladder[i] != role {
			return k.Ladder[i], i + 1, true
		}
	}
	return "", climbed, false
}

var (
	kindForm    = regexp.MustCompile(`^[a-z][a-z0-9]*\.[a-z][a-z0-9_]*$`)
	outcomeForm = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
)

// check tells what is wrong with a declaration: a programming error.
func (k Kind) check() error {
	if !kindForm.MatchString(k.Key) {
		return fmt.Errorf("tasks: kind %q is not module.what", k.Key)
	}
	if k.Form != "" && !outcomeForm.MatchString(k.Form) {
		return fmt.Errorf("tasks: %s: the form %q is badly named", k.Key, k.Form)
	}
	finishes := false
	seen := map[string]bool{}
	for _, o := range k.Outcomes {
		if !outcomeForm.MatchString(o.Key) || seen[o.Key] {
			return fmt.Errorf("tasks: %s: outcome %q is badly named or listed twice", k.Key, o.Key)
		}
		if o.Effect != Finishes && o.Effect != Retries && o.Effect != Voids {
			return fmt.Errorf("tasks: %s: outcome %s has the unknown effect %q", k.Key, o.Key, o.Effect)
		}
		seen[o.Key] = true
		finishes = finishes || o.Effect == Finishes
	}
	if !finishes {
		return errors.New("tasks: " + k.Key + " has no outcome that finishes it")
	}
	return nil
}
