package app

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"

	"archwire/internal/platform/db"
)

// uncounted are tables that a refused request may write: keys of idempotent
// requests, and counts of wrong passwords.
var uncounted = []string{"httpapi_once", "auth_tries"}

// counted are tables that a trigger keeps append-only, so that the number of
// their rows says whether anything happened. Refused log-ins and readings are
// meant to be noted.
var counted = map[string]string{
	"audit_entries": "kind = 'change' AND action <> 'auth.login_refused'",
	"events_facts":  "TRUE",
}

// digester reads past the door what group A has in every table.
type digester struct {
	pool *sql.DB
	all  *sql.Stmt           // over all tables
	keys []string            // tables with tenant_id and id
	cols map[string][]string // table → columns, of every table with tenant_id
}

func (d *digester) open(w *world) {
	d.pool = w.DB.Pool()
	if w.DB.Dialect == db.Postgres {
		var err error
		if d.pool, err = sql.Open("pgx", w.DB.Config().System); err != nil {
			w.T.Fatal(err)
		}
		w.T.Cleanup(func() { d.pool.Close() })
	}
	d.cols = map[string][]string{}
	for table, cols := range w.DB.Columns() {
		if cols["tenant_id"] {
			d.cols[table] = slices.Sorted(maps.Keys(cols))
		}
	}
	var err error
	if d.all, err = d.pool.Prepare(d.statement(w.DB.Dialect)); err != nil {
		w.T.Fatal(err)
	}
}

func (d *digester) statement(on db.Dialect) string {
	var parts []string
	for _, table := range slices.Sorted(maps.Keys(d.cols)) {
		if slices.Contains(d.cols[table], "id") {
			d.keys = append(d.keys, table)
		}
		if slices.Contains(uncounted, table) {
			continue
		}
		row, all := "x::text", "string_agg(r, chr(10) ORDER BY r)"
		if on == db.SQLite {
			row, all = "quote(x."+strings.Join(d.cols[table], ")||' '||quote(x.")+")", "group_concat(r, char(10))"
		}
		text := fmt.Sprintf("SELECT '%s', coalesce(%s, '') FROM (SELECT %s AS r FROM %s x WHERE tenant_id = $1 ORDER BY 1) y", table, all, row, table)
		if where, ok := counted[table]; ok {
			text = fmt.Sprintf("SELECT '%s', CAST(count(*) AS text) FROM %s WHERE tenant_id = $1 AND (%s)", table, table, where)
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, " UNION ALL ")
}

// digest gives what group A has: table → its rows as text.
func (w *world) digest() map[string]string {
	w.T.Helper()
	rows, err := w.digests.all.QueryContext(context.Background(), w.Tenant)
	if err != nil {
		w.T.Fatal(err)
	}
	defer rows.Close()
	out := map[string]string{}
	for rows.Next() {
		var table, all string
		if err := rows.Scan(&table, &all); err != nil {
			w.T.Fatal(err)
		}
		out[table] = all
	}
	if err := rows.Err(); err != nil {
		w.T.Fatal(err)
	}
	return out
}

// same fails where group A has other rows than before.
func (w *world) same(before map[string]string, when string) {
	w.T.Helper()
	after := w.digest()
	for _, table := range slices.Sorted(maps.Keys(after)) {
		if before[table] == after[table] {
			continue
		}
		old, now := strings.Split(before[table], "\n"), strings.Split(after[table], "\n")
		w.T.Errorf("%s: %s changed:\ngone %.1500q\nnew  %.1500q", when, table, without(old, now), without(now, old))
	}
}

// without gives the lines that are not among others.
func without(lines, others []string) []string {
	return slices.DeleteFunc(slices.Clone(lines), func(l string) bool { return slices.Contains(others, l) })
}

// within gives those of the ids that some row has as its id, where the
// condition holds; $1 is the group.
func (w *world) within(ids []string, tables []string, where func(table string) string) []string {
	w.T.Helper()
	if len(ids) == 0 {
		return nil
	}
	list := "'" + strings.Join(ids, "','") + "'" // each has the form of an id
	var parts []string
	for _, t := range tables {
		if cond := where(t); cond != "" {
			parts = append(parts, fmt.Sprintf("SELECT CAST(id AS text) FROM %s WHERE tenant_id = $1 AND id IN (%s) AND %s", t, list, cond))
		}
	}
	rows, err := w.digests.pool.QueryContext(context.Background(), strings.Join(parts, " UNION ALL "), w.Tenant)
	if err != nil {
		w.T.Fatal(err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			w.T.Fatal(err)
		}
		out = append(out, id)
	}
	return out
}

// ofGroup gives those of the ids that belong to group A.
func (w *world) ofGroup(ids ...string) []string {
	out := w.within(ids, w.digests.keys, func(string) string { return "TRUE" })
	if slices.Contains(ids, w.Tenant) {
		out = append(out, w.Tenant)
	}
	return out
}

// ofFirstClinic gives those of the ids that belong to A's first clinic.
func (w *world) ofFirstClinic(ids ...string) []string {
	out := w.within(ids, w.digests.keys, func(table string) string {
		for _, col := range []string{"clinic_id", "home_clinic_id"} {
			if slices.Contains(w.digests.cols[table], col) {
				return col + " = '" + w.one + "'"
			}
		}
		return ""
	})
	if slices.Contains(ids, w.one) {
		out = append(out, w.one)
	}
	return out
}

// shows fails where an answer holds ids or words that the asker must not see.
func (c *trial) shows(got reply, who string, among func(...string) []string, secret string) {
	c.T.Helper()
	if seen := among(uuidForm.FindAllString(got.text, -1)...); len(seen) > 0 {
		c.T.Errorf("%s sees the ids %v: %s", who, seen, got)
	}
	if strings.Contains(got.text, secret) {
		c.T.Errorf("%s sees %q: %s", who, secret, got)
	}
}

// aroundTheDoor proves on PostgreSQL that the serving role sees no row of any
// group without naming it, in any table, and that there are rows to see.
func (w *world) aroundTheDoor() {
	if w.DB.Dialect != db.Postgres {
		return
	}
	filled := 0
	for _, table := range slices.Sorted(maps.Keys(w.digests.cols)) {
		var app, all int
		count := "SELECT count(*) FROM " + table
		if err := w.DB.Pool().QueryRow(count).Scan(&app); err != nil {
			w.T.Errorf("%s: %v", table, err)
		}
		if err := w.digests.pool.QueryRow(count).Scan(&all); err != nil {
			w.T.Errorf("%s: %v", table, err)
		}
		if app != 0 {
			w.T.Errorf("%s: the serving role sees %d rows without a group", table, app)
		}
		if all > 0 {
			filled++
		}
	}
	if filled < len(w.digests.cols)/2 {
		w.T.Errorf("only %d of %d tables hold rows: the proof is weak", filled, len(w.digests.cols))
	}
}
