package patients

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/id"
)

// DemoPeople is the key under which the demo leaves []DemoPatient, in the order
// of their record numbers within each clinic.
const DemoPeople = "patients.people"

// The states of the demo's patients, for the modules that make their history.
const (
	DemoGeneral     = "general"     // general dentistry only
	DemoObservation = "observation" // 替牙期观察
	DemoNotAgreed   = "not_agreed"  // consulted, not agreed; Kind is the class C-A … C-E
	DemoWaiting     = "waiting"     // agreed, waits for the appliance
	DemoTreatment   = "treatment"   // in orthodontic treatment; Kind is the appliance
	DemoRetention   = "retention"   // 保持期
	DemoFinished    = "finished"    // more than 24 months ago
	DemoInterrupted = "interrupted" // interrupted, transferred, stopped
)

// DemoPatient is one person of the demo.
type DemoPatient struct {
	ID, Name   string
	Clinic     string // code of the clinic
	Sex        Sex
	Birth      civil.Day
	Age        int
	State      string
	Kind       string    // appliance of those waiting or in treatment, class of those not agreed
	Since      civil.Day // first seen
	Months     int       // since the appliance was fitted; more than 24 = beyond the estimate
	Source     string
	Introducer string // id
	Household  string // id
	Mother     string // id of the household's woman, for children
	Father     string // id of the household's man, for children
	Phone      string
	PhoneOf    string // whose: self, mother
	WeCom      bool   // bound to WeCom, through a guardian for minors
}

// share is a number of people of a kind, out of demoTotal.
type share struct {
	key string
	n   int
}

const demoTotal = 6000

// The proportions of the group, see the demo's numbers in docs.
var (
	demoStates = []share{{DemoTreatment, 1190}, {DemoGeneral, 3290}, {DemoRetention, 560}, {DemoNotAgreed, 470}, {DemoObservation, 260},
		{DemoFinished, 100}, {DemoWaiting, 70}, {DemoInterrupted, 60}}
	demoAppliances = []share{{"metal", 258}, {"self_ligating", 216}, {"ceramic", 96}, {"aligner_domestic", 290}, {"aligner_imported", 114}, {"early", 216}}
	demoClasses    = []share{{"C-E", 120}, {"C-D", 85}, {"C-C", 165}, {"C-B", 60}, {"C-A", 40}}
	demoMonths     = []share{{"0-3", 160}, {"4-12", 428}, {"13-24", 482}, {"25-30", 120}}
	demoSources    = []share{{"review_site", 14}, {"short_video", 11}, {"school", 9}, {"walk_in", 9}, {"staff", 6}, {"internal", 5}}
	demoAges       = [][2]int{{3, 6}, {7, 11}, {12, 17}, {18, 25}, {26, 35}, {36, 50}, {51, 79}}
	demoAllAges    = []int{7, 17, 19, 16, 19, 14, 8}
	demoOrthoAges  = []int{3, 24, 38, 19, 13, 3, 0}
	demoKeepAges   = []int{0, 0, 35, 35, 25, 5, 0} // retention, finished
	demoWatchAges  = []int{30, 70, 0, 0, 0, 0, 0}  // observation
)

// cast is the demo's company under construction.
type cast struct {
	rnd   *rand.Rand
	today civil.Day
	ids   id.Source
	list  []DemoPatient
}

// demoCast makes n people, the same for the same generator: states, ages,
// sexes, sources, households and referral trees in the proportions of the
// group.
func demoCast(n int, rnd *rand.Rand, today civil.Day, ids id.Source) []DemoPatient {
	c := &cast{rnd, today, ids, make([]DemoPatient, 0, n)}
	c.states(n)
	c.ages(n)
	for i := range c.list {
		c.person(i)
	}
	c.named()
	c.kinds()
	c.households()
	c.circles()
	c.phones()
	return c.list
}

// portion divides n by shares, so that the parts sum up to n.
func portion(n int, shares []share) []int {
	total, given := 0, 0
	for _, s := range shares {
		total += s.n
	}
	out := make([]int, len(shares))
	for i, s := range shares {
		given += s.n
		sum := 0
		for _, o := range out[:i] {
			sum += o
		}
		out[i] = n*given/total - sum
	}
	return out
}

func (c *cast) states(n int) {
	others := 0 // not in treatment, so far: 3,340 of 4,810 are in 风车路店, as 860 of 1,190 in treatment
	for i, count := range portion(n, demoStates) {
		windmill := (others+count)*3340/4810 - others*3340/4810
		if demoStates[i].key == DemoTreatment {
			windmill = (count*860 + 1189) / 1190
		} else {
			others += count
		}
		for k := range count {
			clinic := "fengche"
			if k >= windmill {
				clinic = "zhichuan"
			}
			c.list = append(c.list, DemoPatient{ID: c.ids(), Clinic: clinic, State: demoStates[i].key, Source: "other"})
		}
	}
}

// ages gives ages by state; those of general dentistry take what remains of the
// ages of all.
func (c *cast) ages(n int) {
	left := make([]int, len(demoAges))
	for b, percent := range demoAllAges {
		left[b] = n * percent / 100
	}
	draw := func(weights []int) int {
		sum := 0
		for _, w := range weights {
			sum += max(w, 0)
		}
		if sum == 0 {
			return 4
		}
		k := c.rnd.IntN(sum)
		for b, w := range weights {
			if k -= max(w, 0); k < 0 {
				return b
			}
		}
		return 4
	}
	set := func(i, b int) {
		left[b]--
		from, to := demoAges[b][0], demoAges[b][1]
		c.list[i].Age = from + c.rnd.IntN(to-from+1)
	}
	for i, p := range c.list {
		switch p.State {
		case DemoGeneral:
		case DemoObservation:
			set(i, draw(demoWatchAges))
		case DemoRetention, DemoFinished:
			set(i, draw(demoKeepAges))
		default:
			set(i, draw(demoOrthoAges))
		}
	}
	for i, p := range c.list {
		if p.State == DemoGeneral {
			set(i, draw(left))
		}
	}
}

func (c *cast) person(i int) {
	p := &c.list[i]
	p.Sex = Male
	if women := 52 + 6*b2i(p.Age > 18); c.rnd.IntN(100) < women {
		p.Sex = Female
	}
	p.Birth = c.today.AddMonths(-12 * p.Age).AddDays(-c.rnd.IntN(364))
	p.Name = demoSurnames[c.rnd.IntN(len(demoSurnames))] + demoGiven[c.rnd.IntN(len(demoGiven))]
	referral := 337
	if p.ortho() {
		referral = 710
	}
	p.Source = "referral"
	if c.rnd.IntN(1000) >= referral {
		k := c.rnd.IntN(54)
		for _, s := range demoSources {
			if k -= s.n; k < 0 {
				p.Source = s.key
				break
			}
		}
	}
	p.Since = c.today.AddDays(-30 - c.rnd.IntN(900))
	bound := 63
	if p.State != DemoGeneral {
		bound = 78
	}
	if p.Age < adultAge {
		bound = 91
	}
	p.WeCom = c.rnd.IntN(100) < bound
}

// ortho tells whether the person has begun orthodontic treatment.
func (p DemoPatient) ortho() bool {
	return slices.Contains([]string{DemoTreatment, DemoWaiting, DemoRetention, DemoFinished, DemoInterrupted}, p.State)
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// named puts the two people of the worked cases into their places.
func (c *cast) named() {
	for i, p := range []DemoPatient{
		{Name: "陈彩虹", Sex: Female, Age: 26, Months: 8, Source: "referral", Birth: c.today.AddMonths(-12 * 26).AddDays(-100)},
		{Name: "王小雪人", Sex: Female, Age: 13, Months: 14, Source: "referral", Birth: c.today.AddMonths(-12 * 13).AddDays(-40)},
	} {
		if i >= len(c.list) {
			return
		}
		q := &c.list[i] // the first of those in treatment, in 风车路店
		q.Name, q.Sex, q.Age, q.Months, q.Source, q.Birth, q.WeCom = p.Name, p.Sex, p.Age, p.Months, p.Source, p.Birth, true
	}
}

// kinds gives appliances, months and classes.
func (c *cast) kinds() {
	var treated, refused []int
	for i, p := range c.list {
		switch p.State {
		case DemoTreatment, DemoWaiting:
			treated = append(treated, i)
		case DemoNotAgreed:
			refused = append(refused, i)
		}
	}
	// The youngest wear the appliances of early treatment.
	slices.SortStableFunc(treated, func(a, b int) int { return c.list[a].Age - c.list[b].Age })
	counts := portion(len(treated), demoAppliances)
	early := counts[len(counts)-1]
	var rest []string
	for k, s := range demoAppliances[:len(demoAppliances)-1] {
		rest = append(rest, slices.Repeat([]string{s.key}, counts[k])...)
	}
	c.rnd.Shuffle(len(rest), func(i, j int) { rest[i], rest[j] = rest[j], rest[i] })
	for k, i := range treated {
		c.list[i].Kind = "early"
		if k >= early {
			c.list[i].Kind = rest[k-early]
		}
	}
	c.swapKind(0, "aligner_domestic")
	c.swapKind(1, "metal")
	c.months(treated)
	for class, i := range c.spread(refused, demoClasses) {
		c.list[i].Kind = class
	}
}

// swapKind gives a person the kind and takes theirs to another who had it.
func (c *cast) swapKind(i int, kind string) {
	if i >= len(c.list) || c.list[i].Kind == kind {
		return
	}
	for j := range c.list {
		if j > 1 && c.list[j].Kind == kind {
			c.list[i].Kind, c.list[j].Kind = kind, c.list[i].Kind
			return
		}
	}
	c.list[i].Kind = kind
}

// spread deals the shares out over the people in a shuffled order: pairs of key
// and index.
func (c *cast) spread(people []int, shares []share) func(func(string, int) bool) {
	people = slices.Clone(people)
	c.rnd.Shuffle(len(people), func(i, j int) { people[i], people[j] = people[j], people[i] })
	return func(yield func(string, int) bool) {
		at := 0
		for k, count := range portion(len(people), shares) {
			for range count {
				if !yield(shares[k].key, people[at]) {
					return
				}
				at++
			}
		}
	}
}

func (c *cast) months(treated []int) {
	treated = slices.DeleteFunc(slices.Clone(treated), func(i int) bool { return c.list[i].State != DemoTreatment || i < 2 })
	for span, i := range c.spread(treated, demoMonths) {
		var from, to int
		fmt.Sscanf(span, "%d-%d", &from, &to)
		c.list[i].Months = from + c.rnd.IntN(to-from+1)
	}
	for i, p := range c.list {
		if p.State == DemoTreatment {
			c.list[i].Since = c.today.AddMonths(-p.Months).AddDays(-20 - c.rnd.IntN(30))
		}
	}
}

// phones gives each adult a number and each child the one of its family.
func (c *cast) phones() {
	next := 0
	number := func() string { next++; return fmt.Sprintf("128%08d", next) }
	at := map[string]int{}
	for i := range c.list {
		at[c.list[i].ID] = i
		if c.list[i].Age >= adultAge {
			c.list[i].Phone, c.list[i].PhoneOf = number(), "self"
		}
	}
	for i := range c.list {
		p := &c.list[i]
		if p.Age >= adultAge {
			continue
		}
		p.PhoneOf = "mother"
		switch {
		case p.Mother != "":
			p.Phone = c.list[at[p.Mother]].Phone
		case p.Father != "":
			p.Phone, p.PhoneOf = c.list[at[p.Father]].Phone, "father"
		default:
			p.Phone = number()
		}
	}
}

func surnameOf(name string) string { return string([]rune(name)[:1]) }
func givenOf(name string) string   { return string([]rune(name)[1:]) }
