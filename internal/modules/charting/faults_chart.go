package charting

import "archwire/internal/kit/fault"

// What the chart of teeth may answer.
var (
	FindingNotFound = fault.New("charting.finding_not_found", fault.NotFound)
	// AlreadyStruck: somebody struck the finding out before.
	AlreadyStruck = fault.New("charting.already_struck", fault.Conflict)
	StrikeReason  = fault.New("charting.strike_reason", fault.Invalid) // max
	// VisitOfAnother: the visit is another patient's, or of another clinic.
	VisitOfAnother = fault.New("charting.visit_of_another", fault.Conflict)

	// Values that do not fit; each names its field.
	UnknownFinding     = fault.New("charting.unknown_finding", fault.Invalid)
	WrongFindingState  = fault.New("charting.wrong_finding_state", fault.Invalid)
	WrongPlace         = fault.New("charting.wrong_place", fault.Invalid) // site: the finding cannot be said of it
	WrongDetail        = fault.New("charting.wrong_detail", fault.Invalid)
	WrongPontics       = fault.New("charting.wrong_pontics", fault.Invalid)
	FindingNoteTooLong = fault.New("charting.finding_note_too_long", fault.Invalid) // max
	BadChartDay        = fault.New("charting.bad_chart_day", fault.Invalid)         // no day, ahead, or before the birth
	// ToothGone: the tooth was written down as gone, or is an implant; argument tooth.
	ToothGone = fault.New("charting.tooth_gone", fault.Conflict)
)

// What the visit cards may answer.
var (
	UnknownKind     = fault.New("charting.unknown_visit_kind", fault.Invalid)
	CardTextTooLong = fault.New("charting.card_text_too_long", fault.Invalid) // max
	WrongStage      = fault.New("charting.wrong_stage", fault.Invalid)        // max
	WrongWeeks      = fault.New("charting.wrong_weeks", fault.Invalid)        // max
)

// What imaging orders may answer.
var (
	OrderNotFound    = fault.New("charting.order_not_found", fault.NotFound)
	OrderStanding    = fault.New("charting.order_standing", fault.Conflict) // state: from which the step does not lead
	OrderItems       = fault.New("charting.order_items", fault.Invalid)     // max
	OrderQuestion    = fault.New("charting.order_question", fault.Invalid)  // max
	PregnancyAsked   = fault.New("charting.pregnancy_asked", fault.Invalid)
	PregnancyReason  = fault.New("charting.pregnancy_reason", fault.Invalid)
	OrderTextMissing = fault.New("charting.order_text_missing", fault.Invalid)
	OrderTextTooLong = fault.New("charting.order_text_too_long", fault.Invalid) // max
)

// What referrals may answer.
var (
	ReferralNotFound = fault.New("charting.referral_not_found", fault.NotFound)
	ReferralStanding = fault.New("charting.referral_standing", fault.Conflict) // state: from which the step does not lead
	// NotYourReferral: the step is somebody else's to make.
	NotYourReferral = fault.New("charting.not_your_referral", fault.Forbidden)
	ReferralText    = fault.New("charting.referral_text", fault.Invalid)  // max
	BadReceiver     = fault.New("charting.bad_receiver", fault.Invalid)   // nobody who treats there, or oneself
	BadAttachment   = fault.New("charting.bad_attachment", fault.Invalid) // max: too many, or not of this patient
)
