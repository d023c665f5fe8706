package patients

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/phone"
)

// Sex as it stands in the record.
type Sex string

// The sexes.
const (
	Female  Sex = "female"
	Male    Sex = "male"
	Unknown Sex = "unknown"
)

// The longest texts, in characters.
const (
	maxName   = 60
	maxLine   = 200
	maxNote   = 2000
	maxReason = 500
)

// firstYear is the earliest year of birth that is taken.
const firstYear = 1900

// tidyName takes the spaces around a name away and joins those inside.
func tidyName(s string) string { return strings.Join(strings.Fields(s), " ") }

// checkName refuses what is no name: empty, too long, without any letter, with
// invisible characters.
func checkName(field, s string) *fault.Fault {
	letters := false
	for _, r := range s {
		if unicode.IsControl(r) || r == utf8.RuneError || unicode.Is(unicode.Cf, r) {
			return BadName.At(field, "max", maxName)
		}
		letters = letters || unicode.IsLetter(r)
	}
	if n := utf8.RuneCountInString(s); !letters || n > maxName {
		return BadName.At(field, "max", maxName)
	}
	return nil
}

// checkText refuses a text longer than max characters or with invisible ones;
// line breaks may stand in it.
func checkText(field, s string, max int) *fault.Fault {
	bad := func(r rune) bool {
		return r == utf8.RuneError || unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t'
	}
	if utf8.RuneCountInString(s) > max || strings.ContainsFunc(s, bad) {
		return BadText.At(field, "max", max)
	}
	return nil
}

func checkReason(field, s string) *fault.Fault {
	if strings.TrimSpace(s) == "" {
		return ReasonMissing.At(field)
	}
	return checkText(field, s, maxReason)
}

// checkBirth refuses a birth date that is none, or after today.
func checkBirth(field string, d, today civil.Day) *fault.Fault {
	if d == "" {
		return nil
	}
	if _, err := civil.Parse(string(d)); err != nil || d > today || d.Year() < firstYear {
		return BadBirth.At(field)
	}
	return nil
}

func checkSex(field string, s Sex) *fault.Fault {
	if s != Female && s != Male && s != Unknown {
		return BadSex.At(field)
	}
	return nil
}

// parsePhone gives the stored form of a number.
func parsePhone(field, s string) (string, *fault.Fault) {
	n, err := phone.Parse(s)
	if err != nil {
		return "", BadPhone.At(field)
	}
	return n, nil
}

var (
	residentForm = regexp.MustCompile(`^[0-9]{17}[0-9X]$`)
	documentForm = regexp.MustCompile(`^[A-Z0-9]{5,17}$`)
)

// parseIDNumber gives the stored form of the number of an identity card, or of
// a passport or permit (5 to 17 letters and digits). The check digit of a card
// must be right, except for numbers that begin with 000000: no region has that
// code, and the demo clinic's people live there.
func parseIDNumber(field, s string) (string, *fault.Fault) {
	n := strings.ToUpper(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '-' {
			return -1
		}
		return r
	}, s))
	if !residentForm.MatchString(n) {
		if !documentForm.MatchString(n) {
			return "", BadIDNumber.At(field)
		}
		return n, nil
	}
	if _, ok := birthOf(n); !ok || !strings.HasPrefix(n, "000000") && n[17] != checkDigit(n) {
		return "", BadIDNumber.At(field)
	}
	return n, nil
}

// checkDigit is the last character of a card's number by GB 11643 (ISO 7064,
// MOD 11-2).
func checkDigit(n string) byte {
	sum, weight := 0, 1
	for i := 16; i >= 0; i-- {
		weight = weight * 2 % 11
		sum += int(n[i]-'0') * weight
	}
	return "10X98765432"[sum%11]
}

// birthOf reads the birth date out of a card's number.
func birthOf(n string) (civil.Day, bool) {
	if !residentForm.MatchString(n) {
		return "", false
	}
	d, err := civil.Parse(n[6:10] + "-" + n[10:12] + "-" + n[12:14])
	return d, err == nil
}

// sexOf reads the sex out of a card's number; Unknown for other documents.
func sexOf(n string) Sex {
	if !residentForm.MatchString(n) {
		return Unknown
	}
	if (n[16]-'0')%2 == 1 {
		return Male
	}
	return Female
}

// maskIDNumber shows the first and the last two characters.
func maskIDNumber(n string) string {
	if len(n) < 6 {
		return strings.Repeat("*", len(n))
	}
	return n[:2] + strings.Repeat("*", len(n)-4) + n[len(n)-2:]
}
