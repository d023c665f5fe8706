package paper

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf16"
)

// file writes the pages as a PDF. Streams are not compressed: what a library
// makes of them changes with its version, and the bytes are to stay the same.
func (s *setter) file() ([]byte, error) {
	w := &objects{}
	w.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	const catalog, tree, info = 1, 2, 3
	page := func(i int) int { return 4 + 2*i }
	font := func(i int) int { return 4 + 2*len(s.pages) + 5*i }
	var kids, fonts []string
	for i := range s.pages {
		kids = append(kids, fmt.Sprintf("%d 0 R", page(i)))
	}
	used := s.used()
	for i := range used {
		fonts = append(fonts, fmt.Sprintf("/F%d %d 0 R", i, font(i)))
	}
	w.object(catalog, fmt.Sprintf("<</Type/Catalog/Pages %d 0 R/Lang%s/ViewerPreferences<</DisplayDocTitle true>>>>", tree, literal(s.doc.Lang)))
	w.object(tree, fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]>>", len(s.pages), strings.Join(kids, " ")))
	w.object(info, fmt.Sprintf("<</Title%s/Producer%s>>", literal(s.doc.Title), literal("Archwire")))
	for i, p := range s.pages {
		w.object(page(i), fmt.Sprintf("<</Type/Page/Parent %d 0 R/MediaBox[0 0 %s %s]/Resources<</Font<<%s>>>>/Contents %d 0 R>>",
			tree, pt(s.width), pt(p.height), strings.Join(fonts, ""), page(i)+1))
		w.stream(page(i)+1, "", p.Bytes())
	}
	for i, f := range used {
		if err := w.font(font(i), f); err != nil {
			return nil, err
		}
	}
	w.end(catalog, info)
	return w.Bytes(), nil
}

// used are the faces of which something was set, in their order; a document
// without letters has none.
func (s *setter) used() []*subset {
	var out []*subset
	for _, f := range s.order {
		out = append(out, s.subsets[f])
	}
	return out
}

// objects is a PDF on its way: the bytes, and where each object begins.
type objects struct {
	bytes.Buffer
	at []int
}

func (w *objects) begin(n int) {
	for len(w.at) < n {
		w.at = append(w.at, 0)
	}
	w.at[n-1] = w.Len()
	fmt.Fprintf(w, "%d 0 obj\n", n)
}

func (w *objects) object(n int, body string) {
	w.begin(n)
	w.WriteString(body + "\nendobj\n")
}

func (w *objects) stream(n int, more string, body []byte) {
	w.begin(n)
	fmt.Fprintf(w, "<<%s/Length %d>>\nstream\n", more, len(body))
	w.Write(body)
	w.WriteString("\nendstream\nendobj\n")
}

// font writes the five objects of a face: how characters are numbered, the
// glyphs' widths, what a reader must know of it, its outlines, and what its
// numbers stand for, so that text can be searched and copied.
func (w *objects) font(n int, s *subset) error {
	f := s.face
	outlines, err := s.font()
	if err != nil {
		return err
	}
	name := "ARCHWA+" + f.font.Name
	em := func(units int) int { return units * 1000 / f.perEm }
	w.object(n, fmt.Sprintf("<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>", name, n+1, n+4))
	var widths []string
	for i := range s.chars {
		widths = append(widths, fmt.Sprint(em(int(f.widths[min(int(s.from[i]), len(f.widths)-1)]))))
	}
	w.object(n+1, fmt.Sprintf("<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"+
		"/FontDescriptor %d 0 R/DW 1000/W[0[%s]]/CIDToGIDMap/Identity>>", name, n+2, strings.Join(widths, " ")))
	w.object(n+2, fmt.Sprintf("<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[%d %d %d %d]/ItalicAngle 0/Ascent %d/Descent %d/CapHeight %d/StemV 80/FontFile2 %d 0 R>>",
		name, em(int(f.box[0])), em(int(f.box[1])), em(int(f.box[2])), em(int(f.box[3])), em(f.ascent), em(f.descent), em(f.ascent), n+3))
	w.stream(n+3, fmt.Sprintf("/Length1 %d", len(outlines)), outlines)
	w.stream(n+4, "", s.meanings())
	return nil
}

// meanings says which character each number stands for.
func (s *subset) meanings() []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n" +
		"/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n")
	const most = 100 // of one list, by the format
	for from := 1; from < len(s.chars); from += most {
		to := min(from+most, len(s.chars))
		fmt.Fprintf(&b, "%d beginbfchar\n", to-from)
		for n := from; n < to; n++ {
			fmt.Fprintf(&b, "<%04X><%s>\n", n, hex16(string(s.chars[n])))
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend")
	return b.Bytes()
}

func (w *objects) end(catalog, info int) {
	at := w.Len()
	fmt.Fprintf(w, "xref\n0 %d\n0000000000 65535 f \n", len(w.at)+1)
	for _, a := range w.at {
		fmt.Fprintf(w, "%010d 00000 n \n", a)
	}
	fmt.Fprintf(w, "trailer\n<</Size %d/Root %d 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(w.at)+1, catalog, info, at)
}

// hex16 is a text as UTF-16 in hexadecimal.
func hex16(s string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	return b.String()
}

// literal is a text as PDF writes it.
func literal(s string) string { return "<FEFF" + hex16(s) + ">" }

// pt writes a length of points.
func pt(v float64) string {
	s := fmt.Sprintf("%.2f", v)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	if s == "-0" || s == "" {
		return "0"
	}
	return s
}
