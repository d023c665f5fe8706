package paper

import "strings"

// What may not begin a line, and what may not end one.
const (
	notFirst = "，。、；：？！）》」』】〉〕］｝”’…—～·％‰℃°ー々,.;:?!)]}%>»"
	notLast  = "（《「『【〈〔［｛“‘￥¥$#№([{<«"
)

// lines breaks a text into lines no wider than most (in ems). A newline always
// breaks. measure is how wide a character is.
func lines(text string, most float64, measure func(rune) float64) []string {
	var out []string
	for _, paragraph := range strings.Split(text, "\n") {
		out = append(out, wrap([]rune(paragraph), most, measure)...)
	}
	return out
}

func wrap(text []rune, most float64, measure func(rune) float64) []string {
	var out []string
	for len(text) > 0 {
		n := fits(text, most, measure)
		out = append(out, strings.TrimRight(string(text[:n]), " "))
		for text = text[n:]; len(text) > 0 && text[0] == ' '; {
			text = text[1:]
		}
	}
	if out == nil {
		return []string{""}
	}
	return out
}

// fits tells how many characters go on the next line: as many as there is room
// for, back to where a line may be broken; at least one.
func fits(text []rune, most float64, measure func(rune) float64) int {
	const grain = 1e-9 // of adding up widths
	n, wide := 0, 0.0
	for n < len(text) && wide+measure(text[n]) <= most+grain {
		wide += measure(text[n])
		n++
	}
	if n == len(text) {
		return n
	}
	for at := n; at > 0; at-- {
		if mayBreak(text[at-1], text[at]) {
			return at
		}
	}
	return max(n, 1) // one word longer than the line
}

// mayBreak tells whether a line may end after a and the next begin with b.
func mayBreak(a, b rune) bool {
	switch {
	case b == ' ' || unseen(b):
		return false
	case a == ' ':
		return true
	case strings.ContainsRune(notFirst, b), strings.ContainsRune(notLast, a):
		return false
	case a == '-' || a == '/':
		return !word(b)
	}
	return !(word(a) && word(b))
}

// word tells of characters that stand together: Latin, Greek and other letters
// with spaces between words, figures, and the signs within them.
func word(r rune) bool {
	return r > ' ' && r < 0x2e80 && !strings.ContainsRune("—…“”‘’·☐☑☒✓✗", r)
}
