package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"archwire/bench/grown"
	"archwire/bench/stage"
	"archwire/internal/modules/billing"
	"archwire/internal/modules/org"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
)

// desk makes bills and takes their payment in the grown group: as one desk after
// the other does, and as twenty cashiers of one clinic at once.
func desk(ctx context.Context, r *run) (*table, error) {
	t := &table{
		title: "Bill and payment at the desk",
		note: "A bill of five lines, and its payment by two means (cash counted, with change, and a platform): receipt under the clinic's next number, tenders, allocations, journal, audit, facts, both with Idempotency-Key, each customer another patient of the grown group. " +
			"Open: ten customers a second at random moments. Twenty cashiers: 20 connections, each with the next customer at once, for 30 s. " +
			"Raw: the statements of bill and payment in the same transactions, prepared, on a copy of the database, by as many connections; the job queue's are left out. Asked for: p99 of a bill and of a payment ≤ 50 ms at 10/s.",
		head: []string{"database", "load", "customers/s", "bill p50", "bill p99", "payment p50", "payment p99", "raw SQL customers/s", "raw p50", "raw p99", "ratio", "statements in transactions"},
	}
	for _, d := range r.dialects {
		g, err := r.grown(ctx, d)
		if err != nil {
			return nil, err
		}
		var heard []request
		var full outcome
		var row []any
		err = r.onGrown(ctx, d, deskLogin, func(p *program) (err error) {
			heard, full, row, err = r.deskOn(ctx, t, d, p)
			return err
		})
		if err != nil {
			return nil, err
		}
		// Its copy is gone: two at a time would take as much room as the group twice.
		raw, err := r.rawCustomers(ctx, g.base, heard, 20)
		if err != nil {
			return nil, err
		}
		t.add(append(row, raw.rate(), raw.at(.5), raw.at(.99), full.rate()/raw.rate(), typical(heard))...)
	}
	return t, nil
}

// deskOn serves customers as they come, and then with twenty cashiers, whose row
// lacks what the bare SQL gives.
func (r *run) deskOn(ctx context.Context, t *table, d db.Dialect, p *program) (heard []request, full outcome, row []any, err error) {
	s, err := p.shop(ctx)
	if err != nil {
		return nil, full, nil, err
	}
	on := stage.Name(d)
	var bills, pays tally
	open, err := r.profiled("desk-"+string(d), func() (outcome, error) {
		return arrivals(8, 10, r.long(), p.customers(s, "open", &bills, &pays))
	})
	if err != nil {
		return nil, full, nil, err
	}
	b, m := bills.out.with(outcome{}), pays.out.with(outcome{})
	if heard, err = p.recordCustomers(ctx, s, r.pick(600, 60)); err != nil {
		return nil, full, nil, err
	}
	t.add(on, "10/s", open.rate(), b.at(.5), met(b.at(.99) <= 50*time.Millisecond, stage.Round(b.at(.99))),
		m.at(.5), met(m.at(.99) <= 50*time.Millisecond, stage.Round(m.at(.99))), "-", "-", "-", "-", typical(heard))
	var bills20, pays20 tally
	if full, err = closed(20, 1<<30, r.long(), p.customers(s, "twenty", &bills20, &pays20)); err != nil {
		return nil, full, nil, err
	}
	b, m = bills20.out.with(outcome{}), pays20.out.with(outcome{})
	return heard, full, []any{on, "20 cashiers", full.rate(), b.at(.5), b.at(.99), m.at(.5), m.at(.99)}, nil
}

// rawCustomers plays what was recorded on a fresh copy of the group.
func (r *run) rawCustomers(ctx context.Context, base *stage.Database, heard []request, n int) (outcome, error) {
	other, err := base.Copy(ctx)
	if err != nil {
		return outcome{}, err
	}
	door, err := db.Open(ctx, other.Door())
	if err != nil {
		return outcome{}, err
	}
	raw, err := replayed(ctx, door, heard, n, len(heard))
	if closed := door.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return outcome{}, err
	}
	return raw, other.Drop()
}

// shop is what bills are made of.
type shop struct {
	clinic string
	items  []string
	people []string // owe nothing
	next   int
}

// shop finds what the desk sells, and who buys: patients of the clinic who owe
// nothing.
func (p *program) shop(ctx context.Context) (*shop, error) {
	s := &shop{}
	err := p.DB.Read(auth.AsProgram(ctx, org.DemoTenant, "bench"), func(tx *db.Tx) error {
		*s = shop{}
		if _, err := tx.From("org_clinics").Where("code = ?", org.DemoWindmill).Get("id", &s.clinic); err != nil {
			return err
		}
		err := tx.From("billing_lines").Where("clinic_id = ? AND execution_id IS NULL AND net > 0", s.clinic).GroupBy("item_id").OrderBy("count(*) DESC, item_id").
			Limit(5).Pluck("item_id", &s.items)
		if err != nil {
			return err
		}
		return tx.From("patients_patients p").LeftJoin("billing_lines l", "l.patient_id = p.id AND l.net - l.credited - l.paid > 0").
			Where("p.home_clinic_id = ? AND l.id IS NULL", s.clinic).OrderBy("p.id").Pluck("p.id", &s.people)
	})
	if err == nil && (len(s.items) < 5 || len(s.people) == 0) {
		err = errors.New("nothing to sell, or nobody to buy")
	}
	return s, err
}

// bill is the request for a bill of the n-th customer.
func (s *shop) bill(cookie, load string, n int) ask {
	var lines []map[string]any
	for _, i := range s.items {
		lines = append(lines, map[string]any{"item_id": i, "quantity": 1})
	}
	body, _ := json.Marshal(map[string]any{"clinic_id": s.clinic, "patient_id": s.people[n%len(s.people)], "lines": lines})
	return post(cookie, "/api/v1/billing/bills", fmt.Sprintf("bench-bill-%s-%d", load, n), body, http.StatusOK)
}

// payment pays a bill that was answered: half of it in cash, with change.
func (s *shop) payment(cookie, load string, n int, answer []byte) (ask, error) {
	var b struct {
		ID   string `json:"id"`
		Owed int64  `json:"owed"`
	}
	if err := json.Unmarshal(answer, &b); err != nil || b.Owed < 2 {
		return ask{}, fmt.Errorf("the bill owes %d: %.200s (%v)", b.Owed, answer, err)
	}
	cash := b.Owed / 2
	body, err := json.Marshal(map[string]any{"clinic_id": s.clinic, "patient_id": s.people[n%len(s.people)], "bill_ids": []string{b.ID}, "owed": b.Owed,
		"given": cash/10000*10000 + 10000, "tenders": []map[string]any{{"means": billing.Cash, "amount": cash}, {"means": billing.WeChat, "amount": b.Owed - cash}}})
	return post(cookie, "/api/v1/billing/payments", fmt.Sprintf("bench-pay-%s-%d", load, n), body, http.StatusOK), err
}

// customers gives the worker of a load: each act is a customer, from bill to
// receipt; both requests are timed on their own as well.
func (p *program) customers(s *shop, load string, bills, pays *tally) func() (func(int) error, error) {
	first := s.next
	s.next += 1_000_000 // the next load has customers of its own
	return func() (func(int) error, error) {
		w, err := dial(p.url)
		if err != nil {
			return nil, err
		}
		return func(i int) error {
			n := first + i
			at := time.Now()
			answer, err := w.read(s.bill(p.cookie, load, n))
			if err != nil {
				return err
			}
			bills.add([]time.Duration{time.Since(at)}, 0, nil)
			pay, err := s.payment(p.cookie, load, n, answer)
			if err != nil {
				return err
			}
			at = time.Now()
			if err := w.do(pay); err != nil {
				return err
			}
			pays.add([]time.Duration{time.Since(at)}, 0, nil)
			return nil
		}, nil
	}
}

// recordCustomers serves customers and gives the SQL of each, bill and payment.
func (p *program) recordCustomers(ctx context.Context, s *shop, n int) ([]request, error) {
	out := make([]request, n)
	for i := range out {
		bill, answer, err := p.record(ctx, s.bill(p.cookie, "raw", s.next+i))
		if err != nil {
			return nil, err
		}
		pay, err := s.payment(p.cookie, "raw", s.next+i, answer)
		if err != nil {
			return nil, err
		}
		paid, _, err := p.record(ctx, pay)
		if err != nil {
			return nil, err
		}
		out[i] = append(bill, paid...)
	}
	s.next += n
	return out, nil
}

// read sends the request and gives the answer's body.
func (w *wire) read(a ask) ([]byte, error) {
	if err := w.conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return nil, err
	}
	if _, err := w.conn.Write(a.text); err != nil {
		return nil, err
	}
	in, err := http.ReadResponse(w.r, nil)
	if err != nil {
		return nil, err
	}
	defer in.Body.Close()
	body, err := io.ReadAll(in.Body)
	if err == nil && in.StatusCode != a.want {
		err = fmt.Errorf("answered %s: %.400s", in.Status, body)
	}
	return body, err
}

// closing counts and closes every till of the larger clinic's heavy day, and
// reads what the day came to.
func closing(ctx context.Context, r *run) (*table, error) {
	t := &table{
		title: "Closing a heavy day",
		note: fmt.Sprintf("The manager looks at each of three tills that hold the day's %d receipts of two means, closes it with what was counted, and reads the day's book: seven requests, one after the other. ", grown.HeavyDay) +
			"Raw: their statements in the same transactions on another copy, each prepared for its one time. Asked for: ≤ 2 s for all of it.",
		head: []string{"database", "entries", "till", "close", "day's book", "all", "raw SQL", "ratio", "statements in transactions"},
	}
	for _, d := range r.dialects {
		g, err := r.grown(ctx, d)
		if err != nil {
			return nil, err
		}
		// Recorded on one copy, timed on another, played again on a third.
		var heard []request
		err = r.onGrown(ctx, d, managerLogin, func(p *program) error {
			c, err := p.closer(ctx)
			if err == nil {
				heard, err = c.recorded(ctx, p)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
		var c *closer
		var till, shut, book time.Duration
		err = r.onGrown(ctx, d, managerLogin, func(p *program) (err error) {
			if c, err = p.closer(ctx); err == nil {
				till, shut, book, err = c.timed(p)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
		raw, err := r.rawCustomers(ctx, g.base, []request{flat(heard)}, 1)
		if err != nil {
			return nil, err
		}
		all := till + shut + book
		t.add(stage.Name(d), c.entries, till, shut, book, met(all <= 2*time.Second, stage.Round(all)), raw.at(.5),
			float64(raw.at(.5))/float64(all), typical([]request{flat(heard)}))
	}
	return t, nil
}

// flat is several requests as one.
func flat(list []request) (out request) {
	for _, r := range list {
		out = append(out, r...)
	}
	return out
}

// closer closes the tills of a clinic.
type closer struct {
	clinic   string
	cashiers []string
	entries  int
	cookie   string
}

func (p *program) closer(ctx context.Context) (*closer, error) {
	c := &closer{cookie: p.cookie}
	err := p.DB.Read(auth.AsProgram(ctx, org.DemoTenant, "bench"), func(tx *db.Tx) error {
		if _, err := tx.From("org_clinics").Where("code = ?", org.DemoWindmill).Get("id", &c.clinic); err != nil {
			return err
		}
		return tx.From("auth_accounts").Where("login IN (?)", grown.Cashiers).OrderBy("login").Pluck("id", &c.cashiers)
	})
	return c, err
}

// each runs the requests of the closing; what tells which of them it is.
func (c *closer) each(do func(what string, a ask) ([]byte, error)) error {
	for _, who := range c.cashiers {
		body, err := do("till", get(c.cookie, fmt.Sprintf("/api/v1/billing/till?clinic_id=%s&cashier_id=%s", c.clinic, who)))
		if err != nil {
			return err
		}
		var till struct {
			Entries int    `json:"entries"`
			Newest  string `json:"newest"`
			Counts  []struct {
				Means    string `json:"means"`
				Expected int64  `json:"expected"`
			} `json:"counts"`
		}
		if err := json.Unmarshal(body, &till); err != nil {
			return err
		}
		c.entries += till.Entries
		var counts []map[string]any
		for _, n := range till.Counts {
			counts = append(counts, map[string]any{"means": n.Means, "counted": n.Expected})
		}
		text, err := json.Marshal(map[string]any{"clinic_id": c.clinic, "cashier_id": who, "entries": till.Entries, "newest": till.Newest, "counts": counts})
		if err != nil {
			return err
		}
		if _, err := do("close", post(c.cookie, "/api/v1/billing/closings", "bench-close-"+who, text, http.StatusOK)); err != nil {
			return err
		}
	}
	_, err := do("day", get(c.cookie, "/api/v1/billing/day?clinic_id="+c.clinic))
	return err
}

func (c *closer) recorded(ctx context.Context, p *program) (out []request, err error) {
	err = c.each(func(_ string, a ask) ([]byte, error) {
		heard, body, err := p.record(ctx, a)
		out = append(out, heard)
		return body, err
	})
	return out, err
}

func (c *closer) timed(p *program) (till, shut, book time.Duration, err error) {
	w, err := dial(p.url)
	if err != nil {
		return 0, 0, 0, err
	}
	took := map[string]time.Duration{}
	err = c.each(func(what string, a ask) ([]byte, error) {
		at := time.Now()
		body, err := w.read(a)
		took[what] += time.Since(at)
		return body, err
	})
	return took["till"], took["close"], took["day"], err
}
