package checkin

import (
	"fmt"
	"strings"
	"testing"

	"archwire/internal/kit/civil"
)

// life is a member whose days pass in a test without a database.
type life struct {
	t    *testing.T
	m    Member
	p    Programme
	v    Variant
	days []Day
	told []string
}

func newLife(t *testing.T, key, variant string, from civil.Day) *life {
	l := &life{t: t, p: programme(t, key)}
	l.v, _ = l.p.Variant(variant)
	l.m = Member{ID: "m", Programme: key, Variant: l.v.Key, From: from, Since: from, State: Active}
	if l.p.Months > 0 {
		l.m.Until = from.AddMonths(l.p.Months)
	}
	l.m.advance(l.v, l.p, shanghai, from.AddDays(-1))
	return l
}

func (l *life) put(list ...Day) {
	for _, d := range list {
		l.days = withDay(l.days, d)
	}
}

// to lets the ticker come by at an instant.
func (l *life) to(day civil.Day, at civil.Clock) *life {
	var settled []Day
	for _, d := range l.days {
		if d.State != Due {
			settled = append(settled, d)
		}
	}
	out := play(&l.m, l.p, shanghai, settled, day.At(at, shanghai.zone))
	l.put(out.days...)
	for _, x := range out.told {
		told := toldOf(l.m, l.p, x)
		l.told = append(l.told, fmt.Sprintf("%s %s %d%s", strings.TrimPrefix(x.fact, "checkin."), string(x.day)[5:], told.Misses, told.Rung))
	}
	return l
}

func (l *life) is(states, told string) {
	l.t.Helper()
	var got strings.Builder
	for _, d := range l.days {
		got.WriteString(string(d.State)[:2])
	}
	if got.String() != states || strings.Join(l.told, ", ") != told {
		l.t.Errorf("days %s, told %s; want %s, %s", got.String(), strings.Join(l.told, ", "), states, told)
	}
	l.told = nil
}

const eight, three = civil.Clock(20 * 60), civil.Clock(3 * 60)

// A day opens at the reminder, closes at the grace, and the next one waits.
func TestDaysPass(t *testing.T) {
	l := newLife(t, "early_removable", "", "2026-11-22")
	l.to("2026-11-22", eight-1).is("", "")
	l.to("2026-11-22", eight).is("du", "due 11-22 0")
	l.to("2026-11-23", three-1).is("du", "")
	l.to("2026-11-23", three).is("mi", "missed 11-22 1wecom")
	if l.m.Next != "2026-11-23" || l.m.Opened {
		t.Errorf("%+v", l.m)
	}
	l.to("2026-11-23", eight)
	state, again, refused := l.m.take(l.p, shanghai, l.days, "2026-11-23", civil.Day("2026-11-24").At(60, shanghai.zone)) // at one o'clock at night
	if state != Done || again || refused != nil || l.m.Next != "2026-11-24" {
		t.Errorf("%s %v %v %+v", state, again, refused, l.m)
	}
}

// Who checks in before the reminder is not reminded.
func TestEarly(t *testing.T) {
	l := newLife(t, "early_removable", "", "2026-11-22")
	if state, _, refused := l.m.take(l.p, shanghai, nil, "2026-11-22", civil.Day("2026-11-22").At(9*60, shanghai.zone)); state != Done || refused != nil {
		t.Fatal(state, refused)
	}
	l.put(Day{Day: "2026-11-22", State: Done})
	l.to("2026-11-22", eight).is("do", "")
	for day, want := range map[civil.Day]string{"2026-11-23": NotDueYet.Code, "2026-11-21": NotDue.Code} {
		if _, _, refused := l.m.take(l.p, shanghai, l.days, day, civil.Day("2026-11-22").At(eight, shanghai.zone)); refused == nil || !strings.Contains(refused.Error(), want) {
			t.Errorf("%s: %v", day, refused)
		}
	}
	if state, again, refused := l.m.take(l.p, shanghai, l.days, "2026-11-22", civil.Day("2026-11-22").At(eight, shanghai.zone)); state != Done || !again || refused != nil {
		t.Error(state, again, refused)
	}
}

// While the program stood still nobody could check in: those days are excused, the
// one that was opened is missed, and nobody gets a reminder of yesterday.
func TestClockJumps(t *testing.T) {
	l := newLife(t, "early_removable", "", "2026-11-22")
	l.to("2026-11-22", eight).is("du", "due 11-22 0")
	l.to("2026-11-25", eight).is("miexexdu", "missed 11-22 1wecom, due 11-25 1wecom")
	l.to("2026-11-20", eight).is("miexexdu", "") // a clock that goes back does nothing
	l.to("2026-11-26", three).is("miexexmi", "missed 11-25 2wecom")
	l.to("2026-11-26", eight).to("2026-11-27", three).is("miexexmimi", "due 11-26 2wecom, missed 11-26 3call")
}

// A pause lets nothing be due, ends by itself on its day, and its due days leave the
// denominator; misses count anew.
func TestPauses(t *testing.T) {
	l := newLife(t, "early_removable", "", "2026-11-22")
	l.to("2026-11-22", eight).to("2026-11-23", three).to("2026-11-23", eight).is("midu", "due 11-22 0, missed 11-22 1wecom, due 11-23 1wecom")
	l.put(l.m.rest(shanghai, civil.Day("2026-11-23").At(eight+1, shanghai.zone), "travel", "", "2026-11-26")...)
	l.to("2026-11-25", eight).is("mipa", "")
	l.to("2026-11-26", three).is("mipapapa", "resumed 11-26 0")
	l.to("2026-11-26", eight).to("2026-11-27", three).is("mipapapami", "due 11-26 0, missed 11-26 1wecom")
	// On the same day: the reminder went already and goes only once.
	l.to("2026-11-27", eight)
	l.put(l.m.rest(shanghai, civil.Day("2026-11-27").At(eight+1, shanghai.zone), "ill", "", "")...)
	l.put(l.m.resume(l.v, l.p, shanghai, civil.Day("2026-11-27").At(eight+2, shanghai.zone))...)
	l.to("2026-11-27", eight+2).is("mipapapamidu", "due 11-27 1wecom, due 11-27 0")
	if a, b := dedupe(l.m, telling{fact: FactDue, day: "2026-11-27"}), dedupe(l.m, telling{fact: FactDue, day: "2026-11-27"}); a != b || a == "" {
		t.Error("a day would be told of twice")
	}
	// Weekly: the cycle keeps its day of the week.
	w := newLife(t, "retainer", "", "2026-11-22")
	w.put(w.m.rest(shanghai, civil.Day("2026-11-24").At(600, shanghai.zone), "travel", "", "")...)
	w.put(w.m.resume(w.v, w.p, shanghai, civil.Day("2026-12-10").At(600, shanghai.zone))...)
	if w.is("papa", ""); w.m.Next != "2026-12-13" {
		t.Errorf("%+v", w.m)
	}
}

// A programme ends with its last due day, also within a pause.
func TestEnds(t *testing.T) {
	l := newLife(t, "early_removable", "", "2026-11-22")
	l.m.Until = "2026-11-22"
	l.to("2026-11-22", eight).to("2026-11-23", three).is("mi", "due 11-22 0, missed 11-22 1wecom, left 11-22 1wecom")
	if l.m.State != Left || l.m.WakeAt != 0 || l.m.Reason != BecauseFinished {
		t.Errorf("%+v", l.m)
	}
	l = newLife(t, "early_removable", "", "2026-11-22")
	l.m.Until = "2026-11-24"
	l.put(l.m.rest(shanghai, civil.Day("2026-11-22").At(600, shanghai.zone), "travel", "", "2026-11-30")...)
	l.to("2026-11-30", three).is("papapa", "resumed 11-30 0, left 11-30 0")
}
