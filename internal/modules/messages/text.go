package messages

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

var braces = regexp.MustCompile(`\{([a-z][a-z0-9_]*)\}`)

// within are fields whose value is itself a text with {names}, looked up at the moment
// of sending: the three lengths of a text that is kept elsewhere.
var within = map[string]bool{"words": true, "short": true, "sms": true}

// fill puts values in the place of {names}. missing names the first of which there
// is none; an empty value counts as none, but for the link.
func fill(text string, values map[string]string) (filled, missing string) {
	filled = braces.ReplaceAllStringFunc(text, func(m string) string {
		name := m[1 : len(m)-1]
		v := values[name]
		if v == "" && name != "link" && missing == "" {
			missing = name
		}
		if within[name] {
			var inner string
			if v, inner = fill(v, outside(values)); inner != "" && missing == "" {
				missing = inner
			}
		}
		return v
	})
	return strings.TrimSpace(filled), missing
}

// outside are the values without those that are texts themselves, so that a text never
// holds itself.
func outside(values map[string]string) map[string]string {
	out := make(map[string]string, len(values))
	for name, v := range values {
		if !within[name] {
			out[name] = v
		}
	}
	return out
}

// The lengths by which SMS are billed, in characters, the signature included.
const (
	smsOne  = 70 // one alone
	smsPart = 67 // each of several
	smsMost = 10 // parts that a template may come to
)

// signed is an SMS as it reads on the telephone.
func signed(sign, text string) string { return "【" + sign + "】" + text }

// smsParts is how many parts an SMS is billed as. Characters outside the basic
// plane, an emoji, count as two, as they are carried.
func smsParts(text string) int {
	n := 0
	for _, r := range text {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	if n <= smsOne {
		return 1
	}
	return (n + smsPart - 1) / smsPart
}

// hidden hides a name's middle: 李*木, 李*. A family's telephone shows whose
// appointment it is, and a stranger who glances at it learns no name.
func hidden(name string) string {
	r := []rune(name)
	switch {
	case len(r) < 2:
		return name
	case len(r) == 2:
		return string(r[0]) + "*"
	}
	return string(r[0]) + strings.Repeat("*", min(len(r)-2, 2)) + string(r[len(r)-1])
}

// cut shortens a text to n characters, the last of which then is an ellipsis.
func cut(text string, n int) string {
	if utf8.RuneCountInString(text) <= n {
		return text
	}
	return string([]rune(text)[:n-1]) + "…"
}

// bytesCut shortens a text to n bytes at a character's end.
func bytesCut(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}
