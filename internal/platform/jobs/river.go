package jobs

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"

	"archwire/internal/platform/db"
)

const (
	// DefaultTimeout is the limit of one attempt where the job names none: ample
	// for a call to an outside party, which has a shorter limit of its own.
	DefaultTimeout = 30 * time.Second
	// RescueAfter is how long after its beginning a job is taken for dead and run
	// again, if its Timeout is not longer. On SQLite the jobs of a process that
	// died are run again as soon as the next one starts.
	RescueAfter = 45 * time.Second
)

// engine is River over one of the two databases.
type engine interface {
	insert(tx *db.Tx, e envelope, o *river.InsertOpts) error
	retry(tx *db.Tx, id int64) error
	start(ctx context.Context, set *river.Workers) error
	stop(ctx context.Context) error
}

// on is the engine for a driver whose transactions are of type T.
type on[T any] struct {
	log     *slog.Logger
	config  func() *river.Config
	inside  func(*db.Tx, func(T) error) error                                         // lends the driver's transaction under ours
	connect func(context.Context) (d riverdriver.Driver[T], hangUp func(), err error) // for working
	adding  *river.Client[T]
	working *river.Client[T]
	hangUp  func()
}

func onSQLite(d *db.DB, log *slog.Logger) engine {
	// The queue shares the one writing connection of the door. It looks for work
	// ten times a second, which costs nothing while there is none; River's own
	// notifications on SQLite are rows that would be written and polled as well.
	driver := riversqlite.New(d.Pool())
	e := &on[*sql.Tx]{log: log}
	e.config = func() *river.Config {
		c := config(log)
		c.PollOnly, c.FetchCooldown, c.FetchPollInterval = true, 20*time.Millisecond, 100*time.Millisecond
		return c
	}
	e.inside = func(tx *db.Tx, fn func(*sql.Tx) error) error { return fn(tx.SQLTx()) }
	e.connect = func(ctx context.Context) (riverdriver.Driver[*sql.Tx], func(), error) {
		// One process works a file, so whatever is marked as running ran in a
		// process that is no more.
		err := d.System(ctx, "run again what a dead process left", func(tx *db.Tx) error {
			_, err := tx.RawExec("UPDATE river_job SET state = 'available' WHERE state = 'running'")
			return err
		})
		return driver, func() {}, err
	}
	e.adding = adder(driver, e.config())
	return e
}

func onPostgres(d *db.DB, log *slog.Logger) engine {
	// LISTEN needs connections of pgx's own, under the serving role. The poll is a
	// net below the notifications.
	e := &on[pgx.Tx]{log: log}
	e.config = func() *river.Config {
		c := config(log)
		c.FetchCooldown, c.FetchPollInterval = 20*time.Millisecond, time.Second
		return c
	}
	e.inside = func(tx *db.Tx, fn func(pgx.Tx) error) error {
		return tx.Conn().Raw(func(dc any) error { return fn(lent{dc.(*stdlib.Conn).Conn()}) })
	}
	e.connect = func(ctx context.Context) (riverdriver.Driver[pgx.Tx], func(), error) {
		c, err := pgxpool.ParseConfig(d.Config().App)
		if err != nil {
			return nil, nil, err
		}
		c.MaxConns = 8
		pool, err := pgxpool.NewWithConfig(ctx, c)
		if err != nil {
			return nil, nil, err
		}
		return riverpgxv5.New(pool), pool.Close, nil
	}
	e.adding = adder(riverpgxv5.New(nil), e.config())
	return e
}

// config is what both databases share. Kinds are checked by Enqueue. Indexes
// are not rebuilt by the queue: the serving role does not own them.
func config(log *slog.Logger) *river.Config {
	return &river.Config{
		JobTimeout:                  DefaultTimeout,
		RescueStuckJobsAfter:        RescueAfter,
		CompletedJobRetentionPeriod: time.Hour,
		DiscardedJobRetentionPeriod: 7 * 24 * time.Hour,
		ReindexerIndexNames:         []string{},
		SkipUnknownJobCheck:         true,
		Logger:                      slog.New(quiet{log.Handler()}),
	}
}

// adder makes a client that only adds. Its configuration is fixed, so that a
// failure is a programming error.
func adder[T any](driver riverdriver.Driver[T], c *river.Config) *river.Client[T] {
	client, err := river.NewClient(driver, c)
	if err != nil {
		panic(fmt.Sprintf("jobs: %v", err))
	}
	return client
}

func (e *on[T]) insert(tx *db.Tx, job envelope, o *river.InsertOpts) error {
	return e.inside(tx, func(t T) error {
		_, err := e.adding.InsertTx(tx.Context(), t, job, o)
		return err
	})
}

func (e *on[T]) retry(tx *db.Tx, id int64) error {
	return e.inside(tx, func(t T) error {
		_, err := e.adding.JobRetryTx(tx.Context(), t, id)
		return err
	})
}

func (e *on[T]) start(ctx context.Context, set *river.Workers) error {
	if e.working != nil {
		return errors.New("jobs: started twice")
	}
	driver, hangUp, err := e.connect(ctx)
	if err != nil {
		return fmt.Errorf("jobs: start: %w", err)
	}
	c := e.config()
	c.Workers, c.Queues = set, map[string]river.QueueConfig{}
	for name, n := range workers {
		c.Queues[name] = river.QueueConfig{MaxWorkers: n}
	}
	c.Queues[QueueHeavy] = river.QueueConfig{MaxWorkers: workers[QueueHeavy], FetchPollInterval: time.Second}
	client, err := river.NewClient(driver, c)
	if err == nil {
		err = client.Start(ctx)
	}
	if err != nil {
		hangUp()
		return fmt.Errorf("jobs: start: %w", err)
	}
	e.working, e.hangUp = client, hangUp
	return nil
}

func (e *on[T]) stop(ctx context.Context) error {
	if e.working == nil {
		return nil
	}
	err := e.working.Stop(ctx)
	if err != nil {
		// The caller's patience is over: tell the jobs, and give them a moment.
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		err = e.working.StopAndCancel(last)
	}
	if err != nil {
		// Jobs that do not listen keep their connections; closing them would wait.
		return fmt.Errorf("jobs: stop: %w", err)
	}
	e.hangUp()
	e.working = nil
	return nil
}

// quiet lets River's warnings and errors through; its notes on every failed
// attempt are written by this package in its own words.
type quiet struct{ slog.Handler }

func (q quiet) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && q.Handler.Enabled(ctx, l)
}
func (q quiet) WithAttrs(a []slog.Attr) slog.Handler { return quiet{q.Handler.WithAttrs(a)} }
func (q quiet) WithGroup(name string) slog.Handler   { return quiet{q.Handler.WithGroup(name)} }
