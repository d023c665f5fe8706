package journeys

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
	"archwire/internal/platform/jobs"
	"archwire/internal/platform/testkit"
)

func last(*db.Tx, Journey) error { return nil }

// standings lists where the versions of a journey stand, oldest first.
func (h *house) standings(j Journey) string {
	h.t.Helper()
	var out []string
	ok(h.t, h.DB.Read(h.program(), func(tx *db.Tx) error {
		return tx.From("journeys_versions").Where("journey_no = ?", j.No).OrderBy("no").Pluck("state", &out)
	}))
	return strings.Join(out, " ")
}

// everybody is a rule that holds for all.
const everybody = `{"op":"bucket","salt":"x","low":0,"high":10000}`

// Who enters by the clock is a matter of the audience, and of the tests of the whole
// program; here it is when the clock looks.
func TestTheClockOfAPausedJourneyStandsStill(t *testing.T) {
	graph := `{"nodes":[{"id":"in","kind":"entry","to":{"next":"c"},"entry":{"how":"schedule","only":` + everybody + `,"at":{"at":"09:00"}}},
	 {"id":"c","kind":"goal"}],"reentry":"after_exit"}`
	each(t, func(t *testing.T, h *house) {
		h.Clock.Set(at(t, "02 08:00"))
		j := h.live(graph)
		next := func() (out int64) {
			ok(t, h.DB.Write(h.program(), func(tx *db.Tx) error {
				v, err := versionStands(tx, j.LiveNo)
				out = v.NextAt
				return err
			}))
			return out
		}
		h.clock("02 08:59")
		if next() != at(t, "02 09:00") {
			t.Errorf("looks next at %d", next())
		}
		h.clock("02 09:00")
		if next() != at(t, "03 09:00") {
			t.Errorf("looks next at %d", next())
		}
		// Paused by somebody while the clock looks: it stays so.
		j, err := h.s.Pause(h.program(), j.ID, j.Version)
		ok(t, err)
		ok(t, h.s.admitByClock(h.program(), j.LiveNo))
		if next() != 0 || h.standings(j) != "paused" {
			t.Errorf("looks next at %d, versions %s", next(), h.standings(j))
		}
	})
}

func TestADrainEndsOnItsDayAndAnEmptyVersionRetires(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		now := at(t, "02 09:00")
		h.Clock.Set(now)
		j := h.live(fmt.Sprintf(waits, 10))
		p, q := h.patient(), h.patient()
		enter := func(who string) {
			ok(t, second(h.s.EnterByHand(h.program(), j.ID, who, "", func(*db.Tx, Enrolment) error { return nil })))
		}
		publish := func(amount int, how Publishing) {
			var err error
			j, err = h.s.WriteDraft(h.program(), j.ID, j.Version, graphOf(t, fmt.Sprintf(waits, amount)))
			ok(t, err)
			j, _, err = h.s.Publish(h.program(), j.ID, j.Version, how, last)
			ok(t, err)
		}
		enter(p)
		publish(11, Publishing{Mode: Drain, Until: now + days(2)})
		enter(q)
		h.clock("04 08:59")
		if e := h.of(p); e.End != "" {
			t.Errorf("left before the day: %s", e.Reason)
		}
		h.clock("04 09:00")
		if e := h.of(p); e.End != EndExit || e.Reason != "drained" {
			t.Errorf("%q %s", e.End, e.Reason)
		}
		// Who is in the version before a third one stays in it; it retires after they left.
		publish(12, Publishing{Mode: NewOnly})
		if got := h.standings(j); got != "retired draining live" {
			t.Errorf("versions %s", got)
		}
		h.clock("05 10:00")
		if got := h.standings(j); got != "retired draining live" {
			t.Errorf("versions %s while somebody is in", got)
		}
		ok(t, second(h.s.Remove(h.program(), h.of(q).ID, "患者要求")))
		h.clock("06 10:01")
		if got := h.standings(j); got != "retired retired live" {
			t.Errorf("versions %s after everybody left", got)
		}
	})
}

func TestWhatIsBeyondTheBudgetGoesOnLaterDays(t *testing.T) {
	graph := `{"nodes":[{"id":"in","kind":"entry","to":{"next":"a"},"entry":{"how":"manual"}},
	 {"id":"a","kind":"message","to":{"next":"c"},"message":{"class":"service","text":"` + text + `"}},
	 {"id":"c","kind":"task","to":{"next":"w"},"task":{"what":"sop","title":"跟进","role":"service","due":{"amount":2,"unit":"hours"}}},
	 {"id":"w","kind":"wait","to":{},"wait":{"amount":9,"unit":"days"}}],"budget":{"messages_a_day":2,"tasks_a_day":2}}`
	each(t, func(t *testing.T, h *house) {
		h.Clock.Set(at(t, "02 10:00"))
		j := h.live(graph)
		var planned, due []int64
		for range 5 {
			p := h.patient()
			ok(t, second(h.s.EnterByHand(h.program(), j.ID, p, "", func(*db.Tx, Enrolment) error { return nil })))
			list, err := h.msgs.History(h.program(), p, "", 5)
			ok(t, err)
			planned = append(planned, (list[0].At-h.Clock.Now())/days(1))
		}
		ok(t, h.DB.Read(h.program(), func(tx *db.Tx) error { return tx.From("tasks_tasks").OrderBy("due_at").Pluck("due_at", &due) }))
		for i := range due {
			due[i] = (due[i] - h.Clock.Now()) / days(1)
		}
		if got := fmt.Sprint(planned, due); got != "[0 0 1 1 2] [0 0 1 1 2]" {
			t.Errorf("days of messages and tasks %s", got)
		}
	})
}

// A bound holds for each person of its own, and for journeys apart.
func TestABudgetOfTasksIsOnePersons(t *testing.T) {
	graph := `{"nodes":[{"id":"in","kind":"entry","to":{"next":"c"},"entry":{"how":"manual"}},
	 {"id":"c","kind":"task","to":{"next":"d"},"task":{"what":"sop","title":"跟进","role":"service","due":{"amount":2,"unit":"hours"}}},
	 {"id":"d","kind":"task","to":{"next":"w"},"task":{"what":"sop","title":"核对","role":"assistant","due":{"amount":2,"unit":"hours"}}},
	 {"id":"w","kind":"wait","to":{},"wait":{"amount":9,"unit":"days"}}],"budget":{"tasks_a_day":2}}`
	each(t, func(t *testing.T, h *house) {
		h.Clock.Set(at(t, "02 10:00"))
		one, two := h.live(graph), h.live(graph)
		for range 2 {
			for _, j := range []Journey{one, two} {
				ok(t, second(h.s.EnterByHand(h.program(), j.ID, h.patient(), "", func(*db.Tx, Enrolment) error { return nil })))
			}
		}
		var due []int64
		ok(t, h.DB.Read(h.program(), func(tx *db.Tx) error { return tx.From("tasks_tasks").Pluck("due_at", &due) }))
		if len(due) != 8 || slices.Max(due) > at(t, "02 13:00") {
			t.Errorf("%d tasks, the last due %s", len(due), time.UnixMilli(slices.Max(due)).In(zone))
		}
		// Who has done theirs has done them today.
		ok(t, h.DB.Write(h.program(), func(tx *db.Tx) error {
			var keys []string
			err := tx.From("tasks_tasks").Where("role = 'service'").Pluck("dedupe_key", &keys)
			for _, k := range keys {
				_, closed := h.tasks.Close(tx, k, "done", "")
				err = errors.Join(err, closed)
			}
			return err
		}))
		ok(t, second(h.s.EnterByHand(h.program(), one.ID, h.patient(), "", func(*db.Tx, Enrolment) error { return nil })))
		ok(t, h.DB.Read(h.program(), func(tx *db.Tx) error { return tx.From("tasks_tasks").Pluck("due_at", &due) }))
		if got := slices.Max(due); got < at(t, "03 09:00") {
			t.Errorf("the third of a day is due %s", time.UnixMilli(got).In(zone))
		}
	})
}

// Many who take steps at once keep the bound together.
func TestABudgetHoldsUnderARace(t *testing.T) {
	graph := `{"nodes":[{"id":"in","kind":"entry","to":{"next":"w"},"entry":{"how":"manual"}},
	 {"id":"w","kind":"wait","to":{"next":"a"},"wait":{"amount":1,"unit":"days"}},
	 {"id":"a","kind":"message","to":{"next":"v"},"message":{"class":"service","text":"` + text + `"}},
	 {"id":"v","kind":"wait","to":{},"wait":{"amount":20,"unit":"days"}}],"budget":{"messages_a_day":7}}`
	each(t, func(t *testing.T, h *house) {
		now := at(t, "02 10:00")
		h.Clock.Set(now)
		j := h.live(graph)
		h.waiters(j, 60, "w", func(int) int64 { return now + days(1) })
		h.Clock.Set(now + days(1))
		for _, err := range testkit.Race(t, 8, func(int) error {
			for {
				k, _, err := h.s.Turn(h.program(), 5)
				if err != nil || k == 0 {
					return err
				}
			}
		}) {
			ok(t, err)
		}
		days := map[string]int{}
		var list []int64
		ok(t, h.DB.Read(h.program(), func(tx *db.Tx) error { return tx.From("messages_messages").Pluck("at", &list) }))
		for _, ms := range list {
			days[time.UnixMilli(ms).In(zone).Format("02")]++
		}
		for day, n := range days {
			if n > 7 {
				t.Errorf("%d messages on the %s", n, day)
			}
		}
		if len(list) != 60 || days["03"] != 7 {
			t.Errorf("%d messages, %v", len(list), days)
		}
	})
}

func TestAHouseholdIsHeldOutTogether(t *testing.T) {
	graph := `{"nodes":[{"id":"in","kind":"entry","to":{"next":"h"},"entry":{"how":"manual"}},
	 {"id":"h","kind":"holdout","to":{"next":"a"},"holdout":{"percent":50}},
	 {"id":"a","kind":"message","to":{"next":"w"},"message":{"class":"service","text":"` + text + `"}},
	 {"id":"w","kind":"wait","to":{},"wait":{"amount":9,"unit":"days"}}]}`
	each(t, func(t *testing.T, h *house) {
		h.Clock.Set(at(t, "02 10:00"))
		j := h.live(graph)
		arms := map[string]int{}
		for range 12 {
			p := h.patient()
			e, err := h.s.EnterByHand(h.program(), j.ID, p, "", func(*db.Tx, Enrolment) error { return nil })
			ok(t, err)
			var arm []string
			ok(t, h.DB.Read(h.program(), func(tx *db.Tx) error {
				return tx.From("journeys_exposures").Where("enrolment_id = ? AND node = 'h'", e.ID).Pluck("arm", &arm)
			}))
			if len(arm) != 1 || (arm[0] == ArmHeld) != (h.messages(p) == "") {
				t.Fatalf("arm %v, messages %q", arm, h.messages(p))
			}
			arms[arm[0]]++
		}
		if arms[ArmHeld] == 0 || arms[ArmGiven] == 0 {
			t.Errorf("arms %v", arms)
		}
		// The lot belongs to the household: who shares one shares the arm.
		for i := range 50 {
			home := fmt.Sprint("home", i)
			if a, b := chanceOf(h.Tenant, home, j.No), chanceOf(h.Tenant, home, j.No); a != b {
				t.Fatalf("%d and %d", a, b)
			}
		}
	})
}

func TestAJourneyLetsIntoAnotherAndNoneLeadsBack(t *testing.T) {
	calling := `{"nodes":[{"id":"in","kind":"entry","to":{"next":"c"},"entry":{"how":"manual"}},
	 {"id":"c","kind":"call","to":{"next":"w"},"call":{"journey":"%s"}},{"id":"w","kind":"wait","to":{},"wait":{"amount":9,"unit":"days"}}]}`
	each(t, func(t *testing.T, h *house) {
		h.Clock.Set(at(t, "02 10:00"))
		one := h.live(fmt.Sprintf(waits, 3))
		two := h.live(fmt.Sprintf(calling, one.ID))
		three := h.live(fmt.Sprintf(calling, two.ID))
		p := h.patient()
		ok(t, second(h.s.EnterByHand(h.program(), three.ID, p, "", func(*db.Tx, Enrolment) error { return nil })))
		h.Clock.Set(at(t, "02 10:01"))
		h.run()
		h.Clock.Set(at(t, "02 10:02"))
		h.run()
		list, err := h.s.Enrolments(h.program(), EnrolmentFilter{Patient: p, Limit: 10})
		ok(t, err)
		if len(list) != 3 {
			t.Errorf("in %d journeys", len(list))
		}
		// The first may not let into the third: that leads back to it.
		one, err = h.s.WriteDraft(h.program(), one.ID, one.Version, graphOf(t, fmt.Sprintf(calling, three.ID)))
		ok(t, err)
		seen, err := h.s.Foresee(h.program(), one.ID, Publishing{Mode: NewOnly})
		ok(t, err)
		if len(seen.Flaws) != 1 || seen.Flaws[0].Code != "calls_circle" {
			t.Errorf("flaws %v", seen.Flaws)
		}
		want(t, "publishes a circle", second2(h.s.Publish(h.program(), one.ID, one.Version, Publishing{Mode: NewOnly}, last)), NotReady)
	})
}

func second2[T, U any](_ T, _ U, err error) error { return err }

func TestATextNamesThePatientsOwnDoctor(t *testing.T) {
	// The text ships: "…{doctor}医生建议尽快复诊…".
	graph := strings.ReplaceAll(`{"nodes":[{"id":"in","kind":"entry","to":{"next":"a"},"entry":{"how":"manual"}},
	 {"id":"a","kind":"message","to":{},"message":{"class":"service","text":"KEY"}}]}`, "KEY", "service.next_visit")
	each(t, func(t *testing.T, h *house) {
		h.Clock.Set(at(t, "02 10:00"))
		j := h.live(graph)
		with, without := h.patient(), h.patient()
		var who org.Staff
		ok(t, h.DB.Read(h.program(), func(tx *db.Tx) error {
			list, err := h.s.d.Org.StaffList(tx, org.StaffFilter{Role: org.RoleDoctor, Limit: 1})
			who = list[0]
			return err
		}))
		ok(t, h.people.SetCare(h.program(), with, patients.TheDoctor, who.ID))
		for p, name := range map[string]string{with: who.Name, without: anyDoctor} {
			ok(t, second(h.s.EnterByHand(h.program(), j.ID, p, "", func(*db.Tx, Enrolment) error { return nil })))
			list, err := h.msgs.History(h.program(), p, "", 5)
			ok(t, err)
			ok(t, h.DB.Write(h.program(), func(tx *db.Tx) error {
				_, err := h.s.Judge(tx, list)
				return err
			}))
			if words := list[0].Fields["words"]; !strings.Contains(words, name+"医生") {
				t.Errorf("says %q", words)
			}
		}
	})
}

// Who entered by a look of the clock and has left does not enter by the same look
// again, when the program died before it was through with it.
func TestOneLookOfTheClockLetsInOnce(t *testing.T) {
	graph := `{"nodes":[{"id":"in","kind":"entry","to":{"next":"c"},"entry":{"how":"schedule","only":` + everybody + `,"at":{"at":"09:00"}}},
	 {"id":"c","kind":"goal"}],"reentry":"after_exit"}`
	each(t, func(t *testing.T, h *house) {
		h.Clock.Set(at(t, "02 08:00"))
		who := h.patient()
		ok(t, h.DB.Write(h.program(), func(tx *db.Tx) error {
			if _, err := tx.RawExec("INSERT INTO audience_people (tenant_id, no, patient_id, home_id, zone, hash) VALUES (:tenant, 1, ?, ?, 'Asia/Shanghai', 7)", who, who); err != nil {
				return err
			}
			_, err := tx.RawExec("INSERT INTO audience_zones (tenant_id, zone) VALUES (:tenant, 'Asia/Shanghai')")
			return err
		}))
		j := h.live(graph)
		entered := func() (n int) {
			ok(t, h.DB.Read(h.program(), func(tx *db.Tx) (err error) {
				n, err = tx.From("journeys_enrolments").AcrossClinics(everywhere).Where("journey_no = ? AND ending = 'goal'", j.No).Count()
				return err
			}))
			return n
		}
		h.clock("02 09:00")
		if n := entered(); n != 1 {
			t.Fatalf("%d reached the goal", n)
		}
		// The next time was not set yet.
		ok(t, h.DB.Write(h.program(), func(tx *db.Tx) error {
			if err := setVersion(tx, j.LiveNo, VersionLive, 0, 0, at(t, "02 09:00")); err != nil {
				return err
			}
			return jobs.Lower(tx, wakeTopic, tx.Now())
		}))
		h.clock("02 09:01")
		if n := entered(); n != 1 {
			t.Errorf("%d reached the goal by one look", n)
		}
		h.clock("03 09:00")
		if n := entered(); n != 2 {
			t.Errorf("%d reached the goal by two looks", n)
		}
	})
}
