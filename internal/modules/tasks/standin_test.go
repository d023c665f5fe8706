package tasks

import (
	"slices"
	"testing"

	"archwire/internal/modules/org"
	"archwire/internal/platform/db"
	"archwire/internal/platform/testkit"
)

// away makes the roster say who is not there.
func (d *desk) away(list ...Absence) {
	d.s.Away = func(_ *db.Tx, people []string, standIn string) ([]Absence, error) {
		return slices.DeleteFunc(slices.Clone(list), func(a Absence) bool {
			return !slices.Contains(people, a.Staff) && (standIn == "" || a.StandIn != standIn)
		}), nil
	}
}

// of opens a task for somebody by name.
func (d *desk) of(owner string, due int64) string {
	d.t.Helper()
	var id string
	d.write(func(tx *db.Tx) (err error) {
		id, err = d.s.Open(tx, New{Kind: Todo, Clinic: d.clinic, Owner: owner, Title: Title{Key: "tasks.title.own"}, Due: due})
		return err
	})
	return id
}

// While somebody is away, who was named has what is due before they are back; where
// nobody was named, or who was named is away as well, the clinic's role has it.
// Nothing is rewritten.
func TestStandingIn(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ji := d.newStaff("纪约", "jiyue", org.RoleFrontDesk, d.clinic)
		back := testkit.Start + 15*60*minute
		soon, later := d.of(ji, testkit.Start+60*minute), d.of(ji, back)
		d.away()
		if got := d.list(d.manager(), Query{Whose: Standing}); len(got) != 0 {
			t.Errorf("nobody is away, and the manager stands in for %v", ids(got))
		}
		d.away(Absence{Staff: ji, Back: back})
		if got := ids(d.list(d.manager(), Query{Whose: Standing})); !slices.Equal(got, []string{soon}) {
			t.Errorf("the manager stands in for %v, want %s", got, soon)
		}
		if got := d.list(d.desk(), Query{Whose: Standing}); len(got) != 0 {
			t.Errorf("the desk stands in for %v", ids(got))
		}
		d.away(Absence{Staff: ji, StandIn: d.he, Back: back})
		if got := ids(d.list(d.desk(), Query{Whose: Standing})); !slices.Equal(got, []string{soon}) {
			t.Errorf("who was named has %v", got)
		}
		if got := d.list(d.manager(), Query{Whose: Desk}); len(got) != 0 {
			t.Errorf("somebody was named, and the manager has %v", ids(got))
		}
		d.away(Absence{Staff: ji, StandIn: d.he, Back: back}, Absence{Staff: d.he, Back: back})
		if got := ids(d.list(d.manager(), Query{Whose: Standing})); !slices.Equal(got, []string{soon}) {
			t.Errorf("both are away, and the manager has %v", got)
		}
		list, err := d.s.views(d.manager(), []Task{d.get(soon), d.get(later)})
		if err != nil || list[0].Away == nil || list[0].Away.StandIn != "何迎" || list[0].Away.BackAt != back || list[0].OwnerID != ji || list[0].Version != 1 {
			t.Errorf("the card says %+v, %v", list[0].Away, err)
		}
	})
}

// A kind may name the role that stands in; the badge counts each task once.
func TestStandingInByKind(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		const doctorCall = "visits.doctor_call"
		if err := d.s.Add(Kind{Key: doctorCall, Outcomes: CallOutcomes, Form: FormDoctorCall, StandIn: org.RoleDoctor, Ladder: []string{org.RoleManager}}); err != nil {
			t.Fatal(err)
		}
		cheng := d.newStaff("程弓远", "chenggongyuan", org.RoleDoctor, d.clinic)
		dou := d.newStaff("窦根管", "dougenguan", org.RoleDoctor, d.clinic)
		elsewhere := d.newStaff("梁平齐", "liangpingqi", org.RoleDoctor, d.newClinic("zhichuan", "ZC"))
		var red string
		d.write(func(tx *db.Tx) (err error) {
			red, err = d.s.Open(tx, New{Kind: doctorCall, Clinic: d.clinic, Owner: cheng, Title: Title{Key: "x.y"}, Due: testkit.Start - 1})
			return err
		})
		plain := d.of(cheng, testkit.Start+minute)
		d.away(Absence{Staff: cheng, Back: testkit.Start + 900*minute})
		colleague := d.as(dou, []string{d.clinic}, MayView, MayWork)
		if got := ids(d.list(colleague, Query{Whose: Standing})); !slices.Equal(got, []string{red}) {
			t.Errorf("the colleague stands in for %v, want %s", got, red)
		}
		if got := ids(d.list(d.manager(), Query{Whose: Standing})); !slices.Equal(got, []string{plain}) {
			t.Errorf("the manager stands in for %v, want %s", got, plain)
		}
		if got := d.list(d.as(elsewhere, []string{d.clinic}, MayView), Query{Whose: Standing}); len(got) != 0 {
			t.Errorf("a doctor of another clinic stands in for %v", ids(got))
		}
		d.tick() // the red one climbs to the manager
		mine := d.of(d.shi, testkit.Start+minute)
		n, err := d.s.Counts(d.manager())
		if err != nil || n.Desk != (Count{3, 1}) || n.Mine != (Count{1, 0}) || n.Roles != (Count{1, 1}) || n.Standing != (Count{1, 0}) {
			t.Errorf("counts %+v, %v", n, err)
		}
		if got := ids(d.list(d.manager(), Query{Whose: Desk, Order: ByDue})); !slices.Equal(got, []string{red, plain, mine}) {
			t.Errorf("the manager's desk: %v", got)
		}
		// Escalated to who stands in already: it counts once all the same.
		d.s.kinds[doctorCall] = Kind{Key: doctorCall, Outcomes: CallOutcomes, Ladder: []string{org.RoleManager}}
		if n, err = d.s.Counts(d.manager()); err != nil || n.Desk != (Count{3, 1}) || n.Standing != (Count{2, 1}) {
			t.Errorf("counts %+v, %v", n, err)
		}
	})
}

func TestPagesByDue(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		for i := range 7 {
			n := d.call(d.IDs())
			n.Due += int64(i%3) * minute
			n.Priority = Priority(i%3 + 1)
			d.write(func(tx *db.Tx) error { _, err := d.s.Open(tx, n); return err })
		}
		all := d.list(d.desk(), Query{Whose: Clinic, Order: ByDue})
		var got []string
		var at Place
		for range 10 {
			page := d.list(d.desk(), Query{Whose: Clinic, Order: ByDue, After: at, Limit: 2})
			if len(page) == 0 {
				break
			}
			got = append(got, ids(page)...)
			last := page[len(page)-1]
			at = Place{last.Priority, last.Due, last.ID}
		}
		if !slices.Equal(got, ids(all)) || len(got) != 7 {
			t.Errorf("pages %v, all %v", got, ids(all))
		}
		if !slices.IsSortedFunc(all, func(a, b Task) int { return int(a.Due - b.Due) }) {
			t.Error("not by due time")
		}
	})
}
