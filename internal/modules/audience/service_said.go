package audience

import "archwire/internal/platform/db"

// Said gives the fields of what happened to some patients, of one kind, as rules see
// them: subject → field → its values. What the dictionary does not know is left out.
func (s *Service) Said(tx *db.Tx, kind string, patients, subjects []string) (map[string]map[string][]any, error) {
	k, known := s.words.kinds[kind]
	if !known || len(k.Fields) == 0 || len(patients) == 0 {
		return nil, nil
	}
	rows, err := saidOf(tx, kind, patients, subjects)
	if err != nil {
		return nil, err
	}
	out := map[string]map[string][]any{}
	for _, r := range rows {
		if out[r.Subject] == nil {
			out[r.Subject] = map[string][]any{}
		}
		for _, f := range k.Fields {
			v := any(r.Word)
			switch f.In {
			case SlotOther:
				v = r.Other
			case SlotAmount:
				v = r.Amount
			}
			out[r.Subject][f.Key] = append(out[r.Subject][f.Key], v)
		}
	}
	return out, nil
}
