package db

import (
	"bytes"
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// longList is from how many values on PostgreSQL gets a list as one array.
//
// A short list stays single values, which a planner counts. A long one as single
// values would be a statement of its own for every length, planned every time, and
// where the planner does not take it for a key, every row would be compared with
// every value: a hundredfold, as it was measured at 2,000. An array is one text for
// all lengths, prepared once, and by its guess of ten values it is looked up by key.
const longList = 9

// spread puts lists where the condition has a ? for them. It is an error if marks
// and arguments differ in number: the arguments of the scope would slip into
// another's place.
func (d *DB) spread(cond string, args []any) (string, []any, error) {
	if strings.Count(cond, "?") != len(args) {
		return "", nil, fmt.Errorf("db: %d arguments for: %s", len(args), cond)
	}
	out := make([]byte, 0, len(cond))
	values := make([]any, 0, len(args))
	n := 0
	for i := 0; i < len(cond); i++ {
		if cond[i] != '?' {
			out = append(out, cond[i])
			continue
		}
		out, values = d.put(out, cond[i+1:], args[n], values)
		n++
	}
	return string(out), values, nil
}

// put adds one argument to a text and its values; after is the text that follows.
func (d *DB) put(text []byte, after string, arg any, values []any) ([]byte, []any) {
	mark, list := expand(arg)
	if d.Dialect == Postgres && len(list) >= longList && strings.HasPrefix(after, ")") {
		for _, as := range [][2]string{{" NOT IN (", " <> ALL ("}, {" IN (", " = ANY ("}} {
			if head, ok := bytes.CutSuffix(text, []byte(as[0])); ok {
				return append(append(head, as[1]...), '?'), append(values, arrayOf(list))
			}
		}
	}
	return append(text, mark...), append(values, list...)
}

// expand gives as many marks as an argument has values, NULL for an empty list.
func expand(a any) (string, []any) {
	v := reflect.ValueOf(a)
	if !v.IsValid() || v.Kind() != reflect.Slice || v.Type().Elem().Kind() == reflect.Uint8 {
		return "?", []any{plain(a)}
	}
	if v.Len() == 0 {
		return "NULL", nil
	}
	out := make([]any, v.Len())
	for i := range out {
		out[i] = plain(v.Index(i).Interface())
	}
	return strings.TrimSuffix(strings.Repeat("?,", v.Len()), ","), out
}

var escapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

// arrayOf writes plain values as an array of PostgreSQL, whose type it finds by
// what the array is compared with.
func arrayOf(list []any) string {
	var b strings.Builder
	b.Grow(len(list) * 39) // a uuid in quotes
	for i, v := range list {
		b.WriteByte("{,"[min(i, 1)])
		switch x := v.(type) {
		case nil:
			b.WriteString("NULL")
		case int64:
			b.WriteString(strconv.FormatInt(x, 10))
		default:
			b.WriteByte('"')
			_, _ = escapes.WriteString(&b, fmt.Sprint(x)) // a Builder does not fail
			b.WriteByte('"')
		}
	}
	b.WriteByte('}')
	return b.String()
}
