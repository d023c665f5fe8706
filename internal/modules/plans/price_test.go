package plans

import (
	"math/rand/v2"
	"slices"
	"testing"

	"archwire/internal/kit/money"
)

func TestPriceInTheOrderOfTheHouse(t *testing.T) {
	rate := func(v int64) Discount { return Discount{DiscountRate, v} }
	off := func(v int64) Discount { return Discount{DiscountOff, v} }
	to := func(v int64) Discount { return Discount{DiscountTo, v} }
	crown := PriceLine{List: 198000, Price: 180000, Quantity: 1, Discountable: true}
	film := PriceLine{List: 3000, Price: 3000, Quantity: 2}
	insured := PriceLine{List: 148000, Price: 148000, Quantity: 1, Discountable: true, Fixed: true, Discount: rate(5000)}
	reduced := func(l PriceLine, d Discount) PriceLine { l.Discount = d; return l }
	for name, c := range map[string]struct {
		lines []PriceLine
		offer Offer
		nets  []money.Fen
		list  money.Fen
		given money.Fen
		share int
	}{
		"nothing off":                 {[]PriceLine{crown, film}, Offer{}, []money.Fen{180000, 6000}, 204000, 0, 0},
		"a member":                    {[]PriceLine{crown, film}, Offer{Member: 9500}, []money.Fen{171000, 6000}, 204000, 0, 0},
		"a line":                      {[]PriceLine{reduced(crown, rate(9000))}, Offer{}, []money.Fen{162000}, 198000, 18000, 1000},
		"a line after the member":     {[]PriceLine{reduced(crown, rate(9000))}, Offer{Member: 9500}, []money.Fen{153900}, 198000, 17100, 1000},
		"off more than there is":      {[]PriceLine{reduced(crown, off(999999))}, Offer{}, []money.Fen{0}, 198000, 180000, Whole},
		"to more than there is":       {[]PriceLine{reduced(crown, to(999999))}, Offer{}, []money.Fen{180000}, 198000, 0, 0},
		"not discountable":            {[]PriceLine{reduced(film, rate(1000))}, Offer{Member: 9000, Plan: off(100)}, []money.Fen{6000}, 6000, 0, 0},
		"insured":                     {[]PriceLine{insured}, Offer{Member: 9000}, []money.Fen{148000}, 148000, 0, 0},
		"the whole, spread":           {[]PriceLine{crown, crown, film}, Offer{Plan: off(10001)}, []money.Fen{174999, 175000, 6000}, 402000, 10001, 274},
		"the whole to a round amount": {[]PriceLine{crown, film}, Offer{Plan: to(170000)}, []money.Fen{170000, 6000}, 204000, 10000, 538},
		"a coupon is not given":       {[]PriceLine{crown}, Offer{Coupon: 5000}, []money.Fen{175000}, 198000, 0, 0},
		"a coupon above all":          {[]PriceLine{crown, film}, Offer{Coupon: 5000000}, []money.Fen{0, 6000}, 204000, 0, 0},
		"order after coupon":          {[]PriceLine{crown}, Offer{Coupon: 80000, Order: rate(5000)}, []money.Fen{50000}, 198000, 50000, 5000},
		"rounded down":                {[]PriceLine{reduced(crown, off(155)), film}, Offer{Round: 1000}, []money.Fen{179000, 6000}, 204000, 1000, 54},
		"nothing to round on":         {[]PriceLine{{List: 155, Price: 155, Quantity: 1}}, Offer{Round: 100}, []money.Fen{155}, 155, 0, 0},
		"case A":                      {[]PriceLine{{List: 2680000, Price: 2680000, Quantity: 1, Discountable: true}}, Offer{Plan: off(130000)}, []money.Fen{2550000}, 2680000, 130000, 486},
		"case B":                      {[]PriceLine{{List: 1280000, Price: 1280000, Quantity: 1, Discountable: true}}, Offer{Member: 9500}, []money.Fen{1216000}, 1280000, 0, 0},
		"no lines":                    {nil, Offer{Plan: off(100), Round: 100}, nil, 0, 0, 0},
	} {
		got := Price(c.lines, c.offer)
		var nets []money.Fen
		for _, l := range got.Lines {
			nets = append(nets, l.Net)
		}
		if !slices.Equal(nets, c.nets) || got.Net != sum(c.nets) || got.List != c.list || got.Given != c.given || got.GivenShare() != c.share {
			t.Errorf("%s: nets %v list %d given %d share %d", name, nets, got.List, got.Given, got.GivenShare())
		}
	}
}

// Whatever is taken off, each line tells where its amount went, to the fen.
func TestPriceAddsUp(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	discount := func() Discount {
		return []Discount{{}, {DiscountRate, r.Int64N(Whole + 1)}, {DiscountOff, r.Int64N(3_000_000)}, {DiscountTo, r.Int64N(3_000_000)}}[r.IntN(4)]
	}
	for range 3000 {
		lines := make([]PriceLine, r.IntN(8))
		for i := range lines {
			lines[i] = PriceLine{List: money.Fen(r.Int64N(6_000_000)), Price: money.Fen(r.Int64N(6_000_000)), Quantity: 1 + r.IntN(4),
				Discountable: r.IntN(4) > 0, Fixed: r.IntN(5) == 0, Discount: discount()}
		}
		o := Offer{Member: r.IntN(Whole), Plan: discount(), Coupon: money.Fen(r.Int64N(200_000)), Order: discount(), Round: money.Fen(r.Int64N(1000))}
		p := Price(lines, o)
		total := money.Fen(0)
		for i, l := range p.Lines {
			if l.Net < 0 || l.Net != l.Gross-l.Member-l.Line-l.Plan-l.Coupon-l.Order-l.Round {
				t.Fatalf("%+v of %+v", l, lines[i])
			}
			for _, part := range []money.Fen{l.Member, l.Line, l.Plan, l.Coupon, l.Order, l.Round} {
				if part < 0 || (part != 0 && (lines[i].Fixed || !lines[i].Discountable)) {
					t.Fatalf("%+v of %+v", l, lines[i])
				}
			}
			total += l.Net
		}
		if total != p.Net || p.Net > p.Gross {
			t.Fatalf("%d, %d, %d", total, p.Net, p.Gross)
		}
	}
}

func TestSpread(t *testing.T) {
	for _, c := range []struct {
		total   money.Fen
		weights []money.Fen
		want    []money.Fen
	}{
		{100, []money.Fen{1, 1, 1}, []money.Fen{34, 33, 33}}, // more than the weights: by proportion
		{2, []money.Fen{1, 1, 1}, []money.Fen{1, 1, 0}},
		{3, []money.Fen{1, 1, 1}, []money.Fen{1, 1, 1}},
		{10, []money.Fen{30, 70}, []money.Fen{3, 7}},
		{11, []money.Fen{30, 70}, []money.Fen{3, 8}},
		{5, []money.Fen{0, 0}, []money.Fen{0, 0}},
		{0, []money.Fen{3}, []money.Fen{0}},
		{-4, []money.Fen{3}, []money.Fen{0}},
		{9_000_000_000_000_000, []money.Fen{9_000_000_000_000_000, 1}, []money.Fen{9_000_000_000_000_000, 0}},
	} {
		if got := Spread(c.total, c.weights); !slices.Equal(got, c.want) {
			t.Errorf("Spread(%d, %v) = %v, want %v", c.total, c.weights, got, c.want)
		}
	}
	r := rand.New(rand.NewPCG(3, 4))
	for range 5000 {
		weights := make([]money.Fen, 1+r.IntN(9))
		for i := range weights {
			weights[i] = money.Fen(r.Int64N(5))
		}
		total := money.Fen(r.Int64N(int64(sum(weights)) + 1))
		got := Spread(total, weights)
		if sum(got) != total {
			t.Fatalf("Spread(%d, %v) = %v", total, weights, got)
		}
		for i := range got {
			if got[i] < 0 || got[i] > weights[i] {
				t.Fatalf("Spread(%d, %v) = %v", total, weights, got)
			}
		}
	}
}

func TestDiscountsWrittenWrong(t *testing.T) {
	for d, want := range map[Discount]bool{
		{}: true, {DiscountRate, 0}: true, {DiscountRate, Whole}: true, {DiscountOff, 5}: true, {DiscountTo, 0}: true,
		{DiscountRate, Whole + 1}: false, {DiscountRate, -1}: false, {DiscountOff, -1}: false, {DiscountTo, -1}: false, {"free", 0}: false, {NoDiscount, 1}: false,
	} {
		if d.Valid() != want {
			t.Errorf("%+v: %v", d, !want)
		}
	}
}
