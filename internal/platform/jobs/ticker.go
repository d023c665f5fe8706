package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"archwire/internal/platform/db"
)

const (
	// WakeTimeout is the limit of one call of a Waker's Due.
	WakeTimeout = time.Minute

	// A ticker has a claimed topic in hand for this long at most. Should the
	// process die, it is claimed again then.
	wakeLease = 90 * time.Second
	wakeRetry = 30 * time.Second // wait after an error
	wakeEvery = time.Second      // how often the ticker looks
	wakeBatch = 200              // how many topics it takes at a look
	wakeLanes = 4                // how many it calls side by side
)

// Ticker wakes what waits. Several processes may run one: a topic of a group is
// claimed by one of them.
type Ticker struct {
	// Observe, if set before Start, hears of every call: for metrics. The result
	// is Done or Failed.
	Observe func(topic, result string, took time.Duration)

	db     *db.DB
	log    *slog.Logger
	wakers map[string]Waker
	lanes  chan struct{}
	busy   sync.WaitGroup
	cancel context.CancelFunc // ends the looking
	sever  context.CancelFunc // ends the calls
	over   chan struct{}
}

// NewTicker makes a ticker over the door. It wakes nothing before Start.
func NewTicker(d *db.DB, log *slog.Logger) *Ticker {
	return &Ticker{db: d, log: log, wakers: map[string]Waker{}, lanes: make(chan struct{}, wakeLanes)}
}

// Add declares wakers, at start only. A bad declaration or a topic that is there
// already is an error.
func (t *Ticker) Add(list ...Waker) error {
	for _, w := range list {
		if err := w.check(); err != nil {
			return err
		}
		if _, dup := t.wakers[w.Topic]; dup {
			return fmt.Errorf("jobs: waker %s is declared twice", w.Topic)
		}
		t.wakers[w.Topic] = w
	}
	return nil
}

// Start begins to look each second. What ends it is Stop.
func (t *Ticker) Start(ctx context.Context) error {
	if t.over != nil {
		return errors.New("jobs: ticker started twice")
	}
	ctx, t.sever = context.WithCancel(context.WithoutCancel(ctx))
	look, cancel := context.WithCancel(ctx)
	t.cancel, t.over = cancel, make(chan struct{})
	go func() {
		defer close(t.over)
		tick := time.NewTicker(wakeEvery)
		defer tick.Stop()
		for {
			if _, err := t.look(look, ctx); err != nil && look.Err() == nil {
				t.log.Error("ticker cannot look", "error", err)
			}
			select {
			case <-look.Done():
				return
			case <-tick.C:
			}
		}
	}()
	return nil
}

// Stop looks no more and waits for the calls under way. When ctx ends first,
// their contexts are cancelled.
func (t *Ticker) Stop(ctx context.Context) error {
	if t.over == nil {
		return nil
	}
	defer func() { t.sever(); t.over = nil }()
	t.cancel()
	done := make(chan struct{})
	over := t.over
	go func() {
		<-over
		t.busy.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
	}
	t.sever()
	select {
	case <-done:
		return nil
	case <-time.After(5 * time.Second):
		return fmt.Errorf("jobs: stop the ticker: %w", ctx.Err())
	}
}

// Run wakes whatever is due now until nothing is, and waits for it: for tests. It
// must not be called while Start is on.
func (t *Ticker) Run(ctx context.Context) error {
	for {
		n, err := t.look(ctx, ctx)
		t.busy.Wait()
		if err != nil || n == 0 {
			return err
		}
	}
}

type dueRow struct {
	Tenant string `db:"tenant_id"`
	Topic  string `db:"topic"`
}

// look claims what is due and has it worked off on the lanes. It returns how
// much it claimed.
func (t *Ticker) look(ctx, calls context.Context) (int, error) {
	topics := make([]string, 0, len(t.wakers))
	for topic := range t.wakers {
		topics = append(topics, topic)
	}
	var due []dueRow
	err := t.db.System(ctx, "which groups have something due", func(tx *db.Tx) error {
		return tx.From("jobs_wake w").LeftJoin("jobs_wake_held h", "h.tenant_id = w.tenant_id AND h.topic = w.topic").
			Where("w.due_at <= ? AND (h.until_at IS NULL OR h.until_at <= ?)", tx.Now(), tx.Now()).Where("w.topic IN (?)", topics).
			OrderBy("w.due_at, w.tenant_id, w.topic").Limit(wakeBatch).All(&due)
	})
	n := 0
	for _, row := range due {
		if err != nil {
			break
		}
		select {
		case <-ctx.Done():
			return n, ctx.Err()
		case t.lanes <- struct{}{}:
		}
		var mine bool
		if mine, err = t.claim(ctx, row); err != nil || !mine {
			<-t.lanes
			continue
		}
		n++
		t.busy.Go(func() {
			defer func() { <-t.lanes }()
			t.wake(db.With(calls, db.Scope{Tenant: row.Tenant, Request: "wake:" + row.Topic}), t.wakers[row.Topic])
		})
	}
	return n, err
}

type heldRow struct {
	Topic string `db:"topic"`
	Until int64  `db:"until_at"`
}

// takeOver takes a topic that another let rest or died with: now is the new
// instant less the lease.
var takeOver = fmt.Sprintf(`ON CONFLICT (tenant_id, topic) DO UPDATE SET until_at = excluded.until_at
	WHERE jobs_wake_held.until_at <= excluded.until_at - %d`, wakeLease.Milliseconds())

// claim takes a topic of a group in hand; of several tickers one succeeds.
func (t *Ticker) claim(ctx context.Context, row dueRow) (mine bool, err error) {
	err = t.db.Write(db.With(ctx, db.Scope{Tenant: row.Tenant}), func(tx *db.Tx) error {
		n, err := tx.InsertOr("jobs_wake_held", heldRow{row.Topic, tx.Now() + wakeLease.Milliseconds()},
			takeOver)
		if err != nil || n == 0 {
			return err
		}
		// It may have been worked off and let go since the look.
		mine, err = tx.From("jobs_wake").Where("topic = ? AND due_at <= ?", row.Topic, tx.Now()).Exists()
		if err == nil && !mine {
			err = release(tx, row.Topic)
		}
		return err
	})
	return mine, err
}

func release(tx *db.Tx, topic string) error {
	_, err := tx.Delete("jobs_wake_held").Where("topic = ?", topic).Exec()
	return err
}

// wake calls Due and settles when to call it next.
func (t *Ticker) wake(ctx context.Context, w Waker) {
	began := time.Now()
	err := t.due(ctx, w)
	if err == nil {
		err = t.db.Write(ctx, func(tx *db.Tx) error { return settle(tx, w) })
	}
	result := Done
	if err != nil {
		result = Failed
		t.log.Error("waker failed", "topic", w.Topic, "error", err)
		err = t.db.Write(context.WithoutCancel(ctx), func(tx *db.Tx) error {
			return hold(tx, w.Topic, tx.Now()+wakeRetry.Milliseconds())
		})
		if err != nil {
			// The lease runs out and it is called again.
			t.log.Error("waker cannot be put back", "topic", w.Topic, "error", err)
		}
	}
	if t.Observe != nil {
		t.Observe(w.Topic, result, time.Since(began))
	}
}

func (t *Ticker) due(ctx context.Context, w Waker) (err error) {
	ctx, cancel := context.WithTimeout(ctx, WakeTimeout)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			t.log.Error("waker panicked", "topic", w.Topic, "stack", string(debug.Stack()))
			err = fmt.Errorf("jobs: waker %s panicked: %v", w.Topic, p)
		}
	}()
	return w.Due(ctx, t.db.Now())
}

// hold keeps a topic in hand until an instant, so that it rests.
func hold(tx *db.Tx, topic string, until int64) error {
	_, err := tx.Update("jobs_wake_held").Set("until_at = ?", until).Where("topic = ?", topic).Exec()
	return err
}

// settle raises the instant to the next one and lets the topic go. The row is
// locked first: everybody who relied on the old instant has committed by then
// and is seen by Next, and everybody after finds the new one.
func settle(tx *db.Tx, w Waker) error {
	var due int64
	if _, err := tx.From("jobs_wake").Where("topic = ?", w.Topic).ForUpdate().Get("due_at", &due); err != nil {
		return err
	}
	at, waits, err := w.Next(tx)
	if err != nil {
		return err
	}
	if waits {
		_, err = tx.Update("jobs_wake").Set("due_at = ?", at).Where("topic = ?", w.Topic).Exec()
	} else {
		_, err = tx.Delete("jobs_wake").Where("topic = ?", w.Topic).Exec()
	}
	if err != nil {
		return err
	}
	return release(tx, w.Topic)
}
