package imaging

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/suyashkumar/dicom"
	"github.com/suyashkumar/dicom/pkg/tag"
)

// The transfer syntaxes whose pictures are drawn: not compressed, JPEG as cameras
// write it, and JPEG without loss. Others (JPEG 2000, JPEG-LS) are kept and not
// drawn.
const (
	implicitLittle = "1.2.840.10008.1.2"
	explicitLittle = "1.2.840.10008.1.2.1"
	explicitBig    = "1.2.840.10008.1.2.2"
	baselineJPEG   = "1.2.840.10008.1.2.4.50"
	losslessJPEG   = "1.2.840.10008.1.2.4.57" // any predictor
	losslessFirst  = "1.2.840.10008.1.2.4.70" // the first predictor, which devices write
)

// film is a DICOM file taken apart.
type film struct {
	set                 dicom.Dataset
	syntax              string
	rows, cols, samples int
	bits, stored        int // of a sample: room for it, and used of that
	signed, inverted    bool
	planar              bool // colours follow each other, not points
	slope, intercept    float64
	centre, width       float64 // of the window; width 0 = not said
	pointX, pointY      int64   // nanometres, 0 = not said
	raw                 []byte  // the points, where they are not compressed
	packed              []byte  // one frame as JPEG
}

// readFilm takes a file apart; its points only where they are wanted. The library
// panics on some broken files.
func readFilm(b []byte, points bool) (f film, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("imaging: a broken DICOM file: %v", p)
		}
	}()
	if !lengthsFit(b) {
		return f, io.ErrUnexpectedEOF
	}
	option := dicom.SkipPixelData()
	if points {
		option = dicom.SkipProcessingPixelDataValue()
	}
	f.set, err = dicom.Parse(bytes.NewReader(b), int64(len(b)), nil, option)
	if err != nil {
		return f, err
	}
	f.syntax = strings.TrimRight(f.text(tag.TransferSyntaxUID), "\x00")
	f.rows, f.cols = f.number(tag.Rows, 0), f.number(tag.Columns, 0)
	f.samples = f.number(tag.SamplesPerPixel, 1)
	f.bits = f.number(tag.BitsAllocated, 16)
	f.stored = f.number(tag.BitsStored, f.bits)
	f.signed = f.number(tag.PixelRepresentation, 0) == 1
	f.planar = f.number(tag.PlanarConfiguration, 0) == 1
	f.inverted = f.text(tag.PhotometricInterpretation) == "MONOCHROME1"
	f.slope, f.intercept = f.decimal(tag.RescaleSlope, 1), f.decimal(tag.RescaleIntercept, 0)
	f.centre, f.width = f.decimal(tag.WindowCenter, 0), f.decimal(tag.WindowWidth, 0)
	f.pointX, f.pointY = f.spacing()
	if points {
		err = f.points()
	}
	return f, err
}

// text is the first value of an element that holds texts.
func (f film) text(t tag.Tag) string { return f.nth(t, 0) }

func (f film) nth(t tag.Tag, n int) string {
	e, err := f.set.FindElementByTag(t)
	if err != nil {
		return ""
	}
	if list, ok := e.Value.GetValue().([]string); ok && len(list) > n {
		return strings.TrimSpace(list[n])
	}
	return ""
}

// spacing is how wide and high a point is in nanometres: in the patient where the
// device says so, else on its detector. What no device has is not said.
func (f film) spacing() (x, y int64) {
	for _, t := range []tag.Tag{tag.PixelSpacing, tag.ImagerPixelSpacing, tag.NominalScannedPixelSpacing} {
		high, err1 := strconv.ParseFloat(f.nth(t, 0), 64) // between rows first
		wide, err2 := strconv.ParseFloat(f.nth(t, 1), 64)
		if err1 == nil && err2 == nil && min(high, wide) >= 0.001 && max(high, wide) <= 10 {
			return int64(wide*1e6 + 0.5), int64(high*1e6 + 0.5)
		}
	}
	return 0, 0
}

func (f film) number(t tag.Tag, none int) int {
	e, err := f.set.FindElementByTag(t)
	if err != nil {
		return none
	}
	if list, ok := e.Value.GetValue().([]int); ok && len(list) > 0 {
		return list[0]
	}
	return none
}

func (f film) decimal(t tag.Tag, none float64) float64 {
	v, err := strconv.ParseFloat(f.text(t), 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return none
	}
	return v
}

// points finds the bytes of the picture; of several frames the middle one.
func (f *film) points() error {
	e, err := f.set.FindElementByTag(tag.PixelData)
	if err != nil {
		return err
	}
	info, ok := e.Value.GetValue().(dicom.PixelDataInfo)
	if !ok {
		return io.ErrUnexpectedEOF
	}
	if !info.IsEncapsulated {
		f.raw = info.UnprocessedValueData
		if one := f.rows * f.cols * f.samples * f.bits / 8; one > 0 && len(f.raw) >= 2*one {
			f.raw = f.raw[len(f.raw)/one/2*one:]
		}
		return nil
	}
	if len(info.Frames) == 0 {
		return io.ErrUnexpectedEOF
	}
	if f.frames() == 1 { // it may come in several pieces
		for _, one := range info.Frames {
			f.packed = append(f.packed, one.EncapsulatedData.Data...)
		}
		return nil
	}
	f.packed = info.Frames[len(info.Frames)/2].EncapsulatedData.Data
	return nil
}

// frames is how many pictures the file holds.
func (f film) frames() int {
	n, err := strconv.Atoi(f.text(tag.NumberOfFrames))
	if err != nil {
		return 1
	}
	return n
}

// drawable tells whether the picture is of a form that is drawn here.
func (f film) drawable() bool {
	switch f.syntax {
	case implicitLittle, explicitLittle, explicitBig, baselineJPEG, losslessJPEG, losslessFirst:
	default:
		return false
	}
	return (f.bits == 8 || f.bits == 16) && (f.samples == 1 || f.samples == 3 && f.bits == 8)
}

func lookAtDICOM(b []byte) (look, error) {
	f, err := readFilm(b, false)
	if err != nil {
		return look{}, Unreadable.With()
	}
	if _, err := f.set.FindElementByTag(tag.PixelData); err != nil || f.rows == 0 || f.cols == 0 {
		return look{}, NoPictureIn.With()
	}
	l := look{Media: DICOM, Width: f.cols, Height: f.rows, PointX: f.pointX, PointY: f.pointY, Name: strings.TrimRight(f.text(tag.PatientName), "\x00 ")}
	for _, pair := range [][2]tag.Tag{
		{tag.AcquisitionDate, tag.AcquisitionTime}, {tag.ContentDate, tag.ContentTime}, {tag.StudyDate, tag.StudyTime},
	} {
		if at, ok := when(f.text(pair[0]), f.text(pair[1])); ok {
			l.Taken, l.Local = at, true
			break
		}
	}
	return sized(l, nil)
}

// when reads "20261122" and "102030.5", the latter maybe absent.
func when(day, clock string) (time.Time, bool) {
	at, err := time.Parse("20060102", day)
	if err != nil || at.Year() < 1991 {
		return at, false
	}
	clock, _, _ = strings.Cut(clock, ".")
	if t, err := time.Parse("150405", clock); err == nil {
		at = at.Add(time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute + time.Duration(t.Second())*time.Second)
	}
	return at, true
}

// drawDICOM draws a film: through the window that it names, or from its darkest
// to its brightest point. Fault: PackedDICOM.
func drawDICOM(b []byte) (image.Image, error) {
	f, err := readFilm(b, true)
	if err != nil {
		return nil, err
	}
	if !f.drawable() {
		return nil, PackedDICOM.With()
	}
	if f.syntax == baselineJPEG {
		return jpeg.Decode(bytes.NewReader(f.packed))
	}
	if f.packed != nil {
		if err := f.unpack(); err != nil {
			return nil, err
		}
	}
	if len(f.raw) < f.rows*f.cols*f.samples*f.bits/8 {
		return nil, io.ErrUnexpectedEOF
	}
	if f.samples == 3 {
		return f.coloured(), nil
	}
	return f.grey(), nil
}

// unpack puts the points of a JPEG without loss where those of a film that is not
// compressed are.
func (f *film) unpack() error {
	p, err := readLossless(f.packed, f.cols, f.rows, f.samples)
	if err != nil {
		return err
	}
	f.raw = make([]byte, 0, len(p)*f.bits/8)
	for _, v := range p {
		if f.raw = append(f.raw, byte(v)); f.bits == 16 {
			f.raw = append(f.raw, byte(v>>8))
		}
	}
	f.planar = false // points of one place follow each other in a JPEG
	return nil
}

func (f film) coloured() image.Image {
	out := image.NewRGBA(image.Rect(0, 0, f.cols, f.rows))
	plane, step := 1, 3
	if f.planar {
		plane, step = f.rows*f.cols, 1
	}
	for i := range f.rows * f.cols {
		at := i * step
		out.SetRGBA(i%f.cols, i/f.cols, color.RGBA{f.raw[at], f.raw[at+plane], f.raw[at+2*plane], 255})
	}
	return out
}

func (f film) grey() image.Image {
	values := make([]float64, f.rows*f.cols)
	low, high := math.Inf(1), math.Inf(-1)
	for i := range values {
		v := float64(f.sample(i))*f.slope + f.intercept
		values[i] = v
		low, high = min(low, v), max(high, v)
	}
	if f.width > 1 {
		low, high = f.centre-f.width/2, f.centre+f.width/2
	}
	out := image.NewGray(image.Rect(0, 0, f.cols, f.rows))
	for i, v := range values {
		g := 0.0
		if high > low {
			g = max(0, min(1, (v-low)/(high-low)))
		}
		if f.inverted {
			g = 1 - g
		}
		out.Pix[i] = uint8(g*255 + 0.5)
	}
	return out
}

// sample reads point i as it is stored.
func (f film) sample(i int) int {
	if f.bits == 8 {
		if f.signed {
			return int(int8(f.raw[i]))
		}
		return int(f.raw[i])
	}
	order := binary.ByteOrder(binary.LittleEndian)
	if f.syntax == explicitBig {
		order = binary.BigEndian
	}
	n := int(order.Uint16(f.raw[2*i:]))
	if f.stored < 16 && f.stored > 0 {
		n &= 1<<f.stored - 1
	}
	if room := max(f.stored, 1); f.signed && n >= 1<<(room-1) {
		n -= 1 << room
	}
	return n
}
