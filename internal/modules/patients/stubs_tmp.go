package patients

import (
	"archwire/internal/platform/httpapi"
)

func (s *Service) personRoutes(*httpapi.API) {}
