package org

import (
	"context"
	"net/http"
	"slices"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

type roleBody struct {
	ID          string   `json:"id" doc:"key of a built-in role, or id of the group's own"`
	BuiltIn     bool     `json:"built_in" doc:"its name stands in the texts as org.role.<id>"`
	Name        string   `json:"name" doc:"empty for a built-in role"`
	Description string   `json:"description"`
	Permissions []string `json:"permissions"`
	Changed     []string `json:"changed" doc:"permissions that the group decided otherwise than the program"`
	Version     int64    `json:"version"`
}

func roleOut(r Role) roleBody {
	return roleBody{r.ID, r.BuiltIn(), r.Name, r.Description, r.Permissions, r.Changed, r.Version}
}

type permissionBody struct {
	Key   string `json:"key" doc:"its name stands in the texts as permission.<key>"`
	Reach string `json:"reach" enum:"clinic,group" doc:"where it can be held"`
}

type matrixBody struct {
	Permissions []permissionBody `json:"permissions" doc:"in the order of the modules"`
	Roles       []roleBody       `json:"roles"`
}

type newRoleBody struct {
	Name        string   `json:"name" minLength:"1" maxLength:"60"`
	Description string   `json:"description,omitempty" maxLength:"500"`
	Permissions []string `json:"permissions,omitempty" maxItems:"500"`
}

type newRoleIn struct {
	Body newRoleBody
}

// ByRole names a role: key or id.
type ByRole struct {
	ID string `path:"id" maxLength:"36" pattern:"^[a-z0-9_-]+$" doc:"key of a built-in role, or id of the group's own"`
}

type renameRoleBody struct {
	Name        *string `json:"name,omitempty" minLength:"1" maxLength:"60"`
	Description *string `json:"description,omitempty" maxLength:"500"`
}

type renameRoleIn struct {
	ByRole
	httpapi.IfMatch
	Body renameRoleBody
}

type rulingBody struct {
	Permission string `json:"permission" maxLength:"80"`
	Held       bool   `json:"held"`
}

type rulingsBody struct {
	Rulings []rulingBody `json:"rulings" minItems:"1" maxItems:"500" doc:"what is not named stays; the last of two on one permission counts"`
}

type ruleIn struct {
	ByRole
	Body rulingsBody
}

func (s *Service) roleRoutes(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{ID: "org.matrix", Method: http.MethodGet, Path: "/org/roles", Summary: "Roles and what each may do",
		Permission: View}, s.getMatrix)
	httpapi.Handle(a, httpapi.Route{ID: "org.make_role", Method: http.MethodPost, Path: "/org/roles", Summary: "Make a role of the group's own",
		Permission: ManageRoles, Idempotent: true,
		Faults: []*fault.Def{NameMissing, RoleNameTaken, UnknownPermission, BeyondOwn}}, s.postRole)
	httpapi.Handle(a, httpapi.Route{ID: "org.rename_role", Method: http.MethodPatch, Path: "/org/roles/{id}", Summary: "Change name or description of a role",
		Permission: ManageRoles, Faults: []*fault.Def{RoleNotFound, BuiltInFixed, NameMissing, RoleNameTaken, db.Stale}}, s.patchRole)
	httpapi.Handle(a, httpapi.Route{ID: "org.rule_role", Method: http.MethodPut, Path: "/org/roles/{id}/permissions", Summary: "Give permissions to a role, or take them",
		Permission: ManageRoles, Faults: []*fault.Def{RoleNotFound, OwnerFixed, UnknownPermission, BeyondOwn}}, s.putRulings)
	httpapi.Handle(a, httpapi.Route{ID: "org.drop_role", Method: http.MethodDelete, Path: "/org/roles/{id}", Summary: "Remove a role of the group's own",
		Permission: ManageRoles, Faults: []*fault.Def{RoleNotFound, BuiltInFixed, RoleHeld}}, s.deleteRole)
}

func (s *Service) getMatrix(ctx context.Context, _ *struct{}) (*httpapi.Body[matrixBody], error) {
	out := &httpapi.Body[matrixBody]{}
	for _, key := range s.book.all {
		reach := "clinic"
		if s.book.reach[key] == auth.Group {
			reach = "group"
		}
		out.Body.Permissions = append(out.Body.Permissions, permissionBody{key, reach})
	}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		list, err := s.Roles(tx)
		for _, r := range list {
			out.Body.Roles = append(out.Body.Roles, roleOut(r))
		}
		return err
	})
	return out, err
}

func (s *Service) postRole(ctx context.Context, in *newRoleIn) (*httpapi.Versioned[roleBody], error) {
	keys := slices.Sorted(slices.Values(in.Body.Permissions))
	if len(slices.Compact(keys)) < len(in.Body.Permissions) {
		return nil, httpapi.NotUnique.At("permissions")
	}
	r, err := s.makeRole(ctx, NewRole{in.Body.Name, in.Body.Description, in.Body.Permissions},
		func(tx *db.Tx, r Role) error { return httpapi.Answer(tx, roleOut(r)) })
	return roleAnswer(r, err)
}

func roleAnswer(r Role, err error) (*httpapi.Versioned[roleBody], error) {
	if err != nil {
		return nil, err
	}
	return httpapi.Tagged(roleOut(r), r.Version), nil
}

func (s *Service) patchRole(ctx context.Context, in *renameRoleIn) (*httpapi.Versioned[roleBody], error) {
	return roleAnswer(s.RenameRole(ctx, in.ID, in.At(), in.Body.Name, in.Body.Description))
}

func (s *Service) putRulings(ctx context.Context, in *ruleIn) (*httpapi.Versioned[roleBody], error) {
	held := make(map[string]bool, len(in.Body.Rulings))
	for _, r := range in.Body.Rulings {
		held[r.Permission] = r.Held
	}
	return roleAnswer(s.RuleOn(ctx, in.ID, held))
}

func (s *Service) deleteRole(ctx context.Context, in *ByRole) (*httpapi.None, error) {
	return &httpapi.None{}, s.DropRole(ctx, in.ID)
}
