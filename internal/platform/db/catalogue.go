package db

import (
	"context"
	"fmt"
	"strings"
)

// catalogue is what the door knows of the tables: their columns, read from the
// database itself at start.
type catalogue struct{ tables map[string]map[string]bool }

func (c *catalogue) has(table, column string) bool { return c.tables[table][column] }

// tenanted tells whether the table belongs to a group.
func (c *catalogue) tenanted(table string) bool { return c.has(table, "tenant_id") }

// clinical tells whether rows of the table belong to one clinic.
func (c *catalogue) clinical(table string) bool { return c.has(table, "clinic_id") }

// Reload reads the tables again, after migrations.
func (d *DB) Reload(ctx context.Context) error {
	text := `SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()`
	if d.Dialect == SQLite {
		text = `SELECT m.name, p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table'`
	}
	rows, err := d.read.QueryContext(ctx, text)
	if err != nil {
		return fmt.Errorf("db: read the tables: %w", err)
	}
	defer rows.Close()
	c := &catalogue{tables: map[string]map[string]bool{}}
	for rows.Next() {
		var t, col string
		if err := rows.Scan(&t, &col); err != nil {
			return err
		}
		if c.tables[t] == nil {
			c.tables[t] = map[string]bool{}
		}
		c.tables[t][col] = true
	}
	if err := rows.Err(); err != nil {
		return err
	}
	d.tables = c
	if d.guard != nil {
		d.guard.forget()
	}
	if d.Dialect == SQLite {
		return d.readNames(ctx)
	}
	return nil
}

// readNames maps the columns of each unique index to its name, because SQLite
// tells only the columns of a violated one.
func (d *DB) readNames(ctx context.Context) error {
	rows, err := d.read.QueryContext(ctx, `
		SELECT m.name, l.name, i.name
		FROM sqlite_master m
		JOIN pragma_index_list(m.name) l
		JOIN pragma_index_info(l.name) i
		WHERE m.type = 'table' AND l."unique" = 1
		ORDER BY m.name, l.name, i.seqno`)
	if err != nil {
		return fmt.Errorf("db: read the indexes: %w", err)
	}
	defer rows.Close()
	cols, table := map[string][]string{}, map[string]string{}
	for rows.Next() {
		var t, idx, col string
		if err := rows.Scan(&t, &idx, &col); err != nil {
			return err
		}
		cols[idx], table[idx] = append(cols[idx], col), t
	}
	if err := rows.Err(); err != nil {
		return err
	}
	d.names = map[string]string{}
	for idx, list := range cols {
		name := idx
		if strings.HasPrefix(idx, "sqlite_autoindex_") {
			name = table[idx] + "_pkey" // PostgreSQL's name for a primary key
		}
		key := table[idx] + "(" + strings.Join(list, ",") + ")"
		if old, dup := d.names[key]; !dup || strings.HasSuffix(old, "_pkey") {
			d.names[key] = name
		}
	}
	return nil
}

// Columns lists table → columns as the database has them, for tests and for
// the doctor.
func (d *DB) Columns() map[string]map[string]bool { return d.tables.tables }
