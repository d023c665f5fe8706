package auth

import (
	"context"
	"crypto/subtle"
	"net/url"
	"strings"
	"time"

	"github.com/pquerna/otp/totp"

	"archwire/internal/platform/db"
)

// Enrolment is a second factor that is being set up.
type Enrolment struct {
	Secret string // to type by hand, base32
	URL    string // otpauth://…, to show as a QR code
}

// totpStep is the length of a step in seconds; a code of the step before and
// after is taken as well, for clocks that differ.
const totpStep = 30

// EnrolTOTP begins to set up a second factor, or a new one in place of the old,
// which stays valid until ConfirmTOTP. It asks for the password again; its
// faults are WrongPassword and Locked.
func (s *Service) EnrolTOTP(ctx context.Context, password string) (Enrolment, error) {
	a, ctx, err := s.again(ctx, password)
	if err != nil {
		return Enrolment{}, err
	}
	secret := strings.ToUpper(newWord(32)) // 160 bits
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		return setNextTOTP(tx, a.ID, s.vault.Seal(totpPlace(tx.Tenant(), a.ID), []byte(secret)))
	})
	label := url.PathEscape("Archwire:" + a.Login)
	return Enrolment{secret, "otpauth://totp/" + label + "?secret=" + secret + "&issuer=Archwire"}, err
}

// ConfirmTOTP ends the enrolment with the first code. It gives the recovery
// codes, which are shown this once, and ends every other session. Its faults
// are NotEnrolling and WrongCode.
func (s *Service) ConfirmTOTP(ctx context.Context, code string) ([]string, error) {
	who, err := me(ctx)
	if err != nil {
		return nil, err
	}
	codes := make([]string, recoveryCodes)
	for i := range codes {
		w := newWord(10)
		codes[i] = w[:5] + "-" + w[5:]
	}
	err = s.db.Write(as(ctx, who.Tenant, who.ID), func(tx *db.Tx) error {
		a, err := accountByID(tx, who.ID)
		if err != nil {
			return err
		}
		if a.TOTPNext == "" {
			return NotEnrolling.With()
		}
		step, err := s.stepOf(tx, a.ID, a.TOTPNext, code)
		if err != nil {
			return err
		}
		if step == 0 {
			return WrongCode.At("code")
		}
		if err := confirmTOTP(tx, a.ID, a.TOTPNext, step); err != nil {
			return err
		}
		if err := s.replaceRecovery(tx, a.ID, codes); err != nil {
			return err
		}
		if err := revokeAll(tx, a.ID, who.Session); err != nil {
			return err
		}
		return s.note(tx, "auth.factor_set", a.ID, nil)
	})
	if err != nil {
		return nil, err
	}
	return codes, nil
}

// DisableTOTP takes the actor's second factor away, after the password. Its
// faults are WrongPassword, Locked and NotEnrolling.
func (s *Service) DisableTOTP(ctx context.Context, password string) error {
	a, ctx, err := s.again(ctx, password)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		now, err := accountByID(tx, a.ID)
		if err != nil {
			return err
		}
		if now.TOTPSealed == "" {
			return NotEnrolling.With()
		}
		return s.dropFactor(tx, a.ID)
	})
}

// dropFactor takes a second factor and its recovery codes away.
func (s *Service) dropFactor(tx *db.Tx, account string) error {
	if err := clearTOTP(tx, account); err != nil {
		return err
	}
	if err := clearRecovery(tx, account); err != nil {
		return err
	}
	return s.note(tx, "auth.factor_dropped", account, nil)
}

// spendCode takes a code of the authenticator, each step once, or a recovery
// code, each once.
func (s *Service) spendCode(tx *db.Tx, a account, code string) (bool, error) {
	code = strings.ToLower(strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, loginKey(code)))
	if len(code) == 10 {
		return spendRecovery(tx, a.ID, s.recoveryMac(tx, a.ID, code))
	}
	step, err := s.stepOf(tx, a.ID, a.TOTPSealed, code)
	if err != nil || step == 0 {
		return false, err
	}
	return spendStep(tx, a.ID, step)
}

// stepOf gives the step to which the code belongs, 0 for none.
func (s *Service) stepOf(tx *db.Tx, account, sealed, code string) (int64, error) {
	secret, err := s.vault.Open(totpPlace(tx.Tenant(), account), sealed)
	if err != nil {
		return 0, err
	}
	now := tx.Now() / 1000 / totpStep
	for _, step := range []int64{now, now - 1, now + 1} {
		want, err := totp.GenerateCode(string(secret), time.Unix(step*totpStep, 0))
		if err != nil {
			return 0, err
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			return step, nil
		}
	}
	return 0, nil
}

func (s *Service) replaceRecovery(tx *db.Tx, account string, codes []string) error {
	if err := clearRecovery(tx, account); err != nil {
		return err
	}
	macs := make([]string, len(codes))
	for i, c := range codes {
		macs[i] = s.recoveryMac(tx, account, strings.ReplaceAll(c, "-", ""))
	}
	return addRecovery(tx, account, macs)
}

func (s *Service) recoveryMac(tx *db.Tx, account, code string) string {
	return s.vault.Mac(tx.Tenant(), "auth.recovery/"+account, code)
}

func totpPlace(tenant, account string) string { return "auth.totp/" + tenant + "/" + account }
