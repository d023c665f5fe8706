package events

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"

	"archwire/internal/platform/db"
	"archwire/internal/platform/jobs"
)

// Migrations holds the tables of this package.
//
//go:embed migrations
var Migrations embed.FS

// The results that Observe hears.
const (
	Heard    = "heard"     // the hearer did it
	Refused  = "refused"   // the hearer failed; it will be tried again
	SetAside = "set_aside" // the hearer failed too often
)

// Bus carries facts to subscriptions.
type Bus struct {
	// Observe, if set before the queue starts, hears how many facts a subscriber
	// was given with which result: for metrics. Later only.
	Observe func(subscriber, result string, n int)

	db    *db.DB
	queue *jobs.Queue
	log   *slog.Logger
	subs  []Subscription
	kinds map[string][]Subscription

	mu     sync.Mutex
	fresh  map[line]bool // lines that got facts since the poster looked
	kicked chan struct{}
	end    func()
	over   chan struct{}
}

// line is what waits for one subscriber in one group.
type line struct {
	Tenant     string `db:"tenant_id"`
	Subscriber string `db:"subscriber"`
}

// New makes a bus and declares its job on the queue. Later is served between
// Start and Stop while the queue works.
func New(d *db.DB, q *jobs.Queue, log *slog.Logger) (*Bus, error) {
	b := &Bus{db: d, queue: q, log: log, kinds: map[string][]Subscription{}, fresh: map[line]bool{}, kicked: make(chan struct{}, 1)}
	return b, q.Add(b.drainJob())
}

// Add declares subscriptions, at start only. A bad declaration or a name that is
// there already is an error. Now hearers are called in the order of Add.
func (b *Bus) Add(list ...Subscription) error {
	for _, s := range list {
		if err := s.check(); err != nil {
			return err
		}
		if slices.ContainsFunc(b.subs, func(o Subscription) bool { return o.Name == s.Name }) {
			return fmt.Errorf("events: subscription %s is declared twice", s.Name)
		}
		b.subs = append(b.subs, s)
		for _, k := range s.Kinds {
			b.kinds[k] = append(b.kinds[k], s)
		}
	}
	return nil
}

// Publish records the fact in the caller's transaction, calls every Now hearer
// there and leaves a row for every Later one. A fact whose dedupe key the group
// has already is silently dropped: nobody hears it twice. The error of a Now
// hearer comes back as it is and must be returned by the caller, so that the
// transaction is rolled back.
func (b *Bus) Publish(tx *db.Tx, f Fact) error {
	if tx.Tenant() == "" {
		return errors.New("events: a fact belongs to a group")
	}
	if !nameForm.MatchString(f.Kind) {
		return fmt.Errorf("events: kind %q is not module.what_happened", f.Kind)
	}
	f.ID, f.Recorded, f.Actor = tx.NewID(), tx.Now(), tx.Actor()
	if f.At == 0 {
		f.At = f.Recorded
	}
	f.body = json.RawMessage("{}")
	if f.Body != nil {
		text, err := json.Marshal(f.Body)
		if err != nil {
			return fmt.Errorf("events: body of %s: %w", f.Kind, err)
		}
		f.body = text
	}
	isNew, err := insertFact(tx, f)
	if err != nil || !isNew {
		return err
	}
	return b.tell(tx, f)
}

// tell calls the Now hearers and leaves rows for the Later ones.
func (b *Bus) tell(tx *db.Tx, f Fact) error {
	var later []string
	for _, s := range b.kinds[f.Kind] {
		if f.Backfill && !s.Backfill {
			continue
		}
		if s.Later != nil {
			later = append(later, s.Name)
		}
		if s.Now == nil {
			continue
		}
		if err := s.Now(tx, f); err != nil {
			return err
		}
	}
	if len(later) == 0 {
		return nil
	}
	if err := insertInbox(tx, f, later); err != nil {
		return err
	}
	tenant := tx.Tenant()
	tx.AfterCommit(func() { b.kick(tenant, later) })
	return nil
}
