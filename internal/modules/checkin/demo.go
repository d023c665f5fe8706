package checkin

import (
	"context"

	"archwire/internal/platform/demo"
)

func (s *Service) demo(context.Context, *demo.World) error { return nil }
