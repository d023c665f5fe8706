package followup

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
)

// editor is somebody who writes protocols for the group.
func (h *house) editor() context.Context {
	ctx := auth.With(h.t.Context(), auth.Actor{ID: h.doctor, Tenant: h.Tenant, Grants: auth.Grants{Group: auth.KeysOf(MayEdit, MayView)}})
	return db.With(ctx, db.Scope{Tenant: h.Tenant, Actor: h.doctor})
}

// A published draft is the next version: what runs follows it with the steps that
// still wait, what was done stays, and the version before can be read for ever.
func TestPublishing(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.at("2026-11-23 10:00")
		p := h.patient("")
		h.execute(p, h.did(p, "extraction", "38"))
		h.at("2026-11-23 12:00")
		h.wake()
		called := h.one(p)
		e, _, err := h.s.Protocol(h.editor(), "extraction")
		ok(t, err)
		if e.Number != 1 || e.Running != 1 {
			t.Fatalf("before: %+v", e)
		}
		draft := e.Protocol
		draft.Steps = append([]Step{}, draft.Steps...)
		for i := range draft.Steps {
			if draft.Steps[i].Key == "d3" {
				draft.Steps[i].After.Days = 4
			}
		}
		draft.Steps = append(draft.Steps, Step{Key: "d14", Deed: Contacts, Way: Form, After: Offset{Days: 14}})
		e, err = h.s.WriteDraft(h.editor(), "extraction", e.Version, draft)
		ok(t, err)
		_, err = h.s.WriteDraft(h.editor(), "extraction", e.Version-1, draft)
		wants(t, err, db.Stale)
		touched, err := h.s.Foresee(h.editor(), "extraction", h.mill)
		ok(t, err)
		moves := map[string]Shift{}
		for _, m := range touched.Moves {
			moves[m.Step] = m
		}
		if touched.Series != 1 || touched.Patients != 1 || moves["d3"].Moved != 1 || moves["d14"].Added != 1 || len(moves) != 2 {
			t.Fatalf("touches %+v", touched)
		}
		if who := touched.People; len(who) != 1 || who[0].Face.ID != p || who[0].Face.Name == "" || len(who[0].Moves) != 2 ||
			shown(who[0].Moves[0].From) != "2026-11-26 10:30" || shown(who[0].Moves[0].To) != "2026-11-27 10:30" || who[0].Moves[1].From != 0 || shown(who[0].Next) != "2026-11-24 10:30" {
			t.Fatalf("touched are %+v", who)
		}
		e, err = h.s.Publish(h.editor(), "extraction", e.Version, "第 4 天再问")
		ok(t, err)
		if e.Number != 2 || e.Draft != nil {
			t.Fatalf("published: %+v", e)
		}
		got := h.steps(p)
		for _, line := range []string{"extraction.h2 11-23 12:30 taken", "extraction.d3 11-27 10:30 planned", "extraction.d14 12-07 10:30 planned", "extraction.d1 11-24 10:30 planned"} {
			if !strings.Contains(got, line) {
				t.Errorf("%s is not among:\n%s", line, got)
			}
		}
		if o, err := h.s.Open(h.desk(), called.ID); err != nil || len(o.Questions) == 0 {
			t.Errorf("the call of before: %v", err)
		}
		err = h.DB.Write(h.program(), func(tx *db.Tx) error {
			_, err := tx.Update("followup_versions").Set("note = 'x'").Where("protocol = 'extraction' AND number = 1").Exec()
			return err
		})
		if db.Violated(err) != "followup_versions_append_only" {
			t.Errorf("a version was changed: %v", err)
		}
		_, err = h.s.Publish(h.editor(), "extraction", e.Version, "")
		wants(t, err, NoDraft)
	})
}

// A protocol that somebody writes badly is refused, part by part.
func TestBadProtocols(t *testing.T) {
	sound, _ := DefaultOf("cleaning")
	for name, spoil := range map[string]func(*Protocol){
		"a key that stands twice":         func(p *Protocol) { p.Steps = append(p.Steps, p.Steps[0]) },
		"a question that nobody knows":    func(p *Protocol) { p.Asks = append(p.Asks, Ask{Question: "mood"}) },
		"a rule without an answer":        func(p *Protocol) { p.Red = []Rule{rule("x", "写", "x", fact(FactChild))} },
		"a word that the question lacks":  func(p *Protocol) { p.Amber = []Rule{rule("x", "写", "x", is("bleeding", "much"))} },
		"a fact that nobody knows":        func(p *Protocol) { p.Amber = []Rule{rule("x", "写", "x", all(is("bleeding", "ooze"), fact("moon")))} },
		"a step that hangs on an answer":  func(p *Protocol) { p.Steps = []Step{form("d1", inDays(1)).when(atLeast("pain", 3))} },
		"a message without words":         func(p *Protocol) { p.Steps = []Step{message("d1", inDays(1), Words{})} },
		"a script that nobody knows":      func(p *Protocol) { p.Steps = []Step{form("d1", inDays(1), "hello")} },
		"no name":                         func(p *Protocol) { p.Name = Words{} },
		"a step after one that is single": func(p *Protocol) { p.Steps = []Step{nextDay(), {Key: "end", Deed: Contacts, Upon: "d1"}} },
		"a condition that nobody reads": func(p *Protocol) {
			p.Red = []Rule{rule("x", "写", "x", not(not(not(not(not(is("bleeding", "ooze")))))))}
		},
	} {
		p := sound
		spoil(&p)
		if len(p.Check()) == 0 {
			t.Errorf("%s was taken", name)
		}
	}
}

// An expander is asked about every third day while it is turned, and called when it
// is not turned any more.
func TestAnExpanderTurns(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.at("2026-11-23 10:00")
		p := h.patient("2018-01-01")
		b := h.did(p, "expander", "")
		h.execute(p, b)
		for _, day := range []string{"11-28", "12-01", "12-04"} {
			h.at("2026-" + day + " 07:00")
			h.wake()
		}
		got := h.steps(p)
		if strings.Count(got, "expander.turning") != 4 || !strings.Contains(got, "expander.turning 12-07 16:00 planned") {
			t.Fatalf("while turning:\n%s", got)
		}
		e, _, err := h.s.Protocol(h.editor(), "expander")
		ok(t, err)
		e.Protocol.Goals = nil
		e, err = h.s.WriteDraft(h.editor(), "expander", e.Version, e.Protocol)
		ok(t, err)
		_, err = h.s.Publish(h.editor(), "expander", e.Version, "")
		ok(t, err)
		if again := h.steps(p); again != got {
			t.Fatalf("a new version took what comes again away:\n%s", again)
		}
		var one Series
		h.read(func(tx *db.Tx) error {
			list, err := seriesOfPatient(tx, p)
			for _, s := range list {
				if s.Protocol == "expander" {
					one = s
				}
			}
			return err
		})
		one, err = h.s.SetCase(h.desk(), one.ID, one.Version, Case{Plan: map[string]float64{"turns": 90, "turns_per_day": 2}})
		ok(t, err)
		one, err = h.s.SetCase(h.desk(), one.ID, one.Version, Case{Usual: []string{"turns_per_day"}, Plan: map[string]float64{"turns": 14}})
		ok(t, err)
		if got := fmt.Sprint(one.Plan); got != "map[turns:14]" {
			t.Fatalf("of the case's own: %s", got)
		}
		h.at("2026-12-07 07:00")
		h.wake()
		h.wake()
		got = h.steps(p)
		if !strings.Contains(got, "expander.turning 12-07 16:00 cancelled "+BecauseTurned) || !strings.Contains(got, "expander.end 12-07 10:30 taken") {
			t.Fatalf("when it is over:\n%s", got)
		}
	})
}

// The desk, the doctor's morning and Monday's week see the same call.
func TestWhatThePeopleSee(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.at("2026-11-23 10:00")
		p, q := h.patient(""), h.patient("")
		h.execute(p, h.did(p, "pulp_opening", "46"))
		h.execute(q, h.did(q, "pulp_opening", "36"))
		ahead, err := h.s.Ahead(h.desk(), h.mill, "pulp_opening", "2026-11-23")
		ok(t, err)
		if len(ahead.Lines) != 2 || ahead.Counts["call"] != 2 || len(ahead.Lines[0].Questions) == 0 {
			t.Fatalf("ahead: %+v", ahead)
		}
		loads, err := h.s.Forecast(h.desk(), h.mill, 14)
		ok(t, err)
		if len(loads) != 1 || loads[0].Calls != 2 || loads[0].Day != "2026-11-24" {
			t.Fatalf("forecast: %+v", loads)
		}
		h.at("2026-11-24 07:00")
		h.wake()
		v, err := h.s.Desk(h.desk(), h.mill, h.caller)
		ok(t, err)
		if len(v.Calls) != 2 || v.Calls[0].Face.Name == "" {
			t.Fatalf("desk: %+v", v)
		}
		h.at("2026-11-24 10:35")
		for i, answers := range []Answers{{"pain": "1"}, {"pain": "8", "painkiller": "no_help"}} {
			_, err := h.s.Record(h.desk(), v.Calls[i].ID, v.Calls[i].Version, Called{Outcome: Reached, Answers: answers, Wish: "book", Complaint: []string{"", "等太久"}[i]})
			ok(t, err)
		}
		if len(h.raised) != 1 || h.raised[0].Words != "等太久" {
			t.Errorf("raised: %+v", h.raised)
		}
		h.at("2026-11-25 08:00")
		doctor := h.as(h.doctor, MayResults, MayView)
		d, err := h.s.DigestOf(doctor, h.mill, h.doctor, "")
		ok(t, err)
		if len(d.Lines) != 2 || d.Lines[0].Last.Level != Red || d.Counts["green"] != 1 {
			t.Fatalf("digest: %+v", d)
		}
		if n, err := h.s.Seen(doctor, []string{d.Lines[0].Last.ID, d.Lines[1].Last.ID}); err != nil || n != 2 {
			t.Errorf("seen: %d %v", n, err)
		}
		if n, err := h.s.Seen(h.desk(), []string{d.Lines[0].Last.ID}); err != nil || n != 0 {
			t.Errorf("seen by somebody else: %d %v", n, err)
		}
		h.at("2026-11-30 08:00")
		week, err := h.s.Summed(h.as(h.caller, MayWeek), h.mill, "")
		ok(t, err)
		if len(week.Weeks) != 1 || week.Total.Due != 2 || week.Total.InTime != 2 || week.Total.Reached != 2 || week.Total.Red != 1 || week.Total.Booked != 2 || week.Weeks[0].Caller != h.caller {
			t.Fatalf("the week: %+v", week)
		}
		sheet, err := h.s.Paper(h.as(h.caller, MayWeek), h.mill, "2026-11-25", "zh-CN")
		ok(t, err)
		if sheet.Pages != 1 || len(sheet.PDF) == 0 {
			t.Errorf("on paper: %d pages", sheet.Pages)
		}
		tab, err := h.s.OfPatient(h.desk(), p)
		ok(t, err)
		if len(tab.Contacts) != 1 || len(tab.Series) != 1 {
			t.Errorf("the tab: %+v", tab)
		}
		h.read(func(tx *db.Tx) error {
			told, err := h.s.Tellings(tx, []string{p, q}, today)
			if told[q].Level != Red && told[p].Level != Red {
				t.Errorf("the chart is told %+v", told)
			}
			return err
		})
	})
}

// Whoever is asked for is known: a coordinator's patient is called for the
// relationship, others get a card, and who refuses is left alone.
func TestTheRelationship(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.at("2026-10-23 10:00")
		mine, others := h.patient(""), h.patient("")
		ok(t, h.people.SetCare(h.program(), mine, "coordinator", h.caller))
		for _, p := range []string{mine, others} {
			h.write(func(tx *db.Tx) error {
				d := h.s.desk(tx)
				d.keeps = true
				_, n, err := d.protocol("relationship")
				if err != nil {
					return err
				}
				return d.plant([]Series{{ID: h.IDs(), Clinic: h.mill, Patient: p, Protocol: "relationship", Number: n, State: SeriesOpen, Flags: map[string]bool{},
					Plan: map[string]float64{}, Anchor: tx.Now(), Anchored: true, Begun: tx.Now(), Version: 1}})
			})
		}
		h.at("2026-11-23 07:00")
		h.wake()
		call, card := h.one(mine), h.one(others)
		if call.Way != Call || call.Caller != h.caller || card.Way != Form {
			t.Fatalf("called %+v, carded %+v", call, card)
		}
		_, err := h.s.Record(h.desk(), call.ID, call.Version, Called{Outcome: Refused})
		ok(t, err)
		if got := h.steps(mine); !strings.Contains(got, "relationship.m3 01-23 16:00 cancelled "+BecauseOptedOut) {
			t.Errorf("after a refusal:\n%s", got)
		}
	})
}
