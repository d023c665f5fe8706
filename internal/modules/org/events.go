package org

import (
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// The facts of this module. Subject is the clinic or person; a fact about a role
// names it in its body (RoleFact), because a built-in one has no id. Nothing
// else is told: a hearer reads the present state.
const (
	ClinicOpened   = "org.clinic_opened"
	ClinicChanged  = "org.clinic_changed"
	ClinicShut     = "org.clinic_closed"
	ClinicReopened = "org.clinic_reopened"
	StaffJoined    = "org.staff_joined"
	StaffChanged   = "org.staff_changed"
	RightsChanged  = "org.rights_changed" // what a person holds
	AccessChanged  = "org.access_changed" // whether and how a person gets in
	RoleMade       = "org.role_made"
	RoleRenamed    = "org.role_renamed"
	RoleRuled      = "org.role_ruled" // what a role may do
	RoleDropped    = "org.role_dropped"
)

// RoleFact is the body of a fact about a role.
type RoleFact struct {
	Role string `json:"role"` // key of a built-in role, or id of the group's own
}

// The kinds of subject in the audit.
const (
	aClinic = "clinic"
	aStaff  = "staff"
	aRole   = "role"
)

// change is something that happened, for the audit and for whoever hears.
type change struct {
	what          string // one of the facts
	kind, id      string
	clinic        string // "" = of the group
	before, after any    // as the edge shows them
}

// happened records a change and publishes its fact.
func (s *Service) happened(tx *db.Tx, c change) error {
	err := s.audit.Record(tx, audit.Entry{
		Action: c.what, SubjectKind: c.kind, SubjectID: c.id, Clinic: c.clinic, Before: c.before, After: c.after,
	})
	if err != nil {
		return err
	}
	if c.kind == aRole {
		return s.facts.Publish(tx, events.Fact{Kind: c.what, Body: RoleFact{Role: c.id}})
	}
	return s.facts.Publish(tx, events.Fact{Kind: c.what, Clinic: c.clinic, Subject: c.id})
}
