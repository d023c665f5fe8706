package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"archwire/bench/stage"
	"archwire/internal/modules/org"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
)

// managerLogin sees all that a patient's page shows.
const managerLogin = "shidinghai"

// pageParts are the requests of a patient's page: the page itself first, and then
// what its tabs ask at once.
var pageParts = []struct{ name, path string }{
	{"page", "/api/v1/patients/%s"},
	{"visits", "/api/v1/visits/patients/%s"},
	{"records", "/api/v1/charting/records?patient_id=%s"},
	{"plans", "/api/v1/plans?patient_id=%s"},
	{"money", "/api/v1/billing/patients/%s"},
	{"timeline", "/api/v1/patients/%s/timeline"},
}

// patientPage opens patients' pages in the grown group.
func patientPage(ctx context.Context, r *run) (*table, error) {
	t := &table{
		title: "A patient's page in a grown group",
		note: "Of 100,000 patients somebody is opened at random, ten a second at random moments, every tenth of them one of the two hundred with the most visits. " +
			"The whole is the page, and as soon as it is there side by side the first request of its tabs: visits, records, plans, money, timeline; each of them is audited as an opening before it is answered (batches of up to 2 ms). " +
			"Raw: the same statements prepared, 8 connections, beside the program's 8. The longest account is of the patient with the most lines. Asked for: p99 of the page ≤ 50 ms; the mark stands at the whole, which is harder.",
		head: []string{"database", "request", "p50 at 10/s", "p99 at 10/s", "closed/s", "raw SQL/s", "ratio", "statements in transactions"},
	}
	for _, d := range r.dialects {
		if err := r.onGrown(ctx, d, managerLogin, func(p *program) error { return r.pageOn(ctx, t, stage.Name(d), p) }); err != nil {
			return nil, err
		}
	}
	return t, nil
}

func (r *run) pageOn(ctx context.Context, t *table, on string, p *program) error {
	people, longest, err := p.known(ctx, 2000)
	if err != nil {
		return err
	}
	whole, each, err := r.opened(p, people)
	if err != nil {
		return err
	}
	t.add(on, "whole", whole.at(.5), met(whole.at(.99) <= 50*time.Millisecond, stage.Round(whole.at(.99))), "-", "-", "-", "-")
	list := map[string][]string{"longest account": {longest}}
	parts := append(pageParts, struct{ name, path string }{"longest account", "/api/v1/billing/patients/%s"})
	for i, part := range parts {
		of := people[:500]
		if l := list[part.name]; l != nil {
			of = l
		}
		asks := make([]ask, len(of))
		for n, id := range of {
			asks[n] = get(p.cookie, fmt.Sprintf(part.path, id))
		}
		full, err := closed(8, r.pick(3000, 200), limit, p.worker(asks))
		if err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
		heard, err := p.recordAll(ctx, asks[:min(len(asks), 200)])
		if err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
		raw, err := replayed(ctx, p.DB, reading(heard), 8, r.pick(3000, 200))
		if err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
		p50, p99 := full.at(.5), full.at(.99)
		if i < len(each) {
			p50, p99 = each[i].at(.5), each[i].at(.99)
		}
		t.add(on, part.name, p50, p99, full.rate(), raw.rate(), full.rate()/raw.rate(), typical(heard))
	}
	return nil
}

// reading leaves out what a request writes (the audit of its opening): played
// again, it would be written twice.
func reading(list []request) []request {
	out := make([]request, len(list))
	for i, r := range list {
		for _, t := range r {
			if t.opened.Pool == db.Readers || t.reads() {
				out[i] = append(out[i], t)
			}
		}
	}
	return out
}

func (t transaction) reads() bool {
	for _, s := range t.list {
		if !s.Query {
			return false
		}
	}
	return true
}

// known are patients of the larger clinic at random, every tenth of them one of those who came most
// often, and the one with the most lines.
func (p *program) known(ctx context.Context, n int) (out []string, longest string, err error) {
	ctx = auth.AsProgram(ctx, org.DemoTenant, "bench")
	var all, often []string
	err = p.DB.Read(ctx, func(tx *db.Tx) error {
		all, often = nil, nil
		var clinic string
		if _, err := tx.From("org_clinics").Where("code = ?", org.DemoWindmill).Get("id", &clinic); err != nil {
			return err
		}
		if err := tx.From("patients_patients").Where("home_clinic_id = ?", clinic).OrderBy("id").Pluck("id", &all); err != nil {
			return err
		}
		err := tx.From("visits_visits").Where("clinic_id = ?", clinic).GroupBy("patient_id").OrderBy("count(*) DESC, patient_id").
			Limit(n/10).Pluck("patient_id", &often)
		if err != nil {
			return err
		}
		_, err = tx.From("billing_lines").Where("clinic_id = ?", clinic).GroupBy("patient_id").OrderBy("count(*) DESC").Limit(1).Get("patient_id", &longest)
		return err
	})
	if err != nil || len(all) == 0 || len(often) == 0 {
		return nil, "", fmt.Errorf("nobody is there: %w", err)
	}
	rnd := rand.New(rand.NewPCG(5, 6))
	for i := range n {
		if i%10 == 9 {
			out = append(out, often[rnd.IntN(len(often))])
		} else {
			out = append(out, all[rnd.IntN(len(all))])
		}
	}
	return out, longest, nil
}

// opened lets people be opened at random moments; each request is timed as well.
func (r *run) opened(p *program, people []string) (whole outcome, each []outcome, err error) {
	tallies := make([]tally, len(pageParts))
	whole, err = arrivals(6, 10, r.long(), func() (func(int) error, error) {
		wires := make([]*wire, len(pageParts))
		for i := range wires {
			var err error
			if wires[i], err = dial(p.url); err != nil {
				return nil, err
			}
		}
		one := func(part, i int) error {
			at := time.Now()
			err := wires[part].do(get(p.cookie, fmt.Sprintf(pageParts[part].path, people[i%len(people)])))
			if err == nil {
				tallies[part].add([]time.Duration{time.Since(at)}, 0, nil)
			}
			return err
		}
		return func(i int) error {
			if err := one(0, i); err != nil {
				return err
			}
			errs := make([]error, len(pageParts))
			var tabs sync.WaitGroup
			for part := 1; part < len(pageParts); part++ {
				tabs.Go(func() { errs[part] = one(part, i) })
			}
			tabs.Wait()
			for _, err := range errs {
				if err != nil {
					return err
				}
			}
			return nil
		}, nil
	})
	for i := range tallies {
		each = append(each, tallies[i].out.with(outcome{}))
	}
	return whole, each, err
}
