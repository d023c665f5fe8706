package imaging

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// written is a JPEG without loss, written after annex H of the standard: one table
// whose codes are all of eight bits, so that every difference has one.
func written(points []uint16, w, h, n, bits, ahead, shift, restart int) []byte {
	be := binary.BigEndian
	segment := func(mark byte, body []byte) []byte {
		return append(be.AppendUint16([]byte{0xff, mark}, uint16(len(body)+2)), body...)
	}
	table := make([]byte, 17, 40)
	table[8] = 17
	for size := range 17 {
		table = append(table, byte(size))
	}
	frame := be.AppendUint16(be.AppendUint16([]byte{byte(bits)}, uint16(h)), uint16(w))
	frame = append(frame, byte(n))
	scan := []byte{byte(n)}
	for c := range n {
		frame = append(frame, byte(c+1), 0x11, 0)
		scan = append(scan, byte(c+1), 0)
	}
	scan = append(scan, byte(ahead), 0, byte(shift))
	out := slices.Concat([]byte{0xff, 0xd8}, segment(0xc4, table), segment(0xc3, frame))
	if restart > 0 {
		out = append(out, segment(0xdd, be.AppendUint16(nil, uint16(restart)))...)
	}
	out = append(out, segment(0xda, scan)...)
	acc, have := uint64(0), 0
	put := func(v, n int) {
		for acc, have = acc<<n|uint64(v), have+n; have >= 8; have -= 8 {
			x := byte(acc >> (have - 8))
			if out = append(out, x); x == 0xff {
				out = append(out, 0)
			}
		}
	}
	flush := func() {
		if have > 0 {
			put(1<<(8-have)-1, 8-have)
		}
	}
	fresh := 0
	l := lossless{ahead: ahead}
	for p := range w * h {
		if restart > 0 && p > 0 && p%restart == 0 {
			flush()
			out = append(out, 0xff, 0xd0+byte(p/restart-1)%8)
			fresh = p
		}
		for c := range n {
			at := p*n + c
			v := func(i int) int { return int(points[i] >> shift) }
			expect := 1 << (bits - shift - 1)
			switch {
			case p == fresh:
			case p-fresh < w:
				expect = v(at - n)
			case p%w == 0:
				expect = v(at - w*n)
			default:
				expect = l.expect(v(at-n), v(at-w*n), v(at-w*n-n))
			}
			diff := int(int16(v(at) - expect))
			size := 0
			for a := max(diff, -diff); a > 0; a >>= 1 {
				size++
			}
			put(size, 8)
			if diff < 0 {
				diff += 1<<size - 1
			}
			if size < 16 { // the sixteenth has no bits behind it
				put(diff, size)
			}
		}
	}
	flush()
	return append(out, 0xff, 0xd9)
}

func TestJPEGWithoutLoss(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{1, 3} {
		for _, bits := range []int{8, 12, 16} {
			for ahead := 1; ahead <= 7; ahead++ {
				for _, restart := range []int{0, 7, 14} {
					const w, h = 7, 5
					points := make([]uint16, w*h*n)
					for i := range points {
						points[i] = uint16(rnd.IntN(1 << bits))
					}
					got, err := readLossless(written(points, w, h, n, bits, ahead, 0, restart), w, h, n)
					if err != nil || !slices.Equal(got, points) {
						t.Fatalf("%d samples of %d bits, predictor %d, restart %d: %v\n%v\n%v", n, bits, ahead, restart, err, got, points)
					}
				}
			}
		}
	}
	even := []uint16{0, 4, 8, 1020}
	if got, err := readLossless(written(even, 2, 2, 1, 10, 1, 2, 0), 2, 2, 1); err != nil || !slices.Equal(got, even) {
		t.Errorf("made smaller by two bits: %v %v", got, err)
	}
}

func TestBrokenJPEGWithoutLoss(t *testing.T) {
	points := make([]uint16, 16)
	whole := written(points, 4, 4, 1, 12, 1, 0, 4)
	for cut := range len(whole) - 4 {
		if _, err := readLossless(whole[:cut], 4, 4, 1); !errors.Is(err, errLossless) {
			t.Fatalf("cut at %d: %v", cut, err)
		}
		for _, x := range []byte{0x00, 0x7f, 0xff} { // drawn or refused, and no harm
			spoiled := slices.Clone(whole)
			spoiled[cut] = x
			_, _ = readLossless(spoiled, 4, 4, 1)
		}
	}
	for _, size := range [][3]int{{5, 4, 1}, {4, 5, 1}, {4, 4, 3}, {0, 4, 1}, {1 << 20, 1 << 20, 1}} {
		if _, err := readLossless(whole, size[0], size[1], size[2]); err == nil {
			t.Errorf("%v was read", size)
		}
	}
}

// A panoramic device writes its film without loss, in one piece or in several.
func TestFilmWithoutLoss(t *testing.T) {
	points := []uint16{0, 1000, 2000, 4000}
	whole := written(points, 2, 2, 1, 12, 1, 0, 0)
	for name, pieces := range map[string][][]byte{"one piece": {whole}, "two pieces": {whole[:20], whole[20:]}} {
		f := filmFile{rows: 2, cols: 2, photometric: "MONOCHROME2", syntax: losslessFirst, packed: pieces, spacing: `0.1\0.2`}
		l, err := lookAt(f.bytes())
		if err != nil || l.PointX != 200_000 || l.PointY != 100_000 {
			t.Errorf("%s: %+v %v", name, l, err)
		}
		m, err := drawDICOM(f.bytes())
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var got []string
		for i := range 4 {
			r, _, _, _ := m.At(i%2, i/2).RGBA()
			got = append(got, fmt.Sprint(r>>8))
		}
		if want := []string{"0", "64", "128", "255"}; !slices.Equal(got, want) {
			t.Errorf("%s: %v", name, got)
		}
		f.syntax = "1.2.840.10008.1.2.4.90"
		if _, err := drawFile(f.bytes()); !errors.Is(err, PackedDICOM) {
			t.Errorf("JPEG 2000: %v", err)
		}
	}
}
