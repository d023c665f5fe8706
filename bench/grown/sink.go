package grown

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/stdlib"

	"archwire/internal/platform/db"
)

// sink takes rows, table by table.
type sink interface {
	put(t *rows, values []any) error
	flush() error // all that was put is there afterwards
}

// rows is a table under its columns.
type rows struct {
	name string
	cols []string
	n    int

	text strings.Builder // PostgreSQL: what waits to be sent
	stmt *sql.Stmt       // SQLite
}

func into(name, cols string) *rows { return &rows{name: name, cols: strings.Fields(cols)} }

// embedded writes into SQLite, in transactions of many rows.
type embedded struct {
	ctx    context.Context
	conn   *sql.Conn
	tables []*rows
	open   int
}

// rowsOfOne is how many rows one transaction takes.
const rowsOfOne = 200_000

func (e *embedded) put(t *rows, values []any) error {
	if e.open == 0 {
		if _, err := e.conn.ExecContext(e.ctx, "BEGIN IMMEDIATE"); err != nil {
			return err
		}
	}
	if t.stmt == nil {
		marks := strings.TrimSuffix(strings.Repeat("?, ", len(t.cols)), ", ")
		var err error
		t.stmt, err = e.conn.PrepareContext(e.ctx, "INSERT INTO "+t.name+" ("+strings.Join(t.cols, ", ")+") VALUES ("+marks+")")
		if err != nil {
			return err
		}
	}
	if _, err := t.stmt.ExecContext(e.ctx, values...); err != nil {
		return fmt.Errorf("%s: %w", t.name, err)
	}
	t.n++
	if e.open++; e.open >= rowsOfOne {
		return e.flush()
	}
	return nil
}

func (e *embedded) flush() error {
	if e.open == 0 {
		return nil
	}
	e.open = 0
	_, err := e.conn.ExecContext(e.ctx, "COMMIT")
	return err
}

// served writes into PostgreSQL by COPY.
type served struct {
	ctx    context.Context
	conn   *sql.Conn
	tables []*rows
}

// enough is how many bytes of a table are sent at once.
const enough = 4 << 20

var escape = strings.NewReplacer(`\`, `\\`, "\t", `\t`, "\n", `\n`, "\r", `\r`)

func (s *served) put(t *rows, values []any) error {
	b := &t.text
	for i, v := range values {
		if i > 0 {
			b.WriteByte('\t')
		}
		switch x := v.(type) {
		case nil:
			b.WriteString(`\N`)
		case string:
			_, _ = escape.WriteString(b, x)
		case int64:
			b.WriteString(strconv.FormatInt(x, 10))
		case int:
			b.WriteString(strconv.Itoa(x))
		case bool:
			b.WriteString(strconv.FormatBool(x))
		default:
			return fmt.Errorf("%s: a value of type %T", t.name, v)
		}
	}
	b.WriteByte('\n')
	t.n++
	if b.Len() >= enough {
		return s.send(t)
	}
	return nil
}

func (s *served) send(t *rows) error {
	if t.text.Len() == 0 {
		return nil
	}
	text := "COPY " + t.name + " (" + strings.Join(t.cols, ", ") + ") FROM STDIN"
	err := s.conn.Raw(func(c any) error {
		_, err := c.(*stdlib.Conn).Conn().PgConn().CopyFrom(s.ctx, strings.NewReader(t.text.String()), text)
		return err
	})
	t.text.Reset()
	if err != nil {
		return fmt.Errorf("%s: %w", t.name, err)
	}
	return nil
}

func (s *served) flush() error {
	for _, t := range s.tables {
		if err := s.send(t); err != nil {
			return err
		}
	}
	return nil
}

// bulk lets fn write many rows into tables: without their indexes and foreign
// keys, which are made anew afterwards and fail if a row breaks one.
func bulk(ctx context.Context, conf db.Config, tables []*rows, fn func(sink) error) error {
	names := make([]string, len(tables))
	for i, t := range tables {
		names[i] = "'" + t.name + "'"
	}
	list := strings.Join(names, ", ")
	if conf.Path != "" {
		return bulkEmbedded(ctx, conf.Path, tables, list, fn)
	}
	return bulkServed(ctx, conf, tables, list, fn)
}

// bulkEmbedded does without a journal: what fails is made anew.
func bulkEmbedded(ctx context.Context, path string, tables []*rows, list string, fn func(sink) error) error {
	pool, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(60000)&_pragma=journal_mode(OFF)&_pragma=synchronous(OFF)&_pragma=foreign_keys(0)&_pragma=cache_size(-600000)&_pragma=temp_store(1)")
	if err != nil {
		return err
	}
	defer pool.Close()
	conn, err := pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	drop, make, err := pairs(ctx, conn, `SELECT 'DROP INDEX ' || name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN (`+list+`)`)
	if err != nil {
		return err
	}
	if err := each(ctx, conn, drop); err != nil {
		return err
	}
	s := &embedded{ctx: ctx, conn: conn, tables: tables}
	if err := fn(s); err != nil {
		return err
	}
	if err := s.flush(); err != nil {
		return err
	}
	if err := each(ctx, conn, make); err != nil {
		return err
	}
	for _, t := range tables {
		t.stmt = nil
		broken, _, err := pairs(ctx, conn, `SELECT "table", coalesce(parent, '') FROM pragma_foreign_key_check('`+t.name+`') LIMIT 1`)
		if err != nil || len(broken) > 0 {
			return fmt.Errorf("%s names what is not there: %v %w", t.name, broken, err)
		}
	}
	return each(ctx, conn, []string{"ANALYZE"})
}

func bulkServed(ctx context.Context, conf db.Config, tables []*rows, list string, fn func(sink) error) error {
	owner, err := sql.Open("pgx", conf.Owner)
	if err != nil {
		return err
	}
	defer owner.Close()
	shape, err := owner.Conn(ctx)
	if err != nil {
		return err
	}
	defer shape.Close()
	drop, make, err := pairs(ctx, shape, `SELECT text, again FROM (
		SELECT 0 AS place, format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS text,
			format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS again
			FROM pg_constraint WHERE contype = 'f' AND conrelid::regclass::text IN (`+list+`)
		UNION ALL SELECT 1, format('DROP INDEX %s', indexrelid::regclass), pg_get_indexdef(indexrelid) FROM pg_index i
			WHERE indrelid::regclass::text IN (`+list+`) AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)
		) x ORDER BY place DESC`)
	if err != nil {
		return err
	}
	if err := each(ctx, shape, drop); err != nil {
		return err
	}
	system, err := sql.Open("pgx", conf.System+" synchronous_commit=off")
	if err != nil {
		return err
	}
	defer system.Close()
	conn, err := system.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	s := &served{ctx: ctx, conn: conn, tables: tables}
	if err := fn(s); err != nil {
		return err
	}
	if err := s.flush(); err != nil {
		return err
	}
	return each(ctx, shape, append([]string{"SET maintenance_work_mem = '512MB'"}, append(make, "VACUUM (ANALYZE)")...))
}

// pairs reads two columns of text.
func pairs(ctx context.Context, c *sql.Conn, text string) (one, other []string, err error) {
	found, err := c.QueryContext(ctx, text)
	if err != nil {
		return nil, nil, err
	}
	defer found.Close()
	for found.Next() {
		var a, b string
		if err := found.Scan(&a, &b); err != nil {
			return nil, nil, err
		}
		one, other = append(one, a), append(other, b)
	}
	return one, other, found.Err()
}

func each(ctx context.Context, c *sql.Conn, texts []string) error {
	for _, t := range texts {
		if _, err := c.ExecContext(ctx, t); err != nil {
			return fmt.Errorf("%w in %s", err, t)
		}
	}
	return nil
}
