package main

import (
	"context"
	"fmt"
	"syscall"
	"time"

	"archwire/bench/stage"
)

// cost tells what single requests take when nobody else asks.
func cost(ctx context.Context, r *run) (*table, error) {
	t := &table{
		title: "What one request costs",
		note: "One connection, nobody else. The log-in check is part of every request; with one connection it is answered from memory for a second at a time (docs/decisions/0006). " +
			"CPU is of the program and its client together; on PostgreSQL the server's own is not in it.",
		head: []string{"database", "request", "statements in transactions", "p50", "p99", "CPU"},
	}
	for _, d := range r.dialects {
		err := r.onDemo(ctx, d, func(p *program, c *clinicDay) error {
			booked, err := c.bookings(p.cookie, r.pick(200, 20))
			if err != nil {
				return err
			}
			searches, err := c.searches(p.cookie)
			if err != nil {
				return err
			}
			for _, q := range []struct {
				name string
				asks []ask
			}{
				{"log-in check and a short list", []ask{get(p.cookie, "/api/v1/visits/reasons?clinic_id="+c.clinic)}},
				{"search", []ask{get(p.cookie, "/api/v1/patients/search?q=wang")}},
				{"board", []ask{get(p.cookie, fmt.Sprintf("/api/v1/visits/board?clinic_id=%s&day=%s", c.clinic, c.today))}},
				{"patient's page", []ask{get(p.cookie, "/api/v1/patients/"+c.patients[0])}},
				{"fits of two weeks", searches[:1]},
				{"booking", booked},
			} {
				if err := p.costOf(ctx, t, stage.Name(d), q.name, q.asks, r.pick(400, 20)); err != nil {
					return fmt.Errorf("%s: %w", q.name, err)
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return t, nil
}

// costOf measures one kind of request; what can be asked only once (a booking)
// is asked as often as there are asks.
func (p *program) costOf(ctx context.Context, t *table, on, name string, asks []ask, n int) error {
	heard, _, err := p.record(ctx, asks[0])
	if err != nil {
		return err
	}
	if len(asks) > 1 {
		asks = asks[1:]
		n = len(asks)
	}
	before := cpu()
	out, err := closed(1, n, limit, p.worker(asks))
	if err != nil {
		return err
	}
	each := (cpu() - before) / time.Duration(max(out.done, 1))
	t.add(on, name, typical([]request{heard}), out.at(.5), out.at(.99), each)
	return nil
}

// cpu is what this process has used so far.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
