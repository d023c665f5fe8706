package paper

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sort"
)

// errFont is what is wrong with a font that cannot be used.
var errFont = errors.New("no TrueType font with outlines")

// trueType is what is read of a font file: where its outlines lie, how wide they
// are, which character has which. Outlines themselves are read when they are used.
type trueType struct {
	r        io.ReaderAt
	tables   map[string]extent
	perEm    int
	ascent   int // in units of the em
	descent  int // below zero
	box      [4]int16
	glyphs   int
	widths   []uint16 // of the first glyphs; the rest are as wide as the last
	offsets  []uint32 // of each glyph within glyf, and the end
	segments []segment
}

type extent struct{ off, len uint32 }

// segment maps first…last to glyph, glyph+1 …
type segment struct {
	first, last rune
	glyph       uint32
}

// readTrueType reads the tables that setting needs.
func readTrueType(r io.ReaderAt) (*trueType, error) {
	f := &trueType{r: r, tables: map[string]extent{}}
	head, err := f.at(0, 12)
	if err != nil {
		return nil, err
	}
	if v := u32(head, 0); v != 0x00010000 && v != 0x74727565 {
		return nil, errFont
	}
	dir, err := f.at(12, 16*uint32(u16(head, 4)))
	if err != nil {
		return nil, err
	}
	for i := 0; i+16 <= len(dir); i += 16 {
		f.tables[string(dir[i:i+4])] = extent{u32(dir, i+8), u32(dir, i+12)}
	}
	return f, errors.Join(f.readMetrics(), f.readOffsets(), f.readCharacters())
}

func u16(b []byte, at int) uint16 { return binary.BigEndian.Uint16(b[at:]) }
func u32(b []byte, at int) uint32 { return binary.BigEndian.Uint32(b[at:]) }

// at reads a piece of the file.
func (f *trueType) at(off, n uint32) ([]byte, error) {
	b := make([]byte, n)
	if _, err := f.r.ReadAt(b, int64(off)); err != nil && err != io.EOF {
		return nil, err
	} else if err == io.EOF && n > 0 {
		if m, _ := f.r.ReadAt(b, int64(off)); uint32(m) < n {
			return nil, errFont
		}
	}
	return b, nil
}

// table reads a whole table that must be there with at least so many bytes.
func (f *trueType) table(name string, least uint32) ([]byte, error) {
	e, ok := f.tables[name]
	if !ok || e.len < least || e.len > 1<<26 {
		return nil, fmt.Errorf("%w: table %s", errFont, name)
	}
	return f.at(e.off, e.len)
}

func (f *trueType) readMetrics() error {
	head, err := f.table("head", 54)
	if err != nil {
		return err
	}
	hhea, err := f.table("hhea", 36)
	if err != nil {
		return err
	}
	maxp, err := f.table("maxp", 6)
	if err != nil {
		return err
	}
	f.perEm, f.glyphs = int(u16(head, 18)), int(u16(maxp, 4))
	for i := range f.box {
		f.box[i] = int16(u16(head, 36+2*i))
	}
	f.ascent, f.descent = int(int16(u16(hhea, 4))), int(int16(u16(hhea, 6)))
	n := int(u16(hhea, 34))
	if f.perEm == 0 || n == 0 {
		return errFont
	}
	hmtx, err := f.table("hmtx", uint32(4*n))
	if err != nil {
		return err
	}
	f.widths = make([]uint16, n)
	for i := range f.widths {
		f.widths[i] = u16(hmtx, 4*i)
	}
	return nil
}

func (f *trueType) readOffsets() error {
	head, err := f.table("head", 54)
	if err != nil {
		return err
	}
	long := u16(head, 50) != 0
	size := 2
	if long {
		size = 4
	}
	loca, err := f.table("loca", uint32(size*(f.glyphs+1)))
	if err != nil {
		return err
	}
	f.offsets = make([]uint32, f.glyphs+1)
	for i := range f.offsets {
		if long {
			f.offsets[i] = u32(loca, 4*i)
		} else {
			f.offsets[i] = 2 * uint32(u16(loca, 2*i))
		}
	}
	return nil
}

// readCharacters reads the best map of characters that the font has.
func (f *trueType) readCharacters() error {
	t, err := f.table("cmap", 4)
	if err != nil {
		return err
	}
	best, rank := -1, 0
	for i := 0; i < int(u16(t, 2)) && 4+8*i+8 <= len(t); i++ {
		off := int(u32(t, 4+8*i+4))
		if off+4 > len(t) {
			continue
		}
		n := 0
		switch u16(t, off) {
		case 12:
			n = 2
		case 4:
			n = 1
		}
		if p := u16(t, 4+8*i); n > rank && (p == 0 || p == 3) {
			best, rank = off, n
		}
	}
	switch {
	case rank == 2:
		f.groups(t[best:])
	case rank == 1:
		f.ranges(t[best:])
	default:
		return fmt.Errorf("%w: no map of Unicode characters", errFont)
	}
	sort.Slice(f.segments, func(i, j int) bool { return f.segments[i].first < f.segments[j].first })
	return nil
}

// groups reads format 12.
func (f *trueType) groups(t []byte) {
	if len(t) < 16 {
		return
	}
	for i, n := 0, int(u32(t, 12)); i < n && 16+12*i+12 <= len(t); i++ {
		at := 16 + 12*i
		f.segments = append(f.segments, segment{rune(u32(t, at)), rune(u32(t, at+4)), u32(t, at+8)})
	}
}

// ranges reads format 4, character by character: the test's small fonts have it.
func (f *trueType) ranges(t []byte) {
	if len(t) < 14 {
		return
	}
	n := int(u16(t, 6)) / 2
	ends, starts, deltas, offs := 14, 16+2*n, 16+4*n, 16+6*n
	if offs+2*n > len(t) {
		return
	}
	for i := range n {
		first, last := int(u16(t, starts+2*i)), int(u16(t, ends+2*i))
		delta, off := u16(t, deltas+2*i), int(u16(t, offs+2*i))
		for c := first; c <= last && c < 0xffff; c++ {
			g := uint16(c) + delta
			if off != 0 {
				at := offs + 2*i + off + 2*(c-first)
				if at+2 > len(t) {
					break
				}
				if g = u16(t, at); g != 0 {
					g += delta
				}
			}
			if g != 0 {
				f.segments = append(f.segments, segment{rune(c), rune(c), uint32(g)})
			}
		}
	}
}

// glyphOf is the glyph of a character, 0 = none.
func (f *trueType) glyphOf(r rune) uint16 {
	i := sort.Search(len(f.segments), func(i int) bool { return f.segments[i].last >= r })
	if i == len(f.segments) || f.segments[i].first > r {
		return 0
	}
	g := f.segments[i].glyph + uint32(r-f.segments[i].first)
	if g >= uint32(f.glyphs) {
		return 0
	}
	return uint16(g)
}

// advance is a glyph's width as a part of the em.
func (f *trueType) advance(g uint16) float64 {
	return float64(f.widths[min(int(g), len(f.widths)-1)]) / float64(f.perEm)
}

// outline reads a glyph's outline; a space has none.
func (f *trueType) outline(g uint16) ([]byte, error) {
	from, to := f.offsets[g], f.offsets[int(g)+1]
	if to <= from {
		return nil, nil
	}
	return f.at(f.tables["glyf"].off+from, to-from)
}

// parts finds where an outline that is made of others names them: places of two
// bytes each.
func parts(outline []byte) (at []int) {
	if len(outline) < 10 || int16(u16(outline, 0)) >= 0 {
		return nil
	}
	for i := 10; i+4 <= len(outline); {
		flags := u16(outline, i)
		at = append(at, i+2)
		i += 4
		if flags&0x0001 != 0 { // arguments are words
			i += 4
		} else {
			i += 2
		}
		switch {
		case flags&0x0008 != 0: // one scale
			i += 2
		case flags&0x0040 != 0: // two
			i += 4
		case flags&0x0080 != 0: // four
			i += 8
		}
		if flags&0x0020 == 0 { // no more
			break
		}
	}
	return at
}
