package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/org"
	"archwire/internal/modules/visits"
	"archwire/internal/platform/db"
)

// books are the tables of a program that is dead, read past the door and the
// walls.
type books struct {
	db      *sql.DB
	dialect db.Dialect

	visits    map[string]visitRow
	tagged    map[string][]visitRow // booked by a desk, by its key; those that follow another are left out
	following map[string]visitRow   // by the visit that they replace
	claims    map[string][]visits.Claim
	steps     map[string]steps
	facts     map[string]int // facts of a booking, by visit
	audited   map[string]int // audit rows of a booking, by visit
	answers   map[string]string
	strays    []string // what belongs to no visit
}

type visitRow struct {
	id, state, ended, note, follows string
	version, start, end             int64
	holds                           bool // it stands, and gave nothing back
	plan                            visits.Plan
	turnover                        int
}

// steps are a visit's history: how many, and the last one's number.
type steps struct{ n, last int64 }

func (t *trial) openBooks(ctx context.Context) (*books, error) {
	driver, dsn := "sqlite", "file:"+t.data.Config.File()+"?_pragma=busy_timeout(5000)"
	if t.data.Dialect == db.Postgres {
		driver, dsn = "pgx", t.data.Config.DatabaseSystem+" default_query_exec_mode=exec"
	}
	d, err := sql.Open(driver, dsn)
	if err != nil {
		return nil, err
	}
	d.SetMaxOpenConns(1)
	return &books{db: d, dialect: t.data.Dialect}, d.PingContext(ctx)
}

func (b *books) close() { b.db.Close() }

// quiet waits until the server has finished what the dead program had sent: a
// commit may still be on its way. Whose connection it is and that it belongs to
// somebody (the server's own workers belong to nobody) is all that this role is
// shown of others.
func (b *books) quiet(ctx context.Context) error {
	if b.dialect != db.Postgres {
		return nil
	}
	for range 1000 {
		busy := ""
		err := b.each(ctx, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND usesysid IS NOT NULL",
			func(r []string) error { busy = r[0]; return nil })
		if err != nil || busy == "0" {
			return err
		}
		time.Sleep(10 * time.Millisecond)
	}
	return errors.New("the server still works for a program that is dead")
}

// each runs a statement and gives every row to fn, as text.
func (b *books) each(ctx context.Context, text string, fn func(row []string) error) error {
	rows, err := b.db.QueryContext(ctx, text)
	if err != nil {
		return fmt.Errorf("%w in %s", err, text)
	}
	defer rows.Close()
	cols, err := rows.Columns()
	if err != nil {
		return err
	}
	cells, dest := make([]sql.NullString, len(cols)), make([]any, len(cols))
	for i := range cells {
		dest[i] = &cells[i]
	}
	for rows.Next() {
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		row := make([]string, len(cols))
		for i, c := range cells {
			row[i] = c.String
		}
		if err := fn(row); err != nil {
			return err
		}
	}
	return rows.Err()
}

// clinic finds where the desks book: the demo's larger clinic, on the days after
// those that the demo has filled.
func (b *books) clinic(ctx context.Context) (clinic, error) {
	zone, err := time.LoadLocation(org.HomeZone)
	if err != nil {
		return clinic{}, err
	}
	c := clinic{zone: zone, days: ahead}
	doctors := map[string]string{}
	kinds := map[string]string{}
	var last string
	for text, fn := range map[string]func([]string) error{
		"SELECT id FROM org_clinics WHERE code = '" + org.DemoWindmill + "'": func(r []string) error { c.id = r[0]; return nil },
		"SELECT login, id FROM auth_accounts":                                func(r []string) error { doctors[r[0]] = r[1]; return nil },
		"SELECT code, id FROM visits_templates":                              func(r []string) error { kinds[r[0]] = r[1]; return nil },
		"SELECT max(day) FROM visits_visits":                                 func(r []string) error { last = r[0]; return nil },
	} {
		if err := b.each(ctx, text, fn); err != nil {
			return c, err
		}
	}
	err = b.each(ctx, "SELECT patient_id FROM patients_clinics WHERE clinic_id = '"+c.id+"' ORDER BY patient_id", func(r []string) error {
		c.patients = append(c.patients, r[0])
		return nil
	})
	if err != nil {
		return c, err
	}
	err = errors.Join(err, b.each(ctx, `SELECT i.id FROM catalog_items i WHERE i.active AND i.teeth IN ('none', 'optional') AND EXISTS (SELECT 1 FROM catalog_prices p
		WHERE p.tenant_id = i.tenant_id AND p.item_id = i.id AND p.for_clinic = '' AND p.amount BETWEEN 1000 AND 200000) ORDER BY i.code LIMIT 12`, func(r []string) error {
		c.items = append(c.items, r[0])
		return nil
	}))
	if err == nil && len(c.items) == 0 {
		err = errors.New("nothing on the price list can be charged without a tooth")
	}
	if err != nil {
		return c, err
	}
	ortho, general := []string{doctors[org.DemoDoctor]}, []string{doctors["dougenguan"], doctors["xuwuzhu"]}
	for code, who := range map[string][]string{"o12": ortho, "o14": ortho, "o13": ortho, "o03": nil, "o23": nil, "g01": general, "g03": general, "g04": general} {
		c.kinds = append(c.kinds, kindOfVisit{kinds[code], who})
	}
	day, err := civil.Parse(last)
	c.from = day.AddDays(1)
	return c, err
}

// read reads everything that the laws speak of.
func (b *books) read(ctx context.Context) error {
	b.visits, b.tagged, b.following = map[string]visitRow{}, map[string][]visitRow{}, map[string]visitRow{}
	b.claims, b.steps = map[string][]visits.Claim{}, map[string]steps{}
	b.facts, b.audited, b.answers = map[string]int{}, map[string]int{}, map[string]string{}
	b.strays = nil
	if err := b.quiet(ctx); err != nil {
		return err
	}
	if err := b.readVisits(ctx, "1 = 1"); err != nil {
		return err
	}
	for _, part := range []func(context.Context) error{b.readClaims, b.readTrails} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	return nil
}

// glance reads the visits of the desks alone, and what would follow them.
func (b *books) glance(ctx context.Context) error {
	b.visits, b.tagged, b.following = map[string]visitRow{}, map[string][]visitRow{}, map[string]visitRow{}
	if err := b.quiet(ctx); err != nil {
		return err
	}
	return b.readVisits(ctx, "note LIKE 'chaos-%'")
}

func (b *books) readVisits(ctx context.Context, which string) error {
	return b.each(ctx, `SELECT id, version, state, ended_as, note, follows_id, starts_at, ends_at, pattern, places, doctor_id,
		turnover_minutes, COALESCE(released_at, 0) + COALESCE(parked_at, 0) FROM visits_visits WHERE `+which, func(r []string) error {
		v := visitRow{id: r[0], version: number(r[1]), state: r[2], ended: r[3], note: r[4], follows: r[5], start: number(r[6]), end: number(r[7]),
			turnover: int(number(r[11]))}
		v.holds = (v.state == "booked" || v.state == "confirmed") && r[12] == "0"
		pattern, err := visits.ParsePattern(r[8])
		if err != nil {
			return fmt.Errorf("visit %s: %w", v.id, err)
		}
		v.plan = visits.Plan{Pattern: pattern, Start: v.start, DoctorID: r[10]}
		if err := json.Unmarshal([]byte(r[9]), &v.plan.Places); err != nil {
			return fmt.Errorf("visit %s: %w", v.id, err)
		}
		b.visits[v.id] = v
		if v.follows != "" {
			b.following[v.follows] = v
		} else if len(v.note) > 6 && v.note[:6] == "chaos-" {
			b.tagged[v.note] = append(b.tagged[v.note], v)
		}
		return nil
	})
}

func (b *books) readClaims(ctx context.Context) error {
	return b.each(ctx, "SELECT holder_kind, holder_id, resource, starts_at, ends_at FROM visits_claims ORDER BY resource, starts_at", func(r []string) error {
		c := visits.Claim{Resource: r[2]}
		c.Span.Start, c.Span.End = number(r[3]), number(r[4])
		b.claims[r[1]] = append(b.claims[r[1]], c)
		if _, there := b.visits[r[1]]; !there && r[0] == "visit" {
			b.strays = append(b.strays, "a claim of "+r[2]+" for the visit "+r[1])
		}
		return nil
	})
}

// readTrails reads what must have been written together with each visit.
func (b *books) readTrails(ctx context.Context) error {
	stray := func(what, visit string) {
		if _, there := b.visits[visit]; !there {
			b.strays = append(b.strays, what+" of the visit "+visit)
		}
	}
	err := b.each(ctx, "SELECT visit_id, count(*), max(seq) FROM visits_events GROUP BY visit_id", func(r []string) error {
		b.steps[r[0]] = steps{number(r[1]), number(r[2])}
		stray("the history", r[0])
		return nil
	})
	if err != nil {
		return err
	}
	err = b.each(ctx, "SELECT subject_id, sum(CASE kind WHEN 'visits.booked' THEN 1 ELSE 0 END) FROM events_facts WHERE kind LIKE 'visits.%' AND body LIKE '%\"visit\"%' GROUP BY subject_id", func(r []string) error {
		b.facts[r[0]] = int(number(r[1]))
		stray("a fact", r[0])
		return nil
	})
	if err != nil {
		return err
	}
	err = b.each(ctx, "SELECT subject_id, count(*) FROM audit_entries WHERE subject_kind = 'visit' AND action = 'visits.booked' GROUP BY subject_id", func(r []string) error {
		b.audited[r[0]] = int(number(r[1]))
		stray("an audit row", r[0])
		return nil
	})
	if err != nil {
		return err
	}
	return b.each(ctx, "SELECT idem_key, answer FROM httpapi_once WHERE route = 'visits.book'", func(r []string) error {
		var p placed
		if err := json.Unmarshal([]byte(r[1]), &p); err != nil {
			b.strays = append(b.strays, "an answer to "+r[0]+" that cannot be read")
			return nil
		}
		b.answers[r[0]] = p.ID
		stray("an answer to "+r[0], p.ID)
		return nil
	})
}

func number(s string) (n int64) {
	_, _ = fmt.Sscan(s, &n)
	return n
}
