package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/stdlib"

	"archwire/internal/kit/fault"
	"archwire/internal/kit/id"
)

// Stale says that the row changed since the caller read it.
var Stale = fault.New("db.stale", fault.Stale)

// OutOfScope says that a clinic is not among those the actor may see.
var OutOfScope = fault.New("db.clinic_out_of_scope", fault.NotFound)

// Unstorable says that a text holds a NUL character or is no UTF-8: PostgreSQL
// cannot keep it, so neither database does.
var Unstorable = fault.New("db.unstorable_text", fault.Invalid)

// ErrNoScope says that nobody put a Scope with a group's id into the context: a
// programming error.
var ErrNoScope = errors.New("db: no scope in the context")

// ErrNested says that a transaction was opened inside another: it would see an
// older state on SQLite, and on PostgreSQL wait for a connection that its own
// caller holds.
var ErrNested = errors.New("db: a transaction inside a transaction")

// Scope is who asks, and how far they may see. The edge puts it into the
// context after it knows the actor; jobs and the demo put their own.
type Scope struct {
	Tenant  string   // the group
	Clinics []string // the clinics the actor may see with the right in question; nil = all of the group
	Actor   string   // id of the person who acts; "" = the program itself
	Request string   // id of the request, for the audit
}

type scopeKey struct{}
type insideKey struct{}

// With puts the scope into the context.
func With(ctx context.Context, s Scope) context.Context { return context.WithValue(ctx, scopeKey{}, s) }

// From reads the scope.
func From(ctx context.Context) (Scope, bool) {
	s, ok := ctx.Value(scopeKey{}).(Scope)
	return s, ok
}

// Sees tells whether the clinic lies within the scope.
func (s Scope) Sees(clinic string) bool {
	return s.Clinics == nil || slices.Contains(s.Clinics, clinic)
}

type runner interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// Tx is one open transaction. It must not leave the function it was given to.
type Tx struct {
	ctx     context.Context
	db      *DB
	scope   Scope
	now     int64
	why     string // not "": opened by System, unscoped
	writing bool
	run     runner
	sqlTx   *sql.Tx   // SQLite
	conn    *sql.Conn // PostgreSQL
	pool    *sql.DB
	broken  error // the first statement that failed; nothing is committed after it
	learn   []string
	after   []func()
	wrote   []string // tables, each once

	recorder *Recorder // nil: nobody records
	opened   *Opened
}

// Context is the context of the transaction: database work inside a use case
// uses it, and a second transaction through it is refused.
func (tx *Tx) Context() context.Context { return tx.ctx }

// Tenant, Actor and Now are the group, the person who acts and the time in
// epoch milliseconds (one instant for the whole transaction).
func (tx *Tx) Tenant() string { return tx.scope.Tenant }

// Actor is the id of the person who acts, "" for the program itself.
func (tx *Tx) Actor() string { return tx.scope.Actor }

// Now is the instant of the transaction in epoch milliseconds.
func (tx *Tx) Now() int64 { return tx.now }

// Scope is the whole scope.
func (tx *Tx) Scope() Scope { return tx.scope }

// Dialect names the database, for the few statements that must differ.
func (tx *Tx) Dialect() Dialect { return tx.db.Dialect }

// NewID makes an identifier.
func (tx *Tx) NewID() string { return tx.db.conf.IDs() }

// RequireClinic fails with OutOfScope unless the actor may see the clinic. Who
// may see all of the group may see the clinics that it has (see KnowClinics),
// and no id that somebody thought of.
func (tx *Tx) RequireClinic(clinic string) error {
	if clinic == "" || !tx.scope.Sees(clinic) {
		return OutOfScope.At("clinic_id")
	}
	if tx.scope.Clinics != nil || tx.db.known == nil {
		return nil
	}
	known, err := tx.db.known(tx, clinic)
	if err == nil && !known {
		err = OutOfScope.At("clinic_id")
	}
	return err
}

// AfterCommit runs f once the transaction is durable; never after a rollback.
// It is for wake-up calls only: a promise belongs into a row.
func (tx *Tx) AfterCommit(f func()) { tx.after = append(tx.after, f) }

// SQLTx is the transaction on SQLite, nil elsewhere: for the job queue.
func (tx *Tx) SQLTx() *sql.Tx { return tx.sqlTx }

// Conn is the connection under the transaction on PostgreSQL, nil elsewhere:
// for the job queue.
func (tx *Tx) Conn() *sql.Conn { return tx.conn }

// KnowClinics registers the function that looks up whether the group of tx has
// the clinic, for RequireClinic. Called at start only.
func (d *DB) KnowClinics(known func(tx *Tx, clinic string) (bool, error)) { d.known = known }

// BeforeCommit registers a function that every Write runs last, inside its
// transaction (the edge keeps the idempotency key there). Called at start only.
func (d *DB) BeforeCommit(f func(*Tx) error) { d.hooks = append(d.hooks, f) }

// AfterWrite registers a function that hears, once a transaction is durable,
// which tables it wrote. It keeps what is remembered in memory true; a promise
// belongs into a row. Called at start only.
func (d *DB) AfterWrite(f func(tables []string)) { d.heard = append(d.heard, f) }

// Read runs fn in a read-only transaction that sees one state of the data.
func (d *DB) Read(ctx context.Context, fn func(*Tx) error) error {
	s, err := scoped(ctx)
	if err != nil {
		return err
	}
	return d.transact(ctx, &Tx{db: d, scope: s, pool: d.read}, fn)
}

// Write runs fn in a transaction and commits. fn may be run twice. After a
// statement has failed nothing is committed, even if fn returns nil: the failure
// is returned instead.
func (d *DB) Write(ctx context.Context, fn func(*Tx) error) error {
	s, err := scoped(ctx)
	if err != nil {
		return err
	}
	return d.retry(ctx, func() *Tx { return &Tx{db: d, scope: s, pool: d.write, writing: true} }, fn)
}

// scoped reads the scope of a context in which a transaction may be opened.
func scoped(ctx context.Context) (Scope, error) {
	s, ok := From(ctx)
	if !ok || !id.Valid(s.Tenant) {
		return s, ErrNoScope
	}
	if ctx.Value(insideKey{}) != nil {
		return s, ErrNested
	}
	return s, nil
}

// System runs fn across all groups, for the few things that belong to none:
// log-in, the ticker, migrations of data. Nothing is added to its statements, and
// rows are inserted with the tenant_id that they carry. why goes to the log, at
// level debug.
func (d *DB) System(ctx context.Context, why string, fn func(*Tx) error) error {
	if why == "" {
		return errors.New("db: System without a reason")
	}
	if ctx.Value(insideKey{}) != nil {
		return ErrNested
	}
	if d.system == nil {
		return errors.New("db: no system role is configured")
	}
	slog.DebugContext(ctx, "system transaction", slog.String("why", why))
	return d.retry(ctx, func() *Tx { return &Tx{db: d, why: why, pool: d.system, writing: true} }, fn)
}

func (d *DB) retry(ctx context.Context, make func() *Tx, fn func(*Tx) error) error {
	for try := 0; ; try++ {
		err := d.transact(ctx, make(), fn)
		if err == nil || try > 0 || !transient(err) {
			return err
		}
		// The other side must get its turn: at once, the second try would take back
		// the very row that the other was promised.
		select {
		case <-ctx.Done():
			return err
		case <-time.After(25*time.Millisecond + rand.N(50*time.Millisecond)):
		}
	}
}

func (d *DB) transact(ctx context.Context, tx *Tx, fn func(*Tx) error) error {
	tx.ctx = context.WithValue(ctx, insideKey{}, true)
	tx.now = d.conf.Clock()
	tx.hear(ctx)
	if err := tx.begin(ctx); err != nil {
		return err
	}
	returned := false
	defer func() {
		if !returned { // a panic, or a goroutine that ends in the middle
			tx.rollback()
		}
	}()
	err := tx.perform(fn)
	returned = true
	if err != nil {
		tx.rollback()
		return err
	}
	if err := tx.commit(); err != nil {
		return tx.reason(err)
	}
	if tx.opened != nil {
		tx.opened.Committed = true
	}
	if len(tx.wrote) > 0 {
		for _, f := range d.heard {
			f(tx.wrote)
		}
	}
	for _, f := range tx.after {
		f()
	}
	return nil
}

// perform runs fn and the hooks. The two databases differ in what is left of a
// transaction after a failed statement; here nothing is, on both.
func (tx *Tx) perform(fn func(*Tx) error) error {
	if err := fn(tx); err != nil {
		return err
	}
	if tx.writing && tx.why == "" && tx.broken == nil {
		for _, h := range tx.db.hooks {
			if err := h(tx); err != nil {
				return err
			}
		}
	}
	return tx.broken
}

func (tx *Tx) begin(ctx context.Context) error {
	if tx.db.Dialect == SQLite {
		t, err := tx.pool.BeginTx(ctx, nil)
		if err != nil {
			return fmt.Errorf("db: begin: %w", err)
		}
		tx.sqlTx, tx.run = t, t
		return nil
	}
	c, err := tx.pool.Conn(ctx)
	if err != nil {
		return fmt.Errorf("db: begin: %w", err)
	}
	tx.conn, tx.run = c, c
	if _, err := c.ExecContext(ctx, tx.beginText()); err != nil {
		tx.rollback()
		return fmt.Errorf("db: begin: %w", err)
	}
	return nil
}

// beginText opens a transaction on PostgreSQL in one round trip: without
// arguments pgx sends the text as it is. The tenant is an id that was checked,
// and quoted all the same.
func (tx *Tx) beginText() string {
	begin := "BEGIN"
	if !tx.writing {
		begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
	}
	if tx.why == "" {
		begin += "; SET LOCAL app.tenant = '" + strings.ReplaceAll(tx.scope.Tenant, "'", "''") + "'"
	}
	return begin
}

func (tx *Tx) commit() error {
	if tx.sqlTx != nil {
		err := tx.sqlTx.Commit()
		tx.db.stmts.learn(context.WithoutCancel(tx.ctx), tx.pool, tx.learn)
		return err
	}
	defer tx.conn.Close()
	if err := tx.ctx.Err(); err != nil {
		tx.abandon()
		return err
	}
	// PostgreSQL answers the COMMIT of a failed transaction with "ROLLBACK" and
	// no error; database/sql would not let that be seen.
	var answer string
	err := tx.conn.Raw(func(dc any) error {
		tag, err := dc.(*stdlib.Conn).Conn().Exec(tx.ctx, "COMMIT")
		answer = tag.String()
		return err
	})
	if err != nil {
		tx.abandon()
		return err
	}
	if answer != "COMMIT" {
		return errors.New("db: the transaction had failed before its commit")
	}
	return nil
}

// rollback never fails loudly: the error that led here is the one to tell.
func (tx *Tx) rollback() {
	if tx.sqlTx != nil {
		_ = tx.sqlTx.Rollback()
		tx.db.stmts.learn(context.WithoutCancel(tx.ctx), tx.pool, tx.learn)
		return
	}
	tx.abandon()
	tx.conn.Close()
}

// abandon ends the transaction on PostgreSQL even where the caller's context is
// over; a connection that cannot say so is thrown away.
func (tx *Tx) abandon() {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(tx.ctx), 2*time.Second)
	defer cancel()
	if _, err := tx.conn.ExecContext(ctx, "ROLLBACK"); err != nil {
		_ = tx.conn.Raw(func(any) error { return errBadConn })
	}
}

// Lock takes the named locks of the group until the end of the transaction, in
// sorted order: a use case takes all that it needs in one call, or two of them
// may wait for each other. On SQLite the single writer is lock enough.
//
// Rows under an exclusion constraint are inserted under a lock of their resource:
// on PostgreSQL those who race for the same minutes would each wait for the
// other, and hear of a deadlock a second later instead of the constraint's name.
func (tx *Tx) Lock(names ...string) error {
	if tx.db.Dialect == SQLite || len(names) == 0 {
		return nil
	}
	names = slices.Compact(slices.Sorted(slices.Values(names)))
	args := make([]any, len(names))
	for i, n := range names {
		args[i] = tx.scope.Tenant + "/" + n
	}
	marks := strings.TrimSuffix(strings.Repeat("(?), ", len(names)), ", ")
	_, err := tx.exec("SELECT pg_advisory_xact_lock(hashtextextended(v.n, 0)) FROM (VALUES "+marks+") v(n)", args)
	return err
}

// Notify sends a payload to the channel's listeners once the transaction is
// committed, on PostgreSQL; elsewhere it does nothing.
func (tx *Tx) Notify(channel, payload string) error {
	if tx.db.Dialect != Postgres {
		return nil
	}
	_, err := tx.exec("SELECT pg_notify(?, ?)", []any{channel, payload})
	return err
}
