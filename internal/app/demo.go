package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"archwire/internal/fake"
	"archwire/internal/kit/civil"
	"archwire/internal/kit/id"
	"archwire/internal/modules/org"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/demo"
)

// DemoConfig is how the demo clinic is furnished and how its clock runs.
type DemoConfig struct {
	Seed     uint64  `help:"What the demo is made of: the same seed makes the same clinic." default:"20261122"`
	At       string  `help:"Time of day at which the demo's clock starts." default:"10:20"`
	Speed    float64 `help:"How fast the demo's clock runs: 60 plays an hour in a minute." default:"1"`
	Patients int     `help:"How many patients the group has." default:"6000"`
	Fresh    bool    `help:"Furnish anew even if today's demo is there."`
}

// demoZone is where the demo's clinics stand.
const demoZone = "Asia/Shanghai"

// DemoClock starts at the time of day of today and runs at the given speed.
func DemoClock(c DemoConfig, now func() time.Time) (func() int64, error) {
	at, err := civil.ParseClock(c.At)
	if err != nil {
		return nil, fmt.Errorf("--at: %w", err)
	}
	if c.Speed <= 0 || c.Speed > 3600 {
		return nil, errors.New("--speed must lie between 0 and 3600")
	}
	zone, err := time.LoadLocation(demoZone)
	if err != nil {
		return nil, err
	}
	started := now()
	base := civil.Of(started.UnixMilli(), zone).At(at, zone)
	return func() int64 { return base + int64(float64(now().Sub(started).Milliseconds())*c.Speed) }, nil
}

// Demo furnishes the demo clinic unless today's is there already, and gives the
// program ready to serve it. say hears the progress in lines.
func Demo(ctx context.Context, c Config, d DemoConfig, log *slog.Logger, say func(string)) (*App, error) {
	clock, err := DemoClock(d, time.Now)
	if err != nil {
		return nil, err
	}
	zone, _ := time.LoadLocation(demoZone)
	today := civil.Of(clock(), zone)
	if c.Embedded() {
		if err := c.prepare(); err != nil {
			return nil, err
		}
		if d.Fresh || !furnished(c, d, today) {
			if err := clearDemo(c); err != nil {
				return nil, err
			}
		}
	}
	if !furnished(c, d, today) {
		if err := furnish(ctx, c, d, furnishing{today, zone, log, say}); err != nil {
			return nil, fmt.Errorf("the demo clinic could not be furnished: %w", err)
		}
	}
	// The double's control may put the whole demo forward: a journey of weeks is seen
	// in minutes. Never back: what was written stays in the past.
	var ahead atomic.Int64
	shifted := func() int64 { return clock() + ahead.Load() }
	a, err := Build(ctx, c, Options{Log: log, Clock: shifted, Migrate: true})
	if err != nil {
		return nil, err
	}
	_, url, err := a.outside(c, shifted, func(d time.Duration) { ahead.Add(d.Milliseconds()) })
	if err != nil {
		return nil, errors.Join(err, a.Close())
	}
	say("the outside world's double (外部世界替身): " + url)
	return a, nil
}

// outside starts the outside world's double within the demo, so that the whole
// product is seen working with no account anywhere, and gives its address.
func (a *App) outside(c Config, clock func() int64, forward func(time.Duration)) (*fake.World, string, error) {
	w, err := fake.New(fake.Options{File: doubleFile(c), Clock: clock, Forward: forward})
	if err != nil {
		return nil, "", err
	}
	url, stop, err := w.Serve("127.0.0.1:0")
	if err != nil {
		return nil, "", err
	}
	a.House.Gateways.Double, a.House.Messages.Double, a.outer, a.double = url, url, w, stop
	return w, url, nil
}

// doubleFile is where the demo's double keeps what it knows.
func doubleFile(c Config) string { return filepath.Join(c.Data, "double.json") }

type furnishing struct {
	today civil.Day
	zone  *time.Location
	log   *slog.Logger
	say   func(string)
}

// mark is the file that says which demo the data directory holds.
func mark(c Config) string { return filepath.Join(c.Data, "demo") }

func markText(d DemoConfig, today civil.Day) string {
	return fmt.Sprintf("%s seed %d patients %d version %s\n", today, d.Seed, d.Patients, Version)
}

func furnished(c Config, d DemoConfig, today civil.Day) bool {
	b, err := os.ReadFile(mark(c))
	return err == nil && string(b) == markText(d, today)
}

// clearDemo removes an older demo. It refuses a directory whose database is no
// demo.
func clearDemo(c Config) error {
	if _, err := os.Stat(c.File()); err != nil {
		return nil
	}
	if _, err := os.Stat(mark(c)); err != nil {
		if _, err := os.Stat(mark(c) + ".part"); err != nil {
			return fmt.Errorf("%s holds a database that is no demo; choose another --data", c.Data)
		}
	}
	if err := os.RemoveAll(c.FileDir()); err != nil {
		return err
	}
	for _, f := range []string{mark(c), doubleFile(c), c.File(), c.File() + "-wal", c.File() + "-shm"} {
		if err := os.Remove(f); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// furnish makes the demo with identifiers and a clock that depend on the seed
// and the day alone.
func furnish(ctx context.Context, c Config, d DemoConfig, f furnishing) error {
	if err := c.prepare(); err != nil {
		return err
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(mark(c)+".part", nil, 0o600); err != nil {
		return err
	}
	at, err := civil.ParseClock(d.At)
	if err != nil {
		return err
	}
	var now atomic.Int64
	now.Store(f.today.At(at, f.zone))
	a, err := Build(ctx, c, Options{Log: f.log, Clock: now.Load, IDs: id.Seeded(d.Seed, now.Load), Unsynced: true, Migrate: true})
	if err != nil {
		return err
	}
	started := time.Now()
	err = a.furnishAll(ctx, c, a.world(d, f), &now)
	if err = errors.Join(err, a.Close()); err != nil {
		return err
	}
	f.say(fmt.Sprintf("the demo clinic is furnished (%.1f s)", time.Since(started).Seconds()))
	if err := os.Remove(mark(c) + ".part"); err != nil {
		return err
	}
	return os.WriteFile(mark(c), []byte(markText(d, f.today)), 0o600)
}

// furnishAll runs the modules' demos, and then what they ask of the outside world,
// of the double itself: what it keeps agrees with the database. now is the clock.
func (a *App) furnishAll(ctx context.Context, c Config, w *demo.World, now *atomic.Int64) error {
	double, _, err := a.outside(c, now.Load, nil)
	if err != nil {
		return err
	}
	if err := a.Furnish(ctx, w); err != nil {
		return err
	}
	if err := errors.Join(a.furnishOutside(ctx, double, w, now), a.introduce(ctx, double, w)); err != nil {
		return err
	}
	return a.DB.Settle(ctx)
}

func (a *App) world(d DemoConfig, f furnishing) *demo.World {
	last := time.Time{}
	return &demo.World{
		Tenant: org.DemoTenant, Seed: d.Seed, Zone: f.zone, Today: f.today, From: f.today.AddDays(-90), To: f.today.AddDays(30),
		Patients: d.Patients,
		Progress: func(module string, done, total int) {
			// A line a second is enough to see that it goes on.
			if done < total && time.Since(last) < time.Second {
				return
			}
			last = time.Now()
			f.say(fmt.Sprintf("furnishing %s: %d of %d", module, done, total))
		},
	}
}

// Furnish runs every module's demo in the order of the floors. The planner hears of
// what each wrote: without that, the embedded database reads a whole table for each
// part of what a later module asks of thousands of patients.
func (a *App) Furnish(ctx context.Context, w *demo.World) error {
	for _, m := range a.list {
		if m.Demo == nil {
			continue
		}
		inside := auth.AsProgram(ctx, w.Tenant, "demo")
		if err := m.Demo(inside, w); err != nil {
			return fmt.Errorf("%s: %w", m.Name, err)
		}
		if err := a.DB.Settle(ctx); err != nil {
			return err
		}
	}
	return nil
}

// DemoLogins are the log-ins worth printing: who sees what.
func DemoLogins() [][3]string {
	return [][3]string{
		{"heying", "前台 何迎", "front desk: the day on the board"},
		{"chenggongyuan", "医生 程弓远", "doctor"},
		{"luxiaohuang", "医生助理 陆小簧", "doctor's assistant"},
		{"shidinghai", "店长 石定海", "clinic manager"},
		{"anhuifang", "客服 安回访", "service staff: follow-up calls"},
		{org.DemoOwner, "老板 周全", "owner of the group"},
	}
}
