package auth

import "context"

// GroupByPublicCode finds the group whose public code begins an address that is
// opened before anybody is known: a calendar, a call-in screen, a callback.
func (s *Service) GroupByPublicCode(ctx context.Context, code string) (GroupInfo, bool, error) {
	return s.group(ctx, func(g GroupInfo) bool { return g.PublicCode == code })
}
