package db

import (
	"errors"
	"fmt"
	"strings"
)

// Query is a scoped SELECT under construction. The tenant (and for tables with
// a clinic_id the actor's clinics) is added around every condition, for the
// table itself and for each joined one.
type Query struct {
	tx     *Tx
	table  string
	alias  string
	joins  []joined
	where  []string
	args   []any
	group  string
	order  string
	limit  int
	offset int
	lock   bool
	across bool // all clinics of the group
	err    error
}

// joined is one join. Its scope is added when the text is made, so that it does
// not matter where AcrossClinics stands.
type joined struct {
	kind, table, alias, on string
	args                   []any
}

// From starts a query: "visits_visits v" (the alias is optional).
func (tx *Tx) From(table string) *Query {
	name, alias := split(table)
	return &Query{tx: tx, table: name, alias: alias, err: tx.known(name)}
}

func split(table string) (name, alias string) {
	name, alias, ok := strings.Cut(strings.TrimSpace(table), " ")
	if !ok {
		alias = name
	}
	return name, strings.TrimSpace(alias)
}

var errNoReason = errors.New("db: AcrossClinics without a reason")

// AcrossClinics drops the clinic scope: for facts that belong to the group (a
// doctor's hands are one resource in all clinics). why is for the reader.
func (q *Query) AcrossClinics(why string) *Query {
	if why == "" {
		q.err = errors.Join(q.err, errNoReason)
	}
	q.across = true
	return q
}

// Join adds an inner join: Join("patients_patients p", "p.id = v.patient_id").
func (q *Query) Join(table, on string, args ...any) *Query { return q.join("JOIN", table, on, args) }

// LeftJoin adds an outer join; columns of a missing row read as zero values.
func (q *Query) LeftJoin(table, on string, args ...any) *Query {
	return q.join("LEFT JOIN", table, on, args)
}

func (q *Query) join(kind, table, on string, args []any) *Query {
	name, alias := split(table)
	on, args, err := q.tx.db.spread(on, args)
	q.err = errors.Join(q.err, err, q.tx.known(name))
	q.joins = append(q.joins, joined{kind, name, alias, "(" + on + ")", args})
	return q
}

// Where adds a condition, in parentheses, joined by AND. A slice argument
// stands for a list: Where("id IN (?)", ids); an empty list matches nothing.
func (q *Query) Where(cond string, args ...any) *Query {
	cond, args, err := q.tx.db.spread(cond, args)
	q.err = errors.Join(q.err, err)
	q.where = append(q.where, "("+cond+")")
	q.args = append(q.args, args...)
	return q
}

// GroupBy is the list of expressions that make a group of rows one.
func (q *Query) GroupBy(list string) *Query { q.group = list; return q }

// OrderBy is the list of sort keys.
func (q *Query) OrderBy(list string) *Query { q.order = list; return q }

// Limit bounds the number of rows.
func (q *Query) Limit(n int) *Query { q.limit = n; return q }

// Offset skips rows.
func (q *Query) Offset(n int) *Query { q.offset = n; return q }

// ForUpdate locks the rows on PostgreSQL until the end of the transaction.
func (q *Query) ForUpdate() *Query { q.lock = q.tx.db.Dialect == Postgres; return q }

// known refuses a table that the door knows nothing of, because it could not
// tell whether it belongs to a group.
func (tx *Tx) known(table string) error {
	if tx.why == "" && tx.db.tables.tables[table] == nil {
		return fmt.Errorf("db: unknown table %q", table)
	}
	return nil
}

// scopeOf is the condition that keeps a table within the scope.
func (tx *Tx) scopeOf(table, alias string, across bool) (string, []any) {
	if tx.why != "" || !tx.db.tables.tenanted(table) {
		return "", nil
	}
	cond, args := alias+".tenant_id = ?", []any{tx.scope.Tenant}
	if tx.scope.Clinics != nil && !across && tx.db.tables.clinical(table) {
		text, list := tx.db.put([]byte(cond+" AND "+alias+".clinic_id IN ("), ")", tx.scope.Clinics, args)
		return string(text) + ")", list
	}
	return cond, args
}

func (q *Query) text(cols string) (string, []any) {
	var b strings.Builder
	b.WriteString("SELECT " + cols + " FROM " + q.table)
	if q.alias != q.table {
		b.WriteString(" " + q.alias)
	}
	var args []any
	for _, j := range q.joins {
		on := j.on
		cond, scopeArgs := q.tx.scopeOf(j.table, j.alias, q.across)
		if cond != "" {
			on = cond + " AND " + on
		}
		fmt.Fprintf(&b, " %s %s %s ON %s", j.kind, j.table, j.alias, on)
		args = append(append(args, scopeArgs...), j.args...)
	}
	cond, scopeArgs := q.tx.scopeOf(q.table, q.alias, q.across)
	where := q.where
	if cond != "" {
		where = append([]string{cond}, where...)
		args = append(args, scopeArgs...)
	}
	args = append(args, q.args...)
	if len(where) > 0 {
		b.WriteString(" WHERE " + strings.Join(where, " AND "))
	}
	if q.group != "" {
		b.WriteString(" GROUP BY " + q.group)
	}
	if q.order != "" {
		b.WriteString(" ORDER BY " + q.order)
	}
	if q.limit > 0 {
		fmt.Fprintf(&b, " LIMIT %d", q.limit)
	}
	if q.offset > 0 {
		fmt.Fprintf(&b, " OFFSET %d", q.offset)
	}
	if q.lock {
		b.WriteString(" FOR UPDATE OF " + q.alias)
	}
	return b.String(), args
}

// All reads every row into dest, a pointer to a slice of structs. The columns
// come from the fields' tags (see scan.go).
func (q *Query) All(dest any) error {
	p, err := planOf(dest)
	if err != nil || q.err != nil {
		return errors.Join(err, q.err)
	}
	text, args := q.text(p.columns(q.alias))
	return q.tx.scanAll(p, dest, text, args)
}

// One reads the first row into dest, a pointer to a struct, and tells whether
// there was one.
func (q *Query) One(dest any) (bool, error) {
	p, err := planOf(dest)
	if err != nil || q.err != nil {
		return false, errors.Join(err, q.err)
	}
	q.limit = 1
	text, args := q.text(p.columns(q.alias))
	return q.tx.scanOne(p, dest, text, args)
}

// Get reads one expression of the first row into dest, a pointer to a plain
// value, and tells whether there was a row: Get("count(*)", &n).
func (q *Query) Get(expr string, dest any) (bool, error) {
	if q.err != nil {
		return false, q.err
	}
	text, args := q.text(expr)
	return q.tx.scanValue(dest, text, args)
}

// Pluck reads one expression of every row into dest, a pointer to a slice of
// plain values.
func (q *Query) Pluck(expr string, dest any) error {
	if q.err != nil {
		return q.err
	}
	text, args := q.text(expr)
	return q.tx.scanValues(dest, text, args)
}

// Count counts the rows.
func (q *Query) Count() (int, error) {
	var n int
	_, err := q.Get("count(*)", &n)
	return n, err
}

// Exists tells whether a row matches.
func (q *Query) Exists() (bool, error) {
	q.limit = 1
	var one int
	return q.Get("1", &one)
}

// Raw reads with a statement of the store's own, for what the builder cannot
// say (unions, common table expressions). :tenant stands for the group; the
// statement must compare every tenant's table with it, which the guard checks.
func (tx *Tx) Raw(dest any, text string, args ...any) error {
	p, err := planOf(dest)
	if err != nil {
		return err
	}
	text, args, err = tx.named(text, args)
	if err != nil {
		return err
	}
	return tx.scanAll(p, dest, text, args)
}

// RawExec changes rows with a statement of the store's own; see Raw.
func (tx *Tx) RawExec(text string, args ...any) (int64, error) {
	text, args, err := tx.named(text, args)
	if err != nil {
		return 0, err
	}
	return tx.exec(text, args)
}

// named puts the tenant where the text says :tenant and spreads lists.
func (tx *Tx) named(text string, args []any) (string, []any, error) {
	if tx.why == "" && !strings.Contains(text, ":tenant") {
		return "", nil, fmt.Errorf("db: statement without :tenant: %s", text)
	}
	var b []byte
	var out []any
	n := 0
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '?':
			if n >= len(args) {
				return "", nil, fmt.Errorf("db: too few arguments: %s", text)
			}
			b, out = tx.db.put(b, text[i+1:], args[n], out)
			n++
		case strings.HasPrefix(text[i:], ":tenant"):
			b = append(b, '?')
			out = append(out, tx.scope.Tenant)
			i += len(":tenant") - 1
		default:
			b = append(b, text[i])
		}
	}
	if n != len(args) {
		return "", nil, fmt.Errorf("db: too many arguments: %s", text)
	}
	return string(b), out, nil
}
