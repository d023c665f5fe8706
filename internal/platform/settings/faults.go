package settings

import "archwire/internal/kit/fault"

// What settings may answer.
var (
	// Unknown: no module declares such a key; argument key.
	Unknown = fault.New("settings.unknown", fault.NotFound)
	// NotPerClinic: the setting belongs to the group alone; argument key.
	NotPerClinic = fault.New("settings.not_per_clinic", fault.Invalid)
	// WrongType: the value is of another kind; arguments key, kind.
	WrongType = fault.New("settings.wrong_type", fault.Invalid)
	// OutOfRange: the number lies outside its bounds; arguments key, min, max.
	OutOfRange = fault.New("settings.out_of_range", fault.Invalid)
	// NotAChoice: the value is none of the choices; arguments key, choices.
	NotAChoice = fault.New("settings.not_a_choice", fault.Invalid)
	// TextLength: the text is too short or too long; arguments key, min, max.
	TextLength = fault.New("settings.text_length", fault.Invalid)
)
