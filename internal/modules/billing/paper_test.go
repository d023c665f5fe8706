package billing

import (
	"strings"
	"sync"
	"testing"

	"archwire/internal/kit/fault"
	"archwire/internal/kit/money"
	"archwire/internal/platform/db"
	"archwire/internal/platform/files"
	"archwire/internal/platform/paper/papertest"
)

// handOut hands a slip out and reads the paper back; its bytes are those that
// were noted.
func (h *till) handOut(t *testing.T, in HandOut) (Copy, papertest.Reading) {
	t.Helper()
	c, err := h.s.HandOutSlip(h.cashier(), in)
	ok(t, err)
	slip, sheet, err := h.s.SlipPaper(h.cashier(), c.ID)
	ok(t, err)
	if len(sheet.Missing) > 0 {
		t.Errorf("characters that no font has: %q", string(sheet.Missing))
	}
	if !slip.Voided {
		same(t, "hash of the bytes", c.SHA256, files.HashOf(sheet.PDF))
	}
	papertest.Keep(t, strings.ReplaceAll(t.Name(), "/", "-")+"-"+string(in.Kind)+"-"+string(in.Form)+"-"+c.ID[len(c.ID)-4:], sheet.PDF)
	return c, papertest.Read(t, sheet.PDF)
}

// A receipt says what was paid, of what, by which means; the second paper says that
// it is a reprint; after the voiding it says so across the page.
func TestReceiptOnPaper(t *testing.T) {
	each(t, func(t *testing.T, h *till) {
		p := h.patient()
		_, err := h.s.Charge(h.cashier(), NewBill{Clinic: h.clinic, Patient: p, Lines: []NewLine{
			{Item: h.items["I02"], Quantity: 1}, {Item: h.items["R01"], Quantity: 2, Site: "36,37"}}})
		ok(t, err)
		paid, err := h.s.Pay(h.cashier(), Payment{Clinic: h.clinic, Patient: p, Owed: money.Yuan(680), KeepRest: true, Given: money.Yuan(500),
			Tenders: []NewTender{{Means: Cash, Amount: money.Yuan(450)}, {Means: WeChat, Amount: money.Yuan(300), Reference: "4200001234"}}})
		ok(t, err)
		r := paid.Receipt

		original, got := h.handOut(t, HandOut{ReceiptSlip, r.ID, OnA5, "zh-CN"})
		same(t, "original", original.Seq, 1)
		got.Wants(t, "风车路店", "收款收据", "Receipt", r.Number, "陈彩虹1", "全景片", "树脂充填（小） 36,37", "2 560.00 560.00", "存入预交金 70.00",
			"现金 450.00", "微信支付 4200001234 300.00", "实收合计 ¥750.00", "柒佰伍拾元整", "收到现金 500.00", "找零 50.00", "第 1 页，共 1 页", original.Content[:16])
		for _, not := range []string{"补打", "已作废"} {
			if strings.Contains(got.All(), not) {
				t.Errorf("the original says %s", not)
			}
		}
		again, got := h.handOut(t, HandOut{ReceiptSlip, r.ID, OnRoll, "en"})
		same(t, "reprint", again.Seq, 2)
		same(t, "what it says", again.Content, original.Content)
		got.Wants(t, "REPRINT no. 1", "Receipt", "Panoramic", "WeChat Pay", "¥750.00", "柒佰伍拾元整")

		ok(t, h.s.VoidReceipt(h.cashier(), r.ID, "wrong_means"))
		void, got := h.handOut(t, HandOut{ReceiptSlip, r.ID, OnA5, "zh-CN"})
		same(t, "a reprint after the voiding", void.Seq, 3)
		got.Wants(t, "已作废", "支付方式有误", "补打 第 2 次", "750.00")
		same(t, "what the books say stays", void.Content, original.Content)
		h.books(t)
	})
}

// Money that stands is on its receipt as what it stands for; a refund has a paper
// of its own.
func TestRefundOnPaper(t *testing.T) {
	each(t, func(t *testing.T, h *till) {
		p := h.patient()
		stored, err := h.s.Prepay(h.cashier(), Prepayment{Clinic: h.clinic, Patient: p, Stored: true, Gift: money.Yuan(100), Tenders: cash(money.Yuan(1000))})
		ok(t, err)
		_, got := h.handOut(t, HandOut{ReceiptSlip, stored.ID, OnA5, "zh-CN"})
		got.Wants(t, "存入储值本金 1,000.00", "另赠储值 ¥100.00", "壹仟元整")
		r, err := h.s.RefundStanding(h.cashier(), GiveBack{Clinic: h.clinic, Patient: p, Pot: Principal, Amount: money.Yuan(500), Reason: "patient_wish"})
		ok(t, err)
		_, got = h.handOut(t, HandOut{RefundSlip, r.ID, OnA5, "zh-CN"})
		got.Wants(t, "退费单", r.Number, "患者要求", "现金 500.00", "退费合计 ¥500.00", "伍佰元整", "领款人签名")
		if strings.Contains(got.All(), "赠金") {
			t.Error("a gift stands on a refund as money")
		}
	})
}

// Twenty at once: one original, nineteen reprints, each with its number.
func TestTwentyPapersOfOneReceipt(t *testing.T) {
	each(t, func(t *testing.T, h *till) {
		r := h.prepay(h.patient(), "", 100)
		var wg sync.WaitGroup
		got := make([]Copy, 20)
		errs := make([]error, 20)
		for i := range got {
			wg.Go(func() { got[i], errs[i] = h.s.HandOutSlip(h.cashier(), HandOut{ReceiptSlip, r.ID, OnRoll, "zh-CN"}) })
		}
		wg.Wait()
		seen := map[int]bool{}
		for i, c := range got {
			ok(t, errs[i])
			seen[c.Seq] = true
		}
		if len(seen) != 20 || !seen[1] || !seen[20] {
			t.Errorf("papers: %v", seen)
		}
	})
}

// Nothing of a paper is rewritten; where the books say something else than the
// original, no reprint is made; others see nothing.
func TestPapersAreKept(t *testing.T) {
	each(t, func(t *testing.T, h *till) {
		r := h.prepay(h.patient(), "", 100)
		c, _ := h.handOut(t, HandOut{ReceiptSlip, r.ID, OnA5, "zh-CN"})
		for _, text := range []string{"UPDATE billing_papers SET sha256 = '' WHERE tenant_id = :tenant", "DELETE FROM billing_papers WHERE tenant_id = :tenant"} {
			err := h.DB.Write(h.program(), func(tx *db.Tx) error { _, err := tx.RawExec(text); return err })
			if db.Violated(err) != "billing_append_only" {
				t.Errorf("%s: %v", text, err)
			}
		}
		other := h.prepay(h.patient(), "", 200)
		ok(t, h.DB.Write(h.program(), func(tx *db.Tx) error {
			fake := c
			fake.ID, fake.Of = tx.NewID(), other.ID
			return insertPaper(tx, fake)
		}))
		_, err := h.s.HandOutSlip(h.cashier(), HandOut{ReceiptSlip, other.ID, OnA5, "zh-CN"})
		want(t, err, SlipAltered)

		elsewhere := h.as(h.Actor, h.other, MayView, MayCharge)
		for _, f := range []struct {
			err  error
			want *fault.Def
		}{
			{second(h.s.HandOutSlip(elsewhere, HandOut{ReceiptSlip, r.ID, OnA5, "zh-CN"})), ReceiptNotFound},
			{second(h.s.HandOutSlip(h.cashier(), HandOut{RefundSlip, h.IDs(), OnA5, "zh-CN"})), RefundNotFound},
		} {
			want(t, f.err, f.want)
		}
		_, _, err = h.s.SlipPaper(elsewhere, c.ID)
		want(t, err, PaperNotFound)
	})
}

func second[T any](_ T, err error) error { return err }
