package auth

import (
	"context"

	"archwire/internal/platform/db"
)

// Confirm proves once more, before an act that one answers for with one's name,
// that who acts is who logged in: by the password, or by a code of the second
// factor where one is given. Wrong tries count like those of a log-in. Its faults
// are Unauthenticated, WrongPassword, WrongCode, NotEnrolling and Locked.
func (s *Service) Confirm(ctx context.Context, password, code string) error {
	if code == "" {
		_, _, err := s.again(ctx, password)
		return err
	}
	who, err := me(ctx)
	if err != nil {
		return err
	}
	ctx = as(ctx, who.Tenant, who.ID)
	var a account
	err = s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if a, err = accountByID(tx, who.ID); err != nil {
			return err
		}
		if a.TOTPSealed == "" {
			return NotEnrolling.With()
		}
		return s.countTry(tx, a.LoginKey)
	})
	if err != nil {
		return err
	}
	right := false
	err = s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if right, err = s.spendCode(tx, a, code); err != nil || !right {
			return err
		}
		return clearTries(tx, s.mac(tx, a.LoginKey))
	})
	if err == nil && !right {
		err = s.refused(ctx, a.ID, WrongCode.At("code"))
	}
	return err
}
