package followup

import (
	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

// Recalled is a recall that counts, as rules know it.
type Recalled struct {
	Patient string
	Type    string
	Due     civil.Day
}

// RecalledOf lists the recalls of some people that count, in all clinics, whoever
// acts. One that waits for a day or a balance is left out.
func (s *Service) RecalledOf(tx *db.Tx, patients []string) ([]Recalled, error) {
	rows, err := recallRows(tx, patients)
	var out []Recalled
	for _, r := range rows {
		if r.State == RecallOn {
			out = append(out, Recalled{r.Patient, r.Kind, r.Due})
		}
	}
	return out, err
}
