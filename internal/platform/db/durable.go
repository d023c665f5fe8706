package db

import (
	"context"
	"database/sql"
	"fmt"
)

// Durable fails unless an acknowledged commit survives a power cut: it asks the
// very connections that write, because what an address or a configuration file
// says may have been overruled.
func (d *DB) Durable(ctx context.Context) error {
	if d.Dialect == SQLite {
		return syncedSQLite(ctx, d.write)
	}
	for name, pool := range map[string]*sql.DB{"serving": d.write, "system": d.system} {
		if pool == nil {
			continue
		}
		if err := syncedPostgres(ctx, pool); err != nil {
			return fmt.Errorf("the %s role: %w", name, err)
		}
	}
	return nil
}

// full is the lowest level of PRAGMA synchronous at which a commit waits for the
// disk also with a write-ahead log.
const full = 2

func syncedSQLite(ctx context.Context, p *sql.DB) error {
	c, err := p.Conn(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	var level int
	var journal string
	if err := c.QueryRowContext(ctx, "PRAGMA synchronous").Scan(&level); err != nil {
		return err
	}
	if err := c.QueryRowContext(ctx, "PRAGMA journal_mode").Scan(&journal); err != nil {
		return err
	}
	if level < full || journal != "wal" {
		return fmt.Errorf("the connection that writes has synchronous=%d and journal_mode=%s, it must have 2 (FULL) and wal", level, journal)
	}
	return nil
}

// syncedPostgres accepts every level of synchronous_commit but off: all of them
// wait for the server's own disk.
func syncedPostgres(ctx context.Context, p *sql.DB) error {
	for _, name := range []string{"fsync", "synchronous_commit", "full_page_writes"} {
		var value string
		if err := p.QueryRowContext(ctx, "SELECT current_setting('"+name+"')").Scan(&value); err != nil {
			return err
		}
		if value == "off" {
			return fmt.Errorf("%s is off, so an acknowledged payment can be lost with the power", name)
		}
	}
	return nil
}
