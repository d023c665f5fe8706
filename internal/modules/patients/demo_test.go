package patients

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/id"
	"archwire/internal/modules/org"
	"archwire/internal/platform/demo"
	"archwire/internal/platform/testkit"
)

func company(seed uint64) []DemoPatient {
	rnd := rand.New(rand.NewPCG(seed, 1))
	return demoCast(demoTotal, rnd, "2026-11-22", id.Seeded(seed, func() int64 { return testkit.Start }))
}

func TestTheDemoHasTheGroupsProportions(t *testing.T) {
	people := company(1)
	if !slices.Equal(people, company(1)) {
		t.Error("the same seed gives other people")
	}
	count := map[string]int{}
	households := map[string]int{}
	byID := map[string]DemoPatient{}
	for _, p := range people {
		byID[p.ID] = p
	}
	depth := func(p DemoPatient) (n int, root string) {
		for p.Introducer != "" {
			p = byID[p.Introducer]
			n++
		}
		return n, p.ID
	}
	trees, deepest := map[string]int{}, 0
	for _, p := range people {
		count["clinic "+p.Clinic]++
		count["state "+p.State]++
		if p.State == DemoTreatment {
			count["treated in "+p.Clinic]++
		}
		if p.State == DemoNotAgreed {
			count[p.Kind]++
		}
		if p.State == DemoTreatment || p.State == DemoWaiting {
			count["kind "+p.Kind]++
		}
		if p.Source == "referral" {
			count["referral"]++
		}
		if p.Age > 18 && p.Sex == Female {
			count["women"]++
		}
		if p.Age > 18 {
			count["adults"]++
		}
		if p.Household != "" {
			households[p.Household]++
		}
		if p.Introducer != "" {
			n, root := depth(p)
			deepest = max(deepest, n)
			trees[root]++
		}
		if !strings.HasPrefix(p.Phone, "128") || len(p.Phone) != 11 || p.Age != civil.Day("2026-11-22").Age(p.Birth) || p.Since > "2026-11-22" {
			t.Fatalf("%+v", p)
		}
	}
	for what, want := range map[string]int{
		"clinic fengche": 4200, "clinic zhichuan": 1800, "state general": 3290, "state treatment": 1190, "state retention": 560,
		"state observation": 260, "state not_agreed": 470, "state waiting": 70, "state finished": 100, "state interrupted": 60,
		"treated in fengche": 860, "treated in zhichuan": 330, "C-E": 120, "C-D": 85, "C-C": 165, "C-B": 60, "C-A": 40,
	} {
		if got := count[what]; got < want-1 || got > want+1 {
			t.Errorf("%s: %d, want %d", what, got, want)
		}
	}
	for what, want := range map[string]int{"referral": 2760, "kind metal": 273, "kind early": 229, "kind aligner_domestic": 307} {
		if got := count[what]; got < want*95/100 || got > want*105/100 {
			t.Errorf("%s: %d, want about %d", what, got, want)
		}
	}
	if share := float64(count["women"]) / float64(count["adults"]); share < 0.55 || share > 0.61 {
		t.Errorf("women %.2f", share)
	}
	persons := 0
	for _, n := range households {
		persons += n
	}
	if len(households) < 1140 || len(households) > 1160 || persons < 2960 || persons > 3040 {
		t.Errorf("%d households with %d people", len(households), persons)
	}
	sizes := []int{}
	for _, n := range trees {
		sizes = append(sizes, n+1)
	}
	slices.Sort(sizes)
	if len(sizes) != 60 || deepest > 5 || sizes[len(sizes)-1] != 34 || sizes[len(sizes)-2] != 22 {
		t.Errorf("%d trees of depth %d, sizes %v", len(sizes), deepest, sizes)
	}
	for i, want := range []string{"陈彩虹 26 aligner_domestic", "王小雪人 13 metal"} {
		p := people[i]
		f := strings.Fields(want)
		if p.Name != f[0] || p.Kind != f[2] || p.Clinic != org.DemoWindmill || p.State != DemoTreatment {
			t.Errorf("%+v, want %s", p, want)
		}
	}
}

func TestTheDemoRunsTwiceWithoutHarm(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		n := 300
		if testing.Verbose() {
			n = demoTotal
		}
		world := func() *demo.World {
			w := &demo.World{Tenant: d.Tenant, Seed: 1, Zone: homeZone, Today: "2026-11-22", From: "2026-08-24", To: "2026-12-22", Patients: n}
			w.Put(org.DemoClinics, map[string]org.Clinic{
				org.DemoWindmill: {ID: d.a, NumberPrefix: "F"}, org.DemoPaperBoat: {ID: d.b, NumberPrefix: "Z"},
			})
			w.Put(org.DemoStaff, map[string]org.Staff{"chenggongyuan": {ID: d.doctor}})
			return w
		}
		w := world()
		at := time.Now()
		must(t, d.s.demo(d.Ctx(), w))
		t.Logf("%d people in %s", n, time.Since(at).Round(time.Millisecond))
		before := d.picture()
		facts := len(d.facts())
		must(t, d.s.demo(d.Ctx(), world()))
		if d.picture() != before || len(d.facts()) != facts || d.count("patients_patients") != n {
			t.Error("the second run changed something")
		}
		people := demo.Get[[]DemoPatient](w, DemoPeople)
		page := d.page(people[1].ID)
		if len(page.Relations) != 4 || len(people) != n || page.Patient.Name != "王小雪人" {
			t.Errorf("%+v", page)
		}
		if got := d.find(d.Ctx(), "chencaihong"); len(got) == 0 {
			t.Error("陈彩虹 is not found")
		}
	})
}
