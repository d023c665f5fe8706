package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"time"

	"archwire/bench/stage"
	"archwire/internal/kit/civil"
	"archwire/internal/kit/pinyin"
	"archwire/internal/modules/org"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
)

// search types into the search box of a group with very many patients.
func search(ctx context.Context, r *run) (*table, error) {
	n := r.pick(200_000, 10_000)
	t := &table{
		title: fmt.Sprintf("Patient search over %s patients", thousands(float64(n))),
		note: "A front desk types names, pinyin, initials and the last four digits of telephones, two characters and more; each keystroke is a request with log-in check, scope and audit of the real program. " +
			"Closed: 8 connections, each asking again at once. Open: people come at random, 50 a second. Asked for: ≥ 2,000/s, p99 ≤ 20 ms at 50/s.",
		head: []string{"database", "searches/s", "p50", "p99", "raw SQL/s", "ratio", "statements in transactions", "p50 at 50/s", "p99 at 50/s"},
	}
	for _, d := range r.dialects {
		if err := r.searchOn(ctx, t, d, n); err != nil {
			return nil, fmt.Errorf("%s: %w", stage.Name(d), err)
		}
	}
	return t, nil
}

func (r *run) searchOn(ctx context.Context, t *table, d db.Dialect, n int) error {
	base, err := r.place.Empty(ctx, d)
	if err != nil {
		return err
	}
	defer base.Drop()
	if err := r.people(ctx, base, n); err != nil {
		return err
	}
	p, err := start(ctx, base, deskLogin)
	if err != nil {
		return err
	}
	asks, err := p.typed(ctx, 4000)
	if err != nil {
		return err
	}
	full, err := r.profiled("search-"+string(d), func() (outcome, error) {
		return closed(8, r.pick(40_000, 2_000), limit, p.worker(asks))
	})
	if err != nil {
		return err
	}
	open, err := arrivals(16, 50, r.long(), p.worker(asks))
	if err != nil {
		return err
	}
	heard, err := p.recordAll(ctx, asks[:1000])
	if err != nil {
		return err
	}
	if err := p.stop(); err != nil {
		return err
	}
	door, err := db.Open(ctx, base.Door())
	if err != nil {
		return err
	}
	defer door.Close()
	raw, err := replayed(ctx, door, heard, 8, r.pick(40_000, 2_000))
	if err != nil {
		return err
	}
	t.add(stage.Name(d), met(full.rate() >= 2000, thousands(full.rate())), full.at(.5), full.at(.99), raw.rate(), full.rate()/raw.rate(),
		typical(heard), open.at(.5), met(open.at(.99) <= 20*time.Millisecond, stage.Round(open.at(.99))))
	return nil
}

// people makes the group, its staff and n patients, and nothing above them.
func (r *run) people(ctx context.Context, base *stage.Database, n int) error {
	a, err := base.Open(ctx)
	if err != nil {
		return err
	}
	defer a.Close()
	zone, err := time.LoadLocation(org.HomeZone)
	if err != nil {
		return err
	}
	today := civil.Of(a.DB.Now(), zone)
	w := &demo.World{Tenant: org.DemoTenant, Seed: 1, Zone: zone, Today: today, From: today.AddDays(-90), To: today.AddDays(30), Patients: n,
		Progress: func(module string, done, total int) { r.progress(module, done, total) }}
	for _, m := range a.Modules() {
		if m.Name == "org" || m.Name == "patients" {
			if err := m.Demo(auth.AsProgram(ctx, w.Tenant, "demo"), w); err != nil {
				return err
			}
		}
	}
	return a.DB.Settle(ctx)
}

// typed are searches as a front desk types them.
func (p *program) typed(ctx context.Context, n int) ([]ask, error) {
	var names []string
	err := p.DB.Read(auth.AsProgram(ctx, org.DemoTenant, "bench"), func(tx *db.Tx) error {
		return tx.From("patients_patients").OrderBy("id").Limit(50_000).Pluck("name", &names)
	})
	if err != nil {
		return nil, err
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	out := make([]ask, n)
	for i := range out {
		name := names[rnd.IntN(len(names))]
		keys := pinyin.Keys(name)
		var text string
		switch rnd.IntN(6) {
		case 0:
			text = name
		case 1:
			text = fmt.Sprintf("%04d", rnd.IntN(10_000))
		case 2:
			text = keys.Initials[0]
		default:
			whole := keys.Full[0]
			text = whole[:min(len(whole), 2+rnd.IntN(6))]
		}
		out[i] = get(p.cookie, "/api/v1/patients/search?q="+url.QueryEscape(text))
	}
	return out, nil
}
