package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"time"

	"archwire/internal/modules/journeys"
)

// guide lets patients into journeys by hand and out of them, answers tasks, and, if it
// is the first, pauses journeys and changes them while people are in them.
type guide struct {
	trial  *trial
	number int
	rnd    *rand.Rand
	boss   caller
	seq    int

	acked  []acknowledged // since the last look
	inside []string       // enrolments let in by hand, some of which are over by now
	unsure *entering      // sent, and the answer was lost
	counts map[string]int
}

// entering is a request to let somebody in: it stays the same when it is repeated.
type entering struct {
	key, journey string
	body         []byte
	answer       []byte // nil: never acknowledged
}

// acknowledged is something that must be in the books.
type acknowledged struct {
	enrolment string
	ending    string // "" = it is there
}

// tour is a journey of the trial, as the guides know it.
type tour struct {
	name    string
	id      string
	changes int // how often it was changed
}

func newGuide(t *trial, number int) *guide {
	return &guide{trial: t, number: number, rnd: rand.New(rand.NewPCG(t.seed, uint64(number)+0x6a0)), counts: map[string]int{}}
}

func (g *guide) sitDown() { g.boss = g.trial.people.boss }

// lay publishes the journeys of the trial, the called one first.
func (t *trial) lay() error {
	boss := t.people.boss
	for key, v := range map[string]any{"journeys.must_rehearse": false, "journeys.smear_minutes": 10} {
		text, _ := json.Marshal(map[string]any{"value": v})
		if err := got(boss.send("PUT", "/settings/"+key, text), nil); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	face, _ := json.Marshal(map[string]any{"key": gift, "name_zh": "小礼券", "class": "relation", "worth": "amount", "value": 500, "days": 30, "per_house": 20})
	if err := got(boss.send("POST", "/content/faces", face, header{"Idempotency-Key", "chaos-face"}), nil); err != nil {
		return fmt.Errorf("the coupon: %w", err)
	}
	for _, name := range []string{welcoming, accompanying, following} {
		called := ""
		if len(t.tours) > 0 {
			called = t.tours[0].id
		}
		body, _ := json.Marshal(map[string]any{"name": name, "graph": graphOf(name, 0, called)})
		var made standingOf
		if err := got(boss.send("POST", "/journeys", body, header{"Idempotency-Key", fmt.Sprint("chaos-make-", len(t.tours))}), &made); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		a := boss.send("POST", "/journeys/"+made.ID+"/publish", []byte(`{"mode":"new_only"}`), header{"If-Match", fmt.Sprint(made.Version)},
			header{"Idempotency-Key", fmt.Sprint("chaos-publish-", len(t.tours))})
		if err := got(a, nil); err != nil {
			return fmt.Errorf("%s cannot be published: %w", name, err)
		}
		t.tours = append(t.tours, &tour{name: name, id: made.ID})
	}
	t.laid = time.Now().UnixMilli()
	return nil
}

// standingOf is a journey on the wire.
type standingOf struct {
	ID      string `json:"id"`
	Version int64  `json:"version"`
	State   string `json:"state"`
}

// work goes on until the program is gone.
func (g *guide) work() {
	for !g.trial.killed.Load() && g.step() {
		time.Sleep(time.Duration(10+g.rnd.IntN(30)) * time.Millisecond)
	}
}

// step does something, and tells whether the program still answers.
func (g *guide) step() bool {
	n := g.rnd.IntN(30)
	switch {
	case n < 4:
		return g.answerTask()
	case n < 6 && len(g.inside) > 0:
		return g.remove(g.inside[g.rnd.IntN(len(g.inside))])
	case n < 10 && g.number == 0:
		return g.turn(g.trial.tours[1])
	case n < 15 && g.number == 0:
		return g.change(g.trial.tours[g.rnd.IntN(len(g.trial.tours))])
	}
	return g.enter(g.fresh())
}

// fresh is a wish to let somebody in.
func (g *guide) fresh() *entering {
	g.seq++
	c := g.trial.clinic
	body, _ := json.Marshal(map[string]any{"patient_id": c.patients[g.rnd.IntN(len(c.patients))]})
	into := g.trial.tours[1]
	if g.rnd.IntN(5) == 0 {
		into = g.trial.tours[0]
	}
	return &entering{key: fmt.Sprintf("chaos-enter-%d-%d-%d", g.trial.seed, g.number, g.seq), journey: into.id, body: body}
}

// enter sends a wish, for the first time or again.
func (g *guide) enter(e *entering) bool {
	a := g.boss.send("POST", "/journeys/"+e.journey+"/enrolments", e.body, header{"Idempotency-Key", e.key})
	switch {
	case a.lost():
		g.lose(a.err)
		g.unsure = e
	case a.status < 300:
		var in struct {
			ID string `json:"id"`
		}
		_ = json.Unmarshal(a.body, &in)
		e.answer = a.body
		g.counts["let in"]++
		g.inside = append(g.inside, in.ID)
		if len(g.inside) > 40 {
			g.inside = g.inside[1:]
		}
		g.acked = append(g.acked, acknowledged{enrolment: in.ID})
	default:
		g.refusedOr(a, "letting in")
	}
	return !a.lost()
}

func (g *guide) lose(err error) {
	if !g.trial.killed.Load() {
		g.trial.violated("the program went away before it was killed: %v", err)
	}
	g.counts["lost"]++
}

// refusedOr counts a refusal; anything else is a broken promise.
func (g *guide) refusedOr(a answer, what string) {
	if !a.refused() && a.status != http.StatusPreconditionFailed && a.status != http.StatusNotFound {
		g.trial.violated("%s was answered %d: %.300s", what, a.status, a.body)
	}
	g.counts["refused"]++
}

// askAgain repeats the wish whose answer was lost: what was done then is told, and is
// done once.
func (g *guide) askAgain() {
	e := g.unsure
	if e == nil {
		return
	}
	g.unsure = nil
	done := g.trial.entered[e.key]
	if !g.enter(e) {
		return
	}
	if done != "" && e.answer == nil {
		g.trial.violated("%s was done and is refused when it is asked again", e.key)
	}
	if done != "" && e.answer != nil && !sameJSON(done, e.answer) {
		g.trial.violated("%s answers %.300s when it is asked again, and the books remember %.300s", e.key, e.answer, done)
	}
	again := g.boss.send("POST", "/journeys/"+e.journey+"/enrolments", e.body, header{"Idempotency-Key", e.key})
	if !again.lost() && e.answer != nil && (again.status >= 300 || !bytes.Equal(again.body, e.answer)) {
		g.trial.violated("%s answers %d %.300s when it is repeated, at first %.300s", e.key, again.status, again.body, e.answer)
	}
}

func (g *guide) remove(enrolment string) bool {
	a := g.boss.send("POST", "/journeys/enrolments/"+enrolment+"/remove", []byte(`{"reason":"患者要求"}`))
	switch {
	case a.lost():
		g.lose(a.err)
	case a.status < 300:
		g.counts["taken out"]++
		g.acked = append(g.acked, acknowledged{enrolment, string(journeys.EndRemoved)})
	default:
		g.refusedOr(a, "taking out")
	}
	return !a.lost()
}

// answerTask finishes one of the tasks that journeys opened.
func (g *guide) answerTask() bool {
	var page struct {
		Items []struct {
			ID      string `json:"id"`
			Version int64  `json:"version"`
		} `json:"items"`
	}
	kind, outcome := "journeys.one_to_one", "done"
	if g.rnd.IntN(3) == 0 {
		kind, outcome = "journeys.call", "reached"
	}
	a := g.boss.send("GET", "/tasks?whose=clinic&limit=20&order=due&kind="+kind, nil)
	if a.lost() {
		g.lose(a.err)
		return false
	}
	if err := got(a, &page); err != nil {
		g.trial.violated("the tasks of journeys: %v", err)
	}
	if len(page.Items) == 0 {
		return true
	}
	task := page.Items[g.rnd.IntN(len(page.Items))]
	a = g.boss.send("POST", "/tasks/"+task.ID+"/outcome", []byte(`{"outcome":"`+outcome+`"}`), header{"If-Match", fmt.Sprint(task.Version)})
	switch {
	case a.lost():
		g.lose(a.err)
	case a.status < 300:
		g.counts["tasks done"]++
	default:
		g.refusedOr(a, "the outcome of a task")
	}
	return !a.lost()
}

// standing asks how a journey stands.
func (g *guide) standing(x *tour) (now standingOf, up bool) {
	var in struct {
		Journey standingOf `json:"journey"`
	}
	a := g.boss.send("GET", "/journeys/"+x.id, nil)
	if a.lost() {
		g.lose(a.err)
		return now, false
	}
	if err := got(a, &in); err != nil {
		g.trial.violated("the journey %s: %v", x.name, err)
	}
	return in.Journey, true
}

// turn pauses a journey, or lets it go on.
func (g *guide) turn(x *tour) bool {
	now, up := g.standing(x)
	if !up {
		return false
	}
	what, body := "pause", "{}"
	if now.State == string(journeys.Paused) {
		what, body = "resume", `{"how":"`+[]string{"shift", "skip"}[g.rnd.IntN(2)]+`"}`
	}
	return g.act(what, "/journeys/"+x.id+"/"+what, []byte(body), now.Version)
}

// act does something to a journey at a version, and counts it.
func (g *guide) act(what, path string, body []byte, version int64, more ...header) bool {
	a := g.boss.send("POST", path, body, append(more, header{"If-Match", fmt.Sprint(version)})...)
	switch {
	case a.lost():
		g.lose(a.err)
	case a.status < 300:
		g.counts[what]++
	default:
		g.refusedOr(a, what)
	}
	return !a.lost()
}

// change publishes a journey as it looks after one change more: whoever is in it is
// moved to where they stood, leaves, or stays in the version before.
func (g *guide) change(x *tour) bool {
	now, up := g.standing(x)
	if !up || now.State != string(journeys.Live) {
		return up
	}
	x.changes++
	plan := graphOf(x.name, x.changes, g.trial.tours[0].id)
	draft, _ := json.Marshal(plan)
	a := g.boss.send("PUT", "/journeys/"+x.id+"/draft", draft, header{"If-Match", fmt.Sprint(now.Version)})
	if a.lost() {
		g.lose(a.err)
		return false
	}
	if a.status >= 300 {
		g.refusedOr(a, "the draft of "+x.name)
		return true
	}
	how := map[string]any{"mode": "new_only"}
	if g.rnd.IntN(8) > 0 {
		how = map[string]any{"mode": "migrate", "overdue": []string{"skip", "smear", "send"}[g.rnd.IntN(3)]}
	}
	for range 3 { // who enters meanwhile makes a preview old
		if how["mode"] == "migrate" && !g.foresee(x, plan, how) {
			return !g.trial.killed.Load()
		}
		if now, up = g.standing(x); !up {
			return false
		}
		done := g.counts["change"]
		body, _ := json.Marshal(how)
		g.seq++
		key := fmt.Sprintf("chaos-change-%d-%d", g.trial.seed, g.seq)
		if !g.act("change", "/journeys/"+x.id+"/publish", body, now.Version, header{"Idempotency-Key", key}) {
			return false
		}
		if g.counts["change"] > done {
			return true
		}
	}
	return true
}

// foresee looks at what a change would do, and says where everybody goes.
func (g *guide) foresee(x *tour, plan journeys.Graph, how map[string]any) bool {
	delete(how, "seen")
	for range 2 {
		body, _ := json.Marshal(how)
		a := g.boss.send("POST", "/journeys/"+x.id+"/publish/preview", body)
		if a.lost() {
			g.lose(a.err)
			return false
		}
		var seen struct {
			Waiting map[string]int `json:"waiting"`
			Mark    string         `json:"mark"`
			Flaws   []any          `json:"flaws"`
		}
		if err := got(a, &seen); err != nil || len(seen.Flaws) > 0 {
			g.trial.violated("the preview of %s: %v %v", x.name, err, seen.Flaws)
			return false
		}
		if how["seen"] = seen.Mark; how["map"] != nil {
			return true
		}
		where := map[string]string{}
		for _, n := range plan.Nodes {
			where[n.ID] = n.ID
		}
		for _, node := range slices.Sorted(maps.Keys(seen.Waiting)) {
			if _, stays := where[node]; !stays {
				where[node] = "" // its place is gone: who stands there leaves
			}
		}
		how["map"] = where
	}
	return true
}

// reconcile holds what was acknowledged against the books.
func (g *guide) reconcile(j *journeyBooks) {
	for _, k := range g.acked {
		e, there := j.enrolments[k.enrolment]
		switch {
		case !there:
			g.trial.violated("the enrolment %s was acknowledged and is not there", k.enrolment)
		case k.ending != "" && e.ending != k.ending:
			g.trial.violated("the enrolment %s was %s, and the books say %q", k.enrolment, k.ending, e.ending)
		}
	}
	g.acked = nil
	if g.unsure != nil && j.entered[g.unsure.key] != "" {
		g.counts["recovered"]++
	}
}
