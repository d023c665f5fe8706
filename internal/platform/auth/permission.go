package auth

import "fmt"

// Reach says where a permission can be held.
type Reach int

// The two reaches.
const (
	// Clinic: held for one clinic, for several, or for the whole group.
	Clinic Reach = iota + 1
	// Group: held for the whole group only (accounts, roles, the list of clinics).
	Group
)

// Permission is a right that a use case asks for. A module lists its own in
// module.go; each is translated as "permission.<key>".
type Permission struct {
	Key   string // "visits.book": the module's name, a dot, what may be done
	Scope Reach
}

// String gives the key.
func (p Permission) String() string { return p.Key }

// Keys is a set of permission keys.
type Keys map[string]bool

// KeysOf makes a set of the permissions' keys.
func KeysOf(list ...Permission) Keys {
	out := make(Keys, len(list))
	for _, p := range list {
		out[p.Key] = true
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

// CheckPermissions refuses a list in which a key appears twice or a scope is
// missing: for the roof, at start.
func CheckPermissions(list []Permission) error {
	seen := map[string]bool{}
	for _, p := range list {
		if p.Key == "" || seen[p.Key] {
			return fmt.Errorf("auth: permission %q is empty or listed twice", p.Key)
		}
		if p.Scope != Clinic && p.Scope != Group {
			return fmt.Errorf("auth: permission %s has no scope", p.Key)
		}
		seen[p.Key] = true
	}
	return nil
}
