package imaging

import (
	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

// SlotsSince gives the slots of which a patient has an image in view that shows
// the mouth of a day or later, in any clinic, to the modules above: whether a set
// of records is whole.
func (s *Service) SlotsSince(tx *db.Tx, patient string, since civil.Day) ([]Slot, error) {
	return slotsSince(tx, patient, since)
}
