package visits

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/span"
	"archwire/internal/modules/messages"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/tasks"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
	"archwire/internal/platform/events"
	"archwire/internal/platform/ground"
	"archwire/internal/platform/testkit"
)

// stack is every migration below and of this module.
var stack = ground.Tables((&org.Service{}).Module(), (&patients.Service{}).Module(), (&tasks.Service{}).Module(),
	(&messages.Service{}).Module(), (&Service{}).Module())

// house is the demo group with its two clinics furnished, and nobody booked.
type house struct {
	*testkit.World
	t       testing.TB
	s       *Service
	bus     *events.Bus
	tasks   *tasks.Service
	people  *patients.Service
	said    *messages.Service
	world   *demo.World
	day     civil.Day // the reference day, today
	mill    string    // 风车路店
	boat    string    // 纸船街店
	doctor  string    // 程弓远
	staff   map[string]org.Staff
	kinds   map[string]string // templates by code
	places  map[string]string // of the mill by name
	entered int
}

func each(t *testing.T, fn func(t *testing.T, h *house)) {
	testkit.Each(t, stack, func(t *testing.T, w *testkit.World) { fn(t, openHouse(t, w)) })
}

func openHouse(t testing.TB, w *testkit.World) *house {
	t.Helper()
	var err error
	g := ground.Lay(t, w)
	group := org.New(org.Deps{DB: w.DB, Auth: g.Auth, Audit: g.Audit, Facts: g.Facts})
	group.Declare(slices.Concat(org.Permissions, permissions()))
	h := &house{World: w, t: t, bus: g.Facts, day: civil.Of(testkit.Start, shanghai), kinds: map[string]string{}, places: map[string]string{}}
	h.people = patients.New(patients.Deps{DB: w.DB, Org: group, Vault: g.Vault, Audit: g.Audit, Facts: g.Facts, Jobs: g.Jobs})
	h.tasks = tasks.Make(tasks.Deps{DB: w.DB, Org: group, Audit: g.Audit, Facts: g.Facts})
	h.said = messages.New(messages.Deps{DB: w.DB, Org: group, Patients: h.people, Auth: g.Auth, Vault: g.Vault, Audit: g.Audit, Facts: g.Facts, Jobs: g.Jobs})
	h.s, err = New(Deps{DB: w.DB, Org: group, Patients: h.people, Tasks: h.tasks, Auth: g.Auth, Audit: g.Audit, Facts: g.Facts, Vault: g.Vault,
		Messages: h.said})
	ok(t, err)
	h.world = &demo.World{Tenant: w.Tenant, Seed: 1, Zone: shanghai, Today: h.day, From: h.day.AddDays(-90), To: h.day.AddDays(30)}
	ok(t, group.Module().Demo(h.Program(), h.world))
	ok(t, h.s.demoStanding(h.Program(), h.world))
	h.learn()
	return h
}

// learn reads the ids of what the demo furnished.
func (h *house) learn() {
	clinics := demo.Get[map[string]org.Clinic](h.world, org.DemoClinics)
	h.staff = demo.Get[map[string]org.Staff](h.world, org.DemoStaff)
	h.mill, h.boat, h.doctor = clinics[org.DemoWindmill].ID, clinics[org.DemoPaperBoat].ID, h.staff[org.DemoDoctor].ID
	h.read(func(tx *db.Tx) error {
		list, err := templatesByID(tx, nil)
		for id, t := range list {
			h.kinds[t.Code] = id
		}
		if err != nil {
			return err
		}
		places, err := roomsOf(tx, h.mill, false)
		for _, p := range places {
			h.places[p.Name] = p.ID
		}
		return err
	})
}

// Program is a context in which the program itself acts.
func (h *house) Program() context.Context {
	return auth.AsProgram(h.t.Context(), h.Tenant, "test")
}

// as is a context of somebody with rights in clinics.
func (h *house) as(clinics []string, rights ...string) context.Context {
	g := auth.Grants{Clinic: map[string]auth.Keys{}}
	for _, c := range clinics {
		g.Clinic[c] = auth.KeysOf(rights...)
	}
	ctx := auth.With(h.t.Context(), auth.Actor{ID: h.Actor, Tenant: h.Tenant, Grants: g})
	return db.With(ctx, db.Scope{Tenant: h.Tenant, Clinics: clinics, Actor: h.Actor})
}

// desk is the front desk of the mill.
func (h *house) desk() context.Context {
	return h.as([]string{h.mill}, MayView, MayBook, MayCancel, MayStep)
}

func (h *house) read(fn func(*db.Tx) error) {
	h.t.Helper()
	ok(h.t, h.DB.Read(h.Program(), fn))
}

func (h *house) write(fn func(*db.Tx) error) {
	h.t.Helper()
	ok(h.t, h.DB.Write(h.Program(), fn))
}

// at is a time of the reference day.
func (h *house) at(clock string) int64 {
	c, err := civil.ParseClock(clock)
	ok(h.t, err)
	return h.day.At(c, shanghai)
}

// clock moves the clock to a time of the reference day.
func (h *house) clock(clock string) { h.Clock.Set(h.at(clock)) }

// patient enters somebody in a clinic.
func (h *house) patient(clinic string) string {
	h.t.Helper()
	h.entered++
	name := fmt.Sprintf("李积木%d", h.entered)
	r, err := h.people.Register(h.Program(), patients.NewPatient{Clinic: clinic, ConfirmNew: true,
		Entry: patients.Entry{Name: &name}, Contacts: []patients.Contact{{Number: fmt.Sprintf("128%08d", h.entered), Default: true}}})
	ok(h.t, err)
	return r.Patient.ID
}

// wish is a booking at the mill with the orthodontist.
func (h *house) wish(code, clock string) NewVisit {
	in := NewVisit{Clinic: h.mill, Patient: h.patient(h.mill), Template: h.kinds[code], Start: h.at(clock), Doctor: h.doctor}
	if t, _ := DefaultTemplate(code); t.Pattern.MinutesOf(Doctor) == 0 {
		in.Doctor = ""
	}
	return in
}

// book books as the desk does.
func (h *house) book(code, clock string) Visit {
	h.t.Helper()
	p, err := h.s.Book(h.desk(), h.wish(code, clock))
	ok(h.t, err)
	return p.Visit
}

// step does a step as the desk does and gives the visit after it.
func (h *house) step(v Visit, in StepIn) Visit {
	h.t.Helper()
	out, err := h.s.Step(h.desk(), v.ID, v.Version, in)
	ok(h.t, err)
	return out
}

// mark says where a doctor is.
func (h *house) mark(doctor string, state PresenceState, backAt int64) {
	h.t.Helper()
	h.write(func(tx *db.Tx) error {
		return tx.Insert("visits_presence", presenceRow{ID: tx.NewID(), Clinic: h.mill, Doctor: doctor, Day: h.day, State: state,
			At: tx.Now(), BackAt: backAt})
	})
}

func (h *house) facts() []string {
	h.t.Helper()
	var kinds []string
	h.read(func(tx *db.Tx) error {
		return tx.From("events_facts").Where("kind LIKE 'visits.%'").OrderBy("id").Pluck("kind", &kinds)
	})
	return kinds
}

func (h *house) count(table, where string, args ...any) (n int) {
	h.t.Helper()
	h.read(func(tx *db.Tx) (err error) { n, err = tx.From(table).Where(where, args...).Count(); return err })
	return n
}

func (h *house) claims(visitID string) []Claim {
	h.t.Helper()
	var out []Claim
	h.read(func(tx *db.Tx) (err error) { out, err = claimsOf(tx, visitID); return err })
	return out
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantFault(t testing.TB, err error, want *fault.Def) *fault.Fault {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("got %v, want %s", err, want.Code)
	}
	f, _ := fault.As(err)
	return f
}

func wantList(t testing.TB, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

const minute = span.Minute

func asFault(err error) (*fault.Fault, bool) { return fault.As(err) }

// worksAlso lets somebody work as a doctor in another clinic on the reference day.
func (h *house) worksAlso(clinic, doctor string) {
	h.t.Helper()
	h.write(func(tx *db.Tx) error {
		return tx.Insert("visits_shifts", shiftRow{Clinic: clinic, Staff: doctor, Day: h.day, Who: Doctor, Version: 1,
			Work: []ClockSpan{{9 * 60, 18 * 60}}})
	})
}

// child enters somebody born on a day.
func (h *house) child(clinic string, born civil.Day) string {
	h.t.Helper()
	h.entered++
	name := fmt.Sprintf("李积木%d", h.entered)
	r, err := h.people.Register(h.Program(), patients.NewPatient{Clinic: clinic, ConfirmNew: true, Entry: patients.Entry{Name: &name, Birth: &born}})
	ok(h.t, err)
	return r.Patient.ID
}
