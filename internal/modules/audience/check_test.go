package audience

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"archwire/internal/kit/fault"
)

func TestWrongRulesAreRefusedAtTheirLeaf(t *testing.T) {
	words, err := NewDictionary(toldAttrs, toldKinds)
	ok(t, err)
	and := func(x Rule) Rule { return Rule{Op: OpAnd, Rules: []Rule{{Op: OpTag, Tag: "x"}, x}} }
	deep := Rule{Op: OpTag, Tag: "x"}
	for range maxDepth {
		deep = Rule{Op: OpNot, Rules: []Rule{deep}}
	}
	wide := Rule{Op: OpOr}
	for range maxLeaves + 1 {
		wide.Rules = append(wide.Rules, Rule{Op: OpTag, Tag: "x"})
	}
	for _, c := range []struct {
		name string
		rule Rule
		want *fault.Def
		at   string
	}{
		{"nothing", Rule{}, UnknownNode, "rule.op"},
		{"an empty branch", Rule{Op: OpAnd}, RuleEmpty, "rule.rules"},
		{"not of two", Rule{Op: OpNot, Rules: []Rule{{Op: OpTag, Tag: "a"}, {Op: OpTag, Tag: "b"}}}, RuleEmpty, "rule.rules"},
		{"an unknown attribute", and(Rule{Op: OpAttr, Attr: "name", Compare: Eq}), UnknownAttr, "rule.rules[1].attr"},
		{"SQL for an attribute", and(Rule{Op: OpAttr, Attr: "born'; DROP TABLE audience_people; --", Compare: Eq}), UnknownAttr, "rule.rules[1].attr"},
		{"an age of words", and(Rule{Op: OpAttr, Attr: "age", Compare: In, Words: []string{"old"}}), WrongCompare, "rule.rules[1].compare"},
		{"an age of a thousand", and(Rule{Op: OpAttr, Attr: "age", Compare: Eq, Numbers: []int64{1000}}), WrongValues, "rule.rules[1].numbers"},
		{"no such choice", and(Rule{Op: OpAttr, Attr: "sex", Compare: In, Words: []string{"red"}}), UnknownWord, "rule.rules[1].words[0]"},
		{"a range from top to bottom", and(Rule{Op: OpAttr, Attr: "debt", Compare: Between, Numbers: []int64{2, 1}}), WrongValues, "rule.rules[1]"},
		{"no window", and(Rule{Op: OpAttr, Attr: "last_visit", Compare: Within}), WrongWindow, "rule.rules[1].window"},
		{"two windows", and(Rule{Op: OpAbsent, Event: "t.charged", Window: &Window{Last: 1, This: true, Unit: Day}}), WrongWindow, "rule.rules[1].window"},
		{"a window without unit", and(Rule{Op: OpAbsent, Event: "t.charged", Window: &Window{Last: 1}}), WrongWindow, "rule.rules[1].window"},
		{"a window of ages", and(Rule{Op: OpAbsent, Event: "t.charged", Window: &Window{Last: 1 << 40, Unit: Day}}), WrongWindow, "rule.rules[1].window"},
		{"no such day", and(Rule{Op: OpAbsent, Event: "t.charged", Window: &Window{From: "2026-02-30"}}), WrongWindow, "rule.rules[1].window"},
		{"an unknown kind", and(Rule{Op: OpAbsent, Event: "t.wept"}), UnknownKind, "rule.rules[1].event"},
		{"an unknown field", and(Rule{Op: OpAbsent, Event: "t.charged", Where: []Where{{Field: "mood", Compare: Known}}}), UnknownField, "rule.rules[1].where[0].field"},
		{"a sum of words", and(Rule{Op: OpEvent, Event: "t.charged", Measure: Sum, Field: "about", Compare: Ge, Numbers: []int64{1}}), UnknownField, "rule.rules[1].field"},
		{"no measure", and(Rule{Op: OpEvent, Event: "t.charged", Compare: Ge, Numbers: []int64{1}}), WrongMeasure, "rule.rules[1].measure"},
		{"a sequence of one", and(Rule{Op: OpSeq, Event: "t.charged"}), RuleEmpty, "rule.rules[1].then"},
		{"a bucket upside down", and(Rule{Op: OpBucket, Salt: "s", Low: 5, High: 5}), WrongBucket, "rule.rules[1]"},
		{"a tag with a window", and(Rule{Op: OpTag, Tag: "x", Window: &Window{Last: 1, Unit: Day}}), Surplus, "rule.rules[1].window"},
		{"too deep", deep, RuleTooBig, "rule"},
		{"too wide", wide, RuleTooBig, "rule"},
	} {
		f, _ := fault.As(words.check(c.rule))
		if f == nil || f.Def != c.want || f.Field != c.at {
			t.Errorf("%s: %v at %v", c.name, f, f)
		}
	}
}

// A rule of a million leaves is refused by its length, before it is read; so is one
// that nests without end, and one that says more than rules say.
func TestHostileRulesAreRefusedBeforeTheyAreWalked(t *testing.T) {
	million, err := json.Marshal(Rule{Op: OpOr, Rules: make([]Rule, 1_000_000)})
	ok(t, err)
	nested := bytes.Repeat([]byte(`{"op":"not","rules":[`), 3000)
	for name, c := range map[string]struct {
		body []byte
		want *fault.Def
	}{
		"a million leaves": {million, RuleTooBig},
		"without end":      {nested, RuleUnread},
		"unknown words":    {[]byte(`{"op":"tag","tag":"x","sql":"1=1"}`), RuleUnread},
		"two rules":        {[]byte(`{"op":"tag","tag":"x"} {"op":"tag","tag":"y"}`), RuleUnread},
		"no rule":          {[]byte(`[1,2]`), RuleUnread},
	} {
		_, err := Read(c.body)
		if f, _ := fault.As(err); f == nil || f.Def != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if r, err := Read([]byte(`{"op":"tag","tag":"` + strings.Repeat("x", 100) + `"}`)); err != nil || r.Op != OpTag {
		t.Error(err)
	}
}
