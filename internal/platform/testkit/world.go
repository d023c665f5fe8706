package testkit

import (
	"context"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"archwire/internal/kit/id"
	"archwire/internal/platform/db"
)

// Start is the instant at which every World's clock begins, in epoch
// milliseconds: 2026-11-22 09:00 in Asia/Shanghai, a Sunday.
const Start int64 = 1795309200000

// Clock is a clock that stands still until the test moves it. It is safe for
// concurrent use.
type Clock struct{ ms atomic.Int64 }

// NewClock makes a clock that stands at Start.
func NewClock() *Clock {
	c := &Clock{}
	c.ms.Store(Start)
	return c
}

// Now is the instant in epoch milliseconds.
func (c *Clock) Now() int64 { return c.ms.Load() }

// Set moves the clock to an instant in epoch milliseconds.
func (c *Clock) Set(ms int64) { c.ms.Store(ms) }

// Add moves the clock on, or back, and returns the new instant.
func (c *Clock) Add(d time.Duration) int64 { return c.ms.Add(d.Milliseconds()) }

// World is what one test works in: a migrated database that nobody else uses.
type World struct {
	T      testing.TB
	DB     *db.DB
	Tenant string    // id of the group
	Actor  string    // id of the person who acts
	Clock  *Clock    // the clock of DB
	IDs    id.Source // the identifiers of DB: the same in every run
}

// Ctx is a context in which Actor acts for Tenant. Without clinics the whole
// group is seen, with some only those. It ends with the test.
func (w *World) Ctx(clinics ...string) context.Context {
	return db.With(w.T.Context(), db.Scope{Tenant: w.Tenant, Clinics: clinics, Actor: w.Actor})
}

// Other is the same database and clock as another group sees them, with an
// actor of its own.
func (w *World) Other() *World {
	o := *w
	o.Tenant, o.Actor = w.IDs(), w.IDs()
	return &o
}

// Each runs fn on a fresh World of each database; see the package.
func Each(t *testing.T, modules []db.Migrations, fn func(t *testing.T, w *World)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, OpenSQLite(t, modules)) })
	if os.Getenv("TEST_POSTGRES") != "" || required() {
		t.Run("postgres", func(t *testing.T) { fn(t, OpenPostgres(t, modules)) })
	}
}

// required tells whether a missing part fails the run.
func required() bool { return os.Getenv("REQUIRE_ALL") == "1" }

// open makes the World of a configuration.
func open(t testing.TB, conf db.Config) *World {
	t.Helper()
	clock := NewClock()
	ids := locked(id.Seeded(1, clock.Now))
	conf.Clock, conf.IDs, conf.Unsynced = clock.Now, ids, true
	d, err := db.Open(t.Context(), conf)
	if err != nil {
		t.Fatalf("testkit: %v", err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Errorf("testkit: close: %v", err)
		}
	})
	return &World{T: t, DB: d, Tenant: ids(), Actor: ids(), Clock: clock, IDs: ids}
}

// locked makes a source of identifiers safe for concurrent use.
func locked(next id.Source) id.Source {
	var mu sync.Mutex
	return func() string {
		mu.Lock()
		defer mu.Unlock()
		return next()
	}
}

// Race runs f(0) … f(n-1) in goroutines that are let go together, waits for
// all, and returns their errors by index.
func Race(t testing.TB, n int, f func(i int) error) []error {
	t.Helper()
	errs := make([]error, n)
	gate := make(chan struct{})
	var ready, done sync.WaitGroup
	ready.Add(n)
	for i := range n {
		done.Go(func() {
			ready.Done()
			<-gate
			errs[i] = f(i)
		})
	}
	ready.Wait()
	close(gate)
	done.Wait()
	return errs
}
