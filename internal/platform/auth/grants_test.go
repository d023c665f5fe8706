package auth

import (
	"context"
	"errors"
	"slices"
	"testing"

	"archwire/internal/platform/db"
)

var (
	book  = Permission{"visits.book", Clinic}
	roles = Permission{"org.roles", Group}
)

func TestGrants(t *testing.T) {
	g := Grants{
		Group:  KeysOf(roles),
		Clinic: map[string]Keys{"b": KeysOf(book), "a": KeysOf(book), "c": {}},
	}
	for _, c := range []struct {
		p      Permission
		clinic string
		want   bool
	}{
		{book, "a", true}, {book, "c", false}, {book, "", false}, {book, "unknown", false},
		{roles, "", true}, {roles, "a", true},
		{Permission{"org.staff", Group}, "a", false},
	} {
		if got := g.Can(c.p, c.clinic); got != c.want {
			t.Errorf("Can(%s, %q) = %v", c.p, c.clinic, got)
		}
	}
	if got := g.Clinics(book); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("Clinics(book) = %v", got)
	}
	if g.Clinics(roles) != nil {
		t.Error("a right of the group must mean all clinics")
	}
	none := Grants{}.Clinics(book)
	if none == nil || len(none) != 0 {
		t.Errorf("no right must be an empty list, which shows nothing, not nil, which shows all: %v", none)
	}
}

// A Group permission that was written under a clinic by mistake gives nothing.
func TestGroupPermissionInAClinic(t *testing.T) {
	g := Grants{Clinic: map[string]Keys{"a": KeysOf(roles)}}
	if g.Can(roles, "a") || g.Can(roles, "") || g.Anywhere(roles) {
		t.Error("a Group permission held in one clinic counted")
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

func TestCheckPermissions(t *testing.T) {
	if err := CheckPermissions([]Permission{book, roles}); err != nil {
		t.Error(err)
	}
	for _, bad := range [][]Permission{{book, book}, {{"", Clinic}}, {{Key: "x.y"}}} {
		if CheckPermissions(bad) == nil {
			t.Errorf("%v was taken", bad)
		}
	}
}
