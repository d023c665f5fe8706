package patients

import (
	"context"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/phone"
	"archwire/internal/platform/db"
)

// Hit is one row of the search box: what tells people apart.
type Hit struct {
	ID         string
	HomeClinic string
	RecordNo   string
	Name       string
	Sex        Sex
	Birth      civil.Day
	Age        int // full years; -1 = not known
	Phone      string
	Important  bool
	Alerts     int
	Doctor     string   // of the care team now, "" = nobody
	Household  []string // names of the others
	Visits     VisitDates
}

// The most rows of one search, and how many keys are read for each: one person
// is found by several keys (lijimu, ljm for "l").
const (
	maxHits    = 50
	keysPerHit = 4
)

// Search finds people as one types: by the beginning of name, pinyin, initials,
// given name or record number, and by exactly four or all digits of a telephone
// number. Nothing is found by a text without letters or digits. Exact keys come
// first.
func (s *Service) Search(ctx context.Context, typed string, limit int) ([]Hit, error) {
	limit = min(max(limit, 1), maxHits)
	var out []Hit
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		seals := s.sealer(tx)
		ranges := rangesOf(typed, seals)
		if len(ranges) == 0 {
			return nil
		}
		rows, err := hits(tx, ranges, limit)
		if err != nil {
			return err
		}
		if out, err = gather(rows, seals, civil.Of(tx.Now(), homeZone)); err != nil {
			return err
		}
		return s.addVisits(tx, out)
	})
	return out, err
}

// gather makes one hit of the rows of each person, in the order of the rows.
func gather(rows []hitRow, seals sealer, today civil.Day) ([]Hit, error) {
	at := map[string]int{}
	var out []Hit
	for _, r := range rows {
		i, known := at[r.ID]
		if !known {
			number, err := seals.open(atDefault, r.ID, r.PhoneSealed)
			if err != nil {
				return nil, err
			}
			i = len(out)
			at[r.ID] = i
			out = append(out, Hit{
				ID: r.ID, HomeClinic: r.HomeClinic, RecordNo: r.RecordNo, Name: r.Name, Sex: r.Sex, Birth: r.Birth, Age: ageOn(r.Birth, today),
				Phone: phone.Mask(number), Important: r.Important, Alerts: r.Alerts, Doctor: r.Doctor,
			})
		}
		if r.Relative != "" && !slices.Contains(out[i].Household, r.Relative) {
			out[i].Household = append(out[i].Household, r.Relative)
		}
	}
	return out, nil
}

// ageOn is the age in full years, -1 where the birth date is not known.
func ageOn(birth, today civil.Day) int {
	if birth == "" {
		return -1
	}
	return today.Age(birth)
}

func (s *Service) addVisits(tx *db.Tx, list []Hit) error {
	if s.Visits == nil || len(list) == 0 {
		return nil
	}
	ids := make([]string, len(list))
	for i, h := range list {
		ids[i] = h.ID
	}
	dates, err := s.Visits(tx, ids)
	for i := range list {
		list[i].Visits = dates[list[i].ID]
	}
	return err
}
