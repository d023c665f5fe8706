package db

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"
)

// maxParams keeps a statement below PostgreSQL's 65,535 and SQLite's 32,766
// parameters.
const maxParams = 30000

// Insert adds a row or a slice of rows (structs with db tags). tenant_id is
// added by the door; a clinic_id outside the scope is refused.
func (tx *Tx) Insert(table string, rows any) error {
	_, err := tx.InsertOr(table, rows, "")
	return err
}

// InsertOr is Insert with a conflict clause, as both databases write it:
// "ON CONFLICT (tenant_id, id) DO NOTHING". It returns how many rows were
// written.
func (tx *Tx) InsertOr(table string, rows any, conflict string) (int64, error) {
	v := reflect.ValueOf(rows)
	for v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	list := v
	if v.Kind() != reflect.Slice {
		list = reflect.MakeSlice(reflect.SliceOf(v.Type()), 0, 1)
		list = reflect.Append(list, v)
	}
	if list.Len() == 0 {
		return 0, nil
	}
	p, err := planFor(list.Type().Elem())
	if err != nil {
		return 0, err
	}
	if err := tx.known(table); err != nil {
		return 0, err
	}
	in := p.inserted()
	names := make([]string, 0, len(in)+1)
	if tx.addsGroup(table) {
		names = append(names, "tenant_id")
	}
	for _, f := range in {
		names = append(names, f.name)
	}
	one := "(" + strings.TrimSuffix(strings.Repeat("?, ", len(names)), ", ") + ")"
	total := int64(0)
	for at := 0; at < list.Len(); {
		n := min(list.Len()-at, maxParams/len(names), 500)
		args := make([]any, 0, n*len(names))
		for i := at; i < at+n; i++ {
			if args, err = tx.rowArgs(args, table, in, list.Index(i)); err != nil {
				return total, err
			}
		}
		text := fmt.Sprintf("INSERT INTO %s (%s) VALUES %s %s", table, strings.Join(names, ", "),
			strings.TrimSuffix(strings.Repeat(one+", ", n), ", "), conflict)
		got, err := tx.exec(strings.TrimSpace(text), args)
		if err != nil {
			return total, err
		}
		total += got
		at += n
	}
	return total, nil
}

// addsGroup tells whether the door itself writes the group into rows of the table.
func (tx *Tx) addsGroup(table string) bool { return tx.why == "" && tx.db.tables.tenanted(table) }

// rowArgs adds the arguments of one row. A clinic outside the scope is refused.
func (tx *Tx) rowArgs(args []any, table string, in []field, row reflect.Value) ([]any, error) {
	for row.Kind() == reflect.Pointer {
		row = row.Elem()
	}
	if tx.addsGroup(table) {
		args = append(args, tx.scope.Tenant)
	}
	for _, f := range in {
		a, err := f.arg(row)
		if err != nil {
			return nil, err
		}
		if f.name == "clinic_id" && tx.why == "" && !tx.sees(a) {
			return nil, OutOfScope.At("clinic_id")
		}
		args = append(args, a)
	}
	return args, nil
}

func (tx *Tx) sees(clinic any) bool {
	s, _ := clinic.(string)
	return tx.scope.Sees(s)
}

// Change is a scoped UPDATE or DELETE under construction.
type Change struct {
	tx     *Tx
	table  string
	set    []string
	where  []string
	setArg []any
	args   []any
	across bool
	del    bool
	err    error
}

// Update starts a change of rows.
func (tx *Tx) Update(table string) *Change {
	return &Change{tx: tx, table: table, err: tx.known(table)}
}

// Delete starts a removal of rows.
func (tx *Tx) Delete(table string) *Change {
	return &Change{tx: tx, table: table, del: true, err: tx.known(table)}
}

// Set adds an assignment: Set("state = ?", s), Set("version = version + 1"). A
// row keeps its group, and moves only to a clinic within the scope.
func (c *Change) Set(assign string, args ...any) *Change {
	if strings.Count(assign, "?") != len(args) {
		c.err = errors.Join(c.err, fmt.Errorf("db: %d arguments for: %s", len(args), assign))
	}
	if c.tx.why == "" {
		c.err = errors.Join(c.err, c.tx.movable(assign, args))
	}
	c.set = append(c.set, assign)
	for _, a := range args {
		c.setArg = append(c.setArg, plain(a))
	}
	return c
}

// setsScope finds the assignments that would carry a row to another group or
// clinic, also behind others of the same text.
var setsScope = regexp.MustCompile(`(?i)(?:^|,)\s*"?(tenant_id|clinic_id)"?\s*=`)

// movable refuses an assignment that would carry a row out of the scope.
func (tx *Tx) movable(assign string, args []any) error {
	found := setsScope.FindStringSubmatch(assign)
	switch {
	case found == nil:
		return nil
	case strings.EqualFold(found[1], "tenant_id"):
		return errors.New("db: a row does not change its group")
	case strings.Join(strings.Fields(assign), " ") != "clinic_id = ?":
		return errors.New("db: clinic_id is set alone, as clinic_id = ?")
	case len(args) == 1 && !tx.sees(plain(args[0])):
		return OutOfScope.At("clinic_id")
	}
	return nil
}

// Where adds a condition; a change without one is refused.
func (c *Change) Where(cond string, args ...any) *Change {
	cond, args, err := c.tx.db.spread(cond, args)
	c.err = errors.Join(c.err, err)
	c.where = append(c.where, "("+cond+")")
	c.args = append(c.args, args...)
	return c
}

// AcrossClinics drops the clinic scope; see Query.AcrossClinics.
func (c *Change) AcrossClinics(why string) *Change {
	if why == "" {
		c.err = errors.Join(c.err, errNoReason)
	}
	c.across = true
	return c
}

// Exec runs the change and returns how many rows it touched.
func (c *Change) Exec() (int64, error) {
	if c.err != nil {
		return 0, c.err
	}
	if len(c.where) == 0 {
		return 0, fmt.Errorf("db: change of %s without a condition", c.table)
	}
	cond, scopeArgs := c.tx.scopeOf(c.table, c.table, c.across)
	where := c.where
	if cond != "" {
		where = append([]string{cond}, where...)
	}
	text := "DELETE FROM " + c.table
	if !c.del {
		text = "UPDATE " + c.table + " SET " + strings.Join(c.set, ", ")
	}
	args := append(append(append([]any{}, c.setArg...), scopeArgs...), c.args...)
	return c.tx.exec(text+" WHERE "+strings.Join(where, " AND "), args)
}

// Must is Exec for a row that the caller has read at a version: no row touched
// means that somebody else was first.
func (c *Change) Must() error {
	n, err := c.Exec()
	if err != nil {
		return err
	}
	if n == 0 {
		return Stale.With()
	}
	return nil
}
