package messages

import "archwire/internal/platform/httpapi"

func (s *Service) routes(*httpapi.API) {}
