package paper

import (
	"encoding/binary"
	"flag"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// The small fonts that are kept with the sources are cut from whole ones:
//
//	go test ./internal/platform/paper -run Cut -noto NotoSansSC_400Regular.ttf -wenkai LXGWWenKai-Regular.ttf
var (
	noto   = flag.String("noto", "", "cut fonts/basic.ttf from this file")
	wenkai = flag.String("wenkai", "", "cut fonts/rare.ttf from this file: Han characters that the other has not")
)

func TestCut(t *testing.T) {
	if *noto == "" || *wenkai == "" {
		t.Skip("the fonts are cut when -noto and -wenkai name whole ones")
	}
	whole, rare := Font{Name: "NotoSansSC", Open: fromFile(*noto)}, Font{Name: "RareHan", Open: fromFile(*wenkai)}
	write(t, "fonts/basic.ttf", whole, ourCharacters(t))
	a, b := opened(t, whole), opened(t, rare)
	var missing []rune
	for _, s := range b.segments {
		for r := s.first; r <= s.last; r++ {
			if han(r) && a.glyphOf(r) == 0 {
				missing = append(missing, r)
			}
		}
	}
	write(t, "fonts/rare.ttf", rare, missing)
}

func han(r rune) bool { return r >= 0x3400 && r <= 0x9fff || r >= 0x20000 && r <= 0x3ffff }

// ourCharacters are the common ones of Chinese, those of the program's own texts
// and demo, of Latin print, and the signs that stand among Chinese.
func ourCharacters(t *testing.T) []rune {
	seen := map[rune]bool{}
	add := func(s string) {
		for _, r := range s {
			if r >= 0x20 {
				seen[r] = true
			}
		}
	}
	for r := rune(0x20); r < 0x180; r++ {
		add(string(r))
	}
	add("，。、；：？！（）《》「」『』【】〈〉〔〕“”‘’…—～·％‰℃°￥¥№×÷±≤≥→←↑↓①②③④⑤⑥⑦⑧⑨⑩ⅠⅡⅢⅣⅤ●○■□△▲㎡㎜★†‡")
	add("零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整负")
	for row := 0xb0; row <= 0xd7; row++ { // the 3,755 common characters of GB 2312
		for col := 0xa1; col <= 0xfe; col++ {
			s, err := simplifiedchinese.GBK.NewDecoder().Bytes([]byte{byte(row), byte(col)})
			if r := []rune(string(s)); err == nil && len(r) == 1 && han(r[0]) {
				seen[r[0]] = true
			}
		}
	}
	err := filepath.WalkDir("../..", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !slices.Contains([]string{".go", ".json", ".csv", ".sql"}, filepath.Ext(path)) {
			return err
		}
		b, err := os.ReadFile(path)
		add(strings.ToValidUTF8(string(b), ""))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var out []rune
	for r := range seen {
		out = append(out, r)
	}
	return out
}

func opened(t *testing.T, f Font) *face {
	t.Helper()
	out := &face{font: f}
	if err := out.open(); err != nil {
		t.Fatal(err)
	}
	return out
}

// write cuts a font to some characters, with a map of them.
func write(t *testing.T, path string, from Font, chars []rune) {
	t.Helper()
	f := opened(t, from)
	s := newSubset(f)
	slices.Sort(chars)
	for _, r := range slices.Compact(chars) {
		if g := f.glyphOf(r); g != 0 {
			s.number(r, g)
		}
	}
	list := slices.Clone(s.chars)
	tables, err := s.tables()
	if err != nil {
		t.Fatal(err)
	}
	tables["cmap"] = format12(list)
	b := sfnt(tables)
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Logf("%s: %d characters, %d bytes", path, len(list)-1, len(b))
}

// format12 is a map of characters to their place in the list.
func format12(list []rune) []byte {
	var groups []byte
	for n := 1; n < len(list); n++ {
		for _, v := range []uint32{uint32(list[n]), uint32(list[n]), uint32(n)} {
			groups = binary.BigEndian.AppendUint32(groups, v)
		}
	}
	out := []byte{0, 0, 0, 1, 0, 3, 0, 10, 0, 0, 0, 12, 0, 12, 0, 0}
	out = binary.BigEndian.AppendUint32(out, uint32(16+len(groups)))
	out = binary.BigEndian.AppendUint32(out, 0)
	out = binary.BigEndian.AppendUint32(out, uint32(len(groups)/12))
	return append(out, groups...)
}

func fromFile(path string) func() (io.ReaderAt, error) {
	return func() (io.ReaderAt, error) { return os.Open(path) }
}
