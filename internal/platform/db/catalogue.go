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
		text = `SELECT m.name, p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type IN ('table', 'view')`
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
	if d.Dialect != SQLite {
		return nil
	}
	if err := d.guard.reload(ctx); err != nil {
		return err
	}
	return d.readNames(ctx)
}

// readNames maps the columns of each unique index to its name, because SQLite
// tells only the columns of a violated one. Keys that a table declares without
// an index of their own get the names that PostgreSQL would give them.
func (d *DB) readNames(ctx context.Context) error {
	rows, err := d.read.QueryContext(ctx, `
		SELECT m.name, l.name, l.origin, coalesce(i.name, '')
		FROM sqlite_master m
		JOIN pragma_index_list(m.name) l
		JOIN pragma_index_info(l.name) i
		WHERE m.type = 'table' AND l."unique" = 1
		ORDER BY m.name, l.name, i.seqno`)
	if err != nil {
		return fmt.Errorf("db: read the indexes: %w", err)
	}
	defer rows.Close()
	type index struct {
		table, name, origin string
		cols                []string
	}
	var list []*index
	for rows.Next() {
		var x index
		var col string
		if err := rows.Scan(&x.table, &x.name, &x.origin, &col); err != nil {
			return err
		}
		if len(list) == 0 || list[len(list)-1].name != x.name {
			list = append(list, &x)
		}
		last := list[len(list)-1]
		last.cols = append(last.cols, col)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	names := map[string]string{}
	for _, x := range list {
		switch x.origin {
		case "pk":
			x.name = x.table + "_pkey"
		case "u":
			x.name = x.table + "_" + strings.Join(x.cols, "_") + "_key"
		}
		key := x.table + "(" + strings.Join(x.cols, ",") + ")"
		if other, dup := names[key]; dup {
			return fmt.Errorf("db: SQLite cannot tell %s from %s: unique over the same columns", x.name, other)
		}
		names[key] = x.name
	}
	d.names = names
	return nil
}

// Columns lists table → columns as the database has them, for tests and for
// the doctor.
func (d *DB) Columns() map[string]map[string]bool { return d.tables.tables }
