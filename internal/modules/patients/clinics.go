package patients

import "archwire/internal/modules/org"

// Basis is why a clinic sees a person.
type Basis string

// The bases. Between clinics of one legal person a visit or a referral is
// enough; another legal person sees a record by consent only.
const (
	Registered Basis = "registered"
	ByVisit    Basis = "visit"
	ByReferral Basis = "referral"
	ByConsent  Basis = "consent"
)

// sameController tells whether both clinics answer for personal data as one
// legal person: the group's own and managed ones do, each franchise stands for
// itself.
func sameController(a, b org.Clinic) bool {
	return a.ID == b.ID || !a.Kind.OtherLegalPerson() && !b.Kind.OtherLegalPerson()
}
