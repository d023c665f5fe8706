package settings

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
)

// Kind is the type of a setting's value.
type Kind string

// The kinds, with the Go type of Default and the JSON type on the wire.
const (
	Int     Kind = "int"     // a whole number
	Minutes Kind = "minutes" // a length of time, whole minutes
	Money   Kind = "money"   // an amount, whole fen
	Bool    Kind = "bool"    // true or false
	Text    Kind = "text"    // a line of text; Min and Max bound its characters
	Clock   Kind = "clock"   // a time of day, "09:05"
	Choice  Kind = "choice"  // one of Choices
)

// Origin says where a default comes from; the reason stands beside it in the code.
type Origin string

// The origins.
const (
	House    Origin = "house"    // chosen for this program
	Practice Origin = "practice" // reported by clinics about their own work
	Law      Origin = "law"      // asked for by a law or a regulation
)

// Setting declares one setting. Values of the kinds int, minutes and money are
// int in Default and int64 when read; text, clock and choice are strings.
type Setting struct {
	Key       string // "visits.no_show_minutes"
	Kind      Kind
	Default   any
	Unit      string   // "min", "d", "fen", "%"; "" where there is none
	Min, Max  int64    // inclusive; both 0 = unbounded (a text then holds at most 1,000 characters)
	Choices   []string // for the kind choice
	PerClinic bool     // a clinic may override the group's value
	Source    Origin   // where the default comes from
}

// maxText bounds a text without a bound of its own.
const maxText = 1000

// Accept checks a value as it comes from JSON or from Go and gives its stored
// form: int64, bool or string. Its faults are WrongType, OutOfRange, NotAChoice
// and TextLength.
func (s Setting) Accept(value any) (any, error) {
	switch s.Kind {
	case Int, Minutes, Money:
		n, ok := whole(value)
		if !ok {
			return nil, s.wrongType()
		}
		if (s.Min != 0 || s.Max != 0) && (n < s.Min || n > s.Max) {
			return nil, OutOfRange.At("value", "key", s.Key, "min", s.Min, "max", s.Max)
		}
		return n, nil
	case Bool:
		if b, ok := value.(bool); ok {
			return b, nil
		}
		return nil, s.wrongType()
	}
	text, ok := value.(string)
	if !ok || !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return nil, s.wrongType()
	}
	return s.acceptText(text)
}

func (s Setting) acceptText(text string) (any, error) {
	switch s.Kind {
	case Clock:
		c, err := civil.ParseClock(text)
		if err != nil {
			return nil, s.wrongType()
		}
		return c.String(), nil
	case Choice:
		if !slices.Contains(s.Choices, text) {
			return nil, NotAChoice.At("value", "key", s.Key, "choices", strings.Join(s.Choices, ", "))
		}
		return text, nil
	case Text:
		limit := s.Max
		if limit == 0 {
			limit = maxText
		}
		n := int64(utf8.RuneCountInString(text))
		if n > limit || n < s.Min {
			return nil, TextLength.At("value", "key", s.Key, "min", s.Min, "max", limit)
		}
		return text, nil
	}
	return nil, fmt.Errorf("settings: %s has the unknown kind %q", s.Key, s.Kind)
}

func (s Setting) wrongType() *fault.Fault {
	return WrongType.At("value", "key", s.Key, "kind", string(s.Kind))
}

// whole reads a whole number out of what JSON or Go gives.
func whole(value any) (int64, bool) {
	switch n := value.(type) {
	case int:
		return int64(n), true
	case int64:
		return n, true
	case float64:
		if n != math.Trunc(n) || math.Abs(n) > 1<<53 {
			return 0, false
		}
		return int64(n), true
	case json.Number:
		i, err := n.Int64()
		return i, err == nil
	}
	return 0, false
}
