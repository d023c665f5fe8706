package auth

import (
	"context"
	"fmt"
	"testing"
	"time"

	"archwire/internal/kit/fault"
)

func TestAddressBlock(t *testing.T) {
	for ip, want := range map[string]string{
		"203.0.113.9": "203.0.113.9", "::ffff:203.0.113.9": "203.0.113.9",
		"2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64", "2001:db8:1:2:ffff::1": "2001:db8:1:2::/64", "fe80::1%eth0": "fe80::/64",
		"127.0.0.1": "", "::1": "", "": "", "nowhere": "",
	} {
		if got := addressBlock(ip); got != want {
			t.Errorf("%q: %q, want %q", ip, got, want)
		}
	}
}

// One password at every login: the address has to wait, other addresses have not.
func TestLockOutOfAnAddress(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		for i := range addressTries {
			_, err := h.try(fmt.Sprintf("somebody%d", i), wrong)
			h.expect(err, WrongCredentials, "spraying")
			if i == addressTries/2 {
				for range 10 { // a desk that logs in rightly, at the same address
					h.in("owner", pass)
				}
			}
		}
		for _, login := range []string{"owner", "another"} {
			_, err := h.try(login, pass)
			h.expect(err, Locked, login+" from the address")
		}
		_, err := h.s.Login(context.Background(), LoginInput{Group: h.code, Login: "owner", Password: pass, IP: "10.0.0.8"})
		h.expect(err, nil, "from elsewhere")
		h.Clock.Add(time.Minute)
		_, err = h.try("owner", pass)
		h.expect(err, nil, "after the wait")
		_, err = h.try("another", wrong)
		h.expect(err, WrongCredentials, "after the wait")
		_, err = h.try("another", wrong)
		if f, _ := fault.As(err); f == nil || f.Def != Locked || f.Args["seconds"] != int64(120) {
			t.Errorf("the next wrong one: %v", err)
		}
		h.Clock.Add(addressForget + time.Minute + time.Millisecond)
		for i := range 3 {
			_, err := h.try(fmt.Sprintf("later%d", i), wrong)
			h.expect(err, WrongCredentials, "after the address was forgiven")
		}
	})
}
