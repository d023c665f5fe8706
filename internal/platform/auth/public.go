package auth

import (
	"context"

	"archwire/internal/platform/db"
)

// GroupByPublicCode finds the group whose public code begins an address that is
// opened before anybody is known: a calendar, a call-in screen, a callback.
func (s *Service) GroupByPublicCode(ctx context.Context, code string) (GroupInfo, bool, error) {
	return s.group(ctx, func(g GroupInfo) bool { return g.PublicCode == code })
}

// PublicCode is the public code of the transaction's own group, for who writes an
// address within a use case.
func (s *Service) PublicCode(tx *db.Tx) (string, error) { return publicCode(tx) }
