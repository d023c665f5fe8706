package db

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// Migrations is one module's folder: sqlite/ and postgres/ with the same files,
// named 20261122_0900_what_it_does.sql.
type Migrations struct {
	Module string
	Files  fs.FS
}

// Step is one migration of one dialect.
type Step struct {
	Module, Version, Name, Text, Checksum string
}

// ErrChanged says that a migration that has run was edited afterwards.
var ErrChanged = errors.New("db: a migration that has run was changed")

// ErrNewer says that the program does not know a step that has run: it would
// write into tables without what a newer one relies on.
var ErrNewer = errors.New("db: a newer program has brought the database up to date")

// Known refuses a step that has run, as Applied gives them, and is not among the
// program's own. Its error is ErrNewer.
func Known(own []Step, have map[string]string) error {
	known := map[string]bool{}
	for _, s := range own {
		known[s.Module+" "+s.Version] = true
	}
	for _, step := range slices.Sorted(maps.Keys(have)) {
		if !known[step] {
			return fmt.Errorf("%w: it holds the step %s", ErrNewer, step)
		}
	}
	return nil
}

var stepName = regexp.MustCompile(`^(\d{8}_\d{4})_([a-z0-9_]+)\.sql$`)

// Steps lists the migrations of all modules by version.
func Steps(d Dialect, list []Migrations) ([]Step, error) {
	var out []Step
	for _, m := range list {
		if m.Files == nil {
			continue
		}
		names, err := fs.Glob(m.Files, path.Join("migrations", string(d), "*.sql"))
		if err != nil {
			return nil, err
		}
		for _, n := range names {
			part := stepName.FindStringSubmatch(path.Base(n))
			if part == nil {
				return nil, fmt.Errorf("db: %s/%s is not named like 20261122_0900_what.sql", m.Module, n)
			}
			text, err := fs.ReadFile(m.Files, n)
			if err != nil {
				return nil, err
			}
			sum := sha256.Sum256(text)
			out = append(out, Step{m.Module, part[1], part[2], string(text), hex.EncodeToString(sum[:])})
		}
	}
	sort.Slice(out, func(i, j int) bool {
		if out[i].Version != out[j].Version {
			return out[i].Version < out[j].Version
		}
		return out[i].Module < out[j].Module
	})
	for i := 1; i < len(out); i++ {
		if out[i].Version == out[i-1].Version && out[i].Module == out[i-1].Module {
			return nil, fmt.Errorf("db: %s has two migrations %s", out[i].Module, out[i].Version)
		}
	}
	return out, nil
}

// Migrate brings the schema up to date, each step in its own transaction, and
// tells of each through progress (which may be nil). On PostgreSQL it runs as
// the owner, one process at a time, and puts row-level security and the grants
// of the app and system roles on every table.
func (d *DB) Migrate(ctx context.Context, list []Migrations, progress func(Step)) error {
	steps, err := Steps(d.Dialect, list)
	if err != nil {
		return err
	}
	pool := d.write
	if d.Dialect == Postgres {
		if d.conf.Owner == "" {
			return errors.New("db: the owner's address is needed to migrate")
		}
		if pool, err = sql.Open("pgx", withStatements(d.conf.Owner)); err != nil {
			return err
		}
		defer pool.Close()
	}
	conn, err := pool.Conn(ctx)
	if err != nil {
		return err
	}
	err = d.migrateOn(ctx, conn, steps, progress)
	conn.Close()
	if err != nil {
		return err
	}
	return d.Reload(ctx)
}

func (d *DB) migrateOn(ctx context.Context, c *sql.Conn, steps []Step, progress func(Step)) error {
	if d.Dialect == Postgres {
		if _, err := c.ExecContext(ctx, "SELECT pg_advisory_lock(7243501)"); err != nil {
			return err
		}
		defer c.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock(7243501)")
	}
	if _, err := c.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS db_migrations (
		module TEXT NOT NULL, version TEXT NOT NULL, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL,
		PRIMARY KEY (module, version))`); err != nil {
		return err
	}
	done, err := applied(ctx, c)
	if err == nil {
		err = Known(steps, done)
	}
	if err != nil {
		return err
	}
	for _, s := range steps {
		if sum, ok := done[s.Module+" "+s.Version]; ok {
			if sum != s.Checksum {
				return fmt.Errorf("%w: %s %s_%s", ErrChanged, s.Module, s.Version, s.Name)
			}
			continue
		}
		if progress != nil {
			progress(s)
		}
		if err := d.apply(ctx, c, s); err != nil {
			return fmt.Errorf("db: migrate %s %s_%s: %w", s.Module, s.Version, s.Name, err)
		}
	}
	if d.Dialect == Postgres {
		return d.secure(ctx, c)
	}
	return nil
}

func applied(ctx context.Context, c *sql.Conn) (map[string]string, error) {
	rows, err := c.QueryContext(ctx, "SELECT module, version, checksum FROM db_migrations")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]string{}
	for rows.Next() {
		var m, v, sum string
		if err := rows.Scan(&m, &v, &sum); err != nil {
			return nil, err
		}
		out[m+" "+v] = sum
	}
	return out, rows.Err()
}

func (d *DB) apply(ctx context.Context, c *sql.Conn, s Step) error {
	begin := "BEGIN IMMEDIATE"
	if d.Dialect == Postgres {
		begin = "BEGIN; SET LOCAL app.migrating = 'on'" // see secure
	}
	if _, err := c.ExecContext(ctx, begin); err != nil {
		return err
	}
	// Another process may have been first between the look and the lock.
	var done int
	err := c.QueryRowContext(ctx, d.bind("SELECT count(*) FROM db_migrations WHERE module = ? AND version = ?"),
		s.Module, s.Version).Scan(&done)
	if err == nil && done == 0 {
		_, err = c.ExecContext(ctx, s.Text)
	}
	if err == nil && done == 0 {
		_, err = c.ExecContext(ctx, d.bind("INSERT INTO db_migrations (module, version, name, checksum, applied_at) VALUES (?, ?, ?, ?, ?)"),
			s.Module, s.Version, s.Name, s.Checksum, d.conf.Clock())
	}
	if err == nil {
		_, err = c.ExecContext(ctx, "COMMIT")
	}
	if err != nil {
		_, _ = c.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
	}
	return err
}

// secure puts the walls up: row-level security on every table of a tenant, and
// what the serving roles may do. The walls stand before the owner too, who passes
// only while a migration runs. It is idempotent, and locks no table whose walls
// stand already.
func (d *DB) secure(ctx context.Context, c *sql.Conn) error {
	var b strings.Builder
	for _, dsn := range []string{d.conf.App, d.conf.System} {
		if dsn == "" {
			continue
		}
		conf, err := pgconn.ParseConfig(withStatements(dsn))
		if err != nil {
			return err
		}
		q := quoteIdent(conf.User)
		fmt.Fprintf(&b, "GRANT USAGE ON SCHEMA public TO %s;\n", q)
		fmt.Fprintf(&b, "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO %s;\n", q)
		fmt.Fprintf(&b, "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO %s;\n", q)
		fmt.Fprintf(&b, "REVOKE INSERT, UPDATE, DELETE ON db_migrations FROM %s;\n", q)
	}
	rows, err := c.QueryContext(ctx, `
		SELECT c.relname
		FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = current_schema()
		JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
		WHERE c.relkind IN ('r', 'p') AND NOT (c.relrowsecurity AND c.relforcerowsecurity
			AND 2 = (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname IN ('tenant', 'migrating')))`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var table string
		if err := rows.Scan(&table); err != nil {
			return err
		}
		fmt.Fprintf(&b, walls, quoteIdent(table))
	}
	if err := rows.Err(); err != nil {
		return err
	}
	rows.Close()
	_, err = c.ExecContext(ctx, b.String())
	return err
}

// walls is what secure writes for one table.
const walls = `
	ALTER TABLE %[1]s ENABLE ROW LEVEL SECURITY;
	ALTER TABLE %[1]s FORCE ROW LEVEL SECURITY;
	DROP POLICY IF EXISTS tenant ON %[1]s;
	DROP POLICY IF EXISTS migrating ON %[1]s;
	CREATE POLICY tenant ON %[1]s
		USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
		WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
	CREATE POLICY migrating ON %[1]s TO CURRENT_USER
		USING (current_setting('app.migrating', true) = 'on')
		WITH CHECK (current_setting('app.migrating', true) = 'on');
`

func quoteIdent(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }

// Applied lists the migrations that have run: "module version" → checksum.
func (d *DB) Applied(ctx context.Context) (map[string]string, error) {
	c, err := d.read.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	return applied(ctx, c)
}

// ServerTime is the clock of the PostgreSQL server.
func (d *DB) ServerTime(ctx context.Context) (time.Time, error) {
	var ms int64
	err := d.read.QueryRowContext(ctx, "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint").Scan(&ms)
	return time.UnixMilli(ms), err
}

// Settle gathers the planner's statistics after a large load. On PostgreSQL it
// needs the owner's address.
func (d *DB) Settle(ctx context.Context) error {
	if d.Dialect == SQLite {
		return d.gather(ctx, "ANALYZE")
	}
	if d.conf.Owner == "" {
		return errors.New("db: the owner's address is needed to settle")
	}
	pool, err := sql.Open("pgx", withStatements(d.conf.Owner))
	if err != nil {
		return err
	}
	defer pool.Close()
	_, err = pool.ExecContext(ctx, "ANALYZE")
	return err
}

// gather lets a statement gather the embedded database's statistics and every
// connection hear of them. One that was open before would keep those it knew: they
// are read with the schema, so the schema is changed, and is as it was.
func (d *DB) gather(ctx context.Context, how string) error {
	tx, err := d.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, text := range []string{how, "CREATE TABLE db_gathered (x)", "DROP TABLE db_gathered"} {
		if _, err := tx.ExecContext(ctx, text); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// Freshen gathers the statistics of the embedded database's tables that have changed
// in size by an order of magnitude since they were gathered, or never were. PostgreSQL
// does so by itself.
func (d *DB) Freshen(ctx context.Context) error {
	if d.Dialect == Postgres {
		return nil
	}
	return d.gather(ctx, "PRAGMA optimize(0x10002)")
}
