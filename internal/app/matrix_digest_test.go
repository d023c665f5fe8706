package app

import (
	"cmp"
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

// digester reads past the door what group A has in every table. Triggers note which
// tables were written, so that only those are read again: the rows of a whole program
// are too many to be read twice for each of its routes.
type digester struct {
	pool  *sql.DB
	texts map[string]string   // table → what reads it
	known map[string]string   // table → its rows as text, when it was last read
	keys  []string            // tables with tenant_id and id
	cols  map[string][]string // table → columns, of every table with tenant_id
}

func (d *digester) open(w *world) {
	d.pool = w.DB.Pool()
	owner := d.pool
	if w.DB.Dialect == db.Postgres {
		d.pool, owner = w.dial(w.DB.Config().System), w.dial(w.DB.Config().Owner)
	}
	d.cols, d.texts, d.known = map[string][]string{}, map[string]string{}, map[string]string{}
	for table, cols := range w.DB.Columns() {
		if cols["tenant_id"] {
			d.cols[table] = slices.Sorted(maps.Keys(cols))
		}
	}
	watch := []string{"CREATE TABLE digest_written (name TEXT)"}
	if w.DB.Dialect == db.Postgres {
		watch = append(watch, "GRANT SELECT, DELETE ON digest_written TO PUBLIC",
			`CREATE FUNCTION digest_note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
				$$ BEGIN INSERT INTO digest_written VALUES (TG_TABLE_NAME); RETURN NULL; END $$`)
	}
	for _, table := range slices.Sorted(maps.Keys(d.cols)) {
		if slices.Contains(d.cols[table], "id") {
			d.keys = append(d.keys, table)
		}
		if slices.Contains(uncounted, table) {
			continue
		}
		d.texts[table] = d.statement(w.DB.Dialect, table)
		watch = append(watch, triggers(w.DB.Dialect, table)...)
	}
	for _, text := range append(watch, "INSERT INTO digest_written VALUES ('"+strings.Join(slices.Sorted(maps.Keys(d.texts)), "'), ('")+"')") {
		if _, err := owner.Exec(text); err != nil {
			w.T.Fatalf("%s: %v", text, err)
		}
	}
}

// triggers note every way in which a table is written.
func triggers(on db.Dialect, table string) (out []string) {
	for _, how := range []string{"INSERT", "UPDATE", "DELETE", "TRUNCATE"} {
		head := fmt.Sprintf("CREATE TRIGGER digest_%s_%s AFTER %s ON %s ", table, strings.ToLower(how), how, table)
		switch {
		case on == db.Postgres:
			out = append(out, head+"FOR EACH STATEMENT EXECUTE FUNCTION digest_note()")
		case how != "TRUNCATE":
			out = append(out, head+"BEGIN INSERT INTO digest_written VALUES ('"+table+"'); END")
		}
	}
	return out
}

// dial opens a pool of its own, which goes away with the test.
func (w *world) dial(source string) *sql.DB {
	w.T.Helper()
	pool, err := sql.Open("pgx", source)
	if err != nil {
		w.T.Fatal(err)
	}
	w.T.Cleanup(func() { pool.Close() })
	return pool
}

// statement reads a table: its name, and its rows as text.
func (d *digester) statement(on db.Dialect, table string) string {
	if where, ok := counted[table]; ok {
		return fmt.Sprintf("SELECT '%s', CAST(count(*) AS text) FROM %s WHERE tenant_id = $1 AND (%s)", table, table, where)
	}
	row, all := "x::text", "string_agg(r, chr(10) ORDER BY r)"
	if on == db.SQLite {
		row, all = "quote(x."+strings.Join(d.cols[table], ")||' '||quote(x.")+")", "group_concat(r, char(10))"
	}
	return fmt.Sprintf("SELECT '%s', coalesce(%s, '') FROM (SELECT %s AS r FROM %s x WHERE tenant_id = $1 ORDER BY 1) y", table, all, row, table)
}

// digest gives what group A has: table → its rows as text.
func (w *world) digest() map[string]string {
	w.T.Helper()
	d := &w.digests
	var texts []string
	for _, table := range slices.Compact(w.column("DELETE FROM digest_written RETURNING name")) {
		texts = append(texts, d.texts[table])
	}
	slices.Sort(texts)
	for part := range slices.Chunk(slices.Compact(texts), 100) {
		rows, err := d.pool.Query(strings.Join(part, " UNION ALL "), w.Tenant)
		if err != nil {
			w.T.Fatal(err)
		}
		for rows.Next() {
			var table, all string
			if err := rows.Scan(&table, &all); err != nil {
				w.T.Fatal(err)
			}
			d.known[table] = all
		}
		if err := cmp.Or(rows.Err(), rows.Close()); err != nil {
			w.T.Fatal(err)
		}
	}
	return maps.Clone(d.known)
}

// column gives the one column that a statement past the door returns.
func (w *world) column(text string, args ...any) (out []string) {
	w.T.Helper()
	rows, err := w.digests.pool.Query(text, args...)
	if err != nil {
		w.T.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var one string
		if err := rows.Scan(&one); err != nil {
			w.T.Fatal(err)
		}
		out = append(out, one)
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
	return w.column(strings.Join(parts, " UNION ALL "), w.Tenant)
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
