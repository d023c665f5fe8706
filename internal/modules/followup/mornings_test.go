package followup

import (
	"testing"

	"archwire/internal/modules/visits"
	"archwire/internal/platform/db"
)

// In the morning a doctor finds in the inbox that there is a digest, once, and until
// it was read; on the first open day of a week the manager finds the week.
func TestMornings(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.at("2026-11-24 10:00") // a Tuesday
		p, q := h.patient(""), h.patient("")
		for _, one := range []string{p, q} {
			h.execute(one, h.did(one, "pulp_opening", "46"))
		}
		morning := func(at string) {
			h.at(at)
			ok(t, h.s.announceDue(h.program(), h.Clock.Now()))
		}
		digest := func() (string, bool) {
			x, there := h.task(digestKey(h.mill, h.doctor))
			return jsonText(x.Title.Args), there
		}
		morning("2026-11-25 07:00")
		if _, there := digest(); there {
			t.Fatal("there is a digest of nothing")
		}
		h.wake()
		h.at("2026-11-25 10:31")
		for i, a := range []Answers{{"pain": "1"}, {"pain": "8", "painkiller": "no_help"}} {
			m := h.one([]string{p, q}[i])
			_, err := h.s.Record(h.desk(), m.ID, m.Version, Called{Outcome: Reached, Answers: a})
			ok(t, err)
		}
		morning("2026-11-25 18:00") // the next is tomorrow's
		if _, there := digest(); there {
			t.Error("announced on the evening")
		}
		morning("2026-11-26 07:00")
		args, there := digest()
		if !there || args != `{"amber":0,"n":2,"red":1}` {
			t.Fatalf("the digest says %s", args)
		}
		one, _ := h.task(digestKey(h.mill, h.doctor))
		if one.Owner != h.doctor || shown(one.Due) != "2026-11-26 18:00" {
			t.Errorf("it is %+v", one)
		}
		morning("2026-11-26 07:01")
		if again, _ := h.task(digestKey(h.mill, h.doctor)); again.ID != one.ID {
			t.Error("announced twice")
		}
		doctor := h.as(h.doctor, MayResults, MayView)
		d, err := h.s.DigestOf(doctor, h.mill, h.doctor, "")
		ok(t, err)
		_, err = h.s.Seen(doctor, []string{d.Lines[0].Last.ID})
		ok(t, err)
		if _, there := digest(); !there {
			t.Error("read in half, and gone")
		}
		_, err = h.s.Seen(doctor, []string{d.Lines[1].Last.ID})
		ok(t, err)
		if _, there := digest(); there {
			t.Error("read, and still there")
		}
		morning("2026-11-27 07:00")
		if _, there := digest(); there {
			t.Error("what was read is announced again")
		}

		// A week begins on its first open day.
		_, _, err = h.s.visits.AddEntry(h.as(h.doctor, visits.MayRoster), visits.CalendarEntry{Clinic: h.mill, Kind: visits.EntryClosed,
			Days: visits.Days{From: "2026-11-30", To: "2026-11-30"}, Name: "停诊"}, true, nil)
		ok(t, err)
		weeks := func() (roles []string) {
			h.read(func(tx *db.Tx) error { return tx.From("tasks_tasks").Where("kind = ?", TaskWeek).Pluck("role", &roles) })
			return roles
		}
		morning("2026-11-30 07:00")
		if len(weeks()) != 0 {
			t.Error("told on a closed Monday")
		}
		morning("2026-12-01 07:00")
		morning("2026-12-02 07:00")
		if got := weeks(); len(got) != 1 || got[0] != "manager" {
			t.Errorf("the week is announced to %v", got)
		}
	})
}

// After closed days the digest looks back to the last open one.
func TestADigestLooksBackOverClosedDays(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.at("2026-11-26 10:00")
		p := h.patient("")
		h.execute(p, h.did(p, "pulp_opening", "46"))
		h.at("2026-11-27 10:31")
		h.wake()
		m := h.one(p)
		_, err := h.s.Record(h.desk(), m.ID, m.Version, Called{Outcome: Reached, Answers: Answers{"pain": "1"}})
		ok(t, err)
		_, _, err = h.s.visits.AddEntry(h.as(h.doctor, visits.MayRoster), visits.CalendarEntry{Clinic: h.mill, Kind: visits.EntryClosed,
			Days: visits.Days{From: "2026-11-28", To: "2026-11-29"}, Name: "停诊"}, true, nil)
		ok(t, err)
		h.at("2026-11-30 07:00")
		ok(t, h.s.announceDue(h.program(), h.Clock.Now()))
		d, err := h.s.DigestOf(h.as(h.doctor, MayResults, MayView), h.mill, h.doctor, "")
		ok(t, err)
		x, there := h.task(digestKey(h.mill, h.doctor))
		if len(d.Lines) != 1 || !there || jsonText(x.Title.Args) != `{"amber":0,"n":1,"red":0}` {
			t.Errorf("%d lines, announced as %s", len(d.Lines), jsonText(x.Title.Args))
		}
	})
}
