package imaging

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"time"

	"golang.org/x/image/draw"
	"golang.org/x/image/webp"
)

// maxPoints bounds the points of a picture that is drawn: more than any camera
// of a clinic makes, and few enough for the memory of a small computer.
const maxPoints = 64 << 20

// The longest sides of what screens show, in points.
const (
	thumbSide   = 320
	pictureSide = 1600
)

// look is what a file says of itself without being drawn.
type look struct {
	Media         Media
	Width, Height int       // of the upright picture
	Taken         time.Time // zero = not said; without a zone it is in UTC and local is true
	Local         bool
	Name          string // of the patient, as a device wrote it
	PointX        int64  // nanometres that a point is wide, 0 = not said
	PointY        int64
	turn          int // orientation of a JPEG
}

// lookAt tells what a file is. Faults: Unreadable, NoHEIC, TooManyDots,
// NoPictureIn.
func lookAt(b []byte) (look, error) {
	switch {
	case isHEIC(b):
		return look{}, NoHEIC.With()
	case len(b) > 132 && string(b[128:132]) == "DICM":
		return lookAtDICOM(b)
	case bytes.HasPrefix(b, []byte{0xff, 0xd8, 0xff}):
		return lookAtJPEG(b)
	case bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")):
		c, err := png.DecodeConfig(bytes.NewReader(b))
		return sized(look{Media: PNG, Width: c.Width, Height: c.Height}, err)
	case len(b) > 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP":
		c, err := webp.DecodeConfig(bytes.NewReader(b))
		return sized(look{Media: WebP, Width: c.Width, Height: c.Height}, err)
	}
	return look{}, Unreadable.With()
}

// isHEIC knows the brands under which telephones write HEIC and AVIF.
func isHEIC(b []byte) bool {
	if len(b) < 12 || string(b[4:8]) != "ftyp" {
		return false
	}
	switch string(b[8:12]) {
	case "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "avif", "avis":
		return true
	}
	return false
}

func lookAtJPEG(b []byte) (look, error) {
	c, err := jpeg.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return look{}, Unreadable.With()
	}
	notes := readExif(b)
	l := look{Media: JPEG, Width: c.Width, Height: c.Height, turn: notes.Orientation}
	if notes.Orientation >= 5 {
		l.Width, l.Height = c.Height, c.Width
	}
	if at, err := time.Parse("2006:01:02 15:04:05", notes.Taken); err == nil && at.Year() > 1990 {
		l.Taken, l.Local = at, true
		if zoned, err := time.Parse("2006:01:02 15:04:05Z07:00", notes.Taken+notes.Offset); err == nil && notes.Offset != "" {
			l.Taken, l.Local = zoned, false
		}
	}
	return sized(l, nil)
}

func sized(l look, err error) (look, error) {
	switch {
	case err != nil || l.Width < 1 || l.Height < 1:
		return look{}, Unreadable.With()
	case l.Width > maxPoints || l.Height > maxPoints || l.Width*l.Height > maxPoints:
		return look{}, TooManyDots.With("max", maxPoints>>20)
	}
	return l, nil
}

// at is the instant in epoch milliseconds, 0 where the file does not say.
func (l look) at(zone *time.Location) int64 {
	switch {
	case l.Taken.IsZero():
		return 0
	case l.Local:
		t := l.Taken
		return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, zone).UnixMilli()
	}
	return l.Taken.UnixMilli()
}

// drawn is what screens show of a file, as JPEG.
type drawn struct {
	Picture, Thumb []byte
	Width, Height  int // of the upright original
}

// drawFile draws what screens show. Faults are those of lookAt, as what is torn is
// only seen here, and PackedDICOM.
func drawFile(b []byte) (drawn, error) {
	l, err := lookAt(b)
	if err != nil {
		return drawn{}, err
	}
	img, err := decoded(b, l.Media)
	if errors.Is(err, PackedDICOM) {
		return drawn{}, err
	}
	if err != nil {
		return drawn{}, Unreadable.With()
	}
	out := drawn{Width: l.Width, Height: l.Height}
	if l.Media == JPEG && l.turn < 2 && max(l.Width, l.Height) <= pictureSide {
		out.Picture = b // as good as it can be
		out.Thumb, err = asJPEG(fit(img, thumbSide), 80)
		return out, err
	}
	big := upright(fit(img, pictureSide), l.turn)
	if out.Picture, err = asJPEG(big, 86); err != nil {
		return drawn{}, err
	}
	out.Thumb, err = asJPEG(fit(big, thumbSide), 80)
	return out, err
}

// decoded reads the points of a file.
func decoded(b []byte, of Media) (image.Image, error) {
	switch of {
	case DICOM:
		return drawDICOM(b)
	case JPEG:
		return jpeg.Decode(bytes.NewReader(b))
	case PNG:
		return png.Decode(bytes.NewReader(b))
	}
	return webp.Decode(bytes.NewReader(b))
}

func asJPEG(img image.Image, quality int) ([]byte, error) {
	var b bytes.Buffer
	err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality})
	return b.Bytes(), err
}

// fit makes a picture smaller, so that its longer side is at most side points. On
// white where it was transparent.
func fit(img image.Image, side int) *image.RGBA {
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	if long := max(w, h); long > side {
		w, h = max(1, w*side/long), max(1, h*side/long)
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(out, out.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.BiLinear.Scale(out, out.Bounds(), img, img.Bounds(), draw.Over, nil)
	return out
}

// upright turns a photo as its camera was held (1–8 of EXIF).
func upright(img *image.RGBA, turn int) *image.RGBA {
	if turn < 2 || turn > 8 {
		return img
	}
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	if turn >= 5 {
		out = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range h {
		for x := range w {
			to := [...]image.Point{
				2: {w - 1 - x, y}, 3: {w - 1 - x, h - 1 - y}, 4: {x, h - 1 - y},
				5: {y, x}, 6: {h - 1 - y, x}, 7: {h - 1 - y, w - 1 - x}, 8: {y, w - 1 - x},
			}[turn]
			out.SetRGBA(to.X, to.Y, img.RGBAAt(x, y))
		}
	}
	return out
}

// extension is how the name of a downloaded original ends.
func (m Media) extension() string {
	if m == DICOM {
		return "dcm"
	}
	return strings.TrimPrefix(string(m), "image/")
}
