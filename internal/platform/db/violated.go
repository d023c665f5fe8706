package db

import (
	"errors"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// violation is a broken constraint, by name.
type violation struct {
	name  string
	cause error
}

func (v *violation) Error() string { return "db: constraint " + v.name + ": " + v.cause.Error() }
func (v *violation) Unwrap() error { return v.cause }

// Violated gives the name of the constraint that an error speaks of, the same
// on both databases, or "": the name of a unique index, an exclusion or a CHECK,
// the word that a trigger raised, "table_pkey" for a primary key, "foreign_key"
// for any of those. A unique key that wants a name of its own is written as
// CREATE UNIQUE INDEX.
func Violated(err error) string {
	var v *violation
	if errors.As(err, &v) {
		return v.name
	}
	return ""
}

// shard is the suffix that Citus adds to a constraint's name on a worker.
var shard = regexp.MustCompile(`_\d{6,}$`)

// explain names the constraint behind a driver's error.
func (d *DB) explain(err error) error {
	var pe *pgconn.PgError
	if errors.As(err, &pe) {
		switch pe.Code {
		case "23505", "23P01", "23514":
			return &violation{shard.ReplaceAllString(pe.ConstraintName, ""), err}
		case "23503": // SQLite does not tell which
			return &violation{"foreign_key", err}
		case "P0001":
			return &violation{pe.Message, err}
		}
		return err
	}
	var se *sqlite.Error
	if !errors.As(err, &se) || se.Code()&0xff != sqlite3.SQLITE_CONSTRAINT {
		return err
	}
	msg := se.Error()
	if _, after, ok := strings.Cut(msg, "constraint failed: "); ok {
		msg = after
	}
	if i := strings.LastIndex(msg, " ("); i > 0 {
		msg = msg[:i]
	}
	if inner, ok := strings.CutPrefix(msg, "UNIQUE constraint failed: "); ok {
		msg = inner
	}
	msg = strings.TrimPrefix(msg, "CHECK constraint failed: ")
	if strings.HasPrefix(msg, "FOREIGN KEY") {
		return &violation{"foreign_key", err}
	}
	if strings.HasPrefix(msg, "NOT NULL") { // nameless on PostgreSQL, and never a promise
		return err
	}
	if inner, ok := strings.CutPrefix(msg, "index '"); ok { // over an expression
		return &violation{strings.TrimSuffix(inner, "'"), err}
	}
	if name, ok := d.names[canonical(msg)]; ok {
		return &violation{name, err}
	}
	return &violation{strings.TrimSpace(msg), err}
}

// canonical writes "t.a, t.b" as "t(a,b)", the key of DB.names.
func canonical(list string) string {
	table := ""
	var cols []string
	for _, part := range strings.Split(list, ",") {
		t, c, ok := strings.Cut(strings.TrimSpace(part), ".")
		if !ok {
			return ""
		}
		table = t
		cols = append(cols, c)
	}
	return table + "(" + strings.Join(cols, ",") + ")"
}

// transient tells whether the same transaction may succeed when run again.
func transient(err error) bool {
	var pe *pgconn.PgError
	if errors.As(err, &pe) {
		return pe.Code == "40001" || pe.Code == "40P01"
	}
	var se *sqlite.Error
	return errors.As(err, &se) && se.Code()&0xff == sqlite3.SQLITE_BUSY
}

// Busy tells whether the database could not answer in time; the edge says
// "try again".
func Busy(err error) bool { return transient(err) }
