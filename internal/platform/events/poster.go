package events

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"archwire/internal/platform/db"
	"archwire/internal/platform/jobs"
)

const (
	postEvery = time.Second           // how often the poster looks at the database
	postPause = 50 * time.Millisecond // the most that facts wait to share one job
)

// kick tells the poster that lines of a group have grown.
func (b *Bus) kick(tenant string, subscribers []string) {
	b.mu.Lock()
	for _, s := range subscribers {
		b.fresh[line{tenant, s}] = true
	}
	b.mu.Unlock()
	select {
	case b.kicked <- struct{}{}:
	default:
	}
}

// Start begins to post: it adds a job for each line that waits. What ends it is
// Stop.
func (b *Bus) Start(ctx context.Context) error {
	if b.over != nil {
		return errors.New("events: started twice")
	}
	ctx, b.end = context.WithCancel(context.WithoutCancel(ctx))
	b.over = make(chan struct{})
	go func() {
		defer close(b.over)
		tick := time.NewTicker(postEvery)
		defer tick.Stop()
		b.lookAll(ctx)
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				b.lookAll(ctx)
			case <-b.kicked:
				b.post(ctx)
				select { // under load, facts of a moment share a job
				case <-ctx.Done():
				case <-time.After(postPause):
				}
			}
		}
	}()
	return nil
}

// Stop ends the posting. Facts that wait are served after the next start.
func (b *Bus) Stop(context.Context) error {
	if b.over == nil {
		return nil
	}
	b.end()
	<-b.over
	b.over = nil
	return nil
}

// lookAll posts every line that waits in the database: those of this process,
// of others, and of one that died.
func (b *Bus) lookAll(ctx context.Context) {
	list, err := b.waiting(ctx)
	if err != nil {
		if ctx.Err() == nil {
			b.log.Error("cannot look for facts", "error", err)
		}
		return
	}
	b.mu.Lock()
	for _, l := range list {
		b.fresh[l] = true
	}
	b.mu.Unlock()
	b.post(ctx)
}

// waiting lists the lines of subscribers that are there.
func (b *Bus) waiting(ctx context.Context) ([]line, error) {
	var list []line
	err := b.db.System(ctx, "which groups have facts to hear", func(tx *db.Tx) (err error) {
		list, err = lines(tx)
		return err
	})
	return slices.DeleteFunc(list, func(l line) bool {
		_, ok := b.later(l.Subscriber)
		return !ok
	}), err
}

// Run gives every Later hearer what waits, at once and in the caller's
// goroutine, until nothing is left; a hearer that refuses a fact ends it with an
// error. It is for tests. It must not be called while Start is on.
func (b *Bus) Run(ctx context.Context) error {
	for {
		list, err := b.waiting(ctx)
		if err != nil || len(list) == 0 {
			return err
		}
		for _, l := range list {
			sub, _ := b.later(l.Subscriber)
			group := db.With(ctx, db.Scope{Tenant: l.Tenant})
			for n := Batch; n == Batch; {
				var wait time.Duration
				n, wait, err = b.round(group, sub, time.Now().Add(time.Hour))
				if err != nil {
					return err
				}
				if wait > 0 {
					return fmt.Errorf("events: %s refused a fact", l.Subscriber)
				}
			}
		}
	}
}

// post adds the unique job of each fresh line but those that are being drained here:
// who drains them looks again in the end.
func (b *Bus) post(ctx context.Context) {
	b.mu.Lock()
	list := make(map[string][]string, len(b.fresh))
	for l := range b.fresh {
		if b.drained[l] {
			continue
		}
		list[l.Tenant] = append(list[l.Tenant], l.Subscriber)
	}
	clear(b.fresh)
	b.mu.Unlock()
	for tenant, subscribers := range list {
		for part := range slices.Chunk(subscribers, b.perPost()) {
			err := b.db.Write(db.With(ctx, db.Scope{Tenant: tenant}), func(tx *db.Tx) error {
				for _, s := range part {
					if err := b.queue.Enqueue(tx, drainKind, drainArgs{s}, jobs.Unique(s)); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil && ctx.Err() == nil {
				// The next look finds the line again.
				b.log.Error("cannot post facts", "error", err)
			}
		}
	}
}

// perPost is how many jobs one transaction adds. A unique job that is there already is
// locked by adding it; on PostgreSQL the queue locks jobs that ended in an order of its
// own, and who held one and wanted the next would stand against it.
func (b *Bus) perPost() int {
	if b.db.Dialect == db.Postgres {
		return 1
	}
	return 100
}
