package followup

import "archwire/internal/kit/fault"

// What may be wrong.
var (
	ContactNotFound  = fault.New("followup.contact_not_found", fault.NotFound)
	ProtocolNotFound = fault.New("followup.protocol_not_found", fault.NotFound)
	SeriesNotFound   = fault.New("followup.series_not_found", fault.NotFound)
	StepNotFound     = fault.New("followup.step_not_found", fault.NotFound)
	RecallNotFound   = fault.New("followup.recall_not_found", fault.NotFound)
	FormNotFound     = fault.New("followup.form_not_found", fault.NotFound)

	NotOpen           = fault.New("followup.not_open", fault.Conflict)
	NoResult          = fault.New("followup.no_result_yet", fault.Conflict)
	NoDraft           = fault.New("followup.no_draft", fault.Conflict)
	NothingNew        = fault.New("followup.nothing_changed", fault.Conflict)
	FormOver          = fault.New("followup.form_over", fault.Conflict)
	FormUsed          = fault.New("followup.form_used", fault.Conflict)
	NothingToTakeBack = fault.New("followup.nothing_to_take_back", fault.Conflict)
	NotTheirs         = fault.New("followup.not_a_caller", fault.Invalid)
	Uncomplaint       = fault.New("followup.no_complaints_here", fault.Conflict)

	BadKey      = fault.New("followup.bad_key", fault.Invalid)
	BadName     = fault.New("followup.bad_text", fault.Invalid)
	BadStep     = fault.New("followup.bad_step", fault.Invalid)
	BadQuestion = fault.New("followup.unknown_question", fault.Invalid)
	BadRule     = fault.New("followup.bad_rule", fault.Invalid)
	TooMuch     = fault.New("followup.too_much", fault.Invalid)
	BadAnswer   = fault.New("followup.bad_answer", fault.Invalid)
	BadOutcome  = fault.New("followup.bad_outcome", fault.Invalid)
	BadTime     = fault.New("followup.bad_time", fault.Invalid)
	BadInterval = fault.New("followup.bad_interval", fault.Invalid)
	BadChoice   = fault.New("followup.bad_choice", fault.Invalid)
	TextMissing = fault.New("followup.text_missing", fault.Invalid)
	TextTooLong = fault.New("followup.text_too_long", fault.Invalid)
)
