package paper

import (
	"encoding/binary"
	"sort"
)

// subset gathers what a document uses of a face. Each character has a number of
// its own, also where two share an outline, so that it is read as itself.
type subset struct {
	face    *face
	numbers map[rune]uint16
	chars   []rune   // by number; 0 is no character
	from    []uint16 // the face's glyph, by number; those above chars are parts
}

func newSubset(f *face) *subset {
	return &subset{face: f, numbers: map[rune]uint16{}, chars: []rune{0}, from: []uint16{0}}
}

// number gives a character its number.
func (s *subset) number(r rune, glyph uint16) uint16 {
	n, ok := s.numbers[r]
	if !ok {
		n = uint16(len(s.chars))
		s.numbers[r] = n
		s.chars, s.from = append(s.chars, r), append(s.from, glyph)
	}
	return n
}

// font writes a TrueType font of what was used, without a map of characters: the
// numbers are its glyphs.
func (s *subset) font() ([]byte, error) {
	t, err := s.tables()
	if err != nil {
		return nil, err
	}
	return sfnt(t), nil
}

// tables are those of the font that was used.
func (s *subset) tables() (map[string][]byte, error) {
	f := s.face
	part := map[uint16]uint16{} // parts that stand alone, by the face's glyph
	var glyf []byte
	offsets := []uint32{0}
	for n := 0; n < len(s.from); n++ {
		o, err := f.outline(s.from[n])
		if err != nil {
			return nil, err
		}
		for _, at := range parts(o) {
			g := u16(o, at)
			if _, ok := part[g]; !ok && int(g) < f.glyphs {
				part[g] = uint16(len(s.from))
				s.from = append(s.from, g)
			}
			binary.BigEndian.PutUint16(o[at:], part[g])
		}
		glyf = append(glyf, o...)
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
		offsets = append(offsets, uint32(len(glyf)))
	}
	return s.assemble(glyf, offsets)
}

func (s *subset) assemble(glyf []byte, offsets []uint32) (map[string][]byte, error) {
	f, n := s.face, len(s.from)
	tables := map[string][]byte{"glyf": glyf}
	for name, least := range map[string]uint32{"head": 54, "hhea": 36, "maxp": 6} {
		b, err := f.table(name, least)
		if err != nil {
			return nil, err
		}
		tables[name] = b
	}
	for _, name := range []string{"cvt ", "fpgm", "prep"} { // what hints outlines, where there is any
		if e, ok := f.tables[name]; ok {
			b, err := f.at(e.off, e.len)
			if err != nil {
				return nil, err
			}
			tables[name] = b
		}
	}
	binary.BigEndian.PutUint32(tables["head"][8:], 0)  // sum over the file: readers of PDF do not look at it
	binary.BigEndian.PutUint16(tables["head"][50:], 1) // offsets of four bytes
	binary.BigEndian.PutUint16(tables["hhea"][34:], uint16(n))
	binary.BigEndian.PutUint16(tables["maxp"][4:], uint16(n))
	var loca, hmtx []byte
	for _, o := range offsets {
		loca = binary.BigEndian.AppendUint32(loca, o)
	}
	for _, g := range s.from {
		hmtx = binary.BigEndian.AppendUint16(hmtx, f.widths[min(int(g), len(f.widths)-1)])
		hmtx = binary.BigEndian.AppendUint16(hmtx, 0)
	}
	tables["loca"], tables["hmtx"] = loca, s.bearings(hmtx, glyf, offsets)
	return tables, nil
}

// bearings puts the left edge of each outline into the widths.
func (s *subset) bearings(hmtx, glyf []byte, offsets []uint32) []byte {
	for i := range s.from {
		if offsets[i+1] > offsets[i] {
			copy(hmtx[4*i+2:4*i+4], glyf[offsets[i]+2:offsets[i]+4])
		}
	}
	return hmtx
}

// sfnt puts tables into a font file, in the order of their names.
func sfnt(tables map[string][]byte) []byte {
	var names []string
	for name := range tables {
		names = append(names, name)
	}
	sort.Strings(names)
	power, log := 1, 0
	for power*2 <= len(names) {
		power, log = power*2, log+1
	}
	out := binary.BigEndian.AppendUint32(nil, 0x00010000)
	for _, v := range []int{len(names), 16 * power, log, 16 * (len(names) - power)} {
		out = binary.BigEndian.AppendUint16(out, uint16(v))
	}
	at := uint32(12 + 16*len(names))
	var body []byte
	for _, name := range names {
		b := tables[name]
		out = append(out, name...)
		out = binary.BigEndian.AppendUint32(out, checksum(b))
		out = binary.BigEndian.AppendUint32(out, at+uint32(len(body)))
		out = binary.BigEndian.AppendUint32(out, uint32(len(b)))
		body = append(body, b...)
		for len(body)%4 != 0 {
			body = append(body, 0)
		}
	}
	return append(out, body...)
}

func checksum(b []byte) (sum uint32) {
	for i := 0; i < len(b); i += 4 {
		var word [4]byte
		copy(word[:], b[i:])
		sum += u32(word[:], 0)
	}
	return sum
}
