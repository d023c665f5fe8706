package billing

import (
	"fmt"
	"slices"
	"testing"

	"archwire/internal/kit/money"
	"archwire/internal/platform/db"
)

// Whatever stands in two places makes one owe the other; what stands in one, or
// in two others, does not.
func TestWhoOwesWhom(t *testing.T) {
	list := []Crossing{
		{AccountMoney, AccountPrepaid, "a", "a", "", 1000},      // a takes
		{AccountReceivable, AccountExecuted, "b", "", "b", 700}, // b earns
		{AccountPrepaid, AccountReceivable, "c", "a", "b", 600}, // a's money covers it, at the desk of c
		{AccountReceivable, AccountPrepaid, "b", "a", "b", 50},  // some of it stands again
		{AccountPrepaid, AccountMoney, "c", "a", "", 100},       // c gives back what a took
		{AccountGiftsGiven, AccountGift, "a", "a", "", 80},      // a gives a gift
		{AccountGift, AccountReceivable, "b", "a", "b", 30},     // which b takes
		{AccountMoney, AccountPrepaid, "c", "c", "", 10},        // c's own
		{AccountPrepaid, AccountReceivable, "c", "c", "c", 10},  // c's own
		{AccountReceivable, AccountExecuted, "c", "", "c", 10},  // c's own
	}
	for clinic, want := range map[string]struct {
		pairs []Pair
		net   money.Fen
	}{
		"a": {[]Pair{{"b", 630, 30, 50, 0}, {"c", 100, 0, 0, 0}}, -680},
		"b": {[]Pair{{"a", 50, 0, 630, 30}}, 580},
		"c": {[]Pair{{"a", 0, 0, 100, 0}}, 100},
		"d": {nil, 0},
	} {
		c := clearing(clinic, list)
		if !slices.Equal(c.Pairs, want.pairs) {
			t.Errorf("%s: %v, want %v", clinic, c.Pairs, want.pairs)
		}
		same(t, "net of "+clinic, c.Net(), want.net)
		same(t, "unexplained in "+clinic, c.Unexplained(), 0)
	}
}

// Two clinics: both books say the same, what they say ties to the day books and
// to the whole journal, and nobody sees another clinic's.
func TestClearingTiesToTheJournal(t *testing.T) {
	each(t, func(t *testing.T, h *till) {
		here := h.cashier()
		there := h.as(h.IDs(), h.other, MayView, MayCharge, MayPrepay, MayRefund, MayVoid)
		p, q := h.patient(), h.patient()
		for _, one := range []string{p, q} {
			ok(t, h.DB.Write(h.program(), func(tx *db.Tx) error { _, err := h.people.Visiting(tx, one, h.other); return err }))
		}
		h.prepay(p, "", 100000)
		_, err := h.s.Prepay(here, Prepayment{Clinic: h.clinic, Patient: p, Stored: true, Gift: 10000, Tenders: cash(50000)})
		ok(t, err)
		_, err = h.s.Charge(there, NewBill{Clinic: h.other, Patient: p, Lines: []NewLine{{Item: h.items["R02"], Quantity: 1}}})
		ok(t, err)
		_, err = h.s.Pay(there, Payment{Clinic: h.other, Patient: p, Owed: 42000, UsePrepaid: 30000, UseStored: 12000})
		ok(t, err)

		_, err = h.s.Prepay(there, Prepayment{Clinic: h.other, Patient: q, Tenders: cash(20000)})
		ok(t, err)
		h.bill(q, "I02", 1)
		_, err = h.s.Pay(here, Payment{Clinic: h.clinic, Patient: q, Owed: 12000, UsePrepaid: 12000})
		ok(t, err)
		_, err = h.s.RefundStanding(here, GiveBack{Clinic: h.clinic, Patient: q, Pot: Prepaid, Amount: 3000, Reason: "other"})
		ok(t, err)
		b := h.bill(q, "P05", 1)
		_, err = h.s.Pay(here, Payment{Clinic: h.clinic, Patient: q, Owed: b.Owed(), UsePrepaid: 5000})
		ok(t, err)
		ok(t, h.s.VoidBill(here, b.ID, "twice"))

		finance := map[string]Clearing{}
		for _, clinic := range []string{h.clinic, h.other} {
			boss := h.as(h.boss, clinic, MaySeeAll)
			c, err := h.s.Clearing(boss, clinic, "")
			ok(t, err)
			d, err := h.s.Day(boss, clinic, "")
			ok(t, err)
			same(t, "received as in the day book", c.Axes.Received, d.Axes.Received)
			same(t, "charged as in the day book", c.Axes.Charged, d.Axes.Charged)
			same(t, "unexplained", c.Unexplained(), 0)
			finance[clinic] = c
		}
		mine, theirs := finance[h.clinic], finance[h.other]
		same(t, "here", fmt.Sprint(mine.Pairs), fmt.Sprint([]Pair{{h.other, 47000, 2000, 20000, 0}}))
		same(t, "there", fmt.Sprint(theirs.Pairs), fmt.Sprint([]Pair{{h.clinic, 20000, 0, 47000, 2000}}))
		same(t, "both together", mine.Net()+theirs.Net(), 0)
		same(t, "name", mine.Names[h.other], "纸船街店")
		h.sameAsJournal(t, mine)

		before, err := h.s.Clearing(h.as(h.boss, h.clinic, MaySeeAll), h.clinic, mine.From.AddDays(-1))
		ok(t, err)
		same(t, "the month before", len(before.Pairs), 0)
		_, err = h.s.Clearing(h.as(h.boss, h.clinic, MaySeeAll), h.other, "")
		want(t, err, db.OutOfScope)
		h.books(t)
	})
}

// sameAsJournal proves that the sums that are cleared are the whole journal's.
func (h *till) sameAsJournal(t *testing.T, c Clearing) {
	t.Helper()
	ok(t, h.DB.Read(h.program(), func(tx *db.Tx) error {
		list, err := crossings(tx, []string{h.clinic, h.other}, c.From, c.To)
		if err != nil {
			return err
		}
		have := map[Account]money.Fen{}
		for _, x := range list {
			have[x.Debit] += x.Amount
			have[x.Credit] -= x.Amount
		}
		journal, _, err := balances(tx)
		same(t, "accounts", fmt.Sprint(have), fmt.Sprint(journal))
		return err
	}))
}
