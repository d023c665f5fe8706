package content

import (
	"cmp"

	"archwire/internal/modules/messages"
	"archwire/internal/platform/db"
)

// ForbiddenIn gives the first words of a message's template that law or its channel
// forbids, "" = none. What only somebody has to look at is no reason to refuse it.
func (s *Service) ForbiddenIn(tx *db.Tx, class messages.Class, t messages.Template) (string, error) {
	if class == messages.Staff {
		return "", nil
	}
	in := Circumstance{Class: class, Channel: t.Channel, Signed: t.Channel != messages.SMS, Certified: true}
	list := []judged{{"text", t.Text, in}}
	for _, slot := range t.Slots {
		list = append(list, judged{"slots", slot.Text, in})
	}
	found, err := findings(tx, list)
	for _, f := range found {
		if f.Severity == Forbid {
			return cmp.Or(f.Quote, f.Rule), err
		}
	}
	return "", err
}
