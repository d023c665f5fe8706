package visits

import (
	"fmt"
	"testing"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/messages"
	"archwire/internal/platform/db"
)

func TestRemindAt(t *testing.T) {
	at := func(day civil.Day, clock civil.Clock) int64 { return day.At(clock, shanghai) }
	lead := (2 * time.Hour).Milliseconds()
	for _, c := range []struct {
		name       string
		start, now int64
		days       int
		want       int64
		ok         bool
	}{
		{"the evening before", at("2026-11-24", 540), at("2026-11-20", 600), 1, at("2026-11-23", 18*60), true},
		{"booked on that evening, too late for it", at("2026-11-24", 540), at("2026-11-23", 19*60), 1, at("2026-11-23", 18*60), false},
		{"on the day itself, but too near", at("2026-11-24", 19*60), at("2026-11-20", 600), 0, at("2026-11-24", 18*60), false},
		{"on the day itself", at("2026-11-24", 20*60+5), at("2026-11-20", 600), 0, at("2026-11-24", 18*60), true},
		{"over a month's end", at("2026-12-01", 540), at("2026-11-20", 600), 3, at("2026-11-28", 18*60), true},
	} {
		got, until, ok := remindAt(c.start, c.now, shanghai, c.days, 18*60, lead)
		if got != c.want || ok != c.ok || until != c.start-lead {
			t.Errorf("%s: %s until %s, %v", c.name, time.UnixMilli(got).In(shanghai), time.UnixMilli(until).In(shanghai), ok)
		}
	}
}

type plannedRow struct {
	ID         string         `db:"id"`
	Purpose    string         `db:"purpose"`
	Occurrence string         `db:"occurrence"`
	State      messages.State `db:"state"`
	Reason     string         `db:"reason"`
	Subject    string         `db:"subject"`
}

// planned are the messages about a visit, as "purpose clock state".
func (h *house) planned(visit string) []string {
	h.t.Helper()
	var rows []plannedRow
	h.read(func(tx *db.Tx) error {
		return tx.From("messages_messages").Where("subject = ?", visit).OrderBy("occurrence, purpose").All(&rows)
	})
	out := []string{}
	for _, r := range rows {
		var start int64
		if _, err := fmt.Sscanf(r.Occurrence, visit+"@%d", &start); err != nil {
			h.t.Fatal(err)
		}
		line := fmt.Sprintf("%s %s %s", r.Purpose, spoken(start, shanghai), r.State)
		if r.Reason != "" {
			line += " " + r.Reason
		}
		out = append(out, line)
	}
	return out
}

// Whatever happens to a visit, what is planned about it speaks of the time that it
// has, or of nothing.
func TestRemindersFollowTheVisit(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ok(t, h.bus.Add(h.s.reminds()))
		h.clock("08:00")
		in := h.wish("o12", "10:00")
		in.Start = h.day.AddDays(1).At(10*60, shanghai)
		p, err := h.s.Book(h.desk(), in)
		ok(t, err)
		day := spoken(in.Start, shanghai)[:len("11月24日")]
		wantList(t, "booked", h.planned(p.Visit.ID), "visits.booked "+day+" 10:00 planned", "visits.reminder "+day+" 10:00 planned")

		start := h.day.AddDays(1).At(10*60+5, shanghai)
		p, err = h.s.Move(h.desk(), p.Visit.ID, p.Visit.Version, Move{Start: &start})
		ok(t, err)
		wantList(t, "moved", h.planned(p.Visit.ID),
			"visits.booked "+day+" 10:00 dropped moved", "visits.reminder "+day+" 10:00 dropped moved",
			"visits.booked "+day+" 10:05 planned", "visits.reminder "+day+" 10:05 planned")
		back := h.day.AddDays(1).At(10*60, shanghai)
		p, err = h.s.Move(h.desk(), p.Visit.ID, p.Visit.Version, Move{Start: &back})
		ok(t, err)
		wantList(t, "moved back", h.planned(p.Visit.ID),
			"visits.booked "+day+" 10:00 planned", "visits.reminder "+day+" 10:00 planned",
			"visits.booked "+day+" 10:05 dropped moved", "visits.reminder "+day+" 10:05 dropped moved")

		later := h.day.AddDays(3).At(11*60, shanghai)
		next, err := h.s.Move(h.desk(), p.Visit.ID, p.Visit.Version, Move{Start: &later, Party: ByPatient, Reason: "school_or_work"})
		ok(t, err)
		for _, line := range h.planned(p.Visit.ID) {
			if line[len(line)-len("dropped moved"):] != "dropped moved" {
				t.Errorf("of the old visit: %s", line)
			}
		}
		if got := h.planned(next.Visit.ID); len(got) != 2 {
			t.Errorf("of the new visit: %v", got)
		}

		v := h.step(next.Visit, StepIn{Step: CancelIt, Party: ByPatient, Reason: "school_or_work"})
		for _, line := range h.planned(v.ID) {
			if line[len(line)-len("dropped cancelled"):] != "dropped cancelled" {
				t.Errorf("cancelled: %s", line)
			}
		}
		v, err = h.s.Undo(h.desk(), v.ID, v.Version)
		ok(t, err)
		open := 0
		for _, line := range h.planned(v.ID) {
			if line[len(line)-len("planned"):] == "planned" {
				open++
			}
		}
		if open != 1 { // the confirmation was heard, or taken back, once; the reminder stands again
			t.Errorf("taken back: %v", h.planned(v.ID))
		}
		parked, err := h.s.Park(h.desk(), v.ID, v.Version)
		ok(t, err)
		for _, line := range h.planned(parked.ID) {
			if line[len(line)-len("planned"):] == "planned" {
				t.Errorf("parked: %s", line)
			}
		}
	})
}

// At the moment of sending the visit itself is asked, not what was planned: a
// reminder for a time that the visit no longer has is refused.
func TestAnOldTimeIsRefusedAtTheMomentOfSending(t *testing.T) {
	each(t, func(t *testing.T, h *house) { // nobody hears the facts here
		h.clock("08:00")
		var said map[string]string
		asked := func(v Visit, start int64) string {
			t.Helper()
			m := messages.Message{ID: "m", Subject: v.ID, Occurrence: occurrence(v.ID, start), Fields: map[string]string{}}
			var out map[string]string
			h.read(func(tx *db.Tx) (err error) { out, err = h.s.stillSo(tx, []messages.Message{m}); return err })
			said = m.Fields
			return out["m"]
		}
		v := h.book("o12", "10:00")
		old := v.Plan.Start
		if got := asked(v, old); got != "" {
			t.Errorf("a visit as planned: %q", got)
		}
		if said["doctor"] == "" || said["doctor"] == "门诊" || said["kind"] == "" {
			t.Errorf("it says %v", said)
		}
		// It becomes another kind of visit: the message that was planned says so.
		before, other := said["kind"], h.kinds["o13"]
		moved, err := h.s.Move(h.desk(), v.ID, v.Version, Move{Template: &other})
		ok(t, err)
		v = moved.Visit
		if got := asked(v, old); got != "" || said["kind"] == before {
			t.Errorf("of another kind: %q, it says %v", got, said)
		}
		start := h.at("10:05")
		p, err := h.s.Move(h.desk(), v.ID, v.Version, Move{Start: &start})
		ok(t, err)
		if got := asked(v, old); got != messages.ReasonMoved {
			t.Errorf("the old time: %q", got)
		}
		if got := asked(v, start); got != "" {
			t.Errorf("the new time: %q", got)
		}
		parked, err := h.s.Park(h.desk(), v.ID, p.Visit.Version)
		ok(t, err)
		if got := asked(v, start); got != messages.ReasonMoved {
			t.Errorf("on the shelf: %q", got)
		}
		down, err := h.s.Move(h.desk(), v.ID, parked.Version, Move{Start: &start})
		ok(t, err)
		gone := h.step(down.Visit, StepIn{Step: CancelIt, Party: ByPatient, Reason: "school_or_work"})
		if got := asked(gone, start); got != messages.ReasonCancelled {
			t.Errorf("called off: %q", got)
		}
	})
}
