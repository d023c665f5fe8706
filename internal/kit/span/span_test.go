package span

import (
	"testing"

	"pgregory.net/rapid"
)

func drawn(t *rapid.T, name string) []Span {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Span {
		at := rapid.Int64Range(0, 60).Draw(t, "at")
		return Span{at, at + rapid.Int64Range(-2, 20).Draw(t, "long")}
	}), 0, 8).Draw(t, name)
}

func holds(list []Span, t int64) bool {
	for _, s := range list {
		if s.Holds(t) {
			return true
		}
	}
	return false
}

// TestSetsOfMoments compares Union and Minus with the sets of moments they mean.
func TestSetsOfMoments(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawn(t, "a"), drawn(t, "b")
		union, minus := Union(a), Minus(a, b)
		for at := int64(-5); at < 90; at++ {
			if holds(union, at) != holds(a, at) {
				t.Fatalf("at %d: union %v of %v", at, union, a)
			}
			if holds(minus, at) != (holds(a, at) && !holds(b, at)) {
				t.Fatalf("at %d: %v minus %v is %v", at, a, b, minus)
			}
		}
		for i := 1; i < len(union); i++ {
			if union[i].Start <= union[i-1].End {
				t.Fatalf("union is not joined: %v", union)
			}
		}
	})
}

func TestTouchingIsNoOverlap(t *testing.T) {
	a, b := Of(0, 15), Of(15*Minute, 5)
	if a.Overlaps(b) || b.Overlaps(a) || !a.Overlaps(a) {
		t.Error("touching ends overlap")
	}
	if !Within(Span{0, 20 * Minute}, []Span{b, a}) || Sum([]Span{a, b, a}) != 20 {
		t.Error("touching spans are not one")
	}
	if c := a.Cut(b); !c.Empty() || a.Shift(Minute).Start != Minute || !a.Contains(Of(Minute, 14)) || a.Minutes() != 15 {
		t.Error("cut, shift, contains or minutes is wrong")
	}
}
