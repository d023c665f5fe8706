// Command bench measures the program beside its raw limits, on both databases in
// one run, and prints the tables of docs/benchmarks.md. It measures and never
// judges: a figure that misses what was asked for is marked, and the exit code
// stays 0 unless something could not be measured.
//
// The raw limit of a request is its own SQL: recorded by the data door and played
// again through prepared statements of database/sql, in the same transactions, on
// as many connections, in the same mode.
//
//	go run ./bench                       everything, about a quarter of an hour
//	go run ./bench -only search,board    some of it
//	go run ./bench -short                a glance: smaller numbers, the same code
//	go run ./bench -only search -profile /tmp/p   CPU profiles for go tool pprof
//	go run ./bench -only desk,closing -keep DIR    the grown clinic is made once
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"

	"archwire/bench/stage"
	"archwire/internal/platform/db"
)

// limit ends a closed load that would go on for too long.
const limit = time.Minute

// deskLogin is who works in the measurements: the demo's front desk.
const deskLogin = "heying"

// run is one run of measurements.
type run struct {
	place    *stage.Place
	dialects []db.Dialect
	short    bool
	binary   string
	profile  string // directory for CPU profiles, "" = none
	keep     string // directory for what the next run uses again, "" = none
	told     time.Time
	demos    map[db.Dialect]*stage.Database
	grownUp  map[db.Dialect]*grownUp
}

// measurements in the order of the report.
var measurements = []struct {
	name string
	do   func(context.Context, *run) (*table, error)
}{
	{"bookings", bookings},
	{"board", board},
	{"fits", fits},
	{"packing", packing},
	{"search", search},
	{"import", imports},
	{"grown", grownGroup},
	{"page", patientPage},
	{"desk", desk},
	{"closing", closing},
	{"process", process},
	{"callbacks", callbacks},
	{"followup", planned},
	{"calls", calls},
	{"segments", segmented},
	{"journeys", walked},
	{"cost", cost},
}

func main() {
	only := flag.String("only", "", "names of measurements, by commas")
	which := flag.String("db", "both", "sqlite, postgres or both")
	short := flag.Bool("short", false, "smaller numbers: to see that it works")
	binary := flag.String("bin", "bin/archwire", "the built program")
	profile := flag.String("profile", "", "directory for a CPU profile of each load")
	keep := flag.String("keep", "", "directory in which the grown clinic stays, for the next run")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := measure(ctx, *only, *which, &run{short: *short, binary: *binary, profile: *profile, keep: *keep, demos: map[db.Dialect]*stage.Database{}, grownUp: map[db.Dialect]*grownUp{}}); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func measure(ctx context.Context, only, which string, r *run) (err error) {
	if r.dialects, err = stage.Dialects(which); err != nil {
		return err
	}
	wanted := strings.FieldsFunc(only, func(c rune) bool { return c == ',' })
	for _, w := range wanted {
		if !slices.ContainsFunc(names(), func(n string) bool { return n == w }) {
			return fmt.Errorf("there is no measurement %q; there are %s", w, strings.Join(names(), ", "))
		}
	}
	if r.place, err = stage.NewPlace(slices.Contains(r.dialects, db.Postgres), r.keep); err != nil {
		return err
	}
	defer r.place.Close()
	on, err := machine(ctx, r.place, r.dialects)
	if err != nil {
		return err
	}
	fmt.Println(on + "\n")
	for _, m := range measurements {
		if len(wanted) > 0 && !slices.Contains(wanted, m.name) {
			continue
		}
		r.say("measuring " + m.name)
		t, err := m.do(ctx, r)
		if err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
		t.write(os.Stdout)
	}
	return nil
}

func names() (out []string) {
	for _, m := range measurements {
		out = append(out, m.name)
	}
	return out
}

// pick is n, or less in a short run.
func (r *run) pick(n, less int) int {
	if r.short {
		return less
	}
	return n
}

// long is how long an open load lasts.
func (r *run) long() time.Duration { return time.Duration(r.pick(30, 5)) * time.Second }

func (r *run) say(line string) { fmt.Fprintln(os.Stderr, line) }

// progress tells at most once in two seconds how far something is.
func (r *run) progress(what string, done, total int) {
	if time.Since(r.told) > 2*time.Second {
		r.told = time.Now()
		r.say(fmt.Sprintf("  %s: %d of %d", what, done, total))
	}
}
