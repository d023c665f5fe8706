package billing

import (
	"slices"
	"testing"

	"archwire/internal/fake"
	"archwire/internal/modules/gateways"
	"archwire/internal/platform/db"
)

// verified are the sorts of differences that are found, each once.
func (h *till) verified(t *testing.T) []string {
	t.Helper()
	v, err := h.s.Verify(h.program())
	ok(t, err)
	var out []string
	for _, d := range v.Wrong {
		if !slices.Contains(out, d.What) {
			out = append(out, d.What)
		}
	}
	return out
}

// Whatever was changed past the use cases is found; what they wrote is right.
func TestVerifyFindsEverySpoiledRow(t *testing.T) {
	each(t, func(t *testing.T, h *till) {
		p := h.patient()
		plan := h.agree(p, 90000, 80000, true)
		_, err := h.s.Prepay(h.cashier(), Prepayment{Clinic: h.clinic, Patient: p, Agreement: plan, Tenders: cash(50000)})
		ok(t, err)
		_, err = h.execute(p, plan, "O05", 40000, 32000, "fitting")
		ok(t, err)
		_, err = h.s.Prepay(h.cashier(), Prepayment{Clinic: h.clinic, Patient: p, Stored: true, Gift: 1000, Tenders: cash(20000)})
		ok(t, err)
		_, err = h.s.Charge(h.cashier(), NewBill{Clinic: h.clinic, Patient: p, Lines: []NewLine{{Item: h.items["I02"], Quantity: 2}}})
		ok(t, err)
		owed := h.account(p).Owed
		_, err = h.s.Pay(h.cashier(), Payment{Clinic: h.clinic, Patient: p, Owed: owed, UseStored: 2000, Tenders: cash(owed - 2000 - 100)})
		ok(t, err)
		_, err = h.s.RefundStanding(h.cashier(), GiveBack{Clinic: h.clinic, Patient: p, Pot: Contract, Agreement: plan, Amount: 5000, Reason: "other"})
		ok(t, err)
		tl, err := h.s.TillNow(h.cashier(), h.clinic, "")
		ok(t, err)
		_, err = h.s.Close(h.cashier(), CloseTill{Clinic: h.clinic, Entries: tl.Entries, Newest: tl.Newest, Reason: "没有清点"})
		ok(t, err)
		if wrong := h.verified(t); len(wrong) > 0 {
			t.Fatalf("sound books: %v", wrong)
		}
		v, err := h.s.Verify(h.program())
		ok(t, err)
		if v.Lines != 2 || v.Entries < 6 {
			t.Errorf("%d lines, %d entries were looked at", v.Lines, v.Entries)
		}
		for _, c := range []struct{ spoil, mend, what string }{
			{"UPDATE billing_lines SET paid = paid - 1 WHERE paid > 0", "UPDATE billing_lines SET paid = paid + 1 WHERE paid > 0", "a line and the journal"},
			{"UPDATE billing_lines SET paid = paid - 1 WHERE paid > 0", "UPDATE billing_lines SET paid = paid + 1 WHERE paid > 0", "a line and what covers it"},
			{"UPDATE billing_tenders SET standing = standing - 1, refunded = refunded + 1 WHERE standing > 1", "UPDATE billing_tenders SET standing = standing + 1, refunded = refunded - 1 WHERE standing > 0 AND refunded > 0",
				"a tender and the journal"},
			{"UPDATE billing_tenders SET standing = standing - 1, spent = spent + 1 WHERE spent > 0 AND standing > 0",
				"UPDATE billing_tenders SET standing = standing + 1, spent = spent - 1 WHERE spent > 0 AND standing > 0", "a tender and what it covers"},
			{"UPDATE billing_agreements SET executed = executed + 1", "UPDATE billing_agreements SET executed = executed - 1", "an agreement and its lines"},
			{"UPDATE billing_counters SET last = last + 1 WHERE kind = 'refund'", "UPDATE billing_counters SET last = last - 1 WHERE kind = 'refund'", "the numbers of a year"},
		} {
			h.change(t, c.spoil)
			if wrong := h.verified(t); !slices.Contains(wrong, c.what) {
				t.Errorf("%s: found %v", c.spoil, wrong)
			}
			h.change(t, c.mend)
			if wrong := h.verified(t); len(wrong) > 0 {
				t.Fatalf("%s: mended, and found %v", c.spoil, wrong)
			}
		}
		// A posting of nothing that there is: no row differs, the account does.
		h.change(t, "INSERT INTO billing_postings (tenant_id, entry_id, seq, debit, credit, amount) SELECT tenant_id, id, 99, 'money', 'prepaid', 1 FROM billing_entries WHERE kind = 'charge' LIMIT 1")
		if wrong := h.verified(t); !slices.Equal(wrong, []string{"an account and its rows"}) {
			t.Errorf("a posting without a row: found %v", wrong)
		}
	})
}

// What is held for the outside world and what that booked is held against what was
// asked of it.
func TestVerifyFindsSpoiledRequests(t *testing.T) {
	eachFar(t, func(t *testing.T, h *far) {
		p := h.patient()
		b, _ := h.paidOnline(p)
		h.w.Add(fake.Rule{Provider: "wechatpay", Call: "refund", How: fake.Silent, Times: 1})
		h.w.Add(fake.Rule{Provider: "wechatpay", Call: "ask_refund", How: fake.Silent})
		_, err := h.s.RefundLine(h.cashier(), TakeBack{Line: b.Lines[0].ID, Quantity: 1, Reason: "not_done"})
		ok(t, err)
		h.state(h.of(p).Requests[0].ID, gateways.Unknown)
		if wrong := h.verified(t); len(wrong) > 0 {
			t.Fatalf("sound books, money on its way back: %v", wrong)
		}
		const held, booked = "a tender and what is on its way back", "a request to the outside world and what it booked"
		for _, c := range []struct{ spoil, mend, what string }{
			{"UPDATE billing_tenders SET held = held - 1 WHERE held > 0", "UPDATE billing_tenders SET held = held + 1 WHERE means = 'online'", held},
			{"UPDATE billing_outside SET held = 0 WHERE held > 0", "UPDATE billing_outside SET held = amount WHERE kind = 'payment_return'", held},
			{"UPDATE billing_outside SET amount = amount + 1 WHERE kind = 'payment'", "UPDATE billing_outside SET amount = amount - 1 WHERE kind = 'payment'", booked},
		} {
			h.change(t, c.spoil)
			if wrong := h.verified(t); !slices.Equal(wrong, []string{c.what}) {
				t.Errorf("%s: found %v", c.spoil, wrong)
			}
			h.change(t, c.mend)
			if wrong := h.verified(t); len(wrong) > 0 {
				t.Fatalf("%s: mended, and found %v", c.spoil, wrong)
			}
		}
	})
}

// change writes past every use case.
func (h *till) change(t *testing.T, text string) {
	t.Helper()
	ok(t, h.DB.System(t.Context(), "to spoil the books", func(tx *db.Tx) error {
		_, err := tx.RawExec(text)
		return err
	}))
}
