package followup

import (
	"testing"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/plans"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
)

// The past of the demo is that of the clinic's own month, and running it twice does
// no harm.
func TestDemo(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		w := &demo.World{Tenant: h.Tenant, Seed: 1, Zone: h.zone, Today: today, From: today.AddDays(-90), To: today.AddDays(30)}
		w.Put(org.DemoClinics, h.world[org.DemoClinics])
		w.Put(org.DemoStaff, h.world[org.DemoStaff])
		people := make([]string, 60)
		for i := range people {
			people[i] = h.patient("")
		}
		var told []plans.DemoPlan
		for n := range 1800 {
			day := today.AddDays(-1 - n%95)
			b := h.did(people[n%len(people)], []string{"activation", "restoration", "cleaning", "extraction", "root_canal"}[n%5], "46")
			b.Day = day
			told = append(told, plans.DemoPlan{Clinic: h.mill, Patient: people[n%len(people)], Done: []plans.DemoDone{{At: day.At(civil.Clock(9*60+n%400), h.zone), Body: b}}})
		}
		w.Put(plans.DemoPlans, told)
		before := []patients.DemoPatient{}
		for n := range 200 {
			before = append(before, patients.DemoPatient{ID: h.patient(""), Clinic: org.DemoWindmill, State: []string{patients.DemoGeneral, patients.DemoRetention}[n%2], Age: 5 + n%60})
		}
		w.Put(patients.DemoPeople, before)
		ok(t, h.s.demo(h.program(), w))
		count := func() (done, inTime, calls, reached, amber, red, waits int) {
			h.read(func(tx *db.Tx) error {
				list, err := resultsBetween(tx, h.mill, 0, h.Clock.Now())
				for _, r := range list {
					done, inTime = done+1, inTime+boolRank(r.InTime)
					reached, amber, red = reached+boolRank(r.Means == "call"), amber+boolRank(r.Level == Amber), red+boolRank(r.Level == Red)
				}
				if err != nil {
					return err
				}
				made, err := contactsOn(tx, h.mill, today.AddDays(-120), today.AddDays(-1))
				for _, m := range made {
					calls += boolRank(m.Way == Call)
				}
				if err != nil {
					return err
				}
				waits, err = tx.From("followup_contacts").Where("state IN ('open', 'sent')").Count()
				return err
			})
			return
		}
		done, inTime, calls, reached, amber, red, waits := count()
		t.Logf("%d results, %d in time, %d of %d calls reached, %d amber, %d red, %d wait", done, inTime, reached, calls, amber, red, waits)
		for name, x := range map[string][3]int{"in time": {inTime, done, 930}, "reached": {reached, calls, 710}, "amber": {amber, done, 70}} {
			if got := 1000 * x[0] / max(x[1], 1); got < x[2]*8/10 || got > x[2]*12/10 {
				t.Errorf("%s: %d of a thousand, want %d", name, got, x[2])
			}
		}
		if red == 0 || 1000*red/done > 20 || waits == 0 {
			t.Errorf("%d red of %d, %d contacts wait", red, done, waits)
		}
		due, err := h.s.RecallsDue(h.as(h.caller, MayView), h.mill, "", 500)
		ok(t, err)
		if len(due) == 0 || len(due) > 40 {
			t.Errorf("%d are to be looked at again", len(due))
		}
		ok(t, h.s.demo(h.program(), w))
		if again, _, _, _, _, _, _ := count(); again != done {
			t.Errorf("run twice: %d results, were %d", again, done)
		}
	})
}
