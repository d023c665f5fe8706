package complaints

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"archwire/internal/kit/fault"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/tasks"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/testkit"
)

// A patient complains, is answered, something is done, and it ends; the task goes
// along, and until then nothing is sent to them for its own sake.
func TestStory(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		patient := h.patient(h.mill)
		c := h.raise(h.wish(patient))
		if c.State != Open || c.Severity != Normal || c.AnswerDue != testkit.Start+24*hour || c.ResultDue != testkit.Start+7*day || h.open(c.ID) != "complaints.answer anhuifang" {
			t.Errorf("%+v, tasks %s", c, h.open(c.ID))
		}
		other := h.patient(h.mill)
		open := func() map[string]string {
			var out map[string]string
			ok(t, h.DB.Read(h.as("liangpingqi", []string{h.boat}, MayView), func(tx *db.Tx) (err error) {
				out, err = h.s.OpenOf(tx, []string{other, patient})
				return err
			}))
			return out
		}
		if got := open(); len(got) != 1 || got[patient] != c.ID {
			t.Errorf("open: %v", got)
		}
		h.Clock.Add(2 * time.Hour)
		c, err := h.s.Do(h.manager(), c.ID, Deed{What: StepAnswered, Text: " 致歉并约好明天回电 "}, nothing)
		ok(t, err)
		if c.AnsweredAt != h.Clock.Now() || c.Due() != c.ResultDue || h.open(c.ID) != "complaints.resolve anhuifang" {
			t.Errorf("%+v, tasks %s", c, h.open(c.ID))
		}
		for _, d := range []Deed{{StepMeasure, "送口腔护理包", 3900}, {StepAnswered, "又打了一次", 0}, {StepNote, "家长在外地", 0}} {
			c, err = h.s.Do(h.manager(), c.ID, d, nothing)
			ok(t, err)
		}
		h.Clock.Add(24 * time.Hour)
		c, err = h.s.Close(h.manager(), c.ID, c.Version, Ending{Compensated, Yes, "家长满意"})
		ok(t, err)
		if c.State != Closed || c.ClosedBy != h.staff["shidinghai"].ID || h.open(c.ID) != "" || len(open()) != 0 {
			t.Errorf("%+v, tasks %s, open %v", c, h.open(c.ID), open())
		}
		if _, err = h.s.Do(h.manager(), c.ID, Deed{What: StepNote, Text: "x"}, nothing); err == nil {
			t.Error("something was done about a closed complaint")
		}
		c, err = h.s.Reopen(h.manager(), c.ID, c.Version, "护理包没有收到")
		ok(t, err)
		if c.State != Open || c.Result != "" || c.Content != "" || c.Reopened != 1 || c.ResultDue != h.Clock.Now()+7*day || h.open(c.ID) != "complaints.resolve anhuifang" {
			t.Errorf("%+v, tasks %s", c, h.open(c.ID))
		}
		if got := h.facts(c.ID); got != "raised answered closed reopened" {
			t.Errorf("facts: %s", got)
		}
		if got := h.steps(c.ID); got != "raised answered measure answered note closed reopened" {
			t.Errorf("steps: %s", got)
		}
		_, steps, _ := h.s.Show(h.program(), c.ID)
		if steps[1].Text != "致歉并约好明天回电" || steps[2].Amount != 3900 || steps[5].Result != Compensated || steps[5].Content != Yes {
			t.Errorf("%+v", steps)
		}
	})
}

// A call raises inside its own transaction, once; without an owner whoever manages
// the clinic has it; a serious one is urgent and climbs to the manager, the owner.
func TestRaisedInACall(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		n := h.wish(h.patient(h.mill))
		n.Owner, n.Origin, n.Severity, n.Way = "", h.IDs(), Serious, ByCall
		seen := make([]string, 20)
		errs := testkit.Race(t, 20, func(i int) error {
			return h.DB.Write(h.manager(), func(tx *db.Tx) (err error) {
				seen[i], err = h.s.Raise(tx, n)
				return err
			})
		})
		ok(t, errors.Join(errs...))
		slices.Sort(seen)
		if len(slices.Compact(seen)) != 1 {
			t.Fatal("one call raised several complaints")
		}
		id := seen[0]
		list, err := h.tasks.List(h.program(), tasks.Query{Subject: id, Limit: 10})
		if err != nil || len(list) != 1 || list[0].Priority != tasks.Urgent || list[0].Role != org.RoleManager || h.facts(id) != "raised" {
			t.Errorf("%+v, %v, facts %s", list, err, h.facts(id))
		}
		stop := errors.New("stop")
		n.Origin = h.IDs()
		err = h.DB.Write(h.manager(), func(tx *db.Tx) error { _, err := h.s.Raise(tx, n); return errors.Join(err, stop) })
		if !errors.Is(err, stop) {
			t.Fatal(err)
		}
		if all, err := h.s.List(h.program(), Query{Limit: 10}); err != nil || len(all) != 1 {
			t.Errorf("%d complaints, %v", len(all), err)
		}
		for name, wrong := range map[string]func(*New){
			"no clinic": func(n *New) { n.Clinic = "" }, "no patient": func(n *New) { n.Patient = "" }, "no cause": func(n *New) { n.About = "weather" }, "no way": func(n *New) { n.Way = "" },
		} {
			bad := n
			wrong(&bad)
			err := h.DB.Write(h.manager(), func(tx *db.Tx) error { _, err := h.s.Raise(tx, bad); return err })
			if _, shown := fault.As(err); err == nil || shown {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// Who gives the task away gives the complaint away, and the other way round.
func TestHandedOver(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.raise(h.wish(h.patient(h.mill)))
		yu, wen := h.staff["yunuan"].ID, h.staff["wenyan"].ID
		list, err := h.tasks.List(h.program(), tasks.Query{Subject: c.ID, State: tasks.Open, Limit: 10})
		ok(t, err)
		_, err = h.tasks.HandOver(h.manager(), list[0].ID, list[0].Version, yu, "", "")
		ok(t, err)
		if c = h.get(c.ID); c.Owner != yu || c.Version != 2 {
			t.Errorf("%+v", c)
		}
		c, err = h.s.HandOver(h.manager(), c.ID, c.Version, wen, "她认识这家人")
		ok(t, err)
		if h.get(c.ID).Owner != wen || h.open(c.ID) != "complaints.answer wenyan" {
			t.Errorf("%+v, tasks %s", h.get(c.ID), h.open(c.ID))
		}
		if got := h.facts(c.ID); got != "raised handed_over handed_over" {
			t.Errorf("facts: %s", got)
		}
		_, err = h.s.HandOver(h.manager(), c.ID, c.Version, h.staff["liangpingqi"].ID, "")
		want(t, "to another clinic", err, OwnerNotHere)
		_, err = h.s.HandOver(h.manager(), c.ID, 1, yu, "")
		want(t, "with an old version", err, db.Stale)
		// To a role: the person who was named to the patient stays.
		list, err = h.tasks.List(h.program(), tasks.Query{Subject: c.ID, State: tasks.Open, Limit: 10})
		ok(t, err)
		_, err = h.tasks.HandOver(h.manager(), list[0].ID, list[0].Version, "", org.RoleManager, "")
		ok(t, err)
		if h.get(c.ID).Owner != wen {
			t.Error("a role took the complaint")
		}
	})
}

// Of twenty who close it at once one does; of twenty who answer at once one is the
// first.
func TestRaces(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.raise(h.wish(h.patient(h.mill)))
		ok(t, errors.Join(testkit.Race(t, 20, func(int) error {
			_, err := h.s.Do(h.manager(), c.ID, Deed{What: StepAnswered, Text: "致歉"}, nothing)
			return err
		})...))
		c = h.get(c.ID)
		done := 0
		for _, err := range testkit.Race(t, 20, func(int) error {
			_, err := h.s.Close(h.manager(), c.ID, c.Version, Ending{Apologised, Yes, "好了"})
			return err
		}) {
			switch {
			case err == nil:
				done++
			case !errors.Is(err, db.Stale):
				t.Error(err)
			}
		}
		if done != 1 || h.facts(c.ID) != "raised answered closed" || h.open(c.ID) != "" {
			t.Errorf("closed %d times, facts %s, tasks %s", done, h.facts(c.ID), h.open(c.ID))
		}
	})
}

func TestRefusals(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		patient := h.patient(h.mill)
		for name, k := range map[string]struct {
			change func(*New)
			want   *fault.Def
		}{
			"no words":       {func(n *New) { n.Words = " 　" }, WordsMissing},
			"whose":          {func(n *New) { n.Patient = h.IDs() }, PatientUnknown},
			"of another":     {func(n *New) { n.Patient = h.patient(h.boat) }, PatientUnknown},
			"other clinic":   {func(n *New) { n.Clinic = h.boat }, db.OutOfScope},
			"owner":          {func(n *New) { n.Owner = h.staff["liangpingqi"].ID }, OwnerNotHere},
			"owner, nobody":  {func(n *New) { n.Owner = h.IDs() }, org.StaffNotFound},
			"subject":        {func(n *New) { n.Subject = h.IDs() }, SubjectUnknown},
			"no colleague":   {func(n *New) { n.About, n.Subject = AboutDoctor, h.IDs() }, SubjectUnknown},
			"no subject":     {func(n *New) { n.About, n.Subject = AboutMoney, h.staff["wenyan"].ID }, SubjectUnknown},
			"not even an id": {func(n *New) { n.Patient = "' OR 1=1" }, PatientUnknown},
		} {
			n := h.wish(patient)
			k.change(&n)
			_, err := h.s.RaiseByHand(h.manager(), n, nothing)
			want(t, name, err, k.want)
		}
		if all, err := h.s.List(h.program(), Query{Limit: 10}); err != nil || len(all) != 0 {
			t.Errorf("%v, %v", all, err)
		}
		about := h.wish(patient)
		about.About, about.Subject = AboutDoctor, h.staff["dougenguan"].ID
		c := h.raise(about)
		stranger := h.as("liangpingqi", []string{h.boat}, MayView, MayRaise, MayWork, MayClose)
		for name, ctx := range map[string]context.Context{"another clinic": stranger, "another group": auth.AsProgram(t.Context(), h.World.Other().Tenant, "test")} {
			_, err := h.s.Do(ctx, c.ID, Deed{What: StepNote, Text: "x"}, nothing)
			want(t, name, err, NotFound)
			_, err = h.s.Close(ctx, c.ID, c.Version, Ending{Explained, Yes, "x"})
			want(t, name, err, NotFound)
		}
		for name, try := range map[string]func() error{
			"no text": func() error {
				_, err := h.s.Do(h.manager(), c.ID, Deed{What: StepNote, Text: " "}, nothing)
				return err
			},
			"end, no text":  func() error { _, err := h.s.Close(h.manager(), c.ID, 1, Ending{Explained, Yes, ""}); return err },
			"open, no text": func() error { _, err := h.s.Reopen(h.manager(), c.ID, 1, ""); return err },
		} {
			want(t, name, try(), TextMissing)
		}
		_, err := h.s.Do(h.manager(), c.ID, Deed{StepNote, "x", 5}, nothing)
		want(t, "a note that costs", err, AmountWrong)
		_, err = h.s.Reopen(h.manager(), c.ID, c.Version, "x")
		want(t, "open as it is", err, StillOpen)
		// The task's own outcome is recorded here alone.
		list, err := h.tasks.List(h.program(), tasks.Query{Subject: c.ID, State: tasks.Open, Limit: 10})
		ok(t, err)
		_, err = h.tasks.Record(h.manager(), list[0].ID, list[0].Version, tasks.Result{Outcome: tasks.DoneOutcome})
		want(t, "past the form", err, tasks.OwnForm)
		if h.facts(c.ID) != "raised" || h.steps(c.ID) != "raised" {
			t.Errorf("facts %s, steps %s", h.facts(c.ID), h.steps(c.ID))
		}
	})
}

// Of an erased person nothing that was said or written stays, and nobody is left to
// answer to; who was merged keeps their complaints.
func TestForget(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		erased, old := h.patient(h.mill), h.patient(h.mill)
		open, merged, kept := h.raise(h.wish(erased)), h.raise(h.wish(old)), h.raise(h.wish(h.patient(h.mill)))
		_, err := h.s.Do(h.manager(), merged.ID, Deed{What: StepAnswered, Text: "她很生气"}, nothing)
		ok(t, err)
		ok(t, h.DB.Write(h.program(), func(tx *db.Tx) error {
			return h.bus.Publish(tx, events.Fact{Kind: patients.FactErased, Patient: erased, Subject: erased, Body: map[string]any{"records": []string{old, erased}}})
		}))
		for _, id := range []string{open.ID, merged.ID} {
			c, steps, err := h.s.Show(h.program(), id)
			if err != nil || c.State != Closed || c.Result != Withdrawn || c.Words != "" || h.open(id) != "" {
				t.Errorf("%+v, tasks %s, %v", c, h.open(id), err)
			}
			for _, p := range steps {
				if p.Text != "" {
					t.Errorf("still written: %s", p.Text)
				}
			}
		}
		if c := h.get(kept.ID); c.State != Open || c.Words == "" {
			t.Errorf("somebody else's: %+v", c)
		}
	})
}

func TestPagesAndFilters(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		patient := h.patient(h.mill)
		for i := range 5 {
			n := h.wish(patient)
			if i == 2 {
				n.About, n.Owner = AboutMoney, ""
			}
			h.raise(n)
			if i%2 == 1 { // some came at the same instant
				h.Clock.Add(time.Minute)
			}
		}
		all, err := h.s.List(h.manager(), Query{Limit: 10})
		ok(t, err)
		var got []string
		var at Place
		for range 10 {
			page, err := h.s.List(h.manager(), Query{After: at, Limit: 2})
			ok(t, err)
			if len(page) == 0 {
				break
			}
			for _, c := range page {
				got = append(got, c.ID)
			}
			at = Place{page[len(page)-1].RaisedAt, page[len(page)-1].ID}
		}
		if len(all) != 5 || len(got) != 5 || got[0] != all[0].ID || got[4] != all[4].ID {
			t.Errorf("pages %v", got)
		}
		h.Clock.Add(23*time.Hour + 58*time.Minute)
		for name, k := range map[string]struct {
			q Query
			n int
		}{
			"money": {Query{About: AboutMoney}, 1}, "owner": {Query{Owner: h.staff["anhuifang"].ID}, 4}, "patient": {Query{Patient: patient}, 5}, "nobody": {Query{Patient: h.IDs()}, 0},
			"closed": {Query{State: Closed}, 0}, "late": {Query{Late: true}, 2}, "boat": {Query{Clinic: h.boat}, 0}, "nonsense": {Query{Owner: "' OR 1=1"}, 0},
		} {
			k.q.Limit = 10
			if list, err := h.s.List(h.manager(), k.q); err != nil || len(list) != k.n {
				t.Errorf("%s: %d, want %d, %v", name, len(list), k.n, err)
			}
		}
	})
}

func TestFiguresOfAClinic(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.raise(h.wish(h.patient(h.mill)))
		f, err := h.s.Figures(h.manager(), h.mill, 3)
		ok(t, err)
		if f.Target != 2 || len(f.Months) != 3 || f.Months[2] != (MonthFigures{"2026-11", 1, 0, 0}) || f.Months[0].Month != "2026-09" || f.Total.Open != 1 {
			t.Errorf("%+v", f)
		}
		_, err = h.s.Figures(h.manager(), h.boat, 3)
		want(t, "another clinic", err, db.OutOfScope)
	})
}
