package audience

import (
	"fmt"
	"slices"
)

// Type is the type of an attribute or of a happening's field.
type Type string

// The types.
const (
	Number   Type = "number"
	Money    Type = "money"    // fen
	Choice   Type = "choice"   // one of Choices, or an id or word of the group where there are none
	Text     Type = "text"     // a word that is compared as a whole
	YesNo    Type = "yes_no"   //
	DayType  Type = "day"      // a civil day
	Age      Type = "age"      // full years; the column holds the birth day
	Birthday Type = "birthday" // day and month of the birth day
	Set      Type = "set"      // several words at once
)

// Compares lists the comparisons that fit a type.
func (t Type) Compares() []Compare {
	switch t {
	case Number, Money:
		return []Compare{Eq, Ne, Lt, Le, Gt, Ge, Between}
	case Age:
		return []Compare{Eq, Lt, Le, Gt, Ge, Between, Known, Unknown}
	case Choice, Text:
		return []Compare{In, NotIn, Known, Unknown}
	case Set:
		return []Compare{In, NotIn}
	case YesNo:
		return []Compare{Yes, No}
	case DayType:
		return []Compare{Within, Known, Unknown}
	case Birthday:
		return []Compare{Within}
	}
	return nil
}

// Attr is an attribute of which rules may speak. Its name is the text
// audience.attr.<key>, that of a choice audience.attr.<key>.<choice>.
type Attr struct {
	Key     string
	Type    Type
	Column  string   // of audience_people; none for a Set, whose words stand in audience_words
	Choices []string // nil: ids or words of the group, see Source
	Source  string   // where a screen finds them: "clinics", "doctors", "sources", …
}

// Kind is a kind of happening of which rules and journeys may speak; its key is that
// of the fact on the bus. Its name is the text audience.kind.<key with _ for .>.
type Kind struct {
	Key    string
	Fields []Field
}

// Slot is where a happening keeps a field.
type Slot string

// The slots: columns of audience_happened.
const (
	SlotWord   Slot = "word"
	SlotOther  Slot = "other"
	SlotAmount Slot = "amount"
)

// Field is a value that happenings of a kind carry. Its name is the text
// audience.field.<key>.
type Field struct {
	Key     string
	Type    Type // Choice, Text, Number or Money
	In      Slot
	Choices []string
	Source  string
}

// Field finds a field of the kind.
func (k Kind) Field(key string) (Field, bool) {
	i := slices.IndexFunc(k.Fields, func(f Field) bool { return f.Key == key })
	if i < 0 {
		return Field{}, false
	}
	return k.Fields[i], true
}

// Dictionary is what rules may speak of. It is made at start and not changed.
type Dictionary struct {
	attrs map[string]Attr
	kinds map[string]Kind
	order []string // keys of the kinds as they were declared
	named []string // keys of the attributes as they were declared
}

// NewDictionary makes a dictionary, or says what in it does not fit.
func NewDictionary(attrs []Attr, kinds []Kind) (*Dictionary, error) {
	d := &Dictionary{attrs: map[string]Attr{}, kinds: map[string]Kind{}}
	for _, a := range attrs {
		if _, twice := d.attrs[a.Key]; twice || a.Type.Compares() == nil || (a.Column == "") != (a.Type == Set) {
			return nil, fmt.Errorf("audience: attribute %s does not fit", a.Key)
		}
		d.attrs[a.Key], d.named = a, append(d.named, a.Key)
	}
	for _, k := range kinds {
		if _, twice := d.kinds[k.Key]; twice {
			return nil, fmt.Errorf("audience: kind %s stands twice", k.Key)
		}
		for _, f := range k.Fields {
			if (f.In == SlotAmount) != (f.Type == Number || f.Type == Money) || f.Type.Compares() == nil {
				return nil, fmt.Errorf("audience: field %s of %s does not fit", f.Key, k.Key)
			}
		}
		d.kinds[k.Key], d.order = k, append(d.order, k.Key)
	}
	return d, nil
}

// Attrs lists the attributes in their order.
func (d *Dictionary) Attrs() []Attr {
	out := make([]Attr, len(d.named))
	for i, k := range d.named {
		out[i] = d.attrs[k]
	}
	return out
}

// Kinds lists the kinds in their order.
func (d *Dictionary) Kinds() []Kind {
	out := make([]Kind, len(d.order))
	for i, k := range d.order {
		out[i] = d.kinds[k]
	}
	return out
}
