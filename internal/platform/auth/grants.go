package auth

import (
	"maps"
	"slices"
)

// Grants are the permissions of one account, by key. What is held for the group
// is held in each of its clinics as well.
type Grants struct {
	Group  Keys
	Clinic map[string]Keys // clinic id → keys
}

// Can tells whether the permission is held for the clinic; "" asks for the
// whole group.
func (g Grants) Can(key, clinic string) bool {
	return g.Group[key] || (clinic != "" && g.Clinic[clinic][key])
}

// Clinics lists, sorted, the clinics in which the permission is held; nil means
// all of the group. ok is false where it is held nowhere.
func (g Grants) Clinics(key string) (clinics []string, ok bool) {
	if g.Group[key] {
		return nil, true
	}
	clinics = []string{} // never nil: that would mean all
	for _, c := range slices.Sorted(maps.Keys(g.Clinic)) {
		if g.Clinic[c][key] {
			clinics = append(clinics, c)
		}
	}
	return clinics, len(clinics) > 0
}

// within gives the grants without keys that nobody declares, and without Group
// permissions that were written under a clinic: a right over the group is never
// won through a role in one clinic.
func (g Grants) within(declared map[string]Reach) Grants {
	out := Grants{Group: Keys{}, Clinic: map[string]Keys{}}
	for key, held := range g.Group {
		if held && declared[key] != 0 {
			out.Group[key] = true
		}
	}
	for clinic, keys := range g.Clinic {
		out.Clinic[clinic] = Keys{}
		for key, held := range keys {
			if held && declared[key] == Clinic {
				out.Clinic[clinic][key] = true
			}
		}
	}
	return out
}

// Covers tells whether g holds everything that o holds, where o holds it.
func (g Grants) Covers(o Grants) bool {
	for key, held := range o.Group {
		if held && !g.Group[key] {
			return false
		}
	}
	for clinic, keys := range o.Clinic {
		for key, held := range keys {
			if held && !g.Can(key, clinic) {
				return false
			}
		}
	}
	return true
}
