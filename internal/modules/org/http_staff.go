package org

import (
	"context"
	"net/http"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

type holdingBody struct {
	Role     string `json:"role" maxLength:"36" pattern:"^[a-z0-9_-]+$" doc:"key of a built-in role, or id of the group's own"`
	ClinicID string `json:"clinic_id,omitempty" maxLength:"36" doc:"empty = for the whole group"`
}

type accountBody struct {
	Login     string `json:"login"`
	State     string `json:"state" enum:"invited,active,closed"`
	HasFactor bool   `json:"has_factor" doc:"a second factor is set"`
}

type staffBody struct {
	ID                string        `json:"id" format:"uuid"`
	Name              string        `json:"name" example:"程弓远"`
	Initials          string        `json:"initials" example:"cgy"`
	Title             string        `json:"title"`
	Colour            string        `json:"colour" example:"#2f6f5e"`
	MayDoLicensedActs bool          `json:"may_do_licensed_acts" doc:"may do what the law leaves to a licensed dentist"`
	EmployedFrom      civil.Day     `json:"employed_from"`
	EmployedTo        civil.Day     `json:"employed_to" doc:"last day; empty = no end"`
	Holdings          []holdingBody `json:"holdings" doc:"roles, in the clinics that the actor sees"`
	Account           *accountBody  `json:"account,omitempty" doc:"for who manages staff"`
	Version           int64         `json:"version"`
}

func staffOut(p Staff) staffBody {
	return staffBody{
		ID: p.ID, Name: p.Name, Initials: p.Initials, Title: p.Title, Colour: p.Colour, MayDoLicensedActs: p.MayDoLicensedActs,
		EmployedFrom: p.EmployedFrom, EmployedTo: p.EmployedTo, Holdings: holdingsOut(p.Holdings), Version: p.Version,
	}
}

func holdingsOut(list []Holding) []holdingBody {
	out := make([]holdingBody, len(list))
	for i, h := range list {
		out[i] = holdingBody{h.Role, h.Clinic}
	}
	return out
}

func holdingsIn(list []holdingBody) []Holding {
	out := make([]Holding, len(list))
	for i, h := range list {
		out[i] = Holding{h.Role, h.ClinicID}
	}
	return out
}

// show is a person as the actor of tx may see them: not what they hold in
// clinics out of sight, and the account only where the actor manages staff.
func (s *Service) show(tx *db.Tx, people ...Staff) ([]staffBody, error) {
	who, _ := auth.From(tx.Context())
	var ids []string
	for _, p := range people {
		if manages(who, p) {
			ids = append(ids, p.ID)
		}
	}
	accounts, err := s.auth.AccountsIn(tx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]staffBody, len(people))
	for i, p := range people {
		p.Holdings = slices.DeleteFunc(slices.Clone(p.Holdings), func(h Holding) bool {
			return h.Clinic != "" && !tx.Scope().Sees(h.Clinic)
		})
		out[i] = staffOut(p)
		if a, ok := accounts[p.ID]; ok {
			out[i].Account = accountOut(a)
		}
	}
	return out, nil
}

// manages tells whether the actor manages staff where the person works.
func manages(who auth.Actor, p Staff) bool {
	return who.Can(ManageStaff, "") || slices.ContainsFunc(p.Clinics(), func(c string) bool { return who.Can(ManageStaff, c) })
}

func accountOut(a auth.Account) *accountBody {
	state := "active"
	switch {
	case a.DisabledAt != 0:
		state = "closed"
	case !a.HasPassword:
		state = "invited"
	}
	return &accountBody{a.Login, state, a.HasFactor}
}

type staffListIn struct {
	httpapi.Paging
	ClinicID string `query:"clinic_id" maxLength:"36" doc:"who work in this clinic"`
	Role     string `query:"role" maxLength:"36" doc:"who hold this role"`
	Search   string `query:"q" maxLength:"60" doc:"part of the name, or the beginning of its initials"`
	Gone     bool   `query:"gone" doc:"those too whose employment is over"`
}

type inviteBody struct {
	Login             string        `json:"login" minLength:"2" maxLength:"64"`
	Locale            string        `json:"locale,omitempty" enum:"zh-CN,en"`
	Name              string        `json:"name" minLength:"1" maxLength:"64"`
	Initials          string        `json:"initials,omitempty" maxLength:"16" doc:"empty = of the name"`
	Title             string        `json:"title,omitempty" maxLength:"60"`
	Colour            string        `json:"colour,omitempty" maxLength:"7" pattern:"^(#[0-9a-f]{6})?$"`
	MayDoLicensedActs bool          `json:"may_do_licensed_acts,omitempty"`
	EmployedFrom      civil.Day     `json:"employed_from,omitempty" maxLength:"10" doc:"empty = today"`
	EmployedTo        civil.Day     `json:"employed_to,omitempty" maxLength:"10"`
	Holdings          []holdingBody `json:"holdings" minItems:"1" maxItems:"100"`
}

type inviteIn struct {
	Body inviteBody
}

type linkBody struct {
	Link    string `json:"link" doc:"the secret part of the address, shown this once; empty when a repeated request is answered: ask for a new one then"`
	Expires int64  `json:"expires"`
}

type invitedBody struct {
	Staff staffBody `json:"staff"`
	Link  linkBody  `json:"link"`
}

type staffChangeBody struct {
	Initials          *string    `json:"initials,omitempty" maxLength:"16"`
	Title             *string    `json:"title,omitempty" maxLength:"60"`
	Colour            *string    `json:"colour,omitempty" maxLength:"7" pattern:"^(#[0-9a-f]{6})?$"`
	Name              *string    `json:"name,omitempty" minLength:"1" maxLength:"64"`
	Login             *string    `json:"login,omitempty" minLength:"2" maxLength:"64"`
	MayDoLicensedActs *bool      `json:"may_do_licensed_acts,omitempty"`
	EmployedFrom      *civil.Day `json:"employed_from,omitempty" maxLength:"10"`
	EmployedTo        *civil.Day `json:"employed_to,omitempty" maxLength:"10" doc:"last day; empty = no end"`
}

type staffChangeIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body staffChangeBody
}

type giveRolesBody struct {
	Give []holdingBody `json:"give,omitempty" maxItems:"100"`
	Take []holdingBody `json:"take,omitempty" maxItems:"100"`
}

type giveRolesIn struct {
	httpapi.ByID
	Body giveRolesBody
}

type resetBody struct {
	DropFactor bool `json:"drop_factor,omitempty" doc:"the second factor goes too: the telephone is lost"`
}

type resetIn struct {
	httpapi.ByID
	Body resetBody
}

var holdingFaults = []*fault.Def{RoleNotFound, ClinicNotFound, ClinicClosed, OwnerOfGroup, BeyondOwn}
var personFaults = []*fault.Def{NameMissing, BadColour, BadDay, LeftBeforeJoined, auth.LoginForm, auth.LoginTaken, auth.NameForm}
var accessFaults = []*fault.Def{StaffNotFound, NotOneself, BeyondOwn, LastOwner}

func (s *Service) staffRoutes(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{ID: "org.list_staff", Method: http.MethodGet, Path: "/org/staff", Summary: "The people whom the actor sees, by initials",
		Permission: View, Faults: []*fault.Def{httpapi.BadCursor}}, s.listStaff)
	httpapi.Handle(a, httpapi.Route{ID: "org.invite", Method: http.MethodPost, Path: "/org/staff", Summary: "Add a person and get the link for their password",
		Permission: ManageStaff, Idempotent: true,
		Faults: slices.Concat([]*fault.Def{NoHolding, auth.LocaleUnknown}, holdingFaults, personFaults)}, s.postStaff)
	httpapi.Handle(a, httpapi.Route{ID: "org.show_staff", Method: http.MethodGet, Path: "/org/staff/{id}", Summary: "One person",
		Permission: View, Faults: []*fault.Def{StaffNotFound}}, s.getStaff)
	httpapi.Handle(a, httpapi.Route{ID: "org.change_staff", Method: http.MethodPatch, Path: "/org/staff/{id}", Summary: "Change a person",
		Permission: ManageStaff, Faults: slices.Concat([]*fault.Def{StaffNotFound, db.Stale, BeyondOwn, LastOwner}, personFaults)}, s.patchStaff)
	httpapi.Handle(a, httpapi.Route{ID: "org.give_roles", Method: http.MethodPost, Path: "/org/staff/{id}/roles", Summary: "Give roles to a person and take roles from them",
		Permission: ManageStaff, Faults: slices.Concat([]*fault.Def{StaffNotFound, LastOwner}, holdingFaults)}, s.postRoles)
	httpapi.Handle(a, httpapi.Route{ID: "org.reset_access", Method: http.MethodPost, Path: "/org/staff/{id}/reset", Summary: "Take the password away and get a link for a new one",
		Permission: ManageStaff, Faults: accessFaults}, s.postReset)
	httpapi.Handle(a, httpapi.Route{ID: "org.close_access", Method: http.MethodPost, Path: "/org/staff/{id}/close", Summary: "End the sessions of a person and let them in no more",
		Permission: ManageStaff, Faults: accessFaults}, s.postCloseAccess)
	httpapi.Handle(a, httpapi.Route{ID: "org.open_access", Method: http.MethodPost, Path: "/org/staff/{id}/open", Summary: "Let a person in again",
		Permission: ManageStaff, Faults: accessFaults}, s.postOpenAccess)
}

func (s *Service) listStaff(ctx context.Context, in *staffListIn) (*httpapi.Body[httpapi.Listing[staffBody]], error) {
	f := StaffFilter{Clinic: in.ClinicID, Role: in.Role, Search: in.Search, Gone: in.Gone, Limit: in.Limit}
	if _, err := in.Read(&f.AfterInitials, &f.After); err != nil {
		return nil, err
	}
	out := &httpapi.Body[httpapi.Listing[staffBody]]{}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		list, err := s.StaffList(tx, f)
		if err != nil {
			return err
		}
		shown, err := s.show(tx, list...)
		out.Body = httpapi.Page(shown, in.Limit, func(p staffBody) []any { return []any{p.Initials, p.ID} })
		return err
	})
	return out, err
}

func (s *Service) postStaff(ctx context.Context, in *inviteIn) (*httpapi.Body[invitedBody], error) {
	b := in.Body
	n := NewStaff{Login: b.Login, Locale: b.Locale, Staff: Staff{
		Name: b.Name, Initials: b.Initials, Title: b.Title, Colour: b.Colour, MayDoLicensedActs: b.MayDoLicensedActs,
		EmployedFrom: b.EmployedFrom, EmployedTo: b.EmployedTo, Holdings: holdingsIn(b.Holdings),
	}}
	out := &httpapi.Body[invitedBody]{}
	_, link, err := s.invite(ctx, n, func(tx *db.Tx, p Staff) error {
		shown, err := s.show(tx, p)
		if err != nil {
			return err
		}
		out.Body = invitedBody{Staff: shown[0]}
		// The kept answer must not hold the secret, of which auth keeps a hash only.
		return httpapi.Answer(tx, out.Body)
	})
	out.Body.Link = linkBody{link.Link, link.Expires}
	return out, err
}

func (s *Service) getStaff(ctx context.Context, in *httpapi.ByID) (*httpapi.Versioned[staffBody], error) {
	return s.staffAnswer(ctx, in.ID)
}

// staffAnswer reads a person afresh, as the actor sees them.
func (s *Service) staffAnswer(ctx context.Context, staff string) (*httpapi.Versioned[staffBody], error) {
	var out staffBody
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		p, err := s.seen(tx, staff)
		if err != nil {
			return err
		}
		shown, err := s.show(tx, p)
		if err == nil {
			out = shown[0]
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return httpapi.Tagged(out, out.Version), nil
}

func (s *Service) patchStaff(ctx context.Context, in *staffChangeIn) (*httpapi.Versioned[staffBody], error) {
	b := in.Body
	_, err := s.ChangeStaff(ctx, in.ID, in.At(), StaffChange{
		Initials: b.Initials, Title: b.Title, Colour: b.Colour, Name: b.Name, Login: b.Login,
		MayDoLicensedActs: b.MayDoLicensedActs, EmployedFrom: b.EmployedFrom, EmployedTo: b.EmployedTo,
	})
	if err != nil {
		return nil, err
	}
	return s.staffAnswer(ctx, in.ID)
}

// postRoles answers what is left of the person's holdings in sight, which may be
// nothing: then the person is out of sight as well.
func (s *Service) postRoles(ctx context.Context, in *giveRolesIn) (*httpapi.Body[holdingsBody], error) {
	p, err := s.GiveRoles(ctx, in.ID, holdingsIn(in.Body.Give), holdingsIn(in.Body.Take))
	if err != nil {
		return nil, err
	}
	scope, _ := db.From(ctx)
	seen := slices.DeleteFunc(p.Holdings, func(h Holding) bool { return h.Clinic != "" && !scope.Sees(h.Clinic) })
	return &httpapi.Body[holdingsBody]{Body: holdingsBody{holdingsOut(seen)}}, nil
}

type holdingsBody struct {
	Holdings []holdingBody `json:"holdings"`
}

func (s *Service) postReset(ctx context.Context, in *resetIn) (*httpapi.Body[linkBody], error) {
	link, err := s.ResetAccess(ctx, in.ID, in.Body.DropFactor)
	return &httpapi.Body[linkBody]{Body: linkBody{link.Link, link.Expires}}, err
}

func (s *Service) postCloseAccess(ctx context.Context, in *httpapi.ByID) (*httpapi.None, error) {
	return &httpapi.None{}, s.CloseAccess(ctx, in.ID)
}

func (s *Service) postOpenAccess(ctx context.Context, in *httpapi.ByID) (*httpapi.None, error) {
	return &httpapi.None{}, s.OpenAccess(ctx, in.ID)
}
