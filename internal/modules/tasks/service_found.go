package tasks

import "archwire/internal/platform/db"

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
