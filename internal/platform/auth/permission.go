package auth

import "fmt"

// CookieName is the session's cookie; its value is made by Login.
const CookieName = "archwire_session"

// Reach says where a permission can be held.
type Reach int

// The two reaches.
const (
	// Clinic: held for one clinic, for several, or for the whole group.
	Clinic Reach = iota + 1
	// Group: held for the whole group only (accounts, roles, the list of clinics).
	Group
)

// Permission declares a right that use cases ask for by its key. A module lists
// its own in module.go; each is translated as "permission.<key>".
type Permission struct {
	Key   string // "visits.book": the module's name, a dot, what may be done
	Scope Reach
	// Roles are the built-in roles that hold it unless a group changes them
	// ("front_desk", "manager"; see module org). The owner holds everything.
	Roles []string
}

// Keys is a set of permission keys.
type Keys map[string]bool

// KeysOf makes a set.
func KeysOf(list ...string) Keys {
	out := make(Keys, len(list))
	for _, key := range list {
		out[key] = true
	}
	return out
}

// Add puts every key of o into k.
func (k Keys) Add(o Keys) {
	for key, held := range o {
		if held {
			k[key] = true
		}
	}
}

// reaches maps keys to their scope; a key that is empty, listed twice or
// without a scope is an error.
func reaches(list []Permission) (map[string]Reach, error) {
	out := make(map[string]Reach, len(list))
	for _, p := range list {
		if _, dup := out[p.Key]; dup || p.Key == "" {
			return nil, fmt.Errorf("auth: permission %q is empty or listed twice", p.Key)
		}
		if p.Scope != Clinic && p.Scope != Group {
			return nil, fmt.Errorf("auth: permission %s has no scope", p.Key)
		}
		out[p.Key] = p.Scope
	}
	return out, nil
}
