package billing

import (
	"strings"
	"testing"
	"time"

	"archwire/internal/kit/fault"
	"archwire/internal/kit/money"
	"archwire/internal/modules/plans"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/testkit"
)

const day = 24 * time.Hour

// A bill is paid by several means, in parts, with change.
func TestDeskBill(t *testing.T) {
	each(t, func(t *testing.T, h *till) {
		p := h.patient()
		b, err := h.s.Charge(h.cashier(), NewBill{Clinic: h.clinic, Patient: p, Lines: []NewLine{
			{Item: h.items["I02"], Quantity: 1}, {Item: h.items["R01"], Quantity: 2, Site: "36,37", Discount: 2000}}})
		ok(t, err)
		same(t, "owed", b.Owed(), money.Yuan(120+560-20))

		_, err = h.pay(p, money.Yuan(1), cash(100)...)
		want(t, err, OwedChanged)
		_, err = h.pay(p, money.Yuan(660), cash(money.Yuan(661))...)
		want(t, err, PaidTooMuch)
		paid, err := h.s.Pay(h.cashier(), Payment{Clinic: h.clinic, Patient: p, Owed: money.Yuan(660),
			Tenders: []NewTender{{Means: Cash, Amount: money.Yuan(150)}, {Means: WeChat, Amount: money.Yuan(50), Reference: "4200001"}}, Given: money.Yuan(200)})
		ok(t, err)
		same(t, "change", paid.Receipt.Change, money.Yuan(50))
		same(t, "still owed", paid.Owed, money.Yuan(460))
		same(t, "number", paid.Receipt.Number[len(paid.Receipt.Number)-10:], "S26-000001")

		v := h.account(p)
		same(t, "owed in the account", v.Owed, money.Yuan(460))
		same(t, "first line first", v.Bills[0].Lines[0].Owed(), 0)
		desk, err := h.s.Desk(h.cashier(), h.clinic)
		ok(t, err)
		if d := desk.Debtors; len(d) != 1 || d[0].Owed != money.Yuan(460) || !d[0].Today || d[0].Card.Name == "" {
			t.Errorf("desk: %+v", desk)
		}
		paid, err = h.s.Pay(h.cashier(), Payment{Clinic: h.clinic, Patient: p, Owed: money.Yuan(460), Tenders: cash(money.Yuan(500)), KeepRest: true})
		ok(t, err)
		same(t, "all is paid", paid.Owed, 0)
		same(t, "the rest stands", h.account(p).Prepaid, money.Yuan(40))
		h.books(t)
	})
}

// The case of 24 months: 26,800 less 1,300 is 25,500, paid in five instalments,
// executed by shares; here to month 8 and to the end, to the fen.
func TestContractToTheFen(t *testing.T) {
	each(t, func(t *testing.T, h *till) {
		p := h.patient()
		plan := h.agree(p, money.Yuan(26800), money.Yuan(25500), true)
		start := h.today()
		a, err := h.s.AgreeSchedule(h.cashier(), plan, 1, []Instalment{{Amount: money.Yuan(2000), Due: start},
			{Amount: money.Yuan(8200), Milestone: Production}, {Amount: money.Yuan(7650), Milestone: Fitting},
			{Amount: money.Yuan(3825), Due: start.AddMonths(6)}, {Amount: money.Yuan(3825), Due: start.AddMonths(12)}})
		ok(t, err)
		h.prepay(p, plan, money.Yuan(2000))
		_, err = h.s.Reach(h.cashier(), plan, a.Version)
		ok(t, err)
		h.prepay(p, plan, money.Yuan(8200))
		h.Clock.Add(30 * day)
		_, err = h.execute(p, plan, "O05", money.Yuan(10720), money.Yuan(10200), plans.StepFitting)
		ok(t, err)
		v := h.account(p).Agreements[0]
		same(t, "the fitting lets its instalment fall due", v.Standing.Due, money.Yuan(17850))
		same(t, "what stood is used up", v.Stands, 0)
		h.prepay(p, plan, money.Yuan(7650))
		for range 6 {
			h.Clock.Add(30 * day)
			_, err = h.execute(p, plan, "O05", money.Yuan(670), 63750, plans.StepReview)
			ok(t, err)
		}
		h.prepay(p, plan, money.Yuan(3825))
		h.Clock.Add(30 * day) // month 8
		v = h.account(p).Agreements[0]
		same(t, "received", v.Received, 2167500)
		same(t, "executed", v.Executed, 1402500)
		same(t, "prepaid", v.Stands, 765000)
		same(t, "still to be paid", v.Standing.Open, 382500)
		same(t, "overdue", v.Standing.Overdue, 0)
		same(t, "refundable, not for the patient's reason", v.Figures[0].Refund, 765000)
		same(t, "refundable, for the patient's reason", v.Figures[1].Refund, 693500)
		h.books(t)

		h.Clock.Add(150 * day) // month 13: the last instalment is late
		late, err := h.s.Overdue(h.cashier(), h.clinic)
		ok(t, err)
		if len(late) != 1 || late[0].Standing.Overdue != 382500 || late[0].Name == "" {
			t.Errorf("overdue: %+v", late)
		}
		for range 14 {
			_, err = h.execute(p, plan, "O05", money.Yuan(670), 63750, plans.StepReview)
			ok(t, err)
		}
		_, err = h.execute(p, plan, "O05", money.Yuan(1340), money.Yuan(1275), plans.StepDebond)
		ok(t, err)
		_, err = h.execute(p, plan, "O05", money.Yuan(1340), money.Yuan(1275), plans.StepRetention)
		ok(t, err)
		acc := h.account(p)
		same(t, "executed above received is owed", acc.Owed, money.Yuan(3825))
		h.prepay(p, plan, money.Yuan(3825)) // and what comes in for the plan covers it at once
		acc = h.account(p)
		same(t, "nothing is owed", acc.Owed, 0)
		same(t, "nothing stands", acc.Contracts, 0)
		same(t, "all is executed", acc.Agreements[0].Executed, money.Yuan(25500))
		_, err = h.execute(p, plan, "O05", 1, 1, plans.StepRetention)
		want(t, err, BeyondAgreed)
		h.books(t)
	})
}

// The second case: 12,160 by a deposit, half at the fitting, and twelve months
// with a rest; executed with a rest as well.
func TestContractWithRests(t *testing.T) {
	each(t, func(t *testing.T, h *till) {
		p := h.patient()
		plan := h.agree(p, money.Yuan(12800), money.Yuan(12160), true)
		start := h.today()
		list := []Instalment{{Amount: money.Yuan(1000), Due: start}, {Amount: money.Yuan(5080), Milestone: Fitting}}
		for m := 1; m <= 12; m++ {
			n := money.Fen(50667)
			if m == 12 {
				n = 50663
			}
			list = append(list, Instalment{Amount: n, Due: start.AddMonths(m)})
		}
		_, err := h.s.AgreeSchedule(h.cashier(), plan, 1, list)
		ok(t, err)
		h.prepay(p, plan, money.Yuan(1000))
		h.prepay(p, plan, money.Yuan(5080))
		done := []money.Fen{486400}
		for range 22 {
			done = append(done, 23000)
		}
		done = append(done, 23600, 121600, 78400)
		for i, amount := range done {
			step := plans.StepReview
			if i == 0 {
				step = plans.StepFitting
			}
			_, err := h.execute(p, plan, "O02", amount*12800/12160, amount, step)
			ok(t, err)
			if i == 8 { // eight months on: the fitting and eight adjustments, eight months paid
				for m := 1; m <= 8; m++ {
					h.prepay(p, plan, 50667)
				}
				h.Clock.Set(start.AddMonths(8).At(10*60, time.FixedZone("CST", 8*3600)))
				v := h.account(p).Agreements[0]
				same(t, "received at month 8", v.Received, 608000+8*50667)
				same(t, "executed at month 8", v.Executed, 486400+8*23000)
				same(t, "prepaid at month 8", v.Stands, 342936)
				same(t, "overdue at month 8", v.Standing.Overdue, 0)
				h.Clock.Add(32 * day)
				same(t, "a month later", h.account(p).Agreements[0].Standing.Overdue, 50667)
			}
		}
		for m := 9; m <= 12; m++ {
			n := money.Fen(50667)
			if m == 12 {
				n = 50663
			}
			h.prepay(p, plan, n)
		}
		v := h.account(p)
		same(t, "executed", v.Agreements[0].Executed, money.Yuan(12160))
		same(t, "received", v.Agreements[0].Received, money.Yuan(12160))
		same(t, "owed", v.Owed, 0)
		same(t, "stands", v.Contracts, 0)
		h.books(t)
	})
}

// An undone execution takes back exactly what it brought, whatever covered it.
func TestUndo(t *testing.T) {
	each(t, func(t *testing.T, h *till) {
		p := h.patient()
		plan := h.agree(p, 100000, 90000, true)
		_, err := h.s.AgreeSchedule(h.cashier(), plan, 1, []Instalment{{Amount: 90000, Milestone: Fitting}})
		ok(t, err)
		h.prepay(p, plan, 20000)
		h.prepay(p, "", 10000)
		run, err := h.execute(p, plan, "O08", 60000, 50000, plans.StepFitting)
		ok(t, err)
		v := h.account(p)
		same(t, "owed", v.Owed, 20000)
		same(t, "prepaid", v.Prepaid, 0)
		_, err = h.pay(p, 20000, cash(20000)...)
		ok(t, err)
		ok(t, h.undo(p, plan, run, 60000, 50000))
		v = h.account(p)
		same(t, "owed", v.Owed, 0)
		same(t, "the plan's money stands again", v.Contracts, 20000)
		same(t, "the other money stands as well", v.Prepaid, 30000)
		same(t, "executed", v.Agreements[0].Executed, 0)
		same(t, "nothing is due any more", v.Agreements[0].Standing.Due, 0)
		want(t, h.undo(p, plan, run, 60000, 50000), AlreadyVoided)
		_, err = h.execute(p, plan, "O08", 60000, 50000, plans.StepFitting)
		ok(t, err)
		same(t, "it may be executed again", h.account(p).Agreements[0].Executed, 50000)
		h.books(t)
	})
}

// A line goes back in parts, and the money by the tender it came with.
func TestTakeBack(t *testing.T) {
	each(t, func(t *testing.T, h *till) {
		p := h.patient()
		b := h.bill(p, "P05", 3) // 3 × 100
		_, err := h.pay(p, 30000, NewTender{Means: WeChat, Amount: 15000}, NewTender{Means: Cash, Amount: 10000})
		ok(t, err)
		back := func(n int, keep bool) (TakenBack, error) {
			return h.s.RefundLine(h.cashier(), TakeBack{Line: b.Lines[0].ID, Quantity: n, Keep: keep, Reason: "not_done"})
		}
		got, err := back(1, false) // 50 of it was owed still
		ok(t, err)
		same(t, "credited", got.Credited, 10000)
		same(t, "refunded", got.Refund.Total, 5000)
		same(t, "owed", h.account(p).Owed, 0)
		got, err = back(1, true)
		ok(t, err)
		same(t, "kept", got.Stands, 10000)
		same(t, "not refunded", got.Refund.ID, "")
		_, err = back(2, false)
		want(t, err, NotSoMany)
		_, err = back(1, false)
		ok(t, err)
		_, err = back(1, false)
		want(t, err, NotSoMany)
		_, err = h.s.RefundLine(h.cashier(), TakeBack{Line: b.Lines[0].ID, Quantity: 1, Reason: "because"})
		want(t, err, BadReason)
		_, err = h.s.RefundStanding(h.cashier(), GiveBack{Clinic: h.clinic, Patient: p, Pot: Prepaid, Amount: 10001, Reason: "other"})
		want(t, err, NotEnough)
		_, err = h.s.RefundStanding(h.cashier(), GiveBack{Clinic: h.clinic, Patient: p, Pot: Prepaid, Amount: 10000, Reason: "other"})
		ok(t, err)
		var in, out money.Fen
		for _, r := range h.account(p).Receipts[0].Tenders {
			in, out = in+r.Amount, out+r.Refunded
		}
		same(t, "all that came in went back", in, out)
		h.books(t)
	})
}

func TestAnExecutedLineIsUndoneByItsDoctor(t *testing.T) {
	each(t, func(t *testing.T, h *till) {
		p := h.patient()
		plan := h.agree(p, 1000, 1000, false)
		_, err := h.execute(p, plan, "R01", 1000, 1000)
		ok(t, err)
		b := h.account(p).Bills[0]
		same(t, "kind", b.Kind, ExecutionBill)
		_, err = h.s.RefundLine(h.cashier(), TakeBack{Line: b.Lines[0].ID, Quantity: 1, Reason: "other"})
		want(t, err, ExecutedLine)
		want(t, h.s.VoidBill(h.cashier(), b.ID, "twice"), ExecutedLine)
		h.books(t)
	})
}

// Stored value: principal and gift are spent at the ratio in which they stand,
// and a gift goes with the principal that is given back.
func TestStoredValue(t *testing.T) {
	each(t, func(t *testing.T, h *till) {
		p := h.patient()
		top := Prepayment{Clinic: h.clinic, Patient: p, Stored: true, Gift: 20001, Tenders: cash(100000)}
		_, err := h.s.Prepay(h.cashier(), top)
		want(t, err, BadAmount)
		top.Gift = 20000
		_, err = h.s.Prepay(h.cashier(), top)
		ok(t, err)
		h.bill(p, "R02", 1) // 420
		_, err = h.s.Pay(h.cashier(), Payment{Clinic: h.clinic, Patient: p, Owed: 42000, UseStored: 42000})
		ok(t, err)
		v := h.account(p)
		same(t, "principal", v.Principal, 65000)
		same(t, "gift", v.Gift, 13000)
		same(t, "refundable, not for the patient's reason", v.Stored[0].Refund, 65000)
		same(t, "refundable, for the patient's reason", v.Stored[1].Refund, 58000)
		_, err = h.s.RefundStanding(h.cashier(), GiveBack{Clinic: h.clinic, Patient: p, Pot: Gift, Amount: 1, Reason: "other"})
		want(t, err, BadAmount)
		_, err = h.s.RefundStanding(h.cashier(), GiveBack{Clinic: h.clinic, Patient: p, Pot: Principal, Amount: 65000, Reason: "other"})
		ok(t, err)
		v = h.account(p)
		same(t, "principal and gift", v.Principal+v.Gift, 0)
		h.books(t)
	})
}

func TestVoid(t *testing.T) {
	each(t, func(t *testing.T, h *till) {
		p := h.patient()
		b := h.bill(p, "R01", 1)
		paid, err := h.pay(p, 28000, cash(28000)...)
		ok(t, err)
		want(t, h.s.VoidReceipt(h.cashier(), paid.Receipt.ID, "because"), BadReason)
		ok(t, h.s.VoidReceipt(h.cashier(), paid.Receipt.ID, "wrong_amount"))
		want(t, h.s.VoidReceipt(h.cashier(), paid.Receipt.ID, "wrong_amount"), AlreadyVoided)
		v := h.account(p)
		same(t, "owed again", v.Owed, 28000)
		same(t, "the number stays", v.Receipts[0].Number, paid.Receipt.Number)
		second, err := h.pay(p, 28000, cash(28000)...)
		ok(t, err)
		ok(t, h.s.VoidBill(h.cashier(), b.ID, "wrong_patient"))
		same(t, "what was paid stands", h.account(p).Prepaid, 28000)
		want(t, h.s.VoidBill(h.cashier(), b.ID, "wrong_patient"), AlreadyVoided)
		b2 := h.bill(p, "I02", 1)
		h.Clock.Add(day)
		want(t, h.s.VoidReceipt(h.cashier(), second.Receipt.ID, "twice"), NotToday)
		want(t, h.s.VoidBill(h.cashier(), b2.ID, "twice"), NotToday)
		h.books(t)
	})
}

// A till is counted once; afterwards nothing of it changes.
func TestClosing(t *testing.T) {
	each(t, func(t *testing.T, h *till) {
		p := h.patient()
		h.bill(p, "R02", 1)
		first, err := h.pay(p, 42000, NewTender{Means: Cash, Amount: 30000}, NewTender{Means: Alipay, Amount: 12000})
		ok(t, err)
		r := h.prepay(p, "", 10000)
		ok(t, h.s.VoidReceipt(h.as(h.IDs(), h.clinic, MayVoid), r.ID, "twice")) // another one voids: it is out of this till
		now, err := h.s.TillNow(h.cashier(), h.clinic, "")
		ok(t, err)
		same(t, "entries", now.Entries, 3)
		same(t, "cash", now.Counts[0], Count{Means: Cash, Received: 40000, GivenBack: 10000})

		in := CloseTill{Clinic: h.clinic, Entries: 2, Newest: now.Newest, Counted: map[Means]money.Fen{Cash: 29900, Alipay: 12000}}
		_, err = h.s.Close(h.cashier(), in)
		want(t, err, TillChanged)
		in.Entries, in.Newest = 3, h.IDs() // as many as then, but others: it was closed and filled again meanwhile
		_, err = h.s.Close(h.cashier(), in)
		want(t, err, TillChanged)
		in.Newest = now.Newest
		_, err = h.s.Close(h.cashier(), in)
		want(t, err, WhyDifferent)
		in.Reason = "找零少了一元"
		c, err := h.s.Close(h.cashier(), in)
		ok(t, err)
		same(t, "difference", c.Difference(), -100)
		_, err = h.s.Close(h.cashier(), in)
		want(t, err, TillEmpty)
		want(t, h.s.VoidReceipt(h.cashier(), first.Receipt.ID, "twice"), AlreadyClosed)
		_, err = h.s.TillNow(h.cashier(), h.clinic, h.IDs())
		if err == nil {
			t.Error("another's till was shown")
		}
		h.prepay(p, "", 500)
		d, err := h.s.Day(h.as(h.IDs(), h.clinic, MaySeeAll), h.clinic, "")
		ok(t, err)
		same(t, "the day", d.Axes, Axes{Charged: 42000, Received: 42500, Prepaid: 500})
		if len(d.Closings) != 1 || len(d.Open) != 1 || d.Open[0] != h.Actor || d.Closings[0].Reason == "" {
			t.Errorf("%+v", d)
		}
		h.books(t)
	})
}

// What was written of money stays as it was written, whoever asks.
func TestNothingIsRewritten(t *testing.T) {
	each(t, func(t *testing.T, h *till) {
		p := h.patient()
		h.bill(p, "R01", 1)
		paid, err := h.pay(p, 28000, cash(28000)...)
		ok(t, err)
		ok(t, h.s.VoidReceipt(h.cashier(), paid.Receipt.ID, "twice"))
		for _, text := range []string{
			"UPDATE billing_receipts SET total = total + 1 WHERE tenant_id = :tenant",
			"UPDATE billing_receipts SET voided_at = NULL WHERE tenant_id = :tenant",
			"DELETE FROM billing_receipts WHERE tenant_id = :tenant",
			"UPDATE billing_postings SET amount = amount + 1 WHERE tenant_id = :tenant",
			"DELETE FROM billing_postings WHERE tenant_id = :tenant",
			"UPDATE billing_entries SET day = '2020-01-01' WHERE tenant_id = :tenant",
			"UPDATE billing_lines SET net = net WHERE tenant_id = :tenant",
			"DELETE FROM billing_allocations WHERE tenant_id = :tenant",
			"UPDATE billing_tenders SET amount = amount + 1, standing = standing + 1 WHERE tenant_id = :tenant",
		} {
			err := h.DB.Write(h.program(), func(tx *db.Tx) error { _, err := tx.RawExec(text); return err })
			if got := db.Violated(err); got != "billing_append_only" {
				t.Errorf("%s: %v", text, err)
			}
		}
		err = h.DB.Write(h.program(), func(tx *db.Tx) error {
			_, err := tx.RawExec("UPDATE billing_tenders SET standing = standing - 1 WHERE tenant_id = :tenant")
			return err
		})
		if got := db.Violated(err); got == "" {
			t.Errorf("a tender that does not come out: %v", err)
		}
	})
}

// A patient whose record was merged keeps every fen, and gets it back apart.
func TestMerge(t *testing.T) {
	each(t, func(t *testing.T, h *till) {
		a, b := h.patient(), h.patient()
		h.prepay(a, "", 10000)
		h.prepay(b, "", 2500)
		h.bill(a, "I02", 1)
		_, err := h.people.MergeInto(h.program(), a, b, "同一个人")
		ok(t, err)
		v := h.account(b)
		same(t, "prepaid", v.Prepaid, 12500)
		same(t, "owed", v.Owed, 12000)
		_, err = h.s.Pay(h.cashier(), Payment{Clinic: h.clinic, Patient: b, Owed: 12000, UsePrepaid: 12000})
		ok(t, err)
		same(t, "left", h.account(b).Prepaid, 500)
		h.books(t)
	})
}

// Money taken in one clinic covers what is owed in another, and nobody sees the
// bills of a clinic that is not theirs.
func TestAnotherClinic(t *testing.T) {
	each(t, func(t *testing.T, h *till) {
		p := h.patient()
		b := h.bill(p, "I02", 1)
		stranger := h.as(h.IDs(), h.other, MayView, MayCharge, MayRefund, MayVoid)
		_, err := h.s.Account(stranger, p)
		want(t, err, PatientNotFound)
		want(t, h.s.VoidBill(stranger, b.ID, "twice"), BillNotFound)
		_, err = h.s.Pay(stranger, Payment{Clinic: h.clinic, Patient: p, Owed: 12000, Tenders: cash(12000)})
		want(t, err, db.OutOfScope)
		ok(t, h.DB.Write(h.program(), func(tx *db.Tx) error { _, err := h.people.Visiting(tx, p, h.other); return err }))
		v, err := h.s.Account(stranger, p)
		ok(t, err)
		same(t, "bills in sight", len(v.Bills), 0)
		same(t, "owed in sight", v.Owed, 0)
	})
}

func TestFacts(t *testing.T) {
	each(t, func(t *testing.T, h *till) {
		p := h.patient()
		var heard []string
		ok(t, h.bus.Add(events.Subscription{Name: "test.hear", Kinds: []string{FactCharged, FactReceived, FactRefunded, FactCredited, FactReceiptVoided},
			Now: func(_ *db.Tx, f events.Fact) error { heard = append(heard, f.Kind); return nil }}))
		b := h.bill(p, "I02", 1)
		_, err := h.pay(p, 12000, cash(12000)...)
		ok(t, err)
		_, err = h.s.RefundLine(h.cashier(), TakeBack{Line: b.Lines[0].ID, Quantity: 1, Reason: "not_done"})
		ok(t, err)
		got := ""
		for _, k := range heard {
			got += k + " "
		}
		same(t, "facts", got, FactCharged+" "+FactReceived+" "+FactCredited+" "+FactRefunded+" ")
	})
}

// Twenty cashiers take the whole of one bill: one of them gets it.
func TestTwentyCashiersOnOneBill(t *testing.T) {
	each(t, func(t *testing.T, h *till) {
		p := h.patient()
		h.bill(p, "R02", 1)
		errs := testkit.Race(t, 20, func(int) error { _, err := h.pay(p, 42000, cash(42000)...); return err })
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else {
				want(t, err, OwedChanged)
			}
		}
		same(t, "paid once", won, 1)
		same(t, "owed", h.account(p).Owed, 0)
		h.books(t)
	})
}

// Twenty cashiers give back a tenth each of what stands: ten of them can.
func TestTwentyCashiersOnOnePot(t *testing.T) {
	each(t, func(t *testing.T, h *till) {
		p := h.patient()
		h.prepay(p, "", 10000)
		errs := testkit.Race(t, 20, func(int) error {
			_, err := h.s.RefundStanding(h.cashier(), GiveBack{Clinic: h.clinic, Patient: p, Pot: Prepaid, Amount: 1000, Reason: "other"})
			return err
		})
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else {
				want(t, err, NotEnough)
			}
		}
		same(t, "given back", won, 10)
		same(t, "stands", h.account(p).Prepaid, 0)
		h.books(t)
	})
}

// Twenty receipts of twenty patients at once have twenty numbers without a hole.
func TestNumbersHaveNoHoles(t *testing.T) {
	each(t, func(t *testing.T, h *till) {
		people := make([]string, 20)
		for i := range people {
			people[i] = h.patient()
		}
		for _, err := range testkit.Race(t, 20, func(i int) error {
			n := Prepayment{Clinic: h.clinic, Patient: people[i], Tenders: cash(100)}
			if i%4 == 3 { // refused
				n.Agreement = "01900000-0000-7000-8000-0000000000ff"
			}
			_, err := h.s.Prepay(h.cashier(), n)
			return err
		}) {
			if err != nil {
				want(t, err, AgreementNotFound)
			}
		}
		h.books(t)
	})
}

// Values that do not fit are refused, each by a fault that names it.
func TestBadInput(t *testing.T) {
	each(t, func(t *testing.T, h *till) {
		p, item := h.patient(), h.items["R01"]
		long := strings.Repeat("牙", 10_000)
		for _, l := range []NewLine{{Item: item, Quantity: 1001}, {Item: item, Quantity: -1}, {Item: item, Quantity: 1, Site: long},
			{Item: item, Quantity: 1, Site: "99"}, {Item: item, Quantity: 1, Site: "😀𠮷䶮"}, {Item: h.IDs(), Quantity: 1}} {
			_, err := h.s.Charge(h.cashier(), NewBill{Clinic: h.clinic, Patient: p, Lines: []NewLine{l}})
			if _, known := fault.As(err); !known {
				t.Errorf("%.60v: %v", l, err)
			}
		}
		for _, n := range []NewTender{{Means: Cash, Amount: 1, Reference: long}, {Means: Cash, Amount: 1, Reference: "周先生"}, {Means: "金条", Amount: 1}} {
			_, err := h.pay(p, 0, n)
			if _, known := fault.As(err); !known {
				t.Errorf("%.60v: %v", n, err)
			}
		}
		_, err := h.pay(p, 0)
		want(t, err, NothingPaid)
		_, err = h.s.Pay(h.cashier(), Payment{Clinic: h.clinic, Patient: p, UsePrepaid: -5, Tenders: cash(5)})
		want(t, err, BadAmount)
		_, err = h.s.Prepay(h.cashier(), Prepayment{Clinic: h.clinic, Patient: p, Agreement: h.IDs(), Tenders: cash(5)})
		want(t, err, AgreementNotFound)
		_, err = h.s.Charge(h.cashier(), NewBill{Clinic: h.clinic, Patient: h.IDs(), Lines: []NewLine{{Item: item, Quantity: 1}}})
		want(t, err, PatientNotFound)
		theirs := h.agree(h.patient(), 100, 100, true)
		_, err = h.s.Prepay(h.cashier(), Prepayment{Clinic: h.clinic, Patient: p, Agreement: theirs, Tenders: cash(5)})
		want(t, err, AgreementNotFound)
		v := h.account(p)
		if len(v.Bills)+len(v.Receipts) > 0 {
			t.Errorf("something was written: %+v", v)
		}
	})
}
