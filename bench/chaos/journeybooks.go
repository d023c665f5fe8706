package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"archwire/internal/modules/journeys"
)

// journeyBooks are what is written down about journeys since an instant: everything
// since the trial began, or what was in flight when the program was killed.
type journeyBooks struct {
	now    int64
	whole  bool // everything since the trial began, and not what is new alone
	last   bool // by a program that was stopped in good order, after it had time
	plans  map[int64]plan
	before map[string]stand // where each enrolment stood at the look before

	enrolments map[string]enrolment
	steps      map[string][]step // by enrolment, in the order of their numbers
	effects    map[string][]effect
	messages   map[string]int  // rows by purpose and occurrence
	tasks      map[string]int  // rows by dedupe key
	coupons    map[string]int  // by the key under which they were granted
	tagged     map[string]bool // "<patient> <tag>", given by a journey
	dead       map[string]bool // patients
	strays     []string        // what belongs to nothing
	entered    map[string]string
	booked     map[string]string // subject of a booking that lets in → its patient; read at the end
	passed     map[string]passing
	elders     map[string]bool // enrolments from before the trial
	calls      map[string]int  // who was let in, by the enrolment that called

	unheard int // facts that no journey has heard yet
	sending int // messages of journeys on their way
	over    int // waits that were over
}

// plan is a version of a journey.
type plan struct {
	name  string // of the journey; "" = one of the demo's
	state string
	entry string
	nodes map[string]journeys.Node
}

// enrolment is as it stands.
type enrolment struct {
	id, patient, key, node, ending, cause   string
	journey, version, rung, seq, wake, held int64
	last, at                                int64 // when it came to its node; when its last step was taken
	vars                                    string
}

type step struct {
	enrolment          string
	seq, at, prev, ver int64
	heard, path        string
}

type effect struct {
	enrolment, node, kind, state, what string
	seq, rung, ver, at                 int64
}

// stand is where an enrolment stood at the look before.
type stand struct {
	seq, at, ver int64
	node         string
}

// passing counts programs that were started after the time of an enrolment and ended
// without its step.
type passing struct{ seq, wake, times int64 }

// readJourneys reads what is new since an instant; 0 = everything of the trial.
func (b *books) readJourneys(ctx context.Context, t *trial, since int64) (*journeyBooks, error) {
	j := &journeyBooks{now: time.Now().UnixMilli(), last: t.stopped, plans: map[int64]plan{}, before: map[string]stand{}, enrolments: map[string]enrolment{},
		steps: map[string][]step{}, effects: map[string][]effect{}, messages: map[string]int{}, tasks: map[string]int{}, coupons: map[string]int{},
		tagged: map[string]bool{}, dead: map[string]bool{}, entered: map[string]string{}, booked: map[string]string{}, passed: t.passed, elders: t.elders}
	if j.whole = since == 0; !j.whole {
		j.before = t.stood
	}
	since = max(since, t.laid)
	for _, read := range []func(context.Context, *trial, *journeyBooks, int64) error{b.readPlans, b.readEnrolments, b.readWalk, b.readDeeds, b.readFlight} {
		if err := read(ctx, t, j, since); err != nil {
			return nil, err
		}
	}
	if !j.whole {
		return j, nil
	}
	return j, b.readStrays(ctx, t, j)
}

func (b *books) readPlans(ctx context.Context, _ *trial, j *journeyBooks, _ int64) error {
	return b.each(ctx, "SELECT v.no, v.state, v.graph, j.name FROM journeys_versions v JOIN journeys_journeys j ON j.tenant_id = v.tenant_id AND j.no = v.journey_no",
		func(r []string) error {
			p := plan{state: r[1], nodes: map[string]journeys.Node{}}
			if strings.HasPrefix(r[3], "chaos: ") {
				p.name = r[3]
			}
			var g journeys.Graph
			if err := json.Unmarshal([]byte(r[2]), &g); err != nil {
				return err
			}
			for _, n := range g.Nodes {
				if p.nodes[n.ID] = n; n.Kind == journeys.KindEntry {
					p.entry = n.ID
				}
			}
			j.plans[number(r[0])] = p
			return nil
		})
}

func (b *books) readEnrolments(ctx context.Context, t *trial, j *journeyBooks, since int64) error {
	return b.each(ctx, fmt.Sprintf(`SELECT id, patient_id, entry_key, node, ending, cause, journey_no, version_no, sub, seq, COALESCE(wake_at, 0), COALESCE(held_at, 0), last_at, log_at, vars
		FROM journeys_enrolments WHERE entered_at >= %d AND (ending = '' OR log_at >= %d)`, t.laid, since), func(r []string) error {
		e := enrolment{id: r[0], patient: r[1], key: r[2], node: r[3], ending: r[4], cause: r[5], journey: number(r[6]), version: number(r[7]), rung: number(r[8]),
			seq: number(r[9]), wake: number(r[10]), held: number(r[11]), last: number(r[12]), at: number(r[13]), vars: r[14]}
		j.enrolments[e.id] = e
		return nil
	})
}

// readWalk reads steps and effects.
func (b *books) readWalk(ctx context.Context, _ *trial, j *journeyBooks, since int64) error {
	err := b.each(ctx, fmt.Sprintf("SELECT enrolment_id, seq, at, prev_at, version_no, heard, path FROM journeys_steps WHERE at >= %d ORDER BY enrolment_id, seq, at", since),
		func(r []string) error {
			if _, ours := j.enrolments[r[0]]; ours {
				j.steps[r[0]] = append(j.steps[r[0]], step{r[0], number(r[1]), number(r[2]), number(r[3]), number(r[4]), r[5], r[6]})
			}
			return nil
		})
	if err != nil {
		return err
	}
	return b.each(ctx, fmt.Sprintf("SELECT enrolment_id, node, kind, state, what, seq, rung, version_no, at FROM journeys_effects WHERE at >= %d", since), func(r []string) error {
		if _, ours := j.enrolments[r[0]]; ours {
			j.effects[r[0]] = append(j.effects[r[0]], effect{r[0], r[1], r[2], r[3], r[4], number(r[5]), number(r[6]), number(r[7]), number(r[8])})
		}
		return nil
	})
}

// readDeeds reads what effects must have left where they were to have it.
func (b *books) readDeeds(ctx context.Context, _ *trial, j *journeyBooks, since int64) error {
	count := func(into map[string]int) func([]string) error {
		return func(r []string) error { into[r[0]]++; return nil }
	}
	for text, into := range map[string]map[string]int{
		"SELECT purpose || ' ' || occurrence FROM messages_messages WHERE purpose LIKE 'journeys.%%' AND NOT past AND planned_at >= %d": j.messages,
		"SELECT dedupe_key FROM tasks_tasks WHERE dedupe_key LIKE 'journeys:%%' AND opened_at >= %d":                                    j.tasks,
		"SELECT grant_key FROM content_coupons WHERE grant_key LIKE 'journeys:%%' AND granted_at >= %d":                                 j.coupons,
	} {
		if err := b.each(ctx, fmt.Sprintf(text, since), count(into)); err != nil {
			return err
		}
	}
	for text, fn := range map[string]func([]string) error{
		"SELECT p.patient_id, g.tag FROM audience_tagged g JOIN audience_people p ON p.tenant_id = g.tenant_id AND p.no = g.person WHERE g.source = 'journey'": func(r []string) error {
			j.tagged[r[0]+" "+r[1]] = true
			return nil
		},
		"SELECT id FROM patients_patients WHERE deceased_day <> ''":                     func(r []string) error { j.dead[r[0]] = true; return nil },
		"SELECT idem_key, answer FROM httpapi_once WHERE idem_key LIKE 'chaos-enter-%'": func(r []string) error { j.entered[r[0]] = r[1]; return nil },
	} {
		if err := b.each(ctx, text, fn); err != nil {
			return err
		}
	}
	return nil
}

// readFlight counts what was in flight when the program died.
func (b *books) readFlight(ctx context.Context, t *trial, j *journeyBooks, _ int64) error {
	for text, into := range map[string]*int{
		"SELECT count(*) FROM events_inbox WHERE subscriber = 'journeys.follow'":                                    &j.unheard,
		"SELECT count(*) FROM messages_messages WHERE purpose LIKE 'journeys.%' AND NOT past AND state = 'sending'": &j.sending,
	} {
		if err := b.each(ctx, text, func(r []string) error { *into = int(number(r[0])); return nil }); err != nil {
			return err
		}
	}
	still := map[string]passing{}
	for id, e := range j.enrolments {
		if e.ending != "" || e.wake == 0 || e.wake > j.now {
			continue
		}
		j.over++
		if e.wake > t.started {
			continue
		}
		p := passing{e.seq, e.wake, 1}
		if was := j.passed[id]; was.seq == e.seq && was.wake == e.wake {
			p.times += was.times
		}
		still[id] = p
	}
	t.passed, j.passed = still, still
	return nil
}

// readStrays looks for what belongs to nothing, and, at the end, for bookings that
// should have let somebody in.
func (b *books) readStrays(ctx context.Context, t *trial, j *journeyBooks) error {
	for what, text := range map[string]string{
		"a step of the enrolment": `SELECT DISTINCT s.enrolment_id FROM journeys_steps s LEFT JOIN journeys_enrolments e ON e.tenant_id = s.tenant_id AND e.id = s.enrolment_id
			WHERE e.id IS NULL`,
		"an effect of the step": `SELECT e.enrolment_id FROM journeys_effects e LEFT JOIN journeys_steps s ON s.tenant_id = e.tenant_id AND s.at = e.at
			AND s.enrolment_id = e.enrolment_id AND s.seq = e.seq WHERE s.seq IS NULL AND e.at >= ` + fmt.Sprint(t.laid),
	} {
		if err := b.each(ctx, text, func(r []string) error { j.strays = append(j.strays, what+" "+r[0]); return nil }); err != nil {
			return err
		}
	}
	if !j.last {
		return nil
	}
	return b.each(ctx, fmt.Sprintf("SELECT subject_id, patient_id FROM events_facts WHERE kind = 'visits.booked' AND NOT backfill AND patient_id IS NOT NULL AND recorded_at >= %d", t.laid),
		func(r []string) error { j.booked[r[0]] = r[1]; return nil })
}

// readElders reads who was in a journey before the trial.
func (b *books) readElders(ctx context.Context, t *trial) error {
	t.elders = map[string]bool{}
	return b.each(ctx, fmt.Sprintf("SELECT id FROM journeys_enrolments WHERE entered_at < %d", t.laid), func(r []string) error { t.elders[r[0]] = true; return nil })
}

// remember keeps where everybody stands for the next look.
func (t *trial) remember(j *journeyBooks) {
	for id, e := range j.enrolments {
		s := stand{e.seq, e.at, e.version, e.node}
		if e.ending != "" {
			delete(t.stood, id) // it is not read again
			continue
		}
		t.stood[id] = s
	}
	t.entered, t.lookedAt = j.entered, j.now
	if !j.last {
		t.met.kills++
		for _, m := range []struct {
			n    int
			into *int
		}{{j.unheard, &t.met.unheard}, {j.over, &t.met.over}, {j.sending, &t.met.sending}} {
			if m.n > 0 {
				*m.into++
			}
		}
	}
}

// met counts kills by what they met.
type met struct{ kills, unheard, over, sending int }

// hurry lets time pass, while the program is dead, for half of those who wait in the
// trial's journeys: their waits are over within a few seconds from now, one after the
// other. It is as if each had begun to wait as much earlier.
func (b *books) hurry(ctx context.Context, j *journeyBooks, rnd *rand.Rand) error {
	tx, err := b.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var ids []string
	for id, e := range j.enrolments {
		if e.ending == "" && e.wake > j.now+3000 && j.plans[e.version].name != "" {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	for _, id := range ids {
		if rnd.IntN(2) == 0 {
			continue
		}
		e := j.enrolments[id]
		sooner := e.wake - (j.now + 500 + int64(rnd.IntN(2500)))
		text := fmt.Sprintf("UPDATE journeys_enrolments SET wake_at = wake_at - %d, last_at = last_at - %d, vars = '%s' WHERE id = '%s'", sooner, sooner,
			strings.ReplaceAll(j.earlier(e, sooner), "'", "''"), id)
		if _, err := tx.ExecContext(ctx, text); err != nil {
			return fmt.Errorf("%w in %s", err, text)
		}
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("UPDATE jobs_wake SET due_at = %d WHERE topic = 'journeys.wake' AND due_at > %d", j.now, j.now)); err != nil {
		return err
	}
	return tx.Commit()
}

// earlier is what an enrolment notes for itself, if it had begun to wait for something
// earlier.
func (j *journeyBooks) earlier(e enrolment, by int64) string {
	if j.plans[e.version].nodes[e.node].Kind != journeys.KindWaitFor || e.vars == "" {
		return e.vars
	}
	vars := map[string]string{}
	if json.Unmarshal([]byte(e.vars), &vars) != nil {
		return e.vars
	}
	begun, err := strconv.ParseInt(vars["~"+e.node], 36, 64)
	if err != nil {
		return e.vars
	}
	vars["~"+e.node] = strconv.FormatInt(begun-by, 36)
	text, _ := json.Marshal(vars)
	return string(text)
}

// report is what the line of the report says of journeys.
func (j *journeyBooks) report(t *trial) string {
	ends, did := map[string]int{}, map[string]int{}
	steps, put := 0, 0
	for id, e := range j.enrolments {
		end := e.ending
		if end == "" {
			end = "open"
		}
		ends[end]++
		steps += len(j.steps[id])
		for _, x := range j.effects[id] {
			did[x.kind]++
			if x.state == string(journeys.DidPutOff) {
				put++
			}
		}
	}
	acts := map[string]int{}
	for _, g := range t.guides {
		for what, n := range g.counts {
			acts[what] += n
		}
	}
	return fmt.Sprintf("journeys: %d enrolments (%s), %d steps, effects %s, %d put off; by hand %s; of %d kills %d met facts that were not heard yet, %d waits that were over, %d messages of journeys under way",
		len(j.enrolments), counted(ends), steps, counted(did), put, counted(acts), t.met.kills, t.met.unheard, t.met.over, t.met.sending)
}
