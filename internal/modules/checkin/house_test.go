package checkin

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
	"archwire/internal/platform/events"
	"archwire/internal/platform/ground"
	"archwire/internal/platform/settings"
	"archwire/internal/platform/testkit"
)

var stack = ground.Tables((&org.Service{}).Module(), (&patients.Service{}).Module(), (&Service{}).Module())

// house is the demo group with its people.
type house struct {
	*testkit.World
	t       *testing.T
	s       *Service
	people  *patients.Service
	auth    *auth.Service
	world   *demo.World
	mill    string
	boat    string
	staff   map[string]org.Staff
	entered int
}

func each(t *testing.T, fn func(t *testing.T, h *house)) {
	testkit.Each(t, stack, func(t *testing.T, w *testkit.World) { fn(t, openHouse(t, w)) })
}

func openHouse(t *testing.T, w *testkit.World) *house {
	t.Helper()
	g := ground.Lay(t, w)
	group := org.New(org.Deps{DB: w.DB, Auth: g.Auth, Audit: g.Audit, Facts: g.Facts})
	w.DB.KnowClinics(group.HasClinic)
	h := &house{World: w, t: t, auth: g.Auth}
	h.people = patients.New(patients.Deps{DB: w.DB, Org: group, Vault: g.Vault, Audit: g.Audit, Facts: g.Facts, Jobs: g.Jobs})
	h.people.Moves = PatientColumns
	h.s = New(Deps{DB: w.DB, Org: group, Patients: h.people, Auth: g.Auth, Audit: g.Audit, Facts: g.Facts})
	_, err := settings.New(w.DB, g.Audit, h.s.Module().Settings)
	ok(t, err)
	ok(t, g.Facts.Add(slices.Concat(h.people.Module().Events, h.s.Module().Events)...))
	group.Declare(slices.Concat(org.Permissions, permissions()))
	h.world = &demo.World{Tenant: w.Tenant, Seed: 1, Zone: time.FixedZone("", 8*3600), Today: "2026-11-22", From: "2026-08-24", To: "2026-12-22", Patients: 600,
		Progress: func(string, int, int) {}}
	ok(t, group.Module().Demo(h.program(), h.world))
	clinics := demo.Get[map[string]org.Clinic](h.world, org.DemoClinics)
	h.staff = demo.Get[map[string]org.Staff](h.world, org.DemoStaff)
	h.mill, h.boat = clinics[org.DemoWindmill].ID, clinics[org.DemoPaperBoat].ID
	return h
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func want(t testing.TB, what string, err error, def *fault.Def) {
	t.Helper()
	if !errors.Is(err, def) {
		t.Errorf("%s: %v, want %s", what, err, def.Code)
	}
}

func (h *house) program() context.Context { return auth.AsProgram(h.t.Context(), h.Tenant, "test") }

// as is somebody by login with rights in clinics.
func (h *house) as(login string, clinics []string, rights ...string) context.Context {
	grants := auth.Grants{Clinic: map[string]auth.Keys{}}
	for _, c := range clinics {
		grants.Clinic[c] = auth.KeysOf(rights...)
	}
	who := h.staff[login].ID
	ctx := auth.With(h.t.Context(), auth.Actor{ID: who, Tenant: h.Tenant, Grants: grants})
	return db.With(ctx, db.Scope{Tenant: h.Tenant, Clinics: clinics, Actor: who})
}

// desk is the service of the mill.
func (h *house) desk() context.Context {
	return h.as("anhuifang", []string{h.mill}, MayView, MayWork)
}

// child registers a child with a guardian, and gives the guardian's relation.
func (h *house) child() (patient, guardian string) {
	h.t.Helper()
	h.entered++
	name, born := fmt.Sprintf("李积木%d", h.entered), civil.Day("2018-06-01")
	r, err := h.people.Register(h.program(), patients.NewPatient{Clinic: h.mill, ConfirmNew: true,
		Entry: patients.Entry{Name: &name, Birth: &born}, Contacts: []patients.Contact{{Number: fmt.Sprintf("128%08d", h.entered), Default: true}}})
	ok(h.t, err)
	one, err := h.people.Relate(h.program(), r.Patient.ID, patients.Relation{Kind: patients.Guardian, Relation: "mother", Name: "王风筝"})
	ok(h.t, err)
	return r.Patient.ID, one.ID
}

func (h *house) joining(programme string) Joining {
	h.t.Helper()
	patient, guardian := h.child()
	return Joining{Clinic: h.mill, Patient: patient, Programme: programme, Doctor: h.staff["chenggongyuan"].ID,
		Consent: Consent{By: "guardian", Relation: guardian, Means: "paper"}}
}

func nothing(*db.Tx, Member) error { return nil }

func (h *house) join(j Joining) Member {
	h.t.Helper()
	m, err := h.s.Join(h.desk(), j, nothing)
	ok(h.t, err)
	return m
}

// to moves the clock and lets the ticker come by.
func (h *house) to(day civil.Day, at civil.Clock) {
	h.t.Helper()
	h.Clock.Set(day.At(at, shanghai.zone))
	ok(h.t, h.s.wakeDue(h.program(), h.Clock.Now()))
}

// days are the first letters of a member's days.
func (h *house) days(member string) string {
	h.t.Helper()
	var out strings.Builder
	ok(h.t, h.DB.Read(h.program(), func(tx *db.Tx) error {
		list, err := daysSince(tx, member, "2000-01-01")
		for _, d := range list {
			out.WriteString(string(d.State)[:2])
		}
		return err
	}))
	return out.String()
}

// facts lists the module's facts about a member, oldest first.
func (h *house) facts(member string) string {
	h.t.Helper()
	var out []string
	ok(h.t, h.DB.Read(h.program(), func(tx *db.Tx) error {
		list, err := events.List(tx, events.Filter{Subject: member})
		for _, f := range slices.Backward(list) {
			var b Told
			if err := f.Decode(&b); err != nil {
				return err
			}
			out = append(out, strings.TrimSuffix(strings.TrimPrefix(f.Kind, "checkin.")+" "+string(b.Rung), " "))
		}
		return err
	}))
	return strings.Join(out, ", ")
}

func (h *house) member(id string) Member {
	h.t.Helper()
	var m Member
	ok(h.t, h.DB.Write(h.program(), func(tx *db.Tx) (err error) {
		m, err = memberOne(tx, id)
		return err
	}))
	return m
}

// page makes a link to a member's page: group and token.
func (h *house) page(member string) (group, token string) {
	h.t.Helper()
	path, err := h.s.MakeLink(h.desk(), member, func(*db.Tx, string) error { return nil })
	ok(h.t, err)
	parts := strings.Split(path, "/")
	if len(parts) != 5 || parts[2] != "c" {
		h.t.Fatal(path)
	}
	return parts[3], parts[4]
}
