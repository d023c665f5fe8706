package billing

import (
	"errors"
	"testing"

	"archwire/internal/kit/fault"
	"archwire/internal/kit/money"
	"archwire/internal/modules/plans"
	"archwire/internal/platform/db"
	"archwire/internal/platform/testkit"
)

// A record is merged into another while money is taken, given back and earned for
// it: nothing stays with the record that nobody opens any more, and nothing of it
// is lost.
func TestAMergeMeetsMoney(t *testing.T) {
	each(t, func(t *testing.T, h *till) {
		from, into := h.patient(), h.patient()
		plan := h.accept(from, "O05", "R05")
		h.bill(from, "R02", 1)
		h.prepay(from, "", 50000)
		merged := make(chan error, 1)
		errs := testkit.Race(t, 20, func(i int) error {
			switch i % 5 {
			case 0:
				if i == 0 {
					_, err := h.people.MergeInto(h.program(), from, into, "同一个人")
					merged <- err
					return nil
				}
				_, err := h.s.Charge(h.cashier(), NewBill{Clinic: h.clinic, Patient: from, Lines: []NewLine{{Item: h.items["I02"], Quantity: 1}}})
				return err
			case 1:
				_, err := h.s.Prepay(h.cashier(), Prepayment{Clinic: h.clinic, Patient: from, Agreement: plan.ID, Tenders: cash(10000)})
				return err
			case 2:
				_, err := h.pay(from, 42000, cash(42000)...)
				return err
			case 3:
				_, err := h.s.RefundStanding(h.cashier(), GiveBack{Clinic: h.clinic, Patient: from, Pot: Prepaid, Amount: 100, Reason: "other"})
				return err
			}
			return h.executeNext(plan.ID)
		})
		ok(t, <-merged)
		for i, err := range errs {
			if _, known := fault.As(err); err != nil && !known {
				t.Errorf("%d: %v", i, err)
			}
		}
		for _, m := range h.people.Moves {
			ok(t, h.DB.Read(h.program(), func(tx *db.Tx) error {
				n, err := tx.From(m.Table).Where(m.Column+" = ?", from).Count()
				same(t, m.Table+" left behind", n, 0)
				return err
			}))
		}
		v := h.account(into)
		var in money.Fen
		for _, r := range v.Receipts {
			in += r.Total
		}
		if v.Agreements[0].Executed == 0 || in < 50000 {
			t.Errorf("executed %d, received %d", v.Agreements[0].Executed, in)
		}
		h.books(t)
	})
}

// executeNext executes the next step of a plan, again where somebody was first.
func (h *till) executeNext(plan string) error {
	for {
		p, err := h.plans.Show(h.dentist(), plan)
		if err != nil {
			return err
		}
		_, _, err = h.plans.Execute(h.dentist(), p.ID, p.Version, plans.Executing{Anyway: "资料在外院"}, []plans.Doing{{Item: p.Items[0].ID, Number: 1}})
		if !errors.Is(err, db.Stale) {
			return err
		}
	}
}

// Twenty people at one till: some take money while others close it. Each fen is
// in one closing, or in the till that is open.
func TestTwentyCashiersOnOneTill(t *testing.T) {
	each(t, func(t *testing.T, h *till) {
		var people []string
		for range 14 {
			people = append(people, h.patient())
		}
		errs := testkit.Race(t, 20, func(i int) error {
			if i < len(people) {
				_, err := h.s.Prepay(h.cashier(), Prepayment{Clinic: h.clinic, Patient: people[i], Tenders: cash(money.Fen(100 + i))})
				return err
			}
			return h.closeTill()
		})
		for i, err := range errs {
			if i < len(people) {
				ok(t, err)
			} else if err != nil && !errors.Is(err, TillChanged) && !errors.Is(err, TillEmpty) {
				t.Error(err)
			}
		}
		if err := h.closeTill(); err != nil {
			want(t, err, TillEmpty)
		}
		d, err := h.s.Day(h.as(h.boss, h.clinic, MaySeeAll), h.clinic, "")
		ok(t, err)
		var closed, entries money.Fen
		for _, c := range d.Closings {
			entries += money.Fen(c.Entries)
			for _, n := range c.Counts {
				closed += n.Received
			}
		}
		same(t, "closed", closed, 14*100+13*14/2)
		same(t, "entries", entries, 14)
		same(t, "open tills", len(d.Open), 0)
		h.books(t)
	})
}

// closeTill counts exactly what is expected.
func (h *till) closeTill() error {
	now, err := h.s.TillNow(h.cashier(), h.clinic, "")
	if err != nil {
		return err
	}
	have := map[Means]money.Fen{}
	for _, c := range now.Counts {
		have[c.Means] = c.Expected()
	}
	_, err = h.s.Close(h.cashier(), CloseTill{Clinic: h.clinic, Entries: now.Entries, Newest: now.Newest, Counted: have})
	return err
}
