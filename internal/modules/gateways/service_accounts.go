package gateways

import (
	"context"

	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/jobs"
	"archwire/internal/platform/live"
)

// Accounts lists a clinic's accounts.
func (s *Service) Accounts(ctx context.Context, clinic string) (list []Account, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		list, err = s.accountsOf(tx, clinic)
		return err
	})
	return list, err
}

// Use is something that a clinic can ask for now.
type Use struct {
	Provider Provider
	Platform string
}

// Uses lists what a clinic has accounts in use for.
func (s *Service) Uses(ctx context.Context, clinic string) (out []Use, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		rows, err := inUse(tx, clinic)
		for _, r := range rows {
			out = append(out, Use{r.Provider, r.Platform})
		}
		return err
	})
	return out, err
}

// AddAccount adds an account. Faults: AccountTaken, BadURL, BadMerchant,
// BadPlatform, BadKey, db.OutOfScope.
func (s *Service) AddAccount(ctx context.Context, a Account) (Account, error) {
	a.Keys = a.Keys.over(Keys{})
	if a.BaseURL == DoubleURL {
		a.Keys = s.keys
	}
	if err := a.check(); err != nil {
		return a, err
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(a.Clinic); err != nil {
			return err
		}
		a.ID, a.Version = tx.NewID(), 1
		if err := s.insertAccount(tx, a); err != nil {
			return err
		}
		return s.tellAccount(tx, a, "gateways.account_added")
	})
	if db.Violated(err) == "gateways_accounts_one" {
		err = AccountTaken.At("provider")
	}
	return a, err
}

// ChangeAccount changes an account at its version; keys that are left empty stay,
// but for those of the stand-in, which no other address inherits.
// Faults: AccountNotFound, BadURL, BadMerchant, BadKey, db.Stale.
func (s *Service) ChangeAccount(ctx context.Context, a Account) (Account, error) {
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		old, err := s.accountOne(tx, a.ID)
		if err != nil {
			return err
		}
		if old.BaseURL == DoubleURL {
			old.Keys = Keys{}
		}
		a.Clinic, a.Provider, a.Platform, a.Keys = old.Clinic, old.Provider, old.Platform, a.Keys.over(old.Keys)
		if a.BaseURL == DoubleURL {
			a.Keys = s.keys
		}
		if err := a.check(); err != nil {
			return err
		}
		if err := s.updateAccount(tx, a); err != nil {
			return err
		}
		return s.tellAccount(tx, a, "gateways.account_changed")
	})
	a.Version++
	return a, err
}

func (s *Service) tellAccount(tx *db.Tx, a Account, action string) error {
	err := s.audit.Record(tx, audit.Entry{Action: action, SubjectKind: "account", SubjectID: a.ID, Clinic: a.Clinic,
		After: map[string]any{"provider": a.Provider, "platform": a.Platform, "base_url": a.BaseURL, "merchant": a.Merchant, "enabled": a.Enabled}})
	if err != nil {
		return err
	}
	return s.live.Touch(tx, live.Change{Topic: "gateways", Clinic: a.Clinic, ID: a.ID})
}

// Test has an account tried by a question that changes nothing; what the provider
// says is seen on the account soon after. Fault: AccountNotFound.
func (s *Service) Test(ctx context.Context, account string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := s.accountOne(tx, account)
		if err != nil {
			return err
		}
		if err := setTested(tx, a.ID, false, ""); err != nil {
			return err
		}
		if err := s.tellAccount(tx, a, "gateways.account_tested"); err != nil {
			return err
		}
		return s.jobs.Enqueue(tx, testKind, jobArgs{a.ID}, jobs.Unique(a.ID))
	})
}
