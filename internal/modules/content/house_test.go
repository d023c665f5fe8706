package content

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
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
	"archwire/internal/platform/files"
	"archwire/internal/platform/ground"
	"archwire/internal/platform/jobs"
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
	bus     *events.Bus
	auth    *auth.Service
	ticker  *jobs.Ticker
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
	h := &house{World: w, t: t, bus: g.Facts, auth: g.Auth}
	h.people = patients.New(patients.Deps{DB: w.DB, Auth: g.Auth, Org: group, Vault: g.Vault, Audit: g.Audit, Facts: g.Facts, Jobs: g.Jobs})
	var err error
	h.s, err = New(Deps{DB: w.DB, Org: group, Patients: h.people, Auth: g.Auth, Vault: g.Vault, Audit: g.Audit, Facts: g.Facts, Jobs: g.Jobs,
		Files: files.Local{Dir: t.TempDir(), Unsynced: true}})
	ok(t, err)
	_, err = settings.New(w.DB, g.Audit, slices.Concat(h.s.Module().Settings, h.people.Module().Settings))
	ok(t, err)
	ok(t, g.Facts.Add(h.s.Module().Events...))
	h.ticker = jobs.NewTicker(w.DB, silent)
	ok(t, h.ticker.Add(h.s.Module().Wakers...))
	group.Declare(slices.Concat(org.Permissions, permissions()))
	world := &demo.World{Tenant: w.Tenant, Seed: 1, Zone: time.FixedZone("", 8*3600), Today: "2026-11-22", From: "2026-08-24", To: "2026-12-22", Patients: 300}
	ok(t, group.Module().Demo(h.program(), world))
	clinics := demo.Get[map[string]org.Clinic](world, org.DemoClinics)
	h.staff = demo.Get[map[string]org.Staff](world, org.DemoStaff)
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

func (h *house) desk() context.Context { return h.as("heying", []string{h.mill}, MayView, MayGrant) }

func (h *house) patient(clinic string) string {
	h.t.Helper()
	h.entered++
	name := fmt.Sprintf("李积木%d", h.entered)
	r, err := h.people.Register(h.program(), patients.NewPatient{Clinic: clinic, ConfirmNew: true,
		Entry: patients.Entry{Name: &name}, Contacts: []patients.Contact{{Number: fmt.Sprintf("128%08d", h.entered), Default: true}}})
	ok(h.t, err)
	return r.Patient.ID
}

func (h *house) write(fn func(*db.Tx) error) error { return h.DB.Write(h.program(), fn) }

// grant grants as a journey would.
func (h *house) grant(face, patient, key string) (c Coupon, err error) {
	err = h.write(func(tx *db.Tx) (err error) { c, err = h.s.Grant(tx, face, patient, "journey:1", key); return err })
	return c, err
}

// face sets a face up; change alters it first.
func (h *house) face(change func(*Face)) Face {
	h.t.Helper()
	f := Face{Key: "gift.fluoride", NameZh: "儿童涂氟券", NameEn: "Fluoride", Class: "marketing", Worth: AmountOff, Value: 5000, MinSpend: 20000, Days: 30, PerHouse: 1}
	if change != nil {
		change(&f)
	}
	f, err := h.s.SaveFace(h.program(), 0, f)
	ok(h.t, err)
	return f
}

// facts lists the module's facts about a subject, oldest first.
func (h *house) facts(id string) string {
	h.t.Helper()
	var out []string
	ok(h.t, h.DB.Read(h.program(), func(tx *db.Tx) error {
		list, err := events.List(tx, events.Filter{Subject: id})
		for _, f := range slices.Backward(list) {
			out = append(out, strings.TrimPrefix(f.Kind, "content."))
		}
		return err
	}))
	return strings.Join(out, " ")
}

// pass lets days go by.
func (h *house) pass(days int) {
	h.t.Helper()
	h.Clock.Add(time.Duration(days) * 24 * time.Hour)
	ok(h.t, h.ticker.Run(h.t.Context()))
}

func (h *house) today() civil.Day { return civil.Of(h.DB.Now(), time.FixedZone("", 8*3600)) }

var silent = slog.New(slog.DiscardHandler)
