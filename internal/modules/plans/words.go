package plans

// Kind says what sort of plan it is. Its text is "plans.kind.<kind>".
type Kind string

// The kinds.
const (
	General  Kind = "general"
	Contract Kind = "contract" // an orthodontic contract among its items
	Direct   Kind = "direct"   // made and accepted in the act of executing
)

// State is where a plan stands. Its text is "plans.state.<state>".
type State string

// The states.
const (
	Draft     State = "draft"
	Presented State = "presented"
	Accepted  State = "accepted"
	Declined  State = "declined"  // another of its set was accepted, or nobody wants it
	Completed State = "completed" // all of it was executed, or the doctor says that it is done
	Ended     State = "ended"     // ended early
)

// States lists the states in the order of a plan's life.
var States = []State{Draft, Presented, Accepted, Completed, Ended, Declined}

// StepKind says what a step is. Its text is "plans.step.<kind>".
type StepKind string

// The kinds of step.
const (
	StepWhole     StepKind = "whole"     // one of the item's unit
	StepSession   StepKind = "session"   // one of several sessions that make one unit
	StepFitting   StepKind = "fitting"   // first fitting of a contract
	StepReview    StepKind = "review"    // a review or adjustment
	StepDebond    StepKind = "debond"    // end of active treatment
	StepRetention StepKind = "retention" // retainers and their reviews
)

// EndReasons are the reasons for ending early. Their texts are
// "plans.end_reason.<reason>".
var EndReasons = []string{"patient_wish", "moved_away", "other_clinic", "medical", "clinic", "other"}

// UndoReasons are the reasons for undoing an execution. Their texts are
// "plans.undo_reason.<reason>".
var UndoReasons = []string{"wrong_item", "wrong_patient", "wrong_quantity", "not_done", "redone_free", "other"}
