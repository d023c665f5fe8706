package visits

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/span"
	"archwire/internal/modules/org"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
	"archwire/internal/platform/testkit"
)

// manager is who runs the mill.
func (h *house) manager() context.Context {
	return h.as([]string{h.mill}, MayView, MayBook, MayRoster, MayPlaces, MayPresence)
}

// both is who runs both clinics.
func (h *house) both() context.Context {
	return h.as([]string{h.mill, h.boat}, MayView, MayBook, MayRoster, MayPlaces)
}

// told lists the facts since n of them were there.
func (h *house) told(n int) []string { return h.facts()[n:] }

func (h *house) days(from, to civil.Day) []Day {
	h.t.Helper()
	var out []Day
	h.read(func(tx *db.Tx) (err error) { out, err = h.s.LoadDays(tx, h.mill, from, to); return err })
	return out
}

// reference is the rules' reference day with the demo's ids.
func (h *house) reference(d civil.Day) Day {
	ids := func(logins ...string) (out []string) {
		for _, l := range logins {
			out = append(out, h.staff[l].ID)
		}
		return out
	}
	places := func(names ...string) (out []string) {
		for _, n := range names {
			out = append(out, h.places[n])
		}
		return out
	}
	day, _ := ReferenceDay(ReferenceClinic{
		ID: h.mill, Orthodontist: h.doctor, Generals: ids("dougenguan", "xuwuzhu"), Second: ids("minglangbai")[0], Imager: ids("fangpian")[0],
		Assistants:   ids("luxiaohuang", "yejieza", "jiangmianqiu", "gukoujing", "shenniezi", "dingtuopan", "xiashoutao"),
		Coordinators: ids("wenyan", "suwenzhen"),
		Chairs:       places("1号椅", "2号椅", "3号椅", "4号椅", "5号椅", "6号椅"), GeneralChairs: places("7号椅", "8号椅"),
		Consult: places("咨询室1", "咨询室2"), Imaging: h.places["影像室"], Training: h.places["训练室"],
	}, d, shanghai)
	return day
}

// plain is a day in words, without what the rules do not look at, in a fixed
// order.
func plain(d Day) string {
	d.Now, d.Zone = 0, nil
	d.Places, d.Doctors, d.Staff = slices.Clone(d.Places), slices.Clone(d.Doctors), slices.Clone(d.Staff)
	for i := range d.Places {
		d.Places[i].Name, d.Places[i].Tags = "", nil
	}
	slices.SortFunc(d.Places, func(a, b Place) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(d.Doctors, func(a, b DoctorDay) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(d.Staff, func(a, b Shift) int { return cmp.Compare(a.StaffID, b.StaffID) })
	return fmt.Sprintf("%+v", d)
}

// TestTheDemoDayIsTheReferenceDay, on a Sunday by the week's roster and on any
// other weekday because the demo says so.
func TestTheDemoDayIsTheReferenceDay(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		if got, want := plain(h.days(h.day, h.day)[0]), plain(h.reference(h.day)); got != want {
			t.Errorf("Sunday\n%s\nwant\n%s", got, want)
		}
		tuesday := h.day.AddDays(2)
		if n := len(h.days(tuesday, tuesday)[0].Doctors); n != 2 {
			t.Errorf("%d doctors on an ordinary Tuesday", n)
		}
		h.write(func(tx *db.Tx) error {
			w := *h.world
			w.Today = tuesday
			return furnishing{tx: tx, w: &w, clinic: demo.Get[map[string]org.Clinic](h.world, org.DemoClinics)[org.DemoWindmill], staff: h.staff,
				house: demoHouses[org.DemoWindmill]}.reference()
		})
		if got, want := plain(h.days(tuesday, tuesday)[0]), plain(h.reference(tuesday)); got != want {
			t.Errorf("Tuesday\n%s\nwant\n%s", got, want)
		}
	})
}

// TestTwoWeeksAreLoadedWithFewStatements: as many as one day.
func TestTwoWeeksAreLoadedWithFewStatements(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.book("o12", "10:00")
		for _, days := range []int{1, 15} {
			var r db.Recorder
			var list []Day
			err := h.DB.Read(db.Record(h.Program(), &r), func(tx *db.Tx) (err error) {
				list, err = h.s.LoadDays(tx, h.mill, h.day, h.day.AddDays(days-1))
				return err
			})
			ok(t, err)
			if len(list) != days || len(r.List) > 6 || len(list[0].Held) != 1 || len(list[0].Places) != 12 {
				t.Errorf("%d days in %d statements, %d held, %d places", len(list), len(r.List), len(list[0].Held), len(list[0].Places))
			}
		}
		// Nobody loads a clinic out of sight.
		err := h.DB.Read(h.as([]string{h.boat}, MayView), func(tx *db.Tx) error { _, err := h.s.LoadDays(tx, h.mill, h.day, h.day); return err })
		wantFault(t, err, db.OutOfScope)
	})
}

// TestTheDemoRunsTwiceWithoutHarm on the standing side.
func TestTheDemoRunsTwiceWithoutHarm(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		tables := []string{"visits_places", "visits_weeks", "visits_shifts", "visits_leave", "visits_calendar", "visits_day_templates",
			"visits_templates", "visits_duty", "visits_presence"}
		count := func() (out []int) {
			for _, table := range tables {
				out = append(out, h.count(table, "1 = 1"))
			}
			return out
		}
		before := count()
		ok(t, h.s.demoStanding(h.Program(), h.world))
		if after := count(); !slices.Equal(before, after) {
			t.Errorf("%v, before %v", after, before)
		}
		for i, n := range before {
			if n == 0 && tables[i] != "visits_shifts" {
				t.Errorf("the demo has no %s", tables[i])
			}
		}
	})
}

// TestAShorterShiftNamesWhomItLeaves: refused with the list, then confirmed, kept
// as a work list, and gone from it once the visit fits again.
func TestAShorterShiftNamesWhomItLeaves(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		early, late := h.book("o12", "10:00"), h.book("o12", "16:00")
		n := len(h.facts())
		morning := DayShift{Clinic: h.mill, Staff: h.doctor, Day: h.day, WorkDay: WorkDay{Work: []ClockSpan{{9 * 60, 12 * 60}}}}
		_, _, err := h.s.PutShift(h.manager(), morning, false)
		f := wantFault(t, err, Unfitting)
		list := f.Details.(Unfit).Visits
		if len(list) != 1 || list[0].Visit != late.ID || !strings.HasPrefix(list[0].Name, "李积木") || list[0].Clashes[0].Kind != ClashShift ||
			list[0].Clashes[0].Name != "程弓远" || list[0].Cause != byShift {
			t.Fatalf("%+v", list)
		}
		if h.count("visits_shifts", "clinic_id = ? AND day = ?", h.mill, h.day) != 0 || h.count("visits_misfits", "1 = 1") != 0 || len(h.told(n)) != 0 {
			t.Fatal("a refused change left something behind")
		}
		x, unfit, err := h.s.PutShift(h.manager(), morning, true)
		ok(t, err)
		if len(unfit) != 1 || x.Version != 1 || x.Who != Doctor {
			t.Fatalf("%+v, %d", x, len(unfit))
		}
		wantList(t, "facts", h.told(n), FactRoster, FactMisfit)
		open, err := h.s.MisfitList(h.manager(), h.mill)
		ok(t, err)
		if len(open) != 1 || open[0].Visit != late.ID || open[0].Name != unfit[0].Name || open[0].FoundAt != h.Clock.Now() {
			t.Fatalf("the work list: %+v", open)
		}
		_, err = h.s.Book(h.desk(), h.wish("o12", "15:00"))
		wantFault(t, err, OutsideShift)
		// The visit that fits is not touched; the other one fits again after all.
		if v := h.count("visits_misfits", "visit_id = ?", early.ID); v != 0 {
			t.Error("the early visit is on the list")
		}
		_, err = h.s.DropShift(h.manager(), x, false)
		ok(t, err)
		if open, err = h.s.MisfitList(h.manager(), h.mill); err != nil || len(open) != 0 {
			t.Errorf("%v, %+v", err, open)
		}
		_, err = h.s.DropShift(h.manager(), x, false)
		wantFault(t, err, PlanUnknown)
	})
}

// TestAMisfitIsSettledByAPerson once.
func TestAMisfitIsSettledByAPerson(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		v := h.book("o12", "16:00")
		off := DayShift{Clinic: h.mill, Staff: h.doctor, Day: h.day, WorkDay: WorkDay{}}
		_, unfit, err := h.s.PutShift(h.manager(), off, true)
		if err != nil || len(unfit) != 1 {
			t.Fatalf("%v, %v", err, unfit)
		}
		wantFault(t, h.s.SettleMisfit(h.as([]string{h.boat}, MayRoster), h.boat, v.ID), MisfitUnknown)
		ok(t, h.s.SettleMisfit(h.manager(), h.mill, v.ID))
		wantFault(t, h.s.SettleMisfit(h.manager(), h.mill, v.ID), MisfitUnknown)
		if open, err := h.s.MisfitList(h.manager(), h.mill); err != nil || len(open) != 0 {
			t.Errorf("%v, %+v", err, open)
		}
		// What already stood against a visit is no news of the next change.
		later := DayShift{Clinic: h.mill, Staff: h.doctor, Day: h.day, WorkDay: WorkDay{Work: []ClockSpan{{9 * 60, 10 * 60}}}, Version: 1}
		if _, unfit, err = h.s.PutShift(h.manager(), later, false); err != nil || len(unfit) != 0 {
			t.Errorf("%v, %+v", err, unfit)
		}
	})
}

// TestAWeekIsPlannedFromADayOn, ended, and never rewritten behind.
func TestAWeekIsPlannedFromADayOn(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		next := h.day.AddDays(8) // a Monday, on which 程弓远 works
		h.Clock.Set(h.at("09:00"))
		in := h.wish("o12", "10:00")
		in.Start = next.At(10*60, shanghai)
		p, err := h.s.Book(h.desk(), in)
		ok(t, err)
		plan := WeekPlan{Clinic: h.mill, Staff: h.doctor, From: h.day.AddDays(7), Days: week(nine(""), tue, wed)}
		_, _, err = h.s.PutWeek(h.manager(), plan, false)
		if list := wantFault(t, err, Unfitting).Details.(Unfit).Visits; len(list) != 1 || list[0].Visit != p.Visit.ID || list[0].Cause != byWeek {
			t.Fatalf("%+v", list)
		}
		w, unfit, err := h.s.PutWeek(h.manager(), plan, true)
		if err != nil || len(unfit) != 1 || w.Version != 1 || w.Days[tue].Who != Doctor {
			t.Fatalf("%v, %d, %+v", err, len(unfit), w)
		}
		works := func(d civil.Day) bool {
			return slices.ContainsFunc(h.days(d, d)[0].Doctors, func(x DoctorDay) bool { return x.ID == h.doctor })
		}
		if !works(h.day.AddDays(1)) || works(next) || !works(next.AddDays(1)) {
			t.Error("the plan holds on the wrong days")
		}
		_, _, err = h.s.PutWeek(h.manager(), plan, true)
		wantFault(t, err, db.Stale)
		w.To = w.From.AddDays(13)
		if w, _, err = h.s.PutWeek(h.manager(), w, false); err != nil || w.Version != 2 {
			t.Fatalf("%v, %+v", err, w)
		}
		if !works(h.day.AddDays(22)) {
			t.Error("the usual week does not come back")
		}
		unfit, err = h.s.DropWeek(h.manager(), w, false)
		if err != nil || len(unfit) != 0 || !works(next) {
			t.Errorf("%v, %v", err, unfit)
		}
		h.oldPlans(t)
	})
}

// oldPlans: what began long ago is ended, not rewritten.
func (h *house) oldPlans(t *testing.T) {
	t.Helper()
	var old WeekPlan
	h.read(func(tx *db.Tx) (err error) {
		list, err := plansIn(tx, h.mill, h.day, h.day)
		old = list[slices.IndexFunc(list, func(w WeekPlan) bool { return w.Staff == h.staff["heying"].ID })]
		return err
	})
	rewritten := old
	rewritten.Days = week(nine(Nobody), mon)
	_, _, err := h.s.PutWeek(h.manager(), rewritten, false)
	wantFault(t, err, RosterPast)
	_, err = h.s.DropWeek(h.manager(), old, false)
	wantFault(t, err, RosterPast)
	old.To = h.day.AddDays(30)
	_, _, err = h.s.PutWeek(h.manager(), old, false)
	ok(t, err)
}

// TestWhoMayBeRostered: staff of the clinic, with a licence where the letter asks
// for one, in one clinic at a time, in a clinic in sight.
func TestWhoMayBeRostered(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		put := func(ctx context.Context, clinic, staff string, day civil.Day, w WorkDay) error {
			_, _, err := h.s.PutShift(ctx, DayShift{Clinic: clinic, Staff: staff, Day: day, WorkDay: w}, true)
			return err
		}
		nurse := h.staff["jiangmianqiu"].ID
		wantFault(t, put(h.manager(), h.mill, nurse, h.day, nine(Second)), LicenceMissing)
		wantFault(t, put(h.manager(), h.mill, h.staff["lushukou"].ID, h.day, nine("")), NotOnStaff)
		wantFault(t, put(h.manager(), h.boat, h.staff["lushukou"].ID, h.day, nine("")), db.OutOfScope)
		wantFault(t, put(h.manager(), h.mill, nurse, h.day.AddDays(-40), nine("")), RosterPast)
		wantFault(t, put(h.manager(), h.mill, "01930000-0000-7000-8000-00000000dead", h.day, nine("")), org.StaffNotFound)
		wantFault(t, put(h.manager(), h.mill, nurse, h.day, WorkDay{Work: []ClockSpan{{9 * 60, 8 * 60}}}), ShiftSpan)
		// 程弓远 also works at the boat, on Tuesdays; nowhere twice.
		_, err := h.s.org.GiveRoles(h.Program(), h.doctor, []org.Holding{{Role: org.RoleDoctor, Clinic: h.boat}}, nil)
		ok(t, err)
		ok(t, put(h.both(), h.boat, h.doctor, h.day.AddDays(2), nine("")))
		wantFault(t, put(h.both(), h.boat, h.doctor, h.day, nine("")), WorksElsewhere)
		_, _, err = h.s.PutWeek(h.both(), WeekPlan{Clinic: h.mill, Staff: h.doctor, From: h.day, Days: week(nine(""), tue)}, true)
		wantFault(t, err, WorksElsewhere)
		_, _, err = h.s.PutWeek(h.both(), WeekPlan{Clinic: h.boat, Staff: h.doctor, From: h.day, Days: week(nine(""), thu)}, true)
		ok(t, err)
	})
}

// TestLeaveCountsOnceItIsApproved, in every clinic, and once.
func TestLeaveCountsOnceItIsApproved(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		v := h.book("o12", "10:00")
		n := len(h.facts())
		ask := TimeOff{Staff: h.doctor, Days: Days{h.day, h.day.AddDays(2)}, Reason: "学术会议 𠮷"}
		l, unfit, err := h.s.GiveLeave(h.manager(), ask, false, nil)
		if err != nil || len(unfit) != 0 || l.Approved {
			t.Fatalf("%v, %v, %+v", err, unfit, l)
		}
		_, _, err = h.s.GiveLeave(h.manager(), ask, false, nil)
		wantFault(t, err, LeaveTwice)
		_, _, err = h.s.ApproveLeave(h.manager(), l.ID, false)
		if list := wantFault(t, err, Unfitting).Details.(Unfit).Visits; len(list) != 1 || list[0].Visit != v.ID || list[0].Cause != byLeave {
			t.Fatalf("%+v", list)
		}
		l, unfit, err = h.s.ApproveLeave(h.manager(), l.ID, true)
		if err != nil || len(unfit) != 1 || !l.Approved || l.Version != 2 {
			t.Fatalf("%v, %v, %+v", err, unfit, l)
		}
		if _, unfit, err = h.s.ApproveLeave(h.manager(), l.ID, false); err != nil || len(unfit) != 0 {
			t.Errorf("approved twice: %v, %v", err, unfit)
		}
		wantList(t, "facts", h.told(n), FactTimeOff, FactTimeOff, FactMisfit)
		list, err := h.s.LeaveIn(h.manager(), h.mill, h.day, h.day)
		if err != nil || !slices.ContainsFunc(list, func(x TimeOff) bool { return x.ID == l.ID }) {
			t.Errorf("%v, %+v", err, list)
		}
		_, err = h.s.DropLeave(h.manager(), l.ID, 1, false)
		wantFault(t, err, db.Stale)
		if unfit, err = h.s.DropLeave(h.manager(), l.ID, 2, false); err != nil || len(unfit) != 0 {
			t.Errorf("%v, %v", err, unfit)
		}
		_, _, err = h.s.ApproveLeave(h.manager(), l.ID, true)
		wantFault(t, err, LeaveUnknown)
		// Of somebody who works in two clinics only those decide who see both.
		h.worksAlso(h.boat, h.staff["dougenguan"].ID)
		_, _, err = h.s.GiveLeave(h.manager(), TimeOff{Staff: h.staff["dougenguan"].ID, Days: ask.Days, Reason: "年假"}, true, nil)
		wantFault(t, err, db.OutOfScope)
		_, _, err = h.s.GiveLeave(h.both(), TimeOff{Staff: h.staff["dougenguan"].ID, Days: ask.Days, Reason: "年假", Approved: true}, true, nil)
		ok(t, err)
	})
}

// TestAWeekIsCopiedAndLunchShared out, as single days.
func TestAWeekIsCopiedAndLunchShared(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		monday := h.day.AddDays(1)
		off := DayShift{Clinic: h.mill, Staff: h.staff["dougenguan"].ID, Day: monday, WorkDay: WorkDay{}}
		_, _, err := h.s.PutShift(h.manager(), off, true)
		ok(t, err)
		n, unfit, err := h.s.CopyWeek(h.manager(), WeekCopy{Clinic: h.mill, From: monday, To: monday.AddDays(7)})
		if err != nil || len(unfit) != 0 || n == 0 {
			t.Fatalf("%d, %v, %v", n, unfit, err)
		}
		// Leave of the second week stays leave: it is no part of the copy.
		for i := range 7 {
			a, b := h.days(monday.AddDays(i), monday.AddDays(i))[0], h.days(monday.AddDays(7+i), monday.AddDays(7+i))[0]
			if len(a.Doctors) != len(b.Doctors) {
				t.Errorf("day %d: %d doctors, then %d", i, len(a.Doctors), len(b.Doctors))
			}
		}
		for _, to := range []civil.Day{monday, monday.AddDays(3)} {
			_, _, err = h.s.CopyWeek(h.manager(), WeekCopy{Clinic: h.mill, From: monday, To: to})
			wantFault(t, err, CopyWeek)
		}
		_, _, err = h.s.CopyWeek(h.manager(), WeekCopy{Clinic: h.mill, From: monday, To: monday.AddDays(-70)})
		wantFault(t, err, RosterPast)
		n, _, err = h.s.StaggerLunch(h.manager(), Lunch{Clinic: h.mill, Days: Days{h.day, h.day}, Who: Assistant, Window: ClockSpan{11 * 60, 14 * 60}, Minutes: 45})
		if err != nil || n != 7 {
			t.Fatalf("%d, %v", n, err)
		}
		starts := map[int64]int{}
		for _, s := range h.days(h.day, h.day)[0].Staff {
			if s.Who == Assistant {
				if len(s.Breaks) != 1 || s.Breaks[0].Minutes() != 45 {
					t.Errorf("%v", s.Breaks)
				}
				starts[s.Breaks[0].Start]++
			}
		}
		if len(starts) != 7 {
			t.Errorf("%d of 7 at lunch at different times", len(starts))
		}
	})
}

// TestADoctorsHandsAreSetOverAllClinics.
func TestADoctorsHandsAreSetOverAllClinics(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		_, err := h.s.SetLanes(h.manager(), h.doctor, 9, false)
		wantFault(t, err, LanesRange)
		_, err = h.s.SetLanes(h.as([]string{h.boat}, MayRoster), h.doctor, 2, false)
		wantFault(t, err, db.OutOfScope)
		_, err = h.s.SetLanes(h.manager(), h.staff["jiangmianqiu"].ID, 2, false)
		wantFault(t, err, LicenceMissing)
		_, err = h.s.SetLanes(h.manager(), h.doctor, 2, false)
		ok(t, err)
		first := h.book("o12", "10:00")
		second := h.book("o12", "10:00")
		_, err = h.s.SetLanes(h.manager(), h.doctor, 1, false)
		list := wantFault(t, err, Unfitting).Details.(Unfit).Visits
		if len(list) != 2 || list[0].Clashes[0].Kind != ClashDoctor || first.ID == second.ID {
			t.Errorf("%+v", list)
		}
	})
}

// TestTheCalendarClosesAndOpensDays, for a clinic by its manager and for all by
// who has the right everywhere.
func TestTheCalendarClosesAndOpensDays(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		v := h.book("o12", "10:00")
		n := len(h.facts())
		shut := CalendarEntry{Clinic: h.mill, Kind: EntryClosed, Days: Days{h.day, h.day}, Name: "停电"}
		_, _, err := h.s.AddEntry(h.manager(), shut, false, nil)
		if list := wantFault(t, err, Unfitting).Details.(Unfit).Visits; len(list) != 1 || list[0].Visit != v.ID || list[0].Clashes[0].Rule != "停电" {
			t.Fatalf("%+v", list)
		}
		e, unfit, err := h.s.AddEntry(h.manager(), shut, true, nil)
		if err != nil || len(unfit) != 1 || h.days(h.day, h.day)[0].Closed != "停电" {
			t.Fatalf("%v, %v", err, unfit)
		}
		h.read(func(tx *db.Tx) error {
			closed, err := h.s.ClosedDays(tx, h.mill, h.day, h.day.AddDays(1))
			if len(closed) != 1 || !closed[h.day] {
				t.Errorf("closed: %v", closed)
			}
			return err
		})
		_, _, err = h.s.AddEntry(h.manager(), shut, true, nil)
		wantFault(t, err, EntryTwice)
		wantList(t, "facts", h.told(n), FactCalendar, FactMisfit)
		e, unfit, err = h.s.ChangeEntry(h.manager(), e.ID, 1, false, func(e *CalendarEntry) error { e.Days = Days{h.day.AddDays(1), h.day.AddDays(1)}; return nil })
		if err != nil || len(unfit) != 0 || e.Version != 2 || h.days(h.day, h.day)[0].Closed != "" {
			t.Fatalf("%v, %v, %+v", err, unfit, e)
		}
		_, err = h.s.DropEntry(h.as([]string{h.boat}, MayRoster), e.ID, 2, true)
		wantFault(t, err, EntryUnknown)
		_, err = h.s.DropEntry(h.manager(), e.ID, 1, true)
		wantFault(t, err, db.Stale)
		_, err = h.s.DropEntry(h.manager(), e.ID, 2, false)
		ok(t, err)
		all := CalendarEntry{Kind: EntryHoliday, Days: Days{h.day.AddDays(3), h.day.AddDays(3)}, Name: "店庆"}
		_, _, err = h.s.AddEntry(h.both(), all, false, nil)
		wantFault(t, err, auth.Forbidden)
		_, _, err = h.s.AddEntry(h.Program(), all, false, nil)
		ok(t, err)
		if h.days(h.day.AddDays(3), h.day.AddDays(3))[0].SchoolDay {
			t.Error("a holiday is a school day")
		}
		entries, days, err := h.s.CalendarIn(h.manager(), h.mill, h.day.AddDays(3), h.day.AddDays(3))
		if err != nil || len(entries) != 1 || !days[0].Holiday || days[0].Open != (ClockSpan{9 * 60, 18 * 60}) {
			t.Errorf("%v, %+v, %+v", err, entries, days)
		}
	})
}

// TestTwoWhoChangeTheSameRoster: of twenty one is heard, the others read again.
func TestTwoWhoChangeTheSameRoster(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		once := func(what string, try func(i int) error) {
			won := 0
			for _, err := range testkit.Race(t, 20, try) {
				if err == nil {
					won++
				} else if !errors.Is(err, db.Stale) {
					t.Errorf("%s: %v", what, err)
				}
			}
			if won != 1 {
				t.Errorf("%s: %d won", what, won)
			}
		}
		nurse, from := h.staff["jiangmianqiu"].ID, h.day.AddDays(7)
		for version := range int64(2) {
			once("week", func(i int) error {
				_, _, err := h.s.PutWeek(h.manager(), WeekPlan{Clinic: h.mill, Staff: nurse, From: from, Days: week(nine(""), time.Weekday(i%7)), Version: version}, true)
				return err
			})
			once("day", func(i int) error {
				_, _, err := h.s.PutShift(h.manager(), DayShift{Clinic: h.mill, Staff: nurse, Day: from, WorkDay: nine(""), Version: version}, true)
				return err
			})
			once("day template", func(i int) error {
				_, err := h.s.PutDayTemplate(h.manager(), DoctorTemplate{Clinic: h.mill, Doctor: h.staff["xuwuzhu"].ID, Weekday: mon, Version: version + 1})
				return err
			})
		}
		if n := h.count("visits_weeks", "staff_id = ?", nurse); n != 2 {
			t.Errorf("%d plans", n)
		}
	})
}

// TestNobodyIsBookedIntoAShiftThatGoes: while the doctor's afternoon is taken
// away, desks book into it; whoever got in is on the work list.
func TestNobodyIsBookedIntoAShiftThatGoes(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		wishes := make([]NewVisit, 19)
		for i := range wishes {
			wishes[i] = h.wish("o12", "14:00")
			wishes[i].Start += int64(i%19) * 2 * span.Unit
		}
		errs := testkit.Race(t, 20, func(i int) error {
			if i == 19 {
				_, _, err := h.s.PutShift(h.manager(), DayShift{Clinic: h.mill, Staff: h.doctor, Day: h.day, WorkDay: WorkDay{Work: []ClockSpan{{9 * 60, 12 * 60}}}}, true)
				return err
			}
			_, err := h.s.Book(h.desk(), wishes[i])
			return err
		})
		booked := 0
		for i, err := range errs {
			switch {
			case err == nil && i < 19:
				booked++
			case i == 19:
				ok(t, err)
			default:
				wantFault(t, err, OutsideShift)
			}
		}
		if n := h.count("visits_misfits", "settled_at IS NULL"); n != booked {
			t.Errorf("%d got in, %d are on the list", booked, n)
		}
	})
}

// TestWhoLeavesIsOnNoRoster after the last day.
func TestWhoLeavesIsOnNoRoster(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ok(t, h.s.facts.Add(h.s.subscriptions()...))
		last := h.day.AddDays(5)
		p := h.staff["jiangmianqiu"]
		_, _, err := h.s.PutShift(h.manager(), DayShift{Clinic: h.mill, Staff: p.ID, Day: last.AddDays(2), WorkDay: nine("")}, true)
		ok(t, err)
		_, err = h.s.org.ChangeStaff(h.Program(), p.ID, p.Version, org.StaffChange{EmployedTo: &last})
		ok(t, err)
		on := func(d civil.Day) bool {
			return slices.ContainsFunc(h.days(d, d)[0].Staff, func(s Shift) bool { return s.StaffID == p.ID })
		}
		if !on(h.day.AddDays(5)) || on(last.AddDays(1)) || on(last.AddDays(2)) {
			t.Error("the roster does not end with the employment")
		}
		in := h.wish("g03", "10:00")
		in.Doctor, in.Start = h.staff["dougenguan"].ID, last.AddDays(1).At(10*60, shanghai)
		v, err := h.s.Book(h.desk(), in)
		ok(t, err)
		_, err = h.s.org.ChangeStaff(h.Program(), in.Doctor, h.staff["dougenguan"].Version, org.StaffChange{EmployedTo: &last})
		ok(t, err)
		open, err := h.s.MisfitList(h.manager(), h.mill)
		if err != nil || len(open) != 1 || open[0].Visit != v.Visit.ID {
			t.Errorf("%v, %+v", err, open)
		}
	})
}

// TestANewClinicFindsItsKindsOfVisit, in a new group with the calendar.
func TestANewClinicFindsItsKindsOfVisit(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ok(t, h.s.facts.Add(h.s.subscriptions()...))
		other := h.Other()
		ctx := auth.AsProgram(t.Context(), other.Tenant, "test")
		_, err := h.s.org.CreateGroup(ctx, org.NewGroup{ID: other.Tenant, Code: "other", Name: "另一家", Password: "蓝鲸慢慢游过长安街口",
			Owner: org.NewStaff{Login: "boss", Staff: org.Staff{Name: "某人"}}})
		ok(t, err)
		for _, code := range []string{"first", "second"} {
			_, err = h.s.org.OpenClinic(ctx, org.Clinic{Code: code, Name: code, ShortName: code, Kind: org.Own, NumberPrefix: strings.ToUpper(code[:1])})
			ok(t, err)
		}
		ok(t, h.DB.Read(ctx, func(tx *db.Tx) error {
			list, err := templateList(tx, nil)
			if err == nil && len(list) != len(DefaultTemplates()) {
				t.Errorf("%d kinds of visit", len(list))
			}
			entries, err2 := entriesOf(tx, "", "2026-01-01", "2027-12-31")
			if len(entries) != len(NationalCalendar()) {
				t.Errorf("%d entries", len(entries))
			}
			return cmp.Or(err, err2)
		}))
	})
}
