package patients

import (
	"context"

	"archwire/internal/platform/demo"
	"archwire/internal/platform/httpapi"
	"archwire/internal/platform/jobs"
)

func (s *Service) jobList() []jobs.Job                     { return nil }
func (s *Service) demo(context.Context, *demo.World) error { return nil }

func (s *Service) importRoutes(*httpapi.API) {}
func (s *Service) personRoutes(*httpapi.API) {}
