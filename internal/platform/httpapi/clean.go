package httpapi

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"unicode/utf8"

	"archwire/internal/kit/fault"
)

// cleanBody refuses JSON whose texts hold control characters other than tabs
// and line breaks, or are no Unicode: no database takes NUL as text, nobody sees
// the others, and the decoder would turn broken text into something else.
func (a *API) cleanBody(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if media := r.Header.Get("Content-Type"); r.Body != nil && (media == "" || strings.Contains(media, "json")) {
			r.Body = &cleanReader{ReadCloser: r.Body}
		}
		next.ServeHTTP(w, r)
	})
}

// readJSON refuses a name that stands twice in one object: which of the two
// counts would be for the reader to guess. The body is read twice, first into v
// of no type, so that looking once is enough.
func readJSON(b []byte, v any) error {
	if err := json.Unmarshal(b, v); err != nil {
		return err
	}
	if _, untyped := v.(*any); !untyped {
		return nil
	}
	return namesOnce(json.NewDecoder(bytes.NewReader(b)))
}

// namesOnce walks one value that is known to be sound JSON.
func namesOnce(d *json.Decoder) error {
	opening, err := d.Token()
	if err != nil {
		return err
	}
	if _, nested := opening.(json.Delim); !nested {
		return nil
	}
	seen := map[string]bool{}
	for d.More() {
		if opening == json.Delim('{') {
			name, err := d.Token()
			if err != nil {
				return err
			}
			s, _ := name.(string)
			if seen[s] {
				return Malformed.With()
			}
			seen[s] = true
		}
		if err := namesOnce(d); err != nil {
			return err
		}
	}
	_, err = d.Token()
	return err
}

// cleanReader looks at a body as it is read.
type cleanReader struct {
	io.ReadCloser
	part   []byte // the beginning of a character whose rest is still to come
	slash  bool   // after a backslash
	digits int    // of an escape that are still to come
	code   rune   // of the escape so far
	half   bool   // after an escape that is the first half of a pair
}

// Read fails with a fault at the first thing that cannot be stored.
func (c *cleanReader) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	for _, b := range p[:n] {
		if f := c.step(b); f != nil {
			return 0, f
		}
	}
	text := append(c.part, p[:n]...)
	whole := len(text) - cutOff(text)
	if !utf8.Valid(text[:whole]) || (err == io.EOF && whole < len(text)) {
		return 0, Malformed.With()
	}
	c.part = append([]byte{}, text[whole:]...)
	return n, err
}

// step follows the escapes; whether they stand in a text is the decoder's to say.
func (c *cleanReader) step(b byte) *fault.Fault {
	switch {
	case b == 0 || b == 0x7f:
		return ControlChars.With()
	case c.digits > 0:
		c.digits--
		c.code = c.code<<4 | digit(b)
		if c.digits == 0 {
			return c.escaped()
		}
	case c.slash:
		c.slash = false
		if b == 'u' {
			c.digits, c.code = 4, 0
		} else if c.half {
			return Malformed.With()
		}
	case b == '\\':
		c.slash = true
	case c.half:
		return Malformed.With()
	}
	return nil
}

// escaped judges a whole escape. A character beyond the first plane is a pair of
// them: a high half, then a low one.
func (c *cleanReader) escaped() *fault.Fault {
	high, low := c.code>>10 == 0xd800>>10, c.code>>10 == 0xdc00>>10
	switch {
	case low != c.half:
		return Malformed.With()
	case c.code < 0x20 && c.code != '\t' && c.code != '\n' && c.code != '\r', c.code == 0x7f:
		return ControlChars.With()
	}
	c.half = high
	return nil
}

// digit is the value of a hexadecimal digit; of anything else the decoder will
// complain.
func digit(b byte) rune {
	switch {
	case b >= '0' && b <= '9':
		return rune(b - '0')
	case b|0x20 >= 'a' && b|0x20 <= 'f':
		return rune(b|0x20-'a') + 10
	}
	return 0x20
}

// cutOff is the number of bytes at the end that may begin a character.
func cutOff(b []byte) int {
	for n := 1; n <= min(utf8.UTFMax-1, len(b)); n++ {
		if last := b[len(b)-n:]; utf8.RuneStart(last[0]) {
			if utf8.FullRune(last) {
				return 0
			}
			return n
		}
	}
	return 0
}
