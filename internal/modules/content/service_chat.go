package content

import (
	"slices"

	"archwire/internal/modules/messages"
	"archwire/internal/platform/db"
)

// ChatTexts gives the group's texts that a colleague may send in a chat by hand, unfilled:
// those in use, whose words nothing forbids. Promotions are left out: they go where
// somebody agreed to them, by a campaign or a journey.
func (s *Service) ChatTexts(tx *db.Tx) ([]Text, error) {
	list, err := s.texts(tx)
	if err != nil {
		return nil, err
	}
	var all []judged
	for _, l := range list {
		all = append(all, judged{l.Key, l.Words, Circumstance{Class: l.Class, Signed: true}})
	}
	found, err := findings(tx, all)
	if err != nil {
		return nil, err
	}
	var out []Text
	for _, l := range list {
		forbidden := slices.ContainsFunc(found, func(f FieldFinding) bool { return f.Field == l.Key && f.Severity == Forbid })
		if l.Retired == 0 && l.Words != "" && l.Class != messages.Marketing && !forbidden {
			out = append(out, l.Text)
		}
	}
	return out, nil
}
