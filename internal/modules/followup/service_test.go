package followup

import (
	"strings"
	"testing"

	"archwire/internal/kit/span"
	"archwire/internal/modules/messages"
	"archwire/internal/modules/plans"
	"archwire/internal/modules/tasks"
	"archwire/internal/modules/visits"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/testkit"
)

// A tooth is taken out: the patient is called after two and a half hours, the next
// day, asked by form on day three and called on day seven; each is decided when it
// wakes, and what came of it stands in the results.
func TestAnExtraction(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.at("2026-11-23 10:00")
		p := h.patient("1990-05-01")
		h.execute(p, h.did(p, "extraction", "46"))
		want := `extraction.d1 11-24 10:30 planned
extraction.d3 11-26 10:30 planned
extraction.d7 11-30 10:30 planned
extraction.h2 11-23 12:30 planned
extraction.m2 01-23 16:00 planned`
		if got := h.steps(p); got != want {
			t.Fatalf("laid:\n%s", got)
		}
		h.wake()
		if n := len(h.contacts(p)); n != 0 {
			t.Fatalf("%d contacts before their time", n)
		}
		h.at("2026-11-23 11:30")
		h.wake()
		m := h.one(p)
		if m.Way != Call || m.Slot != Own || shown(m.Due) != "2026-11-23 12:30" || m.Doctor != h.doctor {
			t.Fatalf("the first call is %+v", m)
		}
		task, there := h.task(m.dedupe())
		if !there || task.Kind != TaskCall || task.Patient != p || task.Due != m.Latest {
			t.Fatalf("its task is %+v", task)
		}
		if strings.Contains(jsonText(task.Title.Args), "李积木") {
			t.Fatalf("a title names the patient: %v", task.Title.Args)
		}

		h.at("2026-11-23 12:40")
		o, err := h.s.Open(h.desk(), m.ID)
		ok(t, err)
		if len(o.Questions) == 0 || !strings.Contains(o.Says[0].Zh, "李积木1") || strings.Contains(o.Says[0].Zh, "{") {
			t.Fatalf("the script reads %q with %d questions", o.Says[0].Zh, len(o.Questions))
		}
		o, err = h.s.Record(h.desk(), m.ID, m.Version, Called{Outcome: Reached, Answers: Answers{"pain": "3", "bleeding": "streak"}, Mood: "calm", Advice: "咬紧棉球"})
		ok(t, err)
		if o.State != ContactDone || o.Results[0].Level != Green || !o.Results[0].InTime || o.Results[0].By != h.caller {
			t.Fatalf("recorded: %+v", o.Results)
		}
		if _, there := h.task(m.dedupe()); there {
			t.Error("the task of the call is still open")
		}
		if _, err := h.s.Record(h.desk(), m.ID, o.Version, Called{Outcome: Reached}); err == nil {
			t.Error("a second result was taken")
		}
	})
}

// Nobody answers three times: each time the next window, then it is given up.
func TestNobodyAnswers(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.at("2026-11-23 10:00")
		p := h.patient("")
		h.execute(p, h.did(p, "pulp_opening", "46"))
		h.at("2026-11-24 07:00")
		h.wake()
		m := h.one(p)
		for n, want := range []string{"2026-11-24 16:00", "2026-11-25 10:30"} {
			h.Clock.Set(m.Due + span.Minute)
			o, err := h.s.Record(h.desk(), m.ID, m.Version, Called{Outcome: NoAnswer})
			ok(t, err)
			if m = o.Made; shown(m.Due) != want || m.Attempts != n+1 || m.State != ContactOpen {
				t.Fatalf("try %d: %+v", n+1, m)
			}
		}
		h.Clock.Set(m.Due + span.Minute)
		o, err := h.s.Record(h.desk(), m.ID, m.Version, Called{Outcome: NoAnswer})
		ok(t, err)
		if o.State != ContactEnded || o.Reason != BecauseUnanswered || len(o.Attempts) != 3 {
			t.Fatalf("after the third: %+v", o.Made)
		}
		if _, there := h.task(m.dedupe()); there {
			t.Error("its task is still open")
		}
	})
}

// A red answer calls the doctor within half an hour, at once on their screen and by
// message; a correction that is worse does too, and nothing is overwritten.
func TestAnAbnormalAnswer(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.at("2026-11-23 10:00")
		p := h.patient("")
		h.execute(p, h.did(p, "extraction", "46"))
		h.at("2026-11-23 12:30")
		h.wake()
		m := h.one(p)
		o, err := h.s.Record(h.desk(), m.ID, m.Version, Called{Outcome: Reached, Answers: Answers{"pain": "6"}})
		ok(t, err)
		task, there := h.task(TaskDoctorCall + ":" + m.ID)
		if !there || task.Owner != h.doctor || shown(task.Due) != "2026-11-23 18:00" || task.Priority != tasks.Normal {
			t.Fatalf("amber opens %+v", task)
		}
		if o.Unsafe {
			t.Error("amber shows the safety sentence first")
		}
		o, err = h.s.Correct(h.desk(), m.ID, Answers{"pain": "9", "painkiller": "no_help"}, "患者打回来")
		ok(t, err)
		if len(o.Results) != 2 || o.Results[0].Level != Amber || o.Results[1].Level != Red || o.Results[1].Corrects != o.Results[0].ID || !o.Unsafe {
			t.Fatalf("corrected: %+v", o.Results)
		}
		var planned []string
		h.read(func(tx *db.Tx) error {
			return tx.From("messages_messages").Where("purpose = ?", PurposeAlarm).Pluck("subject", &planned)
		})
		if len(planned) != 2 || planned[0] != m.ID {
			t.Errorf("alarms: %v", planned)
		}
		err = h.DB.Write(h.program(), func(tx *db.Tx) error {
			_, err := tx.Update("followup_results").Set("level = 'green'").Where("id = ?", o.Results[1].ID).Exec()
			return err
		})
		if db.Violated(err) != "followup_results_append_only" {
			t.Errorf("a result was overwritten: %v", err)
		}
	})
}

// Two items of one visit are one contact, with the questions of both.
func TestTwoItemsOneContact(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.at("2026-11-23 10:00")
		p := h.patient("")
		h.execute(p, h.did(p, "restoration", "16"), h.did(p, "cleaning", ""))
		h.at("2026-11-24 07:00")
		h.wake()
		m := h.one(p)
		if m.Way != Form || m.State != ContactSent || strings.Join(m.Keys, ",") != "cleaning,restoration" {
			t.Fatalf("contacted: %+v", m)
		}
		h.wake()
		if n := len(h.contacts(p)); n != 1 {
			t.Fatalf("%d contacts", n)
		}
	})
}

// An item that is told of twice grows once; one that is undone takes back its
// steps, the call and the task of it, and says why.
func TestUndone(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.at("2026-11-23 10:00")
		p := h.patient("")
		b := h.did(p, "extraction", "46")
		h.execute(p, b)
		h.execute(p, b)
		h.at("2026-11-23 12:00")
		h.wake()
		m := h.one(p)
		h.tell(events.Fact{Kind: plans.FactExecutionUndone, Clinic: h.mill, Patient: p, Subject: b.Execution, Body: plans.UndoneBody{Execution: b.Execution, Reason: "not_done"}})
		for _, line := range strings.Split(h.steps(p), "\n") {
			if !strings.HasSuffix(line, "cancelled "+BecauseUndone) {
				t.Errorf("left: %s", line)
			}
		}
		if got := h.contacts(p)[0]; got.State != ContactEnded || got.Reason != BecauseUndone {
			t.Errorf("the contact is %+v", got)
		}
		if _, there := h.task(m.dedupe()); there {
			t.Error("the task is still open")
		}
	})
}

// The end of the treatment lays the steps anew, and begins the relationship; a
// later visit begins it again.
func TestAnchoredByTheTreatment(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.at("2026-11-23 10:00")
		p, visit := h.patient(""), h.IDs()
		b := h.did(p, "extraction", "38")
		b.Visit = visit
		h.execute(p, b)
		h.at("2026-11-23 11:00")
		treated := func(visit string) events.Fact {
			return events.Fact{Kind: visits.FactTreated, Clinic: h.mill, Patient: p, Subject: visit, Body: visits.FactBody{Visit: visit, Doctor: h.doctor, Day: "2026-11-23"}}
		}
		h.tell(treated(visit))
		if got := h.steps(p); !strings.Contains(got, "extraction.h2 11-23 13:30 planned") || !strings.Contains(got, "relationship.m1 12-23 16:00 planned") {
			t.Fatalf("laid:\n%s", got)
		}
		h.at("2026-12-01 11:00")
		h.tell(treated(h.IDs()))
		got := h.steps(p)
		if !strings.Contains(got, "relationship.m1 12-23 16:00 cancelled "+BecauseCameSince) || !strings.Contains(got, "relationship.m1 01-01 16:00 planned") {
			t.Fatalf("after the next visit:\n%s", got)
		}
	})
}

// A form goes by message, is answered by whoever has its link, once, and never
// shows a whole name; a red answer shows the safety sentence.
func TestAForm(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.at("2026-11-23 10:00")
		p := h.patient("")
		h.execute(p, h.did(p, "cleaning", ""))
		h.at("2026-11-24 07:00")
		h.wake()
		m := h.one(p)
		token := "abcdefgh12345678"
		h.write(func(tx *db.Tx) error {
			_, err := tx.Update("followup_forms").Set("token_hash = ?", hashed(token)).Where("contact_id = ?", m.ID).Exec()
			return err
		})
		group, err := h.s.groupCode(h.program())
		ok(t, err)
		f, err := h.s.Form(t.Context(), group, token)
		ok(t, err)
		if f.Name == "李积木1" || !strings.HasPrefix(f.Name, "李*") || len(f.Questions) == 0 || f.Over {
			t.Fatalf("the form shows %+v", f)
		}
		_, err = h.s.Form(t.Context(), group, "abcdefgh12345679")
		wants(t, err, FormNotFound)
		_, err = h.s.Answer(t.Context(), group, token, Answers{"bleeding": "a lot"})
		wants(t, err, BadAnswer)
		out, err := h.s.Answer(t.Context(), group, token, Answers{"pain": "2", "bleeding": "active", "note": "一直出血"})
		ok(t, err)
		if out.Level != Red || out.DueAt == 0 {
			t.Fatalf("answered: %+v", out)
		}
		_, err = h.s.Answer(t.Context(), group, token, Answers{"pain": "2"})
		wants(t, err, FormUsed)
		if got := h.contacts(p)[0]; got.State != ContactDone || got.Level != Red {
			t.Errorf("the contact is %+v", got)
		}
		if _, there := h.task(TaskDoctorCall + ":" + m.ID); !there {
			t.Error("no doctor was asked")
		}
	})
}

// A form that nobody answers becomes a call after blood, first on the list; after a
// cleaning it is left, and after two of them the next is a call.
func TestUnansweredForms(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.at("2026-11-23 10:00")
		p, q := h.patient(""), h.patient("")
		h.execute(p, h.did(p, "miniscrew", ""))
		h.execute(q, h.did(q, "cleaning", ""))
		h.at("2026-11-23 13:00")
		h.wake()
		_, err := h.s.Record(h.desk(), h.one(p).ID, 1, Called{Outcome: Reached})
		ok(t, err)
		h.at("2026-11-24 07:00")
		h.wake()
		form := h.one(p)
		h.at("2026-11-24 16:00")
		h.wake()
		got := h.one(p)
		if form.Way != Form || got.ID != form.ID || got.Way != Call || !got.First || got.State != ContactOpen {
			t.Fatalf("after the window: %+v", got)
		}
		if _, there := h.task(got.dedupe()); !there {
			t.Error("nobody is told to call")
		}
		h.at("2026-11-26 00:00")
		h.wake()
		if left := h.contacts(q)[0]; left.State != ContactEnded || left.Reason != BecauseUnanswered {
			t.Fatalf("a cleaning's form: %+v", left)
		}
		h.at("2026-11-27 10:00")
		h.execute(q, h.did(q, "cleaning", ""))
		h.at("2026-11-28 07:00")
		h.wake()
		h.at("2026-11-30 00:00")
		h.wake()
		h.at("2026-11-30 10:00")
		h.execute(q, h.did(q, "cleaning", ""))
		h.at("2026-12-01 07:00")
		h.wake()
		if m := h.one(q); m.Way != Call || m.Why != WhyUnanswered {
			t.Fatalf("after two unanswered forms: %+v", m)
		}
	})
}

// What is so at the moment of deciding stops or turns a contact; a form that
// reaches nobody becomes a call.
func TestDecidedAtTheMoment(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.at("2026-11-23 10:00")
		angry, shy, lost := h.patient(""), h.patient(""), h.patient("")
		for _, p := range []string{angry, shy, lost} {
			h.execute(p, h.did(p, "cleaning", ""))
		}
		h.angry[angry] = true
		ok(t, h.s.SetWishes(h.desk(), h.mill, shy, true, true))
		h.at("2026-11-24 07:00")
		h.wake()
		if m := h.one(angry); m.Way != Call || m.Why != WhyComplaint {
			t.Errorf("with a complaint: %+v", m)
		}
		if m := h.one(shy); m.Way != Call || m.Why != WhyAsked {
			t.Errorf("who asks for calls: %+v", m)
		}
		m := h.one(lost)
		h.tell(events.Fact{Kind: messages.FactFailed, Clinic: h.mill, Patient: lost, Subject: h.IDs(),
			Body: messages.Told{Purpose: PurposeForm, Occurrence: m.ID, Subject: m.ID, Reason: "unreachable"}})
		if m := h.one(lost); m.Way != Call || m.Why != WhyNoAddress {
			t.Errorf("whom no form reached: %+v", m)
		}
	})
}

// Whoever arrives is asked in person: what waits for them is closed, and says so.
func TestAskedInPerson(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.at("2026-11-23 10:00")
		p := h.patient("")
		h.execute(p, h.did(p, "pulp_opening", "46"))
		h.at("2026-11-24 07:00")
		h.wake()
		m := h.one(p)
		h.at("2026-11-24 09:00")
		h.tell(events.Fact{Kind: visits.FactArrived, Clinic: h.mill, Patient: p, Subject: h.IDs(), Body: visits.FactBody{Day: "2026-11-24"}})
		if got := h.contacts(p)[0]; got.State != ContactEnded || got.Reason != BecauseInPerson {
			t.Errorf("the contact is %+v", got)
		}
		if _, there := h.task(m.dedupe()); there {
			t.Error("the task is still open")
		}
	})
}

// Who books while a call for the relationship waits is not called; care goes on.
func TestBookedMeanwhile(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.at("2026-10-23 10:00")
		p := h.patient("")
		ok(t, h.people.SetCare(h.program(), p, "coordinator", h.caller))
		h.tell(events.Fact{Kind: visits.FactTreated, Clinic: h.mill, Patient: p, Subject: h.IDs(), Body: visits.FactBody{Doctor: h.doctor, Day: "2026-10-23"}})
		h.at("2026-11-23 07:00")
		h.wake()
		if m := h.one(p); m.Way != Call {
			t.Fatalf("before: %+v", m)
		}
		h.tell(events.Fact{Kind: visits.FactBooked, Clinic: h.mill, Patient: p, Subject: h.IDs(), Body: visits.FactBody{Day: "2026-12-01"}})
		if got := h.contacts(p)[0]; got.State != ContactEnded || got.Reason != BecauseBooked {
			t.Errorf("after: %+v", got)
		}
	})
}

// A recall follows what was done and goes with it; a day set by hand stays.
func TestRecallsFollow(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.at("2026-11-23 10:00")
		p := h.patient("")
		b := h.did(p, "cleaning", "")
		b.Code = "P01"
		h.execute(p, b)
		due := func() string {
			var out []string
			h.read(func(tx *db.Tx) error {
				rows, err := recallRows(tx, []string{p})
				for _, r := range rows {
					out = append(out, r.Kind+" "+string(r.Due)+" "+string(r.State))
				}
				return err
			})
			return strings.Join(out, " | ")
		}
		if got := due(); got != "cleaning 2027-05-24 on" {
			t.Fatalf("recalled: %s", got)
		}
		r, err := h.s.SetRecall(h.desk(), NewRecall{Clinic: h.mill, Patient: p, Kind: "cleaning", Due: "2027-03-01"})
		ok(t, err)
		if !r.ByHand || due() != "cleaning 2027-03-01 on" {
			t.Fatalf("by hand: %s", due())
		}
		again := h.did(p, "cleaning", "")
		again.Code = "P01"
		h.execute(p, again)
		if got := due(); got != "cleaning 2027-03-01 on" {
			t.Fatalf("done again: %s", got)
		}
		h.read(func(tx *db.Tx) error {
			r, _, err = recallInSight(tx, r.ID)
			return err
		})
		_, err = h.s.ChangeRecall(h.desk(), r.ID, r.Version, RecallChange{Auto: true, State: RecallOn})
		ok(t, err)
		h.tell(events.Fact{Kind: plans.FactExecutionUndone, Clinic: h.mill, Patient: p, Subject: again.Execution, Body: plans.UndoneBody{Execution: again.Execution}})
		if got := due(); got != "cleaning 2027-05-24 on" {
			t.Fatalf("undone: %s", got)
		}
	})
}

// Twenty callers record the same call: one result stands.
func TestOneResult(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.at("2026-11-23 10:00")
		p := h.patient("")
		h.execute(p, h.did(p, "pulp_opening", "46"))
		h.at("2026-11-24 07:00")
		h.wake()
		m := h.one(p)
		won := 0
		for _, err := range testkit.Race(t, 20, func(int) error {
			_, err := h.s.Record(h.desk(), m.ID, m.Version, Called{Outcome: Reached, Answers: Answers{"pain": "1"}})
			return err
		}) {
			if err == nil {
				won++
			}
		}
		n := 0
		h.read(func(tx *db.Tx) error {
			list, err := resultsOf(tx, []string{m.ID})
			n = len(list)
			return err
		})
		if won != 1 || n != 1 {
			t.Fatalf("%d callers won, %d results stand", won, n)
		}
	})
}
