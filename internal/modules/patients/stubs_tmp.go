package patients

import (
	"archwire/internal/platform/httpapi"
	"archwire/internal/platform/jobs"
)

func (s *Service) jobList() []jobs.Job { return nil }

func (s *Service) importRoutes(*httpapi.API) {}
func (s *Service) personRoutes(*httpapi.API) {}
