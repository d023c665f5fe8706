package db

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
)

// Fields are mapped by tags:
//
//	Name  string            `db:"name"`                 column of the first table
//	Chair string            `db:"chair" sql:"p.name"`   an expression; never written
//	Intro string            `db:"introducer_id,null"`   "" or 0 is NULL in the table
//	Tags  []string          `db:"tags,json"`            JSON text in the table
//
// A NULL reads as the zero value. Embedded structs contribute their fields.
type field struct {
	index []int
	name  string
	expr  string
	null  bool
	json  bool
}

type plan struct {
	typ    reflect.Type
	fields []field
}

var plans sync.Map // reflect.Type → *plan

func planOf(dest any) (*plan, error) {
	t := reflect.TypeOf(dest)
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	return planFor(t)
}

func planFor(t reflect.Type) (*plan, error) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if p, ok := plans.Load(t); ok {
		return p.(*plan), nil
	}
	if t.Kind() != reflect.Struct {
		return nil, fmt.Errorf("db: %s is no struct", t)
	}
	p := &plan{typ: t}
	p.collect(t, nil)
	if len(p.fields) == 0 {
		return nil, fmt.Errorf("db: %s has no db tags", t)
	}
	plans.Store(t, p)
	return p, nil
}

func (p *plan) collect(t reflect.Type, at []int) {
	for i := range t.NumField() {
		f := t.Field(i)
		index := append(append([]int{}, at...), i)
		tag, ok := f.Tag.Lookup("db")
		if !ok {
			if f.Anonymous && f.Type.Kind() == reflect.Struct {
				p.collect(f.Type, index)
			}
			continue
		}
		name, opts, _ := strings.Cut(tag, ",")
		p.fields = append(p.fields, field{
			index: index, name: name, expr: f.Tag.Get("sql"),
			null: strings.Contains(opts, "null"), json: strings.Contains(opts, "json"),
		})
	}
}

func (p *plan) columns(alias string) string {
	list := make([]string, len(p.fields))
	for i, f := range p.fields {
		if f.expr != "" {
			list[i] = f.expr + " AS " + f.name
		} else {
			list[i] = alias + "." + f.name
		}
	}
	return strings.Join(list, ", ")
}

func (p *plan) inserted() []field {
	out := make([]field, 0, len(p.fields))
	for _, f := range p.fields {
		if f.expr == "" {
			out = append(out, f)
		}
	}
	return out
}

func (f field) arg(row reflect.Value) (any, error) {
	v := row.FieldByIndex(f.index)
	if f.json {
		if (v.Kind() == reflect.Slice || v.Kind() == reflect.Map) && v.IsNil() {
			if v.Kind() == reflect.Slice {
				return "[]", nil
			}
			return "{}", nil
		}
		b, err := json.Marshal(v.Interface())
		return string(b), err
	}
	if f.null && v.IsZero() {
		return nil, nil
	}
	return plain(v.Interface()), nil
}

// plain turns named types (a Day, a State) into what every driver knows.
func plain(a any) any {
	switch x := a.(type) {
	case nil, string, int64, bool, []byte, float64:
		return x
	case int:
		return int64(x)
	}
	v := reflect.ValueOf(a)
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return nil
		}
		return plain(v.Elem().Interface())
	case reflect.String:
		return v.String()
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return v.Int()
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32:
		return int64(v.Uint())
	case reflect.Bool:
		return v.Bool()
	case reflect.Float32:
		return v.Float()
	}
	return a
}

// targets aims a reused row of cells at the fields of v.
func (p *plan) targets(cells []cell, dst []any, v reflect.Value) {
	for i, f := range p.fields {
		cells[i] = cell{v: v.FieldByIndex(f.index), json: f.json}
		dst[i] = &cells[i]
	}
}

func (tx *Tx) scanAll(p *plan, dest any, text string, args []any) error {
	rows, err := tx.query(text, args)
	if err != nil {
		return err
	}
	defer rows.Close()
	out := reflect.ValueOf(dest).Elem()
	if out.Kind() != reflect.Slice {
		return fmt.Errorf("db: %T is no pointer to a slice", dest)
	}
	out.SetLen(0)
	cells, dst := make([]cell, len(p.fields)), make([]any, len(p.fields))
	for rows.Next() {
		n := out.Len()
		if n == out.Cap() {
			out.Grow(max(n, 16))
		}
		out.SetLen(n + 1)
		item := out.Index(n)
		item.SetZero()
		p.targets(cells, dst, item)
		if err := rows.Scan(dst...); err != nil {
			return err
		}
	}
	return tx.rowsErr(rows)
}

func (tx *Tx) rowsErr(rows *sql.Rows) error {
	// Closing reads what is left, and may meet the failure of a later row.
	if err := errors.Join(rows.Close(), rows.Err()); err != nil {
		return tx.fails(err)
	}
	return nil
}

func (tx *Tx) scanOne(p *plan, dest any, text string, args []any) (bool, error) {
	rows, err := tx.query(text, args)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	if !rows.Next() {
		return false, tx.rowsErr(rows)
	}
	cells, dst := make([]cell, len(p.fields)), make([]any, len(p.fields))
	p.targets(cells, dst, reflect.ValueOf(dest).Elem())
	if err := rows.Scan(dst...); err != nil {
		return false, err
	}
	return true, tx.rowsErr(rows)
}

func (tx *Tx) scanValue(dest any, text string, args []any) (bool, error) {
	rows, err := tx.query(text, args)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	if !rows.Next() {
		return false, tx.rowsErr(rows)
	}
	if err := rows.Scan(&cell{v: reflect.ValueOf(dest).Elem()}); err != nil {
		return false, err
	}
	return true, tx.rowsErr(rows)
}

func (tx *Tx) scanValues(dest any, text string, args []any) error {
	rows, err := tx.query(text, args)
	if err != nil {
		return err
	}
	defer rows.Close()
	out := reflect.ValueOf(dest).Elem()
	out.SetLen(0)
	for rows.Next() {
		item := reflect.New(out.Type().Elem()).Elem()
		if err := rows.Scan(&cell{v: item}); err != nil {
			return err
		}
		out.Set(reflect.Append(out, item))
	}
	return tx.rowsErr(rows)
}
