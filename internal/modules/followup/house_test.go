package followup

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
	"archwire/internal/modules/billing"
	"archwire/internal/modules/catalog"
	"archwire/internal/modules/messages"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/plans"
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
	(&messages.Service{}).Module(), (&visits.Service{}).Module(), (&plans.Service{}).Module(), (&billing.Service{}).Module(), (&Service{}).Module())

const today = civil.Day("2026-11-22")

// house is the demo group with two clinics, and a doctor, an assistant and a
// caller of the first.
type house struct {
	*testkit.World
	t       testing.TB
	s       *Service
	tasks   *tasks.Service
	people  *patients.Service
	bus     *events.Bus
	mill    string
	boat    string
	doctor  string
	caller  string
	zone    *time.Location
	entered int
	world   map[string]any // what lower floors left for the demo
	angry   map[string]bool
	raised  []Complaint
}

func each(t *testing.T, fn func(t *testing.T, h *house)) {
	t.Helper()
	testkit.Each(t, stack, func(t *testing.T, w *testkit.World) { fn(t, openHouse(t, w)) })
}

func openHouse(t testing.TB, w *testkit.World) *house {
	t.Helper()
	g := ground.Lay(t, w)
	group := org.New(org.Deps{DB: w.DB, Auth: g.Auth, Audit: g.Audit, Facts: g.Facts})
	w.DB.KnowClinics(group.HasClinic)
	h := &house{World: w, t: t, bus: g.Facts, angry: map[string]bool{}}
	h.people = patients.New(patients.Deps{DB: w.DB, Auth: g.Auth, Org: group, Vault: g.Vault, Audit: g.Audit, Facts: g.Facts, Jobs: g.Jobs})
	list := catalog.New(catalog.Deps{DB: w.DB, Org: group, Audit: g.Audit, Facts: g.Facts})
	h.tasks = tasks.Make(tasks.Deps{DB: w.DB, Org: group, Audit: g.Audit, Facts: g.Facts})
	say := messages.New(messages.Deps{DB: w.DB, Org: group, Patients: h.people, Auth: g.Auth, Vault: g.Vault, Audit: g.Audit, Facts: g.Facts, Jobs: g.Jobs})
	ok(t, g.Jobs.Add(say.Module().Jobs...))
	come, err := visits.New(visits.Deps{DB: w.DB, Org: group, Patients: h.people, Tasks: h.tasks, Messages: say, Auth: g.Auth, Audit: g.Audit, Facts: g.Facts, Vault: g.Vault})
	ok(t, err)
	agreed, err := plans.New(plans.Deps{DB: w.DB, Org: group, Patients: h.people, Catalog: list, Tasks: h.tasks, Visits: come, Audit: g.Audit, Facts: g.Facts})
	ok(t, err)
	charged, err := billing.New(billing.Deps{DB: w.DB, Org: group, Patients: h.people, Catalog: list, Tasks: h.tasks, Visits: come, Audit: g.Audit, Facts: g.Facts})
	ok(t, err)
	h.s, err = New(Deps{DB: w.DB, Org: group, Patients: h.people, Tasks: h.tasks, Messages: say, Visits: come, Plans: agreed, Billing: charged, Auth: g.Auth,
		Audit: g.Audit, Facts: g.Facts})
	ok(t, err)
	h.s.Complaints = func(_ *db.Tx, people []string) (map[string]bool, error) { return h.angry, nil }
	h.s.Complain = func(tx *db.Tx, c Complaint) (string, error) { h.raised = append(h.raised, c); return tx.NewID(), nil }
	ok(t, g.Facts.Add(h.s.Module().Events...))
	group.Declare(slices.Concat(org.Permissions, permissions()))
	h.zone = time.FixedZone("", 8*3600)
	world := &demo.World{Tenant: w.Tenant, Seed: 1, Zone: h.zone, Today: today, From: today.AddDays(-90), To: today.AddDays(30)}
	ok(t, group.Module().Demo(h.program(), world))
	clinics, staff := demo.Get[map[string]org.Clinic](world, org.DemoClinics), demo.Get[map[string]org.Staff](world, org.DemoStaff)
	h.mill, h.boat, h.doctor = clinics[org.DemoWindmill].ID, clinics[org.DemoPaperBoat].ID, staff[org.DemoDoctor].ID
	h.world = map[string]any{org.DemoClinics: clinics, org.DemoStaff: staff}
	for _, one := range staff {
		if one.Is(org.RoleServiceStaff, h.mill) && (h.caller == "" || one.ID < h.caller) {
			h.caller = one.ID
		}
	}
	return h
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wants fails unless err is the fault.
func wants(t testing.TB, err error, def *fault.Def) {
	t.Helper()
	if !errors.Is(err, def) {
		t.Fatalf("got %v, want %s", err, def.Code)
	}
}

func (h *house) program() context.Context { return auth.AsProgram(h.t.Context(), h.Tenant, "test") }

func (h *house) write(fn func(*db.Tx) error) { h.t.Helper(); ok(h.t, h.DB.Write(h.program(), fn)) }
func (h *house) read(fn func(*db.Tx) error)  { h.t.Helper(); ok(h.t, h.DB.Read(h.program(), fn)) }

// as is a context of somebody with rights in the mill.
func (h *house) as(who string, rights ...string) context.Context {
	ctx := auth.With(h.t.Context(), auth.Actor{ID: who, Tenant: h.Tenant, Grants: auth.Grants{Clinic: map[string]auth.Keys{h.mill: auth.KeysOf(rights...)}}})
	return db.With(ctx, db.Scope{Tenant: h.Tenant, Clinics: []string{h.mill}, Actor: who})
}

func (h *house) desk() context.Context { return h.as(h.caller, MayView, MayCall, MayCorrect, MayPlan) }

// at moves the clock to a day and time.
func (h *house) at(text string) int64 {
	h.t.Helper()
	ms := instant(h.t, text)
	h.Clock.Set(ms)
	return ms
}

func (h *house) patient(born civil.Day) string {
	h.t.Helper()
	h.entered++
	name := fmt.Sprintf("李积木%d", h.entered)
	e := patients.Entry{Name: &name}
	if born != "" {
		e.Birth = &born
	}
	r, err := h.people.Register(h.program(), patients.NewPatient{Clinic: h.mill, ConfirmNew: true, Entry: e,
		Contacts: []patients.Contact{{Number: fmt.Sprintf("128%08d", h.entered), Default: true}}})
	ok(h.t, err)
	return r.Patient.ID
}

// did is an executed item as plans tell of it.
func (h *house) did(patient, class, site string) plans.ExecutedBody {
	return plans.ExecutedBody{Execution: h.IDs(), Plan: h.IDs(), Item: h.IDs(), Class: class, Site: site, Quantity: 1, Steps: []string{string(plans.StepWhole)},
		Doctor: h.doctor, Day: civil.Of(h.Clock.Now(), h.zone), First: true, Last: true}
}

// execute tells the module of executed items, as they are drained.
func (h *house) execute(patient string, list ...plans.ExecutedBody) {
	h.t.Helper()
	var facts []events.Fact
	for _, b := range list {
		facts = append(facts, events.Fact{Kind: plans.FactItemExecuted, Clinic: h.mill, Patient: patient, Subject: b.Execution, Body: b})
	}
	h.tell(facts...)
}

// tell publishes facts and lets the module hear them, as a drain would.
func (h *house) tell(list ...events.Fact) {
	h.t.Helper()
	h.write(func(tx *db.Tx) error {
		for _, f := range list {
			if err := h.bus.Publish(tx, f); err != nil {
				return err
			}
		}
		return nil
	})
	h.drain()
}

// drain hears what waits in the module's lines.
func (h *house) drain() {
	h.t.Helper()
	ok(h.t, h.bus.Run(h.program()))
}

// wake decides everything that is due now.
func (h *house) wake() {
	h.t.Helper()
	ok(h.t, h.s.decideDue(h.program(), h.Clock.Now()))
	ok(h.t, h.s.chaseDue(h.program(), h.Clock.Now()))
}

// steps shows the steps of a patient: protocol, key, day, state and reason.
func (h *house) steps(patient string) string {
	h.t.Helper()
	var out []string
	h.read(func(tx *db.Tx) error {
		list, err := seriesOfPatient(tx, patient)
		if err != nil {
			return err
		}
		var ids []string
		names := map[string]string{}
		for _, one := range list {
			ids, names[one.ID] = append(ids, one.ID), one.Protocol
		}
		steps, err := stepsOfSeries(tx, ids)
		for _, st := range steps {
			out = append(out, strings.TrimSpace(fmt.Sprintf("%s.%s %s %s %s", names[st.Series], st.Step, shown(st.Due)[5:], st.State, st.Reason)))
		}
		return err
	})
	slices.Sort(out)
	return strings.Join(out, "\n")
}

// contacts are a patient's contacts.
func (h *house) contacts(patient string) []Made {
	h.t.Helper()
	var out []Made
	h.read(func(tx *db.Tx) (err error) {
		out, err = contactsOfPatient(tx, patient, 50)
		return err
	})
	slices.SortFunc(out, func(a, b Made) int { return int(a.Opened-b.Opened) + strings.Compare(a.ID, b.ID) })
	return out
}

// one is the only contact of a patient that waits.
func (h *house) one(patient string) Made {
	h.t.Helper()
	live := slices.DeleteFunc(h.contacts(patient), func(m Made) bool { return !m.Live() })
	if len(live) != 1 {
		h.t.Fatalf("%d contacts wait: %+v", len(live), live)
	}
	return live[0]
}

// task is the open task with a dedupe key.
func (h *house) task(dedupe string) (tasks.Task, bool) {
	h.t.Helper()
	var out tasks.Task
	found := false
	h.write(func(tx *db.Tx) (err error) {
		out, found, err = h.tasks.Find(tx, dedupe)
		return err
	})
	return out, found
}
