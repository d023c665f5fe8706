package auth

import (
	"context"
	"strings"

	"archwire/internal/platform/db"
)

// Account is one person's own access, as an administrator sees it.
type Account struct {
	ID, Login, Name, Locale string
	HasPassword             bool // false: the invitation was not accepted yet
	HasFactor               bool
	MustChange              bool
	DisabledAt              int64 // epoch milliseconds; 0 = open
}

// AccountInput is a new account.
type AccountInput struct {
	ID         string // "" = a new one
	Login      string
	Name       string
	Locale     string // "" = zh-CN
	Password   string // only for CreateIn
	MustChange bool   // only for CreateIn: the password must be changed at the first log-in
}

// CreateIn makes an account with a password at once: for the first owner of a
// group and for the demo; everybody else is invited. The password should come
// hashed outside the transaction, so it is taken as HashPassword gave it. Its
// faults are LoginForm, NameForm and LocaleUnknown; a login that is taken breaks
// the constraint auth_accounts_login, which LoginFault translates.
func (s *Service) CreateIn(tx *db.Tx, in AccountInput, hash string) (string, error) {
	a, err := newAccount(tx, in)
	if err != nil {
		return "", err
	}
	a.PasswordHash, a.MustChange, a.PasswordAt = hash, in.MustChange, tx.Now()
	if err := tx.Insert("auth_accounts", a); err != nil {
		return "", err
	}
	return a.ID, s.note(tx, "auth.account_created", a.ID, nil)
}

func newAccount(tx *db.Tx, in AccountInput) (account, error) {
	if in.ID == "" {
		in.ID = tx.NewID()
	}
	if in.Locale == "" {
		in.Locale = Locales[0]
	}
	in.Name = strings.TrimSpace(in.Name)
	if err := checkLogin(in.Login); err != nil {
		return account{}, err
	}
	if err := checkName("name", in.Name); err != nil {
		return account{}, err
	}
	if err := checkLocale(in.Locale); err != nil {
		return account{}, err
	}
	return account{
		ID: in.ID, Login: strings.TrimSpace(in.Login), LoginKey: loginKey(in.Login), Name: in.Name,
		Locale: in.Locale, CreatedAt: tx.Now(),
	}, nil
}

// HashPassword checks the password by the rule (CheckPassword) and hashes it,
// which takes some ten milliseconds and 19 MB: never within a transaction.
func (s *Service) HashPassword(ctx context.Context, password, login string) (string, error) {
	if err := CheckPassword(password, login); err != nil {
		return "", err
	}
	return s.hasher.hash(ctx, password)
}

// LoginFault turns a broken constraint of a Write that made or renamed an
// account into LoginTaken, and leaves any other error as it is.
func LoginFault(err error) error {
	if db.Violated(err) == "auth_accounts_login" {
		return LoginTaken.At("login")
	}
	return err
}

// AccountIn reads an account; its fault is NoAccount.
func (s *Service) AccountIn(tx *db.Tx, id string) (Account, error) {
	a, err := accountByID(tx, id)
	return a.seen(), err
}

// AccountsIn reads several accounts, by id; unknown ids are left out.
func (s *Service) AccountsIn(tx *db.Tx, ids []string) (map[string]Account, error) {
	rows, err := accountsByID(tx, ids)
	if err != nil {
		return nil, err
	}
	out := make(map[string]Account, len(rows))
	for _, a := range rows {
		out[a.ID] = a.seen()
	}
	return out, nil
}

func (a account) seen() Account {
	return Account{
		ID: a.ID, Login: a.Login, Name: a.Name, Locale: a.Locale, HasPassword: a.PasswordHash != "",
		HasFactor: a.TOTPSealed != "", MustChange: a.MustChange, DisabledAt: a.DisabledAt,
	}
}

// RenameIn changes the name that is shown and the login; see CreateIn for the
// faults. The caller has checked the right.
func (s *Service) RenameIn(tx *db.Tx, id, login, name string) error {
	before, err := accountByID(tx, id)
	if err != nil {
		return err
	}
	if err := checkLogin(login); err != nil {
		return err
	}
	name = strings.TrimSpace(name)
	if err := checkName("name", name); err != nil {
		return err
	}
	if before.Login == strings.TrimSpace(login) && before.Name == name {
		return nil
	}
	if err := renameAccount(tx, id, strings.TrimSpace(login), loginKey(login), name); err != nil {
		return err
	}
	return s.note(tx, "auth.account_renamed", id, map[string]string{"login": login, "name": name})
}

// DisableIn closes an account and ends its sessions and links; EnableIn opens
// it again. The caller has checked the right.
func (s *Service) DisableIn(tx *db.Tx, id string) error {
	if _, err := accountByID(tx, id); err != nil {
		return err
	}
	if err := setDisabled(tx, id, tx.Now()); err != nil {
		return err
	}
	if err := revokeAll(tx, id, ""); err != nil {
		return err
	}
	if err := spendLinks(tx, id); err != nil {
		return err
	}
	return s.note(tx, "auth.account_disabled", id, nil)
}

// EnableIn opens a closed account again; see DisableIn.
func (s *Service) EnableIn(tx *db.Tx, id string) error {
	if _, err := accountByID(tx, id); err != nil {
		return err
	}
	if err := setDisabled(tx, id, 0); err != nil {
		return err
	}
	return s.note(tx, "auth.account_enabled", id, nil)
}

// SetLocale changes the actor's language; its fault is LocaleUnknown.
func (s *Service) SetLocale(ctx context.Context, locale string) error {
	a, err := me(ctx)
	if err != nil {
		return err
	}
	if err := checkLocale(locale); err != nil {
		return err
	}
	return s.db.Write(as(ctx, a.Tenant, a.ID), func(tx *db.Tx) error { return setLocale(tx, a.ID, locale) })
}

// ChangePassword changes the actor's password after the present one and ends
// every other session. Its faults are WrongPassword, Locked and those of
// CheckPassword.
func (s *Service) ChangePassword(ctx context.Context, present, next string) error {
	a, ctx, err := s.again(ctx, present)
	if err != nil {
		return err
	}
	hash, err := s.HashPassword(ctx, next, a.Login)
	if err != nil {
		return err
	}
	who, _ := From(ctx)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := setPassword(tx, a.ID, hash); err != nil {
			return err
		}
		if err := revokeAll(tx, a.ID, who.Session); err != nil {
			return err
		}
		if err := spendLinks(tx, a.ID); err != nil {
			return err
		}
		return s.note(tx, "auth.password_changed", a.ID, nil)
	})
}

// again asks the actor for the password once more and gives the account, with a
// context for the door. Wrong ones count like wrong log-ins: a session left
// open is no place to guess.
func (s *Service) again(ctx context.Context, password string) (account, context.Context, error) {
	who, err := me(ctx)
	if err != nil {
		return account{}, nil, err
	}
	ctx = as(ctx, who.Tenant, who.ID)
	var a account
	err = s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if a, err = accountByID(tx, who.ID); err != nil {
			return err
		}
		return s.countTry(tx, a.LoginKey)
	})
	if err != nil {
		return account{}, nil, err
	}
	right, err := s.hasher.matches(ctx, password, a.PasswordHash)
	if err != nil {
		return account{}, nil, err
	}
	if !right {
		return account{}, nil, s.refused(ctx, a.ID, WrongPassword.At("password"))
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error { return clearTries(tx, s.mac(tx, a.LoginKey)) })
	return a, ctx, err
}
