package billing

import (
	"testing"

	"archwire/internal/kit/money"
	"archwire/internal/platform/db"
)

func TestWhatImagingCameTo(t *testing.T) {
	each(t, func(t *testing.T, h *till) {
		p := h.patient()
		film := h.bill(p, "I02", 2) // 120 each
		h.bill(p, "I01", 1)         // 30
		h.bill(p, "E04", 1)         // no imaging
		void := h.bill(p, "I05", 1)
		ok(t, h.s.VoidBill(h.cashier(), void.ID, "wrong_patient"))
		manager := h.as(h.boss, h.clinic, MaySeeAll)
		var asked []string
		h.s.Takers = func(_ *db.Tx, visits []string) (map[string]string, error) {
			asked = visits
			return nil, nil
		}
		look := func() (list []ImagingAmount, sum money.Fen) {
			list, err := h.s.ImagingAmounts(manager, h.clinic, h.day.AddDays(-30), h.day)
			ok(t, err)
			for _, a := range list {
				sum += a.Amount
			}
			return list, sum
		}
		list, sum := look()
		if len(list) != 2 || list[0].Code != "I02" || list[0].Quantity != 2 || list[0].Amount != film.Lines[0].Net || list[0].Month != string(h.day)[:7] || sum != 27000 {
			t.Errorf("%+v", list)
		}
		if len(asked) != 0 {
			t.Errorf("asked for %v", asked)
		}
		_, err := h.s.ImagingAmounts(manager, h.other, h.day, h.day)
		want(t, err, db.OutOfScope)
		_, err = h.s.ImagingAmounts(manager, h.clinic, h.day, h.day.AddDays(-1))
		want(t, err, BadDay)
		if list, err := h.s.ImagingAmounts(manager, h.clinic, h.day.AddDays(-9), h.day.AddDays(-1)); err != nil || len(list) != 0 {
			t.Errorf("%+v %v", list, err)
		}
	})
}

func TestSumsOfImaging(t *testing.T) {
	row := func(month, visit, code string, n int, amount money.Fen) imagedRow {
		return imagedRow{Month: month, Visit: visit, Code: code, Quantity: n, Amount: amount}
	}
	got := sumImaging([]imagedRow{
		row("2026-10", "v1", "I02", 1, 12000), row("2026-11", "v2", "I02", 1, 12000), row("2026-11", "v3", "I02", 2, 24000),
		row("2026-11", "v2", "I01", 1, 3000), row("2026-11", "v4", "I02", 1, 12000), row("2026-11", "", "I02", 1, 100),
	}, map[string]string{"v1": "甲", "v2": "甲", "v3": "甲", "v4": "乙"})
	want := []ImagingAmount{
		{Month: "2026-11", Code: "I02", Staff: "甲", Quantity: 3, Amount: 36000}, {Month: "2026-11", Code: "I02", Staff: "乙", Quantity: 1, Amount: 12000},
		{Month: "2026-11", Code: "I01", Staff: "甲", Quantity: 1, Amount: 3000}, {Month: "2026-11", Code: "I02", Quantity: 1, Amount: 100},
		{Month: "2026-10", Code: "I02", Staff: "甲", Quantity: 1, Amount: 12000},
	}
	if len(got) != len(want) {
		t.Fatalf("%+v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%d: %+v, want %+v", i, got[i], want[i])
		}
	}
}
