package org

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
	"archwire/internal/platform/testkit"
)

func (h *house) can(p Staff, key, clinic string) bool {
	h.t.Helper()
	var g auth.Grants
	h.read(func(tx *db.Tx) (err error) { g, err = h.s.GrantsOf(tx, p.ID); return err })
	return g.Can(key, clinic)
}

// lastChange is the newest line of the audit.
func (h *house) lastChange() audit.Line {
	h.t.Helper()
	var out []audit.Line
	h.read(func(tx *db.Tx) (err error) { out, err = h.audit.List(tx, audit.Filter{Limit: 1}); return err })
	if len(out) == 0 {
		h.t.Fatal("the audit is empty")
	}
	return out[0]
}

func want(t *testing.T, what string, err error, def *fault.Def) {
	t.Helper()
	if !errors.Is(err, def) {
		t.Errorf("%s: %v, want %s", what, err, def.Code)
	}
}

// A manager of one clinic takes people on there, with the roles that they hold
// themselves, and nothing elsewhere.
func TestManagerActsInTheirClinic(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		boss := h.hire("boss", Holding{RoleManager, h.east.ID})
		ctx := h.as(boss, ManageStaff)
		h.kinds()

		nurse, link, err := h.s.Invite(ctx, NewStaff{Login: "nurse", Staff: Staff{Name: "江棉球", Holdings: []Holding{{RoleNurse, h.east.ID}}}})
		must(t, err)
		if link.Link == "" || nurse.Initials != "jmq" || nurse.EmployedFrom != "2026-11-22" {
			t.Errorf("invited %+v, link %q", nurse, link.Link)
		}
		if got := h.kinds(); got != StaffJoined {
			t.Errorf("facts: %s", got)
		}
		if !h.can(nurse, View, h.east.ID) || h.can(nurse, View, h.west.ID) || h.can(nurse, View, "") {
			t.Error("a nurse of the east clinic sees it and no other")
		}

		for _, c := range []struct {
			name string
			give Holding
			want *fault.Def
		}{
			{"in another clinic", Holding{RoleNurse, h.west.ID}, ClinicNotFound},
			{"for the whole group", Holding{RoleNurse, ""}, BeyondOwn},
			{"a role worth more", Holding{RoleDoctor, h.east.ID}, BeyondOwn},
			{"owner", Holding{RoleOwner, ""}, BeyondOwn},
			{"owner of a clinic", Holding{RoleOwner, h.east.ID}, OwnerOfGroup},
			{"unknown role", Holding{"emperor", h.east.ID}, RoleNotFound},
			{"unknown clinic", Holding{RoleNurse, "nowhere"}, ClinicNotFound},
		} {
			_, err := h.s.GiveRoles(ctx, nurse.ID, []Holding{c.give}, nil)
			want(t, "give "+c.name, err, c.want)
			_, _, err = h.s.Invite(ctx, NewStaff{Login: "x-" + c.name, Staff: Staff{Name: "某", Holdings: []Holding{c.give}}})
			want(t, "invite "+c.name, err, c.want)
		}
		_, _, err = h.s.Invite(ctx, NewStaff{Login: "nobody", Staff: Staff{Name: "某"}})
		want(t, "no role", err, NoHolding)
		_, _, err = h.s.Invite(ctx, NewStaff{Login: "NURSE", Staff: Staff{Name: "某", Holdings: []Holding{{RoleNurse, h.east.ID}}}})
		want(t, "login taken", err, auth.LoginTaken)

		stranger := h.hire("stranger", Holding{RoleNurse, h.west.ID})
		h.kinds()
		_, err = h.s.GiveRoles(ctx, stranger.ID, []Holding{{RoleNurse, h.east.ID}}, nil)
		want(t, "somebody out of sight", err, StaffNotFound)
		want(t, "close the owner", h.s.CloseAccess(ctx, h.owner.ID), StaffNotFound)
		if got := h.kinds(); got != "" {
			t.Errorf("refused, yet told: %s", got)
		}
		var n int
		h.read(func(tx *db.Tx) (err error) { n, err = tx.From("org_staff").Count(); return err })
		if n != 4 {
			t.Errorf("%d people: a refused invitation left somebody", n)
		}
	})
}

// Access to the account of somebody who may do more is as good as their rights.
func TestNobodyWinsRightsThroughAnAccount(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		boss := h.hire("boss", Holding{RoleManager, h.east.ID})
		doctor := h.hire("doctor", Holding{RoleDoctor, h.east.ID})
		both := h.hire("both", Holding{RoleNurse, h.east.ID}, Holding{RoleNurse, h.west.ID})
		nurse := h.hire("nurse", Holding{RoleNurse, h.east.ID})
		ctx := h.as(boss, ManageStaff)
		for _, p := range []Staff{doctor, both} {
			_, err := h.s.ResetAccess(ctx, p.ID, true)
			want(t, "reset "+p.Name, err, BeyondOwn)
			want(t, "close "+p.Name, h.s.CloseAccess(ctx, p.ID), BeyondOwn)
			login := "mine"
			_, err = h.s.ChangeStaff(ctx, p.ID, 1, StaffChange{Login: &login})
			want(t, "login of "+p.Name, err, BeyondOwn)
		}
		_, err := h.s.GiveRoles(ctx, doctor.ID, nil, []Holding{{RoleDoctor, h.east.ID}})
		want(t, "take what one does not hold", err, BeyondOwn)
		want(t, "close oneself", h.s.CloseAccess(ctx, boss.ID), NotOneself)

		colour := "#112233"
		p, err := h.s.ChangeStaff(ctx, doctor.ID, 1, StaffChange{Colour: &colour})
		if err != nil || p.Colour != colour || p.Version != 2 {
			t.Errorf("the colour of a doctor: %v %+v", err, p)
		}
		_, err = h.s.ChangeStaff(ctx, doctor.ID, 1, StaffChange{Colour: &colour})
		want(t, "second at the same version", err, db.Stale)
		if _, err := h.s.ResetAccess(ctx, nurse.ID, false); err != nil {
			t.Errorf("reset of a nurse: %v", err)
		}

		// The ruling counts at once: with the doctors' right, the manager may.
		_, err = h.s.RuleOn(h.as(h.owner, ManageRoles), RoleManager, map[string]bool{signOff: true, auth.GlassPermission: true})
		must(t, err)
		if _, err := h.s.GiveRoles(ctx, nurse.ID, []Holding{{RoleDoctor, h.east.ID}}, nil); err != nil {
			t.Errorf("after the ruling: %v", err)
		}
	})
}

func TestRolesAndRulings(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		own := h.as(h.owner, ManageRoles)
		nurse := h.hire("nurse", Holding{RoleNurse, h.east.ID})
		h.kinds()
		r, err := h.s.RuleOn(own, RoleNurse, map[string]bool{signOff: true, View: true})
		must(t, err)
		if !slices.Equal(r.Changed, []string{signOff}) || !h.can(nurse, signOff, h.east.ID) || h.can(nurse, signOff, h.west.ID) {
			t.Errorf("ruled: %+v", r)
		}
		line := h.lastChange()
		if line.Action != RoleRuled || line.Actor != h.owner.ID || line.SubjectID != RoleNurse ||
			strings.Contains(string(line.Before), signOff) || !strings.Contains(string(line.After), signOff) {
			t.Errorf("audit: %+v before %s after %s", line, line.Before, line.After)
		}
		if got := h.kinds(); got != RoleRuled {
			t.Errorf("facts: %s", got)
		}
		r, err = h.s.RuleOn(own, RoleNurse, map[string]bool{signOff: false})
		must(t, err)
		var rulings int
		h.read(func(tx *db.Tx) (err error) { rulings, err = tx.From("org_rulings").Count(); return err })
		if len(r.Changed) != 0 || rulings != 0 || h.can(nurse, signOff, h.east.ID) {
			t.Errorf("back at the default: %+v, %d rulings are kept", r, rulings)
		}
		h.kinds()
		_, err = h.s.RuleOn(own, RoleNurse, map[string]bool{signOff: false})
		if got := h.kinds(); err != nil || got != "" {
			t.Errorf("nothing changed, yet told: %s %v", got, err)
		}

		_, err = h.s.RuleOn(own, RoleOwner, map[string]bool{View: false})
		want(t, "the owner's role", err, OwnerFixed)
		_, err = h.s.RuleOn(own, "emperor", map[string]bool{View: true})
		want(t, "unknown role", err, RoleNotFound)
		_, err = h.s.RuleOn(own, RoleNurse, map[string]bool{"a.b": true})
		want(t, "unknown permission", err, UnknownPermission)

		// A keeper of roles who is no owner cannot enrich their own role.
		keeper, err := h.s.MakeRole(own, NewRole{Name: "管角色的人", Permissions: []string{ManageRoles, View}})
		must(t, err)
		_, err = h.s.MakeRole(own, NewRole{Name: "管角色的人"})
		want(t, "same name", err, RoleNameTaken)
		_, err = h.s.MakeRole(own, NewRole{Name: " "})
		want(t, "no name", err, NameMissing)
		who := h.hire("keeper", Holding{keeper.ID, ""})
		ctx := h.as(who, ManageRoles)
		_, err = h.s.RuleOn(ctx, keeper.ID, map[string]bool{rare: true})
		want(t, "enrich oneself", err, BeyondOwn)
		_, err = h.s.RuleOn(ctx, RoleDoctor, map[string]bool{signOff: false})
		want(t, "take what one does not hold", err, BeyondOwn)
		if _, err = h.s.RuleOn(ctx, RoleNurse, map[string]bool{View: false}); err != nil {
			t.Errorf("take what one holds: %v", err)
		}

		want(t, "drop a held role", h.s.DropRole(own, keeper.ID), RoleHeld)
		want(t, "drop a built-in role", h.s.DropRole(own, RoleNurse), BuiltInFixed)
		_, err = h.s.GiveRoles(h.as(h.owner, ManageStaff), who.ID, nil, []Holding{{keeper.ID, ""}})
		must(t, err)
		must(t, h.s.DropRole(own, keeper.ID))
		want(t, "drop it again", h.s.DropRole(own, keeper.ID), RoleNotFound)
		if h.can(who, ManageRoles, "") {
			t.Error("a right outlived its role")
		}
	})
}

func TestTheLastOwnerStays(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := h.as(h.owner, ManageStaff)
		owner := []Holding{{RoleOwner, ""}}
		_, err := h.s.GiveRoles(ctx, h.owner.ID, nil, owner)
		want(t, "resign alone", err, LastOwner)
		day := h.owner.EmployedFrom.AddDays(30)
		_, err = h.s.ChangeStaff(ctx, h.owner.ID, 1, StaffChange{EmployedTo: &day})
		want(t, "leave alone", err, LastOwner)

		// Somebody who has not come yet is no owner to rely on.
		second, link, err := h.s.Invite(ctx, NewStaff{Login: "second", Staff: Staff{Name: "二", Holdings: owner}})
		must(t, err)
		_, err = h.s.GiveRoles(ctx, h.owner.ID, nil, owner)
		want(t, "resign to an invitation", err, LastOwner)
		must(t, h.auth.AcceptInvite(context.Background(), link.Link, password))
		if _, err = h.s.GiveRoles(ctx, h.owner.ID, nil, owner); err != nil {
			t.Fatalf("resign with a second owner: %v", err)
		}
		if h.can(h.owner, View, "") || !h.can(second, rare, "") {
			t.Error("rights did not pass on")
		}
		_, err = h.s.GiveRoles(h.as(second, ManageStaff), second.ID, nil, owner)
		want(t, "the second resigns alone", err, LastOwner)
	})
}

// Twenty owners resign at once: one stays.
func TestOwnersRace(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		const n = 20
		owners := []Staff{h.owner}
		hash, err := h.auth.HashPassword(t.Context(), password, "o")
		must(t, err)
		prog := auth.AsProgram(t.Context(), h.Tenant, "test")
		for i := 1; i < n; i++ {
			p, err := h.s.hire(prog, NewStaff{Login: "owner" + string(rune('a'+i)), Staff: Staff{Name: "东家", Holdings: []Holding{{RoleOwner, ""}}}}, hash)
			must(t, err)
			owners = append(owners, p)
		}
		ctxs := make([]context.Context, n)
		for i, p := range owners {
			ctxs[i] = h.as(p, ManageStaff)
		}
		errs := testkit.Race(t, n, func(i int) error {
			_, err := h.s.GiveRoles(ctxs[i], owners[i].ID, nil, []Holding{{RoleOwner, ""}})
			return err
		})
		last := 0
		for _, err := range errs {
			if errors.Is(err, LastOwner) {
				last++
			} else if err != nil {
				t.Errorf("resign: %v", err)
			}
		}
		left := 0
		for _, p := range owners {
			if h.can(p, rare, "") {
				left++
			}
		}
		if last != 1 || left != 1 {
			t.Errorf("%d were kept, %d own the group", last, left)
		}
	})
}

// Two owners close each other's account at once: one stays.
func TestOwnersCloseEachOther(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		other := h.hire("other", Holding{RoleOwner, ""})
		pair := []Staff{h.owner, other}
		ctxs := []context.Context{h.as(h.owner, ManageStaff), h.as(other, ManageStaff)}
		errs := testkit.Race(t, 2, func(i int) error { return h.s.CloseAccess(ctxs[i], pair[1-i].ID) })
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("both or none: %v", errs)
		}
		for _, err := range errs {
			if err != nil {
				want(t, "the later", err, LastOwner)
			}
		}
	})
}

// Rights are held on the days of employment, counted in the home zone.
func TestRightsEndWithEmployment(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := h.as(h.owner, ManageStaff)
		nurse := h.hire("nurse", Holding{RoleNurse, h.east.ID})
		last := nurse.EmployedFrom.AddDays(1)
		nurse, err := h.s.ChangeStaff(ctx, nurse.ID, 1, StaffChange{EmployedTo: &last})
		must(t, err)
		h.Clock.Set(last.At(23*60+59, homeZone()))
		if !h.can(nurse, View, h.east.ID) {
			t.Error("the last day counts")
		}
		var list []Staff
		h.read(func(tx *db.Tx) (err error) { list, err = h.s.StaffOf(tx, h.east.ID); return err })
		if len(list) != 1 {
			t.Errorf("%d people on the last day", len(list))
		}
		h.Clock.Add(2 * time.Minute)
		if h.can(nurse, View, h.east.ID) {
			t.Error("rights after the last day")
		}
		h.read(func(tx *db.Tx) (err error) { list, err = h.s.StaffOf(tx, h.east.ID); return err })
		if len(list) != 0 {
			t.Errorf("%d people after the last day", len(list))
		}
		h.read(func(tx *db.Tx) error {
			if _, err := h.s.Staff(tx, nurse.ID); err != nil {
				t.Errorf("who is gone is still known: %v", err)
			}
			return nil
		})
	})
}

func TestClinics(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		own := h.as(h.owner, ManageClinics)
		h.kinds()
		c, err := h.s.OpenClinic(own, Clinic{Code: "bay", Name: "云朵湾店", ShortName: "云朵湾", Kind: Franchise, LegalEntity: "云朵湾口腔门诊部", NumberPrefix: "Y"})
		must(t, err)
		if got := h.kinds(); got != ClinicOpened || c.Zone != HomeZone {
			t.Errorf("facts %s, zone %s", got, c.Zone)
		}
		_, err = h.s.OpenClinic(own, Clinic{Code: "bay", Name: "又一家", ShortName: "又", Kind: Own, NumberPrefix: "X"})
		want(t, "code", err, CodeTaken)
		_, err = h.s.OpenClinic(own, Clinic{Code: "bay2", Name: "又一家", ShortName: "又", Kind: Own, NumberPrefix: "Y"})
		want(t, "prefix", err, PrefixTaken)

		boss := h.hire("boss", Holding{RoleManager, h.east.ID})
		ctx := h.as(boss, ChangeClinic)
		name, prefix := "东大店", "EE"
		east, err := h.s.ChangeClinic(ctx, h.east.ID, 1, ClinicChange{Name: &name})
		if err != nil || east.Name != name || east.Version != 2 || east.Hours != h.east.Hours {
			t.Errorf("changed: %+v %v", east, err)
		}
		_, err = h.s.ChangeClinic(ctx, h.east.ID, 1, ClinicChange{Name: &name})
		want(t, "stale", err, db.Stale)
		_, err = h.s.ChangeClinic(ctx, h.east.ID, 2, ClinicChange{NumberPrefix: &prefix})
		want(t, "what the group decides", err, auth.Forbidden)
		_, err = h.s.ChangeClinic(ctx, h.west.ID, 1, ClinicChange{Name: &name})
		want(t, "another's clinic", err, ClinicNotFound)

		var seen []Clinic
		must(t, h.DB.Read(ctx, func(tx *db.Tx) (err error) { seen, err = h.s.Clinics(tx); return err }))
		if len(seen) != 1 || seen[0].ID != h.east.ID {
			t.Errorf("a manager of one clinic sees %v", seen)
		}
		h.read(func(tx *db.Tx) error {
			zone, err := h.s.Zone(tx, h.west.ID)
			if err != nil || zone.String() != HomeZone {
				t.Errorf("zone %v %v", zone, err)
			}
			for _, bad := range []string{"", "nowhere", h.IDs()} {
				_, err := h.s.Clinic(tx, bad)
				want(t, "clinic "+bad, err, ClinicNotFound)
				_, err = h.s.Staff(tx, bad)
				want(t, "staff "+bad, err, StaffNotFound)
			}
			return nil
		})

		closed, err := h.s.CloseClinic(own, c.ID)
		must(t, err)
		again, err := h.s.CloseClinic(own, c.ID)
		if err != nil || again.Version != closed.Version || closed.ClosedAt == 0 {
			t.Errorf("closing twice: %+v %v", again, err)
		}
		_, _, err = h.s.Invite(h.as(h.owner, ManageStaff), NewStaff{Login: "late", Staff: Staff{Name: "迟", Holdings: []Holding{{RoleNurse, c.ID}}}})
		want(t, "a role in a closed clinic", err, ClinicClosed)
		if c, err = h.s.ReopenClinic(own, c.ID); err != nil || c.ClosedAt != 0 {
			t.Errorf("reopened: %+v %v", c, err)
		}
	})
}

// All clinics are closed at once: one stays open.
func TestLastClinicRace(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		own := h.as(h.owner, ManageClinics)
		errs := testkit.Race(t, 20, func(i int) error {
			_, err := h.s.CloseClinic(own, []string{h.east.ID, h.west.ID}[i%2])
			return err
		})
		for _, err := range errs {
			if err != nil && !errors.Is(err, LastClinic) && !errors.Is(err, db.Stale) {
				t.Errorf("close: %v", err)
			}
		}
		var open int
		h.read(func(tx *db.Tx) (err error) { open, err = openClinics(tx); return err })
		if open != 1 {
			t.Errorf("%d clinics are open", open)
		}
	})
}

// Twenty accept one invitation: one password is set.
func TestInvitationIsAcceptedOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		_, link, err := h.s.Invite(h.as(h.owner, ManageStaff), NewStaff{Login: "nurse", Staff: Staff{Name: "江棉球", Holdings: []Holding{{RoleNurse, h.east.ID}}}})
		must(t, err)
		words := make([]string, 20)
		for i := range words {
			words[i] = password + string(rune('a'+i))
		}
		errs := testkit.Race(t, 20, func(i int) error { return h.auth.AcceptInvite(context.Background(), link.Link, words[i]) })
		in := 0
		for i, err := range errs {
			if err == nil {
				in++
				if _, err := h.auth.Login(context.Background(), auth.LoginInput{Group: "qingshang", Login: "nurse", Password: words[i]}); err != nil {
					t.Errorf("who was first cannot log in: %v", err)
				}
			} else if !errors.Is(err, auth.LinkSpent) {
				t.Errorf("accept: %v", err)
			}
		}
		if in != 1 {
			t.Errorf("%d accepted", in)
		}
	})
}

func TestCreateGroup(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for name, n := range map[string]NewGroup{
			"code taken":     {Code: "qingshang", Name: "又一家", Password: password, Owner: NewStaff{Login: "o", Staff: Staff{Name: "东家"}}},
			"weak password":  {Code: "fresh", Name: "又一家", Password: "1234567890", Owner: NewStaff{Login: "oo", Staff: Staff{Name: "东家"}}},
			"no owner":       {Code: "fresh", Name: "又一家", Password: password, Owner: NewStaff{Login: "oo"}},
			"the same group": {ID: h.Tenant, Code: "fresh", Name: "又一家", Password: password, Owner: NewStaff{Login: "oo", Staff: Staff{Name: "东家"}}},
		} {
			before := accounts(t, h)
			if _, err := h.s.CreateGroup(context.Background(), n); err == nil {
				t.Errorf("%s: made", name)
			} else if _, ok := fault.As(err); !ok {
				t.Errorf("%s: %v", name, err)
			}
			if accounts(t, h) != before {
				t.Errorf("%s: an owner without a group is left", name)
			}
		}
		g, err := h.s.CreateGroup(context.Background(), NewGroup{Code: "fresh", Name: "又一家", Password: password, MustChange: true,
			Owner: NewStaff{Login: "oo", Staff: Staff{Name: "东家"}}})
		must(t, err)
		ticket, err := h.auth.Login(context.Background(), auth.LoginInput{Group: "Fresh", Login: "oo", Password: password})
		if err != nil || !ticket.MustChange || g.ID == h.Tenant {
			t.Errorf("%+v %v", ticket, err)
		}
	})
}

// accounts counts those of every group.
func accounts(t *testing.T, h *house) (n int) {
	t.Helper()
	must(t, h.DB.System(t.Context(), "a test counts", func(tx *db.Tx) (err error) {
		n, err = tx.From("auth_accounts").Count()
		return err
	}))
	return n
}

func TestDemoTwice(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		world := func() *demo.World {
			return &demo.World{Seed: 1, From: "2026-08-24", Today: "2026-11-22", To: "2026-12-22"}
		}
		first, second := world(), world()
		must(t, h.s.demo(t.Context(), first))
		must(t, h.s.demo(t.Context(), second))
		a, b := demo.Get[map[string]Staff](first, DemoStaff), demo.Get[map[string]Staff](second, DemoStaff)
		clinics := demo.Get[map[string]Clinic](second, DemoClinics)
		if len(clinics) != 2 || len(b) != len(demoPeople)+1 {
			t.Fatalf("%d clinics, %d people", len(clinics), len(b))
		}
		for login, p := range a {
			if login != DemoOwner && b[login].ID != p.ID {
				t.Errorf("%s was made twice", login)
			}
		}
		wind := clinics[DemoWindmill].ID
		if d := b[DemoDoctor]; !d.Is(RoleDoctor, wind) || !d.MayDoLicensedActs || d.Initials != "cgy" {
			t.Errorf("程弓远: %+v", d)
		}
		ctx := db.With(t.Context(), db.Scope{Tenant: DemoTenant})
		must(t, h.DB.Read(ctx, func(tx *db.Tx) error {
			list, err := h.s.StaffOf(tx, wind)
			count := map[string]int{}
			for _, p := range list {
				for _, role := range p.RolesAt(wind) {
					count[role]++
				}
			}
			if count[RoleNurse] != 7 || count[RoleDoctor] != 3 || count[RoleAssistant] != 2 || count[RoleFrontDesk] != 2 {
				t.Errorf("风车路店: %v", count)
			}
			return err
		}))
		logins := DemoLogins()
		if len(logins) != len(BuiltIn) {
			t.Errorf("%d of %d roles have somebody", len(logins), len(BuiltIn))
		}
		for _, l := range []string{DemoOwner, logins[1].Login} {
			if _, err := h.auth.Login(t.Context(), auth.LoginInput{Group: DemoGroup, Login: l, Password: DemoPassword}); err != nil {
				t.Errorf("%s cannot log in: %v", l, err)
			}
		}
	})
}
