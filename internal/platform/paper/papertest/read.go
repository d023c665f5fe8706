// Package papertest reads papers back: what a reader of PDF finds in them.
package papertest

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
)

// Reading is what a reader finds in a file: the text of each page, drawing by
// drawing, numbers turned into characters by the file's own maps.
type Reading struct {
	Pages []string
	Boxes []string // MediaBox of each page
	Title string
}

var (
	objectForm = regexp.MustCompile(`(?s)(\d+) 0 obj\n(.*?)\nendobj\n`)
	fontForm   = regexp.MustCompile(`/F(\d+) (\d+) 0 R`)
	charForm   = regexp.MustCompile(`<([0-9A-F]{4})><([0-9A-F]+)>`)
	opForm     = regexp.MustCompile(`/F(\d+) [\d.]+ Tf [-\d. ]+ Td <([0-9A-F]+)> Tj|/ActualText<FEFF([0-9A-F]+)>>> BDC|EMC`)
)

// Read reads a file of package paper back, and proves that its table of objects
// is right.
func Read(t testing.TB, pdf []byte) Reading {
	t.Helper()
	objects := map[string]string{}
	for _, m := range objectForm.FindAllStringSubmatchIndex(string(pdf), -1) {
		n := string(pdf[m[2]:m[3]])
		objects[n] = string(pdf[m[4]:m[5]])
		if i, _ := strconv.Atoi(n); !strings.HasPrefix(xref(t, pdf, i), n+" 0 obj") {
			t.Fatalf("object %s is not where the table says", n)
		}
	}
	var out Reading
	for _, kid := range regexp.MustCompile(`\d+`).FindAllString(regexp.MustCompile(`/Kids\[([^]]*)\]`).FindStringSubmatch(objects["2"])[1], -1) {
		if kid == "0" {
			continue
		}
		page, ok := objects[kid]
		if !ok || !strings.Contains(page, "/Type/Page/") {
			continue
		}
		fonts := map[string]map[string]string{}
		for _, f := range fontForm.FindAllStringSubmatch(page, -1) {
			to := regexp.MustCompile(`/ToUnicode (\d+) 0 R`).FindStringSubmatch(objects[f[2]])[1]
			fonts[f[1]] = meanings(objects[to])
		}
		content := objects[regexp.MustCompile(`/Contents (\d+) 0 R`).FindStringSubmatch(page)[1]]
		out.Pages = append(out.Pages, spoken(t, content, fonts))
		out.Boxes = append(out.Boxes, regexp.MustCompile(`/MediaBox\[([^]]*)\]`).FindStringSubmatch(page)[1])
	}
	out.Title = unhex(regexp.MustCompile(`/Title<FEFF([0-9A-F]*)>`).FindStringSubmatch(objects["3"])[1])
	return out
}

// xref is what lies where the table says that an object begins.
func xref(t testing.TB, pdf []byte, n int) string {
	t.Helper()
	at, _ := strconv.Atoi(strings.TrimSpace(regexp.MustCompile(`startxref\n(\d+)`).FindStringSubmatch(string(pdf))[1]))
	if !bytes.HasPrefix(pdf[at:], []byte("xref\n0 ")) {
		t.Fatal("startxref does not point at the table")
	}
	from := at + bytes.IndexByte(pdf[at+5:], '\n') + 6
	off, err := strconv.Atoi(string(pdf[from+20*n : from+20*n+10]))
	if err != nil {
		t.Fatal(err)
	}
	return string(pdf[off:min(off+20, len(pdf))])
}

func meanings(stream string) map[string]string {
	out := map[string]string{}
	for _, m := range charForm.FindAllStringSubmatch(stream, -1) {
		if m[1] != "0000" || m[2] != "FFFF" {
			out[m[1]] = unhex(m[2])
		}
	}
	return out
}

func unhex(s string) string {
	var u []uint16
	for i := 0; i+4 <= len(s); i += 4 {
		v, _ := strconv.ParseUint(s[i:i+4], 16, 16)
		u = append(u, uint16(v))
	}
	return string(utf16.Decode(u))
}

// spoken is a page's text; what a drawing stands for replaces what is drawn.
func spoken(t testing.TB, content string, fonts map[string]map[string]string) string {
	t.Helper()
	var b strings.Builder
	silent := false
	for _, m := range opForm.FindAllStringSubmatch(content, -1) {
		switch {
		case m[0] == "EMC":
			silent = false
		case m[3] != "":
			b.WriteString(unhex(m[3]))
			silent = true
		case !silent:
			for i := 0; i+4 <= len(m[2]); i += 4 {
				c, ok := fonts[m[1]][m[2][i:i+4]]
				if !ok {
					t.Fatalf("number %s of font %s stands for nothing", m[2][i:i+4], m[1])
				}
				b.WriteString(c)
			}
			b.WriteString("\n")
		}
	}
	return b.String()
}

// Flat is text without spaces and lines: what was put in, however it was broken.
func Flat(s string) string { return strings.Join(strings.Fields(s), "") }

// All is the text of all pages, flat.
func (r Reading) All() string { return Flat(strings.Join(r.Pages, "\n")) }

// Wants fails where a text is not on the paper.
func (r Reading) Wants(t testing.TB, list ...string) {
	t.Helper()
	for _, s := range list {
		if !strings.Contains(r.All(), Flat(s)) {
			t.Errorf("%q is not on the paper", s)
		}
	}
}

// Keep writes a paper where somebody wants to look at it: PAPERS=dir.
func Keep(t testing.TB, name string, pdf []byte) {
	t.Helper()
	if dir := os.Getenv("PAPERS"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, name+".pdf"), pdf, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
