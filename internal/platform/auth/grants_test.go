package auth

import (
	"context"
	"errors"
	"slices"
	"testing"

	"archwire/internal/platform/db"
)

const (
	book  = "visits.book"
	roles = "org.roles"
)

var declared = map[string]Reach{book: Clinic, roles: Group}

func TestGrants(t *testing.T) {
	g := Grants{
		Group:  KeysOf(roles),
		Clinic: map[string]Keys{"b": KeysOf(book), "a": KeysOf(book), "c": {}},
	}
	for _, c := range []struct {
		key, clinic string
		want        bool
	}{
		{book, "a", true}, {book, "c", false}, {book, "", false}, {book, "unknown", false},
		{roles, "", true}, {roles, "a", true}, {"org.staff", "a", false},
	} {
		if got := g.Can(c.key, c.clinic); got != c.want {
			t.Errorf("Can(%s, %q) = %v", c.key, c.clinic, got)
		}
	}
	if got, ok := g.Clinics(book); !ok || !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("Clinics(book) = %v, %v", got, ok)
	}
	if got, ok := g.Clinics(roles); got != nil || !ok {
		t.Error("a right of the group must mean all clinics")
	}
	if got, ok := (Grants{}).Clinics(book); got == nil || len(got) != 0 || ok {
		t.Errorf("no right must be an empty list, which shows nothing, not nil, which shows all: %v", got)
	}
}

// A Group permission that was written under a clinic by mistake gives nothing,
// nor does a key that no module declares.
func TestWithin(t *testing.T) {
	g := Grants{
		Group:  KeysOf(book, "gone.away"),
		Clinic: map[string]Keys{"a": {roles: true, book: true, "org.x": true}, "b": {book: false}},
	}.within(declared)
	if g.Can(roles, "a") || g.Can(roles, "") || g.Can("gone.away", "") || g.Can("org.x", "a") {
		t.Errorf("too much is held: %v", g)
	}
	if !g.Group[book] || !g.Clinic["a"][book] || g.Clinic["b"][book] {
		t.Errorf("a right was lost or won: %v", g)
	}
}

func TestEnterAndRequire(t *testing.T) {
	ctx := db.With(context.Background(), db.Scope{Request: "r1"})
	if err := Require(ctx, book, "a"); !errors.Is(err, Unauthenticated) {
		t.Errorf("nobody: %v", err)
	}
	if _, err := Enter(ctx, book); !errors.Is(err, Unauthenticated) {
		t.Errorf("nobody: %v", err)
	}
	who := With(ctx, Actor{ID: "u", Tenant: "t", Grants: Grants{Clinic: map[string]Keys{"a": KeysOf(book)}}})
	if err := Require(who, book, "b"); !errors.Is(err, Forbidden) {
		t.Errorf("other clinic: %v", err)
	}
	if _, err := Enter(who, roles); !errors.Is(err, Forbidden) {
		t.Errorf("right held nowhere: %v", err)
	}
	in, err := Enter(who, book)
	if err != nil {
		t.Fatal(err)
	}
	s, _ := db.From(in)
	if s.Tenant != "t" || s.Actor != "u" || s.Request != "r1" || !slices.Equal(s.Clinics, []string{"a"}) {
		t.Errorf("scope %+v", s)
	}
	prog := AsProgram(ctx, "t", "demo")
	if err := Require(prog, roles, ""); err != nil {
		t.Errorf("the program itself: %v", err)
	}
	in, err = Enter(prog, book)
	if s, _ := db.From(in); err != nil || s.Clinics != nil || s.Tenant != "t" {
		t.Errorf("the program sees all clinics: %+v, %v", s, err)
	}
}

func TestReaches(t *testing.T) {
	got, err := reaches([]Permission{{Key: book, Scope: Clinic}, {Key: roles, Scope: Group}})
	if err != nil || got[book] != Clinic || got[roles] != Group {
		t.Error(got, err)
	}
	for _, bad := range [][]Permission{{{Key: book, Scope: Clinic}, {Key: book, Scope: Group}}, {{Scope: Clinic}}, {{Key: "x.y"}}} {
		if _, err := reaches(bad); err == nil {
			t.Errorf("%v was taken", bad)
		}
	}
}
