package imaging

import (
	"encoding/binary"
	"strings"
)

// exif is what a camera wrote about a photo and we use.
type exif struct {
	Orientation int    // 1–8; 0 = not said
	Taken       string // local time "2026:11:22 10:20:30"; "" = not said
	Offset      string // of the local time, "+08:00"; "" = not said
}

// The tags that are read.
const (
	tagOrientation = 0x0112
	tagExifIFD     = 0x8769
	tagTaken       = 0x9003
	tagOffset      = 0x9011
)

// readExif finds the camera's notes in a JPEG. What is broken is passed over: a
// photo is shown without them.
func readExif(jpeg []byte) exif {
	for at := 2; at+4 <= len(jpeg) && jpeg[at] == 0xff; {
		marker, size := jpeg[at+1], int(binary.BigEndian.Uint16(jpeg[at+2:]))
		if marker == 0xda || size < 2 || at+2+size > len(jpeg) { // the picture itself begins
			break
		}
		body := jpeg[at+4 : at+2+size]
		if marker == 0xe1 && strings.HasPrefix(string(body), "Exif\x00\x00") {
			return readTIFF(body[6:])
		}
		at += 2 + size
	}
	return exif{}
}

// tiff is a block of notes with the order of its bytes.
type tiff struct {
	b     []byte
	order binary.ByteOrder
}

func readTIFF(b []byte) (out exif) {
	if len(b) < 8 {
		return out
	}
	t := tiff{b, binary.LittleEndian}
	if b[0] == 'M' {
		t.order = binary.BigEndian
	}
	t.each(t.order.Uint32(b[4:]), func(tag uint16, entry []byte) {
		switch tag {
		case tagOrientation:
			if n := int(t.order.Uint16(entry[8:])); n >= 1 && n <= 8 {
				out.Orientation = n
			}
		case tagExifIFD:
			t.each(t.order.Uint32(entry[8:]), func(tag uint16, entry []byte) {
				switch tag {
				case tagTaken:
					out.Taken = t.text(entry)
				case tagOffset:
					out.Offset = t.text(entry)
				}
			})
		}
	})
	return out
}

// each calls fn with the entries of a directory that lie within the block.
func (t tiff) each(at uint32, fn func(tag uint16, entry []byte)) {
	if uint64(at)+2 > uint64(len(t.b)) {
		return
	}
	n := int(t.order.Uint16(t.b[at:]))
	for i := range n {
		from := int(at) + 2 + 12*i
		if from+12 > len(t.b) {
			return
		}
		entry := t.b[from : from+12]
		fn(t.order.Uint16(entry), entry)
	}
}

// text reads an entry that is a text.
func (t tiff) text(entry []byte) string {
	n, at := t.order.Uint32(entry[4:]), t.order.Uint32(entry[8:])
	if t.order.Uint16(entry[2:]) != 2 || n > 64 || uint64(at)+uint64(n) > uint64(len(t.b)) {
		return ""
	}
	if n <= 4 {
		return strings.TrimRight(string(entry[8:8+n]), "\x00 ")
	}
	return strings.TrimRight(string(t.b[at:at+n]), "\x00 ")
}
