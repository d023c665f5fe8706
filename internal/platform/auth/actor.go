package auth

import (
	"context"

	"archwire/internal/platform/db"
)

// Actor is who acts in a request: a person with a session, or the program
// itself (a job, the demo), which may do everything within one group.
type Actor struct {
	ID         string // the account; "" = the program itself
	Tenant     string // the group
	Name       string // as shown: 周宁
	Login      string
	Session    string // id of the session
	Grants     Grants
	Locale     string // "zh-CN", "en"
	MustChange bool   // the password must be changed before anything else
	Program    bool   // the program itself
}

// Can tells whether the actor holds the permission for the clinic ("" = for the
// whole group).
func (a Actor) Can(key, clinic string) bool { return a.Program || a.Grants.Can(key, clinic) }

// Clinics lists the clinics in which the actor holds the permission; nil = all
// of the group. ok is false where the actor holds it nowhere.
func (a Actor) Clinics(key string) (clinics []string, ok bool) {
	if a.Program {
		return nil, true
	}
	return a.Grants.Clinics(key)
}

type actorKey struct{}

// With puts the actor into the context.
func With(ctx context.Context, a Actor) context.Context { return context.WithValue(ctx, actorKey{}, a) }

// From reads the actor.
func From(ctx context.Context) (Actor, bool) {
	a, ok := ctx.Value(actorKey{}).(Actor)
	return a, ok
}

// AsProgram lets the program itself act in the group, with every right and
// every clinic in sight: for jobs, imports at start and the demo. why is the
// name that the audit shows ("demo").
func AsProgram(ctx context.Context, tenant, why string) context.Context {
	s, _ := db.From(ctx)
	ctx = db.With(ctx, db.Scope{Tenant: tenant, Request: s.Request})
	return With(ctx, Actor{Tenant: tenant, Name: why, Program: true})
}

// Require answers with Unauthenticated when nobody acts, and with Forbidden
// unless the actor holds the permission for the clinic ("" = for the whole
// group).
func Require(ctx context.Context, key, clinic string) error {
	a, ok := From(ctx)
	if !ok {
		return Unauthenticated.With()
	}
	if !a.Can(key, clinic) {
		return Forbidden.With("permission", key)
	}
	return nil
}

// Enter begins a use case that asks for the permission: it refuses like Require
// an actor who holds it nowhere, and otherwise gives a context whose data door
// shows the clinics in which the actor holds it, and no others.
func Enter(ctx context.Context, key string) (context.Context, error) {
	a, ok := From(ctx)
	if !ok {
		return nil, Unauthenticated.With()
	}
	clinics, ok := a.Clinics(key)
	if !ok {
		return nil, Forbidden.With("permission", key)
	}
	s, _ := db.From(ctx)
	return db.With(ctx, db.Scope{Tenant: a.Tenant, Clinics: clinics, Actor: a.ID, Request: s.Request}), nil
}
