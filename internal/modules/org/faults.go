package org

import "archwire/internal/kit/fault"

// What org may answer.
var (
	ClinicNotFound = fault.New("org.clinic_not_found", fault.NotFound)
	StaffNotFound  = fault.New("org.staff_not_found", fault.NotFound)
	RoleNotFound   = fault.New("org.role_not_found", fault.NotFound)

	// Values that do not fit; each names its field.
	BadCode            = fault.New("org.bad_code", fault.Invalid)
	NameMissing        = fault.New("org.name_missing", fault.Invalid)
	BadKind            = fault.New("org.bad_kind", fault.Invalid)
	LegalEntityMissing = fault.New("org.legal_entity_missing", fault.Invalid)
	BadZone            = fault.New("org.bad_zone", fault.Invalid) // argument zone
	BadPrefix          = fault.New("org.bad_prefix", fault.Invalid)
	BadPhone           = fault.New("org.bad_phone", fault.Invalid)
	BadHours           = fault.New("org.bad_hours", fault.Invalid)
	BadColour          = fault.New("org.bad_colour", fault.Invalid)
	BadDay             = fault.New("org.bad_day", fault.Invalid)
	LeftBeforeJoined   = fault.New("org.left_before_joined", fault.Invalid)
	UnknownPermission  = fault.New("org.unknown_permission", fault.Invalid) // argument permission
	NoHolding          = fault.New("org.no_holding", fault.Invalid)         // somebody without any role

	// CodeTaken: another clinic has the code.
	CodeTaken = fault.New("org.code_taken", fault.Conflict)
	// PrefixTaken: another clinic has the prefix of record numbers.
	PrefixTaken = fault.New("org.prefix_taken", fault.Conflict)
	// RoleNameTaken: another of the group's roles has the name.
	RoleNameTaken = fault.New("org.role_name_taken", fault.Conflict)
	// RoleHeld: the role cannot go while somebody holds it; argument count.
	RoleHeld = fault.New("org.role_held", fault.Conflict)
	// ClinicClosed: nobody gets a role in a closed clinic; argument clinic.
	ClinicClosed = fault.New("org.clinic_closed", fault.Conflict)
	// LastClinic: a group keeps one open clinic.
	LastClinic = fault.New("org.last_clinic", fault.Conflict)
	// LastOwner: nobody would be left who may do everything.
	LastOwner = fault.New("org.last_owner", fault.Conflict)
	// OwnerFixed: the owner holds everything; that role cannot be changed.
	OwnerFixed = fault.New("org.owner_fixed", fault.Conflict)
	// OwnerOfGroup: the owner's role is held for the whole group only.
	OwnerOfGroup = fault.New("org.owner_of_group", fault.Invalid)
	// BuiltInFixed: a built-in role keeps its name and cannot go.
	BuiltInFixed = fault.New("org.built_in_fixed", fault.Conflict)
	// BeyondOwn: the actor would give or take a permission that they do not hold
	// themselves; argument permission, details permission and clinic_id.
	BeyondOwn = fault.New("org.beyond_own", fault.Forbidden)
	// NotOneself: nobody disables or resets their own account.
	NotOneself = fault.New("org.not_oneself", fault.Conflict)
)
