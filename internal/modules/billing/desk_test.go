package billing

import (
	"testing"

	"archwire/internal/kit/money"
	"archwire/internal/modules/catalog"
	"archwire/internal/modules/plans"
	"archwire/internal/modules/tasks"
	"archwire/internal/platform/db"
)

// The order of discounts of a desk bill: each takes off what is left after the
// one before, what is on the whole is spread to the fen, and the rest of it falls
// on the largest line.
func TestTheOrderOfDiscounts(t *testing.T) {
	items := map[string]catalog.Listed{
		"film":  {Item: catalog.Item{ID: "film", Code: "I02", Discountable: true}, List: 12000, Price: 12000},
		"crown": {Item: catalog.Item{ID: "crown", Code: "R05", Discountable: true}, List: 198000, Price: 188000},
		"visit": {Item: catalog.Item{ID: "visit", Code: "G01", Insured: true}, List: 1000, Price: 1000},
		"canal": {Item: catalog.Item{ID: "canal", Code: "E04", Insured: true, Discountable: true}, List: 148000, Price: 148000},
	}
	rules := DeskRules{Member: 9500, Round: 100, Limit: 500}
	in := NewBill{Member: true, Coupon: 3000, Order: plans.Discount{Kind: plans.DiscountRate, Value: 9700}, Round: true, Lines: []NewLine{
		{Item: "film", Quantity: 1, Discount: 333}, {Item: "crown", Quantity: 2}, {Item: "visit", Quantity: 1}, {Item: "canal", Quantity: 1}}}
	q, err := quote(in, "2026-11-22", items, rules, issued{})
	ok(t, err)
	// film 120.00 −6.00 member −3.33 = 110.67; crowns 3,960.00, in the clinic 3,760.00, −188.00 = 3,572.00; 3,682.67 open
	// coupon 30.00: 0.90 and 29.10; 3 % of 3,652.67 = 109.58: 3.29 and 106.29; the registration and the canal keep their prices
	film, crown := q.Lines[0], q.Lines[1]
	same(t, "film", film.Off, Off{Member: 600, Line: 333, Coupon: 90, Order: 329, Round: film.Off.Round})
	same(t, "crown", crown.Off, Off{Clinic: 20000, Member: 18800, Coupon: 2910, Order: 10629, Round: crown.Off.Round})
	same(t, "rounded", film.Off.Round+crown.Off.Round, 9)
	same(t, "the visit", q.Lines[2].Net, 1000)
	same(t, "insured", q.Lines[3], Line{Item: "canal", Code: "E04", Quantity: 1, List: 148000, Net: 148000, Insured: true})
	same(t, "net", q.Net, 503300)
	same(t, "given", q.Given, 333+3000+10958)
	for _, l := range q.Lines {
		o := l.Off
		same(t, l.Code, l.List-l.Net, o.Clinic+o.Member+o.Line+o.Coupon+o.Order+o.Round)
		same(t, l.Code, l.Discount, l.List-l.Net)
	}

	refused := func(l NewLine) error {
		_, err := quote(NewBill{Lines: []NewLine{l}}, "2026-11-22", items, rules, issued{})
		return err
	}
	want(t, refused(NewLine{Item: "canal", Quantity: 1, Discount: 1}), PriceFixed)
	want(t, refused(NewLine{Item: "visit", Quantity: 1, Discount: 1}), NotDiscountable)
	want(t, refused(NewLine{Item: "film", Quantity: 1, SelfPay: "other"}), NotInsured)
	want(t, refused(NewLine{Item: "film", Quantity: 1, Discount: 12001}), BadAmount)
	q, err = quote(NewBill{Lines: []NewLine{{Item: "canal", Quantity: 1, Discount: 14800, SelfPay: "no_card"}}}, "2026-11-22", items, rules, issued{})
	ok(t, err)
	same(t, "self-paid, it may be discounted", q.Lines[0].Net, 133200)
	if !q.Waits() || q.Share != 1000 || q.Lines[0].Insured || q.Lines[0].SelfPay != "no_card" {
		t.Errorf("%+v", q)
	}
	q, err = quote(NewBill{Lines: []NewLine{{Item: "visit", Quantity: 1}}, Order: plans.Discount{Kind: plans.DiscountTo, Value: 0}}, "2026-11-22", items, rules, issued{})
	ok(t, err)
	same(t, "nothing may be taken off", q.Net, 1000)
}

// cut is a bill of one panoramic film (120) with a discount.
func (h *till) cut(patient string, discount money.Fen) NewBill {
	return NewBill{Clinic: h.clinic, Patient: patient, Lines: []NewLine{{Item: h.items["I02"], Quantity: 1, Discount: discount}}}
}

// A discount within one's limit is charged at once; beyond it the bill waits, and
// is charged as it was shown once somebody with the right approves.
func TestADiscountWaitsForApproval(t *testing.T) {
	each(t, func(t *testing.T, h *till) {
		p := h.patient()
		manager := h.as(h.boss, h.clinic, MayView, MayCharge, MayDiscount, MayApprove, tasks.MayView)
		_, err := h.s.Charge(h.cashier(), h.cut(p, 600))
		ok(t, err)
		_, err = h.s.Charge(h.cashier(), h.cut(p, 601))
		want(t, err, DiscountTooBig)
		_, err = h.s.Charge(h.as(h.IDs(), h.clinic, MayCharge, MayDiscount), h.cut(p, 1800))
		ok(t, err)
		_, err = h.s.Charge(h.as(h.IDs(), h.clinic, MayCharge, MayDiscount), h.cut(p, 1801))
		want(t, err, DiscountTooBig)
		_, err = h.s.Charge(manager, h.cut(p, 3600))
		ok(t, err)
		before := h.account(p).Owed

		_, err = h.s.AskBill(h.cashier(), h.cut(p, 600), "老客户")
		want(t, err, NothingToApprove)
		_, err = h.s.AskBill(h.cashier(), h.cut(p, 3000), " ")
		want(t, err, WhyMissing)
		ask := func(discount money.Fen) (AskedBill, tasks.Approval) {
			b, err := h.s.AskBill(h.cashier(), h.cut(p, discount), "老客户")
			ok(t, err)
			list, err := h.tasks.Approvals(manager, tasks.ApprovalQuery{Subject: b.ID, Limit: 1})
			ok(t, err)
			return b, list[0]
		}
		b, a := ask(3000)
		v := h.account(p)
		same(t, "not owed", v.Owed, before)
		if len(v.Asked) != 1 || v.Asked[0].ID != b.ID || v.Asked[0].Net != 9000 || v.Asked[0].Lines[0].Off.Line != 3000 || a.Amount != 3000 {
			t.Fatalf("%+v %+v", v.Asked, a)
		}
		_, err = h.s.Pay(h.cashier(), Payment{Clinic: h.clinic, Patient: p, Bills: []string{b.ID}, Tenders: cash(9000)})
		want(t, err, PaidTooMuch)
		if desk, err := h.s.Desk(h.cashier(), h.clinic); err != nil || len(desk.Asked) != 1 {
			t.Errorf("the desk sees %+v %v", desk, err)
		}
		_, err = h.tasks.Decide(manager, a.ID, a.Version, true, "可以")
		ok(t, err)
		v = h.account(p)
		same(t, "owed", v.Owed, before+9000)
		same(t, "no longer waiting", len(v.Asked), 0)
		charged := v.Bills[0]
		if charged.ID != b.ID || charged.By != h.Actor || charged.Lines[0].Discount != 3000 || charged.Lines[0].Off.Line != 3000 {
			t.Errorf("%+v", charged)
		}

		b, a = ask(3601) // beyond what the manager may: the group decides
		_, err = h.tasks.Decide(manager, a.ID, a.Version, true, "")
		want(t, err, LimitTooLow)
		_, err = h.tasks.Decide(manager, a.ID, a.Version, false, "太多了")
		ok(t, err)
		v = h.account(p)
		same(t, "refused, nothing is owed", v.Owed, before+9000)
		same(t, "the reason is kept", v.Asked[0].State+AskedState(v.Asked[0].Note), "refused太多了")
		_, a = ask(4000)
		_, err = h.tasks.Withdraw(h.cashier(), a.ID, a.Version)
		ok(t, err)
		same(t, "withdrawn", h.account(p).Asked[0].State, AskedWithdrawn)
		got, err := h.s.Asked(manager, b.ID)
		ok(t, err)
		same(t, "who decides sees the lines", got.Lines[0].Code, "I02")
		_, err = h.s.Asked(h.as(h.IDs(), h.other, MayView), b.ID)
		want(t, err, BillNotFound)
		h.books(t)
	})
}

// The registration fee is one act, once a day.
func TestRegistrationFee(t *testing.T) {
	each(t, func(t *testing.T, h *till) {
		p := h.patient()
		b, err := h.s.RegisterVisit(h.cashier(), h.clinic, p, false)
		ok(t, err)
		same(t, "fee", b.Owed(), money.Yuan(10))
		same(t, "item", b.Lines[0].Code, "G01")
		_, err = h.s.RegisterVisit(h.cashier(), h.clinic, p, false)
		want(t, err, AlreadyRegistered)
		_, err = h.s.RegisterVisit(h.cashier(), h.clinic, p, true)
		ok(t, err)
		h.Clock.Add(day)
		_, err = h.s.RegisterVisit(h.cashier(), h.clinic, p, false)
		ok(t, err)
		_, err = h.s.RegisterVisit(h.as(h.IDs(), h.other, MayCharge), h.clinic, p, false)
		want(t, err, db.OutOfScope)
		h.books(t)
	})
}

// A coupon that was issued here stands where coupons do, and is no gift of the desk:
// it needs nobody's approval. One of others is.
func TestACouponOfOursIsNoGiftOfTheDesk(t *testing.T) {
	items := map[string]catalog.Listed{"film": {Item: catalog.Item{ID: "film", Code: "I02", Discountable: true}, List: 12000, Price: 12000}}
	in := NewBill{Lines: []NewLine{{Item: "film", Quantity: 1}}}
	rules := DeskRules{Limit: 500}
	q, err := quote(in, "2026-11-22", items, rules, issued{"c", 5000})
	ok(t, err)
	same(t, "net", q.Net, 7000)
	same(t, "off", q.Lines[0].Off, Off{Coupon: 5000})
	same(t, "given", q.Given, 0)
	if q.Waits() {
		t.Error("somebody has to approve a coupon of ours")
	}
	in.Coupon = 5000
	q, err = quote(in, "2026-11-22", items, rules, issued{"c", 5000})
	ok(t, err)
	same(t, "both", q.Net, 2000)
	if same(t, "given with one of others", q.Given, 5000); !q.Waits() {
		t.Error("nobody has to approve a coupon of others")
	}
}
