package patients

import "archwire/internal/platform/db"

// Hold keeps merges and erasures from a patient until the end of the
// transaction, and gives the record under which the patient's things are kept
// now: that into which theirs was merged, if it was. A higher module holds the
// patient before it reads, locks or writes rows that name one, so that none is
// written to a record whose rows are just being moved. Its fault is NotFound.
func (s *Service) Hold(tx *db.Tx, patient string) (string, error) {
	for {
		r, err := lockedRow(tx, patient)
		if err != nil || r.State != Merged {
			return r.ID, err
		}
		patient = r.MergedInto
	}
}
