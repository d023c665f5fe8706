package httpapi

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
)

// Body is an answer that is one value.
type Body[T any] struct{ Body T }

// Versioned is an answer with the version that a later change must name.
type Versioned[T any] struct {
	ETag string `header:"ETag"`
	Body T
}

// Tagged makes a Versioned answer.
func Tagged[T any](v T, version int64) *Versioned[T] {
	return &Versioned[T]{ETag: `"` + strconv.FormatInt(version, 10) + `"`, Body: v}
}

// None is an answer without a body: 204.
type None struct{}

// IfMatch is embedded by a change of something that has a version.
type IfMatch struct {
	Version string `header:"If-Match" required:"true" pattern:"^\"?[0-9]{1,18}\"?$" example:"\"3\"" doc:"the version that the change was made against"`
}

// At is the version as a number.
func (m IfMatch) At() int64 {
	n, _ := strconv.ParseInt(strings.Trim(m.Version, `"`), 10, 64)
	return n
}

// ByID is embedded by a route about one thing.
type ByID struct {
	ID string `path:"id" format:"uuid" maxLength:"36" doc:"its id"`
}

// Paging is embedded by a route that lists.
type Paging struct {
	Cursor string `query:"cursor" maxLength:"512" doc:"next of the page before"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"rows a page"`
}

// Listing is one page; next is empty on the last one.
type Listing[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next" doc:"cursor of the next page, empty on the last"`
}

// Cursor writes the sort keys of the last row.
func Cursor(keys ...any) string {
	b, _ := json.Marshal(keys)
	return base64.RawURLEncoding.EncodeToString(b)
}

// Read reads the sort keys back into pointers; an empty cursor leaves them and
// answers false.
func (p Paging) Read(keys ...any) (bool, error) {
	if p.Cursor == "" {
		return false, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(p.Cursor)
	if err != nil {
		return false, BadCursor.At("cursor")
	}
	var raw []json.RawMessage
	if json.Unmarshal(b, &raw) != nil || len(raw) != len(keys) {
		return false, BadCursor.At("cursor")
	}
	for i, r := range raw {
		if json.Unmarshal(r, keys[i]) != nil {
			return false, BadCursor.At("cursor")
		}
	}
	return true, nil
}

// Page cuts one row more than the limit off and writes the cursor: rows are
// read with Limit+1.
func Page[T any](rows []T, limit int, key func(T) []any) Listing[T] {
	out := Listing[T]{Items: rows}
	if len(rows) > limit {
		out.Items = rows[:limit]
		out.Next = Cursor(key(rows[limit-1])...)
	}
	return out
}

func unescape(s string) (string, error) { return url.QueryUnescape(s) }
