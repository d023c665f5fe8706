package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
)

var errBadConn = driver.ErrBadConn

// Statement is one recorded statement: for benchmarks that replay a request's
// SQL against the bare driver. The job queue's own statements are not heard.
type Statement struct {
	Text  string // as the driver gets it
	Args  []any
	Query bool
	In    *Opened
}

// Opened is the transaction of recorded statements.
type Opened struct {
	Pool      Pool
	Begin     string // PostgreSQL: what opened it, in one round trip
	Committed bool
}

// Pool names where a transaction takes its connection from.
type Pool string

// The pools; on PostgreSQL readers and writers share one.
const (
	Readers Pool = "read"
	Writers Pool = "write"
	Systems Pool = "system"
)

// Recorder collects the statements of every transaction under its context.
type Recorder struct {
	mu   sync.Mutex
	List []Statement
}

type recorderKey struct{}

// Record returns a context under which r hears every statement.
func Record(ctx context.Context, r *Recorder) context.Context {
	return context.WithValue(ctx, recorderKey{}, r)
}

// hear lets the recorder of the context, if there is one, hear the transaction.
func (tx *Tx) hear(ctx context.Context) {
	r, ok := ctx.Value(recorderKey{}).(*Recorder)
	if !ok {
		return
	}
	tx.recorder, tx.opened = r, &Opened{Pool: Readers}
	switch {
	case tx.why != "":
		tx.opened.Pool = Systems
	case tx.writing:
		tx.opened.Pool = Writers
	}
	if tx.db.Dialect == Postgres {
		tx.opened.Begin = tx.beginText()
	}
}

func (tx *Tx) record(text string, args []any, query bool) {
	if tx.recorder == nil {
		return
	}
	tx.recorder.mu.Lock()
	tx.recorder.List = append(tx.recorder.List, Statement{text, append([]any{}, args...), query, tx.opened})
	tx.recorder.mu.Unlock()
}

// bind turns ? into $1, $2 … for PostgreSQL. The house writes no ? into
// literals.
func (d *DB) bind(text string) string {
	if d.Dialect == SQLite || !strings.Contains(text, "?") {
		return text
	}
	var b strings.Builder
	b.Grow(len(text) + 16)
	n := 0
	for i := 0; i < len(text); i++ {
		if text[i] != '?' {
			b.WriteByte(text[i])
			continue
		}
		n++
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(n))
	}
	return b.String()
}

// maxLearnt is the longest text that is worth a prepared statement: long ones are
// bulk inserts and lists, of which hardly two are alike.
const maxLearnt = 4096

// prepare checks the text against the guard and the arguments, binds it and
// looks for a prepared statement.
func (tx *Tx) prepare(text string, args []any) (string, *sql.Stmt, error) {
	if tx.broken != nil {
		return "", nil, fmt.Errorf("db: a statement after a failed one: %w", tx.broken)
	}
	for _, a := range args {
		if s, ok := a.(string); ok && (strings.IndexByte(s, 0) >= 0 || !utf8.ValidString(s)) {
			return "", nil, Unstorable.With()
		}
	}
	if tx.db.guard != nil && tx.why == "" {
		if err := tx.db.guard.check(tx.ctx, text, tx.db.tables); err != nil {
			return "", nil, err
		}
	}
	text = tx.db.bind(text)
	if tx.sqlTx == nil {
		return text, nil, nil // pgx keeps its own
	}
	s := tx.db.stmts.get(tx.pool, text)
	if s == nil && len(text) <= maxLearnt {
		tx.learn = append(tx.learn, text)
	}
	return text, s, nil
}

// reason names the constraint behind an error, and the end of the caller's
// context, which the drivers tell in many ways.
func (tx *Tx) reason(err error) error {
	err = tx.db.explain(err)
	if over := tx.ctx.Err(); over != nil && !errors.Is(err, over) {
		return fmt.Errorf("%w: %w", over, err)
	}
	return err
}

// fails remembers that the transaction is over, and names the constraint.
func (tx *Tx) fails(err error) error {
	err = tx.reason(err)
	if tx.broken == nil {
		tx.broken = err
	}
	return err
}

// unlearnt tells pgx, before the arguments, not to prepare a text that will hardly
// come again.
func (tx *Tx) unlearnt(text string, args []any) []any {
	if tx.db.Dialect != Postgres || len(text) <= maxLearnt || len(args) == 0 {
		return args
	}
	return append([]any{pgx.QueryExecModeExec}, args...)
}

// target is the table that INSERT, UPDATE or DELETE writes, "" for anything else.
func target(text string) string {
	w := strings.Fields(text[:min(len(text), 200)])
	switch {
	case len(w) > 2 && (w[0] == "INSERT" || w[0] == "DELETE"):
		table, _, _ := strings.Cut(w[2], "(")
		return table
	case len(w) > 1 && w[0] == "UPDATE":
		return w[1]
	}
	return ""
}

func (tx *Tx) exec(text string, args []any) (int64, error) {
	if t := target(text); t != "" && !slices.Contains(tx.wrote, t) {
		tx.wrote = append(tx.wrote, t)
	}
	text, stmt, err := tx.prepare(text, args)
	if err != nil {
		return 0, err
	}
	tx.record(text, args, false)
	var res sql.Result
	if stmt != nil {
		res, err = tx.sqlTx.StmtContext(tx.ctx, stmt).ExecContext(tx.ctx, args...)
	} else {
		res, err = tx.run.ExecContext(tx.ctx, text, tx.unlearnt(text, args)...)
	}
	if err != nil {
		return 0, tx.fails(err)
	}
	return res.RowsAffected()
}

func (tx *Tx) query(text string, args []any) (*sql.Rows, error) {
	text, stmt, err := tx.prepare(text, args)
	if err != nil {
		return nil, err
	}
	tx.record(text, args, true)
	var rows *sql.Rows
	if stmt != nil {
		rows, err = tx.sqlTx.StmtContext(tx.ctx, stmt).QueryContext(tx.ctx, args...)
	} else {
		rows, err = tx.run.QueryContext(tx.ctx, text, tx.unlearnt(text, args)...)
	}
	if err != nil {
		return nil, tx.fails(err)
	}
	return rows, nil
}
