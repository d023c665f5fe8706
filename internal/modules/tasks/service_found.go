package tasks

import (
	"cmp"
	"slices"

	"archwire/internal/platform/db"
)

// FindAll gives the open tasks of some dedupe keys, by key, in one question.
func (s *Service) FindAll(tx *db.Tx, dedupes []string) (map[string]Task, error) {
	out := map[string]Task{}
	if len(dedupes) == 0 {
		return out, nil
	}
	rows, err := tasksByDedupes(tx, dedupes)
	for _, r := range rows {
		out[r.Dedupe] = r.task()
	}
	return out, err
}

// Whose tells who has tasks, open or closed, by id: the person, or the role that any of
// it may do.
func (s *Service) Whose(tx *db.Tx, ids []string) (map[string]string, error) {
	out := make(map[string]string, len(ids))
	for part := range slices.Chunk(ids, 5000) {
		rows, err := whoseTasks(tx, part)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			out[r.ID] = cmp.Or(r.Owner, r.Role)
		}
	}
	return out, nil
}
