package catalog

import (
	"strings"
	"testing"

	"archwire/internal/kit/money"
	"archwire/internal/platform/paper"
	"archwire/internal/platform/paper/papertest"
)

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// The poster has every item that is offered, with its price of the day and the
// sign of the insurance; the whole list fits on one A3.
func TestPoster(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		a3, err := g.s.Poster(g.manager(g.a), g.a, "", Wall{paper.A3, "zh-CN"})
		ok(t, err)
		papertest.Keep(t, "poster-a3", a3.PDF)
		got := papertest.Read(t, a3.PDF)
		got.Wants(t, "医疗服务价格公示", "正畸", "隐形矫治（国产）", money.Yuan(26800).String(), "可按当地规定使用医保结算")
		list, err := g.s.PriceList(g.manager(g.a), g.a, "")
		ok(t, err)
		items, insured := 0, 0
		for _, s := range list.Sections {
			for _, i := range s.Items {
				if items++; i.Insured {
					insured++
				}
				got.Wants(t, string([]rune(i.NameZh)[:min(6, len([]rune(i.NameZh)))]), i.Price.Amount.String())
			}
		}
		if n := strings.Count(got.All(), "☑"); n != insured+1 || items < 50 || a3.Pages != 1 {
			t.Errorf("%d items, %d insured, %d ticks, %d pages", items, insured, n, a3.Pages)
		}
		a4, err := g.s.Poster(g.manager(g.a), g.a, "", Wall{paper.A4, "en"})
		ok(t, err)
		papertest.Keep(t, "poster-a4", a4.PDF)
		papertest.Read(t, a4.PDF).Wants(t, "Prices of services", "Panoramic film")
		if a4.Pages != 1 {
			t.Errorf("%d pages of A4", a4.Pages)
		}
	})
}
