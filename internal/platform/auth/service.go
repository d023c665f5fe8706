package auth

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"archwire/internal/platform/db"
	"archwire/internal/platform/secrets"
)

// Permissions of this package.
const (
	// AccountsPermission: invite, reset, close and see the sessions of others.
	AccountsPermission = "auth.accounts"
	// GlassPermission: break-glass access to a patient outside one's clinics.
	GlassPermission = "auth.break_glass"
)

// Permissions lists them for the roof.
var Permissions = []Permission{
	{Key: AccountsPermission, Scope: Group, Roles: []string{"manager"}},
	{Key: GlassPermission, Scope: Clinic, Roles: []string{"manager", "doctor"}},
}

// Locales are the languages an account may choose.
var Locales = []string{"zh-CN", "en"}

// Service logs people in and keeps their accounts. It is safe for concurrent
// use once the roof has set it up.
type Service struct {
	// GrantsOf reads the grants of an account; the module that knows roles sets
	// it before the first request.
	GrantsOf func(tx *db.Tx, account string) (Grants, error)

	db       *db.DB
	vault    *secrets.Vault
	record   func(*db.Tx, Act) error
	hasher   hasher
	groups   groups
	known    knownLogins
	declared map[string]Reach
}

// Act is what this package tells the audit, which knows the permissions and so
// stands above it.
type Act struct {
	Action  string // "auth.logged_in"
	Account string // whom it concerns; "" = nobody known
	Patient string // of a break-glass access
	After   any
	Reason  string
}

// New makes the service; record writes an act into the audit, in the given
// transaction. Declare and GrantsOf complete it.
func New(d *db.DB, v *secrets.Vault, record func(*db.Tx, Act) error) *Service {
	s := &Service{db: d, vault: v, record: record, hasher: newHasher()}
	d.AfterWrite(s.known.forget)
	return s
}

// Declare names every permission of the program; grants of others count for
// nothing. A key that is listed twice is an error.
func (s *Service) Declare(list []Permission) error {
	declared, err := reaches(list)
	s.declared = declared
	return err
}

// grants are what the account may do now. Who must change the password first
// may do nothing else.
func (s *Service) grants(tx *db.Tx, a account) (Grants, error) {
	if a.MustChange {
		return Grants{}, nil
	}
	if s.GrantsOf == nil {
		return Grants{}, errors.New("auth: nobody knows the grants: GrantsOf is not set")
	}
	g, err := s.GrantsOf(tx, a.ID)
	if err != nil {
		return Grants{}, fmt.Errorf("auth: grants: %w", err)
	}
	return g.within(s.declared), nil
}

// me is the actor of a context with a session of their own.
func me(ctx context.Context) (Actor, error) {
	a, ok := From(ctx)
	if !ok || a.Program {
		return Actor{}, Unauthenticated.With()
	}
	return a, nil
}

// as scopes the data door to the actor's own account: no clinics are needed.
func as(ctx context.Context, tenant, actor string) context.Context {
	s, _ := db.From(ctx)
	return db.With(ctx, db.Scope{Tenant: tenant, Actor: actor, Request: s.Request})
}

// note writes a row about an account into the audit.
func (s *Service) note(tx *db.Tx, action, account string, after any) error {
	return s.record(tx, Act{Action: action, Account: account, After: after})
}

func checkLocale(locale string) error {
	if !slices.Contains(Locales, locale) {
		return LocaleUnknown.At("locale")
	}
	return nil
}
