package org

import (
	"context"
	"slices"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
)

// Roles lists the built-in roles in their order, then the group's own, as they
// are in force.
func (s *Service) Roles(tx *db.Tx) ([]Role, error) {
	rulings, err := rulingRows(tx)
	if err != nil {
		return nil, err
	}
	own, err := roleRows(tx)
	if err != nil {
		return nil, err
	}
	var out []Role
	for _, key := range BuiltIn {
		out = append(out, s.role(Role{ID: key}, rulings))
	}
	for _, r := range own {
		out = append(out, s.role(Role{ID: r.ID, Name: r.Name, Description: r.Description, Version: r.Version}, rulings))
	}
	return out, nil
}

// role fills in what a role may do.
func (s *Service) role(r Role, rulings []ruling) Role {
	keys := s.book.keysOf(r.ID, rulings)
	for _, key := range s.book.all {
		if keys[key] {
			r.Permissions = append(r.Permissions, key)
		}
	}
	slices.Sort(r.Permissions)
	if r.BuiltIn() {
		r.Changed = s.book.changed(r.ID, keys)
	}
	return r
}

func (s *Service) roleOne(tx *db.Tx, id string) (Role, error) {
	list, err := s.Roles(tx)
	if err != nil {
		return Role{}, err
	}
	for _, r := range list {
		if r.ID == id {
			return r, nil
		}
	}
	return Role{}, RoleNotFound.With()
}

// NewRole is a role of the group's own in the making.
type NewRole struct {
	Name, Description string
	Permissions       []string
}

// MakeRole makes a role of the group's own. Its faults are NameMissing,
// UnknownPermission, RoleNameTaken and BeyondOwn.
func (s *Service) MakeRole(ctx context.Context, n NewRole) (Role, error) {
	return s.makeRole(ctx, n, nil)
}

func (s *Service) makeRole(ctx context.Context, n NewRole, last func(*db.Tx, Role) error) (Role, error) {
	if blank(n.Name) {
		return Role{}, NameMissing.At("name")
	}
	want := make(map[string]bool, len(n.Permissions))
	for _, key := range n.Permissions {
		want[key] = true
	}
	r := Role{Name: n.Name, Description: n.Description, Version: 1}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		r.ID = tx.NewID()
		if err := insertRole(tx, r); err != nil {
			return err
		}
		var err error
		if r, err = s.rule(tx, r.ID, want); err != nil {
			return err
		}
		if err := s.happened(tx, change{what: RoleMade, kind: aRole, id: r.ID, after: roleOut(r)}); err != nil || last == nil {
			return err
		}
		return last(tx, r)
	})
	return r, roleFault(err)
}

func roleFault(err error) error {
	if db.Violated(err) == "org_roles_name" {
		return RoleNameTaken.At("name")
	}
	return err
}

// RenameRole changes name and description of a role of the group's own that was
// read at version; nil leaves it as it is. Its faults are RoleNotFound,
// BuiltInFixed, NameMissing, RoleNameTaken and db.Stale.
func (s *Service) RenameRole(ctx context.Context, role string, version int64, name, description *string) (Role, error) {
	var r Role
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if r, err = s.roleOne(tx, role); err != nil {
			return err
		}
		if r.BuiltIn() {
			return BuiltInFixed.With()
		}
		before := r
		set(&r.Name, name)
		set(&r.Description, description)
		if blank(r.Name) {
			return NameMissing.At("name")
		}
		r.Version = version
		if err := updateRole(tx, r); err != nil {
			return err
		}
		r.Version++
		return s.happened(tx, change{what: RoleRenamed, kind: aRole, id: r.ID, before: roleOut(before), after: roleOut(r)})
	})
	return r, roleFault(err)
}

// RuleOn gives permissions to a role (true) or takes them from it (false); what
// is not named stays. Everybody who holds the role has it so from their next
// request. Its faults are RoleNotFound, OwnerFixed, UnknownPermission and
// BeyondOwn.
func (s *Service) RuleOn(ctx context.Context, role string, held map[string]bool) (Role, error) {
	var r Role
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		before, err := s.roleOne(tx, role)
		if err != nil {
			return err
		}
		if r, err = s.rule(tx, role, held); err != nil {
			return err
		}
		if slices.Equal(before.Permissions, r.Permissions) {
			return nil
		}
		return s.happened(tx, change{what: RoleRuled, kind: aRole, id: role, before: before.Permissions, after: r.Permissions})
	})
	return r, err
}

// rule writes the rulings of one role. Because a role may be held anywhere,
// giving or taking a permission needs it for the whole group.
func (s *Service) rule(tx *db.Tx, role string, held map[string]bool) (Role, error) {
	if role == RoleOwner {
		return Role{}, OwnerFixed.With()
	}
	if err := lockRights(tx); err != nil {
		return Role{}, err
	}
	have, err := s.actorGrants(tx)
	if err != nil {
		return Role{}, err
	}
	now, err := s.roleOne(tx, role)
	if err != nil {
		return Role{}, err
	}
	moved := auth.Keys{}
	for key, want := range held {
		if s.book.reach[key] == 0 {
			return Role{}, UnknownPermission.At("permissions", "permission", key)
		}
		if slices.Contains(now.Permissions, key) != want {
			moved[key] = true
		}
	}
	if err := mayGive(have, auth.Grants{Group: moved}); err != nil {
		return Role{}, err
	}
	for key := range moved {
		if err := s.keepRuling(tx, ruling{role, key, held[key]}); err != nil {
			return Role{}, err
		}
	}
	return s.roleOne(tx, role)
}

// keepRuling stores a decision only where it differs from the program's default.
func (s *Service) keepRuling(tx *db.Tx, r ruling) error {
	if s.book.defaults[r.Role][r.Permission] == r.Held {
		return dropRuling(tx, r)
	}
	return putRuling(tx, r)
}

// DropRole removes a role of the group's own that nobody holds. Its faults are
// RoleNotFound, BuiltInFixed, RoleHeld and BeyondOwn.
func (s *Service) DropRole(ctx context.Context, role string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := lockRights(tx); err != nil {
			return err
		}
		r, err := s.roleOne(tx, role)
		if err != nil {
			return err
		}
		if r.BuiltIn() {
			return BuiltInFixed.With()
		}
		n, err := holders(tx, role)
		if err != nil {
			return err
		}
		if n > 0 {
			return RoleHeld.With("count", n)
		}
		if err := deleteRole(tx, role); err != nil {
			return err
		}
		return s.happened(tx, change{what: RoleDropped, kind: aRole, id: role, before: roleOut(r)})
	})
}

// checkHoldings refuses roles that do not exist and clinics that are not there
// or closed.
func (s *Service) checkHoldings(tx *db.Tx, list []Holding) error {
	roles, err := s.Roles(tx)
	if err != nil {
		return err
	}
	var wrong []*fault.Fault
	for _, h := range list {
		if !slices.ContainsFunc(roles, func(r Role) bool { return r.ID == h.Role }) {
			return RoleNotFound.At("holdings")
		}
		if f := checkHolding(h); f != nil {
			wrong = append(wrong, f)
		}
		if h.Clinic == "" {
			continue
		}
		c, err := clinicOne(tx, h.Clinic)
		if err != nil {
			return err
		}
		if c.ClosedAt != 0 {
			wrong = append(wrong, ClinicClosed.At("holdings", "clinic", c.Name))
		}
	}
	return fault.Join(wrong)
}
