package main

import (
	"context"
	"encoding/json"
	"fmt"

	"archwire/bench/stage"
	"archwire/internal/platform/db"
)

// calls reads the day's call list of the larger clinic of the demo, in a group
// with very many steps ahead and contacts behind.
func calls(ctx context.Context, r *run) (*table, error) {
	rows := r.pick(500_000, 20_000)
	t := &table{
		title: "The call list of a day",
		note: fmt.Sprintf("GET /followup/desk of the demo's larger clinic: today's calls in call order with patient, doctor and last result, what is done, and the counts; beside %s planned steps "+
			"and as many contacts of the days before. Open: callers ask at random moments, 20 times a second. Closed: 8 connections. "+
			"Raw: the same statements, prepared. Asked for: p99 ≤ 30 ms.", thousands(float64(rows))),
		head: []string{"database", "calls on the list", "bytes", "p50 at 20/s", "p99 at 20/s", "lists/s", "raw SQL/s", "ratio", "statements in transactions"},
	}
	for _, d := range r.dialects {
		if err := r.callsOn(ctx, t, d, rows); err != nil {
			return nil, fmt.Errorf("%s: %w", stage.Name(d), err)
		}
	}
	return t, nil
}

func (r *run) callsOn(ctx context.Context, t *table, d db.Dialect, rows int) error {
	mine, err := r.copied(ctx, d)
	if err != nil {
		return err
	}
	if err := manySteps(ctx, mine, rows); err != nil {
		return err
	}
	p, err := start(ctx, mine, deskLogin)
	if err != nil {
		return err
	}
	defer func() { _ = p.stop() }()
	c, err := p.clinicDay(ctx)
	if err != nil {
		return err
	}
	cookie, err := stage.LogIn(p.url, callerLogin)
	if err != nil {
		return err
	}
	a := get(cookie, "/api/v1/followup/desk?clinic_id="+c.clinic)
	heard, body, err := p.record(ctx, a)
	if err != nil {
		return err
	}
	var list struct {
		Calls []struct{} `json:"calls"`
	}
	if err := json.Unmarshal(body, &list); err != nil {
		return err
	}
	open, err := r.profiled("calls-"+string(d), func() (outcome, error) { return arrivals(8, 20, r.long(), p.worker([]ask{a})) })
	if err != nil {
		return err
	}
	full, err := closed(8, r.pick(2000, 200), limit, p.worker([]ask{a}))
	if err != nil {
		return err
	}
	raw, err := replayed(ctx, p.DB, []request{heard}, 8, r.pick(4000, 400))
	if err != nil {
		return err
	}
	t.add(stage.Name(d), len(list.Calls), float64(len(body)), open.at(.5), met(open.at(.99) <= askedCalls, stage.Round(open.at(.99))),
		full.rate(), raw.rate(), full.rate()/raw.rate(), typical([]request{heard}))
	return mine.Drop()
}

// callerLogin is who makes the demo's follow-up calls.
const callerLogin = "anhuifang"

// manySteps adds steps and contacts like those that are there.
func manySteps(ctx context.Context, d *stage.Database, rows int) error {
	pool, err := openPast(d)
	if err != nil {
		return err
	}
	defer pool.Close()
	ahead := "state = 'planned' AND nth < 10000"
	behind := "state IN ('done', 'ended') AND version < 1000000 AND day < (SELECT max(day) FROM followup_contacts WHERE state = 'done')"
	for _, x := range []struct{ table, same, into, from, which string }{
		{"followup_steps", "clinic_id, series_id, patient_id, step, deed, day, slot, due_at, latest_at, on_call, late, state, reason", "nth, wake_at", "nth + 10000 * %[1]d, wake_at + %[1]d", ahead},
		{"followup_contacts", "clinic_id, patient_id, of_id, day, slot, way, why, family, layer, protocols, state, reason, due_at, latest_at, on_call, first, doctor_id, caller_id, role, attempts, " +
			"chase_at, level, opened_at, closed_at, closed_by", "version", "version + 1000000 * %[1]d", behind},
	} {
		var n int
		if err := pool.QueryRowContext(ctx, "SELECT count(*) FROM "+x.table+" WHERE "+x.which).Scan(&n); err != nil {
			return err
		}
		if n == 0 {
			return fmt.Errorf("the demo has no rows of %s to multiply", x.table)
		}
		for k := 1; k*n < rows; k++ {
			text := "INSERT INTO " + x.table + " (tenant_id, id, " + x.same + ", " + x.into + ") SELECT tenant_id, " + freshID(d.Dialect) + ", " + x.same + ", " + fmt.Sprintf(x.from, k) +
				" FROM " + x.table + " WHERE " + x.which
			if _, err := pool.ExecContext(ctx, text); err != nil {
				return err
			}
		}
	}
	if d.Dialect == db.Postgres {
		_, err = pool.ExecContext(ctx, "VACUUM (ANALYZE)")
	}
	return err
}
