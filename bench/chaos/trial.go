package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"archwire/bench/stage"
	"archwire/internal/app"
	"archwire/internal/platform/db"
)

// trial is what happens on one database.
type trial struct {
	options
	data   *stage.Database
	clinic clinic
	desks  []*desk
	tills  []*cashier
	money  *moneyBooks // as the last look found them
	before map[string]bool
	rnd    *rand.Rand
	log    *os.File
	killed atomic.Bool
	began  time.Time

	stopped bool // in good order, at the end

	outside  *outside
	people   *crowd
	messages *messageBooks    // as the last look found them
	left     map[string]int64 // visit@start → since when it is acknowledged that the visit is not there any more
	visible  map[string]bool  // unknown messages about which a person was let decide

	guides   []*guide
	tours    []*tour
	laid     int64 // since when the journeys of the trial are live
	started  int64 // the last program
	lookedAt int64 // when it was looked at journeys last
	stood    map[string]stand
	passed   map[string]passing
	entered  map[string]string // answers to who was let in, by key, as the last look found them
	elders   map[string]bool
	told     string // of journeys, by the last look at everything
	met      met

	looks, glances spent // at everything, at what was in flight

	kills   int
	imports importTrial
	took    time.Duration

	mu         sync.Mutex
	violations []string
}

// spent is how often something was done, and how long that took altogether.
type spent struct {
	times int
	took  time.Duration
}

func (s *spent) since(began time.Time) {
	s.times++
	s.took += time.Since(began)
}

func (s spent) String() string {
	if s.times == 0 {
		return "0"
	}
	return fmt.Sprintf("%d of %s", s.times, (s.took / time.Duration(s.times)).Round(10*time.Millisecond))
}

// patients is how many people the clinic of a trial has.
const patients = 300

// guides is how many let patients into journeys at once.
const guides = 2

func newTrial(ctx context.Context, place *stage.Place, d db.Dialect, o options) (*trial, error) {
	t := &trial{options: o, rnd: rand.New(rand.NewPCG(o.seed, 0xc4a05)), began: time.Now()}
	var err error
	if t.data, err = place.Empty(ctx, d); err != nil {
		return nil, err
	}
	if t.log, err = os.Create(filepath.Join(place.Dir, string(d)+".log")); err != nil {
		return nil, err
	}
	fmt.Printf("%s: furnishing a clinic\n", stage.Name(d))
	if err := t.data.Furnish(ctx, patients, func(string) {}); err != nil {
		return nil, err
	}
	b, err := t.openBooks(ctx)
	if err != nil {
		return nil, err
	}
	defer b.close()
	if t.clinic, err = b.clinic(ctx); err != nil {
		return nil, err
	}
	for i := range o.desks {
		t.desks = append(t.desks, newDesk(t, i))
	}
	if t.money, err = b.readMoney(ctx, nil); err != nil {
		return nil, err
	}
	t.before = map[string]bool{}
	for _, docs := range t.money.docs {
		for id := range docs {
			t.before[id] = true
		}
	}
	for i := range o.cashierCount {
		t.tills = append(t.tills, newCashier(t, i))
	}
	for i := range guides {
		t.guides = append(t.guides, newGuide(t, i))
	}
	t.stood, t.passed = map[string]stand{}, map[string]passing{}
	t.left, t.visible, t.people = map[string]int64{}, map[string]bool{}, newCrowd(t)
	t.outside, err = t.newOutside(ctx, b, place.Dir)
	return t, err
}

// violated notes a broken promise.
func (t *trial) violated(format string, args ...any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.violations = append(t.violations, fmt.Sprintf("after %d kills: ", t.kills)+fmt.Sprintf(format, args...))
}

// enough violations to see what is wrong.
const enough = 20

func (t *trial) run(ctx context.Context) error {
	defer t.outside.stop()
	for t.kills = range t.options.kills {
		if err := t.round(ctx, t.importsNow()); err != nil {
			return t.failed(err)
		}
		if len(t.violations) >= enough {
			break
		}
		if (t.kills+1)%10 == 0 {
			fmt.Printf("%s: %d kills\n", stage.Name(t.data.Dialect), t.kills+1)
		}
	}
	t.kills++
	// The last word belongs to a program that was not killed.
	s, err := t.start(ctx)
	if err != nil {
		return t.failed(err)
	}
	t.askAgain()
	t.awaitImport(ctx, s.URL)
	if err := t.settle(); err != nil {
		s.Kill()
		return t.failed(err)
	}
	if err := s.Stop(); err != nil {
		t.violated("it did not stop in good order: %v", err)
	}
	t.stopped = true
	if err := t.look(ctx); err != nil {
		return t.failed(err)
	}
	t.readLog()
	return t.failed(nil)
}

// failed joins what broke the trial off with the promises that were broken.
func (t *trial) failed(err error) error {
	t.took = time.Since(t.began)
	if len(t.violations) == 0 {
		return err
	}
	return errors.Join(err, fmt.Errorf("%d promises broken:\n  %s", len(t.violations), strings.Join(t.violations, "\n  ")))
}

// round starts the program, lets the desks work, kills it and looks.
func (t *trial) round(ctx context.Context, withImport bool) error {
	s, err := t.start(ctx)
	if err != nil {
		return err
	}
	defer s.Kill()
	t.askAgain()
	t.awaitImport(ctx, s.URL)
	if withImport {
		if err := t.beginImport(ctx, s.URL); err != nil {
			return err
		}
	}
	if err := t.outside.misbehave(); err != nil {
		return err
	}
	var working sync.WaitGroup
	working.Go(func() { t.people.live(ctx) })
	for _, d := range t.desks {
		working.Go(func() { d.work() })
	}
	for _, c := range t.tills {
		working.Go(func() { c.work() })
	}
	for _, g := range t.guides {
		working.Go(func() { g.work() })
	}
	first := 200
	if t.only != "" {
		first = 50 // waits that were over meanwhile are stepped through at once
	}
	time.Sleep(time.Duration(first+t.rnd.IntN(1300)) * time.Millisecond)
	t.killed.Store(true)
	s.Kill()
	working.Wait()
	if (t.kills+1)%t.options.whole == 0 {
		return t.look(ctx)
	}
	return t.glance(ctx)
}

func (t *trial) start(ctx context.Context) (*stage.Served, error) {
	s, err := stage.Serve(ctx, t.binary, t.data, t.log)
	if err != nil {
		said, _ := os.ReadFile(t.log.Name())
		return nil, fmt.Errorf("%w\n%s", err, said[max(0, len(said)-2000):])
	}
	t.killed.Store(false)
	t.started = time.Now().UnixMilli()
	var errs []error
	for _, d := range t.desks {
		errs = append(errs, d.sitDown(s.URL))
	}
	for _, c := range t.tills {
		errs = append(errs, c.sitDown(s.URL))
	}
	errs = append(errs, t.people.sitDown(s.URL))
	err = errors.Join(errs...)
	if err == nil {
		err = t.open()
	}
	if err != nil {
		s.Kill()
		return nil, err
	}
	return s, nil
}

// open lets messages go: the first time to the double, each time as it is set, and
// back to where the program is now.
func (t *trial) open() error {
	if err := t.people.decide(); err != nil {
		return err
	}
	if len(t.outside.accounts) == 0 {
		if err := t.outside.move(t.people.boss); err != nil {
			return err
		}
	}
	for _, g := range t.guides {
		g.sitDown()
	}
	if t.laid == 0 {
		if err := t.lay(); err != nil {
			return err
		}
	}
	return t.outside.callBack(t.people.boss)
}

// askAgain lets every desk send again what it had no answer to.
func (t *trial) askAgain() {
	var working sync.WaitGroup
	for _, d := range t.desks {
		working.Go(d.askAgain)
	}
	for _, c := range t.tills {
		working.Go(c.askAgain)
	}
	for _, g := range t.guides {
		working.Go(g.askAgain)
	}
	working.Wait()
}

// glance reads what was in flight when the program died: the visits of the desks, what
// became of the cashiers' lost requests, and what is new of journeys.
func (t *trial) glance(ctx context.Context) error {
	defer t.glances.since(time.Now())
	b, err := t.openBooks(ctx)
	if err != nil {
		return err
	}
	defer b.close()
	if err := b.glance(ctx); err != nil {
		return err
	}
	for _, d := range t.desks {
		d.reconcile(b)
	}
	for _, c := range t.tills {
		if err := b.recover(ctx, c); err != nil {
			return err
		}
	}
	if err := t.lookAtJourneys(ctx, b, t.lookedAt); err != nil {
		return err
	}
	return b.release(ctx)
}

// lookAtJourneys looks at what is new of journeys since an instant, 0 = at everything,
// and lets time pass for who waits.
func (t *trial) lookAtJourneys(ctx context.Context, b *books, since int64) error {
	if t.elders == nil {
		if err := b.readElders(ctx, t); err != nil {
			return err
		}
	}
	j, err := b.readJourneys(ctx, t, since)
	if err != nil {
		return err
	}
	for _, g := range t.guides {
		g.reconcile(j)
	}
	j.laws(t.violated)
	t.remember(j)
	if j.whole {
		t.told = j.report(t)
	}
	if t.stopped {
		return nil
	}
	return b.hurry(ctx, j, t.rnd)
}

// look reads the books of the dead program and holds them against what the
// desks know and against the laws of the house.
func (t *trial) look(ctx context.Context) error {
	defer t.looks.since(time.Now())
	b, err := t.openBooks(ctx)
	if err != nil {
		return err
	}
	defer b.close()
	if err := b.read(ctx); err != nil {
		return err
	}
	for _, d := range t.desks {
		d.reconcile(b)
	}
	b.laws(t.violated)
	if t.money, err = b.readMoney(ctx, t.before); err != nil {
		return err
	}
	for _, c := range t.tills {
		c.reconcile(t.money)
	}
	t.money.laws(t.violated)
	if t.messages, err = b.readMessages(ctx, t); err != nil {
		return err
	}
	t.messages.last = t.stopped
	t.messages.laws(t.violated)
	if err := t.lookAtJourneys(ctx, b, 0); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err // broken off from outside: the doctor could not look either
	}
	for _, f := range app.Doctor(ctx, t.data.Config) {
		if !f.OK {
			t.violated("the doctor: %s", f)
		}
	}
	return b.release(ctx)
}

// readLog finds internal errors that no answer showed.
func (t *trial) readLog() {
	f, err := os.Open(t.log.Name())
	if err != nil {
		t.violated("%v", err)
		return
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if strings.Contains(lines.Text(), "level=ERROR") {
			t.violated("in the log: %.300s", lines.Text())
		}
	}
}

func (t *trial) report() string {
	var sum counts
	for _, d := range t.desks {
		sum.add(d.counts)
	}
	told := "no messages"
	if t.messages != nil {
		told = t.messages.report(t)
	}
	return fmt.Sprintf("%s: %d kills in %s (looks at everything %s, at what was in flight %s); %s; %s; %s; %s; %s; promises broken: %d\n", stage.Name(t.data.Dialect), t.kills,
		t.took.Round(time.Second), t.looks, t.glances, sum, moneyReport(t.tills), t.imports, told, t.told, len(t.violations))
}
