package charting

import "archwire/internal/platform/db"

// Says gives what one part of the records of some visits says, by visit, signed or
// not yet: for modules above that have to know of a remark before the record is
// through.
func (s *Service) Says(tx *db.Tx, visits []string, part Part) (map[string]string, error) {
	out := map[string]string{}
	if len(visits) == 0 {
		return out, nil
	}
	list, err := recordsOfVisits(tx, visits)
	for _, r := range list {
		out[r.Visit] += r.Content.Text(part)
	}
	return out, err
}
