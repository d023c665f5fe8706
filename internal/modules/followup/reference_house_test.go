package followup

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/span"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/plans"
	"archwire/internal/modules/tasks"
	"archwire/internal/modules/visits"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// refExecuted are 1.1 to 1.3 as they come about: an item is executed on a Monday at
// ten, whoever is contacted says that all is well, and this is what happened by the
// end: day and time, how, in which window, and what colleagues were told to do.
var refExecuted = []struct{ what, class, site, born, steps, want string }{
	{"a molar", "extraction", "46", "", "", `11-23 12:30 call own
11-24 10:30 call morning
11-26 10:30 form morning
11-30 10:30 call morning
01-23 16:00 call afternoon`},
	{"a wisdom tooth: nothing to replace", "extraction", "38", "", "", `11-23 12:30 call own
11-24 10:30 call morning
11-26 10:30 form morning
11-30 10:30 call morning`},
	{"a milk tooth of a child: the lip as well", "extraction", "75", "2019-05-01", "", `11-23 11:00 message own
11-23 12:30 call second
11-24 10:30 call morning
11-26 10:30 form morning
11-30 10:30 call morning`},
	{"an impacted tooth", "wisdom_surgery", "48", "", "", `11-23 12:30 call own
11-24 10:30 call morning
11-26 10:30 form morning
11-30 10:30 task followup.book front_desk`},
	{"for orthodontics", "ortho_extraction", "14", "", "", `11-23 12:30 call own
11-23 14:30 task followup.tell assistant
11-24 10:30 call morning
11-26 10:30 form morning
11-30 10:30 call morning`},
	{"a miniscrew", "miniscrew", "", "", "", `11-23 12:30 call own
11-24 10:30 form morning
11-30 10:30 call morning`},
	{"an implant", "implant", "36", "", "", `11-24 10:30 call morning
11-26 10:30 call morning
11-30 10:30 task followup.book front_desk
02-23 10:30 form morning
05-23 10:30 form morning
11-23 10:30 form morning`},
	{"gum surgery", "gum_surgery", "", "", "", `11-23 12:30 call own
11-24 10:30 call morning
11-26 10:30 form morning
11-30 10:30 task followup.book front_desk`},
	{"a root filling that nobody restores", "root_canal", "46", "", "last", `11-23 12:30 call own
11-26 10:30 form morning
11-30 10:30 call morning
12-03 10:30 form morning`},
	{"a canal visit", "root_canal", "46", "", "session", `11-23 12:30 call own`},
	{"a pulp that was opened", "pulp_opening", "46", "", "", `11-24 10:30 call morning`},
	{"an infusion", "infusion", "", "", "", `11-24 10:30 call morning`},
	{"a filling", "restoration", "46", "", "", `11-24 10:30 form morning`},
	{"a denture", "denture", "", "", "", `11-24 10:30 form morning`},
	{"a cleaning", "cleaning", "", "", "", `11-24 10:30 form morning`},
	{"a whitening", "whitening", "", "", "", `11-24 10:30 form morning`},
	{"anything else", "laser", "", "", "", `11-24 10:30 form morning
11-26 10:30 form morning
11-30 10:30 form morning`},
	{"an examination", "none", "", "", "", ``},
	{"brackets", "fixed_start", "", "", "fitting", `11-23 12:30 call own
11-25 10:30 message morning
11-30 10:30 call morning`},
	{"an activation", "fixed_start", "", "", "review", `11-23 12:30 form own
11-30 10:30 form morning`},
	{"the first aligner", "aligner_start", "", "", "fitting", `11-23 12:30 form own
11-25 10:30 message morning
11-30 10:30 call morning`},
	{"a functional appliance", "functional_start", "", "2017-03-01", "fitting", `11-24 16:00 form afternoon
11-26 16:00 call afternoon
11-30 16:00 call afternoon`},
	{"a bracket glued again", "rebond_emergency", "", "", "", `11-24 10:30 form morning`},
	{"brackets off", "fixed_start", "", "", "debond", `11-24 10:30 form morning`},
	{"a retainer", "retainer", "", "", "", `11-30 10:30 call morning
12-23 10:30 task followup.book front_desk
02-23 10:30 form morning
05-23 10:30 form morning
11-23 10:30 form morning`},
	{"sedation", "sedation_ga", "", "", "", `11-23 12:00 call own
11-23 19:00 call evening
11-24 10:30 call morning`},
	{"a child that is observed", "observation", "", "2018-03-01", "", `03-09 16:00 message afternoon
03-23 16:00 call afternoon`},
}

// executed is the item of a line.
func (h *house) executed(patient, class, site, steps string) plans.ExecutedBody {
	b := h.did(patient, class, site)
	switch steps {
	case "fitting":
		b.Steps = []string{string(plans.StepFitting)}
	case "review":
		b.Steps = []string{string(plans.StepReview)}
	case "debond":
		b.Steps = []string{string(plans.StepDebond)}
	case "session":
		b.Steps, b.Last = []string{string(plans.StepSession)}, false
	}
	return b
}

// live walks the clock through everything that wakes and lets whoever is contacted
// say that all is well.
func (h *house) live(until string, patients map[string]string) map[string][]string {
	h.t.Helper()
	out, end, seen := map[string][]string{}, instant(h.t, until), map[string]bool{}
	for {
		h.wake()
		for name, p := range patients {
			for _, m := range h.contacts(p) {
				if seen[m.ID] {
					continue
				}
				seen[m.ID] = true
				out[name] = append(out[name], fmt.Sprintf("%s %s %s", shown(m.Due)[5:], m.Way, m.Slot))
				h.Clock.Set(max(h.Clock.Now(), m.Due))
				_, err := h.s.Record(h.desk(), m.ID, m.Version, Called{Outcome: Reached, Answers: nil})
				ok(h.t, err)
			}
		}
		next, found := int64(0), false
		h.read(func(tx *db.Tx) (err error) { next, found, err = nextWake(tx); return err })
		if !found || next > end {
			return out
		}
		h.Clock.Set(max(next, h.Clock.Now()))
	}
}

func TestReferenceIsExecuted(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.at(treated)
		people := map[string]string{}
		for _, c := range refExecuted {
			p := h.patient(civil.Day(c.born))
			people[c.what] = p
			h.execute(p, h.executed(p, c.class, c.site, c.steps))
		}
		got := h.live("2027-12-31 00:00", people)
		for _, c := range refExecuted {
			lines := append(got[c.what], h.told(people[c.what])...)
			slices.SortFunc(lines, func(a, b string) int { return strings.Compare(inYear(a), inYear(b)) })
			if text := strings.Join(lines, "\n"); text != c.want {
				t.Errorf("%s:\n%s\nwant\n%s", c.what, text, c.want)
			}
		}
	})
}

// inYear orders days from November on.
func inYear(line string) string {
	if line < "11-23 11" {
		return "2" + line
	}
	return "1" + line
}

// told are the tasks about somebody that are no calls of this module.
func (h *house) told(patient string) (out []string) {
	h.t.Helper()
	h.read(func(tx *db.Tx) error {
		var rows []struct {
			Kind string `db:"kind"`
			Role string `db:"role,null"`
			Due  int64  `db:"due_at"`
		}
		err := tx.From("tasks_tasks").Where("patient_id = ? AND kind IN ('followup.book', 'followup.tell')", patient).All(&rows)
		for _, r := range rows {
			out = append(out, fmt.Sprintf("%s task %s %s", shown(r.Due)[5:], r.Kind, r.Role))
		}
		return err
	})
	return out
}

// Rule 3 and 1.1 row 10: what falls on a closed day.
func TestReferenceClosedDays(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.at(treated)
		manager := h.as(h.doctor, visits.MayRoster)
		for _, day := range []string{"2026-11-24", "2026-11-26", "2026-12-23"} {
			_, _, err := h.s.visits.AddEntry(manager, visits.CalendarEntry{Clinic: h.mill, Kind: visits.EntryClosed, Days: visits.Days{From: civil.Day(day), To: civil.Day(day)}, Name: "停诊"}, true, nil)
			ok(t, err)
		}
		p := h.patient("")
		h.execute(p, h.did(p, "extraction", "38"))
		h.tell(events.Fact{Kind: visits.FactTreated, Clinic: h.mill, Patient: p, Subject: h.IDs(), Body: visits.FactBody{Doctor: h.doctor, Day: "2026-11-23"}})
		want := `extraction.d1 11-24 10:30 planned
extraction.d3 11-25 10:30 planned
extraction.d7 11-30 10:30 planned
extraction.h2 11-23 12:30 planned
extraction.m2 01-23 16:00 planned
relationship.m1 12-24 16:00 planned
relationship.m3 02-23 16:00 planned`
		if got := h.steps(p); got != want {
			t.Errorf("laid\n%s\nwant\n%s", got, want)
		}
		h.read(func(tx *db.Tx) error {
			list, err := seriesOfPatient(tx, p)
			for _, one := range list {
				steps, err := stepsOfSeries(tx, []string{one.ID})
				if err != nil {
					return err
				}
				for _, st := range steps {
					// No open day lies between the treatment and day 1: whoever is on call.
					if st.OnCall != (st.Step == "d1") {
						t.Errorf("%s on call: %v", st.Step, st.OnCall)
					}
				}
			}
			return err
		})
	})
}

// What becomes closed after it was laid goes to whoever is on call, and is not left
// for a desk that nobody sits at.
func TestClosedAfterItWasLaid(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.at(treated)
		p := h.patient("")
		h.execute(p, h.did(p, "pulp_opening", "46"))
		_, _, err := h.s.visits.AddEntry(h.as(h.doctor, visits.MayRoster), visits.CalendarEntry{Clinic: h.mill, Kind: visits.EntryClosed,
			Days: visits.Days{From: "2026-11-24", To: "2026-11-24"}, Name: "停电"}, true, nil)
		ok(t, err)
		h.at("2026-11-24 07:00")
		h.wake()
		if m := h.one(p); !m.OnCall || shown(m.Due) != "2026-11-24 10:30" {
			t.Errorf("the call is %+v", m)
		}
	})
}

// 1.2: the orthodontist who sent somebody hears that the tooth is out.
func TestTheOrthodontistIsTold(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.at(treated)
		p := h.patient("")
		ok(t, h.people.SetCare(h.program(), p, "doctor", h.doctor))
		b := h.did(p, "ortho_extraction", "14")
		b.Doctor = h.caller // whoever took it out
		h.execute(p, b)
		h.wake()
		var owners []string
		h.read(func(tx *db.Tx) error {
			return tx.From("tasks_tasks").Where("kind = ? AND patient_id = ?", TaskTell, p).Pluck("owner_id", &owners)
		})
		if len(owners) != 1 || owners[0] != h.doctor {
			t.Errorf("told: %v, want %s", owners, h.doctor)
		}
	})
}

// Line 2 of what was promised: a red answer calls the doctor within exactly half an
// hour, by an urgent task of their own, and is in the chart: in the patient's
// moments, in what is told when they come, and with the case.
func TestARedAnswerIsInTheChart(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.at(treated)
		p := h.patient("")
		h.execute(p, h.did(p, "extraction", "46"))
		h.at("2026-11-23 12:31")
		h.wake()
		m := h.one(p)
		o, err := h.s.Record(h.desk(), m.ID, m.Version, Called{Outcome: Reached, Answers: Answers{"bleeding": "active"}})
		ok(t, err)
		task, there := h.task(TaskDoctorCall + ":" + m.ID)
		if !there || task.Owner != h.doctor || task.Priority != tasks.Urgent || task.Patient != p || task.Due != h.Clock.Now()+30*span.Minute {
			t.Errorf("the doctor's task is %+v", task)
		}
		if !o.Unsafe || o.Level != Red {
			t.Errorf("recorded: %+v", o.Made)
		}
		h.read(func(tx *db.Tx) error {
			told, err := h.s.Tellings(tx, []string{p}, "2026-12-01")
			if x := told[p]; x.Level != Red || len(x.Spoke) != 1 || x.Spoke[0].Rule != "bleeds_on" || x.At != h.Clock.Now() {
				t.Errorf("told at the next visit: %+v", x)
			}
			if err != nil {
				return err
			}
			list, err := events.List(tx, events.Filter{Patient: p, Kinds: []string{FactReached, FactAbnormal}, Limit: 10})
			if len(list) != 2 || list[0].Clinic != h.mill {
				t.Errorf("moments: %+v", list)
			}
			return err
		})
		tab, err := h.s.OfPatient(h.desk(), p)
		ok(t, err)
		if tab.Series[0].Level != Red || tab.Contacts[0].Last == nil || tab.Contacts[0].Last.Level != Red {
			t.Errorf("the tab: %+v", tab.Series[0])
		}
		// The way changes with it: the form of day 3 is a call.
		h.at("2026-11-24 07:00")
		h.wake()
		_, err = h.s.Record(h.desk(), h.one(p).ID, 1, Called{Outcome: NoAnswer})
		ok(t, err)
		h.at("2026-11-26 07:00")
		h.wake()
		if c := h.contacts(p); c[len(c)-1].Way != Call || c[len(c)-1].Why != WhyUneasy {
			t.Errorf("day 3: %+v", c[len(c)-1])
		}
	})
}

// Who died or complains after somebody was to be called is looked at again; care for
// who complains goes on by telephone, and a slip of the pen is put right.
func TestLookedAtAgain(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.at(treated)
		dead, angry, calm := h.patient(""), h.patient(""), h.patient("")
		for _, p := range []string{dead, angry, calm} {
			h.execute(p, h.did(p, "cleaning", ""), h.did(p, "extraction", "38"))
			ok(t, h.people.SetCare(h.program(), p, "coordinator", h.caller))
		}
		form := h.patient("")
		h.execute(form, h.did(form, "cleaning", ""))
		h.at("2026-11-23 12:00")
		h.wake()
		h.at("2026-11-24 07:00")
		h.wake()
		died, version := civil.Day("2026-11-24"), int64(0)
		h.read(func(tx *db.Tx) error {
			who, err := h.people.ByID(tx, dead)
			version = who.Version
			return err
		})
		_, err := h.people.Change(h.program(), dead, version, patients.Entry{Deceased: &died})
		ok(t, err)
		h.drain()
		_, err = h.s.SetRecall(h.desk(), NewRecall{Clinic: h.mill, Patient: dead, Kind: "cleaning", Due: "2026-12-01"})
		ok(t, err)
		_, err = h.s.SetRecall(h.desk(), NewRecall{Clinic: h.mill, Patient: calm, Kind: "cleaning", Due: "2026-12-01"})
		ok(t, err)
		if due, err := h.s.RecallsDue(h.desk(), h.mill, "", 50); err != nil || len(due) != 1 || due[0].Patient != calm {
			t.Errorf("recalled are %+v (%v)", due, err)
		}
		for _, m := range h.contacts(dead) {
			if m.State != ContactEnded || m.Reason != BecauseGone {
				t.Errorf("of who died: %+v", m)
			}
			if _, there := h.task(m.dedupe()); there {
				t.Error("somebody is still told to call the dead")
			}
		}
		raised := func(p string) {
			h.angry[p] = true
			h.tell(events.Fact{Kind: complaintRaised, Clinic: h.mill, Patient: p, Subject: h.IDs()})
		}
		raised(angry)
		raised(form)
		if m := h.one(form); m.Way != Call || m.Why != WhyComplaint || m.State != ContactOpen {
			t.Errorf("the form of who complains: %+v", m)
		}
		if len(livingOf(h.contacts(angry))) == 0 || len(livingOf(h.contacts(calm))) == 0 {
			t.Error("care stopped")
		}
	})
}

// The relationship is withdrawn from the desk by a complaint and by opting out, and
// by an answer that says so.
func TestCourtedNoMore(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.at("2026-10-23 10:00")
		angry, shy, calm := h.patient(""), h.patient(""), h.patient("")
		for _, p := range []string{angry, shy, calm} {
			ok(t, h.people.SetCare(h.program(), p, "coordinator", h.caller))
			h.tell(events.Fact{Kind: visits.FactTreated, Clinic: h.mill, Patient: p, Subject: h.IDs(), Body: visits.FactBody{Doctor: h.doctor, Day: "2026-10-23"}})
		}
		h.at("2026-11-23 07:00")
		h.wake()
		h.angry[angry] = true
		h.tell(events.Fact{Kind: complaintRaised, Clinic: h.mill, Patient: angry, Subject: h.IDs()})
		ok(t, h.s.SetWishes(h.desk(), h.mill, shy, false, true))
		for p, why := range map[string]string{angry: BecauseComplaint, shy: BecauseOptedOut} {
			if m := h.contacts(p)[0]; m.State != ContactEnded || m.Reason != why {
				t.Errorf("%s: %+v", why, m)
			}
			if _, there := h.task(h.contacts(p)[0].dedupe()); there {
				t.Errorf("%s: somebody is still told to call", why)
			}
		}
		if m := h.one(calm); m.Way != Call {
			t.Errorf("the others: %+v", m)
		}
		// 1.2: "stops on please do not call".
		h.tell(events.Fact{Kind: plans.FactPresented, Clinic: h.mill, Patient: calm, Subject: h.IDs(), Body: plans.AgreedBody{}})
		h.at("2026-11-24 07:00")
		h.wake()
		for _, m := range livingOf(h.contacts(calm)) {
			a := Answers{}
			if m.Layer == Selling {
				a["wants_treatment"] = "no"
			}
			_, err := h.s.Record(h.desk(), m.ID, m.Version, Called{Outcome: Reached, Answers: a})
			ok(t, err)
		}
		if got := h.steps(calm); strings.Count(got, "cancelled "+BecauseOptedOut) < 4 || strings.Contains(got, "declined.d3 11-26 16:00 planned") {
			t.Errorf("after “please do not call”:\n%s", got)
		}
	})
}

func livingOf(list []Made) []Made {
	return slices.DeleteFunc(list, func(m Made) bool { return !m.Live() })
}

// Rule 1: who was not reached today stands first in the 10:30 list of tomorrow.
func TestUnansweredComesFirst(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.at("2026-11-23 17:30") // after 15:30: whoever is on call, until 20:30
		late := h.patient("")
		h.execute(late, h.did(late, "extraction", "38"))
		h.at("2026-11-23 19:30")
		h.wake()
		m := h.one(late)
		if !m.OnCall || m.Way != Call || shown(m.Due) != "2026-11-23 20:00" {
			t.Fatalf("in the evening: %+v", m)
		}
		h.Clock.Set(m.Due)
		_, err := h.s.Record(h.desk(), m.ID, m.Version, Called{Outcome: NoAnswer})
		ok(t, err)
		h.at("2026-11-24 07:00")
		h.wake()
		first := h.contacts(late)[0]
		if !first.First || shown(first.Due) != "2026-11-24 10:30" {
			t.Errorf("the next morning: %+v", first)
		}
		desk, err := h.s.Desk(h.desk(), h.mill, h.caller)
		ok(t, err)
		if len(desk.Calls) == 0 || desk.Calls[0].ID != first.ID {
			t.Errorf("the list begins with %+v", desk.Calls)
		}
	})
}

// A call that is tried a few minutes before its window is not due again in it.
func TestATryBeforeTheWindow(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.at(treated)
		p := h.patient("")
		h.execute(p, h.did(p, "pulp_opening", "46"))
		h.at("2026-11-24 07:00")
		h.wake()
		m := h.one(p)
		h.at("2026-11-24 10:25")
		o, err := h.s.Record(h.desk(), m.ID, m.Version, Called{Outcome: NoAnswer})
		ok(t, err)
		if shown(o.Due) != "2026-11-24 16:00" || o.First {
			t.Errorf("next: %+v", o.Made)
		}
	})
}

// What the record knows need not be noted by hand: medicines that let somebody
// bleed, allergies to what is worn, a reaction that the dentist wrote down.
func TestWhatTheRecordKnows(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.at(treated)
		p := h.patient("")
		for _, a := range []patients.Alert{{Kind: "medicine", Text: "华法林"}, {Kind: "allergy", Text: "镍"}} {
			_, err := h.people.NoteAlert(h.program(), p, a)
			ok(t, err)
		}
		fitted := h.executed(p, "fixed_start", "", "fitting")
		h.execute(p, h.did(p, "extraction", "38"), fitted)
		h.at("2026-11-24 07:00")
		h.wake()
		h.wake()
		var asked []string
		o, err := h.s.Open(h.desk(), livingOf(h.contacts(p))[0].ID)
		ok(t, err)
		for _, q := range o.Questions {
			asked = append(asked, q.Key)
		}
		if !o.Items[0].Series.Flags[FactAnticoagulant] {
			t.Errorf("the case knows %v", o.Items[0].Series.Flags)
		}
		trial, err := h.s.Try(h.desk(), o.ID, Answers{"bleeding": "ooze"}, 0)
		ok(t, err)
		if !slices.ContainsFunc(trial.Verdict.Spoke, func(s Spoke) bool { return s.Rule == "anticoagulant" }) {
			t.Errorf("oozing on warfarin, %v: %+v", asked, trial.Verdict)
		}

		// Canal visits: a call on the next day only where the record says "reaction".
		h.at("2026-11-25 10:00")
		calm, sore := h.patient(""), h.patient("")
		visit := map[string]string{calm: h.IDs(), sore: h.IDs()}
		h.s.Recorded = func(_ *db.Tx, list []string) (map[string]string, error) {
			out := map[string]string{}
			for _, v := range list {
				if out[v] = "局麻下根管预备，无不良反应，封药"; v == visit[sore] {
					out[v] = "根管预备，患者术中反应明显，封药"
				}
			}
			return out, nil
		}
		for p, v := range visit {
			b := h.executed(p, "root_canal", "46", "session")
			b.Visit = v
			h.execute(p, b)
		}
		h.at("2026-11-26 07:00")
		h.wake()
		if got := h.steps(sore); !strings.Contains(got, "canal_visit.d1 11-26 10:30 taken") {
			t.Errorf("with a reaction:\n%s", got)
		}
		if got := h.steps(calm); !strings.Contains(got, "canal_visit.d1 11-26 10:30 cancelled "+BecauseCondition) {
			t.Errorf("without:\n%s", got)
		}
	})
}

// An observation that was decided stands on no price list: it is recalled all the
// same, and no more once somebody ended it.
func TestAnObservationIsRecalled(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.at(treated)
		p := h.patient("2018-01-01")
		one, err := h.s.Begin(h.desk(), NewSeries{Clinic: h.mill, Patient: p, Protocol: "observation", Doctor: h.doctor})
		ok(t, err)
		state := func() (due, state string) {
			h.read(func(tx *db.Tx) error {
				rows, err := recallRows(tx, []string{p})
				for _, r := range rows {
					due, state = string(r.Due), string(r.State)
				}
				return err
			})
			return due, state
		}
		if due, is := state(); due != "2027-03-23" || is != string(RecallOn) {
			t.Fatalf("recalled %s, %s", due, is)
		}
		h.at("2027-03-09 07:00")
		h.wake()
		if m := h.one(p); m.Way != Message {
			t.Fatalf("14 days before: %+v", m)
		}
		var words []string
		h.read(func(tx *db.Tx) error {
			return tx.From("messages_messages").Where("purpose = ?", PurposeComfort).Pluck("fields", &words)
		})
		if len(words) != 1 || strings.Contains(words[0], "{称") || strings.Contains(words[0], "{医") {
			t.Errorf("the message says %v", words)
		}
		_, err = h.s.Stop(h.desk(), one.ID, one.Version, "家长不要")
		ok(t, err)
		if _, is := state(); is != string(RecallOver) {
			t.Errorf("stopped: %s", is)
		}
	})
}

// A complaint that is raised in the very call is no reason to withdraw it.
func TestAComplaintInTheCall(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.at(treated)
		p := h.patient("")
		h.execute(p, h.did(p, "pulp_opening", "46"))
		h.at("2026-11-24 10:31")
		h.wake()
		m := h.one(p)
		h.s.Complain = func(tx *db.Tx, c Complaint) (string, error) {
			h.angry[p] = true
			return tx.NewID(), h.bus.Publish(tx, events.Fact{Kind: complaintRaised, Clinic: h.mill, Patient: p, Subject: tx.NewID()})
		}
		_, err := h.s.Record(h.desk(), m.ID, m.Version, Called{Outcome: Reached, Answers: Answers{"pain": "2"}, Complaint: "等太久"})
		ok(t, err)
		h.drain()
		if got := h.contacts(p)[0]; got.State != ContactDone || got.Level != Green {
			t.Errorf("the call is %+v", got)
		}
	})
}
