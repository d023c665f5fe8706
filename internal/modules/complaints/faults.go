package complaints

import "archwire/internal/kit/fault"

// What complaints may answer.
var (
	// NotFound: there is no such complaint in the clinics in sight.
	NotFound = fault.New("complaints.not_found", fault.NotFound)
	// AlreadyClosed: the complaint is closed.
	AlreadyClosed = fault.New("complaints.already_closed", fault.Conflict)
	// StillOpen: only a closed complaint is opened again.
	StillOpen = fault.New("complaints.still_open", fault.Conflict)

	// Values that do not fit; each names its field.
	WordsMissing   = fault.New("complaints.words_missing", fault.Invalid)
	TextMissing    = fault.New("complaints.text_missing", fault.Invalid)
	AmountWrong    = fault.New("complaints.amount_wrong", fault.Invalid)    // only a measure costs something
	PatientUnknown = fault.New("complaints.patient_unknown", fault.Invalid) // nobody in the clinics in sight
	SubjectUnknown = fault.New("complaints.subject_unknown", fault.Invalid) // neither a visit of the patient nor a colleague
	OwnerNotHere   = fault.New("complaints.owner_not_here", fault.Invalid)  // name
)
