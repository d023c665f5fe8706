package checkin

import "archwire/internal/kit/fault"

// What check-ins may answer.
var (
	MemberNotFound    = fault.New("checkin.member_not_found", fault.NotFound)
	ProgrammeNotFound = fault.New("checkin.programme_not_found", fault.NotFound)
	PatientNotFound   = fault.New("checkin.patient_not_found", fault.NotFound)
	LinkNotFound      = fault.New("checkin.link_not_found", fault.NotFound)

	AlreadyMember = fault.New("checkin.already_member", fault.Conflict)
	NotActive     = fault.New("checkin.not_active", fault.Conflict)
	NotPaused     = fault.New("checkin.not_paused", fault.Conflict)
	HasLeft       = fault.New("checkin.has_left", fault.Conflict)
	ConsentGone   = fault.New("checkin.consent_withdrawn", fault.Conflict) // of the treatment: nothing is asked without it

	// Values that do not fit; each names its field.
	PatientUnknown = fault.New("checkin.patient_unknown", fault.Invalid)
	StaffUnknown   = fault.New("checkin.staff_unknown", fault.Invalid)
	BadVariant     = fault.New("checkin.unknown_variant", fault.Invalid)
	BadStage       = fault.New("checkin.bad_stage", fault.Invalid) // min, max
	BadDay         = fault.New("checkin.bad_day", fault.Invalid)
	BadTime        = fault.New("checkin.bad_time", fault.Invalid) // from, to
	BadReason      = fault.New("checkin.bad_reason", fault.Invalid)
	BadConsent     = fault.New("checkin.bad_consent", fault.Invalid)
	GuardianNeeded = fault.New("checkin.guardian_needed", fault.Invalid) // age
	NotDue         = fault.New("checkin.not_due", fault.Invalid)
	NotDueYet      = fault.New("checkin.not_due_yet", fault.Invalid)
	MakeUpTooLate  = fault.New("checkin.make_up_too_late", fault.Invalid) // days
	MakeUpUsed     = fault.New("checkin.make_up_used", fault.Invalid)     // count
	ClaimMissing   = fault.New("checkin.claim_missing", fault.Invalid)
	BadClaim       = fault.New("checkin.bad_claim", fault.Invalid)
	TooLong        = fault.New("checkin.too_long", fault.Invalid) // max
)
