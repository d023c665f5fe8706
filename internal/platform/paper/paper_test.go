package paper

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"archwire/web"
)

// keep writes a paper where somebody wants to look at it: PAPERS=dir.
func keep(t *testing.T, name string, pdf []byte) {
	t.Helper()
	if dir := os.Getenv("PAPERS"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, name+".pdf"), pdf, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func press(t *testing.T, p *Press, d Document) (Sheet, reading) {
	t.Helper()
	s, err := p.Print(d)
	if err != nil {
		t.Fatal(err)
	}
	return s, read(t, s.PDF)
}

// sample has every kind of block.
func sample(f Format) Document {
	rows := []Row{{Cells: []string{"正畸"}, Bold: true, Span: true}}
	for range 12 {
		rows = append(rows, Row{Cells: []string{"隐形矫治（国产）含资料采集、复诊与保持一年", "1", "26,800.00"}}, Row{Cells: []string{"Root canal, molar #46", "2", "1,480.00"}})
	}
	rows = append(rows, Row{Cells: []string{"合计", "", "28,280.00"}, Bold: true, Rule: true})
	return Document{Format: f, Title: "收据 S26-000001", Lang: "zh-CN", Running: "风车路店 · 收据", Foot: "第 {page} 页，共 {pages} 页", Mark: "作废",
		Stamp: "复印件与原件一致", Body: []Block{
			Text{S: "牙程示范口腔 风车路店", Size: 16, Align: Centre, Bold: true},
			Pairs{Columns: 2, Items: []Pair{{"患者", "陈彩虹"}, {"病历号", "A0001"}, {"日期", "2026-11-22"}}},
			Table{Columns: []Column{{"项目", 5, Left}, {"数量", 1, Right}, {"金额", 2, Right}}, Rows: rows},
			Rule{Dashed: true},
			Text{S: "☑ 已读 ☐ 未读 ☒ 拒绝 ✓ ✗"},
			Together{Gap(3), Sign{Labels: []string{"患者/监护人签名", "日期"}}},
			Code{S: "S26-000001", Size: 22, Caption: "扫码核对"},
		}}
}

// What is read out of the paper is what was put in, and the same document is the
// same bytes.
func TestPaperSaysWhatWasPutIn(t *testing.T) {
	for name, f := range map[string]Format{"a3": A3, "a4": A4, "a5": A5, "roll": Roll80} {
		t.Run(name, func(t *testing.T) {
			one, got := press(t, Basic(), sample(f))
			keep(t, "sample-"+name, one.PDF)
			wants(t, got.all(), "牙程示范口腔 风车路店", "患者 陈彩虹", "病历号 A0001", "隐形矫治（国产）含", "Root canal, molar #46",
				"合计 28,280.00", "☑ 已读 ☐ 未读 ☒ 拒绝 ✓ ✗", "患者/监护人签名", "扫码核对", "作废", "复印件与原件一致")
			if got.title != "收据 S26-000001" || len(one.Missing) > 0 {
				t.Errorf("title %q, missing %q", got.title, string(one.Missing))
			}
			for i, p := range got.pages {
				if f.Height > 0 && !strings.Contains(flat(p), flat("第"+string(rune('1'+i))+"页，共"+string(rune('0'+len(got.pages)))+"页")) {
					t.Errorf("page %d does not say so", i+1)
				}
			}
			two, err := NewPress(Fonts(nil)...).Print(sample(f)) // another press
			if err != nil || !bytes.Equal(one.PDF, two.PDF) {
				t.Errorf("the same document gave other bytes (%v)", err)
			}
		})
	}
}

// A roll is as long as what stands on it; pages are as large as their format.
func TestFormats(t *testing.T) {
	short := Document{Format: Roll80, Body: []Block{Text{S: "一行"}}}
	long := Document{Format: Roll80, Body: []Block{Text{S: strings.Repeat("一行\n", 50)}}}
	_, a := press(t, Basic(), short)
	_, b := press(t, Basic(), long)
	if a.boxes[0] >= b.boxes[0] || len(b.pages) != 1 {
		t.Errorf("rolls of %s and %s points", a.boxes[0], b.boxes[0])
	}
	if _, c := press(t, Basic(), Document{Format: A4}); sizes(c) != "[0 0 595.28 841.89]" {
		t.Error(sizes(c))
	}
}

// A character that no face has stands as a box with its number, is told of, and
// is read as itself; rare Han characters come from the second face.
func TestEveryCharacterIsSeen(t *testing.T) {
	text := "𠮷田王小明 ffi 🦷 \U0002ebe0 é"
	s, got := press(t, Basic(), Document{Format: A5, Body: []Block{Text{S: text}}})
	keep(t, "rare", s.PDF)
	wants(t, got.all(), text)
	if !reflect.DeepEqual(s.Missing, []rune{0x1f9b7, 0x2ebe0}) {
		t.Errorf("missing: %q", string(s.Missing))
	}
	if n := bytes.Count(s.PDF, []byte("/FontFile2")); n != 2 {
		t.Errorf("%d faces", n)
	}
	if !bytes.Contains(s.PDF, []byte("<D842DFB7>")) {
		t.Error("𠮷 is not written as two halves of UTF-16")
	}
}

// Where lines may not begin and end.
func TestKinsoku(t *testing.T) {
	wide := func(r rune) float64 {
		if r < 0x2e80 {
			return 0.5
		}
		return 1
	}
	for _, c := range []struct {
		text string
		most float64
		want []string
	}{
		{"今天来复诊，下次再约。", 5, []string{"今天来复", "诊，下次再", "约。"}},
		{"他说“好的”并签名", 4, []string{"他说“好", "的”并签", "名"}},
		{"他说（见附件）可以", 3, []string{"他说", "（见附", "件）可", "以"}},
		{"牙位 root canal 治疗", 5, []string{"牙位 root", "canal 治疗"}},
		{"单价¥1,280.00元", 5, []string{"单价", "¥1,280.00", "元"}},
		{"等等……再说", 2, []string{"等", "等……", "再说"}},
		{"abcdefghij", 3, []string{"abcdef", "ghij"}},
		{"，，，，", 2, []string{"，，", "，，"}},
		{"第一行\n\n第三行", 9, []string{"第一行", "", "第三行"}},
		{"", 3, []string{""}},
	} {
		if got := lines(c.text, c.most, wide); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%q in %v: %q, want %q", c.text, c.most, got, c.want)
		}
	}
	for _, l := range lines(strings.Repeat("他说：“（见附件）可以”，共 1,280.00 元。", 60), 17, wide) {
		r := []rune(l)
		if strings.ContainsRune(notFirst, r[0]) || strings.ContainsRune(notLast, r[len(r)-1]) {
			t.Errorf("a line stands as %q", l)
		}
	}
}

// The head of a table stands on each page, no row is lost or cut between pages.
func TestLongTable(t *testing.T) {
	var rows []Row
	for range 200 {
		rows = append(rows, Row{Cells: []string{"复诊加力并更换弓丝，说明注意事项", "甲"}})
	}
	s, got := press(t, Basic(), Document{Format: A5, Foot: "{page}/{pages}", Body: []Block{
		Table{Columns: []Column{{"内容", 3, Left}, {"姓名", 1, Right}}, Rows: rows}}})
	if n := strings.Count(got.all(), flat("复诊加力并更换弓丝，说明注意事项甲")); n != 200 {
		t.Errorf("%d of 200 rows", n)
	}
	for i, p := range got.pages {
		if !strings.HasPrefix(flat(p), "内容姓名") {
			t.Errorf("page %d begins with %.30q", i+1, p)
		}
	}
	if s.Pages < 5 || s.Pages != len(got.pages) {
		t.Errorf("%d pages, told %d", len(got.pages), s.Pages)
	}
}

// What is to stay together goes to the next page as a whole.
func TestTogether(t *testing.T) {
	fill := Text{S: strings.Repeat("行\n", 37)}
	_, got := press(t, Basic(), Document{Format: A5, Body: []Block{fill, Together{Text{S: "甲"}, Text{S: "乙"}, Text{S: "丙"}, Text{S: "丁"}}}})
	if len(got.pages) != 2 || flat(got.pages[1]) != "甲乙丙丁" {
		t.Errorf("%d pages, the last with %q", len(got.pages), got.pages[len(got.pages)-1])
	}
}

// What is no font is refused, and so is a press without any.
func TestBadFonts(t *testing.T) {
	for name, f := range map[string]Font{
		"no font": {Name: "Bad", Open: fromFile("doc.go")},
		"nothing": {Name: "None", Open: fromFile("fonts/none.ttf")},
	} {
		if _, err := NewPress(f).Print(Document{Format: A4, Body: []Block{Text{S: "甲"}}}); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if _, err := NewPress().Print(Document{Format: A4}); err == nil {
		t.Error("a press without fonts printed")
	}
}

// The whole font lies with the built pages, and gives the same bytes as the basic
// one for what that has.
func TestWholeFont(t *testing.T) {
	folder := web.Fonts()
	if !HasWhole(folder) {
		if os.Getenv("REQUIRE_ALL") != "" {
			t.Fatal("the whole font is not built in: run make web")
		}
		t.Skip("the whole font is not built in: run make web")
	}
	whole := NewPress(Fonts(folder)...)
	a, _ := press(t, whole, sample(A4))
	b, _ := press(t, Basic(), sample(A4))
	if !bytes.Equal(a.PDF, b.PDF) {
		t.Error("the basic font gives other bytes than the whole one")
	}
	if s, _ := press(t, whole, Document{Format: A4, Body: []Block{Text{S: "䶮𠮷龘齉靐"}}}); len(s.Missing) > 0 {
		t.Errorf("missing %q", string(s.Missing))
	}
}

func BenchmarkReceipt(b *testing.B) {
	d := sample(A5)
	for b.Loop() {
		if _, err := Basic().Print(d); err != nil {
			b.Fatal(err)
		}
	}
}
