package visits

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func must(t *testing.T, s string) Pattern {
	t.Helper()
	p, err := ParsePattern(s)
	if err != nil {
		t.Fatalf("ParsePattern(%q): %v", s, err)
	}
	return p
}

func TestParsePattern(t *testing.T) {
	p := must(t, "K:T X:II K:DDDTTT")
	want := Pattern{{Coordinator, Consult, 1}, {Imager, Imaging, 2}, {Doctor, Consult, 3}, {Coordinator, Consult, 3}}
	if d := cmp.Diff(want, p); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]Stay{{Consult, 0, 1}, {Imaging, 1, 3}, {Consult, 3, 9}}, p.Stays()); d != "" {
		t.Error(d)
	}
	if p.Minutes() != 45 || p.MinutesOf(Doctor) != 15 || p.Chairless() {
		t.Errorf("minutes %d, doctor %d", p.Minutes(), p.MinutesOf(Doctor))
	}
	if !must(t, "desk:-").Chairless() {
		t.Error("a visit at the desk takes no place")
	}
}

func TestPatternFaults(t *testing.T) {
	for _, c := range []struct {
		in   string
		want error
	}{
		{"", PatternEmpty},
		{"C:", PatternPlace},
		{"AAA", PatternPlace},
		{"Z:A", PatternPlace},
		{"C:AQA", PatternLetter},
		{"C:A𠮷A", PatternLetter},
		{"C:" + strings.Repeat("A", 97), PatternTooLong},
		{"C:" + strings.Repeat("A", 10_000), PatternTooLong},
	} {
		if _, err := ParsePattern(c.in); !errors.Is(err, c.want) {
			t.Errorf("%.20q: %v, want %v", c.in, err, c.want)
		}
	}
	for _, c := range []struct{ letters, places string }{
		{"TIIDDDTTT", "K X"}, {"TIIDDDTTT", "X K X"}, {"TDD", "K X K"}, {"ADA", ""},
	} {
		if _, err := ParseLetters(c.letters, c.places); !errors.Is(err, PatternPlace) {
			t.Errorf("%s at %q: %v, want %v", c.letters, c.places, err, PatternPlace)
		}
	}
	if err := (Pattern{{Assistant, Chair, 0}}).Validate(); !errors.Is(err, PatternEmpty) {
		t.Errorf("a segment of no length: %v", err)
	}
	if err := (Pattern{{Assistant, Chair, 1 << 62}, {Assistant, Chair, 1 << 62}}).Validate(); !errors.Is(err, PatternTooLong) {
		t.Errorf("an absurd length: %v", err)
	}
}

func TestAddOns(t *testing.T) {
	for _, c := range []struct{ pattern, addOn, want string }{
		{"C:ADA", "elastics", "C:ADAA"},
		{"C:ADA", "rebond", "C:ADDAA"},
		{"C:AAD", "elastics", "C:AAAD"},
		{"C:HH", "elastics", "C:HHA"},
		{"K:TDT", "elastics", "K:TDTA"},
	} {
		a, err := AddOnByCode(c.addOn)
		if err != nil {
			t.Fatal(err)
		}
		got, err := must(t, c.pattern).With(a)
		if err != nil || got.String() != c.want {
			t.Errorf("%s with %s: %s, %v; want %s", c.pattern, c.addOn, got, err, c.want)
		}
	}
	if _, err := AddOnByCode("spa"); !errors.Is(err, AddOnUnknown) {
		t.Errorf("unknown add-on: %v", err)
	}
	full := must(t, "C:"+strings.Repeat("A", MaxUnits))
	if _, err := full.With(AddOns[0]); !errors.Is(err, PatternTooLong) {
		t.Errorf("an add-on beyond the longest pattern: %v", err)
	}
	review, _ := DefaultTemplate("o14")
	if got := review.ColourWith(AddOns[1:]); got != Red {
		t.Errorf("a rebond within an orange review is %s, want red", got)
	}
	if got := review.ColourWith(AddOns[:1]); got != Orange {
		t.Errorf("elastics within an orange review make it %s", got)
	}
}

func TestResized(t *testing.T) {
	for _, c := range []struct {
		pattern string
		minutes int
		want    string
		fault   error
	}{
		{"C:ADAA", 30, "C:ADAAAA", nil},
		{"C:ADAA", 15, "C:ADA", nil},
		{"C:ADA", 10, "", PatternRigid},
		{"C:AAD", 20, "C:AAAD", nil},
		{"C:AAD", 10, "", PatternRigid},
		{"online:D", 10, "", PatternRigid},
		{"K:TDDDTTTTT", 120, "K:TDDD" + strings.Repeat("T", 20), nil},
		{"C:DAI", 20, "C:DAII", nil},
		{"C:DAIIA", 30, "C:DAIIIA", nil},
		{"C:DAIIA", 20, "C:DAIA", nil},
		{"X:IIIIII", 5, "X:I", nil},
		{"C:ADA", 17, "", PatternOffGrid},
		{"C:ADA", -5, "", PatternOffGrid},
		{"C:ADA", 100_000, "", PatternTooLong},
	} {
		got, err := must(t, c.pattern).Resized(c.minutes)
		if !errors.Is(err, c.fault) || got.String() != c.want {
			t.Errorf("%s to %d min: %s, %v; want %s, %v", c.pattern, c.minutes, got, err, c.want, c.fault)
		}
	}
}

func TestWaiting(t *testing.T) {
	for _, c := range []struct{ in, want string }{{"C:ADA", "C:A--DA"}, {"C:DA", "C:DA"}, {"C:HH", "C:HH"}} {
		if got := must(t, c.in).waiting(2).String(); got != c.want {
			t.Errorf("%s waiting: %s, want %s", c.in, got, c.want)
		}
	}
}

// anyPattern draws patterns of up to eight segments over all places and people.
func anyPattern() *rapid.Generator[Pattern] {
	return rapid.Custom(func(t *rapid.T) Pattern {
		who := rapid.SampledFrom([]Who{Doctor, Doctor, Assistant, Assistant, Second, Coordinator, Imager, Nobody})
		where := rapid.SampledFrom([]Where{Chair, Chair, Chair, Consult, Imaging, Training, Desk, Online})
		var p Pattern
		for range rapid.IntRange(1, 8).Draw(t, "segments") {
			p = append(p, Segment{who.Draw(t, "who"), where.Draw(t, "where"), rapid.IntRange(1, 4).Draw(t, "units")})
		}
		return p.joined()
	})
}

func TestPatternProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyPattern().Draw(t, "pattern")
		back, err := ParsePattern(p.String())
		if err != nil || !cmp.Equal(back, p) {
			t.Fatalf("%s reads back as %s, %v", p, back, err)
		}
		minutes := 5 * rapid.IntRange(1, MaxUnits).Draw(t, "units")
		r, err := p.Resized(minutes)
		if err != nil {
			if !errors.Is(err, PatternRigid) {
				t.Fatalf("resizing %s to %d: %v", p, minutes, err)
			}
			return
		}
		if r.Minutes() != minutes || r.MinutesOf(Doctor) != p.MinutesOf(Doctor) || len(r) != len(p) {
			t.Fatalf("%s to %d min became %s", p, minutes, r)
		}
	})
}
