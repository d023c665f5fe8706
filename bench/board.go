package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"archwire/bench/stage"
	"archwire/internal/modules/org"
	"archwire/internal/modules/visits"
	"archwire/internal/platform/auth"
)

// board reads the reference day in one call, as every open screen does after a
// change.
func board(ctx context.Context, r *run) (*table, error) {
	t := &table{
		title: "The board of the reference day in one call",
		note: "GET /visits/board of the day with 96 visits, its forecast, pools, presence and shelf. Open: screens ask at random moments, 20 times a second. " +
			"Closed: 8 connections. Asked for: p99 ≤ 30 ms at 20/s.",
		head: []string{"database", "visits", "bytes", "p50 at 20/s", "p99 at 20/s", "boards/s", "raw SQL/s", "ratio", "statements in transactions"},
	}
	for _, d := range r.dialects {
		err := r.onDemo(ctx, d, func(p *program, c *clinicDay) error {
			a := get(p.cookie, fmt.Sprintf("/api/v1/visits/board?clinic_id=%s&day=%s", c.clinic, c.today))
			heard, body, err := p.record(ctx, a)
			if err != nil {
				return err
			}
			var b visits.Board
			if err := json.Unmarshal(body, &b); err != nil {
				return err
			}
			open, err := r.profiled("board-"+string(d), func() (outcome, error) {
				return arrivals(8, 20, r.long(), p.worker([]ask{a}))
			})
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
			t.add(stage.Name(d), len(b.Visits), float64(len(body)), open.at(.5), met(open.at(.99) <= 30*time.Millisecond, stage.Round(open.at(.99))),
				full.rate(), raw.rate(), full.rate()/raw.rate(), typical([]request{heard}))
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return t, nil
}

// fits asks the fit finder over two weeks and ten chairs.
func fits(ctx context.Context, r *run) (*table, error) {
	t := &table{
		title: "Fit finder over 14 days and 10 chairs",
		note: "POST /visits/fits for the kinds of visit of the reference day in turn, with the doctor they are for, over the next 14 days of the demo clinic (two chairs were added to its eight). " +
			"Open: five questions a second at random moments. Asked for: p99 ≤ 100 ms.",
		head: []string{"database", "chairs", "p50 at 5/s", "p99 at 5/s", "alone p50", "alone p99", "statements in transactions"},
	}
	for _, d := range r.dialects {
		err := r.onDemo(ctx, d, func(p *program, c *clinicDay) error {
			if err := p.moreChairs(ctx, c); err != nil {
				return err
			}
			asks, err := c.searches(p.cookie)
			if err != nil {
				return err
			}
			heard, err := p.recordAll(ctx, asks)
			if err != nil {
				return err
			}
			open, err := r.profiled("fits-"+string(d), func() (outcome, error) {
				return arrivals(8, 5, r.long(), p.worker(asks))
			})
			if err != nil {
				return err
			}
			alone, err := closed(1, r.pick(300, 40), limit, p.worker(asks))
			if err != nil {
				return err
			}
			t.add(stage.Name(d), 10, open.at(.5), met(open.at(.99) <= 100*time.Millisecond, stage.Round(open.at(.99))),
				alone.at(.5), alone.at(.99), typical(heard))
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return t, nil
}

// moreChairs adds two chairs to the clinic's eight.
func (p *program) moreChairs(ctx context.Context, c *clinicDay) error {
	ctx = auth.AsProgram(ctx, org.DemoTenant, "bench")
	for i, name := range []string{"9号椅", "10号椅"} {
		room := visits.Room{Clinic: c.clinic, Name: name, Where: visits.Chair, Area: visits.OrthoArea, Position: 20 + i, Active: true}
		if _, err := p.House.Visits.MakeRoom(ctx, room, nil); err != nil {
			return err
		}
	}
	return nil
}

// searches ask for each kind of visit of the reference day.
func (c *clinicDay) searches(cookie string) ([]ask, error) {
	_, wanted := visits.ReferenceDay(c.reference(), c.today, c.zone)
	seen := map[string]bool{}
	var out []ask
	for _, w := range wanted {
		if seen[w.Template.Code] {
			continue
		}
		seen[w.Template.Code] = true
		body, err := json.Marshal(map[string]any{
			"clinic_id": c.clinic, "template_id": c.templates[w.Template.Code], "doctors": w.Doctors, "appliance_arrived": true,
			"patient_id": c.patients[len(out)], "from": c.today.AddDays(1), "to": c.today.AddDays(14),
		})
		if err != nil {
			return nil, err
		}
		out = append(out, post(cookie, "/api/v1/visits/fits", "", body, http.StatusOK))
	}
	return out, nil
}
