package followup

import (
	"context"

	"archwire/internal/platform/demo"
)

// demo is furnished below.
func (s *Service) demo(ctx context.Context, w *demo.World) error {
	w.Step("followup", 1, 1)
	return nil
}
