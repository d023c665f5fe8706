package visits

import "slices"

// Reasons are the keys that the desk chooses from when a visit is called off or
// missed; their texts are visits.reason.<key>. Free text is taken as well and
// counts as "other".
var Reasons = map[Party][]string{
	ByPatient: {"sick", "school_or_work", "traffic", "forgot", "family", "another_clinic", "cost", "fear", "weather", "unreachable", "patient_other", "earlier"},
	ByClinic:  {"doctor_ill", "doctor_away", "equipment", "appliance_late", "clinic_closed", "booked_wrongly", "clinic_other"},
}

// OtherReason stands for free text in figures and facts.
const OtherReason = "other"

// reasonKey is the key of a reason as figures and facts know it: never free text.
func reasonKey(s string) string {
	if s == "" || s == DataErased || slices.Contains(Reasons[ByPatient], s) || slices.Contains(Reasons[ByClinic], s) {
		return s
	}
	return OtherReason
}
