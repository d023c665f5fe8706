package patients

import (
	"slices"
	"strings"

	"archwire/internal/kit/phone"
	"archwire/internal/kit/pinyin"
)

// A search key is something that may be typed to find a person, folded to lower
// case without spaces: 李积木, 积木, lijimu, ljm, jimu, jm, fc000123, 123,
// and likewise the names of the WeChat accounts that speak for them. Digests of
// telephone numbers stand in the same table under "p:" (whole) and "t:" (last
// four); a colon never survives folding, so nobody types one. What is typed is
// one range of keys, so that a search costs the same in a small group and in a
// large one, and the shortest key, which is the exact one, comes first.

// maxKey bounds a key, in characters.
const maxKey = 32

// macs gives the digests of a telephone number.
type macs interface {
	phone(number string) string
	tail(digits string) string
}

// keysOf lists the keys of a person, sorted.
func keysOf(name, recordNo string, numbers []string, m macs) []string {
	s := pinyin.Keys(name)
	keys := slices.Concat([]string{pinyin.Fold(name), pinyin.Fold(pinyin.Given(name))}, s.Full, s.Initials, s.Given, s.GivenInitials)
	for i, k := range keys {
		keys[i] = cut(k)
	}
	keys = append(keys, numberKeys(recordNo)...)
	for _, n := range numbers {
		keys = append(keys, "p:"+m.phone(n))
		if t := phone.Tail(n); t != "" {
			keys = append(keys, "t:"+m.tail(t))
		}
	}
	slices.Sort(keys)
	keys = slices.Compact(keys)
	if len(keys) > 0 && keys[0] == "" {
		keys = keys[1:]
	}
	return keys
}

// numberKeys lists the keys of a record number: whole, and the digits that
// people read out.
func numberKeys(recordNo string) []string {
	keys := []string{cut(pinyin.Fold(recordNo))}
	if bare := bareDigits(recordNo); bare != "" {
		keys = append(keys, cut(bare))
	}
	return keys
}

// nameKeys lists the keys by which somebody of a similar name is found.
func nameKeys(name string) []string {
	s := pinyin.Keys(name)
	keys := append(slices.Concat(s.Full, s.Given), pinyin.Fold(name))
	for i, k := range keys {
		keys[i] = cut(k)
	}
	return keys
}

// keyRange is [From, To) in bytewise order.
type keyRange struct{ From, To string }

func prefix(s string) keyRange { return keyRange{s, s + "\U0010ffff"} }
func exact(s string) keyRange  { return keyRange{s, s + "\x01"} }

// rangesOf tells where to look for what somebody types; nothing for a text
// without any letter or digit. Telephone numbers are looked up from exactly four
// digits (the last ones) or as a whole.
func rangesOf(typed string, m macs) []keyRange {
	var out []keyRange
	if n, err := phone.Parse(typed); err == nil {
		out = append(out, exact("p:"+m.phone(n)))
	}
	q := cut(pinyin.Fold(typed))
	if q == "" {
		return out
	}
	if !allDigits(q) {
		return append(out, prefix(q))
	}
	if len(q) == 4 {
		out = append(out, exact("t:"+m.tail(q)))
	}
	switch bare := strings.TrimLeft(q, "0"); {
	case bare == "" || len(bare) > 10:
	case bare == q:
		out = append(out, prefix(bare))
	default: // with its zeros the number is written out
		out = append(out, exact(bare))
	}
	return out
}

func cut(key string) string {
	n := 0
	for i := range key {
		if n == maxKey {
			return key[:i]
		}
		n++
	}
	return key
}

// bareDigits is what remains of a record number when prefix and zeros go: the
// part that people read out.
func bareDigits(recordNo string) string {
	digits := strings.TrimLeft(strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, recordNo), "0")
	return digits
}

func allDigits(s string) bool {
	return strings.Trim(s, "0123456789") == ""
}
