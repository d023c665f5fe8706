package billing

import (
	"strings"
	"testing"

	"archwire/internal/kit/money"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/paper"
	"archwire/internal/platform/paper/papertest"
)

// reads reads a sheet back; it says all that it should.
func reads(t *testing.T, name string, sheet paper.Sheet) papertest.Reading {
	t.Helper()
	if len(sheet.Missing) > 0 {
		t.Errorf("characters that no font has: %q", string(sheet.Missing))
	}
	papertest.Keep(t, strings.ReplaceAll(t.Name(), "/", "-")+"-"+name, sheet.PDF)
	return papertest.Read(t, sheet.PDF)
}

// The sheets of a closing and of the day say what the screens say, in both
// languages, and only to those who may see it.
func TestClosingAndDayOnPaper(t *testing.T) {
	each(t, func(t *testing.T, h *till) {
		p := h.patient()
		h.bill(p, "R02", 1)
		_, err := h.pay(p, 42000, NewTender{Means: Cash, Amount: 30000}, NewTender{Means: WeChat, Amount: 12000})
		ok(t, err)
		h.prepay(p, "", 5000)
		now, err := h.s.TillNow(h.cashier(), h.clinic, "")
		ok(t, err)
		c, err := h.s.Close(h.cashier(), CloseTill{Clinic: h.clinic, Entries: now.Entries, Newest: now.Newest, Counted: map[Means]money.Fen{Cash: 34900, WeChat: 12000}, Reason: "少一元"})
		ok(t, err)
		_, sheet, err := h.s.ClosingPaper(h.cashier(), c.ID, "zh-CN")
		ok(t, err)
		got := reads(t, "closing", sheet)
		got.Wants(t, "风车路店", "交班日结单", "Till closing", "现金 350.00 0.00 350.00 349.00 -1.00", "微信支付 120.00 0.00 120.00 120.00 0.00",
			"合计 470.00 0.00 470.00 469.00 -1.00", "少一元", "交款人签名")
		_, again, err := h.s.ClosingPaper(h.cashier(), c.ID, "zh-CN")
		ok(t, err)
		same(t, "the same bytes", string(again.PDF), string(sheet.PDF))

		boss := h.as(h.boss, h.clinic, MayClose, MaySeeAll)
		_, sheet, err = h.s.ClosingPaper(boss, c.ID, "en")
		ok(t, err)
		reads(t, "closing-en", sheet).Wants(t, "Till closing", "Cash 350.00", "Total 470.00")
		_, _, err = h.s.ClosingPaper(h.as(h.boss, h.clinic, MayClose), c.ID, "en")
		want(t, err, auth.Forbidden)
		_, _, err = h.s.ClosingPaper(h.as(h.boss, h.other, MayClose, MaySeeAll), c.ID, "en")
		want(t, err, ClosingNotFound)

		_, sheet, err = h.s.DayPaper(boss, h.clinic, "", "zh-CN")
		ok(t, err)
		reads(t, "day", sheet).Wants(t, "日流水", "Day book", "收费单 420.00", "实收合计 470.00", "预收增减 50.00", "账平", "预交金 470.00 420.00 0.00 0.00 50.00",
			"现金 350.00 0.00 350.00 349.00 –", "-1.00", "少一元", "复核")
		_, _, err = h.s.DayPaper(boss, h.other, "", "en")
		want(t, err, db.OutOfScope)
	})
}

// The page that a patient is given says what is refundable today, with the working.
func TestAccountOnPaper(t *testing.T) {
	each(t, func(t *testing.T, h *till) {
		p := h.patient()
		plan := h.agree(p, 1000000, 800000, true)
		h.prepay(p, plan, 500000)
		_, err := h.execute(p, plan, "O05", 400000, 320000, "fitting")
		ok(t, err)
		_, err = h.s.Prepay(h.cashier(), Prepayment{Clinic: h.clinic, Patient: p, Stored: true, Gift: 10000, Tenders: cash(50000)})
		ok(t, err)
		void := h.prepay(p, "", 700)
		ok(t, h.s.VoidReceipt(h.cashier(), void.ID, "twice"))
		v := h.account(p)
		g := v.glass()
		same(t, "paid", g.Paid, 550000)
		same(t, "executed", g.Executed, 320000)
		same(t, "left", g.Left, 230000)
		same(t, "back, the patient not being the cause", g.Back[0], 180000+50000)
		same(t, "back, the patient being the cause", g.Back[1], 100000+50000)

		in := AccountOnPaper{p, h.clinic, "zh-CN"}
		sheet, err := h.s.AccountPaper(h.cashier(), in)
		ok(t, err)
		reads(t, "account", sheet).Wants(t, "风车路店", "费用公示单", "陈彩虹1", "已付 ¥5,500.00", "已做 ¥3,200.00", "余额 ¥2,300.00",
			"今日可退（非患者原因） ¥2,300.00", "今日可退（患者原因） ¥1,500.00", "正畸合同", "已消费 -3,200.00 -4,000.00", "可退 1,800.00 1,000.00",
			"解释第十八条", "解释第十九条", "储值本金 500.00", "储值赠金 100.00", void.Number, "已作废", "法释〔2025〕4号")
		in.Locale = "en"
		sheet, err = h.s.AccountPaper(h.cashier(), in)
		ok(t, err)
		reads(t, "account-en", sheet).Wants(t, "费用公示单", "Paid ¥5,500.00", "Refundable today, for your reason ¥1,500.00")
		_, err = h.s.AccountPaper(h.as(h.Actor, h.other, MayView), AccountOnPaper{p, h.other, "en"})
		want(t, err, PatientNotFound)
		_, err = h.s.AccountPaper(h.as(h.Actor, h.other, MayView), in)
		want(t, err, db.OutOfScope)
	})
}
