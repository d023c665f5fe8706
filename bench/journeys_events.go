package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"archwire/bench/stage"
	"archwire/internal/kit/id"
	"archwire/internal/modules/audience"
	"archwire/internal/modules/journeys"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

const (
	eventRate  = 500 // events a second
	perBundle  = 25  // events of one transaction
	bundleRate = eventRate / perBundle
)

// greets is a journey that an event enters and whose first node is a message.
const greets = `{"nodes":[
	{"id":"in","kind":"entry","to":{"next":"hello"},"entry":{"how":"event","when":{"event":"` + checkedIn + `"}}},
	{"id":"hello","kind":"message","to":{"next":"rest"},"message":{"class":"service","text":"` + greeting + `"}},
	{"id":"rest","kind":"wait","to":{},"wait":{"amount":20,"unit":"days"}}],
	"reentry":"per_key","key":"subject"}`

func (r *run) eventTable() *table {
	return &table{
		title: "Journeys: from an event to its message",
		note: fmt.Sprintf("%d events a second for %s (check-ins; %d in a transaction, the transactions at random moments, since SQLite waits for its disk about a hundred times a second), while the program serves with %d live "+
			"segments (those that ship, and others of which a third speaks of check-ins), the demo's four journeys, and one that such an event enters and whose first node is a message. Measured is, for each event, from the moment at which it came "+
			"(before it is written) until another connection sees the row of its message, which is written with enrolment, step and effect in one transaction; it looks each 20 ms. What the desk of messages then does "+
			"with them, and the judging of the segments, runs beside it. Told: until the event itself is written. Raw: the statements of telling and following such a transaction, prepared, on a copy of the database, one transaction's after "+
			"the other's and nothing beside them. Asked for: p99 ≤ 1 s.", eventRate, r.eventTime(), perBundle, liveSegments),
		head: []string{"database", "segments", "events", "without a message", "p50", "p99", "worst", "told p99", "raw p50", "raw p99", "statements in transactions"},
	}
}

func (r *run) eventTime() time.Duration { return time.Duration(r.pick(60, 5)) * time.Second }

// answered measures how soon events become messages.
func (r *run) answered(ctx context.Context, base *stage.Database, t *table) error {
	r.say("  events on " + stage.Name(base.Dialect))
	h := &hello{}
	err := onJourneys(ctx, base, func(w *walkers) (err error) {
		if h.people, err = w.active(r.pick(10_000, 500)); err == nil {
			err = h.prepare(w)
		}
		return err
	})
	if err != nil {
		return err
	}
	list, err := r.recorded(ctx, base, h)
	if err != nil {
		return err
	}
	raw, err := r.replayedAlone(ctx, base, list)
	if err != nil {
		return err
	}
	full, toldIn, lost, err := r.greeted(ctx, base, h)
	if err != nil {
		return err
	}
	t.add(stage.Name(base.Dialect), h.segments, thousands(float64(full.done+lost)), met(lost == 0, fmt.Sprint(lost)), full.at(0.5), met(full.at(0.99) <= askedDecided, stage.Round(full.at(0.99))),
		full.at(1), toldIn.at(0.99), raw.at(0.5), raw.at(0.99), typical(list))
	r.say("  " + strings.Join(t.rows[len(t.rows)-1], " | "))
	return nil
}

// hello is what the measurement of events stands on.
type hello struct {
	people   []patients.Patient
	version  int64 // number of the journey's version
	segments int
}

// prepare makes segments until so many are live as are asked for, and the journey.
func (h *hello) prepare(w *walkers) error {
	err := w.DB.Write(w.ctx, func(tx *db.Tx) (err error) {
		if h.segments, err = tx.From("audience_segments").Where("state = 'live'").Count(); err != nil {
			return err
		}
		for i, rule := range lookers(liveSegments - h.segments) {
			if _, _, err := w.House.Audience.Establish(tx, audience.Segment{Name: fmt.Sprint("bench ", i)}, rule); err != nil {
				return err
			}
			h.segments++
		}
		return nil
	})
	if err != nil {
		return err
	}
	j, err := w.live("bench: hello", greets)
	h.version = j.LiveNo
	return err
}

// firstID stands before every id.
const firstID = "00000000-0000-0000-0000-000000000000"

// bundle makes events of different people at random, in the order of their ids: two
// transactions that tell of the same people do not wait for each other crosswise.
func (h *hello) bundle(rnd *rand.Rand) []events.Fact {
	who := rnd.Perm(len(h.people))[:perBundle]
	slices.Sort(who)
	out := make([]events.Fact, perBundle)
	for i, at := range who {
		p := h.people[at]
		out[i] = events.Fact{Kind: checkedIn, Clinic: p.HomeClinic, Patient: p.ID, Subject: id.New(), Body: map[string]any{"programme": "bench", "cycle": 1}}
	}
	return out
}

// recorded tells and follows bundles on a copy of the database, one after the other,
// and gives their statements.
func (r *run) recorded(ctx context.Context, base *stage.Database, h *hello) (list []request, err error) {
	err = r.onCopyOf(ctx, base, func(w *walkers) error {
		rnd := rand.New(rand.NewPCG(7, 8))
		if err := w.Facts.Run(w.ctx); err != nil {
			return err
		}
		for range r.pick(120, 40) {
			var heard db.Recorder
			c := db.Record(w.ctx, &heard)
			facts := h.bundle(rnd)
			err := w.DB.Write(c, func(tx *db.Tx) error { return w.Facts.PublishAll(tx, facts) })
			if err = errors.Join(err, w.Facts.Run(c)); err != nil {
				return err
			}
			list = append(list, requestOf(&heard))
		}
		return nil
	})
	return list, err
}

// replayedAlone plays the statements of bundles, one after the other.
func (r *run) replayedAlone(ctx context.Context, base *stage.Database, list []request) (out outcome, err error) {
	err = r.onCopyOf(ctx, base, func(w *walkers) error {
		out, err = replayed(ctx, w.DB, list, 1, len(list))
		return err
	})
	return out, err
}

func (r *run) onCopyOf(ctx context.Context, base *stage.Database, fn func(*walkers) error) error {
	mine, err := base.Copy(ctx)
	if err != nil {
		return err
	}
	return errors.Join(onJourneys(ctx, mine, fn), mine.Drop())
}

// greeted lets the events come to the serving program. lost counts those that brought
// about no message within half a minute of the last.
func (r *run) greeted(ctx context.Context, base *stage.Database, h *hello) (full, told outcome, lost int, err error) {
	p, err := start(ctx, base, deskLogin)
	if err != nil {
		return full, told, 0, err
	}
	defer func() { err = errors.Join(err, p.stop()) }()
	l := &listening{program: p, ctx: auth.AsProgram(ctx, org.DemoTenant, "bench"), came: map[string]time.Time{}, seen: map[string]time.Time{}, from: firstID}
	watching, stop := context.WithCancel(l.ctx)
	over := make(chan error, 1)
	go func() { over <- l.watch(watching) }()
	told, err = r.profiled("events-"+string(base.Dialect), func() (outcome, error) { return l.tell(h, r.eventTime()) })
	for last, n := time.Now(), -1; err == nil && time.Since(last) < 30*time.Second; time.Sleep(100 * time.Millisecond) {
		now := l.greetings()
		if now != n {
			last, n = time.Now(), now
		}
		if n >= len(l.came) {
			break
		}
	}
	stop()
	if err = errors.Join(err, <-over); err != nil {
		return full, told, 0, err
	}
	full, err = l.match(h)
	return full, told, len(l.came) - full.done, err
}

// listening is the program while events come and somebody looks for their messages.
type listening struct {
	*program
	ctx context.Context

	mu   sync.Mutex
	came map[string]time.Time // by subject of the event
	seen map[string]time.Time // by enrolment of the message
	from string               // id from which messages are looked for
}

func (l *listening) greetings() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.seen)
}

// tell lets bundles come at random moments, and gives how long each took to be written.
func (l *listening) tell(h *hello, during time.Duration) (outcome, error) {
	rnd := rand.New(rand.NewPCG(9, 10))
	bundles := make([][]events.Fact, 2*int(during.Seconds()*bundleRate)+50)
	for i := range bundles {
		bundles[i] = h.bundle(rnd)
	}
	return arrivalsAt(8, bundleRate, during, func() (func(int, time.Time) error, error) {
		return func(i int, came time.Time) error {
			l.mu.Lock()
			for _, f := range bundles[i] {
				l.came[f.Subject] = came
			}
			l.mu.Unlock()
			return l.DB.Write(l.ctx, func(tx *db.Tx) error { return l.Facts.PublishAll(tx, bundles[i]) })
		}, nil
	})
}

type messageSeen struct {
	ID         string `db:"id"`
	Occurrence string `db:"occurrence"`
	Enrolment  string `db:"subject"`
}

// watch looks for messages until ctx ends.
func (l *listening) watch(ctx context.Context) error {
	for {
		var rows []messageSeen
		err := l.DB.Read(ctx, func(tx *db.Tx) error {
			return tx.From("messages_messages").Where("id >= ? AND purpose = ?", l.from, journeys.PurposeService).OrderBy("id").All(&rows)
		})
		now := time.Now()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		l.note(rows, now)
		time.Sleep(20 * time.Millisecond)
	}
}

// note remembers when messages were seen first. Ids follow the clock, and a transaction
// is seen a while after it made its own: so the last moments are looked at again.
func (l *listening) note(rows []messageSeen, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, m := range rows {
		if _, again := l.seen[m.Enrolment]; again || !strings.HasSuffix(m.Occurrence, ":hello:0") {
			continue
		}
		l.seen[m.Enrolment] = now
		if ms, err := strconv.ParseInt(m.ID[:8]+m.ID[9:13], 16, 64); err == nil {
			ms -= 300
			l.from = fmt.Sprintf("%08x-%04x-0000-0000-000000000000", ms>>16, ms&0xffff)
		}
	}
}

// match gives, for each event that has a message, how long it took.
func (l *listening) match(h *hello) (out outcome, err error) {
	var rows []struct {
		ID  string `db:"id"`
		Key string `db:"entry_key"`
	}
	err = l.DB.Read(l.ctx, func(tx *db.Tx) error {
		return tx.From("journeys_enrolments").Where("version_no = ?", h.version).All(&rows)
	})
	for _, e := range rows {
		subject, _, _ := strings.Cut(e.Key, "~")
		came, is := l.came[subject]
		if seen, there := l.seen[e.ID]; is && there {
			out.each = append(out.each, seen.Sub(came))
		}
	}
	out.done = len(out.each)
	slices.Sort(out.each)
	return out, err
}
