package visits

import (
	"maps"
	"math/rand/v2"
	"slices"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
)

// demoCast are a clinic's people in queues: who came last comes again when all
// the others have been.
type demoCast struct {
	queues map[string][]patients.DemoPatient
	last   map[string]civil.Day // when each came last
	coming map[string]civil.Day // the day of a visit that is being packed
}

// The queues: who comes for which kinds of visit.
const (
	toReview    = "review"   // in treatment with brackets
	toAligners  = "aligners" // in treatment with aligners
	toEarly     = "early"    // early treatment
	toObserve   = "observe"  // observation
	toRetain    = "retain"   // retention
	toStart     = "start"    // agreed, waiting for the appliance
	toConsult   = "consult"  // not agreed yet, or new
	toGeneral   = "general"  // general dentistry
	shortestGap = 10         // days between two visits of one person
	fullWeekend = 68         // orthodontic visits of a weekend day, of one orthodontist
	fullWeekday = 30         // of a weekday
	boatFullDay = 28         // at the second clinic
	generalDay  = 21         // general visits a day at the first clinic
	generalBoat = 13         // at the second
	seasonMean  = 100
)

// demoSeason is the share of visits by month, January first, the mean being 100.
var demoSeason = [12]int{118, 82, 92, 94, 96, 98, 138, 132, 84, 92, 86, 88}

func castOf(people []patients.DemoPatient, clinic string, today civil.Day, rnd *rand.Rand) demoCast {
	c := demoCast{queues: map[string][]patients.DemoPatient{}, last: map[string]civil.Day{}, coming: map[string]civil.Day{}}
	for _, p := range people {
		if p.Clinic == clinic {
			q := queueOf(p)
			c.queues[q] = append(c.queues[q], p)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(c.queues)) {
		q := c.queues[key]
		rnd.Shuffle(len(q), func(i, j int) { q[i], q[j] = q[j], q[i] })
	}
	return c
}

func queueOf(p patients.DemoPatient) string {
	switch p.State {
	case patients.DemoTreatment:
		switch p.Kind {
		case "aligner_domestic", "aligner_imported":
			return toAligners
		case "early":
			return toEarly
		}
		return toReview
	case patients.DemoObservation:
		return toObserve
	case patients.DemoRetention, patients.DemoFinished:
		return toRetain
	case patients.DemoWaiting:
		return toStart
	case patients.DemoNotAgreed:
		return toConsult
	}
	return toGeneral
}

// take gives the next person of a queue who was not here for a while and, where a
// schoolchild would have to come after school, may come earlier.
func (c *demoCast) take(queue string, day civil.Day, children bool) (patients.DemoPatient, bool) {
	q := c.queues[queue]
	for i, p := range q {
		if l := c.last[p.ID]; l != "" && day.Sub(l) < shortestGap || p.Since > day {
			continue
		}
		if !children && DefaultNumbers().schoolAge(p.Birth, day) {
			continue
		}
		c.queues[queue] = append(slices.Delete(slices.Clone(q), i, i+1), p)
		c.last[p.ID] = day
		return p, true
	}
	return patients.DemoPatient{}, false
}

// demoMix is how the orthodontic visits of a day are made up, in shares of 72,
// and from which queue each takes its person.
var demoMix = []struct {
	code, queue string
	n           int
}{
	{"o12", toReview, 30}, {"o13", toReview, 2}, {"o14", toAligners, 16}, {"o01", toConsult, 2}, {"o02", toConsult, 1}, {"o03", toStart, 2},
	{"o04", toConsult, 1}, {"o05", toStart, 1}, {"o06", toStart, 1}, {"o07", toStart, 1}, {"o17", toReview, 1}, {"o18", toReview, 1},
	{"o19", toEarly, 3}, {"o20", toObserve, 1}, {"o21", toEarly, 3}, {"o22", toReview, 1}, {"o23", toReview, 2}, {"o24", toReview, 1},
	{"o26", toRetain, 2},
}

var demoGeneralMix = []string{"g01", "g01", "g01", "g02", "g02", "g03", "g03", "g04", "g04", "g05", "g05", "g06"}

// wanted draws who wants to come on a day, for what, and what becomes of each.
func (p *demoPlayer) wanted(d Day) ([]Wanted, map[string]fate) {
	fates := map[string]fate{}
	var out []Wanted
	add := func(code, queue string, doctors []string, children bool) {
		who, ok := p.cast.take(queue, d.Date, children)
		if !ok {
			return
		}
		v := Wanted{VisitID: p.ids(), PatientID: who.ID, Template: p.kinds[code].Template, Doctors: doctors, SchoolAge: d.Numbers.schoolAge(who.Birth, d.Date)}
		out = append(out, v)
		fates[v.VisitID] = p.fate(who, code, d)
	}
	if d.Date == p.w.Today && p.clinic.Code == org.DemoWindmill {
		for _, m := range referenceMix {
			for range m.n {
				if queue, ortho := queueFor(m.code); ortho {
					add(m.code, queue, p.ortho, true)
				} else {
					add(m.code, toGeneral, p.others, true)
				}
			}
		}
		return out, fates
	}
	works := func(list []string) []string {
		return slices.DeleteFunc(slices.Clone(list), func(id string) bool {
			return !slices.ContainsFunc(d.Doctors, func(x DoctorDay) bool { return x.ID == id })
		})
	}
	out = append(out, p.returning(d, fates)...)
	ortho, general := p.amounts(d)
	if on := works(p.ortho); len(on) > 0 {
		children := 0
		for i := range ortho {
			m := demoMix[pickShare(p.rnd.IntN(72))]
			if !p.possible(m.code, d) {
				continue
			}
			// On a school day children come for the last two hours only.
			late := !d.SchoolDay || (i%3 == 0 && children < 10)
			if late && d.SchoolDay {
				children++
			}
			add(m.code, m.queue, on, late)
		}
	}
	if on := works(p.others); len(on) > 0 {
		for range general {
			add(demoGeneralMix[p.rnd.IntN(len(demoGeneralMix))], toGeneral, on, true)
		}
	}
	return out, fates
}

// possible tells whether the clinic has a place for a kind of visit.
func (p *demoPlayer) possible(code string, d Day) bool {
	for _, s := range p.kinds[code].Pattern.Stays() {
		if s.Where.Claimed() && !slices.ContainsFunc(d.Places, func(x Place) bool { return x.Where == s.Where }) {
			return false
		}
	}
	return true
}

// queueFor is the queue of an orthodontic kind of visit.
func queueFor(code string) (string, bool) {
	for _, m := range demoMix {
		if m.code == code {
			return m.queue, true
		}
	}
	return "", false
}

// pickShare is the entry of demoMix in which the n-th of 72 shares lies.
func pickShare(n int) int {
	for i, m := range demoMix {
		if n -= m.n; n < 0 {
			return i
		}
	}
	return 0
}

// amounts is how many visits a day has: by season and weekday, and ahead of today
// the fewer, the later.
func (p *demoPlayer) amounts(d Day) (ortho, general int) {
	weekend := d.Date.Weekday() == time.Saturday || d.Date.Weekday() == time.Sunday
	ortho, general = fullWeekday, generalDay
	if weekend || !d.SchoolDay {
		ortho = fullWeekend
	}
	if p.clinic.Code == org.DemoPaperBoat {
		ortho, general = boatFullDay, generalBoat
	}
	season := demoSeason[d.Date.Month()-1]
	share := seasonMean
	if ahead := d.Date.Sub(p.w.Today); ahead > 0 {
		share = max(80-2*ahead, 20)
	}
	wobble := 90 + p.rnd.IntN(21)
	scale := func(n int) int { return n * season * share * wobble / (seasonMean * seasonMean * 100) }
	return min(scale(ortho), 66), scale(general)
}

// returning are the visits that were moved from an earlier day to this one or an
// earlier one on which nothing was free.
func (p *demoPlayer) returning(d Day, fates map[string]fate) []Wanted {
	var out []Wanted
	var later []movedOn
	for _, m := range p.moved {
		works := slices.ContainsFunc(d.Doctors, func(x DoctorDay) bool { return x.ID == m.visit.Plan.DoctorID }) || m.visit.Plan.DoctorID == ""
		if m.from > d.Date || !works || len(out) >= 6 {
			later = append(later, m)
			continue
		}
		w := Wanted{VisitID: p.ids(), PatientID: m.visit.Patient, Template: p.kinds[m.visit.Code].Template, SchoolAge: m.visit.SchoolAge}
		if m.visit.Plan.DoctorID != "" {
			w.Doctors = []string{m.visit.Plan.DoctorID}
		}
		out = append(out, w)
		fates[w.VisitID] = fate{how: fateComes, follows: m.visit.ID}
	}
	p.moved = later
	return out
}
