package audit

import (
	"context"
	"sync"
	"time"

	"archwire/internal/platform/db"
)

// gather is how long the first read of a batch waits for others: long enough for
// what one page asks side by side, short enough that nobody feels it. patience is
// how long a batch may take to be written.
const (
	gather   = 2 * time.Millisecond
	patience = 10 * time.Second
	maxBatch = 500
)

// reads collects the reads of one group until they are written together.
type reads struct {
	mu   sync.Mutex
	open map[string]*batch // tenant → the batch that still takes entries
}

type batch struct {
	entries []read
	full    chan struct{}
	done    chan struct{}
	err     error
}

type read struct {
	entry          Entry
	actor, request string
	at             int64
}

// Opened records that a record was opened, printed or exported, and returns
// once the row is durable: call it before the answer is given, and give no
// answer if it fails. It opens a transaction of its own, so it must not be
// called inside a Write; there Record does the same.
func (l *Log) Opened(ctx context.Context, e Entry) error {
	s, ok := db.From(ctx)
	if !ok || s.Tenant == "" {
		return db.ErrNoScope
	}
	b := l.join(s.Tenant, read{e, s.Actor, s.Request, l.db.Now()})
	select {
	case <-b.done:
		return b.err
	case <-ctx.Done():
		return ctx.Err() // the row is written all the same
	}
}

// join adds the read to the group's open batch, or opens one.
func (l *Log) join(tenant string, r read) *batch {
	l.reads.mu.Lock()
	defer l.reads.mu.Unlock()
	b := l.reads.open[tenant]
	if b == nil {
		b = &batch{full: make(chan struct{}), done: make(chan struct{})}
		if l.reads.open == nil {
			l.reads.open = map[string]*batch{}
		}
		l.reads.open[tenant] = b
		go l.write(tenant, b)
	}
	b.entries = append(b.entries, r)
	if len(b.entries) == maxBatch {
		delete(l.reads.open, tenant)
		close(b.full)
	}
	return b
}

// write waits for company, closes the batch and writes it. The readers' own
// contexts play no part: what was seen is recorded even if the reader hangs up.
func (l *Log) write(tenant string, b *batch) {
	wait := time.NewTimer(gather)
	defer wait.Stop()
	select {
	case <-wait.C:
	case <-b.full:
	}
	l.reads.mu.Lock()
	if l.reads.open[tenant] == b {
		delete(l.reads.open, tenant)
	}
	l.reads.mu.Unlock()
	defer close(b.done)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	b.err = l.db.Write(db.With(ctx, db.Scope{Tenant: tenant}), func(tx *db.Tx) error {
		for _, r := range b.entries {
			if err := l.add(tx, Read, r.entry, r.actor, r.request, r.at); err != nil {
				return err
			}
		}
		return nil
	})
}
