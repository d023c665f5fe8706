package journeys

import (
	"cmp"
	"slices"
	"strings"

	"archwire/internal/kit/fault"
	"archwire/internal/modules/messages"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// lag is how long a fact may lie before the journeys have heard it. What happened just
// before a message was planned is looked at again when it goes.
const lag = 60_000

// Judge is asked when messages of journeys are about to go: whose goal is reached, who
// has left, or whose journey is paused gets none, whatever was planned. Facts count
// that no step has heard yet, and rules are judged anew. The texts of the others are
// filled in as content has them now.
func (s *Service) Judge(tx *db.Tx, list []messages.Message) (map[string]string, error) {
	j := &judging{s: s, tx: tx, refused: map[string]string{}, origins: map[string]Origin{}}
	var ids []string
	for _, m := range list {
		if o, is := OriginOf(m.Occurrence); is {
			j.origins[m.ID] = o
			ids = append(ids, o.Enrolment)
		}
	}
	var err error
	if j.enrolments, err = enrolmentsByID(tx, ids, false); err != nil {
		return nil, err
	}
	states, err := inUse(tx)
	if err != nil {
		return nil, err
	}
	j.states = map[int64]VersionState{}
	for _, v := range states {
		j.states[v.No] = v.State
	}
	if j.w, err = s.walkers(tx); err != nil {
		return nil, err
	}
	for _, m := range list {
		reason, err := j.one(m)
		if err != nil {
			return nil, err
		}
		if reason != "" {
			j.refused[m.ID] = reasonKey(reason)
		}
	}
	if err := j.rules(list); err != nil {
		return nil, err
	}
	return j.refused, j.doctors(list)
}

// judging is some messages that are judged.
type judging struct {
	s          *Service
	tx         *db.Tx
	w          *walkers
	origins    map[string]Origin
	enrolments map[string]*enrolment
	states     map[int64]VersionState
	refused    map[string]string
}

// one judges a message by what is known of its enrolment, and fills in its text.
func (j *judging) one(m messages.Message) (string, error) {
	o, is := j.origins[m.ID]
	e := j.enrolments[o.Enrolment]
	if !is || e == nil {
		return "changed", nil
	}
	if reason, err := j.stands(m, o, e); err != nil || reason != "" {
		return reason, err
	}
	from, err := j.w.plan(o.Version)
	if err != nil {
		return "", err
	}
	do := from.message(o.Node, o.Rung)
	if do == nil {
		return "changed", nil
	}
	text, err := j.s.d.Content.TextOf(j.tx, do.Text, 0)
	if _, told := fault.As(err); told {
		return "no_text", nil
	}
	if err != nil {
		return "", err
	}
	m.Fields["words"], m.Fields["short"], m.Fields["sms"] = text.Words, text.Short, text.SMS
	return "", nil
}

// anyDoctor stands before 医生 where a patient has no doctor of their own.
const anyDoctor = "接诊"

// worded are the fields of a message in which texts stand.
var worded = []string{"words", "short", "sms"}

// doctors puts the patient's own doctor into the texts that speak of one.
func (j *judging) doctors(list []messages.Message) error {
	var some []messages.Message
	var people []string
	for _, m := range list {
		if j.refused[m.ID] == "" && slices.ContainsFunc(worded, func(f string) bool { return strings.Contains(m.Fields[f], "{doctor}") }) {
			some, people = append(some, m), append(people, m.Patient)
		}
	}
	if len(some) == 0 {
		return nil
	}
	slices.Sort(people)
	teams, err := j.s.d.Patients.CareTeams(j.tx, slices.Compact(people))
	if err != nil {
		return err
	}
	var ids []string
	for _, t := range teams {
		ids = append(ids, t[patients.TheDoctor])
	}
	staff, err := j.s.d.Org.StaffByIDs(j.tx, ids)
	if err != nil {
		return err
	}
	for _, m := range some {
		name := cmp.Or(staff[teams[m.Patient][patients.TheDoctor]].Name, anyDoctor)
		for _, f := range worded {
			m.Fields[f] = strings.ReplaceAll(m.Fields[f], "{doctor}", name)
		}
	}
	return nil
}

// stands tells what has come up since the message was planned.
func (j *judging) stands(m messages.Message, o Origin, e *enrolment) (string, error) {
	p, err := j.w.plan(e.Version)
	if err != nil {
		return "", err
	}
	n := p.Node(e.Node)
	switch {
	case e.End == EndRemoved:
		return "removed", nil
	case e.End == EndGone:
		return cmp.Or(e.Reason, "erased"), nil
	case e.Seq == o.Seq: // the step that planned it was the last: how it ended stands not against it
	case e.End == EndGoal && n != nil && n.Kind != KindGoal:
		return "goal", nil
	case e.End == EndExit && n != nil && n.Kind != KindExit:
		return "exited", nil
	case o.Rung > 0 && (e.Node != o.Node || e.End != ""):
		return "done", nil
	}
	if e.HeldAt != 0 || j.states[e.Version] == VersionPaused {
		return "paused", nil
	}
	return j.facts(m, o, e, p)
}

// facts looks for goals, exits and outcomes of a ladder that happened, and that no
// step has heard yet.
func (j *judging) facts(m messages.Message, o Origin, e *enrolment, p *Plan) (string, error) {
	if e.End != "" {
		return "", nil
	}
	type ends struct {
		when   When
		since  int64
		reason string
	}
	var all []ends
	for _, w := range p.Goals {
		all = append(all, ends{w, e.Entered, "goal"})
	}
	for _, w := range p.Exits {
		all = append(all, ends{w, e.Entered, "exited"})
	}
	if n := p.Node(o.Node); o.Rung > 0 && n != nil && n.Ladder != nil {
		for _, w := range n.Ladder.Success {
			all = append(all, ends{w, m.PlannedAt - lag, "goal"})
		}
	}
	var kinds []string
	for _, x := range all {
		if x.when.Event != "" {
			kinds = append(kinds, x.when.Event)
		}
	}
	if len(kinds) == 0 {
		return "", nil
	}
	list, err := events.List(j.tx, events.Filter{Patient: e.Patient, Kinds: kinds, Limit: 50})
	if err != nil {
		return "", err
	}
	bodies := make([]map[string]any, len(list))
	for i, f := range list {
		bodies[i] = map[string]any{}
		if err := f.Decode(&bodies[i]); err != nil {
			return "", err
		}
	}
	if err := j.w.fields(p.asks, list, bodies); err != nil {
		return "", err
	}
	for i, f := range list {
		for _, x := range all {
			if f.Recorded >= x.since && f.ID != e.Cause && !f.Backfill && x.when.meets(&Event{Kind: f.Kind, At: f.At, Body: bodies[i]}) {
				return x.reason, nil
			}
		}
	}
	return "", nil
}

// rules judges rules and segments that end a journey or a ladder, each once for all
// that ask for it.
func (j *judging) rules(list []messages.Message) error {
	type question struct {
		version int64
		at      string
	}
	by := map[question][]messages.Message{}
	of := map[question]*Rule{}
	reason := map[question]string{}
	for _, m := range list {
		o, e := j.origins[m.ID], j.enrolments[j.origins[m.ID].Enrolment]
		if j.refused[m.ID] != "" || e == nil || e.End != "" {
			continue
		}
		p, err := j.w.plan(e.Version)
		if err != nil {
			return err
		}
		for at, r := range p.rules {
			if why := p.endsAt(at, o); why != "" {
				q := question{e.Version, at}
				by[q], of[q], reason[q] = append(by[q], m), r, why
			}
		}
	}
	for q, some := range by {
		people := make([]string, len(some))
		for i, m := range some {
			people[i] = j.enrolments[j.origins[m.ID].Enrolment].Patient
		}
		slices.Sort(people)
		holds, err := j.s.d.Audience.Holds(j.tx, *of[q], slices.Compact(people))
		if err != nil {
			return err
		}
		for _, m := range some {
			if holds[j.enrolments[j.origins[m.ID].Enrolment].Patient] && j.refused[m.ID] == "" {
				j.refused[m.ID] = reasonKey(reason[q])
			}
		}
	}
	return nil
}
