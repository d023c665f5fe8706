package patients

import (
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// The facts that the module publishes. Bodies carry ids and words of this
// module, never contents.
const (
	FactRegistered    = "patients.registered"     // source, introducer_kind, introducer_id
	FactChanged       = "patients.changed"        // part: what changed
	FactIntroducerSet = "patients.introducer_set" // introducer_kind, introducer_id
	FactShared        = "patients.shared"         // basis; the fact's clinic is the one that sees the person now
	FactConsent       = "patients.consent_given"  // purpose
	FactWithdrawn     = "patients.consent_withdrawn"
	FactHandedOver    = "patients.handed_over" // part, from, to
	FactMerged        = "patients.merged"      // from, into; the fact's patient is the one that stays
	FactMergeUndone   = "patients.merge_undone"
	FactImported      = "patients.imported"      // import, count
	FactImportUndone  = "patients.import_undone" // import
	FactErased        = "patients.erased"
)

// The parts of a record that FactChanged names.
const (
	partRecord     = "record"
	partContacts   = "contacts"
	partRelations  = "relations"
	partHousehold  = "household"
	partCareTeam   = "care_team"
	partDays       = "days"
	partWechats    = "wechats"
	partImportant  = "important"
	partAlerts     = "alerts"
	PartTags       = "tags"
	partIntroducer = "introducer"
)

type introducedBody struct {
	Source         string         `json:"source,omitempty"`
	IntroducerKind IntroducerKind `json:"introducer_kind,omitempty"`
	IntroducerID   string         `json:"introducer_id,omitempty"`
}

type changedBody struct {
	Part string `json:"part"`
}

// changed tells that a part of a record changed.
func (s *Service) changed(tx *db.Tx, r patientRow, part string) error {
	return s.facts.Publish(tx, events.Fact{
		Kind: FactChanged, Clinic: r.HomeClinic, Patient: r.ID, Subject: r.ID, Body: changedBody{part},
	})
}
