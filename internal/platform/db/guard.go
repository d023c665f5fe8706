package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"

	"modernc.org/sqlite"
)

// guard asks SQLite what a statement touches before it is run for the first
// time: a statement that reads or changes a tenant's table and nowhere reads
// its tenant_id is refused. It has a connection of its own, so that the hot
// paths pay nothing: each text is looked at once.
type guard struct {
	db       *sql.DB
	conn     *sql.Conn // the one that has the authorizer; a fresh one would let everything pass
	mu       sync.Mutex
	pass     map[string]bool
	triggers map[string]bool
	seen     map[string]bool // table → tenant_id was read
	hit      map[string]bool // table → touched
}

// maxPass bounds the memory of the guard.
const maxPass = 5000

func openGuard(ctx context.Context, dsn string) (*guard, error) {
	p, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	p.SetMaxOpenConns(1)
	g := &guard{db: p, pass: map[string]bool{}}
	if g.conn, err = p.Conn(ctx); err != nil {
		p.Close()
		return nil, err
	}
	err = g.conn.Raw(func(dc any) error {
		r, ok := dc.(sqlite.AuthorizerRegisterer)
		if !ok {
			return fmt.Errorf("db: the SQLite driver has no authorizer")
		}
		return r.RegisterAuthorizer(g.hear)
	})
	if err != nil {
		g.close()
		return nil, err
	}
	return g, nil
}

func (g *guard) close() error {
	return errors.Join(g.conn.Close(), g.db.Close())
}

// hear is called by SQLite for each column that a statement names. within is the
// trigger that names it, which is not the caller's to scope, or the view or the
// common table expression, which is.
func (g *guard) hear(a sqlite.AuthorizerActionCode, arg1, arg2, _, within string) sqlite.AuthorizerReturnCode {
	if g.hit == nil || g.triggers[within] {
		return sqlite.AuthorizerOK
	}
	switch a {
	case sqlite.AuthRead:
		g.hit[arg1] = true
		if arg2 == "tenant_id" {
			g.seen[arg1] = true
		}
	case sqlite.AuthUpdate, sqlite.AuthDelete:
		g.hit[arg1] = true
	}
	return sqlite.AuthorizerOK
}

// check refuses text if it passes by tenant_id. An INSERT that only fills a table
// does not touch it in this sense: the column is NOT NULL and the door fills it.
func (g *guard) check(ctx context.Context, text string, tables *catalogue) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.pass[text] {
		return nil
	}
	g.hit, g.seen = map[string]bool{}, map[string]bool{}
	s, err := g.conn.PrepareContext(context.WithoutCancel(ctx), text)
	hit, seen := g.hit, g.seen
	g.hit, g.seen = nil, nil
	if err != nil {
		return fmt.Errorf("db: %w in %s", err, text)
	}
	s.Close()
	for t := range hit {
		if tables.tenanted(t) && !seen[t] {
			return fmt.Errorf("db: statement touches %s without tenant_id: %s", t, text)
		}
	}
	if len(g.pass) >= maxPass {
		clear(g.pass)
	}
	g.pass[text] = true
	return nil
}

// reload forgets what it has seen, and learns the names of the triggers.
func (g *guard) reload(ctx context.Context) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	clear(g.pass)
	rows, err := g.conn.QueryContext(ctx, "SELECT name FROM sqlite_master WHERE type = 'trigger'")
	if err != nil {
		return fmt.Errorf("db: read the triggers: %w", err)
	}
	defer rows.Close()
	g.triggers = map[string]bool{}
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return err
		}
		g.triggers[name] = true
	}
	return rows.Err()
}
