package journeys

import (
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
	"archwire/internal/platform/jobs"
)

// go1 is one input for one enrolment, and what came of it.
type go1 struct {
	e     *enrolment
	p     *Plan
	in    Input
	out   Outcome
	was   int64
	known map[Ask]Told
}

// walkers holds what one transaction must know to take steps.
type walkers struct {
	s     *Service
	tx    *db.Tx
	zones map[string]*time.Location
	plans map[int64]*Plan
}

func (s *Service) walkers(tx *db.Tx) (*walkers, error) {
	w := &walkers{s: s, tx: tx, zones: map[string]*time.Location{}, plans: map[int64]*Plan{}}
	list, err := s.d.Org.AllClinics(tx)
	for _, c := range list {
		w.zones[c.ID] = c.Location()
	}
	return w, err
}

// plan gives the plan of a version.
func (w *walkers) plan(no int64) (*Plan, error) {
	if p := w.plans[no]; p != nil {
		return p, nil
	}
	p, err := w.s.planOf(w.tx, no)
	if err == nil {
		w.plans[no] = p
	}
	return p, err
}

func (w *walkers) day(clinic string, at int64) civil.Day { return civil.Of(at, w.zone(clinic)) }

func (w *walkers) zone(clinic string) *time.Location {
	if z := w.zones[clinic]; z != nil {
		return z
	}
	return time.UTC
}

// decide has every step decided: what rules hold and when anchors are is asked for
// all of them at once, however many ask.
func (w *walkers) decide(list []*go1) error {
	open := list
	for round := 0; len(open) > 0; round++ {
		if round > mostNodes {
			return fmt.Errorf("journeys: %d steps ask for ever", len(open))
		}
		var again []*go1
		for _, g := range open {
			g.in.Now, g.in.Zone, g.in.Known = w.tx.Now(), w.zone(g.e.Clinic), g.known
			g.was = g.e.Seq
			if g.out = Step(g.p, g.e.State, g.in); len(g.out.Ask) > 0 {
				again = append(again, g)
			}
		}
		if err := w.answer(again); err != nil {
			return err
		}
		open = again
	}
	return nil
}

// question is one that several enrolments may ask.
type question struct {
	version int64
	ask     Ask
}

// answer finds out what steps asked.
func (w *walkers) answer(list []*go1) error {
	by := map[question][]*go1{}
	var order []question
	for _, g := range list {
		for _, a := range g.out.Ask {
			q := question{g.p.No, a}
			if a.Rule == "" {
				q.version = 0
			}
			if by[q] == nil {
				order = append(order, q)
			}
			by[q] = append(by[q], g)
		}
	}
	for _, q := range order {
		told, err := w.find(q, by[q])
		if err != nil {
			return err
		}
		for _, g := range by[q] {
			if g.known == nil {
				g.known = map[Ask]Told{}
			}
			g.known[q.ask] = told[g.e.Patient]
		}
	}
	return nil
}

func (w *walkers) find(q question, list []*go1) (map[string]Told, error) {
	people := make([]string, len(list))
	for i, g := range list {
		people[i] = g.e.Patient
	}
	out := map[string]Told{}
	if q.ask.Rule == "" {
		at, err := w.s.anchors(w.tx, q.ask.Anchor, list, w)
		for p, ms := range at {
			out[p] = Told{At: ms}
		}
		return out, err
	}
	rule := list[0].p.RuleAt(q.ask.Rule)
	if rule == nil {
		return out, nil
	}
	holds, err := w.s.d.Audience.Holds(w.tx, *rule, people)
	for p, yes := range holds {
		out[p] = Told{Yes: yes}
	}
	return out, err
}

// anchors finds the instant of an anchor for some patients.
func (s *Service) anchors(tx *db.Tx, a Anchor, list []*go1, w *walkers) (map[string]int64, error) {
	people := make([]string, len(list))
	for i, g := range list {
		people[i] = g.e.Patient
	}
	out := map[string]int64{}
	switch a {
	case AtBirthday:
		all, err := s.d.Patients.ByIDs(tx, people)
		for _, g := range list {
			out[g.e.Patient] = nextBirthday(all[g.e.Patient].Birth, w.day(g.e.Clinic, tx.Now()), w.zone(g.e.Clinic))
		}
		return out, err
	case AtCourse, AtRetention, AtRecall:
		all, err := s.d.Audience.ClinicalOf(tx, people)
		for _, g := range list {
			c := all[g.e.Patient]
			if day := map[Anchor]civil.Day{AtCourse: c.Began, AtRetention: c.Retained, AtRecall: c.Recall}[a]; day != "" {
				out[g.e.Patient] = day.At(0, w.zone(g.e.Clinic))
			}
		}
		return out, err
	}
	if s.d.Patients.Visits == nil {
		return out, nil
	}
	dates, err := s.d.Patients.Visits(tx, people)
	for p, d := range dates {
		if out[p] = d.Next; a == AtLastVisit {
			out[p] = d.Last
		}
	}
	return out, err
}

// nextBirthday is the beginning of the next birthday, today's included; 0 where it
// is not known.
func nextBirthday(born, today civil.Day, zone *time.Location) int64 {
	if born == "" {
		return 0
	}
	years := today.Year() - born.Year()
	day := born.AddMonths(12 * years)
	if day < today {
		day = born.AddMonths(12 * (years + 1))
	}
	return day.At(0, zone)
}

// keep writes the steps that were taken, with all that they do, in a few statements.
func (w *walkers) keep(list []*go1) error {
	now := w.tx.Now()
	var changes []moved
	var steps []stepRow
	wake := int64(0)
	taken := list[:0:0]
	for _, g := range list {
		if g.out.Idle {
			continue
		}
		taken = append(taken, g)
		prev := g.e.LogAt
		g.e.State, g.e.LogAt = g.out.State, now
		changes = append(changes, movedOf(g))
		steps = append(steps, stepRow{At: now, Enrolment: g.e.ID, Seq: g.e.Seq, Clinic: g.e.Clinic, PrevAt: prev, Version: g.e.Version, Heard: g.in.What,
			Cause: g.in.Cause, Path: pathText(g.out.Path)})
		if g.e.WakeAt != 0 && (wake == 0 || g.e.WakeAt < wake) {
			wake = g.e.WakeAt
		}
	}
	if len(taken) == 0 {
		return nil
	}
	if err := saveMoved(w.tx, changes); err != nil {
		return err
	}
	if err := insertSteps(w.tx, steps); err != nil {
		return err
	}
	if wake != 0 {
		if err := jobs.Lower(w.tx, wakeTopic, wake); err != nil {
			return err
		}
	}
	return w.act(taken)
}

// pathText writes a path as it is kept: "wait>next msg>next wait2>waits".
func pathText(path []Pass) string {
	var b strings.Builder
	for i, p := range path {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(p.Node)
		if p.Rung > 0 {
			b.WriteByte('#')
			b.WriteString(strconv.Itoa(p.Rung))
		}
		b.WriteByte('>')
		b.WriteString(p.Out)
	}
	return b.String()
}

// pathOf reads a path back.
func pathOf(text string) []Pass {
	var out []Pass
	for _, part := range strings.Fields(text) {
		at, to, _ := strings.Cut(part, ">")
		node, rung, _ := strings.Cut(at, "#")
		n, _ := strconv.Atoi(rung)
		out = append(out, Pass{Node: node, Rung: n, Out: to})
	}
	return out
}

// advance takes a step for each input, in the caller's transaction; an enrolment
// stands in the list once.
func (w *walkers) advance(list []*go1) error {
	live := list[:0:0]
	for _, g := range list {
		if g.e.End != "" {
			continue
		}
		p, err := w.plan(g.e.Version)
		if err != nil {
			return err
		}
		g.p = p
		live = append(live, g)
	}
	if err := w.decide(live); err != nil {
		return err
	}
	for _, g := range live {
		if g.out.Idle && (g.in.What == HeardTimer || g.in.What == HeardEntered) {
			g.lost()
		}
	}
	return w.keep(live)
}

// lost ends an enrolment whose time has come and that goes nowhere, because its node
// is not in its graph: it would be woken for ever.
func (g *go1) lost() {
	g.out = Outcome{State: g.e.State, Path: []Pass{{Node: g.e.Node, Out: string(EndBroken)}}}
	g.out.State.End, g.out.State.Reason, g.out.State.WakeAt = EndBroken, "lost", 0
	g.out.State.Seq++
}

// chanceOf is a number of 0 … 9,999 that belongs to a household in a journey for
// good: siblings share a telephone, and so an arm.
func chanceOf(tenant, home string, journey int64) int {
	h := fnv.New64a()
	_, _ = h.Write([]byte(tenant + "/" + home + "/" + strconv.FormatInt(journey, 10)))
	return int((h.Sum64() >> 16) % 10000)
}
