package auth

import (
	"context"

	"archwire/internal/platform/db"
)

// Device is one open session as its owner sees it. Instants are epoch
// milliseconds.
type Device struct {
	ID        string
	Name      string // what the browser says of itself
	IP        string
	CreatedAt int64
	SeenAt    int64
	ExpiresAt int64
	Current   bool // the one that asks
}

// Sessions lists the open sessions of the actor, the latest used first.
func (s *Service) Sessions(ctx context.Context) ([]Device, error) {
	a, err := me(ctx)
	if err != nil {
		return nil, err
	}
	return s.devices(as(ctx, a.Tenant, a.ID), a.ID, a.Session)
}

// SessionsOf lists the open sessions of an account, for who may administer
// accounts.
func (s *Service) SessionsOf(ctx context.Context, account string) ([]Device, error) {
	if err := Require(ctx, AccountsPermission, ""); err != nil {
		return nil, err
	}
	a, _ := From(ctx)
	return s.devices(as(ctx, a.Tenant, a.ID), account, a.Session)
}

func (s *Service) devices(ctx context.Context, account, current string) ([]Device, error) {
	out := []Device{}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if _, err := accountByID(tx, account); err != nil {
			return err
		}
		rows, err := openSessions(tx, account)
		for _, r := range rows {
			if !r.Half && r.alive(tx.Now()) {
				out = append(out, Device{r.ID, r.Device, r.IP, r.CreatedAt, r.SeenAt, r.ExpiresAt, r.ID == current})
			}
		}
		return err
	})
	return out, err
}

// Logout ends the actor's session.
func (s *Service) Logout(ctx context.Context) error {
	a, err := me(ctx)
	if err != nil {
		return err
	}
	return s.db.Write(as(ctx, a.Tenant, a.ID), func(tx *db.Tx) error {
		if err := revokeSession(tx, a.Session); err != nil {
			return err
		}
		return s.note(tx, "auth.logged_out", a.ID, nil)
	})
}

// Revoke ends a session: the actor's own, or anybody's for who may administer
// accounts. Its fault is NoSession.
func (s *Service) Revoke(ctx context.Context, session string) error {
	a, err := me(ctx)
	if err != nil {
		return err
	}
	return s.db.Write(as(ctx, a.Tenant, a.ID), func(tx *db.Tx) error {
		row, err := sessionByID(tx, session)
		if err != nil {
			return err
		}
		if row.AccountID != a.ID && !a.Can(AccountsPermission, "") {
			return NoSession.With()
		}
		if err := revokeSession(tx, session); err != nil {
			return err
		}
		return s.note(tx, "auth.session_revoked", row.AccountID, map[string]string{"session": session})
	})
}

// RevokeOthers ends every session of the actor but the one that asks.
func (s *Service) RevokeOthers(ctx context.Context) error {
	a, err := me(ctx)
	if err != nil {
		return err
	}
	return s.db.Write(as(ctx, a.Tenant, a.ID), func(tx *db.Tx) error {
		if err := revokeAll(tx, a.ID, a.Session); err != nil {
			return err
		}
		return s.note(tx, "auth.sessions_revoked", a.ID, nil)
	})
}
