package app

import (
	"log/slog"
	"net/http"
	"slices"
	"testing"

	"archwire/internal/kit/span"
	"archwire/internal/modules/org"
	"archwire/internal/platform/jobs"
	"archwire/internal/platform/testkit"
)

// Nobody is forgotten: promises that several modules keep together, as whoever works
// in a clinic hears of them, through the routes.

// tick moves the clock and lets everything happen in visits, tasks and follow-up that
// is due by then. Nothing is sent: nobody works the queue off.
func (w *world) tick(at int64) {
	w.T.Helper()
	w.Clock.Set(at)
	h, ticker := w.app.House, jobs.NewTicker(w.DB, slog.New(slog.DiscardHandler))
	if err := ticker.Add(slices.Concat(h.Visits.Module().Wakers, h.Tasks.Module().Wakers, h.Followup.Module().Wakers)...); err != nil {
		w.T.Fatal(err)
	}
	for range 2 { // what was heard may let something else wake
		if err := ticker.Run(w.T.Context()); err != nil {
			w.T.Fatal(err)
		}
		if err := w.app.Facts.Run(w.acting()); err != nil {
			w.T.Fatal(err)
		}
	}
}

// inbox finds the task about a subject among those of somebody.
func (w *world) inbox(who *person, kind, subject string) (map[string]any, bool) {
	w.T.Helper()
	for _, x := range w.get(who, "/tasks?whose=desk&state=open&limit=100")["items"].([]any) {
		if one := x.(map[string]any); one["kind"] == kind && one["subject_id"] == subject {
			return one, true
		}
	}
	return nil, false
}

// Booked at nine and not come: suspected at a quarter past, when the front desk gets
// a call that is due at ten; at one past ten it is red, and the manager has it too.
func TestWhoDoesNotComeIsCalledWithinTheHour(t *testing.T) {
	testkit.Each(t, scratch(t).Migrations(), func(t *testing.T, k *testkit.World) {
		t.Parallel()
		w := furnishWorld(t, k)
		nine := int64(testkit.Start + aDay)
		at := func(minutes int64) int64 { return nine + minutes*span.Minute }
		v := w.newVisit()
		v["starts_at"] = nine
		visit := w.post(w.here, "/visits/bookings", v)["id"].(string)
		w.Clock.Set(nine - span.Hour)
		desk, manager := w.login("alpha", w.staff[org.RoleFrontDesk]), w.login("alpha", w.staff[org.RoleManager])
		suspected := func() bool {
			for _, x := range w.get(desk, "/visits/board?clinic_id="+w.one+"&day=2026-11-23")["visits"].([]any) {
				if one := x.(map[string]any); one["id"] == visit {
					return one["suspected_no_show"] == true
				}
			}
			t.Fatal("the visit stands on no board")
			return false
		}

		w.tick(at(14))
		if _, there := w.inbox(desk, "visits.no_show_call", visit); there || suspected() {
			t.Error("called before the quarter of an hour is over")
		}
		w.tick(at(15))
		call, there := w.inbox(desk, "visits.no_show_call", visit)
		if !there || !suspected() {
			t.Fatal("at 9:15 nobody is suspected or told to call")
		}
		if due := int64(call["due_at"].(float64)); due != at(60) || call["colour"] != "calm" || call["escalated_to"] != "" || call["role"] != org.RoleFrontDesk {
			t.Errorf("at 9:15 the call is %v", call)
		}
		if _, there := w.inbox(manager, "visits.no_show_call", visit); there {
			t.Error("the manager has it before it is late")
		}
		w.tick(at(59))
		if call, _ := w.inbox(desk, "visits.no_show_call", visit); call["colour"] != "amber" || call["escalated_to"] != "" {
			t.Errorf("at 9:59 the call is %v", call)
		}
		w.tick(at(61))
		for name, who := range map[string]*person{"the front desk": desk, "the manager": manager} {
			call, there := w.inbox(who, "visits.no_show_call", visit)
			if !there || call["colour"] != "red" || call["escalated_to"] != org.RoleManager || int64(call["due_at"].(float64)) != at(60) {
				t.Errorf("at 10:01 %s has %v", name, call)
			}
		}
		// A person's word that nobody came does not give the call more time; who comes
		// after all needs none.
		w.login("alpha", w.here)
		id := w.tag("/visits/bookings/" + visit)
		w.writeBy(w.here, http.MethodPost, "/visits/bookings/"+visit+"/steps", id, map[string]any{"step": "no_show", "reason": "traffic"})
		if call, there := w.inbox(desk, "visits.no_show_call", visit); !there || int64(call["due_at"].(float64)) != at(60) || call["colour"] != "red" || call["escalated_to"] != org.RoleManager {
			t.Errorf("once it was confirmed: %v", call)
		}
	})
}

// A red answer in a call: the doctor has half an hour, to the minute, and it stands
// in the patient's chart: among the moments, where the visit is prepared, and under
// follow-up.
func TestARedAnswerIsInTheChart(t *testing.T) {
	testkit.Each(t, scratch(t).Migrations(), func(t *testing.T, k *testkit.World) {
		t.Parallel()
		w := furnishWorld(t, k)
		b := w.newSeries("pulp_opening")
		doctor := w.staff[org.RoleDoctor]
		b["doctor_id"] = doctor.id
		patient := b["patient_id"].(string)
		v := w.newVisit()
		v["patient_id"], v["starts_at"] = patient, int64(testkit.Start+aDay)
		w.post(w.here, "/followup/series", b)
		w.tick(w.Clock.Now() + 2*span.Hour)
		contact := w.get(w.here, "/followup/patients/"+patient)["contacts"].([]any)[0].(map[string]any)["id"].(string)
		w.post(w.here, "/visits/bookings", v)
		now := w.Clock.Now()
		got := w.do(request{by: w.here, method: http.MethodPost, path: "/followup/contacts/" + contact + "/result", match: `"1"`, key: w.fresh("key-"), media: "application/json",
			body: encode(map[string]any{"outcome": "reached", "answers": map[string]any{"pain": "8", "painkiller": "no_help"}})})
		if !got.ok() {
			t.Fatal(got)
		}
		alarm, there := w.inbox(doctor, "followup.doctor_call", contact)
		if !there || alarm["owner_id"] != doctor.id || int64(alarm["due_at"].(float64)) != now+30*span.Minute {
			t.Errorf("the doctor has %v, asked at %d", alarm, now)
		}
		var kinds []string
		for _, m := range w.get(w.here, "/patients/"+patient+"/timeline?limit=50")["items"].([]any) {
			kinds = append(kinds, m.(map[string]any)["kind"].(string))
		}
		for _, want := range []string{"followup.timeline.result", "followup.timeline.abnormal"} {
			if !slices.Contains(kinds, want) {
				t.Errorf("the timeline tells %v", kinds)
			}
		}
		told := w.get(doctor, "/followup/tellings?clinic_id="+w.one+"&day=2026-11-23")["items"].([]any)
		if len(told) != 1 || told[0].(map[string]any)["patient_id"] != patient || told[0].(map[string]any)["level"] != "red" {
			t.Errorf("where the visit is prepared: %v", told)
		}
		series := w.get(w.here, "/followup/patients/"+patient)["series"].([]any)[0].(map[string]any)
		if series["level"] != "red" {
			t.Errorf("under follow-up: %v", series)
		}
		// On the second it is late: the manager hears of it.
		w.tick(now + 31*span.Minute)
		if late, _ := w.inbox(doctor, "followup.doctor_call", contact); late["colour"] != "red" || late["escalated_to"] != org.RoleManager {
			t.Errorf("after half an hour: %v", late)
		}
	})
}

// What was to be said to somebody is looked at again when they die or complain: the
// register of complaints and the record tell follow-up by the words it listens for.
func TestADeskHearsOfComplaintsAndDeaths(t *testing.T) {
	testkit.Each(t, scratch(t).Migrations(), func(t *testing.T, k *testkit.World) {
		t.Parallel()
		w := furnishWorld(t, k)
		w.Clock.Set(testkit.Start + aDay - span.Hour) // the clinic is open on Mondays
		w.login("alpha", w.here)
		contact := func(protocol string) (patient, id string) {
			b := w.newSeries(protocol)
			w.post(w.here, "/followup/series", b)
			w.tick(w.Clock.Now() + span.Hour)
			patient = b["patient_id"].(string)
			return patient, w.get(w.here, "/followup/patients/"+patient)["contacts"].([]any)[0].(map[string]any)["id"].(string)
		}
		state := func(id string) (string, string) {
			one := w.get(w.here, "/followup/contacts/"+id)["contact"].(map[string]any)
			return one["state"].(string), one["reason"].(string)
		}
		dead, call := contact("pulp_opening")
		w.writeBy(w.here, http.MethodPatch, "/patients/"+dead, w.tag("/patients/"+dead), map[string]any{"deceased_day": "2026-11-22"})
		w.tick(w.Clock.Now())
		if is, why := state(call); is != "ended" || why != "deceased" {
			t.Errorf("a call to the dead is %s (%s)", is, why)
		}
		if _, there := w.inbox(w.here, "followup.call", call); there {
			t.Error("somebody is still told to call the dead")
		}
		angry, selling := contact("declined")
		c := w.newComplaint()
		c["patient_id"] = angry
		w.post(w.here, "/complaints", c)
		w.tick(w.Clock.Now())
		if is, why := state(selling); is != "ended" || why != "complaint" {
			t.Errorf("what courts who complains is %s (%s)", is, why)
		}
	})
}
