package content

import (
	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
	"archwire/internal/modules/billing"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// The facts that the module publishes. Bodies carry ids, words of the program and fen.
const (
	FactGranted   = "content.granted"   // CouponBody; subject: the coupon
	FactUsed      = "content.used"      // CouponBody; subject: the coupon
	FactGivenBack = "content.returned"  // CouponBody; subject: the coupon: the bill was taken back, it is good again
	FactExpired   = "content.expired"   // CouponBody; subject: the coupon
	FactWithdrawn = "content.withdrawn" // CouponBody; subject: the coupon
	FactOpened    = "content.opened"    // OpenedBody; subject: the share: once a day
)

// CouponBody tells of a coupon.
type CouponBody struct {
	Coupon  string      `json:"coupon"`
	Face    string      `json:"face"`
	By      string      `json:"by"` // who or what granted it: an account, "journey:<id>"
	State   CouponState `json:"state"`
	Bill    string      `json:"bill,omitempty"`
	Off     money.Fen   `json:"off,omitempty"`
	LastDay civil.Day   `json:"last_day"`
}

// hears are the facts that this module listens to.
func (s *Service) hears() []events.Subscription {
	return []events.Subscription{
		{Name: "content.forget_erased", Kinds: []string{patients.FactErased}, Now: s.forget, Backfill: true},
		{Name: "content.give_back", Kinds: []string{billing.FactCredited, billing.FactBillSettled}, Now: s.giveBack},
	}
}

// forget takes the coupons of an erased patient back, and cuts their links off: nobody
// is left to hold them.
func (s *Service) forget(tx *db.Tx, f events.Fact) error {
	var body struct {
		Records []string `json:"records"`
	}
	if err := f.Decode(&body); err != nil {
		return err
	}
	return s.forgetRecords(tx, append(body.Records, f.Patient))
}

func (s *Service) forgetRecords(tx *db.Tx, records []string) error {
	if err := takeBackHeld(tx, records); err != nil {
		return err
	}
	return forgetShares(tx, records)
}

// OpenedBody tells that somebody opened the address of an article that was made for
// them.
type OpenedBody struct {
	Share   string    `json:"share"`
	Article string    `json:"article"` // key
	By      string    `json:"by"`      // who or what sent it
	Day     civil.Day `json:"day"`
}
