package patients

import "archwire/internal/kit/fault"

// What patients may answer.
var (
	NotFound         = fault.New("patients.not_found", fault.NotFound)
	ContactNotFound  = fault.New("patients.contact_not_found", fault.NotFound)
	RelationNotFound = fault.New("patients.relation_not_found", fault.NotFound)
	AlertNotFound    = fault.New("patients.alert_not_found", fault.NotFound)
	TagNotFound      = fault.New("patients.tag_not_found", fault.NotFound)
	MergeNotFound    = fault.New("patients.merge_not_found", fault.NotFound)
	ImportNotFound   = fault.New("patients.import_not_found", fault.NotFound)

	// Values that do not fit; each names its field.
	BadName        = fault.New("patients.bad_name", fault.Invalid)      // argument max
	BadText        = fault.New("patients.bad_text", fault.Invalid)      // argument max
	BadPhone       = fault.New("patients.bad_phone", fault.Invalid)     //
	BadIDNumber    = fault.New("patients.bad_id_number", fault.Invalid) //
	IDContradicts  = fault.New("patients.id_contradicts", fault.Invalid)
	BadBirth       = fault.New("patients.bad_birth", fault.Invalid)
	BadSex         = fault.New("patients.bad_sex", fault.Invalid)
	BadDay         = fault.New("patients.bad_day", fault.Invalid)
	BadChoice      = fault.New("patients.bad_choice", fault.Invalid)
	BadRecordNo    = fault.New("patients.bad_record_no", fault.Invalid)
	BadColour      = fault.New("patients.bad_colour", fault.Invalid)
	ReasonMissing  = fault.New("patients.reason_missing", fault.Invalid)
	SourceUnknown  = fault.New("patients.source_unknown", fault.Invalid)
	PhoneTwice     = fault.New("patients.phone_twice", fault.Invalid)
	OneDefault     = fault.New("patients.one_default", fault.Invalid)
	IntroducerSelf = fault.New("patients.introducer_self", fault.Invalid)
	PersonMissing  = fault.New("patients.person_missing", fault.Invalid)
	RecordNoTaken  = fault.New("patients.record_no_taken", fault.Conflict)
	SourceTaken    = fault.New("patients.source_taken", fault.Conflict)
	TagTaken       = fault.New("patients.tag_taken", fault.Conflict)

	// LikelyThere: the person may be in the records already; details list whom,
	// and the request may be repeated with confirm_new.
	LikelyThere = fault.New("patients.likely_there", fault.Conflict)
	// Closed: the record was merged or erased; argument record_no of the one that
	// stays, where there is one.
	Closed = fault.New("patients.closed", fault.Conflict)
	// IntroducerCircle: the introducer was introduced, over others, by this person.
	IntroducerCircle = fault.New("patients.introducer_circle", fault.Conflict)
	// GuardianNeeded: below 14 (argument age) only a guardian may consent.
	GuardianNeeded = fault.New("patients.guardian_needed", fault.Conflict)
	// NotAGuardian: the relation named is no guardianship in force.
	NotAGuardian = fault.New("patients.not_a_guardian", fault.Conflict)
	// ConsentNeeded: another legal person sees a record by consent only.
	ConsentNeeded = fault.New("patients.consent_needed", fault.Conflict)
	// AlertEnded: the alert was ended before.
	AlertEnded = fault.New("patients.alert_ended", fault.Conflict)
	// RelationEnded: the relation was ended before.
	RelationEnded = fault.New("patients.relation_ended", fault.Conflict)
	// StaffUnknown: no such member of staff, or not employed now.
	StaffUnknown = fault.New("patients.staff_unknown", fault.Invalid)

	// MergeSelf: a record cannot be merged into itself.
	MergeSelf = fault.New("patients.merge_self", fault.Invalid)
	// MergeRelatives: the two are one family, so they are two people; argument why.
	MergeRelatives = fault.New("patients.merge_relatives", fault.Conflict)
	// MergeDiffers: both have an identity number, and they differ.
	MergeDiffers = fault.New("patients.merge_differs", fault.Conflict)
	// MergeOver: the time in which a merge can be undone is over; argument days.
	MergeOver = fault.New("patients.merge_over", fault.Conflict)
	// MergeUndone: it was undone before.
	MergeUndone = fault.New("patients.merge_undone", fault.Conflict)
	// MergeBuriedDeeper: the record that stayed was itself merged or erased since.
	MergeBuriedDeeper = fault.New("patients.merge_buried_deeper", fault.Conflict)

	// The file of an import.
	FileUnreadable  = fault.New("patients.file_unreadable", fault.Invalid)
	FileTooLong     = fault.New("patients.file_too_long", fault.Invalid) // argument max
	FileEmpty       = fault.New("patients.file_empty", fault.Invalid)
	ColumnsMissing  = fault.New("patients.columns_missing", fault.Invalid)
	ImportNotReady  = fault.New("patients.import_state", fault.Conflict) // argument state
	ImportHasFaults = fault.New("patients.import_has_faults", fault.Conflict)
	RowTwice        = fault.New("patients.row_twice", fault.Invalid)    // argument row
	RowKnown        = fault.New("patients.row_known", fault.Invalid)    // argument record_no
	ImportUsed      = fault.New("patients.import_used", fault.Conflict) // argument patients
)
