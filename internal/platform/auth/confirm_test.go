package auth

import (
	"testing"
	"time"
)

// Who answers for an act with their name proves who they are, by the password or
// by a code, each code once; wrong ones lock as at the log-in.
func TestConfirm(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		ctx, _ := h.in("owner", pass)
		right := func(what string, err error) {
			t.Helper()
			if err != nil {
				t.Errorf("%s: %v", what, err)
			}
		}
		h.expect(h.s.Confirm(ctx, wrong, ""), WrongPassword, "a wrong password")
		h.expect(h.s.Confirm(ctx, "", ""), WrongPassword, "nothing")
		h.expect(h.s.Confirm(ctx, "", "123456"), NotEnrolling, "a code without a second factor")
		h.expect(h.s.Confirm(AsProgram(t.Context(), h.Tenant, "job"), pass, ""), Unauthenticated, "the program")
		right("the password", h.s.Confirm(ctx, pass, ""))

		secret, recovery := h.enrol(ctx)
		h.Clock.Add(time.Minute)
		code := h.codeOf(secret)
		right("a code", h.s.Confirm(ctx, "", code))
		h.expect(h.s.Confirm(ctx, "", code), WrongCode, "the code again")
		right("a recovery code", h.s.Confirm(ctx, "", recovery[0]))
		for range freeTries {
			h.expect(h.s.Confirm(ctx, "", "000000"), WrongCode, "a wrong code")
		}
		h.expect(h.s.Confirm(ctx, "", h.codeOf(secret)), Locked, "a right code after wrong ones")
		h.expect(h.s.Confirm(ctx, pass, ""), Locked, "the password after wrong codes")
	})
}
