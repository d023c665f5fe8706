package charting

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"archwire/internal/kit/civil"
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
	"archwire/internal/platform/testkit"
)

var stack = ground.Tables((&org.Service{}).Module(), (&patients.Service{}).Module(), (&catalog.Service{}).Module(), (&tasks.Service{}).Module(),
	(&visits.Service{}).Module(), (&Service{}).Module())

var shanghai = time.FixedZone("CST", 8*3600)

// house is the demo group of a few days, at 14:00 of the reference day.
type house struct {
	*testkit.World
	t      testing.TB
	s      *Service
	bus    *events.Bus
	people *patients.Service
	todo   *tasks.Service
	world  *demo.World
	staff  map[string]org.Staff // by login
	mill   string               // 风车路店
	boat   string               // 纸船街店
	visit  visits.Visit         // one of the mill that is over, of a doctor
}

func each(t *testing.T, fn func(t *testing.T, h *house)) {
	testkit.Each(t, stack, func(t *testing.T, w *testkit.World) { fn(t, openHouse(t, w)) })
}

func openHouse(t testing.TB, w *testkit.World) *house {
	t.Helper()
	g := ground.Lay(t, w)
	group := org.New(org.Deps{DB: w.DB, Auth: g.Auth, Audit: g.Audit, Facts: g.Facts})
	people := patients.New(patients.Deps{DB: w.DB, Auth: g.Auth, Org: group, Vault: g.Vault, Audit: g.Audit, Facts: g.Facts, Jobs: g.Jobs})
	list := catalog.New(catalog.Deps{DB: w.DB, Org: group, Audit: g.Audit, Facts: g.Facts})
	todo := tasks.Make(tasks.Deps{DB: w.DB, Org: group, Audit: g.Audit, Facts: g.Facts})
	calendar, err := visits.New(visits.Deps{DB: w.DB, Org: group, Patients: people, Tasks: todo, Auth: g.Auth, Audit: g.Audit, Facts: g.Facts, Vault: g.Vault})
	ok(t, err)
	rights := slices.Concat(org.Permissions, calendar.Module().Permissions, people.Module().Permissions, permissions())
	group.Declare(rights)
	ok(t, g.Auth.Declare(rights))
	h := &house{World: w, t: t, bus: g.Facts, people: people}
	h.s, err = New(Deps{DB: w.DB, Org: group, Patients: people, Catalog: list, Tasks: todo, Visits: calendar, Auth: g.Auth, Audit: g.Audit, Facts: g.Facts})
	ok(t, err)
	h.todo = todo
	ok(t, g.Facts.Add(h.s.Module().Events...))
	w.Clock.Add(5 * time.Hour)
	today := civil.Of(testkit.Start, shanghai)
	h.world = &demo.World{Tenant: w.Tenant, Seed: 1, Zone: shanghai, Today: today, From: today.AddDays(-5), To: today.AddDays(2), Patients: 1000}
	for _, furnish := range []func(context.Context, *demo.World) error{
		group.Module().Demo, people.Module().Demo, list.Module().Demo, calendar.Module().Demo,
	} {
		ok(t, furnish(h.program(), h.world))
	}
	h.staff = demo.Get[map[string]org.Staff](h.world, org.DemoStaff)
	clinics := demo.Get[map[string]org.Clinic](h.world, org.DemoClinics)
	h.mill, h.boat = clinics[org.DemoWindmill].ID, clinics[org.DemoPaperBoat].ID
	h.visit = h.overVisits(today)[0]
	return h
}

// overVisits are the mill's visits of a day with a doctor that are over.
func (h *house) overVisits(day civil.Day) (out []visits.Visit) {
	h.t.Helper()
	h.read(func(tx *db.Tx) error {
		list, err := h.s.visits.OnDay(tx, h.mill, day)
		for _, v := range list {
			if v.Plan.DoctorID == h.staff[org.DemoDoctor].ID && v.Progress.State == visits.Left {
				out = append(out, v)
			}
		}
		return err
	})
	if len(out) == 0 {
		h.t.Fatal("no visit is over")
	}
	return out
}

func (h *house) program() context.Context { return auth.AsProgram(h.t.Context(), h.Tenant, "test") }

// as is somebody of the staff with rights in the mill.
func (h *house) as(login string, rights ...string) context.Context {
	return h.at(h.mill, login, rights...)
}

func (h *house) at(clinic, login string, rights ...string) context.Context {
	who := h.staff[login].ID
	if who == "" {
		h.t.Fatalf("nobody is called %s", login)
	}
	g := auth.Grants{Clinic: map[string]auth.Keys{clinic: auth.KeysOf(rights...)}}
	ctx := auth.With(h.t.Context(), auth.Actor{ID: who, Tenant: h.Tenant, Grants: g})
	return db.With(ctx, db.Scope{Tenant: h.Tenant, Clinics: []string{clinic}, Actor: who})
}

func (h *house) doctor() context.Context {
	return h.as(org.DemoDoctor, MayView, MayWrite, MaySign, MayAmend)
}

func (h *house) read(fn func(*db.Tx) error) {
	h.t.Helper()
	ok(h.t, h.DB.Read(db.With(h.t.Context(), db.Scope{Tenant: h.Tenant}), fn))
}

// facts counts the facts of a kind.
func (h *house) facts(kind string) (n int) {
	h.t.Helper()
	h.read(func(tx *db.Tx) (err error) {
		n, err = tx.From("events_facts").Where("kind = ?", kind).Count()
		return err
	})
	return n
}

func (h *house) count(table, where string, args ...any) (n int) {
	h.t.Helper()
	h.read(func(tx *db.Tx) (err error) {
		n, err = tx.From(table).Where(where, args...).Count()
		return err
	})
	return n
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func refused(t testing.TB, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("got %v, want %v", err, want)
	}
}

func nothing[T any](*db.Tx, T) error { return nil }
