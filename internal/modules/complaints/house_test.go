package complaints

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"archwire/internal/kit/fault"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/tasks"
	"archwire/internal/modules/visits"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
	"archwire/internal/platform/events"
	"archwire/internal/platform/ground"
	"archwire/internal/platform/settings"
	"archwire/internal/platform/testkit"
)

var stack = ground.Tables((&org.Service{}).Module(), (&patients.Service{}).Module(), (&tasks.Service{}).Module(), (&visits.Service{}).Module(),
	(&Service{}).Module())

// house is the demo group with its people.
type house struct {
	*testkit.World
	t       *testing.T
	s       *Service
	tasks   *tasks.Service
	people  *patients.Service
	visits  *visits.Service
	bus     *events.Bus
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
	var err error
	g := ground.Lay(t, w)
	group := org.New(org.Deps{DB: w.DB, Auth: g.Auth, Audit: g.Audit, Facts: g.Facts})
	w.DB.KnowClinics(group.HasClinic)
	h := &house{World: w, t: t, bus: g.Facts}
	h.people = patients.New(patients.Deps{DB: w.DB, Org: group, Vault: g.Vault, Audit: g.Audit, Facts: g.Facts, Jobs: g.Jobs})
	h.tasks = tasks.Make(tasks.Deps{DB: w.DB, Org: group, Audit: g.Audit, Facts: g.Facts})
	h.visits, err = visits.New(visits.Deps{DB: w.DB, Org: group, Patients: h.people, Tasks: h.tasks, Auth: g.Auth, Audit: g.Audit, Facts: g.Facts, Vault: g.Vault})
	ok(t, err)
	h.s, err = Make(Deps{DB: w.DB, Org: group, Patients: h.people, Tasks: h.tasks, Visits: h.visits, Audit: g.Audit, Facts: g.Facts})
	ok(t, err)
	_, err = settings.New(w.DB, g.Audit, slices.Concat(h.s.Module().Settings, h.tasks.Module().Settings))
	ok(t, err)
	ok(t, g.Facts.Add(slices.Concat(h.tasks.Module().Events, h.s.Module().Events)...))
	group.Declare(slices.Concat(org.Permissions, permissions()))
	h.world = &demo.World{Tenant: w.Tenant, Seed: 1, Zone: time.FixedZone("", 8*3600), Today: "2026-11-22", From: "2026-08-24", To: "2026-12-22", Patients: 300}
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

// manager of the mill may do everything there.
func (h *house) manager() context.Context {
	return h.as("shidinghai", []string{h.mill}, MayView, MayRaise, MayWork, MayClose, MayFigures, tasks.MayView, tasks.MayWork, tasks.MayCancel)
}

func (h *house) patient(clinic string) string {
	h.t.Helper()
	h.entered++
	name := fmt.Sprintf("李积木%d", h.entered)
	r, err := h.people.Register(h.program(), patients.NewPatient{Clinic: clinic, ConfirmNew: true,
		Entry: patients.Entry{Name: &name}, Contacts: []patients.Contact{{Number: fmt.Sprintf("128%08d", h.entered), Default: true}}})
	ok(h.t, err)
	return r.Patient.ID
}

func (h *house) wish(patient string) New {
	return New{Clinic: h.mill, Patient: patient, About: AboutWaiting, Words: "等了四十分钟 𠮷", Way: ByPhone, Owner: h.staff["anhuifang"].ID}
}

func nothing(*db.Tx, Complaint) error { return nil }

func (h *house) raise(n New) Complaint {
	h.t.Helper()
	c, err := h.s.RaiseByHand(h.manager(), n, nothing)
	ok(h.t, err)
	return c
}

func (h *house) get(id string) Complaint {
	h.t.Helper()
	c, _, err := h.s.Show(h.program(), id)
	ok(h.t, err)
	return c
}

// open lists the kinds of the open tasks about a complaint, with their owners.
func (h *house) open(id string) string {
	h.t.Helper()
	list, err := h.tasks.List(h.program(), tasks.Query{Subject: id, State: tasks.Open, Limit: 10})
	ok(h.t, err)
	var out []string
	for _, x := range list {
		who := x.Role
		for login, p := range h.staff {
			if p.ID == x.Owner {
				who = login
			}
		}
		out = append(out, x.Kind+" "+who)
	}
	return strings.Join(out, ", ")
}

// facts lists the module's facts about a complaint, oldest first.
func (h *house) facts(id string) string {
	h.t.Helper()
	var out []string
	ok(h.t, h.DB.Read(h.program(), func(tx *db.Tx) error {
		list, err := events.List(tx, events.Filter{Subject: id})
		for _, f := range slices.Backward(list) {
			out = append(out, strings.TrimPrefix(f.Kind, "complaints."))
		}
		return err
	}))
	return strings.Join(out, " ")
}

func (h *house) steps(id string) string {
	h.t.Helper()
	_, list, err := h.s.Show(h.program(), id)
	ok(h.t, err)
	var out []string
	for _, p := range list {
		out = append(out, string(p.What))
	}
	return strings.Join(out, " ")
}
