package gateways

import (
	"context"
	"errors"
	"fmt"

	"archwire/internal/modules/org"
	"archwire/internal/platform/demo"
)

// demo gives each clinic an account at every provider, all of which are the
// stand-in's.
func (s *Service) demo(ctx context.Context, w *demo.World) error {
	clinics := demo.Get[map[string]org.Clinic](w, org.DemoClinics)
	for i, mark := range []string{org.DemoWindmill, org.DemoPaperBoat} {
		c := clinics[mark]
		for _, a := range []Account{
			{Provider: WeChatPay, Merchant: fmt.Sprintf("19000000%02d", i+1), App: "wx0000000000demo"},
			{Provider: Insurance, Merchant: fmt.Sprintf("H0000000000%d", i+1)},
			{Provider: Tax, Merchant: fmt.Sprintf("91000000000000000%d", i+1)},
			{Provider: Vouchers, Platform: "meituan", Merchant: fmt.Sprintf("shop-%d", i+1)},
			{Provider: Vouchers, Platform: "douyin", Merchant: fmt.Sprintf("poi-%d", i+1)},
		} {
			a.Clinic, a.BaseURL, a.Enabled = c.ID, DoubleURL, true
			if _, err := s.AddAccount(ctx, a); err != nil && !errors.Is(err, AccountTaken) {
				return err
			}
		}
	}
	return nil
}

// Look does at once what a request's job would do: it sends what was not sent,
// and asks about what hangs. A demo is furnished by it, while no jobs are worked.
func (s *Service) Look(ctx context.Context, id string) error { return s.ask(ctx, id) }
