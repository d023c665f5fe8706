package content

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/live"
)

// Grant gives a patient a coupon of the face of a key, in the caller's transaction,
// once for the grant key: who asks again gets the same coupon. by tells who or what
// grants it ("journey:<id>", an account). Faults: NotFound for a face that is not
// there, FaceRetired, CouponOver where its last day is gone, SoldOut, HouseFull,
// patients.NotFound.
func (s *Service) Grant(tx *db.Tx, face, patient, by, key string) (Coupon, error) {
	if c, found, err := couponBy(tx, "grant_key", key, false); err != nil || found {
		return c, err
	}
	f, found, err := faceByKey(tx, face)
	if err == nil && !found {
		err = NotFound.With()
	}
	if err != nil {
		return Coupon{}, err
	}
	if f.Retired {
		return Coupon{}, FaceRetired.With()
	}
	c, err := s.couponFor(tx, f, patient)
	if err != nil {
		return c, err
	}
	c.By, c.Key = by, key
	return s.give(tx, f, c)
}

// couponFor makes the coupon that a patient would get now.
func (s *Service) couponFor(tx *db.Tx, f Face, patient string) (Coupon, error) {
	p, err := s.d.Patients.ByID(tx, patient)
	if err != nil {
		return Coupon{}, err
	}
	zone, err := s.d.Org.Zone(tx, p.HomeClinic)
	if err != nil {
		return Coupon{}, err
	}
	day := civil.Of(tx.Now(), zone)
	last := f.lastDay(day)
	if last < day {
		return Coupon{}, CouponOver.With("day", string(last))
	}
	home := p.Household
	if home == "" {
		home = p.ID
	}
	return Coupon{ID: tx.NewID(), Face: f.ID, Patient: p.ID, Household: home, Code: newCode(), State: CouponHeld, Granted: tx.Now(),
		LastDay: last, Ends: endOf(last, zone)}, nil
}

// give finds a coupon its place in the household and in the stock. Two who race for
// the last one meet at the constraints, not here.
func (s *Service) give(tx *db.Tx, f Face, c Coupon) (Coupon, error) {
	filled, err := slotsOf(tx, f.ID, c.Household)
	if err != nil {
		return c, err
	}
	for slot := 1; slot <= f.PerHouse; slot++ {
		if slices.Contains(filled, slot) {
			continue
		}
		c.Slot = slot
		placed, err := insertCoupon(tx, c)
		if err != nil {
			return c, err
		}
		if placed {
			return c, s.given(tx, f, c)
		}
		if same, found, err := couponBy(tx, "grant_key", c.Key, false); err != nil || found {
			return same, err
		}
	}
	return c, HouseFull.With("max", f.PerHouse)
}

// given takes the coupon out of the stock and tells of it.
func (s *Service) given(tx *db.Tx, f Face, c Coupon) error {
	if f.Stock > 0 {
		if left, err := takeOne(tx, f.ID); err != nil || !left {
			if err == nil {
				err = SoldOut.With()
			}
			return err
		}
	}
	if err := s.expect(tx, c.Ends); err != nil {
		return err
	}
	return s.tellCoupon(tx, c, FactGranted)
}

// tellCoupon records, publishes and shows what happened to a coupon.
func (s *Service) tellCoupon(tx *db.Tx, c Coupon, fact string) error {
	body := CouponBody{Coupon: c.ID, Face: c.Face, By: c.By, State: c.State, Bill: c.Bill, Off: c.Off, LastDay: c.LastDay}
	err := s.d.Audit.Record(tx, audit.Entry{Action: fact, SubjectKind: "coupon", SubjectID: c.ID, Patient: c.Patient, After: body})
	if err != nil {
		return err
	}
	if err := s.d.Facts.Publish(tx, events.Fact{Kind: fact, Patient: c.Patient, Subject: c.ID, Body: body}); err != nil {
		return err
	}
	return s.d.Live.Touch(tx, live.Change{Topic: "content", Key: c.Patient, ID: c.ID})
}

// codeLetters are those of a coupon's code: none that reads like another.
const codeLetters = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"

// newCode makes the code of a coupon: ten letters and figures, which nobody guesses
// at a counter.
func newCode() string {
	var b [10]byte
	_, _ = rand.Read(b[:]) // never fails
	var out strings.Builder
	for _, x := range b {
		out.WriteByte(codeLetters[int(x)%len(codeLetters)])
	}
	return out.String()
}

// CouponsOf gives a patient's coupons, the latest first, with their faces. Its fault
// is patients.NotFound.
func (s *Service) CouponsOf(ctx context.Context, patient string) ([]Coupon, map[string]Face, error) {
	var list []Coupon
	var faces map[string]Face
	err := s.read(ctx, func(tx *db.Tx) error {
		if err := s.sees(tx, patient); err != nil {
			return err
		}
		var err error
		if list, err = couponsOf(tx, patient); err != nil {
			return err
		}
		faces, err = facesByID(tx)
		return err
	})
	return list, faces, err
}

// sees refuses a patient who is not in the actor's sight.
func (s *Service) sees(tx *db.Tx, patient string) error {
	cards, err := s.d.Patients.Cards(tx, []string{patient})
	if _, seen := cards[patient]; err == nil && !seen {
		err = patients.NotFound.With()
	}
	return err
}

func facesByID(tx *db.Tx) (map[string]Face, error) {
	list, err := faceList(tx)
	out := make(map[string]Face, len(list))
	for _, f := range list {
		out[f.ID] = f
	}
	return out, err
}

// GrantByHand gives a patient a coupon at somebody's hands. Needs MayGrant. Faults:
// those of Grant.
func (s *Service) GrantByHand(ctx context.Context, face, patient string, last func(*db.Tx, Coupon) error) (Coupon, error) {
	var c Coupon
	err := s.write(ctx, func(tx *db.Tx) error {
		if err := s.sees(tx, patient); err != nil {
			return err
		}
		f, err := faceOne(tx, face, false)
		if err != nil {
			return err
		}
		if c, err = s.Grant(tx, f.Key, patient, tx.Actor(), fmt.Sprintf("hand:%s", tx.NewID())); err != nil {
			return err
		}
		return last(tx, c)
	})
	return c, err
}

// Withdraw takes a held coupon back; its place in the household and in the stock is
// free again. Needs MayGrant. Faults: NotFound, CouponUsed.
func (s *Service) Withdraw(ctx context.Context, coupon string) (Coupon, error) {
	var c Coupon
	err := s.write(ctx, func(tx *db.Tx) (err error) {
		if c, err = s.couponOne(tx, coupon); err != nil {
			return err
		}
		c.State, c.Closed, c.ClosedBy = CouponWithdrawn, tx.Now(), tx.Actor()
		held, err := closeCoupon(tx, c)
		if err != nil || !held {
			if err == nil {
				err = CouponUsed.With()
			}
			return err
		}
		c.Slot = 0
		if err := putBack(tx, c.Face); err != nil {
			return err
		}
		return s.tellCoupon(tx, c, FactWithdrawn)
	})
	return c, err
}

// couponOne reads a coupon of a patient in sight, locked. Its fault is NotFound.
func (s *Service) couponOne(tx *db.Tx, coupon string) (Coupon, error) {
	c, found, err := couponBy(tx, "id", coupon, true)
	if err != nil || !found {
		if err == nil {
			err = NotFound.With()
		}
		return c, err
	}
	if err := s.sees(tx, c.Patient); err != nil {
		return c, NotFound.With()
	}
	return c, nil
}
