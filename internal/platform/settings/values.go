package settings

import (
	"encoding/json"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
	"archwire/internal/platform/db"
)

// Level says where a value in force comes from.
type Level string

// The levels; the first that has a value wins.
const (
	OfClinic  Level = "clinic"
	OfGroup   Level = "group"
	OfDefault Level = "default"
)

// Values are the settings in force for one clinic, or for the group where the
// clinic is "".
type Values struct {
	clinic map[string]any
	group  map[string]any
}

// Of reads every stored value for the clinic in one query.
func Of(tx *db.Tx, clinic string) (Values, error) { return load(tx, clinic, nil) }

// Look tells the value of s in force (int64, bool or string) and its level. A
// stored value that the program no longer accepts counts as not set.
func (v Values) Look(s Setting) (any, Level) {
	if s.PerClinic {
		if got, ok := acceptable(s, v.clinic); ok {
			return got, OfClinic
		}
	}
	if got, ok := acceptable(s, v.group); ok {
		return got, OfGroup
	}
	got, err := s.Accept(s.Default)
	if err != nil {
		panic("settings: the default of " + s.Key + " is none of its values: " + err.Error())
	}
	return got, OfDefault
}

func acceptable(s Setting, stored map[string]any) (any, bool) {
	raw, ok := stored[s.Key]
	if !ok {
		return nil, false
	}
	got, err := s.Accept(raw)
	return got, err == nil
}

// Int reads a number; asking for another kind panics, as does each reader here.
func (v Values) Int(s Setting) int { got, _ := v.Look(s); return int(got.(int64)) }

// Money reads an amount.
func (v Values) Money(s Setting) money.Fen { got, _ := v.Look(s); return money.Fen(got.(int64)) }

// Bool reads a yes or no.
func (v Values) Bool(s Setting) bool { got, _ := v.Look(s); return got.(bool) }

// Text reads a text or a choice.
func (v Values) Text(s Setting) string { got, _ := v.Look(s); return got.(string) }

// Clock reads a time of day.
func (v Values) Clock(s Setting) civil.Clock {
	c, err := civil.ParseClock(v.Text(s))
	if err != nil {
		panic("settings: " + s.Key + " is no clock")
	}
	return c
}

// Int reads the number in force for the clinic; "" asks for the group's value.
// Each reader here costs a query: use Of for several.
func (s Setting) Int(tx *db.Tx, clinic string) (int, error) {
	return read(tx, s, clinic, Values.Int)
}

// Money reads the amount in force for the clinic.
func (s Setting) Money(tx *db.Tx, clinic string) (money.Fen, error) {
	return read(tx, s, clinic, Values.Money)
}

// Bool reads the yes or no in force for the clinic.
func (s Setting) Bool(tx *db.Tx, clinic string) (bool, error) {
	return read(tx, s, clinic, Values.Bool)
}

// Text reads the text or choice in force for the clinic.
func (s Setting) Text(tx *db.Tx, clinic string) (string, error) {
	return read(tx, s, clinic, Values.Text)
}

// Clock reads the time of day in force for the clinic.
func (s Setting) Clock(tx *db.Tx, clinic string) (civil.Clock, error) {
	return read(tx, s, clinic, Values.Clock)
}

func read[T any](tx *db.Tx, s Setting, clinic string, get func(Values, Setting) T) (T, error) {
	v, err := load(tx, clinic, []string{s.Key})
	if err != nil {
		var none T
		return none, err
	}
	return get(v, s), nil
}

// decode reads the stored form; what cannot be read counts as not set.
func decode(text string) (any, bool) {
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		return nil, false
	}
	return v, true
}
