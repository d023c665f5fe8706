package messages

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"archwire/internal/kit/civil"
)

// slotRule is what WeChat takes in a variable of a kind. The kind is the
// variable's name without its number.
type slotRule struct {
	most int            // characters
	form *regexp.Regexp // nil = any text, which may be cut
}

const day = `(\d{4}年)?\d{1,2}月\d{1,2}日`

// slotRules are the kinds, by their names. A kind with a form cannot be cut: half
// a number is another number.
var slotRules = map[string]slotRule{
	"thing":            {20, nil},
	"name":             {10, nil},
	"phrase":           {5, nil},
	"const":            {20, nil},
	"number":           {32, regexp.MustCompile(`^[0-9]+(\.[0-9]+)?$`)},
	"letter":           {32, regexp.MustCompile(`^[A-Za-z]+$`)},
	"character_string": {32, regexp.MustCompile(`^[\x21-\x7e]+$`)},
	"symbol":           {5, regexp.MustCompile(`^[\p{P}\p{S}]+$`)},
	"amount":           {12, regexp.MustCompile(`^[¥￥$]?[0-9]{1,10}(\.[0-9]{1,2})?元?$`)},
	"phone_number":     {17, regexp.MustCompile(`^[0-9+ -]+$`)},
	"car_number":       {8, regexp.MustCompile(`^\p{Han}?[A-Z0-9]+\p{Han}?$`)},
	"time":             {40, regexp.MustCompile(`^(` + day + ` ?)?\d{1,2}:\d{2}(:\d{2})?(~(` + day + ` ?)?\d{1,2}:\d{2}(:\d{2})?)?$`)},
	"date":             {40, regexp.MustCompile(`^` + day + `( ?\d{1,2}:\d{2}(:\d{2})?)?(~` + day + `( ?\d{1,2}:\d{2}(:\d{2})?)?)?$`)},
}

// kindOfSlot is the kind of a variable, "" for one that follows no rule of WeChat's
// (a parameter of an SMS).
func kindOfSlot(name string) string {
	kind := strings.TrimRight(name, "0123456789")
	if _, ok := slotRules[kind]; ok && kind != name {
		return kind
	}
	return ""
}

var yearless = regexp.MustCompile(`(^|~)(\d{1,2})月\d{1,2}日`)

// withYear puts the year before a day that has none, in a variable of time: people
// read the day alone more easily, and WeChat wants it whole. It is the year in which
// the day is nearest to today.
func withYear(name, text string, today civil.Day) string {
	if kind := kindOfSlot(name); today == "" || kind != "time" && kind != "date" {
		return text
	}
	return yearless.ReplaceAllStringFunc(text, func(m string) string {
		tilde := ""
		if m[0] == '~' {
			tilde, m = "~", m[1:]
		}
		month, _ := strconv.Atoi(m[:strings.Index(m, "月")]) // digits, by the form
		year := today.Year()
		switch {
		case month-today.Month() > 6:
			year--
		case today.Month()-month > 6:
			year++
		}
		return tilde + strconv.Itoa(year) + "年" + m
	})
}

// fitted gives a text as the variable takes it, cut where it may be; why says what
// stands against it: "empty", or "form".
func fitted(name, text string) (fit, why string) {
	text = strings.TrimSpace(strings.Join(strings.Fields(text), " "))
	if text == "" {
		return "", "empty"
	}
	rule, ok := slotRules[kindOfSlot(name)]
	switch {
	case !ok:
		return text, ""
	case rule.form == nil:
		return cut(text, rule.most), ""
	case utf8.RuneCountInString(text) > rule.most || !rule.form.MatchString(text):
		return "", "form"
	}
	return text, ""
}
