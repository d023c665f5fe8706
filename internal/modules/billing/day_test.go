package billing

import (
	"fmt"
	"testing"

	"archwire/internal/kit/money"
)

// What would go back where is told before, and comes so.
func TestTheWayBackIsToldBefore(t *testing.T) {
	each(t, func(t *testing.T, h *till) {
		p := h.patient()
		h.prepay(p, "", 4000)
		b := h.bill(p, "P05", 3) // 3 × 100
		_, err := h.s.Pay(h.cashier(), Payment{Clinic: h.clinic, Patient: p, Owed: 30000, UsePrepaid: 4000,
			Tenders: []NewTender{{Means: WeChat, Amount: 11000}, {Means: Cash, Amount: 9000}}})
		ok(t, err)
		line := b.Lines[0].ID
		w, err := h.s.WayBackOf(h.cashier(), line, 2, false) // 60 of it is owed still; cash 90 and 50 of WeChat go back
		ok(t, err)
		same(t, "back", fmt.Sprint(w), fmt.Sprint(WayBack{3, 20000, 6000, 14000, 0, []Way{{Cash, Prepaid, true, 9000}, {WeChat, Prepaid, true, 5000}}}))
		kept, err := h.s.WayBackOf(h.cashier(), line, 2, true)
		ok(t, err)
		same(t, "kept", kept.Stands, 14000)
		done, err := h.s.RefundLine(h.cashier(), TakeBack{Line: line, Quantity: 2, Reason: "not_done"})
		ok(t, err)
		same(t, "refunded", done.Refund.Total, w.Refund)
		same(t, "credited", done.Credited, w.Credited)
		for _, r := range h.account(p).Receipts {
			for _, x := range r.Tenders {
				if x.Means == Cash && x.Amount == 9000 {
					same(t, "cash", x.Refunded, 9000)
				}
			}
		}
		_, err = h.s.WayBackOf(h.cashier(), line, 2, false)
		want(t, err, NotSoMany)
		_, err = h.s.WayBackOf(h.as(h.IDs(), h.other, MayRefund), line, 1, false)
		want(t, err, LineNotFound)
		h.books(t)
	})
}

// Lines are paid one by one, and no line of somebody else.
func TestLinesArePicked(t *testing.T) {
	each(t, func(t *testing.T, h *till) {
		p := h.patient()
		a, b := h.bill(p, "I02", 1), h.bill(p, "R02", 1)
		other := h.bill(h.patient(), "I02", 1)
		pay := func(owed money.Fen, lines ...string) (Paid, error) {
			return h.s.Pay(h.cashier(), Payment{Clinic: h.clinic, Patient: p, Lines: lines, Owed: owed, Tenders: cash(owed)})
		}
		_, err := pay(42000, b.Lines[0].ID)
		ok(t, err)
		same(t, "the other is owed", h.account(p).Owed, 12000)
		_, err = pay(12000, other.Lines[0].ID)
		want(t, err, OwedChanged)
		_, err = pay(12000, "x")
		want(t, err, LineNotFound)
		_, err = pay(12000, a.Lines[0].ID, b.Lines[0].ID)
		ok(t, err)
		same(t, "nothing is owed", h.account(p).Owed, 0)
		h.books(t)
	})
}

// The book of a day ties together: money in is what was charged and not owed,
// what stands, less what gifts paid; and beside it stands what banks say.
func TestTheBookOfADay(t *testing.T) {
	each(t, func(t *testing.T, h *till) {
		p := h.patient()
		plan := h.accept(p, "R05")
		h.bill(p, "R02", 1) // 420
		_, err := h.s.Prepay(h.cashier(), Prepayment{Clinic: h.clinic, Patient: p, Stored: true, Gift: 10000, Tenders: cash(50000)})
		ok(t, err)
		_, err = h.s.Pay(h.cashier(), Payment{Clinic: h.clinic, Patient: p, Owed: 42000, UseStored: 12000, Tenders: []NewTender{{Means: WeChat, Amount: 20000}}})
		ok(t, err)
		ok(t, h.executeNext(plan.ID))
		r := h.prepay(p, plan.ID, 7000)
		ok(t, h.s.VoidReceipt(h.cashier(), r.ID, "twice"))
		h.prepay(p, "", 3000)
		_, err = h.s.RefundStanding(h.cashier(), GiveBack{Clinic: h.clinic, Patient: p, Pot: Prepaid, Amount: 1000, Reason: "other"})
		ok(t, err)
		ok(t, h.closeTill())
		boss := h.as(h.boss, h.clinic, MaySeeAll)
		d, err := h.s.Day(boss, h.clinic, "")
		ok(t, err)
		same(t, "desk", d.Flow.Desk, 42000)
		same(t, "executed", d.Flow.Executed, plan.Items[0].Steps[0].Amount)
		same(t, "in", d.Flow.Received, 80000)
		same(t, "refunded", d.Flow.Refunded, 1000)
		same(t, "voided", d.Flow.Voided, 7000)
		same(t, "received", d.Axes.Received, 72000)
		same(t, "gifts", d.Flow.GiftsUsed(), 2000)
		same(t, "unexplained", d.Unexplained(), 0)
		var net money.Fen
		for _, f := range d.Flow.Pots {
			if f.Pot != Gift {
				net += f.Net()
			}
		}
		same(t, "stands", net, d.Axes.Prepaid)
		if len(d.Closings) != 1 || d.Names[h.Actor] != "" && d.Closings[0].Cashier != h.Actor || len(d.Open) != 0 {
			t.Errorf("%+v", d)
		}

		said := Statement{Clinic: h.clinic, Day: d.Day, Means: WeChat, Booked: 20000, Stated: 19900}
		_, err = h.s.NoteStatement(boss, said)
		want(t, err, WhyDifferent)
		said.Reason = "手续费"
		_, err = h.s.NoteStatement(boss, said)
		ok(t, err)
		said.Booked = 19900
		_, err = h.s.NoteStatement(boss, said)
		want(t, err, BooksMoved)
		said.Booked, said.Stated, said.Reason = 20000, 20000, ""
		_, err = h.s.NoteStatement(boss, said)
		ok(t, err)
		said.Day = d.Day.AddDays(1)
		_, err = h.s.NoteStatement(boss, said)
		want(t, err, BadDay)
		d, err = h.s.Day(boss, h.clinic, d.Day)
		ok(t, err)
		if len(d.Statements) != 1 || d.Statements[0].Stated != 20000 {
			t.Errorf("%+v", d.Statements)
		}
		h.books(t)
	})
}
