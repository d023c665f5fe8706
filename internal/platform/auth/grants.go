package auth

import (
	"maps"
	"slices"
)

// Grants are the permissions of one account. What is held for the group is held
// in each of its clinics as well; a Group permission written under a clinic
// counts for nothing.
type Grants struct {
	Group  Keys
	Clinic map[string]Keys // clinic id → keys
}

// Can tells whether p is held for the clinic. An empty clinic asks for the
// whole group, and so does every Group permission.
func (g Grants) Can(p Permission, clinic string) bool {
	if g.Group[p.Key] {
		return true
	}
	return p.Scope == Clinic && clinic != "" && g.Clinic[clinic][p.Key]
}

// Anywhere tells whether p is held for the group or for at least one clinic.
func (g Grants) Anywhere(p Permission) bool {
	list := g.Clinics(p)
	return list == nil || len(list) > 0
}

// Clinics lists, sorted, the clinics in which p is held: nil means all of the
// group, an empty list none.
func (g Grants) Clinics(p Permission) []string {
	if g.Group[p.Key] {
		return nil
	}
	out := []string{}
	if p.Scope != Clinic {
		return out
	}
	for _, c := range slices.Sorted(maps.Keys(g.Clinic)) {
		if g.Clinic[c][p.Key] {
			out = append(out, c)
		}
	}
	return out
}
