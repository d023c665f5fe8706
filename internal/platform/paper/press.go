package paper

import (
	"fmt"
	"io"
	"slices"
	"sync"
)

// Format is the paper, in millimetres.
type Format struct {
	Width, Height float64 // Height 0 = a roll, as long as what stands on it
	Margin        float64
}

// The formats.
var (
	A3     = Format{297, 420, 20}
	A4     = Format{210, 297, 18}
	A5     = Format{148, 210, 12}
	Roll80 = Format{80, 0, 4}
)

// Document is what is to be printed.
type Document struct {
	Format  Format
	Title   string // of the window that shows it
	Lang    string // "zh-CN"
	Running string // at the head of every page but the first; "" = none
	Mark    string // large and pale across every page; "" = none
	Stamp   string // a line at the foot of every page; "" = none
	Foot    string // with {page} and {pages}; "" = none
	Body    []Block
}

// Sheet is a printed document.
type Sheet struct {
	PDF     []byte
	Pages   int
	Missing []rune // characters that no face has; each stands as a box with its number
}

// Press prints with its faces. It is safe for concurrent use.
type Press struct{ faces []*face }

// Font is where a TrueType font is read from: glyf outlines, no collection. It is
// asked for a few pieces at a time, so a font in the binary costs no memory until
// it is used.
type Font struct {
	Name string // letters and digits
	Open func() (io.ReaderAt, error)
}

// NewPress makes a press; of a character the first font that has it is taken.
// Fonts are opened when the first document is printed.
func NewPress(fonts ...Font) *Press {
	p := &Press{}
	for _, f := range fonts {
		p.faces = append(p.faces, &face{font: f})
	}
	return p
}

// Print sets a document and gives its bytes. It fails only where a font cannot be
// read.
func (p *Press) Print(d Document) (Sheet, error) {
	for _, f := range p.faces {
		if err := f.open(); err != nil {
			return Sheet{}, fmt.Errorf("paper: font %s: %w", f.font.Name, err)
		}
	}
	if len(p.faces) == 0 {
		return Sheet{}, fmt.Errorf("paper: a press without fonts")
	}
	s := newSetter(p, d)
	s.set()
	out := Sheet{Pages: len(s.pages)}
	for r := range s.missing {
		out.Missing = append(out.Missing, r)
	}
	slices.Sort(out.Missing)
	var err error
	out.PDF, err = s.file()
	return out, err
}

// glyph finds who has a character.
func (p *Press) glyph(r rune) (face int, glyph uint16, ok bool) {
	for i, f := range p.faces {
		if g := f.glyphOf(r); g != 0 {
			return i, g, true
		}
	}
	return 0, 0, false
}

// width is how wide a character is set, as a part of its size.
func (p *Press) width(r rune) float64 {
	switch {
	case unseen(r):
		return 0
	case drawn(r):
		return 1
	}
	f, g, ok := p.glyph(r)
	if !ok {
		return boxWidth
	}
	return p.faces[f].advance(g)
}

// boxWidth is how wide a missing character's box is.
const boxWidth = 1.0

// unseen tells of characters that take no room: joiners, selectors, controls.
func unseen(r rune) bool {
	return r < 0x20 || r == 0x7f || r >= 0x200b && r <= 0x200f || r >= 0xfe00 && r <= 0xfe0f || r == 0xfeff || r >= 0x2028 && r <= 0x202e
}

// face is a font of a press once it is read.
type face struct {
	font Font
	once sync.Once
	err  error
	*trueType
}

func (f *face) open() error {
	f.once.Do(func() {
		r, err := f.font.Open()
		if err == nil {
			f.trueType, err = readTrueType(r)
		}
		f.err = err
	})
	return f.err
}
