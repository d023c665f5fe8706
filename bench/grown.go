package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"archwire/bench/grown"
	"archwire/bench/stage"
	"archwire/internal/modules/org"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
)

// grownUp is a group that has worked for years, on one database.
type grownUp struct {
	base   *stage.Database
	counts grown.Counts // empty where it was made by an earlier run
	took   time.Duration
}

// grown gives the group of a hundred thousand patients and a million executed
// items, made once for a run, or once for all with -keep.
func (r *run) grown(ctx context.Context, d db.Dialect) (*grownUp, error) {
	if g := r.grownUp[d]; g != nil {
		return g, nil
	}
	g := &grownUp{}
	patients := r.pick(100_000, 3_000)
	var err error
	g.base, err = r.place.Kept(ctx, d, fmt.Sprintf("grown%d", patients), func(empty *stage.Database) error {
		began := time.Now()
		var err error
		g.counts, err = grown.Furnish(ctx, empty.OpenHasty, empty.Door(), patients, func(what string, done, total int) { r.progress(stage.Name(d)+" "+what, done, total) })
		if err != nil {
			return err
		}
		g.took = time.Since(began)
		r.say(fmt.Sprintf("  %s: made in %s, now it is proven", stage.Name(d), stage.Round(g.took)))
		a, err := empty.OpenHasty(ctx)
		if err != nil {
			return err
		}
		_, err = grown.Proven(ctx, a)
		if closed := a.Close(); err == nil {
			err = closed
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("%s: the grown group: %w", stage.Name(d), err)
	}
	r.grownUp[d] = g
	return g, nil
}

// onGrown lets fn work with the program on a copy of the grown group.
func (r *run) onGrown(ctx context.Context, d db.Dialect, login string, fn func(*program) error) error {
	g, err := r.grown(ctx, d)
	if err != nil {
		return err
	}
	mine, err := g.base.Copy(ctx)
	if err != nil {
		return err
	}
	p, err := start(ctx, mine, login)
	if err != nil {
		return err
	}
	err = fn(p)
	if stopped := p.stop(); err == nil {
		err = stopped
	}
	if err != nil {
		return fmt.Errorf("%s: %w", stage.Name(d), err)
	}
	return mine.Drop()
}

// grownGroup tells what the measurements of care and money stand on.
func grownGroup(ctx context.Context, r *run) (*table, error) {
	t := &table{
		title: "A group that has worked for five years",
		note: "Two clinics, made in bulk by the rules of the modules, day by day; proven before it is used: foreign keys, the steps of every item and execution, " +
			"the line of every execution, and every row of money against its journal. The last column is how long archwire doctor needs for the books alone. " +
			"The larger clinic's day has " + fmt.Sprint(grown.HeavyDay) + " receipts of two means in the tills of three cashiers.",
		head: []string{"database", "patients", "visits", "executed items", "bills", "lines", "receipts", "tenders", "allocations", "entries", "postings", "size", "made in", "books proven in"},
	}
	for _, d := range r.dialects {
		g, err := r.grown(ctx, d)
		if err != nil {
			return nil, err
		}
		a, err := g.base.Open(ctx)
		if err != nil {
			return nil, err
		}
		took, err := grown.Proven(ctx, a)
		if err != nil {
			return nil, err
		}
		c, size, err := grownSize(ctx, g.base, func(ctx context.Context, fn func(*db.Tx) error) error {
			return a.DB.Read(auth.AsProgram(ctx, org.DemoTenant, "bench"), fn)
		})
		if err != nil {
			return nil, err
		}
		if err := a.Close(); err != nil {
			return nil, err
		}
		made := "earlier"
		if g.took > 0 {
			made = stage.Round(g.took)
		}
		n := func(v int) string { return thousands(float64(v)) }
		t.add(stage.Name(d), n(c.Patients), n(c.Visits), n(c.Executions), n(c.Bills), n(c.Lines), n(c.Receipts), n(c.Tenders), n(c.Allocations),
			n(c.Entries), n(c.Postings), size, made, stage.Round(took))
	}
	return t, nil
}

// grownSize counts what is there.
func grownSize(ctx context.Context, d *stage.Database, read func(context.Context, func(*db.Tx) error) error) (grown.Counts, string, error) {
	var c grown.Counts
	var size int64
	err := read(ctx, func(tx *db.Tx) error {
		for table, n := range map[string]*int{"patients_patients": &c.Patients, "visits_visits": &c.Visits, "plans_executions": &c.Executions,
			"billing_bills": &c.Bills, "billing_lines": &c.Lines, "billing_receipts": &c.Receipts, "billing_tenders": &c.Tenders,
			"billing_allocations": &c.Allocations, "billing_entries": &c.Entries, "billing_postings": &c.Postings} {
			var err error
			if *n, err = tx.From(table).Count(); err != nil {
				return err
			}
		}
		if d.Dialect == db.Postgres {
			var rows []struct {
				N int64 `db:"n"`
			}
			if err := tx.Raw(&rows, "SELECT pg_database_size(current_database()) AS n WHERE :tenant <> ''"); err != nil {
				return err
			}
			size = rows[0].N
		}
		return nil
	})
	if d.Dialect == db.SQLite {
		info, statErr := os.Stat(filepath.Clean(d.Config.File()))
		if statErr != nil {
			return c, "", statErr
		}
		size = info.Size()
	}
	return c, fmt.Sprintf("%.1f GB", float64(size)/(1<<30)), err
}
