package checkin

import (
	"errors"
	"strings"
	"testing"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
	"archwire/internal/platform/testkit"
)

var fourteen = Saying{Values: map[string]string{"hours": "14", "brushed": "yes", "note": "今天很乖 𠮷"}}

// A child joins, checks in, forgets, is made up for, forgets again; the ladder climbs
// and ends; a pause lets nothing be due.
func TestStory(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		m := h.join(h.joining("early_removable"))
		if m.From != "2026-11-22" || m.Until != "2027-05-22" || m.Next != "2026-11-22" {
			t.Fatalf("%+v", m)
		}
		h.to("2026-11-22", eight)
		group, token := h.page(m.ID)
		p, err := h.s.CheckIn(t.Context(), group, token, fourteen)
		ok(t, err)
		if p.Day != "" || p.Next != "2026-11-23" || p.Tally.Kept != 1 || p.Name != "李**1" && !strings.Contains(p.Name, "*") {
			t.Errorf("%+v", p)
		}
		h.to("2026-11-23", eight)
		h.to("2026-11-24", three)
		if got := h.facts(m.ID); got != "joined, due, done, due, missed wecom" {
			t.Errorf("facts: %s", got)
		}
		p, err = h.s.Open(t.Context(), group, token)
		ok(t, err)
		if p.Day != "2026-11-24" || p.MakeUp != "2026-11-23" {
			t.Errorf("%+v", p)
		}
		p, err = h.s.CheckIn(t.Context(), group, token, Saying{Day: "2026-11-23", Values: fourteen.Values})
		ok(t, err)
		if p.Tally.Kept != 2 || p.MakeUp != "" || h.days(m.ID) != "doma" {
			t.Errorf("%+v, days %s", p, h.days(m.ID))
		}
		for _, day := range []civil.Day{"2026-11-24", "2026-11-25", "2026-11-26"} {
			h.to(day, eight)
			h.to(day.AddDays(1), three)
		}
		if got := h.facts(m.ID); got != "joined, due, done, due, missed wecom, done, due, missed wecom, due wecom, missed wecom, due wecom, missed call" {
			t.Errorf("facts: %s", got)
		}
		m, err = h.s.Note(h.desk(), m.ID, Saying{Values: map[string]string{"hours": "9"}}, nothing) // before the reminder
		ok(t, err)
		h.to("2026-11-27", eight)
		if got := h.facts(m.ID); !strings.HasSuffix(got, "missed call, done") {
			t.Errorf("facts: %s", got)
		}
		m, err = h.s.Pause(h.desk(), m.ID, "travel", "回外婆家", "2026-12-01", nothing)
		ok(t, err)
		for day := civil.Day("2026-11-28"); day < "2026-12-01"; day = day.AddDays(1) {
			h.to(day, eight)
		}
		h.to("2026-12-01", three)
		h.to("2026-12-01", eight)
		if got := h.facts(m.ID); !strings.HasSuffix(got, "done, paused, resumed, due") || h.days(m.ID) != "domamimimidopapapadu" {
			t.Errorf("facts: %s, days %s", got, h.days(m.ID))
		}
		_, err = h.s.Leave(h.desk(), m.ID, "unwilling", "", nothing)
		ok(t, err)
		h.to("2026-12-02", eight)
		if got := h.facts(m.ID); !strings.HasSuffix(got, "due, left") || !strings.HasSuffix(h.days(m.ID), "pa") {
			t.Errorf("facts: %s, days %s", got, h.days(m.ID))
		}
		_, err = h.s.Open(t.Context(), group, token)
		want(t, "the page of who left", err, LinkNotFound)
	})
}

// Two guardians, a nurse and a bad network send the same day twenty times: it is one
// check-in, told once, and everybody hears that it is done.
func TestGuardiansRace(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		m := h.join(h.joining("early_removable"))
		h.to("2026-11-22", eight)
		group, token := h.page(m.ID)
		_, other := h.page(m.ID)
		ok(t, errors.Join(testkit.Race(t, 20, func(i int) error {
			with := token
			if i%2 == 1 {
				with = other
			}
			p, err := h.s.CheckIn(t.Context(), group, with, Saying{Day: "2026-11-22", Values: map[string]string{"hours": "1" + string(rune('0'+i%5))}})
			if err == nil && (p.Day != "" || p.Tally.Kept != 1) {
				t.Errorf("%+v", p)
			}
			return err
		})...))
		if got := h.facts(m.ID); got != "joined, due, done" || h.days(m.ID) != "do" {
			t.Errorf("facts: %s, days %s", got, h.days(m.ID))
		}
	})
}

// Of twenty who let a child join at once one does; the ticker and a guardian at the
// grace agree on one end of the day.
func TestRaces(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		j, joined := h.joining("early_removable"), 0
		for _, err := range testkit.Race(t, 20, func(int) error { _, err := h.s.Join(h.desk(), j, nothing); return err }) {
			switch {
			case err == nil:
				joined++
			case !errors.Is(err, AlreadyMember):
				t.Error(err)
			}
		}
		if joined != 1 {
			t.Fatalf("joined %d times", joined)
		}
		var m Member
		ok(t, h.DB.Read(h.program(), func(tx *db.Tx) error {
			list, err := membersOf(tx, []string{j.Patient}, false)
			m = list[0]
			return err
		}))
		h.to("2026-11-22", eight)
		group, token := h.page(m.ID)
		h.Clock.Set(civil.Day("2026-11-23").At(three, shanghai.zone))
		for _, err := range testkit.Race(t, 20, func(i int) error {
			if i%2 == 0 {
				return h.s.wakeDue(h.program(), h.Clock.Now())
			}
			_, err := h.s.CheckIn(t.Context(), group, token, Saying{Day: "2026-11-22", Values: fourteen.Values})
			return err
		}) {
			ok(t, err)
		}
		if got := h.facts(m.ID); got != "joined, due, missed wecom, done" || h.days(m.ID) != "ma" {
			t.Errorf("facts: %s, days %s", got, h.days(m.ID))
		}
	})
}

// Who withdraws the consent to the treatment is due for nothing from then on, in the
// same transaction; the consent to photographs is another one.
func TestConsentWithdrawn(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		j := h.joining("early_removable")
		m := h.join(j)
		other := j
		other.Programme = "myofunctional"
		second := h.join(other)
		h.to("2026-11-22", eight)
		note := func(purpose patients.Purpose) {
			_, err := h.people.NoteConsent(h.program(), j.Patient, patients.Consent{Purpose: purpose, By: "guardian", Relation: j.Consent.Relation, Means: "verbal"})
			ok(t, err)
		}
		note(patients.ForPhotos)
		if h.member(m.ID).State != Active {
			t.Error("photographs are not the treatment")
		}
		note(patients.ForTreatment)
		for _, x := range []Member{m, second} {
			if got := h.member(x.ID); got.State != Left || got.Reason != BecauseConsent || got.WakeAt != 0 {
				t.Errorf("%+v", got)
			}
		}
		h.to("2026-11-24", eight)
		if got := h.facts(m.ID); got != "joined, due, left" {
			t.Errorf("facts: %s", got)
		}
		_, err := h.s.Join(h.desk(), j, nothing)
		want(t, "without the consent", err, ConsentGone)
	})
}

// What was said of an erased person goes, and nothing is due for them.
func TestErased(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		j := h.joining("early_removable")
		m := h.join(j)
		_, err := h.s.Note(h.desk(), m.ID, fourteen, nothing)
		ok(t, err)
		ok(t, h.people.EraseData(h.program(), j.Patient, "本人要求"))
		ok(t, h.DB.Read(h.program(), func(tx *db.Tx) error {
			list, err := daysSince(tx, m.ID, "2000-01-01")
			if len(list) != 1 || len(list[0].Claimed) != 0 || list[0].Words != "" {
				t.Errorf("%+v", list)
			}
			return err
		}))
		if got := h.member(m.ID); got.State != Left || got.Reason != BecauseErased {
			t.Errorf("%+v", got)
		}
	})
}

func TestRefusals(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for name, k := range map[string]struct {
			change func(*Joining)
			want   *fault.Def
		}{
			"no such programme": {func(j *Joining) { j.Programme = "running" }, ProgrammeNotFound},
			"no such variant":   {func(j *Joining) { j.Variant = "moon" }, BadVariant},
			"days of a stage":   {func(j *Joining) { j.Every = 10 }, BadStage},
			"no days":           {func(j *Joining) { j.Programme, j.Variant = "aligner_change", "stage" }, BadStage},
			"too many":          {func(j *Joining) { j.Programme, j.Variant, j.Every = "aligner_change", "stage", 40 }, BadStage},
			"yesterday":         {func(j *Joining) { j.From = "2026-11-21" }, BadDay},
			"far ahead":         {func(j *Joining) { j.From = "2027-11-21" }, BadDay},
			"over before":       {func(j *Joining) { j.Until = "2026-11-22" }, BadDay},
			"never due":         {func(j *Joining) { j.Programme, j.Until = "retainer", "2026-11-24" }, BadDay},
			"at night":          {func(j *Joining) { j.RemindAt = 22 * 60 }, BadTime},
			"nobody":            {func(j *Joining) { j.Patient = h.IDs() }, PatientUnknown},
			"no id":             {func(j *Joining) { j.Patient = "x" }, PatientUnknown},
			"no doctor":         {func(j *Joining) { j.Doctor = h.IDs() }, StaffUnknown},
			"a child itself":    {func(j *Joining) { j.Consent = Consent{By: "self", Means: "paper"} }, GuardianNeeded},
			"no guardian":       {func(j *Joining) { j.Consent.Relation = h.IDs() }, BadConsent},
			"no means":          {func(j *Joining) { j.Consent.Means = "" }, BadConsent},
			"another clinic":    {func(j *Joining) { j.Clinic = h.boat }, db.OutOfScope},
		} {
			j := h.joining("early_removable")
			k.change(&j)
			_, err := h.s.Join(h.desk(), j, nothing)
			want(t, name, err, k.want)
		}
		m := h.join(h.joining("early_removable"))
		_, err := h.s.Note(h.desk(), m.ID, Saying{Values: map[string]string{"brushed": "yes"}}, nothing)
		want(t, "without hours", err, ClaimMissing)
		_, err = h.s.Note(h.desk(), m.ID, Saying{Day: "2026-11-23", Values: fourteen.Values}, nothing)
		want(t, "tomorrow", err, NotDueYet)
		_, err = h.s.Resume(h.desk(), m.ID, nothing)
		want(t, "resumed", err, NotPaused)
		_, err = h.s.Pause(h.desk(), m.ID, "ill", "", "2026-11-22", nothing)
		want(t, "until today", err, BadDay)
		_, err = h.s.Pause(h.desk(), m.ID, "bored", "", "", nothing)
		want(t, "reason", err, BadReason)
		_, err = h.s.Pause(h.desk(), h.IDs(), "ill", "", "", nothing)
		want(t, "nobody", err, MemberNotFound)
		_, err = h.s.Pause(h.as("liangpingqi", []string{h.boat}, MayWork), m.ID, "ill", "", "", nothing)
		want(t, "of another clinic", err, MemberNotFound)
		for _, k := range [][2]string{{"nobody", "abcdefgh"}, {"demo", "abcdefgh2345abcdefgh2345"}} {
			_, err = h.s.Open(t.Context(), k[0], k[1])
			want(t, "a guessed link", err, LinkNotFound)
		}
	})
}

// Other times are a new version; they rule from the next due day on.
func TestTimesChange(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		opened, waits := h.join(h.joining("early_removable")), Member{}
		h.to("2026-11-22", eight)
		j := h.joining("early_removable")
		j.From = "2026-11-23"
		waits = h.join(j)
		own := h.joining("early_removable")
		own.From, own.RemindAt = "2026-11-23", 19*60
		mine := h.join(own)
		p, err := h.s.ChangeTimes(h.program(), "early_removable", 1, Times{Remind: 18 * 60, MakeUp: MakeUp{Back: 2, PerMonth: 3}})
		ok(t, err)
		if p.Number != 2 {
			t.Errorf("%+v", p)
		}
		_, err = h.s.ChangeTimes(h.program(), "early_removable", 1, Times{Remind: 18 * 60})
		want(t, "an old version", err, db.Stale)
		_, err = h.s.ChangeTimes(h.program(), "early_removable", 2, Times{Remind: 22 * 60})
		want(t, "at night", err, BadTime)
		h.to("2026-11-23", 18*60)
		if got := h.facts(waits.ID); got != "joined, due" {
			t.Errorf("facts: %s", got)
		}
		if got := h.facts(mine.ID); got != "joined" {
			t.Errorf("their own time: %s", got)
		}
		if got := h.days(opened.ID); got != "midu" {
			t.Errorf("the opened day: %s", got)
		}
		races := 0
		for _, err := range testkit.Race(t, 20, func(int) error {
			_, err := h.s.ChangeTimes(h.program(), "early_removable", 2, Times{Remind: 19 * 60})
			return err
		}) {
			if err == nil {
				races++
			} else if !errors.Is(err, db.Stale) {
				t.Error(err)
			}
		}
		if races != 1 {
			t.Errorf("changed %d times", races)
		}
	})
}

// Higher modules ask how patients stand, and for a link.
func TestStateOf(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		j := h.joining("aligner_change")
		j.Variant = "7"
		m := h.join(j)
		h.to("2026-11-29", 19*60)
		h.to("2026-11-30", three)
		state := func() Standing {
			var got map[string][]Standing
			ok(t, h.DB.Read(h.as("liangpingqi", []string{h.boat}, MayView), func(tx *db.Tx) (err error) {
				got, err = h.s.StateOf(tx, []string{j.Patient, h.IDs()})
				return err
			}))
			ok(t, h.DB.Write(h.program(), func(tx *db.Tx) error {
				path, err := h.s.LinkOf(tx, j.Patient, "")
				if (path != "") != (len(got[j.Patient]) > 0) {
					t.Errorf("link %q", path)
				}
				return err
			}))
			if len(got) != 1 || len(got[j.Patient]) != 1 {
				t.Fatalf("%+v", got)
			}
			return got[j.Patient][0]
		}
		if x := state(); x.Today != Missed || x.Late != 1 || x.Rung != RungNone || x.Next != "2026-12-06" {
			t.Errorf("%+v", x)
		}
		for day, rung := range map[civil.Day]Rung{"2026-12-01": RungWecom, "2026-12-02": RungCall, "2026-12-04": RungAssistant} {
			h.Clock.Set(day.At(600, shanghai.zone))
			if x := state(); x.Rung != rung {
				t.Errorf("%s: %+v", day, x)
			}
		}
		h.Clock.Set(civil.Day("2026-12-04").At(600, shanghai.zone))
		_, err := h.s.Note(h.desk(), m.ID, Saying{Day: "2026-11-29", Values: map[string]string{"hours": "21.5", "aligner": "3"}}, nothing)
		ok(t, err)
		if x := state(); x.Today != MadeUp || x.Late != 0 || x.Rung != RungNone || x.LastDone != "2026-11-29" {
			t.Errorf("%+v", x)
		}
	})
}
