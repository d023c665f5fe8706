package org

import "archwire/internal/platform/httpapi"

func (s *Service) routes(a *httpapi.API) {
	s.sessionRoutes(a)
	s.meRoutes(a)
	s.clinicRoutes(a)
	s.staffRoutes(a)
	s.roleRoutes(a)
}
