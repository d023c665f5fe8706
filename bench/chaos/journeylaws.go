package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"archwire/internal/modules/journeys"
)

// stuckFor is how long the time of an enrolment may be over once the program was given
// time, in milliseconds; overlooked how many programs may end one after the other
// without its step.
const (
	stuckFor   = 20_000
	overlooked = 60
)

// laws hold whatever happened.
func (j *journeyBooks) laws(violated func(string, ...any)) {
	for _, s := range j.strays {
		violated("%s, which is not there", s)
	}
	j.calls = map[string]int{}
	for _, e := range j.enrolments {
		if by, _, _ := strings.Cut(e.key, "~"); e.cause != "" && by == e.cause {
			j.calls[by]++
		}
	}
	for _, id := range slices.Sorted(maps.Keys(j.enrolments)) {
		e := j.enrolments[id]
		j.lawWalk(e, violated)
		j.lawWaits(e, violated)
		for _, x := range j.effects[id] {
			j.lawEffect(e, x, violated)
		}
	}
	j.lawOne(violated)
	j.lawKnown(violated)
	j.lawTags(violated)
	j.lawLetIn(violated)
}

// deed names an effect within a step.
type deed struct {
	node string
	rung int64
	kind string
}

// lawWalk: the steps of an enrolment are numbered without gap or double, each goes on
// where the one before stood, along its graph, and does what the graph asks there.
func (j *journeyBooks) lawWalk(e enrolment, violated func(string, ...any)) {
	s := j.before[e.id]
	asked := map[int64][]deed{}
	over := false
	for _, x := range j.steps[e.id] {
		switch {
		case x.seq != s.seq+1:
			violated("enrolment %s has step %d after step %d", e.id, x.seq, s.seq)
		case s.seq > 0 && x.prev != s.at:
			violated("step %d of enrolment %s says that the one before was taken at %d; it was at %d", x.seq, e.id, x.prev, s.at)
		case s.seq > 0 && x.ver != s.ver && x.heard != string(journeys.HeardMoved):
			violated("step %d of enrolment %s changes from version %d to %d, and it was not moved", x.seq, e.id, s.ver, x.ver)
		case over:
			violated("enrolment %s has step %d after its end", e.id, x.seq)
		}
		p, known := j.plans[x.ver]
		if !known {
			violated("step %d of enrolment %s is of version %d, which is not there", x.seq, e.id, x.ver)
			return
		}
		w := p.walk(s, x)
		if w.wrong != "" {
			violated("step %d of enrolment %s (%s, %q) %s", x.seq, e.id, x.heard, x.path, w.wrong)
		}
		over, asked[x.seq] = w.over, w.deeds
		s = stand{x.seq, x.at, x.ver, w.node}
	}
	switch {
	case e.seq != s.seq:
		violated("enrolment %s stands at step %d, and its last step is %d", e.id, e.seq, s.seq)
	case s.seq > 0 && e.at != s.at:
		violated("enrolment %s says that its last step was taken at %d; it was at %d", e.id, e.at, s.at)
	case s.seq > 0 && s.node != "" && e.node != s.node:
		violated("enrolment %s stands at %q, and its last step led to %q", e.id, e.node, s.node)
	case s.seq > 0 && e.version != s.ver:
		violated("enrolment %s is in version %d, and its last step was of version %d", e.id, e.version, s.ver)
	case over && e.ending == "":
		violated("the last step of enrolment %s ended it, and it goes on", e.id)
	}
	j.lawDeeds(e, asked, violated)
}

// lawDeeds: what the steps did is what the graph asked of them, each once.
func (j *journeyBooks) lawDeeds(e enrolment, asked map[int64][]deed, violated func(string, ...any)) {
	done := map[int64][]deed{}
	for _, x := range j.effects[e.id] {
		done[x.seq] = append(done[x.seq], deed{x.node, x.rung, x.kind})
	}
	for _, seq := range slices.Sorted(maps.Keys(done)) {
		if _, new := asked[seq]; !new && seq > j.before[e.id].seq {
			violated("enrolment %s did %v in step %d, which it did not take", e.id, done[seq], seq)
		}
	}
	order := func(a, b deed) int {
		return cmp.Or(cmp.Compare(a.node, b.node), cmp.Compare(a.rung, b.rung), cmp.Compare(a.kind, b.kind))
	}
	for _, seq := range slices.Sorted(maps.Keys(asked)) {
		want, have := slices.SortedFunc(slices.Values(asked[seq]), order), slices.SortedFunc(slices.Values(done[seq]), order)
		if !slices.Equal(want, have) {
			violated("step %d of enrolment %s was asked to do %v and did %v", seq, e.id, want, have)
		}
	}
}

// walked is what a step comes to.
type walked struct {
	node  string // where it stands then; "" = the step does not say
	over  bool
	deeds []deed
	wrong string
}

// place is one that a step went by, and by which outlet.
type place struct {
	node string
	rung int64
	out  string
}

func placesOf(path string) []place {
	var out []place
	for _, part := range strings.Fields(path) {
		at, by, _ := strings.Cut(part, ">")
		node, rung, _ := strings.Cut(at, "#")
		n, _ := strconv.ParseInt(rung, 10, 64)
		out = append(out, place{node, n, by})
	}
	return out
}

// endings are by what a place is left for good.
var endings = []string{string(journeys.EndGoal), string(journeys.EndExit), string(journeys.EndRemoved), string(journeys.EndGone), string(journeys.EndBroken)}

// walk follows a step through its graph from where the one before stood.
func (p plan) walk(from stand, x step) (w walked) {
	list := placesOf(x.path)
	moved := x.heard == string(journeys.HeardMoved)
	if len(list) == 0 {
		if !moved {
			w.wrong = "goes nowhere"
		}
		return w
	}
	at := cmp.Or(from.node, p.entry)
	if list[0].node != at && !moved && !(from.seq > 0 && from.node == "") {
		w.wrong = fmt.Sprintf("begins at %q, and the one before stood at %q", list[0].node, at)
	}
	for i, o := range list {
		n, known := p.nodes[o.node]
		last := i == len(list)-1
		ended := last && slices.Contains(endings, o.out)
		switch {
		case !known && !ended:
			w.wrong = fmt.Sprintf("goes by %q, which is not in its graph", o.node)
			return w
		case last:
			w.node, w.over = o.node, o.out != "waits"
			if o.out != "waits" && !ended && p.nodes[n.To[o.out]].ID != "" {
				w.wrong = fmt.Sprintf("stops at %q, from where %q leads on", o.node, o.out)
			}
		case o.out == "tried" || o.out == "passed" || o.out == "late":
			if list[i+1].node != o.node {
				w.wrong = fmt.Sprintf("leaves the ladder %q by no outlet", o.node)
			}
		case n.To[o.out] != list[i+1].node:
			w.wrong = fmt.Sprintf("goes from %q by %q to %q", o.node, o.out, list[i+1].node)
		}
		if d, does := asks(n, o, i, ended); does {
			w.deeds = append(w.deeds, d)
		}
	}
	return w
}

// effectOf are the kinds of node that do something.
var effectOf = map[journeys.Kind]journeys.EffectKind{journeys.KindMessage: journeys.EffectMessage, journeys.KindTask: journeys.EffectTask, journeys.KindTag: journeys.EffectTag,
	journeys.KindGrant: journeys.EffectGrant, journeys.KindCall: journeys.EffectCall}

// asks tells what a node asks of a step that goes by it, as its i-th place.
func asks(n journeys.Node, o place, i int, ended bool) (deed, bool) {
	kind, does := effectOf[n.Kind]
	switch {
	case n.Kind == journeys.KindLadder && o.out == "tried":
		kind = journeys.EffectTask
		if at := int(o.rung) - 1; at >= 0 && at < len(n.Ladder.Rungs) && n.Ladder.Rungs[at].Message != nil {
			kind = journeys.EffectMessage
		}
		return deed{o.node, o.rung, string(kind)}, true
	case !does || ended:
		return deed{}, false
	case n.Kind == journeys.KindTask && n.Task.Answered: // it was opened by the step that came there, and not by the one that leaves
		does = i > 0
	default:
		does = o.out != "waits"
	}
	return deed{o.node, 0, string(kind)}, does
}

// lawWaits: who goes on has an instant, or is in a pause; nobody's time is over for
// long.
func (j *journeyBooks) lawWaits(e enrolment, violated func(string, ...any)) {
	p := j.plans[e.version]
	switch {
	case e.ending != "":
		if e.wake != 0 {
			violated("enrolment %s has ended (%s) and is woken at %d", e.id, e.ending, e.wake)
		}
		return
	case p.state == string(journeys.VersionRetired):
		violated("enrolment %s goes on in version %d, which is retired", e.id, e.version)
	case p.state == string(journeys.VersionPaused) && (e.wake != 0 || e.held == 0):
		violated("enrolment %s is in a journey that is paused, with the times %d and %d", e.id, e.wake, e.held)
	case p.state != string(journeys.VersionPaused) && (e.wake == 0 || e.held != 0):
		violated("enrolment %s waits at %q without an instant (%d, %d)", e.id, e.node, e.wake, e.held)
	}
	if j.last && e.wake != 0 && j.now-e.wake > stuckFor {
		violated("the time of enrolment %s at %q is over since %d ms", e.id, e.node, j.now-e.wake)
	}
	if x := j.passed[e.id]; x.times >= overlooked {
		violated("the time of enrolment %s at %q was overlooked by %d programs", e.id, e.node, x.times)
	}
}

// lawEffect: what an effect says is there exactly once, or not at all where it says so.
func (j *journeyBooks) lawEffect(e enrolment, x effect, violated func(string, ...any)) {
	occurrence := fmt.Sprintf("%s:%d:%d:%s:%d", x.enrolment, x.seq, x.ver, x.node, x.rung)
	want := 1
	if x.state == string(journeys.DidHeld) || x.state == string(journeys.DidSkipped) || x.state == string(journeys.DidRefused) {
		want = 0
	}
	have, what := want, ""
	switch journeys.EffectKind(x.kind) {
	case journeys.EffectMessage:
		what, have = "messages", j.messages[x.what+" "+occurrence]
	case journeys.EffectTask:
		what, have = "tasks", j.tasks["journeys:"+occurrence]
	case journeys.EffectGrant:
		what, have = "coupons", j.coupons["journeys:"+occurrence]
	case journeys.EffectCall:
		what, have = "enrolments in the journey that it calls", j.calls[e.id]
		if j.dead[e.patient] {
			have = min(have, want) // who died enters nothing
			want = have
		}
	}
	if have != want {
		violated("the effect %s (%s, %s) has %d %s", occurrence, x.kind, x.state, have, what)
	}
}

// lawOne: of a patient, journey and entry key there is one enrolment.
func (j *journeyBooks) lawOne(violated func(string, ...any)) {
	seen := map[string]string{}
	for _, id := range slices.Sorted(maps.Keys(j.enrolments)) {
		e := j.enrolments[id]
		key := fmt.Sprintf("patient %s in journey %d for %q", e.patient, e.journey, e.key)
		if other := seen[key]; other != "" {
			violated("%s is enrolled twice, as %s and %s", key, other, id)
		}
		seen[key] = id
	}
}

// lawKnown: whatever was planned, opened or granted for a journey, a step of it did.
func (j *journeyBooks) lawKnown(violated func(string, ...any)) {
	known := map[string]bool{}
	for _, list := range j.effects {
		for _, x := range list {
			known[fmt.Sprintf("%s:%d:%d:%s:%d", x.enrolment, x.seq, x.ver, x.node, x.rung)] = true
		}
	}
	for what, list := range map[string]map[string]int{"message": j.messages, "task": j.tasks, "coupon": j.coupons} {
		for key := range list {
			occurrence := strings.TrimPrefix(key[strings.IndexByte(key, ' ')+1:], "journeys:")
			by, _, _ := strings.Cut(occurrence, ":")
			if !j.elders[by] && !known[occurrence] {
				violated("no step knows of the %s %s", what, key)
			}
		}
	}
}

// apart is how far apart in time two who tag the same patient must be for it to be
// known who was last, in milliseconds: transactions note when they began.
const apart = 10_000

// lawTags: a tag is there, or is not, as the last step says that gave it or took it.
func (j *journeyBooks) lawTags(violated func(string, ...any)) {
	type said struct {
		at, before int64 // when it was last said, and when the contrary was
		on         bool
		by         string
	}
	last := map[string]said{}
	for id, list := range j.effects {
		for _, x := range list {
			n := j.plans[x.ver].nodes[x.node]
			if x.kind != string(journeys.EffectTag) || x.state != string(journeys.DidDone) || n.Tag == nil {
				continue
			}
			for i, tag := range slices.Concat(n.Tag.Add, n.Tag.Remove) {
				key, now := j.enrolments[id].patient+" "+tag, said{at: x.at, on: i < len(n.Tag.Add), by: id}
				was, again := last[key]
				if again && was.at > now.at {
					was, now = now, was
				}
				if now.before = max(now.before, was.before); again && was.on != now.on && was.by != now.by {
					now.before = max(now.before, was.at)
				}
				last[key] = now
			}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(last)) {
		if x := last[key]; x.on != j.tagged[key] && x.at-x.before > apart {
			violated("the tag of %s should be there: %v, as enrolment %s said last; it is there: %v", key, x.on, x.by, j.tagged[key])
		}
	}
}

// lawLetIn: who was let in by hand belongs to one request that is remembered, and every
// booking has let its patient in once the facts were heard.
func (j *journeyBooks) lawLetIn(violated func(string, ...any)) {
	if !j.whole {
		return
	}
	owner, subjects := map[string]string{}, map[string]bool{}
	for _, key := range slices.Sorted(maps.Keys(j.entered)) {
		var in struct {
			ID string `json:"id"`
		}
		_ = json.Unmarshal([]byte(j.entered[key]), &in)
		if _, there := j.enrolments[in.ID]; !there {
			violated("%s was answered with the enrolment %q, which is not there", key, in.ID)
		}
		if other := owner[in.ID]; other != "" {
			violated("the enrolment %s belongs to two requests, %s and %s", in.ID, other, key)
		}
		owner[in.ID] = key
	}
	for id, e := range j.enrolments {
		name := j.plans[e.version].name
		if name == following {
			subject, _, _ := strings.Cut(e.key, "~")
			subjects[subject] = true
		}
		if (name == accompanying || name == welcoming) && e.cause == "" && owner[id] == "" {
			violated("the enrolment %s (%s) belongs to no request that is remembered", id, name)
		}
	}
	for subject, patient := range j.booked {
		if !subjects[subject] && !j.dead[patient] {
			violated("the booking %s let nobody in", subject)
		}
	}
}
