package plans

import (
	"strings"
	"testing"

	"archwire/internal/kit/money"
	"archwire/internal/platform/paper/papertest"
)

// A plan on paper says every item with place and price, what was taken off in its
// order, and the total in figures and characters; two alternatives stand side by
// side.
func TestPlanOnPaper(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		patient := h.patient(h.mill)
		in := h.draft(patient, h.line("O05", ""), h.line("S03", "14,24"))
		in.Title, in.Note = "隐形", "先拔牙，两周后开始。"
		in.Items[0].Shares = &Shares{Fitting: Part{Share: 4000}, Debond: Part{Share: 500}, Retention: Part{Share: 500}, Reviews: 20}
		in.Offer.Plan = Discount{Kind: DiscountOff, Value: 130000}
		one := h.make(in)
		other := h.draft(patient, h.line("O02", ""))
		other.Title, other.Set = "金属托槽", one.Set
		h.make(other)

		sheet, err := h.s.Paper(h.dentist(), one.ID, false, "zh-CN")
		ok(t, err)
		papertest.Keep(t, "plan", sheet.PDF)
		got := papertest.Read(t, sheet.PDF)
		got.Wants(t, "治疗计划书", "Treatment plan", "李积木1", "隐形矫治（国产）", "正畸拔牙 14,24 2 300.00", "方案优惠 -1,300.00",
			"应付合计 ¥"+one.Amount.String(), one.Amount.Capital(), "40% / 5% / 5%", "先拔牙，两周后开始。", "患者/监护人签名", "至 2026-12-22 有效")
		if one.Amount != money.Yuan(26800+600-1300) {
			t.Errorf("amount %s", one.Amount)
		}
		both, err := h.s.Paper(h.dentist(), one.ID, true, "zh-CN")
		ok(t, err)
		papertest.Keep(t, "plans", both.PDF)
		papertest.Read(t, both.PDF).Wants(t, "治疗方案比较", "方案 1 隐形", "方案 2 金属托槽", "¥"+one.Amount.String(), "¥12,800.00")

		accepted, err := h.s.Accept(h.dentist(), one.ID, one.Version, one.Amount)
		ok(t, err)
		sheet, err = h.s.Paper(h.dentist(), accepted.ID, false, "en")
		ok(t, err)
		said := papertest.Read(t, sheet.PDF)
		said.Wants(t, "Treatment plan", "they do not follow the price list", "¥"+one.Amount.String())
		if strings.Contains(said.All(), "gooduntil") {
			t.Error("an accepted plan says until when it is good")
		}
		_, err = h.s.Paper(h.as(h.doctor, h.boat, MayView), one.ID, false, "zh-CN")
		want(t, "another clinic", err, PlanNotFound)
	})
}
