package plans

import "archwire/internal/kit/fault"

// What may be wrong.
var (
	PlanNotFound      = fault.New("plans.plan_not_found", fault.NotFound)
	ItemNotFound      = fault.New("plans.item_not_found", fault.NotFound)
	ExecutionNotFound = fault.New("plans.execution_not_found", fault.NotFound)
	ChangeNotFound    = fault.New("plans.change_not_found", fault.NotFound)

	NotNow         = fault.New("plans.not_now", fault.Conflict)
	PriceMoved     = fault.New("plans.price_moved", fault.Conflict)
	OtherAccepted  = fault.New("plans.other_accepted", fault.Conflict)
	NoItems        = fault.New("plans.no_items", fault.Invalid)
	DiscountWaits  = fault.New("plans.discount_waits", fault.Conflict)
	ChangeWaits    = fault.New("plans.change_waits", fault.Conflict)
	NothingChanges = fault.New("plans.nothing_changes", fault.Invalid)
	StepTaken      = fault.New("plans.step_taken", fault.Conflict)
	MoreThanAgreed = fault.New("plans.more_than_agreed", fault.Conflict)
	NothingToDo    = fault.New("plans.nothing_to_execute", fault.Invalid)
	AlreadyUndone  = fault.New("plans.already_undone", fault.Conflict)
	BelowExecuted  = fault.New("plans.below_executed", fault.Conflict)
	GateCloses     = fault.New("plans.gate_closes", fault.Conflict)
	LimitTooLow    = fault.New("plans.limit_too_low", fault.Forbidden)
	OtherClinic    = fault.New("plans.other_clinic", fault.Forbidden)
	OtherVisit     = fault.New("plans.other_visit", fault.Invalid)
	MixedPatients  = fault.New("plans.other_patient", fault.Invalid)

	BadSite       = fault.New("plans.bad_site", fault.Invalid)
	SiteNeeded    = fault.New("plans.site_needed", fault.Invalid)
	SiteMismatch  = fault.New("plans.site_mismatch", fault.Invalid)
	BadQuantity   = fault.New("plans.bad_quantity", fault.Invalid)
	BadDiscount   = fault.New("plans.bad_discount", fault.Invalid)
	BadShares     = fault.New("plans.bad_shares", fault.Invalid)
	TooManySteps  = fault.New("plans.too_many_steps", fault.Invalid)
	TooManyItems  = fault.New("plans.too_many_items", fault.Invalid)
	BadDay        = fault.New("plans.bad_day", fault.Invalid)
	BadReason     = fault.New("plans.bad_reason", fault.Invalid)
	ReasonMissing = fault.New("plans.reason_missing", fault.Invalid)
	NotOffered    = fault.New("plans.not_offered", fault.Conflict)
	TextTooLong   = fault.New("plans.text_too_long", fault.Invalid)
)
