package visits

import "archwire/internal/kit/fault"

// Faults of patterns and templates: what somebody wrote cannot be planned.
var (
	PatternEmpty     = fault.New("visits.pattern_empty", fault.Invalid)
	PatternTooLong   = fault.New("visits.pattern_too_long", fault.Invalid)   // max: minutes
	PatternLetter    = fault.New("visits.pattern_letter", fault.Invalid)     // letter
	PatternPlace     = fault.New("visits.pattern_place", fault.Invalid)      // place
	PatternOffGrid   = fault.New("visits.pattern_off_grid", fault.Invalid)   // unit: minutes
	PatternRigid     = fault.New("visits.pattern_rigid", fault.Invalid)      // minutes
	AddOnUnknown     = fault.New("visits.addon_unknown", fault.Invalid)      // code
	TemplateName     = fault.New("visits.template_name", fault.Invalid)      // max: characters
	TemplateLabel    = fault.New("visits.template_label", fault.Invalid)     // max: characters
	TemplateColour   = fault.New("visits.template_colour", fault.Invalid)    // colour
	TemplateGreenAct = fault.New("visits.template_green_act", fault.Invalid) // act
	TemplateNoDoctor = fault.New("visits.template_no_doctor", fault.Invalid)
	TemplateDoctor   = fault.New("visits.template_doctor", fault.Invalid)
	TemplateInterval = fault.New("visits.template_interval", fault.Invalid) // max: days
	NumberOutOfRange = fault.New("visits.number_out_of_range", fault.Invalid)
	DayTemplateRule  = fault.New("visits.day_template_rule", fault.Invalid)
	ShiftSpan        = fault.New("visits.shift_span", fault.Invalid)
)

// Faults of a plan that cannot be read as one.
var (
	PlanOffGrid  = fault.New("visits.plan_off_grid", fault.Invalid) // unit: minutes
	PlanPlaces   = fault.New("visits.plan_places", fault.Invalid)   // want, have
	PlanNoDoctor = fault.New("visits.plan_no_doctor", fault.Invalid)
)

// Faults of a booking that stands against something; each carries resource,
// holder, from and to, where they have a meaning.
var (
	PlaceTaken       = fault.New("visits.place_taken", fault.Conflict)
	ChairTaken       = fault.New("visits.chair_taken", fault.Conflict)
	PlaceBlocked     = fault.New("visits.place_blocked", fault.Conflict)
	DoctorTaken      = fault.New("visits.doctor_taken", fault.Conflict)
	PoolExhausted    = fault.New("visits.pool_exhausted", fault.Conflict)
	OutsideShift     = fault.New("visits.outside_shift", fault.Conflict)
	ClinicClosed     = fault.New("visits.clinic_closed", fault.Conflict)
	AgainstTemplate  = fault.New("visits.against_day_template", fault.Conflict)
	WrongPlace       = fault.New("visits.wrong_place", fault.Invalid)
	StartPast        = fault.New("visits.start_past", fault.Invalid)
	ApplianceMissing = fault.New("visits.appliance_missing", fault.Conflict)
	PatientElsewhere = fault.New("visits.patient_elsewhere", fault.Conflict)
	ReasonMissing    = fault.New("visits.override_reason_missing", fault.Invalid)
)

// Faults of what happens to a visit.
var (
	StepImpossible  = fault.New("visits.step_impossible", fault.Conflict) // step, state
	StepBackwards   = fault.New("visits.step_backwards", fault.Invalid)
	RedLocked       = fault.New("visits.red_locked", fault.Conflict) // doctor
	NextStepMissing = fault.New("visits.next_step_missing", fault.Conflict)
	NextStepWrong   = fault.New("visits.next_step_wrong", fault.Invalid)
	CancelParty     = fault.New("visits.cancel_party", fault.Invalid)
	SeatNoPlace     = fault.New("visits.seat_no_place", fault.Invalid)
	UndoNothing     = fault.New("visits.undo_nothing", fault.Conflict)
	UndoFollowed    = fault.New("visits.undo_followed", fault.Conflict)
)

// Faults of bookings as they are kept.
var (
	NotFound       = fault.New("visits.not_found", fault.NotFound)
	MoveEnded      = fault.New("visits.move_ended", fault.Conflict) // state
	ParkedAlready  = fault.New("visits.parked_already", fault.Conflict)
	OnShelf        = fault.New("visits.on_shelf", fault.Conflict)
	FollowsWrong   = fault.New("visits.follows_wrong", fault.Conflict)
	PlaceOccupied  = fault.New("visits.place_occupied", fault.Conflict) // resource, holder
	WaiterNotFound = fault.New("visits.waiter_not_found", fault.NotFound)
	WaiterClosed   = fault.New("visits.waiter_closed", fault.Conflict) // state
	WaiterDays     = fault.New("visits.waiter_days", fault.Invalid)
	OfferNone      = fault.New("visits.offer_none", fault.Conflict)
	AddressGone    = fault.New("visits.address_gone", fault.NotFound)
	RangeTooLong   = fault.New("visits.range_too_long", fault.Invalid) // max: days
	DayWrong       = fault.New("visits.day_wrong", fault.Invalid)
)

// Faults of kinds of visit in a clinic.
var (
	TemplateUnknown = fault.New("visits.template_unknown", fault.NotFound)
	TemplateOff     = fault.New("visits.template_off", fault.Conflict) // name
)
