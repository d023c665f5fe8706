package billing

import (
	"testing"

	"archwire/internal/kit/money"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/plans"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

func TestFill(t *testing.T) {
	list := []Instalment{{Seq: 1, Amount: 1000, Due: "2026-01-01"}, {Seq: 2, Amount: 500, Due: "2026-02-01"}, {Seq: 3, Amount: 500, Due: "2026-02-02"},
		{Seq: 4, Amount: 500, Due: "2026-02-03"}, {Seq: 5, Amount: 500, Milestone: Debonding}}
	got := fill(list, 1200, "2026-02-02")
	for i, want := range []Filled{{Paid: 1000, Progress: IsPaid}, {Paid: 200, Progress: IsOverdue}, {Progress: IsDue}, {Progress: IsComing}, {Progress: IsWaiting}} {
		want.Instalment = list[i]
		same(t, "instalment", got[i], want)
	}
	same(t, "a refund beyond what came in fills nothing", fill(list, -5, "2026-02-02")[0].Paid, 0)
	same(t, "all is paid", fill(list, 3000, "2026-01-01")[4].Progress, IsPaid)
	same(t, "outgrown", outgrown(list, 3001), true)
	same(t, "not outgrown", outgrown(list, 3000), false)
	same(t, "nothing to outgrow", outgrown(nil, 3000), false)
}

// Interest: §16 by cause, §17 from the end of the contract, simple, cut to the fen.
func TestInterest(t *testing.T) {
	rates := Rates{NotThePatient: 300, ThePatient: 150}
	for _, x := range []struct {
		cause  Cause
		refund money.Fen
		days   int
		want   money.Fen
	}{
		{NotThePatient, 765000, 0, 0}, {NotThePatient, 765000, 365, 22950}, {NotThePatient, 765000, 30, 1886},
		{ThePatient, 693500, 365, 10402}, {ThePatient, 0, 365, 0}, {ThePatient, 693500, -3, 0},
	} {
		f := Figure{Cause: x.cause, Refund: x.refund}.with(rates, x.days)
		same(t, string(x.cause), f.Interest, x.want)
	}
}

// A contract that is changed waits for another schedule; milestones that are
// reached stay reached, and every schedule stays on record.
func TestScheduleIsAgreedAnew(t *testing.T) {
	each(t, func(t *testing.T, h *till) {
		p := h.patient()
		plan := h.agree(p, money.Yuan(12000), money.Yuan(10000), true)
		start := h.today()
		list := []Instalment{{Amount: money.Yuan(1000), Milestone: Deposit}, {Amount: money.Yuan(5000), Milestone: Fitting}, {Amount: money.Yuan(4000), Due: start.AddMonths(6)}}
		a, err := h.s.AgreeSchedule(h.cashier(), plan, 1, list)
		ok(t, err)
		v := h.account(p).Agreements[0]
		same(t, "the deposit falls due at once", v.Instalments[0].Due, start)
		same(t, "and is due", v.Instalments[0].Progress, IsDue)
		same(t, "the fitting waits", v.Instalments[1].Progress, IsWaiting)
		h.Clock.Add(10 * day)
		fitted := h.today()
		execution, err := h.execute(p, plan, "O05", money.Yuan(4800), money.Yuan(4000), plans.StepFitting)
		ok(t, err)
		ok(t, h.publish(events.Fact{Kind: plans.FactChanged, Patient: p, Subject: plan,
			Body: plans.ChangedBody{Plan: plan, Revision: 2, Before: money.Yuan(10000), Amount: money.Yuan(9000)}}))
		v = h.account(p).Agreements[0]
		same(t, "the schedule waits to be agreed anew", v.Outgrown, true)
		_, err = h.s.AgreeSchedule(h.cashier(), plan, a.Version, list)
		want(t, err, db.Stale)
		_, err = h.s.AgreeSchedule(h.cashier(), plan, v.Version, list)
		want(t, err, ScheduleSum)
		list[2].Amount = money.Yuan(3000)
		_, err = h.s.AgreeSchedule(h.cashier(), plan, v.Version, list)
		ok(t, err)
		v = h.account(p).Agreements[0]
		same(t, "it fits again", v.Outgrown, false)
		same(t, "the deposit keeps its day", v.Instalments[0].Due, start)
		same(t, "what was fitted stays reached", v.Instalments[1].Due, fitted)
		all, err := h.s.Schedules(h.cashier(), plan)
		ok(t, err)
		if len(all) != 2 || all[0].Revision != 2 || all[0].Amount != money.Yuan(9000) || all[1].Amount != money.Yuan(10000) || len(all[1].Instalments) != 3 || all[1].At == 0 || all[1].By != h.Actor {
			t.Errorf("revisions: %+v", all)
		}
		ok(t, h.undo(p, plan, execution, money.Yuan(4800), money.Yuan(4000)))
		same(t, "undone, the fitting waits again", h.account(p).Agreements[0].Instalments[1].Progress, IsWaiting)
		h.books(t)
	})
}

// A schedule that is agreed after the fitting knows that it was reached.
func TestScheduleAfterTheFitting(t *testing.T) {
	each(t, func(t *testing.T, h *till) {
		p := h.patient()
		plan := h.agree(p, money.Yuan(1000), money.Yuan(1000), true)
		fitted := h.today()
		_, err := h.execute(p, plan, "O05", money.Yuan(400), money.Yuan(400), plans.StepFitting)
		ok(t, err)
		h.Clock.Add(3 * day)
		_, err = h.s.AgreeSchedule(h.cashier(), plan, 1, []Instalment{{Amount: money.Yuan(400), Milestone: Fitting}, {Amount: money.Yuan(600), Milestone: Debonding}})
		ok(t, err)
		v := h.account(p).Agreements[0]
		same(t, "fitted", v.Instalments[0].Due, fitted)
		same(t, "overdue", v.Standing.Overdue, money.Yuan(400))
		same(t, "the end waits", v.Instalments[1].Progress, IsWaiting)
	})
}

// Who pays is one of the people beside the patient, and stands on the receipt as
// they were.
func TestPayer(t *testing.T) {
	each(t, func(t *testing.T, h *till) {
		p := h.patient()
		father, err := h.people.Relate(h.program(), p, patients.Relation{Kind: patients.Payer, Relation: "father", Name: "陈山"})
		ok(t, err)
		_, err = h.people.Relate(h.program(), p, patients.Relation{Kind: patients.ContactRelated, Relation: "mother", Name: "林雨"})
		ok(t, err)
		plan := h.agree(p, money.Yuan(1000), money.Yuan(1000), true)
		v := h.account(p)
		if len(v.Payers) != 2 || v.Payers[0] != (Payer{father.ID, "father", "陈山"}) {
			t.Fatalf("payers: %+v", v.Payers)
		}
		_, err = h.s.PaidBy(h.cashier(), plan, 1, h.IDs())
		want(t, err, PayerNotFound)
		a, err := h.s.PaidBy(h.cashier(), plan, 1, father.ID)
		ok(t, err)
		_, err = h.s.PaidBy(h.cashier(), plan, 1, "")
		want(t, err, db.Stale)
		_, err = h.s.Prepay(h.cashier(), Prepayment{Clinic: h.clinic, Patient: p, Agreement: plan, Payer: h.IDs(), Tenders: cash(100)})
		want(t, err, PayerNotFound)
		_, err = h.s.Prepay(h.cashier(), Prepayment{Clinic: h.clinic, Patient: p, Agreement: plan, Payer: father.ID, Tenders: cash(100)})
		ok(t, err)
		h.bill(p, "I02", 1)
		_, err = h.s.Pay(h.cashier(), Payment{Clinic: h.clinic, Patient: p, Owed: money.Yuan(120), Payer: father.ID, Tenders: cash(money.Yuan(120))})
		ok(t, err)
		ok(t, h.people.EndRelation(h.program(), p, father.ID, "不再付款"))
		v = h.account(p)
		for _, r := range v.Receipts {
			same(t, "the receipt says who paid", r.Payer, Payer{father.ID, "father", "陈山"})
		}
		same(t, "the agreement too", v.Agreements[0].Payer, a.Payer)
		err = h.DB.Write(h.program(), func(tx *db.Tx) error {
			return tx.Update("billing_receipts").Set("payer_name = ?", "别人").Where("id = ?", v.Receipts[0].ID).Must()
		})
		if db.Violated(err) != "billing_append_only" {
			t.Errorf("a receipt's payer was changed: %v", err)
		}
	})
}

// Case A ended at month 8: not for the patient's reason all that stands goes back;
// for it the difference to the price before the discount is charged, and nothing
// is left standing.
func TestEarlyEnd(t *testing.T) {
	each(t, func(t *testing.T, h *till) {
		for cause, kept := range map[Cause]money.Fen{NotThePatient: 0, ThePatient: 71500} {
			p := h.patient()
			plan := h.agree(p, money.Yuan(26800), money.Yuan(25500), true)
			h.prepay(p, plan, 2167500)
			_, err := h.execute(p, plan, "O05", money.Yuan(10720), money.Yuan(10200), plans.StepFitting)
			ok(t, err)
			for range 6 {
				_, err = h.execute(p, plan, "O05", money.Yuan(670), 63750, plans.StepReview)
				ok(t, err)
			}
			h.Clock.Add(240 * day)
			settle := func(refund money.Fen) (Settled, error) {
				return h.s.Settle(h.cashier(), Settlement{Clinic: h.clinic, Agreement: plan, Cause: cause, Refund: refund, Reason: "moved_away"})
			}
			_, err = settle(765000)
			want(t, err, StillRuns)
			ok(t, h.publish(events.Fact{Kind: plans.FactEnded, Patient: p, Subject: plan, Body: plans.EndedBody{Plan: plan, Day: h.today()}}))
			h.Clock.Add(30 * day)
			v := h.account(p).Agreements[0]
			same(t, "days of interest", v.Figures[0].Days, 30)
			same(t, "interest of the clinic's cause", v.Figures[0].Interest, 1886)
			_, err = settle(1)
			want(t, err, FigureChanged)
			out, err := settle(765000 - kept)
			ok(t, err)
			same(t, "back", out.Refund.Total, 765000-kept)
			same(t, "kept", out.Kept, kept)
			acc := h.account(p)
			same(t, "nothing stands", acc.Contracts, 0)
			same(t, "nothing is owed", acc.Owed, 0)
			_, err = settle(0)
			want(t, err, NothingStands)
			h.books(t)
		}
	})
}
