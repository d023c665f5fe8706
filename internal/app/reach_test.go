package app

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"archwire/internal/fake"
	"archwire/internal/kit/civil"
	"archwire/internal/modules/checkin"
	"archwire/internal/modules/complaints"
	"archwire/internal/modules/journeys"
	"archwire/internal/modules/messages"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/tasks"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
	"archwire/internal/platform/jobs"
	"archwire/internal/platform/secrets"
	"archwire/internal/platform/testkit"
)

// town is the whole program beside the outside world's double, with a clock that plays
// the days.
type town struct {
	*testkit.World
	t       *testing.T
	a       *App
	outside *fake.World
	mill    string
	staff   map[string]org.Staff
	zone    *time.Location
	entered int
}

func openTown(t *testing.T, k *testkit.World) *town {
	t.Helper()
	vault, err := secrets.Load(filepath.Join(t.TempDir(), "keys"), "")
	fine(t, err)
	a := &App{conf: Config{Data: t.TempDir()}, DB: k.DB, Vault: vault, metrics: newMetrics(), Log: slog.New(slog.DiscardHandler)}
	fine(t, a.construct())
	outside, _, err := a.outside(a.conf, k.Clock.Now, nil)
	fine(t, err)
	t.Cleanup(a.double)
	w := &town{World: k, t: t, a: a, outside: outside, zone: time.FixedZone("", 8*3600)}
	stage := &demo.World{Tenant: k.Tenant, Seed: 1, Zone: w.zone, Today: "2026-11-22", From: "2026-08-24", To: "2026-12-22", Patients: 60, Progress: func(string, int, int) {}}
	for _, m := range a.Modules() {
		if slices.Contains([]string{"org", "catalog", "patients", "messages"}, m.Name) {
			fine(t, m.Demo(w.program(), stage))
		}
	}
	w.mill, w.staff = demo.Get[map[string]org.Clinic](stage, org.DemoClinics)[org.DemoWindmill].ID, demo.Get[map[string]org.Staff](stage, org.DemoStaff)
	return w
}

func fine(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// to plays the hours until a time of a day: whatever is due happens at its own minute.
func (w *town) to(day civil.Day, clock civil.Clock) {
	w.t.Helper()
	for now, end := w.Clock.Now(), day.At(clock, w.zone); now < end; {
		now = min(end, now+30*60_000)
		w.Clock.Set(now)
		w.tick()
	}
}

// tick lets whatever is due now happen: what waits, what is heard, what is sent.
func (w *town) tick() {
	w.t.Helper()
	fine(w.t, w.a.Facts.Run(w.t.Context()))
	// What messages wait for is worked off below: their waker only calls the queue.
	for _, m := range w.a.Modules() {
		for _, k := range m.Wakers {
			if slices.Contains([]string{"checkin", "audience", "journeys"}, m.Name) {
				fine(w.t, k.Due(w.program(), w.Clock.Now()))
			}
		}
	}
	for _, j := range w.a.House.Messages.Module().Jobs {
		if j.Kind == "messages.drain" {
			if err := j.Work(w.program(), jobs.Input{}); !jobs.Resumes(err) {
				fine(w.t, err)
			}
		}
	}
	fine(w.t, w.a.Facts.Run(w.t.Context()))
}

// live publishes a journey of the gallery.
func (w *town) live(template string) {
	w.t.Helper()
	t, _ := journeys.TemplateOf(template)
	g := t.Graph("zh-CN", func(key string) string { return key })
	nothing := func(*db.Tx, journeys.Journey) error { return nil }
	j, err := w.a.House.Journeys.Make(w.program(), journeys.Making{Name: template, Template: template, Graph: g}, nothing)
	fine(w.t, err)
	_, err = w.a.House.Journeys.Rehearse(w.program(), j.ID, g, journeys.Replay, 1)
	fine(w.t, err)
	_, _, err = w.a.House.Journeys.Publish(w.program(), j.ID, j.Version, journeys.Publishing{Mode: journeys.NewOnly}, nothing)
	fine(w.t, err)
}

// child registers a child whose mother reads short messages.
func (w *town) child() (patient, guardian string) {
	w.t.Helper()
	w.entered++
	name, born := fmt.Sprintf("李积木%d", w.entered), civil.Day("2018-06-01")
	r, err := w.a.House.Patients.Register(w.program(), patients.NewPatient{Clinic: w.mill, ConfirmNew: true,
		Entry: patients.Entry{Name: &name, Birth: &born}, Contacts: []patients.Contact{{Number: fmt.Sprintf("1289%07d", w.entered), Whose: "mother", Default: true}}})
	fine(w.t, err)
	one, err := w.a.House.Patients.Relate(w.program(), r.Patient.ID, patients.Relation{Kind: patients.Guardian, Relation: "mother", Name: "王风筝"})
	fine(w.t, err)
	for part, login := range map[patients.Part]string{patients.TheDoctor: "chenggongyuan", patients.TheAssistant: "luxiaohuang", patients.TheFollowUp: "anhuifang"} {
		fine(w.t, w.a.House.Patients.SetCare(w.program(), r.Patient.ID, part, w.staff[login].ID))
	}
	return r.Patient.ID, one.ID
}

func (w *town) joins() checkin.Member {
	w.t.Helper()
	patient, guardian := w.child()
	m, err := w.a.House.Checkin.Join(w.program(), checkin.Joining{Clinic: w.mill, Patient: patient, Programme: "early_removable",
		Consent: checkin.Consent{By: "guardian", Relation: guardian, Means: "paper"}}, func(*db.Tx, checkin.Member) error { return nil })
	fine(w.t, err)
	return m
}

// links lists the addresses of a sort that reached somebody's telephone, each once.
func (w *town) links(under string) (out []string) {
	address := regexp.MustCompile(under + `[a-z0-9]+/[a-z0-9]+`)
	for _, s := range w.outside.AllSent() {
		out = append(out, address.FindAllString(fmt.Sprint(s.Text, " ", s.Link, " ", s.Values), -1)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// went lists the messages that went to a patient, oldest first.
func (w *town) went(patient string) (out []messages.Message) {
	w.t.Helper()
	list, err := w.a.House.Messages.History(w.program(), patient, "", 100)
	fine(w.t, err)
	for _, m := range slices.Backward(list) {
		if m.SentAt > 0 {
			out = append(out, m)
		}
	}
	return out
}

// asked lists who is asked by open and closed tasks about a patient, oldest first.
func (w *town) asked(patient string) string {
	w.t.Helper()
	list, err := w.a.House.Tasks.List(w.program(), tasks.Query{Patient: patient, Limit: 50})
	fine(w.t, err)
	slices.SortFunc(list, func(a, b tasks.Task) int { return int(a.OpenedAt - b.OpenedAt) })
	var out []string
	for _, x := range list {
		who := x.Role
		for login, p := range w.staff {
			if p.ID == x.Owner {
				who = login
			}
		}
		out = append(out, who)
	}
	return strings.Join(out, " ")
}

func (w *town) program() context.Context { return auth.AsProgram(w.t.Context(), w.Tenant, "test") }

// A missed check-in climbs the ladder to the doctor's call; after a check-in, a pause,
// or an opt-out nothing more goes.
func TestMissedCheckInsClimb(t *testing.T) {
	testkit.Each(t, scratch(t).Migrations(), func(t *testing.T, k *testkit.World) {
		t.Parallel()
		w := openTown(t, k)
		w.live("checkin_ladder")
		missed, done, paused, out := w.joins(), w.joins(), w.joins(), w.joins()
		w.to("2026-11-22", 20*60+15)
		for _, m := range []checkin.Member{missed, done, paused, out} {
			if n := len(w.went(m.Patient)); n != 1 {
				t.Fatalf("%d messages at the hour of the reminder", n)
			}
		}
		if links := w.links("/m/c/"); len(links) != 4 {
			t.Errorf("the reminders open %v", links)
		}
		nothing := func(*db.Tx, checkin.Member) error { return nil }
		_, err := w.a.House.Checkin.Note(w.program(), done.ID, checkin.Saying{Values: map[string]string{"hours": "14"}}, nothing)
		fine(t, err)
		_, err = w.a.House.Checkin.Pause(w.program(), paused.ID, "travel", "", "", nothing)
		fine(t, err)
		_, err = w.a.House.Messages.OptOutOf(w.program(), messages.OptOut{Patient: out.Patient, Class: messages.ServiceClass, Source: "hand"})
		fine(t, err)
		w.to("2026-11-23", 19*60+45)
		for name, m := range map[string]checkin.Member{"checked in": done, "paused": paused, "opted out": out} {
			if n := len(w.went(m.Patient)); n != 1 {
				t.Errorf("who %s got %d more", name, n-1)
			}
		}
		if got := w.asked(done.Patient) + w.asked(paused.Patient); got != "" {
			t.Errorf("somebody is asked to write to who checked in or paused: %s", got)
		}
		if n := len(w.went(missed.Patient)); n != 2 {
			t.Errorf("who missed got %d", n)
		}
		w.to("2026-12-04", 12*60)
		if got := w.asked(missed.Patient); !strings.HasPrefix(got, "anhuifang anhuifang luxiaohuang chenggongyuan") {
			t.Errorf("the ladder asked %s", got)
		}
		for _, m := range w.went(missed.Patient) {
			if at := civil.ClockOf(m.SentAt, w.zone); at < 7*60+30 || at > 21*60+30 {
				t.Errorf("sent at %s", at)
			}
		}
		if n := len(w.went(paused.Patient)); n != 1 {
			t.Errorf("who paused got %d more in all", n-1)
		}
	})
}

// Who complains is not reminded while somebody has to answer.
func TestComplaintsEndTheLadder(t *testing.T) {
	testkit.Each(t, scratch(t).Migrations(), func(t *testing.T, k *testkit.World) {
		t.Parallel()
		w := openTown(t, k)
		w.live("checkin_ladder")
		m := w.joins()
		w.to("2026-11-22", 19*60)
		fine(t, w.DB.Write(w.program(), func(tx *db.Tx) error {
			_, err := w.a.House.Complaints.Raise(tx, complaints.New{Clinic: w.mill, Patient: m.Patient, About: complaints.AboutService, Words: "一周收到三条一样的提醒", Way: complaints.ByPhone})
			return err
		}))
		w.to("2026-11-23", 12*60)
		if n := len(w.went(m.Patient)); n > 1 {
			t.Errorf("who complains got %d", n)
		}
	})
}
