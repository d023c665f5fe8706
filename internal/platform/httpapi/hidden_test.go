package httpapi

import (
	"reflect"
	"testing"
)

type inner struct {
	Name string `json:"name"`
}

// Outer is embedded where it is seen.
type Outer struct {
	Name string `json:"name"`
}

// TestHidden: fields of an unexported struct that is embedded would be neither
// described nor accepted.
func TestHidden(t *testing.T) {
	for _, c := range []struct {
		of   any
		want string
	}{
		{struct{ Outer }{}, ""},
		{struct{ Body inner }{}, ""},
		{struct{ inner }{}, "inner"},
		{struct {
			Body struct{ Items []struct{ inner } }
		}{}, "inner"},
		{struct{ Next *struct{ Outer } }{}, ""},
	} {
		if got := hidden(reflect.TypeOf(c.of), nil); got != c.want {
			t.Errorf("%T: %q, want %q", c.of, got, c.want)
		}
	}
}
