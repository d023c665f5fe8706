package audience

import (
	"slices"
	"strings"

	"archwire/internal/platform/db"
)

// tagsAmong picks the tags out of notes of what changed.
func tagsAmong(list []string) []string {
	var out []string
	for _, dep := range list {
		if tag, is := strings.CutPrefix(dep, tagDep("")); is {
			out = append(out, tag)
		}
	}
	return out
}

// tellTagged tells that people carry other tags now; 0 among them is everybody.
func (s *Service) tellTagged(tx *db.Tx, people []int64, tags ...string) error {
	if s.Tagged == nil || len(tags) == 0 || len(people) == 0 {
		return nil
	}
	if len(people) > manyAtOnce || slices.Contains(people, 0) {
		return s.Tagged(tx, nil, tags...)
	}
	by, err := patientsBy(tx, people)
	if err != nil {
		return err
	}
	patients := make([]string, 0, len(by))
	for _, p := range by {
		patients = append(patients, p)
	}
	slices.Sort(patients) // who waits for each other does so in one order
	return s.Tagged(tx, patients, tags...)
}

// GivenTags gives the tags of the group's list that patients carry beside those hung by
// hand, of which module patients tells itself.
func (s *Service) GivenTags(tx *db.Tx, patients []string) (map[string][]string, error) {
	out := map[string][]string{}
	for part := range slices.Chunk(patients, 5000) {
		rows, err := givenTags(tx, part)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			out[r.Patient] = append(out[r.Patient], r.Tag)
		}
	}
	return out, nil
}
