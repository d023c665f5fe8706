package org

import (
	"errors"
	"slices"
	"testing"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/platform/auth"
)

var declared = []auth.Permission{
	{Key: "a.see", Scope: auth.Clinic, Roles: []string{RoleManager, RoleNurse}},
	{Key: "a.do", Scope: auth.Clinic, Roles: []string{RoleManager}},
	{Key: "a.rule", Scope: auth.Group, Roles: []string{RoleManager}},
	{Key: "a.rare", Scope: auth.Group},
}

func TestKeysOfARole(t *testing.T) {
	b := newBook(declared)
	for _, c := range []struct {
		name    string
		role    string
		rulings []ruling
		want    []string
		changed []string
	}{
		{"default", RoleNurse, nil, []string{"a.see"}, nil},
		{"given", RoleNurse, []ruling{{RoleNurse, "a.do", true}}, []string{"a.do", "a.see"}, []string{"a.do"}},
		{"taken", RoleNurse, []ruling{{RoleNurse, "a.see", false}}, nil, []string{"a.see"}},
		{"ruling of another role", RoleNurse, []ruling{{RoleManager, "a.see", false}}, []string{"a.see"}, nil},
		{"permission that is gone", RoleNurse, []ruling{{RoleNurse, "b.gone", true}}, []string{"a.see"}, nil},
		{"owner holds all", RoleOwner, nil, []string{"a.do", "a.rare", "a.rule", "a.see"}, nil},
		{"owner cannot be ruled upon", RoleOwner, []ruling{{RoleOwner, "a.do", false}}, []string{"a.do", "a.rare", "a.rule", "a.see"}, nil},
		{"the group's own", "0198", []ruling{{"0198", "a.rare", true}}, []string{"a.rare"}, []string{"a.rare"}},
		{"nobody's", "0199", nil, nil, nil},
	} {
		keys := b.keysOf(c.role, c.rulings)
		var got []string
		for _, k := range b.all {
			if keys[k] {
				got = append(got, k)
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, c.want) || !slices.Equal(b.changed(c.role, keys), c.changed) {
			t.Errorf("%s: %v (changed %v), want %v (%v)", c.name, got, b.changed(c.role, keys), c.want, c.changed)
		}
	}
}

// A right over the group is not won through a role in one clinic, and what is
// held in one clinic is not held in another.
func TestGrantsOfHoldings(t *testing.T) {
	b := newBook(declared)
	g := b.grants([]Holding{{RoleManager, "east"}, {RoleNurse, "west"}}, nil)
	for _, c := range []struct {
		key, clinic string
		want        bool
	}{
		{"a.do", "east", true}, {"a.see", "east", true}, {"a.rule", "east", false}, {"a.rule", "", false},
		{"a.do", "west", false}, {"a.see", "west", true}, {"a.see", "", false}, {"a.see", "north", false},
	} {
		if g.Can(c.key, c.clinic) != c.want {
			t.Errorf("Can(%s, %q) is not %v", c.key, c.clinic, c.want)
		}
	}
	whole := b.grants([]Holding{{RoleManager, ""}}, nil)
	if !whole.Can("a.rule", "") || !whole.Can("a.do", "north") || whole.Can("a.rare", "") {
		t.Error("a role for the whole group gives its permissions there and in each clinic, and no more")
	}
	if b.defaults[RoleNurse]["a.do"] || len(b.defaults[RoleNurse]) != 1 {
		t.Error("adding up changed the defaults")
	}
}

func TestNobodyGivesMoreThanTheyHold(t *testing.T) {
	b := newBook(declared)
	manager := b.grants([]Holding{{RoleManager, "east"}}, nil)
	for _, c := range []struct {
		name string
		give Holding
		ok   bool
	}{
		{"below", Holding{RoleNurse, "east"}, true},
		{"the same", Holding{RoleManager, "east"}, true},
		{"elsewhere", Holding{RoleNurse, "west"}, false},
		{"for the whole group", Holding{RoleNurse, ""}, false},
		{"owner", Holding{RoleOwner, ""}, false},
	} {
		err := mayGive(manager, b.grants([]Holding{c.give}, nil))
		if (err == nil) != c.ok || (!c.ok && !errors.Is(err, BeyondOwn)) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	// A ruling that took a permission from managers takes it from what they give.
	poorer := b.grants([]Holding{{RoleManager, "east"}}, []ruling{{RoleManager, "a.see", false}})
	err := mayGive(poorer, b.grants([]Holding{{RoleNurse, "east"}}, nil))
	if f, ok := fault.As(err); !ok || f.Args["permission"] != "a.see" {
		t.Errorf("what is missing is not named: %v", err)
	}
}

func TestBuiltInRolesOfThisModule(t *testing.T) {
	if len(BuiltIn) != 15 {
		t.Fatalf("%d built-in roles", len(BuiltIn))
	}
	b := newBook(Permissions)
	for _, role := range BuiltIn {
		if !b.keysOf(role, nil)[View] {
			t.Errorf("%s cannot see colleagues", role)
		}
	}
}

func TestClinicCheck(t *testing.T) {
	good := Clinic{Code: "fengche", Name: "风车路店", ShortName: "风车", Kind: Own, Zone: HomeZone, NumberPrefix: "F", Hours: EveryDay(540, 1080)}
	if err := good.check(); err != nil {
		t.Fatal(err)
	}
	late := good
	late.Hours[3] = Opening{From: 1080, To: 540}
	for name, c := range map[string]struct {
		edit func(*Clinic)
		want *fault.Def
	}{
		"code with a space":      {func(c *Clinic) { c.Code = "feng che" }, BadCode},
		"capital code":           {func(c *Clinic) { c.Code = "FC" }, BadCode},
		"name of spaces":         {func(c *Clinic) { c.Name = " \u3000" }, NameMissing},
		"no short name":          {func(c *Clinic) { c.ShortName = "" }, NameMissing},
		"kind":                   {func(c *Clinic) { c.Kind = "rented" }, BadKind},
		"franchise of nobody":    {func(c *Clinic) { c.Kind = Franchise }, LegalEntityMissing},
		"zone":                   {func(c *Clinic) { c.Zone = "Asia/积木市" }, BadZone},
		"the machine's own zone": {func(c *Clinic) { c.Zone = "Local" }, BadZone},
		"a path as a zone":       {func(c *Clinic) { c.Zone = "../../etc/passwd" }, BadZone},
		"prefix":                 {func(c *Clinic) { c.NumberPrefix = "风" }, BadPrefix},
		"phone":                  {func(c *Clinic) { c.Phone = "打我" }, BadPhone},
		"closes before it opens": {func(c *Clinic) { c.Hours = late.Hours }, BadHours},
		"a day of 25 hours":      {func(c *Clinic) { c.Hours[0] = Opening{From: 0, To: 1500} }, BadHours},
	} {
		bad := good
		c.edit(&bad)
		if err := bad.check(); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if Own.OtherLegalPerson() || Managed.OtherLegalPerson() || !Franchise.OtherLegalPerson() {
		t.Error("only a franchised clinic is another legal person")
	}
}

func TestStaffPlaces(t *testing.T) {
	s := Staff{Name: "程弓远", EmployedFrom: "2026-01-01", EmployedTo: "2026-06-30",
		Holdings: sorted([]Holding{{RoleNurse, "west"}, {RoleAuditor, ""}, {RoleDoctor, "east"}, {RoleManager, "east"}, {RoleDoctor, "east"}})}
	if got := s.Clinics(); !slices.Equal(got, []string{"east", "west"}) {
		t.Error(got)
	}
	if got := s.RolesAt("east"); !slices.Equal(got, []string{RoleDoctor, RoleManager}) {
		t.Error(got)
	}
	if !s.Is(RoleDoctor, "east") || s.Is(RoleDoctor, "west") || s.Is(RoleAuditor, "east") {
		t.Error("roles are held where they are held")
	}
	for day, want := range map[civil.Day]bool{"2025-12-31": false, "2026-01-01": true, "2026-06-30": true, "2026-07-01": false} {
		if s.Employed(day) != want {
			t.Errorf("%s: %v", day, !want)
		}
	}
}

func TestStaffCheck(t *testing.T) {
	good := Staff{Name: "𠮷䶮 😀", Colour: "#2f6f5e", EmployedFrom: "2026-01-01"}
	if err := good.check(); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		edit func(*Staff)
		want *fault.Def
	}{
		"no name":            {func(s *Staff) { s.Name = "\t" }, NameMissing},
		"colour":             {func(s *Staff) { s.Colour = "red" }, BadColour},
		"no such day":        {func(s *Staff) { s.EmployedFrom = "2026-02-30" }, BadDay},
		"no first day":       {func(s *Staff) { s.EmployedFrom = "" }, BadDay},
		"no such last day":   {func(s *Staff) { s.EmployedTo = "soon" }, BadDay},
		"left before coming": {func(s *Staff) { s.EmployedTo = "2025-12-31" }, LeftBeforeJoined},
	} {
		bad := good
		c.edit(&bad)
		if err := bad.check(); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
