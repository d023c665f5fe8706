package main

import (
	"context"
	"database/sql"
	"fmt"

	"archwire/internal/platform/db"
)

// request is the SQL of one request: its transactions in order.
type request []transaction

type transaction struct {
	opened *db.Opened
	list   []db.Statement
}

// requestOf sorts what the door recorded. What was rolled back is left out.
func requestOf(r *db.Recorder) request {
	var out request
	for _, s := range r.List {
		if !s.In.Committed {
			continue
		}
		if len(out) == 0 || out[len(out)-1].opened != s.In {
			out = append(out, transaction{opened: s.In})
		}
		t := &out[len(out)-1]
		t.list = append(t.list, s)
	}
	return out
}

func (r request) statements() (n int) {
	for _, t := range r {
		n += len(t.list)
	}
	return n
}

// bare runs recorded SQL without the program: prepared statements on
// database/sql, on as many connections as the door has, in the same mode.
type bare struct {
	dialect db.Dialect
	pools   map[db.Pool]chan *bareConn
	conns   []*bareConn
}

type bareConn struct {
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
}

// newBare opens the connections below d, which nobody else uses meanwhile.
func newBare(ctx context.Context, d *db.DB) (*bare, error) {
	b := &bare{dialect: d.Dialect, pools: map[db.Pool]chan *bareConn{}}
	for _, name := range []db.Pool{db.Writers, db.Readers, db.Systems} {
		if d.Dialect == db.SQLite && name == db.Systems || d.Dialect == db.Postgres && name == db.Readers {
			b.pools[name] = b.pools[db.Writers]
			continue
		}
		pool := d.PoolOf(name)
		n := pool.Stats().MaxOpenConnections
		free := make(chan *bareConn, n)
		for range n {
			c, err := pool.Conn(ctx)
			if err != nil {
				return nil, err
			}
			bc := &bareConn{c, map[string]*sql.Stmt{}}
			b.conns = append(b.conns, bc)
			free <- bc
		}
		b.pools[name] = free
	}
	return b, nil
}

func (b *bare) close() {
	for _, c := range b.conns {
		c.conn.Close()
	}
}

// do runs the transactions of one request.
func (b *bare) do(ctx context.Context, r request) error {
	for _, t := range r {
		if err := b.one(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

func (b *bare) one(ctx context.Context, t transaction) error {
	free := b.pools[t.opened.Pool]
	c := <-free
	defer func() { free <- c }()
	begin := t.opened.Begin
	if b.dialect == db.SQLite {
		begin = "BEGIN"
		if t.opened.Pool != db.Readers {
			begin = "BEGIN IMMEDIATE"
		}
	}
	if _, err := c.conn.ExecContext(ctx, begin); err != nil {
		return err
	}
	for _, s := range t.list {
		if err := c.run(ctx, s); err != nil {
			_, _ = c.conn.ExecContext(ctx, "ROLLBACK")
			return fmt.Errorf("%w in %s", err, s.Text)
		}
	}
	_, err := c.conn.ExecContext(ctx, "COMMIT")
	return err
}

func (c *bareConn) run(ctx context.Context, s db.Statement) error {
	stmt := c.stmts[s.Text]
	if stmt == nil {
		var err error
		if stmt, err = c.conn.PrepareContext(ctx, s.Text); err != nil {
			return err
		}
		c.stmts[s.Text] = stmt
	}
	if !s.Query {
		_, err := stmt.ExecContext(ctx, s.Args...)
		return err
	}
	rows, err := stmt.QueryContext(ctx, s.Args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	cols, err := rows.Columns()
	if err != nil {
		return err
	}
	dest := make([]any, len(cols))
	for i := range dest {
		dest[i] = new(sql.RawBytes)
	}
	for rows.Next() {
		if err := rows.Scan(dest...); err != nil {
			return err
		}
	}
	return rows.Err()
}
