package audience

import (
	"archwire/internal/modules/org"
	"archwire/internal/platform/auth"
)

// The permissions.
const (
	MayView   = "audience.view"   // see segments, judge rules, see why somebody is in
	MayEdit   = "audience.edit"   // make and change segments: they are the group's
	MayExport = "audience.export" // take a list of people away as a file
)

func permissions() []auth.Permission {
	return []auth.Permission{
		{Key: MayView, Scope: auth.Clinic, Roles: []string{org.RoleManager, org.RoleDoctor, org.RoleCoordinator, org.RoleServiceStaff, org.RoleMarketing, org.RoleAuditor}},
		{Key: MayEdit, Scope: auth.Group, Roles: []string{org.RoleMarketing}},
		{Key: MayExport, Scope: auth.Clinic, Roles: []string{org.RoleManager, org.RoleMarketing}},
	}
}
