package tasks

import "archwire/internal/kit/fault"

// What tasks may answer.
var (
	// NotFound: there is no such task in the clinics in sight.
	NotFound = fault.New("tasks.not_found", fault.NotFound)
	// Closed: the task is done or cancelled already; arguments state, by.
	Closed = fault.New("tasks.closed", fault.Conflict)
	// StillOpen: only a closed task can be opened again.
	StillOpen = fault.New("tasks.still_open", fault.Conflict)
	// AnotherOpen: meanwhile another task about the same is open.
	AnotherOpen = fault.New("tasks.another_open", fault.Conflict)

	// OwnForm: what came of such a task is recorded by the form that its module
	// brings; arguments kind, form.
	OwnForm = fault.New("tasks.own_form", fault.Conflict)
	// NoTodo: only what is simply done or not is finished many at a time.
	NoTodo = fault.New("tasks.no_todo", fault.Conflict)

	// Values that do not fit; each names its field.
	UnknownKind    = fault.New("tasks.unknown_kind", fault.Invalid)    // kind
	UnknownOutcome = fault.New("tasks.unknown_outcome", fault.Invalid) // outcome
	UnknownRole    = fault.New("tasks.unknown_role", fault.Invalid)    // role
	NotHere        = fault.New("tasks.not_here", fault.Invalid)        // the person does not work in the clinic
	OwnerOrRole    = fault.New("tasks.owner_or_role", fault.Invalid)   // exactly one of both
	TextMissing    = fault.New("tasks.text_missing", fault.Invalid)
	PatientMissing = fault.New("tasks.patient_missing", fault.Invalid) // a call without somebody to call
	PatientUnknown = fault.New("tasks.patient_unknown", fault.Invalid) // nobody in the clinics in sight
	DuePast        = fault.New("tasks.due_past", fault.Invalid)
	DueTooFar      = fault.New("tasks.due_too_far", fault.Invalid) // days
	// SnoozeBeyondDue: a snooze ends at the due time at the latest; argument due
	// (epoch milliseconds).
	SnoozeBeyondDue = fault.New("tasks.snooze_beyond_due", fault.Invalid)

	// ApprovalNotFound: there is no such approval that the actor asked for or may
	// decide.
	ApprovalNotFound = fault.New("tasks.approval_not_found", fault.NotFound)
	// AlreadyAsked: the same waits for a decision already.
	AlreadyAsked = fault.New("tasks.already_asked", fault.Conflict)
	// Decided: the approval is settled; argument state.
	Decided = fault.New("tasks.approval_settled", fault.Conflict)
	// OwnApproval: nobody decides what they asked for.
	OwnApproval = fault.New("tasks.own_approval", fault.Forbidden)
	// NotYours: only who asked takes it back.
	NotYours = fault.New("tasks.not_your_approval", fault.Forbidden)
	// NoteMissing: a refusal says why.
	NoteMissing = fault.New("tasks.note_missing", fault.Invalid)
)
