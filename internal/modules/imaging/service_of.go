package imaging

import (
	"errors"

	"archwire/internal/platform/db"
)

// IsOf tells whether an image in view is of a patient, for who names images.
func (s *Service) IsOf(tx *db.Tx, image, patient string) (bool, error) {
	i, err := imageOne(tx, image, false)
	if errors.Is(err, ImageNotFound) {
		return false, nil
	}
	return i.Patient == patient, err
}
