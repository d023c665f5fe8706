package billing

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
)

func TestSpreadSpendsInOrder(t *testing.T) {
	for _, c := range []struct {
		have, need []money.Fen
		limit      money.Fen
		want       string
	}{
		{[]money.Fen{100}, []money.Fen{30, 50}, 1000, "[{0 0 0.30} {0 1 0.50}]"},
		{[]money.Fen{20, 0, 70}, []money.Fen{30, 50}, 1000, "[{0 0 0.20} {2 0 0.10} {2 1 0.50}]"},
		{[]money.Fen{20, 70}, []money.Fen{30, 50}, 25, "[{0 0 0.20} {1 0 0.05}]"},
		{[]money.Fen{20}, []money.Fen{0, 0, 10}, 1000, "[{0 2 0.10}]"},
		{nil, []money.Fen{10}, 10, "[]"},
		{[]money.Fen{10}, nil, 10, "[]"},
		{[]money.Fen{10}, []money.Fen{10}, 0, "[]"},
	} {
		if got := fmt.Sprint(spread(c.have, c.need, c.limit)); got != c.want {
			t.Errorf("spread(%v, %v, %d) = %s, want %s", c.have, c.need, c.limit, got, c.want)
		}
	}
}

func TestSpreadNeverInventsMoney(t *testing.T) {
	amounts := rapid.SliceOfN(rapid.Int64Range(0, 1000), 0, 8)
	rapid.Check(t, func(t *rapid.T) {
		have, need := fens(amounts.Draw(t, "have")), fens(amounts.Draw(t, "need"))
		limit := money.Fen(rapid.Int64Range(0, 5000).Draw(t, "limit"))
		h, n := append([]money.Fen{}, have...), append([]money.Fen{}, need...)
		var sum, hSum, nSum money.Fen
		for _, u := range spread(have, need, limit) {
			if u.Amount <= 0 {
				t.Fatalf("a use of %d", u.Amount)
			}
			h[u.From] -= u.Amount
			n[u.To] -= u.Amount
			sum += u.Amount
		}
		for i := range h {
			hSum += have[i]
			if h[i] < 0 {
				t.Fatal("more was spent than there is")
			}
		}
		for i := range n {
			nSum += need[i]
			if n[i] < 0 {
				t.Fatal("more was met than is needed")
			}
		}
		if want := min(hSum, nSum, limit); sum != want {
			t.Fatalf("%d was spent, want %d", sum, want)
		}
	})
}

func fens(list []int64) []money.Fen {
	out := make([]money.Fen, len(list))
	for i, n := range list {
		out[i] = money.Fen(n)
	}
	return out
}

// However a line is taken back, its shares come to exactly its net.
func TestSharesComeToTheNet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := Line{Quantity: rapid.IntRange(1, 40).Draw(t, "quantity"), Net: money.Fen(rapid.Int64Range(0, 10_000_000).Draw(t, "net"))}
		for l.CreditedQuantity < l.Quantity {
			n := rapid.IntRange(1, l.Quantity-l.CreditedQuantity).Draw(t, "n")
			s := l.share(n)
			if s < 0 {
				t.Fatalf("a share of %d", s)
			}
			l.Credited += s
			l.CreditedQuantity += n
		}
		if l.Credited != l.Net {
			t.Fatalf("%d of %d", l.Credited, l.Net)
		}
	})
}

func TestProRataUsesBothUpTogether(t *testing.T) {
	for _, c := range [][5]money.Fen{ // amount, principal, gift, of principal, of gift
		{12000, 100000, 20000, 10000, 2000}, {1, 1, 1, 1, 0}, {2, 1, 1, 1, 1}, {100, 100, 0, 100, 0}, {50, 0, 80, 0, 50}, {0, 0, 0, 0, 0},
		{120000, 100000, 20000, 100000, 20000}, {7, 3, 4, 3, 4}, {100, 300, 1, 100, 0},
	} {
		p, g := proRata(c[0], c[1], c[2])
		if p != c[3] || g != c[4] {
			t.Errorf("%v: %d %d", c, p, g)
		}
	}
	any := rapid.Int64Range(0, int64(MaxAmount))
	rapid.Check(t, func(t *rapid.T) {
		principal, gift := money.Fen(any.Draw(t, "principal")), money.Fen(any.Draw(t, "gift"))
		amount := money.Fen(rapid.Int64Range(0, int64(principal+gift)).Draw(t, "amount"))
		p, g := proRata(amount, principal, gift)
		if p+g != amount || p < 0 || g < 0 || p > principal || g > gift {
			t.Fatalf("%d and %d", p, g)
		}
	})
}

func TestNumber(t *testing.T) {
	same(t, "number", number("FC", "S", 2026, 42), "FCS26-000042")
	same(t, "beyond six digits", number("FC", "T", 2030, 1234567), "FCT30-1234567")
}

// The table follows the articles of the Court's interpretation: 14 (seven days),
// 18 (discount, gift), 19 (price before discounts), 20 (never beyond what was
// prepaid).
func TestRefundFigures(t *testing.T) {
	for name, c := range map[string]struct {
		h                  Holding
		clinic, patient    money.Fen
		article1, article2 int
		capped             bool
	}{
		"nothing taken, fifth day":             {Holding{Paid: 100000, Days: 5}, 100000, 100000, 14, 14, false},
		"nothing taken, seventh day":           {Holding{Paid: 100000, Days: 7}, 100000, 100000, 14, 14, false},
		"nothing taken, eighth day":            {Holding{Paid: 100000, Days: 8}, 100000, 100000, 18, 19, false},
		"fifth day, had the same before":       {Holding{Paid: 100000, Days: 5, KnewIt: true}, 100000, 100000, 18, 19, false},
		"fifth day, something taken":           {Holding{Paid: 100000, Used: 9500, UsedList: 10000, Days: 5}, 90500, 90000, 18, 19, false},
		"at 95 % of the list":                  {Holding{Paid: 1000000, Used: 475000, UsedList: 500000, Days: 90}, 525000, 500000, 18, 19, false},
		"more at the list than was paid":       {Holding{Paid: 500000, Used: 480000, UsedList: 520000, Days: 90}, 20000, 0, 18, 19, true},
		"1,000 with 200 on top, 600 used":      {Holding{Paid: 100000, Gift: 20000, Used: 60000, UsedList: 60000, Days: 90}, 50000, 40000, 18, 19, false},
		"a ratio that leaves a rest":           {Holding{Paid: 100000, Gift: 50000, Used: 10000, UsedList: 10000, Days: 90}, 93334, 90000, 18, 19, false},
		"all of both used":                     {Holding{Paid: 100000, Gift: 20000, Used: 120000, UsedList: 120000, Days: 90}, 0, 0, 18, 19, true},
		"debt: more was executed than paid":    {Holding{Paid: 20000, Used: 30000, UsedList: 32000, Days: 90}, 0, 0, 18, 19, true},
		"nothing was ever paid":                {Holding{Days: 400}, 0, 0, 18, 19, false},
		"case A at month 8 (25,500 of 26,800)": {Holding{Paid: 2167500, Used: 1402500, UsedList: 1474000, Days: 240}, 765000, 693500, 18, 19, false},
	} {
		f := Figures(c.h)
		if f[0].Cause != NotThePatient || f[1].Cause != ThePatient || f[0].Refund != c.clinic || f[1].Refund != c.patient ||
			f[0].Article != c.article1 || f[1].Article != c.article2 || f[1].Capped != c.capped {
			t.Errorf("%s: %+v", name, f)
		}
		for _, one := range f {
			if one.Refund < 0 || one.Refund > c.h.Paid || !one.Capped && one.Paid-one.Taken != one.Refund {
				t.Errorf("%s: the working does not come out: %+v", name, one)
			}
		}
	}
}

func TestSchedule(t *testing.T) {
	list := []Instalment{
		{Seq: 1, Amount: 200000, Due: "2026-01-10"}, {Seq: 2, Amount: 820000, Milestone: Production, Due: "2026-02-01"},
		{Seq: 3, Amount: 765000, Milestone: Fitting}, {Seq: 4, Amount: 765000, Due: "2027-01-10"},
	}
	for _, c := range []struct {
		received                     money.Fen
		today                        civil.Day
		due, overdue, open, nextLeft money.Fen
		next                         int
	}{
		{0, "2026-01-09", 0, 0, 2550000, 200000, 1},
		{0, "2026-01-10", 200000, 0, 2550000, 200000, 1}, // due today is not overdue today
		{0, "2026-01-11", 200000, 200000, 2550000, 200000, 1},
		{150000, "2026-01-11", 200000, 50000, 2400000, 50000, 1},
		{200000, "2026-03-01", 1020000, 820000, 2350000, 820000, 2},
		{1020000, "2026-03-01", 1020000, 0, 1530000, 765000, 3}, // an unreached milestone is never due
		{2550000, "2028-01-01", 1785000, 0, 0, 0, 0},
		{2600000, "2028-01-01", 1785000, 0, 0, 0, 0},
	} {
		s := stand(list, 2550000, c.received, c.today)
		if s.Due != c.due || s.Overdue != c.overdue || s.Open != c.open || s.NextLeft != c.nextLeft || s.Next.Seq != c.next {
			t.Errorf("%+v: %+v", c, s)
		}
	}
	same(t, "without a schedule", stand(nil, 500, 200, "2026-01-01"), Standing{Open: 300})
}

func TestCheckSchedule(t *testing.T) {
	ok(t, checkSchedule([]Instalment{{Amount: 600, Due: "2026-01-01"}, {Amount: 400, Milestone: Fitting}}, 1000))
	want(t, checkSchedule(nil, 1000), BadSchedule)
	want(t, checkSchedule(make([]Instalment, MaxInstalments+1), 1000), BadSchedule)
	want(t, checkSchedule([]Instalment{{Amount: 999, Due: "2026-01-01"}}, 1000), ScheduleSum)
	want(t, checkSchedule([]Instalment{{Amount: 1000}}, 1000), DayOrMilestone)
	want(t, checkSchedule([]Instalment{{Amount: 1000, Due: "2026-02-30"}}, 1000), DayOrMilestone)
	want(t, checkSchedule([]Instalment{{Amount: 1000, Due: "2026-01-01", Milestone: Fitting}}, 1000), DayOrMilestone)
	want(t, checkSchedule([]Instalment{{Amount: 1000, Milestone: "birthday"}}, 1000), DayOrMilestone)
	want(t, checkSchedule([]Instalment{{Amount: -1, Due: "2026-01-01"}}, 1000), BadAmount)
}

func TestCheckTenders(t *testing.T) {
	total, change, err := checkTenders([]NewTender{{Cash, 15000, ""}, {WeChat, 5000, "4200"}}, 20000)
	ok(t, err)
	same(t, "total", total, money.Fen(20000))
	same(t, "change", change, money.Fen(5000))
	for _, c := range []struct {
		list  []NewTender
		given money.Fen
	}{
		{[]NewTender{{"gift", 1, ""}}, 0}, {[]NewTender{{"", 1, ""}}, 0}, {[]NewTender{{Cash, 0, ""}}, 0}, {[]NewTender{{Cash, -5, ""}}, 0},
		{[]NewTender{{Cash, MaxAmount + 1, ""}}, 0}, {cash(100), 99}, {cash(100), -1}, {make([]NewTender, 11), 0},
		{[]NewTender{{Card, 1, "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一"}}, 0},
	} {
		if _, _, err := checkTenders(c.list, c.given); err == nil {
			t.Errorf("%v given %d was taken", c.list, c.given)
		}
	}
}

func TestCounted(t *testing.T) {
	expected := []Count{{Means: Cash, Received: 500, GivenBack: 100}, {Means: WeChat, Received: 300}}
	list, err := counted(expected, map[Means]money.Fen{Cash: 400, WeChat: 300}, "")
	ok(t, err)
	same(t, "difference", Closing{Counts: list}.Difference(), 0)
	_, err = counted(expected, map[Means]money.Fen{Cash: 390, WeChat: 300}, "")
	want(t, err, WhyDifferent)
	_, err = counted(expected, map[Means]money.Fen{Cash: 400}, "") // what is not counted is not there
	want(t, err, WhyDifferent)
	list, err = counted(expected, map[Means]money.Fen{Cash: 390, WeChat: 300, Card: 10}, "刷卡多收")
	ok(t, err)
	same(t, "means", len(list), 3)
	same(t, "difference of two", Closing{Counts: list}.Difference(), 0)
	_, err = counted(expected, map[Means]money.Fen{Cash: -1}, "x")
	want(t, err, BadAmount)
}
