package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"archwire/bench/stage"
	"archwire/internal/kit/id"
	"archwire/internal/modules/journeys"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
)

// askedSteps is how many steps a second are asked for beside a million sleepers.
var askedSteps = map[db.Dialect]float64{db.SQLite: 30_000, db.Postgres: 15_000}

// The journeys in which the sleepers sleep: from one wait to the next, and to a message
// and then the next wait.
const (
	waits = `{"nodes":[{"id":"in","kind":"entry","to":{"next":"w"},"entry":{"how":"manual"}},
		{"id":"w","kind":"wait","to":{"next":"v"},"wait":{"amount":10,"unit":"days"}},
		{"id":"v","kind":"wait","to":{},"wait":{"amount":300,"unit":"days"}}]}`
	sends = `{"nodes":[{"id":"in","kind":"entry","to":{"next":"w"},"entry":{"how":"manual"}},
		{"id":"w","kind":"wait","to":{"next":"m"},"wait":{"amount":10,"unit":"days"}},
		{"id":"m","kind":"message","to":{"next":"v"},"message":{"class":"service","text":"` + greeting + `"}},
		{"id":"v","kind":"wait","to":{},"wait":{"amount":300,"unit":"days"}}]}`
)

// wakings are the sorts of sleepers that come due, each on a day of its own: some for
// the engine, and as many for the raw limit.
var wakings = []struct {
	name   string
	bursts int // of a hundredth of all
	sends  bool
	asked  bool
}{
	{"enrolled together, wait to wait", 20, false, true},
	{"enrolled apart, wait to wait", 10, false, false},
	{"enrolled together, wait to message", 5, true, false},
}

func (r *run) sleepTable() *table {
	n := r.pick(1_000_000, 50_000)
	return &table{
		title: "Journeys: sleepers that wake",
		note: fmt.Sprintf("%s enrolments sleep in a group; %s of them come due in one second, and the same again in the next, up to twenty times. One call of the engine per second, as the ticker makes it, alone: "+
			"until nobody is due every step is decided, written to the log and the enrolment put to its next wait, in transactions of %d. Enrolled together: those due were let in at about the same time, as in life, and so lie "+
			"beside each other; apart: they lie scattered over all. With a message its row and its effect are written as well. Raw: the same rows by the smallest hand-written SQL (INSERT … SELECT and UPDATE), prepared, in transactions of the same "+
			"size, on other sleepers of the same database. Asked for: all of %s due in one second decided ≤ 1 s; ≥ 30,000 steps/s on SQLite and ≥ 15,000 on PostgreSQL.",
			thousands(float64(n)), thousands(float64(n/100)), journeys.Batch, thousands(float64(n/100))),
		head: []string{"database", "sleepers", "due", "a second's", "slowest second's", "steps/s", "raw steps/s", "ratio"},
	}
}

// sleepersOn measures the engine beside sleepers.
func (r *run) sleepersOn(ctx context.Context, t *table, d db.Dialect) error {
	base, err := r.place.Empty(ctx, d)
	if err != nil {
		return err
	}
	r.say("  putting sleepers to bed on " + stage.Name(d))
	b := &bedroom{group: id.New(), n: r.pick(1_000_000, 50_000), begin: time.Now().UnixMilli()}
	a, err := base.OpenHasty(ctx)
	if err != nil {
		return err
	}
	b.walkers = &walkers{App: a, ctx: auth.AsProgram(ctx, b.group, "bench")}
	err = b.furnish()
	if err = errors.Join(err, a.DB.Settle(ctx), a.Close()); err != nil {
		return err
	}
	b.now.Store(b.begin)
	if b.App, err = base.OpenAt(ctx, b.now.Load); err != nil { // waits for the disk
		return err
	}
	for i, w := range wakings {
		full, err := r.profiled(fmt.Sprintf("sleepers%d-%s", i, d), func() (outcome, error) { return b.bursts(2*i, w.bursts, b.wake) })
		if err != nil {
			return errors.Join(err, b.Close())
		}
		raw, err := b.raw(2*i+1, w.bursts, w.sends)
		if err != nil {
			return errors.Join(err, b.Close())
		}
		rate := thousands(full.rate())
		if w.asked {
			rate = met(full.rate() >= askedSteps[d], rate)
		}
		t.add(stage.Name(d), thousands(float64(b.n)), w.name, full.at(0.5), met(full.at(1) <= askedDecided, stage.Round(full.at(1))), rate, raw.rate(), full.rate()/raw.rate())
		r.say("  " + strings.Join(t.rows[len(t.rows)-1], " | "))
	}
	return errors.Join(b.Close(), base.Drop())
}

// bedroom is a group in which many sleep.
type bedroom struct {
	*walkers
	group string
	n     int
	begin int64 // epoch milliseconds: the instant before the first of them is due
	now   atomic.Int64
	plain int64 // numbers of the versions
	told  int64
}

const (
	aDay    = 24 * 3_600_000
	aSecond = 1000
)

// due is the instant of a second on the day of a set.
func (b *bedroom) due(set, second int) int64 {
	return b.begin + int64(set)*aDay + int64(second)*aSecond
}

// furnish publishes the journeys and puts the sleepers into them by one statement.
// Eight in ten lie in eighty blocks of those who entered together; of the others each
// set lies scattered over all.
func (b *bedroom) furnish() error {
	for graph, no := range map[string]*int64{waits: &b.plain, sends: &b.told} {
		j, err := b.live("bench", graph)
		if err != nil {
			return err
		}
		*no = j.LiveNo
	}
	series, group := "WITH RECURSIVE s(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM s WHERE i < "+fmt.Sprint(b.n-1)+")", ":tenant"
	uuid := func(i string) string { return "printf('%08x-0000-7000-8000-%012x', " + i + ", " + i + ")" }
	if b.DB.Dialect == db.Postgres {
		series, group = "WITH s AS (SELECT generate_series(0, "+fmt.Sprint(b.n-1)+")::bigint AS i)", "CAST(:tenant AS uuid)"
		uuid = func(i string) string {
			return "(lpad(to_hex(" + i + "), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(" + i + "), 12, '0'))::uuid"
		}
	}
	block := fmt.Sprint("(i / ", b.n/80, ")")
	apart := func(set int) string { return fmt.Sprintf("%d + (i / 10) %% 10 * %d", b.due(set, 0), aSecond) }
	together := func(set int) string { return fmt.Sprintf("%d + %s / 4 * %d", b.due(set, 0), block, aSecond) }
	text := series + " INSERT INTO journeys_enrolments (tenant_id, id, clinic_id, patient_id, home, journey_no, entry_key, version_no, node, sub, seq, wake_at, last_at, log_at, entered_at, event_at, chance, " +
		"control, held, vars, cause, ending, reason) SELECT " + group + ", " + uuid("(i + 268435456)") + ", " + group + ", " + uuid("(i * 7919 % "+fmt.Sprint(b.n)+")") + ", 'home', " +
		"1, 'k' || i, CASE WHEN i % 10 NOT IN (3, 7) AND " + block + " % 4 >= 2 THEN " + fmt.Sprint(b.told) + " ELSE " + fmt.Sprint(b.plain) + " END, 'w', 0, 1, " +
		"CASE WHEN i % 10 = 3 THEN " + apart(2) + " WHEN i % 10 = 7 THEN " + apart(3) + " WHEN " + block + " % 4 = 0 THEN " + together(0) + " WHEN " + block + " % 4 = 1 THEN " + together(1) +
		" WHEN " + block + " < 20 AND " + block + " % 4 = 2 THEN " + together(4) + " WHEN " + block + " < 20 THEN " + together(5) + fmt.Sprintf(" ELSE %d + i END, ", b.due(200, 0)) +
		fmt.Sprintf("%[1]d, %[1]d, %[1]d, %[1]d", b.begin-10*aDay) + ", i % 10000, false, false, '', '', '', '' FROM s"
	return b.DB.Write(b.ctx, func(tx *db.Tx) error {
		_, err := tx.RawExec(text)
		return err
	})
}

// bursts lets one second's sleepers of a set come due after the other's, and times how
// long each decides all that is due.
func (b *bedroom) bursts(set, n int, each func() error) (out outcome, err error) {
	runtime.GC()
	for second := range n {
		b.now.Store(b.due(set, second))
		due, err := b.awake()
		if err != nil {
			return out, err
		}
		began := time.Now()
		if err := each(); err != nil {
			return out, err
		}
		took := time.Since(began)
		left, err := b.awake()
		if err != nil {
			return out, err
		}
		if due != b.n/100 || left != 0 {
			return out, fmt.Errorf("%d were due in a second instead of %d, and %d are left", due, b.n/100, left)
		}
		out.done, out.took, out.each = out.done+due, out.took+took, append(out.each, took)
	}
	slices.Sort(out.each)
	return out, nil
}

// awake counts who is due.
func (b *bedroom) awake() (n int, err error) {
	err = b.DB.Read(b.ctx, func(tx *db.Tx) (err error) {
		n, err = tx.From("journeys_enrolments").Where("wake_at <= ?", tx.Now()).Count()
		return err
	})
	return n, err
}

// wake lets the engine decide what is due, as the ticker does.
func (b *bedroom) wake() error {
	return b.House.Journeys.Module().Wakers[0].Due(b.ctx, b.DB.Now())
}

// raw writes the rows of such steps without the program.
func (b *bedroom) raw(set, n int, sends bool) (outcome, error) {
	conn, err := b.DB.PoolOf(db.Writers).Conn(b.ctx)
	if err != nil {
		return outcome{}, err
	}
	defer conn.Close()
	begin := "BEGIN IMMEDIATE"
	if b.DB.Dialect == db.Postgres {
		begin = "BEGIN; SET LOCAL app.tenant = '" + b.group + "'"
	}
	var list []*sql.Stmt
	for _, text := range b.smallest(sends) {
		s, err := conn.PrepareContext(b.ctx, text)
		if err != nil {
			return outcome{}, fmt.Errorf("%w in %s", err, text)
		}
		defer s.Close()
		list = append(list, s)
	}
	return b.bursts(set, n, func() error {
		for {
			if _, err := conn.ExecContext(b.ctx, begin); err != nil {
				return err
			}
			taken := int64(0)
			for _, s := range list {
				res, err := s.ExecContext(b.ctx, b.now.Load())
				if err != nil {
					return err
				}
				taken, _ = res.RowsAffected()
			}
			if _, err := conn.ExecContext(b.ctx, "COMMIT"); err != nil || taken < journeys.Batch {
				return err
			}
		}
	})
}

// smallest is the SQL of a batch of steps by hand, with the instant as its argument; the
// last statement touches a row for each.
func (b *bedroom) smallest(sends bool) []string {
	fill := strings.NewReplacer("@group", "'"+b.group+"'", "@now", "?1", "@seq", "seq + 1", "@id", "'9' || substr(id, 2)", "@text", "id").Replace
	if b.DB.Dialect == db.Postgres {
		fill = strings.NewReplacer("@group", "'"+b.group+"'::uuid", "@now", "$1::bigint", "@seq", "seq", "@id", "('9' || substr(id::text, 2))::uuid", "@text", "id::text").Replace
	}
	rows := []string{fill("INSERT INTO journeys_steps (tenant_id, at, enrolment_id, seq, clinic_id, prev_at, version_no, heard, cause, path) " +
		"SELECT tenant_id, @now, id, @seq, clinic_id, log_at, version_no, 'timer', '', 'w>next v>waits'")}
	if sends {
		rows = append([]string{fill("INSERT INTO journeys_effects (tenant_id, enrolment_id, seq, node, rung, clinic_id, kind, state, journey_no, version_no, what, at, day) " +
			"SELECT tenant_id, id, @seq, 'm', 0, clinic_id, 'message', 'done', journey_no, version_no, 'journeys.service', @now, '2026-11-24'"),
			fill("INSERT INTO messages_messages (tenant_id, id, version, purpose, occurrence, class, urgent, clinic_id, patient_id, subject, fields, secret, page, state, reason, channel, rung, why, at, " +
				"until_at, wake_at, asks, planned_at, past, withdrawn) SELECT tenant_id, @id, 1, 'journeys.service', @text || ':2:2:m:0', 'service', false, clinic_id, patient_id, @text, '{}', '', '', 'planned', '', '', " +
				"0, '{}', @now, @now + 86400000, @now, 0, @now, false, false")}, rows...)
	}
	set := fmt.Sprintf(" SET node = 'v', seq = seq + 1, wake_at = @now + %d, last_at = @now, log_at = @now", 300*aDay)
	who := fmt.Sprintf("FROM journeys_enrolments WHERE tenant_id = @group AND wake_at <= @now ORDER BY wake_at LIMIT %d", journeys.Batch)
	if b.DB.Dialect == db.SQLite {
		for i := range rows {
			rows[i] += " " + fill(who)
		}
		return append(rows, fill("UPDATE journeys_enrolments"+set+" WHERE tenant_id = @group AND id IN (SELECT id "+who+")"))
	}
	text := fill("WITH due AS (SELECT id " + who + " FOR UPDATE SKIP LOCKED), u AS (UPDATE journeys_enrolments e" + set + " FROM due WHERE e.tenant_id = @group AND e.id = due.id RETURNING e.*)")
	for i, one := range rows[:len(rows)-1] {
		text += fmt.Sprintf(", w%d AS (%s FROM u)", i, one)
	}
	return []string{text + " " + rows[len(rows)-1] + " FROM u"}
}
