package httpapi

import (
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// TestCleanReader: whatever pieces a body comes in, text that no database takes
// is refused, and all other text passes as it is.
func TestCleanReader(t *testing.T) {
	for _, c := range []struct {
		body string
		want error
	}{
		{`{"name":"牙程 😀𠮷䶮"}`, nil},
		{"", nil},
		{strings.Repeat("牙", 5000), nil},
		{`{"name":"\ud83d\ude00\u000a\t\\u0000\\"}`, nil}, // a pair, a line break, and backslashes of their own
		{`{"name":"a\u0000b"}`, ControlChars.With()},
		{`{"name":"a\\\u0007b"}`, ControlChars.With()},
		{`{"name":"a\u001Bb"}`, ControlChars.With()},
		{`{"name":"a\ud83d"}`, Malformed.With()}, // half of a pair
		{`{"name":"a\ud83d\n"}`, Malformed.With()},
		{`{"name":"a\ude00"}`, Malformed.With()},
		{`{"name":"a\ud83d\ud83d\ude00"}`, Malformed.With()},
		{"{\"name\":\"a\x7fb\"}", ControlChars.With()},
		{"a\x00b", ControlChars.With()},
		{"{\"name\":\"a\xffb\"}", Malformed.With()},
		{"\xe7\x89", Malformed.With()},                 // the beginning of a character
		{"\xed\xa0\x80", Malformed.With()},             // half of a pair
		{strings.Repeat("\x80", 30), Malformed.With()}, // no beginning at all
	} {
		for name, in := range map[string]io.Reader{
			"whole": strings.NewReader(c.body), "bytes": iotest.OneByteReader(strings.NewReader(c.body)),
			"halves": iotest.HalfReader(strings.NewReader(c.body)), "end with data": iotest.DataErrReader(strings.NewReader(c.body)),
		} {
			got, err := io.ReadAll(&cleanReader{ReadCloser: io.NopCloser(in)})
			switch {
			case c.want == nil && (err != nil || string(got) != c.body):
				t.Errorf("%.20q in %s: %v", c.body, name, err)
			case c.want != nil && (err == nil || err.Error() != c.want.Error()):
				t.Errorf("%.20q in %s: %v, want %v", c.body, name, err, c.want)
			}
		}
	}
}
