package db

import (
	"context"
	"database/sql"
	"fmt"
	"sync"

	"modernc.org/sqlite"
)

// guard asks SQLite what a statement touches before it is run for the first
// time: a statement that reads or changes a tenant's table and nowhere reads
// its tenant_id is refused. It has a connection of its own, so that the hot
// paths pay nothing: each text is looked at once.
type guard struct {
	db   *sql.DB
	mu   sync.Mutex
	pass map[string]bool
	seen map[string]bool // table → tenant_id was read
	hit  map[string]bool // table → touched
	into string          // table that the statement inserts into
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
	c, err := p.Conn(ctx)
	if err != nil {
		p.Close()
		return nil, err
	}
	defer c.Close()
	err = c.Raw(func(dc any) error {
		r, ok := dc.(sqlite.AuthorizerRegisterer)
		if !ok {
			return fmt.Errorf("db: the SQLite driver has no authorizer")
		}
		return r.RegisterAuthorizer(g.hear)
	})
	return g, err
}

func (g *guard) hear(a sqlite.AuthorizerActionCode, arg1, arg2, _, trigger string) sqlite.AuthorizerReturnCode {
	if g.hit == nil || trigger != "" {
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
	case sqlite.AuthInsert:
		g.into = arg1
	}
	return sqlite.AuthorizerOK
}

// check refuses text if it passes by tenant_id. The table that an INSERT fills
// needs no reading: the column is NOT NULL and the door fills it.
func (g *guard) check(ctx context.Context, text string, tables *catalogue) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.pass[text] {
		return nil
	}
	g.hit, g.seen, g.into = map[string]bool{}, map[string]bool{}, ""
	s, err := g.db.PrepareContext(ctx, text)
	hit, seen := g.hit, g.seen
	g.hit, g.seen = nil, nil
	if err != nil {
		return fmt.Errorf("db: %w in %s", err, text)
	}
	s.Close()
	for t := range hit {
		if tables.tenanted(t) && !seen[t] && t != g.into {
			return fmt.Errorf("db: statement touches %s without tenant_id: %s", t, text)
		}
	}
	if len(g.pass) >= maxPass {
		clear(g.pass)
	}
	g.pass[text] = true
	return nil
}

func (g *guard) forget() {
	g.mu.Lock()
	clear(g.pass)
	g.mu.Unlock()
}
