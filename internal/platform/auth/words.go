package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"unicode"
	"unicode/utf8"
)

// plainWord tells whether s has min to max letters, digits and . _ - @.
func plainWord(s string, min, max int) bool {
	n := utf8.RuneCountInString(s)
	if n < min || n > max || !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._-@", r) {
			return false
		}
	}
	return true
}

func isControl(r rune) bool { return unicode.IsControl(r) }

// newToken is 256 random bits, 43 characters.
func newToken() string { return base64.RawURLEncoding.EncodeToString(random(32)) }

// newWord is random letters and digits that are easy to read and type, 5 bits
// each.
func newWord(n int) string {
	return strings.ToLower(base32.StdEncoding.EncodeToString(random((n*5 + 7) / 8)))[:n]
}

func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b) // never fails
	return b
}

// hashToken is what is stored of a token; it has 256 random bits, so a plain
// hash does.
func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// cut shortens what a browser says of itself to n characters and drops what no
// database takes.
func cut(s string, n int) string {
	s = strings.ToValidUTF8(strings.Map(func(r rune) rune {
		if isControl(r) {
			return -1
		}
		return r
	}, s), "")
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}
