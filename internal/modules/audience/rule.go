package audience

import "archwire/internal/kit/civil"

// Op is what a node of a rule does.
type Op string

// The nodes. And, Or and Not stand over others, the rest are leaves.
const (
	OpAnd     Op = "and"     // every one of Rules
	OpOr      Op = "or"      // at least one of Rules
	OpNot     Op = "not"     // not the one in Rules
	OpAttr    Op = "attr"    // Attr against Words, Numbers or Window
	OpTag     Op = "tag"     // carries Tag, whoever gave it
	OpSegment Op = "segment" // is in Segment
	OpEvent   Op = "event"   // Measure of Event, Where, in Window
	OpSeq     Op = "seq"     // Event, Where, in Window, and then Then
	OpAbsent  Op = "absent"  // no Event, Where, in Window
	OpBucket  Op = "bucket"  // a random part of all, Low ≤ part < High of 10,000
)

// Compare is how a value is compared.
type Compare string

// The comparisons. Which of them fit is told by the type: see Type.Compares.
const (
	Eq      Compare = "eq"
	Ne      Compare = "ne"
	Lt      Compare = "lt"
	Le      Compare = "le"
	Gt      Compare = "gt"
	Ge      Compare = "ge"
	Between Compare = "between" // from Numbers[0] to Numbers[1], both included
	In      Compare = "in"      // one of Words
	NotIn   Compare = "not_in"  // none of Words; who has no value is not in
	Within  Compare = "within"  // the day lies in Window
	Known   Compare = "known"   // has a value
	Unknown Compare = "unknown" // has none
	Yes     Compare = "yes"
	No      Compare = "no"
)

// Measure is what of a kind's happenings is compared.
type Measure string

// The measures. First and Last ask whether the day of the first or last happening,
// of all that ever were, lies in Window; Count and Sum take those in Window.
const (
	Count Measure = "count"
	Sum   Measure = "sum" // of Field, a number
	First Measure = "first"
	Last  Measure = "last"
)

// Rule is one node of a rule's tree. For other modules it is a value that they keep
// and hand back. Days, ages and windows are counted in the zone of the person's home
// clinic. Fields that its Op does not name stay empty.
type Rule struct {
	Op    Op     `json:"op" maxLength:"20"`
	Rules []Rule `json:"rules,omitempty" maxItems:"200"`

	Attr    string   `json:"attr,omitempty" maxLength:"100"`
	Compare Compare  `json:"compare,omitempty" maxLength:"20"`
	Words   []string `json:"words,omitempty" maxItems:"200"`
	Numbers []int64  `json:"numbers,omitempty" maxItems:"2"` // money in fen
	Window  *Window  `json:"window,omitempty"`

	Tag     string `json:"tag,omitempty" maxLength:"40"`
	Segment string `json:"segment,omitempty" maxLength:"40"` // id

	Event   string  `json:"event,omitempty" maxLength:"100"` // a kind of the dictionary
	Where   []Where `json:"where,omitempty" maxItems:"20"`
	Measure Measure `json:"measure,omitempty" maxLength:"20"`
	Field   string  `json:"field,omitempty" maxLength:"100"` // what Sum adds up
	Then    *Then   `json:"then,omitempty"`

	Salt string `json:"salt,omitempty" maxLength:"100"`
	Low  int    `json:"low,omitempty"`
	High int    `json:"high,omitempty"`
}

// Where narrows happenings by a field of their kind.
type Where struct {
	Field   string   `json:"field" maxLength:"100"`
	Compare Compare  `json:"compare" maxLength:"20"`
	Words   []string `json:"words,omitempty" maxItems:"200"`
	Numbers []int64  `json:"numbers,omitempty" maxItems:"2"`
}

// Then is what follows, or does not, in a sequence.
type Then struct {
	Event string  `json:"event" maxLength:"100"`
	Where []Where `json:"where,omitempty" maxItems:"20"`
	Days  int     `json:"days"`            // at the latest so many days after the day of the first
	Never bool    `json:"never,omitempty"` // it has not followed, and the days are over
}

// Unit is the unit of a window.
type Unit string

// The units. A week begins on Monday.
const (
	Day   Unit = "day"
	Week  Unit = "week"
	Month Unit = "month"
	Year  Unit = "year"
)

// Window is a range of whole days. Exactly one way of saying it is used; the empty
// window is ever.
type Window struct {
	Last int  `json:"last,omitempty"` // the last so many Unit, today included
	Next int  `json:"next,omitempty"` // the next so many Unit, today included
	This bool `json:"this,omitempty"` // this Unit from its first to its last day
	Unit Unit `json:"unit,omitempty" maxLength:"10"`

	// From MinAgo back to MaxAgo days ago; MaxAgo 0: without end. Ago says that it is
	// meant, since 0 is a number too. Negative numbers are days ahead.
	Ago    bool `json:"ago,omitempty"`
	MinAgo int  `json:"min_ago,omitempty"`
	MaxAgo int  `json:"max_ago,omitempty"`

	From civil.Day `json:"from,omitempty" maxLength:"10"` // between these days of the calendar, both included
	To   civil.Day `json:"to,omitempty" maxLength:"10"`
}

// Leaf is one node of a rule as it was judged for a person: the trace that tells why
// somebody is in a segment or not.
type Leaf struct {
	Path  string `json:"path"` // "rules[0].rules[2]", "" at the top
	Op    Op     `json:"op" maxLength:"20"`
	True  bool   `json:"true"`
	Seen  []Seen `json:"seen,omitempty"`                 // of a leaf: what was found
	Rules []Leaf `json:"rules,omitempty" maxItems:"200"` // of and, or, not; all are judged
}

// Seen is what a leaf looked at: a value, or how many happenings and the latest.
type Seen struct {
	Word   string    `json:"word,omitempty"`
	Number int64     `json:"number"`
	Day    civil.Day `json:"day,omitempty"`
	From   civil.Day `json:"from,omitempty" maxLength:"10"` // the days that the leaf looked at
	To     civil.Day `json:"to,omitempty" maxLength:"10"`
}

// Delta tells that somebody came into a segment or left it.
type Delta struct {
	Segment string // id
	Patient string
	In      bool
	At      int64  // epoch milliseconds
	Cause   string // id of the fact; "" = time passed, or the rule changed
	Why     Why
	Past    bool // the fact told of the past: nobody is spoken to for it
}

// Why is what made a delta.
type Why string

// The reasons. Of ByVersion and ByProof nobody was told anything new: who starts
// something by a delta decides whether these start it.
const (
	ByFact    Why = "fact"
	ByTime    Why = "time"
	ByVersion Why = "version" // the rule of the segment was changed
	ByProof   Why = "proof"   // a proof put it right
	ByBulk    Why = "bulk"    // so many changed that all were judged anew
)
