// Package fault holds the errors that a user may see: a stable code with
// arguments, never a sentence. The sentence is made from the code in the
// reader's language at the edge (see platform/i18n), so that a message can be
// reworded or translated without touching a rule.
//
// A module lists its faults in faults.go:
//
//	var ChairTaken = fault.New("visits.chair_taken", fault.Conflict)
//	return ChairTaken.With("holder", name, "from", "10:20")
//
// Everything that is not a *Fault is an internal error: it is logged with its
// cause and shown to nobody.
package fault

import (
	"errors"
	"fmt"
	"sort"
	"strings"
)

// Kind says what sort of answer a fault is; the edge maps it to an HTTP status.
type Kind int

// The kinds, with the status that the edge gives them.
const (
	Invalid         Kind = iota + 1 // 422: the request is well-formed, but a value is not acceptable
	NotFound                        // 404: there is no such thing, or the actor may not know of it
	Forbidden                       // 403: the actor may not do this
	Unauthenticated                 // 401: nobody is logged in
	Conflict                        // 409: the state of things stands against it
	Stale                           // 412: somebody else changed it first
	TooMany                         // 429: wait and try again
	TooLarge                        // 413: the body is larger than the route takes
	Unavailable                     // 503: a part that is needed does not answer now
	Malformed                       // 400: the request cannot be read at all
	Unsupported                     // 415: the body's media type is not one the route takes
	NotAllowed                      // 405: the path exists, the method does not
)

// Def is the definition of a fault: its code and kind. Definitions are package
// variables, registered at start so that the roof can prove each is translated.
type Def struct {
	Code string
	Kind Kind
}

var registry = map[string]*Def{}

// New defines a fault. code is "module.what_is_wrong"; defining one code twice
// panics, because two meanings for one code cannot both be translated.
func New(code string, kind Kind) *Def {
	if _, dup := registry[code]; dup {
		panic("fault: " + code + " is defined twice")
	}
	d := &Def{Code: code, Kind: kind}
	registry[code] = d
	return d
}

// All lists every definition linked into the program, by code.
func All() []*Def {
	out := make([]*Def, 0, len(registry))
	for _, d := range registry {
		out = append(out, d)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Code < out[j].Code })
	return out
}

// Error makes a definition usable with errors.Is.
func (d *Def) Error() string { return d.Code }

// With makes a fault from key, value pairs: the arguments of its sentence.
func (d *Def) With(pairs ...any) *Fault {
	f := &Fault{Def: d}
	if len(pairs) > 0 {
		f.Args = make(map[string]any, len(pairs)/2)
		for i := 0; i+1 < len(pairs); i += 2 {
			f.Args[fmt.Sprint(pairs[i])] = pairs[i+1]
		}
	}
	return f
}

// At makes a fault that names the field at fault, as a JSON path ("contacts[0].phone").
func (d *Def) At(field string, pairs ...any) *Fault {
	f := d.With(pairs...)
	f.Field = field
	return f
}

// Fault is one occurrence: a definition, the arguments of its sentence, and the
// field it speaks of, if any. Details may carry a value for programs (the next
// three fits of a refused booking); it is sent as it is.
type Fault struct {
	*Def
	Args    map[string]any
	Field   string
	Details any
	More    []*Fault // further faults of the same request, one per field
}

// Error gives the code and arguments, for logs and tests.
func (f *Fault) Error() string {
	if len(f.Args) == 0 && f.Field == "" {
		return f.Code
	}
	keys := make([]string, 0, len(f.Args))
	for k := range f.Args {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	var b strings.Builder
	b.WriteString(f.Code)
	if f.Field != "" {
		b.WriteString(" at " + f.Field)
	}
	for _, k := range keys {
		fmt.Fprintf(&b, " %s=%v", k, f.Args[k])
	}
	return b.String()
}

// Unwrap lets errors.Is(err, patients.NotFound) hold.
func (f *Fault) Unwrap() error { return f.Def }

// WithDetails attaches a value for programs.
func (f *Fault) WithDetails(v any) *Fault { f.Details = v; return f }

// As finds the fault in an error chain.
func As(err error) (*Fault, bool) {
	var f *Fault
	if errors.As(err, &f) {
		return f, true
	}
	var d *Def
	if errors.As(err, &d) {
		return &Fault{Def: d}, true
	}
	return nil, false
}

// Join makes one fault of several: the first, with the others as More. It
// returns nil for an empty list, so that a validation can end with it.
func Join(list []*Fault) error {
	if len(list) == 0 {
		return nil
	}
	head := *list[0]
	head.More = append(append([]*Fault{}, head.More...), list[1:]...)
	return &head
}
