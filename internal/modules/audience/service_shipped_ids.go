package audience

import "archwire/internal/platform/db"

// RuleOf gives the rule that a segment stands for: the one in force, or of a draft the
// latest. Fault: SegmentNotFound.
func (s *Service) RuleOf(tx *db.Tx, segment string) (Rule, error) {
	g, err := segmentByID(tx, segment)
	if err != nil {
		return Rule{}, err
	}
	if g.Live > 0 {
		v, err := versionOf(tx, segment, g.Live)
		return v.Rule, err
	}
	list, err := versionsOf(tx, segment)
	if err != nil || len(list) == 0 {
		return Rule{}, err
	}
	return list[0].Rule, nil
}

// ShippedIDs gives the segments that the program brought, by the key under which it
// did: key → id. A group may have changed or archived them since.
func (s *Service) ShippedIDs(tx *db.Tx) (map[string]string, error) {
	list, err := segmentsAll(tx, false)
	out := map[string]string{}
	for _, g := range list {
		if g.Shipped != "" {
			out[g.Shipped] = g.ID
		}
	}
	return out, err
}
