package content

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"archwire/internal/modules/billing"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

func TestACouponIsGrantedOnceForItsKey(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		f := h.face(func(f *Face) { f.PerHouse = 2; f.Stock = 5 })
		p := h.patient(h.mill)
		a, err := h.grant(f.Key, p, "e1:3")
		ok(t, err)
		b, err := h.grant(f.Key, p, "e1:3")
		ok(t, err)
		if a.ID != b.ID || a.Code != b.Code || a.State != CouponHeld || len(a.Code) != 10 || a.LastDay != h.today().AddDays(29) || a.By != "journey:1" {
			t.Errorf("%+v, then %+v", a, b)
		}
		if got := h.facts(a.ID); got != "granted" {
			t.Errorf("told %q", got)
		}
		if _, err := h.grant(f.Key, p, "e1:4"); err != nil {
			t.Errorf("the second of two: %v", err)
		}
		_, err = h.grant(f.Key, p, "e1:5")
		want(t, "the third of two", err, HouseFull)
		_, err = h.grant("gift.none", p, "e1:6")
		want(t, "of a face that is not there", err, NotFound)
		list, err := h.s.Faces(h.program())
		ok(t, err)
		if list[0].Left != 3 || list[0].Counts[CouponHeld] != 2 {
			t.Errorf("left %d, counts %v", list[0].Left, list[0].Counts)
		}
	})
}

// A household shares its limit, whichever child gets the coupon.
func TestAHouseholdHasWhatTheFaceAllows(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		f := h.face(nil)
		one, two := h.patient(h.mill), h.patient(h.mill)
		ok(t, h.people.JoinHousehold(h.program(), two, one))
		a, err := h.grant(f.Key, one, "a")
		ok(t, err)
		_, err = h.grant(f.Key, two, "b")
		want(t, "the sister's", err, HouseFull)
		_, err = h.s.Withdraw(h.desk(), a.ID)
		ok(t, err)
		if _, err = h.grant(f.Key, two, "c"); err != nil {
			t.Errorf("after one was taken back: %v", err)
		}
		_, err = h.s.Withdraw(h.desk(), a.ID)
		want(t, "taken back twice", err, CouponUsed)
	})
}

func TestTwentyWhoRaceForCoupons(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.face(func(f *Face) { f.Key = "race.house"; f.PerHouse = 3 })
		h.face(func(f *Face) { f.Key = "race.stock"; f.PerHouse = 20; f.Stock = 7 })
		h.face(func(f *Face) { f.Key = "race.key"; f.PerHouse = 20 })
		p := h.patient(h.mill)
		race := func(face string, key func(int) string) (given, full int32, ids *sync.Map) {
			ids = &sync.Map{}
			var wg sync.WaitGroup
			for i := range 20 {
				wg.Go(func() {
					c, err := h.grant(face, p, key(i))
					switch {
					case err == nil:
						atomic.AddInt32(&given, 1)
						ids.Store(c.ID, true)
					case errors.Is(err, HouseFull) || errors.Is(err, SoldOut):
						atomic.AddInt32(&full, 1)
					default:
						t.Errorf("%s: %v", face, err)
					}
				})
			}
			wg.Wait()
			return given, full, ids
		}
		count := func(m *sync.Map) (n int) { m.Range(func(any, any) bool { n++; return true }); return n }
		each := func(prefix string) func(int) string {
			return func(i int) string { return fmt.Sprint(prefix, i) }
		}
		if given, full, _ := race("race.house", each("h")); given != 3 || full != 17 {
			t.Errorf("of three for a household %d were given, %d refused", given, full)
		}
		if given, full, _ := race("race.stock", each("s")); given != 7 || full != 13 {
			t.Errorf("of a stock of seven %d were given, %d refused", given, full)
		}
		if given, _, ids := race("race.key", func(int) string { return "one" }); given != 20 || count(ids) != 1 {
			t.Errorf("one key: %d heard of a coupon, of %d different ones", given, count(ids))
		}
	})
}

func TestCouponsExpireByThemselves(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		f := h.face(func(f *Face) { f.Days = 3 })
		p := h.patient(h.mill)
		c, err := h.grant(f.Key, p, "a")
		ok(t, err)
		h.pass(2)
		if got := h.facts(c.ID); got != "granted" {
			t.Errorf("on its last day: %q", got)
		}
		h.pass(1)
		if got := h.facts(c.ID); got != "granted expired" {
			t.Errorf("after its last day: %q", got)
		}
		_, err = h.s.Withdraw(h.desk(), c.ID)
		want(t, "taking back what is over", err, CouponUsed)
	})
}

func TestFacesAreSetUpAndChanged(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		f := h.face(func(f *Face) { f.Stock = 10 })
		_, err := h.s.SaveFace(h.program(), 0, Face{Key: f.Key, NameZh: "又一张", Class: "marketing", Worth: PercentOff, Value: 500, Days: 10, PerHouse: 1})
		want(t, "the same key", err, KeyTaken)
		for what, change := range map[string]func(*Face){
			"no term":        func(f *Face) { f.Days = 0 },
			"no value":       func(f *Face) { f.Value = 0 },
			"all of it":      func(f *Face) { f.Worth, f.Value = PercentOff, 10_000 },
			"an odd day":     func(f *Face) { f.Until = "2026-13-01" },
			"a service":      func(f *Face) { f.Class = "service" },
			"no item":        func(f *Face) { f.Worth, f.Value = ServiceOff, 0 },
			"nobody's":       func(f *Face) { f.PerHouse = 0 },
			"script":         func(f *Face) { f.TermsZh = "<script>alert(1)</script>" },
			"a promise":      func(f *Face) { f.TermsZh = "无效退款" },
			"a place abroad": func(f *Face) { f.TermsEn = "see http://evil.example.com" },
		} {
			bad := f
			bad.Key = "bad.face"
			change(&bad)
			if _, err := h.s.SaveFace(h.program(), 0, bad); err == nil {
				t.Errorf("%s was taken", what)
			}
		}
		p := h.patient(h.mill)
		_, err = h.grant(f.Key, p, "a")
		ok(t, err)
		f.Stock = 20
		f, err = h.s.SaveFace(h.program(), f.Version, f)
		ok(t, err)
		if f.Left != 19 {
			t.Errorf("left %d of 20 with one given", f.Left)
		}
		stale := f
		stale.NameZh = "晚了一步"
		_, err = h.s.SaveFace(h.program(), f.Version-1, stale)
		want(t, "a change of what was read before", err, db.Stale)
		f, err = h.s.RetireFace(h.program(), f.ID, f.Version, true)
		ok(t, err)
		_, err = h.grant(f.Key, p, "b")
		want(t, "of a retired face", err, FaceRetired)
	})
}

func TestWhatACouponTakesOff(t *testing.T) {
	lines := []Line{{Item: "clean", Quantity: 2, Open: 40000}, {Item: "film", Quantity: 1, Open: 10000}}
	for _, x := range []struct {
		what string
		f    Face
		want int64
		fits bool
	}{
		{"fifty yuan", Face{Worth: AmountOff, Value: 5000}, 5000, true},
		{"more than the bill", Face{Worth: AmountOff, Value: 90000}, 50000, true},
		{"five per cent", Face{Worth: PercentOff, Value: 500}, 2500, true},
		{"one cleaning", Face{Worth: ServiceOff, Item: "clean"}, 20000, true},
		{"an item that is not there", Face{Worth: ServiceOff, Item: "whitening"}, 0, false},
		{"below the least", Face{Worth: AmountOff, Value: 5000, MinSpend: 50001}, 0, false},
		{"the least", Face{Worth: AmountOff, Value: 5000, MinSpend: 50000}, 5000, true},
	} {
		got, fits := x.f.takes(lines, 50000)
		if int64(got) != x.want || fits != x.fits {
			t.Errorf("%s: %d, %v", x.what, got, fits)
		}
	}
}

// A coupon pays once: of twenty bills one has it, and a voided bill gives it back.
func TestACouponPaysOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.face(nil)
		p, brother, other := h.patient(h.mill), h.patient(h.mill), h.patient(h.mill)
		ok(t, h.people.JoinHousehold(h.program(), brother, p))
		c, err := h.grant("gift.fluoride", p, "a")
		ok(t, err)
		lines := []billing.CouponLine{{Item: "x", Quantity: 1, Open: 30000}}
		use := func(patient, bill string) error {
			return h.write(func(tx *db.Tx) error {
				id, off, err := h.s.Look(tx, patient, strings.ToLower(c.Code), lines, 30000)
				if err != nil {
					return err
				}
				return h.s.Use(tx, id, bill, off)
			})
		}
		want(t, "somebody else's", use(other, h.DB.NewID()), billing.CouponUnknown)
		var wg sync.WaitGroup
		var used int32
		bills := sync.Map{}
		for range 20 {
			wg.Go(func() {
				bill := h.DB.NewID()
				switch err := use(brother, bill); {
				case err == nil:
					atomic.AddInt32(&used, 1)
					bills.Store("bill", bill)
				case !errors.Is(err, billing.CouponSpent):
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if used != 1 {
			t.Fatalf("paid %d times", used)
		}
		bill, _ := bills.Load("bill")
		told := func(kind, body string) {
			ok(t, h.write(func(tx *db.Tx) error {
				return h.bus.Publish(tx, events.Fact{Kind: kind, Patient: brother, Subject: bill.(string), Body: json.RawMessage(body)})
			}))
		}
		told(billing.FactCredited, `{"amount":100}`) // a part of it alone
		want(t, "after a part was taken back", use(p, h.DB.NewID()), billing.CouponSpent)
		told(billing.FactCredited, `{"voided":true}`)
		if got := h.facts(c.ID); got != "granted used returned" {
			t.Errorf("told %q", got)
		}
		ok(t, use(p, bill.(string)))
		h.pass(40)
		told(billing.FactBillSettled, `{"state":"refused"}`)
		ok(t, h.ticker.Run(h.t.Context()))
		if got := h.facts(c.ID); got != "granted used returned used returned expired" {
			t.Errorf("given back after its last day: told %q", got)
		}
		want(t, "after its last day", use(p, h.DB.NewID()), billing.CouponOver)
	})
}

func TestAnErasedPatientHoldsNothing(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		f := h.face(func(f *Face) { f.Days = 400 })
		p := h.patient(h.mill)
		c, err := h.grant(f.Key, p, "a")
		ok(t, err)
		var path string
		ok(t, h.write(func(tx *db.Tx) (err error) {
			path, err = h.s.ShareWith(tx, "guide.retainer", p, "test", "m1")
			return err
		}))
		ok(t, h.s.write(h.program(), func(tx *db.Tx) error { return h.s.forgetRecords(tx, []string{p}) }))
		ok(t, h.s.read(h.program(), func(tx *db.Tx) error {
			got, _, err := couponBy(tx, "id", c.ID, false)
			if got.State != CouponWithdrawn || got.Slot != 0 {
				t.Errorf("the coupon is %+v", got)
			}
			return err
		}))
		_, err = h.follow(path)
		want(t, "the link of an erased patient", err, LinkBroken)
	})
}
