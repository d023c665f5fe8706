package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"

	"archwire/bench/stage"
	"archwire/internal/app"
	"archwire/internal/kit/civil"
	"archwire/internal/kit/id"
	"archwire/internal/modules/audience"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
)

const (
	askedBuild   = 3 * time.Second // of five leaves over a million patients
	askedFactor  = 100             // times the loop, per patient
	askedChanged = 50 * time.Millisecond
	loopBatch    = 300 // of the loop of other engines
	changedAtAll = 1000
)

// rare and common are two rules of five leaves: the frequent consumer who is a child
// and may be written to, and nearly everybody.
func rare() audience.Rule {
	return audience.Rule{Op: audience.OpAnd, Rules: []audience.Rule{
		{Op: audience.OpEvent, Event: "billing.charged", Measure: audience.Count, Compare: audience.Gt, Numbers: []int64{4}, Window: &audience.Window{Last: 1, Unit: audience.Year}},
		{Op: audience.OpAttr, Attr: "age", Compare: audience.Lt, Numbers: []int64{18}},
		{Op: audience.OpAttr, Attr: "marketing", Compare: audience.Yes},
		{Op: audience.OpAttr, Attr: "complaint", Compare: audience.No},
		{Op: audience.OpNot, Rules: []audience.Rule{{Op: audience.OpTag, Tag: "C-A"}}},
	}}
}

func common() audience.Rule {
	return audience.Rule{Op: audience.OpAnd, Rules: []audience.Rule{
		{Op: audience.OpAttr, Attr: "age", Compare: audience.Ge, Numbers: []int64{3}},
		{Op: audience.OpAttr, Attr: "complaint", Compare: audience.No},
		{Op: audience.OpAttr, Attr: "last_visit", Compare: audience.Within, Window: &audience.Window{Last: 3, Unit: audience.Year}},
		{Op: audience.OpNot, Rules: []audience.Rule{{Op: audience.OpTag, Tag: "C-A"}}},
		{Op: audience.OpEvent, Event: "billing.charged", Measure: audience.Count, Compare: audience.Ge, Numbers: []int64{1}, Window: &audience.Window{Last: 3, Unit: audience.Year}},
	}}
}

// segmented measures full builds of segments and the judging of a thousand patients,
// beside the loop of other engines.
func segmented(ctx context.Context, r *run) (*table, error) {
	patients, loop := r.pick(1_000_000, 50_000), r.pick(50_000, 5_000)
	t := &table{
		title: "Segments: full builds and what changes",
		note: fmt.Sprintf("%s patients with four charges each in two years. Full build: two rules of five leaves, a rare and a common one, from nothing to the members written and committed. "+
			"Raw: one pass over the patients and the same members written, by a bare connection. Loop: what other engines do, for the common rule, on %s patients of another group: 300 who match and are not in yet, "+
			"one insert and one commit each, the filter run again until nobody is left; per patient against the build. Changed: %s patients were charged again and judged for the rules that stand then, members, deltas and notes "+
			"written: the middle of five times; raw is the reading statements of it, bare. Asked for: build ≤ 3 s, ≥ 100 times the loop, 1,000 changed ≤ 50 ms for a segment.", thousands(float64(patients)), thousands(float64(loop)), thousands(changedAtAll)),
		head: []string{"database", "rule", "members", "full build", "raw", "loop, per patient", "build, per patient", "times", "1,000 changed", "of raw"},
	}
	for _, d := range r.dialects {
		if err := r.segmentedOn(ctx, t, d, patients, loop); err != nil {
			return nil, fmt.Errorf("%s: %w", stage.Name(d), err)
		}
	}
	return t, nil
}

func (r *run) segmentedOn(ctx context.Context, t *table, d db.Dialect, patients, loop int) error {
	base, err := r.place.Empty(ctx, d)
	if err != nil {
		return err
	}
	a, err := base.OpenHasty(ctx)
	if err != nil {
		return err
	}
	big, small := &crowd{App: a, group: id.New(), n: patients}, &crowd{App: a, group: id.New(), n: loop}
	for _, c := range []*crowd{big, small} {
		c.ctx = auth.AsProgram(ctx, c.group, "bench")
		if err := c.furnish(); err != nil {
			return errors.Join(err, a.Close())
		}
	}
	if err = errors.Join(a.Close(), tidied(ctx, base)); err != nil {
		return err
	}
	if a, err = base.Open(ctx); err != nil { // waits for the disk
		return err
	}
	big.App, small.App = a, a
	err = measureCrowds(r, t, d, big, small)
	return errors.Join(err, a.Close(), base.Drop())
}

// tidied leaves the tables as they are found in a group that has been there for a while:
// autovacuum would come by in the middle of a measurement instead.
func tidied(ctx context.Context, base *stage.Database) error {
	if base.Dialect == db.SQLite {
		return nil
	}
	owner, err := sql.Open("pgx", base.Config.DatabaseOwner)
	if err != nil {
		return err
	}
	_, err = owner.ExecContext(ctx, "VACUUM (ANALYZE)")
	return errors.Join(err, owner.Close())
}

func measureCrowds(r *run, t *table, d db.Dialect, big, small *crowd) error {
	perLoop, err := small.loop()
	if err != nil {
		return err
	}
	for _, one := range []struct {
		name string
		rule audience.Rule
	}{{"rare", rare()}, {"common", common()}} {
		runtime.GC()
		var g audience.Segment
		built, err := r.profiled("segments-build-"+one.name+"-"+string(d), func() (out outcome, err error) {
			g, out.took, err = big.build(one.name, one.rule)
			return out, err
		})
		if err != nil {
			return err
		}
		raw, err := big.raw(g)
		if err != nil {
			return err
		}
		var rawChanged time.Duration
		judged, err := r.profiled("segments-changed-"+one.name+"-"+string(d), func() (out outcome, err error) {
			out.took, rawChanged, err = big.changes()
			return out, err
		})
		if err != nil {
			return err
		}
		took, changed := built.took, judged.took
		per := took / time.Duration(big.n)
		t.add(stage.Name(d), one.name, thousands(float64(g.Size)), met(took <= askedBuild, stage.Round(took)), raw, fmt.Sprint(perLoop), fmt.Sprint(per),
			met(float64(perLoop) >= askedFactor*float64(took)/float64(big.n), thousands(float64(perLoop)*float64(big.n)/float64(took))),
			met(changed <= askedChanged, stage.Round(changed)), rawChanged)
		r.say("  " + strings.Join(t.rows[len(t.rows)-1], " | "))
	}
	return nil
}

// crowd is a group of many patients of whom the audience knows.
type crowd struct {
	*app.App
	ctx   context.Context
	group string
	n     int
}

// furnish writes patients and charges by a few statements: how they came is not what
// is measured.
func (c *crowd) furnish() error {
	series := "WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < " + fmt.Sprint(c.n) + ")"
	patient, day := "printf('%08x-0000-7000-8000-%012x', i, i)", func(ago string) string { return "date('" + string(c.today()) + "', '-' || (" + ago + ") || ' days')" }
	if c.DB.Dialect == db.Postgres {
		series = "WITH s AS (SELECT generate_series(1, " + fmt.Sprint(c.n) + ")::bigint AS i)"
		patient = "(lpad(to_hex(i), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid"
		day = func(ago string) string {
			return "to_char('" + string(c.today()) + "'::date - (" + ago + ")::int, 'YYYY-MM-DD')"
		}
	}
	list := []string{
		"INSERT INTO audience_zones (tenant_id, zone) SELECT p.t, 'Asia/Shanghai' FROM (SELECT @group AS t) p",
		series + " INSERT INTO audience_people (tenant_id, no, patient_id, home_id, zone, hash, born, last_visit, marketing, complaint) SELECT @group, i, " + patient + ", @group, 'Asia/Shanghai', (i * 7919) % 2147483647, " +
			day("(i * 7919) % 29200") + ", " + day("(i * 104729) % 900") + ", i % 3 <> 0, i % 50 = 0 FROM s",
		series + " INSERT INTO audience_tagged (tenant_id, tag, person, source, since) SELECT @group, 'C-A', i, 'hand', 0 FROM s WHERE i % 40 = 7",
		// a tenth is charged often
		"INSERT INTO audience_happened (tenant_id, kind, person, day, subject, part, at, word, other, amount, origin) SELECT @group, 'billing.charged', p.no, " +
			day("(p.no * 31 + k.k * 97) % CASE WHEN p.no % 10 = 3 THEN 400 ELSE 730 END") + ", 's' || k.k, 0, k.k, '', '', 20000, p.no FROM audience_people p CROSS JOIN (" + upTo(9) + ") k WHERE p.tenant_id = @group AND k.k < CASE WHEN p.no % 10 = 3 THEN 9 ELSE 1 + p.no % 6 END",
		"INSERT INTO audience_sums (tenant_id, kind, person, n, first_day, last_day) SELECT tenant_id, kind, person, count(*), min(day), max(day) FROM audience_happened WHERE tenant_id = @group GROUP BY tenant_id, kind, person",
	}
	return c.DB.Write(c.ctx, func(tx *db.Tx) error {
		for _, text := range list {
			group := ":tenant"
			if c.DB.Dialect == db.Postgres {
				group = "CAST(:tenant AS uuid)"
			}
			if _, err := tx.RawExec(strings.ReplaceAll(text, "@group", group)); err != nil {
				return err
			}
		}
		return nil
	})
}

func upTo(n int) string {
	parts := make([]string, n)
	for i := range n {
		parts[i] = fmt.Sprintf("SELECT %d AS k", i)
	}
	return strings.Join(parts, " UNION ALL ")
}

func (c *crowd) today() civil.Day {
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		zone = time.UTC
	}
	return civil.Of(c.DB.Now(), zone)
}

// build makes a rule a segment and tells how long that took.
func (c *crowd) build(name string, r audience.Rule) (g audience.Segment, took time.Duration, err error) {
	began := time.Now()
	err = c.DB.Write(c.ctx, func(tx *db.Tx) (err error) {
		g, _, err = c.House.Audience.Establish(tx, audience.Segment{Name: name}, r)
		return err
	})
	return g, time.Since(began), err
}

// raw reads every patient and writes as many members, without the program.
func (c *crowd) raw(g audience.Segment) (took time.Duration, err error) {
	return c.bare(func(conn *sql.Conn) error {
		group := "'" + c.group + "'"
		var n int
		if err := conn.QueryRowContext(c.ctx, "SELECT count(*) FROM audience_people WHERE tenant_id = "+group+" AND born > '1'").Scan(&n); err != nil {
			return err
		}
		_, err := conn.ExecContext(c.ctx, fmt.Sprintf("INSERT INTO audience_members (tenant_id, segment, person, since) SELECT tenant_id, %d, person, since FROM audience_members WHERE tenant_id = %s AND segment = %d",
			1000+g.No, group, g.No))
		return err
	})
}

// bare times something in a transaction of a bare connection.
func (c *crowd) bare(do func(*sql.Conn) error) (time.Duration, error) {
	conn, err := c.DB.PoolOf(db.Writers).Conn(c.ctx)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	begin := "BEGIN IMMEDIATE" // a reader that becomes a writer would be refused where somebody wrote meanwhile
	if c.DB.Dialect == db.Postgres {
		begin = "BEGIN"
	}
	began := time.Now()
	if _, err := conn.ExecContext(c.ctx, begin); err != nil {
		return 0, err
	}
	if c.DB.Dialect == db.Postgres {
		if _, err := conn.ExecContext(c.ctx, "SET LOCAL app.tenant = '"+c.group+"'"); err != nil {
			return 0, err
		}
	}
	err = do(conn)
	end := "COMMIT"
	if err != nil {
		end = "ROLLBACK"
	}
	_, err2 := conn.ExecContext(c.ctx, end)
	return time.Since(began), errors.Join(err, err2)
}

// changes changes several times and gives the middle of what it took.
func (c *crowd) changes() (took, raw time.Duration, err error) {
	const times = 5
	var each, bare []time.Duration
	for range times {
		took, raw, err := c.change()
		if err != nil {
			return 0, 0, err
		}
		each, bare = append(each, took), append(bare, raw)
	}
	slices.Sort(each)
	slices.Sort(bare)
	return each[times/2], bare[times/2], nil
}

// change charges a thousand patients once more, and tells how long it took until they
// were judged; raw is the same statements again, bare.
func (c *crowd) change() (took, raw time.Duration, err error) {
	const each = changedAtAll
	var list []audience.Happening
	for i := range each {
		no := (i*977 + int(time.Now().UnixNano()%1000)) % c.n
		patient := fmt.Sprintf("%08x-0000-7000-8000-%012x", no+1, no+1)
		list = append(list, audience.Happening{Patient: patient, Kind: "billing.charged", Subject: id.New(), At: c.DB.Now(), Day: c.today(), Amount: 30000})
	}
	err = c.DB.Write(c.ctx, func(tx *db.Tx) error { return c.House.Audience.Tell(tx, nil, list, false) })
	if err != nil {
		return 0, 0, err
	}
	var heard db.Recorder
	runtime.GC()
	began := time.Now()
	if err := c.House.Audience.Settle(db.Record(c.ctx, &heard)); err != nil {
		return 0, 0, err
	}
	took = time.Since(began)
	raw, err = c.again(&heard)
	return took, raw, err
}

// again runs the reading statements of what was heard, bare.
func (c *crowd) again(heard *db.Recorder) (time.Duration, error) {
	return c.bare(func(conn *sql.Conn) error {
		for _, s := range heard.List {
			if !s.Query {
				continue
			}
			rows, err := conn.QueryContext(c.ctx, s.Text, s.Args...)
			if err != nil {
				return err
			}
			for rows.Next() {
			}
			if err := errors.Join(rows.Err(), rows.Close()); err != nil {
				return err
			}
		}
		return nil
	})
}

// loop fills a segment by the common rule as other engines do, and tells how long that
// took per patient.
func (c *crowd) loop() (time.Duration, error) {
	const segment = 500
	group, since := "'"+c.group+"'", string(c.today().AddMonths(-36).AddDays(1))
	text := strings.NewReplacer("@group", group, "@since", since, "@born", string(c.today().AddMonths(-36))).Replace(`SELECT p.no FROM audience_people p WHERE p.tenant_id = @group
		AND p.born > '1' AND p.born <= '@born' AND NOT p.complaint AND p.last_visit >= '@since'
		AND NOT EXISTS (SELECT 1 FROM audience_tagged t WHERE t.tenant_id = @group AND t.person = p.no AND t.tag = 'C-A')
		AND EXISTS (SELECT 1 FROM audience_happened h WHERE h.tenant_id = @group AND h.kind = 'billing.charged' AND h.person = p.no AND h.day >= '@since')
		AND NOT EXISTS (SELECT 1 FROM audience_members m WHERE m.tenant_id = @group AND m.segment = ` + fmt.Sprint(segment) + ` AND m.person = p.no) LIMIT ` + fmt.Sprint(loopBatch))
	began := time.Now()
	for {
		var missing []int64
		_, err := c.bare(func(conn *sql.Conn) (err error) { missing, err = numbers(c.ctx, conn, text); return err })
		if err != nil || len(missing) == 0 {
			return time.Since(began) / time.Duration(c.n), err
		}
		for _, no := range missing {
			_, err := c.bare(func(conn *sql.Conn) error {
				_, err := conn.ExecContext(c.ctx, fmt.Sprintf("INSERT INTO audience_members (tenant_id, segment, person, since) VALUES (%s, %d, %d, %d)", group, segment, no, c.DB.Now()))
				return err
			})
			if err != nil {
				return 0, err
			}
		}
	}
}

func numbers(ctx context.Context, conn *sql.Conn, text string) (out []int64, err error) {
	rows, err := conn.QueryContext(ctx, text)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, rows.Err()
}
