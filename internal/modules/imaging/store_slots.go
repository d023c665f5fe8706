package imaging

import (
	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

// slotsSince are the slots of a patient's images in view of a day and later.
func slotsSince(tx *db.Tx, patient string, since civil.Day) ([]Slot, error) {
	var out []Slot
	err := tx.From("imaging_images").AcrossClinics(shared).Where("patient_id = ? AND day >= ? AND withdrawn_at IS NULL", patient, since).
		GroupBy("slot").OrderBy("slot").Pluck("slot", &out)
	return out, err
}
