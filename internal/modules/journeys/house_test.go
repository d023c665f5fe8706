package journeys

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"archwire/internal/kit/fault"
	"archwire/internal/modules/audience"
	"archwire/internal/modules/content"
	"archwire/internal/modules/messages"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/tasks"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
	"archwire/internal/platform/events"
	"archwire/internal/platform/ground"
	"archwire/internal/platform/jobs"
	"archwire/internal/platform/settings"
	"archwire/internal/platform/testkit"
)

var stack = ground.Tables((&org.Service{}).Module(), (&patients.Service{}).Module(), (&tasks.Service{}).Module(), (&messages.Service{}).Module(),
	(&audience.Service{}).Module(), (&content.Service{}).Module(), (&Service{}).Module())

// house is the demo group with its people.
type house struct {
	*testkit.World
	t       testing.TB
	s       *Service
	tasks   *tasks.Service
	people  *patients.Service
	msgs    *messages.Service
	bus     *events.Bus
	ticker  *jobs.Ticker
	mill    string
	boat    string
	entered int
}

func each(t *testing.T, fn func(t *testing.T, h *house)) {
	testkit.Each(t, stack, func(t *testing.T, w *testkit.World) { fn(t, openHouse(t, w)) })
}

func openHouse(t testing.TB, w *testkit.World) *house {
	t.Helper()
	g := ground.Lay(t, w)
	group := org.New(org.Deps{DB: w.DB, Auth: g.Auth, Audit: g.Audit, Facts: g.Facts})
	w.DB.KnowClinics(group.HasClinic)
	h := &house{World: w, t: t, bus: g.Facts}
	h.people = patients.New(patients.Deps{DB: w.DB, Auth: g.Auth, Org: group, Vault: g.Vault, Audit: g.Audit, Facts: g.Facts, Jobs: g.Jobs})
	h.tasks = tasks.Make(tasks.Deps{DB: w.DB, Org: group, Audit: g.Audit, Facts: g.Facts})
	h.msgs = messages.New(messages.Deps{DB: w.DB, Org: group, Patients: h.people, Auth: g.Auth, Vault: g.Vault, Audit: g.Audit, Facts: g.Facts, Jobs: g.Jobs})
	who, err := audience.New(audience.Deps{DB: w.DB, Org: group, Patients: h.people, Auth: g.Auth, Audit: g.Audit, Facts: g.Facts, Jobs: g.Jobs})
	ok(t, err)
	what, err := content.New(content.Deps{DB: w.DB, Org: group, Patients: h.people, Auth: g.Auth, Vault: g.Vault, Audit: g.Audit, Facts: g.Facts, Jobs: g.Jobs})
	ok(t, err)
	h.s, err = New(Deps{DB: w.DB, Org: group, Patients: h.people, Tasks: h.tasks, Messages: h.msgs, Audience: who, Content: what, Auth: g.Auth, Audit: g.Audit,
		Facts: g.Facts, Jobs: g.Jobs})
	ok(t, err)
	h.s.Rehearsed = func(*db.Tx, string, string) (bool, error) { return true, nil }
	_, err = settings.New(w.DB, g.Audit, slices.Concat(h.s.Module().Settings, h.tasks.Module().Settings, h.msgs.Module().Settings, h.people.Module().Settings))
	ok(t, err)
	ok(t, g.Jobs.Add(slices.Concat(h.msgs.Module().Jobs, h.people.Module().Jobs)...))
	ok(t, g.Facts.Add(slices.Concat(h.tasks.Module().Events, h.s.Module().Events)...))
	h.ticker = jobs.NewTicker(w.DB, slog.New(slog.DiscardHandler))
	ok(t, h.ticker.Add(h.s.Module().Wakers...))
	group.Declare(slices.Concat(org.Permissions, permissions()))
	world := &demo.World{Tenant: w.Tenant, Seed: 1, Zone: zone, Today: "2026-11-22", From: "2026-08-24", To: "2026-12-22", Patients: 300}
	ok(t, group.Module().Demo(h.program(), world))
	clinics := demo.Get[map[string]org.Clinic](world, org.DemoClinics)
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

func (h *house) patient() string {
	h.t.Helper()
	h.entered++
	name := fmt.Sprintf("李积木%d", h.entered)
	r, err := h.people.Register(h.program(), patients.NewPatient{Clinic: h.mill, ConfirmNew: true,
		Entry: patients.Entry{Name: &name}, Contacts: []patients.Contact{{Number: fmt.Sprintf("128%08d", h.entered), Default: true}}})
	ok(h.t, err)
	return r.Patient.ID
}

// live publishes a graph as a journey of its own.
func (h *house) live(graph string) Journey {
	h.t.Helper()
	j, err := h.s.Make(h.program(), Making{Name: "旅程 𠮷", Graph: graphOf(h.t, graph)}, func(*db.Tx, Journey) error { return nil })
	ok(h.t, err)
	j, _, err = h.s.Publish(h.program(), j.ID, j.Version, Publishing{Mode: NewOnly}, func(*db.Tx, Journey) error { return nil })
	ok(h.t, err)
	return j
}

// tell publishes a fact about a patient, and lets everybody hear it.
func (h *house) tell(kind, patient string, body map[string]any) {
	h.t.Helper()
	ok(h.t, h.DB.Write(h.program(), func(tx *db.Tx) error {
		return h.bus.Publish(tx, events.Fact{Kind: kind, Clinic: h.mill, Patient: patient, Subject: tx.NewID(), Body: body})
	}))
	ok(h.t, h.bus.Run(h.t.Context()))
}

// clock sets the clock to a time of November and lets whatever is due happen.
func (h *house) clock(s string) {
	h.t.Helper()
	h.Clock.Set(at(h.t, s))
	h.run()
}

// run lets whatever is due now happen: steps, then messages, then what is told of both.
func (h *house) run() {
	h.t.Helper()
	ok(h.t, h.ticker.Run(h.t.Context()))
	for _, j := range h.msgs.Module().Jobs {
		if j.Kind == "messages.drain" {
			if err := j.Work(h.program(), jobs.Input{}); !jobs.Resumes(err) {
				ok(h.t, err)
			}
		}
	}
	ok(h.t, h.bus.Run(h.t.Context()))
}

// of gives the only enrolment of a patient.
func (h *house) of(patient string) Enrolment {
	h.t.Helper()
	list, err := h.s.Enrolments(h.program(), EnrolmentFilter{Patient: patient, Limit: 10})
	ok(h.t, err)
	if len(list) != 1 {
		h.t.Fatalf("%d enrolments", len(list))
	}
	return list[0]
}

// path is the way of an enrolment, with what was done, oldest first.
func (h *house) path(e string) string {
	h.t.Helper()
	_, steps, err := h.s.Trace(h.program(), e)
	ok(h.t, err)
	var out []string
	for _, s := range slices.Backward(steps) {
		text := string(s.Heard) + " " + pathText(s.Path)
		for _, d := range s.Did {
			text += " [" + string(d.Kind) + " " + string(d.State) + "]"
		}
		out = append(out, text)
	}
	return strings.Join(out, "; ")
}

// messages lists what became of the messages to a patient, oldest first.
func (h *house) messages(patient string) string {
	h.t.Helper()
	list, err := h.msgs.History(h.program(), patient, "", 50)
	ok(h.t, err)
	var out []string
	for _, m := range slices.Backward(list) {
		out = append(out, string(m.State)+" "+m.Reason)
	}
	return strings.Join(out, ", ")
}

// open lists the titles of the open tasks about an enrolment.
func (h *house) open(enrolment string) string {
	h.t.Helper()
	list, err := h.tasks.List(h.program(), tasks.Query{Subject: enrolment, State: tasks.Open, Limit: 10})
	ok(h.t, err)
	var out []string
	for _, x := range list {
		out = append(out, fmt.Sprint(x.Title.Args["title"]))
	}
	return strings.Join(out, ", ")
}

// waiters puts people into a version as if they had entered a while ago, without a
// record of them: n rows beside each other, as a cohort has them.
func (h *house) waiters(j Journey, n int, node string, wake func(i int) int64) {
	h.t.Helper()
	for from := 0; from < n; from += 5000 {
		ok(h.t, h.DB.Write(h.program(), func(tx *db.Tx) error {
			var list []*enrolment
			for i := from; i < min(n, from+5000); i++ {
				list = append(list, &enrolment{State: State{ID: tx.NewID(), Patient: tx.NewID(), Node: node, Seq: 1, WakeAt: wake(i), Entered: tx.Now(), Last: tx.Now(),
					Event: tx.Now(), Chance: i % 10000}, Clinic: h.mill, Journey: j.No, Version: j.LiveNo, Key: fmt.Sprint(i), LogAt: tx.Now()})
			}
			in, err := insertEnrolments(tx, list)
			if len(in) != len(list) {
				return fmt.Errorf("%d of %d are in: %w", len(in), len(list), err)
			}
			if err != nil {
				return err
			}
			return jobs.Lower(tx, wakeTopic, list[0].WakeAt)
		}))
	}
}

func days(n int) int64 { return int64(n) * 24 * time.Hour.Milliseconds() }

func factOf(kind, patient, clinic string) events.Fact {
	return events.Fact{Kind: kind, Clinic: clinic, Patient: patient}
}

// told lists the facts about a patient, oldest first.
func (h *house) told(patient string) (out []events.Fact) {
	h.t.Helper()
	ok(h.t, h.DB.Read(h.program(), func(tx *db.Tx) (err error) {
		out, err = events.List(tx, events.Filter{Patient: patient})
		slices.Reverse(out)
		return err
	}))
	return out
}
