package imaging

import (
	"encoding/binary"
	"strings"
)

// lengthsFit walks the elements of a DICOM file and tells whether each lies
// within the file. The library sets memory aside for whatever length a file
// claims, up to four gigabytes, so a file is walked before it is parsed.
func lengthsFit(b []byte) bool {
	w := walk{b: b, at: 132, order: binary.LittleEndian, explicit: true}
	syntax := ""
	for w.at < len(b) && w.at+2 <= len(b) && w.order.Uint16(b[w.at:]) == 2 {
		tag, from, ok := w.next()
		if !ok {
			return false
		}
		if tag == 0x00020010 {
			syntax = strings.TrimRight(string(b[from:w.at]), "\x00 ")
		}
	}
	w.explicit = syntax != implicitLittle
	if syntax == explicitBig {
		w.order = binary.BigEndian
	}
	for w.at < len(b) {
		if _, _, ok := w.next(); !ok {
			return false
		}
	}
	return true
}

// walk goes from element to element. Into sequences it steps, so that what is
// within is looked at like the rest; the pieces of a compressed picture are
// passed over whole.
type walk struct {
	b        []byte
	at       int
	order    binary.ByteOrder
	explicit bool
	pieces   bool // within a compressed picture
}

// The marks of sequences, and the picture.
const (
	tagItem     = 0xfffee000
	tagPixels   = 0x7fe00010
	noLength    = 0xffffffff
	groupOfMark = 0xfffe
)

// longForm are the representations whose length takes four bytes.
const longForm = "OB OD OF OL OV OW SQ SV UC UN UR UT UV"

// next passes one element, or steps into a sequence. It gives where the value
// began; ok is false where it does not lie within the file.
func (w *walk) next() (tag uint32, from int, ok bool) {
	if w.at+8 > len(w.b) {
		return 0, 0, false
	}
	head := w.b[w.at:]
	group, element := w.order.Uint16(head), w.order.Uint16(head[2:])
	tag = uint32(group)<<16 | uint32(element)
	from, length, sequence := w.at+8, w.order.Uint32(head[4:]), false
	if w.explicit && group != groupOfMark {
		vr := string(head[4:6])
		sequence = vr == "SQ"
		length = uint32(w.order.Uint16(head[6:]))
		if strings.Contains(longForm, vr) {
			if w.at+12 > len(w.b) {
				return 0, 0, false
			}
			from, length = w.at+12, w.order.Uint32(head[8:])
		}
	}
	switch {
	case group == groupOfMark && (tag != tagItem || !w.pieces):
		w.pieces = w.pieces && tag == tagItem
		sequence = true
	case length == noLength:
		w.pieces, sequence = tag == tagPixels, true
	case !w.explicit && from+4 <= len(w.b) && w.order.Uint16(w.b[from:]) == groupOfMark && tag != tagPixels:
		sequence = true
	}
	if length != noLength && uint64(from)+uint64(length) > uint64(len(w.b)) {
		return tag, from, false
	}
	w.at = from
	if !sequence {
		w.at += int(length)
	}
	return tag, from, true
}
