package catalog

import (
	"slices"
	"strings"
	"testing"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
)

// The price list that the program brings, against what was agreed about it.
func TestDefaults(t *testing.T) {
	count, sum := map[string]int{}, map[string]int64{}
	seen := map[string]bool{}
	for n, d := range defaultItems {
		i := d.item(n + 1)
		if wrong := i.tidy().check(); len(wrong) > 0 || i != i.tidy() || seen[i.Code] {
			t.Errorf("%s: %v", d.code, wrong)
		}
		seen[i.Code] = true
		count[i.Category]++
		sum[i.Category] += d.yuan
		if _, ok := find(DefaultCategories, i.Category); !ok {
			t.Errorf("%s has no category", d.code)
		}
		if i.Category == "O" && i.Insured {
			t.Errorf("%s is insured", d.code)
		}
	}
	want := map[string]int{"G": 4, "I": 6, "P": 6, "S": 5, "R": 10, "E": 6, "K": 2, "M": 3, "O": 18}
	wantSum := map[string]int64{
		"G": 140, "I": 1250, "P": 2828, "S": 2100, "R": 17840, "E": 5720, "K": 1960, "M": 15600, "O": 219200,
	}
	for c := range want {
		if count[c] != want[c] || sum[c] != wantSum[c] {
			t.Errorf("%s: %d items worth %d, want %d worth %d", c, count[c], sum[c], want[c], wantSum[c])
		}
	}
	if len(defaultItems) != 60 {
		t.Errorf("%d items", len(defaultItems))
	}
}

func TestInForce(t *testing.T) {
	list := []Price{
		{From: "2026-01-01", Amount: 100, Seq: 1},
		{From: "2026-06-01", Amount: 200, Seq: 2},
		{From: "2026-06-01", Amount: 210, Seq: 3}, // the slip of 200 is corrected
		{From: "2026-03-01", Amount: 90, Clinic: "a", Seq: 4},
		{From: "2026-07-01", OfGroup: true, Clinic: "a", Seq: 5},
	}
	for _, c := range []struct {
		clinic string
		day    civil.Day
		want   money.Fen
		ok     bool
	}{
		{"", "2025-12-31", 0, false}, {"", "2026-01-01", 100, true}, {"", "2026-05-31", 100, true}, {"", "2026-06-01", 210, true},
		{"a", "2026-02-28", 100, true}, {"a", "2026-03-01", 90, true}, {"a", "2026-06-30", 90, true}, {"a", "2026-07-01", 210, true},
		{"b", "2026-06-15", 210, true},
	} {
		p, ok := InForce(list, c.clinic, c.day)
		if ok != c.ok || p.Amount != c.want {
			t.Errorf("%q on %s: %d %v", c.clinic, c.day, p.Amount, ok)
		}
		slices.Reverse(list)
		if q, _ := InForce(list, c.clinic, c.day); q != p {
			t.Errorf("%q on %s depends on the order of the rows", c.clinic, c.day)
		}
		slices.Reverse(list)
	}
}

func TestRank(t *testing.T) {
	var list []Priced
	for n, d := range defaultItems {
		i := d.item(n)
		i.ID = i.Code
		list = append(list, Priced{Item: i, Offered: true, keys: searchKeys(i.NameZh)})
	}
	for typed, want := range map[string]string{
		"e04": "E04", "E0": "E01 E02 E03 E04 E05 E06", "ggzl": "E02 E03 E04", "genguan": "E02 E03 E04 E05 E06", "根管治疗": "E02 E03 E04",
		"根管": "E02 E03 E04 E05 E06", "cbct": "I04 I05", "miniscrew": "O14", "zjld": "", "𠮷": "", "!!": "", "chaosheng jieya": "P01",
		strings.Repeat("长", 10_000): "",
	} {
		var got []string
		for _, p := range pick(list, DefaultCategories, Query{Typed: typed}) {
			got = append(got, p.Code)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%.20q: %v, want %s", typed, got, want)
		}
	}
	if got := pick(list, DefaultCategories, Query{}); len(got) != 60 {
		t.Errorf("nothing typed: %d items", len(got))
	}
}

func TestTree(t *testing.T) {
	tree := []Category{{Code: "A"}, {Code: "B", Parent: "A"}, {Code: "C", Parent: "B"}, {Code: "D"}}
	if got := branches(tree, "A"); len(got) != 3 || !got["C"] || got["D"] {
		t.Errorf("%v", got)
	}
	if err := (Category{Code: "A", Parent: "C", NameZh: "甲"}).check(tree); err == nil {
		t.Error("a category hangs below itself")
	}
	if err := (Category{Code: "D", Parent: "C", NameZh: "丁"}).check(tree); err != nil {
		t.Error(err)
	}
}

func TestYuan(t *testing.T) {
	for in, want := range map[string]money.Fen{
		"0": 0, "12800": 1280000, "12,800.00": 1280000, "¥12,800.5": 1280050, "￥ 1 280 元": 128000, "0.07": 7,
	} {
		if got, ok := yuan(in); !ok || got != want {
			t.Errorf("%s: %d %v", in, got, ok)
		}
	}
	for _, in := range []string{"", "-1", "1.234", "1e9", "一百", ".5", "1.2.3", strings.Repeat("9", 30), "０"} {
		if got, ok := yuan(in); ok {
			t.Errorf("%s was read as %d", in, got)
		}
	}
}

// What is written is read back as it was, formulas and quotes included.
func TestTableRoundTrip(t *testing.T) {
	odd := Item{Code: "X.1", Category: "G", NameZh: `=1+1,"好"`, NameEn: "-x\ny", Unit: "film", Teeth: MayTeeth, Insured: true, FollowUp: "none",
		NoteZh: "𠮷😀", Active: true}.tidy()
	file, err := writeTable([]Priced{{Item: odd, HasPrice: true, Price: Price{Amount: 1280007}}})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(file), "\n=") || strings.Contains(string(file), ",=") || strings.Contains(string(file), `"=`) {
		t.Errorf("a formula is written: %s", file)
	}
	rows, err := readTable(file)
	if err != nil || len(rows) != 1 {
		t.Fatal(rows, err)
	}
	got, wrong := rows[0].onto(Item{Discountable: true})
	amount, said, f := rows[0].amount()
	if got != odd || len(wrong) > 0 || amount != 1280007 || !said || f != nil {
		t.Errorf("%+v\n%+v\n%v %d", got, odd, wrong, amount)
	}
}
