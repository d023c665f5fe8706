package main

import (
	"context"
	"errors"
	"fmt"

	"archwire/bench/stage"
	"archwire/internal/platform/db"
)

// bookings books visits through HTTP, and plays their SQL again without the
// program.
func bookings(ctx context.Context, r *run) (*table, error) {
	t := &table{
		title: "Bookings through HTTP",
		note: "Each booking is a request with log-in check, Idempotency-Key, the day's rules (places, hands, pools, shifts, day template), claims under the constraint, history, audit, fact and the touch of open screens. " +
			"Raw: the same statements in the same transactions on a copy of the database, prepared, on the door's own connections, without the program; the two take turns eight times, so that whatever else the machine does falls on both. The job queue's statements are not in the raw rate. " +
			"Asked for: ≥ 0.5 of the raw rate.",
		head: []string{"database", "connections", "bookings/s", "p50", "p99", "raw SQL/s", "raw p50", "raw p99", "ratio", "statements in transactions"},
	}
	n := r.pick(2000, 200)
	for _, d := range r.dialects {
		asks, heard, base, err := r.recordedBookings(ctx, d, n)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", stage.Name(d), err)
		}
		for _, conns := range []int{8, 64} {
			full, raw, err := r.booked(ctx, base, asks, heard, conns)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", stage.Name(d), err)
			}
			ratio := full.rate() / raw.rate()
			t.add(stage.Name(d), conns, full.rate(), full.at(.5), full.at(.99), raw.rate(), raw.at(.5), raw.at(.99),
				met(ratio >= .5, thousands(ratio)), typical(heard))
		}
		if err := base.Drop(); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// recordedBookings makes bookings one after the other on a database of its own
// and keeps their SQL. It gives the database as it was before, with somebody
// logged in.
func (r *run) recordedBookings(ctx context.Context, d db.Dialect, n int) ([]ask, []request, *stage.Database, error) {
	base, err := r.copied(ctx, d)
	if err != nil {
		return nil, nil, nil, err
	}
	p, err := start(ctx, base, deskLogin)
	if err != nil {
		return nil, nil, nil, err
	}
	c, err := p.clinicDay(ctx)
	if err != nil {
		return nil, nil, nil, err
	}
	asks, err := c.bookings(p.cookie, n)
	if err != nil {
		return nil, nil, nil, err
	}
	if err := p.stop(); err != nil {
		return nil, nil, nil, err
	}
	trial, err := base.Copy(ctx)
	if err != nil {
		return nil, nil, nil, err
	}
	a, err := trial.Open(ctx)
	if err != nil {
		return nil, nil, nil, err
	}
	still := &program{App: a}
	heard, err := still.recordAll(ctx, asks)
	if err != nil {
		return nil, nil, nil, err
	}
	if err := a.Close(); err != nil {
		return nil, nil, nil, err
	}
	return asks, heard, base, trial.Drop()
}

// turns is how many parts a booking run has: program and bare SQL take turns,
// so that whatever else the machine does falls on both alike.
const turns = 8

// booked makes the bookings through HTTP on one copy of the database, and plays
// their SQL on another, in turns.
func (r *run) booked(ctx context.Context, base *stage.Database, asks []ask, heard []request, conns int) (full, raw outcome, err error) {
	one, err := base.Copy(ctx)
	if err != nil {
		return full, raw, err
	}
	other, err := base.Copy(ctx)
	if err != nil {
		return full, raw, err
	}
	p, err := start(ctx, one, deskLogin)
	if err != nil {
		return full, raw, err
	}
	door, err := db.Open(ctx, other.Door())
	if err != nil {
		return full, raw, err
	}
	b, err := newBare(ctx, door)
	if err != nil {
		return full, raw, err
	}
	part := len(asks) / turns
	for i := 0; i < len(asks) && err == nil; i += part {
		to := min(i+part, len(asks))
		var f, w outcome
		f, err = r.profiled(fmt.Sprintf("bookings-%s-%d-%d", one.Dialect, conns, i/part), func() (outcome, error) {
			return closed(conns, to-i, limit, p.worker(asks[i:to]))
		})
		if err == nil {
			w, err = b.replay(ctx, heard[i:to], conns, to-i)
		}
		full, raw = full.with(f), raw.with(w)
	}
	b.close()
	err = errors.Join(err, p.stop(), door.Close())
	if err != nil {
		return full, raw, err
	}
	return full, raw, errors.Join(one.Drop(), other.Drop())
}
