package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"archwire/internal/kit/fault"
)

// Stale says that the row changed since the caller read it.
var Stale = fault.New("db.stale", fault.Stale)

// OutOfScope says that a clinic is not among those the actor may see.
var OutOfScope = fault.New("db.clinic_out_of_scope", fault.NotFound)

// ErrNoScope says that nobody put a Scope into the context: a programming error.
var ErrNoScope = errors.New("db: no scope in the context")

// ErrNested says that a Write was opened inside a transaction.
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
func (s Scope) Sees(clinic string) bool { return s.Clinics == nil || slices.Contains(s.Clinics, clinic) }

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
	learn   []string
	after   []func()
}

// Context is the context of the transaction: database work inside a use case
// uses it, and a second Write through it is refused.
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

// RequireClinic fails with OutOfScope unless the actor may see the clinic.
func (tx *Tx) RequireClinic(clinic string) error {
	if clinic == "" || !tx.scope.Sees(clinic) {
		return OutOfScope.At("clinic_id")
	}
	return nil
}

// AfterCommit runs f once the transaction is durable; never after a rollback.
// It is for wake-up calls only: a promise belongs into a row.
func (tx *Tx) AfterCommit(f func()) { tx.after = append(tx.after, f) }

// SQLTx is the transaction on SQLite, nil elsewhere: for the job queue.
func (tx *Tx) SQLTx() *sql.Tx { return tx.sqlTx }

// Conn is the connection under the transaction on PostgreSQL, nil elsewhere:
// for the job queue.
func (tx *Tx) Conn() *sql.Conn { return tx.conn }

// BeforeCommit registers a function that every Write runs last, inside its
// transaction (the edge keeps the idempotency key there). Called at start only.
func (d *DB) BeforeCommit(f func(*Tx) error) { d.hooks = append(d.hooks, f) }

// Read runs fn in a read-only transaction that sees one state of the data.
func (d *DB) Read(ctx context.Context, fn func(*Tx) error) error {
	s, ok := From(ctx)
	if !ok || s.Tenant == "" {
		return ErrNoScope
	}
	return d.transact(ctx, &Tx{db: d, scope: s, pool: d.read}, fn)
}

// Write runs fn in a transaction and commits. fn may be run twice.
func (d *DB) Write(ctx context.Context, fn func(*Tx) error) error {
	s, ok := From(ctx)
	if !ok || s.Tenant == "" {
		return ErrNoScope
	}
	if ctx.Value(insideKey{}) != nil {
		return ErrNested
	}
	return d.retry(ctx, func() *Tx { return &Tx{db: d, scope: s, pool: d.write, writing: true} }, fn)
}

// System runs fn across all groups, for the few things that belong to none:
// log-in, the ticker, migrations of data. why is kept in the log.
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
	return d.retry(ctx, func() *Tx { return &Tx{db: d, why: why, pool: d.system, writing: true} }, fn)
}

func (d *DB) retry(ctx context.Context, make func() *Tx, fn func(*Tx) error) error {
	for try := 0; ; try++ {
		err := d.transact(ctx, make(), fn)
		if err == nil || try > 0 || !transient(err) {
			return err
		}
	}
}

func (d *DB) transact(ctx context.Context, tx *Tx, fn func(*Tx) error) (err error) {
	tx.ctx = context.WithValue(ctx, insideKey{}, true)
	tx.now = d.conf.Clock()
	if err := tx.begin(ctx); err != nil {
		return err
	}
	defer func() {
		if p := recover(); p != nil {
			tx.rollback()
			panic(p)
		}
	}()
	if err := fn(tx); err != nil {
		tx.rollback()
		return err
	}
	if tx.writing && tx.why == "" {
		for _, h := range d.hooks {
			if err := h(tx); err != nil {
				tx.rollback()
				return err
			}
		}
	}
	if err := tx.commit(); err != nil {
		return err
	}
	for _, f := range tx.after {
		f()
	}
	return nil
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
	// One round trip: without arguments pgx sends the text as it is. The tenant
	// is an id that was checked, and quoted all the same.
	begin := "BEGIN"
	if !tx.writing {
		begin = "BEGIN READ ONLY"
	}
	if tx.why == "" {
		begin += "; SET LOCAL app.tenant = '" + strings.ReplaceAll(tx.scope.Tenant, "'", "''") + "'"
	}
	if _, err := c.ExecContext(ctx, begin); err != nil {
		c.Close()
		return fmt.Errorf("db: begin: %w", err)
	}
	tx.conn, tx.run = c, c
	return nil
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
	if _, err := tx.conn.ExecContext(tx.ctx, "COMMIT"); err != nil {
		tx.abandon()
		return err
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

// Lock takes the named locks until the end of the transaction, in sorted order.
// On SQLite the single writer is lock enough.
func (tx *Tx) Lock(names ...string) error {
	if tx.db.Dialect == SQLite {
		return nil
	}
	names = slices.Compact(slices.Sorted(slices.Values(names)))
	for _, n := range names {
		if _, err := tx.exec("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", []any{tx.scope.Tenant + "/" + n}); err != nil {
			return err
		}
	}
	return nil
}
