package auth

import (
	"context"

	"archwire/internal/platform/db"
)

// Purpose says what a one-time link is for.
type Purpose string

// The two purposes.
const (
	ForInvite Purpose = "invite" // to set the first password
	ForReset  Purpose = "reset"  // to set a new one
)

// Invitation is a one-time link, shown this once to hand on to its person.
type Invitation struct {
	Account string // id
	Link    string // the secret part of the address: <public group code>.<token>
	Expires int64  // epoch milliseconds
}

// Invite makes an account without a password and a link for its person, for who
// may administer accounts. Its faults are those of CreateIn, and LoginTaken.
func (s *Service) Invite(ctx context.Context, in AccountInput) (Invitation, error) {
	if err := Require(ctx, AccountsPermission, ""); err != nil {
		return Invitation{}, err
	}
	a, _ := From(ctx)
	var out Invitation
	err := s.db.Write(as(ctx, a.Tenant, a.ID), func(tx *db.Tx) (err error) {
		out, err = s.InviteIn(tx, in)
		return err
	})
	return out, LoginFault(err)
}

// InviteIn is Invite within the transaction of a use case that makes more than
// the account. The caller has checked the right, and passes the Write's error
// through LoginFault.
func (s *Service) InviteIn(tx *db.Tx, in AccountInput) (Invitation, error) {
	a, err := newAccount(tx, in)
	if err != nil {
		return Invitation{}, err
	}
	if err := tx.Insert("auth_accounts", a); err != nil {
		return Invitation{}, err
	}
	if err := s.note(tx, "auth.invited", a.ID, nil); err != nil {
		return Invitation{}, err
	}
	return s.link(tx, a.ID, ForInvite)
}

// ResetInput names the account and whether its second factor goes too (the
// telephone is lost).
type ResetInput struct {
	Account    string
	DropFactor bool
}

// AdminReset takes the password away, ends every session and gives a link to
// set a new one. For who may administer accounts, and only over accounts that
// may do no more than the actor. Its faults are NoAccount and BeyondRights.
func (s *Service) AdminReset(ctx context.Context, in ResetInput) (Invitation, error) {
	if err := Require(ctx, AccountsPermission, ""); err != nil {
		return Invitation{}, err
	}
	who, _ := From(ctx)
	var out Invitation
	err := s.db.Write(as(ctx, who.Tenant, who.ID), func(tx *db.Tx) error {
		a, err := accountByID(tx, in.Account)
		if err != nil {
			return err
		}
		a.MustChange = false // what the account may do once its person is in
		theirs, err := s.grants(tx, a)
		if err != nil {
			return err
		}
		if !who.Program && !who.Grants.Covers(theirs) {
			return BeyondRights.With()
		}
		out, err = s.ResetIn(tx, in)
		return err
	})
	return out, err
}

// ResetOnServer is AdminReset for whoever may start programs on the server: the
// way back for a group whose only owner has lost the password. The audit tells
// that it was done there. Its faults are NoAccount and Disabled.
func (s *Service) ResetOnServer(ctx context.Context, tenant, login string, dropFactor bool) (Invitation, error) {
	var out Invitation
	err := s.db.Write(as(ctx, tenant, ""), func(tx *db.Tx) error {
		a, err := accountByLogin(tx, loginKey(login))
		switch {
		case err != nil:
			return err
		case a.ID == "":
			return NoAccount.With()
		case a.DisabledAt > 0:
			return Disabled.With()
		}
		out, err = s.reset(tx, ResetInput{Account: a.ID, DropFactor: dropFactor}, map[string]any{"factor": dropFactor, "by": "server"})
		return err
	})
	return out, err
}

// ResetIn is AdminReset within the caller's transaction. The caller has checked
// the right. An invitation that was not accepted is replaced by a new one.
func (s *Service) ResetIn(tx *db.Tx, in ResetInput) (Invitation, error) {
	return s.reset(tx, in, map[string]any{"factor": in.DropFactor})
}

// reset is the act itself, noted with what the audit shall tell of it.
func (s *Service) reset(tx *db.Tx, in ResetInput, told map[string]any) (Invitation, error) {
	a, err := accountByID(tx, in.Account)
	if err != nil {
		return Invitation{}, err
	}
	purpose := ForReset
	if a.PasswordAt == 0 {
		purpose = ForInvite
	}
	if err := clearPassword(tx, a.ID); err != nil {
		return Invitation{}, err
	}
	if err := revokeAll(tx, a.ID, ""); err != nil {
		return Invitation{}, err
	}
	if err := clearTries(tx, s.mac(tx, a.LoginKey)); err != nil {
		return Invitation{}, err
	}
	if in.DropFactor {
		if err := s.dropFactor(tx, a.ID); err != nil {
			return Invitation{}, err
		}
	}
	if err := s.note(tx, "auth.reset", a.ID, told); err != nil {
		return Invitation{}, err
	}
	return s.link(tx, a.ID, purpose)
}

// link makes the account's one valid link; older ones are spent.
func (s *Service) link(tx *db.Tx, account string, p Purpose) (Invitation, error) {
	if err := spendLinks(tx, account); err != nil {
		return Invitation{}, err
	}
	code, err := publicCode(tx)
	if err != nil {
		return Invitation{}, err
	}
	life := inviteLife
	if p == ForReset {
		life = resetLife
	}
	token := newToken()
	row := linkRow{
		ID: tx.NewID(), AccountID: account, TokenHash: hashToken(token), Purpose: p,
		CreatedAt: tx.Now(), ExpiresAt: tx.Now() + life.Milliseconds(),
	}
	if err := tx.Insert("auth_links", row); err != nil {
		return Invitation{}, err
	}
	return Invitation{account, code + "." + token, row.ExpiresAt}, nil
}

// LinkInfo is what the page of a link shows before the password is typed.
type LinkInfo struct {
	Group, Login, Name string
	Purpose            Purpose
	Expires            int64 // epoch milliseconds
}

// Link looks at a link without using it; its fault is LinkSpent.
func (s *Service) Link(ctx context.Context, link string) (LinkInfo, error) {
	g, hash, ok, err := s.find(ctx, link)
	if err != nil {
		return LinkInfo{}, err
	}
	if !ok {
		return LinkInfo{}, LinkSpent.With()
	}
	var info LinkInfo
	err = s.db.Read(as(ctx, g.ID, ""), func(tx *db.Tx) error {
		l, a, err := validLink(tx, hash)
		info = LinkInfo{g.Name, a.Login, a.Name, l.Purpose, l.ExpiresAt}
		return err
	})
	if err != nil {
		return LinkInfo{}, err
	}
	return info, nil
}

// AcceptInvite sets the password that the link is for, invitation or reset,
// once. Its faults are LinkSpent and those of CheckPassword. It opens no
// session: the person logs in.
func (s *Service) AcceptInvite(ctx context.Context, link, password string) error {
	info, err := s.Link(ctx, link)
	if err != nil {
		return err
	}
	hash, err := s.HashPassword(ctx, password, info.Login)
	if err != nil {
		return err
	}
	g, token, _, err := s.find(ctx, link)
	if err != nil {
		return err
	}
	return s.db.Write(as(ctx, g.ID, ""), func(tx *db.Tx) error {
		l, a, err := validLink(tx, token)
		if err != nil {
			return err
		}
		first, err := spendLink(tx, l.ID)
		if err != nil {
			return err
		}
		if !first {
			return LinkSpent.With()
		}
		if err := setPassword(tx, a.ID, hash); err != nil {
			return err
		}
		if err := clearTries(tx, s.mac(tx, a.LoginKey)); err != nil {
			return err
		}
		return s.note(tx, "auth.password_set", a.ID, map[string]string{"by": string(l.Purpose)})
	})
}
