// Package phone reads, checks and masks telephone numbers as Chinese clinics
// write them. A number is a means to reach somebody; it is no identity: a
// mother's number serves three children.
package phone

import (
	"errors"
	"strings"
)

// ErrForm says that a text is no telephone number.
var ErrForm = errors.New("phone: not a telephone number")

// Parse reads a number as people type it (spaces, dashes, full-width digits,
// +86) and gives its stored form: eleven digits for a mainland mobile, digits
// with an area code for a land line (01062345678), "+" and 8 to 15 digits for
// a foreign number.
func Parse(s string) (string, error) {
	var b strings.Builder
	plus := false
	for i, r := range strings.TrimSpace(s) {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r >= '０' && r <= '９':
			b.WriteRune('0' + r - '０')
		case (r == '+' || r == '＋') && i == 0:
			plus = true
		case r == ' ' || r == '-' || r == '－' || r == '(' || r == ')' || r == '（' || r == '）' || r == '\u00a0':
		default:
			return "", ErrForm
		}
	}
	d := b.String()
	switch {
	case plus && strings.HasPrefix(d, "86") && len(d) > 11:
		d = d[2:]
	case plus:
		if len(d) < 8 || len(d) > 15 {
			return "", ErrForm
		}
		return "+" + d, nil
	case strings.HasPrefix(d, "0086") && len(d) > 13:
		d = d[4:]
	}
	switch {
	case len(d) == 11 && d[0] == '1' && d[1] >= '2':
		return d, nil
	case d != "" && d[0] == '0' && len(d) >= 10 && len(d) <= 12:
		return d, nil
	}
	return "", ErrForm
}

// Mobile tells whether the stored form is a mainland mobile number.
func Mobile(n string) bool { return len(n) == 11 && n[0] == '1' }

// Tail is the last four digits, by which a desk searches.
func Tail(n string) string {
	if len(n) < 4 {
		return ""
	}
	return n[len(n)-4:]
}

// Mask hides the middle: 128****0001.
func Mask(n string) string {
	if len(n) < 8 {
		return strings.Repeat("*", len(n))
	}
	return n[:3] + "****" + Tail(n)
}
