package paper_test

import (
	"bytes"
	"io"
	"os"
	"reflect"
	"strings"
	"testing"

	"archwire/internal/platform/paper"
	"archwire/internal/platform/paper/papertest"
	"archwire/web"
)

func press(t *testing.T, p *paper.Press, d paper.Document) (paper.Sheet, papertest.Reading) {
	t.Helper()
	s, err := p.Print(d)
	if err != nil {
		t.Fatal(err)
	}
	return s, papertest.Read(t, s.PDF)
}

// sample has every kind of block.
func sample(f paper.Format) paper.Document {
	rows := []paper.Row{{Cells: []string{"正畸"}, Bold: true, Span: true}}
	for range 12 {
		rows = append(rows, paper.Row{Cells: []string{"隐形矫治（国产）含资料采集、复诊与保持一年", "1", "26,800.00"}}, paper.Row{Cells: []string{"Root canal, molar #46", "2", "1,480.00"}})
	}
	rows = append(rows, paper.Row{Cells: []string{"合计", "", "28,280.00"}, Bold: true, Rule: true})
	return paper.Document{Format: f, Title: "收据 S26-000001", Lang: "zh-CN", Running: "风车路店 · 收据", Foot: "第 {page} 页，共 {pages} 页", Mark: "作废",
		Stamp: "复印件与原件一致", Body: []paper.Block{
			paper.Text{S: "牙程示范口腔 风车路店", Size: 16, Align: paper.Centre, Bold: true},
			paper.Pairs{Columns: 2, Items: []paper.Pair{{"患者", "陈彩虹"}, {"病历号", "A0001"}, {"日期", "2026-11-22"}}},
			paper.Table{Columns: []paper.Column{{"项目", 5, paper.Left}, {"数量", 1, paper.Right}, {"金额", 2, paper.Right}}, Rows: rows},
			paper.Rule{Dashed: true},
			paper.Text{S: "☑ 已读 ☐ 未读 ☒ 拒绝 ✓ ✗"},
			paper.Together{paper.Gap(3), paper.Sign{Labels: []string{"患者/监护人签名", "日期"}}},
			paper.Code{S: "S26-000001", Size: 22, Caption: "扫码核对"},
		}}
}

// What is read out of the paper is what was put in, and the same document is the
// same bytes.
func TestPaperSaysWhatWasPutIn(t *testing.T) {
	for name, f := range map[string]paper.Format{"a3": paper.A3, "a4": paper.A4, "a5": paper.A5, "roll": paper.Roll80} {
		t.Run(name, func(t *testing.T) {
			one, got := press(t, paper.Basic(), sample(f))
			papertest.Keep(t, "sample-"+name, one.PDF)
			got.Wants(t, "牙程示范口腔 风车路店", "患者 陈彩虹", "病历号 A0001", "隐形矫治（国产）含", "Root canal, molar #46",
				"合计 28,280.00", "☑ 已读 ☐ 未读 ☒ 拒绝 ✓ ✗", "患者/监护人签名", "扫码核对", "作废", "复印件与原件一致")
			if got.Title != "收据 S26-000001" || len(one.Missing) > 0 {
				t.Errorf("title %q, missing %q", got.Title, string(one.Missing))
			}
			for i, p := range got.Pages {
				if f.Height > 0 && !strings.Contains(papertest.Flat(p), papertest.Flat("第"+string(rune('1'+i))+"页，共"+string(rune('0'+len(got.Pages)))+"页")) {
					t.Errorf("page %d does not say so", i+1)
				}
			}
			two, err := paper.NewPress(paper.Fonts(nil)...).Print(sample(f)) // another press
			if err != nil || !bytes.Equal(one.PDF, two.PDF) {
				t.Errorf("the same document gave other bytes (%v)", err)
			}
		})
	}
}

// A roll is as long as what stands on it; pages are as large as their format.
func TestFormats(t *testing.T) {
	short := paper.Document{Format: paper.Roll80, Body: []paper.Block{paper.Text{S: "一行"}}}
	long := paper.Document{Format: paper.Roll80, Body: []paper.Block{paper.Text{S: strings.Repeat("一行\n", 50)}}}
	_, a := press(t, paper.Basic(), short)
	_, b := press(t, paper.Basic(), long)
	if a.Boxes[0] >= b.Boxes[0] || len(b.Pages) != 1 {
		t.Errorf("rolls of %s and %s points", a.Boxes[0], b.Boxes[0])
	}
	if _, c := press(t, paper.Basic(), paper.Document{Format: paper.A4}); c.Boxes[0] != "0 0 595.28 841.89" {
		t.Error(c.Boxes)
	}
}

// A character that no face has stands as a box with its number, is told of, and
// is read as itself; rare Han characters come from the second face.
func TestEveryCharacterIsSeen(t *testing.T) {
	text := "𠮷田王小明 ffi 🦷 \U0002ebe0 é"
	s, got := press(t, paper.Basic(), paper.Document{Format: paper.A5, Body: []paper.Block{paper.Text{S: text}}})
	papertest.Keep(t, "rare", s.PDF)
	got.Wants(t, text)
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

// The head of a table stands on each page, no row is lost or cut between pages.
func TestLongTable(t *testing.T) {
	var rows []paper.Row
	for range 200 {
		rows = append(rows, paper.Row{Cells: []string{"复诊加力并更换弓丝，说明注意事项", "甲"}})
	}
	s, got := press(t, paper.Basic(), paper.Document{Format: paper.A5, Foot: "{page}/{pages}", Body: []paper.Block{
		paper.Table{Columns: []paper.Column{{"内容", 3, paper.Left}, {"姓名", 1, paper.Right}}, Rows: rows}}})
	if n := strings.Count(got.All(), papertest.Flat("复诊加力并更换弓丝，说明注意事项甲")); n != 200 {
		t.Errorf("%d of 200 rows", n)
	}
	for i, p := range got.Pages {
		if !strings.HasPrefix(papertest.Flat(p), "内容姓名") {
			t.Errorf("page %d begins with %.30q", i+1, p)
		}
	}
	if s.Pages < 5 || s.Pages != len(got.Pages) {
		t.Errorf("%d pages, told %d", len(got.Pages), s.Pages)
	}
}

// What is to stay together goes to the next page as a whole.
func TestTogether(t *testing.T) {
	fill := paper.Text{S: strings.Repeat("行\n", 37)}
	_, got := press(t, paper.Basic(), paper.Document{Format: paper.A5, Body: []paper.Block{fill, paper.Together{paper.Text{S: "甲"}, paper.Text{S: "乙"}, paper.Text{S: "丙"}, paper.Text{S: "丁"}}}})
	if len(got.Pages) != 2 || papertest.Flat(got.Pages[1]) != "甲乙丙丁" {
		t.Errorf("%d pages, the last with %q", len(got.Pages), got.Pages[len(got.Pages)-1])
	}
}

// What is no font is refused, and so is a press without any.
func TestBadFonts(t *testing.T) {
	for name, f := range map[string]paper.Font{
		"no font": {Name: "Bad", Open: fromFile("doc.go")},
		"nothing": {Name: "None", Open: fromFile("fonts/none.ttf")},
	} {
		if _, err := paper.NewPress(f).Print(paper.Document{Format: paper.A4, Body: []paper.Block{paper.Text{S: "甲"}}}); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if _, err := paper.NewPress().Print(paper.Document{Format: paper.A4}); err == nil {
		t.Error("a press without fonts printed")
	}
}

// The whole font lies with the built pages, and gives the same bytes as the basic
// one for what that has.
func TestWholeFont(t *testing.T) {
	folder := web.Fonts()
	if !paper.HasWhole(folder) {
		if os.Getenv("REQUIRE_ALL") != "" {
			t.Fatal("the whole font is not built in: run make web")
		}
		t.Skip("the whole font is not built in: run make web")
	}
	whole := paper.NewPress(paper.Fonts(folder)...)
	a, _ := press(t, whole, sample(paper.A4))
	b, _ := press(t, paper.Basic(), sample(paper.A4))
	if !bytes.Equal(a.PDF, b.PDF) {
		t.Error("the basic font gives other bytes than the whole one")
	}
	if s, _ := press(t, whole, paper.Document{Format: paper.A4, Body: []paper.Block{paper.Text{S: "䶮𠮷龘齉靐"}}}); len(s.Missing) > 0 {
		t.Errorf("missing %q", string(s.Missing))
	}
}

func BenchmarkReceipt(b *testing.B) {
	d := sample(paper.A5)
	for b.Loop() {
		if _, err := paper.Basic().Print(d); err != nil {
			b.Fatal(err)
		}
	}
}

func fromFile(path string) func() (io.ReaderAt, error) {
	return func() (io.ReaderAt, error) { return os.Open(path) }
}
