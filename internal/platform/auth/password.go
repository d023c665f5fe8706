package auth

import (
	"context"
	_ "embed" // the list of common passwords
	"runtime"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"

	"archwire/internal/kit/fault"
)

//go:embed common.txt
var commonText string

var common = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	for _, line := range strings.Fields(commonText) {
		out[line] = true
	}
	return out
})

// CheckPassword refuses a password that is too short or too long, that stands
// on the list of common ones, that is one character or one run of characters
// over and over, or that holds the login. It is the whole rule: no demand for
// capitals or signs, which make people write passwords down.
func CheckPassword(password, login string) error {
	n := utf8.RuneCountInString(password)
	if !utf8.ValidString(password) || n < passwordMin || n > passwordMax {
		return PasswordLength.At("password", "min", passwordMin, "max", passwordMax)
	}
	low := strings.ToLower(norm.NFKC.String(password))
	key := loginKey(login)
	if utf8.RuneCountInString(key) >= 4 && strings.Contains(low, key) {
		return PasswordLikeLogin.At("password")
	}
	if common()[low] || common()[strings.TrimRight(low, "0123456789!.@#")] || monotonous(low) {
		return PasswordCommon.At("password")
	}
	return nil
}

// monotonous tells of 1111111111, 12121212121, abcabcabca, 1234567890,
// 9876543210 and the like: a unit of at most four characters repeated, or steps
// of one.
func monotonous(s string) bool {
	r := []rune(s)
	for unit := 1; unit <= 4; unit++ {
		same := true
		for i := unit; i < len(r) && same; i++ {
			same = r[i] == r[i-unit]
		}
		if same {
			return true
		}
	}
	for _, step := range []rune{1, -1} {
		run := true
		for i := 1; i < len(r) && run; i++ {
			d := r[i] - r[i-1]
			run = d == step || (r[i-1] == '9' && r[i] == '0' && step == 1) || (r[i-1] == '0' && r[i] == '9' && step == -1)
		}
		if run {
			return true
		}
	}
	return false
}

// fixed: the defaults of the library depend on the machine.
var fixed = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// nobody is compared with where there is no password, so that an unknown login
// takes as long as a wrong password. Its text is random and forgotten.
var nobody = sync.OnceValues(func() (string, error) { return argon2id.CreateHash(newToken(), fixed) })

// hasher bounds how many passwords are hashed at once: each takes 19 MB.
type hasher chan struct{}

func newHasher() hasher { return make(hasher, max(2, runtime.NumCPU())) }

func (h hasher) enter(ctx context.Context) error {
	select {
	case h <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (h hasher) hash(ctx context.Context, password string) (string, error) {
	if err := h.enter(ctx); err != nil {
		return "", err
	}
	defer func() { <-h }()
	return argon2id.CreateHash(password, fixed)
}

// matches compares; stored "" takes as long and never matches.
func (h hasher) matches(ctx context.Context, password, stored string) (bool, error) {
	if utf8.RuneCountInString(password) > passwordMax {
		password = "" // cannot be one of ours, and must not cost more
	}
	known := stored != ""
	if !known {
		var err error
		if stored, err = nobody(); err != nil {
			return false, err
		}
	}
	if err := h.enter(ctx); err != nil {
		return false, err
	}
	defer func() { <-h }()
	ok, err := argon2id.ComparePasswordAndHash(password, stored)
	return ok && known, err
}

// loginKey is the form in which logins are compared: full-width and capital
// letters are the same.
func loginKey(login string) string {
	return strings.ToLower(norm.NFKC.String(strings.TrimSpace(login)))
}

// checkLogin accepts 2 to 64 letters, digits and . _ - @ of any script.
func checkLogin(login string) error {
	if !plainWord(loginKey(login), 2, 64) {
		return LoginForm.At("login", "min", 2, "max", 64)
	}
	return nil
}

// checkName accepts 1 to 64 characters without control characters.
func checkName(field, name string) *fault.Fault {
	n := utf8.RuneCountInString(name)
	if strings.TrimSpace(name) == "" || n > 64 || !utf8.ValidString(name) || strings.ContainsFunc(name, isControl) {
		return NameForm.At(field, "max", 64)
	}
	return nil
}
