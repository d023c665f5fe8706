package visits

import (
	"strings"
	"unicode"
)

// Masked is a patient's name as the call-in screen shows it to a full waiting
// area: enough to know oneself, not enough for others. A Chinese name keeps its
// first and last character (李*木, 欧**木), one of two characters its first
// (李*), a name with a dot or spaces the first and last character of the whole
// (阿***江, J***h). At most three stars, so that the length says nothing.
func Masked(name string) string {
	r := []rune(strings.Join(strings.FieldsFunc(name, func(c rune) bool {
		return unicode.IsSpace(c) || unicode.IsControl(c) || unicode.Is(unicode.Cf, c)
	}), " "))
	switch len(r) {
	case 0:
		return ""
	case 1:
		return "*"
	case 2:
		return string(r[:1]) + "*"
	}
	return string(r[:1]) + strings.Repeat("*", min(len(r)-2, 3)) + string(r[len(r)-1:])
}
