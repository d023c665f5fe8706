package main

import (
	"fmt"
	"strings"
	"testing"

	"archwire/internal/kit/span"
	"archwire/internal/modules/visits"
)

// sound is a set of books with one visit of everything that a booking writes.
func sound() (*books, visitRow) {
	pattern, err := visits.ParsePattern("C:ADA")
	if err != nil {
		panic(err)
	}
	start := int64(1799376600000)
	v := visitRow{id: "v1", state: "booked", note: "chaos-1-0-1", version: 1, start: start, holds: true, turnover: 5,
		plan: visits.Plan{Pattern: pattern, Start: start, DoctorID: "d1", Places: []string{"c1"}}}
	b := &books{
		visits: map[string]visitRow{"v1": v}, tagged: map[string][]visitRow{v.note: {v}}, following: map[string]visitRow{},
		claims: map[string][]visits.Claim{"v1": {
			{Resource: "place:c1", Span: span.Of(start, 20)},
			{Resource: "doctor:d1:0", Span: span.Of(start+5*span.Minute, 5)},
		}},
		steps: map[string]steps{"v1": {1, 1}}, facts: map[string]int{"v1": 1}, audited: map[string]int{"v1": 1},
		answers: map[string]string{v.note: "v1"},
	}
	return b, v
}

// Each law is broken in turn and must be heard of: a trial that cannot fail
// would prove nothing.
func TestLawsHearOfEveryBreach(t *testing.T) {
	heard := func(b *books) (out []string) {
		b.laws(func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) })
		return out
	}
	if b, _ := sound(); len(heard(b)) > 0 {
		t.Fatalf("sound books: %v", heard(b))
	}
	for name, c := range map[string]struct {
		spoil func(*books, visitRow)
		says  string
	}{
		"no claims":       {func(b *books, v visitRow) { delete(b.claims, v.id) }, "it holds the places"},
		"no hands":        {func(b *books, v visitRow) { b.claims[v.id] = b.claims[v.id][:1] }, "it holds the hands"},
		"wrong hands":     {func(b *books, v visitRow) { b.claims[v.id][1].Resource = "doctor:d2:0" }, "another doctor"},
		"a claim shorter": {func(b *books, v visitRow) { b.claims[v.id][0].Span.End -= span.Unit }, "it holds the places"},
		"stray":           {func(b *books, v visitRow) { b.strays = []string{"a claim of x for the visit y"} }, "not there"},
		"no history":      {func(b *books, v visitRow) { delete(b.steps, v.id) }, "its history has 0"},
		"no fact":         {func(b *books, v visitRow) { delete(b.facts, v.id) }, "0 facts"},
		"fact twice":      {func(b *books, v visitRow) { b.facts[v.id] = 2 }, "2 facts"},
		"no audit":        {func(b *books, v visitRow) { delete(b.audited, v.id) }, "0 audit rows"},
		"booked twice":    {func(b *books, v visitRow) { b.tagged[v.note] = append(b.tagged[v.note], v) }, "made 2 visits"},
		"no answer":       {func(b *books, v visitRow) { delete(b.answers, v.note) }, `names ""`},
		"answer of none":  {func(b *books, v visitRow) { b.answers["chaos-1-0-2"] = "v9" }, "made none"},
		"over and holds": {func(b *books, v visitRow) {
			v.state = "cancelled"
			b.visits[v.id] = v
		}, "holds 2 claims"},
		"moved into nothing": {func(b *books, v visitRow) {
			v.state, v.ended = "cancelled", "rescheduled"
			b.visits[v.id] = v
			delete(b.claims, v.id)
		}, "nothing follows"},
		"two at once": {func(b *books, v visitRow) {
			b.claims["block"] = []visits.Claim{{Resource: "place:c1", Span: span.Of(v.start+span.Minute, 5)}}
		}, "two claims"},
	} {
		b, v := sound()
		c.spoil(b, v)
		if got := strings.Join(heard(b), "\n"); !strings.Contains(got, c.says) {
			t.Errorf("%s: heard %q, want %q", name, got, c.says)
		}
	}
}

// What was acknowledged and is not in the books is a broken promise.
func TestDesksHearOfLostActs(t *testing.T) {
	b, v := sound()
	for name, c := range map[string]struct {
		known visit
		says  string
	}{
		"as it is":                {visit{id: v.id, version: 1, start: v.start}, ""},
		"gone":                    {visit{id: "v7", version: 1, start: v.start}, "is gone"},
		"older than known":        {visit{id: v.id, version: 2, start: v.start}, "should be at version 2"},
		"moved back":              {visit{id: v.id, version: 1, start: v.start + span.Hour}, "should be at version 1"},
		"cancelled no more":       {visit{id: v.id, version: 1, start: v.start, over: true}, "over true"},
		"a try that was not done": {visit{id: v.id, version: 1, start: v.start, try: &try{cancel: true}}, ""},
	} {
		tr := &trial{}
		d := &desk{trial: tr, visits: []*visit{&c.known}}
		d.reconcile(b)
		got := strings.Join(tr.violations, "\n")
		if c.says == "" && got != "" || !strings.Contains(got, c.says) {
			t.Errorf("%s: heard %q, want %q", name, got, c.says)
		}
	}
}
