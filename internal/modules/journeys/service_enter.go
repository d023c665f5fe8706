package journeys

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"archwire/internal/modules/patients"
	"archwire/internal/platform/events"
	"archwire/internal/platform/jobs"
	"archwire/internal/platform/settings"
)

// entrant is somebody who is about to enter a version.
type entrant struct {
	patient string
	key     string // by which one entry is told from another; "" = the journey's policy says
	eventAt int64
	cause   string // id of the fact, or which look of the clock; "" = by hand
	wakeAt  int64  // enters but takes the first step later; 0 = at once
}

// atOnce is how many may take their first step in the transaction that lets them in;
// more wait for the engine, so that no transaction is long.
const atOnce = 500

// enter lets people into a version, as far as they may, and gives who is in.
func (w *walkers) enter(p *Plan, list []entrant) ([]*enrolment, error) {
	list, people, err := w.admit(p, list)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	percent, err := w.controlPercent()
	if err != nil {
		return nil, err
	}
	var made []*enrolment
	for _, x := range list {
		who := people[x.patient]
		home := who.Household
		if home == "" {
			home = who.ID
		}
		if x.eventAt == 0 {
			x.eventAt = w.tx.Now()
		}
		e := &enrolment{State: State{ID: w.tx.NewID(), Patient: who.ID, Entered: w.tx.Now(), Last: w.tx.Now(), Event: x.eventAt, Node: p.entry, WakeAt: max(x.wakeAt, w.tx.Now()),
			Chance: chanceOf(w.tx.Tenant(), home, p.Journey), Control: chanceOf(w.tx.Tenant(), home, 0) < percent*100},
			Clinic: who.HomeClinic, Home: home, Journey: p.Journey, Version: p.No, Key: x.key, LogAt: w.tx.Now(), Cause: x.cause}
		made = append(made, e)
	}
	if made, err = insertEnrolments(w.tx, made); err != nil || len(made) == 0 {
		return made, err
	}
	if len(made) > atOnce || list[0].wakeAt > 0 {
		return made, jobs.Lower(w.tx, wakeTopic, w.tx.Now())
	}
	return made, w.begin(made)
}

// begin has fresh enrolments take their first step.
func (w *walkers) begin(list []*enrolment) error {
	in := make([]*go1, len(list))
	for i, e := range list {
		in[i] = &go1{e: e, in: Input{What: HeardEntered, Cause: e.Cause}}
	}
	return w.advance(in)
}

// ControlPercent is the share of households that hear no promotions of journeys at
// all, so that it is seen what promotions are worth.
var ControlPercent = settings.Setting{Key: "journeys.control_percent", Kind: settings.Int, Default: 3, Unit: "%", Min: 0, Max: 5, Source: settings.House}

func (w *walkers) controlPercent() (int, error) { return ControlPercent.Int(w.tx, "") }

// admit keeps those who may enter: known, living, not in it already, not before their
// time, and for whom the entry's rule holds.
func (w *walkers) admit(p *Plan, list []entrant) ([]entrant, map[string]patients.Patient, error) {
	var ids []string
	for _, x := range list {
		ids = append(ids, x.patient)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	people, err := w.s.d.Patients.ByIDs(w.tx, ids)
	if err != nil {
		return nil, nil, err
	}
	before, err := inJourney(w.tx, p.Journey, ids)
	if err != nil {
		return nil, nil, err
	}
	had := map[string][]*enrolment{}
	for _, e := range before {
		had[e.Patient] = append(had[e.Patient], e)
	}
	seen := map[string]bool{}
	var out []entrant
	for _, x := range list {
		who := people[x.patient]
		if who.State != patients.Active || who.Deceased != "" {
			continue
		}
		key, may := p.keyFor(x, had[x.patient], w.tx.Now())
		if !may || seen[x.patient+key] {
			continue
		}
		seen[x.patient+key] = true
		x.key = key
		out = append(out, x)
	}
	out, err = w.only(p, out)
	return out, people, err
}

// only keeps those for whom the entry's rule holds.
func (w *walkers) only(p *Plan, list []entrant) ([]entrant, error) {
	rule := p.nodes[p.entry].Entry.Only
	if rule == nil || len(list) == 0 {
		return list, nil
	}
	ids := make([]string, len(list))
	for i, x := range list {
		ids[i] = x.patient
	}
	holds, err := w.s.d.Audience.Holds(w.tx, *rule, ids)
	return slices.DeleteFunc(list, func(x entrant) bool { return !holds[x.patient] }), err
}

// keyFor gives the entry key of who would enter now, and whether they may. Two who
// let somebody in at the same time come to the same key, and the constraint lets one
// of them.
func (p *Plan) keyFor(x entrant, had []*enrolment, now int64) (string, bool) {
	mark := "~" + x.patient[max(0, len(x.patient)-12):]
	if p.Reentry == PerKey {
		if x.key == "" {
			return "", false
		}
		key := x.key + mark
		return key, !slices.ContainsFunc(had, func(e *enrolment) bool { return e.Key == key })
	}
	cool := int64(p.CoolDown) * (24 * time.Hour).Milliseconds()
	for _, e := range had {
		if e.End == "" || p.Reentry != AfterExit || e.LogAt+cool > now || x.cause != "" && e.Cause == x.cause {
			return "", false
		}
	}
	return strconv.Itoa(len(had)+1) + mark, true
}

// keyOf reads the entry key from an event.
func (p *Plan) keyOf(f events.Fact, body map[string]any) string {
	if p.Reentry != PerKey {
		return ""
	}
	switch p.Key {
	case "subject":
		return f.Subject
	case "clinic":
		return f.Clinic
	}
	if v, there := body[p.Key]; there && v != nil {
		return fmt.Sprint(v)
	}
	return ""
}
