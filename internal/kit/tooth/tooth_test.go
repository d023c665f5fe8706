package tooth

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestParse(t *testing.T) {
	for text, ok := range map[string]bool{
		"11": true, "#46": true, " 18 ": true, "55": true, "85": true, "11s": true, "38S": true,
		"": false, "1": false, "19": false, "56": false, "59": false, "90": false, "01": false, "111": false, "ab": false, "牙": false, "11x": false,
	} {
		if _, got := Parse(text); got != ok {
			t.Errorf("Parse(%q) = %v", text, got)
		}
	}
}

func TestTooth(t *testing.T) {
	for _, c := range []struct {
		tooth     Tooth
		quadrant  int
		number    int
		primary   bool
		upper     bool
		anterior  bool
		successor Tooth
	}{
		{"16", 1, 6, false, true, false, "16"}, {"23", 2, 3, false, true, true, "23"}, {"48", 4, 8, false, false, false, "48"},
		{"55", 1, 5, true, true, false, "15"}, {"71", 3, 1, true, false, true, "31"}, {"84", 4, 4, true, false, false, "44"}, {"11s", 1, 1, false, true, true, "11s"},
	} {
		x := c.tooth
		if x.Quadrant() != c.quadrant || x.Number() != c.number || x.Primary() != c.primary || x.Upper() != c.upper || x.Anterior() != c.anterior || x.Successor() != c.successor {
			t.Errorf("%s: %d %d %v %v %v %s", x, x.Quadrant(), x.Number(), x.Primary(), x.Upper(), x.Anterior(), x.Successor())
		}
	}
}

func TestEveryToothIsOnce(t *testing.T) {
	seen := map[Tooth]bool{}
	for _, upper := range []bool{true, false} {
		for _, primary := range []bool{true, false} {
			row := Row(upper, primary)
			for i, x := range row {
				if !x.Valid() || seen[x] || x.Upper() != upper || x.Primary() != primary {
					t.Errorf("%s in the wrong row", x)
				}
				seen[x] = true
				if i > 0 && (Compare(row[i-1], x) >= 0 || !Neighbours(row[i-1], x)) {
					t.Errorf("%s does not follow %s", x, row[i-1])
				}
			}
		}
	}
	if len(seen) != 52 {
		t.Errorf("%d teeth, want 52", len(seen))
	}
}

func TestSite(t *testing.T) {
	for text, want := range map[string]string{
		"":             "",
		"#46":          "46",
		"47，46":        "47,46",
		"38 48 18 28":  "18,28,48,38",
		"46mo":         "46:MO",
		"46:OM 46:D":   "46:MOD",
		"46:M,46":      "46",
		"11-13":        "13,12,11",
		"12-22":        "12,11,21,22",
		"55-52":        "55,54,53,52",
		"11+13+12":     "13+12+11",
		"21+11":        "11+21",
		"q3、Q1":        "Q1,Q3",
		"ua la":        "UA,LA",
		"fm":           "FM",
		"11s,11":       "11,11s",
		"16,55":        "16,55",
		"11+21,11":     "11,11+21",
		"  36 ; 46:b ": "46:B,36",
	} {
		s, err := ParseSite(text)
		if err != nil || s.String() != want {
			t.Errorf("ParseSite(%q) = %q, %v; want %q", text, s, err, want)
			continue
		}
		again, err := ParseSite(s.String())
		if err != nil || again.String() != want {
			t.Errorf("%q does not come back: %q, %v", want, again, err)
		}
	}
	for _, text := range []string{"49", "46:X", "11+13", "18+48", "11-31", "55-11", "Q5", "46:", "牙", "11+", "-", "11s-13", strings.Repeat("11,", 200)} {
		if s, err := ParseSite(text); err == nil {
			t.Errorf("ParseSite(%q) = %q, want an error", text, s)
		}
	}
}

func TestTooLongASiteIsQuotedWhole(t *testing.T) {
	_, err := ParseSite(strings.Repeat("牙", 200))
	if err == nil || !utf8.ValidString(err.(*BadPart).Part) {
		t.Errorf("%v", err)
	}
}

func TestCounts(t *testing.T) {
	s, _ := ParseSite("13+12+11,46:MO,46:D,UA,LA,Q2")
	if got := s.Teeth(); len(got) != 4 || s.Arches() != 2 || len(s.Quadrants) != 1 || s.Empty() {
		t.Errorf("%v %d %v", got, s.Arches(), s.Quadrants)
	}
	if !(Site{}).Empty() {
		t.Error("the zero site is not empty")
	}
}

func TestPalmer(t *testing.T) {
	s, _ := ParseSite("16:MO,11,21,36,46,55,75")
	want := Cross{UpperRight: "6MO Ⅴ 1", UpperLeft: "1", LowerLeft: "Ⅴ 6", LowerRight: "6"}
	if got := s.Palmer(); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}
