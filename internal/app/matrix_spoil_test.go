package app

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// nobodysID has the form of an id and is nobody's.
const nobodysID = "01900000-0000-7000-8000-0000000000ff"

var (
	longText = strings.Repeat("牙", 10_000)
	rareText = "😀𠮷䶮é"
)

// spoil sends the example with one thing wrong at a time, as who is entitled:
// each is refused with a status that the description names, never with an
// internal error. The caller looks whether anything was stored.
func (c *trial) spoil(ex example) {
	c.spoilAddress(ex)
	if ex.match != 0 || ex.fresh {
		q := ex.request(c.route, c.entitled(ex), c.fresh("key-"))
		q.match = fmt.Sprintf(`"%d"`, ex.match^0x55)
		c.refuse("another version", q)
		if !ex.fresh {
			q.match = `"0"`
			c.refuse("version 0", q)
		}
		q.match = `"x"`
		c.refuse("a version that is no number", q)
		q.match = ""
		c.refuse("no version", q)
	}
	if c.op.body() == nil {
		return
	}
	c.spoilWhole(ex)
	unclean := false
	for _, f := range c.fields(ex) {
		if !f.bounded() {
			c.T.Errorf("%s has no greatest length", f.at)
		}
		for what, v := range f.wrong() {
			if ex.looks {
				c.send(c.with(ex, f, v)) // who only looks may be shown what is wrong
			} else {
				c.refuse(f.at.String()+": "+what, c.with(ex, f, v))
			}
		}
		if f.text() && !unclean {
			c.spoilText(ex, f)
			unclean = true // all texts pass the same reader
		}
	}
}

// spoilText puts characters into a text that are none.
func (c *trial) spoilText(ex example, f field) {
	for _, broken := range []string{"a\xffb", `a\ud800b`, `a\u0000b`, `a\u0007b`} {
		q := c.with(ex, f, "MARK")
		q.body = bytes.Replace(q.body, []byte("MARK"), []byte(broken), 1)
		c.refuse(f.at.String()+": unclean", q)
	}
}

// refuse sends what must not succeed.
func (c *trial) refuse(what string, q request) {
	c.T.Helper()
	if got := c.send(q); got.status < 400 {
		c.T.Errorf("%s was taken: %.300s: %s", what, q.body, got)
	}
}

// spoilAddress tries unknown ids in the path, and each parameter of the query
// with what it cannot be. A query may also be taken: nothing is changed by it.
func (c *trial) spoilAddress(ex example) {
	for _, name := range c.op.pathParams() {
		for _, bad := range []string{nobodysID, "x", "%00", "\xff", longText, rareText} {
			other := ex
			other.path = maps.Clone(ex.path)
			other.path[name] = bad
			c.refuse("the path's "+name, other.request(c.route, c.entitled(ex), c.fresh("key-")))
		}
	}
	if !c.reads() {
		return
	}
	for _, p := range c.op.Parameters {
		if p.In != "query" {
			continue
		}
		for _, bad := range []string{"", "x", "-1", "99999999999999999999", "\x00", "\xff", longText, rareText, nobodysID, "';--"} {
			other := ex
			other.query = maps.Clone(ex.query)
			if other.query == nil {
				other.query = url.Values{}
			}
			other.query.Set(p.Name, bad)
			c.try(c.entitled(ex), other)
		}
	}
}

// spoilWhole tries bodies that are wrong as a whole.
func (c *trial) spoilWhole(ex example) {
	q := ex.request(c.route, c.entitled(ex), "")
	whole := q.body
	unknown := map[string]any{"no_such_field": 1}
	_ = json.Unmarshal(whole, &unknown)
	for what, body := range map[string][]byte{
		"cut off":          whole[:len(whole)-1],
		"no JSON":          []byte("name=x"),
		"a list":           []byte("[]"),
		"a text":           []byte(`"x"`),
		"a number":         []byte("42"),
		"null":             []byte("null"),
		"too large":        []byte(`{"name":"` + strings.Repeat("x", c.limit()) + `"}`),
		"an unknown field": encode(unknown),
		"two values":       slices.Concat(whole, whole),
		"a name twice":     []byte(`{"no_such_field":1,"no_such_field":1,` + string(whole[1:])),
		"too deep":         []byte(strings.Repeat(`{"a":`, 20_000) + "1" + strings.Repeat("}", 20_000)),
	} {
		q.key, q.body = c.keyed("key-"), body
		c.refuse("a body: "+what, q)
	}
	q.body, q.media, q.key = whole, "text/plain", c.keyed("key-")
	c.refuse("a body of another media type", q)
}

// strangeFile sends what is no file of the kind. A route may take it and tell
// later what is wrong with each row.
func (c *trial) strangeFile(ex example) {
	for _, body := range [][]byte{
		nil, {0}, []byte("\xff\xfe\x00"), []byte(longText), []byte("\"a,b\nc"), []byte("PK\x03\x04 no archive"),
		ex.raw[:len(ex.raw)/2],
	} {
		q := ex.request(c.route, c.entitled(ex), c.fresh("key-"))
		q.body = body
		c.send(q)
	}
	q := ex.request(c.route, c.entitled(ex), c.fresh("key-"))
	q.body = bytes.Repeat([]byte("x,"), c.limit())
	c.refuse("a file that is too large", q)
}

// limit is the size in bytes of the largest body.
func (c *trial) limit() int { return cmp.Or(int(c.route.MaxBody), 1<<20) }

func (c *trial) keyed(prefix string) string {
	if !c.route.Idempotent {
		return ""
	}
	return c.fresh(prefix)
}

// strange sends each text of a fresh example with rare characters: it may be
// taken or refused, but never be an internal error.
func (c *trial) strange() {
	ex := c.make(c.world)
	if ex.raw != nil {
		c.strangeFile(ex)
	}
	if c.op.body() == nil {
		return
	}
	for _, f := range c.fields(ex) {
		if f.text() {
			c.send(c.with(c.make(c.world), f, rareText))
		}
	}
}

// extremes sends each value of a body at the ends of what its type can hold. It
// may be taken or refused, but is never an internal error; and what is refused
// leaves no trace: it is sent once more and the tables are compared.
func (c *trial) extremes() {
	if c.op.body() == nil {
		return
	}
	ex := c.make(c.world)
	var refused []request
	for _, f := range c.fields(ex) {
		for _, v := range f.extremes() {
			q := c.with(ex, f, v)
			if got := c.send(q); got.status >= 400 {
				refused = append(refused, q)
			} else if !ex.looks {
				ex = c.make(c.world) // what it named may be spent
			}
		}
	}
	c.mark()
	for _, q := range refused {
		q.key = c.keyed("key-")
		if got := c.send(q); got.status < 400 {
			c.T.Errorf("refused at first, taken at last: %.300s: %s", q.body, got)
			c.mark()
		}
	}
	c.same("after extreme values were refused")
}

// extremes are values of the field's type at the ends of what can be.
func (f field) extremes() []any {
	switch {
	case f.schema.Type == huma.TypeInteger || f.schema.Type == huma.TypeNumber:
		return []any{-1, 0, 1.5, nil, json.Number("-9223372036854775808"), json.Number("9223372036854775807"),
			int64(253402300799999)} // the last is in the year 9999
	case f.schema.Type == huma.TypeArray:
		return []any{[]any{}, []any{nil}, nil}
	case f.schema.Type == huma.TypeObject:
		return []any{map[string]any{}, map[string]any{"": ""}, nil}
	case f.schema.Type == huma.TypeBoolean:
		return []any{nil}
	case f.schema.Type != huma.TypeString || len(f.schema.Enum) > 0:
		return nil
	case f.schema.Format == "uuid":
		return []any{"", nil, strings.ToUpper(nobodysID), "00000000-0000-0000-0000-000000000000"}
	}
	out := []any{"", nil, "0000-01-01", "9999-12-31", "25:61", "K:D*999999", "%_'\"\\;--\u202e\u200b\t"}
	if f.schema.MaxLength != nil {
		out = append(out, strings.Repeat("𠮷", *f.schema.MaxLength))
	}
	return out
}

// odd sends the example with headers that no browser sends: they change nothing
// of who may and of what is answered.
func (c *trial) odd(ex example) {
	if c.route.Anonymous {
		return // nobody is asked who they are
	}
	for _, h := range []map[string]string{
		{"Accept": "image/png"}, {"Accept": "json"}, {"Accept-Language": strings.Repeat("q,", 90)}, {"Accept-Language": "\xff;q=x"},
		{"If-None-Match": "*"}, {"Range": "bytes=5-1"}, {"User-Agent": longText},
	} {
		q := ex.request(c.route, nil, c.keyed("key-"))
		q.header = h
		if got := c.send(q); got.status != http.StatusUnauthorized {
			c.T.Errorf("%v without a session: %s", h, got)
		}
		if c.reads() {
			q.by = c.entitled(ex)
			if got := c.send(q); !got.ok() {
				c.T.Errorf("%v: %s", h, got)
			}
		}
	}
	for _, cookie := range []string{strings.Repeat("x", 10_000), "x", "a.b", "..", "alpha." + strings.Repeat("a", 43)} {
		q := ex.request(c.route, &person{cookie: cookie}, c.keyed("key-"))
		if got := c.send(q); got.status != http.StatusUnauthorized {
			c.T.Errorf("the session %.20q: %s", cookie, got)
		}
	}
	if c.route.Idempotent {
		for _, key := range []string{"short", strings.Repeat("k", 129), "with space in it", longText} {
			q := ex.request(c.route, c.entitled(ex), key)
			c.refuse("the key "+key[:5], q)
		}
	}
}

// place is where a value stands in a body: names and numbers.
type place []any

func (p place) String() string {
	var b strings.Builder
	for _, step := range p {
		switch s := step.(type) {
		case string:
			b.WriteString("." + s)
		case int:
			b.WriteString("[" + strconv.Itoa(s) + "]")
		}
	}
	return strings.TrimPrefix(b.String(), ".")
}

// field is one value of a body with its description.
type field struct {
	at     place
	schema *huma.Schema
}

func (f field) text() bool {
	return f.schema.Type == huma.TypeString && len(f.schema.Enum) == 0 && f.schema.Format == ""
}

// bounded tells whether a text or list has a greatest length. Of what stands in
// a list, the rule behind it decides.
func (f field) bounded() bool {
	if _, listed := f.at[len(f.at)-1].(int); listed {
		return true
	}
	switch f.schema.Type {
	case huma.TypeString:
		return f.schema.MaxLength != nil || len(f.schema.Enum) > 0
	case huma.TypeArray:
		return f.schema.MaxItems != nil
	}
	return true
}

// wrong gives values that the field must not take.
func (f field) wrong() map[string]any {
	switch f.schema.Type {
	case huma.TypeString:
		out := map[string]any{"a number": 7, "an object": map[string]any{"x": 1}, "10,000 characters": longText}
		if f.schema.Format == "uuid" {
			out["an unknown id"], out["no id"] = nobodysID, "x"
		}
		if len(f.schema.Enum) > 0 {
			out["no choice"] = "no_such_choice"
		}
		return out
	case huma.TypeInteger, huma.TypeNumber:
		return map[string]any{"a text": "seven", "a list": []any{1}, "huge": json.Number("1e400")}
	case huma.TypeBoolean:
		return map[string]any{"a text": "maybe", "a number": 3}
	case huma.TypeArray:
		out := map[string]any{"a text": "none", "an object": map[string]any{"x": 1}}
		if f.schema.MaxItems != nil {
			out["too many"] = slices.Repeat([]any{nil}, *f.schema.MaxItems+1)
		}
		return out
	case huma.TypeObject:
		return map[string]any{"a text": "none", "a list": []any{}}
	}
	return nil
}

// fields lists every value that the body may have: those of the schema, and
// within lists those that the example has.
func (c *trial) fields(ex example) []field {
	var v any
	_ = json.Unmarshal(encode(ex.body), &v)
	return c.walk(nil, c.op.body(), v)
}

func (c *trial) walk(at place, s *huma.Schema, v any) (out []field) {
	s = c.op.resolve(s)
	if len(at) > 0 {
		out = append(out, field{at, s})
	}
	switch have := v.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
			out = append(out, c.walk(append(slices.Clone(at), name), s.Properties[name], have[name])...)
		}
	case []any:
		if len(have) > 0 && s.Items != nil {
			out = append(out, c.walk(append(slices.Clone(at), 0), s.Items, have[0])...)
		}
	}
	return out
}

// with is the example's request with one value changed.
func (c *trial) with(ex example, f field, v any) request {
	var body any
	_ = json.Unmarshal(encode(ex.body), &body)
	put(body, f.at, v)
	ex.body = body
	return ex.request(c.route, c.entitled(ex), c.fresh("key-"))
}

func put(body any, at place, v any) {
	for i, step := range at {
		last := i == len(at)-1
		switch s := step.(type) {
		case string:
			m := body.(map[string]any)
			if last {
				m[s] = v
				return
			}
			body = m[s]
		case int:
			l := body.([]any)
			if last {
				l[s] = v
				return
			}
			body = l[s]
		}
	}
}
