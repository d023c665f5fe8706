package visits

import (
	"slices"
	"testing"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
	"archwire/internal/platform/testkit"
)

func TestAbsent(t *testing.T) {
	sunday := civil.Day("2026-11-22")
	nine := WorkDay{Who: Doctor, Work: []ClockSpan{{9 * 60, 18 * 60}}}
	week := func(staff, clinic string, days ...time.Weekday) WeekPlan {
		w := WeekPlan{Clinic: clinic, Staff: staff, From: "2026-01-01", Days: map[time.Weekday]WorkDay{}}
		for _, d := range days {
			w.Days[d] = nine
		}
		return w
	}
	r := roster{
		weeks: []WeekPlan{
			week("here", "a", time.Sunday), week("off", "a", time.Tuesday), week("both", "a", time.Monday), week("both", "b", time.Sunday),
			week("shut", "c", time.Sunday, time.Wednesday), week("single", "a", time.Monday), week("never", "a"), week("leave", "a", time.Sunday, time.Monday, time.Friday),
		},
		shifts: []DayShift{{Clinic: "a", Staff: "single", Day: sunday, WorkDay: nine}},
		leave: []TimeOff{
			{Staff: "leave", Days: Days{"2026-11-20", "2026-11-24"}, StandIn: "here", Approved: true},
			{Staff: "here", Days: Days{sunday, sunday}},
			{Staff: "office", Days: Days{sunday, sunday.AddDays(1)}, Approved: true},
		},
		calendar: []CalendarEntry{{Clinic: "c", Kind: EntryClosed, Days: Days{sunday, sunday}, Name: "停电"}},
	}
	got := r.absent([]string{"here", "off", "both", "shut", "single", "never", "leave", "office", "nobody"}, sunday)
	want := []DayOff{
		{Staff: "off", Back: "2026-11-24"},                      // off until Tuesday
		{Staff: "shut", Back: "2026-11-25"},                     // the clinic is closed today
		{Staff: "never", Back: "2026-12-06"},                    // as far as the roster tells
		{Staff: "leave", StandIn: "here", Back: "2026-11-27"},   // on leave until Tuesday, works on Friday again
		{Staff: "office", StandIn: "", Back: sunday.AddDays(2)}, // on no roster, on leave until Monday
	}
	if !slices.Equal(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// Who is on leave has named somebody; others find them by that, and it can be
// changed without touching what is booked.
func TestStandIn(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		dou, cheng := h.staff["dougenguan"].ID, h.doctor
		leave := TimeOff{Staff: dou, Days: Days{h.day, h.day.AddDays(1)}, Reason: "年假", StandIn: cheng, Approved: true}
		for name, standIn := range map[string]string{"themselves": dou, "who has left": h.left(), "who works elsewhere": h.staff["tongxiaoya"].ID} {
			l := leave
			l.StandIn = standIn
			if _, _, err := h.s.GiveLeave(h.manager(), l, true, nil); err == nil {
				t.Errorf("%s stands in", name)
			}
		}
		l, _, err := h.s.GiveLeave(h.manager(), leave, true, nil)
		ok(t, err)
		h.read(func(tx *db.Tx) error {
			list, err := h.s.AbsentToday(tx, nil, cheng)
			if err != nil || len(list) != 1 || list[0].Staff != dou || list[0].StandIn != cheng || list[0].BackAt <= testkit.Start {
				t.Errorf("%+v, %v", list, err)
			}
			list, err = h.s.AbsentToday(tx, []string{cheng}, "")
			if len(list) != 0 {
				t.Errorf("who is at work is away: %+v", list)
			}
			return err
		})
		n := len(h.facts())
		_, err = h.s.NameStandIn(h.manager(), l.ID, l.Version+1, "")
		wantFault(t, err, db.Stale)
		_, err = h.s.NameStandIn(h.manager(), l.ID, l.Version, dou)
		wantFault(t, err, NotOnStaff)
		_, err = h.s.NameStandIn(h.manager(), h.IDs(), 1, "")
		wantFault(t, err, LeaveUnknown)
		if l, err = h.s.NameStandIn(h.manager(), l.ID, l.Version, ""); err != nil || l.StandIn != "" || l.Version != 2 {
			t.Errorf("%+v, %v", l, err)
		}
		wantList(t, "facts", h.told(n), FactTimeOff)
		h.read(func(tx *db.Tx) error {
			list, err := h.s.AbsentToday(tx, []string{dou}, cheng)
			if len(list) != 1 || list[0].StandIn != "" {
				t.Errorf("%+v", list)
			}
			return err
		})
	})
}

// left is somebody who works for the group no more.
func (h *house) left() string {
	h.t.Helper()
	p := h.staff["gukoujing"]
	h.write(func(tx *db.Tx) error {
		_, err := tx.Update("org_staff").Set("employed_to = ?", string(h.day.AddDays(-1))).Where("id = ?", p.ID).Exec()
		return err
	})
	return p.ID
}
