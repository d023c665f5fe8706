package stage

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"archwire/internal/app"
	"archwire/internal/platform/db"
	"archwire/internal/platform/testkit"
)

// Place is a directory of one run with at most one PostgreSQL server. Close
// leaves nothing behind but what is kept.
type Place struct {
	Dir    string
	keep   string // "" = nothing is kept
	server *testkit.Server
	seq    int
}

// NewPlace makes the directory, and starts the server if it is asked for. keep is
// a directory for what the next run may use again, "" for none.
func NewPlace(postgres bool, keep string) (*Place, error) {
	dir, err := os.MkdirTemp("", "archwire-bench-")
	if err != nil {
		return nil, err
	}
	if keep != "" {
		if keep, err = filepath.Abs(keep); err != nil {
			return nil, err
		}
	}
	p := &Place{Dir: dir, keep: keep}
	if postgres {
		if keep == "" {
			p.server, err = testkit.StartServer(true)
		} else {
			p.server, err = testkit.StartKept(filepath.Join(keep, "postgres", "server"))
		}
		if err != nil {
			os.RemoveAll(dir)
			return nil, fmt.Errorf("PostgreSQL: %w", err)
		}
	}
	return p, nil
}

// Close stops the server and removes the directory.
func (p *Place) Close() {
	if p.server != nil {
		p.server.Stop()
	}
	os.RemoveAll(p.Dir)
}

// Database is one database of the place, with its key file.
type Database struct {
	Dialect db.Dialect
	Config  app.Config
	place   *Place
	door    db.Config
	drop    func() error
	kept    bool
}

// Empty makes an empty database.
func (p *Place) Empty(ctx context.Context, d db.Dialect) (*Database, error) {
	p.seq++
	dir := filepath.Join(p.Dir, fmt.Sprint(p.seq))
	out := &Database{Dialect: d, place: p, drop: func() error { return nil },
		Config: app.Config{Data: filepath.Join(dir, "data"), Keys: filepath.Join(dir, "archwire.keys")}}
	if err := os.MkdirAll(out.Config.Data, 0o700); err != nil {
		return nil, err
	}
	if d == db.SQLite {
		out.door.Path = out.Config.File()
		return out, nil
	}
	door, drop, err := p.server.Create(ctx, nil)
	if err != nil {
		return nil, err
	}
	return out.on(door, drop), nil
}

// Kept gives the database of that name from the directory for what is kept, made
// and filled once. fill gets it empty; without such a directory it does so in
// every run.
func (p *Place) Kept(ctx context.Context, d db.Dialect, name string, fill func(*Database) error) (*Database, error) {
	if p.keep == "" {
		out, err := p.Empty(ctx, d)
		if err == nil {
			err = fill(out)
		}
		return out, err
	}
	dir := filepath.Join(p.keep, string(d), name)
	out := &Database{Dialect: d, place: p, drop: func() error { return nil }, kept: true,
		Config: app.Config{Data: filepath.Join(dir, "data"), Keys: filepath.Join(dir, "archwire.keys")}}
	done := filepath.Join(dir, "done")
	_, missing := os.Stat(done)
	if missing != nil {
		if err := os.RemoveAll(dir); err != nil {
			return nil, err
		}
	}
	if err := os.MkdirAll(out.Config.Data, 0o700); err != nil {
		return nil, err
	}
	out.door.Path = out.Config.File()
	if d == db.Postgres {
		door, err := p.server.Keep(ctx, name, missing != nil)
		if err != nil {
			return nil, err
		}
		out.on(door, out.drop).door.Path = ""
	}
	if missing == nil {
		return out, nil
	}
	if err := fill(out); err != nil {
		return nil, err
	}
	return out, os.WriteFile(done, nil, 0o600)
}

func (d *Database) on(door db.Config, drop func() error) *Database {
	d.door, d.drop = door, drop
	d.Config.Database, d.Config.DatabaseOwner, d.Config.DatabaseSystem = door.App, door.Owner, door.System
	return d
}

// Copy makes another database with the same contents and keys. Nobody may have
// this one open.
func (d *Database) Copy(ctx context.Context) (*Database, error) {
	d.place.seq++
	dir := filepath.Join(d.place.Dir, fmt.Sprint(d.place.seq))
	out := &Database{Dialect: d.Dialect, place: d.place, drop: func() error { return nil },
		Config: app.Config{Data: filepath.Join(dir, "data"), Keys: d.Config.Keys}}
	if err := os.CopyFS(out.Config.Data, os.DirFS(d.Config.Data)); err != nil {
		return nil, err
	}
	if d.Dialect == db.SQLite {
		out.door.Path = out.Config.File()
		return out, nil
	}
	door, drop, err := d.place.server.Copy(ctx, d.door)
	if err != nil {
		return nil, err
	}
	return out.on(door, drop), nil
}

// Drop removes the database unless it is kept; the key file stays for the other
// copies.
func (d *Database) Drop() error {
	if d.kept {
		return nil
	}
	if err := d.drop(); err != nil {
		return err
	}
	return os.RemoveAll(d.Config.Data)
}

// Door is what the data door is opened with.
func (d *Database) Door() db.Config { return d.door }

// Environ is the environment in which the binary finds the database.
func (d *Database) Environ() []string {
	out := []string{"ARCHWIRE_DATA=" + d.Config.Data, "ARCHWIRE_KEYS=" + d.Config.Keys}
	if d.Dialect == db.Postgres {
		out = append(out, "ARCHWIRE_DATABASE="+d.Config.Database, "ARCHWIRE_DATABASE_OWNER="+d.Config.DatabaseOwner,
			"ARCHWIRE_DATABASE_SYSTEM="+d.Config.DatabaseSystem)
	}
	return append(os.Environ(), out...)
}

// Open builds the program over the database, on the machine's clock.
func (d *Database) Open(ctx context.Context) (*app.App, error) {
	return app.Build(ctx, d.Config, app.Options{Log: Silent(), Migrate: true})
}

// OpenAt is Open with a clock of the caller's, in epoch milliseconds.
func (d *Database) OpenAt(ctx context.Context, clock func() int64) (*app.App, error) {
	return app.Build(ctx, d.Config, app.Options{Log: Silent(), Clock: clock, Migrate: true})
}

// OpenHasty is Open without waiting for the disk, for filling what can be made
// again.
func (d *Database) OpenHasty(ctx context.Context) (*app.App, error) {
	conf := d.Config
	if d.Dialect == db.Postgres {
		conf.Database = hasty(conf.Database)
	}
	return app.Build(ctx, conf, app.Options{Log: Silent(), Unsynced: true, Migrate: true})
}

// Furnish makes the demo clinic with so many patients in the database.
func (d *Database) Furnish(ctx context.Context, patients int, say func(string)) error {
	conf := d.Config
	if d.Dialect == db.Postgres {
		conf.Database = hasty(conf.Database)
	}
	a, err := app.Demo(ctx, conf, Demo(patients), Silent(), say)
	if err != nil {
		return err
	}
	return a.Close()
}

// hasty does without waiting for the disk, for what can be made again.
func hasty(dsn string) string { return dsn + " synchronous_commit=off" }

// Demo is the demo clinic that all measurements share.
func Demo(patients int) app.DemoConfig {
	return app.DemoConfig{Seed: 20261122, At: "10:20", Speed: 1, Patients: patients}
}

// Silent is a log that nobody reads.
func Silent() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

// Dialects reads a list of databases: "sqlite", "postgres" or "both".
func Dialects(which string) ([]db.Dialect, error) {
	switch which {
	case "sqlite":
		return []db.Dialect{db.SQLite}, nil
	case "postgres":
		return []db.Dialect{db.Postgres}, nil
	case "both":
		return []db.Dialect{db.SQLite, db.Postgres}, nil
	}
	return nil, fmt.Errorf("-db is sqlite, postgres or both, not %q", which)
}

// Name is how a table calls the database.
func Name(d db.Dialect) string {
	if d == db.Postgres {
		return "PostgreSQL"
	}
	return "SQLite"
}

// Round cuts a duration to what a table shows.
func Round(d time.Duration) string {
	switch {
	case d >= 10*time.Second:
		return d.Round(100 * time.Millisecond).String()
	case d >= time.Second:
		return d.Round(10 * time.Millisecond).String()
	case d >= 10*time.Millisecond:
		return strings.Replace(d.Round(100*time.Microsecond).String(), "ms", " ms", 1)
	}
	return strings.Replace(d.Round(10*time.Microsecond).String(), "ms", " ms", 1)
}
