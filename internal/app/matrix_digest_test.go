package app

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"archwire/internal/platform/db"
)

// uncounted are tables that a refused request may write: keys of idempotent
// requests, and counts of wrong passwords.
var uncounted = []string{"httpapi_once", "auth_tries"}

// counted are the rows of a table that count: refused log-ins and readings are
// meant to be noted.
var counted = map[string]string{"audit_entries": "%[1]s.kind = 'change' AND %[1]s.action <> 'auth.login_refused'"}

// digester looks past the door at what becomes of group A. Triggers note each row
// that goes and each that comes: what a span of time changed is their sum, and no
// table need be read.
type digester struct {
	pool  *sql.DB             // as who sees every row
	owner *sql.DB             // as who may truncate
	clear string              // forgets what was noted
	keys  []string            // tables with tenant_id and id
	cols  map[string][]string // table → columns, of every table with tenant_id
}

func (d *digester) open(w *world) {
	d.pool, d.clear = w.DB.Pool(), "DELETE FROM digest_rows"
	d.owner = d.pool
	notes := []string{"CREATE TABLE digest_rows (name TEXT, held TEXT, sign INTEGER)"}
	if w.DB.Dialect == db.Postgres {
		d.pool, d.owner, d.clear = w.dial(w.DB.Config().System), w.dial(w.DB.Config().Owner), "TRUNCATE digest_rows"
		notes = append(notes, "GRANT SELECT ON digest_rows TO PUBLIC",
			`CREATE FUNCTION digest_note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
				IF TG_OP = 'TRUNCATE' THEN INSERT INTO digest_rows VALUES (TG_ARGV[0], 'all of it', -1);
				ELSIF TG_OP = 'DELETE' THEN INSERT INTO digest_rows VALUES (TG_ARGV[0], OLD::text, -1);
				ELSIF TG_OP = 'INSERT' THEN INSERT INTO digest_rows VALUES (TG_ARGV[0], NEW::text, 1);
				ELSE INSERT INTO digest_rows VALUES (TG_ARGV[0], OLD::text, -1), (TG_ARGV[0], NEW::text, 1);
				END IF; RETURN NULL; END $$`)
	}
	d.cols = map[string][]string{}
	for table, cols := range w.DB.Columns() {
		if cols["tenant_id"] {
			d.cols[table] = slices.Sorted(maps.Keys(cols))
		}
	}
	for _, table := range slices.Sorted(maps.Keys(d.cols)) {
		if slices.Contains(d.cols[table], "id") {
			d.keys = append(d.keys, table)
		}
		if !slices.Contains(uncounted, table) {
			notes = append(notes, d.triggers(w, table)...)
		}
	}
	for _, text := range notes {
		if _, err := d.owner.Exec(text); err != nil {
			w.T.Fatalf("%s: %v", text, err)
		}
	}
}

// triggers note every way in which the group's rows of a table are written.
func (d *digester) triggers(w *world, table string) (out []string) {
	for how, sides := range map[string][]string{"INSERT": {"new"}, "UPDATE": {"old", "new"}, "DELETE": {"old"}} {
		var when, rows []string
		for _, side := range sides {
			one := side + ".tenant_id = '" + w.Tenant + "'"
			if more, ok := counted[table]; ok {
				one += " AND " + fmt.Sprintf(more, side)
			}
			when = append(when, one)
			sign := map[string]string{"old": "-1", "new": "1"}[side]
			rows = append(rows, fmt.Sprintf("('%s', quote(%s.%s), %s)", table, side, strings.Join(d.cols[table], ")||' '||quote("+side+"."), sign))
		}
		do := "BEGIN INSERT INTO digest_rows VALUES " + strings.Join(rows, ", ") + "; END"
		if w.DB.Dialect == db.Postgres {
			do = "EXECUTE FUNCTION digest_note('" + table + "')"
		}
		out = append(out, fmt.Sprintf("CREATE TRIGGER digest_%s_%s AFTER %s ON %s FOR EACH ROW WHEN (%s) %s",
			strings.ToLower(how), table, how, table, strings.Join(when, " OR "), do))
	}
	if w.DB.Dialect == db.Postgres {
		out = append(out, fmt.Sprintf("CREATE TRIGGER digest_truncate_%[1]s AFTER TRUNCATE ON %[1]s EXECUTE FUNCTION digest_note('%[1]s')", table))
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

// mark begins a span of time, in which nothing of group A is to change.
func (w *world) mark() {
	w.T.Helper()
	if _, err := w.digests.owner.Exec(w.digests.clear); err != nil {
		w.T.Fatal(err)
	}
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

// same fails where group A has other rows than at the mark.
func (w *world) same(when string) {
	w.T.Helper()
	for _, row := range w.column(`SELECT name || CASE WHEN sum(sign) < 0 THEN ' lost ' ELSE ' got ' END || held
		FROM digest_rows GROUP BY name, held HAVING sum(sign) <> 0 ORDER BY name, sum(sign)`) {
		w.T.Errorf("%s: %.1500s", when, row)
	}
}

// within gives those of the ids that some row has as its id, where the condition
// holds; $1 is the group. The statement is long and always the same: the database
// plans it once.
func (w *world) within(ids []string, tables []string, where func(table string) string) []string {
	w.T.Helper()
	if len(ids) == 0 {
		return nil
	}
	var list any = ids
	among := "= ANY($2::uuid[])"
	if w.DB.Dialect == db.SQLite {
		text, _ := json.Marshal(ids)
		list, among = string(text), "IN (SELECT value FROM json_each($2))"
	}
	var parts []string
	for _, t := range tables {
		if cond := where(t); cond != "" {
			parts = append(parts, fmt.Sprintf("SELECT CAST(id AS text) FROM %s WHERE tenant_id = $1 AND id %s AND %s", t, among, cond))
		}
	}
	return w.column(strings.Join(parts, " UNION ALL "), w.Tenant, list)
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
