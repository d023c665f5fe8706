package imaging

import (
	"encoding/binary"
	"errors"
)

// errLossless says that a picture is torn or of a kind that no device of a clinic
// writes.
var errLossless = errors.New("imaging: a broken JPEG without loss")

// lossless reads a JPEG without loss (ITU-T T.81, annex H), as panoramic devices and
// volume scanners write it into DICOM; the standard library knows those with loss
// only.
type lossless struct {
	b       []byte
	at      int
	w, h, n int // n samples of each point
	bits    int // of a sample
	shift   int // that samples were made smaller by
	ahead   int // predictor, 1–7
	restart int // points between two marks, 0 = none
	tables  [4]*codes
	of      [4]int // table of each sample
	acc     uint32
	have    int // bits in acc
}

// codes is a Huffman table: the codes of each length, by the first of them.
type codes struct {
	first [17]int // code
	from  [17]int // index of its value
	count [17]int
	value []byte
}

// readLossless gives the samples of a picture row by row, those of one point after
// each other. Its size is known from elsewhere; another is an error.
func readLossless(b []byte, w, h, n int) ([]uint16, error) {
	l := lossless{b: b, w: w, h: h, n: n}
	if len(b) < 4 || b[0] != 0xff || b[1] != 0xd8 || w < 1 || h < 1 || w*h > maxPoints {
		return nil, errLossless
	}
	l.at = 2
	for {
		mark, body, ok := l.segment()
		if !ok {
			return nil, errLossless
		}
		switch mark {
		case 0xc3:
			ok = l.frame(body)
		case 0xc4:
			ok = l.huffman(body)
		case 0xdd:
			if ok = len(body) == 2; ok {
				l.restart = int(binary.BigEndian.Uint16(body))
			}
		case 0xda:
			if !l.scan(body) {
				return nil, errLossless
			}
			return l.points()
		case 0xc0, 0xc1, 0xc2, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf, 0xd9: // other ways, or the end
			ok = false
		}
		if !ok {
			return nil, errLossless
		}
	}
}

// segment passes one segment with its mark.
func (l *lossless) segment() (mark byte, body []byte, ok bool) {
	for l.at+1 < len(l.b) && l.b[l.at] == 0xff && l.b[l.at+1] == 0xff { // fill
		l.at++
	}
	if l.at+4 > len(l.b) || l.b[l.at] != 0xff {
		return 0, nil, false
	}
	mark, n := l.b[l.at+1], int(binary.BigEndian.Uint16(l.b[l.at+2:]))
	if n < 2 || l.at+2+n > len(l.b) {
		return 0, nil, false
	}
	body = l.b[l.at+4 : l.at+2+n]
	l.at += 2 + n
	return mark, body, true
}

// frame reads what the picture is; samples that are fewer for colours are not taken.
func (l *lossless) frame(b []byte) bool {
	if len(b) != 6+3*l.n || int(b[5]) != l.n {
		return false
	}
	l.bits = int(b[0])
	for c := range l.n {
		if b[7+3*c] != 0x11 {
			return false
		}
	}
	return l.bits >= 2 && l.bits <= 16 && int(binary.BigEndian.Uint16(b[1:])) == l.h && int(binary.BigEndian.Uint16(b[3:])) == l.w
}

func (l *lossless) huffman(b []byte) bool {
	for len(b) >= 17 {
		to, code, n := b[0], 0, 0
		if to > 3 {
			return false
		}
		t := &codes{}
		for length := 1; length <= 16; length++ {
			t.first[length], t.from[length], t.count[length] = code, n, int(b[length])
			n += t.count[length]
			if code += t.count[length]; code > 1<<length {
				return false
			}
			code <<= 1
		}
		if len(b) < 17+n {
			return false
		}
		t.value, b = b[17:17+n], b[17+n:]
		l.tables[to] = t
	}
	return len(b) == 0
}

// scan reads how the points are written.
func (l *lossless) scan(b []byte) bool {
	if l.bits == 0 || len(b) != 4+2*l.n || int(b[0]) != l.n {
		return false
	}
	for c := range l.n {
		l.of[c] = int(b[2+2*c] >> 4)
		if l.of[c] > 3 || l.tables[l.of[c]] == nil {
			return false
		}
	}
	l.ahead, l.shift = int(b[1+2*l.n]), int(b[3+2*l.n]&15)
	return l.ahead >= 1 && l.ahead <= 7 && l.shift < l.bits
}

// points reads the samples: each is what its neighbours let expect, and a
// difference.
func (l *lossless) points() ([]uint16, error) {
	out := make([]uint16, l.w*l.h*l.n)
	row, fresh := l.w*l.n, 0 // fresh: the point at which counting began anew
	for p := range l.w * l.h {
		if l.restart > 0 && p > 0 && p%l.restart == 0 {
			if !l.again() {
				return nil, errLossless
			}
			fresh = p
		}
		for c := range l.n {
			diff, ok := l.difference(l.tables[l.of[c]])
			if !ok {
				return nil, errLossless
			}
			at := p*l.n + c
			expect := 1 << (l.bits - l.shift - 1)
			switch first := p-fresh < l.w; {
			case p == fresh:
			case first:
				expect = int(out[at-l.n])
			case p%l.w == 0:
				expect = int(out[at-row])
			default:
				expect = l.expect(int(out[at-l.n]), int(out[at-row]), int(out[at-row-l.n]))
			}
			out[at] = uint16(expect + diff)
		}
	}
	if l.shift > 0 {
		for i := range out {
			out[i] <<= l.shift
		}
	}
	return out, nil
}

// expect guesses a sample from those to its left, above, and above that.
func (l *lossless) expect(left, up, corner int) int {
	switch l.ahead {
	case 1:
		return left
	case 2:
		return up
	case 3:
		return corner
	case 4:
		return left + up - corner
	case 5:
		return left + (up-corner)>>1
	case 6:
		return up + (left-corner)>>1
	}
	return (left + up) >> 1
}

// difference reads one: how many bits it has, and those.
func (l *lossless) difference(t *codes) (int, bool) {
	code := 0
	for length := 1; length <= 16; length++ {
		bit, ok := l.take(1)
		if !ok {
			return 0, false
		}
		code = code<<1 | bit
		if n := code - t.first[length]; n >= 0 && n < t.count[length] {
			size := int(t.value[t.from[length]+n])
			if size == 16 {
				return 32768, true
			}
			v, ok := l.take(size)
			if size > 0 && v < 1<<(size-1) {
				v -= 1<<size - 1
			}
			return v, ok && size < 16
		}
	}
	return 0, false
}

// take reads bits; a byte of ones is followed by one of noughts that means nothing.
func (l *lossless) take(n int) (int, bool) {
	for l.have < n {
		if l.at >= len(l.b) {
			return 0, false
		}
		x := l.b[l.at]
		if x == 0xff {
			if l.at+1 >= len(l.b) || l.b[l.at+1] != 0 {
				return 0, false // a mark: the points are fewer than was said
			}
			l.at++
		}
		l.at++
		l.acc, l.have = l.acc<<8|uint32(x), l.have+8
	}
	l.have -= n
	return int(l.acc>>l.have) & (1<<n - 1), true
}

// again passes the mark at which counting begins anew.
func (l *lossless) again() bool {
	l.acc, l.have = 0, 0
	if l.at+2 > len(l.b) || l.b[l.at] != 0xff || l.b[l.at+1]&0xf8 != 0xd0 {
		return false
	}
	l.at += 2
	return true
}
