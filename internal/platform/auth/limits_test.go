package auth

import (
	"errors"
	"strings"
	"testing"
	"time"

	"archwire/internal/kit/fault"
)

func TestWaitAfter(t *testing.T) {
	for failed, want := range map[int]time.Duration{
		0: 0, 4: 0, 5: time.Minute, 6: 2 * time.Minute, 7: 4 * time.Minute, 9: 16 * time.Minute,
		10: 30 * time.Minute, 15: 30 * time.Minute, 1 << 20: 30 * time.Minute,
	} {
		if got := PerLogin.waitAfter(failed); got != want {
			t.Errorf("after %d wrong tries: %v, want %v", failed, got, want)
		}
	}
}

func TestTries(t *testing.T) {
	now := int64(1_000_000_000)
	var tr Tries
	for range 4 {
		tr = PerLogin.Count(tr, now)
		if tr.Waits(now) != 0 {
			t.Fatalf("%d wrong tries lock already", tr.Failed)
		}
	}
	tr = PerLogin.Count(tr, now)
	if got := tr.Waits(now + 10_000); got != 50*time.Second {
		t.Errorf("ten seconds after the fifth: wait %v", got)
	}
	if tr.Waits(now+60_000) != 0 {
		t.Error("locked beyond the wait")
	}
	if back := tr.Back(); back.Failed != 4 || back.Waits(now) != 0 {
		t.Errorf("a right try taken back: %+v", back)
	}
	if back := (Tries{}).Back(); back.Failed != 0 {
		t.Errorf("below zero: %+v", back)
	}
	later := now + triesForget.Milliseconds()
	if PerLogin.Count(tr, later).Failed != 6 || PerLogin.Count(tr, later+1).Failed != 1 {
		t.Error("the count is forgotten after a day without a wrong try, not before")
	}
}

func TestCheckPassword(t *testing.T) {
	for _, c := range []struct {
		password, login string
		want            *fault.Def
	}{
		{"蓝鲸慢慢游过长安街口", "zhou", nil},
		{"correct horse battery", "zhou", nil},
		{"Tr4verse-Lab", "zhou", nil},
		{"short", "zhou", PasswordLength},
		{"123456789", "zhou", PasswordLength},
		{strings.Repeat("长", 129), "zhou", PasswordLength},
		{"kx7\xff\xfe92mq81z", "zhou", PasswordLength},
		{"xZhouNing88", "zhouning", PasswordLikeLogin},
		{"ｘｚｈｏｕｎｉｎｇ88", "zhouning", PasswordLikeLogin},
		{"li-is-my-name-7", "li", nil}, // two letters stand in too many words
		{"password1234", "zhou", PasswordCommon},
		{"PassWord!2026", "zhou", PasswordCommon},
		{"woaini1314", "zhou", PasswordCommon},
		{"ａ1234567890", "zhou", PasswordCommon},
		{"1111111111", "zhou", PasswordCommon},
		{"121212121212", "zhou", PasswordCommon},
		{"abcabcabcabc", "zhou", PasswordCommon},
		{"1234567890", "zhou", PasswordCommon},
		{"9876543210", "zhou", PasswordCommon},
		{"abcdefghijklm", "zhou", PasswordCommon},
		{"12345678901234", "zhou", PasswordCommon},
	} {
		err := CheckPassword(c.password, c.login)
		if (c.want == nil) != (err == nil) || (c.want != nil && !errors.Is(err, c.want)) {
			t.Errorf("%q for %s: %v", c.password, c.login, err)
		}
	}
}

func TestCheckLogin(t *testing.T) {
	for login, ok := range map[string]bool{
		"zhou": true, " Zhou.Ning_2@a-b ": true, "周宁": true, "𠮷田": true,
		"": false, "z": false, "zhou ning": false, "zhou\x00": false, "a/b": false, strings.Repeat("a", 65): false, "\xff\xfe": false,
	} {
		if err := checkLogin(login); (err == nil) != ok {
			t.Errorf("%q: %v", login, err)
		}
	}
	if loginKey(" ＺHOU ") != "zhou" {
		t.Errorf("full-width and capital letters: %q", loginKey(" ＺHOU "))
	}
}

func TestCovers(t *testing.T) {
	owner := Grants{Group: KeysOf("a", "b")}
	desk := Grants{Clinic: map[string]Keys{"x": KeysOf("a")}}
	if !owner.Covers(desk) || desk.Covers(owner) || !desk.Covers(desk) {
		t.Error("who covers whom")
	}
	if desk.Covers(Grants{Clinic: map[string]Keys{"y": KeysOf("a")}}) {
		t.Error("a right in another clinic is not covered")
	}
	if !desk.Covers(Grants{Clinic: map[string]Keys{"y": {}}, Group: Keys{"b": false}}) {
		t.Error("nothing is always covered")
	}
}
