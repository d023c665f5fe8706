package org

import (
	"maps"
	"slices"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/auth"
)

// The built-in roles, by key. Their names and what they are for stand in the
// texts as org.role.<key> and org.role.<key>.help.
const (
	RoleOwner         = "owner"
	RoleManager       = "manager"
	RoleDoctor        = "doctor"
	RoleSecondDentist = "second_dentist"
	RoleNurse         = "nurse"     // 护士, at the chair
	RoleAssistant     = "assistant" // 医生助理, who keeps the doctor's patients on their way
	RoleCoordinator   = "coordinator"
	RoleFrontDesk     = "front_desk"
	RoleServiceStaff  = "service" // 客服
	RoleCashier       = "cashier"
	RoleImaging       = "imaging"
	RoleStock         = "stock"
	RoleMarketing     = "marketing"
	RoleFinance       = "finance"
	RoleAuditor       = "auditor"
)

// BuiltIn lists the built-in roles in the order of the screens.
var BuiltIn = []string{
	RoleOwner, RoleManager, RoleDoctor, RoleSecondDentist, RoleNurse, RoleAssistant, RoleCoordinator, RoleFrontDesk,
	RoleServiceStaff, RoleCashier, RoleImaging, RoleStock, RoleMarketing, RoleFinance, RoleAuditor,
}

// Role is a named set of permissions as it is in force in a group.
type Role struct {
	ID          string // key of a built-in role, or id of the group's own
	Name        string // "" for a built-in role: its name stands in the texts
	Description string
	Permissions []string // sorted
	Changed     []string // built-in roles: permissions that the group decided otherwise than the program, sorted
	Version     int64    // of name and description; 0 for a built-in role
}

// BuiltIn tells whether the program brings the role.
func (r Role) BuiltIn() bool { return slices.Contains(BuiltIn, r.ID) }

// ruling is the group's decision that a role has a permission or has not.
type ruling struct {
	Role       string
	Permission string
	Held       bool
}

// book is what the program declares: every permission and who has it by default.
type book struct {
	all      []string // keys in the order of the modules
	reach    map[string]auth.Reach
	defaults map[string]auth.Keys // role → keys
}

func newBook(list []auth.Permission) book {
	b := book{reach: map[string]auth.Reach{}, defaults: map[string]auth.Keys{RoleOwner: {}}}
	for _, p := range list {
		b.all = append(b.all, p.Key)
		b.reach[p.Key] = p.Scope
		b.defaults[RoleOwner][p.Key] = true
		for _, role := range p.Roles {
			if b.defaults[role] == nil {
				b.defaults[role] = auth.Keys{}
			}
			b.defaults[role][p.Key] = true
		}
	}
	return b
}

// keysOf gives the permissions of one role under the group's rulings. The
// owner's cannot be ruled upon, and a permission that no module declares any
// more is not held.
func (b book) keysOf(role string, rulings []ruling) auth.Keys {
	out := auth.Keys{}
	out.Add(b.defaults[role])
	if role == RoleOwner {
		return out
	}
	for _, r := range rulings {
		switch {
		case r.Role != role || b.reach[r.Permission] == 0:
		case r.Held:
			out[r.Permission] = true
		default:
			delete(out, r.Permission)
		}
	}
	return out
}

// changed lists where the rulings differ from the program's defaults.
func (b book) changed(role string, keys auth.Keys) []string {
	var out []string
	for _, key := range b.all {
		if keys[key] != b.defaults[role][key] {
			out = append(out, key)
		}
	}
	slices.Sort(out)
	return out
}

// grants adds up what somebody may do who holds the roles.
func (b book) grants(holdings []Holding, rulings []ruling) auth.Grants {
	g := auth.Grants{Group: auth.Keys{}, Clinic: map[string]auth.Keys{}}
	for _, h := range holdings {
		g = join(g, b.of(h, b.keysOf(h.Role, rulings)))
	}
	return g
}

// of gives what the keys of a role are worth where it is held: a permission
// over the group is not won through a role in one clinic.
func (b book) of(h Holding, keys auth.Keys) auth.Grants {
	if h.Clinic == "" {
		return auth.Grants{Group: keys}
	}
	here := auth.Keys{}
	for key := range keys {
		if b.reach[key] == auth.Clinic {
			here[key] = true
		}
	}
	return auth.Grants{Clinic: map[string]auth.Keys{h.Clinic: here}}
}

func join(g, more auth.Grants) auth.Grants {
	g.Group.Add(more.Group)
	for clinic, keys := range more.Clinic {
		if g.Clinic[clinic] == nil {
			g.Clinic[clinic] = auth.Keys{}
		}
		g.Clinic[clinic].Add(keys)
	}
	return g
}

// missing gives the first permission, in order, that want has and have lacks,
// and the clinic of it. ok is true where nothing is missing.
func missing(have, want auth.Grants) (key, clinic string, ok bool) {
	for _, k := range slices.Sorted(maps.Keys(want.Group)) {
		if !have.Can(k, "") {
			return k, "", false
		}
	}
	for _, c := range slices.Sorted(maps.Keys(want.Clinic)) {
		for _, k := range slices.Sorted(maps.Keys(want.Clinic[c])) {
			if !have.Can(k, c) {
				return k, c, false
			}
		}
	}
	return "", "", true
}

// mayGive refuses what somebody would give or take without holding it.
func mayGive(have, want auth.Grants) error {
	key, clinic, ok := missing(have, want)
	if ok {
		return nil
	}
	return BeyondOwn.With("permission", key).WithDetails(map[string]string{"permission": key, "clinic_id": clinic})
}

// checkHolding refuses a role that cannot be held where it is meant to be.
func checkHolding(h Holding) *fault.Fault {
	if h.Role == RoleOwner && h.Clinic != "" {
		return OwnerOfGroup.At("holdings")
	}
	return nil
}
