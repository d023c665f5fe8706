package plans

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"archwire/internal/kit/money"
	"archwire/internal/kit/tooth"
	"archwire/internal/modules/catalog"
)

func amounts(steps []Step) (out []money.Fen) {
	for _, s := range steps {
		out = append(out, s.Amount)
	}
	return out
}

func lists(steps []Step) (out []money.Fen) {
	for _, s := range steps {
		out = append(out, s.List)
	}
	return out
}

func site(t *testing.T, text string) tooth.Site {
	t.Helper()
	s, err := tooth.ParseSite(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The two cases of the reference clinic come out to the fen.
func TestContractsOfTheReference(t *testing.T) {
	a, err := Cut(Cuttable{Quantity: 1, List: 2680000, Net: 2550000, Shares: &Shares{Fitting: Part{Share: 4000}, Debond: Part{Share: 500},
		Retention: Part{Share: 500}, Reviews: 20}})
	if err != nil || len(a) != 23 || a[0].Amount != 1020000 || a[21].Amount != 127500 || a[22].Amount != 127500 || sum(amounts(a)) != 2550000 || sum(lists(a)) != 2680000 {
		t.Fatalf("case A: %v %v", amounts(a), err)
	}
	for _, s := range a[1:21] {
		if s.Amount != 63750 || s.Kind != StepReview {
			t.Errorf("case A: a review of %d", s.Amount)
		}
	}
	if executed := sum(amounts(a[:7])); executed != 1402500 {
		t.Errorf("case A at month 8: %d executed", executed)
	}
	b, err := Cut(Cuttable{Quantity: 1, List: 1280000, Net: 1216000, Shares: &Shares{Fitting: Part{Share: 4000}, Debond: Part{Share: 1000},
		Retention: Part{Amount: 78400}, Reviews: 23, Review: 23000}})
	if err != nil || len(b) != 26 || b[0].Amount != 486400 || b[23].Amount != 23600 || b[24].Amount != 121600 || b[25].Amount != 78400 || sum(amounts(b)) != 1216000 {
		t.Fatalf("case B: %v %v", amounts(b), err)
	}
	for _, s := range b[1:23] {
		if s.Amount != 23000 {
			t.Errorf("case B: an adjustment of %d", s.Amount)
		}
	}
}

func TestCut(t *testing.T) {
	for name, c := range map[string]struct {
		in    Cuttable
		sites string
		want  []money.Fen
		units []int
	}{
		"one visit":                {Cuttable{Quantity: 1, List: 22000, Net: 22000}, "[]", []money.Fen{22000}, []int{1}},
		"a tooth each":             {Cuttable{Site: site(t, "16:MO,46,11"), Quantity: 3, Net: 10000}, "[16:MO 11 46]", []money.Fen{3333, 3333, 3334}, []int{1, 2, 3}},
		"a bridge":                 {Cuttable{Site: site(t, "13+12+11"), Quantity: 3, Net: 10000}, "[13 12 11]", []money.Fen{3333, 3333, 3334}, []int{1, 2, 3}},
		"three sessions":           {Cuttable{Site: site(t, "46"), Quantity: 1, Sessions: 3, Net: 148000}, "[46 46 46]", []money.Fen{49333, 49333, 49334}, []int{1, 1, 1}},
		"two teeth, two sessions":  {Cuttable{Site: site(t, "46,36"), Quantity: 2, Sessions: 2, Net: 1001}, "[46 46 36 36]", []money.Fen{250, 250, 250, 251}, []int{1, 1, 2, 2}},
		"quadrants":                {Cuttable{Site: site(t, "Q1,Q3"), Quantity: 2, Net: 76000}, "[Q1 Q3]", []money.Fen{38000, 38000}, []int{1, 2}},
		"more films than teeth":    {Cuttable{Site: site(t, "46"), Quantity: 2, Net: 6000}, "[46 46]", []money.Fen{3000, 3000}, []int{1, 2}},
		"free of charge":           {Cuttable{Quantity: 2, List: 5, Net: 0}, "[ ]", []money.Fen{0, 0}, []int{1, 2}},
		"both arches of retainers": {Cuttable{Site: site(t, "UA,LA"), Quantity: 2, Net: 80000}, "[UA LA]", []money.Fen{40000, 40000}, []int{1, 2}},
	} {
		got, err := Cut(c.in)
		var sites []string
		var units []int
		for i, s := range got {
			sites, units = append(sites, s.Site), append(units, s.Unit)
			if s.Number != i+1 {
				t.Errorf("%s: step %d has number %d", name, i, s.Number)
			}
		}
		if c.sites == "[]" {
			c.sites = "[" + c.in.Site.String() + "]"
		}
		if err != nil || !slices.Equal(amounts(got), c.want) || !slices.Equal(units, c.units) || fmt.Sprint(sites) != c.sites || sum(lists(got)) != c.in.List {
			t.Errorf("%s: %v %v %v %v", name, amounts(got), units, sites, err)
		}
	}
}

func TestSharesThatDoNotComeOut(t *testing.T) {
	half := Part{Share: 5000}
	for name, s := range map[string]Shares{
		"more than all":              {Fitting: half, Debond: half, Retention: Part{Share: 1}, Reviews: 2},
		"nothing for the rest":       {Fitting: half, Reviews: 0},
		"reviews that cost too much": {Fitting: half, Reviews: 3, Review: 100000},
		"an amount above all":        {Fitting: Part{Amount: 1000000}, Reviews: 2},
		"below nothing":              {Fitting: Part{Share: -1}, Reviews: 2},
	} {
		if got, err := Cut(Cuttable{Quantity: 1, Net: 100000, Shares: &s}); !errors.Is(err, BadShares) {
			t.Errorf("%s: %v %v", name, amounts(got), err)
		}
	}
	if _, err := Cut(Cuttable{Quantity: 1, Net: 1, Shares: &Shares{Reviews: MaxSteps}}); !errors.Is(err, TooManySteps) {
		t.Error(err)
	}
	if _, err := Cut(Cuttable{Quantity: 21, Sessions: 10, Net: 1}); !errors.Is(err, TooManySteps) {
		t.Error(err)
	}
}

// What was executed keeps its amount; the rest takes what is left, to the fen.
func TestRecut(t *testing.T) {
	was := Cuttable{Site: site(t, "16,26,36"), Quantity: 3, List: 30000, Net: 30000}
	steps, err := Cut(was)
	if err != nil {
		t.Fatal(err)
	}
	now := was
	now.Site, now.Quantity, now.List, now.Net = site(t, "26,36,37,47"), 4, 40000, 36001
	rest, err := Recut(now, steps[1:2]) // 26 was done
	if err != nil || len(rest) != 3 || sum(amounts(rest)) != 26001 || sum(lists(rest)) != 30000 {
		t.Fatalf("%v %v", rest, err)
	}
	for _, s := range rest {
		if s.Site == "26" {
			t.Error("26 is to be done again")
		}
	}
	less := was
	less.Site, less.Quantity, less.Net, less.List = site(t, "16"), 1, 10000, 10000
	if rest, err := Recut(less, steps[:1]); err != nil || len(rest) != 0 {
		t.Errorf("%v %v", rest, err)
	}
	for name, c := range map[string]struct {
		in   Cuttable
		done []Step
	}{
		"fewer than done":                      {less, steps[:2]},
		"cheaper than done":                    {Cuttable{Site: was.Site, Quantity: 3, Net: 9999}, steps[:1]},
		"all done, and another amount":         {Cuttable{Site: was.Site, Quantity: 3, Net: 30001}, steps},
		"a contract instead of what there was": {Cuttable{Quantity: 1, Net: 30000, Shares: &Shares{Fitting: Part{Share: Whole}}}, steps[:1]},
	} {
		if rest, err := Recut(c.in, c.done); !errors.Is(err, BelowExecuted) {
			t.Errorf("%s: %v %v", name, amounts(rest), err)
		}
	}
}

func TestRecutOfContractsAddsUp(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 500 {
		shares := Shares{Fitting: Part{Share: 4000}, Debond: Part{Share: 500}, Retention: Part{Share: 500}, Reviews: 1 + r.IntN(30)}
		was := Cuttable{Quantity: 1, List: money.Fen(r.Int64N(6_000_000)), Net: money.Fen(r.Int64N(6_000_000)), Shares: &shares}
		steps, err := Cut(was)
		if err != nil {
			t.Fatal(err)
		}
		done := steps[:r.IntN(len(steps)-2)]
		more := shares
		more.Reviews += r.IntN(10)
		now := was
		now.Shares, now.Net = &more, was.Net+money.Fen(r.Int64N(100000))
		rest, err := Recut(now, done)
		if err != nil || sum(amounts(rest))+sum(amounts(done)) != now.Net || len(rest)+len(done) != more.Reviews+3 {
			t.Fatalf("%v %v", err, amounts(rest))
		}
	}
}

func TestFit(t *testing.T) {
	for _, c := range []struct {
		rule     catalog.TeethRule
		site     string
		quantity int
		want     string
		n        int
		fault    string
	}{
		{catalog.NoTeeth, "", 2, "", 2, ""}, {catalog.NoTeeth, "46", 1, "46", 1, "plans.site_mismatch"},
		{catalog.MayTeeth, "46", 2, "46", 2, ""}, {catalog.MayTeeth, "", 1, "", 1, ""},
		{catalog.EachTooth, "46,47", 1, "47,46", 2, ""}, {catalog.EachTooth, "", 1, "", 1, "plans.site_needed"},
		{catalog.EachTooth, "46,Q1", 1, "46,Q1", 1, "plans.site_mismatch"}, {catalog.EachTooth, "FM", 1, "FM", 1, "plans.site_mismatch"},
		{catalog.EachQuadrant, "Q1,Q2", 9, "Q1,Q2", 2, ""}, {catalog.EachQuadrant, "46", 1, "46", 1, "plans.site_mismatch"},
		{catalog.EachArch, "UA,LA", 1, "UA,LA", 2, ""}, {catalog.EachArch, "", 1, "", 1, "plans.site_needed"},
		{catalog.WholeMouth, "", 1, "FM", 1, ""}, {catalog.WholeMouth, "UA", 1, "UA", 1, ""}, {catalog.WholeMouth, "11", 1, "11", 1, "plans.site_mismatch"},
	} {
		s, n, f := fit(c.rule, site(t, c.site), c.quantity)
		code := ""
		if f != nil {
			code = f.Code
		}
		if code != c.fault || s.String() != c.want || n != c.n {
			t.Errorf("%s %q: %q × %d %s", c.rule, c.site, s, n, code)
		}
	}
}

func TestStates(t *testing.T) {
	allowed := map[State]string{
		Draft: "edit present accept decline", Presented: "edit accept decline", Accepted: "execute change complete end", Declined: "revive",
		Completed: "reopen", Ended: "",
	}
	for _, s := range States {
		got := ""
		for _, a := range []Act{ActEdit, ActPresent, ActAccept, ActDecline, ActRevive, ActExecute, ActChange, ActComplete, ActReopen, ActEnd} {
			to, err := s.After(a)
			if err == nil {
				got += " " + string(a)
				continue
			}
			if !errors.Is(err, NotNow) || to != s {
				t.Errorf("%s %s: %s %v", s, a, to, err)
			}
		}
		if got != "" {
			got = got[1:]
		}
		if got != allowed[s] {
			t.Errorf("%s: %q", s, got)
		}
	}
}

func TestDiff(t *testing.T) {
	before := Version{Items: []VersionItem{{Line: "a", Code: "R05", Site: "11", Quantity: 1, Net: 198000}, {Line: "b", Code: "S02", Site: "48", Quantity: 1, Net: 26000},
		{Line: "c", Code: "P01", Quantity: 1, Net: 22000}}}
	after := Version{Items: []VersionItem{{Line: "d", Code: "M01", Site: "46", Quantity: 1, Net: 460000}, {Line: "a", Code: "R05", Site: "11,21", Quantity: 2, Net: 396000},
		{Line: "c", Code: "P01", Quantity: 1, Net: 22000}}}
	got := Diff(before, after)
	if len(got) != 3 || got[0].Sort != LineChanged || fmt.Sprint(got[0].Fields) != "[{site 11 11,21} {quantity 1 2} {net 198000 396000}]" ||
		got[1].Sort != LineDropped || got[1].Before != 26000 || got[1].After != 0 || got[2].Sort != LineAdded || got[2].After != 460000 {
		t.Errorf("%+v", got)
	}
	if got := Diff(before, before); got != nil {
		t.Errorf("%v", got)
	}
}
