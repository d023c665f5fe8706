package audience

import (
	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

// Clinical are the days of somebody's treatment to which others tie what they do; "" =
// not known.
type Clinical struct {
	Began    civil.Day // the first fitting of the orthodontic course that speaks for them
	Retained civil.Day // when it came off, or retention began
	Recall   civil.Day // the earliest recall that counts
}

// ClinicalOf reads those days of patients, as the modules that keep them say now: in a
// handful of statements, however many they are.
func (s *Service) ClinicalOf(tx *db.Tx, patients []string) (map[string]Clinical, error) {
	r := s.reads(tx, patients)
	offered, done, err := r.offers()
	if err != nil {
		return nil, err
	}
	recalls := map[string]*Profile{}
	for _, id := range patients {
		recalls[id] = &Profile{}
	}
	if err := r.recalls(recalls, nil); err != nil {
		return nil, err
	}
	out := make(map[string]Clinical, len(patients))
	for _, id := range patients {
		c := furthest(offered[id], done[id], "")
		out[id] = Clinical{c.since, c.off, recalls[id].RecallDue}
	}
	return out, nil
}
