package catalog

import (
	"context"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/paper"
)

// Wall is how a price list is to hang.
type Wall struct {
	Format paper.Format
	Locale string
}

// Poster prints the price list of a clinic on a day ("" = today); the printing is
// in the audit. Needs MayView. Faults: db.OutOfScope, org.ClinicNotFound.
func (s *Service) Poster(ctx context.Context, clinic string, day civil.Day, wall Wall) (paper.Sheet, error) {
	list, err := s.PriceList(ctx, clinic, day)
	if err != nil {
		return paper.Sheet{}, err
	}
	sheet, err := paper.Or(s.Press).Print(list.poster(speak(wall.Locale), wall.Format))
	if err != nil {
		return sheet, err
	}
	return sheet, s.audit.Opened(ctx, audit.Entry{Action: "catalog.poster_printed", SubjectKind: "clinic", SubjectID: clinic, Clinic: clinic,
		After: map[string]any{"day": list.Day}})
}
