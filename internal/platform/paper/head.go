package paper

import "strings"

// Head is who hands a paper out, and what it is, in two languages where there is
// a second. Of the small lines those that say something are set.
func Head(who string, small []string, title, second string) []Block {
	out := []Block{Text{S: who, Size: 14, Bold: true, Align: Centre}}
	for _, s := range small {
		if s != "" {
			out = append(out, Text{S: s, Size: 8, Align: Centre, Pale: true})
		}
	}
	return append(out, Gap(1), Text{S: Joined("  ", title, second), Size: 12, Align: Centre}, Gap(1))
}

// Joined puts texts beside each other, those that say something.
func Joined(between string, list ...string) string {
	var out []string
	for _, s := range list {
		if s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, between)
}
