package journeys

import (
	"context"
	"maps"
	"slices"

	"archwire/internal/modules/audience"
	"archwire/internal/modules/messages"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// The facts of tasks by which the module's own tasks end.
const (
	factTaskDone      = "tasks.done"
	factTaskCancelled = "tasks.cancelled"
)

// alsoHeard are kinds of facts, with the fields of their bodies, of which journeys may
// speak whether or not rules do.
var alsoHeard = map[string][]string{
	"visits.booked": nil, "visits.moved": nil, "visits.rescheduled": nil, "visits.cancelled": nil, "visits.no_show": nil, "visits.arrived": nil, "visits.left": nil,
	"plans.presented": planFields, "plans.accepted": planFields, "plans.declined": planFields, "billing.received": {"amount"},
	"plans.item_executed":    {"class", "code", "first", "last", "plan", "item", "execution", "visit"},
	"plans.execution_undone": {"plan", "item", "execution"},
	"complaints.raised":      nil, "patients.registered": nil,
	"checkin.joined": checkinFields, "checkin.due": checkinFields, "checkin.done": checkinFields, "checkin.missed": checkinFields,
	"checkin.paused": checkinFields, "checkin.resumed": checkinFields, "checkin.left": checkinFields,
}

var planFields = []string{"plan", "kind", "amount"}

var checkinFields = []string{"member", "programme", "variant", "day", "cycle", "streak", "misses", "missed_of_7", "missed_of_14", "rung", "made_up", "reason"}

// hears are the facts that this module listens to: those of which the audience's
// dictionary speaks, what moves an anchor, and what came of the module's own tasks and
// messages.
func (s *Service) hears() []events.Subscription {
	kinds := map[string]bool{factTaskDone: true, factTaskCancelled: true, messages.FactFailed: true, messages.FactDropped: true}
	for _, list := range retimes {
		for _, k := range list {
			kinds[k] = true
		}
	}
	for k := range convertedBy {
		kinds[k] = true
	}
	for k := range alsoHeard {
		kinds[k] = true
	}
	if s.d.Audience != nil { // a module that is asked for its tables alone stands on nothing
		for _, k := range s.d.Audience.Kinds() {
			kinds[k.Key] = true
		}
	}
	return []events.Subscription{
		{Name: "journeys.follow", Kinds: slices.Sorted(maps.Keys(kinds)), Later: s.follow},
		{Name: "journeys.forget", Kinds: []string{patients.FactErased}, Now: s.forget, Backfill: true},
	}
}

// forget ends the journeys of erased persons and drops what was noted of them.
func (s *Service) forget(tx *db.Tx, f events.Fact) error {
	var body struct {
		Records []string `json:"records"`
	}
	if err := f.Decode(&body); err != nil {
		return err
	}
	return forgetPatients(tx, append(body.Records, f.Patient))
}

// follow lets journeys hear facts: whoever is in one takes a step, whoever may enters.
func (s *Service) follow(ctx context.Context, facts []events.Fact) error {
	return s.d.DB.Write(asProgram(ctx), func(tx *db.Tx) error {
		f := &following{facts: facts}
		var err error
		if f.w, err = s.walkers(tx); err != nil {
			return err
		}
		if f.versions, err = holdInUse(tx); err != nil || len(f.versions) == 0 {
			return err
		}
		if err := f.read(); err != nil {
			return err
		}
		if err := f.step(); err != nil {
			return err
		}
		if err := f.admit(); err != nil {
			return err
		}
		return f.convert()
	})
}

// following is some facts on their way into the journeys.
type following struct {
	w        *walkers
	facts    []events.Fact
	versions []standing
	bodies   []map[string]any
	open     map[string][]*enrolment // by patient
	heard    map[string]bool         // "<enrolment> <fact>"
}

// read reads who is in a journey, and what they have heard already: a fact may be
// told twice.
func (f *following) read() error {
	var people []string
	f.bodies = make([]map[string]any, len(f.facts))
	since := f.w.tx.Now()
	for i, x := range f.facts {
		if x.Patient != "" {
			people = append(people, x.Patient)
		}
		since = min(since, x.Recorded)
		if err := x.Decode(&f.bodies[i]); err != nil {
			return err
		}
		if f.bodies[i] == nil {
			f.bodies[i] = map[string]any{}
		}
	}
	if err := f.fields(); err != nil {
		return err
	}
	slices.Sort(people)
	list, err := openOf(f.w.tx, slices.Compact(people))
	if err != nil {
		return err
	}
	f.open = map[string][]*enrolment{}
	var again []string
	for _, e := range list {
		f.open[e.Patient] = append(f.open[e.Patient], e)
		if e.LogAt >= since {
			again = append(again, e.ID)
		}
	}
	f.heard = map[string]bool{}
	if len(again) > 0 {
		f.heard, err = causesSince(f.w.tx, since, again)
	}
	return err
}

// fields adds to the bodies what the audience made of the facts, for conditions that
// speak of it: the item of a plan, the category of a bill.
func (f *following) fields() error {
	asked := map[string]bool{}
	for _, v := range f.versions {
		p, err := f.w.plan(v.No)
		if err != nil {
			return err
		}
		maps.Copy(asked, p.asks)
	}
	return f.w.fields(asked, f.facts, f.bodies)
}

// fields reads what the audience knows of facts of the kinds that are asked for.
func (w *walkers) fields(asked map[string]bool, facts []events.Fact, bodies []map[string]any) error {
	for kind := range asked {
		var people, subjects []string
		for _, x := range facts {
			if x.Kind == kind && x.Patient != "" && x.Subject != "" {
				people, subjects = append(people, x.Patient), append(subjects, x.Subject)
			}
		}
		if len(people) == 0 {
			continue
		}
		said, err := w.s.d.Audience.Said(w.tx, kind, people, subjects)
		if err != nil {
			return err
		}
		for i, x := range facts {
			for field, values := range said[x.Subject] {
				if _, there := bodies[i][field]; !there && x.Kind == kind {
					bodies[i][field] = values
				}
			}
		}
	}
	return nil
}

// step lets whoever is in a journey hear the facts, one after the other.
func (f *following) step() error {
	for i, x := range f.facts {
		var list []*go1
		for _, e := range f.open[x.Patient] {
			in, hears, err := f.input(e, i)
			if err != nil {
				return err
			}
			if hears && !f.heard[e.ID+" "+x.ID] {
				list = append(list, &go1{e: e, in: in})
			}
		}
		if len(list) == 0 {
			continue
		}
		if err := f.w.advance(list); err != nil {
			return err
		}
	}
	return nil
}

// input is what a fact is to an enrolment.
func (f *following) input(e *enrolment, i int) (Input, bool, error) {
	x := f.facts[i]
	p, err := f.w.plan(e.Version)
	if err != nil {
		return Input{}, false, err
	}
	in := Input{What: HeardEvent, Cause: x.ID, Event: &Event{Kind: x.Kind, At: x.At, Body: f.bodies[i]}}
	if a, is, err := f.answer(e, x, f.bodies[i]); err != nil || is {
		in.What, in.Event, in.Answer = HeardAnswer, nil, a
		return in, is && e.HeldAt == 0, err
	}
	if e.HeldAt != 0 { // paused: goals and exits are heard, and nothing else
		return in, p.endsBy(in.Event, nil), nil
	}
	return in, p.Hears(x.Kind), nil
}

// endsBy tells whether an event or change is a goal or exit of the whole journey.
func (p *Plan) endsBy(e *Event, c *Change) bool {
	for _, list := range [][]When{p.Goals, p.Exits} {
		for i := range list {
			if list[i].meets(e) || list[i].turns(c) {
				return true
			}
		}
	}
	return false
}

// answer reads what came of a task or message of the enrolment itself.
func (f *following) answer(e *enrolment, x events.Fact, body map[string]any) (*Answer, bool, error) {
	switch x.Kind {
	case messages.FactFailed, messages.FactDropped:
		text, _ := body["occurrence"].(string)
		o, is := OriginOf(text)
		if !is || o.Enrolment != e.ID {
			return nil, false, nil
		}
		return &Answer{Node: o.Node, Rung: o.Rung, Outcome: Failed}, true, nil
	case factTaskDone, factTaskCancelled:
		if about, _ := body["about"].(string); about != e.ID {
			return nil, false, nil
		}
		did, found, err := taskEffect(f.w.tx, e.ID, x.Subject)
		outcome, _ := body["outcome"].(string)
		return &Answer{Node: did.Node, Rung: did.Rung, Outcome: outcome}, found, err
	}
	return nil, false, nil
}

// admit lets in whoever a fact lets in.
func (f *following) admit() error {
	for _, v := range f.versions {
		if v.State != VersionLive {
			continue
		}
		p, err := f.w.plan(v.No)
		if err != nil {
			return err
		}
		e := p.nodes[p.entry].Entry
		if e.How != ByEvent {
			continue
		}
		var list []entrant
		for i, x := range f.facts {
			if x.Patient != "" && e.When.meets(&Event{Kind: x.Kind, At: x.At, Body: f.bodies[i]}) {
				list = append(list, entrant{patient: x.Patient, key: p.keyOf(x, f.bodies[i]), eventAt: x.At, cause: x.ID})
			}
		}
		if len(list) == 0 {
			continue
		}
		if _, err := f.w.enter(p, list); err != nil {
			return err
		}
	}
	return nil
}

// Turned lets journeys hear who came into segments and left them, in the transaction
// that writes it. Where a rule was changed, or a proof put something right, nobody is
// spoken to for it.
func (s *Service) Turned(tx *db.Tx, list []audience.Delta) error {
	list = slices.DeleteFunc(slices.Clone(list), func(d audience.Delta) bool {
		return d.Past || d.Why == audience.ByVersion || d.Why == audience.ByProof
	})
	if len(list) == 0 {
		return nil
	}
	versions, err := holdInUse(tx)
	if err != nil || len(versions) == 0 {
		return err
	}
	w, err := s.walkers(tx)
	if err != nil {
		return err
	}
	looks := map[string]bool{}
	for _, v := range versions {
		p, err := w.plan(v.No)
		if err != nil {
			return err
		}
		maps.Copy(looks, p.looks)
	}
	if err := w.turnInside(list, looks); err != nil {
		return err
	}
	for _, v := range versions {
		if err := w.turnIn(v, list); err != nil {
			return err
		}
	}
	return nil
}

// turnInside lets whoever is in a journey hear the changes.
func (w *walkers) turnInside(list []audience.Delta, looks map[string]bool) error {
	var people []string
	for _, d := range list {
		if looks[d.Segment] {
			people = append(people, d.Patient)
		}
	}
	if len(people) == 0 {
		return nil
	}
	slices.Sort(people)
	open, err := openOf(w.tx, slices.Compact(people))
	if err != nil {
		return err
	}
	of := map[string][]*enrolment{}
	for _, e := range open {
		of[e.Patient] = append(of[e.Patient], e)
	}
	for segment := range looks {
		var steps []*go1
		for _, d := range list {
			for _, e := range of[d.Patient] {
				c := &Change{Segment: d.Segment, In: d.In}
				p, err := w.plan(e.Version)
				if err != nil {
					return err
				}
				if d.Segment == segment && p.looks[segment] && (e.HeldAt == 0 || p.endsBy(nil, c)) {
					steps = append(steps, &go1{e: e, in: Input{What: HeardSegment, Cause: d.Cause, Segment: c}})
				}
			}
		}
		if err := w.advance(steps); err != nil {
			return err
		}
	}
	return nil
}

// turnIn lets in whoever a change of a segment lets in.
func (w *walkers) turnIn(v standing, list []audience.Delta) error {
	p, err := w.plan(v.No)
	if err != nil || v.State != VersionLive {
		return err
	}
	e := p.nodes[p.entry].Entry
	if e.How != BySegment {
		return nil
	}
	var in []entrant
	for _, d := range list {
		if e.When.turns(&Change{Segment: d.Segment, In: d.In}) {
			in = append(in, entrant{patient: d.Patient, eventAt: d.At, cause: d.Cause, key: d.Cause})
		}
	}
	if len(in) == 0 {
		return nil
	}
	_, err = w.enter(p, in)
	return err
}

// The outcomes by which experiments are measured, by the facts that prove them.
const (
	ConvCheckin  = "checkin"  // a check-in
	ConvVisit    = "visit"    // a kept visit
	ConvAccepted = "accepted" // an accepted plan
	ConvPaid     = "paid"     // money received; the amount in fen
)

// Conversions lists them in the order of the screens.
var Conversions = []string{ConvCheckin, ConvVisit, ConvAccepted, ConvPaid}

var convertedBy = map[string]string{"checkin.done": ConvCheckin, "visits.arrived": ConvVisit, "plans.accepted": ConvAccepted, "billing.received": ConvPaid}

// window is how long after an exposure an outcome counts for it, in milliseconds.
const window = 30 * 24 * 3_600_000

// convert notes what really happened to whoever was exposed to an experiment.
func (f *following) convert() error {
	var people []string
	for _, x := range f.facts {
		if convertedBy[x.Kind] != "" {
			people = append(people, x.Patient)
		}
	}
	if len(people) == 0 {
		return nil
	}
	slices.Sort(people)
	exposed, err := exposedSince(f.w.tx, slices.Compact(people), f.w.tx.Now()-window)
	if err != nil {
		return err
	}
	var rows []conversionRow
	for i, x := range f.facts {
		what := convertedBy[x.Kind]
		for _, e := range exposed {
			if what == "" || e.Patient != x.Patient || x.At < e.At || x.At > e.At+window {
				continue
			}
			amount, _ := number(f.bodies[i]["amount"])
			rows = append(rows, conversionRow{Journey: e.Journey, Node: e.Node, Enrolment: e.Enrolment, What: what, Fact: x.ID, Clinic: e.Clinic, Amount: amount, At: x.At})
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return insertConversions(f.w.tx, rows)
}
