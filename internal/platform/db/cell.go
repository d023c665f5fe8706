package db

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strconv"
)

// cell receives one column; NULL gives the zero value.
type cell struct {
	v    reflect.Value
	json bool
}

// Scan implements sql.Scanner.
func (c *cell) Scan(src any) error {
	if src == nil {
		c.v.SetZero()
		return nil
	}
	if c.json {
		switch s := src.(type) {
		case string:
			return c.decode([]byte(s))
		case []byte:
			return c.decode(s)
		}
	}
	switch c.v.Kind() {
	case reflect.String:
		c.scanString(src)
		return nil
	case reflect.Int, reflect.Int64, reflect.Int32, reflect.Int16, reflect.Int8:
		return c.scanInt(src)
	case reflect.Bool:
		return c.scanBool(src)
	case reflect.Float64:
		return c.scanFloat(src)
	case reflect.Slice:
		return c.scanBytes(src)
	case reflect.Pointer:
		n := reflect.New(c.v.Type().Elem())
		if err := (&cell{v: n.Elem()}).Scan(src); err != nil {
			return err
		}
		c.v.Set(n)
		return nil
	}
	return c.cannot(src)
}

func (c *cell) cannot(src any) error {
	return fmt.Errorf("db: cannot read %T into %s", src, c.v.Type())
}

func (c *cell) scanString(src any) {
	switch s := src.(type) {
	case string:
		c.v.SetString(s)
	case []byte:
		c.v.SetString(string(s))
	default:
		c.v.SetString(fmt.Sprint(s))
	}
}

func (c *cell) scanBool(src any) error {
	switch s := src.(type) {
	case bool:
		c.v.SetBool(s)
	case int64:
		c.v.SetBool(s != 0)
	default:
		return c.cannot(src)
	}
	return nil
}

func (c *cell) scanFloat(src any) error {
	switch s := src.(type) {
	case float64:
		c.v.SetFloat(s)
	case int64:
		c.v.SetFloat(float64(s))
	case string:
		f, err := strconv.ParseFloat(s, 64)
		c.v.SetFloat(f)
		return err
	default:
		return c.cannot(src)
	}
	return nil
}

func (c *cell) scanBytes(src any) error {
	if c.v.Type().Elem().Kind() != reflect.Uint8 {
		return c.cannot(src)
	}
	switch s := src.(type) {
	case []byte:
		c.v.SetBytes(append([]byte{}, s...))
	case string:
		c.v.SetBytes([]byte(s))
	default:
		return c.cannot(src)
	}
	return nil
}

func (c *cell) scanInt(src any) error {
	switch s := src.(type) {
	case int64:
		if c.v.OverflowInt(s) {
			return fmt.Errorf("db: %d does not fit into %s", s, c.v.Type())
		}
		c.v.SetInt(s)
	case string: // PostgreSQL's numeric, the sum of a bigint
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			return err
		}
		return c.scanInt(n)
	case []byte:
		return c.scanInt(string(s))
	case float64:
		if s != math.Trunc(s) {
			return fmt.Errorf("db: %v is no whole number", s)
		}
		return c.scanInt(int64(s))
	case bool:
		if s {
			c.v.SetInt(1)
		} else {
			c.v.SetInt(0)
		}
	default:
		return c.cannot(src)
	}
	return nil
}

func (c *cell) decode(b []byte) error {
	c.v.SetZero()
	if len(b) == 0 {
		return nil
	}
	return json.Unmarshal(b, c.v.Addr().Interface())
}
