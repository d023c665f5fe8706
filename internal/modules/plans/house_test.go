package plans

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/money"
	"archwire/internal/modules/catalog"
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

var stack = ground.Tables((&org.Service{}).Module(), (&patients.Service{}).Module(), (&catalog.Service{}).Module(), (&tasks.Service{}).Module(),
	(&visits.Service{}).Module(), (&Service{}).Module())

const today = civil.Day("2026-11-22")

// house is the demo group with the price list and two clinics.
type house struct {
	*testkit.World
	t        testing.TB
	s        *Service
	tasks    *tasks.Service
	people   *patients.Service
	catalog  *catalog.Service
	visits   *visits.Service
	settings *settings.Service
	bus      *events.Bus
	mill     string
	boat     string
	doctor   string
	boss     string
	entered  int
	items    map[string]string
	world    *demo.World
}

func each(t *testing.T, fn func(t *testing.T, h *house)) {
	testkit.Each(t, stack, func(t *testing.T, w *testkit.World) { fn(t, openHouse(t, w)) })
}

func openHouse(t testing.TB, w *testkit.World) *house {
	t.Helper()
	var err error
	g := ground.Lay(t, w)
	group := org.New(org.Deps{DB: w.DB, Auth: g.Auth, Audit: g.Audit, Facts: g.Facts})
	w.DB.KnowClinics(group.HasClinic)
	h := &house{World: w, t: t, bus: g.Facts, items: map[string]string{}}
	h.people = patients.New(patients.Deps{DB: w.DB, Org: group, Vault: g.Vault, Audit: g.Audit, Facts: g.Facts, Jobs: g.Jobs})
	h.catalog = catalog.New(catalog.Deps{DB: w.DB, Org: group, Audit: g.Audit, Facts: g.Facts})
	h.tasks = tasks.Make(tasks.Deps{DB: w.DB, Org: group, Audit: g.Audit, Facts: g.Facts})
	h.visits, err = visits.New(visits.Deps{DB: w.DB, Org: group, Patients: h.people, Tasks: h.tasks, Auth: g.Auth, Audit: g.Audit, Facts: g.Facts, Vault: g.Vault})
	ok(t, err)
	h.s, err = New(Deps{DB: w.DB, Org: group, Patients: h.people, Catalog: h.catalog, Tasks: h.tasks, Visits: h.visits, Audit: g.Audit, Facts: g.Facts})
	ok(t, err)
	h.settings, err = settings.New(w.DB, g.Audit, slices.Concat(h.s.Module().Settings, h.visits.Module().Settings))
	ok(t, err)
	ok(t, g.Facts.Add(h.s.Module().Events...))
	group.Declare(slices.Concat(org.Permissions, permissions()))
	h.world = &demo.World{Tenant: w.Tenant, Seed: 1, Zone: time.FixedZone("", 8*3600), Today: today, From: today.AddDays(-90), To: today.AddDays(30)}
	ok(t, group.Module().Demo(h.Program(), h.world))
	clinics, staff := demo.Get[map[string]org.Clinic](h.world, org.DemoClinics), demo.Get[map[string]org.Staff](h.world, org.DemoStaff)
	h.mill, h.boat, h.doctor, h.boss = clinics[org.DemoWindmill].ID, clinics[org.DemoPaperBoat].ID, staff[org.DemoDoctor].ID, staff["shidinghai"].ID
	_, err = h.catalog.Install(h.Program(), today)
	ok(t, err)
	h.read(func(tx *db.Tx) error {
		list, err := h.catalog.List(tx, h.mill, today)
		for _, i := range list {
			h.items[i.Code] = i.ID
		}
		return err
	})
	return h
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (h *house) Program() context.Context { return auth.AsProgram(h.t.Context(), h.Tenant, "test") }

func (h *house) read(fn func(*db.Tx) error) { h.t.Helper(); ok(h.t, h.DB.Read(h.Program(), fn)) }

// as is a context of somebody with rights in clinics.
func (h *house) as(who string, clinic string, rights ...string) context.Context {
	ctx := auth.With(h.t.Context(), auth.Actor{ID: who, Tenant: h.Tenant, Grants: auth.Grants{Clinic: map[string]auth.Keys{clinic: auth.KeysOf(rights...)}}})
	return db.With(ctx, db.Scope{Tenant: h.Tenant, Clinics: []string{clinic}, Actor: who})
}

// dentist is the doctor of the mill, who drafts, agrees, executes and undoes.
func (h *house) dentist() context.Context {
	return h.as(h.doctor, h.mill, MayView, MayEdit, MayAccept, MayExecute, MayUndo)
}

// manager may besides decide approvals.
func (h *house) manager() context.Context {
	return h.as(h.boss, h.mill, MayView, MayEdit, MayAccept, MayExecute, MayUndo, MayDiscount, MayApprove)
}

func (h *house) patient(clinic string) string {
	h.t.Helper()
	h.entered++
	name := fmt.Sprintf("李积木%d", h.entered)
	r, err := h.people.Register(h.Program(), patients.NewPatient{Clinic: clinic, ConfirmNew: true,
		Entry: patients.Entry{Name: &name}, Contacts: []patients.Contact{{Number: fmt.Sprintf("128%08d", h.entered), Default: true}}})
	ok(h.t, err)
	return r.Patient.ID
}

// line is an item as somebody writes it: "R05 11,21".
func (h *house) line(code, site string) ItemIn {
	h.t.Helper()
	if h.items[code] == "" {
		h.t.Fatalf("no item %s", code)
	}
	return ItemIn{Catalog: h.items[code], Site: site}
}

func (h *house) draft(patient string, items ...ItemIn) DraftIn {
	return DraftIn{Clinic: h.mill, Patient: patient, Title: "方案", Doctor: h.doctor, Items: items}
}

func (h *house) make(in DraftIn) Plan {
	h.t.Helper()
	p, err := h.s.Make(h.dentist(), in)
	ok(h.t, err)
	return p
}

// agree makes a plan and accepts it.
func (h *house) agree(in DraftIn) Plan {
	h.t.Helper()
	p := h.make(in)
	p, err := h.s.Accept(h.dentist(), p.ID, p.Version, p.Amount)
	ok(h.t, err)
	return p
}

// facts counts the module's facts by what happened.
func (h *house) facts() map[string]int {
	h.t.Helper()
	var kinds []string
	h.read(func(tx *db.Tx) error {
		return tx.From("events_facts").Where("kind LIKE 'plans.%'").Pluck("kind", &kinds)
	})
	out := map[string]int{}
	for _, k := range kinds {
		out[k[len("plans."):]]++
	}
	return out
}

// bodies reads the bodies of the facts of a kind, in their order.
func bodies[T any](h *house, kind string) (out []T) {
	h.t.Helper()
	h.read(func(tx *db.Tx) error {
		list, err := events.List(tx, events.Filter{Kinds: []string{kind}})
		slices.Reverse(list)
		for _, f := range list {
			var b T
			if err := f.Decode(&b); err != nil {
				return err
			}
			out = append(out, b)
		}
		return err
	})
	return out
}

func want(t testing.TB, what string, err error, def *fault.Def) {
	t.Helper()
	if !errors.Is(err, def) {
		t.Errorf("%s: %v, want %s", what, err, def.Code)
	}
}

// whole holds the promise of every accepted plan: the steps of an item sum to
// it, and executions to their steps.
func (h *house) whole() {
	h.t.Helper()
	h.read(func(tx *db.Tx) error {
		list, err := planList(tx, tx.From("plans_plans").Where("accepted_at IS NOT NULL"))
		for _, p := range list {
			for _, i := range p.live() {
				var net money.Fen
				for _, s := range i.Steps {
					net += s.Amount
				}
				if net != i.Priced.Net {
					h.t.Errorf("the steps of %s come to %d, the item to %d", i.Code, net, i.Priced.Net)
				}
			}
			executions, err := executionsWhere(tx, "plan_id = ? AND undone_at IS NULL", p.ID)
			if err != nil {
				return err
			}
			var done money.Fen
			for _, e := range executions {
				done += e.Amount
			}
			if done != p.Executed() || done > p.Amount {
				h.t.Errorf("executed %d by executions, %d by steps, of %d", done, p.Executed(), p.Amount)
			}
		}
		return err
	})
}
