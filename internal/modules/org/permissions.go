package org

import "archwire/internal/platform/auth"

// The module's permissions.
const (
	// View: see clinics, colleagues and roles; everybody at work needs it.
	View = "org.view"
	// ChangeClinic: change a clinic's name, address, telephone and hours.
	ChangeClinic = "org.change_clinic"
	// ManageClinics: open and close clinics, change their kind, company, zone and
	// record numbers.
	ManageClinics = "org.manage_clinics"
	// ManageStaff: invite, change, disable and reset people and give them roles.
	ManageStaff = "org.manage_staff"
	// ManageRoles: change what a role may do and make roles.
	ManageRoles = "org.manage_roles"
)

// Permissions are the module's permissions with the roles that have them unless
// the group decides otherwise.
var Permissions = []auth.Permission{
	{Key: View, Scope: auth.Clinic, Roles: BuiltIn},
	{Key: ChangeClinic, Scope: auth.Clinic, Roles: []string{RoleManager}},
	{Key: ManageClinics, Scope: auth.Group},
	{Key: ManageStaff, Scope: auth.Clinic, Roles: []string{RoleManager}},
	{Key: ManageRoles, Scope: auth.Group},
}
