package followup

import (
	"cmp"
	"context"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/span"
	"archwire/internal/kit/tooth"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/plans"
	"archwire/internal/modules/visits"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/jobs"
)

// heard are facts of one batch, by what they ask for.
type heard struct {
	executed  []executedFact
	undone    []string // executions
	presented []events.Fact
	accepted  []string // plans
	treated   []visitFact
	arrived   []visitFact
	booked    []string // patients
}

type executedFact struct {
	events.Fact
	plans.ExecutedBody
}

type visitFact struct {
	events.Fact
	visits.FactBody
}

// grow lets series grow from what was executed, lays them by the end of the
// treatment once it is stamped, and takes them back with the item. A batch takes a
// handful of statements, however many items it has. What it hears twice changes
// nothing.
func (s *Service) grow(ctx context.Context, facts []events.Fact) error {
	h, err := sorted(facts)
	if err != nil {
		return err
	}
	return s.db.Write(asProgram(ctx), func(tx *db.Tx) error {
		d := s.desk(tx)
		d.keeps = true
		if err := s.growExecuted(d, h.executed); err != nil {
			return err
		}
		if err := s.growDeclined(d, h.presented); err != nil {
			return err
		}
		if err := s.undo(tx, slices.Concat(h.undone, h.accepted)); err != nil {
			return err
		}
		if err := s.anchor(d, h.treated); err != nil {
			return err
		}
		if err := s.asked(d, h.arrived); err != nil {
			return err
		}
		return s.booked(tx, h.booked)
	})
}

// sorted reads the facts of a batch.
func sorted(facts []events.Fact) (heard, error) {
	var h heard
	for _, f := range facts {
		switch f.Kind {
		case plans.FactItemExecuted:
			e := executedFact{Fact: f}
			if err := f.Decode(&e.ExecutedBody); err != nil {
				return h, err
			}
			h.executed = append(h.executed, e)
		case plans.FactExecutionUndone:
			h.undone = append(h.undone, f.Subject)
		case plans.FactPresented:
			h.presented = append(h.presented, f)
		case plans.FactAccepted:
			h.accepted = append(h.accepted, f.Subject)
		case visits.FactBooked:
			h.booked = append(h.booked, f.Patient)
		case visits.FactTreated, visits.FactArrived:
			v := visitFact{Fact: f}
			if err := f.Decode(&v.FactBody); err != nil {
				return h, err
			}
			if f.Kind == visits.FactTreated {
				h.treated = append(h.treated, v)
			} else {
				h.arrived = append(h.arrived, v)
			}
		}
	}
	return h, nil
}

// growExecuted makes the series of executed items with their steps.
func (s *Service) growExecuted(d *desk, list []executedFact) error {
	if len(list) == 0 {
		return nil
	}
	var people, coming, items []string
	for _, e := range list {
		people, coming, items = append(people, e.Patient), append(coming, e.Visit), append(items, e.Item)
	}
	who, err := s.patients.ByIDs(d.tx, distinct(people))
	if err != nil {
		return err
	}
	came, err := s.visits.ByIDs(d.tx, distinct(coming))
	if err != nil {
		return err
	}
	named, err := s.plans.ItemsByID(d.tx, distinct(items))
	if err != nil {
		return err
	}
	implants := placedAtOnce(list)
	var all []Series
	for _, e := range list {
		more, err := d.seriesFor(e, who[e.Patient], came[e.Visit], named[e.Item], implants)
		if err != nil {
			return err
		}
		all = append(all, more...)
	}
	return d.plant(all)
}

// placedAtOnce are the sites of implants, by visit and patient: a tooth that is
// replaced at once is not one to be replaced later.
func placedAtOnce(list []executedFact) map[string][]string {
	out := map[string][]string{}
	for _, e := range list {
		if e.Class == "implant" {
			out[e.Patient] = append(out[e.Patient], e.Site)
		}
	}
	return out
}

// seriesFor makes the series that one executed item starts, not yet laid.
func (d *desk) seriesFor(e executedFact, who patients.Patient, v visits.Visit, item plans.Item, implants map[string][]string) ([]Series, error) {
	values, err := d.valuesOf(e.Clinic)
	if err != nil {
		return nil, err
	}
	site, _ := tooth.ParseSite(e.Site) // was read when it was written
	x := Executed{Class: e.Class, Steps: kindsOf(e.Steps), First: e.First, Last: e.Last, Site: site,
		Child:    who.Birth != "" && e.Day.Age(who.Birth) < values.Int(ChildAge),
		Replaced: slices.ContainsFunc(implants[e.Patient], func(o string) bool { return sameTooth(o, e.Site) })}
	anchor, stamped := anchorOf(e, v, d.hours[e.Clinic])
	var out []Series
	for _, key := range x.Protocols() {
		_, number, err := d.protocol(key)
		if err != nil {
			return nil, err
		}
		if number == 0 {
			continue
		}
		out = append(out, Series{ID: d.tx.NewID(), Clinic: e.Clinic, Patient: e.Patient, Protocol: key, Number: number, State: SeriesOpen, Execution: e.Execution,
			Visit: e.Visit, Doctor: e.Doctor, Item: Words{item.NameZh, item.NameEn}, Site: e.Site, Flags: x.Flags(), Plan: map[string]float64{}, Anchor: anchor,
			Anchored: stamped, Begun: d.tx.Now(), Version: 1})
	}
	return out, nil
}

func kindsOf(list []string) []plans.StepKind {
	out := make([]plans.StepKind, len(list))
	for i, k := range list {
		out[i] = plans.StepKind(k)
	}
	return out
}

// anchorOf is the end of the treatment: as it was stamped, else when it was
// entered, of a day gone by the end of its visit or noon.
func anchorOf(e executedFact, v visits.Visit, h Hours) (at int64, stamped bool) {
	switch {
	case v.Progress.Actual.TreatedAt > 0:
		return v.Progress.Actual.TreatedAt, true
	case civil.Of(e.At, h.Zone) == e.Day:
		return e.At, false
	case v.ID != "" && v.Day == e.Day:
		return v.Plan.End(), false
	}
	return e.Day.At(12*60, h.Zone), false
}

// plant writes series and lays their steps.
func (d *desk) plant(all []Series) error {
	fresh, err := insertSeries(d.tx, all)
	if err != nil {
		return err
	}
	var steps []Planned
	for _, one := range all {
		if !fresh[one.ID] {
			continue
		}
		more, err := d.layOf(one, nil)
		if err != nil {
			return err
		}
		steps = append(steps, more...)
	}
	return d.wait(steps)
}

// layOf lays the steps of a series that are not in have yet.
func (d *desk) layOf(one Series, have []string) ([]Planned, error) {
	p, err := d.version(one.Protocol, one.Number)
	if err != nil {
		return nil, err
	}
	h, err := d.hoursOf(one.Clinic)
	if err != nil {
		return nil, err
	}
	return one.lay(p, h, d.tx.Now(), have, d.tx.NewID), nil
}

// wait writes planned steps and lets the ticker know.
func (d *desk) wait(steps []Planned) error {
	if len(steps) == 0 {
		return nil
	}
	if err := insertSteps(d.tx, steps); err != nil {
		return err
	}
	if at := earliest(steps); at > 0 {
		return jobs.Lower(d.tx, wakeTopic, at)
	}
	return nil
}

// growDeclined follows up what was presented until it is agreed to. The series
// hangs on the plan.
func (s *Service) growDeclined(d *desk, list []events.Fact) error {
	var all []Series
	for _, f := range list {
		var b plans.AgreedBody
		if err := f.Decode(&b); err != nil {
			return err
		}
		_, number, err := d.protocol("declined")
		if err != nil {
			return err
		}
		if number == 0 {
			continue
		}
		all = append(all, Series{ID: d.tx.NewID(), Clinic: f.Clinic, Patient: f.Patient, Protocol: "declined", Number: number, State: SeriesOpen, Execution: f.Subject,
			Doctor: b.Doctor, Item: Words{"治疗计划", "treatment plan"}, Flags: map[string]bool{}, Plan: map[string]float64{}, Anchor: f.At, Anchored: true,
			Begun: d.tx.Now(), Version: 1})
	}
	return d.plant(all)
}

// undo takes back what grew from executions that do not count any more, and from
// plans that were agreed to: nothing is contacted for them.
func (s *Service) undo(tx *db.Tx, executions []string) error {
	if len(executions) == 0 {
		return nil
	}
	list, err := seriesByExecutions(tx, executions)
	if err != nil || len(list) == 0 {
		return err
	}
	reasons := map[string][]string{}
	for _, one := range list {
		why := BecauseUndone
		if one.Protocol == "declined" {
			why = BecauseAgreed
		}
		reasons[why] = append(reasons[why], one.ID)
	}
	for why, ids := range reasons {
		if err := s.stopSeries(tx, ids, why); err != nil {
			return err
		}
	}
	return nil
}

// stopSeries cancels series, with the contacts that are made for nothing else.
func (s *Service) stopSeries(tx *db.Tx, ids []string, why string) error {
	if err := cancelPlanned(tx, ids, why); err != nil {
		return err
	}
	if err := endSeries(tx, ids, SeriesCancelled, why, tx.Now()); err != nil {
		return err
	}
	parts, err := partsOfSeries(tx, ids)
	if err != nil || len(parts) == 0 {
		return err
	}
	var touched []string
	for _, p := range parts {
		touched = append(touched, p.Contact)
	}
	contacts, err := contactsByIDs(tx, distinct(touched))
	if err != nil {
		return err
	}
	every, err := partsOf(tx, distinct(touched))
	if err != nil {
		return err
	}
	left := map[string]bool{} // contacts that still have something of another series
	for _, p := range every {
		left[p.Contact] = left[p.Contact] || !slices.Contains(ids, p.Series)
	}
	var over []Made
	for _, m := range contacts {
		if m.Live() && !left[m.ID] {
			over = append(over, m)
		}
	}
	return s.withdraw(tx, over, why)
}

func distinct(ids []string) []string {
	out := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return id == "" })
	slices.Sort(out)
	return slices.Compact(out)
}

// keysOf are the keys of a map in their order.
func keysOf[K cmp.Ordered, V any](m map[K]V) []K {
	out := make([]K, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// dayLong is a day in milliseconds, for the bounds of lists.
const dayLong = 24 * span.Hour
