package events

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
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

	mu      sync.Mutex
	fresh   map[line]bool // lines that got facts since the poster looked
	drained map[line]bool // lines that this process drains
	kicked  chan struct{}
	end     func()
	over    chan struct{}
}

// line is what waits for one subscriber in one group.
type line struct {
	Tenant     string `db:"tenant_id"`
	Subscriber string `db:"subscriber"`
}

// New makes a bus and declares its job on the queue. Later is served between
// Start and Stop while the queue works.
func New(d *db.DB, q *jobs.Queue, log *slog.Logger) (*Bus, error) {
	b := &Bus{db: d, queue: q, log: log, kinds: map[string][]Subscription{}, fresh: map[line]bool{}, drained: map[line]bool{}, kicked: make(chan struct{}, 1)}
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
	f, err := stamp(tx, f)
	if err != nil {
		return err
	}
	isNew, err := insertFact(tx, f)
	if err != nil || !isNew {
		return err
	}
	return b.tell(tx, f)
}

// PublishAll is Publish for many facts: they are stored in a few statements, and
// the hearers hear them in their order.
func (b *Bus) PublishAll(tx *db.Tx, list []Fact) error {
	stamped := make([]Fact, len(list))
	for i, f := range list {
		var err error
		if stamped[i], err = stamp(tx, f); err != nil {
			return err
		}
	}
	fresh, err := insertFacts(tx, stamped)
	if err != nil {
		return err
	}
	return b.tell(tx, fresh...)
}

// stamp checks a fact and gives it what Publish gives.
func stamp(tx *db.Tx, f Fact) (Fact, error) {
	if tx.Tenant() == "" {
		return f, errors.New("events: a fact belongs to a group")
	}
	if !nameForm.MatchString(f.Kind) {
		return f, fmt.Errorf("events: kind %q is not module.what_happened", f.Kind)
	}
	f.ID, f.Recorded, f.Actor = tx.NewID(), tx.Now(), tx.Actor()
	if f.At == 0 {
		f.At = f.Recorded
	}
	f.body = json.RawMessage("{}")
	if f.Body != nil {
		text, err := json.Marshal(f.Body)
		if err != nil {
			return f, fmt.Errorf("events: body of %s: %w", f.Kind, err)
		}
		f.body = text
	}
	return f, nil
}

// tell calls the Now hearers and leaves rows for the Later ones.
func (b *Bus) tell(tx *db.Tx, list ...Fact) error {
	var inbox []inboxRow
	heard := map[string]bool{}
	for _, f := range list {
		for _, s := range b.kinds[f.Kind] {
			if f.Backfill && !s.Backfill {
				continue
			}
			if s.Later != nil {
				inbox = append(inbox, inboxRow{Subscriber: s.Name, Recorded: f.Recorded, Fact: f.ID})
				heard[s.Name] = true
			}
			if s.Now == nil {
				continue
			}
			if err := s.Now(tx, f); err != nil {
				return err
			}
		}
	}
	if len(inbox) == 0 {
		return nil
	}
	if err := tx.Insert("events_inbox", inbox); err != nil {
		return err
	}
	tenant := tx.Tenant()
	tx.AfterCommit(func() { b.kick(tenant, slices.Sorted(maps.Keys(heard))) })
	return nil
}
