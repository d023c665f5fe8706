package events

import (
	"context"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"time"
	"unicode/utf8"

	"archwire/internal/platform/db"
	"archwire/internal/platform/jobs"
)

const (
	// Batch is how many facts Later gets at most: so many that a line keeps up even
	// where each call waits long for its turn at the database.
	Batch = 500
	// Tries is how often a fact is given to its hearer before it is set aside:
	// half an hour of waiting in all.
	Tries = 8
	// LaterTimeout is the limit of one call of Later.
	LaterTimeout = 20 * time.Second

	drainKind = "events.drain"
	drainFor  = 15 * time.Second // one run, so that other lines have their turn; with one last call below jobs.RescueAfter
	maxReason = 500

	// A line that was given so many facts at once is looked at again after a moment,
	// before its job ends: to end it and to add it again takes turns at the database,
	// for which the facts would wait.
	busyLine = 20
	moment   = 50 * time.Millisecond
)

// patience is the wait after the n-th failure of a fact.
func patience(n int) time.Duration {
	steps := []time.Duration{time.Second, 5 * time.Second, 20 * time.Second, time.Minute, 4 * time.Minute, 10 * time.Minute, 15 * time.Minute}
	return steps[min(max(n, 1), len(steps))-1]
}

type drainArgs struct {
	Subscriber string `json:"subscriber"`
}

func (b *Bus) drainJob() jobs.Job {
	return jobs.Job{
		Kind: drainKind, Queue: jobs.QueueFacts, Timeout: drainFor + LaterTimeout + 5*time.Second,
		MaxAttempts: 1000, // failures of hearers do not count; these are the database's
		Backoff:     func(n int) time.Duration { return min(time.Duration(n)*time.Second, 30*time.Second) },
		Work: func(ctx context.Context, in jobs.Input) error {
			var a drainArgs
			if err := in.Args(&a); err != nil {
				return err
			}
			return b.drain(ctx, a.Subscriber)
		},
	}
}

// drain gives a subscriber what waits for it in the group of ctx. Meanwhile nobody
// posts the line, so that facts which came in the end are looked for once more.
func (b *Bus) drain(ctx context.Context, name string) error {
	sub, ok := b.later(name)
	if !ok {
		b.log.Warn("facts wait for a subscriber that is gone", "subscriber", name)
		return nil
	}
	scope, _ := db.From(ctx)
	l, until := line{scope.Tenant, name}, time.Now().Add(drainFor)
	for time.Now().Before(until) {
		b.inHand(l, true)
		err := b.rounds(ctx, sub, until)
		b.inHand(l, false)
		if err != nil {
			return err
		}
		var list []waiting
		err = b.db.Read(ctx, func(tx *db.Tx) error {
			list, err = head(tx, sub.Name, 1)
			return err
		})
		if err != nil || len(list) == 0 {
			return err
		}
	}
	return jobs.Again(0)
}

// rounds gives batch after batch until nothing waits.
func (b *Bus) rounds(ctx context.Context, sub Subscription, until time.Time) error {
	for time.Now().Before(until) {
		n, wait, err := b.round(ctx, sub, until)
		switch {
		case err != nil:
			return err
		case wait > 0:
			return jobs.Again(wait)
		case n < busyLine:
			return nil
		case n < Batch:
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(moment):
			}
		}
	}
	return jobs.Again(0)
}

// inHand notes that this process drains a line, or does so no more.
func (b *Bus) inHand(l line, yes bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if yes {
		b.drained[l] = true
	} else {
		delete(b.drained, l)
	}
}

func (b *Bus) later(name string) (Subscription, bool) {
	for _, s := range b.subs {
		if s.Name == name && s.Later != nil {
			return s, true
		}
	}
	return Subscription{}, false
}

// round gives one batch and tells how many facts it had; Batch of them say that the
// line may be longer. wait is how long the line rests because its first fact was
// refused.
func (b *Bus) round(ctx context.Context, sub Subscription, until time.Time) (n int, wait time.Duration, err error) {
	var list []waiting
	err = b.db.Read(ctx, func(tx *db.Tx) error {
		list, err = head(tx, sub.Name, Batch)
		return err
	})
	if err != nil || len(list) == 0 {
		return 0, 0, err
	}
	if len(list) > 1 && list[0].tries == 0 {
		facts := make([]Fact, len(list))
		for i, w := range list {
			facts[i] = w.Fact
		}
		if b.call(ctx, sub, facts) == nil {
			return len(list), 0, b.done(ctx, sub, facts)
		}
		if err := ctx.Err(); err != nil {
			return 0, 0, err
		}
	}
	// One of them cannot be taken: find out which, in their order.
	for _, w := range list {
		if !time.Now().Before(until) {
			return Batch, 0, nil
		}
		wait, err := b.one(ctx, sub, w)
		if err != nil || wait > 0 {
			return 0, wait, err
		}
	}
	return len(list), 0, nil
}

// one gives a single fact. It returns how long to wait where it was refused and
// stays at the head of the line.
func (b *Bus) one(ctx context.Context, sub Subscription, w waiting) (time.Duration, error) {
	f, tries := w.Fact, w.tries+1
	refusal := b.call(ctx, sub, []Fact{f})
	if refusal == nil {
		return 0, b.done(ctx, sub, []Fact{f})
	}
	if err := ctx.Err(); err != nil {
		return 0, err // the program stops: that is nobody's failure
	}
	result, aside := Refused, int64(0)
	if tries >= Tries {
		result, aside = SetAside, b.db.Now()
	}
	err := b.db.Write(ctx, func(tx *db.Tx) error { return fail(tx, sub.Name, f, shortened(refusal), aside) })
	if err != nil {
		return 0, err
	}
	b.observe(sub.Name, result, 1)
	if aside > 0 {
		b.log.Error("fact set aside", "subscriber", sub.Name, "kind", f.Kind, "fact", f.ID, "tries", tries, "error", refusal)
		return 0, nil
	}
	b.log.Warn("fact refused", "subscriber", sub.Name, "kind", f.Kind, "fact", f.ID, "tries", tries, "error", refusal)
	return patience(tries), nil
}

func (b *Bus) done(ctx context.Context, sub Subscription, facts []Fact) error {
	// What was heard is struck off even while the program stops.
	err := b.db.Write(context.WithoutCancel(ctx), func(tx *db.Tx) error { return strike(tx, sub.Name, facts) })
	if err == nil {
		b.observe(sub.Name, Heard, len(facts))
	}
	return err
}

func (b *Bus) observe(subscriber, result string, n int) {
	if b.Observe != nil {
		b.Observe(subscriber, result, n)
	}
}

// call calls Later; a panic is a failure like any other.
func (b *Bus) call(ctx context.Context, sub Subscription, facts []Fact) (err error) {
	ctx, cancel := context.WithTimeout(ctx, LaterTimeout)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			b.log.Error("hearer panicked", "subscriber", sub.Name, "stack", string(debug.Stack()))
			err = fmt.Errorf("events: %s panicked: %v", sub.Name, p)
		}
	}()
	return sub.Later(ctx, facts)
}

func shortened(err error) string {
	s := err.Error()
	if len(s) <= maxReason {
		return s
	}
	s = s[:maxReason]
	for !utf8.ValidString(s) {
		s = s[:len(s)-1]
	}
	return s
}

// Retry puts every fact of the group that was set aside back into its line, in
// the caller's transaction, and gives what it put back: for the administrator
// who has mended the cause.
func (b *Bus) Retry(tx *db.Tx) ([]Aside, error) {
	var all []Aside
	lines := map[string]bool{}
	for {
		list, err := Asides(tx)
		if err != nil {
			return nil, err
		}
		if len(list) == 0 {
			break
		}
		for _, a := range list {
			if err := putBack(tx, a); err != nil {
				return nil, err
			}
			lines[a.Subscriber] = true
		}
		all = append(all, list...)
	}
	tenant := tx.Tenant()
	tx.AfterCommit(func() { b.kick(tenant, slices.Collect(maps.Keys(lines))) })
	return all, nil
}

// AsideCounts tells, over all groups, whose facts were set aside: for metrics and
// for the doctor.
func (b *Bus) AsideCounts(ctx context.Context) (out []AsideCount, err error) {
	err = b.db.System(ctx, "count the facts that were set aside", func(tx *db.Tx) (err error) {
		out, err = asideCounts(tx)
		return err
	})
	return out, err
}
