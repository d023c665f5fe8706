package journeys

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"archwire/internal/modules/tasks"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/testkit"
)

// missed is a ladder after a missed visit: a message at 20:00, a colleague the next
// morning, a call the morning after; a new booking is its success.
const missed = `{"nodes":[
 {"id":"in","kind":"entry","to":{"next":"steps"},"entry":{"how":"event","when":{"event":"visits.no_show"}}},
 {"id":"steps","kind":"ladder","to":{"done":"good","failed":"out"},"ladder":{
   "success":[{"event":"visits.booked"}],
   "rungs":[
    {"after":{"at":"20:00"},"message":{"class":"service","text":"%s"},"next_on_failure":true},
    {"after":{"amount":1,"unit":"days","at":"09:00"},"task":{"what":"one_to_one","title":"企微提醒","role":"service","due":{"at":"18:00"}}},
    {"after":{"amount":1,"unit":"days","at":"10:00"},"task":{"what":"call","title":"电话提醒","role":"service","due":{"at":"18:00"}}}],
   "last":{"amount":1,"unit":"days"}}},
 {"id":"good","kind":"goal"},
 {"id":"out","kind":"exit","exit":{"reason":"not_reached"}}],
 "exits":[{"event":"visits.cancelled"}],"reentry":"per_key","key":"subject"}`

// text is a text that content ships, of service.
const text = "journey.no_show_rescue.1"

func missedBy(key string) string { return fmt.Sprintf(missed, key) }

func TestTheStoryOfALadder(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.Clock.Set(at(t, "23 15:00"))
		h.live(missedBy(text))
		reached, silent, late := h.patient(), h.patient(), h.patient()
		for _, p := range []string{reached, silent, late} {
			h.tell("visits.no_show", p, nil)
		}
		if e := h.of(reached); e.Node != "steps" || e.WakeAt != at(t, "23 20:00") || e.Seq != 1 {
			t.Fatalf("stands at %+v", e)
		}
		// Booked at 19:59:58: the message of 20:00 is never planned.
		h.Clock.Set(at(t, "23 20:00") - 2000)
		h.tell("visits.booked", reached, nil)
		h.clock("23 20:00")
		if e := h.of(reached); e.End != EndGoal || h.messages(reached) != "" {
			t.Errorf("%s %s, messages %q", e.End, e.Reason, h.messages(reached))
		}
		// Of the others it is planned; there is no account, so that it reaches nobody and
		// the next rung waits for its own time of day.
		if got := h.messages(silent); got != "dropped unreachable" {
			t.Errorf("messages %q", got)
		}
		if e := h.of(silent); e.WakeAt != at(t, "24 09:00") {
			t.Errorf("wakes at %s", time.UnixMilli(e.WakeAt).In(zone))
		}
		h.clock("24 09:00")
		if got := h.open(h.of(late).ID); got != "企微提醒" {
			t.Errorf("open: %q", got)
		}
		// Booked meanwhile: the task of the rung is taken back.
		h.tell("visits.booked", late, nil)
		if e := h.of(late); e.End != EndGoal || h.open(e.ID) != "" {
			t.Errorf("%s, open %q", e.End, h.open(e.ID))
		}
		h.clock("25 10:00")
		h.clock("26 10:00")
		e := h.of(silent)
		if got := h.open(e.ID); e.End != EndExit || e.Reason != "not_reached" || got != "企微提醒, 电话提醒" {
			t.Errorf("%s %s, open %q", e.End, e.Reason, got)
		}
		want := "entered in>next steps>waits; timer steps#1>tried steps#1>waits [message done]; answer steps#1>waits; timer steps#2>tried steps#2>waits [task done]; " +
			"timer steps#3>tried steps#3>waits [task done]; timer steps#3>failed out>exit"
		if got := h.path(e.ID); got != want {
			t.Errorf("path\n %s, want\n %s", got, want)
		}
	})
}

func TestAFactThatIsToldTwiceIsHeardOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.live(missedBy(text))
		p := h.patient()
		h.tell("visits.no_show", p, nil)
		first := h.of(p)
		facts := h.told(p)
		ok(t, h.s.follow(h.program(), facts))
		if again := h.of(p); again.Seq != first.Seq || again.ID != first.ID {
			t.Errorf("took a step more: %+v", again)
		}
		h.tell("visits.booked", p, nil)
		ok(t, h.s.follow(h.program(), h.told(p)))
		if e := h.of(p); e.End != EndGoal {
			t.Errorf("ended %q", e.End)
		}
	})
}

func TestAMessageIsJudgedAgainWhenItGoes(t *testing.T) {
	graph := `{"nodes":[
	 {"id":"in","kind":"entry","to":{"next":"a"},"entry":{"how":"manual"}},
	 {"id":"a","kind":"message","to":{"next":"w"},"message":{"class":"service","text":"` + text + `","hours":48}},
	 {"id":"w","kind":"wait","to":{},"wait":{"amount":9,"unit":"days"}}],
	 "goals":[{"event":"visits.booked"}],"reentry":"after_exit"}`
	each(t, func(t *testing.T, h *house) {
		// At night nothing of service goes: there is time for something to come up.
		h.Clock.Set(at(t, "22 23:00"))
		j := h.live(graph)
		in := func() (string, Enrolment) {
			p := h.patient()
			e, err := h.s.EnterByHand(h.program(), j.ID, p, "", func(*db.Tx, Enrolment) error { return nil })
			ok(t, err)
			return p, e
		}
		goal, _ := in()
		removed, e := in()
		unheard, _ := in()
		stays, _ := in()
		_, err := h.s.EnterByHand(h.program(), j.ID, stays, "", func(*db.Tx, Enrolment) error { return nil })
		want(t, "twice", err, AlreadyIn)
		h.tell("visits.booked", goal, nil)
		_, err = h.s.Remove(h.program(), e.ID, "患者要求")
		ok(t, err)
		_, err = h.s.Remove(h.program(), e.ID, "患者要求")
		want(t, "removed twice", err, Over)
		// A fact that no step has heard yet stands against it as well.
		ok(t, h.DB.Write(h.program(), func(tx *db.Tx) error { return h.bus.Publish(tx, factOf("visits.booked", unheard, h.mill)) }))
		h.clock("23 12:00")
		for p, wanted := range map[string]string{goal: "dropped journeys.reason.goal", removed: "dropped journeys.reason.removed",
			unheard: "dropped journeys.reason.goal", stays: "dropped unreachable"} {
			if got := h.messages(p); got != wanted {
				t.Errorf("messages %q, want %q", got, wanted)
			}
		}
	})
}

func TestAPauseStopsEverybody(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.Clock.Set(at(t, "22 15:00"))
		j := h.live(missedBy(text))
		p, q := h.patient(), h.patient()
		h.tell("visits.no_show", p, nil)
		h.tell("visits.no_show", q, nil)
		j, err := h.s.Pause(h.program(), j.ID, j.Version)
		ok(t, err)
		h.tell("visits.booked", q, nil) // success of the ladder is not heard, exits are
		h.tell("visits.cancelled", q, nil)
		if e := h.of(q); e.End != EndExit {
			t.Errorf("%q", e.End)
		}
		h.clock("22 21:00")
		if e := h.of(p); e.Seq != 1 || e.WakeAt != 0 || e.HeldAt != at(t, "22 20:00") {
			t.Errorf("moved: %+v", e)
		}
		h.Clock.Set(at(t, "24 15:00"))
		j, err = h.s.Resumed(h.program(), j.ID, j.Version, Shift)
		ok(t, err)
		if e := h.of(p); e.WakeAt != at(t, "24 20:00") {
			t.Errorf("wakes at %s", time.UnixMilli(e.WakeAt).In(zone))
		}
		j, err = h.s.Pause(h.program(), j.ID, j.Version)
		ok(t, err)
		h.Clock.Set(at(t, "25 15:00"))
		_, err = h.s.Resumed(h.program(), j.ID, j.Version, SkipElapsed)
		ok(t, err)
		h.clock("25 15:00")
		if e := h.of(p); h.messages(p) != "" || e.WakeAt != at(t, "26 09:00") {
			t.Errorf("messages %q, wakes at %s, %s", h.messages(p), time.UnixMilli(e.WakeAt).In(zone), h.path(e.ID))
		}
		want(t, "resumed twice", second(h.s.Resumed(h.program(), j.ID, j.Version+1, Shift)), NotNow)
	})
}

func second[T any](_ T, err error) error { return err }

const waits = `{"nodes":[
 {"id":"in","kind":"entry","to":{"next":"w"},"entry":{"how":"manual"}},
 {"id":"w","kind":"wait","to":{"next":"c"},"wait":{"amount":%d,"unit":"days"}},
 {"id":"c","kind":"task","to":{"next":"v"},"task":{"what":"sop","title":"发资料","role":"service","due":{"amount":1,"unit":"days"}}},
 {"id":"v","kind":"wait","to":{},"wait":{"amount":20,"unit":"days"}}]}`

// Acceptance: what the preview says is what happens, and nobody gets a burst.
func TestAChangeOfALiveJourneyDoesWhatItsPreviewSaid(t *testing.T) {
	const n = 10_000
	each(t, func(t *testing.T, h *house) {
		now := at(t, "02 09:00")
		h.Clock.Set(now)
		j := h.live(fmt.Sprintf(waits, 10))
		h.waiters(j, n, "w", func(int) int64 { return now + days(10) })
		h.Clock.Set(now + days(4)) // with three days instead of ten everybody is overdue
		j, err := h.s.WriteDraft(h.program(), j.ID, j.Version, graphOf(t, strings.ReplaceAll(fmt.Sprintf(waits, 3), `"w"`, `"w2"`)))
		ok(t, err)
		p := Publishing{Mode: Migrate, Overdue: SmearOverdue, Map: map[string]string{"w": "w2"}}
		last := func(*db.Tx, Journey) error { return nil }
		_, _, err = h.s.Publish(h.program(), j.ID, j.Version, Publishing{Mode: Migrate, Overdue: SmearOverdue}, last)
		want(t, "unmapped", err, Unmapped)
		_, _, err = h.s.Publish(h.program(), j.ID, j.Version, p, last)
		want(t, "unseen", err, PreviewOld)
		seen, err := h.s.Foresee(h.program(), j.ID, p)
		ok(t, err)
		if len(seen.Moves) != n || seen.Overdue != n || seen.Busiest > n/60 {
			t.Fatalf("%d move, %d overdue, %d in one minute", len(seen.Moves), seen.Overdue, seen.Busiest)
		}
		p.Seen = seen.Mark
		_, done, err := h.s.Publish(h.program(), j.ID, j.Version, p, last)
		ok(t, err)
		if fmt.Sprint(done.Moves) != fmt.Sprint(seen.Moves) {
			t.Error("what was done is not what was seen")
		}
		at := map[string]int64{}
		ok(t, h.DB.Read(h.program(), func(tx *db.Tx) error {
			list, err := openOfVersions(tx, []int64{done0(tx, h, j)}, false)
			for _, e := range list {
				at[e.ID] = e.WakeAt
			}
			return err
		}))
		for _, m := range seen.Moves {
			if at[m.Enrolment] != m.Wake {
				t.Fatalf("%s wakes at %d, seen %d", m.Enrolment, at[m.Enrolment], m.Wake)
			}
		}
		// A minute later a share of them goes on, not all.
		h.Clock.Add(time.Minute)
		ok(t, h.ticker.Run(t.Context()))
		if got := h.tasksOpen(); got == 0 || got > n/60 {
			t.Errorf("%d went on within a minute", got)
		}
	})
}

// done0 is the number of the live version of a journey.
func done0(tx *db.Tx, h *house, j Journey) int64 {
	x, err := journeyOne(tx, j.ID, false)
	ok(h.t, err)
	return x.LiveNo
}

func (h *house) tasksOpen() int {
	h.t.Helper()
	list, err := h.tasks.List(h.program(), tasks.Query{State: tasks.Open, Limit: 200})
	ok(h.t, err)
	return len(list)
}

func TestNoStepIsTakenTwice(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		now := at(t, "02 09:00")
		h.Clock.Set(now)
		j := h.live(fmt.Sprintf(waits, 10))
		const n = 400
		h.waiters(j, n, "w", func(int) int64 { return now + days(10) })
		h.Clock.Set(now + days(10))
		var mu sync.Mutex
		all := 0
		for _, err := range testkit.Race(t, 20, func(int) error {
			for {
				k, _, err := h.s.Turn(h.program(), 1+rand.N(60))
				mu.Lock()
				all += k
				mu.Unlock()
				if err != nil || k == 0 {
					return err
				}
			}
		}) {
			if err != nil {
				t.Error(err)
			}
		}
		ok(t, h.ticker.Run(t.Context()))
		var steps, done int
		ok(t, h.DB.Read(h.program(), func(tx *db.Tx) (err error) {
			if steps, err = tx.From("journeys_steps").Count(); err == nil {
				done, err = tx.From("journeys_effects").Where("kind = 'task'").Count()
			}
			return err
		}))
		if steps != n || done != n {
			t.Errorf("%d steps, %d tasks of %d (%d taken)", steps, done, n, all)
		}
	})
}

func TestOneOfManyEntrancesIsTaken(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		j := h.live(fmt.Sprintf(waits, 10))
		p := h.patient()
		in := 0
		for _, err := range testkit.Race(t, 20, func(int) error {
			return second(h.s.EnterByHand(h.program(), j.ID, p, "", func(*db.Tx, Enrolment) error { return nil }))
		}) {
			if err == nil {
				in++
			}
		}
		if in != 1 {
			t.Errorf("%d entered", in)
		}
		h.of(p)
	})
}

// Who is being let in while a journey is paused or changed is in it when that is done:
// put aside like everybody, or moved. It is the race in the order that hurts.
func TestWhoEntersMeanwhileIsNotForgotten(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		j := h.live(fmt.Sprintf(waits, 10))
		while := func(act func() error) Enrolment {
			p, done := h.patient(), make(chan error, 1)
			_, err := h.s.EnterByHand(h.program(), j.ID, p, "", func(*db.Tx, Enrolment) error {
				go func() { done <- act() }()
				time.Sleep(300 * time.Millisecond) // it waits for this entry, and did not once
				return nil
			})
			ok(t, err)
			ok(t, <-done)
			return h.of(p)
		}
		e := while(func() (err error) { j, err = h.s.Pause(h.program(), j.ID, j.Version); return err })
		if e.WakeAt != 0 || e.HeldAt == 0 {
			t.Errorf("in a journey that is paused somebody is woken at %d, put aside at %d", e.WakeAt, e.HeldAt)
		}
		j, err := h.s.Resumed(h.program(), j.ID, j.Version, Shift)
		ok(t, err)
		j, err = h.s.WriteDraft(h.program(), j.ID, j.Version, graphOf(t, fmt.Sprintf(waits, 30)))
		ok(t, err)
		e = while(func() error {
			p := Publishing{Mode: Migrate, Overdue: SmearOverdue, Map: map[string]string{"in": "in", "w": "w", "v": "v"}}
			for {
				seen, err := h.s.Foresee(h.program(), j.ID, p)
				if err != nil {
					return err
				}
				p.Seen = seen.Mark
				_, _, err = h.s.Publish(h.program(), j.ID, j.Version, p, func(*db.Tx, Journey) error { return nil })
				if !errors.Is(err, PreviewOld) {
					return err
				}
			}
		})
		if e.Number != 2 {
			t.Errorf("somebody is left behind in version %d", e.Number)
		}
		// The other way round: a fact that is heard while a version is replaced lets in to the
		// one that takes its place.
		byFact := h.live(missedBy(text))
		byFact, err = h.s.WriteDraft(h.program(), byFact.ID, byFact.Version, graphOf(t, strings.ReplaceAll(missedBy(text), "10:00", "11:00")))
		ok(t, err)
		p, done := h.patient(), make(chan error, 1)
		ok(t, h.DB.Write(h.program(), func(tx *db.Tx) error {
			return h.bus.Publish(tx, events.Fact{Kind: "visits.no_show", Clinic: h.mill, Patient: p, Subject: tx.NewID()})
		}))
		_, _, err = h.s.Publish(h.program(), byFact.ID, byFact.Version, Publishing{Mode: Migrate, Overdue: SmearOverdue}, func(*db.Tx, Journey) error {
			go func() { done <- h.bus.Run(context.Background()) }()
			time.Sleep(300 * time.Millisecond)
			return nil
		})
		ok(t, err)
		ok(t, <-done)
		if e := h.of(p); e.Number != 2 {
			t.Errorf("who came while it was replaced is in version %d", e.Number)
		}
	})
}

func TestPublishingWhileStepsAreTaken(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		now := at(t, "02 09:00")
		h.Clock.Set(now)
		j := h.live(fmt.Sprintf(waits, 10))
		const n = 200
		h.waiters(j, n, "w", func(int) int64 { return now + days(10) })
		h.Clock.Set(now + days(10))
		j, err := h.s.WriteDraft(h.program(), j.ID, j.Version, graphOf(t, strings.ReplaceAll(fmt.Sprintf(waits, 30), `"w"`, `"w2"`)))
		ok(t, err)
		published := false
		testkit.Race(t, 2, func(i int) error {
			if i == 0 {
				for range 5 {
					_, _, err := h.s.Turn(h.program(), 30)
					if err != nil {
						return err
					}
				}
				return nil
			}
			p := Publishing{Mode: Migrate, Overdue: SmearOverdue, Map: map[string]string{"w": "w2", "v": "v"}}
			for range 20 {
				seen, err := h.s.Foresee(h.program(), j.ID, p)
				if err != nil {
					return err
				}
				p.Seen = seen.Mark
				if _, _, err = h.s.Publish(h.program(), j.ID, j.Version, p, func(*db.Tx, Journey) error { return nil }); err == nil {
					published = true
					return nil
				}
			}
			return nil
		})
		ok(t, h.ticker.Run(t.Context()))
		// Everybody is in one place, and nobody got the material twice.
		var done, twice int
		ok(t, h.DB.Read(h.program(), func(tx *db.Tx) (err error) {
			if done, err = tx.From("journeys_effects").Count(); err == nil {
				var ids []string
				err = tx.From("journeys_effects").GroupBy("enrolment_id, node").Pluck("min(seq)", &ids)
				twice = done - len(ids)
			}
			return err
		}))
		if twice != 0 || !published {
			t.Errorf("published %v, %d of %d twice", published, twice, done)
		}
	})
}
