package charting

import "archwire/internal/kit/fault"

// What records, templates and signatures may answer.
var (
	RecordNotFound   = fault.New("charting.record_not_found", fault.NotFound)
	TemplateNotFound = fault.New("charting.template_not_found", fault.NotFound)

	// RecordExists: the author has a record of this visit that is not signed yet.
	RecordExists = fault.New("charting.record_exists", fault.Conflict)
	// NotDraft: it was submitted; its author may take it back.
	NotDraft = fault.New("charting.not_draft", fault.Conflict)
	// NotSubmitted: nothing waits for this.
	NotSubmitted = fault.New("charting.not_submitted", fault.Conflict)
	// AlreadySigned: it can only be amended.
	AlreadySigned = fault.New("charting.already_signed", fault.Conflict)
	// NotSigned: what is not signed is changed, not amended.
	NotSigned = fault.New("charting.not_signed", fault.Conflict)
	// ReviewOpen: the reviewer has not answered.
	ReviewOpen = fault.New("charting.review_open", fault.Conflict)
	// VisitNotBegun: nothing is recorded of who has not come.
	VisitNotBegun = fault.New("charting.visit_not_begun", fault.Conflict)
	// Unchanged: an amendment changes something.
	Unchanged = fault.New("charting.unchanged", fault.Conflict)
	// QualityErrors stand against a signature; details lists them.
	QualityErrors = fault.New("charting.quality_errors", fault.Invalid) // count
	// ReasonsNeeded: warnings without a reason; details lists them.
	ReasonsNeeded = fault.New("charting.reasons_needed", fault.Invalid) // count

	// RecordDamaged: a version of it no longer has its hash.
	RecordDamaged = fault.New("charting.record_damaged", fault.Conflict)
	SealNotFound  = fault.New("charting.seal_not_found", fault.NotFound)
	// AlreadyUnsealed: a seal is broken once.
	AlreadyUnsealed = fault.New("charting.already_unsealed", fault.Conflict)
	// StillSealed: the file of a seal is handed out after it was broken.
	StillSealed = fault.New("charting.still_sealed", fault.Conflict)
	// SealLost: the store no longer has the file as it was sealed.
	SealLost      = fault.New("charting.seal_lost", fault.Conflict)
	NobodyPresent = fault.New("charting.nobody_present", fault.Invalid) // max

	// NotAuthor: only its author does this.
	NotAuthor = fault.New("charting.not_author", fault.Forbidden)
	// NotReviewer: somebody else was asked.
	NotReviewer = fault.New("charting.not_reviewer", fault.Forbidden)

	// Values that do not fit; each names its field.
	BadText       = fault.New("charting.bad_text", fault.Invalid)       // max
	BadSite       = fault.New("charting.bad_site", fault.Invalid)       // part
	BadChoice     = fault.New("charting.bad_choice", fault.Invalid)     //
	TooManyLines  = fault.New("charting.too_many_lines", fault.Invalid) // max
	TooLong       = fault.New("charting.too_long", fault.Invalid)       // max
	BadDay        = fault.New("charting.bad_day", fault.Invalid)
	ReasonMissing = fault.New("charting.reason_missing", fault.Invalid)
	NameMissing   = fault.New("charting.name_missing", fault.Invalid)
	BadReviewer   = fault.New("charting.bad_reviewer", fault.Invalid) // not somebody who signs here
	BadAuthor     = fault.New("charting.bad_author", fault.Invalid)   // neither the actor nor the visit's doctor
)
