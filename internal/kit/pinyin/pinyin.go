// Package pinyin spells Chinese names the ways in which a front desk types
// them: in full (lijimu), by initials (ljm), and the same for the given name
// alone (jimu, jm), in every plausible reading.
//
// A surname has its own readings: 曾 is Zeng and not ceng, 单 is Shan, 尉迟 is
// Yuchi. The reading that the character has elsewhere is kept as a further one,
// because whoever does not know the person types that. Latin letters and digits
// stay as they are; a character without a known reading stands for itself.
// Nothing here knows a database or a clock.
package pinyin

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	gopinyin "github.com/mozillazg/go-pinyin"
)

// Most is how many readings of one name are given; the likeliest come first and
// the rest is left out.
const Most = 6

// perCharacter is how many readings of one character of a given name count.
const perCharacter = 3

// Spelling is a name as it may be typed, in lower case without spaces. Each
// list begins with the likeliest reading, has no text twice and at most Most
// entries; all are empty for a name without any letter or digit.
type Spelling struct {
	Full          []string // lijimu
	Initials      []string // ljm
	Given         []string // jimu; empty where the name has one part only
	GivenInitials []string // jm
}

// unit is one piece of a name: a character or a Latin word with its readings.
type unit struct {
	readings []string
	latin    bool
}

// Keys spells a name.
func Keys(name string) Spelling {
	parts := split(name)
	units := make([]unit, 0, 4)
	given := 0 // index of the first unit of the given name
	for i, part := range parts {
		if i == 1 {
			given = len(units)
		}
		units = append(units, spell(part, i == 0 && len(parts) > 1)...)
	}
	var s Spelling
	all := combine(units)
	s.Full, s.Initials = texts(all, whole), texts(all, initial)
	if given > 0 {
		some := combine(units[given:])
		s.Given, s.GivenInitials = texts(some, whole), texts(some, initial)
	}
	return s
}

// Given is the given name as written (积木), "" where the name has one part
// only.
func Given(name string) string {
	parts := split(name)
	if len(parts) < 2 {
		return ""
	}
	return strings.Join(parts[1:], "")
}

// Fold brings a name or what somebody types into the form in which keys are
// compared: lower case, half width, ü as v, without spaces, dots and signs.
func Fold(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == 'ü':
			return 'v'
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			return r
		}
		return -1
	}, strings.ToLower(norm.NFKC.String(s)))
}

// split cuts a name into surname and given name, or into the parts that dots
// and spaces divide.
func split(name string) []string {
	words := strings.FieldsFunc(norm.NFKC.String(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if len(words) != 1 {
		return words
	}
	chars := []rune(words[0])
	if len(chars) < 2 || !unicode.Is(unicode.Han, chars[0]) {
		return words
	}
	n := 1
	if len(chars) > 2 && pairs[string(chars[:2])] != nil {
		n = 2
	}
	return []string{string(chars[:n]), string(chars[n:])}
}

// spell lists the units of one part of a name.
func spell(part string, surname bool) []unit {
	if surname {
		if pair := pairs[part]; pair != nil {
			chars := []rune(part)
			return []unit{
				{readings: merge([]string{pair[0]}, readings(chars[0], 1))},
				{readings: merge([]string{pair[1]}, readings(chars[1], 1))},
			}
		}
	}
	var out []unit
	latin := strings.Builder{}
	flush := func() {
		if latin.Len() > 0 {
			out = append(out, unit{readings: []string{latin.String()}, latin: true})
			latin.Reset()
		}
	}
	for i, r := range []rune(part) {
		if !unicode.Is(unicode.Han, r) {
			latin.WriteString(Fold(string(r)))
			continue
		}
		flush()
		list := readings(r, perCharacter)
		if i == 0 && surname {
			list = merge(surnames[r], readings(r, 1))
		}
		out = append(out, unit{readings: list})
	}
	flush()
	return out
}

// readings lists at most n toneless readings of a character, the commonest
// first, or the character itself.
func readings(r rune, n int) []string {
	var out []string
	for _, marked := range strings.Split(gopinyin.PinyinDict[int(r)], ",") {
		if plain := toneless(marked); plain != "" && !slices.Contains(out, plain) && len(out) < n {
			out = append(out, plain)
		}
	}
	if len(out) == 0 {
		return []string{string(r)}
	}
	return out
}

var plainVowels = strings.NewReplacer(
	"ā", "a", "á", "a", "ǎ", "a", "à", "a", "ō", "o", "ó", "o", "ǒ", "o", "ò", "o",
	"ē", "e", "é", "e", "ě", "e", "è", "e", "ê", "e", "ế", "e", "ề", "e",
	"ī", "i", "í", "i", "ǐ", "i", "ì", "i", "ū", "u", "ú", "u", "ǔ", "u", "ù", "u",
	"ǖ", "v", "ǘ", "v", "ǚ", "v", "ǜ", "v", "ü", "v",
	"ń", "n", "ň", "n", "ǹ", "n", "ḿ", "m",
)

// toneless strips the tone; a reading with anything but a to z left is dropped.
func toneless(marked string) string {
	plain := plainVowels.Replace(marked)
	for _, r := range plain {
		if r < 'a' || r > 'z' {
			return ""
		}
	}
	return plain
}

func merge(first, more []string) []string {
	out := slices.Clone(first)
	for _, m := range more {
		if !slices.Contains(out, m) {
			out = append(out, m)
		}
	}
	return out
}

// combine lists the readings of a row of units, likeliest first: the name in
// its first readings, then with one unit read otherwise, and so on.
func combine(units []unit) [][]string {
	if len(units) == 0 {
		return nil
	}
	first := make([]string, len(units))
	for i, u := range units {
		first[i] = u.readings[0]
	}
	out := [][]string{first}
	for i, u := range units {
		for _, r := range u.readings[1:] {
			for _, base := range slices.Clone(out) {
				if len(out) == Most {
					return out
				}
				if base[i] != u.readings[0] {
					continue
				}
				next := slices.Clone(base)
				next[i] = r
				out = append(out, next)
			}
		}
	}
	return out
}

func texts(rows [][]string, form func(string) string) []string {
	var out []string
	for _, row := range rows {
		var b strings.Builder
		for _, syllable := range row {
			b.WriteString(form(syllable))
		}
		if !slices.Contains(out, b.String()) {
			out = append(out, b.String())
		}
	}
	return out
}

func whole(s string) string { return s }

// initial is the first letter of a syllable or word; a number stays whole.
func initial(s string) string {
	for _, r := range s {
		if unicode.IsDigit(r) {
			return s
		}
		return string(r)
	}
	return ""
}
