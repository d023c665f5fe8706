package journeys

import "archwire/internal/kit/fault"

// What journeys may answer.
var (
	// NotFound: the group has no such journey.
	NotFound = fault.New("journeys.not_found", fault.NotFound)
	// EnrolmentNotFound: there is no such enrolment in the clinics in sight.
	EnrolmentNotFound = fault.New("journeys.enrolment_not_found", fault.NotFound)
	// VersionNotFound: the journey has no such version.
	VersionNotFound = fault.New("journeys.version_not_found", fault.NotFound)

	// NotReady: the graph has flaws; they are in the details. Argument n.
	NotReady = fault.New("journeys.not_ready", fault.Conflict)
	// NoDraft: nothing is written that is not live.
	NoDraft = fault.New("journeys.no_draft", fault.Conflict)
	// NotNow: in its present state that cannot be done.
	NotNow = fault.New("journeys.not_now", fault.Conflict)
	// NotRehearsed: this very draft was not rehearsed.
	NotRehearsed = fault.New("journeys.not_rehearsed", fault.Conflict)
	// Unmapped: people stand at nodes of which nobody said where they go; argument nodes.
	Unmapped = fault.New("journeys.unmapped", fault.Conflict)
	// PreviewOld: since the preview somebody moved; it is to be looked at again.
	PreviewOld = fault.New("journeys.preview_old", fault.Conflict)
	// AlreadyIn: the patient is in the journey, or has been and may not enter again.
	AlreadyIn = fault.New("journeys.already_in", fault.Conflict)
	// Over: the enrolment has ended.
	Over = fault.New("journeys.over", fault.Conflict)

	// Values that do not fit; each names its field.
	NameMissing    = fault.New("journeys.name_missing", fault.Invalid)
	NameTooLong    = fault.New("journeys.name_too_long", fault.Invalid)    // max
	GraphTooLarge  = fault.New("journeys.graph_too_large", fault.Invalid)  // max, kB
	ReasonMissing  = fault.New("journeys.reason_missing", fault.Invalid)   // who takes somebody out says why
	PatientUnknown = fault.New("journeys.patient_unknown", fault.Invalid)  // nobody in the clinics in sight
	UnknownNode    = fault.New("journeys.unknown_node", fault.Invalid)     // node
	DrainMissing   = fault.New("journeys.drain_missing", fault.Invalid)    // a drain ends at a day
	OwnerUnknown   = fault.New("journeys.owner_unknown", fault.Invalid)    // not a colleague
	TemplateAbsent = fault.New("journeys.template_unknown", fault.Invalid) // no such template
)
