package imaging

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"slices"
	"testing"
	"time"

	"archwire/internal/kit/fault"
)

func TestFilesAreKnown(t *testing.T) {
	half := camera(photo(40, 30), 1, "2026:11:20 10:15:00")
	film := filmFile{rows: 2, cols: 2, photometric: "MONOCHROME2", points: []uint16{0, 1, 2, 3}}
	packed, empty := film, film
	packed.syntax, empty.points = "1.2.840.10008.1.2.4.90", nil // JPEG 2000
	for name, c := range map[string]struct {
		file []byte
		want error
	}{
		"JPEG":                  {half, nil},
		"PNG":                   {asPNG(photo(4, 3)), nil},
		"DICOM":                 {film.bytes(), nil},
		"JPEG 2000 in DICOM":    {packed.bytes(), nil}, // kept, and not drawn
		"DICOM without points":  {empty.bytes(), NoPictureIn},
		"four gigabytes":        {slices.Concat(film.bytes(), []byte("\xe0\x7f\x11\x00OB\x00\x00\xf0\xff\xff\xff")), Unreadable},
		"half a DICOM":          {film.bytes()[:200], Unreadable},
		"HEIC":                  {[]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"), NoHEIC},
		"AVIF":                  {[]byte("\x00\x00\x00\x18ftypavif\x00\x00\x00\x00"), NoHEIC},
		"nothing":               {nil, Unreadable},
		"a text":                {[]byte("这不是图片"), Unreadable},
		"a page":                {[]byte("<svg xmlns='http://www.w3.org/2000/svg'/>"), Unreadable},
		"a JPEG's first bytes":  {half[:20], Unreadable},
		"a picture of a bomb":   {bomb(), TooManyDots},
		"WebP that is none":     {[]byte("RIFF\x10\x00\x00\x00WEBPVP8 "), Unreadable},
		"GIF, which is no form": {[]byte("GIF89a\x01\x00\x01\x00"), Unreadable},
	} {
		_, err := lookAt(c.file)
		if c.want == nil && err != nil || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// bomb is a PNG of few bytes that says it has 60,000 by 60,000 points.
func bomb() []byte {
	b := asPNG(photo(2, 2))
	binary.BigEndian.PutUint32(b[16:], 60_000)
	binary.BigEndian.PutUint32(b[20:], 60_000)
	sum := crcOf(b[12:29])
	binary.BigEndian.PutUint32(b[29:], sum)
	return b
}

func crcOf(b []byte) uint32 {
	crc := ^uint32(0)
	for _, x := range b {
		crc ^= uint32(x)
		for range 8 {
			crc = crc>>1 ^ 0xedb88320&-(crc&1)
		}
	}
	return ^crc
}

// What is cut off or spoiled anywhere is refused or drawn, and never more.
func TestBrokenFilesDoNoHarm(t *testing.T) {
	film := filmFile{name: "Li^Jimu", rows: 8, cols: 8, photometric: "MONOCHROME2", points: make([]uint16, 64)}
	for _, whole := range [][]byte{camera(photo(40, 30), 6, "2026:11:20 10:15:00"), film.bytes(), asPNG(photo(9, 9))} {
		for cut := 0; cut < len(whole); cut += 7 {
			spoiled := bytes.Clone(whole)
			spoiled[cut] ^= 0xff
			for _, b := range [][]byte{whole[:cut], spoiled} {
				if _, err := drawFile(b); err != nil {
					if _, is := fault.As(err); !is {
						t.Fatalf("cut or spoiled at %d: %v", cut, err)
					}
				}
			}
		}
	}
}

func TestPhotosStandUpright(t *testing.T) {
	// The left half is red as the camera saw it; the notes say how it was held.
	for turn, want := range map[uint16][2]image.Point{ // where red and blue are then
		1: {{10, 30}, {70, 30}}, 2: {{70, 30}, {10, 30}}, 3: {{70, 30}, {10, 30}}, 4: {{10, 30}, {70, 30}},
		5: {{30, 10}, {30, 70}}, 6: {{30, 10}, {30, 70}}, 7: {{30, 70}, {30, 10}}, 8: {{30, 70}, {30, 10}},
	} {
		d, err := drawFile(camera(photo(80, 60), turn, "2026:11:20 10:15:00"))
		if err != nil {
			t.Fatal(err)
		}
		m, err := jpeg.Decode(bytes.NewReader(d.Picture))
		if err != nil {
			t.Fatal(err)
		}
		size := image.Pt(80, 60)
		if turn >= 5 {
			size = image.Pt(60, 80)
		}
		if m.Bounds().Size() != size || image.Pt(d.Width, d.Height) != size {
			t.Errorf("turn %d: %v, said %d×%d", turn, m.Bounds(), d.Width, d.Height)
		}
		red, blue := m.At(want[0].X, want[0].Y), m.At(want[1].X, want[1].Y)
		if r, _, b, _ := red.RGBA(); r < b {
			t.Errorf("turn %d: %v is not red", turn, want[0])
		}
		if r, _, b, _ := blue.RGBA(); r > b {
			t.Errorf("turn %d: %v is not blue", turn, want[1])
		}
	}
}

func TestScreensGetLessThanTheOriginal(t *testing.T) {
	d, err := drawFile(asPNG(photo(2400, 1200)))
	if err != nil {
		t.Fatal(err)
	}
	for side, b := range map[int][]byte{1600: d.Picture, 320: d.Thumb} {
		c, err := jpeg.DecodeConfig(bytes.NewReader(b))
		if err != nil || c.Width != side || c.Height != side/2 {
			t.Errorf("%d×%d, want %d: %v", c.Width, c.Height, side, err)
		}
	}
	small := camera(photo(40, 30), 1, "2026:11:20 10:15:00")
	if d, err := drawFile(small); err != nil || !bytes.Equal(d.Picture, small) {
		t.Errorf("a small photo was drawn anew: %v", err)
	}
}

func TestWhenItWasTaken(t *testing.T) {
	shanghai := time.FixedZone("", 8*3600)
	l, err := lookAt(camera(photo(4, 3), 1, "2026:11:20 10:15:00"))
	if err != nil {
		t.Fatal(err)
	}
	want := time.Date(2026, 11, 20, 10, 15, 0, 0, shanghai).UnixMilli()
	if got := l.at(shanghai); got != want {
		t.Errorf("%d, want %d", got, want)
	}
	l, err = lookAt(filmFile{rows: 1, cols: 1, photometric: "MONOCHROME2", points: []uint16{1}}.bytes())
	if err != nil || l.at(shanghai) != want {
		t.Errorf("%d, want %d: %v", l.at(shanghai), want, err)
	}
	l, err = lookAt(camera(photo(4, 3), 1, "0000:00:00 00:00:00"))
	if err != nil || l.at(shanghai) != 0 {
		t.Errorf("a camera without a clock: %d %v", l.at(shanghai), err)
	}
}

func TestFilmsAreDrawnThroughTheirWindow(t *testing.T) {
	points := []uint16{0, 1000, 2000, 4000}
	for name, c := range map[string]struct {
		film filmFile
		want [4]uint8
	}{
		"without a window": {filmFile{photometric: "MONOCHROME2"}, [4]uint8{0, 64, 128, 255}},
		"inverted":         {filmFile{photometric: "MONOCHROME1"}, [4]uint8{255, 191, 128, 0}},
		"a window":         {filmFile{photometric: "MONOCHROME2", window: [2]string{"1000", "2000"}}, [4]uint8{0, 128, 255, 255}},
		"several windows":  {filmFile{photometric: "MONOCHROME2", window: [2]string{`1000\40`, `2000\80`}}, [4]uint8{0, 128, 255, 255}},
	} {
		c.film.rows, c.film.cols, c.film.points = 2, 2, points
		m, err := drawDICOM(c.film.bytes())
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for i, want := range c.want {
			if got := m.At(i%2, i/2).(color.Gray).Y; got != want {
				t.Errorf("%s: point %d is %d, want %d", name, i, got, want)
			}
		}
	}
}

func TestNamesOfDevices(t *testing.T) {
	for inFile, same := range map[string]bool{
		"李积木": true, "李^积木": true, "Li^Jimu": true, "LI^JIMU": true, "Jimu^Li": true, "Li^Ji Mu": true, "Li Jimu": true,
		"Li^Jimu=李^积木": true, "X^Y=李^积木": true, "Li^Jima": false, "王^积木": false, "ANONYMOUS": false, "": false,
	} {
		if got := sameName(inFile, "李积木"); got != same {
			t.Errorf("%q: %v", inFile, got)
		}
	}
}
