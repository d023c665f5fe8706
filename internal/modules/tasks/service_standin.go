package tasks

import (
	"slices"

	"archwire/internal/modules/org"
	"archwire/internal/platform/db"
)

// coverOf gives what the person has of the tasks of those who are away.
func (s *Service) coverOf(tx *db.Tx, me person) (cover, error) {
	if s.Away == nil || me.ID == "" {
		return cover{}, nil
	}
	posts, err := s.postsOf(tx, me)
	if err != nil {
		return cover{}, err
	}
	var people []string
	seen := map[string]bool{}
	for _, p := range posts {
		if seen[p.Clinic] {
			continue
		}
		seen[p.Clinic] = true
		staff, err := s.org.StaffOf(tx, p.Clinic)
		if err != nil {
			return cover{}, err
		}
		for _, one := range staff {
			people = append(people, one.ID)
		}
	}
	list, err := s.Away(tx, people, me.ID)
	if err != nil || len(list) == 0 {
		return cover{}, err
	}
	gone, err := s.goneThemselves(tx, list, me.ID)
	return covering(list, me.ID, gone, posts), err
}

// goneThemselves gives those of the named who are away as well.
func (s *Service) goneThemselves(tx *db.Tx, list []Absence, me string) (map[string]bool, error) {
	var named []string
	for _, a := range list {
		if a.StandIn != "" && a.StandIn != me && !slices.Contains(named, a.StandIn) {
			named = append(named, a.StandIn)
		}
	}
	gone := map[string]bool{}
	if len(named) == 0 {
		return gone, nil
	}
	away, err := s.Away(tx, named, "")
	for _, a := range away {
		gone[a.Staff] = true
	}
	return gone, err
}

// postsOf gives where the person stands in by role.
func (s *Service) postsOf(tx *db.Tx, me person) ([]post, error) {
	clinics, err := s.workplaces(tx, me)
	if err != nil {
		return nil, err
	}
	special := map[string][]string{} // role → the kinds for which it stands in
	var except []string
	for _, key := range s.order {
		if role := s.kinds[key].StandIn; role != "" {
			special[role] = append(special[role], key)
			except = append(except, key)
		}
	}
	var out []post
	for _, c := range clinics {
		role, err := StandInRole.Text(tx, c)
		if err != nil {
			return nil, err
		}
		if me.holds(role, c) {
			out = append(out, post{Clinic: c, Except: except})
		}
		for role, kinds := range special {
			if me.holds(role, c) {
				out = append(out, post{Clinic: c, Kinds: kinds})
			}
		}
	}
	return out, nil
}

// workplaces are the clinics in sight in which the person holds a role.
func (s *Service) workplaces(tx *db.Tx, me person) ([]string, error) {
	if slices.ContainsFunc(me.Holdings, func(h org.Holding) bool { return h.Clinic == "" }) {
		list, err := s.org.Clinics(tx)
		out := make([]string, len(list))
		for i, c := range list {
			out[i] = c.ID
		}
		return out, err
	}
	var out []string
	for _, h := range me.Holdings {
		if tx.Scope().Sees(h.Clinic) && !slices.Contains(out, h.Clinic) {
			out = append(out, h.Clinic)
		}
	}
	return out, nil
}

func (me person) holds(role, clinic string) bool {
	return slices.ContainsFunc(me.Holdings, func(h org.Holding) bool { return h.Role == role && (h.Clinic == "" || h.Clinic == clinic) })
}

// awayOf gives who of the owners of tasks is away.
func (s *Service) awayOf(tx *db.Tx, list []Task) (map[string]Absence, error) {
	var owners []string
	for _, t := range list {
		if t.Owner != "" && t.State == Open && !slices.Contains(owners, t.Owner) {
			owners = append(owners, t.Owner)
		}
	}
	out := map[string]Absence{}
	if s.Away == nil || len(owners) == 0 {
		return out, nil
	}
	away, err := s.Away(tx, owners, "")
	for _, a := range away {
		out[a.Staff] = a
	}
	return out, err
}
