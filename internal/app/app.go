package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"sync"
	"sync/atomic"

	"archwire/internal/fake"
	"archwire/internal/kit/id"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/files"
	"archwire/internal/platform/httpapi"
	"archwire/internal/platform/i18n"
	"archwire/internal/platform/jobs"
	"archwire/internal/platform/live"
	"archwire/internal/platform/module"
	"archwire/internal/platform/secrets"
)

// App is the whole program, built but not yet serving.
type App struct {
	Log   *slog.Logger
	DB    *db.DB
	Vault *secrets.Vault
	Auth  *auth.Service
	Audit *audit.Log
	Queue *jobs.Queue
	Facts *events.Bus
	Live  *live.Hub
	Files files.Store
	API   *httpapi.API
	Texts *i18n.Texts
	House House

	conf     Config
	ticker   *jobs.Ticker
	metrics  *metrics
	list     []module.Module
	stopping atomic.Bool
	pages    sync.Once
	stopLive context.CancelFunc
	double   func()      // ends the outside world's double; nil = none runs
	outer    *fake.World // that double; nil = none runs
	side     sync.WaitGroup
}

// Version is the program's version, set at build.
var Version = "dev"

// Options is what tests and the demo may set beside the configuration.
type Options struct {
	Log      *slog.Logger
	Clock    func() int64 // nil = the system's
	IDs      id.Source    // nil = random
	Unsynced bool         // see db.Config
	Migrate  bool         // bring the schema up to date first
	Progress func(db.Step)
}

// Build opens the database and constructs everything from the bottom up.
func Build(ctx context.Context, c Config, o Options) (a *App, err error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	if err := c.prepare(); err != nil {
		return nil, err
	}
	a = &App{conf: c, Log: o.Log, metrics: newMetrics()}
	defer func(made *App) {
		if err != nil {
			made.Close()
		}
	}(a)
	if err := a.open(ctx, o); err != nil {
		return nil, err
	}
	if err := a.construct(); err != nil {
		return nil, err
	}
	if o.Migrate {
		if err := a.DB.Migrate(ctx, a.Migrations(), o.Progress); err != nil {
			return nil, err
		}
	}
	return a, a.Vault.Match(ctx, a.DB)
}

// Open builds the program over an installation that is there; nothing is made or
// migrated.
func Open(ctx context.Context, c Config, log *slog.Logger) (*App, error) {
	if c.Embedded() && !c.written() {
		return nil, fmt.Errorf("there is no database at %s: look whether --data is right", c.File())
	}
	return Build(ctx, c, Options{Log: log})
}

// open opens keys and database. A key file is made for a new database only: one
// that was made beside an old one would hide that the right one is missing.
func (a *App) open(ctx context.Context, o Options) (err error) {
	c := a.conf
	if c.Embedded() {
		if err := a.unlock(c.Data, c.written()); err != nil {
			return err
		}
		if err := c.reserve(); err != nil {
			return err
		}
	}
	if a.DB, err = db.Open(ctx, c.door(o)); err != nil || c.Embedded() {
		return err
	}
	written, err := secrets.Written(ctx, a.DB)
	if err != nil {
		return err
	}
	return a.unlock("", written)
}

// unlock loads the keys. written tells that the database was sealed with some
// already.
func (a *App) unlock(dataDir string, written bool) (err error) {
	file := a.conf.KeyFile()
	if _, missing := os.Stat(file); written && errors.Is(missing, fs.ErrNotExist) {
		return fmt.Errorf("the database is there, but its key file %s is not: put it back from where its copy is kept, or name its place by --keys; no other file opens what was sealed with it", file)
	}
	a.Vault, err = secrets.Load(file, dataDir)
	return err
}

// construct makes platform and modules and ties them together.
func (a *App) construct() (err error) {
	if a.Files, err = a.conf.fileStore(a.DB.Config().Unsynced); err != nil {
		return err
	}
	a.Queue = jobs.New(a.DB, a.Log)
	a.ticker = jobs.NewTicker(a.DB, a.Log)
	if a.Facts, err = events.New(a.DB, a.Queue, a.Log); err != nil {
		return err
	}
	a.metrics.watch(a)
	a.Audit = audit.New(a.DB, a.Vault)
	a.Live = live.New(a.DB, a.Log)
	a.DB.BeforeCommit(httpapi.KeepTickets)
	if err := a.build(); err != nil {
		return err
	}
	a.metrics.hearProofs(a)
	if a.Texts, err = i18n.Load(a.texts()); err != nil {
		return err
	}
	a.API = httpapi.New(httpapi.Options{
		DB: a.DB, Log: a.Log, Texts: a.Texts,
		Authenticate: a.authenticate, Observe: a.metrics.observe,
	})
	return a.register()
}

// register hands each module's routes, jobs, facts and wakers to the platform.
func (a *App) register() error {
	a.platformRoutes()
	for _, m := range a.list {
		a.API.In(m.Name)
		if m.Routes != nil {
			m.Routes(a.API)
		}
		if err := errors.Join(a.Queue.Add(m.Jobs...), a.Facts.Add(m.Events...), a.ticker.Add(m.Wakers...)); err != nil {
			return fmt.Errorf("module %s: %w", m.Name, err)
		}
	}
	return nil
}

// platformRoutes are the routes of platform packages that have any.
func (a *App) platformRoutes() {
	a.API.In("live")
	a.Live.Routes(a.API, func(r *http.Request) error { _, err := a.authenticate(r); return err })
	a.API.In("audit")
	a.Audit.Routes(a.API, a.names)
	a.API.In("settings")
	a.House.Settings.Routes(a.API, a.names)
}

// authenticate finds the actor of a request by its cookie.
func (a *App) authenticate(r *http.Request) (auth.Actor, error) {
	c, err := r.Cookie(auth.CookieName)
	if err != nil {
		return auth.Actor{}, auth.Unauthenticated.With()
	}
	return a.Auth.Session(r.Context(), c.Value)
}

// start begins the work behind the requests.
func (a *App) start(ctx context.Context) error {
	side, cancel := context.WithCancel(ctx)
	a.stopLive = cancel
	for _, f := range []func(){
		func() { a.Audit.Run(side, a.Log) },
		func() { a.Live.Listen(side) },
		func() { a.sweepOnAndOn(side) },
		func() { a.arrive(side) },
	} {
		a.side.Add(1)
		go func() { defer a.side.Done(); f() }()
	}
	return errors.Join(a.Queue.Start(ctx), a.Facts.Start(ctx), a.ticker.Start(ctx))
}

// stop finishes the jobs under way.
func (a *App) stop(ctx context.Context) error {
	err := errors.Join(a.ticker.Stop(ctx), a.Facts.Stop(ctx), a.Queue.Stop(ctx))
	if a.stopLive != nil {
		a.stopLive()
	}
	a.side.Wait()
	return err
}

// Close ends a built program that does not serve (any more).
func (a *App) Close() error {
	if a.DB == nil {
		return nil
	}
	if a.double != nil {
		a.double()
	}
	return a.DB.Close()
}

// Modules lists the modules from the bottom up.
func (a *App) Modules() []module.Module { return a.list }
